#include "engine/commands/pretty.h"

#include <string.h>

#define DEPTH_MAX                                                        \
    128u /* as records have them; what is deeper is not indented further \
          */

struct pretty {
    struct slice json;
    const char *margin;
    struct buf *buf;
    unsigned depth;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool put(struct pretty *pretty, const char *text, size_t size, struct error *err)
{
    return buf_append(pretty->buf, text, size, err);
}

static bool begin_line(struct pretty *pretty, struct error *err)
{
    if (!buf_append_text(pretty->buf, "\n", err) ||
            !buf_append_text(pretty->buf, pretty->margin, err))
        return false;
    for (unsigned i = 0; i < pretty->depth; i++) {
        if (!put(pretty, "  ", 2, err))
            return false;
    }
    return true;
}

/* The end of the string whose quote is at `at`. */
static size_t skip_string(struct slice json, size_t at)
{
    for (at++; at < json.size && json.text[at] != '"'; at++)
        at += json.text[at] == '\\';
    return at < json.size ? at + 1 : json.size;
}

static size_t skip_blanks(struct slice json, size_t at)
{
    while (at < json.size && is_blank(json.text[at]))
        at++;
    return at;
}

/* An empty pair of brackets stays on its line. */
static bool open_bracket(struct pretty *pretty, size_t *at, struct error *err)
{
    char close = pretty->json.text[*at] == '{' ? '}' : ']';
    size_t next = skip_blanks(pretty->json, *at + 1);

    if (!put(pretty, pretty->json.text + *at, 1, err))
        return false;
    if (next < pretty->json.size && pretty->json.text[next] == close) {
        *at = next + 1;
        return put(pretty, &close, 1, err);
    }
    *at = next;
    pretty->depth += pretty->depth < DEPTH_MAX;
    return begin_line(pretty, err);
}

static bool write_mark(struct pretty *pretty, size_t *at, struct error *err)
{
    const char *mark = pretty->json.text + (*at)++;

    switch (*mark) {
    case '}':
    case ']':
        pretty->depth -= pretty->depth > 0;
        return begin_line(pretty, err) && put(pretty, mark, 1, err);
    case ',':
        return put(pretty, mark, 1, err) && begin_line(pretty, err);
    case ':':
        return put(pretty, ": ", 2, err);
    default:
        return put(pretty, mark, 1, err);
    }
}

bool pretty_json(struct slice json, const char *margin, struct buf *buf,
        struct error *err)
{
    struct pretty pretty = {json, margin, buf, 0};
    size_t at = 0, end;
    bool ok = buf_append_text(buf, margin, err);

    while (ok && (at = skip_blanks(json, at)) < json.size) {
        if (json.text[at] == '{' || json.text[at] == '[') {
            ok = open_bracket(&pretty, &at, err);
        } else if (json.text[at] == '"') {
            end = skip_string(json, at);
            ok = put(&pretty, json.text + at, end - at, err);
            at = end;
        } else {
            ok = write_mark(&pretty, &at, err);
        }
    }
    return ok && buf_append_text(buf, "\n", err);
}
