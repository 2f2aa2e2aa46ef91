/* From when to when a member's records are, and which column tells. */
#include "evidence/table/timespan.h"

#include <string.h>

#include "tests/unit/record_check.h"

static const char *const csv_columns[] = {"a", "b", "c"};

static struct timespan_misses misses; /* of the last find() */
static uint64_t total_row;            /* for the next ones */

/* Finds the span of a member with these columns; "column first last", " *" behind it
 * where the zone was used, or "none". */
static const char *find(const char *text, const struct record_format *format,
        const struct layout *layout, const char *const *columns, size_t count)
{
    static char found[256];
    struct record_check check;
    struct timespan span;
    struct zone *zone = NULL;
    struct error err = {0};

    record_check_open(&check, "member", text, strlen(text));
    ck_assert(zone_load("Asia/Tokyo", &zone, &err));
    ck_assert_msg(timespan_find(&check.archive, 0, format,
                          &(struct timespan_member){layout, columns, count, total_row},
                          zone, &span, &misses, &err),
            "%s", err.message);
    snprintf(found, sizeof(found), "%s %s %s%s", span.column ? span.column : "none",
            span.first, span.last, span.is_zone_used ? " *" : "");
    zone_free(zone);
    record_check_close(&check);
    return found;
}

static const char *find_csv(const char *text)
{
    const struct record_format format = {.kind = RECORD_CSV,
            .encoding = ENCODING_UTF8,
            .delimiter = ','};

    return find(text, &format, NULL, csv_columns, 3);
}

START_TEST(the_first_column_of_stamps_alone_tells)
{
    ck_assert_str_eq(find_csv("a,b,c\n1,2025-04-02 09:00:00,2025-01-01 00:00:00\n"
                              "2,2025-04-01 00:00:00,2025-01-02 00:00:00\n"),
            "b 2025-03-31T15:00:00.000Z 2025-04-02T00:00:00.000Z *");
    /* a stamp before a day, wherever they stand; an empty value is none */
    ck_assert_str_eq(find_csv("a,b,c\n2025-04-01,x,2025-01-01T00:00:00Z\n2025-04-02,,\n"),
            "c 2025-01-01T00:00:00.000Z 2025-01-01T00:00:00.000Z");
    ck_assert_str_eq(find_csv("a,b,c\n1,2025-04-02,x\n2,令和7年4月1日,y\n"),
            "b 2025-04-01 2025-04-02");
}
END_TEST

/* "合計,,25件" under the dates. */
START_TEST(a_row_of_totals_tells_no_time)
{
    const char *text = "a,b,c\n1,2025-04-02,x\n2,2025-04-01,y\nTotal,2 records,\n";

    ck_assert_str_eq(find_csv(text), "none  ");
    total_row = 3;
    ck_assert_str_eq(find_csv(text), "b 2025-04-01 2025-04-02");
    total_row = 0;
}
END_TEST

/* What is still to come is not when the records are. */
START_TEST(an_expiry_tells_only_where_nothing_else_does)
{
    static const char *const columns[] = {"expires_at", "有効期限", "created_on"};
    const struct record_format format = {.kind = RECORD_CSV,
            .encoding = ENCODING_UTF8,
            .delimiter = ','};

    ck_assert_str_eq(find("expires_at,有効期限,created_on\n"
                          "2099-01-01T00:00:00Z,2099-01-01T00:00:00Z,2025-04-01\n",
                             &format, NULL, columns, 3),
            "created_on 2025-04-01 2025-04-01");
    ck_assert_str_eq(find("expires_at,有効期限,created_on\n"
                          "2099-01-01T00:00:00Z,2099-01-02T00:00:00Z,x\n",
                             &format, NULL, columns, 3),
            "expires_at 2099-01-01T00:00:00.000Z 2099-01-01T00:00:00.000Z");
}
END_TEST

START_TEST(a_w3c_log_tells_by_its_fields_in_utc)
{
    static const char *const columns[] = {"#Date", "date", "cs-user"};
    static const char *const stamps[] = {"#Date", "date-time"};
    const struct record_format format = {.kind = RECORD_W3C, .encoding = ENCODING_UTF8};

    ck_assert_str_eq(find("#Date: 2025-06-01 00:00:00\n#Fields: date cs-user\n"
                          "2025-04-01 a\n2025-04-02 b\n",
                             &format, NULL, columns, 3),
            "date 2025-04-01 2025-04-02");
    ck_assert_str_eq(find("#Date: 2025-06-01 00:00:00\n#Fields: date-time\n"
                          "2025-04-01T23:00:00\n",
                             &format, NULL, stamps, 2),
            "date-time 2025-04-01T23:00:00.000Z 2025-04-01T23:00:00.000Z");
}
END_TEST

START_TEST(what_is_not_throughout_tells_nothing)
{
    ck_assert_str_eq(find_csv("a,b,c\n1,2025-04-02,x\n2,soon,y\n"), "none  ");
    /* digits alone may be a number */
    ck_assert_str_eq(find_csv("a,b,c\n20250401,1,x\n20250402,2,y\n"), "none  ");
    ck_assert_str_eq(find_csv("a,b,c\n"), "none  ");
}
END_TEST

/* The columns are chosen from the first thousand records, and judged by all. */
START_TEST(a_late_value_counts)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(1 << 20);
    struct error err = {0};

    ck_assert(buf_append_text(&text, "a,b,c\n", &err));
    for (int i = 0; i < 5000; i++)
        ck_assert(buf_printf(&text, &err, "2025-04-%02d,2025-05-01,x\n", 2 + i % 28));
    ck_assert_str_eq(find_csv(buf_text(&text)), "a 2025-04-02 2025-04-29");
    ck_assert(buf_append_text(&text, "2025-04-01,2025-05-01,x\n", &err));
    ck_assert_str_eq(find_csv(buf_text(&text)), "a 2025-04-01 2025-04-29");
    ck_assert(buf_append_text(&text, "unknown,2025-05-01,x\n", &err));
    ck_assert_str_eq(find_csv(buf_text(&text)), "b 2025-05-01 2025-05-01");
}
END_TEST

START_TEST(damage_ends_the_span)
{
    ck_assert_str_eq(find_csv("a,b,c\n1,2025-04-02,x\n2,\"2025-04-09,y\n"),
            "b 2025-04-02 2025-04-02");
}
END_TEST

START_TEST(a_layout_says_which_column)
{
    struct layout_column columns[] = {{.name = "day", .from = "b", .type = PROGRAM_DATE},
            {.name = "opened", .from = "c", .type = PROGRAM_TIMESTAMP, .is_time = true}};
    const struct layout layout = {.columns = columns, .column_count = 2};
    const struct record_format format = {.kind = RECORD_CSV,
            .encoding = ENCODING_UTF8,
            .delimiter = ','};
    static const char text[] =
            "a,b,c\n1,2025-04-02,2025-04-03T00:00:00Z\n2,2025-04-02,N/A\n";

    ck_assert_str_eq(find(text, &format, &layout, csv_columns, 3),
            "c 2025-04-03T00:00:00.000Z 2025-04-03T00:00:00.000Z");
    /* a name says nothing: when an account was made is not when the record is from */
    columns[1].name = "event_time";
    columns[1].is_time = false;
    ck_assert_str_eq(find(text, &format, &layout, csv_columns, 3), "none  ");
}
END_TEST

/* 1735689600 is 2025-01-01T00:00:00Z (date -u -d @1735689600). */
START_TEST(a_layout_says_how_times_are_written)
{
    struct layout_column columns[] = {{.name = "event_time",
            .from = "b",
            .type = PROGRAM_TIMESTAMP,
            .normalise = "epoch",
            .is_time = true}};
    const struct layout layout = {.columns = columns, .column_count = 1};
    const struct record_format format = {.kind = RECORD_CSV,
            .encoding = ENCODING_UTF8,
            .delimiter = ','};

    ck_assert_str_eq(find("a,b,c\n1,1735776000,x\n2,1735689600,y\n3,,z\n", &format,
                             &layout, csv_columns, 3),
            "b 2025-01-01T00:00:00.000Z 2025-01-02T00:00:00.000Z");
}
END_TEST

START_TEST(the_fuller_of_a_layouts_times_tells)
{
    struct layout_column columns[] = {{.name = "event_time",
                                              .from = "b",
                                              .type = PROGRAM_TIMESTAMP,
                                              .is_time = true},
            {.name = "recorded_at",
                    .from = "c",
                    .type = PROGRAM_TIMESTAMP,
                    .is_time = true}};
    const struct layout layout = {.columns = columns, .column_count = 2};
    const struct record_format format = {.kind = RECORD_CSV,
            .encoding = ENCODING_UTF8,
            .delimiter = ','};

    ck_assert_str_eq(find("a,b,c\n1,2021-04-02T00:00:00Z,\n2,,2025-04-03T00:00:00Z\n"
                          "3,,2025-04-01T00:00:00Z\n",
                             &format, &layout, csv_columns, 3),
            "c 2025-04-01T00:00:00.000Z 2025-04-03T00:00:00.000Z");
    ck_assert_str_eq(find("a,b,c\n1,2025-04-02T00:00:00Z,2025-04-03T00:00:00Z\n", &format,
                             &layout, csv_columns, 3),
            "b 2025-04-02T00:00:00.000Z 2025-04-02T00:00:00.000Z");
}
END_TEST

/* In the order of the log, since they have no other. */
START_TEST(stamps_without_a_year_are_months_and_days)
{
    struct layout_column columns[] = {
            {.name = "time", .type = PROGRAM_TIMESTAMP, .is_time = true}};
    const struct layout layout = {.format = {.kind = RECORD_LINES,
                                          .pattern = "^(?<time>\\w{3} [ \\d]\\d \\S+) "},
            .columns = columns,
            .column_count = 1};
    const struct record_format format = {.kind = RECORD_LINES, .encoding = ENCODING_UTF8};

    ck_assert_str_eq(
            find("Dec 30 23:59:59 host a\nnot a line of it\nJan  2 00:00:01 host b\n",
                    &format, &layout, NULL, 0),
            "time --12-30 --01-02");
    ck_assert(misses.is_counted);
    ck_assert_uint_eq(misses.unreadable, 1);
    ck_assert_uint_eq(misses.unmatched, 1);
    ck_assert_uint_eq(misses.first.number, 2);
    ck_assert_uint_eq(misses.first.line, 2);
    ck_assert_str_eq(find("Dec 30 23:59:59 host a\n", &format, NULL, NULL, 0), "none  ");
    /* late lines, also over New Year; the newest line first */
    ck_assert_str_eq(
            find("Apr  2 00:00:01 a\nApr  1 00:00:01 b\nApr  3 00:00:01 c\nMar 31 00:00:01 d\n",
                    &format, &layout, NULL, 0),
            "time --03-31 --04-03");
    ck_assert_str_eq(
            find("Dec 31 00:00:01 a\nJan  1 00:00:01 b\nDec 30 00:00:01 c\nJan  2 00:00:01 d\n",
                    &format, &layout, NULL, 0),
            "time --12-30 --01-02");
    ck_assert_str_eq(find("Jan  2 00:00:01 a\nDec 31 00:00:01 b\nDec 10 00:00:01 c\n",
                             &format, &layout, NULL, 0),
            "time --12-10 --01-02");
}
END_TEST

/* Of a layout that tells no time, too; one without a pattern leaves nothing. */
START_TEST(lines_that_a_pattern_leaves_are_counted)
{
    struct layout layout = {.format = {.kind = RECORD_LINES, .pattern = "^(?<n>\\d+)$"}};
    const struct record_format format = {.kind = RECORD_LINES, .encoding = ENCODING_UTF8};
    static const char text[] = "1\n\n2\nx\n3\ny\nz\n";

    ck_assert_str_eq(find(text, &format, &layout, NULL, 0), "none  ");
    ck_assert(misses.is_counted);
    ck_assert_uint_eq(misses.unreadable, 3);
    ck_assert_uint_eq(misses.first.number, 3);
    ck_assert_uint_eq(misses.first.line, 4);
    ck_assert_str_eq(misses.first.problem, "no-match");
    layout.format.pattern = NULL;
    ck_assert_str_eq(find(text, &format, &layout, NULL, 0), "none  ");
    ck_assert(!misses.is_counted && !misses.unreadable);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {the_first_column_of_stamps_alone_tells,
            a_row_of_totals_tells_no_time, an_expiry_tells_only_where_nothing_else_does,
            a_w3c_log_tells_by_its_fields_in_utc, what_is_not_throughout_tells_nothing,
            a_late_value_counts, damage_ends_the_span, a_layout_says_which_column,
            a_layout_says_how_times_are_written, the_fuller_of_a_layouts_times_tells,
            stamps_without_a_year_are_months_and_days,
            lines_that_a_pattern_leaves_are_counted};

    return unit_run_in("timespan", tests, ARRAY_LENGTH(tests), NULL, NULL);
}
