#include "evidence/format/sheet_choice.h"

#include <stdlib.h>
#include <string.h>

#include "evidence/format/sheet_scan.h"
#include "evidence/format/table_head.h"

bool sheet_choice_has_only_names(const struct sheet_choice_row *row)
{
    for (uint32_t i = 0; i < row->cell_count; i++) {
        if (!row->cells[i].is_name)
            return false;
    }
    return row->cell_count > 0;
}

const struct sheet_choice_cell *sheet_choice_cell(const struct sheet_choice_row *row,
        uint32_t column)
{
    return row->cell_count ? bsearch(&column, row->cells, row->cell_count,
                                     sizeof(*row->cells), sheet_scan_compare_column)
                           : NULL;
}

/* 2024, or 2024-04-01. */
static bool is_year_or_day(const char *text)
{
    size_t size = strlen(text);

    return (size == 4 || size == 10) && strspn(text, "0123456789") == 4 &&
            (size == 4 || strspn(text, "0123456789-") == size) &&
            (strncmp(text, "19", 2) == 0 || strncmp(text, "20", 2) == 0);
}

/* How many of the row's cells could be columns' names; *ret_years: whether all others are
 * years or days. */
static uint32_t count_names(const struct sheet_choice_row *row, bool *ret_years)
{
    uint32_t names = 0;

    *ret_years = true;
    for (uint32_t i = 0; i < row->cell_count; i++) {
        names += row->cells[i].is_name;
        *ret_years = *ret_years &&
                (row->cells[i].is_name || is_year_or_day(row->cells[i].text));
    }
    return names;
}

/* Names, and years or days above what is none: a pivot's header. */
static bool has_names_and_years(const struct sheet_choice *choice, uint32_t row)
{
    const struct sheet_choice_row *top = &choice->rows[row];
    bool is_years;
    uint32_t names = count_names(top, &is_years);

    if (!names || !is_years || row + 1 >= choice->row_count)
        return false;
    for (uint32_t i = 0; i < top->cell_count; i++) {
        const struct sheet_choice_cell *below = sheet_choice_cell(&choice->rows[row + 1],
                top->cells[i].column);

        if (!top->cells[i].is_name && below && is_year_or_day(below->text))
            return false;
    }
    return true;
}

/* Texts and numbers: a record, or a header with numbers in it. */
static bool is_mixed(const struct sheet_choice_row *row)
{
    bool is_years;
    uint32_t names = count_names(row, &is_years);

    return names && names < row->cell_count;
}

static uint32_t count_candidates(const struct sheet_choice *choice)
{
    return choice->row_count < SHEET_CHOICE_ROWS ? choice->row_count : SHEET_CHOICE_ROWS;
}

enum candidate {
    OF_NAMES,
    OF_NAMES_AND_YEARS,
    OF_BOTH, /* names and numbers */
};

static bool fits(const struct sheet_choice *choice, uint32_t row,
        enum candidate candidate)
{
    if (candidate == OF_NAMES)
        return sheet_choice_has_only_names(&choice->rows[row]);
    return candidate == OF_BOTH ? is_mixed(&choice->rows[row])
                                : has_names_and_years(choice, row);
}

static uint32_t find_candidate(const struct sheet_choice *choice,
        enum candidate candidate)
{
    uint32_t count = count_candidates(choice), widest = 0, above = 0;

    for (uint32_t i = 0; i < count; i++) {
        if (choice->rows[i].cell_count > widest)
            widest = choice->rows[i].cell_count;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t cells = choice->rows[i].cell_count;

        if (cells > above && cells >= (widest > 1 ? 2 : 1) && 2 * cells >= widest &&
                (widest > 1 || count > 1) && fits(choice, i, candidate))
            return i;
        if (cells > above)
            above = cells;
    }
    return SHEET_CHOICE_NONE;
}

/* ---- a form's head ---- */

static void look(const struct sheet_choice *choice, struct table_head_row *rows)
{
    for (uint32_t i = 0; i < choice->row_count; i++) {
        const struct sheet_choice_row *row = &choice->rows[i];

        rows[i] = (struct table_head_row){.number = row->number};
        for (uint32_t k = 0; k < row->cell_count; k++) {
            const struct sheet_choice_cell *cell = &row->cells[k];

            table_head_add(&rows[i], cell->column - 1,
                    (struct slice){cell->text, strlen(cell->text)}, cell->is_name);
        }
    }
}

static uint32_t find_below_head(const struct sheet_choice *choice, uint32_t found,
        bool *ret_is_doubtful)
{
    struct table_head_row rows[SHEET_CHOICE_ROWS + 1];

    look(choice, rows);
    return table_head_find(rows, choice->row_count, found, ret_is_doubtful);
}

bool sheet_choice_lacks_names(const struct sheet_choice *choice, uint32_t at,
        uint64_t named)
{
    struct table_head_row rows[SHEET_CHOICE_ROWS + 1];

    look(choice, rows);
    return table_head_lacks_names(rows, choice->row_count, at, named);
}

uint32_t sheet_choice_find(const struct sheet_choice *choice, bool *ret_is_doubtful)
{
    uint32_t found;

    *ret_is_doubtful = false;
    if (choice->is_headerless)
        return SHEET_CHOICE_NONE;
    if (choice->named_row)
        return choice->row_count && choice->rows[0].number == choice->named_row
                ? 0
                : SHEET_CHOICE_NONE;
    found = find_candidate(choice, OF_NAMES);
    if (found != SHEET_CHOICE_NONE)
        return find_below_head(choice, found, ret_is_doubtful);
    found = find_candidate(choice, OF_NAMES_AND_YEARS);
    if (found != SHEET_CHOICE_NONE)
        found = find_below_head(choice, found, ret_is_doubtful);
    *ret_is_doubtful = find_candidate(choice, OF_BOTH) != SHEET_CHOICE_NONE;
    return found;
}
