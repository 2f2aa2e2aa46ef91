#include "tests/unit/record_check.h"

#define LETTERS \
    260000 /* of a value; with its record a little less than a window's block */

/* Reads a member of `before`, the letters, `behind`, and compares what the names give:
 * each of them the same value, `first` and the letters. */
static void check_room(const struct record_format *format, const char *before,
        const char *behind, size_t letters, const char *const *wanted, const char *place,
        const char *first)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(1 << 20), value = BUF_INIT(1 << 20);
    CLEANUP(buf_clear) struct buf dump = BUF_INIT(4 << 20);
    struct record_check check;
    struct error err = {0};

    for (size_t i = 0; i < letters; i++)
        zip_bytes_put(&value, "x", 1);
    ck_assert(buf_printf(&text, &err, "%s%s%s", before, buf_text(&value), behind));
    ck_assert(buf_printf(&dump, &err, "%s ", place));
    for (size_t i = 0; wanted[i]; i++)
        ck_assert(
                buf_printf(&dump, &err, "%s%s%s", i ? "|" : "", first, buf_text(&value)));
    ck_assert(buf_append_text(&dump, "\n", &err));
    record_check_open(&check, "member", buf_text(&text), text.size);
    ck_assert(strcmp(record_check_read(&check, format, wanted), buf_text(&dump)) == 0);
    record_check_close(&check);
}

START_TEST(a_csv_column_may_be_wanted_by_many_names)
{
    static const struct record_format csv = {.kind = RECORD_CSV,
            .encoding = ENCODING_UTF8};
    static const char *const wanted[] = {"id", "_1", "id#1", "_1", "id", NULL};

    check_room(&csv, "id\n\"\"\"", "\"\n", LETTERS, wanted, "1 2 3+260004", "\"");
}
END_TEST

START_TEST(a_json_value_may_be_wanted_by_many_paths)
{
    static const struct record_format json = {.kind = RECORD_JSON,
            .encoding = ENCODING_UTF8,
            .records = ""};
    static const char *const wanted[] = {"a.b", "a[\"b\"]", "[\"a\"].b", "a.b", NULL};

    check_room(&json, "{\"a\":{\"b\":\"\\t", "\"}}\n", LETTERS, wanted, "1 1 0+260016",
            "\t");
}
END_TEST

/* As an element's value, and as its parent's. */
START_TEST(an_element_may_be_wanted_through_its_parent_too)
{
    static const struct record_format each = {.kind = RECORD_JSON,
            .encoding = ENCODING_UTF8,
            .records = ">r[*]"};
    static const char *const wanted[] = {"b", "^r[0].b", "^r[0][\"b\"]", "b", NULL};

    check_room(&each, "{\"r\":[{\"b\":\"\\t", "\"}]}\n", LETTERS, wanted, "1 1 6+260010",
            "\t");
}
END_TEST

START_TEST(a_key_may_be_wanted_by_many_names)
{
    static const struct record_format pairs = {.kind = RECORD_PAIRS,
            .encoding = ENCODING_UTF8};
    static const char *const wanted[] = {"k", "k#1", "k", "k#1", NULL};

    check_room(&pairs, "k=\"\\\"", "\"\n", 60000, wanted, "1 1 0+60006", "\"");
}
END_TEST

START_TEST(a_w3c_field_may_be_wanted_by_many_names)
{
    static const struct record_format w3c = {.kind = RECORD_W3C,
            .encoding = ENCODING_UTF8};
    static const char *const wanted[] = {"k", "k#1", "k", "k#1", NULL};

    check_room(&w3c, "#Fields: k\n\"\"\"", "\"\n", 60000, wanted, "1 2 11+60004", "\"");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {a_csv_column_may_be_wanted_by_many_names,
            a_json_value_may_be_wanted_by_many_paths,
            an_element_may_be_wanted_through_its_parent_too,
            a_key_may_be_wanted_by_many_names, a_w3c_field_may_be_wanted_by_many_names};

    return unit_run("record_room", tests, ARRAY_LENGTH(tests));
}
