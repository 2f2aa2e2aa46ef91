/* show_cell.h - the one cell of a sheet that `show` was asked for
 *
 * A pointer that names a cell shows its row; the cell is marked in it. A cell in none of
 * the sheet's columns, or in a row that is no record, is told for what it is. */
#ifndef CHOSHO_SHOW_CELL_H
#define CHOSHO_SHOW_CELL_H

#include "engine/base/pack.h"
#include "engine/run/place.h"
#include "evidence/format/record.h"
#include "evidence/spreadsheet/spreadsheet_text.h"

#define SHOW_CELL_TEXT 300u

struct show_cell {
    char name[SPREADSHEET_LETTERS_SIZE + 24]; /* "C5"; "": none was asked for */
    bool is_told, is_there; /* the row's cells were; the one asked for is among them */
    char first[SPREADSHEET_LETTERS_SIZE], last[SPREADSHEET_LETTERS_SIZE]; /* of them */
    bool is_header_told;
    uint64_t header_row;         /* the last of the header; 0: there is none */
    char header[SHOW_CELL_TEXT]; /* its texts, as many as fit */
};

/* kind: as the place's member is read; only a sheet has cells. */
void show_cell_begin(struct show_cell *cell, const struct place *place,
        enum record_kind kind);

/* The fields of the row, as the worker sent them. */
void show_cell_take_fields(struct show_cell *cell, struct unpack content);

/* Whether a field's heading ("C5 氏名") is of the cell asked for. */
bool show_cell_is(const struct show_cell *cell, const char *heading);

/* The header, as the worker sent it where the row is no record. */
WARN_UNUSED bool show_cell_take_header(struct show_cell *cell, struct unpack *content,
        struct error *err);

/* ERROR_MISSING: the row was shown, but the sheet has no such column. */
WARN_UNUSED bool show_cell_check(const struct show_cell *cell, const struct place *place,
        struct error *err);

/* ERROR_MISSING, always: why no record is in the row. */
bool show_cell_refuse_row(const struct show_cell *cell, const struct place *place,
        struct error *err);

#endif
