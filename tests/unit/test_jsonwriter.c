#include "engine/base/jsonwriter.h"

#include <string.h>

#include "tests/unit/unit.h"

static struct buf out;
static struct error err;
static struct jsonwriter writer;

static void begin(bool indent)
{
    out = (struct buf)BUF_INIT((size_t)1 << 20);
    err = (struct error){0};
    jsonwriter_init(&writer, &out, indent, &err);
}

static void expect(const char *json)
{
    ck_assert_msg(jsonwriter_finish(&writer), "%s", err.message);
    ck_assert_str_eq(buf_text(&out), json);
    buf_clear(&out);
}

static void expect_failure(const char *part)
{
    ck_assert(!jsonwriter_finish(&writer));
    ck_assert_int_ne(err.code, ERROR_NONE);
    ck_assert_msg(strstr(err.message, part) != NULL, "%s", err.message);
    buf_clear(&out);
}

static void write_sample(void)
{
    jsonwriter_object(&writer);
    jsonwriter_member(&writer, "id", "a-1");
    jsonwriter_member_int(&writer, "count", -5);
    jsonwriter_member(&writer, "none", NULL);
    jsonwriter_key(&writer, "list");
    jsonwriter_array(&writer);
    jsonwriter_bool(&writer, true);
    jsonwriter_bool(&writer, false);
    jsonwriter_null(&writer);
    jsonwriter_object(&writer);
    jsonwriter_end(&writer);
    jsonwriter_array(&writer);
    jsonwriter_int(&writer, INT64_MIN);
    jsonwriter_int(&writer, INT64_MAX);
    jsonwriter_end(&writer);
    jsonwriter_end(&writer);
    jsonwriter_key(&writer, "last");
    jsonwriter_array(&writer);
    jsonwriter_end(&writer);
    jsonwriter_end(&writer);
}

START_TEST(one_line)
{
    begin(false);
    write_sample();
    expect("{\"id\":\"a-1\",\"count\":-5,\"none\":null,\"list\":[true,false,null,{},"
           "[-9223372036854775808,9223372036854775807]],\"last\":[]}");
}
END_TEST

START_TEST(indented)
{
    begin(true);
    write_sample();
    expect("{\n"
           "  \"id\": \"a-1\",\n"
           "  \"count\": -5,\n"
           "  \"none\": null,\n"
           "  \"list\": [\n"
           "    true,\n"
           "    false,\n"
           "    null,\n"
           "    {},\n"
           "    [\n"
           "      -9223372036854775808,\n"
           "      9223372036854775807\n"
           "    ]\n"
           "  ],\n"
           "  \"last\": []\n"
           "}");
}
END_TEST

START_TEST(text_is_escaped)
{
    begin(false);
    jsonwriter_text(&writer, "\"\\/\b\f\n\r\t\x01\x1f\x7f 監査 \xf0\x9f\x98\x80");
    expect("\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\\u007f 監査 \xf0\x9f\x98\x80\"");
}
END_TEST

START_TEST(nul_and_bytes_that_are_not_utf8)
{
    begin(false);
    jsonwriter_bytes(&writer, "a\0b\xff\xe3\x81z\xed\xa0\x80", 10);
    expect("\"a\\u0000b\\ufffd\\ufffd\\ufffdz\\ufffd\\ufffd\\ufffd\"");
}
END_TEST

START_TEST(keys_are_escaped)
{
    begin(false);
    jsonwriter_object(&writer);
    jsonwriter_member(&writer, "a\"b\n", "");
    jsonwriter_end(&writer);
    expect("{\"a\\\"b\\n\":\"\"}");
}
END_TEST

static void write_number(const char *text)
{
    jsonwriter_number(&writer, text, strlen(text));
}

START_TEST(numbers_keep_their_text_and_nothing_else_is_a_number)
{
    static const char *const numbers[] = {"0", "-0", "10.50", "1.0e+20", "-7E3"};
    static const char *const texts[] = {"", "-", "01", ".5", "5.", "1e", "1e+", "Inf",
            "0x10", "1 ", "+1"};

    begin(false);
    jsonwriter_array(&writer);
    for (size_t i = 0; i < ARRAY_LENGTH(numbers); i++)
        write_number(numbers[i]);
    jsonwriter_end(&writer);
    expect("[0,-0,10.50,1.0e+20,-7E3]");
    begin(false);
    jsonwriter_array(&writer);
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
        write_number(texts[i]);
    jsonwriter_end(&writer);
    expect("[\"\",\"-\",\"01\",\".5\",\"5.\",\"1e\",\"1e+\",\"Inf\",\"0x10\",\"1 \",\"+1\"]");
}
END_TEST

START_TEST(misuse_is_an_error_not_bad_json)
{
    begin(false);
    jsonwriter_object(&writer);
    jsonwriter_int(&writer, 1);
    expect_failure("needs a key");

    begin(false);
    jsonwriter_array(&writer);
    jsonwriter_key(&writer, "a");
    expect_failure("outside an object");

    begin(false);
    jsonwriter_object(&writer);
    jsonwriter_key(&writer, "a");
    jsonwriter_key(&writer, "b");
    expect_failure("key after a key");

    begin(false);
    jsonwriter_object(&writer);
    jsonwriter_key(&writer, "a");
    jsonwriter_end(&writer);
    expect_failure("without a value");

    begin(false);
    jsonwriter_object(&writer);
    expect_failure("not ended");

    begin(false);
    jsonwriter_end(&writer);
    expect_failure("without a beginning");

    begin(false);
    jsonwriter_int(&writer, 1);
    jsonwriter_int(&writer, 2);
    expect_failure("second value");

    begin(false);
    expect_failure("nothing");
}
END_TEST

START_TEST(depth_has_an_end)
{
    begin(false);
    for (int i = 0; i < 64; i++)
        jsonwriter_array(&writer);
    for (int i = 0; i < 64; i++)
        jsonwriter_end(&writer);
    ck_assert(jsonwriter_finish(&writer));
    ck_assert_uint_eq(out.size, 128);
    buf_clear(&out);

    begin(false);
    for (int i = 0; i < 65; i++)
        jsonwriter_array(&writer);
    expect_failure("64 levels");
}
END_TEST

START_TEST(first_error_sticks)
{
    begin(false);
    out.limit = 10;
    jsonwriter_text(&writer, "longer than ten bytes");
    jsonwriter_end(&writer);
    ck_assert(!jsonwriter_finish(&writer));
    ck_assert_int_eq(err.code, ERROR_LIMIT);
    buf_clear(&out);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            one_line,
            indented,
            text_is_escaped,
            nul_and_bytes_that_are_not_utf8,
            keys_are_escaped,
            numbers_keep_their_text_and_nothing_else_is_a_number,
            misuse_is_an_error_not_bad_json,
            depth_has_an_end,
            first_error_sticks,
    };

    return unit_run("jsonwriter", tests, ARRAY_LENGTH(tests));
}
