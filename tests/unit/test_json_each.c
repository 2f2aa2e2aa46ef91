#include "evidence/format/json_each.h"

#include <stdlib.h>

#include "tests/unit/record_check.h"

#define CHILDREN 5000u

static const struct record_format reviews = {.kind = RECORD_JSON,
        .encoding = ENCODING_UTF8,
        .records = "[*]>reviews[*]"};
static const struct record_format of_lines = {.kind = RECORD_JSON,
        .encoding = ENCODING_UTF8,
        .records = ">r[*]"};
static const struct record_format keyed = {.kind = RECORD_JSON,
        .encoding = ENCODING_UTF8,
        .records = "users.*>g[*]"};
static const struct record_format decided = {.kind = RECORD_JSON,
        .encoding = ENCODING_UTF8,
        .records = "?>a.r[*]"};

START_TEST(elements_are_records_with_their_parents_fields)
{
    record_check(
            "[{\"n\":7,\"reviews\":[{\"by\":\"x\"}, {\"by\":\"y\\n\"}],\"t\":\"q\\u8868\"},\n"
            " {\"reviews\":[],\"n\":8},\n {\"n\":9},\n {\"n\":10,\"reviews\":null},\n"
            " {\"reviews\":[{\"n\":1}],\"n\":11}]",
            &reviews, "^n|by|^t|n|_text",
            "1 1 19+10 7|x|q表|(none)|{\"by\":\"x\"}\n"
            "2 1 31+12 7|y\\n|q表|(none)|{\"by\":\"y\\n\"}\n"
            "3 5 133+7 11|(none)|(none)|1|{\"n\":1}\n",
            NULL);
}
END_TEST

START_TEST(elements_may_be_of_any_kind)
{
    record_check("{\"r\":[1,\"a\\\"b\",[2,3],null,{\"x\":{\"y\":1}}],\"k\":\"v\"}\n",
            &of_lines, "_text|x.y|^k|^r[0]",
            "1 1 6+1 1|(none)|v|1\n2 1 8+6 \"a\\\"b\"|(none)|v|1\n3 1 15+5 [2,3]|(none)|v|1\n"
            "4 1 21+4 null|(none)|v|1\n5 1 26+13 {\"x\":{\"y\":1}}|1|v|1\n",
            NULL);
}
END_TEST

/* Of an object "value" is its field, of anything else the element. */
START_TEST(a_scalar_element_is_its_value)
{
    record_check(
            "[{\"k\":1,\"reviews\":[{\"x\":1,\"value\":9},{\"x\":2},\"a\\n\",null,[\"q\"],5]}]",
            &reviews, "value|x|value|^value",
            "1 1 19+17 9|1|9|(none)\n2 1 37+7 (none)|2|(none)|(none)\n"
            "3 1 45+5 a\\n|(none)|a\\n|(none)\n4 1 51+4 (none)|(none)|(none)|(none)\n"
            "5 1 56+5 [\"q\"]|(none)|[\"q\"]|(none)\n6 1 62+1 5|(none)|5|(none)\n",
            NULL);
}
END_TEST

/* An element's own "_key" is another one. */
START_TEST(the_key_of_the_parent_can_be_wanted)
{
    record_check("{\"users\":{\"al\":{\"g\":[{\"i\":\"x\"},{\"i\":\"y\"}]},"
                 "\"b\\u3042\":{\"g\":[\"q\",{\"_key\":\"own\"}]},\"c\":{\"n\":3}}}",
            &keyed, "^_key|_key|value|i|^_key",
            "1 1 21+9 al|(none)|(none)|x|al\n2 1 31+9 al|(none)|(none)|y|al\n"
            "3 1 59+3 b\343\201\202|(none)|q|(none)|b\343\201\202\n"
            "4 1 63+14 b\343\201\202|own|(none)|(none)|b\343\201\202\n",
            NULL);
}
END_TEST

/* "^" is the whole record round the element. */
START_TEST(the_parent_itself_can_be_wanted)
{
    record_check("{\"r\":[1]}\n", &of_lines, "^|^_text|^r",
            "1 1 6+1 {\"r\":[1]}|{\"r\":[1]}|[1]\n", NULL);
}
END_TEST

/* No element goes missing unseen. */
START_TEST(what_is_no_list_is_a_bad_record)
{
    record_check(
            "{\"r\":[1]}\n{\"r\":{\"x\":1}}\n{\"r\":[{\"a\":1,\"a\":2}]}\n{\"r\":\n{\"r\":[2]}\n",
            &of_lines, "_text",
            "1 1 6+1 1\n2 2 10+13 !no-list\n3 3 24+21 !duplicate-key\n4 4 46+5 !invalid-json\n"
            "5 5 58+1 2\n",
            NULL);
    record_check("[{\"reviews\":3},{\"reviews\":[4]}]", &reviews, "_text",
            "1 1 1+13 !no-list\n2 1 27+1 4\n", NULL);
}
END_TEST

START_TEST(where_the_parents_are_may_be_decided)
{
    record_check("{\"a\":{\"r\":[1,2]},\"b\":1}\n{\"a\":{\"r\":[3]},\"b\":2}\n", &decided,
            "_text|^b", "1 1 11+1 1|1\n2 1 13+1 2|1\n3 2 35+1 3|2\n", NULL);
    record_check("{\"all\":[{\"a\":{\"r\":[1,2]},\"b\":1}]}", &decided, "_text|^b",
            "1 1 19+1 1|1\n2 1 21+1 2|1\n", NULL);
    record_check("[{\"a\":{\"r\":[1]},\"b\":1}]", &decided, "_text|^b", "1 1 12+1 1|1\n",
            NULL);
}
END_TEST

START_TEST(a_damaged_end_leaves_what_came_before)
{
    record_check("[{\"n\":1,\"reviews\":[5]},{\"n\":2,\"reviews\":[6", &reviews,
            "_text|^n", "1 1 19+1 5|1\nerror 4\n", "cannot be read");
}
END_TEST

/* More elements than a batch takes, and values that must be decoded anew for each. */
START_TEST(long_lists_go_over_batches)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)4 << 20);
    CLEANUP(buf_clear) struct buf dump = BUF_INIT((size_t)4 << 20);
    struct error err = {0};
    unsigned number = 0;

    ck_assert(buf_append_text(&text, "[", &err));
    for (unsigned p = 0; p < 3; p++) {
        ck_assert(buf_printf(&text, &err, "%s{\"n\":\"p\\t%u\",\"reviews\":[",
                p ? ",\n" : "", p));
        for (unsigned c = 0; c < CHILDREN; c++) {
            size_t at = text.size + (c > 0);
            char child[64];
            int size = snprintf(child, sizeof(child), "{\"i\":\"\\u0041%u\"}", c);

            ck_assert(buf_printf(&text, &err, "%s%s", c ? "," : "", child));
            ck_assert(buf_printf(&dump, &err, "%u %u %zu+%d p\t%u|A%u|p\t%u\n", ++number,
                    p + 1, at, size, p, c, p));
        }
        ck_assert(buf_append_text(&text, "]}", &err));
    }
    ck_assert(buf_append_text(&text, "]", &err));
    record_check(buf_text(&text), &reviews, "^n|i|^n", buf_text(&dump), NULL);
}
END_TEST

START_TEST(the_parents_key_lasts_over_batches)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)1 << 20);
    CLEANUP(buf_clear) struct buf dump = BUF_INIT((size_t)1 << 20);
    struct error err = {0};

    ck_assert(buf_append_text(&text, "{\"users\":{\"al\":{\"g\":[0", &err));
    ck_assert(buf_printf(&dump, &err, "1 1 %zu+1 al|0\n", text.size - 1));
    for (unsigned i = 1; i < CHILDREN; i++) {
        ck_assert(buf_append_text(&text, ",5", &err));
        ck_assert(buf_printf(&dump, &err, "%u 1 %zu+1 al|5\n", i + 1, text.size - 1));
    }
    ck_assert(buf_append_text(&text, "]}}}", &err));
    record_check(buf_text(&text), &keyed, "^_key|value", buf_text(&dump), NULL);
}
END_TEST

START_TEST(a_path_that_leads_to_no_array_is_refused)
{
    static const char *const paths[] = {"[*]>reviews", "[*]>", "[*]>a[*].b",
            "[*]>a[*].b[*]", "[*]>a[", "a[>b[*]"};
    struct record_format format = reviews;

    for (size_t i = 0; i < ARRAY_LENGTH(paths); i++) {
        format.records = paths[i];
        record_check("[]", &format, "a", "error 2\n", NULL);
    }
    ck_assert_str_eq(json_each_find("[*]>a[*]"), "a[*]");
    ck_assert_str_eq(json_each_find("[\"a>\\\"b\"][*]>c[*]"), "c[*]");
    ck_assert_ptr_null(json_each_find("[\"a>b\"][*]"));
}
END_TEST

static void check_columns(const struct record_format *format, const char *text,
        const char *expected)
{
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    CLEANUP(buf_clear) struct buf list = BUF_INIT(1 << 16);
    const char *const *names;
    struct record_check check;
    size_t count;

    record_check_open(&check, "m", text, strlen(text));
    ck_assert(record_open(&check.archive, 0, format, NULL, 0, &reader, &check.err));
    ck_assert(record_columns(reader, &names, &count, &check.err));
    for (size_t i = 0; i < count; i++)
        ck_assert(buf_printf(&list, &check.err, "%s%s", i ? " " : "", names[i]));
    ck_assert_str_eq(buf_text(&list), expected);
    record_check_close(&check);
}

START_TEST(columns_are_the_elements_and_their_parents)
{
    check_columns(&reviews,
            "[{\"n\":1,\"o\":{\"p\":2},\"reviews\":[{\"by\":\"x\",\"u\":{\"v\":1}}]}]",
            "by u.v ^n ^o.p");
}
END_TEST

START_TEST(columns_are_the_value_of_scalars_and_the_parents_key)
{
    check_columns(&of_lines, "{\"r\":[1,2]}\n", "value");
    check_columns(&reviews, "[{\"reviews\":[{\"x\":1},null]}]", "x value");
    check_columns(&keyed, "{\"users\":{\"al\":{\"n\":1,\"g\":[{\"i\":\"x\"}]}}}",
            "i ^_key ^n");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            elements_are_records_with_their_parents_fields,
            elements_may_be_of_any_kind,
            a_scalar_element_is_its_value,
            the_key_of_the_parent_can_be_wanted,
            the_parent_itself_can_be_wanted,
            what_is_no_list_is_a_bad_record,
            where_the_parents_are_may_be_decided,
            a_damaged_end_leaves_what_came_before,
            long_lists_go_over_batches,
            the_parents_key_lasts_over_batches,
            a_path_that_leads_to_no_array_is_refused,
            columns_are_the_elements_and_their_parents,
            columns_are_the_value_of_scalars_and_the_parents_key,
    };

    return unit_run("json_each", tests, ARRAY_LENGTH(tests));
}
