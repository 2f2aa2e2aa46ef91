#include <string.h>
#include <strings.h>

#include "evidence/format/record_names.h"
#include "evidence/format/record_parser.h"
#include "evidence/format/w3c_line.h"
#include "evidence/limits.h"

#define NO_FIELD UINT32_MAX
#define TIME_FIELD (UINT32_MAX - 1) /* "_time", where no field is called so itself */
#define TIME_NAME "_time"
#define DIRECTIVE_NAME_MAX ((size_t)64)
#define DIRECTIVE_MAX ((size_t)256) /* kept of a directive's value */
#define DIRECTIVES_MAX 16u          /* wanted */

/* A wanted "#Date": what the last such directive said. */
struct directive {
    size_t wanted;
    bool is_there;
    size_t size;
    char value[DIRECTIVE_MAX];
};

struct w3c_state {
    bool has_fields; /* a #Fields line came */
    struct w3c_fields fields;
    char names[LIMIT_LINE]; /* that line: the fields' names are slices of it */
    size_t line_size;
    uint32_t *places;    /* of each wanted field among them */
    uint32_t date, time; /* the places of these; NO_FIELD */
    struct directive directives[DIRECTIVES_MAX];
    size_t directive_count;
    struct record_pair columns[W3C_FIELDS_MAX]; /* keys alone, to look names up */
    struct w3c_values values;
};

static bool open_w3c(struct record_reader *reader, struct error *err)
{
    struct w3c_state *state;

    if (!arena_allocate(&reader->arena, sizeof(*state), &state, err) ||
            !arena_allocate(&reader->arena,
                    (reader->wanted_count + 1) * sizeof(*state->places), &state->places,
                    err))
        return false;
    reader->state = state;
    for (size_t i = 0; i < reader->wanted_count; i++) {
        if (reader->wanted[i][0] == '#' && state->directive_count < DIRECTIVES_MAX)
            state->directives[state->directive_count++].wanted = i;
    }
    return true;
}

/* ---- directives ---- */

static uint32_t find_place(struct w3c_state *state, const char *wanted)
{
    struct record_name name = record_names_of(wanted);
    struct record_pair *found = record_names_find(&name, state->columns,
            state->fields.count);

    return found ? (uint32_t)(found - state->columns) : NO_FIELD;
}

/* Names are found again at every #Fields: the second of a name is name#2. */
static void place_wanted(struct record_reader *reader)
{
    struct w3c_state *state = reader->state;
    uint32_t count = state->fields.count;

    for (uint32_t i = 0; i < count; i++)
        state->columns[i].key = state->fields.names[i];
    state->date = find_place(state, "date");
    state->time = find_place(state, "time");
    for (size_t i = 0; i < reader->wanted_count; i++) {
        state->places[i] = find_place(state, reader->wanted[i]);
        if (state->places[i] == NO_FIELD && strcmp(reader->wanted[i], TIME_NAME) == 0)
            state->places[i] = TIME_FIELD;
    }
}

static void take_fields(struct record_reader *reader, struct slice line)
{
    struct w3c_state *state = reader->state;

    if (state->has_fields && state->line_size == line.size &&
            memcmp(state->names, line.text, line.size) == 0)
        return;
    memcpy(state->names, line.text, line.size);
    state->line_size = line.size;
    state->has_fields = w3c_line_fields((struct slice){state->names, line.size},
            &state->fields);
    if (state->has_fields)
        place_wanted(reader);
}

static void take_directive(struct record_reader *reader, struct slice line)
{
    struct w3c_state *state = reader->state;
    struct slice name, value;

    if (w3c_line_is_fields(line)) {
        take_fields(reader, line);
        return;
    }
    if (!w3c_line_directive(line, &name, &value))
        return;
    for (size_t i = 0; i < state->directive_count; i++) {
        struct directive *directive = &state->directives[i];
        const char *wanted = reader->wanted[directive->wanted];

        if (strlen(wanted) != name.size || strncasecmp(wanted, name.text, name.size) != 0)
            continue;
        directive->is_there = true;
        directive->size = record_window_cut(value.text, value.size, DIRECTIVE_MAX);
        memcpy(directive->value, value.text, directive->size);
    }
}

/* ---- records ---- */

/* "2000-10-09T16:44:49Z" of the two: W3C's times are UTC. Absent where either is. */
static struct slice make_time(struct record_reader *reader)
{
    const struct w3c_state *state = reader->state;
    struct slice date, time;
    char *room;

    if (state->date == NO_FIELD || state->time == NO_FIELD)
        return (struct slice){NULL, 0};
    date = state->values.values[state->date].text;
    time = state->values.values[state->time].text;
    if (!date.text || !time.text)
        return (struct slice){NULL, 0};
    room = record_decode_room(reader, date.size + time.size + 2);
    if (!room)
        return (struct slice){NULL, 0};
    memcpy(room, date.text, date.size);
    room[date.size] = 'T';
    memcpy(room + date.size + 1, time.text, time.size);
    room[date.size + 1 + time.size] = 'Z';
    return (struct slice){room, date.size + time.size + 2};
}

/* Made once, however often it is wanted. */
static void set_time(struct record_reader *reader)
{
    const struct w3c_state *state = reader->state;
    struct slice *fields = record_fields(reader), made = {NULL, 0};
    bool is_made = false;

    for (size_t i = 0; i < reader->wanted_count; i++) {
        if (state->places[i] != TIME_FIELD)
            continue;
        if (!is_made)
            made = make_time(reader);
        is_made = true;
        fields[i] = made;
    }
}

static void set_fields(struct record_reader *reader)
{
    struct w3c_state *state = reader->state;
    struct slice *fields = record_fields(reader);

    for (size_t i = 0; i < reader->wanted_count; i++) {
        struct w3c_value *value;

        if (state->places[i] >= TIME_FIELD)
            continue;
        value = &state->values.values[state->places[i]];
        if (value->is_doubled) {
            char *room = record_decode_room(reader, value->text.size);

            if (!room)
                return;
            value->text = (struct slice){room, w3c_line_unquote(value->text, room)};
            value->is_doubled = false;
        }
        fields[i] = value->text;
    }
    set_time(reader);
    for (size_t i = 0; i < state->directive_count; i++) {
        const struct directive *directive = &state->directives[i];

        if (directive->is_there)
            fields[directive->wanted] = (struct slice){directive->value, directive->size};
    }
}

static const char *find_problem(struct w3c_state *state, struct slice line)
{
    if (!state->has_fields)
        return "no-fields";
    w3c_line_values(line, state->fields.separator, &state->values);
    return state->values.count == state->fields.count ? NULL : "ragged";
}

static void add_line(struct record_reader *reader, size_t size, size_t next)
{
    struct record *record = record_add_line(reader, size, next);

    if (!record->problem)
        record->problem = find_problem(reader->state, record->text);
    if (!record->problem)
        set_fields(reader);
}

static bool parse_w3c(struct record_reader *reader, struct error *err)
{
    const struct w3c_state *state = reader->state;
    struct record_window *window = &reader->window;
    size_t size, next;

    while (!record_is_full(reader)) {
        struct slice rest = record_window_rest(window);
        bool is_directive = rest.size && *rest.text == '#';

        if (!rest.size && window->end) {
            reader->ended = true;
            return true;
        }
        /* what a directive said before belongs to the records before */
        if (is_directive && reader->count && state->directive_count)
            return true;
        if (!record_window_line(window, 0, &size, &next)) {
            if (rest.size > LIMIT_LINE && !reader->count)
                return record_add_long_line(reader, 0, err);
            return true;
        }
        if (is_directive && size <= LIMIT_LINE)
            take_directive(reader, (struct slice){rest.text, size});
        if ((is_directive && size <= LIMIT_LINE) || record_is_blank(rest.text, size))
            record_window_take(window, next, next > size);
        else
            add_line(reader, size, next);
    }
    return true;
}

/* ---- columns ---- */

struct listing {
    struct name_set fields, directives;
    struct w3c_fields line; /* the last #Fields */
    struct record_pair pairs[W3C_FIELDS_MAX];
};

static bool list_line(struct listing *listing, struct slice line, struct error *err)
{
    struct slice name, value;

    if (w3c_line_is_fields(line)) {
        if (!w3c_line_fields(line, &listing->line))
            return true;
        for (uint32_t i = 0; i < listing->line.count; i++)
            listing->pairs[i].key = listing->line.names[i];
        return record_names_add_pairs(&listing->fields, listing->pairs,
                listing->line.count, err);
    }
    if (!w3c_line_directive(line, &name, &value) || name.size > DIRECTIVE_NAME_MAX ||
            listing->directives.count == DIRECTIVES_MAX)
        return true;
    return record_names_add(&listing->directives, name, err);
}

static bool list_window(struct record_window *window, struct listing *listing,
        struct error *err)
{
    size_t size, next;

    while (record_window_line(window, 0, &size, &next)) {
        struct slice rest = record_window_rest(window);

        if (!rest.size)
            return true;
        if (*rest.text == '#' && size <= LIMIT_LINE &&
                !list_line(listing, (struct slice){rest.text, size}, err))
            return false;
        record_window_take(window, next, 0);
    }
    return true;
}

/* All of the member is looked at, since a #Fields may stand anywhere; a damaged one as
 * far as it can be read. */
static bool list_member(struct record_reader *reader, struct listing *listing,
        struct error *err)
{
    CLEANUP(record_window_close) struct record_window window = {0};
    struct error damage = {0};

    if (!record_window_open(reader->archive, reader->member, reader->format.encoding,
                LIMIT_LINE, &window, err))
        return false;
    for (;;) {
        struct slice rest;

        if (!list_window(&window, listing, err))
            return false;
        if (window.end)
            return true;
        rest = record_window_rest(&window);
        if (rest.size > LIMIT_LINE) /* none that could be used */
            record_window_take(&window, rest.size, 0);
        if (!record_window_fill(&window, &damage))
            return damage.code == ERROR_UNREADABLE ||
                    error_set(err, damage.code, "%s", damage.message);
    }
}

static bool has_name(const struct name_set *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++) {
        if (strcmp(names->list[i], name) == 0)
            return true;
    }
    return false;
}

static bool list_columns(struct record_reader *reader, struct error *err)
{
    struct listing *listing;

    if (!arena_allocate(&reader->arena, sizeof(*listing), &listing, err) ||
            !record_names_begin(&listing->fields, &reader->arena, err) ||
            !record_names_begin(&listing->directives, &reader->arena, err) ||
            !list_member(reader, listing, err))
        return false;
    if (has_name(&listing->fields, "date") && has_name(&listing->fields, "time") &&
            !record_names_add(&listing->fields,
                    (struct slice){TIME_NAME, strlen(TIME_NAME)}, err))
        return false;
    for (size_t i = 0; i < listing->directives.count; i++) {
        const char *name = listing->directives.list[i];

        if (!record_names_add(&listing->fields, (struct slice){name, strlen(name)}, err))
            return false;
    }
    reader->columns = listing->fields.list;
    reader->column_count = listing->fields.count;
    return true;
}

static void close_w3c(struct record_reader *reader)
{
    (void)reader;
}

const struct record_parser record_w3c_parser = {
        .record_limit = LIMIT_LINE,
        .open = open_w3c,
        .parse = parse_w3c,
        .columns = list_columns,
        .close = close_w3c,
};
