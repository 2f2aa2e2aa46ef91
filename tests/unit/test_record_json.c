#include <stdlib.h>

#include "evidence/limits.h"
#include "tests/unit/record_check.h"

static const struct record_format values = {.kind = RECORD_JSON,
        .encoding = ENCODING_UTF8,
        .records = ""};
static const struct record_format elements = {.kind = RECORD_JSON,
        .encoding = ENCODING_UTF8,
        .records = "[*]"};
static const struct record_format wrapped = {.kind = RECORD_JSON,
        .encoding = ENCODING_UTF8,
        .records = "Records[*]"};
static const struct record_format decided = {.kind = RECORD_JSON};

START_TEST(lines_are_records)
{
    record_check("{\"a\":1}\n{\"a\":\"x\"}\r\n\n  {\"a\":null} \n{\"b\":2}", &values,
            "a|b|_text",
            "1 1 0+7 1|(none)|{\"a\":1}\n2 2 8+9 x|(none)|{\"a\":\"x\"}\n"
            "3 4 22+10 (none)|(none)|{\"a\":null}\n4 5 34+7 (none)|2|{\"b\":2}\n",
            NULL);
    record_check("{\"a\":1}\n", &values, "a", "1 1 0+7 1\n", NULL);
    record_check("", &values, "a", "", NULL);
    record_check("\n \n", &values, "a", "", NULL);
}
END_TEST

START_TEST(values_are_text)
{
    record_check(
            "{\"s\":\"q\\\"\\u8868\\n\",\"n\":1.50,\"big\":12345678901234567890123,\"t\":true,\"o\":{ \"x\" :1},"
            "\"l\":[1, 2],\"z\":\"\\u0000\\ud800\",\"e\":\"\"}\n",
            &values, "s|n|big|t|o|l|z|e|l[1]",
            "1 1 0+118 q\"表\\n|1.50|12345678901234567890123|true|{ \"x\" :1}|[1, 2]|\\u0000\\ud800||2\n",
            NULL);
    record_check("{\"a\":\"\\u0061\"}\n", &values, "a|a|_text",
            "1 1 0+14 a|a|{\"a\":\"\\u0061\"}\n", NULL);
}
END_TEST

START_TEST(a_bad_line_is_one_bad_record)
{
    record_check(
            "{\"a\":1}\n{\"a\":}\n{\"a\":3}\n{\"a\":4}{\"a\":5}\n{\"a\":6,\"a\":7}\n{\"a\":8}\n",
            &values, "a",
            "1 1 0+7 1\n2 2 8+6 !invalid-json\n3 3 15+7 3\n4 4 23+14 !invalid-json\n"
            "5 5 38+13 !duplicate-key\n6 6 52+7 8\n",
            NULL);
    record_check("garbage\n{\"a\":1}\n{\"a\":2}\n", &values, "a",
            "1 1 0+7 !invalid-json\n2 2 8+7 1\n3 3 16+7 2\n", NULL);
    record_check("{\"a\":1}\n{\"a\":2}\n{\"a\":\"x", &values, "a",
            "1 1 0+7 1\n2 2 8+7 2\n3 3 16+7 !invalid-json\n", NULL);
}
END_TEST

START_TEST(a_key_twice_matters_whatever_is_wanted)
{
    record_check("{\"a\":1,\"b\":{\"x\":1,\"x\":2}}\n", &values, "a",
            "1 1 0+25 !duplicate-key\n", NULL);
    record_check("{\"a\":1,\"b\":{\"x\":1,\"x\":2}}\n", &values, "b.x",
            "1 1 0+25 !duplicate-key\n", NULL);
    record_check("{\"a\":1,\"a\":2}\n", &values, "_text", "1 1 0+13 !duplicate-key\n",
            NULL);
}
END_TEST

START_TEST(documents_may_take_many_lines)
{
    record_check("{\n  \"a\": 1\n}\n{\n  \"a\": 2\n}\n", &values, "a",
            "1 1 0+12 1\n2 4 13+12 2\n", NULL);
    record_check("{\"a\":1}{\"a\":2} {\"a\":3}", &values, "a",
            "1 1 0+7 1\n2 1 7+7 2\n3 1 15+7 3\n", NULL);
    record_check("{\n\"a\":1}\n{\n\"a\":}\n{\"a\":3}\n", &values, "a",
            "1 1 0+8 1\nerror 4\n",
            "b-1, member 'member': line 4, offset 15: this is no JSON value");
    record_check("{\n\"a\":1}\n{\n\"a\"", &values, "a", "1 1 0+8 1\nerror 4\n",
            "ends too early");
}
END_TEST

START_TEST(elements_of_arrays_are_records)
{
    record_check("[{\"a\":1},\n {\"a\":2},3,[4],null]", &elements, "a|_text",
            "1 1 1+7 1|{\"a\":1}\n2 2 11+7 2|{\"a\":2}\n3 2 19+1 !no-object\n4 2 21+3 !no-object\n"
            "5 2 25+4 !no-object\n",
            NULL);
    record_check("[]", &elements, "a", "", NULL);
    record_check("[1][2]", &elements, "", "1 1 1+1 \n2 1 4+1 \n", NULL);
    record_check("[{\"a\":1},{\"a\":2},]", &elements, "a",
            "1 1 1+7 1\n2 1 9+7 2\nerror 4\n", "line 1, offset 17");
    record_check("[{\"a\":1},{\"a\":2}", &elements, "a",
            "1 1 1+7 1\n2 1 9+7 2\nerror 4\n", "too early");
    record_check("[{\"a\":1}]x", &elements, "a", "1 1 1+7 1\nerror 4\n", "no JSON value");
    record_check("{\"a\":1}", &elements, "a", "error 4\n", "does not have the records");
}
END_TEST

START_TEST(wrapped_arrays_are_streamed)
{
    record_check(
            "{\"n\":{\"Records\":[9]},\"Records\":[{\"a\":1},{\"a\":2}],\"x\":[[{}]]}",
            &wrapped, "a", "1 1 32+7 1\n2 1 40+7 2\n", NULL);
    record_check("{\"Records\":[]}", &wrapped, "a", "", NULL);
    record_check("{\"records\":[{\"a\":1}]}", &wrapped, "a", "error 4\n",
            "does not have the records");
    record_check("{\"Records\":null}", &wrapped, "a", "error 4\n",
            "does not have the records");
    record_check("{\"Records\":{\"a\":1}}", &wrapped, "a", "error 4\n",
            "does not have the records");
    record_check("{\"Records\":[{\"a\":1}],\"Records\":[{\"a\":2}]}", &wrapped, "a",
            "1 1 12+7 1\nerror 4\n",
            "offset 21: this key, which leads to the records, comes twice");
    record_check("{\"Records\":[1]}\n{\"Records\":[2,3]}\n", &wrapped, "_text",
            "1 1 12+1 1\n2 2 28+1 2\n3 2 30+1 3\n", NULL);
    record_check("{\"\\u0052ecords\":[1]}", &wrapped, "_text", "1 1 17+1 1\n", NULL);
    record_check("{\"a\":{\"b\":[{\"c\":[1,2]},{\"c\":[3]}]}}",
            &(struct record_format){.kind = RECORD_JSON, .records = "a.b[*].c[*]"},
            "_text", "1 1 17+1 1\n2 1 19+1 2\n3 1 29+1 3\n", NULL);
    record_check("{\"a\":[{\"b\":[1,2]},{\"b\":[3]}]}",
            &(struct record_format){.kind = RECORD_JSON, .records = "a[1].b[*]"}, "_text",
            "1 1 24+1 3\n", NULL);
}
END_TEST

START_TEST(every_document_has_its_records)
{
    record_check("{\"Records\":[1]}{\"x\":[2]}", &wrapped, "_text",
            "1 1 12+1 1\nerror 4\n", "does not have the records");
}
END_TEST

/* The depth is that of the document, not of the record. */
START_TEST(depth_counts_what_is_round_the_record)
{
    char text[400] = "";

    memset(text, '[', 128);
    memset(text + 128, ']', 128);
    record_check(text, &elements, "x", "1 1 1+254 (none)\n", NULL);
    memset(text, '[', 129);
    memset(text + 129, ']', 129);
    record_check(text, &elements, "x", "error 6\n", "128 levels");
    strcat(text, "\n{\"x\":1}\n{\"x\":2}\n{\"x\":3}\n"); /* lines: one bad record */
    record_check(text, &values, "x",
            "1 1 0+258 !nested-too-deep\n2 2 259+7 1\n3 3 267+7 2\n4 4 275+7 3\n", NULL);
}
END_TEST

START_TEST(records_are_decided_where_they_are_not_said)
{
    record_check("{\"a\":1}\n{\"a\":2}\n", &decided, "a", "1 1 0+7 1\n2 2 8+7 2\n", NULL);
    record_check("[{\"a\":1}]", &decided, "a", "1 1 1+7 1\n", NULL);
    record_check("{\"v\":1,\"Items\":[{\"a\":1}],\"tags\":[\"x\"],\"none\":[]}", &decided,
            "a", "1 1 16+7 1\n", NULL);
    record_check("{\"a\":1,\"b\":[{}],\"c\":[{}]}", &decided, "a", "1 1 0+25 1\n", NULL);
    record_check("{\"a\":1,\"b\":[1,{}]}", &decided, "a", "1 1 0+18 1\n", NULL);
    record_check("{\"v\":1,\"none\":[]}", &decided, "a", "", NULL);
    record_check("{\"v\":[],\"none\":[]}", &decided, "v", "1 1 0+18 []\n", NULL);
    record_check("{\"x.y\":[{\"a\":1}]}", &decided, "a", "1 1 8+7 1\n", NULL);
}
END_TEST

/* A page a line or a document: the records of all of them. */
START_TEST(pages_are_one_list)
{
    record_check("{\n\"Records\":[{\"a\":1}]}\n{\n\"Records\":[]}\n", &decided, "a",
            "1 2 13+7 1\n", NULL);
    record_check("{\"items\":[{\"a\":1},{\"a\":2}],\"nextToken\":\"x\"}\n"
                 "{\"items\":[{\"a\":3}],\"nextToken\":null}\n",
            &decided, "a", "1 1 10+7 1\n2 1 18+7 2\n3 2 54+7 3\n", NULL);
    record_check("[{\"a\":1}][{\"a\":2}]", &decided, "a", "1 1 1+7 1\n2 1 10+7 2\n",
            NULL);
    /* data beside, a page without a list, a list of an answer: each is a record */
    record_check("{\"id\":1,\"target\":[{}]}\n{\"id\":2,\"target\":[{}]}\n", &decided,
            "id", "1 1 0+22 1\n2 2 23+22 2\n", NULL);
    record_check("{\"items\":[{}]}\n{\"count\":2}\n", &decided, "count",
            "1 1 0+14 (none)\n2 2 15+11 2\n", NULL);
    record_check("{\"message\":\"m\",\"tags\":[{}]}\n{\"message\":\"n\",\"tags\":[{}]}\n",
            &decided, "message", "1 1 0+27 m\n2 2 28+27 n\n", NULL);
    record_check("{\"errors\":[{}]}\n{\"errors\":[{}]}\n", &decided, "_text",
            "1 1 0+15 {\"errors\":[{}]}\n2 2 16+15 {\"errors\":[{}]}\n", NULL);
}
END_TEST

START_TEST(objects_under_keys_are_records)
{
    record_check("{\"u1\":{\"a\":1,\"b\":2},\"u2\":{\"a\":3,\"b\":4}}", &decided,
            "_key|a", "1 1 6+13 u1|1\n2 1 25+13 u2|3\n", NULL);
    record_check("{\"users\":{\"u1\":{\"a\":1,\"b\":2},\"u2\":{\"a\":3,\"b\":4}}}",
            &decided, "_key|a", "1 1 15+13 u1|1\n2 1 34+13 u2|3\n", NULL);
    record_check("{\"data\":{\"items\":[{\"a\":1},{\"a\":2}]},\"errors\":[]}", &decided,
            "a", "1 1 18+7 1\n2 1 26+7 2\n", NULL);
}
END_TEST

START_TEST(paths_that_are_none_are_an_error_of_the_script)
{
    record_check("{}\n", &values, "a..b", "error 2\n", "'a..b'");
    record_check("{}\n", &values, "a[*]", "error 2\n", "[*]");
    record_check("{}\n",
            &(struct record_format){.kind = RECORD_JSON, .records = "Records["}, "a",
            "error 2\n", "'Records['");
}
END_TEST

START_TEST(columns_are_the_scalars_paths)
{
    record_check_columns(
            "{\"a\":1,\"b\":{\"c\":{\"d\":{\"e\":1,\"f\":{\"g\":1}}}},\"l\":[{\"x\":1}],\"k.x\":null}\n"
            "{\"b\":{\"z\":\"\"},\"a\":2,\"_text\":3,\"\\u0071\":1}\nbad\n",
            &values, "a|b.c.d.e|b.c.d.f.g|[\"k.x\"]|b.z|[\"_text\"]|q");
    record_check_columns("{\"Records\":[{\"a\":{}},{\"b\":{\"c\":1}}]}", &wrapped, "b.c");
    record_check_columns("", &values, "");
    record_check_columns("[]", &elements, "");
    record_check_columns("[1,\"x\",[2]]", &elements, "value");
    record_check_columns("[1,{\"a\":2}]", &elements, "a");
}
END_TEST

static void append_many(struct buf *text, const char *piece, size_t count)
{
    struct error err = {0};

    for (size_t i = 0; i < count; i++)
        ck_assert(buf_append_text(text, piece, &err));
}

/* 16 MiB of text: as a line one bad record, in a document the end. */
START_TEST(too_long_records_are_one_problem_or_the_end)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)64 << 20);
    struct error err = {0};
    char dump[128];

    append_many(&text, "{\"a\":1}\n", 3);
    append_many(&text, "{\"a\":\"", 1);
    append_many(&text, "0123456789abcdef0123456789abcdef", LIMIT_JSON_RECORD / 32);
    append_many(&text, "\"}\n{\"a\":3}\n", 1);
    snprintf(dump, sizeof(dump),
            "1 1 0+7 1\n2 2 8+7 1\n3 3 16+7 1\n4 4 24+%zu !too-long\n5 5 %zu+7 3\n",
            LIMIT_JSON_RECORD + 8, LIMIT_JSON_RECORD + 33);
    record_check(buf_text(&text), &values, "a", dump, NULL);
    ck_assert_int_eq(err.code, ERROR_NONE);
    buf_reset(&text);
    append_many(&text, "[{\"a\":1},{\"a\":\"", 1);
    append_many(&text, "0123456789abcdef0123456789abcdef", LIMIT_JSON_RECORD / 32);
    append_many(&text, "\"},{\"a\":3}]", 1);
    record_check(buf_text(&text), &elements, "a", "1 1 1+7 1\nerror 6\n",
            "offset 9: a record or value here is longer");
}
END_TEST

/* What is not a record may be of any size. */
START_TEST(a_huge_other_value_is_stepped_over)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)64 << 20);

    append_many(&text, "{\"other\":[", 1);
    append_many(&text, "[\"0123456789abcdef\",{\"k\":[true,null]}],\n", 450000);
    append_many(&text, "0],\"Records\":[{\"a\":1}]}", 1);
    record_check(buf_text(&text), &wrapped, "a", "1 450001 18000024+7 1\n", NULL);
}
END_TEST

/* Records over many blocks: the bytes at offset and length are the record. */
static void check_seams(const struct record_format *format, const char *before,
        const char *between, const char *after)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)16 << 20);
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    static const char *const wanted[] = {"n", "o.v"};
    struct record_check check;
    struct error err = {0};
    const struct record *records;
    uint64_t number = 0;
    size_t count;

    ck_assert(buf_append_text(&text, before, &err));
    for (unsigned i = 1; i <= 20000; i++)
        ck_assert(buf_printf(&text, &err,
                "%s{\"n\":%u,\"pad\":\"%.*s\",\"o\":{\"v\":\"\\t%u\"}}",
                i > 1 ? between : "", i, (int)(i % 61),
                "012345678901234567890123456789012345678901234567890123456789", i));
    ck_assert(buf_append_text(&text, after, &err));
    record_check_open(&check, "seam.json", text.data, text.size);
    ck_assert(record_open(&check.archive, 0, format, wanted, 2, &reader, &err));
    while (record_read(reader, &records, &count, &err) && count) {
        for (size_t i = 0; i < count; i++) {
            const struct record *record = &records[i];
            char expected[16];

            number++;
            ck_assert_ptr_null(record->problem);
            ck_assert_uint_eq(record->number, number);
            ck_assert_uint_eq(record->line, strchr(between, '\n') ? number : 1);
            ck_assert_mem_eq(record->text.text, text.data + record->offset,
                    record->length);
            ck_assert_uint_eq(strtoul(record->fields[0].text, NULL, 10), number);
            snprintf(expected, sizeof(expected), "\t%u", (unsigned)number);
            ck_assert_uint_eq(record->fields[1].size, strlen(expected));
            ck_assert_mem_eq(record->fields[1].text, expected, strlen(expected));
        }
    }
    ck_assert_msg(err.code == ERROR_NONE, "%s", err.message);
    ck_assert_uint_eq(number, 20000);
    record_check_close(&check);
}

START_TEST(blocks_leave_no_seam)
{
    check_seams(&values, "", "\n", "\n");
    check_seams(&values, "", " ", "");
    check_seams(&elements, "[", ",\n", "]");
    check_seams(&wrapped, "{\"x\":[1],\"Records\":[", ",", "],\"y\":{}}");
}
END_TEST

static void check_value(const char *json, const char *path, const char *expected)
{
    CLEANUP(buf_clear) struct buf value = BUF_INIT(1 << 20);
    struct error err = {0};
    bool found = false;

    ck_assert_msg(record_json_value(json, strlen(json), path, &value, &found, &err), "%s",
            err.message);
    ck_assert_int_eq(found, expected != NULL);
    ck_assert_str_eq(buf_text(&value), expected ? expected : "");
}

START_TEST(a_value_is_taken_out_of_a_piece_of_json)
{
    CLEANUP(buf_clear) struct buf value = BUF_INIT(1 << 20);
    struct error err = {0};
    bool found;

    check_value(" {\"a\":{\"b\":[1,\"x\\ty\"]}} ", "a.b[1]", "x\ty");
    check_value("{\"a\":{\"b\":[1,2]}}", "a", "{\"b\":[1,2]}");
    check_value("{\"a\":1.50}", "a", "1.50");
    check_value("{\"a\":null}", "a", NULL);
    check_value("{\"a\":\"\"}", "a", "");
    check_value("{\"a\":1}", "b.c", NULL);
    check_value("\"plain\"", "", "plain");
    ck_assert(!record_json_value("{\"a\":1", 6, "a", &value, &found, &err));
    ck_assert_int_eq(err.code, ERROR_UNREADABLE);
    ck_assert(!record_json_value("{}x", 3, "a", &value, &found, &err));
    ck_assert_int_eq(err.code, ERROR_UNREADABLE);
    ck_assert(!record_json_value("{\"a\":1,\"a\":2}", 13, "a", &value, &found, &err));
    ck_assert_int_eq(err.code, ERROR_UNREADABLE);
    ck_assert_ptr_nonnull(strstr(err.message, "duplicate-key"));
    ck_assert(!record_json_value("{}", 2, "a[", &value, &found, &err));
    ck_assert_int_eq(err.code, ERROR_SCRIPT);
}
END_TEST

START_TEST(a_byte_that_is_no_character_costs_one_record)
{
    record_check("{\"a\":1}\n{\"a\":\"\xFF\"}\n{\"\xFE\":1}\n{\"a\":2}\n", &values, "a",
            "1 1 0+7 1\n2 2 8+9 !undecodable\n3 3 18+7 !undecodable\n4 4 26+7 2\n", NULL);
    record_check("[{\"a\":1},\n{\"a\":\"\xFF\"},{\"a\":2}]", &elements, "a",
            "1 1 1+7 1\n2 2 10+9 !undecodable\n3 2 20+7 2\n", NULL);
}
END_TEST

/* As jq's .users | to_entries[] has them. */
START_TEST(records_may_be_the_values_of_an_object)
{
    static const char text[] = "{\"v\":1,\"users\":{\"id-1\":{\"n\":\"a\",\"_key\":9},\n"
                               "\"\\u0041\\\"\":{\"n\":\"b\"}},\"x\":{\"y\":{}}}";
    struct record_format format = {.kind = RECORD_JSON, .records = "users.*"};

    record_check(text, &format, "_key|n|_key|[\"_key\"]",
            "1 1 23+18 id-1|a|id-1|9\n2 2 54+9 A\"|b|A\"|(none)\n", NULL);
    record_check_columns(text, &format, "_key|n|[\"_key\"]");
    format.records = "*";
    record_check("{\"a\":{\"n\":1},\"b\":{\"n\":2}}\n{\"a\":{\"n\":3}}", &format,
            "_key|n", "1 1 5+7 a|1\n2 1 17+7 b|2\n3 2 31+7 a|3\n", NULL);
    format.records = "a.*.b[*]";
    record_check("{\"a\":{\"k\":{\"b\":[1,2]},\"l\":{\"b\":[3]}}}", &format, "_key|_text",
            "1 1 16+1 k|1\n2 1 18+1 k|2\n3 1 32+1 l|3\n", NULL);
    format.records = "[\"*\"]";
    record_check("{\"*\":1}", &format, "_text", "1 1 5+1 1\n", NULL);
    format.records = "users.*";
    record_check("{\"users\":[1]}", &format, "n", "error 4\n",
            "does not have the records");
    record_check("{\"users\":{}}", &format, "n", "", NULL);
    record_check("{\"users\":{}}", &format, "n.*", "error 2\n", ".*");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {lines_are_records, values_are_text,
            a_bad_line_is_one_bad_record, a_key_twice_matters_whatever_is_wanted,
            documents_may_take_many_lines, elements_of_arrays_are_records,
            wrapped_arrays_are_streamed, every_document_has_its_records,
            depth_counts_what_is_round_the_record,
            records_are_decided_where_they_are_not_said, pages_are_one_list,
            objects_under_keys_are_records,
            paths_that_are_none_are_an_error_of_the_script, columns_are_the_scalars_paths,
            too_long_records_are_one_problem_or_the_end,
            a_huge_other_value_is_stepped_over, blocks_leave_no_seam,
            a_value_is_taken_out_of_a_piece_of_json,
            a_byte_that_is_no_character_costs_one_record,
            records_may_be_the_values_of_an_object};

    return unit_run("record_json", tests, ARRAY_LENGTH(tests));
}
