/* The one writer of sheets: what another reader finds in them. */
#include "reports/xlsx.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "evidence/archive/archive.h"
#include "tests/unit/unit.h"

#define SHEET_MAX ((size_t)4 << 20)

static struct error err;

static void begin(void)
{
    text_set_language(TEXT_EN);
    err = (struct error){0};
}

static struct slice slice(const char *text)
{
    return (struct slice){text, strlen(text)};
}

static struct xlsx_cell text_cell(const char *text)
{
    return (struct xlsx_cell){.kind = XLSX_TEXT, .text = slice(text)};
}

static struct xlsx *open_sheet(size_t columns)
{
    const struct slice headings[] = {slice("a"), slice("b"), slice("c")};
    struct xlsx *xlsx = NULL;

    ck_assert_msg(xlsx_new("/tmp", "rows", headings, columns, &xlsx, &err), "%s",
            err.message);
    return xlsx;
}

/* A part of what was written, as another reader of zips gives it. */
static void read_part(FILE *file, const char *name, struct buf *ret_part)
{
    CLEANUP(archive_close) struct archive archive = {0};
    CLEANUP(inflate_closep) struct inflate *inflate = NULL;
    char bytes[4096];
    size_t got = 1;
    uint32_t member;

    ck_assert_int_eq(fflush(file), 0);
    ck_assert_msg(archive_open(fileno(file), "book", 1, &archive, &err), "%s",
            err.message);
    ck_assert(archive_find(&archive, name, &member));
    ck_assert(archive_open_member(&archive, member, &inflate, &err));
    while (got) {
        ck_assert(inflate_read(inflate, bytes, sizeof(bytes), &got, &err));
        ck_assert(buf_append(ret_part, bytes, got, &err));
    }
}

static void write_sheet(struct xlsx *xlsx, struct buf *ret_sheet)
{
    FILE *file = tmpfile();

    ck_assert_ptr_nonnull(file);
    ck_assert_msg(xlsx_write(xlsx, file, &err), "%s", err.message);
    read_part(file, "xl/worksheets/sheet1.xml", ret_sheet);
    fclose(file);
}

static void expect(const struct buf *sheet, const char *part)
{
    ck_assert_msg(strstr(buf_text(sheet), part) != NULL, "no %s in %s", part,
            buf_text(sheet));
}

START_TEST(texts_are_texts_and_numbers_numbers)
{
    CLEANUP(xlsx_freep) struct xlsx *xlsx = open_sheet(3);
    CLEANUP(buf_clear) struct buf sheet = BUF_INIT(SHEET_MAX);
    const struct xlsx_cell row[] = {text_cell("=1+1"),
            {.kind = XLSX_NUMBER, .number = 0.5}, {.kind = XLSX_EMPTY}};

    ck_assert(xlsx_add_row(xlsx, row, &err));
    write_sheet(xlsx, &sheet);
    expect(&sheet, "<c r=\"A2\" s=\"2\" t=\"inlineStr\"><is><t>=1+1</t></is></c>");
    expect(&sheet, "<c r=\"B2\"><v>0.5</v></c>");
    ck_assert_ptr_null(strstr(buf_text(&sheet), "r=\"C2\""));
    ck_assert_ptr_null(strstr(buf_text(&sheet), "<f>"));
}
END_TEST

START_TEST(the_head_is_frozen_and_filtered)
{
    CLEANUP(xlsx_freep) struct xlsx *xlsx = open_sheet(2);
    CLEANUP(buf_clear) struct buf sheet = BUF_INIT(SHEET_MAX);
    const struct xlsx_cell row[] = {text_cell("x"), text_cell("y")};

    ck_assert(xlsx_add_row(xlsx, row, &err));
    write_sheet(xlsx, &sheet);
    expect(&sheet, "topLeftCell=\"A2\"");
    expect(&sheet, "state=\"frozen\"");
    expect(&sheet, "<autoFilter ref=\"A1:B2\"/>");
}
END_TEST

/* ECMA-376 22.4.2.4: _xHHHH_ stands for a character, and its underscore is escaped. */
START_TEST(what_xml_cannot_hold_is_escaped)
{
    static const struct {
        const char *text, *written;
    } cases[] = {{"a\001b", "a_x0001_b"}, {"_x0041_", "_x005F_x0041_"},
            {"_x004_", "_x004_"}, {"\r\n", "_x000D_\n"}, {"\xEF\xBF\xBF", "_xFFFF_"},
            {"\xFF<", "\xEF\xBF\xBD&lt;"}, {"表\\ソ", "表\\ソ"}};

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        CLEANUP(xlsx_freep) struct xlsx *xlsx = open_sheet(1);
        CLEANUP(buf_clear) struct buf sheet = BUF_INIT(SHEET_MAX);
        CLEANUP(buf_clear) struct buf cell = BUF_INIT(SHEET_MAX);
        const struct xlsx_cell row[] = {text_cell(cases[i].text)};

        ck_assert(xlsx_add_row(xlsx, row, &err));
        write_sheet(xlsx, &sheet);
        ck_assert(buf_printf(&cell, &err, ">%s</t>", cases[i].written));
        expect(&sheet, buf_text(&cell));
    }
}
END_TEST

static bool add_long(size_t characters, const char *character)
{
    CLEANUP(xlsx_freep) struct xlsx *xlsx = open_sheet(1);
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)1 << 20);
    struct xlsx_cell row[1];

    for (size_t i = 0; i < characters; i++)
        ck_assert(buf_append_text(&text, character, &err));
    row[0] = text_cell(buf_text(&text));
    return xlsx_add_row(xlsx, row, &err);
}

START_TEST(a_cell_that_is_too_long_is_refused)
{
    ck_assert(add_long(32767, "a"));
    ck_assert(!add_long(32768, "a"));
    ck_assert_int_eq(err.code, ERROR_LIMIT);
    ck_assert_ptr_nonnull(strstr(err.message, "cell A2"));
    ck_assert(add_long(16383, "\xF0\x9F\x98\x80"));
    ck_assert(!add_long(16384, "\xF0\x9F\x98\x80")); /* two units each */
}
END_TEST

START_TEST(a_sheet_that_is_full_is_refused)
{
    CLEANUP(xlsx_freep) struct xlsx *xlsx = open_sheet(1);
    const struct xlsx_cell row[] = {{.kind = XLSX_EMPTY}};

    for (size_t i = 1; i < 1048576; i++)
        ck_assert(xlsx_add_row(xlsx, row, &err));
    ck_assert(!xlsx_add_row(xlsx, row, &err));
    ck_assert_int_eq(err.code, ERROR_LIMIT);
}
END_TEST

START_TEST(too_many_columns_are_refused)
{
    struct slice *headings = calloc(16385, sizeof(*headings));
    struct xlsx *xlsx = NULL;

    ck_assert_ptr_nonnull(headings);
    for (size_t i = 0; i < 16385; i++)
        headings[i] = slice("x");
    ck_assert(!xlsx_new("/tmp", "rows", headings, 16385, &xlsx, &err));
    ck_assert_int_eq(err.code, ERROR_LIMIT);
    free(headings);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {texts_are_texts_and_numbers_numbers,
            the_head_is_frozen_and_filtered, what_xml_cannot_hold_is_escaped,
            a_cell_that_is_too_long_is_refused, a_sheet_that_is_full_is_refused,
            too_many_columns_are_refused};

    return unit_run_in("xlsx", tests, ARRAY_LENGTH(tests), begin, NULL);
}
