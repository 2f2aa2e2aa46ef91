/* fuzz_sheet.c - any bytes as a sheet's part
 *
 * Rows go up and lie inside the part without overlapping, cells go up, values are UTF-8
 * and no longer than they may be; a header's columns have names, each its own. */
#include "evidence/format/sheet_header.h"
#include "evidence/spreadsheet/spreadsheet_run.h"
#include "evidence/spreadsheet/spreadsheet_text.h"
#include "tests/fuzz/fuzz_part.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_row(const struct sheet_row *row, const struct sheet_row *before,
        size_t size)
{
    uint32_t column = 0;
    size_t text_size = 0;

    REQUIRE(row->number > before->number && row->number <= SPREADSHEET_ROWS_MAX);
    REQUIRE(row->begin >= before->end && row->begin < row->end && row->end <= size);
    for (size_t i = 0; i < row->cell_count; i++) {
        const struct sheet_cell *cell = &row->cells[i];

        REQUIRE(row->problem || cell->column > column);
        REQUIRE(cell->column >= column && cell->column <= SPREADSHEET_COLUMNS_MAX);
        REQUIRE(cell->is_uncomputed == !cell->value.text);
        REQUIRE(cell->value.size <= 3 * SPREADSHEET_CELL_UNITS);
        REQUIRE(text_find_invalid(cell->value.text, cell->value.size) ==
                cell->value.size);
        column = cell->column;
        text_size += cell->value.size;
    }
    REQUIRE(row->text_size == text_size + (column ? column - 1 : 0));
}

static struct sheet_rows *open_rows(const struct fuzz_member *member,
        const struct spreadsheet *workbook)
{
    struct sheet_rows *rows = NULL;
    struct inflate *inflate;
    struct error err = {0};

    REQUIRE(archive_open_member(&member->archive, 0, &inflate, &err));
    fuzz_part_check(sheet_rows_open(workbook, inflate, &rows, &err), &err);
    return rows;
}

static void read_rows(const struct fuzz_member *member,
        const struct spreadsheet *workbook)
{
    struct sheet_rows *rows = open_rows(member, workbook);
    struct sheet_row before = {0};
    const struct sheet_row *row;
    struct error err = {0};
    bool ok = rows != NULL;

    while (ok && (ok = sheet_rows_next(rows, &row, &err)) && row) {
        check_row(row, &before, member->size);
        before = *row;
    }
    if (rows) {
        fuzz_part_check(ok, &err);
        sheet_rows_close(rows);
    }
}

static void read_header(const struct fuzz_member *member,
        const struct spreadsheet *workbook)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT((size_t)64 << 20);
    struct sheet_rows *rows = open_rows(member, workbook);
    struct sheet_header header;
    struct error err = {0};

    if (!rows)
        return;
    if (sheet_header_read(rows, 0, false, NULL, &arena, &header, &err)) {
        for (uint32_t i = 0; i < header.column_count; i++) {
            REQUIRE(header.columns[i].name[0]);
            for (uint32_t k = 0; k < i; k++)
                REQUIRE(strcmp(header.columns[i].name, header.columns[k].name) != 0);
        }
    } else {
        fuzz_part_check(false, &err);
    }
    sheet_rows_close(rows);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct spreadsheet workbook = {.is_1904 = size & 1};
    struct fuzz_member member;

    if (!fuzz_part_open(&member, data, size))
        return 0;
    read_rows(&member, &workbook);
    read_header(&member, &workbook);
    fuzz_member_close(&member);
    return 0;
}
