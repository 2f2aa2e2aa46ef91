#include "evidence/format/xml_path.h"

#include <string.h>

#include "engine/base/text.h"
#include "tests/unit/unit.h"

static struct arena arena;
static struct xml_path path;
static struct error err;

static void begin(void)
{
    text_set_language(TEXT_EN);
    arena = (struct arena)ARENA_INIT((size_t)1 << 20);
    err = (struct error){0};
}

static void end(void)
{
    arena_clear(&arena);
}

static void field(const char *text)
{
    ck_assert_msg(xml_path_parse_field(text, &arena, &path, &err), "%s", err.message);
}

static void records(const char *text)
{
    ck_assert_msg(xml_path_parse_records(text, &arena, &path, &err), "%s", err.message);
}

static void expect_name(struct slice name, const char *expected)
{
    ck_assert_uint_eq(name.size, strlen(expected));
    ck_assert_int_eq(strncmp(name.text, expected, name.size), 0);
}

START_TEST(a_field_is_steps_and_perhaps_an_attribute)
{
    field("System/cdf:EventID");
    ck_assert_uint_eq(path.step_count, 2);
    expect_name(path.steps[0].name, "System");
    expect_name(path.steps[1].name, "EventID");
    ck_assert_ptr_null(path.attribute.name.text);
    field("../../a/*/@xml:lang");
    ck_assert_uint_eq(path.up, 2);
    ck_assert_uint_eq(path.step_count, 2);
    ck_assert_ptr_null(path.steps[1].name.text);
    expect_name(path.attribute.name, "lang");
    expect_name(path.attribute.prefix, "xml");
    field(".");
    ck_assert_uint_eq(path.step_count, 0);
    field("@id");
    ck_assert_uint_eq(path.step_count, 0);
    expect_name(path.attribute.name, "id");
    ck_assert_ptr_null(path.attribute.prefix.text);
    field("count(a/b)");
    ck_assert(path.is_count);
    ck_assert_uint_eq(path.step_count, 2);
}
END_TEST

START_TEST(a_step_may_choose)
{
    field("監査/Data[@Name='a/b]'][@k=\"it's\"][3]");
    ck_assert_uint_eq(path.step_count, 2);
    ck_assert_uint_eq(path.steps[1].predicate_count, 2);
    ck_assert_uint_eq(path.steps[1].position, 3);
    expect_name(path.steps[1].predicates[0].attribute.name, "Name");
    expect_name(path.steps[1].predicates[0].value, "a/b]");
    expect_name(path.steps[1].predicates[1].value, "it's");
}
END_TEST

static void refuse_field(const char *text, const char *part)
{
    ck_assert_msg(!xml_path_parse_field(text, &arena, &path, &err), "accepted: %s", text);
    ck_assert_int_eq(err.code, ERROR_SCRIPT);
    ck_assert_msg(strstr(err.message, part), "%s: %s", text, err.message);
}

START_TEST(what_is_no_path_is_told_with_its_place)
{
    refuse_field("", "at byte 1 a name is expected");
    refuse_field("a//b", "at byte 3 a name");
    refuse_field("a/", "at byte 3 a name");
    refuse_field("..", "at byte 2 '/' or the end");
    refuse_field("a b", "at byte 2 '/' or the end");
    refuse_field("a/@", "at byte 4 a name");
    refuse_field("@*", "at byte 3 an attribute's name");
    refuse_field("@a/b", "at byte 3 '/' or the end");
    refuse_field("a[@b]", "at byte 5 '=' is");
    refuse_field("a[@b=c]", "at byte 6 a quotation mark");
    refuse_field("a[@b='c]", "at byte 7 a value and a quotation mark");
    refuse_field("a[@b='c'", "at byte 9 ']'");
    refuse_field("a[0]", "a position from 1");
    refuse_field("a[9999999]", "a position from 1");
    refuse_field("a[1][@b='c']", "'/' or the end");
    refuse_field("count(a", "')'");
    refuse_field("count(../a)", "a path inside the record");
    ck_assert(!xml_path_parse_records("a[1]/b", &arena, &path, &err));
    ck_assert(!xml_path_parse_records("a/@b", &arena, &path, &err));
    ck_assert(!xml_path_parse_records("///a", &arena, &path, &err));
}
END_TEST

static bool is_record(const char *first, const char *second, const char *third)
{
    const char *names[] = {first, second, third};

    return xml_path_is_record(&path, names, third ? 3 : second ? 2 : 1);
}

START_TEST(records_are_found_from_the_root_or_at_any_depth)
{
    records("Events/Event");
    ck_assert(is_record("Events", "Event", NULL));
    ck_assert(!is_record("Events", "Events", NULL));
    ck_assert(!is_record("Event", NULL, NULL));
    ck_assert(!is_record("Events", "Event", "Event"));
    records("/*/Event");
    ck_assert(is_record("x", "Event", NULL));
    records("//b/c");
    ck_assert(is_record("a", "b", "c"));
    ck_assert(is_record("b", "c", NULL));
    ck_assert(!is_record("c", NULL, NULL));
    ck_assert(!is_record("b", "c", "b"));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            a_field_is_steps_and_perhaps_an_attribute,
            a_step_may_choose,
            what_is_no_path_is_told_with_its_place,
            records_are_found_from_the_root_or_at_any_depth,
    };

    return unit_run_in("xml_path", tests, ARRAY_LENGTH(tests), begin, end);
}
