/* Which cells are read past the parser, and that the parser reads the same in them. */
#include "evidence/format/sheet_plain.h"

#include "engine/base/xml.h"
#include "evidence/format/sheet_rows.h"
#include "evidence/format/sheet_scan.h"
#include "tests/unit/unit.h"

#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

static const char *const plain[] = {"<c/>", "<c></c>", "<c r=\"B1\" />", "<c r='B1'/>",
        "\n  <c r=\"B1\" s=\"0\" t=\"str\"><v>x</v></c>", "<c><v></v></c>",
        "<c t='n'\n s=\"7\"\tr='C1' ><v>1.50</v></c>", "<c t=\"s\"><v>9</v></c>",
        "<c t=\"str\"><f>A1&amp;\"x\"</f><v>a&lt;b&gt;&quot;&apos;&amp;lt;</v></c>",
        "<c><f/></c>", "<c><f>1+1</f></c>", "<c><f>1+1</f><v></v></c>",
        "<c><f>1+1</f><v/></c>", "<c><v /></c>", "<c t='str'><f>1+1</f><v /></c>",
        "<c t='b'><v>1</v></c>",
        "<c><f t=\"shared\" ref=\"A1:B2\" si=\"0\"/><v>3</v></c>",
        "<c t=\"inlineStr\"><is><t>申請 _x0041_ _xD83D__xDE00_ 😀</t></is></c>",
        "<c t=\"inlineStr\"><is><t xml:space=\"preserve\"> a\tb\n </t></is></c>",
        "<c t=\"inlineStr\"/>", "<c t=\"inlineStr\"></c>", "<c t=''><v>]]</v></c>",
        "<c r=\"ZZZZ9\"><v>1</v></c>", "<c r=\"\"><v>1</v></c>",
        "<c r='A1'><v>1</v></c>"};

/* Well-formed or not: the parser says what they are. */
static const char *const others[] = {"<c>", "<c", "<c r='1/>", "<col/>", "<cr='1'/>",
        "<c r='1' r='2'/>", "<c r='1's='2'/>", "<c a='1'/>", "<c xmlns='u'/>",
        "<c r=A1/>", "<c r='&#65;1'/>", "<c r='<'/>", "<c/ >",
        "<c t='str'><v>&#65;</v></c>", "<c><v>&amp</v></c>", "<c><v>&nbsp;</v></c>",
        "<c><v>a]]>b</v></c>", "<c><v>1</v> </c>", "<c><v>1</c></v>",
        "<c><v><!---->1</v></c>", "<c><v>\r\n</v></c>", "<c><v>\x01</v></c>",
        "<c><v>\xEF\xBF\xBE</v></c>", "<c><v>\xEF\xBF\xBF</v></c>",
        "<c><v>\xC0\x80</v></c>", "<c><v>\xFF\x82\x80</v></c>",
        "<c><v>\xED\xA0\x80</v></c>", "<c><v>1</v><f/></c>", "<c><v>1</v><v>2</v></c>",
        "<c><is><t>x</t></is></c>", "<c t='inlineStr'><v>1</v></c>",
        "<c t='inlineStr'><is><r><t>a</t></r><rPh><t>b</t></rPh></is></c>",
        "<c><f ca='1'/></c>", "<x:c/>", "<c></x:c>", "x<c/>", "<C/>",
        "<c t='\xE3\x81\x82'/>", "<c><v>1</v></c ", "<c><v>1"};

START_TEST(cells_are_plain_as_programs_write_them)
{
    const struct slice none = {"", 0}, prefix = {"x:", 2};
    struct sheet_plain cell;

    for (size_t i = 0; i < ARRAY_LENGTH(plain); i++) {
        ck_assert_msg(sheet_plain_read(plain[i], strlen(plain[i]), none, &cell), "%s",
                plain[i]);
        ck_assert_uint_eq(cell.size, strlen(plain[i]));
        for (size_t size = 0; size < strlen(plain[i]); size++)
            ck_assert_msg(!sheet_plain_read(plain[i], size, none, &cell), "%.*s",
                    (int)size, plain[i]);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(others); i++)
        ck_assert_msg(!sheet_plain_read(others[i], strlen(others[i]), none, &cell), "%s",
                others[i]);
    ck_assert(sheet_plain_read("<x:c><x:v>1</x:v></x:c>", 23, prefix, &cell));
    ck_assert(!sheet_plain_read("<x:c><v>1</v></x:c>", 19, prefix, &cell));
    ck_assert(!sheet_plain_read("<c/>", 4, prefix, &cell));
}
END_TEST

/* "begin-end number problem" of each row, and its cells; then how it ended. */
static void dump_sheet(const char *sheet, bool parses_all, struct buf *dump)
{
    CLEANUP(sheet_scan_freep) struct sheet_scan *scan = NULL;
    struct spreadsheet workbook = {.fd = -1};
    const struct sheet_row *row;
    size_t size = strlen(sheet), taken = 1;
    struct error err = {0}, none = {0};
    bool ok;

    ck_assert(sheet_scan_new(&workbook, &scan, &err));
    if (parses_all)
        sheet_scan_parse_all(scan);
    while ((ok = sheet_scan_feed(scan, sheet, size, true, &taken, &row, &err)) &&
            !sheet_scan_is_finished(scan)) {
        sheet += taken;
        size -= taken;
        if (!row)
            continue;
        ck_assert(buf_printf(dump, &none, "%d-%d %d %s\n", (int)row->begin, (int)row->end,
                (int)row->number, row->problem ? row->problem : ""));
        for (size_t i = 0; i < row->cell_count; i++)
            ck_assert(buf_printf(dump, &none, " %d %d%d '%.*s'\n",
                    (int)row->cells[i].column, row->cells[i].is_text,
                    row->cells[i].is_uncomputed, (int)row->cells[i].value.size,
                    row->cells[i].value.text ? row->cells[i].value.text : ""));
    }
    ck_assert(buf_printf(dump, &none, "%d %d %d %s", ok, (int)sheet_scan_formulas(scan),
            (int)sheet_scan_uncomputed(scan), err.message));
}

static void compare(const char *cell)
{
    CLEANUP(buf_clear) struct buf sheet = BUF_INIT(4096);
    CLEANUP(buf_clear) struct buf fast = BUF_INIT(4096);
    CLEANUP(buf_clear) struct buf parsed = BUF_INIT(4096);
    struct error err = {0};

    ck_assert(buf_printf(&sheet, &err,
            "<worksheet xmlns='" MAIN "' xmlns:x='" MAIN "'><sheetData>\n<row><c/>"
            "<c><v>1</v></c>%s<c><v>2</v></c></row>\n<x:row>%s</x:row><row><e>%s</e></row>"
            "</sheetData></worksheet>",
            cell, cell, cell));
    dump_sheet(buf_text(&sheet), false, &fast);
    dump_sheet(buf_text(&sheet), true, &parsed);
    ck_assert_str_eq(buf_text(&fast), buf_text(&parsed));
}

START_TEST(the_parser_reads_the_same)
{
    xml_prepare();
    for (size_t i = 0; i < ARRAY_LENGTH(plain); i++)
        compare(plain[i]);
    for (size_t i = 0; i < ARRAY_LENGTH(others); i++)
        compare(others[i]);
}
END_TEST

START_TEST(what_is_wrong_behind_plain_cells_has_its_place)
{
    CLEANUP(buf_clear) struct buf fast = BUF_INIT(4096);
    const char *sheet = "<worksheet xmlns='" MAIN "'><sheetData><row r='5'><c/>\n<c/>"
                        "<c><v>1</v></c></row><row r='6'><c/></rwo></sheetData>";

    xml_prepare();
    dump_sheet(sheet, false, &fast);
    ck_assert_ptr_nonnull(strstr(buf_text(&fast), "row 6: "));
    ck_assert_ptr_nonnull(strstr(buf_text(&fast), "88-129 5"));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {cells_are_plain_as_programs_write_them,
            the_parser_reads_the_same, what_is_wrong_behind_plain_cells_has_its_place};

    return unit_run("sheet_plain", tests, ARRAY_LENGTH(tests));
}
