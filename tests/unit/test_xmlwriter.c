#include "engine/base/xmlwriter.h"

#include <string.h>

#include "engine/base/xml.h"
#include "tests/unit/unit.h"

static struct buf out;
static struct error err;
static struct xmlwriter writer;

static void begin(void)
{
    out = (struct buf)BUF_INIT((size_t)1 << 20);
    err = (struct error){0};
    xmlwriter_init(&writer, &out, &err);
}

static void expect(const char *xml)
{
    ck_assert_msg(xmlwriter_finish(&writer), "%s", err.message);
    ck_assert_str_eq(buf_text(&out), xml);
    buf_clear(&out);
}

static void expect_failure(const char *part)
{
    ck_assert(!xmlwriter_finish(&writer));
    ck_assert_int_ne(err.code, ERROR_NONE);
    ck_assert_msg(strstr(err.message, part) != NULL, "%s", err.message);
    buf_clear(&out);
}

START_TEST(elements_attributes_and_text)
{
    begin();
    xmlwriter_declaration(&writer);
    xmlwriter_start(&writer, "r");
    xmlwriter_attribute(&writer, "xml:lang", "ja");
    xmlwriter_attribute(&writer, "none", NULL);
    xmlwriter_attribute_int(&writer, "n", -12);
    xmlwriter_element(&writer, "a", "x");
    xmlwriter_element(&writer, "b", "");
    xmlwriter_element(&writer, "c", NULL);
    xmlwriter_start(&writer, "d");
    xmlwriter_end(&writer);
    xmlwriter_text(&writer, "監査");
    xmlwriter_end(&writer);
    expect("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
           "<r xml:lang=\"ja\" n=\"-12\"><a>x</a><b></b><d/>監査</r>");
}
END_TEST

START_TEST(newlines_indent_what_follows)
{
    begin();
    xmlwriter_start(&writer, "r");
    xmlwriter_newline(&writer);
    xmlwriter_start(&writer, "a");
    xmlwriter_newline(&writer);
    xmlwriter_element(&writer, "b", "x");
    xmlwriter_newline(&writer);
    xmlwriter_newline(&writer);
    xmlwriter_comment(&writer, "c");
    xmlwriter_newline(&writer);
    xmlwriter_end(&writer);
    xmlwriter_newline(&writer);
    xmlwriter_end(&writer);
    xmlwriter_newline(&writer);
    expect("<r>\n  <a>\n    <b>x</b>\n\n    <!-- c -->\n  </a>\n</r>\n");
}
END_TEST

START_TEST(markup_is_escaped)
{
    begin();
    xmlwriter_start(&writer, "r");
    xmlwriter_attribute(&writer, "a", "<\"&'>\t\r\n");
    xmlwriter_text(&writer, "<\"&'>]]>\t\r\n");
    xmlwriter_end(&writer);
    expect("<r a=\"&lt;&quot;&amp;'&gt;&#9;&#13;&#10;\">"
           "&lt;\"&amp;'&gt;]]&gt;\t&#13;\n</r>");
}
END_TEST

START_TEST(what_xml_cannot_carry_is_visible)
{
    begin();
    xmlwriter_start(&writer, "r");
    xmlwriter_attribute(&writer, "a", "\x01\xff");
    xmlwriter_text_bytes(&writer, "a\0b\x1b\xe3\x81 \xef\xbf\xbe\xef\xbf\xbf\xef\xbf\xbd",
            16);
    xmlwriter_end(&writer);
    expect("<r a=\"\\x01\\xFF\">a\\x00b\\x1B\\xE3\\x81 "
           "\\u{FFFE}\\u{FFFF}\xef\xbf\xbd</r>");
}
END_TEST

START_TEST(comments_cannot_break_out)
{
    const char *const texts[] = {"a--b", "--->", "-", "a-", "-->", "\x02", "<!-- -->"};

    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
        struct complaint_list complaints;
        struct arena arena = ARENA_INIT(ARENA_MODEL_LIMIT);
        struct xml_node *root;

        begin();
        xmlwriter_start(&writer, "r");
        xmlwriter_comment(&writer, texts[i]);
        xmlwriter_end(&writer);
        ck_assert(xmlwriter_finish(&writer));
        complaint_list_init(&complaints);
        ck_assert_msg(xml_parse("c", out.data, out.size, &arena, &root, &complaints),
                "%s", out.data);
        ck_assert_str_eq(root->text, "");
        complaint_list_clear(&complaints);
        arena_clear(&arena);
        buf_clear(&out);
    }
}
END_TEST

/* Every character that XML can carry comes back from the parser as it went in. */
START_TEST(text_survives_being_read)
{
    const char text[] = " \t\n\r\r\n&amp;<x a='1'>\"]]>監査 "
                        "\xf0\x9f\x98\x80 \xc2\x85\xe2\x80\xa8 &#38;&#38 ";
    struct complaint_list complaints;
    struct arena arena = ARENA_INIT(ARENA_MODEL_LIMIT);
    struct xml_node *root;

    begin();
    xmlwriter_start(&writer, "r");
    xmlwriter_attribute(&writer, "a", text);
    xmlwriter_text(&writer, text);
    xmlwriter_end(&writer);
    ck_assert(xmlwriter_finish(&writer));
    complaint_list_init(&complaints);
    ck_assert(xml_parse("c", out.data, out.size, &arena, &root, &complaints));
    ck_assert_str_eq(root->text, text);
    ck_assert_str_eq(xml_attribute(root, "a"), text);
    complaint_list_clear(&complaints);
    arena_clear(&arena);
    buf_clear(&out);
}
END_TEST

START_TEST(misuse_is_an_error_not_bad_xml)
{
    begin();
    xmlwriter_start(&writer, "r");
    expect_failure("not ended");

    begin();
    expect_failure("no root");

    begin();
    xmlwriter_end(&writer);
    expect_failure("without a");

    begin();
    xmlwriter_element(&writer, "r", "");
    xmlwriter_element(&writer, "s", "");
    expect_failure("second root");

    begin();
    xmlwriter_text(&writer, "x");
    expect_failure("outside");

    begin();
    xmlwriter_start(&writer, "r");
    xmlwriter_text(&writer, "");
    xmlwriter_attribute(&writer, "a", "late");
    expect_failure("no start tag");

    begin();
    xmlwriter_start(&writer, "r");
    xmlwriter_attribute(&writer, "a", "x b=");
    xmlwriter_attribute(&writer, "b", "2");
    xmlwriter_attribute(&writer, "a", "3");
    expect_failure("second attribute");
}
END_TEST

START_TEST(names_are_names)
{
    const char *const wrong[] = {"", "1a", "a b", "a>", "-a", "a\"", "a=b", "a/"};

    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++) {
        begin();
        xmlwriter_start(&writer, wrong[i]);
        expect_failure("not a name");
        begin();
        xmlwriter_start(&writer, "r");
        xmlwriter_attribute(&writer, wrong[i], "x");
        expect_failure("not a name");
    }
}
END_TEST

START_TEST(attributes_alike_are_told_apart)
{
    begin();
    xmlwriter_start(&writer, "r");
    xmlwriter_attribute(&writer, "ab", " a=");
    xmlwriter_attribute(&writer, "a", "1");
    xmlwriter_attribute(&writer, "abc", "2");
    xmlwriter_end(&writer);
    expect("<r ab=\" a=\" a=\"1\" abc=\"2\"/>");
}
END_TEST

START_TEST(depth_and_size_have_an_end)
{
    begin();
    for (int i = 0; i < 33; i++)
        xmlwriter_start(&writer, "r");
    expect_failure("32 levels");

    begin();
    out.limit = 8;
    xmlwriter_element(&writer, "r", "longer than eight");
    ck_assert(!xmlwriter_finish(&writer));
    ck_assert_int_eq(err.code, ERROR_LIMIT);
    buf_clear(&out);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            elements_attributes_and_text,
            newlines_indent_what_follows,
            markup_is_escaped,
            what_xml_cannot_carry_is_visible,
            comments_cannot_break_out,
            text_survives_being_read,
            misuse_is_an_error_not_bad_xml,
            names_are_names,
            attributes_alike_are_told_apart,
            depth_and_size_have_an_end,
    };

    xml_prepare();
    return unit_run("xmlwriter", tests, ARRAY_LENGTH(tests));
}
