#include "engine/workpaper/canonical.h"

#include <string.h>

#include "tests/unit/unit.h"

static void check_form(const char *json, const char *wanted)
{
    CLEANUP(buf_clear) struct buf buf = BUF_INIT(1 << 20);
    struct error err = {0};

    ck_assert_msg(canonical_append_json(&buf, json, strlen(json), &err), "%s: %s", json,
            err.message);
    ck_assert_str_eq(buf_text(&buf), wanted);
}

static void check_refused(const char *json)
{
    CLEANUP(buf_clear) struct buf buf = BUF_INIT(1 << 20);
    struct error err = {0};

    ck_assert_msg(!canonical_append_json(&buf, json, strlen(json), &err), "%s", json);
    ck_assert_int_eq(err.code, ERROR_REFUSED);
}

START_TEST(keys_are_sorted_and_blanks_go)
{
    check_form("{ \"b\": 1,\n \"a\": [ true , null, -7 ] , \"aa\": {} }",
            "{\"a\":[true,null,-7],\"aa\":{},\"b\":1}");
    check_form("[]", "[]");
    check_form(" \"x\" ", "\"x\"");
}
END_TEST

/* RFC 8785, 3.2.3: by UTF-16 units, not by bytes. */
START_TEST(keys_are_sorted_as_utf16)
{
    check_form("{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude00\":5,"
               "\"\\u0080\":6,\"\\u00f6\":7}",
            "{\"\\r\":2,\"1\":4,\"\xc2\x80\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\xef\xac\xb3\":3}");
}
END_TEST

START_TEST(escapes_are_the_shortest)
{
    check_form("\"\\u0041\\u007f\\/\\u3042\\\"\\\\\\b\\f\\n\\r\\t\\u001F\"",
            "\"A\x7f/あ\\\"\\\\\\b\\f\\n\\r\\t\\u001f\"");
}
END_TEST

START_TEST(only_whole_numbers_every_reader_can_hold)
{
    check_form("[9007199254740992,-9007199254740992,0]",
            "[9007199254740992,-9007199254740992,0]");
    check_refused("9007199254740993");
    check_refused("1.5");
    check_refused("1e3");
    check_refused("-0");
    check_refused("007");
    check_refused("-");
}
END_TEST

START_TEST(what_is_no_json_is_refused)
{
    static const char *const bad[] = {"", "{", "}", "[1,]", "[1 2]", "{\"a\"}",
            "{\"a\":}", "{\"a\":1,}", "{a:1}", "\"", "\"\\x\"", "\"\\ud800\"",
            "\"\\ud800\\u0041\"", "\"\n\"", "\"\xff\"", "tru", "nul", "1 2",
            "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "\"\\u12\"", "\"\\"};

    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        check_refused(bad[i]);
}
END_TEST

START_TEST(depth_has_an_end)
{
    char deep[200];

    memset(deep, '[', sizeof(deep));
    deep[sizeof(deep) - 1] = '\0';
    check_refused(deep);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            keys_are_sorted_and_blanks_go,
            keys_are_sorted_as_utf16,
            escapes_are_the_shortest,
            only_whole_numbers_every_reader_can_hold,
            what_is_no_json_is_refused,
            depth_has_an_end,
    };

    return unit_run("canonical", tests, ARRAY_LENGTH(tests));
}
