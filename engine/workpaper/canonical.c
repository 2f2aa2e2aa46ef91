#include "engine/workpaper/canonical.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"

#define DEPTH_MAX 64
#define INTEGER_MAX (INT64_C(1) << 53)
#define STRING_LIMIT ((size_t)64 << 20)

struct reader {
    const char *begin, *at, *end;
    unsigned depth;
    struct error *err;
};

/* A key, decoded, and its value, canonical; both in bufs of their object. */
struct member {
    struct slice key, value;
};

static bool append_value(struct reader *reader, struct buf *out);

static bool refuse(struct reader *reader, const char *what)
{
    return error_set(reader->err, ERROR_REFUSED,
            TR("this JSON has no canonical form: %s at byte %zu",
                    "このJSONは正準形にできません: %s（%zuバイト目）"),
            what, (size_t)(reader->at - reader->begin) + 1);
}

static void skip_blanks(struct reader *reader)
{
    while (reader->at < reader->end && strchr(" \t\n\r", *reader->at) && *reader->at)
        reader->at++;
}

static bool take(struct reader *reader, char wanted)
{
    skip_blanks(reader);
    if (reader->at == reader->end || *reader->at != wanted)
        return false;
    reader->at++;
    return true;
}

static bool take_word(struct reader *reader, const char *word)
{
    size_t size = strlen(word);

    if ((size_t)(reader->end - reader->at) < size || memcmp(reader->at, word, size) != 0)
        return false;
    reader->at += size;
    return true;
}

static bool read_hex(struct reader *reader, uint32_t *ret_unit)
{
    uint32_t unit = 0;

    if (reader->end - reader->at < 4)
        return refuse(reader, "\\u");
    for (int i = 0; i < 4; i++) {
        char digit = reader->at[i];

        if (digit >= '0' && digit <= '9')
            unit = unit * 16 + (uint32_t)(digit - '0');
        else if ((digit | 0x20) >= 'a' && (digit | 0x20) <= 'f')
            unit = unit * 16 + (uint32_t)((digit | 0x20) - 'a' + 10);
        else
            return refuse(reader, "\\u");
    }
    reader->at += 4;
    *ret_unit = unit;
    return true;
}

/* What follows "\u": one unit, or a surrogate pair. */
static bool read_unicode_escape(struct reader *reader, struct buf *text)
{
    uint32_t character, low;
    char bytes[4];
    size_t size;

    if (!read_hex(reader, &character))
        return false;
    if (character >= 0xD800 && character <= 0xDBFF) {
        if (!take_word(reader, "\\u"))
            return refuse(reader, "a lone surrogate");
        if (!read_hex(reader, &low))
            return false;
        if (low < 0xDC00 || low > 0xDFFF)
            return refuse(reader, "a lone surrogate");
        character = 0x10000 + ((character - 0xD800) << 10) + (low - 0xDC00);
    }
    size = text_encode(character, bytes);
    if (size == 0)
        return refuse(reader, "a lone surrogate");
    return buf_append(text, bytes, size, reader->err);
}

static bool read_escape(struct reader *reader, struct buf *text)
{
    static const char letters[] = "\"\\/bfnrt";
    static const char meanings[] = "\"\\/\b\f\n\r\t";
    const char *letter;

    if (reader->at == reader->end)
        return refuse(reader, "a string that does not end");
    if (*reader->at == 'u') {
        reader->at++;
        return read_unicode_escape(reader, text);
    }
    letter = strchr(letters, *reader->at);
    if (!letter || !*letter)
        return refuse(reader, "an unknown escape");
    reader->at++;
    return buf_append(text, &meanings[letter - letters], 1, reader->err);
}

/* Reads a string, the first quote already taken, and appends it decoded. */
static bool read_string(struct reader *reader, struct buf *text)
{
    uint32_t character;
    size_t length;

    while (reader->at < reader->end && *reader->at != '"') {
        if (*reader->at == '\\') {
            reader->at++;
            if (!read_escape(reader, text))
                return false;
            continue;
        }
        length = text_decode(reader->at, (size_t)(reader->end - reader->at), &character);
        if (length == 0 || character < 0x20)
            return refuse(reader, "a byte no string may hold");
        if (!buf_append(text, reader->at, length, reader->err))
            return false;
        reader->at += length;
    }
    return take(reader, '"') || refuse(reader, "a string that does not end");
}

static bool append_escaped(struct buf *buf, char byte, struct error *err)
{
    static const char meanings[] = "\"\\\b\f\n\r\t";
    static const char letters[] = "\"\\bfnrt";
    const char *meaning = memchr(meanings, byte, sizeof(meanings) - 1);

    if (meaning)
        return buf_printf(buf, err, "\\%c", letters[meaning - meanings]);
    return buf_printf(buf, err, "\\u%04x", (unsigned)byte);
}

static bool is_escaped(char byte)
{
    return (unsigned char)byte < 0x20 || byte == '"' || byte == '\\';
}

static bool append_string(struct buf *buf, const char *text, size_t size,
        struct error *err)
{
    size_t plain = 0;

    if (!buf_append(buf, "\"", 1, err))
        return false;
    for (size_t at = 0; at < size; at++) {
        if (!is_escaped(text[at]))
            continue;
        if (!buf_append(buf, text + plain, at - plain, err) ||
                !append_escaped(buf, text[at], err))
            return false;
        plain = at + 1;
    }
    return buf_append(buf, text + plain, size - plain, err) &&
            buf_append(buf, "\"", 1, err);
}

static bool append_number(struct reader *reader, struct buf *out)
{
    const char *begin = reader->at;
    int64_t value = 0;

    if (*reader->at == '-')
        reader->at++;
    while (reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9') {
        value = value * 10 + (*reader->at - '0');
        if (value > INTEGER_MAX)
            return refuse(reader, "an integer beyond 2^53 (write it as text)");
        reader->at++;
    }
    if (reader->at == begin || reader->at[-1] == '-')
        return refuse(reader, "something that is no value");
    if (reader->at < reader->end && strchr(".eE", *reader->at) && *reader->at)
        return refuse(reader, "a number that is no integer (write it as text)");
    if ((*begin == '0' && reader->at - begin > 1) || (*begin == '-' && begin[1] == '0'))
        return refuse(reader, "a number with a needless zero or sign");
    return buf_append(out, begin, (size_t)(reader->at - begin), reader->err);
}

static bool append_array(struct reader *reader, struct buf *out)
{
    bool first = true;

    if (!buf_append(out, "[", 1, reader->err))
        return false;
    while (!take(reader, ']')) {
        if (!first && !take(reader, ','))
            return refuse(reader, "no comma");
        if (!first && !buf_append(out, ",", 1, reader->err))
            return false;
        if (!append_value(reader, out))
            return false;
        first = false;
    }
    return buf_append(out, "]", 1, reader->err);
}

/* By UTF-16 units: what needs two of them (a lead byte from F0) stands before U+E000 to
 * U+FFFF (EE, EF), all else is as the bytes are. */
static int compare_member(const void *a, const void *b)
{
    const struct slice *left = &((const struct member *)a)->key;
    const struct slice *right = &((const struct member *)b)->key;
    size_t common = left->size < right->size ? left->size : right->size;

    for (size_t i = 0; i < common; i++) {
        unsigned char x = (unsigned char)left->text[i];
        unsigned char y = (unsigned char)right->text[i];

        if (x == y)
            continue;
        if (x >= 0xEE && y >= 0xEE && (x >= 0xF0) != (y >= 0xF0))
            return x >= 0xF0 ? -1 : 1;
        return x < y ? -1 : 1;
    }
    return (left->size > right->size) - (left->size < right->size);
}

static bool read_member(struct reader *reader, struct buf *texts, struct buf *members)
{
    struct member member;
    size_t key = texts->size, value;

    if (!take(reader, '"'))
        return refuse(reader, "no key");
    if (!read_string(reader, texts))
        return false;
    value = texts->size;
    if (!take(reader, ':'))
        return refuse(reader, "no colon");
    if (!append_value(reader, texts))
        return false;
    /* Places for now: texts still moves while it grows. */
    member.key = (struct slice){NULL, value - key};
    member.value = (struct slice){NULL, texts->size - value};
    return buf_append(members, &member, sizeof(member), reader->err);
}

static void settle_members(struct member *members, size_t count, const char *texts)
{
    for (size_t i = 0; i < count; i++) {
        members[i].key.text = texts;
        texts += members[i].key.size;
        members[i].value.text = texts;
        texts += members[i].value.size;
    }
    qsort(members, count, sizeof(*members), compare_member);
}

static bool append_members(struct reader *reader, const struct member *members,
        size_t count, struct buf *out)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && compare_member(&members[i - 1], &members[i]) == 0)
            return refuse(reader, "a repeated key in the object that ends");
        if (i > 0 && !buf_append(out, ",", 1, reader->err))
            return false;
        if (!append_string(out, members[i].key.text, members[i].key.size, reader->err) ||
                !buf_append(out, ":", 1, reader->err) ||
                !buf_append(out, members[i].value.text, members[i].value.size,
                        reader->err))
            return false;
    }
    return true;
}

static bool append_object(struct reader *reader, struct buf *out)
{
    CLEANUP(buf_clear) struct buf texts = BUF_INIT(STRING_LIMIT);
    CLEANUP(buf_clear) struct buf members = BUF_INIT(STRING_LIMIT);
    struct member *list;
    size_t count;

    while (!take(reader, '}')) {
        if (members.size > 0 && !take(reader, ','))
            return refuse(reader, "no comma");
        if (!read_member(reader, &texts, &members))
            return false;
    }
    list = (struct member *)(void *)members.data;
    count = members.size / sizeof(*list);
    if (count > 0)
        settle_members(list, count, buf_text(&texts));
    return buf_append(out, "{", 1, reader->err) &&
            append_members(reader, list, count, out) &&
            buf_append(out, "}", 1, reader->err);
}

static bool append_container(struct reader *reader, struct buf *out)
{
    bool ok;

    if (reader->depth == DEPTH_MAX)
        return refuse(reader, "more than 64 levels");
    reader->depth++;
    ok = *reader->at++ == '{' ? append_object(reader, out) : append_array(reader, out);
    reader->depth--;
    return ok;
}

static bool append_text_value(struct reader *reader, struct buf *out)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(STRING_LIMIT);

    reader->at++;
    return read_string(reader, &text) &&
            append_string(out, buf_text(&text), text.size, reader->err);
}

static bool append_value(struct reader *reader, struct buf *out)
{
    static const char *const words[] = {"true", "false", "null"};

    skip_blanks(reader);
    if (reader->at == reader->end)
        return refuse(reader, "a value is missing");
    if (*reader->at == '{' || *reader->at == '[')
        return append_container(reader, out);
    if (*reader->at == '"')
        return append_text_value(reader, out);
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
        if (take_word(reader, words[i]))
            return buf_append_text(out, words[i], reader->err);
    }
    return append_number(reader, out);
}

bool canonical_append_json(struct buf *buf, const char *json, size_t size,
        struct error *err)
{
    struct reader reader = {json, json, json + size, 0, err};

    if (!append_value(&reader, buf))
        return false;
    skip_blanks(&reader);
    return reader.at == reader.end || refuse(&reader, "more after the value");
}

bool canonical_append_text(struct buf *buf, const char *text, struct error *err)
{
    size_t size = strlen(text);

    if (text_find_invalid(text, size) < size)
        return error_set(err, ERROR_REFUSED,
                TR("a text of the journal is not UTF-8",
                        "ジャーナルに書く文字列がUTF-8ではありません"));
    return append_string(buf, text, size, err);
}
