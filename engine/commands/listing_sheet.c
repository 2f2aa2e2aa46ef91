#include "engine/commands/listing_sheet.h"

#include <stdlib.h>
#include <string.h>

#define NUMBER_MAX 64
#define DIGITS 16 /* libxlsxwriter writes as many */

bool listing_sheet_open(struct listing_sheet *sheet, const char *folder,
        const struct slice *headings, const struct listing_column *columns, size_t count,
        struct error *err)
{
    sheet->columns = columns;
    sheet->count = count;
    sheet->cells = calloc(count + 1, sizeof(*sheet->cells));
    if (!sheet->cells)
        return error_memory(err);
    return xlsx_new(folder, "query", headings, count, &sheet->xlsx, err);
}

void listing_sheet_close(struct listing_sheet *sheet)
{
    xlsx_free(sheet->xlsx);
    free(sheet->cells);
}

/* Only what a sheet gives back as it was: an integer beyond 2^53 stays text, and so does
 * a double that needs more digits than are written. */
static bool is_number(struct slice value, double *ret_number)
{
    char text[NUMBER_MAX], written[NUMBER_MAX], *end;

    if (!value.size || value.size >= sizeof(text))
        return false;
    memcpy(text, value.text, value.size);
    text[value.size] = '\0';
    *ret_number = strtod(text, &end);
    if (*end)
        return false;
    if (!strpbrk(text, ".eE")) {
        snprintf(written, sizeof(written), "%.0f", *ret_number);
        return strcmp(written, text) == 0 && *ret_number <= 9007199254740992.0 &&
                *ret_number >= -9007199254740992.0;
    }
    snprintf(written, sizeof(written), "%.*G", DIGITS, *ret_number);
    return memcmp(&(double){strtod(written, NULL)}, ret_number, sizeof(double)) == 0;
}

bool listing_sheet_add(struct listing_sheet *sheet, const struct slice *values,
        struct error *err)
{
    for (size_t c = 0; c < sheet->count; c++) {
        struct xlsx_cell *cell = &sheet->cells[c];

        *cell = (struct xlsx_cell){.kind = values[c].text ? XLSX_TEXT : XLSX_EMPTY,
                .text = values[c]};
        if (sheet->columns[c].kind == LISTING_NUMBER && values[c].text &&
                is_number(values[c], &cell->number))
            cell->kind = XLSX_NUMBER;
    }
    return xlsx_add_row(sheet->xlsx, sheet->cells, err);
}
