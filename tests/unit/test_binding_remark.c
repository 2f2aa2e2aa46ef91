#include "evidence/binding/binding_remark.h"

#include "tests/unit/resolve_sample.h"

static struct program_column line_columns[] = {
        {"time", PROGRAM_TIMESTAMP, true, false},
        {"host", PROGRAM_TEXT, true, false},
};
static const struct program_item lines = {.id = "log",
        .source = "shared:host-log",
        .columns = line_columns,
        .column_count = 2};

#define TABLE(glob)                                                    \
    "<source bundle='hr' member='" glob "'><column name='employee_id'" \
    " from='社員番号'/><column name='left_on' from='退職日'/></source>"
#define LOG(more) "<source bundle='ops' member='auth.log' layout='syslog-auth' " more "/>"

/* What is remarked on an item, until the next call. */
static const char *remark(const struct item *item)
{
    static char text[4096];
    CLEANUP(buf_clear) struct buf remark = BUF_INIT(sizeof(text) - 1);

    ck_assert(binding_remark_write(item, &remark, &check.err));
    snprintf(text, sizeof(text), "%s", remark.size ? buf_text(&remark) : "");
    return text;
}

static struct binding_member *add_log(const char *name, const char *layout)
{
    struct binding_member *member = add_member("ops-00000002", name, "");

    member->format = (struct record_format){.kind = RECORD_LINES};
    member->layout = layout;
    return member;
}

START_TEST(members_of_the_same_columns_that_are_not_bound_are_counted)
{
    struct item item;

    add_member("hr-00000001", "a1.csv", "社員番号|退職日");
    item = accept_item(&leavers, TABLE("a1.csv"));
    ck_assert_uint_eq(item.aside_count, 0);
    ck_assert_str_eq(remark(&item), "");
    add_member("hr-00000001", "a2.csv", "社員番号|退職日");
    add_member("other-00000003", "b.csv", "社員番号|退職日");
    add_member("hr-00000001", "c.csv", "社員番号|退職日|区分");
    add_json("hr-00000001", "d.json", "社員番号|退職日");
    add_member("hr-00000001", "e.csv", "社員番号|退職日")->is_readable = false;
    add_member("hr-00000009", "f.csv", "社員番号|退職日")->is_current = false;
    item = accept_item(&leavers, TABLE("a1.csv"));
    ck_assert_uint_eq(item.aside_count, 1);
    ck_assert_uint_eq(item.asides[0].count, 2);
    ck_assert_str_eq(remark(&item),
            "2 more members with the same columns as 'a1.csv' are not bound");
    /* Two sources of the item take both between them. */
    item = accept_item(&leavers, TABLE("a1.csv") TABLE("a2.csv"));
    ck_assert_uint_eq(item.asides[0].count, 1);
    item = accept_item(&leavers, TABLE("a?.csv"));
    ck_assert_uint_eq(item.asides[0].count, 1);
}
END_TEST

START_TEST(members_of_the_same_layout_that_are_not_bound_are_counted)
{
    struct item item;

    add_log("auth.log", "syslog-auth");
    add_log("plain.log", NULL);
    item = accept_item(&lines, LOG("year='2025' zone='UTC'"));
    ck_assert_str_eq(remark(&item), "");
    add_log("web/auth.log", "syslog-auth");
    item = accept_item(&lines, LOG("year='2025' zone='UTC'"));
    ck_assert_str_eq(item.asides[0].layout, "syslog-auth");
    ck_assert_str_eq(remark(&item), "1 more member of layout syslog-auth is not bound");
}
END_TEST

START_TEST(what_was_taken_for_granted_is_said)
{
    struct item item;

    add_log("auth.log", "syslog-auth");
    item = accept_item(&lines, LOG("zone='UTC'"));
    ck_assert(!item.sources[0].is_zone_assumed);
    ck_assert_ptr_nonnull(strstr(remark(&item), "say year=\"...\""));
    ck_assert_ptr_nonnull(strstr(binding_remark_year(&item), "say year=\"...\""));
    item = accept_item(&lines, LOG(""));
    ck_assert(item.sources[0].is_zone_assumed);
    item.sources[0].year = 2025; /* as the engagement's period gives it */
    item.sources[0].is_year_assumed = true;
    ck_assert_str_eq(remark(&item),
            "where stamps have none: year 2025 taken from the period; zone Asia/Tokyo from "
            "the engagement");
    ck_assert_ptr_null(binding_remark_year(&item));
    item = accept_item(&lines, LOG("year='2025'"));
    ck_assert_str_eq(remark(&item),
            "where stamps have none: zone Asia/Tokyo taken from the engagement");
}
END_TEST

START_TEST(a_table_of_dates_takes_nothing_for_granted)
{
    struct item item;

    add_member("hr-00000001", "a1.csv", "社員番号|退職日");
    item = accept_item(&leavers, TABLE("a1.csv"));
    ck_assert_str_eq(remark(&item), "");
    ck_assert_ptr_null(binding_remark_year(&item));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            members_of_the_same_columns_that_are_not_bound_are_counted,
            members_of_the_same_layout_that_are_not_bound_are_counted,
            what_was_taken_for_granted_is_said,
            a_table_of_dates_takes_nothing_for_granted,
    };

    return unit_run_in("binding_remark", tests, ARRAY_LENGTH(tests), begin, end);
}
