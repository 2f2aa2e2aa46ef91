#include "evidence/encoding.h"

#include <string.h>
#include <strings.h>

#include "engine/base/text.h"
#include "evidence/cp932.h"
#include "evidence/encoding_decode.h"

/* What a person may write in a binding; the first row of an encoding is its own name. */
static const struct {
    const char *name;
    enum encoding encoding;
} names[] = {
        {"auto", ENCODING_AUTO},
        {"utf-8", ENCODING_UTF8},
        {"utf-16le", ENCODING_UTF16LE},
        {"utf-16be", ENCODING_UTF16BE},
        {"cp932", ENCODING_CP932},
        {"utf8", ENCODING_UTF8},
        {"utf-16", ENCODING_UTF16LE},
        {"utf16", ENCODING_UTF16LE},
        {"utf16le", ENCODING_UTF16LE},
        {"utf16be", ENCODING_UTF16BE},
        {"shift_jis", ENCODING_CP932},
        {"shift-jis", ENCODING_CP932},
        {"sjis", ENCODING_CP932},
        {"ms932", ENCODING_CP932},
        {"windows-31j", ENCODING_CP932},
};

/* How much of a text speaks for CP932, counted in characters. */
struct counts {
    size_t strong, weak;
};

const char *encoding_name(enum encoding encoding)
{
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        if (names[i].encoding == encoding)
            return names[i].name;
    }
    return "auto";
}

bool encoding_find(const char *name, enum encoding *ret_encoding)
{
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        if (strcasecmp(names[i].name, name) == 0) {
            *ret_encoding = names[i].encoding;
            return true;
        }
    }
    return false;
}

bool encoding_prepare(struct error *err)
{
    return cp932_prepare(err);
}

size_t encoding_find_mark(const uint8_t *bytes, size_t size, enum encoding *ret_encoding)
{
    if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
        *ret_encoding = ENCODING_UTF8;
    else if (size >= 2 && memcmp(bytes, "\xFF\xFE", 2) == 0)
        *ret_encoding = ENCODING_UTF16LE;
    else if (size >= 2 && memcmp(bytes, "\xFE\xFF", 2) == 0)
        *ret_encoding = ENCODING_UTF16BE;
    else
        return 0;
    return *ret_encoding == ENCODING_UTF8 ? 3 : 2;
}

/* ASCII text in UTF-16 without a mark: the NULs are all on one side, and most pairs have
 * one. */
static bool is_utf16(const uint8_t *bytes, size_t size, enum encoding *ret_encoding)
{
    size_t pairs = size / 2, nuls[2] = {0, 0};

    for (size_t i = 0; i < 2 * pairs; i++)
        nuls[i % 2] += bytes[i] == 0;
    if ((nuls[0] != 0) == (nuls[1] != 0) || 2 * (nuls[0] + nuls[1]) < pairs || pairs < 2)
        return false;
    *ret_encoding = nuls[1] ? ENCODING_UTF16LE : ENCODING_UTF16BE;
    return true;
}

/* Valid up to a character that the end of what was looked at cuts off. */
static bool is_utf8(const uint8_t *bytes, size_t size, bool whole)
{
    size_t valid = text_find_invalid((const char *)bytes, size);

    return valid == size ||
            (!whole &&
                    encoding_decode_is_cut_off(ENCODING_UTF8, bytes + valid,
                            size - valid));
}

/* One character of two bytes, or one half-width katakana. Latin-1 and Windows-1252 decode
 * as CP932 now and then by accident: then as rare kanji (lead bytes from E0), as a lone
 * half-width katakana, or as one kanji out of a quotation mark and the letter behind it.
 */
static void count_character(const uint8_t *at, size_t length, bool joined,
        struct counts *counts)
{
    bool usual = length == 2 && at[0] < 0xE0 && (joined || at[1] >= 0x80);

    if (length == 1 && at[0] < 0x80)
        return;
    if (usual || (length == 1 && joined))
        counts->strong++;
    else
        counts->weak++;
}

/* Strict CP932 from end to end, and Japanese to look at. */
static bool is_cp932(const uint8_t *bytes, size_t size, bool whole)
{
    struct counts counts = {0, 0};
    size_t length;
    uint16_t character;
    bool after_other = false; /* the character before is not ASCII */

    for (size_t at = 0; at < size; at += length) {
        length = cp932_decode(bytes + at, size - at, &character);
        if (length == 0 && !whole && cp932_is_cut_off(bytes + at, size - at))
            break;
        if (length == 0)
            return false;
        count_character(bytes + at, length,
                after_other || (at + length < size && bytes[at + length] >= 0x80),
                &counts);
        after_other = bytes[at] >= 0x80;
    }
    return 4 * counts.strong >= counts.weak;
}

/* NULs, or more than one control character in twenty that no text has. */
static bool is_binary(const uint8_t *bytes, size_t size)
{
    static const char usual[] =
            "\b\t\n\v\f\r\x1A\x1B"; /* ^Z ends DOS files, ESC colours logs */
    size_t controls = 0;

    for (size_t i = 0; i < size; i++) {
        if (bytes[i] == 0)
            return true;
        controls += bytes[i] == 0x7F || (bytes[i] < 0x20 && !strchr(usual, bytes[i]));
    }
    return controls > size / 20;
}

bool encoding_detect(const uint8_t *bytes, size_t size, bool whole,
        enum encoding *ret_encoding)
{
    enum encoding encoding;

    if (encoding_find_mark(bytes, size, &encoding) > 0) {
        if (encoding == ENCODING_UTF16LE && size >= 4 && bytes[2] == 0 && bytes[3] == 0)
            return false; /* UTF-32 */
    } else if (is_utf16(bytes, size, &encoding)) {
        ;
    } else if (memchr(bytes, 0, size)) {
        return false;
    } else if (is_utf8(bytes, size, whole)) {
        encoding = ENCODING_UTF8;
    } else if (is_cp932(bytes, size, whole)) {
        encoding = ENCODING_CP932;
    } else if (is_binary(bytes, size)) {
        return false;
    } else {
        encoding = ENCODING_UTF8; /* reading it will name the first byte that is not */
    }
    *ret_encoding = encoding;
    return true;
}

/* Characters of UTF-8: bytes that do not continue one. Those beyond U+FFFF begin with F0
 * or more. */
static size_t length_utf16(const char *text, size_t size)
{
    size_t length = 0;

    for (size_t i = 0; i < size; i++) {
        uint8_t byte = (uint8_t)text[i];

        length += (byte & 0xC0) == 0x80 ? 0 : byte >= 0xF0 ? 4 : 2;
    }
    return length;
}

static size_t length_cp932(const char *text, size_t size)
{
    size_t raw = 0, length;
    uint32_t character;

    for (size_t at = 0; at < size; at += length) {
        length = text_decode(text + at, size - at, &character);
        if (length == 0)
            return raw + size - at;
        raw += cp932_length(character);
    }
    return raw;
}

size_t encoding_raw_length(enum encoding encoding, const char *text, size_t size)
{
    switch (encoding) {
    case ENCODING_UTF16LE:
    case ENCODING_UTF16BE:
        return length_utf16(text, size);
    case ENCODING_CP932:
        return length_cp932(text, size);
    case ENCODING_AUTO:
    case ENCODING_UTF8:
        break;
    }
    return size;
}
