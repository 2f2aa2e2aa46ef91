#include "evidence/format/w3c_line.h"

#include <string.h>
#include <strings.h>

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

static bool is_separator(char byte, char separator)
{
    return separator == ' ' ? is_blank(byte) : byte == separator;
}

static struct slice trim(struct slice text)
{
    while (text.size && is_blank(text.text[text.size - 1]))
        text.size--;
    while (text.size && is_blank(*text.text)) {
        text.text++;
        text.size--;
    }
    return text;
}

bool w3c_line_is_fields(struct slice line)
{
    return line.size > 8 && strncasecmp(line.text, "#fields", 7) == 0 &&
            (line.text[7] == ':' || line.text[7] == '\t');
}

bool w3c_line_directive(struct slice line, struct slice *ret_name,
        struct slice *ret_value)
{
    size_t size = 1;

    while (size < line.size && line.text[size] != ':' && !is_blank(line.text[size]))
        size++;
    if (size < 2 || size == line.size)
        return false;
    *ret_name = (struct slice){line.text, size};
    *ret_value = trim((struct slice){line.text + size + 1, line.size - size - 1});
    return true;
}

static char find_separator(struct slice names)
{
    if (memchr(names.text, ' ', names.size))
        return ' ';
    if (memchr(names.text, '\t', names.size))
        return '\t';
    return memchr(names.text, ',', names.size) ? ',' : ' ';
}

/* ---- values ---- */

/* The quote that closes, a separator or the line's end behind it; NULL: none. */
static const char *find_close(const char *at, const char *end, char separator,
        bool *ret_doubled)
{
    for (*ret_doubled = false; at < end; at++) {
        if (*at != '"')
            continue;
        if (at + 1 == end || is_separator(at[1], separator))
            return at;
        if (at[1] != '"')
            return NULL;
        *ret_doubled = true;
        at++;
    }
    return NULL;
}

static void add_value(struct w3c_values *values, struct w3c_value value)
{
    if (values->count < W3C_FIELDS_MAX)
        values->values[values->count] = value;
    values->count++;
}

/* One value at `at`; where it ends. */
static const char *take_value(const char *at, const char *end, char separator,
        struct w3c_values *values)
{
    const char *begin = at, *close;
    struct w3c_value value = {0};

    if (at < end && *at == '"' && separator != '\t' &&
            (close = find_close(at + 1, end, separator, &value.is_doubled))) {
        value.text = (struct slice){at + 1, (size_t)(close - at) - 1};
        add_value(values, value);
        return close + 1;
    }
    value.is_doubled = false;
    while (at < end && !is_separator(*at, separator))
        at++;
    value.text = (struct slice){begin, (size_t)(at - begin)};
    if (value.text.size == 1 && *begin == '-')
        value.text = (struct slice){NULL, 0};
    add_value(values, value);
    return at;
}

void w3c_line_values(struct slice line, char separator, struct w3c_values *values)
{
    const char *at = line.text, *end = at + line.size;

    values->count = 0;
    if (separator == ' ') {
        for (;;) {
            while (at < end && is_blank(*at))
                at++;
            if (at == end)
                return;
            at = take_value(at, end, separator, values);
        }
    }
    for (;;) {
        at = take_value(at, end, separator, values);
        if (at == end)
            return;
        at++;
    }
}

bool w3c_line_fields(struct slice line, struct w3c_fields *fields)
{
    struct slice names = trim((struct slice){line.text + 8, line.size - 8});
    const char *at = names.text, *end = at + names.size;

    fields->count = 0;
    fields->separator = find_separator(names);
    while (at < end) {
        const char *begin = at;

        while (at < end && !is_separator(*at, fields->separator))
            at++;
        if (fields->count == W3C_FIELDS_MAX)
            return false;
        if (at > begin || fields->separator != ' ')
            fields->names[fields->count++] = (struct slice){begin, (size_t)(at - begin)};
        at += at < end;
    }
    return fields->count > 0;
}

size_t w3c_line_unquote(struct slice value, char *room)
{
    const char *at = value.text, *end = at + value.size;
    char *out = room;

    while (at < end) {
        at += *at == '"' && at + 1 < end && at[1] == '"';
        *out++ = *at++;
    }
    return (size_t)(out - room);
}
