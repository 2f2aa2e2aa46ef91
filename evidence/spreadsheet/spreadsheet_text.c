#include "evidence/spreadsheet/spreadsheet_text.h"

#include <string.h>

#include "engine/base/text.h"

#define ESCAPE_SIZE 7u

static int hex_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

static bool read_unit(const char *text, size_t size, uint32_t *ret_unit)
{
    uint32_t unit = 0;

    if (size < ESCAPE_SIZE || text[0] != '_' || text[1] != 'x' || text[6] != '_')
        return false;
    for (size_t i = 2; i < 6; i++) {
        int value = hex_value(text[i]);

        if (value < 0)
            return false;
        unit = unit << 4 | (uint32_t)value;
    }
    *ret_unit = unit;
    return true;
}

/* The character at text and how many bytes its escapes take; 0: none. */
static size_t read_escape(const char *text, size_t size, uint32_t *ret_character)
{
    uint32_t first, second;

    if (!read_unit(text, size, &first) || !first)
        return 0;
    *ret_character = first;
    if (first < 0xD800 || first > 0xDFFF)
        return ESCAPE_SIZE;
    if (first > 0xDBFF || !read_unit(text + ESCAPE_SIZE, size - ESCAPE_SIZE, &second) ||
            second < 0xDC00 || second > 0xDFFF)
        return 0;
    *ret_character = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
    return (size_t)2 * ESCAPE_SIZE;
}

size_t spreadsheet_text_decode(char *text, size_t size)
{
    char *from = memmem(text, size, "_x", 2), *to = from, *end = text + size;
    uint32_t character;

    if (!from)
        return size;
    while (from < end) {
        size_t taken = *from == '_' ? read_escape(from, (size_t)(end - from), &character)
                                    : 0;
        char bytes[4];
        size_t length;

        if (!taken) {
            *to++ = *from++;
            continue;
        }
        length = text_encode(character, bytes);
        memcpy(to, bytes, length);
        to += length;
        from += taken;
    }
    return (size_t)(to - text);
}

size_t spreadsheet_text_cut(const char *text, size_t size, size_t units)
{
    size_t at = 0, count = 0;

    if (size <= units)
        return size;
    while (at < size) {
        unsigned char byte = (unsigned char)text[at];
        size_t length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;

        count += length == 4 ? 2 : 1;
        if (count > units || length > size - at)
            return at;
        at += length;
    }
    return size;
}

static bool take_letters(const char **at, const char *end, uint32_t *ret_column)
{
    uint32_t column = 0;

    for (; *at < end && **at >= 'A' && **at <= 'Z'; *at += 1) {
        column = column * 26 + (uint32_t)(**at - 'A') + 1;
        if (column > SPREADSHEET_COLUMNS_MAX)
            return false;
    }
    *ret_column = column;
    return column > 0;
}

bool spreadsheet_text_column(const char *text, size_t size, uint32_t *ret_column)
{
    const char *at = text, *end = text + size;
    uint32_t column;

    if (!take_letters(&at, end, &column) || at != end)
        return false;
    *ret_column = column;
    return true;
}

bool spreadsheet_text_reference(const char *text, size_t size, uint32_t *ret_column,
        uint32_t *ret_row)
{
    const char *at = text, *end = text + size;
    uint32_t column, row = 0;

    at += at < end && *at == '$';
    if (!take_letters(&at, end, &column))
        return false;
    at += at < end && *at == '$';
    if (at == end || *at == '0')
        return false;
    for (; at < end; at++) {
        if (*at < '0' || *at > '9')
            return false;
        row = row * 10 + (uint32_t)(*at - '0');
        if (row > SPREADSHEET_ROWS_MAX)
            return false;
    }
    *ret_column = column;
    *ret_row = row;
    return true;
}

void spreadsheet_text_letters(uint32_t column, char letters[SPREADSHEET_LETTERS_SIZE])
{
    char reversed[SPREADSHEET_LETTERS_SIZE];
    size_t count = 0;

    while (column && count < SPREADSHEET_LETTERS_SIZE - 1) {
        column--;
        reversed[count++] = (char)('A' + column % 26);
        column /= 26;
    }
    for (size_t i = 0; i < count; i++)
        letters[i] = reversed[count - 1 - i];
    letters[count] = '\0';
}
