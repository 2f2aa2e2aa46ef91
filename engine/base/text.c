#include "engine/base/text.h"

#include <string.h>

#include "engine/base/text_table.h"

#define GLOB_MAX 1024  /* bytes of a glob pattern */
#define NEAREST_MAX 48 /* characters of a word that is worth correcting */

static enum text_language current_language = TEXT_EN;

void text_set_language(enum text_language language)
{
    current_language = language;
}

enum text_language text_language(void)
{
    return current_language;
}

const char *text_said(const struct text_pair *pair)
{
    return pair->in[current_language];
}

const char *text_language_name(enum text_language language)
{
    return language == TEXT_JA ? "ja" : "en";
}

bool text_find_language(const char *name, enum text_language *ret_language)
{
    enum text_language language;

    if (strncmp(name, "ja", 2) == 0)
        language = TEXT_JA;
    else if (strncmp(name, "en", 2) == 0)
        language = TEXT_EN;
    else
        return false;
    if (name[2] && !strchr("_-.@", name[2]))
        return false;
    *ret_language = language;
    return true;
}

/* Length by the first byte, with the bounds of the second byte that keep out overlong
 * forms, surrogates and what lies beyond U+10FFFF (Unicode, table 3-7). 0: no first byte.
 */
static size_t begin_character(uint8_t first, uint8_t *low, uint8_t *high)
{
    *low = 0x80;
    *high = 0xBF;
    if (first < 0x80)
        return 1;
    if (first < 0xC2 || first > 0xF4)
        return 0;
    if (first == 0xE0)
        *low = 0xA0;
    if (first == 0xED)
        *high = 0x9F;
    if (first == 0xF0)
        *low = 0x90;
    if (first == 0xF4)
        *high = 0x8F;
    return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

size_t text_decode(const char *text, size_t size, uint32_t *ret_character)
{
    const uint8_t *bytes = (const uint8_t *)text;
    uint8_t low, high;
    size_t length = begin_character(bytes[0], &low, &high);
    uint32_t character;

    if (length == 0 || length > size)
        return 0;
    if (length == 1) {
        *ret_character = bytes[0];
        return 1;
    }
    if (bytes[1] < low || bytes[1] > high)
        return 0;
    character = bytes[0] & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((bytes[i] & 0xC0) != 0x80)
            return 0;
        character = character << 6 | (bytes[i] & 0x3F);
    }
    *ret_character = character;
    return length;
}

size_t text_encode(uint32_t character, char bytes[4])
{
    static const uint8_t first[] = {0, 0, 0xC0, 0xE0, 0xF0};
    size_t length;

    if (character > 0x10FFFF || (character >= 0xD800 && character <= 0xDFFF))
        return 0;
    length = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    if (length == 1) {
        bytes[0] = (char)character;
        return 1;
    }
    for (size_t i = length - 1; i > 0; i--) {
        bytes[i] = (char)(0x80 | (character & 0x3F));
        character >>= 6;
    }
    bytes[0] = (char)(first[length] | character);
    return length;
}

/* Eight at a time: every byte of a bundle comes through here. */
bool text_is_ascii(const char *text, size_t size)
{
    uint64_t all = 0, eight;
    size_t at = 0;

    for (; size - at >= sizeof(eight); at += sizeof(eight)) {
        memcpy(&eight, text + at, sizeof(eight));
        all |= eight;
    }
    for (; at < size; at++)
        all |= (unsigned char)text[at];
    return !(all & UINT64_C(0x8080808080808080));
}

size_t text_find_invalid(const char *text, size_t size)
{
    size_t at = 0, length;
    uint64_t eight;
    uint32_t character;

    while (at < size) {
        /* Most evidence is ASCII: eight bytes at a time while it is. */
        if (size - at >= sizeof(eight)) {
            memcpy(&eight, text + at, sizeof(eight));
            if (!(eight & UINT64_C(0x8080808080808080))) {
                at += sizeof(eight);
                continue;
            }
        }
        length = text_decode(text + at, size - at, &character);
        if (length == 0)
            return at;
        at += length;
    }
    return size;
}

unsigned text_character_width(uint32_t character)
{
    if (character < 0x300)
        return 1;
    if (text_table_is_combining(character))
        return 0;
    return text_table_is_wide(character) ? 2 : 1;
}

unsigned text_width(const char *text, size_t size)
{
    unsigned width = 0;
    uint32_t character;

    for (size_t at = 0, length; at < size; at += length) {
        length = text_decode(text + at, size - at, &character);
        width += length ? text_character_width(character) : 1;
        if (length == 0)
            length = 1;
    }
    return width;
}

void text_put_undecodable(uint8_t byte, char room[TEXT_UNDECODABLE_SIZE])
{
    room[0] = (char)TEXT_UNDECODABLE;
    room[1] = (char)(0x80 | byte >> 4);
    room[2] = (char)(0x80 | (byte & 0x0F));
}

bool text_is_undecodable(const char *text, size_t size, uint8_t *ret_byte)
{
    const uint8_t *bytes = (const uint8_t *)text;

    if (size < TEXT_UNDECODABLE_SIZE || bytes[0] != TEXT_UNDECODABLE ||
            (bytes[1] & 0xF0) != 0x80 || (bytes[2] & 0xF0) != 0x80)
        return false;
    *ret_byte = (uint8_t)(bytes[1] << 4 | (bytes[2] & 0x0F));
    return true;
}

static bool is_control(uint32_t character)
{
    return character < 0x20 || (character >= 0x7F && character <= 0x9F);
}

/* Controls of the writing direction (UAX #9) and the separators that break a line. */
static bool is_format_control(uint32_t character)
{
    return character == 0x61C || character == 0x200E || character == 0x200F ||
            (character >= 0x2028 && character <= 0x202E) ||
            (character >= 0x2066 && character <= 0x2069);
}

static bool append_escaped(struct buf *buf, const char *bytes, size_t size,
        struct error *err)
{
    for (size_t i = 0; i < size; i++) {
        if (!buf_printf(buf, err, "\\x%02X", (unsigned)(uint8_t)bytes[i]))
            return false;
    }
    return true;
}

/* What stands at text, which is no UTF-8; *ret_length of its bytes are told by it. */
static bool append_invalid(struct buf *buf, const char *text, size_t size,
        size_t *ret_length, struct error *err)
{
    uint8_t byte = (uint8_t)text[0];

    *ret_length = text_is_undecodable(text, size, &byte) ? TEXT_UNDECODABLE_SIZE : 1;
    return append_escaped(buf, (const char *)&byte, 1, err);
}

bool text_append_visible(struct buf *buf, const char *text, size_t size,
        struct error *err)
{
    size_t plain = 0; /* where the run of harmless bytes not yet appended begins */
    uint32_t character = 0;
    bool ok;

    for (size_t at = 0, length; at < size; at += length) {
        length = text_decode(text + at, size - at, &character);
        if (length && !is_control(character) && !is_format_control(character))
            continue;
        ok = buf_append(buf, text + plain, at - plain, err);
        if (length == 0)
            ok = ok && append_invalid(buf, text + at, size - at, &length, err);
        else if (is_format_control(character))
            ok = ok && buf_printf(buf, err, "\\u{%04X}", (unsigned)character);
        else
            ok = ok && append_escaped(buf, text + at, length, err);
        if (!ok)
            return false;
        plain = at + length;
    }
    return buf_append(buf, text + plain, size - plain, err);
}

static bool append_character(struct buf *buf, uint32_t character, struct error *err)
{
    char bytes[4];

    return buf_append(buf, bytes, text_encode(character, bytes), err);
}

bool text_append_folded(struct buf *buf, const char *text, size_t size, struct error *err)
{
    uint32_t character, folded, joined, previous = 0;
    bool ok;

    for (size_t at = 0, length; at < size; at += length) {
        length = text_decode(text + at, size - at, &character);
        if (length == 0) {
            length = 1;
            previous = 0;
            ok = buf_append(buf, text + at, 1, err);
        } else {
            folded = text_table_fold(character);
            joined = folded == character ? 0 : text_table_join(previous, folded);
            if (joined)
                buf->size -= 3; /* every kana takes three bytes */
            previous = joined ? joined : folded;
            ok = append_character(buf, previous, err);
        }
        if (!ok)
            return false;
    }
    return true;
}

bool text_append_lower(struct buf *buf, const char *text, size_t size, struct error *err)
{
    uint32_t character;
    bool ok;

    for (size_t at = 0, length; at < size; at += length) {
        length = text_decode(text + at, size - at, &character);
        if (length == 0) {
            length = 1;
            ok = buf_append(buf, text + at, 1, err);
        } else {
            ok = append_character(buf, text_table_lower(character), err);
        }
        if (!ok)
            return false;
    }
    return true;
}

bool text_is_equal(const char *a, const char *b)
{
    if (!a || !b)
        return a == b;
    return strcmp(a, b) == 0;
}

bool text_starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* One character of a C string; a byte that is no UTF-8 stands for itself, beyond any
 * character. */
static size_t next_character(const char *text, uint32_t *ret_character)
{
    size_t length = text_decode(text, strnlen(text, 4), ret_character);

    if (length == 0) {
        *ret_character = 0x110000u + (uint8_t)text[0];
        length = 1;
    }
    return length;
}

/* The places of a pattern that a name read so far can have come to. All of them are
 * followed at once, so that no pattern takes longer than its length times the name's. */
struct glob_places {
    size_t at[GLOB_MAX + 1];
    size_t count;
    bool has[GLOB_MAX + 1];
};

static void clear_places(struct glob_places *places)
{
    for (size_t i = 0; i < places->count; i++)
        places->has[places->at[i]] = false;
    places->count = 0;
}

/* Stars may match nothing; and "**" with its slash no folder at all, where a part of the
 * name begins. */
static void add_place(struct glob_places *places, const char *pattern, size_t at,
        bool is_part_begun)
{
    while (!places->has[at]) {
        bool is_double = pattern[at] == '*' && pattern[at + 1] == '*';

        places->has[at] = true;
        places->at[places->count++] = at;
        if (pattern[at] != '*')
            return;
        if (is_part_begun && is_double && pattern[at + 2] == '/' &&
                (at == 0 || pattern[at - 1] == '/'))
            add_place(places, pattern, at + 3, true);
        at += is_double ? 2 : 1;
    }
}

/* The length of the set that begins at pattern, 0 where it is not closed. */
static size_t match_set(const char *pattern, uint32_t character, bool *ret_matched)
{
    bool is_negated = pattern[1] == '!', found = false;
    size_t start = is_negated ? 2 : 1, at = start;
    uint32_t low, high;

    while (pattern[at] && (pattern[at] != ']' || at == start)) {
        at += next_character(pattern + at, &low);
        high = low;
        if (pattern[at] == '-' && pattern[at + 1] && pattern[at + 1] != ']')
            at += 1 + next_character(pattern + at + 1, &high);
        found = found || (character >= low && character <= high);
    }
    *ret_matched = found != is_negated && character != '/';
    return pattern[at] ? at + 1 : 0;
}

/* How far one character of the name takes the pattern's place at `at`; 0 where it does
 * not match. */
static size_t match_one(const char *pattern, uint32_t character)
{
    uint32_t wanted;
    size_t length;
    bool matched;

    if (pattern[0] == '?')
        return character != '/';
    if (pattern[0] == '[') {
        length = match_set(pattern, character, &matched);
        if (length)
            return matched ? length : 0;
    }
    if (!pattern[0])
        return 0;
    length = next_character(pattern, &wanted);
    return wanted == character ? length : 0;
}

static void step_places(const struct glob_places *from, struct glob_places *to,
        const char *pattern, uint32_t character)
{
    clear_places(to);
    for (size_t i = 0; i < from->count; i++) {
        size_t at = from->at[i], length;

        if (pattern[at] == '*') {
            /* Stays on the star, which takes the character. */
            if (character != '/' || pattern[at + 1] == '*')
                add_place(to, pattern, at, character == '/');
            continue;
        }
        length = match_one(pattern + at, character);
        if (length)
            add_place(to, pattern, at + length, character == '/');
    }
}

bool text_is_glob_match(const char *pattern, const char *name)
{
    struct glob_places places[2] = {0};
    size_t size = strlen(pattern);
    unsigned now = 0;
    uint32_t character;

    if (size > GLOB_MAX)
        return false;
    add_place(&places[0], pattern, 0, true);
    while (*name && places[now].count > 0) {
        name += next_character(name, &character);
        step_places(&places[now], &places[!now], pattern, character);
        now = !now;
    }
    return !*name && places[now].has[size];
}

static size_t decode_word(const char *word, uint32_t characters[NEAREST_MAX])
{
    size_t count = 0;

    while (*word && count < NEAREST_MAX)
        word += next_character(word, &characters[count++]);
    return *word ? SIZE_MAX : count;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Edits (insert, delete, replace, swap two neighbours) between two words. Three rows of
 * the usual table are enough, since a swap looks two rows back. */
static size_t edit_distance(const uint32_t *a, size_t a_size, const uint32_t *b,
        size_t b_size)
{
    size_t rows[3][NEAREST_MAX + 1] = {{0}};

    for (size_t j = 0; j <= b_size; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_size; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3];

        row[0] = i;
        for (size_t j = 1; j <= b_size; j++) {
            row[j] = smaller(above[j], row[j - 1]) + 1;
            row[j] = smaller(row[j], above[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = smaller(row[j], rows[(i + 1) % 3][j - 2] + 1);
        }
    }
    return rows[a_size % 3][b_size];
}

const char *text_find_nearest(const char *word, const char *const *candidates)
{
    uint32_t letters[NEAREST_MAX], other[NEAREST_MAX];
    size_t size = decode_word(word, letters), other_size, distance, nearest_distance;
    const char *nearest = NULL;

    if (size == SIZE_MAX)
        return NULL;
    /* At least one letter must have been right. */
    nearest_distance = smaller(size <= 4           ? 1
                                       : size <= 8 ? 2
                                                   : 3,
                               size ? size - 1 : 0) +
            1;
    for (; *candidates; candidates++) {
        other_size = decode_word(*candidates, other);
        if (other_size == SIZE_MAX)
            continue;
        distance = edit_distance(letters, size, other, other_size);
        if (distance < nearest_distance) {
            nearest = *candidates;
            nearest_distance = distance;
        }
    }
    return nearest;
}
