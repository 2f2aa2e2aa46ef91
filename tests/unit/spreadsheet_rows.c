/* spreadsheet_rows.c - a workbook as this program reads it, for tests that compare it
 * with what another reader says
 *
 * usage: spreadsheet_rows [--quiet] FILE...   (without the rows) prints JSON lines:
 * {"file"}, then {"sheet", "visibility", "kind"} with {"header", "columns"}, {"row",
 * "begin", "end", "cells":
 * [[column, text],
 * ...]} and {"formulas", "uncomputed"}; {"error"} where something cannot be read. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/spill.h"
#include "engine/base/xml.h"
#include "evidence/format/sheet_header.h"

static void put_text(const char *text, size_t size)
{
    putchar('"');
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)text[i];

        if (byte < 0x20 || byte == '"' || byte == '\\')
            printf("\\u%04x", byte);
        else
            putchar(byte);
    }
    putchar('"');
}

static void put_row(const struct sheet_row *row)
{
    printf("{\"row\":%" PRIu32 ",\"begin\":%" PRIu64 ",\"end\":%" PRIu64
           ",\"problem\":\"%s\",\"cells\":[",
            row->number, row->begin, row->end, row->problem ? row->problem : "");
    for (size_t i = 0; i < row->cell_count; i++) {
        printf("%s[%" PRIu32 ",", i ? "," : "", row->cells[i].column);
        if (row->cells[i].value.text)
            put_text(row->cells[i].value.text, row->cells[i].value.size);
        else
            printf("null");
        putchar(']');
    }
    puts("]}");
}

static bool open_rows(const struct spreadsheet *workbook,
        const struct spreadsheet_sheet *sheet, struct sheet_rows **ret_rows,
        struct error *err)
{
    struct inflate *inflate;

    return inflate_open(workbook->fd, sheet->part, &inflate, err) &&
            sheet_rows_open(workbook, inflate, ret_rows, err);
}

static bool put_header(const struct spreadsheet *workbook,
        const struct spreadsheet_sheet *sheet, struct error *err)
{
    CLEANUP(sheet_rows_closep) struct sheet_rows *rows = NULL;
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT((size_t)64 << 20);
    struct sheet_header header;

    if (!open_rows(workbook, sheet, &rows, err) ||
            !sheet_header_read(rows, 0, false, NULL, &arena, &header, err))
        return false;
    printf("{\"header\":%" PRIu32 ",\"columns\":[", header.row);
    for (uint32_t i = 0; i < header.column_count; i++) {
        printf("%s[%" PRIu32 ",", i ? "," : "", header.columns[i].column);
        put_text(header.columns[i].name, strlen(header.columns[i].name));
        putchar(']');
    }
    puts("]}");
    return true;
}

static bool is_quiet;

static bool put_rows(const struct spreadsheet *workbook,
        const struct spreadsheet_sheet *sheet, struct error *err)
{
    CLEANUP(sheet_rows_closep) struct sheet_rows *rows = NULL;
    const struct sheet_row *row;

    if (!open_rows(workbook, sheet, &rows, err))
        return false;
    for (;;) {
        if (!sheet_rows_next(rows, &row, err))
            return false;
        if (!row)
            break;
        if (!is_quiet)
            put_row(row);
    }
    printf("{\"formulas\":%" PRIu64 ",\"uncomputed\":%" PRIu64 "}\n",
            sheet_scan_formulas(sheet_rows_scan(rows)),
            sheet_scan_uncomputed(sheet_rows_scan(rows)));
    return true;
}

static void put_error(const struct error *err)
{
    printf("{\"error\":");
    put_text(err->message, strlen(err->message));
    puts("}");
}

static void put_workbook(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat status;
    struct spreadsheet workbook;
    struct error err = {0};

    if (fd < 0 || fstat(fd, &status) != 0 ||
            !spreadsheet_open(fd, (uint64_t)status.st_size, &workbook, &err)) {
        put_error(&err);
        close(fd);
        return;
    }
    printf("{\"macros\":%d,\"links\":%" PRIu32 "}\n", workbook.has_macros,
            workbook.external_links);
    for (uint32_t i = 0; i < workbook.sheet_count; i++) {
        const struct spreadsheet_sheet *sheet = &workbook.sheets[i];

        printf("{\"sheet\":");
        put_text(sheet->name, strlen(sheet->name));
        printf(",\"visibility\":%d,\"kind\":%d}\n", (int)sheet->visibility,
                (int)sheet->kind);
        err = (struct error){0};
        if (sheet->kind == SPREADSHEET_CELLS &&
                (!spreadsheet_load(&workbook, &err) ||
                        !put_header(&workbook, sheet, &err) ||
                        !put_rows(&workbook, sheet, &err)))
            put_error(&err);
    }
    spreadsheet_close(&workbook);
    close(fd);
}

int main(int argc, char **argv)
{
    int pool[SPILL_POOL_SIZE];
    struct error err = {0};

    xml_prepare();
    if (!spill_open_pool("/tmp", pool, &err) ||
            !spill_use_pool(pool, SPILL_POOL_SIZE, &err)) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    is_quiet = argc > 1 && strcmp(argv[1], "--quiet") == 0;
    for (int i = 1 + is_quiet; i < argc; i++) {
        printf("{\"file\":");
        put_text(argv[i], strlen(argv[i]));
        puts("}");
        put_workbook(argv[i]);
    }
    spill_close_pool(pool);
    return 0;
}
