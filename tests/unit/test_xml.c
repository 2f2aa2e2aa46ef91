#include "engine/base/xml.h"

#include <dirent.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tests/unit/unit.h"
#include "tests/unit/xml_parsing.h"

static void expect_place(unsigned line, unsigned column, unsigned want_line,
        unsigned want_column)
{
    ck_assert_uint_eq(line, want_line);
    ck_assert_uint_eq(column, want_column);
}

START_TEST(tree_has_names_values_and_text)
{
    const struct xml_node *child;

    accept("<r xmlns='urn:a' x='1' xml:lang='ja'>a"
           "<b y='2'/>c<b/><o:d xmlns:o='urn:o'>e</o:d>f</r>");
    ck_assert_str_eq(root->name, "r");
    ck_assert_str_eq(root->namespace, "urn:a");
    ck_assert_str_eq(root->text, "acf");
    ck_assert_ptr_null(root->parent);
    ck_assert_ptr_null(root->next);
    ck_assert_str_eq(xml_attribute(root, "x"), "1");
    ck_assert_str_eq(xml_attribute(root, "xml:lang"), "ja");
    ck_assert_ptr_null(xml_attribute(root, "y"));
    ck_assert_ptr_null(xml_attribute(root, "xmlns"));
    ck_assert_str_eq(root->attributes->name, "x");
    child = xml_child(root, NULL);
    ck_assert_str_eq(child->name, "b");
    ck_assert_str_eq(child->text, "");
    ck_assert_str_eq(child->namespace, "urn:a");
    ck_assert_ptr_eq(child->parent, root);
    ck_assert_ptr_eq(xml_next(child, "b"), child->next);
    ck_assert_str_eq(xml_next(child, "d")->namespace, "urn:o");
    ck_assert_str_eq(xml_next(child, "d")->text, "e");
    ck_assert_ptr_null(xml_next(xml_next(child, "d"), NULL));
    ck_assert_ptr_null(xml_child(root, "z"));
    end();
}
END_TEST

START_TEST(cousins_are_no_siblings)
{
    accept("<r><a><x/></a><b><y/><z/></b></r>");
    ck_assert_ptr_null(xml_child(xml_child(root, "a"), "x")->next);
    ck_assert_str_eq(xml_child(root, "b")->children->name, "y");
    ck_assert_str_eq(xml_child(root, "b")->children->next->name, "z");
    end();
}
END_TEST

/* libxml2 warns of these; a script may hold them. */
START_TEST(warnings_are_no_errors)
{
    accept("<r xmlns='relative' xml:lang='?'/>");
    end();
}
END_TEST

START_TEST(no_namespace_is_the_empty_one)
{
    accept("<r/>");
    ck_assert_str_eq(root->namespace, "");
    end();
}
END_TEST

START_TEST(text_in_a_language)
{
    accept("<r><t xml:lang='ja'>題</t><t xml:lang='en'>title</t><t>none</t><u/></r>");
    ck_assert_str_eq(xml_text_in(root, "t", "ja"), "題");
    ck_assert_str_eq(xml_text_in(root, "t", "en"), "title");
    ck_assert_ptr_null(xml_text_in(root, "t", "fr"));
    ck_assert_ptr_null(xml_text_in(root, "u", "ja"));
    end();
}
END_TEST

START_TEST(references_and_cdata_are_text)
{
    accept("<r a='&lt;&amp;&quot;&#38;amp;&#x3042;&#38;#38;'>&gt;&apos;&#12354;"
           "<![CDATA[<&amp;]]>&amp;<!-- - --><?p i?>z</r>");
    ck_assert_str_eq(xml_attribute(root, "a"), "<&\"&amp;あ&#38;");
    ck_assert_str_eq(root->text, ">'あ<&amp;&z");
    end();
}
END_TEST

START_TEST(namespaces_are_unescaped)
{
    accept("<r xmlns='urn:a&amp;b'><c/></r>");
    ck_assert_str_eq(root->namespace, "urn:a&b");
    ck_assert_str_eq(root->children->namespace, "urn:a&b");
    end();
}
END_TEST

START_TEST(line_ends_become_one)
{
    accept("<r a='1\r\n2'>x\r\ny\rz</r>");
    ck_assert_str_eq(root->text, "x\ny\nz");
    ck_assert_str_eq(xml_attribute(root, "a"), "1 2");
    end();
}
END_TEST

START_TEST(places_count_lines_and_characters)
{
    const struct xml_node *child;
    const struct xml_attribute *attribute;

    accept("\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n"
           "<!-- <x>\n \" --><あ\n"
           "  い='>'  xmlns='urn:a'\n"
           "\tう = \"'/>\" xmlns:p='q' え='1'><b /> 監\xF0\x9F\x98\x80<c/>\n"
           "<![CDATA[]]><!-- t --><![CDATA[\n  監査]]><d> \n </d>\n"
           "</あ >");
    expect_place(root->line, root->column, 3, 7);
    attribute = xml_find_attribute(root, "い");
    expect_place(attribute->line, attribute->column, 4, 3);
    attribute = xml_find_attribute(root, "う");
    expect_place(attribute->line, attribute->column, 5, 2);
    attribute = xml_find_attribute(root, "え");
    expect_place(attribute->line, attribute->column, 5, 24);
    expect_place(root->text_line, root->text_column, 5, 35);
    expect_place(root->word_line, root->word_column, 5, 36);
    child = xml_child(root, "b");
    expect_place(child->line, child->column, 5, 30);
    expect_place(child->text_line, child->text_column, 0, 0);
    child = xml_child(root, "c");
    expect_place(child->line, child->column, 5, 38);
    child = xml_child(root, "d");
    expect_place(child->line, child->column, 7, 8);
    expect_place(child->text_line, child->text_column, 7, 11);
    expect_place(child->word_line, child->word_column, 0, 0);
    end();
}
END_TEST

START_TEST(text_in_cdata_has_its_place)
{
    accept("<r><![CDATA[\n  監査]]></r>");
    expect_place(root->text_line, root->text_column, 1, 13);
    expect_place(root->word_line, root->word_column, 2, 3);
    end();
}
END_TEST

START_TEST(every_error_has_its_place_and_sentence)
{
    refuse("", 0, 0, "empty");
    refuse("   \n", 2, 1, "root");
    refuse("x", 1, 1, "root");
    refuse("<r>\n <a>\n</r>", 3, 1, "<a> of line 2 must be closed before </r>");
    refuse("<r>\n <a>", 2, 2, "<a> is never closed");
    refuse("<r/>\nx", 2, 1, "follows the end");
    refuse("<r/>\n<s/>", 2, 1, "follows the end");
    refuse("<r>\n あ&nbsp;</r>", 2, 3, "'&nbsp;' is not known");
    refuse("<r a='&b;'/>", 1, 7, "'&b;' is not known");
    refuse("<r>\n a & b</r>", 2, 4, "&amp;");
    refuse("<r>\n a &lt b</r>", 2, 4, "without ';'");
    refuse("<r>\n a < b</r>", 2, 4, "&lt;");
    refuse("<r>]]></r>", 1, 4, "]]&gt;");
    refuse("<r a='1' b='2' a='3'/>", 1, 16, "'a' stands twice");
    refuse("<r b='2' a/>", 1, 10, "'a' has no value");
    refuse("<r a=1/>", 1, 6, "quotation marks");
    refuse("<r a='<'/>", 1, 7, "&lt;");
    refuse("<r a='1'b='2'/>", 1, 9, "blank is missing");
    refuse("<r>\n<p:a/></r>", 2, 1, "prefix 'p' is not declared");
    refuse("<r>\n<a p:b='1'/></r>", 2, 4, "prefix 'p' is not declared");
    refuse("<r><!-- a -- b --></r>", 1, 11, "'--'");
    refuse("\n<?xml version='1.0'?><r/>", 2, 6, "very first");
    refuse("<r>&#0;</r>", 1, 8, "cannot stand here");
    refuse("<r>&#xZ;</r>", 1, 7, "not complete");
    refuse("<r>\x01</r>", 1, 4, "U+0001");
    refuse("<r>\n\xEF\xBF\xBE</r>", 2, 1, "U+FFFE");
    refuse("<r>\xC0\x80</r>", 1, 4, "0xC0 is not UTF-8");
    refuse("<r a:b:c='' xmlns:a='x'/>", 1, 7, "QName");
}
END_TEST

START_TEST(complaints_speak_japanese)
{
    const char xml[] = "<r>\n<a></r>";

    begin();
    text_set_language(TEXT_JA);
    ck_assert(!xml_parse("f.xml", xml, strlen(xml), &arena, &root, &complaints));
    ck_assert_str_eq(written(),
            "f.xml:2:4: エラー: <a>（2行目）が閉じられないまま</r>があります\n");
    end();
}
END_TEST

START_TEST(prefixed_attributes_are_all_named)
{
    const char xml[] =
            "<r xmlns:p='urn:p' p:a='1' xml:space='preserve'>\n<b p:c='2'/></r>";

    ck_assert(!parse_bytes(xml, strlen(xml)));
    ck_assert_str_eq(written(),
            "f.xml:1:20: error: attribute 'p:a': only xml:lang may have a prefix\n"
            "f.xml:1:28: error: attribute 'xml:space': only xml:lang may have a prefix\n"
            "f.xml:2:4: error: attribute 'p:c': only xml:lang may have a prefix\n");
    end();
}
END_TEST

START_TEST(schema_hints_of_editors_are_passed_over)
{
    accept("<r xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' a='1'"
           " xsi:schemaLocation='urn:a a.xsd' b='2'"
           " xsi:noNamespaceSchemaLocation='b.xsd'/>");
    ck_assert_str_eq(root->attributes->name, "a");
    ck_assert_str_eq(root->attributes->next->name, "b");
    ck_assert_uint_eq(root->attributes->next->column, 97);
    ck_assert_ptr_null(root->attributes->next->next);
    end();
}
END_TEST

START_TEST(a_tree_too_big_is_an_error)
{
    const char xml[] = "<r><a>some text</a><b c='d'/></r>";

    for (size_t limit = 0; limit < 700; limit += 10) {
        begin();
        arena.limit = limit;
        if (!xml_parse("f.xml", xml, strlen(xml), &arena, &root, &complaints)) {
            ck_assert_uint_eq(complaints.errors, 1);
            ck_assert_ptr_null(root);
        }
        end();
    }
}
END_TEST

START_TEST(nothing_is_loaded)
{
    xmlParserCtxt *parser = xmlNewParserCtxt();

    ck_assert_ptr_null(xmlLoadExternalEntity("/etc/passwd", NULL, parser));
    ck_assert_ptr_null(xmlLoadExternalEntity("http://127.0.0.1/", NULL, parser));
    xmlFreeParserCtxt(parser);
}
END_TEST

START_TEST(document_for_the_stylesheets)
{
    const char good[] = "\xEF\xBB\xBF<r a='&amp;'>x<![CDATA[&]]></r>";
    const char *const bad[] = {"<r>\n<a></r>", "<!DOCTYPE r><r/>", "", "<r>\xFF</r>"};
    struct error err = {0};
    void *document;
    xmlChar *text;

    ck_assert(xml_document_parse("d.xml", good, strlen(good), &document, &err));
    text = xmlNodeGetContent(xmlDocGetRootElement(document));
    ck_assert_str_eq((const char *)text, "x&");
    xmlFree(text);
    xml_document_free(document);
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        document = &err;
        ck_assert(!xml_document_parse("d.xml", bad[i], strlen(bad[i]), &document, &err));
        ck_assert_int_eq(err.code, ERROR_SCRIPT);
        ck_assert_ptr_eq(document, &err);
        ck_assert_int_eq(strncmp(err.message, "d.xml:", 6), 0);
    }
    ck_assert(!xml_document_parse("d.xml", bad[0], strlen(bad[0]), &document, &err));
    ck_assert_str_eq(err.message, "d.xml:2:4: <a> of line 2 must be closed before </r>");
}
END_TEST

static size_t count_lines(const char *bytes, size_t size)
{
    size_t lines = 1;

    for (size_t i = 0; i < size; i++)
        lines += bytes[i] == '\n';
    return lines;
}

static bool read_file(const char *path, struct buf *ret_bytes)
{
    FILE *file = fopen(path, "rb");
    struct error err;
    char chunk[65536];
    size_t got;

    if (!file)
        return false;
    while ((got = fread(chunk, 1, sizeof(chunk), file)) > 0)
        ck_assert(buf_append(ret_bytes, chunk, got, &err));
    fclose(file);
    return true;
}

static bool find_data(char *path, size_t size, const char *name)
{
    const char *folder = getenv("CHOSHO_TEST_DATA");
    DIR *found;

    snprintf(path, size, "%s/%s", folder ? folder : "../shared/data", name);
    found = opendir(path);
    if (!found) {
        printf("skipped: no %s\n", path);
        return false;
    }
    closedir(found);
    return true;
}

/* Parses every .xml of a folder of the test data; returns how many were accepted, and the
 * rest. */
static size_t parse_folder(const char *name, size_t *ret_refused)
{
    char folder[512], path[1024];
    size_t accepted = 0;
    struct dirent *entry;
    DIR *open;

    *ret_refused = 0;
    if (!find_data(folder, sizeof(folder), name))
        return 0;
    open = opendir(folder);
    while ((entry = readdir(open))) {
        struct buf bytes = BUF_INIT((size_t)64 << 20);
        size_t length = strlen(entry->d_name);
        bool ok;

        if (length < 4 || strcmp(entry->d_name + length - 4, ".xml") != 0)
            continue;
        snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        ck_assert(read_file(path, &bytes));
        ok = parse_bytes(buf_text(&bytes), bytes.size);
        ck_assert_msg(!ok || !memmem(buf_text(&bytes), bytes.size, "<!DOCTYPE", 9), "%s",
                path);
        for (size_t i = 0; i < complaints.count; i++)
            ck_assert_uint_le(complaints.items[i].line,
                    count_lines(buf_text(&bytes), bytes.size));
        *(ok ? &accepted : ret_refused) += 1;
        buf_clear(&bytes);
        end();
    }
    closedir(open);
    return accepted;
}

START_TEST(hostile_files_are_refused)
{
    size_t refused;

    ck_assert_uint_eq(parse_folder("hostile/xml-entities", &refused), 0);
    ck_assert_uint_eq(parse_folder("hostile/xml-errors", &refused), 0);
}
END_TEST

START_TEST(catalogues_are_read_fast)
{
    clock_t start = clock();
    size_t refused;

    parse_folder("standards/nist-800-53", &refused);
    ck_assert_uint_eq(refused, 0);
    parse_folder("standards/oscal-examples", &refused);
    ck_assert_uint_eq(refused, 0);
    ck_assert_int_lt((clock() - start) / CLOCKS_PER_SEC, 5);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            tree_has_names_values_and_text,
            cousins_are_no_siblings,
            warnings_are_no_errors,
            no_namespace_is_the_empty_one,
            text_in_a_language,
            references_and_cdata_are_text,
            namespaces_are_unescaped,
            line_ends_become_one,
            places_count_lines_and_characters,
            text_in_cdata_has_its_place,
            every_error_has_its_place_and_sentence,
            complaints_speak_japanese,
            prefixed_attributes_are_all_named,
            schema_hints_of_editors_are_passed_over,
            a_tree_too_big_is_an_error,
            nothing_is_loaded,
            document_for_the_stylesheets,
            hostile_files_are_refused,
            catalogues_are_read_fast,
    };

    xml_prepare();
    return unit_run("xml", tests, ARRAY_LENGTH(tests));
}
