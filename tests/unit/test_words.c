/* What codes are called: every code that may be recorded has its words. */
#include "reports/words.h"

#include <string.h>

#include "engine/run/outcome.h"
#include "evidence/zip/preflight.h"
#include "tests/unit/unit.h"

static struct words *words;

static void begin(void)
{
    struct error err = {0};

    ck_assert_msg(words_load(&words, &err), "%s", err.message);
}

static void end(void)
{
    words_free(words);
}

static const char *find(const char *kind, const char *code, enum text_language language)
{
    return words_find(words, kind, (struct slice){code, strlen(code)}, language);
}

static void check_both(const char *kind, const char *code)
{
    for (enum text_language language = TEXT_JA; language <= TEXT_EN; language++)
        ck_assert_msg(find(kind, code, language) && *find(kind, code, language), "%s.%s",
                kind, code);
}

START_TEST(a_word_is_found_by_its_whole_name)
{
    ck_assert_str_eq(find("state", "not-run", TEXT_JA), "未実施");
    ck_assert_str_eq(find("disposition", "missing", TEXT_EN), "not performed");
    ck_assert_ptr_null(find("state", "not", TEXT_JA));
    ck_assert_ptr_null(find("state", "not-runs", TEXT_JA));
    ck_assert_ptr_null(find("stat", "not-run", TEXT_JA));
    ck_assert_ptr_null(find("state", "", TEXT_JA));
    ck_assert_ptr_null(words_find(words, "state", (struct slice){NULL, 0}, TEXT_JA));
}
END_TEST

START_TEST(every_state_and_outcome_has_a_word)
{
    for (enum result_state state = RESULT_NOT_RUN; state <= RESULT_STALE; state++)
        check_both("state", result_state_name(state));
    for (enum result_outcome outcome = RESULT_NO_EXCEPTION; outcome <= RESULT_OPEN;
            outcome++)
        check_both("outcome", result_outcome_name(outcome));
}
END_TEST

START_TEST(every_reason_has_a_word)
{
    static const char *const reasons[] = {"no-procedure", "no-evidence",
            "all-indeterminate", "evidence-unreadable", "records-unreadable",
            "too-few-records", "population-unreadable", "population-empty",
            "keys-do-not-meet", "undecidable", "values-unreadable", "worker-lost",
            "binding-missing", "evidence-missing", "member-unreadable", "member-similar",
            "layout-missing", "format-differs", "type-contradicts", "column-missing",
            "path-no-match", "column-ambiguous", "record-twice"};
    static const char *const items[] = {"bound", "empty", "to-run", "up-to-date"};
    const char *code, *effect, *text;

    for (size_t i = 0; i < ARRAY_LENGTH(reasons); i++)
        check_both("reason", reasons[i]);
    for (enum error_code error = ERROR_NONE; error <= ERROR_INTERRUPTED; error++)
        check_both("reason", outcome_reason_of(error));
    for (size_t i = 0; i < ARRAY_LENGTH(items); i++)
        check_both("item", items[i]);
    text_set_language(TEXT_EN);
    for (size_t i = 0; preflight_reason_list(i, &code, &effect, &text); i++)
        if (strcmp(effect, "the member is refused") == 0 ||
                strcmp(effect, "the member is kept unread") == 0)
            check_both("reason", code);
}
END_TEST

static void check_kind(const char *kind, enum text_language language, bool with_path,
        const char *expected)
{
    CLEANUP(buf_clear) struct buf buf = BUF_INIT(1000);
    struct error err = {0};

    ck_assert(words_write_kind(words, kind, language, with_path, &buf, &err));
    ck_assert_str_eq(buf_text(&buf), expected);
}

START_TEST(a_kind_of_file_is_said_with_all_that_is_remarked_on)
{
    check_kind("csv, no header", TEXT_JA, true, "CSV、見出し行なし");
    check_kind("csv, header at line 4", TEXT_JA, true, "CSV、見出しは4行目");
    check_kind("xlsx sheet, header at row 4", TEXT_EN, true,
            "XLSX sheet, header at row 4");
    check_kind("csv, header at line 12", TEXT_JA, true, "CSV、見出しは12行目");
    check_kind("csv, header at line 12", TEXT_EN, true, "CSV, header at line 12");
    check_kind("xml l/u (declares ISO-8859-1, read as utf-8)", TEXT_JA, true,
            "XML l/u（宣言はISO-8859-1、utf-8として読み取り）");
    check_kind("xml l/u (declares ISO-8859-1, read as utf-8)", TEXT_EN, true,
            "XML l/u (declares ISO-8859-1, read as utf-8)");
    check_kind("xml l/u (declares ISO-8859-1, read as utf-8)", TEXT_JA, false, "XML");
    check_kind("json a (declares b, read as c)[*]", TEXT_JA, true,
            "JSON a (declares b, read as c)[*]");
    check_kind("tarball", TEXT_JA, true, "tarball");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {a_word_is_found_by_its_whole_name,
            every_state_and_outcome_has_a_word, every_reason_has_a_word,
            a_kind_of_file_is_said_with_all_that_is_remarked_on};

    return unit_run_in("words", tests, ARRAY_LENGTH(tests), begin, end);
}
