/* resolve_sample.h - members as receipts have them, and a binding over them */
#ifndef CHOSHO_TESTS_RESOLVE_SAMPLE_H
#define CHOSHO_TESTS_RESOLVE_SAMPLE_H

#include "evidence/binding/binding_resolve.h"

#include "tests/unit/binding_check.h"

static struct program_column leaver_columns[] = {
        {"employee_id", PROGRAM_TEXT, true, false},
        {"left_on", PROGRAM_DATE, false, false},
};
static const struct program_item leavers = {.id = "leavers",
        .source = "shared:leavers",
        .columns = leaver_columns,
        .column_count = 2};

__attribute__((unused)) static struct item
resolve_item(const struct program_item *expected, const char *source)
{
    char xml[2048];
    struct binding binding;
    struct item item;

    snprintf(xml, sizeof(xml),
            "<bindings xmlns='urn:chosho:binding:1'>\n<item evidence='%s' procedure='p'>\n%s"
            "</item></bindings>",
            expected->source, source);
    binding = parse("b.xml", xml);
    ck_assert_msg(binding_resolve(expected, &binding.items[0], "Asia/Tokyo",
                          check.layouts, LAYOUT_CHECK_COUNT, check.members,
                          check.member_count, &check.arena, &item, &check.err),
            "%s", check.err.message);
    ck_assert(!item.problem == !item.problem_text);
    return item;
}

__attribute__((unused)) static struct item
accept_item(const struct program_item *expected, const char *source)
{
    struct item item = resolve_item(expected, source);

    ck_assert_msg(!item.problem, "%s: %s", item.problem, item.problem_text);
    return item;
}

/* The item has this problem, no sources, and a sentence that names line and `part`. */
__attribute__((unused)) static void refuse_item(const struct program_item *expected,
        const char *source, const char *problem, unsigned line, const char *part)
{
    CLEANUP(buf_clear) struct buf said = BUF_INIT(1 << 16);
    struct item item = resolve_item(expected, source);
    char place[32];

    snprintf(place, sizeof(place), "b.xml:%u", line);
    ck_assert_msg(item.problem != NULL, "accepted: %s", source);
    ck_assert_str_eq(item.problem, problem);
    ck_assert_uint_eq(item.source_count, 0);
    ck_assert_str_eq(item.problem_place, place);
    ck_assert_msg(!strstr(item.problem_text, "b.xml"),
            "a report may say it, without the engagement's files: %s", item.problem_text);
    ck_assert(item_write_problem(&item, &said, &check.err));
    ck_assert_msg(strstr(buf_text(&said), part), "'%s' expected in: %s", part,
            buf_text(&said));
}

#define ACCEPT(source) accept_item(&leavers, source)
#define REFUSE(source, problem, line, part) \
    refuse_item(&leavers, source, problem, line, part)
#define HR "<source bundle='hr' member='hr.csv' layout='csv'>\n"
#define PLACED                                           \
    "<column name='employee_id' from='社員番号'/>\n" \
    "<column name='left_on' from='退職日'/></source>"

/* --- which members --- */

#endif
