#include "evidence/encoding/encoding_decode.h"

#include <string.h>

#include "engine/base/text.h"
#include "evidence/charset/cp932.h"
#include "evidence/charset/eucjp.h"

#define ESCAPE 0x1B
#define ALL_ASCII UINT64_C(0x8080808080808080)

/* Decodes one character; its length in bytes, 0 where there is none. */
typedef size_t decode_function(const uint8_t *bytes, size_t size,
        uint32_t *ret_character);

static size_t decode_cp932(const uint8_t *bytes, size_t size, uint32_t *ret_character)
{
    uint16_t character = 0;
    size_t length = cp932_decode(bytes, size, &character);

    *ret_character = character;
    return length;
}

static size_t decode_eucjp(const uint8_t *bytes, size_t size, uint32_t *ret_character)
{
    uint16_t character = 0;
    size_t length = eucjp_decode(bytes, size, &character);

    *ret_character = character;
    return length;
}

static size_t decode_utf16(const uint8_t *bytes, size_t size, size_t high,
        uint32_t *ret_character)
{
    uint32_t first, second;

    if (size < 2)
        return 0;
    first = (uint32_t)bytes[high] << 8 | bytes[1 - high];
    *ret_character = first;
    if (first < 0xD800 || first > 0xDFFF)
        return 2;
    if (size < 4 || first > 0xDBFF)
        return 0;
    second = (uint32_t)bytes[2 + high] << 8 | bytes[3 - high];
    if (second < 0xDC00 || second > 0xDFFF)
        return 0;
    *ret_character = 0x10000 + ((first - 0xD800) << 10 | (second - 0xDC00));
    return 4;
}

static size_t decode_utf16le(const uint8_t *bytes, size_t size, uint32_t *ret_character)
{
    return decode_utf16(bytes, size, 1, ret_character);
}

static size_t decode_utf16be(const uint8_t *bytes, size_t size, uint32_t *ret_character)
{
    return decode_utf16(bytes, size, 0, ret_character);
}

/* text_encode() for what is decoded here, without the call: this is the inner loop of
 * whole members. */
static inline size_t put_character(uint32_t character, char *room)
{
    if (character < 0x80) {
        room[0] = (char)character;
        return 1;
    }
    if (character < 0x800 || character > 0xFFFF)
        return text_encode(character, room);
    room[0] = (char)(0xE0 | character >> 12);
    room[1] = (char)(0x80 | (character >> 6 & 0x3F));
    room[2] = (char)(0x80 | (character & 0x3F));
    return 3;
}

static inline size_t decode_all(decode_function *decode, bool skips_ascii,
        const uint8_t *bytes, size_t size, char *room, size_t capacity,
        size_t *ret_written)
{
    size_t at = 0, written = 0, length;
    uint32_t character;
    uint64_t eight;

    while (at < size && capacity - written >= ENCODING_DECODE_ROOM) {
        if (skips_ascii && size - at >= 8 && capacity - written >= 8) {
            memcpy(&eight, bytes + at, 8);
            if (!(eight & ALL_ASCII)) {
                memcpy(room + written, &eight, 8);
                at += 8;
                written += 8;
                continue;
            }
        }
        length = decode(bytes + at, size - at, &character);
        if (length == 0)
            break;
        written += put_character(character, room + written);
        at += length;
    }
    *ret_written = written;
    return at;
}

/* ESC and two bytes, of which the first two may be there. */
static bool may_turn_on_japanese(const uint8_t *bytes, size_t size)
{
    return size < 3 ? size < 2 || bytes[1] == '$' || bytes[1] == '('
                    : encoding_has_escape(bytes, 3);
}

size_t encoding_decode_find_wrong(const uint8_t *bytes, size_t size)
{
    size_t valid = text_find_invalid((const char *)bytes, size);
    const uint8_t *at = bytes, *end = bytes + valid;

    while (at < end && (at = memchr(at, ESCAPE, (size_t)(end - at)))) {
        if (may_turn_on_japanese(at, (size_t)(bytes + size - at)))
            return (size_t)(at - bytes);
        at++;
    }
    return valid;
}

static size_t copy_utf8(const uint8_t *bytes, size_t size, char *room, size_t capacity,
        size_t *ret_written)
{
    size_t valid = encoding_decode_find_wrong(bytes, size < capacity ? size : capacity);

    memcpy(room, bytes, valid);
    *ret_written = valid;
    return valid;
}

size_t encoding_decode(enum encoding encoding, const uint8_t *bytes, size_t size,
        char *room, size_t capacity, size_t *ret_written)
{
    switch (encoding) {
    case ENCODING_UTF16LE:
        return decode_all(decode_utf16le, false, bytes, size, room, capacity,
                ret_written);
    case ENCODING_UTF16BE:
        return decode_all(decode_utf16be, false, bytes, size, room, capacity,
                ret_written);
    case ENCODING_CP932:
        return decode_all(decode_cp932, true, bytes, size, room, capacity, ret_written);
    case ENCODING_EUCJP:
        return decode_all(decode_eucjp, true, bytes, size, room, capacity, ret_written);
    case ENCODING_AUTO:
    case ENCODING_UTF8:
    case ENCODING_ISO2022JP:
    case ENCODING_UNCERTAIN:
        break;
    }
    return copy_utf8(bytes, size, room, capacity, ret_written);
}

/* Shift_JIS: a lead byte and a trail byte beyond ASCII. */
static size_t count_wrong_cp932(const uint8_t *bytes, size_t size)
{
    return size >= 2 && cp932_is_cut_off(bytes, 1) && bytes[1] >= 0x80 ? 2 : 1;
}

/* EUC: as many cells as the first byte asks for. */
static size_t count_wrong_eucjp(const uint8_t *bytes, size_t size)
{
    size_t length = 1;

    while (length < size && eucjp_is_cut_off(bytes, length) && bytes[length] > 0xA0 &&
            bytes[length] < 0xFF)
        length++;
    return eucjp_is_cut_off(bytes, length) ? 1 : length;
}

size_t encoding_decode_count_wrong(enum encoding encoding, const uint8_t *bytes,
        size_t size)
{
    switch (encoding) {
    case ENCODING_UTF16LE:
    case ENCODING_UTF16BE:
        return size >= 2 ? 2 : 1;
    case ENCODING_CP932:
        return count_wrong_cp932(bytes, size);
    case ENCODING_EUCJP:
        return count_wrong_eucjp(bytes, size);
    case ENCODING_AUTO:
    case ENCODING_UTF8:
    case ENCODING_ISO2022JP:
    case ENCODING_UNCERTAIN:
        break;
    }
    return 1;
}

/* Whether one to three bytes can begin a longer character: some continuation makes them
 * one. */
static bool is_utf8_start(const uint8_t *bytes, size_t size)
{
    static const uint8_t continuations[] = {0x80, 0xBF};
    uint8_t whole[4];
    uint32_t character;

    if (size > 3)
        return false;
    if (bytes[0] == ESCAPE)
        return size < 3 && may_turn_on_japanese(bytes, size);
    for (size_t length = size + 1; length <= 4; length++) {
        for (size_t i = 0; i < ARRAY_LENGTH(continuations); i++) {
            memset(whole, continuations[i], sizeof(whole));
            memcpy(whole, bytes, size);
            if (text_decode((const char *)whole, length, &character) == length)
                return true;
        }
    }
    return false;
}

static bool is_utf16_start(const uint8_t *bytes, size_t size, bool big)
{
    return size == 1 || ((size == 2 || size == 3) && (bytes[big ? 0 : 1] & 0xFC) == 0xD8);
}

bool encoding_decode_is_cut_off(enum encoding encoding, const uint8_t *bytes, size_t size)
{
    switch (encoding) {
    case ENCODING_UTF16LE:
        return is_utf16_start(bytes, size, false);
    case ENCODING_UTF16BE:
        return is_utf16_start(bytes, size, true);
    case ENCODING_CP932:
        return cp932_is_cut_off(bytes, size);
    case ENCODING_EUCJP:
        return eucjp_is_cut_off(bytes, size);
    case ENCODING_AUTO:
    case ENCODING_UTF8:
    case ENCODING_ISO2022JP:
    case ENCODING_UNCERTAIN:
        break;
    }
    return is_utf8_start(bytes, size);
}
