/* encoding_decode.h - pieces of a member, strictly, to UTF-8 */
#ifndef CHOSHO_ENCODING_DECODE_H
#define CHOSHO_ENCODING_DECODE_H

#include "evidence/encoding/encoding.h"

/* Room that any one character needs. */
#define ENCODING_DECODE_ROOM 4u

/* Decodes characters from bytes into room until either is used up, or up to the first
 * that cannot be decoded or is cut off by the end of bytes. Returns how many bytes were
 * decoded. Not for ISO-2022-JP, whose bytes mean nothing without what is on. */
size_t encoding_decode(enum encoding encoding, const uint8_t *bytes, size_t size,
        char *room, size_t capacity, size_t *ret_written);

/* Of UTF-8: the offset of the first byte that is not part of it, or of an ESC that turns
 * Japanese on or may (cut off); size where there is none. */
size_t encoding_decode_find_wrong(const uint8_t *bytes, size_t size);

/* How many bytes at `bytes` (size > 0), where encoding_decode() stopped, cannot be
 * decoded together: those that another table would read as one character, so that what
 * follows is in step; never one of ASCII but of UTF-16. */
size_t encoding_decode_count_wrong(enum encoding encoding, const uint8_t *bytes,
        size_t size);

/* Whether bytes, where encoding_decode() stopped, begin a character that more bytes may
 * complete. */
bool encoding_decode_is_cut_off(enum encoding encoding, const uint8_t *bytes,
        size_t size);

#endif
