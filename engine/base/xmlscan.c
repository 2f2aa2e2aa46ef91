#include "engine/base/xmlscan.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "engine/base/text.h"

void xmlscan_init(struct xmlscan *scan, const char *bytes, size_t size)
{
    memset(scan, 0, sizeof(*scan));
    scan->bytes = bytes;
    scan->size = size;
    scan->now = (struct xmlscan_place){1, 1};
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static void step(struct xmlscan_place *place, char byte)
{
    if (byte == '\n') {
        place->line++;
        place->column = 1;
    } else if (((unsigned char)byte & 0xC0) != 0x80) {
        place->column++;
    }
}

struct xmlscan_place xmlscan_find_place(const char *bytes, size_t offset)
{
    struct xmlscan_place place = {1, 1};

    for (size_t i = 0; i < offset; i++)
        step(&place, bytes[i]);
    return place;
}

static void go_to(struct xmlscan *scan, size_t offset)
{
    while (scan->at < offset)
        step(&scan->now, scan->bytes[scan->at++]);
}

static void pass_blanks(struct xmlscan *scan)
{
    while (scan->at < scan->size && is_blank(scan->bytes[scan->at]))
        go_to(scan, scan->at + 1);
}

static bool stands_here(const struct xmlscan *scan, const char *text)
{
    size_t length = strlen(text);

    return length <= scan->size - scan->at &&
            memcmp(scan->bytes + scan->at, text, length) == 0;
}

/* The offset of text at or behind `from`; the size where there is none. */
static size_t find(const struct xmlscan *scan, size_t from, const char *text)
{
    const char *found;

    if (from >= scan->size)
        return scan->size;
    found = memmem(scan->bytes + from, scan->size - from, text, strlen(text));
    return found ? (size_t)(found - scan->bytes) : scan->size;
}

static void go_behind(struct xmlscan *scan, size_t from, const char *text)
{
    size_t found = find(scan, from, text);

    go_to(scan, found == scan->size ? found : found + strlen(text));
}

/* A name, or what stands in its place, up to whatever may follow one. */
static struct slice pass_name(struct xmlscan *scan)
{
    size_t begin = scan->at, end = begin;

    while (end < scan->size && !is_blank(scan->bytes[end]) &&
            !memchr("=>/\"'", scan->bytes[end], 5))
        end++;
    go_to(scan, end);
    return (struct slice){scan->bytes + begin, end - begin};
}

static void pass_value(struct xmlscan *scan)
{
    char quote[2] = {scan->bytes[scan->at], '\0'};

    go_behind(scan, scan->at + 1, quote);
}

static void pass_attribute(struct xmlscan *scan)
{
    struct xmlscan_attribute attribute = {.place = scan->now};

    attribute.name = pass_name(scan);
    pass_blanks(scan);
    if (stands_here(scan, "="))
        go_to(scan, scan->at + 1);
    pass_blanks(scan);
    if (stands_here(scan, "\"") || stands_here(scan, "'"))
        pass_value(scan);
    if (scan->attribute_count < XMLSCAN_ATTRIBUTES_MAX)
        scan->attributes[scan->attribute_count] = attribute;
    scan->attribute_count++;
}

static enum xmlscan_kind pass_start(struct xmlscan *scan)
{
    go_to(scan, scan->at + 1);
    scan->attribute_count = 0;
    scan->name = pass_name(scan);
    for (pass_blanks(scan); scan->at < scan->size; pass_blanks(scan)) {
        if (stands_here(scan, ">")) {
            go_to(scan, scan->at + 1);
            break;
        }
        if (stands_here(scan, "/")) {
            go_to(scan, scan->at + 1);
            scan->owes_end = stands_here(scan, ">");
        } else {
            pass_attribute(scan);
        }
    }
    return XMLSCAN_START;
}

static enum xmlscan_kind pass_text(struct xmlscan *scan, size_t end)
{
    scan->place = scan->now;
    scan->word = (struct xmlscan_place){0, 0};
    pass_blanks(scan);
    if (scan->at < end)
        scan->word = scan->now;
    go_to(scan, end);
    return XMLSCAN_TEXT;
}

/* Passes "<![CDATA[" ... "]]>"; false where it holds nothing. */
static bool pass_cdata(struct xmlscan *scan)
{
    size_t end;
    bool has_text;

    go_to(scan, scan->at + strlen("<![CDATA["));
    end = find(scan, scan->at, "]]>");
    has_text = scan->at < end;
    if (has_text)
        pass_text(scan, end);
    go_behind(scan, end, "]]>");
    return has_text;
}

/* Passes one piece of markup that is neither text nor a start tag. Returns what it was;
 * XMLSCAN_FINISHED for what is of no interest (comments, processing instructions). */
static enum xmlscan_kind pass_markup(struct xmlscan *scan)
{
    if (stands_here(scan, "<![CDATA["))
        return pass_cdata(scan) ? XMLSCAN_TEXT : XMLSCAN_FINISHED;
    if (stands_here(scan, "<!--")) {
        go_behind(scan, scan->at + 4, "-->");
        return XMLSCAN_FINISHED;
    }
    if (stands_here(scan, "<?")) {
        go_behind(scan, scan->at + 2, "?>");
        return XMLSCAN_FINISHED;
    }
    if (stands_here(scan, "<!DOCTYPE")) {
        go_behind(scan, scan->at, ">");
        return XMLSCAN_DOCTYPE;
    }
    if (stands_here(scan, "</")) {
        go_behind(scan, scan->at, ">");
        return XMLSCAN_END;
    }
    go_behind(scan, scan->at, ">");
    return XMLSCAN_FINISHED;
}

static bool is_start(const struct xmlscan *scan)
{
    return scan->at + 1 < scan->size && !memchr("!?/", scan->bytes[scan->at + 1], 3);
}

enum xmlscan_kind xmlscan_next(struct xmlscan *scan)
{
    enum xmlscan_kind kind = XMLSCAN_FINISHED;

    if (scan->owes_end) {
        scan->owes_end = false;
        return XMLSCAN_END;
    }
    while (kind == XMLSCAN_FINISHED && scan->at < scan->size) {
        scan->begin = scan->at;
        scan->place = scan->now;
        if (scan->bytes[scan->at] != '<')
            return pass_text(scan, find(scan, scan->at, "<"));
        if (is_start(scan))
            return pass_start(scan);
        kind = pass_markup(scan);
    }
    return kind;
}

struct xmlscan_place xmlscan_find_back(const char *bytes, size_t offset, char begin)
{
    const char *found = offset ? memrchr(bytes, begin, offset) : NULL;

    return xmlscan_find_place(bytes, found ? (size_t)(found - bytes) : offset);
}

struct xmlscan_place xmlscan_find_ahead(const struct xmlscan *scan, const char *attribute)
{
    struct xmlscan ahead = *scan;
    struct xmlscan_place place;

    while (xmlscan_next(&ahead) == XMLSCAN_TEXT)
        ;
    place = ahead.place;
    for (size_t i = 0; i < ahead.attribute_count && i < XMLSCAN_ATTRIBUTES_MAX; i++) {
        struct slice found = ahead.attributes[i].name;

        if (found.size && found.size == strlen(attribute) &&
                memcmp(found.text, attribute, found.size) == 0)
            place = ahead.attributes[i].place;
    }
    return place;
}

/* What the safety check is about; complaints go to a place in it. */
struct safety {
    const char *file;
    const char *bytes;
    size_t size;
    struct complaint_list *complaints;
};

#define REFUSE(safety, place, ...)                                                     \
    complaint_add((safety)->complaints, COMPLAINT_ERROR, (safety)->file, (place).line, \
            (place).column, __VA_ARGS__)

static const struct xmlscan_place nowhere = {0, 0};

static bool is_size_safe(const struct safety *safety)
{
    if (safety->size == 0) {
        REFUSE(safety, nowhere, TR("the file is empty", "ファイルが空です"));
        return false;
    }
    if (safety->size > XMLSCAN_FILE_MAX) {
        REFUSE(safety, nowhere,
                TR("the file has %zu bytes, more than the %zu that are read: divide it",
                        "ファイルは%zuバイトで、読み取れる上限の%zuバイトを超えています。分割してください"),
                safety->size, XMLSCAN_FILE_MAX);
        return false;
    }
    return true;
}

/* UTF-16 and UTF-32 begin with a mark or with a NUL beside '<'. */
static bool is_wide(const struct safety *safety)
{
    const char *bytes = safety->bytes;

    if (safety->size < 2)
        return false;
    return memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0 ||
            bytes[0] == '\0' || bytes[1] == '\0';
}

static bool is_utf8(const struct safety *safety)
{
    size_t invalid;

    if (is_wide(safety)) {
        REFUSE(safety, nowhere,
                TR("the file is not UTF-8 but looks like UTF-16: save it as UTF-8",
                        "ファイルがUTF-8ではなくUTF-16のようです。UTF-8で保存してください"));
        return false;
    }
    invalid = text_find_invalid(safety->bytes, safety->size);
    if (invalid == safety->size)
        return true;
    REFUSE(safety, xmlscan_find_place(safety->bytes, invalid),
            TR("byte 0x%02X is not UTF-8: save the file as UTF-8",
                    "バイト0x%02XはUTF-8として正しくありません。UTF-8で保存してください"),
            (unsigned char)safety->bytes[invalid]);
    return false;
}

static bool is_declared(const struct safety *safety)
{
    return safety->size >= 6 && memcmp(safety->bytes, "<?xml", 5) == 0 &&
            is_blank(safety->bytes[5]);
}

/* The name in encoding="name" of the XML declaration; no text where there is none. What
 * is written wrongly there is libxml2's to refuse. */
static struct slice find_encoding(const struct safety *safety)
{
    const struct slice none = {NULL, 0};
    const char *end = memmem(safety->bytes, safety->size, "?>", 2), *at, *close;

    if (!is_declared(safety) || !end)
        return none;
    at = memmem(safety->bytes, (size_t)(end - safety->bytes), "encoding",
            strlen("encoding"));
    if (!at)
        return none;
    at += strlen("encoding");
    while (at < end && (is_blank(*at) || *at == '='))
        at++;
    if (at == end || (*at != '"' && *at != '\''))
        return none;
    close = memchr(at + 1, *at, (size_t)(end - at - 1));
    return close ? (struct slice){at + 1, (size_t)(close - at - 1)} : none;
}

static bool is_encoding_safe(const struct safety *safety)
{
    struct slice name = find_encoding(safety);
    char start[128];

    if (!name.text || (name.size == 5 && strncasecmp(name.text, "UTF-8", 5) == 0))
        return true;
    snprintf(start, sizeof(start), "%.*s",
            (int)(name.size < sizeof(start) ? name.size : sizeof(start)), name.text);
    REFUSE(safety, xmlscan_find_place(safety->bytes, (size_t)(name.text - safety->bytes)),
            TR("the file says its encoding is '%s': save it as UTF-8 and write "
               "encoding=\"UTF-8\"",
                    "ファイルの文字コードが「%s」と宣言されています。UTF-8で保存し、encoding=\"UTF-8\"と書いてください"),
            complaint_quote(start).text);
    return false;
}

/* U+FFFE and U+FFFF are EF BF BE and EF BF BF. */
static size_t find_forbidden(const struct safety *safety)
{
    for (size_t i = 0; i < safety->size; i++) {
        unsigned char byte = (unsigned char)safety->bytes[i];

        if (byte < 0x20 && !is_blank((char)byte))
            return i;
        if (byte == 0xEF &&
                (memcmp(safety->bytes + i, "\xEF\xBF\xBE", 3) == 0 ||
                        memcmp(safety->bytes + i, "\xEF\xBF\xBF", 3) == 0))
            return i;
    }
    return safety->size;
}

static bool are_characters_safe(const struct safety *safety)
{
    size_t at = find_forbidden(safety);
    uint32_t character = 0;

    if (at == safety->size)
        return true;
    text_decode(safety->bytes + at, safety->size - at, &character);
    REFUSE(safety, xmlscan_find_place(safety->bytes, at),
            TR("character U+%04X cannot stand in XML: remove it",
                    "文字U+%04XはXMLでは使えません。取り除いてください"),
            character);
    return false;
}

static bool is_start_safe(const struct safety *safety, const struct xmlscan *scan)
{
    if (scan->at - scan->begin > XMLSCAN_TAG_MAX) {
        REFUSE(safety, scan->place,
                TR("this start tag is longer than %zu bytes: is a quotation mark or "
                   "'>' missing?",
                        "この開始タグは%zuバイトを超えています。引用符か「>」が抜けていないか確かめてください"),
                XMLSCAN_TAG_MAX);
        return false;
    }
    if (scan->attribute_count > XMLSCAN_ATTRIBUTES_MAX) {
        REFUSE(safety, scan->place,
                TR("this start tag has more than %d attributes",
                        "この開始タグの属性は%d個を超えています"),
                XMLSCAN_ATTRIBUTES_MAX);
        return false;
    }
    return true;
}

static bool is_depth_safe(const struct safety *safety, const struct xmlscan *scan,
        size_t depth)
{
    if (depth <= XMLSCAN_DEPTH_MAX)
        return true;
    REFUSE(safety, scan->place,
            TR("elements stand inside each other more than %d deep",
                    "要素の入れ子が%d段を超えています"),
            XMLSCAN_DEPTH_MAX);
    return false;
}

static bool are_tags_safe(const struct safety *safety)
{
    struct xmlscan scan;
    size_t depth = 0;

    xmlscan_init(&scan, safety->bytes, safety->size);
    for (;;) {
        switch (xmlscan_next(&scan)) {
        case XMLSCAN_START:
            if (!is_start_safe(safety, &scan) || !is_depth_safe(safety, &scan, ++depth))
                return false;
            break;
        case XMLSCAN_END:
            depth -= depth > 0;
            break;
        case XMLSCAN_DOCTYPE:
            REFUSE(safety, scan.place,
                    TR("DOCTYPE is not allowed, nor are entities of one's own: remove it",
                            "DOCTYPE（文書型宣言・実体宣言）は使えません。取り除いてください"));
            return false;
        case XMLSCAN_TEXT:
            break;
        case XMLSCAN_FINISHED:
            return true;
        }
    }
}

bool xmlscan_is_safe(const char *file, const char *bytes, size_t size,
        struct complaint_list *complaints)
{
    const struct safety safety = {file, bytes, size, complaints};

    return is_size_safe(&safety) && is_utf8(&safety) && is_encoding_safe(&safety) &&
            are_characters_safe(&safety) && are_tags_safe(&safety);
}
