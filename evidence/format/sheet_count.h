/* sheet_count.h - whether a sheet can be within LIMIT_SHEET_CELLS at all, before it is
 * parsed
 *
 * To parse ten million cells takes a good part of a minute, and to look for where they
 * end a second. */
#ifndef CHOSHO_SHEET_COUNT_H
#define CHOSHO_SHEET_COUNT_H

#include "evidence/archive/archive.h"

/* Looks through the part of a sheet that is large enough to have so many cells.
 * ERROR_LIMIT: it has more. Cells are counted as programs write them, each ending with
 * </v></c>, </is></c>, </f></c> or <f/></c>; written otherwise they are not counted here,
 * and sheet_scan.h refuses them. Errors of archive_open_member(); what is wrong with the
 * part's bytes the parser will say. */
WARN_UNUSED bool sheet_count_check(const struct archive *archive, uint32_t member,
        struct error *err);

/* The refusal; always false. */
bool sheet_count_refuse(struct error *err);

#endif
