#include "evidence/format/json_records.h"

#include "tests/unit/record_check.h"

/* Where the records are, and what is left: "records; notice; aside". */
static void check_records(const char *json, const char *expected)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(1 << 20);
    struct record_check check;
    struct record_format format;
    struct record_doubt doubt;
    const char *kind_text;
    char got[1024];

    record_check_open(&check, "a.json", json, strlen(json));
    ck_assert_msg(record_detect_known(&check.archive, 0, NULL, 0, &arena, &format,
                          &kind_text, &doubt, &check.err),
            "%s", check.err.message);
    snprintf(got, sizeof(got), "%s;%s%s;%s%s", format.records, doubt.notice ? " " : "",
            doubt.notice ? doubt.notice : "", doubt.aside ? " " : "",
            doubt.aside ? doubt.aside : "");
    ck_assert_msg(strcmp(got, expected) == 0, "%s: got '%s', not '%s'", json, got,
            expected);
    record_check_close(&check);
}

#define USERS "{\"u1\":{\"a\":1,\"b\":2},\"u2\":{\"a\":3,\"b\":4}}"
#define ITEMS "[{\"a\":1},{\"a\":2}]"

START_TEST(objects_alike_are_records_under_keys)
{
    check_records(USERS, "*;;");
    check_records("{\"users\":" USERS "}", "users.*;;");
    check_records("{\"kind\":\"x\",\"users\":" USERS ",\"errors\":[]}", "users.*;;");
    check_records("{\"a\":{\"x\":1,\"l\":[{}]},\"b\":{\"x\":2,\"l\":[{}]}}", "*;;");
    check_records("{\"a\":{\"x\":1},\"b\":{\"x\":2},\"c\":{\"x\":1},\"d\":{\"x\":2}}",
            "*;;");
    /* no others, one alone, too little in common, something else beside */
    check_records("{\"a\":{\"x\":1,\"y\":2}}", ";;");
    check_records(
            "{\"mfa\":{\"on\":true,\"a\":1,\"b\":2},\"idle\":{\"on\":true,\"c\":3}}",
            ";;");
    check_records("{\"mfa\":{\"on\":true},\"idle\":{\"on\":true}}",
            "; json-inner-array; * (2)");
    check_records("{\"u1\":{\"a\":1,\"b\":2},\"u2\":{\"a\":3,\"b\":4},\"on\":\"x\"}",
            "; json-inner-array; * (2)");
    check_records("{\"tenant\":\"t\",\"users\":" USERS "}",
            "; json-inner-array; users.* (2)");
    check_records("{\"a\":" USERS ",\"list\":" ITEMS "}",
            "list[*]; json-inner-array; a.* (2)");
}
END_TEST

START_TEST(an_array_is_found_below_keys_of_an_answer)
{
    check_records("{\"data\":{\"items\":" ITEMS "}}", "data.items[*];;");
    check_records("{\"data\":{\"items\":" ITEMS "},\"errors\":[]}", "data.items[*];;");
    check_records("{\"errors\":[],\"data\":{\"total\":2,\"items\":" ITEMS "}}",
            "data.items[*];;");
    check_records("{\"a\":{\"b.c\":{\"d\":" ITEMS "}}}", "a[\"b.c\"].d[*];;");
    check_records("{\"took\":1,\"hits\":{\"total\":{\"value\":2},\"hits\":" ITEMS "}}",
            "hits.hits[*];;");
    check_records("{\"data\":{\"name\":\"x\",\"items\":" ITEMS "}}",
            "; json-inner-array; data.items[*] (2)");
    check_records("{\"data\":{\"items\":" ITEMS "},\"errors\":[{\"m\":1}]}",
            "; json-inner-array; data.items[*] (2), errors[*] (1)");
    check_records("{\"errors\":[{\"m\":1}]}", "errors[*];;");
}
END_TEST

START_TEST(what_is_left_aside_is_told)
{
    check_records("{\"users\":" ITEMS ",\"meta\":{\"groups\":" ITEMS "}}",
            "users[*]; json-inner-array; meta.groups[*] (2)");
    check_records("{\"a\":[{}],\"b\":[{}]}", "; json-inner-array; a[*] (1), b[*] (1)");
    check_records("{\"list\":" ITEMS ",\"mixed\":[1,{},2]}",
            "list[*]; json-inner-array; mixed[*] (1)");
    check_records("{\"a\":[{}],\"b\":[{}],\"c\":[{}],\"d\":[{}],\"e\":[{}],\"f\":[{}]}",
            "; json-inner-array; a[*] (1), b[*] (1), c[*] (1), d[*] (1), e[*] (1), +1");
    /* deeper than places are kept */
    check_records("{\"x\":" ITEMS
                  ",\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{\"f\":{\"g\":{\"h\":{\"i\":" ITEMS
                  "}}}}}}}}}",
            "x[*]; json-inner-array; +2");
    /* in each record */
    check_records("{\"pulls\":[{\"reviews\":" ITEMS "},{\"reviews\":" ITEMS "}]}",
            "pulls[*];;");
    check_records("[{\"reviews\":" ITEMS "}]", "[*];;");
    check_records("{\"id\":1,\"r\":" ITEMS "}\n{\"id\":2,\"r\":" ITEMS "}\n", ";;");
    check_records("{\"policy\":{\"min\":8},\"list\":[]}", "list[*]; json-empty-array;");
    check_records("{\"count\":0,\"list\":[]}", "list[*];;");
}
END_TEST

/* Pages that end in an error, answers to several questions: each document is a record,
 * and none is what it is about. */
START_TEST(lists_that_several_documents_are_about_are_told)
{
    const char *page = "{\"value\":" ITEMS ",\"@odata.nextLink\":\"u\"}";
    char json[2000];

    snprintf(json, sizeof(json), "%s\n%s\n{\"error\":{\"code\":429}}\n", page, page);
    check_records(json, "; json-inner-array; value[*] (4)");
    snprintf(json, sizeof(json), "%s%s{\"value\":null}", page, page);
    check_records(json, "; json-inner-array; value[*] (4)");
    snprintf(json, sizeof(json), "%s %s {\"message\":\"x\",\"see\":\"u\"}", page, page);
    check_records(json, "; json-inner-array; value[*] (4)");
    check_records("{\n\"Users\":" ITEMS "\n}\n{\n\"Groups\":[{\"g\":1}]\n}\n",
            "; json-inner-array; Users[*] (2), Groups[*] (1)");
    check_records("{\"data\":{\"items\":" ITEMS "},\"meta\":{\"by\":\"x\"}}\n"
                  "{\"data\":null,\"errors\":[{\"m\":1}]}\n",
            "; json-inner-array; data.items[*] (2), errors[*] (1)");
    check_records(ITEMS "\n" ITEMS "\n{\"message\":\"x\"}\n",
            "; json-inner-array; [*] (4)");
    /* of records of their own, but by far more than these are */
    check_records("{\"of\":1,\"r\":[{},{},{},{},{},{},{},{},{},{}]}\n"
                  "{\"of\":2,\"r\":[{},{},{},{},{},{},{},{},{},{}]}\n",
            "; json-inner-array; r[*] (20)");
    check_records("{\"of\":1,\"r\":[{},{},{},{},{},{},{},{},{},{}]}\n"
                  "{\"of\":2,\"r\":[{},{},{},{},{},{},{},{},{}]}\n",
            ";;");
    /* what an answer says of itself, and lists of no objects */
    check_records("{\"time\":1,\"errors\":[{\"m\":1}]}\n{\"time\":2}\n", ";;");
    check_records("{\"list\":[1,2]}\n{\"other\":[3]}\n", ";;");
}
END_TEST

/* A table as Azure's and other query services write it: rows are arrays. */
START_TEST(rows_are_told)
{
    check_records("{\"columns\":[{\"name\":\"T\"}],\"rows\":[[1],[2]]}",
            "columns[*]; json-inner-array; rows[*] (2)");
    check_records("{\"columns\":[\"T\"],\"rows\":[[1],[2]]}",
            "; json-inner-array; rows[*] (2)");
    check_records("{\"rows\":[[1],[2]]}\n{\"rows\":[[3]]}\n",
            "; json-inner-array; rows[*] (3)");
    check_records("[[1],[2]]", "[*];;");
    check_records("{\"at\":1,\"place\":[1,2]}", ";;");
}
END_TEST

/* What comes behind the beginning that is looked at decides, too. */
START_TEST(a_late_list_and_a_late_page_count)
{
    CLEANUP(buf_clear) struct buf json = BUF_INIT(1 << 20);
    struct error err = {0};

    ck_assert(buf_append_text(&json, "{\"list\":[", &err));
    for (int i = 0; i < 40000; i++)
        ck_assert(buf_append_text(&json, "{\"a\":123},", &err));
    ck_assert(buf_append_text(&json, "{}],\"late\":{\"more\":" ITEMS "}}", &err));
    check_records(buf_text(&json), "list[*]; json-inner-array; late.more[*] (2)");
    buf_reset(&json);
    for (int i = 0; i < 20000; i++)
        ck_assert(buf_append_text(&json, "{\"items\":[{\"a\":1}]}\n", &err));
    check_records(buf_text(&json), "items[*];;");
    ck_assert(buf_append_text(&json, "{\"message\":\"x\"}\n", &err));
    check_records(buf_text(&json), "; json-inner-array; items[*] (20000)");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            objects_alike_are_records_under_keys,
            an_array_is_found_below_keys_of_an_answer,
            what_is_left_aside_is_told,
            lists_that_several_documents_are_about_are_told,
            rows_are_told,
            a_late_list_and_a_late_page_count,
    };

    return unit_run("json_records", tests, ARRAY_LENGTH(tests));
}
