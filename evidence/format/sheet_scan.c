#include "evidence/format/sheet_scan.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "evidence/format/sheet_count.h"
#include "evidence/format/sheet_plain.h"
#include "evidence/format/sheet_type.h"
#include "evidence/limits.h"
#include "evidence/spreadsheet/spreadsheet_run.h"
#include "evidence/spreadsheet/spreadsheet_text.h"
#include "evidence/spreadsheet/spreadsheet_xml.h"

#define CELLS_AT_ONCE 64u
#define PREFIX_MAX 16u

/* The cell that is being read, or was read last. */
struct open_cell {
    enum sheet_type type;
    uint32_t column, style;
    bool has_formula, has_value;
    struct slice value;
    bool is_stored; /* value is in the shared strings, otherwise in the run */
};

struct sheet_scan {
    const struct spreadsheet *workbook;
    struct xmlstream *stream;
    bool had_data, in_data, in_columns, in_merges, in_row, in_cell, has_row;
    struct open_cell cell;
    struct spreadsheet_run run;
    char prefix[PREFIX_MAX + 1]; /* of the open row's name, with its colon */
    bool may_be_plain;           /* there was room for it */
    bool parses_all;

    struct sheet_row row;
    struct sheet_cell *cells;
    size_t *places; /* of a value in values; SIZE_MAX: it is in the shared strings */
    size_t cell_count, capacity;
    struct buf values;

    struct sheet_count count;
    uint64_t formulas, uncomputed;
    struct sheet_view view;
};

/* ---- rows ---- */

/* A cell of the same prefix is in the same namespace. */
static void note_prefix(struct sheet_scan *scan, const char *prefix)
{
    size_t size = strlen(prefix);

    scan->may_be_plain = size < PREFIX_MAX;
    if (scan->may_be_plain)
        snprintf(scan->prefix, sizeof(scan->prefix), "%s%s", prefix, size ? ":" : "");
}

static bool begin_row(struct sheet_scan *scan, const struct xmlstream_tag *tag,
        struct error *err)
{
    struct slice said = spreadsheet_xml_attribute(tag, "r");
    uint32_t number = scan->row.number + 1;

    if (said.text && !spreadsheet_xml_number(said, &number))
        return error_set(err, ERROR_UNREADABLE,
                TR("a row has the number '%s'", "行番号が「%s」の行があります"),
                member_name_show(said.text).text);
    if (number <= scan->row.number || number > SPREADSHEET_ROWS_MAX)
        return error_set(err, ERROR_UNREADABLE,
                TR("row %" PRIu32 " stands behind row %" PRIu32
                   ", or beyond the last that a sheet can have" ERROR_ADVICE
                   "have the workbook saved "
                   "again by Excel",
                        "%" PRIu32 " 行目が %" PRIu32
                        " 行目の後にあるか、シートの行数の上限を超えています" ERROR_ADVICE
                        "Excelで保存し"
                        "直したものを依頼してください"),
                number, scan->row.number);
    scan->row = (struct sheet_row){.number = number,
            .begin = tag->begin,
            .is_hidden = spreadsheet_xml_is_true(tag, "hidden")};
    scan->cell_count = 0;
    scan->cell.column = 0;
    buf_reset(&scan->values);
    note_prefix(scan, tag->prefix);
    scan->in_row = true;
    return true;
}

static void accuse(struct sheet_scan *scan, const char *problem)
{
    if (!scan->row.problem)
        scan->row.problem = problem;
}

static void end_row(struct sheet_scan *scan, const struct xmlstream_tag *tag)
{
    const char *values = buf_text(&scan->values);

    for (size_t i = 0; i < scan->cell_count; i++) {
        if (scan->places[i] != SIZE_MAX)
            scan->cells[i].value.text = values + scan->places[i];
    }
    scan->row.cells = scan->cells;
    scan->row.cell_count = scan->cell_count;
    if (scan->cell_count)
        scan->row.text_size += scan->cells[scan->cell_count - 1].column - 1;
    scan->row.end = tag->end;
    scan->in_row = false;
    scan->has_row = true;
}

/* ---- cells ---- */

/* From its attributes r, t and s. */
static void begin_cell(struct sheet_scan *scan, struct slice reference, struct slice type,
        struct slice style)
{
    uint32_t last = scan->cell.column, column = last + 1, row = scan->row.number;

    scan->cell = (struct open_cell){.type = sheet_type_find(type)};
    if (reference.text &&
            !spreadsheet_text_reference(reference.text, reference.size, &column, &row))
        column = 0;
    if (column <= last || column > SPREADSHEET_COLUMNS_MAX || row != scan->row.number) {
        accuse(scan, "cell-reference");
        column = last;
    }
    scan->cell.column = column;
    if (!spreadsheet_xml_number(style, &scan->cell.style))
        scan->cell.style = 0;
    scan->in_cell = true;
}

static struct slice read_number(const struct sheet_scan *scan, struct slice stored,
        char text[SPREADSHEET_NUMBER_MAX])
{
    size_t size = spreadsheet_number_text(stored.text, stored.size,
            spreadsheet_styles_kind(&scan->workbook->styles, scan->cell.style),
            scan->workbook->is_1904, text);

    return size ? (struct slice){text, size} : stored;
}

static void read_shared(struct sheet_scan *scan, struct slice stored)
{
    struct open_cell *cell = &scan->cell;
    uint32_t number;
    bool is_cut;

    cell->is_stored = true;
    if (!spreadsheet_xml_number(stored, &number) ||
            !spreadsheet_strings_get(&scan->workbook->strings, number, &cell->value,
                    &is_cut)) {
        accuse(scan, "cell-string");
        cell->value = (struct slice){"", 0};
    } else if (is_cut) {
        accuse(scan, "cell-too-long");
    }
}

/* A value has ended: what it means is put where the row keeps it. */
static bool end_value(struct sheet_scan *scan, struct slice text, struct error *err)
{
    struct open_cell *cell = &scan->cell;
    char number[SPREADSHEET_NUMBER_MAX];

    cell->has_value = true;
    if (cell->type == SHEET_TYPE_SHARED) {
        read_shared(scan, text);
        return true;
    }
    if (cell->type == SHEET_TYPE_NUMBER &&
            !sheet_count_number(&scan->count, text.size, err))
        return false;
    if (cell->type == SHEET_TYPE_NUMBER)
        text = read_number(scan, text, number);
    else if (cell->type == SHEET_TYPE_BOOLEAN)
        text = sheet_type_boolean(text);
    cell->value = (struct slice){NULL, text.size};
    if (scan->values.size + text.size > LIMIT_SHEET_ROW) {
        accuse(scan, "too-long");
        cell->value.size = 0;
        return true;
    }
    return buf_append(&scan->values, text.text, text.size, err);
}

static bool grow_cells(struct sheet_scan *scan, struct error *err)
{
    size_t capacity = scan->capacity ? 2 * scan->capacity : CELLS_AT_ONCE;
    struct sheet_cell *cells;
    size_t *places;

    if (scan->cell_count < scan->capacity)
        return true;
    cells = realloc(scan->cells, capacity * sizeof(*cells));
    if (!cells)
        return error_memory(err);
    scan->cells = cells;
    places = realloc(scan->places, capacity * sizeof(*places));
    if (!places)
        return error_memory(err);
    scan->places = places;
    scan->capacity = capacity;
    return true;
}

static bool end_cell(struct sheet_scan *scan, struct error *err)
{
    struct open_cell *cell = &scan->cell;
    size_t i = scan->cell_count;

    scan->in_cell = false;
    /* what some programs write of a formula that nobody computed; a computed text may be
     * empty, and says so */
    if (cell->has_formula && !cell->value.size && cell->type != SHEET_TYPE_STRING)
        cell->has_value = false;
    scan->formulas += cell->has_formula;
    scan->uncomputed += cell->has_formula && !cell->has_value;
    if (!sheet_count_cell(&scan->count, cell->has_formula || cell->has_value, err))
        return false;
    if ((!cell->has_formula && !cell->has_value) || !cell->column)
        return true;
    if (cell->type == SHEET_TYPE_UNKNOWN)
        accuse(scan, "cell-value");
    if (!grow_cells(scan, err))
        return false;
    scan->cells[i] = (struct sheet_cell){.column = cell->column,
            .is_text = cell->type == SHEET_TYPE_SHARED ||
                    cell->type == SHEET_TYPE_STRING || cell->type == SHEET_TYPE_INLINE,
            .is_uncomputed = !cell->has_value,
            .value = cell->has_value ? cell->value : (struct slice){NULL, 0}};
    scan->places[i] = cell->has_value && !cell->is_stored
            ? scan->values.size - cell->value.size
            : SIZE_MAX;
    scan->row.text_size += cell->value.size;
    scan->cell_count++;
    return true;
}

static bool end_run(struct sheet_scan *scan, struct error *err)
{
    bool is_cut;
    struct slice text = spreadsheet_run_finish(&scan->run, &is_cut);

    if (is_cut)
        accuse(scan, "cell-too-long");
    return end_value(scan, text, err);
}

/* A value that has references or escapes is resolved where the parser's would be. */
static bool end_plain(struct sheet_scan *scan, const struct sheet_plain *plain,
        struct error *err)
{
    if (!plain->has_value)
        return true;
    if (!plain->is_coded)
        return end_value(scan, plain->value, err);
    spreadsheet_run_start(&scan->run, 0);
    if (!buf_append(&scan->run.text, plain->value.text, plain->value.size, err))
        return false;
    scan->run.text.size = sheet_plain_resolve(scan->run.text.data, scan->run.text.size);
    return end_run(scan, err);
}

/* The cells of a row that are plain, as many as there are: *ret_taken bytes. */
static bool read_plain(struct sheet_scan *scan, const char *bytes, size_t size,
        size_t *ret_taken, struct error *err)
{
    const struct slice prefix = {scan->prefix, strlen(scan->prefix)};
    struct sheet_plain plain;
    size_t at = 0;

    while (sheet_plain_read(bytes + at, size - at, prefix, &plain)) {
        begin_cell(scan, plain.reference, plain.type, plain.style);
        scan->cell.has_formula = plain.has_formula;
        if (!end_plain(scan, &plain, err) || !end_cell(scan, err))
            return false;
        at += plain.size;
    }
    *ret_taken = at;
    return true;
}

/* ---- the part ---- */

static bool begin_top(struct sheet_scan *scan, const struct xmlstream_tag *tag,
        struct error *err)
{
    if (tag->depth == 1)
        return spreadsheet_xml_is(tag, "worksheet") ||
                error_set(err, ERROR_UNREADABLE,
                        TR("this part is not a sheet with cells",
                                "この部品はセルのあるシートではありません"));
    scan->in_data = spreadsheet_xml_is(tag, "sheetData");
    scan->in_columns = spreadsheet_xml_is(tag, "cols");
    scan->in_merges = spreadsheet_xml_is(tag, "mergeCells");
    if (scan->in_data && scan->had_data)
        return error_set(err, ERROR_UNREADABLE,
                TR("the sheet has a second set of rows",
                        "シートに行の集まり（sheetData）が2つあります"));
    scan->had_data = scan->had_data || scan->in_data;
    return true;
}

/* Of two values nobody can say which is meant. */
static void begin_content(struct sheet_scan *scan, const struct xmlstream_tag *tag)
{
    bool is_value = spreadsheet_xml_is(tag,
            scan->cell.type == SHEET_TYPE_INLINE ? "is" : "v");

    if (is_value && scan->cell.has_value)
        accuse(scan, "cell-value");
    if (scan->cell.has_value)
        return;
    if (spreadsheet_xml_is(tag, "f"))
        scan->cell.has_formula = true;
    else if (is_value)
        spreadsheet_run_start(&scan->run, tag->depth);
    if (scan->cell.type != SHEET_TYPE_INLINE)
        scan->run.text_depth = scan->run.depth;
}

static bool on_begin(void *context, const struct xmlstream_tag *tag, struct error *err)
{
    struct sheet_scan *scan = context;

    if (tag->depth <= 2)
        return begin_top(scan, tag, err);
    if (tag->depth == 3 && scan->in_data && spreadsheet_xml_is(tag, "row"))
        return begin_row(scan, tag, err);
    if (tag->depth == 3 && scan->in_merges && spreadsheet_xml_is(tag, "mergeCell"))
        return sheet_view_note_merge(&scan->view, tag, err);
    if (tag->depth == 3 && scan->in_columns && spreadsheet_xml_is(tag, "col"))
        sheet_view_note_columns(&scan->view, tag);
    if (tag->depth == 4 && scan->in_row && spreadsheet_xml_is(tag, "c"))
        begin_cell(scan, spreadsheet_xml_attribute(tag, "r"),
                spreadsheet_xml_attribute(tag, "t"), spreadsheet_xml_attribute(tag, "s"));
    else if (tag->depth == 5 && scan->in_cell)
        begin_content(scan, tag);
    else if (tag->depth > 5)
        spreadsheet_run_begin(&scan->run, tag);
    return true;
}

static bool on_text(void *context, struct slice text, struct error *err)
{
    struct sheet_scan *scan = context;

    return spreadsheet_run_text(&scan->run, text, err);
}

static bool on_end(void *context, const struct xmlstream_tag *tag, struct error *err)
{
    struct sheet_scan *scan = context;

    if (spreadsheet_run_end(&scan->run, tag))
        return end_run(scan, err);
    if (tag->depth == 4 && scan->in_cell)
        return end_cell(scan, err);
    if (tag->depth == 3 && scan->in_row)
        end_row(scan, tag);
    return true;
}

bool sheet_scan_new(const struct spreadsheet *workbook, struct sheet_scan **ret_scan,
        struct error *err)
{
    static const struct xmlstream_handler handler = {on_begin, on_text, on_end};
    CLEANUP(sheet_scan_freep) struct sheet_scan *scan = calloc(1, sizeof(*scan));

    if (!scan)
        return error_memory(err);
    scan->workbook = workbook;
    scan->run = (struct spreadsheet_run)SPREADSHEET_RUN_INIT;
    scan->values = (struct buf)BUF_INIT(LIMIT_SHEET_ROW);
    if (!xmlstream_new(&handler, scan, false, &scan->stream, err))
        return false;
    *ret_scan = scan;
    scan = NULL;
    return true;
}

void sheet_scan_free(struct sheet_scan *scan)
{
    if (scan->stream)
        xmlstream_free(scan->stream);
    spreadsheet_run_clear(&scan->run);
    buf_clear(&scan->values);
    free(scan->cells);
    free(scan->places);
    sheet_view_clear(&scan->view);
    free(scan);
}

/* What stands in a row, and in no cell nor anything else there, is read past the parser
 * as far as it is plain. */
static bool feed(struct sheet_scan *scan, const char *bytes, size_t size, bool last,
        size_t *ret_taken, struct error *err)
{
    *ret_taken = 0;
    if (scan->in_row && scan->may_be_plain && !scan->parses_all &&
            xmlstream_depth(scan->stream) == 3 &&
            !read_plain(scan, bytes, size, ret_taken, err))
        return false;
    if (!*ret_taken)
        return xmlstream_feed(scan->stream, bytes, size, last, ret_taken, err) &&
                (!*ret_taken || sheet_count_tag(&scan->count, *ret_taken, err));
    xmlstream_pass(scan->stream, bytes, *ret_taken);
    return true;
}

bool sheet_scan_feed(struct sheet_scan *scan, const char *bytes, size_t size, bool last,
        size_t *ret_taken, const struct sheet_row **ret_row, struct error *err)
{
    scan->has_row = false;
    if (!feed(scan, bytes, size, last, ret_taken, err))
        return error_prefix(err, TR("row %" PRIu32, "%" PRIu32 " 行目"),
                scan->row.number);
    *ret_row = scan->has_row ? &scan->row : NULL;
    return true;
}

void sheet_scan_parse_all(struct sheet_scan *scan)
{
    scan->parses_all = true;
}

void sheet_scan_resume(struct sheet_scan *scan, uint32_t number)
{
    scan->row.number = number - 1;
}

bool sheet_scan_is_finished(const struct sheet_scan *scan)
{
    return xmlstream_is_finished(scan->stream);
}

uint64_t sheet_scan_formulas(const struct sheet_scan *scan)
{
    return scan->formulas;
}

uint64_t sheet_scan_uncomputed(const struct sheet_scan *scan)
{
    return scan->uncomputed;
}

struct sheet_view *sheet_scan_view(struct sheet_scan *scan)
{
    return &scan->view;
}

int sheet_scan_compare_column(const void *column, const void *cell)
{
    const uint32_t left = *(const uint32_t *)column, right = *(const uint32_t *)cell;

    return (left > right) - (left < right);
}
