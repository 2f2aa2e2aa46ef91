/* sheet_choice.h - which of a sheet's first rows is its header
 *
 * By the rules of sheet_header.h. Internal to it. */
#ifndef CHOSHO_SHEET_CHOICE_H
#define CHOSHO_SHEET_CHOICE_H

#include "engine/base/base.h"

#define SHEET_CHOICE_ROWS 20u
#define SHEET_CHOICE_NONE UINT32_MAX

struct sheet_choice_cell {
    uint32_t column;
    bool is_name; /* could be a column's */
    const char *text;
};

struct sheet_choice_row {
    uint32_t number, cell_count;
    const struct sheet_choice_cell *cells;
};

struct sheet_choice {
    uint32_t named_row; /* 0: decided */
    bool is_headerless;
    struct sheet_choice_row rows[SHEET_CHOICE_ROWS + 1]; /* one below the last, too */
    uint32_t row_count;
};

/* The index of the header's first row; SHEET_CHOICE_NONE: there is none.
 * *ret_is_doubtful: another row might be the header, or none. */
uint32_t sheet_choice_find(const struct sheet_choice *choice, bool *ret_is_doubtful);

/* Whether columns in use below rows[at], the last of the header, have no name there; bit
 * k of named: the column k + 1 has one. */
bool sheet_choice_lacks_names(const struct sheet_choice *choice, uint32_t at,
        uint64_t named);

/* Whether every value of it could be a column's name. */
bool sheet_choice_has_only_names(const struct sheet_choice_row *row);

/* The row's cell in the column; NULL: it has none there. */
const struct sheet_choice_cell *sheet_choice_cell(const struct sheet_choice_row *row,
        uint32_t column);

#endif
