/* Where evidence comes from: what is read of a binding, what lacks, what is kept. */
#include "engine/run/provenance.h"

#include <string.h>

#include "engine/base/text.h"
#include "tests/unit/unit.h"

static struct arena arena;
static struct complaint_list complaints;
static struct binding binding;
static struct error err;

static void begin(void)
{
    arena = (struct arena)ARENA_INIT(ARENA_MODEL_LIMIT);
    complaint_list_init(&complaints);
    err = (struct error){0};
    text_set_language(TEXT_EN);
}

static void end(void)
{
    complaint_list_clear(&complaints);
    arena_clear(&arena);
}

static const struct binding_item *parse(const char *inside)
{
    const char *text;

    ck_assert(arena_printf(&arena, &text, &err,
            "<bindings xmlns='urn:chosho:binding:1'><item evidence='shared:a'>"
            "<source bundle='b' member='1.csv'/>%s</item></bindings>",
            inside));
    ck_assert_msg(binding_parse("b.xml", text, strlen(text), &arena, &binding,
                          &complaints),
            "%s", complaints.count ? complaints.items[0].message : "");
    return &binding.items[0];
}

static void refuse(const char *attributes, const char *words)
{
    const char *text;

    complaint_list_clear(&complaints);
    complaint_list_init(&complaints);
    ck_assert(arena_printf(&arena, &text, &err,
            "<bindings xmlns='urn:chosho:binding:1'><item evidence='shared:a'>"
            "<source bundle='b' member='1.csv'/><provenance %s/></item></bindings>",
            attributes));
    ck_assert(!binding_parse("b.xml", text, strlen(text), &arena, &binding, &complaints));
    ck_assert_msg(strstr(complaints.items[0].message, words) != NULL, "%s: %s",
            attributes, complaints.items[0].message);
}

/* What lacks, "" where nothing does. */
static const char *lack(const char *attributes)
{
    static struct buf buf = BUF_INIT(1 << 16);
    const struct binding_source *lacking;
    const struct binding_item *item;
    const char *text;

    ck_assert(arena_printf(&arena, &text, &err, "<provenance %s/>", attributes));
    item = parse(text);
    lacking = provenance_find_lacking(item);
    buf_reset(&buf);
    if (lacking)
        ck_assert(binding_provenance_write_lack(&lacking->provenance, &buf, &err));
    return buf_text(&buf);
}

#define WHOLE "system='HR' report='leavers' by='Mori' at='2026-04-03' "

START_TEST(it_is_complete_or_says_what_lacks)
{
    ck_assert_str_eq(lack(WHOLE "completeness='control-total'"), "");
    ck_assert_str_eq(lack("system='HR' query='SELECT 1' by='Mori'"
                          " at='2026-04-03T10:00+09:00' completeness='observed'"),
            "");
    ck_assert_str_eq(lack(""),
            "system, report or query, extracted by whom, extracted when, ground for its"
            " completeness");
    ck_assert_str_eq(lack("system=' ' report='' by='Mori' at='2026-04-03'"
                          " completeness='original'"),
            "system, report or query");
    ck_assert_str_eq(lack(WHOLE "completeness='none' basis='no total is shown'"),
            "ground for its completeness (no total is shown)");
    text_set_language(TEXT_JA);
    ck_assert_str_eq(lack("report='x' completeness='original'"),
            "出力元のシステム、抽出者、抽出日時");
}
END_TEST

START_TEST(every_ground_has_its_name)
{
    static const char *const names[] = {"control-total", "query-inspected", "reconciled",
            "observed", "sequence", "original"};

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        const char *text;

        ck_assert(arena_printf(&arena, &text, &err, WHOLE "completeness='%s'", names[i]));
        ck_assert_str_eq(lack(text), "");
    }
    refuse(WHOLE "completeness='trust'", "trust");
}
END_TEST

START_TEST(what_cannot_be_meant_is_complained_of)
{
    refuse("at='yesterday'", "'at'");
    refuse("at='2026-02-30'", "'at'");
    refuse("at='2026-04-03T10:00'", "with its zone");
    refuse("from='April'", "'from'");
    refuse("to='2026'", "'to'");
    refuse("from='2026-03-31' to='2025-04-01'", "before 'from'");
    refuse("observed='no' completeness='observed'", "contradict");
}
END_TEST

START_TEST(no_binding_lacks_nothing)
{
    ck_assert_ptr_null(provenance_find_lacking(NULL));
}
END_TEST

/* A source's own counts instead of the item's, and each is kept once. */
START_TEST(each_is_kept_once)
{
    const struct binding_item *item = parse(
            "<source bundle='b' member='2.csv'/>"
            "<source bundle='b' member='3.csv'><provenance system='VPN'/></source>"
            "<provenance " WHOLE "completeness='original' from='2025-04-01'/>");
    CLEANUP(buf_clear) struct buf text = BUF_INIT(1 << 16);
    struct result_provenance *list;
    size_t count;

    ck_assert_ptr_eq(provenance_find_lacking(item), &item->sources[2]);
    ck_assert(provenance_list(item, &arena, &list, &count, &err));
    ck_assert_uint_eq(count, 2);
    ck_assert_str_eq(list[0].texts[0], "HR");
    ck_assert_str_eq(list[0].texts[6], "2025-04-01");
    ck_assert(list[0].is_complete && !list[1].is_complete);
    ck_assert_str_eq(list[1].member, "3.csv");
    ck_assert_ptr_null(list[1].texts[4]);
    ck_assert(provenance_write_lack("List", item, &item->sources[2], &text, &err));
    ck_assert_ptr_nonnull(strstr(buf_text(&text), "'List' (3.csv)"));
}
END_TEST

/* Which text it is counts as well as what it says. */
START_TEST(every_text_is_in_the_digest)
{
    static const char *const variants[] = {WHOLE "completeness='original'",
            WHOLE "completeness='sequence'", WHOLE "completeness='original' basis='x'",
            WHOLE "completeness='original' parameters='x'",
            WHOLE "completeness='original' query='x'",
            WHOLE "completeness='original' observed='yes'",
            WHOLE "completeness='original' from='2025-04-01'",
            WHOLE "completeness='original' to='2025-04-01'",
            "system='HR' report='leavers' by='Mori' at='2026-04-04'",
            "system='HR' report='leavers' by='Mari' at='2026-04-03'"};
    struct buf packed[ARRAY_LENGTH(variants)];

    for (size_t i = 0; i < ARRAY_LENGTH(variants); i++) {
        const char *text;

        packed[i] = (struct buf)BUF_INIT(1 << 16);
        ck_assert(arena_printf(&arena, &text, &err, "<provenance %s/>", variants[i]));
        ck_assert(provenance_pack(parse(text), &packed[i], &err));
        for (size_t k = 0; k < i; k++)
            ck_assert_msg(packed[k].size != packed[i].size ||
                            memcmp(packed[k].data, packed[i].data, packed[i].size) != 0,
                    "%s", variants[i]);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(variants); i++)
        buf_clear(&packed[i]);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {it_is_complete_or_says_what_lacks,
            every_ground_has_its_name, what_cannot_be_meant_is_complained_of,
            no_binding_lacks_nothing, each_is_kept_once, every_text_is_in_the_digest};

    return unit_run_in("provenance", tests, ARRAY_LENGTH(tests), begin, end);
}
