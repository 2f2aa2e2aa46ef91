#include "evidence/json_detect.h"

#include <string.h>

#include "evidence/json_walk.h"

#define LINES_LOOKED_AT 100u

static bool is_blank(const char *text, size_t size)
{
    struct json_scan scan = {.at = text, .end = text + size};

    json_scan_blanks(&scan);
    return scan.at == scan.end;
}

static void look_at_line(struct json_lines *lines, const char *text, size_t size)
{
    struct json_walk walk = {.tree = NULL};

    lines->lines++;
    if (json_walk_value(&walk, text, size, true) != JSON_DONE)
        return;
    json_scan_blanks(&walk.scan);
    if (walk.scan.at != walk.scan.end)
        return;
    lines->valid++;
    lines->containers += walk.type == JSON_OBJECT || walk.type == JSON_ARRAY;
}

struct json_lines json_detect_lines(const char *text, size_t size, bool whole)
{
    struct json_lines lines = {0, 0, 0};
    const char *at = text, *end = text + size;

    while (at < end && lines.lines < LINES_LOOKED_AT) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));

        if (!stop && !whole)
            break;
        if (!stop)
            stop = end;
        if (!is_blank(at, (size_t)(stop - at)))
            look_at_line(&lines, at, (size_t)(stop - at));
        at = stop < end ? stop + 1 : end;
    }
    return lines;
}

bool json_detect_is_lines(const struct json_lines *lines)
{
    return 2 * lines->valid > lines->lines;
}

bool json_detect_is_document(const char *text, size_t size)
{
    struct json_walk walk = {.tree = NULL};
    struct json_scan scan = {.at = text, .end = text + size};

    json_scan_blanks(&scan);
    if (scan.at == scan.end || (*scan.at != '{' && *scan.at != '['))
        return false;
    while (scan.at < scan.end) {
        enum json_result result = json_walk_value(&walk, scan.at,
                (size_t)(scan.end - scan.at), false);

        if (result != JSON_DONE)
            return result == JSON_MORE;
        if (walk.type != JSON_OBJECT && walk.type != JSON_ARRAY)
            return false;
        scan.at = walk.scan.at;
        json_scan_blanks(&scan);
    }
    return true;
}

bool json_detect_shape(struct record_window *window, struct json_shape *ret_shape,
        struct error *err)
{
    struct json_document document;
    enum json_document_event event;

    json_document_begin(&document, NULL, ret_shape);
    for (;;) {
        struct slice rest = record_window_rest(window);
        size_t size;

        event = json_document_next(&document, rest.text, rest.size, window->end, &size);
        record_window_take(window, size, 0);
        if (event != JSON_DOCUMENT_MORE || rest.size - size > LIMIT_JSON_RECORD)
            return true;
        if (!record_window_fill(window, err))
            return false;
    }
}
