#include "evidence/convert/convert.h"

#include <string.h>
#include <strings.h>

#include "engine/base/text.h"
#include "evidence/convert/convert_address.h"
#include "evidence/convert/convert_date.h"
#include "evidence/convert/convert_number.h"

#define FOLDED_MAX 128

/* Words are compared in lower case; both lists are part of convert.h. */
static const char *const true_words[] = {"true", "yes", "on", "1", "○", "〇", "◯", "有",
        "はい", "済"};
static const char *const false_words[] = {"false", "no", "off", "0", "×", "無", "いいえ",
        "未"};

/* The usual form of a character that has a wide one (and U+2212, the minus of
 * typesetters). */
static uint32_t fold_character(uint32_t character)
{
    if (character >= 0xFF01 && character <= 0xFF5E)
        return character - 0xFF01 + '!';
    if (character == 0x3000 || character == 0xA0)
        return ' ';
    return character == 0x2212 ? '-' : character;
}

/* The character at the beginning, folded; its length, 0: no character. Nearly all values
 * are ASCII, and every stamp of a log comes through here. */
static size_t read_folded(const char *text, size_t size, uint32_t *ret_character)
{
    uint8_t byte = (uint8_t)*text;
    size_t length = 1;

    *ret_character = byte == '\t' ? ' ' : byte;
    if (byte >= 0x80) {
        length = text_decode(text, size, ret_character);
        *ret_character = length ? fold_character(*ret_character) : 0;
    }
    return *ret_character ? length : 0;
}

static size_t write_folded(uint32_t character, char *text)
{
    if (character >= 0x80)
        return text_encode(character, text);
    *text = (char)character;
    return 1;
}

/* Folded and without blanks around. false: too long for any value of ours, or not text.
 */
static bool fold(const char *text, size_t size, char folded[FOLDED_MAX], size_t *ret_size)
{
    size_t at = 0, out = 0, end = 0;

    while (at < size) {
        uint32_t character;
        size_t length = read_folded(text + at, size - at, &character);

        if (!length || out + 4 >= FOLDED_MAX)
            return false;
        at += length;
        if (character == ' ' && !out)
            continue;
        out += write_folded(character, folded + out);
        if (character != ' ')
            end = out;
    }
    folded[end] = '\0';
    *ret_size = end;
    return end > 0;
}

static bool is_one_of(const char *word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcasecmp(word, words[i]) == 0)
            return true;
    }
    return false;
}

static bool read_boolean(const char *text, struct convert_value *ret_value)
{
    ret_value->kind = CONVERT_INTEGER;
    ret_value->integer = is_one_of(text, true_words, ARRAY_LENGTH(true_words));
    return ret_value->integer || is_one_of(text, false_words, ARRAY_LENGTH(false_words));
}

static bool read_date(const char *text, struct convert_value *ret_value)
{
    int64_t day;

    if (!convert_date_day(text, &day))
        return false;
    date_format(day, ret_value->text);
    ret_value->kind = CONVERT_TEXT;
    ret_value->text_size = DATE_TEXT_SIZE - 1;
    return true;
}

static bool read_timestamp(const char *text, const struct convert_context *context,
        struct convert_value *ret_value)
{
    int64_t ms;

    if (!convert_date_instant(text, context, &ms))
        return false;
    date_format_instant(ms, ret_value->text);
    ret_value->kind = CONVERT_TEXT;
    ret_value->text_size = DATE_INSTANT_SIZE - 1;
    return true;
}

bool convert_yearless_day(const char *text, size_t size, int *ret_day)
{
    char folded[FOLDED_MAX];
    size_t folded_size;

    return fold(text, size, folded, &folded_size) &&
            convert_date_yearless(folded, ret_day);
}

bool convert_text(enum program_type type, const char *text, size_t size,
        const struct convert_context *context, struct convert_value *ret_value)
{
    char folded[FOLDED_MAX];
    size_t folded_size;

    if (!fold(text, size, folded, &folded_size))
        return false;
    switch (type) {
    case PROGRAM_DATE:
        return read_date(folded, ret_value);
    case PROGRAM_TIMESTAMP:
        return read_timestamp(folded, context, ret_value);
    case PROGRAM_NUMBER:
        return convert_number_read(folded, ret_value);
    case PROGRAM_BOOLEAN:
        return read_boolean(folded, ret_value);
    case PROGRAM_IP:
        return convert_address_read(folded, ret_value);
    case PROGRAM_TEXT:
        break;
    }
    return false;
}

bool convert_to_ms(const char *value, size_t size, const struct zone *zone,
        int64_t *ret_ms)
{
    int64_t day;

    if (!date_parse(value, size, &day))
        return date_parse_instant(value, size, ret_ms);
    *ret_ms = zone ? zone_day_start(zone, day) : day * DATE_MS_PER_DAY;
    return true;
}
