#include "evidence/format/xml_detect.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "engine/base/text.h"

#define DECLARATION_MAX ((size_t)200)
#define NAME_MAX_BYTES ((size_t)40)

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static struct slice skip_blanks(struct slice text)
{
    while (text.size && is_blank(*text.text)) {
        text.text++;
        text.size--;
    }
    return text;
}

static bool begins(struct slice text, const char *word)
{
    return text.size >= strlen(word) && strncasecmp(text.text, word, strlen(word)) == 0;
}

bool xml_detect_is_xml(struct slice text, bool is_named)
{
    text = skip_blanks(text);
    if (!text.text || text.size < 4 || *text.text != '<')
        return false;
    if (begins(text, "<?xm") || begins(text, "<!--") || begins(text, "<!DO"))
        return true;
    return is_letter(text.text[1]) &&
            (is_named || memmem(text.text, text.size, "</", 2) ||
                    memmem(text.text, text.size, "/>", 2));
}

bool xml_detect_is_html(struct slice text)
{
    text = skip_blanks(text);
    if (begins(text, "<?xml ")) {
        const char *end = memmem(text.text, text.size, "?>", 2);

        text.size -= end ? (size_t)(end + 2 - text.text) : 0;
        text.text = end ? end + 2 : text.text;
        text = skip_blanks(text);
    }
    return begins(text, "<!DOCTYPE html") || begins(text, "<html");
}

/* The name in encoding="name" of the declaration the text begins with. */
static bool find_declared(struct slice text, char name[NAME_MAX_BYTES + 1])
{
    const char *end, *at, *close;
    size_t size = text.size < DECLARATION_MAX ? text.size : DECLARATION_MAX;

    if (!begins(text, "<?xml"))
        return false;
    end = memmem(text.text, size, "?>", 2);
    at = end ? memmem(text.text, (size_t)(end - text.text), "encoding", 8) : NULL;
    if (!at)
        return false;
    at += strlen("encoding");
    while (at < end && (is_blank(*at) || *at == '='))
        at++;
    if (at == end || (*at != '"' && *at != '\''))
        return false;
    close = memchr(at + 1, *at, (size_t)(end - at - 1));
    if (!close || (size_t)(close - at - 1) > NAME_MAX_BYTES)
        return false;
    snprintf(name, NAME_MAX_BYTES + 1, "%.*s", (int)(close - at - 1), at + 1);
    return name[0] != '\0' && text_find_invalid(name, strlen(name)) == strlen(name);
}

bool xml_detect_encoding(struct slice bytes, enum encoding *ret_encoding)
{
    char name[NAME_MAX_BYTES + 1];

    return find_declared(bytes, name) && encoding_find(name, ret_encoding);
}

/* How many of the hint's fields there are; 0 where one is missing. */
static size_t weigh(const struct xml_shape *shape, const struct record_hint *hint,
        struct arena *arena)
{
    struct xml_path records, field;
    struct error failure;
    size_t count = 0;

    if (!xml_path_parse_records(hint->records, arena, &records, &failure))
        return 0;
    for (; hint->paths[count]; count++) {
        if (!xml_path_parse_field(hint->paths[count], arena, &field, &failure) ||
                !xml_shape_has(shape, &records, &field))
            return 0;
    }
    return count;
}

static bool tell_limit(const struct xml_shape *shape, struct arena *arena,
        const char **ret_limit, struct error *err)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)2 << 20);

    return xml_shape_limit(shape, &text, err) &&
            (!text.size || arena_text(arena, buf_text(&text), ret_limit, err));
}

static bool tell_aside(const struct xml_shape *shape, const char *records,
        struct arena *arena, const char **ret_aside, struct error *err)
{
    CLEANUP(buf_clear) struct buf list = BUF_INIT((size_t)8 << 20);
    uint32_t count;

    return xml_shape_aside(shape, records, &list, &count, err) &&
            (!count || arena_text(arena, buf_text(&list), ret_aside, err));
}

bool xml_detect_records(const struct xml_shape *shape, const struct record_hint *hints,
        size_t hint_count, struct arena *arena, const char **ret_records,
        const char **ret_aside, const char **ret_limit, struct error *err)
{
    CLEANUP(buf_clear) struct buf path = BUF_INIT((size_t)1 << 20);
    CLEANUP(arena_clear) struct arena paths = ARENA_INIT((size_t)16 << 20);
    const char *known = NULL;
    struct xml_path parsed;
    size_t most = 0, weight;

    for (size_t i = 0; i < hint_count; i++) {
        weight = weigh(shape, &hints[i], &paths);
        if (weight <= most)
            continue;
        most = weight;
        known = hints[i].records;
    }
    if (!known ? !xml_shape_records(shape, &path, err)
               : !xml_path_parse_records(known, &paths, &parsed, err) ||
                            !xml_shape_resolve(shape, &parsed, &path, err))
        return false;
    *ret_aside = *ret_limit = NULL;
    return (known || tell_limit(shape, arena, ret_limit, err)) &&
            (known || tell_aside(shape, buf_text(&path), arena, ret_aside, err)) &&
            arena_text(arena, path.size ? buf_text(&path) : known, ret_records, err);
}

static bool is_wide(enum encoding encoding)
{
    return encoding == ENCODING_UTF16LE || encoding == ENCODING_UTF16BE;
}

static bool is_contradicted(const char *name, enum encoding found)
{
    enum encoding declared;

    if (!encoding_find(name, &declared))
        return strcasecmp(name, "us-ascii") != 0 && strcasecmp(name, "ascii") != 0;
    return declared != found && !(is_wide(declared) && is_wide(found));
}

bool xml_detect_describe(struct slice text, enum encoding encoding, const char *records,
        const char *limit, struct arena *arena, const char **ret_kind_text,
        struct error *err)
{
    char name[NAME_MAX_BYTES + 1];

    if (!find_declared(text, name) || !is_contradicted(name, encoding)) {
        if (!arena_printf(arena, ret_kind_text, err, "xml %s", records))
            return false;
    } else if (!arena_printf(arena, ret_kind_text, err,
                       "xml %s (declares %s, read as %s)", records, name,
                       encoding_name(encoding))) {
        return false;
    }
    return !limit ||
            arena_printf(arena, ret_kind_text, err, "%s; %s", *ret_kind_text, limit);
}

const char *xml_detect_notice(const char *limit, const char *aside)
{
    if (limit)
        return aside ? "xml-too-many-paths xml-left-aside" : "xml-too-many-paths";
    return aside ? "xml-left-aside" : NULL;
}
