#include "evidence/binding/binding.h"

#include "tests/unit/binding_check.h"

static void refuse(const char *xml, unsigned line, const char *part)
{
    struct binding binding;

    ck_assert_msg(!try_parse("b.xml", xml, &binding), "accepted: %s", xml);
    ck_assert_msg(complaints.items[0].line == line &&
                    strstr(complaints.items[0].message, part),
            "line %u, %s expected of %s, got: %s", line, part, xml,
            layout_check_complaints(&complaints));
}

START_TEST(everything_a_binding_says_is_read)
{
    struct binding binding = parse("b.xml",
            BINDINGS(
                    "<item evidence='shared:leavers'>\n"
                    "<source bundle='hr' member='人事/退職者*.csv' layout='csv' encoding='cp932'"
                    " delimiter='tab' header='no' year='2011'>\n"
                    "<note xml:lang='ja'>四半期ごと</note>"
                    "<column name='employee_id' from='社員番号' normalise='width zero-pad:6'/>"
                    "<column name='left_on' type='date' absent=\"- ''\"/>"
                    "<constant name='site' value=''/>"
                    "<from-path name='host' pattern='logs/([^/]+)/'/>"
                    "<map name='result' from='結果'><value from='成功' to='ok'/></map>"
                    "<missing name='note'/>"
                    "<where column='区分' equals='退職'/><where column='部門' not-equals=''/>"
                    "</source></item>"));
    const struct binding_source *source = &binding.items[0].sources[0];

    ck_assert_str_eq(binding.zone, "Asia/Tokyo");
    ck_assert_str_eq(binding.items[0].file, "b.xml");
    ck_assert_uint_eq(binding.items[0].line, 2);
    ck_assert_uint_eq(source->line, 3);
    ck_assert_str_eq(source->zone, "Asia/Tokyo");
    ck_assert_int_eq(source->year, 2011);
    ck_assert_str_eq(source->delimiter, "tab");
    ck_assert_uint_eq(source->column_count, 6);
    ck_assert_str_eq(source->columns[0].from, "社員番号");
    ck_assert_str_eq(source->columns[1].from, "left_on");
    ck_assert_str_eq(source->columns[1].absent, "- ''");
    ck_assert_int_eq(source->columns[2].origin, ITEM_CONSTANT);
    ck_assert_str_eq(source->columns[2].from, "");
    ck_assert_int_eq(source->columns[3].origin, ITEM_PATH);
    ck_assert_str_eq(source->columns[4].map[0].to, "ok");
    ck_assert_int_eq(source->columns[5].origin, ITEM_NOTHING);
    ck_assert_uint_eq(source->where_count, 2);
    ck_assert(!source->where[0].negate && source->where[1].negate);
}
END_TEST

START_TEST(provenance_of_the_item_is_each_sources)
{
    struct binding binding = parse("b.xml",
            BINDINGS(
                    "<item evidence='shared:a'><source bundle='b' member='1'/>"
                    "<source bundle='b' member='2'><provenance system='own' observed='yes'/></source>"
                    "<provenance system='人事給与' by='総務'/></item>"));

    ck_assert_str_eq(binding.items[0].sources[0].provenance.system, "人事給与");
    ck_assert_str_eq(binding.items[0].sources[0].provenance.by, "総務");
    ck_assert_str_eq(binding.items[0].sources[1].provenance.system, "own");
    ck_assert_ptr_null(binding.items[0].sources[1].provenance.by);
}
END_TEST

START_TEST(what_cannot_be_meant_is_complained_of)
{
    refuse(BINDINGS("<item evidence='reports'><source bundle='b' member='*'/></item>"), 2,
            "procedure=");
    refuse(BINDINGS("<item evidence='shared:a' instance='9.2.6@1'>\n"
                    "<source bundle='b' member='*'/></item>"),
            2, "'instance' needs 'procedure'");
    refuse(BINDINGS("<item evidence='shared:a'><source bundle='b' member='*'>\n"
                    "<column name='x'/>\n<constant name='x' value='1'/></source></item>"),
            4, "placed twice");
    refuse(BINDINGS("<item evidence='shared:a'><source bundle='b' member='*'>\n"
                    "<where column='x'/></source></item>"),
            3, "equals");
    refuse(BINDINGS("<item evidence='shared:a'><source bundle='b' member='*'>\n"
                    "<where column='x' equals='1' not-equals='2'/></source></item>"),
            3, "equals");
    refuse(BINDINGS("<item evidence='shared:a'><source bundle='b' member='*'>\n"
                    "<column name='x' normalise='shout'/></source></item>"),
            3, "shout");
    refuse(BINDINGS("<item evidence='shared:a'><source bundle='b' member='*'>\n"
                    "<from-path name='x' pattern='logs/.*'/></source></item>"),
            3, "needs a group");
    refuse(BINDINGS("<item evidence='shared:a'><source bundle='b' member='*'\n"
                    " pattern='('/></item>"),
            3, "pattern '('");
    refuse(BINDINGS("<item evidence='shared:a'><source bundle='b' member='*'\n"
                    " zone='Asia/Kyoto'/></item>"),
            3, "Asia/Kyoto");
    refuse(BINDINGS("<item evidence='shared:a'><source bundle='b' member='*'\n"
                    " year='0'/></item>"),
            3, "year");
    refuse(BINDINGS("<item evidence='shared:a'><source bundle='b' membr='*'/></item>"), 2,
            "membr");
}
END_TEST

START_TEST(all_complaints_come_at_once)
{
    struct binding binding;

    ck_assert(!try_parse("b.xml",
            BINDINGS("<item evidence='own'><source bundle='b' membr='*' zone='X/Y'>"
                     "<column nam='x' normalise='shout'/></source></item>"),
            &binding));
    ck_assert_uint_ge(complaints.errors, 6);
}
END_TEST

START_TEST(an_item_bound_twice_is_complained_of)
{
    refuse(BINDINGS("<item evidence='shared:a'><source bundle='b' member='1'/></item>\n"
                    "<item evidence='shared:a'><source bundle='b' member='2'/></item>"),
            3, "also in b.xml:2");
    parse("b.xml",
            BINDINGS(
                    "<item evidence='shared:a'><source bundle='b' member='1'/></item>"
                    "<item evidence='shared:a' procedure='p'><source bundle='b' member='2'/></item>"
                    "<item evidence='shared:a' procedure='p' instance='9.2.6@1'>"
                    "<source bundle='b' member='2'/></item>"));
}
END_TEST

START_TEST(two_documents_may_not_bind_the_same)
{
    const char *xml = BINDINGS(
            "<item evidence='shared:a'><source bundle='b' member='1'/></item>");
    struct binding bindings[2] = {parse("one.xml", xml), parse("two.xml", xml)};

    binding_check(bindings, 1, &complaints);
    ck_assert_uint_eq(complaints.errors, 0);
    binding_check(bindings, 2, &complaints);
    ck_assert_uint_eq(complaints.errors, 1);
    ck_assert_str_eq(complaints.items[0].file, "two.xml");
    ck_assert_ptr_nonnull(strstr(complaints.items[0].message, "one.xml:2"));
}
END_TEST

static unsigned line_found(const struct binding *binding, const char *procedure,
        const char *instance, const char *evidence)
{
    const struct binding_item *item = binding_find(binding, 1, procedure, instance,
            evidence);

    return item ? item->line : 0;
}

START_TEST(the_most_specific_binding_is_found)
{
    struct binding binding = parse("b.xml",
            BINDINGS(
                    "<item evidence='shared:a'><source bundle='b' member='1'/></item>\n"
                    "<item evidence='shared:a' procedure='p'><source bundle='b' member='1'/></item>\n"
                    "<item evidence='shared:a' procedure='p' instance='9.2.6@1'>"
                    "<source bundle='b' member='1'/></item>\n"
                    "<item evidence='own' procedure='p'><source bundle='b' member='1'/></item>"));

    ck_assert_uint_eq(line_found(&binding, "q", "9.2.6@1", "shared:a"), 2);
    ck_assert_uint_eq(line_found(&binding, "p", "9.2.6@2", "shared:a"), 3);
    ck_assert_uint_eq(line_found(&binding, "p", "9.2.6@1", "shared:a"), 4);
    ck_assert_uint_eq(line_found(&binding, "p", "9.2.6@1", "own"), 5);
    ck_assert_uint_eq(line_found(&binding, "q", "9.2.6@1", "own"), 0);
    ck_assert_uint_eq(line_found(&binding, "p", NULL, "shared:b"), 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            everything_a_binding_says_is_read,
            provenance_of_the_item_is_each_sources,
            what_cannot_be_meant_is_complained_of,
            all_complaints_come_at_once,
            an_item_bound_twice_is_complained_of,
            two_documents_may_not_bind_the_same,
            the_most_specific_binding_is_found,
    };

    return unit_run_in("binding", tests, ARRAY_LENGTH(tests), begin, end);
}
