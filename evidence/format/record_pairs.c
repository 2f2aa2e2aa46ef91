#include <string.h>

#include "evidence/format/pairs_scan.h"
#include "evidence/format/record_parser.h"
#include "evidence/limits.h"

/* Fields that are no key's. */
enum made {
    MADE_NONE,
    MADE_TIME,
    MADE_HOST,
    MADE_SERIAL,
    MADE_PRIORITY,
    MADE_PREFIX,
    MADE_REST
};

static const struct {
    const char *name;
    enum made made;
} made_names[] = {
        {"_time", MADE_TIME},
        {"_host", MADE_HOST},
        {"_serial", MADE_SERIAL},
        {"_priority", MADE_PRIORITY},
        {"_prefix", MADE_PREFIX},
        {"_rest", MADE_REST},
};

struct pairs_state {
    struct record_name *names; /* of each wanted field */
    enum made *made;           /* the same; a key of that name goes before it */
    char separator;
    struct pairs_line line;
};

static enum made find_made(const char *name)
{
    for (size_t i = 0; i < ARRAY_LENGTH(made_names); i++) {
        if (strcmp(made_names[i].name, name) == 0)
            return made_names[i].made;
    }
    return MADE_NONE;
}

static bool open_pairs(struct record_reader *reader, struct error *err)
{
    struct slice rest = record_window_rest(&reader->window);
    size_t count = reader->wanted_count + 1;
    struct pairs_state *state;

    if (!arena_allocate(&reader->arena, sizeof(*state), &state, err) ||
            !arena_allocate(&reader->arena, count * sizeof(*state->names), &state->names,
                    err) ||
            !arena_allocate(&reader->arena, count * sizeof(*state->made), &state->made,
                    err))
        return false;
    reader->state = state;
    state->separator = pairs_scan_separator(rest.text, rest.size);
    for (size_t i = 0; i < reader->wanted_count; i++) {
        state->names[i] = record_names_of(reader->wanted[i]);
        state->made[i] = find_made(reader->wanted[i]);
    }
    return true;
}

/* All loose pieces, a blank between them: shorter than the line, which has more than a
 * blank between them. */
static struct slice join_loose(struct record_reader *reader,
        const struct pairs_line *line)
{
    size_t size = line->loose_count - 1;
    char *room, *at;

    for (size_t i = 0; i < line->loose_count; i++)
        size += line->loose[i].size;
    at = room = record_decode_room(reader, size);
    if (!room)
        return (struct slice){NULL, 0};
    for (size_t i = 0; i < line->loose_count; i++) {
        if (i)
            *at++ = ' ';
        memcpy(at, line->loose[i].text, line->loose[i].size);
        at += line->loose[i].size;
    }
    return (struct slice){room, size};
}

static struct slice make_time(struct record_reader *reader, const struct pairs_line *line)
{
    char *room;

    if (!line->seconds.text)
        return line->stamp;
    room = record_decode_room(reader, PAIRS_TIME_SIZE);
    if (!room)
        return (struct slice){NULL, 0};
    pairs_scan_time(line->seconds, room);
    return (struct slice){room, PAIRS_TIME_SIZE};
}

static struct slice make(struct record_reader *reader, const struct pairs_line *line,
        enum made made)
{
    switch (made) {
    case MADE_TIME:
        return make_time(reader, line);
    case MADE_HOST:
        return line->host;
    case MADE_SERIAL:
        return line->serial;
    case MADE_PRIORITY:
        return line->priority;
    case MADE_PREFIX:
        return line->prefix;
    case MADE_REST:
        return line->loose_count == 1 ? line->loose[0]
                : line->loose_count   ? join_loose(reader, line)
                                      : (struct slice){NULL, 0};
    case MADE_NONE:
        break;
    }
    return (struct slice){NULL, 0};
}

/* What is made is made once, however often it is wanted: the room is for one. */
static void set_made(struct record_reader *reader, struct slice *fields, size_t at)
{
    const struct pairs_state *state = reader->state;

    for (size_t i = 0; i < at && state->made[at] != MADE_NONE; i++) {
        if (state->made[i] == state->made[at]) {
            fields[at] = fields[i];
            return;
        }
    }
    fields[at] = make(reader, &state->line, state->made[at]);
}

static void set_fields(struct record_reader *reader)
{
    struct pairs_state *state = reader->state;
    struct slice *fields = record_fields(reader);

    for (size_t i = 0; i < reader->wanted_count; i++) {
        struct record_pair *pair = record_names_find(&state->names[i], state->line.pairs,
                state->line.count);

        if (!pair) {
            set_made(reader, fields, i);
            continue;
        }
        if (pair->is_escaped) {
            char *room = record_decode_room(reader, pair->value.size);

            if (!room)
                return;
            pair->value = (struct slice){room, pairs_scan_unescape(pair->value, room)};
            pair->is_escaped = false;
        }
        fields[i] = pair->value;
    }
}

static bool read_line(struct record_reader *reader, struct record *record,
        struct error *err)
{
    struct pairs_state *state = reader->state;

    (void)err;
    pairs_scan_line(record->text.text, record->text.size, state->separator, &state->line);
    record->problem = state->line.problem;
    if (!record->problem)
        set_fields(reader);
    return true;
}

static bool is_none(const char *text, size_t size)
{
    return record_is_blank(text, size) || pairs_scan_is_between(text, size);
}

static bool parse_pairs(struct record_reader *reader, struct error *err)
{
    return record_parse_lines(reader, is_none, read_line, err);
}

/* ---- columns ---- */

static bool add_made(struct name_set *names, const struct pairs_line *line,
        struct error *err)
{
    const bool is_there[] = {[MADE_TIME] = line->stamp.text || line->seconds.text,
            [MADE_HOST] = line->host.text != NULL,
            [MADE_SERIAL] = line->serial.text != NULL,
            [MADE_PRIORITY] = line->priority.text != NULL,
            [MADE_PREFIX] = line->prefix.text != NULL,
            [MADE_REST] = line->loose_count > 0};

    for (size_t i = 0; i < ARRAY_LENGTH(made_names); i++) {
        const char *name = made_names[i].name;

        if (is_there[made_names[i].made] &&
                !record_names_add(names, (struct slice){name, strlen(name)}, err))
            return false;
    }
    return true;
}

/* *ret_more: that is not all. */
static bool collect(struct record_window *window, struct pairs_line *line,
        struct name_set *names, size_t look_at, bool *ret_more, struct error *err)
{
    struct slice rest = record_window_rest(window);
    char separator = pairs_scan_separator(rest.text, rest.size);
    size_t looked_at = 0, size, next;

    for (; looked_at < look_at; looked_at += next) {
        while (!record_window_line(window, 0, &size, &next)) {
            *ret_more = record_window_rest(window).size > LIMIT_LINE;
            if (*ret_more)
                return true;
            /* what cannot be read shows when it is read */
            if (!record_window_fill(window, err))
                return err->code == ERROR_UNREADABLE;
        }
        if (!next)
            return true;
        rest = record_window_rest(window);
        if (size <= LIMIT_LINE)
            pairs_scan_line(rest.text, size, separator, line);
        if (size <= LIMIT_LINE && !line->problem &&
                (!record_names_add_pairs(names, line->pairs, line->count, err) ||
                        !add_made(names, line, err)))
            return false;
        record_window_take(window, next, 0);
    }
    *ret_more = !window->end || record_window_rest(window).size;
    return true;
}

/* A second look at the member's beginning: the reader may have gone on. */
static bool list_columns(struct record_reader *reader, struct error *err)
{
    CLEANUP(record_window_close) struct record_window window = {0};
    struct name_set names;
    struct pairs_line *line;

    if (!record_names_begin(&names, &reader->arena, err) ||
            !arena_allocate(&reader->arena, sizeof(*line), &line, err) ||
            !record_window_open(reader->archive, reader->member, reader->format.encoding,
                    LIMIT_LINE, &window, err) ||
            !collect(&window, line, &names, reader->look_at, &reader->has_more_columns,
                    err))
        return false;
    reader->columns = names.list;
    reader->column_count = names.count;
    reader->has_more_columns |= names.is_partial;
    return true;
}

static void close_pairs(struct record_reader *reader)
{
    (void)reader;
}

/* A line knows nothing of the lines before; the separator is the member's. */
static bool resume_pairs(struct record_reader *reader, struct error *err)
{
    (void)reader;
    (void)err;
    return true;
}

const struct record_parser record_pairs_parser = {
        .record_limit = LIMIT_LINE,
        .open = open_pairs,
        .parse = parse_pairs,
        .columns = list_columns,
        .close = close_pairs,
        .resume = resume_pairs,
};
