#include "evidence/format/sheet_header.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "evidence/format/csv_header.h"
#include "evidence/format/sheet_choice.h"
#include "evidence/limits.h"
#include "evidence/spreadsheet/spreadsheet_text.h"
#include "evidence/spreadsheet/spreadsheet_xml.h"

#define NAME_MAX_BYTES ((size_t)200)
#define HEADER_ROWS_MAX 3u

struct look {
    struct arena *arena;
    struct sheet_choice choice;
    const struct sheet_width *width; /* NULL: not known */
    bool is_cut;                     /* a row cannot be read, and none behind it */
};

/* ---- looking ---- */

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/* Copies without blanks around; what is longer than a name may be is cut. */
static bool copy_name(struct arena *arena, struct slice value, const char **ret_name,
        struct error *err)
{
    size_t size = 0;
    char *name;

    while (value.size && is_blank(value.text[0])) {
        value.text++;
        value.size--;
    }
    while (value.size && is_blank(value.text[value.size - 1]))
        value.size--;
    if (value.size > NAME_MAX_BYTES)
        value.size = spreadsheet_text_cut(value.text, NAME_MAX_BYTES / 4, SIZE_MAX);
    if (!arena_allocate(arena, value.size + 1, &name, err))
        return false;
    for (size_t i = 0; i < value.size; i++) {
        bool is_break = value.text[i] == '\n' || value.text[i] == '\r';

        if (!is_break || name[size - 1] != ' ')
            name[size++] = is_break ? ' ' : value.text[i];
    }
    *ret_name = name;
    return true;
}

/* A text that is not made of a number's or a date's characters alone. */
static bool is_name(const struct sheet_cell *cell)
{
    static const char numeric[] = "0123456789 .,:/-+%()$";

    if (!cell->is_text || cell->value.size > NAME_MAX_BYTES)
        return false;
    for (size_t i = 0; i < cell->value.size; i++) {
        if (!memchr(numeric, cell->value.text[i], sizeof(numeric) - 1))
            return true;
    }
    return false;
}

static bool copy_row(struct arena *arena, const struct sheet_row *row,
        struct sheet_choice_row *ret_row, struct error *err)
{
    struct sheet_choice_cell *cells;
    uint32_t count = 0;

    if (!arena_allocate(arena, (row->cell_count + 1) * sizeof(*cells), &cells, err))
        return false;
    for (size_t i = 0; i < row->cell_count; i++) {
        const struct sheet_cell *cell = &row->cells[i];

        cells[count] = (struct sheet_choice_cell){cell->column, is_name(cell), ""};
        if (cell->value.text && !copy_name(arena, cell->value, &cells[count].text, err))
            return false;
        count += cells[count].text[0] != '\0';
    }
    *ret_row = (struct sheet_choice_row){row->number, count, cells};
    return true;
}

/* The next row; none behind one that cannot be read, which the reading of the records
 * comes to again and tells: what stands before it has its header. */
static bool next_row(struct look *look, struct sheet_rows *rows,
        const struct sheet_row **ret_row, struct error *err)
{
    struct error failure = {0};

    *ret_row = NULL;
    if (look->is_cut || sheet_rows_next(rows, ret_row, &failure))
        return true;
    look->is_cut = failure.code == ERROR_UNREADABLE && look->choice.row_count > 0;
    if (look->is_cut)
        return true;
    *err = failure;
    return false;
}

static bool look_at(struct look *look, struct sheet_rows *rows, struct error *err)
{
    const struct sheet_row *row;
    struct sheet_choice_row copied;

    while (look->choice.row_count < ARRAY_LENGTH(look->choice.rows)) {
        if (!next_row(look, rows, &row, err))
            return false;
        if (!row)
            return true;
        if (row->number < look->choice.named_row)
            continue;
        if (!copy_row(look->arena, row, &copied, err))
            return false;
        if (copied.cell_count)
            look->choice.rows[look->choice.row_count++] = copied;
    }
    return true;
}

/* ---- columns ---- */

/* In a row behind those looked at. */
static bool is_used_behind(const struct look *look, uint32_t column)
{
    return look->width && look->choice.row_count &&
            look->width->last_row[column] >
            look->choice.rows[look->choice.row_count - 1].number;
}

static uint32_t last_column(const struct look *look, uint32_t from)
{
    uint32_t last = SPREADSHEET_COLUMNS_MAX;

    while (last && !is_used_behind(look, last))
        last--;
    for (uint32_t i = from; i < look->choice.row_count; i++) {
        const struct sheet_choice_row *row = &look->choice.rows[i];

        if (row->cells[row->cell_count - 1].column > last)
            last = row->cells[row->cell_count - 1].column;
    }
    return last;
}

static bool is_used(const struct look *look, uint32_t from, uint32_t column)
{
    for (uint32_t i = from; i < look->choice.row_count; i++) {
        if (sheet_choice_cell(&look->choice.rows[i], column))
            return true;
    }
    return is_used_behind(look, column);
}

/* The row up to which merged cells matter; 0: every column has a name of its own. */
static uint32_t find_merge_row(const struct look *look)
{
    bool is_doubtful;
    uint32_t chosen = sheet_choice_find(&look->choice, &is_doubtful), last;

    if (chosen == SHEET_CHOICE_NONE)
        return 0;
    last = last_column(look, chosen);
    for (uint32_t column = 1; column <= last; column++) {
        if (!sheet_choice_cell(&look->choice.rows[chosen], column) &&
                is_used(look, chosen, column))
            return look->choice.rows[chosen].number;
    }
    return 0;
}

/* ---- merged texts ---- */

struct deciding {
    const struct look *look;
    const struct sheet_merge *merges;
    size_t merge_count;
    const struct sheet_choice_row
            *rows[HEADER_ROWS_MAX]; /* of the header, from the top */
    uint32_t row_count;
};

/* The merge inside that row of the header that covers the column; NULL: none. */
static const struct sheet_merge *find_merge(const struct deciding *deciding,
        const struct sheet_choice_row *row, uint32_t column)
{
    for (size_t i = 0; i < deciding->merge_count; i++) {
        const struct sheet_merge *merge = &deciding->merges[i];

        if (merge->first_row == row->number && merge->last_row == merge->first_row &&
                merge->first_column <= column && column <= merge->last_column &&
                merge->first_column < merge->last_column)
            return merge;
    }
    return NULL;
}

static bool is_second_row(const struct deciding *deciding,
        const struct sheet_choice_row *row)
{
    const struct sheet_choice_row *top = deciding->rows[0];
    bool is_below_merge = false;

    if (row->number != top->number + 1 || !sheet_choice_has_only_names(row))
        return false;
    for (uint32_t i = 0; i < row->cell_count; i++) {
        uint32_t column = row->cells[i].column;
        bool is_merged = find_merge(deciding, top, column) != NULL;

        if (!is_merged && sheet_choice_cell(top, column))
            return false;
        is_below_merge = is_below_merge || is_merged;
    }
    return is_below_merge;
}

/* How many rows a text of the header's first row is merged down over. */
static uint32_t count_merged_down(const struct deciding *deciding)
{
    const struct sheet_choice_row *top = deciding->rows[0];
    uint32_t most = 1;

    for (size_t i = 0; i < deciding->merge_count; i++) {
        const struct sheet_merge *merge = &deciding->merges[i];
        uint32_t rows = merge->last_row - merge->first_row + 1;

        if (merge->first_row == top->number && merge->last_row > merge->first_row &&
                rows <= HEADER_ROWS_MAX && rows > most &&
                sheet_choice_cell(top, merge->first_column))
            most = rows;
    }
    return most;
}

/* The header's rows from the chosen one on: down to where one of its texts is merged, if
 * all of them are texts only; else at most a second one below texts merged across. */
static void choose_rows(struct deciding *deciding, uint32_t chosen)
{
    const struct look *look = deciding->look;
    const struct sheet_choice_row *top = &look->choice.rows[chosen];
    uint32_t count = 1, down;

    deciding->rows[0] = top;
    deciding->row_count = 1;
    down = count_merged_down(deciding);
    while (count < down && chosen + count < look->choice.row_count &&
            look->choice.rows[chosen + count].number == top->number + count &&
            sheet_choice_has_only_names(&look->choice.rows[chosen + count]))
        count++;
    if (count < down || count == 1)
        count = chosen + 1 < look->choice.row_count &&
                        is_second_row(deciding, &look->choice.rows[chosen + 1])
                ? 2
                : 1;
    while (deciding->row_count < count) {
        deciding->rows[deciding->row_count] =
                &look->choice.rows[chosen + deciding->row_count];
        deciding->row_count++;
    }
}

static const char *text_in(const struct deciding *deciding,
        const struct sheet_choice_row *row, uint32_t column)
{
    const struct sheet_merge *merge = find_merge(deciding, row, column);
    const struct sheet_choice_cell *cell = sheet_choice_cell(row,
            merge ? merge->first_column : column);

    return cell ? cell->text : "";
}

/* The texts of the header's rows, from the top; the column's letters where none has any.
 */
static bool name_column(const struct deciding *deciding, uint32_t column,
        const char **ret_name, struct error *err)
{
    struct arena *arena = deciding->look->arena;
    char letters[SPREADSHEET_LETTERS_SIZE];

    *ret_name = "";
    for (uint32_t i = 0; i < deciding->row_count; i++) {
        const char *text = text_in(deciding, deciding->rows[i], column);

        if (*text &&
                !arena_printf(arena, ret_name, err, "%s%s%s", *ret_name,
                        **ret_name ? "/" : "", text))
            return false;
    }
    if (**ret_name)
        return true;
    spreadsheet_text_letters(column, letters);
    return arena_text(arena, letters, ret_name, err);
}

static bool name_columns(const struct deciding *deciding, uint32_t from,
        struct sheet_header *header, struct error *err)
{
    struct arena *arena = deciding->look->arena;
    uint32_t last = last_column(deciding->look, from), count = 0;
    struct sheet_column *columns;
    const char **names;

    if (!arena_allocate(arena, (last + 1) * sizeof(*columns), &columns, err) ||
            !arena_allocate(arena, (last + 1) * sizeof(*names), &names, err))
        return false;
    for (uint32_t column = 1; column <= last; column++) {
        if (!is_used(deciding->look, from, column))
            continue;
        if (!name_column(deciding, column, &names[count], err))
            return false;
        columns[count++].column = column;
    }
    if (count > LIMIT_CSV_COLUMNS)
        return error_set(err, ERROR_UNREADABLE,
                TR("the sheet has %u columns, more than %u",
                        "シートの列数 %u が上限 %u を超えています"),
                count, LIMIT_CSV_COLUMNS);
    if (!csv_header_make_unique(names, count, arena, err))
        return false;
    for (uint32_t i = 0; i < count; i++)
        columns[i].name = names[i];
    header->columns = columns;
    header->column_count = count;
    return true;
}

/* Whether columns in use below the header have no text of it. */
static bool lacks_names(const struct deciding *deciding, uint32_t chosen)
{
    uint64_t named = 0;

    for (uint32_t column = 1; column <= 64; column++) {
        for (uint32_t i = 0; i < deciding->row_count; i++) {
            if (*text_in(deciding, deciding->rows[i], column))
                named |= UINT64_C(1) << (column - 1);
        }
    }
    return sheet_choice_lacks_names(&deciding->look->choice,
            chosen + deciding->row_count - 1, named);
}

static bool decide(struct deciding *deciding, struct sheet_header *ret_header,
        struct error *err)
{
    const struct look *look = deciding->look;
    bool is_doubtful;
    uint32_t chosen = sheet_choice_find(&look->choice, &is_doubtful);
    struct sheet_header header = {.is_doubtful = is_doubtful};

    if (chosen == SHEET_CHOICE_NONE && look->choice.named_row &&
            !look->choice.is_headerless)
        return error_set(err, ERROR_MISSING,
                TR("row %u, named as the header, has no values",
                        "見出し行として指定された %u 行目に値がありません"),
                look->choice.named_row);
    if (chosen != SHEET_CHOICE_NONE) {
        choose_rows(deciding, chosen);
        header.first_row = deciding->rows[0]->number;
        header.row = deciding->rows[deciding->row_count - 1]->number;
        header.is_doubtful = is_doubtful ||
                (!look->choice.named_row && lacks_names(deciding, chosen));
    }
    if (!name_columns(deciding, chosen == SHEET_CHOICE_NONE ? 0 : chosen, &header, err))
        return false;
    *ret_header = header;
    return true;
}

static bool pass_rows(struct look *look, struct sheet_rows *rows, struct error *err)
{
    const struct sheet_row *row;

    do {
        if (!next_row(look, rows, &row, err))
            return false;
    } while (row);
    return true;
}

bool sheet_header_read(struct sheet_rows *rows, uint32_t named_row, bool headerless,
        const struct sheet_width *width, struct arena *arena,
        struct sheet_header *ret_header, struct error *err)
{
    struct look look = {.arena = arena,
            .choice = {.named_row = headerless ? 0 : named_row,
                    .is_headerless = headerless},
            .width = width};
    struct deciding deciding = {.look = &look};
    struct sheet_view *view = sheet_scan_view(sheet_rows_scan(rows));
    uint32_t merge_row;

    sheet_view_keep_merges(view, SPREADSHEET_ROWS_MAX);
    if (!look_at(&look, rows, err))
        return false;
    merge_row = find_merge_row(&look);
    sheet_view_keep_merges(view, merge_row ? merge_row + HEADER_ROWS_MAX - 1 : 0);
    if (merge_row && !pass_rows(&look, rows, err))
        return false;
    deciding.merges = view->merges;
    deciding.merge_count = view->merge_count;
    return decide(&deciding, ret_header, err);
}

bool sheet_header_describe(const struct sheet_header *header, struct buf *ret_text,
        struct error *err)
{
    if (header->first_row > 1)
        return buf_printf(ret_text, err, ", header at row %u",
                (unsigned)header->first_row);
    return header->row || !header->column_count ||
            buf_append_text(ret_text, ", no header", err);
}

uint32_t sheet_header_find(const struct sheet_header *header, const char *name)
{
    size_t size = strlen(name);
    uint32_t letters, place;

    for (uint32_t i = 0; i < header->column_count; i++) {
        if (strcmp(header->columns[i].name, name) == 0)
            return header->columns[i].column;
    }
    for (uint32_t i = 0; i < header->column_count; i++) {
        size_t length = strlen(header->columns[i].name);

        if (size == length + 2 && strcmp(name + length, "#1") == 0 &&
                strncmp(header->columns[i].name, name, length) == 0)
            return header->columns[i].column;
    }
    if (name[0] == '_' &&
            spreadsheet_xml_number((struct slice){name + 1, size - 1}, &place) && place &&
            place <= header->column_count)
        return header->columns[place - 1].column;
    if (!spreadsheet_text_column(name, size, &letters))
        return SHEET_HEADER_NONE;
    for (uint32_t i = 0; i < header->column_count; i++) {
        if (header->columns[i].column == letters)
            return letters;
    }
    return SHEET_HEADER_NONE;
}

uint32_t sheet_header_count_hidden(const struct sheet_header *header,
        const struct sheet_view *view)
{
    uint32_t count = 0, at = 1;
    int64_t open = 0;

    for (uint32_t i = 0; i < header->column_count; i++) {
        for (; at <= header->columns[i].column; at++)
            open += view->hidden[at];
        count += open > 0;
    }
    return count;
}
