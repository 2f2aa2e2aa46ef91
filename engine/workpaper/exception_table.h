/* exception_table.h - the packed exceptions as a read-only virtual table of the workpaper
 *
 *     exception_id TEXT  X17-3, the third of result 17; U17-3 and R17-3, A17-3, N17-3 by
 * kind result_id INTEGER  the result that showed it number INTEGER     from 1 in each
 * kind kind TEXT          exception, undecidable, unreadable record_id INTEGER  the
 * record it is about: member_id << 40 | record other_id INTEGER   the second record of a
 * grid's cell, or 0 verdict INTEGER    the check that fails, from 1; -1 undecidable; 0
 * unreadable member_id INTEGER  of record_id record INTEGER     of record_id: its number
 * in the member, from 1 ordinal INTEGER    from 1 among those next to each other with the
 * same record_id and other_id: what tells the exceptions of one record apart
 *
 * Rows come in the order of result_id, kind, number. Fast where result_id or exception_id
 * is given with "=", also from a join, and faster with kind or a range of number: only
 * those blocks are decoded. count(*) over all of it decodes everything; result.exceptions
 * knows the numbers. Bytes that are no block end the query as a damaged database. */
#ifndef CHOSHO_EXCEPTION_TABLE_H
#define CHOSHO_EXCEPTION_TABLE_H

#include "engine/base/db.h"

/* Makes the table's module known to db, which must outlive every statement on it.
 * schema.sql has the CREATE VIRTUAL TABLE; store.c calls this on every workpaper it
 * opens. */
WARN_UNUSED bool exception_table_register(struct db *db, struct error *err);

#endif
