#include "evidence/encoding/encoding_escape.h"

#include <string.h>

#include "engine/base/text.h"
#include "evidence/encoding/encoding_decode.h"

#define MARKS_LIMIT ((size_t)64 << 20) /* bytes: text of a record has few of them */
#define MARKS_DONE ((size_t)64 << 10)  /* worth moving the others to the front */

struct mark {
    uint64_t at;   /* the text's byte it belongs to */
    uint64_t size; /* bytes of escape sequences */
};

void encoding_escape_init(struct encoding_escape *escape)
{
    *escape = (struct encoding_escape){.marks = BUF_INIT(MARKS_LIMIT)};
}

void encoding_escape_clear(struct encoding_escape *escape)
{
    buf_clear(&escape->marks);
}

static bool is_single(enum iso2022jp_set set)
{
    return set == ISO2022JP_ASCII || set == ISO2022JP_ROMAN;
}

/* Back to ASCII or Roman belongs to the character before it, as far as that is not taken
 * yet. */
static bool add_mark(struct encoding_escape *escape, size_t length, struct error *err)
{
    uint64_t at = escape->written;
    size_t size = escape->marks.size;
    struct mark last = {0};

    if (is_single(escape->set) && at > escape->taken)
        at--;
    if (size > escape->first) {
        memcpy(&last, escape->marks.data + size - sizeof(last), sizeof(last));
        if (last.at >= at) {
            last.size += length;
            memcpy(escape->marks.data + size - sizeof(last), &last, sizeof(last));
            return true;
        }
    }
    last = (struct mark){at, length};
    return buf_append(&escape->marks, &last, sizeof(last), err);
}

bool encoding_escape_decode(struct encoding_escape *escape, const uint8_t *bytes,
        size_t size, char *room, size_t capacity, size_t *ret_used, size_t *ret_written,
        struct error *err)
{
    size_t at = 0, written = 0, length;

    while (at < size && capacity - written >= ENCODING_DECODE_ROOM) {
        enum iso2022jp_set set = escape->set;
        struct iso2022jp_piece piece = iso2022jp_next(&set, bytes + at, size - at);

        if (piece.kind == ISO2022JP_WRONG || piece.kind == ISO2022JP_CUT_OFF)
            break;
        escape->set = set;
        at += piece.length;
        if (piece.kind == ISO2022JP_ESCAPE) {
            if (!add_mark(escape, piece.length, err))
                return false;
            continue;
        }
        length = text_encode(piece.character, room + written);
        written += length;
        escape->written += length;
    }
    *ret_used = at;
    *ret_written = written;
    return true;
}

bool encoding_escape_is_cut_off(const struct encoding_escape *escape,
        const uint8_t *bytes, size_t size)
{
    enum iso2022jp_set set = escape->set;

    return iso2022jp_next(&set, bytes, size).kind == ISO2022JP_CUT_OFF;
}

size_t encoding_escape_count_wrong(struct encoding_escape *escape, const uint8_t *bytes,
        size_t size)
{
    size_t length = iso2022jp_next(&escape->set, bytes, size).length;

    escape->written += length * TEXT_UNDECODABLE_SIZE;
    return length;
}

static void forget_done(struct encoding_escape *escape)
{
    size_t rest = escape->marks.size - escape->first;

    if (rest && escape->first < MARKS_DONE)
        return;
    if (rest)
        memmove(escape->marks.data, escape->marks.data + escape->first, rest);
    escape->marks.size = rest;
    escape->first = 0;
}

size_t encoding_escape_take(struct encoding_escape *escape, size_t size)
{
    size_t length = 0;
    struct mark mark;

    escape->taken += size;
    for (; escape->first < escape->marks.size; escape->first += sizeof(mark)) {
        memcpy(&mark, escape->marks.data + escape->first, sizeof(mark));
        if (mark.at >= escape->taken)
            break;
        length += mark.size;
    }
    if (escape->first)
        forget_done(escape);
    return length;
}
