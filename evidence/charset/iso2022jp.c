#include "evidence/charset/iso2022jp.h"

#include <string.h>

#include "evidence/charset/cp932.h"
#include "evidence/charset/eucjp.h"

#define ESCAPE 0x1B
#define SHIFT_OUT 0x0E
#define YEN 0xA5
#define OVERLINE 0x203E
#define HALF_WIDTH 0xFF61 /* of 0x21 in katakana */
#define HALF_WIDTH_LAST 0xFF9F

/* To add a set: a row, and its characters in find_pair() or find_single(). */
static const struct {
    const char *bytes; /* behind ESC */
    enum iso2022jp_set set;
} escapes[] = {
        {"(B", ISO2022JP_ASCII},
        {"(J", ISO2022JP_ROMAN},
        {"(I", ISO2022JP_KATAKANA},
        {"$@", ISO2022JP_KANJI},
        {"$B", ISO2022JP_KANJI},
        {"$(@", ISO2022JP_KANJI},
        {"$(B", ISO2022JP_KANJI},
        {"$(D", ISO2022JP_SUPPLEMENT},
};

bool iso2022jp_prepare(struct error *err)
{
    return cp932_prepare(err) && eucjp_prepare(err);
}

static bool is_visible(uint8_t byte)
{
    return byte > 0x20 && byte < 0x7F;
}

static bool is_single(enum iso2022jp_set set)
{
    return set == ISO2022JP_ASCII || set == ISO2022JP_ROMAN;
}

/* Whether bytes begin with text, or (*ret_cut_off) may once more of them are there. */
static bool begins_with(const uint8_t *bytes, size_t size, const char *text,
        bool *ret_cut_off)
{
    size_t length = strlen(text);

    if (size < length) {
        *ret_cut_off = *ret_cut_off || memcmp(bytes, text, size) == 0;
        return false;
    }
    return memcmp(bytes, text, length) == 0;
}

/* ESC and what stands behind it. What would turn on a set not known here has bytes 20 to
 * 2F behind ESC (ISO/IEC 2022, table 4). */
static struct iso2022jp_piece read_escape(enum iso2022jp_set *set, const uint8_t *bytes,
        size_t size)
{
    bool cut_off = false;

    for (size_t i = 0; i < ARRAY_LENGTH(escapes); i++) {
        if (!begins_with(bytes + 1, size - 1, escapes[i].bytes, &cut_off))
            continue;
        *set = escapes[i].set;
        return (struct iso2022jp_piece){ISO2022JP_ESCAPE, 1 + strlen(escapes[i].bytes),
                0};
    }
    if (begins_with(bytes + 1, size - 1, "&@", &cut_off))
        return (struct iso2022jp_piece){ISO2022JP_ESCAPE, 3, 0};
    if (cut_off)
        return (struct iso2022jp_piece){ISO2022JP_CUT_OFF, size, 0};
    if (is_single(*set) && (bytes[1] < 0x20 || bytes[1] > 0x2F))
        return (struct iso2022jp_piece){ISO2022JP_CHARACTER, 1, ESCAPE};
    *set = ISO2022JP_UNKNOWN;
    return (struct iso2022jp_piece){ISO2022JP_WRONG, 1, 0};
}

/* Rows and cells 0x21 to 0x7E as Shift_JIS has them: two rows a lead byte. */
static uint16_t find_kanji(uint8_t row, uint8_t cell)
{
    unsigned place = (unsigned)row - 0x21, lead = 0x81 + place / 2;
    unsigned trail = place % 2 ? cell + 0x7Eu : cell + 0x1Fu + (cell >= 0x60);
    uint8_t bytes[2];
    uint16_t character;

    bytes[0] = (uint8_t)(lead > 0x9F ? lead + 0x40 : lead);
    bytes[1] = (uint8_t)trail;
    return cp932_decode(bytes, sizeof(bytes), &character) == 2 ? character : 0;
}

/* A byte that is no two-byte character's first. */
static struct iso2022jp_piece read_single(enum iso2022jp_set set, uint8_t byte)
{
    struct iso2022jp_piece piece = {ISO2022JP_CHARACTER, 1, byte};

    if (byte >= 0x80 || !is_visible(byte))
        piece.kind = byte >= 0x80 ? ISO2022JP_WRONG : ISO2022JP_CHARACTER;
    else if (set == ISO2022JP_UNKNOWN || (set == ISO2022JP_KATAKANA && byte > 0x5F))
        piece.kind = ISO2022JP_WRONG;
    else if (set == ISO2022JP_KATAKANA)
        piece.character = (uint16_t)(HALF_WIDTH + byte - 0x21);
    else if (set == ISO2022JP_ROMAN && (byte == '\\' || byte == '~'))
        piece.character = byte == '~' ? OVERLINE : YEN;
    return piece;
}

/* A wrong pair stays one: what follows is in step. */
static struct iso2022jp_piece read_pair(enum iso2022jp_set set, const uint8_t *bytes,
        size_t size)
{
    struct iso2022jp_piece piece = {ISO2022JP_WRONG, 2, 0};

    if (size < 2)
        return (struct iso2022jp_piece){ISO2022JP_CUT_OFF, size, 0};
    if (!is_visible(bytes[1]))
        return (struct iso2022jp_piece){ISO2022JP_WRONG, 1, 0};
    piece.character = set == ISO2022JP_KANJI ? find_kanji(bytes[0], bytes[1])
                                             : eucjp_find_supplement(bytes[0], bytes[1]);
    if (piece.character)
        piece.kind = ISO2022JP_CHARACTER;
    return piece;
}

struct iso2022jp_piece iso2022jp_next(enum iso2022jp_set *set, const uint8_t *bytes,
        size_t size)
{
    uint8_t byte = bytes[0];

    if (byte == ESCAPE)
        return read_escape(set, bytes, size);
    if (byte == SHIFT_OUT) {
        *set = ISO2022JP_UNKNOWN;
        return (struct iso2022jp_piece){ISO2022JP_WRONG, 1, 0};
    }
    if ((byte == '\n' || byte == '\r') && !is_single(*set))
        *set = ISO2022JP_UNKNOWN;
    if (is_visible(byte) && (*set == ISO2022JP_KANJI || *set == ISO2022JP_SUPPLEMENT))
        return read_pair(*set, bytes, size);
    return read_single(*set, byte);
}

size_t iso2022jp_length(uint32_t character)
{
    return character < 0x80 || character == YEN || character == OVERLINE ||
                    (character >= HALF_WIDTH && character <= HALF_WIDTH_LAST)
            ? 1
            : 2;
}
