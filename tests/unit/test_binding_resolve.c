#include "tests/unit/resolve_sample.h"

START_TEST(a_name_means_its_newest_delivery_and_an_id_just_one)
{
    struct item item;

    add_member("hr-00000001", "hr.csv", "社員番号|退職日")->is_current = false;
    add_member("hr-00000002", "hr.csv", "社員番号|退職日")->archive = 1;
    add_member("hr-00000003", "hr.csv", "社員番号|退職日")->archive = 2;
    check.members[2].is_current = false;
    item = ACCEPT(HR PLACED);
    ck_assert_uint_eq(item.sources[0].archive, 1);
    item = ACCEPT("<source bundle='hr-00000001' member='hr.csv'>" PLACED);
    ck_assert_uint_eq(item.sources[0].archive, 0);
    item = ACCEPT("<source bundle='hr-00000003' member='hr.csv'>" PLACED);
    ck_assert_uint_eq(item.sources[0].archive, 2);
    ck_assert_str_eq(binding_resolve_delivery("hr", check.members, check.member_count),
            "hr-00000002");
    ck_assert_ptr_null(binding_resolve_delivery("h", check.members, check.member_count));
}
END_TEST

/* logs-1 was delivered whole, then b.csv again: the name reads both, each from where it
 * is. */
START_TEST(a_name_reads_what_was_not_replaced)
{
    struct item item;

    add_member("logs-00000001", "a.csv", "社員番号|退職日");
    add_member("logs-00000001", "b.csv", "社員番号|退職日")->is_current = false;
    add_member("logs-00000001", "c.csv", "社員番号|退職日");
    add_member("logs-00000002", "b.csv", "社員番号|退職日")->archive = 1;
    item = ACCEPT("<source bundle='logs' member='*.csv'>" PLACED);
    ck_assert_uint_eq(item.source_count, 2);
    ck_assert_uint_eq(item.sources[0].archive, 0);
    ck_assert_uint_eq(item.sources[0].member_count, 2);
    ck_assert_uint_eq(item.sources[0].members[1], 2);
    ck_assert_uint_eq(item.sources[1].archive, 1);
    ck_assert_uint_eq(item.sources[1].members[0], 3);
    item = ACCEPT("<source bundle='logs-00000001' member='*.csv'>" PLACED);
    ck_assert_uint_eq(item.source_count, 1);
    ck_assert_uint_eq(item.sources[0].member_count, 3);
}
END_TEST

/* A corrected file under a new name is still what the binding means. */
START_TEST(what_replaces_a_member_answers_to_its_name)
{
    struct item item;
    struct binding_member *corrected;

    add_member("hr-00000001", "leavers.csv", "社員番号|退職日")->is_current = false;
    corrected = add_member("hr-00000002", "corrected.csv", "社員番号|退職日");
    corrected->archive = 1;
    corrected->stands_for = "leavers.csv";
    item = ACCEPT("<source bundle='hr' member='leavers.csv'>" PLACED);
    ck_assert_uint_eq(item.source_count, 1);
    ck_assert_uint_eq(item.sources[0].archive, 1);
}
END_TEST

START_TEST(a_glob_selects_members_of_one_delivery)
{
    struct item item;

    add_member("hr-00000001", "人事/退職者_Q1.csv", "社員番号|退職日");
    add_member("hr-00000001", "人事/", "")->is_readable = false;
    add_member("hr-00000001", "人事/備考.txt", "line");
    add_member("hr-00000001", "人事/退職者_Q2.csv", "社員番号|退職日");
    add_member("it-00000001", "人事/退職者_Q3.csv", "社員番号|退職日");
    item = ACCEPT("<source bundle='hr' member='人事/**.csv'>" PLACED);
    ck_assert_uint_eq(item.sources[0].member_count, 2);
    ck_assert_uint_eq(item.sources[0].members[0], 0);
    ck_assert_uint_eq(item.sources[0].members[1], 3);
}
END_TEST

START_TEST(what_is_not_there_is_evidence_missing)
{
    add_member("hr-00000001", "hr.csv", "社員番号|退職日");
    REFUSE("<source bundle='access' member='*'>" PLACED, "evidence-missing", 3,
            "'access'; taken in: hr");
    REFUSE("<source bundle='hr' member='leavers*.csv'>" PLACED, "evidence-missing", 3,
            "'leavers*.csv'");
    REFUSE("<source bundle='hr' member='hr.csv'>" PLACED
           "\n<source bundle='hr' member='none.csv'>" PLACED,
            "evidence-missing", 5, "none.csv");
}
END_TEST

START_TEST(a_partial_delivery_points_to_the_one_before)
{
    add_member("hr-00000001", "a/1.csv", "社員番号|退職日")->is_current = false;
    add_member("hr-00000002", "a/1.csv", "社員番号|退職日")->is_current = false;
    add_member("hr-00000002", "a/2.csv", "社員番号|退職日")->is_current = false;
    add_member("hr-00000003", "b/1.csv", "社員番号|退職日");
    add_member("it-00000004", "c/1.csv", "社員番号|退職日");
    REFUSE("<source bundle='hr' member='a/*.csv'>" PLACED, "evidence-missing", 3,
            "no member of hr-00000003 is called 'a/*.csv'; hr-00000002, received before "
            "under the name 'hr', has 2 such members: to go on reading those, write "
            "<source bundle=\"hr-00000002\" ...>");
    REFUSE("<source bundle='hr' member='c/*.csv'>" PLACED, "evidence-missing", 3,
            "'c/*.csv'; correct the pattern");
    REFUSE("<source bundle='hr-00000003' member='a/*.csv'>" PLACED, "evidence-missing", 3,
            "'a/*.csv'; correct the pattern");
}
END_TEST

START_TEST(a_similar_name_is_never_passed_over)
{
    add_member("hr-00000001", "退職者が.csv", "社員番号|退職日");
    add_member("hr-00000001", "退職者が2.csv", "社員番号|退職日");
    add_member("hr-00000001", "Other.CSV", "社員番号|退職日");
    add_member("it-00000001", "退職者が3.csv", "社員番号|退職日");
    REFUSE("<source bundle='hr' member='退職者が*.csv'>" PLACED, "member-similar", 3,
            "退職者が2.csv");
    REFUSE("<source bundle='hr' member='other.csv'>" PLACED, "member-similar", 3,
            "Other.CSV");
    ACCEPT("<source bundle='hr' member='退職者が*.csv'>" PLACED
           "<source bundle='hr' member='退職者が2.csv'>" PLACED);
    ACCEPT("<source bundle='hr' member='退職者*.csv'>" PLACED);
}
END_TEST

START_TEST(an_unreadable_member_is_never_passed_over)
{
    struct binding_member *member;

    add_member("hr-00000001", "a.csv", "社員番号|退職日");
    member = add_member("hr-00000001", "b.csv", "");
    member->is_readable = false;
    member->problem = "encrypted";
    REFUSE("<source bundle='hr' member='*.csv'>" PLACED, "member-unreadable", 3,
            "'b.csv' cannot be read; it is encrypted");
    ACCEPT("<source bundle='hr' member='a.csv'>" PLACED);
    member->is_readable = true;
    member->problem = NULL;
    member->format.kind = RECORD_UNREAD;
    REFUSE("<source bundle='hr' member='b.csv'>" PLACED, "member-unreadable", 3, "b.csv");
}
END_TEST

START_TEST(no_binding_is_a_problem_unless_the_item_is_optional)
{
    struct program_item expected = leavers;
    struct item item;

    ck_assert(binding_resolve(&expected, NULL, "UTC", NULL, 0, NULL, 0, &check.arena,
            &item, &check.err));
    ck_assert_str_eq(item.problem, "binding-missing");
    ck_assert_ptr_nonnull(strstr(item.problem_text, "shared:leavers"));
    ck_assert_ptr_nonnull(strstr(item.problem_hint, "chosho take BUNDLE.zip"));
    add_member("hr-00000001", "hr.csv", "社員番号|退職日");
    expected.title[TEXT_EN] = "List of leavers";
    ck_assert(binding_resolve(&expected, NULL, "UTC", NULL, 0, check.members,
            check.member_count, &check.arena, &item, &check.err));
    ck_assert_ptr_nonnull(strstr(item.problem_hint, "--propose"));
    ck_assert_ptr_nonnull(strstr(item.problem_hint, "otherwise ask for it"));
    ck_assert_ptr_nonnull(strstr(item.problem_text, "'List of leavers'"));
    ck_assert_str_eq(item.problem_place, "shared:leavers");
    expected.optional = true;
    ck_assert(binding_resolve(&expected, NULL, "UTC", NULL, 0, NULL, 0, &check.arena,
            &item, &check.err));
    ck_assert_ptr_null(item.problem);
    ck_assert_uint_eq(item.source_count, 0);
    ck_assert_uint_eq(item.column_count, 2);
    ck_assert_str_eq(item.name, "leavers");
}
END_TEST

START_TEST(a_pattern_over_the_name_must_say_something)
{
    add_member("hr-00000001", "tokyo/hr.csv", "left_on");
    add_member("hr-00000001", "hr.csv", "left_on");
    REFUSE("<source bundle='hr' member='**.csv'>\n"
           "<from-path name='employee_id' pattern='^([^/]+)/'/></source>",
            "path-no-match", 4, "member 'hr.csv'");
}
END_TEST

START_TEST(members_must_be_of_the_kind_they_are_read_as)
{
    struct item item;

    add_member("hr-00000001", "a.csv", "社員番号|退職日");
    add_json("hr-00000001", "b.json", "社員番号|退職日");
    REFUSE("<source bundle='hr' member='*'>" PLACED, "format-differs", 3,
            "'b.json' was received as json, but is to be read as csv");
    REFUSE("<source bundle='hr' member='b.json' layout='csv'>" PLACED, "format-differs",
            3, "b.json");
    REFUSE("<source bundle='hr' member='a.csv' layout='csv' pattern='(?&lt;a&gt;.)'>" PLACED,
            "format-differs", 3, "lines");
    item = ACCEPT(
            "<source bundle='hr' member='*' layout='lines'>"
            "<column name='employee_id' from='line'/><missing name='left_on'/></source>");
    ck_assert_int_eq(item.sources[0].format.kind, RECORD_LINES);
    /* One bad line at the head of a file of JSON, and it was taken for lines. */
    check.members[1].format.kind = RECORD_LINES;
    ACCEPT("<source bundle='hr' member='b.json' layout='json'>" PLACED);
}
END_TEST

START_TEST(members_keep_what_the_receipt_found_where_they_agree)
{
    struct item item;

    add_member("hr-00000001", "a.csv", "社員番号|退職日")->format.delimiter = ';';
    add_member("hr-00000001", "b.csv", "社員番号|退職日")->format.delimiter = ';';
    item = ACCEPT("<source bundle='hr' member='*'>" PLACED);
    ck_assert_int_eq(item.sources[0].format.encoding, ENCODING_UTF8);
    ck_assert_int_eq(item.sources[0].format.delimiter, ';');
    check.members[1].format.delimiter = '\t';
    check.members[1].format.encoding = ENCODING_CP932;
    item = ACCEPT("<source bundle='hr' member='*'>" PLACED);
    ck_assert_int_eq(item.sources[0].format.encoding, ENCODING_AUTO);
    ck_assert_int_eq(item.sources[0].format.delimiter, 0);
}
END_TEST

START_TEST(zone_and_year_come_from_the_nearest)
{
    struct item item;

    add_member("hr-00000001", "hr.csv", "社員番号|退職日");
    item = ACCEPT(HR PLACED);
    ck_assert_str_eq(item.sources[0].zone, "Asia/Tokyo");
    ck_assert_int_eq(item.sources[0].year, 0);
    item = ACCEPT("<source bundle='hr' member='hr.csv' zone='UTC' year='2011'>" PLACED);
    ck_assert_str_eq(item.sources[0].zone, "UTC");
    ck_assert_int_eq(item.sources[0].year, 2011);
    add_json("hr-00000001", "b.json", "社員番号|退職日");
    item = ACCEPT("<source bundle='hr' member='b.json' layout='okta'>" PLACED);
    ck_assert_str_eq(item.sources[0].zone, "UTC");
    ck_assert(!item.sources[0].is_zone_assumed);
    item = ACCEPT(
            "<source bundle='hr' member='b.json' layout='okta' zone='Asia/Seoul'>" PLACED);
    ck_assert_str_eq(item.sources[0].zone, "Asia/Seoul");
}
END_TEST

START_TEST(names_from_the_evidence_are_shown_safely)
{
    add_member("hr-00000001", "hr\x1B[2J.csv", "社員番号|\x1B]0;x");
    REFUSE("<source bundle='hr' member='*'><column name='employee_id' from='社員番号'/>"
           "</source>",
            "column-missing", 3, "hr\\x1B[2J.csv");
}
END_TEST

START_TEST(a_resolved_item_survives_packing)
{
    CLEANUP(buf_clear) struct buf packed = BUF_INIT((size_t)1 << 20);
    struct item item, again;
    struct unpack unpack;

    add_member("hr-00000001", "hr.csv", "社員番号|退職日");
    item = ACCEPT(HR PLACED);
    ck_assert(item_pack(&item, &packed, &check.err));
    unpack_init(&unpack, packed.data, packed.size);
    ck_assert_msg(item_unpack(&unpack, &check.arena, &again, &check.err), "%s",
            check.err.message);
    ck_assert_str_eq(again.sources[0].columns[1].from, "退職日");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            a_name_means_its_newest_delivery_and_an_id_just_one,
            a_name_reads_what_was_not_replaced,
            what_replaces_a_member_answers_to_its_name,
            a_glob_selects_members_of_one_delivery,
            what_is_not_there_is_evidence_missing,
            a_partial_delivery_points_to_the_one_before,
            a_similar_name_is_never_passed_over,
            an_unreadable_member_is_never_passed_over,
            no_binding_is_a_problem_unless_the_item_is_optional,
            a_pattern_over_the_name_must_say_something,
            members_must_be_of_the_kind_they_are_read_as,
            members_keep_what_the_receipt_found_where_they_agree,
            zone_and_year_come_from_the_nearest,
            names_from_the_evidence_are_shown_safely,
            a_resolved_item_survives_packing,
    };

    return unit_run_in("binding_resolve", tests, ARRAY_LENGTH(tests), begin, end);
}
