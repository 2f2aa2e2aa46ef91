/* What JSON says of its own list: a next page, a number of records. */
#include "evidence/format/json_claim.h"

#include "tests/unit/record_check.h"

static void check(const char *records, const char *text, const char *expected)
{
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    CLEANUP(buf_clear) struct buf said = BUF_INIT(4096);
    const struct record_format format = {.kind = RECORD_JSON,
            .encoding = ENCODING_UTF8,
            .records = records};
    struct record_control control;
    const struct record *list;
    struct record_check check;
    size_t count = 1;
    bool is_stated;

    record_check_open(&check, "m", text, strlen(text));
    ck_assert(record_open(&check.archive, 0, &format, NULL, 0, &reader, &check.err));
    while (count)
        ck_assert_msg(record_read(reader, &list, &count, &check.err), "%s",
                check.err.message);
    is_stated = record_control_total(reader, &control);
    ck_assert(buf_printf(&said, &check.err, "%s",
            control.next_page ? control.next_page : ""));
    if (is_stated)
        ck_assert(buf_printf(&said, &check.err, "%d/%d at %d", (int)control.stated,
                (int)control.found, (int)control.line));
    ck_assert_msg(strcmp(buf_text(&said), expected) == 0, "of %s: %s, not %s", text,
            buf_text(&said), expected);
    record_check_close(&check);
}

START_TEST(a_next_page_is_told)
{
    check("items[*]", "{\"totalCount\":100,\"nextPageToken\":\"t\",\"items\":[1,2]}",
            "nextPageToken");
    check("Users[*]", "{\"Users\":[{}],\"IsTruncated\":true,\"Marker\":\"m\"}",
            "IsTruncated");
    check("Users[*]", "{\"NextToken\":\"abc\",\"Users\":[{}],\"IsTruncated\":true}",
            "NextToken");
    check("value[*]", "{\"value\":[],\"@odata.nextLink\":\"https://x\"}",
            "@odata.nextLink");
    check("data.users.nodes[*]",
            "{\"data\":{\"users\":{\"nodes\":[{}],\"pageInfo\":{\"endCursor\":\"x\",\"hasNextPage\":true}}}}",
            "hasNextPage");
    check("results[*]", "{\"results\":[{}],\"paging\":{\"next\":{\"after\":\"2\"}}}",
            "after");
    check("results[*]", "{\"next\":\"https://x?page=2\",\"results\":[{}]}", "next");
    check("items[*]", "{\"isLast\":false,\"items\":[{}]}", "isLast");
}
END_TEST

START_TEST(a_last_page_is_whole)
{
    check("items[*]",
            "{\"nextPageToken\":\"\",\"hasMore\":false,\"isLast\":true,\"next\":null,\"nextCursor\":0,\"items\":[{}]}",
            "");
    check("members[*]", "{\"members\":[{}],\"response_metadata\":{\"next_cursor\":\"\"}}",
            "");
    /* the token that was asked with, and one for the day after */
    check("items[*]", "{\"marker\":\"m\",\"nextSyncToken\":\"s\",\"items\":[{}]}", "");
    /* of the records, and of what is aside */
    check("items[*]", "{\"items\":[{\"nextToken\":\"x\",\"count\":7}]}", "");
    check("items[*]", "{\"filter\":{\"nextToken\":\"x\",\"total\":7},\"items\":[{}]}",
            "");
    check("items[*]", "{\"next\":\"review in May\",\"items\":[{}]}", "");
}
END_TEST

/* Of several pages the last one's word counts. */
START_TEST(of_pages_the_last_one_tells)
{
    check("items[*]",
            "{\"items\":[1],\"nextToken\":\"x\"}\n{\"items\":[2],\"nextToken\":null}\n",
            "");
    check("items[*]",
            "{\"items\":[1],\"nextToken\":null}\n{\"items\":[2],\"nextToken\":\"x\"}\n",
            "nextToken");
    check("[*].items[*]", "[{\"next\":\"/2\",\"items\":[1]},{\"items\":[2]}]", "");
    check("[*].items[*]", "[{\"items\":[1]},{\"next\":\"/3\",\"items\":[2]}]", "next");
}
END_TEST

START_TEST(a_number_beside_the_list_is_a_control_total)
{
    check("value[*]", "{\"count\":3,\n\"value\":[1,2]}", "3/2 at 1");
    check("value[*]", "{\"value\":[1,\n2],\n\"@odata.count\":2}", "2/2 at 3");
    check("a.items[*]", "{\"a\":{\"TotalCount\":5,\"items\":[1,2]}}", "5/2 at 1");
    check("issues[*]", "{\"startAt\":0,\"total\":9,\"issues\":[1,2]}", "9/2 at 1");
    check("items[*]", "{\"count\":2,\"totalCount\":9,\"items\":[1,2]}", "9/2 at 1");
    /* of each page, of all pages */
    check("i[*]", "{\"count\":2,\"i\":[1,2]}\n{\"count\":1,\"i\":[3]}\n", "3/3 at 2");
    check("i[*]", "{\"totalCount\":4,\"i\":[1,2]}\n{\"totalCount\":4,\"i\":[3]}\n",
            "4/3 at 2");
}
END_TEST

START_TEST(a_number_that_may_be_another_one_is_none)
{
    check("items[*]", "{\"totalCount\":9,\"hasMore\":true,\"items\":[1]}", "hasMore");
    check("lines[*]", "{\"total\":15000,\"lines\":[1,2]}", "");
    check("users[*]", "{\"count\":3,\"users\":[1,2],\"groups\":[3]}", "");
    check("a.items[*]", "{\"count\":3,\"a\":{\"items\":[1,2]}}", "");
    check("items[*]", "{\"count\":\"3\",\"items\":[1,2]}", "");
    check("items[*]", "{\"count\":-3,\"items\":[1,2]}", "");
    check("items[*]", "{\"count\":99999999999999999999,\"items\":[1,2]}", "");
    check("items[*]>r[*]", "{\"count\":1,\"items\":[{\"r\":[1,2]}]}", "");
    check("", "{\"count\":3}\n{\"count\":3}\n", "");
    check("i[*]", "{\"count\":2,\"i\":[1,2]}\n{\"count\":2,\"i\":[3]}\n", "");
}
END_TEST

/* Keys and values that fall on either side of what is in memory at once. */
START_TEST(a_page_s_words_may_be_anywhere)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)8 << 20);
    struct error err = {0};

    ck_assert(buf_append_text(&text, "{\"items\":[0", &err));
    for (unsigned i = 0; i < 100000; i++)
        ck_assert(buf_append_text(&text, ",\n12345", &err));
    ck_assert(buf_append_text(&text, "],\"nextToken\"", &err));
    for (unsigned i = 0; i < 300000; i++)
        ck_assert(buf_append_text(&text, " ", &err));
    ck_assert(buf_append_text(&text, ":\"x\"}", &err));
    check("items[*]", buf_text(&text), "nextToken");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            a_next_page_is_told,
            a_last_page_is_whole,
            of_pages_the_last_one_tells,
            a_number_beside_the_list_is_a_control_total,
            a_number_that_may_be_another_one_is_none,
            a_page_s_words_may_be_anywhere,
    };

    return unit_run("json_claim", tests, ARRAY_LENGTH(tests));
}
