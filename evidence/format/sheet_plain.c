#include "evidence/format/sheet_plain.h"

#include <string.h>

#include "engine/base/text.h"

#define ATTRIBUTES 3u
#define TYPE 2u /* among the names of a cell's attributes */

/* What is read, from its front. */
struct reading {
    const char *at, *end;
    struct slice prefix;
};

static bool take(struct reading *reading, const char *text, size_t size)
{
    if ((size_t)(reading->end - reading->at) < size)
        return false;
    for (size_t i = 0; i < size; i++) { /* of a few bytes, faster than memcmp() */
        if (reading->at[i] != text[i])
            return false;
    }
    reading->at += size;
    return true;
}

#define TAKE(reading, text) take(reading, text, sizeof(text) - 1)

/* "<" or "</", the prefix and the name. */
static bool take_tag(struct reading *reading, bool is_end, const char *name, size_t size)
{
    const char *begin = reading->at;

    if (TAKE(reading, "<") && (!is_end || TAKE(reading, "/")) &&
            take(reading, reading->prefix.text, reading->prefix.size) &&
            take(reading, name, size))
        return true;
    reading->at = begin;
    return false;
}

#define TAKE_START(reading, name) take_tag(reading, false, name, sizeof(name) - 1)
#define TAKE_END(reading, name) \
    (take_tag(reading, true, name, sizeof(name) - 1) && TAKE(reading, ">"))

static void pass_blanks(struct reading *reading)
{
    while (reading->at < reading->end &&
            (*reading->at == ' ' || *reading->at == '\n' || *reading->at == '\r' ||
                    *reading->at == '\t'))
        reading->at++;
}

/* Between its quotes, printable ASCII. */
static bool take_attribute_value(struct reading *reading, struct slice *ret_value)
{
    const char *at = reading->at, *begin = at + 1;
    char quote;

    if (at == reading->end || (*at != '"' && *at != '\''))
        return false;
    quote = *at++;
    while (at < reading->end && *at != quote) {
        if (*at < ' ' || *at > '~' || *at == '<' || *at == '>' || *at == '&')
            return false;
        at++;
    }
    if (at == reading->end)
        return false;
    *ret_value = (struct slice){begin, (size_t)(at - begin)};
    reading->at = at + 1;
    return true;
}

/* With the '=' behind it. */
static bool take_name(struct reading *reading, const char *name)
{
    const char *at = reading->at;

    while (at < reading->end && *name && *at == *name) {
        at++;
        name++;
    }
    if (*name || at == reading->end || *at != '=')
        return false;
    reading->at = at + 1;
    return true;
}

/* Attributes of the names given, each once at most, up to the tag's end. */
static bool take_attributes(struct reading *reading, const char names[ATTRIBUTES + 1][4],
        struct slice values[ATTRIBUTES], bool *ret_is_empty)
{
    for (;;) {
        const char *before = reading->at;
        size_t i = 0;

        pass_blanks(reading);
        *ret_is_empty = TAKE(reading, "/>");
        if (*ret_is_empty || TAKE(reading, ">"))
            return true;
        while (i < ATTRIBUTES && !take_name(reading, names[i]))
            i++;
        if (reading->at == before || before == reading->end || *before > ' ' ||
                i == ATTRIBUTES || values[i].text ||
                !take_attribute_value(reading, &values[i]))
            return false;
    }
}

/* Bytes of text: what they may not be, what ends it, and what is looked at again. */
enum { ORDINARY, REFUSED, END, WIDE, UNDERSCORE, REFERENCE };

static uint8_t class_of(unsigned char byte)
{
    if ((byte >= '0' && byte <= '9') || (byte > '_' && byte < 0x80))
        return ORDINARY; /* most are these */
    if (byte >= 0x80)
        return WIDE;
    if (byte == '<')
        return END;
    if (byte == '_')
        return UNDERSCORE;
    if (byte == '&')
        return REFERENCE;
    return (byte < ' ' && byte != '\t' && byte != '\n') || byte == '>' ? REFUSED
                                                                       : ORDINARY;
}

/* U+FFFE and U+FFFF are UTF-8 and no characters of XML. */
static bool is_wide_text(const char *text, size_t size)
{
    return text_find_invalid(text, size) == size &&
            !memmem(text, size, "\xEF\xBF\xBE", 3) &&
            !memmem(text, size, "\xEF\xBF\xBF", 3);
}

static const struct {
    const char *text;
    char meaning;
} references[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'},
        {"&apos;", '\''}};

/* How long the reference is that text begins with, and what it means; 0: it is none. */
static size_t find_reference(const char *text, size_t size, char *ret_meaning)
{
    for (size_t i = 0; i < ARRAY_LENGTH(references); i++) {
        size_t length = strlen(references[i].text);

        if (length <= size && memcmp(text, references[i].text, length) == 0) {
            *ret_meaning = references[i].meaning;
            return length;
        }
    }
    return 0;
}

static bool are_references(const char *text, size_t size)
{
    const char *at = text, *end = text + size;
    char meaning;

    while ((at = memchr(at, '&', (size_t)(end - at)))) {
        size_t length = find_reference(at, (size_t)(end - at), &meaning);

        if (!length)
            return false;
        at += length;
    }
    return true;
}

size_t sheet_plain_resolve(char *text, size_t size)
{
    const char *from = text, *end = text + size;
    char *to = text;

    while (from < end) {
        size_t length = find_reference(from, (size_t)(end - from), to);

        if (!length)
            *to = *from;
        from += length ? length : 1;
        to++;
    }
    return (size_t)(to - text);
}

/* Up to the next '<'. */
static bool take_text(struct reading *reading, struct slice *ret_text, bool *ret_is_coded)
{
    const char *begin = reading->at, *at = begin, *stop = reading->end;
    unsigned seen = 0, class = ORDINARY;
    size_t size;

    if ((size_t)(stop - at) > SHEET_PLAIN_TEXT_MAX)
        stop = at + SHEET_PLAIN_TEXT_MAX;
    while (at < stop && (class = class_of((unsigned char)*at)) != END) {
        seen |= 1u << class;
        at++;
    }
    size = (size_t)(at - begin);
    if (class != END || at == stop || seen & 1u << REFUSED)
        return false;
    if ((seen & 1u << WIDE && !is_wide_text(begin, size)) ||
            (seen & 1u << REFERENCE && !are_references(begin, size)))
        return false;
    *ret_is_coded = (seen & (1u << REFERENCE | 1u << UNDERSCORE)) != 0;
    *ret_text = (struct slice){begin, size};
    reading->at = at;
    return true;
}

static bool take_formula(struct reading *reading, struct sheet_plain *cell)
{
    static const char names[ATTRIBUTES + 1][4] = {"t", "ref", "si"};
    struct slice values[ATTRIBUTES] = {{NULL, 0}}, text;
    bool is_empty, is_coded;

    cell->has_formula = TAKE_START(reading, "f");
    return !cell->has_formula ||
            (take_attributes(reading, names, values, &is_empty) &&
                    (is_empty ||
                            (take_text(reading, &text, &is_coded) &&
                                    TAKE_END(reading, "f"))));
}

static bool take_inline(struct reading *reading, struct sheet_plain *cell)
{
    cell->has_value = TAKE_START(reading, "is");
    return !cell->has_value ||
            (TAKE(reading, ">") && TAKE_START(reading, "t") &&
                    (TAKE(reading, ">") || TAKE(reading, " xml:space=\"preserve\">")) &&
                    take_text(reading, &cell->value, &cell->is_coded) &&
                    TAKE_END(reading, "t") && TAKE_END(reading, "is"));
}

static bool take_value(struct reading *reading, struct sheet_plain *cell)
{
    cell->has_value = TAKE_START(reading, "v");
    cell->value = (struct slice){reading->at, 0};
    return !cell->has_value || TAKE(reading, "/>") || TAKE(reading, " />") ||
            (TAKE(reading, ">") && take_text(reading, &cell->value, &cell->is_coded) &&
                    TAKE_END(reading, "v"));
}

static bool is_inline(struct slice type)
{
    return type.size == 9 && memcmp(type.text, "inlineStr", 9) == 0;
}

bool sheet_plain_read(const char *bytes, size_t size, struct slice prefix,
        struct sheet_plain *ret_cell)
{
    static const char names[ATTRIBUTES + 1][4] = {"r", "s", "t"};
    struct reading reading = {bytes, bytes + size, prefix};
    struct slice values[ATTRIBUTES] = {{NULL, 0}};
    struct sheet_plain cell = {.size = 0};
    bool is_empty;

    pass_blanks(&reading);
    if (!TAKE_START(&reading, "c") ||
            !take_attributes(&reading, names, values, &is_empty) ||
            (!is_empty &&
                    (!take_formula(&reading, &cell) ||
                            !(is_inline(values[TYPE]) ? take_inline(&reading, &cell)
                                                      : take_value(&reading, &cell)) ||
                            !TAKE_END(&reading, "c"))))
        return false;
    cell.reference = values[0];
    cell.style = values[1];
    cell.type = values[TYPE];
    cell.size = (size_t)(reading.at - bytes);
    *ret_cell = cell;
    return true;
}
