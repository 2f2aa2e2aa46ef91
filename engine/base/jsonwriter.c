#include "engine/base/jsonwriter.h"

#include <inttypes.h>
#include <string.h>

#include "engine/base/text.h"

void jsonwriter_init(struct jsonwriter *writer, struct buf *buf, bool indent,
        struct error *err)
{
    *writer = (struct jsonwriter){.buf = buf, .err = err, .indent = indent};
}

static void put(struct jsonwriter *writer, const char *bytes, size_t size)
{
    if (!writer->failed && !buf_append(writer->buf, bytes, size, writer->err))
        writer->failed = true;
}

static void put_text(struct jsonwriter *writer, const char *text)
{
    put(writer, text, strlen(text));
}

static void fail(struct jsonwriter *writer, const char *sentence)
{
    if (writer->failed)
        return;
    error_set(writer->err, ERROR_USAGE, "writing JSON: %s", sentence);
    writer->failed = true;
}

static bool is_in_object(const struct jsonwriter *writer)
{
    return writer->depth > 0 && writer->closers[writer->depth - 1] == '}';
}

static void break_line(struct jsonwriter *writer)
{
    if (!writer->indent)
        return;
    put(writer, "\n", 1);
    for (unsigned i = 0; i < writer->depth; i++)
        put(writer, "  ", 2);
}

/* What stands between the items of an object or array, before the next of them. */
static void separate(struct jsonwriter *writer)
{
    if (writer->has_items[writer->depth - 1])
        put(writer, ",", 1);
    writer->has_items[writer->depth - 1] = true;
    break_line(writer);
}

static void begin_value(struct jsonwriter *writer)
{
    if (writer->failed)
        return;
    if (writer->after_key)
        writer->after_key = false;
    else if (is_in_object(writer))
        fail(writer, "a value in an object needs a key");
    else if (writer->depth > 0)
        separate(writer);
    else if (writer->done)
        fail(writer, "a second value after the whole");
    if (writer->depth == 0)
        writer->done = true;
}

static void open_container(struct jsonwriter *writer, char opener, char closer)
{
    begin_value(writer);
    if (writer->depth == ARRAY_LENGTH(writer->closers))
        fail(writer, "more than 64 levels");
    if (writer->failed)
        return;
    put(writer, &opener, 1);
    writer->has_items[writer->depth] = false;
    writer->closers[writer->depth++] = closer;
}

void jsonwriter_object(struct jsonwriter *writer)
{
    open_container(writer, '{', '}');
}

void jsonwriter_array(struct jsonwriter *writer)
{
    open_container(writer, '[', ']');
}

void jsonwriter_end(struct jsonwriter *writer)
{
    if (writer->depth == 0)
        fail(writer, "an end without a beginning");
    if (writer->after_key)
        fail(writer, "a key without a value");
    if (writer->failed)
        return;
    writer->depth--;
    if (writer->has_items[writer->depth])
        break_line(writer);
    put(writer, &writer->closers[writer->depth], 1);
}

/* The escape of an ASCII character; NULL where it stands for itself. */
static const char *short_escape(unsigned char character)
{
    switch (character) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\b':
        return "\\b";
    case '\f':
        return "\\f";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    default:
        return NULL;
    }
}

static void put_control(struct jsonwriter *writer, unsigned char character)
{
    if (!writer->failed && !buf_printf(writer->buf, writer->err, "\\u%04x", character))
        writer->failed = true;
}

/* Writes one character of text and returns its length in bytes. */
static size_t put_character(struct jsonwriter *writer, const char *text, size_t size)
{
    const char *escape = short_escape((unsigned char)*text);
    uint32_t character;
    size_t length = text_decode(text, size, &character);

    if (escape)
        put_text(writer, escape);
    else if (length == 0)
        put_text(writer, "\\ufffd");
    else if (character < 0x20 || character == 0x7F)
        put_control(writer, (unsigned char)character);
    else
        put(writer, text, length);
    return length ? length : 1;
}

static bool is_plain(char byte)
{
    return (unsigned char)byte >= 0x20 && (unsigned char)byte < 0x7F && byte != '"' &&
            byte != '\\';
}

static void put_string(struct jsonwriter *writer, const char *text, size_t size)
{
    put(writer, "\"", 1);
    for (size_t at = 0; at < size && !writer->failed;) {
        size_t run = 0;

        while (at + run < size && is_plain(text[at + run]))
            run++;
        put(writer, text + at, run);
        at += run;
        if (at < size)
            at += put_character(writer, text + at, size - at);
    }
    put(writer, "\"", 1);
}

void jsonwriter_key(struct jsonwriter *writer, const char *key)
{
    if (!is_in_object(writer))
        fail(writer, "a key outside an object");
    if (writer->after_key)
        fail(writer, "a key after a key");
    if (writer->failed)
        return;
    separate(writer);
    put_string(writer, key, strlen(key));
    put_text(writer, writer->indent ? ": " : ":");
    writer->after_key = true;
}

void jsonwriter_text(struct jsonwriter *writer, const char *text)
{
    if (text)
        jsonwriter_bytes(writer, text, strlen(text));
    else
        jsonwriter_null(writer);
}

void jsonwriter_bytes(struct jsonwriter *writer, const char *text, size_t size)
{
    begin_value(writer);
    put_string(writer, text, size);
}

void jsonwriter_int(struct jsonwriter *writer, int64_t value)
{
    begin_value(writer);
    if (!writer->failed && !buf_printf(writer->buf, writer->err, "%" PRId64, value))
        writer->failed = true;
}

static size_t count_digits(const char *text, size_t size)
{
    size_t count = 0;

    while (count < size && text[count] >= '0' && text[count] <= '9')
        count++;
    return count;
}

/* -? (0 | digits) [. digits] [(e|E) [+-] digits], and nothing else. */
static bool is_number(const char *text, size_t size)
{
    size_t at = size > 0 && text[0] == '-';
    size_t digits = count_digits(text + at, size - at);

    if (digits == 0 || (digits > 1 && text[at] == '0'))
        return false;
    at += digits;
    if (at < size && text[at] == '.') {
        digits = count_digits(text + at + 1, size - at - 1);
        at += 1 + digits;
    }
    if (digits && at < size && (text[at] == 'e' || text[at] == 'E')) {
        at++;
        at += at < size && (text[at] == '+' || text[at] == '-');
        digits = count_digits(text + at, size - at);
        at += digits;
    }
    return digits > 0 && at == size;
}

void jsonwriter_number(struct jsonwriter *writer, const char *text, size_t size)
{
    begin_value(writer);
    if (is_number(text, size))
        put(writer, text, size);
    else
        put_string(writer, text, size);
}

void jsonwriter_json(struct jsonwriter *writer, const char *text, size_t size)
{
    begin_value(writer);
    put(writer, text, size);
}

void jsonwriter_bool(struct jsonwriter *writer, bool value)
{
    begin_value(writer);
    put_text(writer, value ? "true" : "false");
}

void jsonwriter_null(struct jsonwriter *writer)
{
    begin_value(writer);
    put_text(writer, "null");
}

void jsonwriter_member(struct jsonwriter *writer, const char *key, const char *text)
{
    jsonwriter_key(writer, key);
    jsonwriter_text(writer, text);
}

void jsonwriter_member_int(struct jsonwriter *writer, const char *key, int64_t value)
{
    jsonwriter_key(writer, key);
    jsonwriter_int(writer, value);
}

bool jsonwriter_finish(struct jsonwriter *writer)
{
    if (writer->depth > 0)
        fail(writer, "an object or array is not ended");
    if (!writer->done)
        fail(writer, "nothing was written");
    return !writer->failed;
}
