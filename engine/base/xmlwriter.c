#include "engine/base/xmlwriter.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/text.h"

void xmlwriter_init(struct xmlwriter *writer, struct buf *buf, struct error *err)
{
    *writer = (struct xmlwriter){.buf = buf, .err = err};
}

static void put(struct xmlwriter *writer, const char *bytes, size_t size)
{
    if (!writer->failed && !buf_append(writer->buf, bytes, size, writer->err))
        writer->failed = true;
}

static void put_text(struct xmlwriter *writer, const char *text)
{
    put(writer, text, strlen(text));
}

static void fail(struct xmlwriter *writer, const char *sentence, const char *name)
{
    if (writer->failed)
        return;
    error_set(writer->err, ERROR_USAGE, "writing XML: %s '%s'", sentence, name);
    writer->failed = true;
}

static bool is_name_start(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' ||
            (unsigned char)byte >= 0x80;
}

static bool is_name(const char *name)
{
    if (!is_name_start(*name))
        return false;
    for (name++; *name; name++) {
        if (!is_name_start(*name) && !(*name >= '0' && *name <= '9') &&
                !strchr("-.:", *name))
            return false;
    }
    return true;
}

/* After xmlwriter_newline(): an end tag stands one level further left than what is
 * inside. */
static void indent(struct xmlwriter *writer, unsigned depth)
{
    if (writer->owes_indent) {
        for (unsigned i = 0; i < depth; i++)
            put(writer, "  ", 2);
    }
    writer->owes_indent = false;
}

/* Before anything that stands inside the open element. */
static void begin_content(struct xmlwriter *writer)
{
    if (writer->in_tag)
        put(writer, ">", 1);
    writer->in_tag = false;
    indent(writer, writer->depth);
}

void xmlwriter_declaration(struct xmlwriter *writer)
{
    if (writer->depth > 0 || writer->has_root)
        fail(writer, "a declaration stands first, not in", "document");
    put_text(writer, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
}

void xmlwriter_start(struct xmlwriter *writer, const char *name)
{
    if (!is_name(name))
        fail(writer, "not a name:", name);
    if (writer->depth == 0 && writer->has_root)
        fail(writer, "a second root", name);
    if (writer->depth == ARRAY_LENGTH(writer->open))
        fail(writer, "more than 32 levels at", name);
    if (writer->failed)
        return;
    begin_content(writer);
    put(writer, "<", 1);
    put_text(writer, name);
    writer->open[writer->depth++] = name;
    writer->in_tag = writer->has_root = true;
    writer->attributes = writer->buf->size;
}

/* Values hold no '"', so the attributes written so far divide at every second one. */
static bool has_attribute(const struct xmlwriter *writer, const char *name)
{
    const char *at = writer->buf->data + writer->attributes;
    size_t length = strlen(name);

    while (*at == ' ') {
        const char *value = strchr(at, '"');

        if (strncmp(at + 1, name, length) == 0 && at[1 + length] == '=')
            return true;
        at = strchr(value + 1, '"') + 1;
    }
    return false;
}

/* The escape of an ASCII character; NULL where it stands for itself. A carriage return,
 * and in an attribute any line end or tab, would not survive being read without one. */
static const char *escape_of(char byte, bool in_attribute)
{
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '\r':
        return "&#13;";
    case '"':
        return in_attribute ? "&quot;" : NULL;
    case '\t':
        return in_attribute ? "&#9;" : NULL;
    case '\n':
        return in_attribute ? "&#10;" : NULL;
    default:
        return NULL;
    }
}

static bool is_carried(uint32_t character)
{
    if (character == '\t' || character == '\n' || character == '\r')
        return true;
    return character >= 0x20 && character != 0xFFFE && character != 0xFFFF;
}

static void put_code(struct xmlwriter *writer, uint32_t character)
{
    char code[16];

    snprintf(code, sizeof(code), "\\u{%04X}", character);
    put_text(writer, code);
}

static void put_byte(struct xmlwriter *writer, char byte)
{
    char code[8];

    snprintf(code, sizeof(code), "\\x%02X", (unsigned char)byte);
    put_text(writer, code);
}

/* Writes one character of text and returns its length in bytes. */
static size_t put_character(struct xmlwriter *writer, const char *text, size_t size,
        bool in_attribute)
{
    const char *escape = escape_of(*text, in_attribute);
    uint32_t character;
    size_t length = text_decode(text, size, &character);

    if (escape)
        put_text(writer, escape);
    else if (length && is_carried(character))
        put(writer, text, length);
    else if (length > 1)
        put_code(writer, character);
    else
        put_byte(writer, *text);
    return length ? length : 1;
}

static bool is_plain(char byte)
{
    return (unsigned char)byte >= 0x20 && (unsigned char)byte < 0x7F &&
            !strchr("&<>\"", byte);
}

static void put_escaped(struct xmlwriter *writer, const char *text, size_t size,
        bool in_attribute)
{
    for (size_t at = 0; at < size && !writer->failed;) {
        size_t run = 0;

        while (at + run < size && is_plain(text[at + run]))
            run++;
        put(writer, text + at, run);
        at += run;
        if (at < size)
            at += put_character(writer, text + at, size - at, in_attribute);
    }
}

void xmlwriter_attribute(struct xmlwriter *writer, const char *name, const char *value)
{
    if (!value)
        return;
    if (!is_name(name))
        fail(writer, "not a name:", name);
    if (!writer->in_tag)
        fail(writer, "no start tag is open for attribute", name);
    else if (!writer->failed && has_attribute(writer, name))
        fail(writer, "a second attribute", name);
    put(writer, " ", 1);
    put_text(writer, name);
    put(writer, "=\"", 2);
    put_escaped(writer, value, strlen(value), true);
    put(writer, "\"", 1);
}

void xmlwriter_attribute_int(struct xmlwriter *writer, const char *name, int64_t value)
{
    char text[24];

    snprintf(text, sizeof(text), "%" PRId64, value);
    xmlwriter_attribute(writer, name, text);
}

void xmlwriter_text(struct xmlwriter *writer, const char *text)
{
    xmlwriter_text_bytes(writer, text, strlen(text));
}

void xmlwriter_text_bytes(struct xmlwriter *writer, const char *text, size_t size)
{
    if (writer->depth == 0)
        fail(writer, "text outside the root", "element");
    begin_content(writer);
    put_escaped(writer, text, size, false);
}

/* A comment may not hold "--" nor end in '-': a blank goes behind every '-' of such a
 * run. */
static void put_comment(struct xmlwriter *writer, const char *text, size_t size)
{
    for (size_t at = 0; at < size && !writer->failed;) {
        uint32_t character;
        size_t length = text_decode(text + at, size - at, &character);

        if (length && is_carried(character))
            put(writer, text + at, length);
        else
            put_byte(writer, text[at]);
        at += length && is_carried(character) ? length : 1;
        if (text[at - 1] == '-' && at < size && text[at] == '-')
            put(writer, " ", 1);
    }
}

void xmlwriter_comment(struct xmlwriter *writer, const char *text)
{
    begin_content(writer);
    put_text(writer, "<!-- ");
    put_comment(writer, text, strlen(text));
    put_text(writer, " -->");
}

void xmlwriter_newline(struct xmlwriter *writer)
{
    if (writer->in_tag)
        put(writer, ">", 1);
    writer->in_tag = false;
    put(writer, "\n", 1);
    writer->owes_indent = true;
}

void xmlwriter_end(struct xmlwriter *writer)
{
    if (writer->depth == 0)
        fail(writer, "an end without a", "start");
    if (writer->failed)
        return;
    writer->depth--;
    if (writer->in_tag) {
        put(writer, "/>", 2);
        writer->in_tag = false;
        return;
    }
    indent(writer, writer->depth);
    put(writer, "</", 2);
    put_text(writer, writer->open[writer->depth]);
    put(writer, ">", 1);
}

void xmlwriter_element(struct xmlwriter *writer, const char *name, const char *text)
{
    if (!text)
        return;
    xmlwriter_start(writer, name);
    xmlwriter_text(writer, text);
    xmlwriter_end(writer);
}

bool xmlwriter_finish(struct xmlwriter *writer)
{
    if (writer->depth > 0)
        fail(writer, "not ended:", writer->open[writer->depth - 1]);
    if (!writer->has_root)
        fail(writer, "there is no root", "element");
    return !writer->failed;
}
