#include <string.h>

#include "evidence/format/block_scan.h"
#include "evidence/format/record_parser.h"
#include "evidence/limits.h"

struct blocks_state {
    struct record_name *names; /* of each wanted field */
    bool is_skipping;          /* the rest of a record that was too long */
    struct block block;
};

static bool open_blocks(struct record_reader *reader, struct error *err)
{
    struct blocks_state *state;

    if (!arena_allocate(&reader->arena, sizeof(*state), &state, err) ||
            !arena_allocate(&reader->arena,
                    (reader->wanted_count + 1) * sizeof(*state->names), &state->names,
                    err))
        return false;
    reader->state = state;
    for (size_t i = 0; i < reader->wanted_count; i++)
        state->names[i] = record_names_of(reader->wanted[i]);
    return true;
}

/* The paragraph at `from` behind the window's place: *ret_size without its last line's
 * end, *ret_next behind that. false: its end is not in the window. */
static bool find_block(const struct record_window *window, size_t from, size_t *ret_size,
        size_t *ret_next)
{
    struct slice rest = record_window_rest(window);
    size_t at = from, size, next;

    *ret_size = *ret_next = 0;
    while (at < rest.size) {
        if (!record_window_line(window, at, &size, &next))
            return false;
        if (record_is_blank(rest.text + at, size))
            return true;
        *ret_size = at + size - from;
        *ret_next = at + next - from;
        at += next;
    }
    return window->end;
}

static const char *find_problem(const struct record_reader *reader, struct slice text)
{
    struct blocks_state *state = reader->state;

    if (reader->window.has_nul && memchr(text.text, '\0', text.size))
        return "nul";
    block_scan(text.text, text.size, reader->window.line_end, &state->block);
    return state->block.problem;
}

static void set_fields(struct record_reader *reader)
{
    struct blocks_state *state = reader->state;
    struct slice *fields = record_fields(reader);

    for (size_t i = 0; i < reader->wanted_count; i++) {
        const struct record_pair *pair = record_names_find(&state->names[i],
                state->block.pairs, state->block.count);

        if (pair)
            fields[i] = pair->value;
    }
}

static void add_block(struct record_reader *reader, struct slice text, size_t next)
{
    struct record_window *window = &reader->window;
    uint64_t lines = record_window_count_lines(window, text.text, text.size);
    struct record *record = record_add(reader, text.text, text.size);

    record->length = record_window_take(window, text.size, lines);
    record_window_take(window, next - text.size, next > text.size);
    if (text.size > LIMIT_CSV_RECORD) {
        record_set_too_long(reader);
        return;
    }
    record->problem = find_problem(reader, text);
    if (!record->problem)
        set_fields(reader);
}

/* A paragraph without an end in sight: a record of its beginning, and the rest of it is
 * passed over line by line. */
static bool add_long(struct record_reader *reader, struct error *err)
{
    struct blocks_state *state = reader->state;
    struct slice rest = record_window_rest(&reader->window);

    if (reader->count) /* those first */
        return true;
    state->is_skipping = true;
    return record_add_long_line(reader,
            record_window_cut(rest.text, rest.size, LIMIT_CSV_RECORD), err);
}

/* Blank lines, and what is passed over. false: the window has no whole line more. */
static bool skip_line(struct record_reader *reader, bool *ret_skipped)
{
    struct blocks_state *state = reader->state;
    struct record_window *window = &reader->window;
    struct slice rest = record_window_rest(window);
    size_t size, next;
    bool blank;

    *ret_skipped = false;
    if (!record_window_line(window, 0, &size, &next)) {
        if (state->is_skipping && rest.size > LIMIT_LINE)
            record_window_take(window, rest.size, 0);
        return false;
    }
    blank = record_is_blank(rest.text, size);
    *ret_skipped = blank || state->is_skipping;
    if (blank)
        state->is_skipping = false;
    if (*ret_skipped)
        record_window_take(window, next, next > size);
    return true;
}

static bool parse_blocks(struct record_reader *reader, struct error *err)
{
    struct record_window *window = &reader->window;
    size_t size, next;
    bool skipped;

    while (!record_is_full(reader)) {
        struct slice rest = record_window_rest(window);

        if (!rest.size && window->end) {
            reader->ended = true;
            return true;
        }
        if (!skip_line(reader, &skipped))
            return rest.size <= LIMIT_CSV_RECORD || add_long(reader, err);
        if (skipped)
            continue;
        if (!find_block(window, 0, &size, &next))
            return rest.size <= LIMIT_CSV_RECORD || add_long(reader, err);
        add_block(reader, (struct slice){rest.text, size}, next);
    }
    return true;
}

/* *ret_more: that is not all. */
static bool collect(struct record_window *window, struct block *block,
        struct name_set *names, size_t look_at, bool *ret_more, struct error *err)
{
    size_t looked_at = 0, size, next, line;

    for (; looked_at < look_at; looked_at += next) {
        while (!find_block(window, 0, &size, &next)) {
            *ret_more = record_window_rest(window).size > LIMIT_CSV_RECORD;
            if (*ret_more)
                return true;
            /* what cannot be read shows when it is read */
            if (!record_window_fill(window, err))
                return err->code == ERROR_UNREADABLE;
        }
        if (size) {
            block_scan(record_window_rest(window).text, size, window->line_end, block);
            if (!block->problem &&
                    !record_names_add_pairs(names, block->pairs, block->count, err))
                return false;
        } else if (!record_window_line(window, 0, &line, &next) || !next) {
            return true; /* there is no blank line to pass over, either */
        }
        record_window_take(window, next, 0);
    }
    *ret_more = !window->end || record_window_rest(window).size;
    return true;
}

static bool list_columns(struct record_reader *reader, struct error *err)
{
    CLEANUP(record_window_close) struct record_window window = {0};
    struct name_set names;
    struct block *block;

    if (!record_names_begin(&names, &reader->arena, err) ||
            !arena_allocate(&reader->arena, sizeof(*block), &block, err) ||
            !record_window_open(reader->archive, reader->member, reader->format.encoding,
                    LIMIT_CSV_RECORD, &window, err) ||
            !collect(&window, block, &names, reader->look_at, &reader->has_more_columns,
                    err))
        return false;
    reader->columns = names.list;
    reader->column_count = names.count;
    reader->has_more_columns |= names.is_partial;
    return true;
}

static void close_blocks(struct record_reader *reader)
{
    (void)reader;
}

static bool resume_blocks(struct record_reader *reader, struct error *err)
{
    struct blocks_state *state = reader->state;

    (void)err;
    state->is_skipping = false;
    return true;
}

const struct record_parser record_blocks_parser = {
        .record_limit = LIMIT_CSV_RECORD,
        .open = open_blocks,
        .parse = parse_blocks,
        .columns = list_columns,
        .close = close_blocks,
        .resume = resume_blocks,
};
