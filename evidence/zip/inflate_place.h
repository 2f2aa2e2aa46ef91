/* inflate_place.h - a place in a deflate stream where reading can begin anew
 *
 * Between two blocks of the stream (its own, RFC 1951) the only things a reader has to
 * know are where it stands, to the bit, and the last 32 KiB that came out. With zlib,
 * part of inflate. */
#ifndef CHOSHO_INFLATE_PLACE_H
#define CHOSHO_INFLATE_PLACE_H

#include "engine/base/buf.h"

#define INFLATE_PLACE_WINDOW 32768u
/* More than a packed place takes. */
#define INFLATE_PLACE_PACKED_MAX ((size_t)INFLATE_PLACE_WINDOW + 256)

struct z_stream_s; /* zlib's z_stream */

struct inflate_place {
    uint64_t raw;   /* compressed bytes before it, with the one that is used in part */
    uint64_t bytes; /* that came out before it */
    uint8_t bits;   /* 0 to 7: of that one, its upper bits, not used yet */
    uint8_t byte;   /* that one */
    uint32_t window_size;
    uint8_t window[INFLATE_PLACE_WINDOW]; /* what came out last */
};

/* Takes the place where zlib stands, between two blocks. byte: the last one it was given.
 */
void inflate_place_take(struct inflate_place *place, struct z_stream_s *zlib,
        uint64_t raw, uint64_t bytes, uint8_t byte);

/* Begins a zlib stream (raw deflate) at the place. The caller ends it with inflateEnd().
 */
WARN_UNUSED bool inflate_place_begin(const struct inflate_place *place,
        struct z_stream_s *zlib, struct error *err);

/* Appends the place: varints raw, bytes; u8 bits, u8 byte; varint size of the window; the
 * window, deflated, as bytes. */
WARN_UNUSED bool inflate_place_pack(const struct inflate_place *place, struct buf *buf,
        struct error *err);
/* ERROR_INTEGRITY: not such bytes. */
WARN_UNUSED bool inflate_place_unpack(const void *bytes, size_t size,
        struct inflate_place *ret_place, struct error *err);

#endif
