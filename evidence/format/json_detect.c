#include "evidence/format/json_detect.h"

#include <string.h>

#include "evidence/format/json_records.h"
#include "evidence/format/json_walk.h"

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

/* Of what is whole at the beginning; the documents that are not are left out by the
 * comparison with those that ended. */
static bool look_at_beginning(struct json_outline *outline, const char *text, size_t size)
{
    struct json_document document;
    size_t done;

    json_outline_begin(outline);
    json_document_begin(&document, NULL, outline);
    if (json_document_next(&document, text, size, false, &done) == JSON_DOCUMENT_INVALID)
        return false;
    json_outline_end(outline);
    return outline->ended > 0;
}

bool json_detect_pages(const char *text, size_t size, bool *ret_are_pages,
        bool *ret_have_lists, struct error *err)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(2 * sizeof(struct json_outline));
    struct json_outline *outline;
    bool is_whole;

    if (!arena_allocate(&arena, sizeof(*outline), &outline, err))
        return false;
    is_whole = look_at_beginning(outline, text, size);
    *ret_are_pages = is_whole && json_records_are_pages(outline);
    *ret_have_lists = is_whole && json_records_have_lists(outline);
    return true;
}

static bool read_outline(struct record_window *window, struct json_outline *outline,
        struct error *err)
{
    struct json_document document;
    enum json_document_event event;

    json_document_begin(&document, NULL, outline);
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

static bool keep_found(const struct json_outline *outline, bool began_as_pages,
        struct arena *arena, struct json_detected *ret_detected, struct error *err)
{
    CLEANUP(buf_clear) struct buf path = BUF_INIT(JSON_RECORDS_PATH_MAX);
    CLEANUP(buf_clear) struct buf aside = BUF_INIT(JSON_RECORDS_ASIDE_MAX);

    *ret_detected = (struct json_detected){"", NULL, json_records_are_of_empty(outline)};
    return json_records_find(outline, began_as_pages, &path, &aside, err) &&
            arena_text(arena, buf_text(&path), &ret_detected->records, err) &&
            (!aside.size ||
                    arena_text(arena, buf_text(&aside), &ret_detected->aside, err));
}

bool json_detect_records(struct record_window *window, struct arena *arena,
        struct json_detected *ret_detected, struct error *err)
{
    CLEANUP(arena_clear) struct arena room = ARENA_INIT(2 * sizeof(struct json_outline));
    struct slice beginning = record_window_rest(window);
    struct json_outline *outline;
    struct error failure = {0};
    bool are_pages, is_read;

    *ret_detected = (struct json_detected){"", NULL, false};
    if (!arena_allocate(&room, sizeof(*outline), &outline, err))
        return false;
    are_pages = look_at_beginning(outline, beginning.text, beginning.size) &&
            outline->ended > 1 && json_records_are_pages(outline);
    json_outline_begin(outline);
    is_read = read_outline(window, outline, &failure);
    json_outline_end(outline);
    if (!keep_found(outline, are_pages, arena, ret_detected, err))
        return false;
    return is_read || error_set(err, failure.code, "%s", failure.message);
}
