/* inflate_gzip.h - the content of a gzip file (RFC 1952), streamed
 *
 * The one reader behind inflate_open_gzip(). A file may have several parts one after the
 * other (`cat a.gz b.gz`): their contents are one content. Of each part the header is
 * read with its optional fields, a header checksum is compared where there is one, and
 * the CRC-32 and the length (modulo 2^32) at its end are compared with what came. Zeros
 * behind the last part are padding (tapes, block devices); anything else there is damage.
 * The name in a header is not looked at: an archive's name says what its content is
 * called. */
#ifndef CHOSHO_INFLATE_GZIP_H
#define CHOSHO_INFLATE_GZIP_H

#include "evidence/zip/inflate.h"

struct inflate_gzip;

/* source gives the file's bytes, and is taken over where this succeeds. */
WARN_UNUSED bool inflate_gzip_open(struct inflate *source,
        const struct preflight_member *member, struct inflate_limit limit,
        struct inflate_gzip **ret_gzip, struct error *err);

/* As inflate_read(). ERROR_LIMIT: the content goes on beyond limit. */
WARN_UNUSED bool inflate_gzip_read(struct inflate_gzip *gzip, void *bytes,
        size_t capacity, size_t *ret_size, struct error *err);
/* See inflate_keep_checkpoints(); raw is counted in bytes of the file. */
WARN_UNUSED bool inflate_gzip_keep_checkpoints(struct inflate_gzip *gzip,
        struct error *err);
/* The last place where reading can begin anew; NULL: none was to be kept. */
const struct inflate_place *inflate_gzip_place(const struct inflate_gzip *gzip);
/* Goes on at a checkpoint; the source is there already. *ret_done is the bytes before it.
 * The CRC-32 and length of its part are then not compared. */
WARN_UNUSED bool inflate_gzip_jump(struct inflate_gzip *gzip, struct slice checkpoint,
        uint64_t *ret_done, struct error *err);
/* Whether it failed because the file ends early: all that was given is as it was packed,
 * so far as anybody can say. */
bool inflate_gzip_is_cut(const struct inflate_gzip *gzip);
void inflate_gzip_close(struct inflate_gzip *gzip);

#endif
