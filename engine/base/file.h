/* file.h - whole files and folders: read, written so that they are there entirely or not
 * at all, listed in order */
#ifndef CHOSHO_FILE_H
#define CHOSHO_FILE_H

#include "engine/base/arena.h"
#include "engine/base/buf.h"

/* Appends the file's bytes to ret_bytes (its limit holds). "-" is not special.
 * ERROR_MISSING: no such file; ERROR_IO. */
WARN_UNUSED bool file_read(const char *path, struct buf *ret_bytes, struct error *err);

/* Writes to a temporary name beside path, syncs, renames, syncs the folder. mode as for
 * open(). ERROR_IO; with `replace` false ERROR_REFUSED where path exists. */
WARN_UNUSED bool file_write(const char *path, const void *bytes, size_t size,
        unsigned mode, bool replace, struct error *err);

/* Every regular file under folder whose name (last part) matches the glob, to a depth of
 * `depth` folders below it, as paths beginning with folder, in byte order; names
 * beginning with a dot are left out. ERROR_MISSING: no such folder. */
WARN_UNUSED bool file_list(const char *folder, const char *glob, unsigned depth,
        struct arena *arena, const char ***ret_paths, size_t *ret_count,
        struct error *err);

/* False also where nothing is there, or nothing may be seen. */
bool file_is_folder(const char *path);
/* Anything of that name, as far as one may see. */
bool file_exists(const char *path);

/* Makes a folder (its parent must be there). ERROR_REFUSED: it exists. */
WARN_UNUSED bool file_make_folder(const char *path, unsigned mode, struct error *err);

/* Removes a folder and everything in it; for folders this program made. */
WARN_UNUSED bool file_remove_folder(const char *path, struct error *err);

#endif
