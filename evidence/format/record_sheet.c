#include "evidence/format/record_sheet.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "evidence/format/record_parser.h"
#include "evidence/format/sheet_book.h"
#include "evidence/format/sheet_header.h"
#include "evidence/format/sheet_opening.h"
#include "evidence/format/sheet_row.h"
#include "evidence/format/sheet_trailer.h"
#include "evidence/limits.h"
#include "evidence/spreadsheet/spreadsheet_text.h"
#include "evidence/spreadsheet/spreadsheet_xml.h"

#define BATCH_TEXT ((size_t)1 << 20)

struct sheet_state {
    struct container_loan loan;
    struct sheet_book *book;
    struct sheet_header header;
    struct sheet_rows *rows;
    const struct sheet_row *pending; /* read, but there was no room */
    struct sheet_trailer trailer;
    const struct sheet_row *behind; /* of those kept back: they were no trailers */
    struct error failure;           /* what came behind them */
    bool is_given;                  /* those kept back are given out */
    uint32_t *columns;              /* of each wanted name; SHEET_HEADER_NONE for _text */
    struct buf text;
    uint8_t listed[SPREADSHEET_COLUMNS_MAX / 8 + 1]; /* a bit for each column there is */
    uint64_t unlisted;                               /* values in none of them */
    uint32_t unlisted_column, unlisted_row;          /* of the first */
    uint64_t hidden_rows;                            /* among the records */
};

bool record_sheet_is(const struct archive *archive, uint32_t member)
{
    const struct container *holder = archive_holder(archive, member);

    return holder && holder->kind == CONTAINER_XLSX;
}

bool record_sheet_detect(const struct archive *archive, uint32_t member,
        struct arena *arena, struct record_format *ret_format, const char **ret_kind_text,
        struct error *err)
{
    const struct preflight_member *found = archive_member(archive, member);
    const char *finding = found && found->finding ? found->finding : "";

    *ret_format = (struct record_format){.kind = RECORD_SHEET, .encoding = ENCODING_UTF8};
    return arena_printf(arena, ret_kind_text, err, "xlsx sheet%s",
            strcmp(finding, "sheet-hidden") == 0                ? ", hidden"
                    : strcmp(finding, "sheet-very-hidden") == 0 ? ", very hidden"
                                                                : "");
}

/* ---- opening ---- */

static bool open_rows(const struct record_reader *reader, struct sheet_rows **ret_rows,
        struct error *err)
{
    struct sheet_state *state = reader->state;
    struct inflate *inflate;

    return archive_open_member(reader->archive, reader->member, &inflate, err) &&
            sheet_rows_open(&state->book->workbook, inflate, ret_rows, err);
}

static bool read_header(struct record_reader *reader, struct error *err)
{
    CLEANUP(sheet_rows_closep) struct sheet_rows *rows = NULL;
    struct sheet_state *state = reader->state;

    return open_rows(reader, &rows, err) &&
            sheet_header_read(rows, reader->format.header_line, reader->format.headerless,
                    &state->book->width, &reader->arena, &state->header, err);
}

static bool list_columns(struct record_reader *reader, struct error *err)
{
    struct sheet_state *state = reader->state;
    const char **names;

    if (!arena_allocate(&reader->arena, (state->header.column_count + 1) * sizeof(*names),
                &names, err))
        return false;
    for (uint32_t i = 0; i < state->header.column_count; i++) {
        uint32_t column = state->header.columns[i].column;

        names[i] = state->header.columns[i].name;
        state->listed[column / 8] |= (uint8_t)(1u << column % 8);
    }
    reader->columns = names;
    reader->column_count = state->header.column_count;
    reader->has_columns = true;
    return true;
}

static bool resolve_wanted(struct record_reader *reader, struct error *err)
{
    struct sheet_state *state = reader->state;

    if (!arena_allocate(&reader->arena,
                (reader->wanted_count + 1) * sizeof(*state->columns), &state->columns,
                err))
        return false;
    for (size_t i = 0; i < reader->wanted_count; i++) {
        if (record_is_text(reader->wanted[i]))
            continue;
        state->columns[i] = sheet_header_find(&state->header, reader->wanted[i]);
        if (state->columns[i] == SHEET_HEADER_NONE && state->header.column_count)
            return record_missing(reader, reader->wanted[i], reader->columns,
                    reader->column_count, err);
    }
    return true;
}

/* *ret_head: bytes before the first row; 0: not known. */
static bool find_header(struct record_reader *reader, uint64_t *ret_head,
        struct error *err)
{
    struct sheet_state *state = reader->state;

    *ret_head = 0;
    if (reader->opening.size)
        return sheet_opening_unpack(reader->opening, &reader->arena, &state->header,
                ret_head, err);
    return sheet_book_measure(state->book, reader->archive, reader->member, err) &&
            read_header(reader, err);
}

static bool open_records(struct record_reader *reader, struct error *err)
{
    struct sheet_state *state = reader->state;
    uint64_t head;

    if (!archive_lend(reader->archive, reader->member, &state->loan, err) ||
            !sheet_book_open(&state->loan, &state->book, err) ||
            !find_header(reader, &head, err) || !list_columns(reader, err) ||
            !resolve_wanted(reader, err))
        return false;
    if (reader->source ? !sheet_rows_open_from(&state->book->workbook, reader->source,
                                 head, &state->rows, err)
                       : !open_rows(reader, &state->rows, err))
        return false;
    sheet_view_count_merges(sheet_scan_view(sheet_rows_scan(state->rows)),
            state->header.row);
    return true;
}

static bool open_sheet(struct record_reader *reader, struct error *err)
{
    struct sheet_state *state;

    if (!record_sheet_is(reader->archive, reader->member))
        return record_unreadable(reader, err,
                TR("it is not a sheet of a workbook", "ブックのシートではありません"));
    if (!arena_allocate(&reader->arena, sizeof(*state), &state, err))
        return false;
    state->text.limit = LIMIT_SHEET_ROW + BATCH_TEXT;
    reader->state = state;
    return open_records(reader, err) || record_name_member(reader, err);
}

static bool keep_opening(const struct record_reader *reader, struct buf *buf,
        struct error *err)
{
    const struct sheet_state *state = reader->state;
    uint64_t head = state->rows ? sheet_rows_head(state->rows) : 0;

    return !head || sheet_opening_pack(&state->header, head, buf, err);
}

static bool resume_sheet(struct record_reader *reader, struct error *err)
{
    struct sheet_state *state = reader->state;

    (void)err;
    state->pending = state->behind = NULL;
    state->is_given = false;
    state->trailer = (struct sheet_trailer){.count = 0};
    state->failure.code = ERROR_NONE;
    sheet_rows_resume(state->rows, (uint32_t)reader->window.line, reader->window.offset);
    return true;
}

static void close_sheet(struct record_reader *reader)
{
    struct sheet_state *state = reader->state;

    if (state->rows)
        sheet_rows_close(state->rows);
    container_set_give_back(&state->loan);
    buf_clear(&state->text);
}

/* ---- rows ---- */

/* Rows that have come before a failure are records. */
static bool read_row(struct sheet_state *state, struct error *err)
{
    const struct sheet_row *row = NULL;

    do {
        if (state->failure.code || !sheet_rows_next(state->rows, &row, &state->failure))
            row = NULL;
    } while (row && (row->number <= state->header.row || !sheet_row_has_value(row)));
    if (state->failure.code && !state->trailer.count) {
        *err = state->failure;
        return false;
    }
    state->behind = row;
    state->is_given = state->failure.code ||
            (row && !sheet_trailer_keep(&state->trailer, &state->header, row));
    return true;
}

/* The next row that is a record; NULL at the end. */
static bool next_row(struct sheet_state *state, const struct sheet_row **ret_row,
        struct error *err)
{
    *ret_row = state->pending;
    state->pending = NULL;
    while (!*ret_row) {
        if (state->is_given && (*ret_row = sheet_trailer_give(&state->trailer)))
            break;
        *ret_row = state->is_given ? state->behind : NULL;
        state->is_given = false;
        state->behind = NULL;
        if (*ret_row)
            break;
        if (!read_row(state, err))
            return false;
        if (!state->behind && !state->is_given)
            break;
    }
    return true;
}

static void note_total(struct record_reader *reader)
{
    const struct sheet_state *state = reader->state;
    uint32_t row;

    reader->has_control = sheet_trailer_total(&state->trailer, &reader->control_stated,
            &row);
    if (reader->has_control)
        reader->control_line = row;
}

static const char *find_problem(const struct record_reader *reader,
        const struct sheet_row *row)
{
    const struct sheet_state *state = reader->state;

    if (row->problem)
        return row->problem;
    if (row->text_size > LIMIT_SHEET_ROW)
        return "too-long";
    for (size_t i = 0; i < reader->wanted_count; i++) {
        const struct sheet_cell *cell = state->columns[i]
                ? sheet_row_cell(row, state->columns[i])
                : NULL;

        if (cell && cell->is_uncomputed)
            return "not-computed";
    }
    return NULL;
}

static void set_fields(struct record_reader *reader, const struct sheet_row *row,
        const char *text)
{
    const struct sheet_state *state = reader->state;
    struct slice *fields = record_fields(reader);

    for (size_t i = 0; i < reader->wanted_count; i++) {
        const struct sheet_cell *cell = state->columns[i]
                ? sheet_row_cell(row, state->columns[i])
                : NULL;

        if (cell && cell->value.text)
            fields[i] = (struct slice){text + sheet_row_place(row, cell),
                    cell->value.size};
    }
}

/* There is room for the row's text: slices of the batch stay where they are. */
static bool make_room(struct sheet_state *state, const struct sheet_row *row,
        bool is_first, char **ret_room, bool *ret_fits, struct error *err)
{
    size_t size = row->text_size < LIMIT_SHEET_ROW ? row->text_size : LIMIT_SHEET_ROW;

    *ret_fits = is_first || size < state->text.capacity - state->text.size;
    if (!*ret_fits)
        return true;
    if (!is_first)
        *ret_room = state->text.data + state->text.size;
    return !is_first ||
            buf_reserve(&state->text, size > BATCH_TEXT ? size : BATCH_TEXT, ret_room,
                    err);
}

/* Nobody can ask for those: that they are there is told. */
static void note_unlisted(struct sheet_state *state, const struct sheet_row *row)
{
    for (size_t i = 0; i < row->cell_count; i++) {
        uint32_t column = row->cells[i].column;

        if (!row->cells[i].value.size || state->listed[column / 8] >> column % 8 & 1)
            continue;
        if (state->unlisted++)
            continue;
        state->unlisted_column = column;
        state->unlisted_row = row->number;
    }
}

static void add_row(struct record_reader *reader, const struct sheet_row *row, char *room)
{
    struct sheet_state *state = reader->state;
    size_t size = (size_t)(sheet_row_join(room, row) - room);
    struct record *record = record_add(reader, room, size);

    note_unlisted(state, row);
    state->hidden_rows += row->is_hidden;
    state->text.size += size;
    record->line = row->number;
    record->offset = row->begin;
    record->length = row->end - row->begin;
    record->problem = find_problem(reader, row);
    if (!record->problem)
        set_fields(reader, row, room);
    else
        record->text.size = record_window_cut(room, size, LIMIT_LINE);
}

static bool parse_sheet(struct record_reader *reader, struct error *err)
{
    struct sheet_state *state = reader->state;
    const struct sheet_row *row;
    bool fits = true;
    char *room;

    state->text.size = 0;
    while (!record_is_full(reader)) {
        if (!next_row(state, &row, err))
            return record_name_member(reader, err);
        reader->ended = row == NULL;
        if (!row) {
            note_total(reader);
            return true;
        }
        if (!make_room(state, row, reader->count == 0, &room, &fits, err))
            return false;
        if (!fits) {
            state->pending = row;
            return true;
        }
        add_row(reader, row, room);
    }
    return true;
}

static bool is_sum(const struct record_reader *reader, struct slice text)
{
    const struct sheet_state *state = reader->state;

    return sheet_trailer_is_sum(&state->header, text);
}

bool record_sheet_describe_header(const struct record_reader *reader,
        bool *ret_is_doubtful, struct buf *ret_text, struct error *err)
{
    const struct sheet_state *state = reader->state;

    *ret_is_doubtful = false;
    if (reader->format.kind != RECORD_SHEET || !state || !state->rows)
        return true;
    *ret_is_doubtful = state->header.is_doubtful;
    return sheet_header_describe(&state->header, ret_text, err);
}

static bool describe_unlisted(const struct sheet_state *state, struct buf *ret_text,
        struct error *err)
{
    char letters[SPREADSHEET_LETTERS_SIZE];

    if (!state->unlisted)
        return true;
    spreadsheet_text_letters(state->unlisted_column, letters);
    return buf_printf(ret_text, err,
            ", values in none of its columns: %" PRIu64 ", the first %s%" PRIu32,
            state->unlisted, letters, state->unlisted_row);
}

uint64_t record_sheet_uncomputed(const struct record_reader *reader)
{
    const struct sheet_state *state = reader->state;

    return reader->format.kind == RECORD_SHEET && state && state->rows
            ? sheet_scan_uncomputed(sheet_rows_scan(state->rows))
            : 0;
}

/* What one sees differently in the workbook. */
static bool describe_view(const struct sheet_state *state,
        struct record_sheet_shown *ret_shown, struct buf *ret_text, struct error *err)
{
    const struct sheet_view *view = sheet_scan_view(sheet_rows_scan(state->rows));
    uint32_t columns = sheet_header_count_hidden(&state->header, view);

    ret_shown->has_hidden = state->hidden_rows || columns;
    ret_shown->has_merged = view->merged_below > 0;
    return (!state->hidden_rows ||
                   buf_printf(ret_text, err, ", rows hidden: %" PRIu64,
                           state->hidden_rows)) &&
            (!columns ||
                    buf_printf(ret_text, err, ", columns hidden: %" PRIu32, columns)) &&
            (!view->merged_below ||
                    buf_printf(ret_text, err, ", merged cells below the header: %" PRIu64,
                            view->merged_below));
}

bool record_sheet_describe(const struct record_reader *reader,
        struct record_sheet_shown *ret_shown, struct buf *ret_text, struct error *err)
{
    const struct sheet_state *state = reader->state;
    uint64_t formulas, uncomputed;

    *ret_shown = (struct record_sheet_shown){false, false};
    if (reader->format.kind != RECORD_SHEET || !state || !state->rows)
        return true;
    if (!describe_view(state, ret_shown, ret_text, err))
        return false;
    formulas = sheet_scan_formulas(sheet_rows_scan(state->rows));
    uncomputed = record_sheet_uncomputed(reader);
    if (formulas > uncomputed &&
            !buf_printf(ret_text, err, ", formulas computed by source: %" PRIu64,
                    formulas - uncomputed))
        return false;
    return (!uncomputed ||
                   buf_printf(ret_text, err, ", formulas without a value: %" PRIu64,
                           uncomputed)) &&
            describe_unlisted(state, ret_text, err);
}

bool record_sheet_append_cell(const struct record_reader *reader, size_t column,
        uint64_t row, struct buf *ret_text, struct error *err)
{
    const struct sheet_state *state = reader->state;
    char letters[SPREADSHEET_LETTERS_SIZE];

    if (reader->format.kind != RECORD_SHEET || column >= state->header.column_count)
        return true;
    spreadsheet_text_letters(state->header.columns[column].column, letters);
    return buf_printf(ret_text, err, "%s%" PRIu64 " ", letters, row);
}

const struct record_parser record_sheet_parser = {
        .record_limit = LIMIT_SHEET_ROW,
        .has_own_bytes = true,
        .open = open_sheet,
        .parse = parse_sheet,
        .columns = list_columns,
        .close = close_sheet,
        .resume = resume_sheet,
        .opening = keep_opening,
        .is_sum = is_sum,
};
