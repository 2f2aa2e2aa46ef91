/* preflight_no_zip.h - what a file is that has no zip's end record, and what to do */
#ifndef CHOSHO_PREFLIGHT_NO_ZIP_H
#define CHOSHO_PREFLIGHT_NO_ZIP_H

#include "evidence/zip/preflight_window.h"

/* Refuses the file, "[no-end-record]": by its first bytes it is said to be a tar, a 7z, a
 * text ..., and how it is delivered instead. Of what begins as a zip, and of bytes that
 * nothing is known of, the end at `offset` is missing. Returns false; ERROR_IO where it
 * cannot be read. */
bool preflight_no_zip_refuse(struct preflight_window *window, uint64_t offset,
        struct error *err);

#endif
