#include "tests/unit/resolve_sample.h"

/* --- which columns --- */

START_TEST(columns_are_placed_by_the_binding)
{
    struct item item;

    add_member("hr-00000001", "logs/web01/hr.csv", "社員番号|退職日");
    item = ACCEPT("<source bundle='hr' member='logs/*/hr.csv'>"
                  "<map name='employee_id' from='社員番号' normalise='trim'>"
                  "<value from='-' to='000'/></map>"
                  "<column name='left_on' from='_2' type='date' absent='-'/></source>");
    ck_assert_str_eq(item.sources[0].columns[0].from, "社員番号");
    ck_assert_uint_eq(item.sources[0].columns[0].map_count, 1);
    ck_assert_str_eq(item.sources[0].columns[1].from, "_2");
    ck_assert_str_eq(item.sources[0].columns[1].absent, "-");
    item = ACCEPT("<source bundle='hr' member='logs/*/hr.csv'>"
                  "<from-path name='employee_id' pattern='logs/([^/]+)/'/>"
                  "<missing name='left_on'/></source>");
    ck_assert_int_eq(item.sources[0].columns[0].origin, ITEM_PATH);
    ck_assert_int_eq(item.sources[0].columns[1].origin, ITEM_NOTHING);
}
END_TEST

START_TEST(a_column_that_nothing_places_is_missing)
{
    add_member("hr-00000001", "hr.csv", "社員番号|退職日|区分");
    REFUSE(HR "<column name='employee_id' from='社員番号'/></source>", "column-missing",
            3, "nothing plays column 'left_on' (hr-00000001, member 'hr.csv')");
    REFUSE(HR "<column name='employee_id' from='社員番号'/></source>", "column-missing",
            3, "there are: 社員番号, 退職日, 区分");
    ACCEPT(HR
            "<column name='employee_id' from='社員番号'/><missing name='left_on'/></source>");
}
END_TEST

START_TEST(a_key_cannot_be_missing)
{
    add_member("hr-00000001", "hr.csv", "退職日");
    REFUSE(HR
            "<column name='left_on' from='退職日'/>\n<missing name='employee_id'/></source>",
            "column-missing", 5, "'employee_id' is a key");
    ACCEPT(HR
            "<column name='left_on' from='退職日'/><constant name='employee_id' value='1'/>"
            "</source>");
}
END_TEST

START_TEST(a_field_that_is_not_there_is_said_with_the_nearest)
{
    add_member("hr-00000001", "a.csv", "社員番号|退職日");
    add_member("hr-00000001", "b.csv", "社員番号|退社日");
    REFUSE("<source bundle='hr' member='*.csv'>\n" PLACED, "column-missing", 5,
            "member 'b.csv': there is no field '退職日' (for column 'left_on'); "
            "did you mean '退社日'?");
    REFUSE("<source bundle='hr' member='a.csv'>\n<column name='employee_id' from='_3'/>"
           "<column name='left_on' from='退職日'/></source>",
            "column-missing", 4, "no field '_3'");
    REFUSE("<source bundle='hr' member='a.csv'>\n<where column='区分' equals='退職'/>" PLACED,
            "column-missing", 3, "no field '区分'");
}
END_TEST

START_TEST(a_name_that_stands_twice_is_ambiguous)
{
    static struct program_column columns[] = {{"id", PROGRAM_TEXT, true, false}};
    static const struct program_item people = {.id = "people",
            .source = "shared:people",
            .columns = columns,
            .column_count = 1};

    add_member("hr-00000001", "hr.csv", "id|氏名|id#2|x|x#1");
    refuse_item(&people,
            "<source bundle='hr' member='hr.csv'>\n<column name='id' from='id'/></source>",
            "column-ambiguous", 4, "from=\"id#1\" or from=\"id#2\" (by place: _1 or _3)");
    refuse_item(&people, "<source bundle='hr' member='hr.csv'/>", "column-ambiguous", 3,
            "'hr.csv' has the field 'id' more than once");
    accept_item(&people,
            "<source bundle='hr' member='hr.csv'><column name='id' from='id#1'/></source>");
    accept_item(&people,
            "<source bundle='hr' member='hr.csv'><column name='id' from='id#2'/></source>");
    accept_item(&people,
            "<source bundle='hr' member='hr.csv'><column name='id' from='_3'/></source>");
    accept_item(&people,
            "<source bundle='hr' member='hr.csv'><column name='id' from='x'/></source>");
}
END_TEST

START_TEST(a_misspelt_column_is_not_made_up_for_by_a_field_of_the_right_name)
{
    add_member("hr-00000001", "hr.csv", "employee_id|left_on|退職日");
    REFUSE(HR "<column name='left_no' from='退職日'/></source>", "column-missing", 4,
            "has no column 'left_no'; did you mean 'left_on'?");
    ACCEPT(HR "<column name='something_else' from='退職日'/></source>");
}
END_TEST

START_TEST(fields_of_the_same_name_place_themselves)
{
    struct item item;

    add_member("hr-00000001", "hr.csv", "left_on|employee_id");
    item = ACCEPT("<source bundle='hr' member='hr.csv'/>");
    ck_assert_str_eq(item.sources[0].columns[0].from, "employee_id");
    ck_assert_ptr_null(item.sources[0].columns[0].absent);
    add_member("hr-00000001", "b.csv", "employee_id|LEFT_ON");
    REFUSE("<source bundle='hr' member='*.csv'/>", "column-missing", 3,
            "member 'b.csv': there is no field 'left_on'");
}
END_TEST

START_TEST(layouts_place_what_the_binding_does_not)
{
    static struct program_column columns[] = {{"user", PROGRAM_TEXT, true, false},
            {"created_at", PROGRAM_TIMESTAMP, false, false},
            {"mfa", PROGRAM_BOOLEAN, false, false},
            {"user_creation_time", PROGRAM_TEXT, false, false}};
    static const struct program_item users = {.id = "users",
            .source = "shared:users",
            .columns = columns,
            .column_count = 4};
    struct item item;

    add_member("iam-00000001", "report.csv", "user|user_creation_time|mfa_active")
            ->layout = "aws-credential-report";
    item = accept_item(&users,
            "<source bundle='iam' member='*'><column name='mfa' from='mfa_active'/></source>");
    ck_assert_str_eq(item.sources[0].columns[1].from, "user_creation_time");
    ck_assert_str_eq(item.sources[0].columns[2].absent,
            "N/A no_information not_supported");
    ck_assert_str_eq(item.sources[0].columns[3].from, "user_creation_time");
    item = accept_item(&users,
            "<source bundle='iam' member='*' layout='aws-credential-report'>"
            "<column name='mfa' from='mfa_active' absent='none'/></source>");
    ck_assert_str_eq(item.sources[0].columns[2].absent, "none");
    refuse_item(&users, "<source bundle='iam' member='*' layout='aws-credentials'/>",
            "layout-missing", 3, "'aws-credentials'");
    refuse_item(&users, "<source bundle='iam' member='*' layout='cloudtrail'/>",
            "layout-missing", 3, "'cloudtrail'; did you mean aws-cloudtrail?");
    refuse_item(&users, "<source bundle='iam' member='*' layout='aws-cloudtrial'/>",
            "layout-missing", 3, "did you mean aws-cloudtrail?");
    refuse_item(&users, "<source bundle='iam' member='*' layout='unheard-of'/>",
            "layout-missing", 3, "; for any source there are: ");
}
END_TEST

START_TEST(what_the_receipt_did_not_see_is_left_to_the_reader)
{
    struct item item;

    add_member("hr-00000001", "hr.csv", "éAÅòÉ|æ")->format.encoding = ENCODING_UTF16LE;
    ACCEPT("<source bundle='hr' member='hr.csv' encoding='cp932'>" PLACED);
    ACCEPT("<source bundle='hr' member='hr.csv' delimiter='tab'>" PLACED);
    item = ACCEPT(
            "<source bundle='hr' member='hr.csv' header='no'>"
            "<column name='employee_id' from='_1'/><column name='left_on' from='_2'/>"
            "</source>");
    ck_assert(item.sources[0].format.headerless);
    REFUSE("<source bundle='hr' member='hr.csv' header='no'>" PLACED, "column-missing", 3,
            "社員番号");
    check.members[0].column_count = 0;
    ACCEPT("<source bundle='hr' member='hr.csv'>" PLACED);
}
END_TEST

/* --- JSON and lines --- */

START_TEST(a_json_path_may_be_absent_but_for_keys_and_slips)
{
    add_json("hr-00000001", "hr.json", "user.id|user.leftOn|error.code");
    ACCEPT("<source bundle='hr' member='hr.json'><column name='employee_id' from='user.id'/>"
           "<column name='left_on' from='user.terminated'/></source>");
    REFUSE("<source bundle='hr' member='hr.json'>\n<column name='employee_id' from='user.no'/>"
           "<column name='left_on' from='user.leftOn'/></source>",
            "column-missing", 4, "no field 'user.no'");
    REFUSE("<source bundle='hr' member='hr.json'><column name='employee_id' from='user.id'/>\n"
           "<column name='left_on' from='user.left_on'/></source>",
            "column-missing", 4, "did you mean 'user.leftOn'?");
    REFUSE("<source bundle='hr' member='hr.json'><column name='employee_id' from='user.id'/>"
           "</source>",
            "column-missing", 3, "nothing plays column 'left_on'");
    ACCEPT("<source bundle='hr' member='hr.json'>"
           "<column name='employee_id' from='list[0].id'/>"
           "<column name='left_on' from='a.b.c.d.e'/></source>");
    /* An object is there when something in it is; elsewhere nothing is known. */
    ACCEPT("<source bundle='hr' member='hr.json'><column name='employee_id' from='user'/>"
           "<column name='left_on' from='user.leftOn'/></source>");
    ACCEPT("<source bundle='hr' member='hr.json' records='Items[*]'>"
           "<column name='employee_id' from='no'/><column name='left_on'/></source>");
}
END_TEST

START_TEST(a_json_key_may_be_in_one_of_the_members)
{
    add_json("hr-00000001", "a.json", "id|leftOn");
    add_json("hr-00000001", "b.json", "other");
    ACCEPT("<source bundle='hr' member='*.json'><column name='employee_id' from='id'/>"
           "<column name='left_on' from='leftOn'/></source>");
}
END_TEST

/* A layout's own path is no slip: services have no user. */
START_TEST(what_is_shown_is_as_certain_as_a_key_but_by_a_layout)
{
    static struct program_column columns[] = {
            {"event_id", PROGRAM_TEXT, true, false},
            {"user_arn", PROGRAM_TEXT, false, true},
    };
    static const struct program_item calls = {.id = "calls",
            .source = "shared:calls",
            .columns = columns,
            .column_count = 2};

    add_json("log-00000001", "log.json", "eventID|eventName");
    refuse_item(&calls,
            "<source bundle='log' member='*'><column name='event_id' from='eventID'/>\n"
            "<column name='user_arn' from='user.arm'/></source>",
            "column-missing", 4, "no field 'user.arm'");
    refuse_item(&calls,
            "<source bundle='log' member='*'><column name='event_id' from='eventID'/>\n"
            "<missing name='user_arn'/></source>",
            "column-missing", 4, "'user_arn' says which record it is");
    check.members[0].layout = "aws-cloudtrail";
    accept_item(&calls, "<source bundle='log' member='*' layout='aws-cloudtrail'/>");
}
END_TEST

START_TEST(fields_of_lines_are_the_groups_of_the_pattern)
{
    struct binding_member *member = add_member("hr-00000001", "hr.log", "line");
    struct item item;

    member->format = (struct record_format){.kind = RECORD_LINES};
    item = ACCEPT("<source bundle='hr' member='hr.log'"
                  " pattern='^(?&lt;employee_id&gt;\\d+) (?&lt;day&gt;\\S+)$'>"
                  "<column name='left_on' from='day'/></source>");
    ck_assert_int_eq(item.sources[0].format.kind, RECORD_LINES);
    ck_assert_ptr_nonnull(item.sources[0].format.pattern);
    REFUSE("<source bundle='hr' member='hr.log' pattern='^(?&lt;employee_id&gt;\\d+)'/>",
            "column-missing", 3, "left_on");
    REFUSE("<source bundle='hr' member='hr.log'><column name='employee_id' from='line'/>\n"
           "<column name='left_on' from='day'/></source>",
            "column-missing", 4, "no field 'day'");
    ACCEPT("<source bundle='hr' member='hr.log'><column name='employee_id' from='line'/>"
           "<column name='left_on' from='_text'/></source>");
}
END_TEST

/* --- types, kinds, the rest --- */

START_TEST(types_may_not_contradict)
{
    static struct program_column columns[] = {{"user", PROGRAM_TEXT, true, false},
            {"created_at", PROGRAM_NUMBER, false, false}};
    struct program_item users = {.id = "users",
            .source = "shared:users",
            .columns = columns,
            .column_count = 2};

    add_member("hr-00000001", "hr.csv", "社員番号|退職日");
    REFUSE(HR "<column name='employee_id' from='社員番号'/>\n"
              "<column name='left_on' from='退職日' type='timestamp'/></source>",
            "type-contradicts", 5,
            "'left_on': the procedure says date, the binding says timestamp");
    add_member("iam-00000001", "report.csv", "user|user_creation_time|mfa_active");
    refuse_item(&users,
            "<source bundle='iam' member='*' layout='aws-credential-report'/>",
            "type-contradicts", 3, "aws-credential-report says timestamp");
    columns[1].type = PROGRAM_TEXT;
    accept_item(&users,
            "<source bundle='iam' member='*' layout='aws-credential-report'/>");
    columns[1].type = PROGRAM_NUMBER;
    accept_item(&users,
            "<source bundle='iam' member='*' layout='aws-credential-report'>"
            "<map name='created_at' from='mfa_active'><value from='true' to='1'/></map></source>");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            columns_are_placed_by_the_binding,
            a_column_that_nothing_places_is_missing,
            a_key_cannot_be_missing,
            a_field_that_is_not_there_is_said_with_the_nearest,
            a_name_that_stands_twice_is_ambiguous,
            a_misspelt_column_is_not_made_up_for_by_a_field_of_the_right_name,
            fields_of_the_same_name_place_themselves,
            layouts_place_what_the_binding_does_not,
            what_the_receipt_did_not_see_is_left_to_the_reader,
            a_json_path_may_be_absent_but_for_keys_and_slips,
            a_json_key_may_be_in_one_of_the_members,
            what_is_shown_is_as_certain_as_a_key_but_by_a_layout,
            fields_of_lines_are_the_groups_of_the_pattern,
            types_may_not_contradict,
    };

    return unit_run_in("binding_place", tests, ARRAY_LENGTH(tests), begin, end);
}
