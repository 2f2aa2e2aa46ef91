#include "evidence/limits.h"
#include "evidence/spreadsheet/spreadsheet.h"
#include "evidence/spreadsheet/spreadsheet_list.h"
#include "tests/unit/spreadsheet_sample.h"

static void check_opened(const struct spreadsheet_sample *sample, const char *expected)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    CLEANUP(buf_clear) struct buf text = BUF_INIT(4096);
    struct spreadsheet workbook = {0};
    struct error err = {0};
    int fd;

    spreadsheet_sample_write(sample, &zip);
    fd = zip_bytes_open(buf_text(&zip.file), zip.file.size);
    if (!spreadsheet_open(fd, zip.file.size, &workbook, &err) ||
            !spreadsheet_load(&workbook, &err)) {
        ck_assert_msg(strstr(err.message, expected), "%s: not '%s'", err.message,
                expected);
    } else {
        for (uint32_t i = 0; i < workbook.sheet_count; i++)
            ck_assert(buf_printf(&text, &err, "%s:%d:%d ", workbook.sheets[i].name,
                    (int)workbook.sheets[i].visibility, (int)workbook.sheets[i].kind));
        ck_assert(buf_printf(&text, &err, "%d %d %u", workbook.is_1904,
                workbook.has_macros, (unsigned)workbook.external_links));
        ck_assert_str_eq(buf_text(&text), expected);
    }
    spreadsheet_close(&workbook);
    close(fd);
}

#define SHEET_RELATION \
    SPREADSHEET_SAMPLE_RELATION("r1", "worksheet", "worksheets/sheet1.xml")

START_TEST(sheets_are_listed_in_order_with_what_is_hidden)
{
    const struct spreadsheet_sample plain = {0};
    const struct spreadsheet_sample several = {
            .workbook =
                    "<workbookPr date1904=\"1\"/><sheets>"
                    "<sheet name=\"台帳\" r:id=\"r1\"/>"
                    "<sheet name=\"控え\" state=\"hidden\" r:id=\"r1\"/>"
                    "<sheet name=\"作業\" state=\"veryHidden\" r:id=\"r1\"/>"
                    "<sheet name=\"図\" r:id=\"r4\"/></sheets>"
                    "<externalReferences><externalReference r:id=\"r9\"/>"
                    "<externalReference r:id=\"r8\"/></externalReferences>"
                    "<definedNames><definedName name=\"x\">1</definedName></definedNames>",
            .relations = SHEET_RELATION SPREADSHEET_SAMPLE_RELATION("r4", "chartsheet",
                    "/xl/chart.xml")
                    SPREADSHEET_SAMPLE_RELATION("r5", "vbaProject", "vbaProject.bin"),
            .extra_name = "xl/vbaProject.bin",
            .extra = "not looked at"};

    check_opened(&plain, "S:0:0 0 0 0");
    check_opened(&several, "sheet '図' is listed, but its part is not in the workbook");
}
END_TEST

START_TEST(a_sheet_without_cells_is_told)
{
    const struct spreadsheet_sample chart = {
            .workbook =
                    "<workbookPr date1904=\"true\"/><sheets>"
                    "<sheet name=\"台帳\" r:id=\"r1\" state=\"veryHidden\"/>"
                    "<sheet name=\"図\" state=\"hidden\" r:id=\"r4\"/></sheets>"
                    "<externalReferences><externalReference r:id=\"r9\"/></externalReferences>",
            .relations = SHEET_RELATION SPREADSHEET_SAMPLE_RELATION("r4", "chartsheet",
                    "chartsheets/sheet1.xml"),
            .extra_name = "xl/chartsheets/sheet1.xml",
            .extra = "not looked at"};
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    CLEANUP(preflight_clear) struct preflight listing = {.arena = ARENA_INIT(0)};
    CLEANUP(buf_clear) struct buf text = BUF_INIT(256);
    struct error err = {0};
    int fd;

    check_opened(&chart, "台帳:2:0 図:1:1 1 0 1");
    spreadsheet_sample_write(&chart, &zip);
    fd = zip_bytes_open(buf_text(&zip.file), zip.file.size);
    ck_assert(spreadsheet_list(fd, zip.file.size, &listing, &err));
    ck_assert_uint_eq(listing.count, 2);
    ck_assert_str_eq(listing.members[0].name, "台帳");
    ck_assert_str_eq(listing.members[0].finding, "sheet-very-hidden");
    ck_assert_int_eq(listing.members[0].status, PREFLIGHT_READABLE);
    ck_assert_int_eq(listing.members[1].status, PREFLIGHT_UNREAD);
    ck_assert_str_eq(listing.members[1].reason, "sheet-chart");
    ck_assert(spreadsheet_list_describe(fd, zip.file.size, &text, &err));
    ck_assert_str_eq(buf_text(&text), ", with links to other workbooks");
    close(fd);
}
END_TEST

START_TEST(strict_workbooks_and_other_prefixes_are_read)
{
    const struct spreadsheet_sample prefixed =
            {.root = "<p:Relationships xmlns:p=\"http://schemas.openxmlformats.org/"
                     "package/2006/relationships\"><p:Relationship Id=\"a\" "
                     "Type=\"http://purl.oclc.org/ooxml/officeDocument/relationships/"
                     "officeDocument\" Target=\"/xl/./book/../workbook.xml\"/>"
                     "</p:Relationships>",
                    .workbook = "</workbook>",
                    .relations = SHEET_RELATION};
    const struct spreadsheet_sample by_type = {.root = "CORRUPTED"};
    const struct spreadsheet_sample no_root = {.root = "", .types = ""};

    check_opened(&prefixed, "part 'xl/workbook.xml', line 1");
    check_opened(&by_type, "S:0:0 0 0 0");
    check_opened(&no_root, "no part of it is a workbook");
}
END_TEST

START_TEST(what_two_programs_may_read_differently_is_refused)
{
    const struct spreadsheet_sample twice = {.extra_name = "XL/Workbook.xml",
            .extra = "<x/>"};
    const struct spreadsheet_sample names = {
            .workbook = "<sheets><sheet name=\"S\" r:id=\"r1\"/>"
                        "<sheet name=\"s\" r:id=\"r1\"/></sheets>"};
    const struct spreadsheet_sample nameless = {
            .workbook = "<sheets><sheet r:id=\"r1\"/></sheets>"};
    const struct spreadsheet_sample outside = {
            .relations = "<Relationship Id=\"r1\" Type=\"a/worksheet\" "
                         "TargetMode=\"External\" Target=\"worksheets/sheet1.xml\"/>"};
    const struct spreadsheet_sample none = {.workbook = "<sheets/>"};
    const struct spreadsheet_sample binary =
            {.root = SPREADSHEET_SAMPLE_RELATIONS SPREADSHEET_SAMPLE_RELATION("r",
                     "officeDocument", "xl/workbook.bin") "</Relationships>",
                    .extra_name = "xl/workbook.bin",
                    .extra = "x"};

    check_opened(&twice, "[duplicate-part]");
    check_opened(&names, "a sheet has no name, or the name of another one: 's'");
    check_opened(&nameless, "a sheet has no name");
    check_opened(&outside, "sheet 'S' is listed, but its part is not in the workbook");
    check_opened(&none, "the workbook lists no sheets");
    check_opened(&binary, "a binary workbook (.xlsb) is not read");
}
END_TEST

START_TEST(a_document_type_is_refused_in_every_part)
{
    const char *evil = "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><x>&a;</x>";
    const struct spreadsheet_sample root = {.root = evil, .types = ""};
    const struct spreadsheet_sample types = {.root = "", .types = evil};
    const struct spreadsheet_sample wide = {.types = "\xFF\xFE<", .root = ""};

    check_opened(&root, "no part of it is a workbook");
    check_opened(&types, "part '[Content_Types].xml', line 1: a DOCTYPE");
    check_opened(&wide, "it is written in UTF-16");
}
END_TEST

static void check_strings(const char *inside, const char *const *expected)
{
    const struct spreadsheet_sample sample = {.strings = inside};
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    struct spreadsheet workbook = {0};
    struct error err = {0};
    struct slice text;
    bool is_cut;
    uint32_t i;
    int fd;

    spreadsheet_sample_write(&sample, &zip);
    fd = zip_bytes_open(buf_text(&zip.file), zip.file.size);
    ck_assert_msg(spreadsheet_open(fd, zip.file.size, &workbook, &err) &&
                    spreadsheet_load(&workbook, &err),
            "%s", err.message);
    for (i = 0; expected[i]; i++) {
        ck_assert(spreadsheet_strings_get(&workbook.strings, i, &text, &is_cut));
        ck_assert_msg(text.size == strlen(expected[i]) &&
                        memcmp(text.text, expected[i], text.size) == 0,
                "%u: '%.*s', not '%s'", i, (int)text.size, text.text, expected[i]);
        ck_assert(!is_cut);
    }
    ck_assert(!spreadsheet_strings_get(&workbook.strings, i, &text, &is_cut));
    spreadsheet_close(&workbook);
    close(fd);
}

START_TEST(rich_text_is_joined_and_furigana_left_out)
{
    static const char *const expected[] = {"東京都港区", "a & b", "", " x ", "a\rb",
            "続き", NULL};

    check_strings(
            "<si><r><rPr><b/></rPr><t>東京都</t></r><r><t>港区</t></r>"
            "<rPh sb=\"0\" eb=\"3\"><t>トウキョウト</t></rPh><phoneticPr/></si>"
            "<si><t>a &amp; b</t></si><si/><si><t xml:space=\"preserve\"> x </t></si>"
            "<si><t>a_x000D_b</t></si><si><t><![CDATA[続]]>き</t></si>",
            expected);
}
END_TEST

START_TEST(strings_beyond_a_megabyte_are_spilled_and_found_again)
{
    CLEANUP(buf_clear) struct buf inside = BUF_INIT((size_t)16 << 20);
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    struct spreadsheet_sample sample = {0};
    struct spreadsheet workbook = {0};
    struct error err = {0};
    size_t before = spill_count_free();
    char expected[64];
    struct slice text;
    bool is_cut;
    int fd;

    for (int i = 0; i < 60000; i++)
        ck_assert(
                buf_printf(&inside, &err, "<si><t>string number %d of many</t></si>", i));
    ck_assert(buf_printf(&inside, &err, "<si><t>%0*d</t></si><si><t>%0*d</t></si>", 32767,
            1, 32768, 1));
    sample.strings = buf_text(&inside);
    spreadsheet_sample_write(&sample, &zip);
    fd = zip_bytes_open(buf_text(&zip.file), zip.file.size);
    ck_assert(spreadsheet_open(fd, zip.file.size, &workbook, &err) &&
            spreadsheet_load(&workbook, &err));
    ck_assert_uint_eq(spill_count_free(), before - 1);
    for (uint32_t i = 0; i < 60000; i += 7) {
        snprintf(expected, sizeof(expected), "string number %u of many", i);
        ck_assert(spreadsheet_strings_get(&workbook.strings, i, &text, &is_cut));
        ck_assert(text.size == strlen(expected) &&
                memcmp(text.text, expected, text.size) == 0);
    }
    ck_assert(spreadsheet_strings_get(&workbook.strings, 60000, &text, &is_cut));
    ck_assert(text.size == 32767 && !is_cut);
    ck_assert(spreadsheet_strings_get(&workbook.strings, 60001, &text, &is_cut));
    ck_assert(text.size == 32767 && is_cut);
    spreadsheet_close(&workbook);
    ck_assert_uint_eq(spill_count_free(), before);
    close(fd);
}
END_TEST

START_TEST(formats_of_the_workbook_win_over_builtin_ones)
{
    const struct spreadsheet_sample sample = {
            .styles = "<numFmts><numFmt numFmtId=\"176\" formatCode=\"yyyy/m/d\"/>"
                      "<numFmt numFmtId=\"14\" formatCode=\"0.0\"/></numFmts>"
                      "<cellStyleXfs><xf numFmtId=\"22\"/></cellStyleXfs>"
                      "<cellXfs><xf/><xf numFmtId=\"176\"/><xf numFmtId=\"14\"/>"
                      "<xf numFmtId=\"20\"/><xf numFmtId=\"99999999\"/></cellXfs>"};
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    struct spreadsheet workbook = {0};
    struct error err = {0};
    int fd;

    spreadsheet_sample_write(&sample, &zip);
    fd = zip_bytes_open(buf_text(&zip.file), zip.file.size);
    ck_assert(spreadsheet_open(fd, zip.file.size, &workbook, &err) &&
            spreadsheet_load(&workbook, &err));
    ck_assert_int_eq(spreadsheet_styles_kind(&workbook.styles, 0),
            SPREADSHEET_NUMBER_PLAIN);
    ck_assert_int_eq(spreadsheet_styles_kind(&workbook.styles, 1),
            SPREADSHEET_NUMBER_DATE);
    ck_assert_int_eq(spreadsheet_styles_kind(&workbook.styles, 2),
            SPREADSHEET_NUMBER_PLAIN);
    ck_assert_int_eq(spreadsheet_styles_kind(&workbook.styles, 3),
            SPREADSHEET_NUMBER_TIME);
    ck_assert_int_eq(spreadsheet_styles_kind(&workbook.styles, 4),
            SPREADSHEET_NUMBER_PLAIN);
    ck_assert_int_eq(spreadsheet_styles_kind(&workbook.styles, 5),
            SPREADSHEET_NUMBER_PLAIN);
    spreadsheet_close(&workbook);
    close(fd);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {sheets_are_listed_in_order_with_what_is_hidden,
            a_sheet_without_cells_is_told, strict_workbooks_and_other_prefixes_are_read,
            what_two_programs_may_read_differently_is_refused,
            a_document_type_is_refused_in_every_part,
            rich_text_is_joined_and_furigana_left_out,
            strings_beyond_a_megabyte_are_spilled_and_found_again,
            formats_of_the_workbook_win_over_builtin_ones};

    return unit_run_in("workbook", tests, ARRAY_LENGTH(tests), spreadsheet_sample_set_up,
            spreadsheet_sample_tear_down);
}
