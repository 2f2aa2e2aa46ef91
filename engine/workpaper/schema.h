/* schema.h - is this file a workpaper of ours, exactly as schema.sql makes one?
 *
 * A workpaper may come from anywhere: what it brings along (a trigger, a view, a table, a
 * generated column) would be run by whoever opens it. So nothing but schema.sql's own
 * objects is accepted. */
#ifndef CHOSHO_SCHEMA_H
#define CHOSHO_SCHEMA_H

#include "engine/base/db.h"

/* Makes everything of schema.sql in an empty database; `exception`'s module must be known
 * to db. */
WARN_UNUSED bool schema_apply(struct db *db, struct error *err);

/* Looks at the file's first 100 bytes only, so that a foreign file is not even opened.
 * ERROR_MISSING: no file; ERROR_DATABASE: not a workpaper, or made by a newer chosho;
 * ERROR_INTEGRITY: the header of a workpaper is damaged. */
WARN_UNUSED bool schema_check_header(const char *path, struct error *err);

/* Compares every object with schema.sql's, but for blanks and comments. ERROR_DATABASE
 * names the first that differs. */
WARN_UNUSED bool schema_check(struct db *db, const char *path, struct error *err);

#endif
