#include "evidence/binding/synonyms.h"

#include "engine/base/text.h"
#include "evidence/binding/synonyms_name.h"
#include "tests/unit/layout_check.h"

static struct layout_check check;
static struct complaint_list complaints;
static struct synonyms synonyms;

static void begin(void)
{
    text_set_language(TEXT_EN);
    layout_check_begin(&check);
    complaint_list_init(&complaints);
    synonyms = check.synonyms;
}

static void end(void)
{
    complaint_list_clear(&complaints);
    layout_check_end(&check);
}

#define SYNONYMS(inside) \
    "<synonyms xmlns='urn:chosho:synonyms:1'>\n" inside "\n</synonyms>"

static bool parse(const char *xml)
{
    complaint_list_clear(&complaints);
    return synonyms_parse("s.xml", xml, strlen(xml), &check.arena, &synonyms,
            &complaints);
}

static enum synonyms_nearness nearness(const char *column, const char *field)
{
    struct synonyms_name a, b;

    ck_assert(synonyms_name_understand(&synonyms, column, &check.arena, &a, &check.err));
    ck_assert(synonyms_name_understand(&synonyms, field, &check.arena, &b, &check.err));
    ck_assert_int_eq(synonyms_name_compare(&a, &b), synonyms_name_compare(&b, &a));
    return synonyms_name_compare(&a, &b);
}

static void alike(const char *column, const char *field)
{
    ck_assert_msg(nearness(column, field) == SYNONYMS_ALIKE, "%s is not %s", field,
            column);
}

static void apart(const char *column, const char *field)
{
    ck_assert_msg(nearness(column, field) == SYNONYMS_APART, "%s is taken for %s", field,
            column);
}

START_TEST(width_case_and_punctuation_make_no_difference)
{
    ck_assert_int_eq(nearness("user_name", "UserName"), SYNONYMS_EQUAL);
    ck_assert_int_eq(nearness("user_name", " User-Name:"), SYNONYMS_EQUAL);
    ck_assert_int_eq(nearness("ip", "ＩＰ"), SYNONYMS_EQUAL);
    ck_assert_int_eq(nearness("ユーザーID", "ﾕｰｻﾞ ＩＤ"), SYNONYMS_EQUAL);
    ck_assert_int_eq(nearness("社員No", "社員№"), SYNONYMS_EQUAL);
    ck_assert_int_eq(nearness("___", "---"), SYNONYMS_APART);
    ck_assert_int_eq(nearness("", ""), SYNONYMS_APART);
}
END_TEST

START_TEST(words_may_come_in_any_order)
{
    ck_assert_int_eq(nearness("event_time", "Time of the Event"), SYNONYMS_SAME);
    ck_assert_int_eq(nearness("widget_count", "CountWidget"), SYNONYMS_SAME);
    alike("left_on", "Date of Termination");
    alike("employee_id", "Number of Employee");
    alike("left_on", "退職 の 日");
}
END_TEST

START_TEST(a_concept_is_met_whole_or_not_at_all)
{
    alike("left_on", "退職年月日");
    alike("left_on", "離職日");
    apart("left_on", "退職予定日");
    apart("left_on", "退職");
    apart("left_on", "入社日");
    apart("left_on", "日");
    alike("employee_id", "従業員コード");
    apart("employee_id", "従業員");
    apart("approved_by", "承認者1");
    apart("approved_by", "承認日");
    apart("user_name", "ユーザー名（カナ）");
    apart("person_name", "氏名カナ");
    apart("at", "終了日時");
    apart("disabled_at", "日時");
    apart("source", "宛先IP");
    apart("expires_on", "期限");
}
END_TEST

START_TEST(remarks_that_say_nothing_are_left_off)
{
    alike("left_on", "退職日（必須）");
    alike("left_on", "退職日【西暦】 [YYYY/MM/DD]");
    alike("email", "Email Address [Required]");
    ck_assert_int_eq(nearness("at", "at (UTC)"), SYNONYMS_EQUAL);
    alike("ended_at", "日時（終了）"); /* this one says something */
    apart("at", "日時（終了）");
    apart("left_on", "（必須）");
}
END_TEST

START_TEST(a_name_of_any_length_or_bytes_does_no_harm)
{
    char name[4096];

    memset(name, 'a', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    ck_assert_int_eq(nearness(name, name), SYNONYMS_APART);
    name[256] = '\0';
    ck_assert_int_eq(nearness(name, name), SYNONYMS_EQUAL);
    apart("left_on", "\xFF\xFE((((([[[[【【\x80");
    apart("left_on", ")");
    apart("left_on", "()");
}
END_TEST

START_TEST(every_concept_is_a_name_of_itself_and_of_no_other)
{
    struct synonyms_name name;

    for (uint32_t i = 0; i < synonyms.concept_count; i++) {
        ck_assert(synonyms_name_understand(&synonyms, synonyms.concepts[i].name,
                &check.arena, &name, &check.err));
        for (uint32_t k = 0; k < synonyms.concept_count; k++)
            ck_assert_msg(((name.concepts[k / 64] >> k % 64) & 1) == (i == k),
                    "%s and %s", synonyms.concepts[i].name, synonyms.concepts[k].name);
    }
}
END_TEST

START_TEST(parts_in_parentheses_may_be_missing)
{
    ck_assert_msg(parse(SYNONYMS(
                          "<concept name='x'><phrase>a|b (c) d</phrase></concept>")),
            "%s", layout_check_complaints(&complaints));
    alike("x", "ad");
    alike("x", "b c d");
    alike("x", "d b");
    apart("x", "ab d");
    apart("x", "c d");
    apart("x", "a c d d");
}
END_TEST

START_TEST(hints_are_words_in_the_members_name)
{
    unsigned count;

    ck_assert(synonyms_name_count_hints(&synonyms, "leavers", "人事/退職者一覧.csv",
            &count, &check.err));
    ck_assert_uint_eq(count, 1);
    ck_assert(synonyms_name_count_hints(&synonyms, "leavers", "HR/Leavers_退職者.CSV",
            &count, &check.err));
    ck_assert_uint_eq(count, 3);
    ck_assert(synonyms_name_count_hints(&synonyms, "leavers", "人事/社員.csv", &count,
            &check.err));
    ck_assert_uint_eq(count, 0);
    ck_assert(synonyms_name_count_hints(NULL, "door-log", "Door_Log.csv", &count,
            &check.err));
    ck_assert_uint_eq(count, 1);
}
END_TEST

START_TEST(what_cannot_be_meant_is_complained_of)
{
    ck_assert(!parse(SYNONYMS("<concept name='x'><phrase>(a) (b)</phrase></concept>")));
    ck_assert_ptr_nonnull(strstr(complaints.items[0].message, "outside parentheses"));
    ck_assert(!parse(
            SYNONYMS("<concept name='x'><phrase>a b c d e f g h i</phrase></concept>")));
    ck_assert_ptr_nonnull(strstr(complaints.items[0].message, "at most 8 parts"));
    ck_assert(!parse(SYNONYMS("<concept name='x'/>")));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            width_case_and_punctuation_make_no_difference,
            words_may_come_in_any_order,
            a_concept_is_met_whole_or_not_at_all,
            remarks_that_say_nothing_are_left_off,
            a_name_of_any_length_or_bytes_does_no_harm,
            every_concept_is_a_name_of_itself_and_of_no_other,
            parts_in_parentheses_may_be_missing,
            hints_are_words_in_the_members_name,
            what_cannot_be_meant_is_complained_of,
    };

    return unit_run_in("synonyms", tests, ARRAY_LENGTH(tests), begin, end);
}
