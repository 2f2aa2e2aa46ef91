/* vocabulary_sample.h - a small language with one of everything, and what to make of it
 *
 * For the tests of vocabulary.c and of the schemas it writes: both read the same tables.
 */
#ifndef CHOSHO_VOCABULARY_SAMPLE_H
#define CHOSHO_VOCABULARY_SAMPLE_H

#include <check.h>

#include "engine/base/vocabulary.h"
#include "engine/base/xmlwriter.h"

static const struct vocabulary_attribute language[] = {
        {"xml:lang", VOCABULARY_LANGUAGE, true, NULL, "言語", "the language"},
        {.name = NULL},
};

static const struct vocabulary_attribute script_attributes[] = {
        {"id", VOCABULARY_ID, true, NULL, "識別子", "the script's id"},
        {"kind", VOCABULARY_CHOICE, false, "design operating a&b", "種別", "the kind"},
        {.name = NULL},
};

static const struct vocabulary_attribute value_attributes[] = {
        {"text", VOCABULARY_TEXT, false, NULL, "文", "text"},
        {"any", VOCABULARY_ANY, false, NULL, "何でも", "anything"},
        {"id", VOCABULARY_ID, false, NULL, "識別子", "an id"},
        {"name", VOCABULARY_NAME, false, NULL, "列", "a column"},
        {"names", VOCABULARY_NAMES, false, NULL, "列の並び", "columns"},
        {"words", VOCABULARY_WORDS, false, NULL, "語", "words"},
        {"choice", VOCABULARY_CHOICE, false, " one two\tthree ", "選択", "a choice"},
        {"yes", VOCABULARY_YES, false, NULL, "はい", "yes or no"},
        {"count", VOCABULARY_COUNT, false, NULL, "数", "a count"},
        {"number", VOCABULARY_NUMBER, false, NULL, "数値", "a number"},
        {"percent", VOCABULARY_PERCENT, false, NULL, "割合", "a share"},
        {"date", VOCABULARY_DATE, false, NULL, "日", "a day"},
        {"duration", VOCABULARY_DURATION, false, NULL, "期間", "a duration"},
        {"version", VOCABULARY_VERSION, false, NULL, "版", "a version"},
        {"language", VOCABULARY_LANGUAGE, false, NULL, "言語", "a language"},
        {"regex", VOCABULARY_REGEX, false, NULL, "正規表現", "a pattern"},
        {.name = NULL},
};

static const struct vocabulary_attribute item_attributes[] = {
        {"name", VOCABULARY_NAME, true, NULL, "名前", "its name"},
        {.name = NULL},
};

static const struct vocabulary_child script_children[] = {
        {"title", 1, 2},
        {"note", 0, 1},
        {"value", 0, 0},
        {"group", 0, 0},
        {"item", 0, 0},
        {.name = NULL},
};

static const struct vocabulary_child group_children[] = {
        {"item", 1, 1},
        {"note", 0, 1},
        {.name = NULL},
};

static const struct vocabulary_element elements[] = {
        {"script", VOCABULARY_CHILDREN, script_attributes, script_children, "台本 <&>",
                "a script"},
        {"title", VOCABULARY_STRING, language, NULL, "題", "a title"},
        {"note", VOCABULARY_STRING, NULL, NULL, "注記", "a note"},
        {"value", VOCABULARY_EMPTY, value_attributes, NULL, "値", "a value"},
        {"group", VOCABULARY_CHILDREN, NULL, group_children, "組", "a group"},
        {"group/item", VOCABULARY_STRING, NULL, NULL, "組の項目", "an item of a group"},
        {"item", VOCABULARY_EMPTY, item_attributes, NULL, "項目", "an item"},
        {.name = NULL},
};

static const struct vocabulary sample = {"urn:test:1", "script", elements};

#define SCRIPT "<script xmlns='urn:test:1' id='a'>"
#define TITLE "<title xml:lang='ja'>題</title>"

/* What a type takes and what it does not. `lax`: the schema takes it all the same. */
struct value {
    const char *attribute, *value;
    bool holds, lax;
};

static const struct value values[] = {
        {"text", "x", true, false},
        {"text", " 監査 ", true, false},
        {"text", "", false, false},
        {"text", " \t\n", false, false},
        {"text", "\xE3\x80\x80 \xC2\xA0", false, false},
        {"any", "", true, false},
        {"any", "  ", true, false},
        {"id", "a", true, false},
        {"id", "leaver-removal-2", true, false},
        {"id", "", false, false},
        {"id", "A", false, false},
        {"id", "2a", false, false},
        {"id", "-a", false, false},
        {"id", "a_b", false, false},
        {"id", "a ", false, false},
        {"id", " a", false, false},
        {"id", "あ", false, false},
        {"id", "a123456789b123456789c123456789d123456789e123456789f123456789abcd", true,
                false},
        {"id", "a123456789b123456789c123456789d123456789e123456789f123456789abcde", false,
                false},
        {"name", "_1", true, false},
        {"name", "employee_ID2", true, false},
        {"name", "1a", false, false},
        {"name", "a-b", false, false},
        {"name", "a b", false, false},
        {"name", "社員番号", false, false},
        {"names", "a", true, false},
        {"names", "  a  b_1\tC ", true, false},
        {"names", "", false, false},
        {"names", " ", false, false},
        {"names", "a,b", false, false},
        {"names", "a 1b", false, false},
        {"words", "l.a s.b 社員", true, false},
        {"words", " ", false, false},
        {"choice", "one", true, false},
        {"choice", "three", true, false},
        {"choice", "four", false, false},
        {"choice", "one two", false, false},
        {"choice", "", false, false},
        {"choice", "on", false, false},
        {"choice", "One", false, false},
        {"yes", "yes", true, false},
        {"yes", "no", true, false},
        {"yes", "true", false, false},
        {"yes", "", false, false},
        {"yes", "yes no", false, false},
        {"count", "0", true, false},
        {"count", "007", true, false},
        {"count", "999999999999999999", true, false},
        {"count", "1000000000000000000", false, false},
        {"count", "-1", false, false},
        {"count", "+1", false, false},
        {"count", "1.0", false, false},
        {"count", "", false, false},
        {"count", "１", false, false},
        {"number", "0", true, false},
        {"number", "-12.50", true, false},
        {"number", ":limit_days", true, false},
        {"number", ":", false, false},
        {"number", ":1", false, false},
        {"number", "1.", false, false},
        {"number", ".5", false, false},
        {"number", "1e5", false, false},
        {"number", "--1", false, false},
        {"number", "1,000", false, false},
        {"number", "", false, false},
        {"percent", "0%", true, false},
        {"percent", "50%", true, false},
        {"percent", "99.95%", true, false},
        {"percent", "100%", true, false},
        {"percent", "100.00%", true, false},
        {"percent", "100.01%", false, false},
        {"percent", "101%", false, false},
        {"percent", "1000%", false, false},
        {"percent", "100.0.0%", false, false},
        {"percent", "-1%", false, false},
        {"percent", "50", false, false},
        {"percent", "%", false, false},
        {"percent", "50%%", false, false},
        {"percent", "5.%", false, false},
        {"date", "2025-04-01", true, false},
        {"date", "2024-02-29", true, false},
        {"date", "2025-02-29", false, false},
        {"date", "2025-13-01", false, false},
        {"date", "2025-4-1", false, false},
        {"date", "2025-04-01Z", false, false},
        {"date", "20250401", false, false},
        {"date", "0000-01-01", false, false},
        {"date", "", false, false},
        {"duration", "P30D", true, false},
        {"duration", "P2W", true, false},
        {"duration", "PT12H", true, false},
        {"duration", "PT1H30M20S", true, false},
        {"duration", "PT1H20S", true, false},
        {"duration", "P1DT12H", true, false},
        {"duration", ":span", true, false},
        {"duration", "P", false, false},
        {"duration", "PT", false, false},
        {"duration", "P1DT", false, false},
        {"duration", "P1M", false, false},
        {"duration", "P1Y", false, false},
        {"duration", "P1W2D", false, false},
        {"duration", "PT1M1H", false, false},
        {"duration", "P-1D", false, false},
        {"duration", "P1.5D", false, false},
        {"duration", "30D", false, false},
        {"duration", "", false, false},
        {"duration", "P99999999999999999999D", false, true},
        {"version", "1", true, false},
        {"version", "1.0.12", true, false},
        {"version", "1.", false, false},
        {"version", ".1", false, false},
        {"version", "1..0", false, false},
        {"version", "1.0a", false, false},
        {"version", "", false, false},
        {"language", "ja", true, false},
        {"language", "en", true, false},
        {"language", "fr", false, false},
        {"language", "ja en", false, false},
        {"regex", "^a|b$", true, false},
        {"regex", " ", true, false},
        {"regex", "", false, false},
};

/* Whole documents, likewise. */
struct document {
    const char *xml;
    bool holds, lax;
};

static const struct document documents[] = {
        {SCRIPT TITLE "</script>", true, false},
        {"<script xmlns='urn:test:1' id='a' kind='a&amp;b'>" TITLE "</script>", true,
                false},
        {SCRIPT "<value/>" TITLE "<group>\n<note>x</note><!-- c --><item>y</item></group>"
                "<title xml:lang='en'>t</title><item name='n'> \n </item>"
                "<value> </value></script>",
                true, false},
        {"<p:script xmlns:p='urn:test:1' id='a'>"
         "<p:title xml:lang='en'>t</p:title></p:script>",
                true, false},
        {"<script xmlns='urn:test:1' id='a' "
         "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' "
         "xsi:schemaLocation='urn:test:1 sample.xsd'>" TITLE "</script>",
                true, false},
        {SCRIPT "</script>", false, false},
        {"<script xmlns='urn:test:1'>" TITLE "</script>", false, false},
        {"<script xmlns='urn:test:1' id='a' kind='x'>" TITLE "</script>", false, false},
        {"<script xmlns='urn:test:1' id='a' other='x'>" TITLE "</script>", false, false},
        {"<script id='a'>" TITLE "</script>", false, false},
        {"<script xmlns='urn:other' id='a'>" TITLE "</script>", false, false},
        {"<title xmlns='urn:test:1' xml:lang='ja'>x</title>", false, false},
        {SCRIPT "x" TITLE "</script>", false, false},
        {SCRIPT TITLE "<unknown/></script>", false, false},
        {SCRIPT "<title>x</title></script>", false, false},
        {SCRIPT "<title xml:lang='fr'>x</title></script>", false, false},
        {SCRIPT "<title xml:lang='ja'>\n </title></script>", false, false},
        {SCRIPT "<title xml:lang='ja'/></script>", false, false},
        {SCRIPT "<title xml:lang='ja'>x<note>y</note></title></script>", false, false},
        {SCRIPT TITLE "<value>x</value></script>", false, false},
        {SCRIPT TITLE "<value><note>x</note></value></script>", false, false},
        {SCRIPT TITLE "<group/></script>", false, false},
        {SCRIPT TITLE "<group>x<item>y</item></group></script>", false, false},
        {SCRIPT TITLE "<group><item>y</item><item>z</item></group></script>", false,
                false},
        {SCRIPT TITLE "<group><note>y</note></group></script>", false, false},
        {SCRIPT TITLE "<group><item name='a'>y</item></group></script>", false, false},
        {SCRIPT TITLE "<item>y</item></script>", false, false},
        {SCRIPT TITLE "<note xmlns='urn:other'>y</note></script>", false, false},
        {SCRIPT TITLE "<note xmlns=''>y</note></script>", false, false},
        {SCRIPT TITLE "<script id='b'>" TITLE "</script></script>", false, false},
        /* The counts of an xs:choice are said only by the linter. */
        {SCRIPT TITLE "<note>x</note><note>y</note></script>", false, true},
        {SCRIPT TITLE TITLE TITLE "</script>", false, true},
        {SCRIPT "<value/></script>", false, true},
};

/* A document with just that value, appended to document. */
static inline void write_value_document(const struct value *value, struct buf *document)
{
    struct error err = {0};
    struct xmlwriter writer;

    xmlwriter_init(&writer, document, &err);
    xmlwriter_start(&writer, "script");
    xmlwriter_attribute(&writer, "xmlns", "urn:test:1");
    xmlwriter_attribute(&writer, "id", "a");
    xmlwriter_start(&writer, "title");
    xmlwriter_attribute(&writer, "xml:lang", "ja");
    xmlwriter_text(&writer, "題");
    xmlwriter_end(&writer);
    xmlwriter_start(&writer, "value");
    xmlwriter_attribute(&writer, value->attribute, value->value);
    xmlwriter_end(&writer);
    xmlwriter_end(&writer);
    ck_assert_msg(xmlwriter_finish(&writer), "%s", err.message);
}

#endif
