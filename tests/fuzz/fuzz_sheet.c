/* fuzz_sheet.c - any bytes as a sheet's part
 *
 * Rows go up and lie inside the part without overlapping, cells go up, values are UTF-8
 * and no longer than they may be, and all is the same when the parser reads plain cells,
 * too; a header's columns have names, each its own; rows kept back as trailers come out
 * again in their order. */
#include "evidence/format/sheet_header.h"
#include "evidence/format/sheet_trailer.h"
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

static void check_same(const struct sheet_row *row, const struct sheet_row *other)
{
    REQUIRE(row->number == other->number && row->begin == other->begin &&
            row->end == other->end && row->problem == other->problem &&
            row->is_hidden == other->is_hidden && row->cell_count == other->cell_count &&
            row->text_size == other->text_size);
    for (size_t i = 0; i < row->cell_count; i++) {
        const struct sheet_cell *cell = &row->cells[i], *twin = &other->cells[i];

        REQUIRE(cell->column == twin->column && cell->is_text == twin->is_text &&
                cell->is_uncomputed == twin->is_uncomputed &&
                cell->value.size == twin->value.size);
        REQUIRE(!cell->value.size ||
                memcmp(cell->value.text, twin->value.text, cell->value.size) == 0);
    }
}

static void compare_rows(struct sheet_rows *rows, struct sheet_rows *parsed, size_t size)
{
    struct sheet_row before = {0};
    const struct sheet_row *row = NULL, *other = NULL;
    struct error err = {0}, failure = {0};
    bool ok, is_same;

    sheet_scan_parse_all(sheet_rows_scan(parsed));
    for (;;) {
        ok = sheet_rows_next(rows, &row, &err);
        is_same = ok == sheet_rows_next(parsed, &other, &failure);
        REQUIRE(is_same && err.code == failure.code);
        if (!ok || !row)
            break;
        REQUIRE(other);
        check_row(row, &before, size);
        check_same(row, other);
        before = *row;
    }
    REQUIRE(!ok || !other);
    fuzz_part_check(ok, &err);
}

static void read_rows(const struct fuzz_member *member,
        const struct spreadsheet *workbook)
{
    struct sheet_rows *rows = open_rows(member, workbook);
    struct sheet_rows *parsed = open_rows(member, workbook);

    REQUIRE(!rows == !parsed);
    if (!rows)
        return;
    compare_rows(rows, parsed, member->size);
    sheet_rows_close(rows);
    sheet_rows_close(parsed);
}

/* Rows kept back and given out again, as record_sheet.c does. */
static void read_trailer(struct sheet_rows *rows, const struct sheet_header *header)
{
    static struct sheet_trailer trailer;
    const struct sheet_row *row, *kept;
    uint32_t last = 0, total_row;
    struct error err = {0};
    uint64_t total;

    trailer = (struct sheet_trailer){.count = 0};
    while (sheet_rows_next(rows, &row, &err) && row) {
        if (row->number <= header->row || sheet_trailer_keep(&trailer, header, row))
            continue;
        while ((kept = sheet_trailer_give(&trailer))) {
            REQUIRE(kept->number > last && kept->number < row->number);
            last = kept->number;
        }
        REQUIRE(row->number > last);
        last = row->number;
    }
    if (sheet_trailer_total(&trailer, &total, &total_row))
        REQUIRE(trailer.count && total_row > last);
}

static void read_header(const struct fuzz_member *member,
        const struct spreadsheet *workbook)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT((size_t)64 << 20);
    struct sheet_rows *rows = open_rows(member, workbook);
    struct sheet_rows *below = rows ? open_rows(member, workbook) : NULL;
    static struct sheet_width width;
    struct sheet_header header;
    struct error err = {0};

    if (!rows)
        return;
    REQUIRE(sheet_width_read(&member->archive, 0, &width, &err));
    if (sheet_header_read(rows, 0, false, &width, &arena, &header, &err)) {
        read_trailer(below, &header);
        REQUIRE(sheet_header_count_hidden(&header,
                        sheet_scan_view(sheet_rows_scan(below))) <= header.column_count);
        for (uint32_t i = 0; i < header.column_count; i++) {
            REQUIRE(header.columns[i].name[0]);
            for (uint32_t k = 0; k < i; k++)
                REQUIRE(strcmp(header.columns[i].name, header.columns[k].name) != 0);
        }
    } else {
        fuzz_part_check(false, &err);
    }
    sheet_rows_close(rows);
    sheet_rows_close(below);
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
