#include "engine/base/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"

#define DEPTH_LIMIT 250
#define HEAP_LIMIT_KIB (16 * 1024)
#define SUBJECT_MAX ((size_t)64 * 1024)
#define PATTERN_MAX ((size_t)4 * 1024)
#define JIT_STACK_START ((size_t)32 * 1024)
#define JIT_STACK_MAX ((size_t)1024 * 1024)

/* UTF without UCP, so that \d stays ASCII. MATCH_INVALID_UTF rather than NO_UTF_CHECK:
 * callers promise strict UTF-8, but SQL can make other texts, and a promise broken must
 * not become a read outside the subject; under JIT it is also the faster of the two.
 * DOLLAR_ENDONLY, or "123\n" would match ^\d+$. */
#define COMPILE_OPTIONS \
    (PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C)

struct regex {
    pcre2_code *code;
    pcre2_match_data *match;
    pcre2_match_context *limits;
    pcre2_jit_stack *stack;
    uint32_t group_count; /* the whole match included */
    const char *names[REGEX_GROUPS_MAX];
};

static bool is_jit_disabled;

void regex_disable_jit(void)
{
    is_jit_disabled = true;
}

static bool fail_compile(const char *pattern, int code, size_t offset, struct error *err)
{
    PCRE2_UCHAR reason[256];

    if (code == PCRE2_ERROR_NOMEMORY || code == PCRE2_ERROR_HEAP_FAILED)
        return error_memory(err);
    pcre2_get_error_message(code, reason, sizeof(reason));
    return error_set(err, ERROR_SCRIPT,
            TR("pattern '%s', after %zu bytes: %s",
                    "パターン '%s' の %zu バイト目の後: %s"),
            pattern, offset, (const char *)reason);
}

static bool compile_code(struct regex *regex, const char *pattern, struct error *err)
{
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    PCRE2_SIZE offset = 0;
    int code = PCRE2_ERROR_NOMEMORY;

    if (!context)
        return error_memory(err);
    pcre2_set_newline(context,
            PCRE2_NEWLINE_LF); /* whatever the library was built with */
    pcre2_set_bsr(context, PCRE2_BSR_UNICODE);
    regex->code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
            COMPILE_OPTIONS, &code, &offset, context);
    pcre2_compile_context_free(context);
    return regex->code || fail_compile(pattern, code, offset, err);
}

/* Reads the groups' names once: PCRE2 keeps them as a table of rows (two bytes of number,
 * then the name). */
static bool read_groups(struct regex *regex, const char *pattern, struct error *err)
{
    uint32_t captures = 0, name_count = 0, row_size = 0;
    PCRE2_SPTR rows = NULL;

    pcre2_pattern_info(regex->code, PCRE2_INFO_CAPTURECOUNT, &captures);
    if (captures >= REGEX_GROUPS_MAX)
        return error_set(err, ERROR_SCRIPT,
                TR("pattern '%s' has %u groups, more than %d: write (?:...) where the text is not needed",
                        "パターン '%s' のグループは %u 個で、上限 %d を超えます。不要なものは (?:...) にしてください"),
                pattern, (unsigned)captures, REGEX_GROUPS_MAX - 1);
    regex->group_count = captures + 1;
    pcre2_pattern_info(regex->code, PCRE2_INFO_NAMECOUNT, &name_count);
    pcre2_pattern_info(regex->code, PCRE2_INFO_NAMEENTRYSIZE, &row_size);
    pcre2_pattern_info(regex->code, PCRE2_INFO_NAMETABLE, &rows);
    for (uint32_t i = 0; i < name_count; i++) {
        PCRE2_SPTR row = rows + (size_t)i * row_size;

        regex->names[row[0] << 8 | row[1]] = (const char *)row + 2;
    }
    return true;
}

/* Everything a match needs is taken here, so that a match with JIT takes no memory. */
static bool prepare_matching(struct regex *regex, struct error *err)
{
    size_t jit_size = 0;

    regex->match = pcre2_match_data_create(regex->group_count, NULL);
    regex->limits = pcre2_match_context_create(NULL);
    if (!regex->match || !regex->limits)
        return error_memory(err);
    pcre2_set_match_limit(regex->limits, REGEX_ATTEMPTS);
    pcre2_set_depth_limit(regex->limits, DEPTH_LIMIT);
    pcre2_set_heap_limit(regex->limits, HEAP_LIMIT_KIB);
    /* Where JIT cannot be had the interpreter does the same, more slowly. */
    if (!is_jit_disabled)
        pcre2_jit_compile(regex->code, PCRE2_JIT_COMPLETE);
    pcre2_pattern_info(regex->code, PCRE2_INFO_JITSIZE, &jit_size);
    if (jit_size == 0)
        return true;
    regex->stack = pcre2_jit_stack_create(JIT_STACK_START, JIT_STACK_MAX, NULL);
    if (!regex->stack)
        return error_memory(err);
    pcre2_jit_stack_assign(regex->limits, NULL, regex->stack);
    return true;
}

bool regex_compile(const char *pattern, struct regex **ret_regex, struct error *err)
{
    CLEANUP(regex_freep) struct regex *regex = NULL;

    if (strnlen(pattern, PATTERN_MAX + 1) > PATTERN_MAX)
        return error_set(err, ERROR_SCRIPT,
                TR("a pattern is longer than %zu bytes",
                        "パターンが %zu バイトを超えています"),
                PATTERN_MAX);
    regex = calloc(1, sizeof(*regex));
    if (!regex)
        return error_memory(err);
    if (!compile_code(regex, pattern, err) || !read_groups(regex, pattern, err) ||
            !prepare_matching(regex, err))
        return false;
    *ret_regex = regex;
    regex = NULL;
    return true;
}

void regex_free(struct regex *regex)
{
    if (!regex)
        return;
    pcre2_jit_stack_free(regex->stack);
    pcre2_match_context_free(regex->limits);
    pcre2_match_data_free(regex->match);
    pcre2_code_free(regex->code);
    free(regex);
}

unsigned regex_group_count(const struct regex *regex)
{
    return regex->group_count;
}

unsigned regex_find_group(const struct regex *regex, const char *name)
{
    for (unsigned i = 1; i < regex->group_count; i++) {
        if (regex->names[i] && strcmp(regex->names[i], name) == 0)
            return i;
    }
    return 0;
}

const char *regex_group_name(const struct regex *regex, unsigned group)
{
    return group < regex->group_count ? regex->names[group] : NULL;
}

void regex_allow(struct regex *regex, unsigned attempts)
{
    pcre2_set_match_limit(regex->limits, attempts);
}

static bool fail_match(int code, struct error *err)
{
    PCRE2_UCHAR reason[256];

    switch (code) {
    case PCRE2_ERROR_NOMEMORY:
        return error_memory(err);
    case PCRE2_ERROR_MATCHLIMIT:
    case PCRE2_ERROR_DEPTHLIMIT:
    case PCRE2_ERROR_HEAPLIMIT:
    case PCRE2_ERROR_JIT_STACKLIMIT:
        return error_set(err, ERROR_LIMIT,
                TR("a pattern needs too many attempts on this text; make it more exact",
                        "このテキストではパターンの試行回数が上限を超えました。パターンをより厳密にしてください"));
    default:
        pcre2_get_error_message(code, reason, sizeof(reason));
        return error_set(err, ERROR_LIMIT,
                TR("a pattern failed on this text: %s",
                        "パターンの照合に失敗しました: %s"),
                (const char *)reason);
    }
}

static void fill_groups(const struct regex *regex, const char *subject,
        struct slice *groups, unsigned count)
{
    const PCRE2_SIZE *places = pcre2_get_ovector_pointer(regex->match);

    for (unsigned i = 0; i < count; i++) {
        PCRE2_SIZE start = PCRE2_UNSET, end = PCRE2_UNSET;

        if (i < regex->group_count) {
            start = places[2 * i];
            end = places[2 * i + 1];
        }
        groups[i].text = start == PCRE2_UNSET ? NULL : subject + start;
        /* \K can put the start of the match behind its end. */
        groups[i].size = start == PCRE2_UNSET || end < start ? 0 : end - start;
    }
}

bool regex_match(struct regex *regex, const char *subject, size_t size,
        struct slice *groups, unsigned count, bool *ret_matched, struct error *err)
{
    int code;

    if (!subject)
        subject = ""; /* nothing, from an empty buf */
    if (size > SUBJECT_MAX)
        return error_set(err, ERROR_LIMIT,
                TR("a text of %zu bytes is longer than the %zu a pattern is tried on",
                        "%zu バイトのテキストは、パターンを試せる上限 %zu バイトを超えています"),
                size, SUBJECT_MAX);
    code = pcre2_match(regex->code, (PCRE2_SPTR)subject, size, 0, 0, regex->match,
            regex->limits);
    if (code == PCRE2_ERROR_NOMATCH) {
        *ret_matched = false;
        return true;
    }
    if (code < 0)
        return fail_match(code, err);
    fill_groups(regex, subject, groups, count);
    *ret_matched = true;
    return true;
}
