#include "evidence/zip/member_name.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/text.h"
#include "evidence/charset/cp932.h"
#include "evidence/limits.h"

#define FIELD_UNICODE_PATH 0x7075
#define SHOWN_TAIL 72 /* bytes of the end of a long name that are shown */

/* The upper half of the code page that zips are written in by default. */
static const uint16_t cp437_upper[128] = {
        0x00C7, 0x00FC, 0x00E9, 0x00E2, 0x00E4, 0x00E0, 0x00E5, 0x00E7, /* 80 */
        0x00EA, 0x00EB, 0x00E8, 0x00EF, 0x00EE, 0x00EC, 0x00C4, 0x00C5, /* 88 */
        0x00C9, 0x00E6, 0x00C6, 0x00F4, 0x00F6, 0x00F2, 0x00FB, 0x00F9, /* 90 */
        0x00FF, 0x00D6, 0x00DC, 0x00A2, 0x00A3, 0x00A5, 0x20A7, 0x0192, /* 98 */
        0x00E1, 0x00ED, 0x00F3, 0x00FA, 0x00F1, 0x00D1, 0x00AA, 0x00BA, /* A0 */
        0x00BF, 0x2310, 0x00AC, 0x00BD, 0x00BC, 0x00A1, 0x00AB, 0x00BB, /* A8 */
        0x2591, 0x2592, 0x2593, 0x2502, 0x2524, 0x2561, 0x2562, 0x2556, /* B0 */
        0x2555, 0x2563, 0x2551, 0x2557, 0x255D, 0x255C, 0x255B, 0x2510, /* B8 */
        0x2514, 0x2534, 0x252C, 0x251C, 0x2500, 0x253C, 0x255E, 0x255F, /* C0 */
        0x255A, 0x2554, 0x2569, 0x2566, 0x2560, 0x2550, 0x256C, 0x2567, /* C8 */
        0x2568, 0x2564, 0x2565, 0x2559, 0x2558, 0x2552, 0x2553, 0x256B, /* D0 */
        0x256A, 0x2518, 0x250C, 0x2588, 0x2584, 0x258C, 0x2590, 0x2580, /* D8 */
        0x03B1, 0x00DF, 0x0393, 0x03C0, 0x03A3, 0x03C3, 0x00B5, 0x03C4, /* E0 */
        0x03A6, 0x0398, 0x03A9, 0x03B4, 0x221E, 0x03C6, 0x03B5, 0x2229, /* E8 */
        0x2261, 0x00B1, 0x2265, 0x2264, 0x2320, 0x2321, 0x00F7, 0x2248, /* F0 */
        0x00B0, 0x2219, 0x00B7, 0x221A, 0x207F, 0x00B2, 0x25A0, 0x00A0, /* F8 */
};

const char *member_name_source_text(enum member_name_source source)
{
    static const char *const texts[] = {
            [MEMBER_NAME_ASCII] = "ascii",
            [MEMBER_NAME_UTF8_FLAG] = "utf-8 (flag)",
            [MEMBER_NAME_UNICODE_FIELD] = "utf-8 (unicode field)",
            [MEMBER_NAME_UTF8] = "utf-8 (no flag)",
            [MEMBER_NAME_CP932] = "cp932",
            [MEMBER_NAME_CP437] = "cp437",
    };

    return texts[source];
}

bool member_name_prepare(struct error *err)
{
    return cp932_prepare(err);
}

/* CRC-32 as zip uses it, bit by bit: names are short and zlib has its own door. */
static uint32_t checksum(const uint8_t *bytes, size_t size)
{
    uint32_t crc = 0xFFFFFFFF;

    for (size_t i = 0; i < size; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
    }
    return ~crc;
}

static uint16_t read_u16(const uint8_t *bytes)
{
    return (uint16_t)(bytes[0] | bytes[1] << 8);
}

static uint32_t read_u32(const uint8_t *bytes)
{
    return read_u16(bytes) | (uint32_t)read_u16(bytes + 2) << 16;
}

static bool is_utf8(const uint8_t *bytes, size_t size)
{
    return text_find_invalid((const char *)bytes, size) == size;
}

/* The name in a 0x7075 field, NULL where there is none that was written for this raw
 * name. */
static const uint8_t *find_unicode_field(const uint8_t *extra, size_t extra_size,
        const uint8_t *raw, size_t raw_size, size_t *ret_size)
{
    size_t at = 0, size;

    while (extra && extra_size - at >= 4) {
        size = read_u16(extra + at + 2);
        if (size > extra_size - at - 4)
            return NULL;
        if (read_u16(extra + at) == FIELD_UNICODE_PATH) {
            const uint8_t *field = extra + at + 4;

            if (size < 6 || field[0] != 1 ||
                    read_u32(field + 1) != checksum(raw, raw_size))
                return NULL;
            *ret_size = size - 5;
            return is_utf8(field + 5, size - 5) ? field + 5 : NULL;
        }
        at += 4 + size;
    }
    return NULL;
}

/* Appends the bytes as CP932; false where they are not. Nothing is appended then. */
static bool append_cp932(const uint8_t *raw, size_t size, struct buf *buf, bool *ret_fits,
        struct error *err)
{
    size_t before = buf->size, length;
    uint16_t character;
    char bytes[4];

    *ret_fits = true;
    for (size_t at = 0; at < size; at += length) {
        length = cp932_decode(raw + at, size - at, &character);
        if (length == 0) {
            buf->size = before;
            *ret_fits = false;
            return true;
        }
        if (!buf_append(buf, bytes, text_encode(character, bytes), err))
            return false;
    }
    return true;
}

static bool append_cp437(const uint8_t *raw, size_t size, struct buf *buf,
        struct error *err)
{
    char bytes[4];

    for (size_t at = 0; at < size; at++) {
        uint32_t character = raw[at] < 0x80 ? raw[at] : cp437_upper[raw[at] - 0x80];

        if (!buf_append(buf, bytes, text_encode(character, bytes), err))
            return false;
    }
    return true;
}

/* Without a flag or field that says what the name is: what it can be. */
static bool append_guessed(const uint8_t *raw, size_t size, struct buf *ret_name,
        enum member_name_source *ret_source, struct error *err)
{
    bool fits;

    if (is_utf8(raw, size)) {
        *ret_source = text_is_ascii((const char *)raw, size) ? MEMBER_NAME_ASCII
                                                             : MEMBER_NAME_UTF8;
        return buf_append(ret_name, raw, size, err);
    }
    if (!cp932_prepare(err) || !append_cp932(raw, size, ret_name, &fits, err))
        return false;
    *ret_source = fits ? MEMBER_NAME_CP932 : MEMBER_NAME_CP437;
    return fits || append_cp437(raw, size, ret_name, err);
}

static bool refuse_nul(struct error *err)
{
    return error_set(err, ERROR_UNREADABLE,
            TR("a member's name has a NUL inside", "ファイル名にNULが含まれています"));
}

bool member_name_decode(const uint8_t *raw, size_t raw_size, bool utf8_flag,
        const uint8_t *extra, size_t extra_size, struct buf *ret_name,
        enum member_name_source *ret_source, struct error *err)
{
    const uint8_t *field;
    size_t field_size = 0;

    if (raw_size > 0 && memchr(raw, 0, raw_size))
        return refuse_nul(err);
    if (utf8_flag && !is_utf8(raw, raw_size))
        return error_set(err, ERROR_UNREADABLE,
                TR("a member's name is flagged as UTF-8 and is not",
                        "ファイル名がUTF-8の印付きなのにUTF-8ではありません"));
    if (utf8_flag) {
        *ret_source = text_is_ascii((const char *)raw, raw_size) ? MEMBER_NAME_ASCII
                                                                 : MEMBER_NAME_UTF8_FLAG;
        return buf_append(ret_name, raw, raw_size, err);
    }
    field = find_unicode_field(extra, extra_size, raw, raw_size, &field_size);
    if (!field)
        return append_guessed(raw, raw_size, ret_name, ret_source, err);
    if (memchr(field, 0, field_size))
        return refuse_nul(err);
    *ret_source = MEMBER_NAME_UNICODE_FIELD;
    return buf_append(ret_name, field, field_size, err);
}

bool member_name_is_double(const uint8_t *raw, size_t raw_size, const char *name)
{
    const char *text = (const char *)raw;
    size_t size = strlen(name);

    return text_is_ascii(text, raw_size) && !memchr(raw, '?', raw_size) &&
            !memchr(raw, '_', raw_size) && !memmem(raw, raw_size, "#U", 2) &&
            (size != raw_size || memcmp(raw, name, size) != 0);
}

struct member_name_shown member_name_show(const char *name)
{
    struct member_name_shown shown;
    struct error err = {0};
    CLEANUP(buf_clear) struct buf buf = BUF_INIT(16 * LIMIT_NAME_BYTES);
    size_t size = strnlen(name, LIMIT_NAME_BYTES), tail = 0;

    if (!text_append_visible(&buf, name, size, &err))
        buf_reset(&buf);
    size = buf.size;
    if (size >= sizeof(shown.text)) {
        tail = size - SHOWN_TAIL;
        size = sizeof(shown.text) - sizeof("…") - SHOWN_TAIL;
        while (size > 0 && ((uint8_t)buf.data[size] & 0xC0) == 0x80)
            size--;
        while (tail < buf.size && ((uint8_t)buf.data[tail] & 0xC0) == 0x80)
            tail++;
    }
    snprintf(shown.text, sizeof(shown.text), "%.*s%s%s", (int)size, buf_text(&buf),
            size < buf.size ? "…" : "", size < buf.size ? buf.data + tail : "");
    return shown;
}

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/* Looks at the parts between the slashes. */
static const char *find_part_problem(const char *name)
{
    unsigned depth = 0;

    for (const char *part = name; *part; part += *part == '/') {
        size_t size = strcspn(part, "/");

        if (size == 2 && part[0] == '.' && part[1] == '.')
            return "name-dot-dot";
        if (size > LIMIT_NAME_PART_BYTES)
            return "name-long";
        if (++depth > LIMIT_NAME_DEPTH)
            return "name-deep";
        part += size;
    }
    return NULL;
}

const char *member_name_problem(const char *name)
{
    if (!name[0])
        return "name-empty";
    if (strchr(name, '\\'))
        return "name-backslash";
    if (name[0] == '/')
        return "name-absolute";
    if (is_letter(name[0]) && name[1] == ':')
        return "name-drive";
    if (strlen(name) > LIMIT_NAME_BYTES)
        return "name-long";
    return find_part_problem(name);
}
