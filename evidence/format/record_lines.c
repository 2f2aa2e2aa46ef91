#include "evidence/format/record_lines.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/regex.h"
#include "engine/base/text.h"
#include "evidence/format/record_parser.h"
#include "evidence/limits.h"

#define PREPARED_MAX 256u

/* A pattern that is too costly for so many lines of a member is given less for the rest
 * of it: a line that it suits needs a few dozen attempts, and a million lines that do not
 * must not take an hour. */
#define COSTLY_LINES 1000u
#define ATTEMPTS_THEN 300u

/* Kept until the process ends: readers borrow from it. */
static struct {
    char *pattern;
    struct regex *regex;
} prepared[PREPARED_MAX];
static size_t prepared_count;

struct lines_state {
    struct regex *regex; /* borrowed from `prepared`, or `own`; NULL: no pattern */
    struct regex *own;
    unsigned costly_lines;           /* so far */
    unsigned group_count;            /* as many as wanted[] needs */
    unsigned *groups;                /* of each wanted name; 0: not a group */
    unsigned next[REGEX_GROUPS_MAX]; /* of each group the next one of its name, or 0 */
};

static struct regex *find_prepared(const char *pattern)
{
    for (size_t i = 0; i < prepared_count; i++) {
        if (strcmp(prepared[i].pattern, pattern) == 0)
            return prepared[i].regex;
    }
    return NULL;
}

bool record_lines_prepare(const char *pattern, struct error *err)
{
    CLEANUP(regex_freep) struct regex *regex = NULL;
    char *copy;

    if (find_prepared(pattern) || prepared_count == PREPARED_MAX)
        return true;
    if (!regex_compile(pattern, &regex, err))
        return false;
    copy = strdup(pattern);
    if (!copy)
        return error_memory(err);
    prepared[prepared_count].pattern = copy;
    prepared[prepared_count++].regex = regex;
    regex = NULL;
    return true;
}

static bool list_columns(struct record_reader *reader, struct error *err)
{
    struct lines_state *state = reader->state;
    unsigned count = state->regex ? regex_group_count(state->regex) : 0;
    const char **names, *name;

    if (!arena_allocate(&reader->arena, (count + 1) * sizeof(*names), &names, err))
        return false;
    reader->columns = names;
    reader->column_count = 0;
    if (!state->regex)
        names[reader->column_count++] = "line";
    for (unsigned group = 1; group < count; group++) {
        name = regex_group_name(state->regex, group);
        if (name && regex_find_group(state->regex, name) == group)
            names[reader->column_count++] = name;
    }
    return true;
}

/* Under (?J) alternatives of the pattern share names: whichever took part has the value.
 */
static void link_groups(struct lines_state *state)
{
    unsigned count = state->regex ? regex_group_count(state->regex) : 0;

    for (unsigned group = 1; group < count; group++) {
        const char *name = regex_group_name(state->regex, group), *other = NULL;
        unsigned next = group + 1;

        while (name && next < count) {
            other = regex_group_name(state->regex, next);
            if (other && strcmp(other, name) == 0)
                break;
            next++;
        }
        state->next[group] = name && next < count ? next : 0;
    }
}

static bool resolve_wanted(struct record_reader *reader, struct error *err)
{
    struct lines_state *state = reader->state;

    for (size_t i = 0; i < reader->wanted_count; i++) {
        const char *name = reader->wanted[i];

        if (record_is_text(name) || (!state->regex && strcmp(name, "line") == 0))
            continue;
        state->groups[i] = state->regex ? regex_find_group(state->regex, name) : 0;
        if (!state->groups[i]) {
            if (!list_columns(reader, err))
                return false;
            return record_missing(reader, name, reader->columns, reader->column_count,
                    err);
        }
        for (unsigned group = state->groups[i]; group; group = state->next[group]) {
            if (group >= state->group_count)
                state->group_count = group + 1;
        }
    }
    return true;
}

static bool open_lines(struct record_reader *reader, struct error *err)
{
    struct lines_state *state;

    if (!arena_allocate(&reader->arena, sizeof(*state), &state, err))
        return false;
    reader->state = state;
    if (!arena_allocate(&reader->arena,
                (reader->wanted_count + 1) * sizeof(*state->groups), &state->groups, err))
        return false;
    state->group_count = 1;
    if (reader->format.pattern) {
        state->regex = find_prepared(reader->format.pattern);
        if (!state->regex) {
            if (!regex_compile(reader->format.pattern, &state->own, err))
                return false;
            state->regex = state->own;
        }
    }
    link_groups(state);
    return resolve_wanted(reader, err);
}

static bool match_line(struct record_reader *reader, struct record *record,
        struct error *err)
{
    struct lines_state *state = reader->state;
    struct slice *fields = record_fields(reader), groups[REGEX_GROUPS_MAX];
    struct error failure = {0};
    bool matched;

    /* said each time: readers share a pattern */
    regex_allow(state->regex,
            state->costly_lines < COSTLY_LINES ? REGEX_ATTEMPTS : ATTEMPTS_THEN);
    if (!regex_match(state->regex, record->text.text, record->text.size, groups,
                state->group_count, &matched, &failure)) {
        if (failure.code != ERROR_LIMIT) {
            *err = failure;
            return false;
        }
        state->costly_lines++;
        record->problem = state->costly_lines <=
                        COSTLY_LINES /* of this line, not of all */
                ? "pattern-limit"
                : "pattern-limit-then";
        return true;
    }
    if (!matched) {
        record->problem = "no-match";
        return true;
    }
    for (size_t i = 0; i < reader->wanted_count; i++) {
        unsigned group = state->groups[i];

        while (group && !groups[group].text && state->next[group])
            group = state->next[group];
        if (group)
            fields[i] = groups[group];
    }
    return true;
}

static bool read_line(struct record_reader *reader, struct record *record,
        struct error *err)
{
    const struct lines_state *state = reader->state;
    struct slice *fields = record_fields(reader);

    if (state->regex)
        return match_line(reader, record, err);
    for (size_t i = 0; i < reader->wanted_count; i++)
        fields[i] = record->text;
    return true;
}

static bool parse_lines(struct record_reader *reader, struct error *err)
{
    return record_parse_lines(reader, record_is_blank, read_line, err);
}

static void close_lines(struct record_reader *reader)
{
    struct lines_state *state = reader->state;

    regex_freep(&state->own);
}

/* A line knows nothing of the lines before. */
static bool resume_lines(struct record_reader *reader, struct error *err)
{
    (void)reader;
    (void)err;
    return true;
}

const struct record_parser record_lines_parser = {
        .record_limit = LIMIT_LINE,
        .open = open_lines,
        .parse = parse_lines,
        .columns = list_columns,
        .close = close_lines,
        .resume = resume_lines,
};
