#include "evidence/zip/member_name.h"

#include <stdio.h>
#include <string.h>

#include "evidence/limits.h"
#include "tests/unit/unit.h"
#include "tests/unit/zip_bytes.h"

static void check_name(const char *raw, bool utf8_flag, const char *expected,
        enum member_name_source source)
{
    CLEANUP(buf_clear) struct buf name = BUF_INIT(1000);
    enum member_name_source found = MEMBER_NAME_ASCII;
    struct error err = {0};

    ck_assert_msg(member_name_decode((const uint8_t *)raw, strlen(raw), utf8_flag, NULL,
                          0, &name, &found, &err),
            "%s", err.message);
    ck_assert_str_eq(buf_text(&name), expected);
    ck_assert_str_eq(member_name_source_text(found), member_name_source_text(source));
}

static void check_undecodable(const char *raw, size_t size, bool utf8_flag)
{
    CLEANUP(buf_clear) struct buf name = BUF_INIT(1000);
    enum member_name_source source;
    struct error err = {0};

    ck_assert(!member_name_decode((const uint8_t *)raw, size, utf8_flag, NULL, 0, &name,
            &source, &err));
    ck_assert_int_eq(err.code, ERROR_UNREADABLE);
    ck_assert_uint_eq(name.size, 0);
}

START_TEST(names_are_decoded_in_order)
{
    check_name("a/b.txt", false, "a/b.txt", MEMBER_NAME_ASCII);
    check_name("a/b.txt", true, "a/b.txt", MEMBER_NAME_ASCII);
    check_name("資料.csv", true, "資料.csv", MEMBER_NAME_UTF8_FLAG);
    check_name("資料.csv", false, "資料.csv", MEMBER_NAME_UTF8);
    check_name("\x8E\x91\x97\xBF.csv", false, "資料.csv", MEMBER_NAME_CP932);
    check_name("\x87\x40\x87\x8A\xFB\xFC\x81\x60.csv", false, "①㈱髙～.csv",
            MEMBER_NAME_CP932);
    check_name("caf\x82.txt", false, "café.txt", MEMBER_NAME_CP437);
    check_name("\x80.txt", false, "Ç.txt", MEMBER_NAME_CP437);
    check_name("\xFF\xE0\xB0", false, "\u00A0α░", MEMBER_NAME_CP437);
}
END_TEST

/* The trail bytes 0x5C of these are no backslashes. */
START_TEST(cp932_names_keep_their_characters)
{
    static const char *const names[] = {"\x83\x5C", "\x95\x5C", "\x94\x5C", "\x8F\x5C"};
    static const char *const expected[] = {"ソ", "表", "能", "十"};

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        check_name(names[i], false, expected[i], MEMBER_NAME_CP932);
        ck_assert_ptr_null(member_name_problem(expected[i]));
    }
    /* A real one: the yen sign of a Japanese keyboard. */
    check_name("\x8E\x91\x97\xBF\\a", false, "資料\\a", MEMBER_NAME_CP932);
    ck_assert_str_eq(member_name_problem("資料\\a"), "name-backslash");
}
END_TEST

START_TEST(undecodable_names_are_unreadable)
{
    check_undecodable("a\0.txt", 6, false);
    check_undecodable("a\0.txt", 6, true);
    check_undecodable("\x95\x5C", 2, true);
    check_undecodable("\xED\xA0\x80", 3, true);
}
END_TEST

/* A 0x7075 field for a raw name. */
static void put_unicode(struct buf *extra, const char *raw, const char *name,
        unsigned version)
{
    zip_bytes_number(extra, 0x7075, 2);
    zip_bytes_number(extra, 5 + strlen(name), 2);
    zip_bytes_number(extra, version, 1);
    zip_bytes_number(extra, zip_bytes_crc(raw, strlen(raw)), 4);
    zip_bytes_put(extra, name, strlen(name));
}

static void check_unicode(const char *raw, const char *field_for, const char *field,
        unsigned version, const char *expected)
{
    CLEANUP(buf_clear) struct buf extra = BUF_INIT(1000);
    CLEANUP(buf_clear) struct buf name = BUF_INIT(1000);
    enum member_name_source source;
    struct error err = {0};

    zip_bytes_put(&extra, "UT\1\0x", 5);
    put_unicode(&extra, field_for, field, version);
    ck_assert_msg(member_name_decode((const uint8_t *)raw, strlen(raw), false,
                          (const uint8_t *)buf_text(&extra), extra.size, &name, &source,
                          &err),
            "%s", err.message);
    ck_assert_str_eq(buf_text(&name), expected);
    ck_assert_int_eq(source == MEMBER_NAME_UNICODE_FIELD, strcmp(field, expected) == 0);
}

START_TEST(unicode_fields_count_where_they_fit)
{
    check_unicode("????.csv", "????.csv", "資料.csv", 1, "資料.csv");
    check_unicode("\x8E\x91.csv", "\x8E\x91.csv", "資.csv", 1, "資.csv");
    check_unicode("new.csv", "old.csv", "資料.csv", 1, "new.csv"); /* renamed since */
    check_unicode("????.csv", "????.csv", "資料.csv", 2, "????.csv");
    check_unicode("????.csv", "????.csv", "\x95\x5C", 1, "????.csv"); /* not UTF-8 */
}
END_TEST

START_TEST(unicode_fields_with_a_nul_are_undecodable)
{
    CLEANUP(buf_clear) struct buf extra = BUF_INIT(1000);
    CLEANUP(buf_clear) struct buf name = BUF_INIT(1000);
    enum member_name_source source;
    struct error err = {0};

    put_unicode(&extra, "a", "b.txt", 1);
    extra.data[extra.size - 2] = '\0';
    ck_assert(!member_name_decode((const uint8_t *)"a", 1, false,
            (const uint8_t *)buf_text(&extra), extra.size, &name, &source, &err));
    ck_assert_int_eq(err.code, ERROR_UNREADABLE);
}
END_TEST

START_TEST(cut_fields_are_left_alone)
{
    CLEANUP(buf_clear) struct buf extra = BUF_INIT(1000);
    struct error err = {0};

    put_unicode(&extra, "a", "資料.csv", 1);
    for (size_t size = 0; size < extra.size; size++) {
        CLEANUP(buf_clear) struct buf name = BUF_INIT(1000);
        enum member_name_source source;

        ck_assert(member_name_decode((const uint8_t *)"a", 1, false,
                (const uint8_t *)buf_text(&extra), size, &name, &source, &err));
        ck_assert_str_eq(buf_text(&name), "a");
    }
}
END_TEST

START_TEST(problems_have_reason_codes)
{
    static const struct {
        const char *name, *problem;
    } cases[] = {{"a", NULL}, {"a/b/", NULL}, {"./a", NULL}, {"a..b/..c/...", NULL},
            {"a\x1B[31m\u202Eb", NULL}, {"ab:c", NULL}, {"", "name-empty"},
            {"/", "name-absolute"}, {"/a", "name-absolute"}, {"..", "name-dot-dot"},
            {"../a", "name-dot-dot"}, {"a/..", "name-dot-dot"},
            {"a/../b", "name-dot-dot"}, {"a\\b", "name-backslash"},
            {"\\\\server\\share", "name-backslash"}, {"c:a", "name-drive"},
            {"Z:/a", "name-drive"}};

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        const char *problem = member_name_problem(cases[i].name);

        ck_assert_msg(problem == cases[i].problem ||
                        (problem && cases[i].problem &&
                                strcmp(problem, cases[i].problem) == 0),
                "%s: %s", cases[i].name, problem ? problem : "no problem");
    }
}
END_TEST

START_TEST(long_and_deep_names_have_limits)
{
    char name[2 * LIMIT_NAME_BYTES + 1] = "";

    memset(name, 'a', LIMIT_NAME_PART_BYTES);
    ck_assert_ptr_null(member_name_problem(name));
    name[LIMIT_NAME_PART_BYTES] = 'a';
    ck_assert_str_eq(member_name_problem(name), "name-long");
    for (size_t i = 0; i < LIMIT_NAME_BYTES; i++)
        name[i] = i % 200 == 199 ? '/' : 'a';
    ck_assert_ptr_null(member_name_problem(name));
    name[LIMIT_NAME_BYTES] = 'a';
    ck_assert_str_eq(member_name_problem(name), "name-long");
    name[0] = '\0';
    for (unsigned depth = 0; depth < LIMIT_NAME_DEPTH; depth++)
        memcpy(name + (size_t)2 * depth, "d/", 3);
    ck_assert_ptr_null(member_name_problem(name));
    memcpy(name + (size_t)2 * LIMIT_NAME_DEPTH, "x", 2);
    ck_assert_str_eq(member_name_problem(name), "name-deep");
}
END_TEST

START_TEST(shown_names_are_safe_and_short)
{
    struct member_name_shown shown;
    char name[LIMIT_NAME_BYTES] = "";

    ck_assert_str_eq(member_name_show("a/資料.csv").text, "a/資料.csv");
    ck_assert_str_eq(member_name_show("").text, "");
    ck_assert_ptr_null(strchr(member_name_show("a\x1B[2Jb\n").text, '\x1B'));
    ck_assert_ptr_null(strchr(member_name_show("a\x1B[2Jb\n").text, '\n'));
    for (size_t i = 0; i + 3 < sizeof(name); i += 3)
        memcpy(name + i, "あ", 3);
    shown = member_name_show(name);
    ck_assert_uint_lt(strlen(shown.text), sizeof(shown.text));
    ck_assert_ptr_nonnull(strstr(shown.text, "あ…あ"));
    memcpy(name + strlen(name) - 4, ".csv", 4);
    shown = member_name_show(name);
    ck_assert_str_eq(shown.text + strlen(shown.text) - 4, ".csv");
}
END_TEST

static void prepare(void)
{
    struct error err = {0};

    ck_assert_msg(member_name_prepare(&err), "%s", err.message);
}

int main(void)
{
    const TTest *const tests[] = {names_are_decoded_in_order,
            cp932_names_keep_their_characters, undecodable_names_are_unreadable,
            unicode_fields_count_where_they_fit,
            unicode_fields_with_a_nul_are_undecodable, cut_fields_are_left_alone,
            problems_have_reason_codes, long_and_deep_names_have_limits,
            shown_names_are_safe_and_short};

    return unit_run_in("member_name", tests, ARRAY_LENGTH(tests), prepare, NULL);
}
