#include "engine/run/mutation_reason.h"

#include "engine/base/file.h"
#include "engine/base/text.h"
#include "engine/run/disturbance.h"

#include <string.h>

#define FILE_LIMIT ((size_t)8 << 20)
#define LINES_MAX 10000
#define FIELDS 6
#define HEADER "fixture,member,record,column,change,reason"

/* ---- reading ---- */

struct reading {
    struct arena *arena;
    struct mutation_reasons *reasons;
    struct complaint_list *complaints;
};

static bool is_change(const char *name)
{
    const char *ways[DISTURBANCE_WAY_COUNT] = {NULL};

    for (size_t w = DISTURBANCE_NONE + 1; w < DISTURBANCE_WAY_COUNT; w++)
        ways[w - 1] = disturbance_name((enum disturbance_way)w);
    for (size_t w = 0; ways[w]; w++) {
        if (strcmp(ways[w], name) == 0)
            return true;
    }
    return strcmp(name, "*") == 0;
}

static void refuse_change(const struct reading *reading, const char *change,
        unsigned line, unsigned column)
{
    const char *ways[DISTURBANCE_WAY_COUNT] = {NULL};
    const char *nearest;

    for (size_t w = DISTURBANCE_NONE + 1; w < DISTURBANCE_WAY_COUNT; w++)
        ways[w - 1] = disturbance_name((enum disturbance_way)w);
    nearest = text_find_nearest(change, ways);
    complaint_add(reading->complaints, COMPLAINT_ERROR, reading->reasons->file, line,
            column,
            TR("there is no change '%s'; did you mean '%s'? There are blank, absent, changed, moved, turned, given, left-out, doubled, any and *",
                    "「%s」という変え方はありません。「%s」のことですか（blank, absent, changed, moved, turned, given, left-out, doubled, any, * があります）"),
            complaint_quote(change).text, nearest ? nearest : "*");
}

/* The first five fields end at a comma, the reason at the line's end. */
static bool split(const struct reading *reading, const char *text, size_t size,
        const char *fields[FIELDS], size_t *ret_count, struct error *err)
{
    *ret_count = 0;
    while (*ret_count < FIELDS) {
        const char *comma = *ret_count + 1 < FIELDS ? memchr(text, ',', size) : NULL;
        size_t part = comma ? (size_t)(comma - text) : size;

        if (!arena_copy(reading->arena, text, part, &fields[(*ret_count)++], err))
            return false;
        if (!comma)
            return true;
        text = comma + 1;
        size -= part + 1;
    }
    return true;
}

static bool read_line(const struct reading *reading, const char *text, size_t size,
        unsigned line, struct error *err)
{
    struct mutation_reasons *reasons = reading->reasons;
    const char *fields[FIELDS];
    size_t count;

    if (!split(reading, text, size, fields, &count, err))
        return false;
    if (count < FIELDS || fields[FIELDS - 1][strspn(fields[FIELDS - 1], " \"")] == '\0')
        complaint_add(reading->complaints, COMPLAINT_ERROR, reasons->file, line, 1,
                count < FIELDS
                        ? TR("%zu fields instead of 6: %s",
                                  "項目が%zu個です。6個必要です: %s")
                        : TR("field %zu, the reason, is empty: say why nobody needs to notice (%s)",
                                  "%zu番目の項目（理由）が空です。なぜ気付かなくてよいかを書いてください（%s）"),
                count, HEADER);
    else if (!is_change(fields[4]))
        refuse_change(reading, fields[4], line,
                (unsigned)(strlen(fields[0]) + strlen(fields[1]) + strlen(fields[2]) +
                        strlen(fields[3]) + 5));
    else
        reasons->items[reasons->count++] = (struct mutation_reason){{fields[0], fields[1],
                                                                            fields[2],
                                                                            fields[3],
                                                                            fields[4]},
                line, 0};
    return true;
}

static bool read_lines(const struct reading *reading, const char *text, struct error *err)
{
    unsigned line = 0;

    for (const char *at = text; *at;) {
        size_t size = strcspn(at, "\n");
        size_t end = size && at[size - 1] == '\r' ? size - 1 : size;

        line++;
        if (line == 1 && (end != strlen(HEADER) || memcmp(at, HEADER, end) != 0))
            complaint_add(reading->complaints, COMPLAINT_ERROR, reading->reasons->file, 1,
                    1, TR("the first line must be %s", "1行目は %s としてください"),
                    HEADER);
        if (reading->reasons->count == LINES_MAX)
            return error_set(err, ERROR_LIMIT, "%s: more than %d lines",
                    reading->reasons->file, LINES_MAX);
        if (line > 1 && end && !read_line(reading, at, end, line, err))
            return false;
        at += size + (at[size] == '\n');
    }
    return true;
}

bool mutation_reason_read(const char *folder, struct arena *arena,
        struct mutation_reasons *ret_reasons, struct complaint_list *complaints,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT(FILE_LIMIT);
    struct reading reading = {arena, ret_reasons, complaints};

    *ret_reasons = (struct mutation_reasons){0};
    if (!arena_printf(arena, &ret_reasons->file, err, "%s/mutations.csv", folder) ||
            !arena_allocate(arena, LINES_MAX * sizeof(*ret_reasons->items),
                    &ret_reasons->items, err))
        return false;
    if (!file_exists(ret_reasons->file))
        return true;
    return file_read(ret_reasons->file, &bytes, err) &&
            read_lines(&reading, buf_text(&bytes), err);
}

/* ---- looking up ---- */

/* * stands for any part. */
static bool fits(const char *pattern, const char *text)
{
    for (;; pattern++, text++) {
        if (*pattern == '*') {
            for (const char *rest = text;; rest++) {
                if (fits(pattern + 1, rest))
                    return true;
                if (!*rest)
                    return false;
            }
        }
        if (*pattern != *text)
            return false;
        if (!*pattern)
            return true;
    }
}

bool mutation_reason_find(struct mutation_reasons *reasons,
        const struct mutation_place *place)
{
    bool found = false;

    for (size_t i = 0; i < reasons->count; i++) {
        const struct mutation_place *pattern = &reasons->items[i].place;

        if (!fits(pattern->change, place->change) ||
                !fits(pattern->column, place->column) ||
                !fits(pattern->record, place->record) ||
                !fits(pattern->fixture, place->fixture) ||
                !fits(pattern->member, place->member))
            continue;
        reasons->items[i].used++;
        found = true;
    }
    return found;
}

void mutation_reason_complain(const struct mutation_reasons *reasons,
        struct complaint_list *complaints)
{
    for (size_t i = 0; i < reasons->count; i++) {
        if (!reasons->items[i].used)
            complaint_add(complaints, COMPLAINT_ERROR, reasons->file,
                    reasons->items[i].line, 1,
                    TR("nothing is explained by this line: every disturbance it means is noticed, or there is none; take it out",
                            "この行が説明するものはありません（当たる変更はすべて気付かれるか、ありません）。削ってください"));
    }
}
