#include "engine/base/zone_table.h"

#include <string.h>

#include "engine/base/buf.h"
#include "engine/base/date.h"
#include "tests/unit/unit.h"

#define FILE_LIMIT ((size_t)2 << 20)

static void append_number(struct buf *buf, int64_t number, size_t size)
{
    struct error err = {0};
    char bytes[8];

    for (size_t i = 0; i < size; i++)
        bytes[i] = (char)((uint64_t)number >> (8 * (size - 1 - i)));
    ck_assert(buf_append(buf, bytes, size, &err));
}

static void append_header(struct buf *buf, char version, int64_t leaps, int64_t times,
        int64_t types)
{
    struct error err = {0};

    ck_assert(buf_append(buf, "TZif", 4, &err) && buf_append(buf, &version, 1, &err));
    for (size_t i = 0; i < 15; i++)
        append_number(buf, 0, 1);
    append_number(buf, 0, 4);
    append_number(buf, 0, 4);
    append_number(buf, leaps, 4);
    append_number(buf, times, 4);
    append_number(buf, types, 4);
    append_number(buf, 4, 4);
}

/* An empty version 1 block, then: UTC until 1970, an hour east until a day later, then
 * two. */
struct sample {
    char version;
    int64_t leaps, types, first, second, second_type, offset;
    const char *footer;
};

static const struct sample good = {'2', 0, 3, 0, 86400, 2, 7200, "\nXST-3\n"};

static void write_sample(struct buf *buf, const struct sample *sample)
{
    struct error err = {0};

    append_header(buf, sample->version, 0, 0, 0);
    ck_assert(buf_append(buf, "ABC\0", 4, &err));
    append_header(buf, sample->version, sample->leaps, 2, sample->types);
    append_number(buf, sample->first, 8);
    append_number(buf, sample->second, 8);
    append_number(buf, 1, 1);
    append_number(buf, sample->second_type, 1);
    for (int64_t i = 0; i < sample->types; i++) {
        append_number(buf, i == 0 ? 0 : i == 1 ? 3600 : sample->offset, 4);
        append_number(buf, 0, 2);
    }
    ck_assert(buf_append(buf, "ABC\0", 4, &err));
    for (int64_t i = 0; i < sample->leaps; i++)
        append_number(buf, 0, 8), append_number(buf, 0, 4);
    ck_assert(buf_append_text(buf, sample->footer, &err));
}

START_TEST(table_then_rule)
{
    CLEANUP(buf_clear) struct buf buf = BUF_INIT(FILE_LIMIT);
    CLEANUP(zone_table_clear) struct zone_table table = {0};
    struct error err = {0};

    write_sample(&buf, &good);
    ck_assert_msg(zone_table_parse(buf.data, buf.size, &table, &err), "%s", err.message);
    ck_assert_int_eq(zone_table_offset(&table, INT64_C(-10000000000)), 0);
    ck_assert_int_eq(zone_table_offset(&table, -1), 0);
    ck_assert_int_eq(zone_table_offset(&table, 0), 3600);
    ck_assert_int_eq(zone_table_offset(&table, 86399), 3600);
    ck_assert_int_eq(zone_table_offset(&table, 86400), 10800);
}
END_TEST

START_TEST(without_a_rule_the_last_offset_stays)
{
    CLEANUP(buf_clear) struct buf buf = BUF_INIT(FILE_LIMIT);
    CLEANUP(zone_table_clear) struct zone_table table = {0};
    struct sample sample = good;
    struct error err = {0};

    sample.footer = "\n\n";
    write_sample(&buf, &sample);
    ck_assert(zone_table_parse(buf.data, buf.size, &table, &err));
    ck_assert_int_eq(zone_table_offset(&table, INT64_C(100000000000)), 7200);
}
END_TEST

START_TEST(cut_at_any_byte_is_unreadable)
{
    CLEANUP(buf_clear) struct buf buf = BUF_INIT(FILE_LIMIT);
    struct zone_table table = {0};

    write_sample(&buf, &good);
    for (size_t size = 0; size < buf.size; size++) {
        struct error err = {0};
        char *copy = malloc(size + 1);

        memcpy(copy, buf.data, size);
        if (zone_table_parse(copy, size, &table, &err) || err.code != ERROR_UNREADABLE)
            ck_abort_msg("%zu bytes", size);
        free(copy);
    }
    ck_assert_ptr_null(table.transitions);
}
END_TEST

static void check_unreadable(const struct sample *sample)
{
    CLEANUP(buf_clear) struct buf buf = BUF_INIT(FILE_LIMIT);
    struct zone_table table = {0};
    struct error err = {0};

    write_sample(&buf, sample);
    ck_assert(!zone_table_parse(buf.data, buf.size, &table, &err));
    ck_assert_int_eq(err.code, ERROR_UNREADABLE);
}

START_TEST(contradictions_are_unreadable)
{
    static const char *const footers[] = {"", "\n", "XST-3", "\nXST-3", "\nXST-3\nmore\n",
            "\nnonsense\n", "\nXST-3XDT\n", "\nXST-3\n\n"};
    struct sample sample = good;

    sample.version = '1';
    check_unreadable(&sample);
    sample = good, sample.leaps = 1;
    check_unreadable(&sample);
    sample = good, sample.types = 0;
    check_unreadable(&sample);
    sample = good, sample.types = 257;
    check_unreadable(&sample);
    sample = good, sample.second_type = 3;
    check_unreadable(&sample);
    sample = good, sample.second = 0;
    check_unreadable(&sample);
    sample = good, sample.offset = 26 * 3600;
    check_unreadable(&sample);
    sample = good, sample.offset = INT32_MIN;
    check_unreadable(&sample);
    for (size_t i = 0; i < ARRAY_LENGTH(footers); i++) {
        sample = good;
        sample.footer = footers[i];
        check_unreadable(&sample);
    }
}
END_TEST

START_TEST(lying_counts_are_unreadable)
{
    CLEANUP(buf_clear) struct buf buf = BUF_INIT(FILE_LIMIT);
    struct zone_table table = {0};
    struct error err = {0};

    append_header(&buf, '2', UINT32_MAX, UINT32_MAX, UINT32_MAX);
    ck_assert(!zone_table_parse(buf.data, buf.size, &table, &err));
    ck_assert_int_eq(err.code, ERROR_UNREADABLE);
    buf_reset(&buf);
    append_header(&buf, '2', 0, 0, 0);
    append_number(&buf, 0, 4);
    append_header(&buf, '2', 0, UINT32_MAX, 1);
    ck_assert(!zone_table_parse(buf.data, buf.size, &table, &err));
}
END_TEST

static int32_t offset_at(const char *rule, const char *instant)
{
    struct zone_table table = {0};
    int64_t ms = 0;

    ck_assert_msg(zone_table_parse_rule(rule, &table.rule), "%s", rule);
    ck_assert(date_parse_instant(instant, strlen(instant), &ms));
    return zone_table_offset(&table, ms / 1000) / 60;
}

START_TEST(rules_are_followed)
{
    static const char york[] = "EST5EDT,M3.2.0,M11.1.0";
    static const char dublin[] = "IST-1GMT0,M10.5.0,M3.5.0/1";
    static const char nuuk[] = "<-02>2<-01>,M3.5.0/-1,M10.5.0/0";
    static const char always[] = "EST5EDT,0/0,J365/25";

    ck_assert_int_eq(offset_at("JST-9", "2025-01-01T00:00:00Z"), 540);
    ck_assert_int_eq(offset_at("<+0545>-5:45", "2025-01-01T00:00:00Z"), 345);
    ck_assert_int_eq(offset_at(york, "2028-03-12T06:59:59Z"), -300);
    ck_assert_int_eq(offset_at(york, "2028-03-12T07:00:00Z"), -240);
    ck_assert_int_eq(offset_at(york, "2028-11-05T06:00:00Z"), -300);
    /* Dublin's "summer" is its winter, an hour back. */
    ck_assert_int_eq(offset_at(dublin, "2028-01-01T00:00:00Z"), 0);
    ck_assert_int_eq(offset_at(dublin, "2028-07-01T00:00:00Z"), 60);
    /* Last Sunday of March is the 26th; an hour before its midnight, two hours west. */
    ck_assert_int_eq(offset_at(nuuk, "2028-03-26T00:59:59Z"), -120);
    ck_assert_int_eq(offset_at(nuuk, "2028-03-26T01:00:00Z"), -60);
    /* Summer all the year, also in the night to the next. */
    ck_assert_int_eq(offset_at(always, "2028-12-31T23:00:00Z"), -240);
    ck_assert_int_eq(offset_at(always, "2029-01-01T04:30:00Z"), -240);
    ck_assert_int_eq(offset_at(always, "2029-01-01T05:00:00Z"), -240);
}
END_TEST

START_TEST(days_of_the_year_are_counted_three_ways)
{
    /* J60 is 1 March in every year; 59 is that too, but 29 February in a leap year. */
    static const char julian[] = "AAA0BBB,J60/0,J300/0", zero[] = "AAA0BBB,59/0,300/0";

    ck_assert_int_eq(offset_at(julian, "2028-02-29T23:59:59Z"), 0);
    ck_assert_int_eq(offset_at(julian, "2028-03-01T00:00:00Z"), 60);
    ck_assert_int_eq(offset_at(julian, "2027-03-01T00:00:00Z"), 60);
    ck_assert_int_eq(offset_at(zero, "2028-02-28T23:59:59Z"), 0);
    ck_assert_int_eq(offset_at(zero, "2028-02-29T00:00:00Z"), 60);
    ck_assert_int_eq(offset_at(zero, "2027-02-28T23:59:59Z"), 0);
    ck_assert_int_eq(offset_at(zero, "2027-03-01T00:00:00Z"), 60);
}
END_TEST

START_TEST(wrong_rules_are_refused)
{
    static const char *const wrong[] = {"", "AB5", "EST", "EST5EDT", "EST25", "EST5:60",
            "5EST", "EST5EDT,M3.2.0", "EST5EDT,M13.2.0,M11.1.0", "EST5EDT,M3.6.0,M11.1.0",
            "EST5EDT,M3.2.7,M11.1.0", "EST5EDT,J0,J365", "EST5EDT,J1,J366",
            "EST5EDT,0,366", "EST5EDT,M3.2.0/168,M11.1.0", "EST5EDT,M3.2.0,M11.1.0x",
            "<EST5", "EST5EDT,,", "EST5EDT,M3.2.0,M11.1.0,", "EST 5",
            "EST5EDT,M3..0,M11.1.0", "EST1111"};
    struct zone_rule rule;

    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++)
        ck_assert_msg(!zone_table_parse_rule(wrong[i], &rule), "%s", wrong[i]);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            table_then_rule,
            without_a_rule_the_last_offset_stays,
            cut_at_any_byte_is_unreadable,
            contradictions_are_unreadable,
            lying_counts_are_unreadable,
            rules_are_followed,
            days_of_the_year_are_counted_three_ways,
            wrong_rules_are_refused,
    };

    return unit_run("zone_table", tests, ARRAY_LENGTH(tests));
}
