/* What a CSV says of itself: how many records it has, behind them or above its header. */
#include "evidence/format/csv_trailer.h"

#include "tests/unit/record_check.h"

static const struct record_format plain = {.kind = RECORD_CSV, .encoding = ENCODING_UTF8};

static void check_control(const char *text, uint64_t records, uint64_t stated,
        uint64_t line)
{
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    struct record_control control;
    struct record_check check;
    const struct record *batch;
    size_t count;
    bool is_there;

    record_check_open(&check, "m", text, strlen(text));
    ck_assert(record_open(&check.archive, 0, &plain, NULL, 0, &reader, &check.err));
    do {
        ck_assert_msg(record_read(reader, &batch, &count, &check.err), "%s", text);
    } while (count);
    is_there = record_control_total(reader, &control);
    ck_assert_msg(is_there == (line > 0), "%s", text);
    ck_assert_msg(control.found == records, "%s: %d found", text, (int)control.found);
    if (is_there) {
        ck_assert_msg(control.stated == stated, "%s: %d", text, (int)control.stated);
        ck_assert_uint_eq(control.line, line);
    }
    record_closep(&reader);
    reader = NULL;
    record_check_close(&check);
}

START_TEST(a_trailer_is_a_control_total)
{
    static const char *const forms[] = {"# Records: 57", "Total: 57", "合計 57 件",
            "(57 rows)", "57 rows selected.", "件数：５７", "\"Total records\",57",
            "合計,57件", "全57件,,", "レコード件数 = 57 件", "(57行)", "-- 57 rows --",
            "件数合計：57", "# Records: 2 of 57", "# Records:57;"};
    char text[256];

    for (size_t i = 0; i < ARRAY_LENGTH(forms); i++) {
        snprintf(text, sizeof(text), "a,b,c\n1,2,3\n4,5,6\n\n%s\n\n", forms[i]);
        check_control(text, 2, 57, 5);
    }
    check_control("a,b\n1,2\n\"Total: 1,234,567\"\n", 1, 1234567, 3);
    check_control("a,b\n1,2\n# by: x\n# Records: 1\n以上\n", 1, 1, 4);
    check_control("a,b\n1,2\n# sum: x, y\n\n# Records: 2\n", 1, 2, 5);
    check_control("a,b\n1,2\n# sum: x, y\n以上\n", 1, 0, 0);
    check_control("# x\na,b\n1,2\n# end, y\n", 1, 0, 0);
    check_control("a,b\n#1,2\n#2,y\n# Records: 2\n", 2, 2, 4);
    check_control("a,b\n1,2\n#2,y\n3,4\n# Records: 3\n", 3, 3, 5);
    check_control("a\n1\n# Records: 1\n", 1, 1, 3);
    check_control("# x\na,b\n1,2\n# Records: 2\n", 1, 2, 4);
}
END_TEST

/* Nor what stands behind the trailer. */
START_TEST(rows_of_delimiters_alone_are_not_counted)
{
    check_control("a,b,c\n1,2,3\n4,5,6\n,,\n# Records: 2\n", 2, 2, 5);
    check_control("a,b,c\n1,2,3\n全57件,,\n,,\n,,\n", 1, 57, 3);
}
END_TEST

/* The trailer's counts where there is one, too. */
START_TEST(a_line_above_the_header_may_state_the_total)
{
    check_control("# Records: 5\na,b\n1,2\n", 1, 5, 1);
    check_control("Total records: 5\nid,name,at\n1,2,3\n4,5,6\n", 2, 5, 1);
    check_control("# by \"x\n件数：1,003件\r\nid,name\n1,a\n2,b\n", 2, 1003, 2);
    check_control("# Records: 5\na,b\n1,2\n# Records: 1\n", 1, 1, 4);
    check_control("# Records: five\na,b\n1,2\n", 1, 0, 0);
    record_check("# x: y, z: 1\nid,name\n1,a\n", &plain, "id", "1 3 21+3 1\n", NULL);
}
END_TEST

/* The commas of a number divide the line, too. */
START_TEST(a_trailer_s_number_may_have_groups)
{
    static const char *const forms[] = {"# Records: 1,002", "# 件数: 1,002件",
            "Records: 1,002", "(1,002 rows)", "1,002件", "Total: 1,002 records",
            "Total: 1，002"};
    char text[256];

    for (size_t i = 0; i < ARRAY_LENGTH(forms); i++) {
        snprintf(text, sizeof(text), "a,b\n1,2\n3,4\n%s\n", forms[i]);
        check_control(text, 2, 1002, 4);
        snprintf(text, sizeof(text), "a,b,c,d\n1,2,3,4\n%s,\n", forms[i]);
        check_control(text, 1, 1002, 3);
    }
    check_control("a,b,c\n1,2,3\n# Records: 1,234,567\n", 1, 1234567, 3);
    check_control("a,b\n1,2\nRecords: 1,23\n", 2, 0, 0);
    check_control("a,b\n1,2\nRecords: 1,2345\n", 2, 0, 0);
    check_control("no,n\n1,100件\n2,200件\n", 2, 0, 0); /* rows */
    check_control("a,b\n1,2\nRecords: 20 of 10\n", 2, 0, 0);
}
END_TEST

/* Rows that only look like one; the end of what is a table is its last row. */
START_TEST(a_row_is_not_a_trailer)
{
    check_control("name,count\na,1\ntotal,57\n", 2, 0, 0);
    check_control("name\nTotal: 5\n", 1, 0, 0);
    check_control("a,b,c\nTotal: 5,,\n1,2,3\n", 2, 0, 0);
    check_control("a,b,c\n1,2,3\n合計,5.7件,\n", 2, 0, 0);
    check_control("a,b,c\n1,2,3\nTotal: -5\n", 2, 0, 0);
    check_control("a,b,c\n1,2,3\nTotal,5,6\n", 2, 0, 0);
    check_control("a,b,c\n1,2,3\nNotes: 5\n", 2, 0, 0);
}
END_TEST

/* The records of a table of two columns; whether the last is a row of sums. */
static bool is_pair_sum(const char *const *records)
{
    const struct csv_dialect dialect = {',', '\n', '"'};
    struct csv_trailer_pair pair = {.records = 0};
    bool is_sum = false;

    for (; *records; records++)
        is_sum = csv_trailer_pair_add(&pair, (struct slice){*records, strlen(*records)},
                dialect);
    return is_sum;
}

#define PAIRS(...)        \
    (const char *const[]) \
    {                     \
        __VA_ARGS__, NULL \
    }

/* python3 -c 'print(10 + 19, 1000 + 29)' is 29 1029 */
START_TEST(two_columns_end_in_a_sum_where_it_adds_up)
{
    ck_assert(is_pair_sum(PAIRS("x,10", "y,19", "合計,29")));
    ck_assert(is_pair_sum(PAIRS("x,\"1,000\"", "y,29", "\"Total\",\"1,029\"")));
    ck_assert(is_pair_sum(PAIRS("x,a", "y,b", "z,", "計,3")));
    ck_assert(is_pair_sum(PAIRS("x,10", "y,19", "合計,2")));
    ck_assert(!is_pair_sum(PAIRS("x,10", "y,19", "合計,30")));
    ck_assert(!is_pair_sum(PAIRS("x,10", "y,19", "z,29")));
    ck_assert(!is_pair_sum(PAIRS("x,10", "y,b", "合計,10")));
    ck_assert(!is_pair_sum(PAIRS("x,10", "y,19,1", "合計,29")));
    ck_assert(!is_pair_sum(PAIRS("x,10", "y,19", "合計,29", "z,1")));
    ck_assert(!is_pair_sum(PAIRS("x,1", "合計,1")));
    ck_assert(!is_pair_sum(PAIRS("x,18446744073709551615", "y,1", "合計,0")));
    ck_assert(
            !is_pair_sum(PAIRS("x,800000000000000000", "y,800000000000000000", "合計,")));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {a_line_above_the_header_may_state_the_total,
            a_trailer_is_a_control_total, rows_of_delimiters_alone_are_not_counted,
            a_trailer_s_number_may_have_groups, a_row_is_not_a_trailer,
            two_columns_end_in_a_sum_where_it_adds_up};

    return unit_run("csv_trailer", tests, ARRAY_LENGTH(tests));
}
