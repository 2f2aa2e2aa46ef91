#include "engine/base/vocabulary.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/text.h"
#include "tests/unit/unit.h"
#include "tests/unit/vocabulary_sample.h"

static struct arena arena;
static struct complaint_list complaints;
static struct buf out;

static void begin(void)
{
    arena = (struct arena)ARENA_INIT(ARENA_MODEL_LIMIT);
    out = (struct buf)BUF_INIT((size_t)1 << 20);
    complaint_list_init(&complaints);
    text_set_language(TEXT_EN);
}

static void end(void)
{
    arena_clear(&arena);
    complaint_list_clear(&complaints);
    buf_clear(&out);
}

static void check_document(const struct vocabulary *vocabulary, const char *xml)
{
    struct xml_node *root;

    ck_assert_msg(xml_parse("f.xml", xml, strlen(xml), &arena, &root, &complaints), "%s",
            xml);
    vocabulary_check(vocabulary, "f.xml", root, &complaints);
    complaint_list_sort(&complaints);
}

static const char *written(void)
{
    struct error err = {0};

    buf_reset(&out);
    ck_assert(complaint_list_write(&complaints, &out, &err));
    return buf_text(&out);
}

static void expect(const char *xml, const char *lines)
{
    begin();
    check_document(&sample, xml);
    ck_assert_str_eq(written(), lines);
    end();
}

START_TEST(unknown_names_are_told_with_the_nearest)
{
    expect(SCRIPT "\n<titel xml:lang='ja'>題</titel>" TITLE "</script>",
            "f.xml:2:1: error: <script> may not hold <titel>; did you mean 'title'?\n");
    expect("<script xmlns='urn:test:1' id='a' knd='design'>" TITLE "</script>",
            "f.xml:1:35: error: <script> has no attribute 'knd'; did you mean 'kind'?\n");
    expect(SCRIPT TITLE "<group><item>x</item><zzzzzzzz/></group></script>",
            "f.xml:1:86: error: <group> may not hold <zzzzzzzz>; "
            "allowed here: item note\n");
    expect(SCRIPT TITLE "<group zzzzzzzz='1'><item>x</item></group></script>",
            "f.xml:1:72: error: <group> has no attribute 'zzzzzzzz'\n");
}
END_TEST

START_TEST(everything_wrong_is_told_at_once)
{
    expect("<script xmlns='urn:test:1' kind='x'>\n"
           "  stray\n"
           "  <value count='-1' yes='true'>text</value>\n"
           "  <note> </note><note>b</note>\n"
           "  <item name='n'><note>inside</note></item>\n"
           "</script>",
            "f.xml:1:1: error: <script> needs the attribute 'id': the script's id\n"
            "f.xml:1:1: error: <script> needs <title> inside (at least 1)\n"
            "f.xml:1:28: error: kind=\"x\" must be one of: design operating a&b\n"
            "f.xml:2:3: error: no text may stand directly in <script>\n"
            "f.xml:3:10: error: count=\"-1\" must be a whole number, 0 or more\n"
            "f.xml:3:21: error: yes=\"true\" must be yes or no\n"
            "f.xml:3:32: error: no text may stand directly in <value>\n"
            "f.xml:4:3: error: <note> needs text inside\n"
            "f.xml:4:17: error: <note> may stand in <script> at most 1 time(s)\n"
            "f.xml:5:18: error: <item> is empty: <note> may not stand in it\n");
}
END_TEST

START_TEST(complaints_speak_japanese)
{
    begin();
    text_set_language(TEXT_JA);
    check_document(&sample,
            "<script xmlns='urn:test:1' idd='a'>" TITLE "<value date='2025-02-29'/>"
            "</script>");
    ck_assert_str_eq(written(),
            "f.xml:1:1: エラー: <script>には属性「id」が必要です: 識別子\n"
            "f.xml:1:28: エラー: <script>に属性「idd」はありません。「id」のことですか。\n"
            "f.xml:1:73: エラー: date=\"2025-02-29\"はYYYY-MM-DD形式の実在する日でなければなりません\n");
    end();
}
END_TEST

START_TEST(wrong_root_and_namespace)
{
    expect("<skript xmlns='urn:test:1'><x/></skript>",
            "f.xml:1:1: error: the root is <skript> but must be <script>\n");
    expect("<script id='a'>" TITLE "</script>",
            "f.xml:1:1: error: <script> has no namespace: write xmlns=\"urn:test:1\"\n");
    expect(SCRIPT TITLE "<o:note xmlns:o='urn:other'>x</o:note></script>",
            "f.xml:1:65: error: <note> is in namespace 'urn:other' but must be in "
            "'urn:test:1'\n");
}
END_TEST

START_TEST(the_same_name_may_mean_another_thing_elsewhere)
{
    expect(SCRIPT TITLE "<item name='a'/><group><item>text</item></group></script>", "");
    expect(SCRIPT TITLE "<group><item name='a'>x</item></group></script>",
            "f.xml:1:78: error: <item> has no attribute 'name'\n");
    ck_assert_str_eq(vocabulary_find(&sample, "group", "item")->name, "group/item");
    ck_assert_str_eq(vocabulary_find(&sample, "script", "item")->name, "item");
    ck_assert_ptr_null(vocabulary_find(&sample, "script", "none"));
    ck_assert_ptr_null(vocabulary_find(&sample, "grou", "p/item"));
}
END_TEST

START_TEST(long_values_are_cut_in_messages)
{
    char xml[4096];

    snprintf(xml, sizeof(xml), SCRIPT TITLE "<value count='%01000d.'/></script>", 0);
    begin();
    check_document(&sample, xml);
    ck_assert_uint_eq(complaints.count, 1);
    ck_assert_uint_lt(strlen(complaints.items[0].message), 200);
    ck_assert_ptr_nonnull(strstr(complaints.items[0].message, "must be a whole number"));
    end();
}
END_TEST

static const char *value_document(const struct value *value)
{
    buf_reset(&out);
    write_value_document(value, &out);
    return buf_text(&out);
}

static bool is_accepted(const char *xml)
{
    bool accepted;
    struct buf document = out;

    begin();
    check_document(&sample, xml);
    accepted = complaints.errors == 0;
    end();
    out = document;
    return accepted;
}

START_TEST(types_hold)
{
    begin();
    for (size_t i = 0; i < ARRAY_LENGTH(values); i++)
        ck_assert_msg(is_accepted(value_document(&values[i])) == values[i].holds,
                "%s=\"%s\"", values[i].attribute, values[i].value);
    buf_clear(&out);
}
END_TEST

START_TEST(documents_hold)
{
    begin();
    for (size_t i = 0; i < ARRAY_LENGTH(documents); i++)
        ck_assert_msg(is_accepted(documents[i].xml) == documents[i].holds, "%s",
                documents[i].xml);
    end();
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            unknown_names_are_told_with_the_nearest,
            everything_wrong_is_told_at_once,
            complaints_speak_japanese,
            wrong_root_and_namespace,
            the_same_name_may_mean_another_thing_elsewhere,
            long_values_are_cut_in_messages,
            types_hold,
            documents_hold,
    };

    xml_prepare();
    return unit_run("vocabulary", tests, ARRAY_LENGTH(tests));
}
