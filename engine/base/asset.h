/* asset.h - the files that travel inside the binary
 *
 * Layouts, report templates, the procedure library, catalogues and the workpaper's schema
 * are ordinary files of the source tree, named here by their path in it:
 *
 *     evidence/layouts/csv.xml            reports/templates/report.xsl
 *     procedures/library/access/leaver-removal/procedure.xml
 *     procedures/library/shared/leavers.xml
 *     procedures/catalogues/ismap-2022.xml
 *     engine/workpaper/schema.sql
 *
 * embed.py turns them into a table when the program is built; to carry more, add a
 * pattern there. What the files mean is for the folders that own them: this one only
 * knows bytes. */
#ifndef CHOSHO_ASSET_H
#define CHOSHO_ASSET_H

#include "engine/base/base.h"

/* The content of the file at path; false, and *ret_bytes unset, where the binary carries
 * none. The bytes live as long as the program, and a NUL that is not counted follows
 * them. */
bool asset_find(const char *path, struct slice *ret_bytes);

/* How many files the binary carries. */
size_t asset_count(void);

/* The path of file number i (from 0), in byte order of the paths; NULL beyond the last.
 */
const char *asset_path(size_t i);

#endif
