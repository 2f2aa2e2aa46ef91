#include "evidence/encoding/encoding_ahead.h"

#include <string.h>

#include "engine/base/buf.h"

#define PIECE ((size_t)64 << 10)

static size_t find_other(const char *text, size_t size)
{
    size_t at = 0;
    uint64_t word;

    for (; at + sizeof(word) <= size; at += sizeof(word)) {
        memcpy(&word, text + at, sizeof(word));
        if (word & UINT64_C(0x8080808080808080))
            break;
    }
    while (at < size && (unsigned char)text[at] < 0x80)
        at++;
    return at;
}

/* What follows from the first byte that is not ASCII, as much as a piece; empty where
 * there is none. Damage ends it: who reads the member will say so. */
static bool read_sample(struct inflate *inflate, struct buf *sample, bool *ret_whole,
        struct error *err)
{
    struct error failure;
    char *room;
    size_t got = 1;

    for (size_t seen = 0; seen < ENCODING_AHEAD_MAX && sample->size < PIECE && got;
            seen += got) {
        if (!buf_reserve(sample, PIECE, &room, err))
            return false;
        if (!inflate_read(inflate, room, PIECE - sample->size, &got, &failure))
            break;
        if (!sample->size) {
            size_t ascii = find_other(room, got);

            memmove(room, room + ascii, got - ascii);
            sample->size = got - ascii;
        } else {
            sample->size += got;
        }
    }
    *ret_whole = got == 0;
    return true;
}

bool encoding_ahead_find(const struct archive *archive, uint32_t member,
        struct slice beginning, enum encoding *encoding, struct error *err)
{
    CLEANUP(inflate_closep) struct inflate *inflate = NULL;
    CLEANUP(buf_clear) struct buf sample = BUF_INIT(2 * PIECE);
    enum encoding found;
    bool whole;

    if (*encoding != ENCODING_UTF8 ||
            find_other(beginning.text, beginning.size) < beginning.size)
        return true;
    if (!archive_open_member(archive, member, &inflate, err) ||
            !read_sample(inflate, &sample, &whole, err))
        return false;
    if (sample.size &&
            encoding_detect((const uint8_t *)sample.data, sample.size, whole, &found) &&
            (found == ENCODING_CP932 || found == ENCODING_EUCJP))
        *encoding = found;
    return true;
}
