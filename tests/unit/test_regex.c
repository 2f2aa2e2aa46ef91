#include "engine/base/regex.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/base/text.h"
#include "tests/unit/unit.h"

static struct regex *compile(const char *pattern)
{
    struct error err = {0};
    struct regex *regex = NULL;

    ck_assert_msg(regex_compile(pattern, &regex, &err), "%s", err.message);
    return regex;
}

static bool matches(const char *pattern, const char *subject)
{
    CLEANUP(regex_freep) struct regex *regex = compile(pattern);
    struct error err = {0};
    bool matched = false;

    ck_assert_msg(regex_match(regex, subject, strlen(subject), NULL, 0, &matched, &err),
            "%s", err.message);
    return matched;
}

static void check_slice(struct slice slice, const char *expected)
{
    ck_assert_ptr_nonnull(slice.text);
    ck_assert_uint_eq(slice.size, strlen(expected));
    ck_assert_mem_eq(slice.text, expected, slice.size);
}

START_TEST(pattern_is_searched_anywhere)
{
    ck_assert(matches("b+", "abbbc"));
    ck_assert(!matches("^b+$", "abbbc"));
    ck_assert(matches("", ""));
    ck_assert(matches("^$", ""));
    ck_assert(!matches("x", ""));
}
END_TEST

START_TEST(groups_come_back)
{
    CLEANUP(regex_freep)
    struct regex *regex = compile("(?<user>\\w+)@(?<host>[a-z.]+)(:(?<port>\\d+))?");
    const char *subject = "to root@db.example now";
    struct slice groups[REGEX_GROUPS_MAX];
    struct error err = {0};
    bool matched = false;

    ck_assert_uint_eq(regex_group_count(regex), 5);
    ck_assert_uint_eq(regex_find_group(regex, "host"), 2);
    ck_assert_uint_eq(regex_find_group(regex, "hos"), 0);
    ck_assert_str_eq(regex_group_name(regex, 4), "port");
    ck_assert_ptr_null(regex_group_name(regex, 3));
    ck_assert_ptr_null(regex_group_name(regex, 99));
    ck_assert(regex_match(regex, subject, strlen(subject), groups, 7, &matched, &err));
    ck_assert(matched);
    check_slice(groups[0], "root@db.example");
    ck_assert_ptr_eq(groups[0].text, subject + 3);
    check_slice(groups[1], "root");
    check_slice(groups[2], "db.example");
    for (size_t i = 3; i < 7; i++)
        ck_assert_ptr_null(groups[i].text);
    ck_assert(regex_match(regex, subject, strlen(subject), groups, 1, &matched, &err));
    ck_assert(regex_match(regex, subject, 6, groups, 5, &matched, &err));
    ck_assert(!matched);
}
END_TEST

START_TEST(empty_group_is_not_an_absent_one)
{
    CLEANUP(regex_freep) struct regex *regex = compile("a(x*)b(y)?");
    struct slice groups[3];
    struct error err = {0};
    bool matched;

    ck_assert(regex_match(regex, "ab", 2, groups, 3, &matched, &err) && matched);
    check_slice(groups[1], "");
    ck_assert_ptr_null(groups[2].text);
}
END_TEST

START_TEST(characters_are_characters_and_digits_ascii)
{
    ck_assert(matches("^.{2}$", "監査"));
    ck_assert(matches("^[あ-ん]+$", "ひらがな"));
    ck_assert(matches("^\\d{6}$", "012345"));
    ck_assert(!matches("^\\d{6}$", "０１２３４５"));
    ck_assert(matches("^\\p{Nd}{6}$", "０１２３４５"));
    ck_assert(matches("(?i)^ÄB$", "äb"));
    ck_assert(!matches("^\\w$", "é"));
}
END_TEST

/* A field that ends in a line end is not the field without it. */
START_TEST(dollar_is_the_very_end)
{
    ck_assert(!matches("^\\d+$", "123\n"));
    ck_assert(matches("(?m)^\\d+$", "123\n456"));
    ck_assert(!matches("^a.b$", "a\nb"));
    ck_assert(matches("^a.b$", "a\rb"));
}
END_TEST

START_TEST(wrong_pattern_is_told_with_its_place)
{
    static const char *const wrong[] = {"(abc", "[a", "a{2,1}", "*", "(?<n>a)(?<n>b)",
            "\\", "(?P<", "\\C", "\xFF", "(?", "x\xE3\x81"};
    struct regex *regex = NULL;
    struct error err = {0};

    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++) {
        ck_assert_msg(!regex_compile(wrong[i], &regex, &err), "%s", wrong[i]);
        ck_assert_int_eq(err.code, ERROR_SCRIPT);
        ck_assert_ptr_null(regex);
    }
    ck_assert(!regex_compile("ab(cd", &regex, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "'ab(cd'"));
    ck_assert_ptr_nonnull(strstr(err.message, "5"));
    ck_assert_ptr_nonnull(strstr(err.message, "parenthesis"));
}
END_TEST

START_TEST(pattern_has_its_limits)
{
    struct regex *regex = NULL;
    struct error err = {0};
    char pattern[4200] = "";

    memset(pattern, 'a', 4097);
    ck_assert(!regex_compile(pattern, &regex, &err));
    ck_assert_int_eq(err.code, ERROR_SCRIPT);
    pattern[4096] = '\0';
    ck_assert(regex_compile(pattern, &regex, &err));
    regex_free(regex);
    regex = NULL;
    memset(pattern, 0, sizeof(pattern));
    for (size_t i = 0; i < 63; i++)
        strcat(pattern, "(a)?");
    ck_assert(regex_compile(pattern, &regex, &err));
    ck_assert_uint_eq(regex_group_count(regex), REGEX_GROUPS_MAX);
    regex_free(regex);
    strcat(pattern, "(a)");
    ck_assert(!regex_compile(pattern, &regex, &err));
    ck_assert_int_eq(err.code, ERROR_SCRIPT);
}
END_TEST

/* "No match" here would be an exception that nobody sees. */
START_TEST(catastrophe_is_a_limit_never_no_match)
{
    static const char *const patterns[] = {"^(a+)+$", "^(a|aa)+$",
            "^(([a-z])+.)+[A-Z]([a-z])+$", "(*NO_JIT)^(a+)+$"};
    char subject[10001];

    memset(subject, 'a', sizeof(subject) - 1);
    subject[sizeof(subject) - 2] = '!';
    subject[sizeof(subject) - 1] = '\0';
    for (size_t i = 0; i < ARRAY_LENGTH(patterns); i++) {
        CLEANUP(regex_freep) struct regex *regex = compile(patterns[i]);
        struct error err = {0};
        bool matched = true;

        ck_assert_msg(!regex_match(regex, subject, strlen(subject), NULL, 0, &matched,
                              &err),
                "%s", patterns[i]);
        ck_assert_int_eq(err.code, ERROR_LIMIT);
    }
}
END_TEST

START_TEST(deep_recursion_meets_the_stack_limit)
{
    CLEANUP(regex_freep) struct regex *regex = compile("^(\\((?:[^()]|(?1))*\\))$");
    static char subject[65536];
    struct error err = {0};
    bool matched;

    memset(subject, '(', sizeof(subject) / 2);
    memset(subject + sizeof(subject) / 2, ')', sizeof(subject) / 2);
    ck_assert(!regex_match(regex, subject, sizeof(subject), NULL, 0, &matched, &err));
    ck_assert_int_eq(err.code, ERROR_LIMIT);
}
END_TEST

START_TEST(long_subject_is_a_limit)
{
    CLEANUP(regex_freep) struct regex *regex = compile("a$");
    static char subject[65537];
    struct error err = {0};
    bool matched = false;

    memset(subject, 'a', sizeof(subject));
    ck_assert(regex_match(regex, subject, 65536, NULL, 0, &matched, &err) && matched);
    ck_assert(!regex_match(regex, subject, 65537, NULL, 0, &matched, &err));
    ck_assert_int_eq(err.code, ERROR_LIMIT);
}
END_TEST

START_TEST(match_of_nothing_is_inside_its_subject)
{
    CLEANUP(regex_freep) struct regex *regex = compile("x*");
    const char text[] = "abc", *subject = text + 3;
    struct slice groups[1];
    struct error err = {0};
    bool matched;

    ck_assert(regex_match(regex, subject, 0, groups, 1, &matched, &err) && matched);
    ck_assert_ptr_eq(groups[0].text, subject);
    ck_assert(regex_match(regex, NULL, 0, groups, 1, &matched, &err) && matched);
    check_slice(groups[0], "");
}
END_TEST

/* Room for a subject that ends where the process may not read. */
static char *map_before_fence(size_t *ret_size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    ck_assert_ptr_ne(pages, MAP_FAILED);
    ck_assert_int_eq(mprotect(pages + page, page, PROT_NONE), 0);
    *ret_size = page;
    return pages;
}

/* Against the contract, but SQL can make such texts: no reading outside, and no match
 * across. */
START_TEST(broken_utf8_does_no_harm)
{
    static const char *const patterns[] = {"a.b", "^.*$", "[^x]+", "(?i)é", "(?<=é)b",
            "\\X", "\\b"};
    size_t page;
    char *subject = map_before_fence(&page) + page - 3;

    for (size_t i = 0; i < ARRAY_LENGTH(patterns); i++) {
        CLEANUP(regex_freep) struct regex *regex = compile(patterns[i]);
        struct slice groups[1];
        struct error err = {0};
        bool matched;

        for (unsigned first = 0x7F; first < 0x100; first++) {
            subject[0] = 'a';
            subject[1] = (char)first;
            subject[2] = (char)(first % 2 ? 'b' : first);
            if (!regex_match(regex, subject, 3, groups, 1, &matched, &err))
                ck_abort_msg("%s: %s", patterns[i], err.message);
            if (!matched)
                continue;
            if (groups[0].text < subject || groups[0].text + groups[0].size > subject + 3)
                ck_abort_msg("%s: outside", patterns[i]);
            if (text_find_invalid(groups[0].text, groups[0].size) < groups[0].size)
                ck_abort_msg("%s: across a broken byte", patterns[i]);
        }
    }
    munmap(subject + 3 - page, 2 * page);
}
END_TEST

START_TEST(match_end_before_its_start_is_empty)
{
    CLEANUP(regex_freep) struct regex *regex = compile("abc\\K");
    struct slice groups[1];
    struct error err = {0};
    bool matched;

    ck_assert(regex_match(regex, "xabcx", 5, groups, 1, &matched, &err) && matched);
    ck_assert_uint_eq(groups[0].size, 0);
}
END_TEST

/* The same answers from PCRE2's interpreter, limits included. */
START_TEST(without_jit_nothing_changes)
{
    CLEANUP(regex_freep) struct regex *regex = NULL;
    struct slice groups[2];
    struct error err = {0};
    bool matched;

    regex_disable_jit();
    regex = compile("^(a+)+$");
    ck_assert(regex_match(regex, "aaa", 3, groups, 2, &matched, &err) && matched);
    check_slice(groups[1], "aaa");
    ck_assert(!regex_match(regex, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", 40, NULL, 0,
            &matched, &err));
    ck_assert_int_eq(err.code, ERROR_LIMIT);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            pattern_is_searched_anywhere,
            groups_come_back,
            empty_group_is_not_an_absent_one,
            characters_are_characters_and_digits_ascii,
            dollar_is_the_very_end,
            wrong_pattern_is_told_with_its_place,
            pattern_has_its_limits,
            catastrophe_is_a_limit_never_no_match,
            deep_recursion_meets_the_stack_limit,
            long_subject_is_a_limit,
            broken_utf8_does_no_harm,
            match_of_nothing_is_inside_its_subject,
            match_end_before_its_start_is_empty,
            without_jit_nothing_changes,
    };

    return unit_run("regex", tests, ARRAY_LENGTH(tests));
}
