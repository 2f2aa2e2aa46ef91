/* tick_sheet.h - part of `chosho tick`: cells out to a sheet, and ticked in it back in
 *
 * A row a cell. The column "tick" says which tick the sheet was written after: a cell
 * that was ticked otherwise since is a conflict. Rows without an outcome, and those that
 * say what is recorded already, change nothing. */
#ifndef CHOSHO_TICK_SHEET_H
#define CHOSHO_TICK_SHEET_H

#include "engine/commands/tick_cells.h"

/* Writes the cells in the form of the call. */
WARN_UNUSED bool tick_sheet_write(struct command_call *call,
        const struct tick_cells *cells, struct error *err);

/* Reads the sheet and records what it ticks: all of it, or nothing where a row is wrong
 * or in conflict, each of which is told. *ret_code: the command's exit code. */
WARN_UNUSED bool tick_sheet_read(struct command_call *call, struct store *store,
        const char *path, int *ret_code, struct error *err);

#endif
