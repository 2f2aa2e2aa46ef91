/* zipwriter.h - zip archives that are the same bytes every time; writing is libzip's door
 *
 * Members are stored (or deflated), in the order added, with the fixed time 1980-01-01
 * 00:00:00 and the UTF-8 flag where the name needs it. Used by `check --fixtures`, tests
 * and, later, the seal. */
#ifndef CHOSHO_ZIPWRITER_H
#define CHOSHO_ZIPWRITER_H

#include "engine/base/error.h"

struct zipwriter;

/* Begins a new archive at path, which comes into being, for its owner only (0600), when
 * all is written. ERROR_REFUSED where the file exists. */
WARN_UNUSED bool zipwriter_open(const char *path, struct zipwriter **ret_writer,
        struct error *err);

/* Adds a member; the bytes are copied, and kept until the end (4 GiB at most). With
 * raw_name the name's bytes are written as they are, without the UTF-8 flag (how a
 * Japanese Windows writes CP932). A name that ends in
 * '/' is a folder's. ERROR_REFUSED: there is such a member; ERROR_USAGE: an empty name,
 * or one that is not UTF-8. */
WARN_UNUSED bool zipwriter_add(struct zipwriter *writer, const char *name, bool raw_name,
        const void *bytes, size_t size, bool deflate, struct error *err);

/* Writes the archive and ends the writer, also on failure (then no file is left).
 * ERROR_REFUSED where somebody else has made the file meanwhile. */
WARN_UNUSED bool zipwriter_close(struct zipwriter *writer, struct error *err);
/* Writes a zip of one stored member to the open file fd, from its beginning: one that has
 * no name, too. Names and errors as of zipwriter_add(). */
WARN_UNUSED bool zipwriter_wrap(int fd, const char *name, const void *bytes, size_t size,
        struct error *err);
/* Ends the writer without a file. */
void zipwriter_discard(struct zipwriter *writer);
CLEANUP_POINTER(struct zipwriter, zipwriter_discard)

#endif
