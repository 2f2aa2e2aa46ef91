#include "evidence/format/json_text.h"

#include <string.h>

#include "engine/base/text.h"

static uint32_t read_hex(const char *digits)
{
    uint32_t value = 0;

    for (unsigned i = 0; i < 4; i++) {
        uint32_t digit = (unsigned char)digits[i];

        value = value << 4 | (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
    }
    return value;
}

static char simple_escape(char letter)
{
    switch (letter) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return letter;
    }
}

/* Undoes the escape at *at, moving it on; returns how many bytes it means. */
static size_t decode_escape(const char **at, const char *end, char bytes[6])
{
    const char *escape = *at;
    uint32_t unit, low;
    size_t size;

    if (escape[1] != 'u') {
        *at += 2;
        bytes[0] = simple_escape(escape[1]);
        return 1;
    }
    *at += 6;
    unit = read_hex(escape + 2);
    if (unit >= 0xD800 && unit < 0xDC00 && end - *at >= 6 && (*at)[0] == '\\' &&
            (*at)[1] == 'u' && (low = read_hex(*at + 2)) >= 0xDC00 && low < 0xE000) {
        *at += 6;
        unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    }
    size = unit ? text_encode(unit, bytes) : 0;
    if (size)
        return size;
    memcpy(bytes, escape, 6);
    return 6;
}

size_t json_text_decode(struct slice text, char *value)
{
    const char *at = text.text, *end = text.text + text.size;
    char *out = value, bytes[6];

    while (at < end) {
        const char *slash = memchr(at, '\\', (size_t)(end - at));
        size_t size = (size_t)((slash ? slash : end) - at);

        memcpy(out, at, size);
        out += size;
        at += size;
        if (slash) {
            size = decode_escape(&at, end, bytes);
            memcpy(out, bytes, size);
            out += size;
        }
    }
    return (size_t)(out - value);
}

/* A string's value, a piece at a time. */
struct pieces {
    const char *at, *end;
    bool escaped;
    char bytes[6];
    const char *piece;
    size_t size;
};

static bool next_piece(struct pieces *pieces)
{
    const char *slash = NULL;

    if (pieces->at == pieces->end)
        return false;
    if (pieces->escaped)
        slash = memchr(pieces->at, '\\', (size_t)(pieces->end - pieces->at));
    if (slash == pieces->at) {
        pieces->piece = pieces->bytes;
        pieces->size = decode_escape(&pieces->at, pieces->end, pieces->bytes);
        return true;
    }
    pieces->piece = pieces->at;
    pieces->size = (size_t)((slash ? slash : pieces->end) - pieces->at);
    pieces->at += pieces->size;
    return true;
}

static struct pieces begin_pieces(struct slice text, bool escaped)
{
    return (struct pieces){.at = text.text,
            .end = text.text + text.size,
            .escaped = escaped};
}

bool json_text_is_equal(struct slice a, bool a_escaped, struct slice b, bool b_escaped)
{
    struct pieces left = begin_pieces(a, a_escaped), right = begin_pieces(b, b_escaped);
    size_t size;

    if (!a_escaped && !b_escaped)
        return a.size == b.size && memcmp(a.text, b.text, a.size) == 0;

    for (;;) {
        bool has_left = left.size || next_piece(&left);
        bool has_right = right.size || next_piece(&right);

        if (!has_left || !has_right)
            return has_left == has_right;
        size = left.size < right.size ? left.size : right.size;
        if (memcmp(left.piece, right.piece, size) != 0)
            return false;
        left.piece += size;
        left.size -= size;
        right.piece += size;
        right.size -= size;
    }
}

#define HASH_BEGIN UINT64_C(0x9E3779B97F4A7C15)
#define HASH_FACTOR UINT64_C(0xFF51AFD7ED558CCD)

static inline uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * HASH_FACTOR;
    return hash ^ hash >> 29;
}

/* The high bits, where a product differs most, into the low ones, which choose the place
 * in a table. */
static inline uint64_t finish(uint64_t hash)
{
    hash = (hash ^ hash >> 32) * HASH_FACTOR;
    return hash ^ hash >> 32;
}

/* Words of eight bytes and a padded last one. */
static uint64_t hash_plain(const char *text, size_t size)
{
    uint64_t hash = HASH_BEGIN ^ size, word;

    for (; size >= 8; size -= 8, text += 8) {
        memcpy(&word, text, 8);
        hash = mix(hash, word);
    }
    word = 0;
    memcpy(&word, text, size);
    return finish(mix(hash, word));
}

/* As hash_plain() of the decoded text, without room for it: keys with escapes are rare.
 */
static uint64_t hash_escaped(struct slice text)
{
    struct pieces pieces = begin_pieces(text, true);
    size_t total = 0, used = 0;
    char word_bytes[8] = {0};
    uint64_t hash, word;

    while (next_piece(&pieces))
        total += pieces.size;
    hash = HASH_BEGIN ^ total;
    pieces = begin_pieces(text, true);
    while (next_piece(&pieces)) {
        for (size_t i = 0; i < pieces.size; i++) {
            word_bytes[used++] = pieces.piece[i];
            if (used == 8) {
                memcpy(&word, word_bytes, 8);
                hash = mix(hash, word);
                memset(word_bytes, 0, 8);
                used = 0;
            }
        }
    }
    memcpy(&word, word_bytes, 8);
    return finish(mix(hash, word));
}

uint64_t json_text_hash(struct slice text, bool escaped)
{
    return escaped ? hash_escaped(text) : hash_plain(text.text, text.size);
}
