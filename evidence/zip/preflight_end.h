/* preflight_end.h - the records at the end of a zip: where its directory is and how many
 * members it has */
#ifndef CHOSHO_PREFLIGHT_END_H
#define CHOSHO_PREFLIGHT_END_H

#include "evidence/zip/preflight_window.h"

struct preflight_end {
    uint64_t directory_offset, directory_size;
    uint64_t count; /* as declared */
    bool is_padded; /* zeros stand behind the end record and its comment */
};

/* Exactly one end record, whose comment ends exactly at the end of the file, or is
 * followed by zeros alone (as bsdtar pads what it writes to a pipe; with the comment no
 * more than 65,535 bytes), and holds no second one; with a zip64 locator before it, a
 * zip64 end record of 44 bytes right before that, saying the same wherever the plain one
 * says anything; the directory ends where these begin. ERROR_REFUSED: [no-end-record]
 * [two-end-records] [trailing-bytes] [cut-off] [multi-disk] [zip64-end] [count-differs]
 * [gap] [prefix] [directory]. ERROR_IO. */
WARN_UNUSED bool preflight_end_find(struct preflight_window *window,
        struct preflight_end *ret_end, struct error *err);

#endif
