/* encoding_decode.h - pieces of a member, strictly, to UTF-8 */
#ifndef CHOSHO_ENCODING_DECODE_H
#define CHOSHO_ENCODING_DECODE_H

#include "evidence/encoding.h"

/* Room that any one character needs. */
#define ENCODING_DECODE_ROOM 4u

/* Decodes characters from bytes into room until either is used up, or up to the first
 * that cannot be decoded or is cut off by the end of bytes. Returns how many bytes were
 * decoded. Only for encodings that are
 * decoded. */
size_t encoding_decode(enum encoding encoding, const uint8_t *bytes, size_t size,
        char *room, size_t capacity, size_t *ret_written);

/* Whether bytes, where encoding_decode() stopped, begin a character that more bytes may
 * complete. */
bool encoding_decode_is_cut_off(enum encoding encoding, const uint8_t *bytes,
        size_t size);

#endif
