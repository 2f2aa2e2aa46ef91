#include "evidence/encoding/encoding.h"

#include <string.h>
#include <strings.h>

#include "engine/base/text.h"
#include "evidence/charset/cp932.h"
#include "evidence/charset/eucjp.h"
#include "evidence/charset/iso2022jp.h"

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
        {"euc-jp", ENCODING_EUCJP},
        {"iso-2022-jp", ENCODING_ISO2022JP},
        {"uncertain", ENCODING_UNCERTAIN},
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
        {"eucjp", ENCODING_EUCJP},
        {"euc_jp", ENCODING_EUCJP},
        {"iso2022jp", ENCODING_ISO2022JP},
        {"jis", ENCODING_ISO2022JP},
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

bool encoding_is_read(enum encoding encoding)
{
    return encoding != ENCODING_UNCERTAIN;
}

bool encoding_prepare(enum encoding encoding, struct error *err)
{
    switch (encoding) {
    case ENCODING_UTF8:
    case ENCODING_UTF16LE:
    case ENCODING_UTF16BE:
        return true;
    case ENCODING_CP932:
        return cp932_prepare(err);
    default:
        return cp932_prepare(err) && eucjp_prepare(err) && iso2022jp_prepare(err);
    }
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

/* Characters of UTF-8: bytes that do not continue one. Those beyond U+FFFF begin with F0
 * or more. */
static size_t length_utf16(const char *text, size_t size)
{
    size_t length = 0;

    for (size_t i = 0; i < size; i++) {
        uint8_t byte = (uint8_t)text[i];

        length += (byte & 0xC0) == 0x80    ? 0
                : byte == TEXT_UNDECODABLE ? 1
                : byte >= 0xF0             ? 4
                                           : 2;
    }
    return length;
}

static size_t length_utf8(const char *text, size_t size)
{
    const char *at = text, *end = text + size;
    size_t length = size;

    while (at < end && (at = memchr(at, TEXT_UNDECODABLE, (size_t)(end - at)))) {
        length -= TEXT_UNDECODABLE_SIZE - 1;
        at += TEXT_UNDECODABLE_SIZE;
    }
    return length;
}

/* Of a set whose characters have each one length. */
static size_t length_by(size_t (*length_of)(uint32_t character), const char *text,
        size_t size)
{
    size_t raw = 0, length;
    uint32_t character;

    for (size_t at = 0; at < size; at += length) {
        length = text_decode(text + at, size - at, &character);
        raw += length ? length_of(character) : 1;
        if (length == 0)
            length = TEXT_UNDECODABLE_SIZE;
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
        return length_by(cp932_length, text, size);
    case ENCODING_EUCJP:
        return length_by(eucjp_length, text, size);
    case ENCODING_ISO2022JP:
        return length_by(iso2022jp_length, text, size);
    case ENCODING_AUTO:
    case ENCODING_UTF8:
    case ENCODING_UNCERTAIN:
        break;
    }
    return length_utf8(text, size);
}
