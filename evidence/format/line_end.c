#include "evidence/format/line_end.h"

#include <string.h>

struct tally {
    size_t returns, feeds;
};

static bool is_separator(char byte)
{
    return memchr(",;\t|\r\n", byte, 6) != NULL;
}

static void add(struct tally *tally, const char *at, const char *end, bool whole)
{
    if (*at == '\n')
        tally->feeds++;
    else if (*at == '\r' && !line_end_begins(at, (size_t)(end - at), whole))
        tally->returns++;
}

static void count_all(const char *text, size_t size, bool whole, struct tally *tally)
{
    const char *end = text + size;

    for (const char *at = text; at < end; at++)
        add(tally, at, end, whole);
}

/* Outside of fields in quotes, as CSV has them; false: there are none, or it is none. */
static bool count_outside(const char *text, size_t size, bool whole, struct tally *tally)
{
    const char *end = text + size, *at = text;
    bool any = false;

    while (at < end) {
        if (*at != '"' || (at > text && !is_separator(at[-1]))) {
            add(tally, at, end, whole);
            at++;
            continue;
        }
        any = true;
        do {
            at = memchr(at + 1, '"', (size_t)(end - at - 1));
            if (!at)
                return !whole; /* it is closed further on */
            at++;
        } while (at < end && *at == '"');
        if (at < end && !is_separator(*at))
            return false;
    }
    return any;
}

char line_end_decide(const char *text, size_t size, bool whole)
{
    struct tally all = {0}, outside = {0};

    if (!memchr(text, '\r', size))
        return '\n';
    if (count_outside(text, size, whole, &outside))
        return outside.returns > outside.feeds ? '\r' : '\n';
    count_all(text, size, whole, &all);
    return all.returns > all.feeds ? '\r' : '\n';
}

bool line_end_begins(const char *text, size_t size, bool whole)
{
    size_t count = 0;

    while (count < size && count < LINE_END_RETURNS && text[count] == '\r')
        count++;
    return count > 0 && (count < size ? text[count] == '\n' : !whole);
}

uint64_t line_end_count(const char *text, size_t size, char line_end)
{
    const char *end = text + size;
    uint64_t lines = 0;

    for (const char *at = text; (at = memchr(at, '\n', (size_t)(end - at))); at++)
        lines += line_end == '\n' || at == text || at[-1] != '\r';
    for (const char *at = text;
            line_end == '\r' && (at = memchr(at, '\r', (size_t)(end - at))); at++)
        lines++;
    return lines;
}
