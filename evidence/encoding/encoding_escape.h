/* encoding_escape.h - ISO-2022-JP in pieces: what is on, and where escape sequences stood
 *
 * They are no characters, so the text does not tell them: each is remembered by the place
 * of the character it belongs to until the text there is taken. Internal to
 * encoding_stream.c. */
#ifndef CHOSHO_ENCODING_ESCAPE_H
#define CHOSHO_ENCODING_ESCAPE_H

#include "engine/base/buf.h"
#include "evidence/charset/iso2022jp.h"

struct encoding_escape {
    enum iso2022jp_set set;
    uint64_t written, taken; /* bytes of text */
    struct buf marks;        /* of struct mark, in order; those before `first` are done */
    size_t first;
};

void encoding_escape_init(struct encoding_escape *escape);
void encoding_escape_clear(struct encoding_escape *escape);

/* As encoding_decode(). ERROR_LIMIT: more escape sequences than are remembered. */
WARN_UNUSED bool encoding_escape_decode(struct encoding_escape *escape,
        const uint8_t *bytes, size_t size, char *room, size_t capacity, size_t *ret_used,
        size_t *ret_written, struct error *err);

/* As encoding_decode_is_cut_off(). */
bool encoding_escape_is_cut_off(const struct encoding_escape *escape,
        const uint8_t *bytes, size_t size);

/* Steps over what cannot be decoded: how many bytes, each carried as an undecodable one.
 */
size_t encoding_escape_count_wrong(struct encoding_escape *escape, const uint8_t *bytes,
        size_t size);

/* The next `size` bytes of text are taken: how many bytes of escape sequences belong to
 * them. */
size_t encoding_escape_take(struct encoding_escape *escape, size_t size);

#endif
