#include "engine/base/xmlscan.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/unit.h"
#include "tests/unit/xml_parsing.h"

static void expect_event(struct xmlscan *scan, enum xmlscan_kind kind, unsigned line,
        unsigned column)
{
    ck_assert_int_eq(xmlscan_next(scan), kind);
    ck_assert_uint_eq(scan->place.line, line);
    ck_assert_uint_eq(scan->place.column, column);
}

START_TEST(events_come_in_order_with_their_places)
{
    const char xml[] =
            "<?x?>\n<a b='>' c/>監<!-- <d> --><e>\n </e ><![CDATA[]]><![CDATA[z]]>";
    struct xmlscan scan;

    xmlscan_init(&scan, xml, strlen(xml));
    expect_event(&scan, XMLSCAN_TEXT, 1, 6);
    expect_event(&scan, XMLSCAN_START, 2, 1);
    ck_assert_uint_eq(scan.attribute_count, 2);
    ck_assert_uint_eq(scan.attributes[1].place.column, 10);
    ck_assert_int_eq(xmlscan_next(&scan), XMLSCAN_END);
    expect_event(&scan, XMLSCAN_TEXT, 2, 13);
    expect_event(&scan, XMLSCAN_START, 2, 26);
    expect_event(&scan, XMLSCAN_TEXT, 2, 29);
    ck_assert_uint_eq(scan.word.line, 0);
    expect_event(&scan, XMLSCAN_END, 3, 2);
    expect_event(&scan, XMLSCAN_TEXT, 3, 28);
    ck_assert_int_eq(xmlscan_next(&scan), XMLSCAN_FINISHED);
    ck_assert_int_eq(xmlscan_next(&scan), XMLSCAN_FINISHED);
}
END_TEST

START_TEST(a_slash_alone_does_not_end_an_element)
{
    const char xml[] = "<a / b c='/' d=x/y>";
    struct xmlscan scan;

    xmlscan_init(&scan, xml, strlen(xml));
    ck_assert_int_eq(xmlscan_next(&scan), XMLSCAN_START);
    ck_assert_int_eq(xmlscan_next(&scan), XMLSCAN_FINISHED);
}
END_TEST

/* Whatever is cut off, the scan ends and stays inside its bytes. */
START_TEST(cut_documents_end)
{
    const char xml[] =
            "<?p ?><!-- --><a b = \"1\" c='2'/><![CDATA[x]]></a><!DOCTYPE a><!x>";

    for (size_t size = 0; size <= strlen(xml); size++) {
        char *copy = malloc(size + 1);
        struct xmlscan scan;
        unsigned events = 0;

        memcpy(copy, xml, size);
        xmlscan_init(&scan, copy, size);
        while (xmlscan_next(&scan) != XMLSCAN_FINISHED)
            events++;
        ck_assert_uint_lt(events, 10);
        ck_assert_uint_eq(scan.at, size);
        free(copy);
    }
}
END_TEST

START_TEST(doctype_is_refused_wherever_it_stands)
{
    refuse("<!DOCTYPE r><r/>", 1, 1, "DOCTYPE");
    refuse("<?xml version='1.0'?>\n<!-- x -->\n"
           "  <!DOCTYPE r [<!ENTITY a 'b'>]><r>&a;</r>",
            3, 3, "DOCTYPE");
    refuse("<!DOCTYPE r SYSTEM 'file:///etc/passwd'><r/>", 1, 1, "DOCTYPE");
    refuse("<r><!DOCTYPE r></r>", 1, 4, "DOCTYPE");
    accept("<r><![CDATA[<!DOCTYPE r>]]><!-- <!DOCTYPE r> --><?p <!DOCTYPE r>?></r>");
    ck_assert_str_eq(root->text, "<!DOCTYPE r>");
    end();
}
END_TEST

START_TEST(only_utf8)
{
    static const char wide[] = "\xFF\xFE<\0r\0/\0>\0", narrow[] = "<\0r\0/\0>\0";

    accept("<?xml version='1.0' encoding='utf-8'?><r/>");
    end();
    accept("\xEF\xBB\xBF<r/>");
    end();
    refuse("<?xml version='1.0' encoding='Shift_JIS'?><r/>", 1, 31, "'Shift_JIS'");
    refuse("<?xml version=\"1.0\"\nencoding = \"ISO-8859-1\"?><r/>", 2, 13,
            "'ISO-8859-1'");
    refuse("<?xml version='1.0' encoding='UTF-16'?><r/>", 1, 31, "'UTF-16'");
    refuse("<r>\x8E\xE0</r>", 1, 4, "0x8E is not UTF-8");
    ck_assert(!parse_bytes(wide, sizeof(wide) - 1));
    ck_assert_ptr_nonnull(strstr(written(), "UTF-16"));
    end();
    ck_assert(!parse_bytes(narrow, sizeof(narrow) - 1));
    ck_assert_ptr_nonnull(strstr(written(), "UTF-16"));
    end();
}
END_TEST

static void fill(const char *text, size_t count)
{
    struct error err;

    for (size_t i = 0; i < count; i++)
        ck_assert(buf_append_text(&out, text, &err));
}

/* Whether before, count times piece, after is accepted. */
static bool takes(const char *before, const char *piece, size_t count, const char *after)
{
    struct buf document;
    bool ok;

    out = (struct buf)BUF_INIT((size_t)32 << 20);
    fill(before, 1);
    fill(piece, count);
    fill(after, 1);
    document = out;
    ok = parse_bytes(document.data, document.size);
    buf_clear(&document);
    end();
    return ok;
}

START_TEST(tag_size_has_an_end)
{
    ck_assert(takes("<r a='", "x", 65536 - 9, "'/>"));
    ck_assert(!takes("<r a='", "x", 65536 - 8, "'/>"));
    ck_assert(!takes("<r a='", "x", 1000000, ""));
}
END_TEST

START_TEST(file_size_has_an_end)
{
    char piece[1025];

    snprintf(piece, sizeof(piece), "<a>%01017d</a>", 0);
    ck_assert(takes("<r>", piece, 16383, "</r>"));
    ck_assert(!takes("<r>", piece, 16384, "</r>"));
}
END_TEST

static bool takes_depth(size_t depth)
{
    struct buf document;
    bool ok;

    out = (struct buf)BUF_INIT((size_t)1 << 20);
    fill("<a>", depth);
    fill("</a>", depth);
    document = out;
    ok = parse_bytes(document.data, document.size);
    buf_clear(&document);
    end();
    return ok;
}

static bool takes_attributes(unsigned count)
{
    struct buf document = BUF_INIT((size_t)1 << 20);
    struct error err;
    bool ok;

    ck_assert(buf_append_text(&document, "<r", &err));
    for (unsigned i = 0; i < count; i++)
        ck_assert(buf_printf(&document, &err, " a%u=''", i));
    ck_assert(buf_append_text(&document, "/>", &err));
    ok = parse_bytes(document.data, document.size);
    buf_clear(&document);
    end();
    return ok;
}

START_TEST(depth_and_attributes_have_an_end)
{
    ck_assert(takes_depth(128));
    ck_assert(!takes_depth(129));
    ck_assert(!takes_depth(50000));
    ck_assert(takes_attributes(256));
    ck_assert(!takes_attributes(257));
    ck_assert(!takes_attributes(20000));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            events_come_in_order_with_their_places,
            a_slash_alone_does_not_end_an_element,
            cut_documents_end,
            doctype_is_refused_wherever_it_stands,
            only_utf8,
            tag_size_has_an_end,
            file_size_has_an_end,
            depth_and_attributes_have_an_end,
    };

    xml_prepare();
    return unit_run("xmlscan", tests, ARRAY_LENGTH(tests));
}
