#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/text.h"
#include "evidence/format/csv_header.h"
#include "evidence/format/csv_trailer.h"
#include "evidence/format/record_parser.h"
#include "evidence/limits.h"

#define NOT_A_COLUMN UINT32_MAX
#define TRAILER_MAX ((size_t)4096) /* behind the rows, with all its lines */

struct csv_state {
    struct csv_header header;
    uint32_t *columns; /* of each wanted name */
    uint32_t *firsts;  /* the first wanted name of the same column; or its own place */
    struct csv_record record, behind;
    struct csv_scan scan;
    bool has_marked;      /* some records begin with "#" */
    uint64_t blank_lines; /* since the last record */
};

/* A value is taken out of its quotes once, however many names its column is wanted by. */
static bool find_firsts(struct record_reader *reader, struct error *err)
{
    struct csv_state *state = reader->state;
    size_t columns = (size_t)state->header.column_count + 1;
    uint32_t *of_column;

    if (!arena_allocate(&reader->arena, columns * sizeof(*of_column), &of_column, err) ||
            !arena_allocate(&reader->arena,
                    (reader->wanted_count + 1) * sizeof(*state->firsts), &state->firsts,
                    err))
        return false;
    for (size_t i = reader->wanted_count; i-- > 0;) {
        if (state->columns[i] != NOT_A_COLUMN)
            of_column[state->columns[i]] = (uint32_t)i;
    }
    for (size_t i = 0; i < reader->wanted_count; i++)
        state->firsts[i] = state->columns[i] == NOT_A_COLUMN
                ? (uint32_t)i
                : of_column[state->columns[i]];
    return true;
}

static bool resolve_wanted(struct record_reader *reader, struct error *err)
{
    struct csv_state *state = reader->state;

    if (!arena_allocate(&reader->arena,
                (reader->wanted_count + 1) * sizeof(*state->columns), &state->columns,
                err))
        return false;
    for (size_t i = 0; i < reader->wanted_count; i++) {
        state->columns[i] = NOT_A_COLUMN;
        if (record_is_text(reader->wanted[i]))
            continue;
        if (state->header.column_count &&
                !csv_header_find(&state->header, reader->wanted[i], &state->columns[i]))
            return record_missing(reader, reader->wanted[i], state->header.names,
                    state->header.column_count, err);
    }
    return find_firsts(reader, err);
}

/* The line on which a quote stands. */
static uint64_t line_of(const struct record_reader *reader, size_t at)
{
    const struct record_window *window = &reader->window;
    const char *text = buf_text(&window->text) + window->at;
    uint64_t lines = record_window_count_lines(window, text, at - window->at);

    return window->line + lines;
}

static bool fail_unclosed(const struct record_reader *reader, size_t quote_at,
        struct error *err)
{
    return record_unreadable(reader, err,
            TR("line %" PRIu64
               ": a quote opens here and is never closed, so nothing from the record "
               "at line %" PRIu64 " on can be read" ERROR_ADVICE
               "have the file exported again",
                    "%" PRIu64 " 行目: ここで始まる引用符が閉じられていないため、%" PRIu64
                    " 行目のレコード以降は読み取れません" ERROR_ADVICE
                    "再出力を依頼してください"),
            line_of(reader, quote_at), reader->window.line);
}

static bool fail_long_quote(const struct record_reader *reader, size_t quote_at,
        struct error *err)
{
    return record_limit_fail(reader, err,
            TR("line %" PRIu64
               ": a quote opens here and is not closed within %zu bytes of its "
               "record, which begins at line %" PRIu64
               "; nothing from there on can be read",
                    "%" PRIu64
                    " 行目: ここで始まる引用符がレコード内の %zu バイトまでに閉じられていません"
                    "(レコードは %" PRIu64 " 行目から)。それ以降は読み取れません"),
            line_of(reader, quote_at), LIMIT_CSV_RECORD, reader->window.line);
}

static bool check_header(const struct record_reader *reader,
        const struct csv_header *header, struct error *err)
{
    if (header->column_count > LIMIT_CSV_COLUMNS)
        return record_limit_fail(reader, err,
                TR("the header has %u columns, more than %u" ERROR_ADVICE
                   "have it exported with fewer columns, or divided among several files that each have the key",
                        "見出し行の列数 %u が上限 %u を超えています" ERROR_ADVICE
                        "列を減らすか、キー列を付けて複数のファイルに分け、再出力を依頼してください"),
                (unsigned)header->column_count, LIMIT_CSV_COLUMNS);
    if (header->bad_quote)
        return record_unreadable(reader, err,
                TR("the header has text behind a closing quote" ERROR_ADVICE
                   "have the file exported again",
                        "見出し行の閉じ引用符の後に文字があります" ERROR_ADVICE
                        "再出力を依頼してください"));
    if (reader->window.has_nul && memchr(reader->window.text.data, '\0', header->next))
        return record_unreadable(reader, err,
                TR("the header holds a NUL byte", "見出し行に NUL バイトがあります"));
    return true;
}

/* Fills until the header is whole. Where there is none, column_count stays 0. */
static bool read_header(struct record_reader *reader, struct csv_header *header,
        struct error *err)
{
    struct record_window *window = &reader->window;
    const struct record_format *format = &reader->format;
    const struct csv_said said = {format->delimiter, format->quote, window->line_end,
            format->headerless, format->header_line};
    enum csv_result result;

    for (;;) {
        struct slice rest = record_window_rest(window);

        if (!csv_header_read(rest.text, rest.size, window->end, &said, &reader->arena,
                    header, &result, err))
            return false;
        if (result != CSV_MORE)
            break;
        if (rest.size > LIMIT_CSV_RECORD)
            return record_limit_fail(reader, err,
                    TR("the header does not end within %zu bytes",
                            "見出し行が %zu バイト以内に終わりません"),
                    LIMIT_CSV_RECORD);
        if (!record_fill(reader, err))
            return false;
    }
    if (result == CSV_UNCLOSED)
        return record_unreadable(reader, err,
                TR("a quote in the header is never closed" ERROR_ADVICE
                   "have the file exported again",
                        "見出し行の引用符が閉じられていません" ERROR_ADVICE
                        "再出力を依頼してください"));
    if (result == CSV_END && format->header_line > 1)
        return record_unreadable(reader, err,
                TR("the header is said to be at line %u, but the file ends before; correct header-line in the binding",
                        "見出し行は %u 行目との指定ですが、ファイルはその前に終わっています。対応付けの header-line を直してください"),
                (unsigned)format->header_line);
    if (result == CSV_END && !reader->format.headerless)
        return record_unreadable(reader, err,
                TR("there is no header line: the file is empty" ERROR_ADVICE
                   "ask for it again",
                        "見出し行がありません(空のファイルです)" ERROR_ADVICE
                        "再提出を依頼してください"));
    return true;
}

static void begin_scan(struct record_reader *reader)
{
    struct csv_state *state = reader->state;
    const struct record_window *window = &reader->window;

    csv_scan_begin(&state->scan, state->header.dialect, buf_text(&window->text),
            window->text.size, window->at, window->end);
}

/* The number of records that the preamble states. */
static void read_preamble(struct record_reader *reader)
{
    struct csv_state *state = reader->state;
    const struct csv_header *header = &state->header;
    struct slice preamble = record_window_rest(&reader->window);
    uint32_t line = 0;

    preamble.size = header->preamble_size;
    reader->has_control = !reader->format.headerless &&
            csv_trailer_find_above(preamble, header->dialect, &state->behind,
                    &reader->control_stated, &line);
    reader->control_line = line;
}

static bool open_csv(struct record_reader *reader, struct error *err)
{
    struct record_window *window = &reader->window;
    struct csv_state *state;
    uint64_t lines;

    if (!arena_allocate(&reader->arena, sizeof(*state), &state, err))
        return false;
    reader->state = state;
    if (!read_header(reader, &state->header, err) ||
            !check_header(reader, &state->header, err) || !resolve_wanted(reader, err))
        return false;
    reader->columns = state->header.names;
    reader->column_count = state->header.column_count;
    reader->header_line = reader->format.headerless ? 0 : state->header.line;
    read_preamble(reader);
    lines = record_window_count_lines(window, record_window_rest(window).text,
            state->header.next);
    record_window_take(window, state->header.next, lines);
    return true;
}

/* A row of delimiters alone has no more values than a blank line. In a file with a
 * preamble a lone "#" line is its counterpart behind the rows; otherwise it is a ragged
 * row. */
static bool is_no_record(const struct csv_state *state, const char *text)
{
    const struct csv_record *record = &state->record;

    if (csv_scan_is_empty(record))
        return true;
    return state->header.mark_lines && record->field_count == 1 && text[0] == '#';
}

/* ---- the trailer ---- */

/* Whether nothing but trailers, "#" and blank lines stands from `at` on. *ret_more: that
 * cannot be said yet. *ret_trailer: a trailer is among them. */
static bool is_end(const struct record_reader *reader, size_t at, bool *ret_more,
        bool *ret_trailer)
{
    struct csv_state *state = reader->state;
    const struct record_window *window = &reader->window;
    struct csv_record *record = &state->behind;
    struct csv_scan scan;
    uint64_t total;

    *ret_more = *ret_trailer = false;
    if (window->text.size - at > TRAILER_MAX)
        return false;
    *ret_more = !window->end;
    if (*ret_more)
        return false;
    csv_scan_begin(&scan, state->header.dialect, buf_text(&window->text),
            window->text.size, at, true);
    while (csv_scan_next(&scan, record) == CSV_RECORD) {
        if (csv_trailer_read(&scan, record, state->header.column_count, &total))
            *ret_trailer = true;
        else if (!csv_scan_is_empty(record) && scan.text[record->begin] != '#' &&
                !record_window_is_dos_end(window, record->begin, ret_more))
            return false;
    }
    return scan.at == scan.size;
}

/* A "#" line before the trailer, or at the end where such lines stand above the header,
 * too: no record, however many commas it has, unless others begin so or there are none.
 */
static bool is_comment(struct record_reader *reader, bool *ret_more)
{
    const struct csv_state *state = reader->state;
    bool has_trailer;

    if (state->scan.text[state->record.begin] != '#' || state->has_marked ||
            reader->number == 0 ||
            !is_end(reader, state->record.next, ret_more, &has_trailer) ||
            (!has_trailer && !state->header.mark_lines))
        return false;
    reader->comments++;
    return true;
}

static void note_total(struct record_reader *reader, uint64_t total)
{
    reader->control_differs = reader->control_differs ||
            (reader->has_control && reader->control_line < reader->header_line &&
                    reader->control_stated != total);
    reader->has_control = true;
    reader->control_stated = total;
    reader->control_line = reader->window.line;
}

/* Whether the record is a trailer, or belongs to it, or is DOS's end of a file; its total
 * is remembered. */
static bool is_trailer(struct record_reader *reader, bool *ret_more)
{
    const struct csv_state *state = reader->state;
    const char *text = state->scan.text + state->record.begin;
    uint64_t total;
    enum trailer trailer;
    bool others;

    if (record_window_is_dos_end(&reader->window, state->record.begin, ret_more))
        return true;
    *ret_more = false;
    if (reader->format.headerless || !state->record.size)
        return false;
    trailer = csv_trailer_read(&state->scan, &state->record, state->header.column_count,
            &total);
    if (trailer == TRAILER_NONE)
        return !is_no_record(state, text) && is_comment(reader, ret_more);
    if (!is_no_record(state, text) &&
            !is_end(reader, state->record.next, ret_more, &others))
        return false;
    if (trailer == TRAILER_TOTAL)
        note_total(reader, total);
    return true;
}

static const char *find_problem(const struct record_reader *reader, const char *text)
{
    const struct csv_state *state = reader->state;
    const struct csv_record *record = &state->record;

    if (reader->window.has_nul && memchr(text, '\0', record->size))
        return "nul";
    if (record->bad_quote)
        return "bad-quote";
    return record->field_count == state->header.column_count ? NULL : "ragged";
}

static void set_fields(struct record_reader *reader)
{
    const struct csv_state *state = reader->state;
    struct slice *fields = record_fields(reader);
    char quote = state->scan.dialect.quote;

    for (size_t i = 0; i < reader->wanted_count; i++) {
        struct slice field;

        if (state->columns[i] == NOT_A_COLUMN)
            continue;
        if (state->firsts[i] != i) {
            fields[i] = fields[state->firsts[i]];
            continue;
        }
        field = csv_scan_field(&state->scan, &state->record, state->columns[i]);
        if (field.size && field.text[0] == quote && csv_scan_trim(&field, quote)) {
            char *room = record_decode_room(reader, field.size);

            if (!room)
                return;
            field = (struct slice){room, csv_scan_unquote(field, quote, room)};
        }
        fields[i] = field;
    }
}

static void take_record(struct record_reader *reader, bool is_record)
{
    struct csv_state *state = reader->state;
    const struct csv_record *scanned = &state->record;
    const char *text = state->scan.text + scanned->begin;
    uint64_t lines = scanned->may_have_lines
            ? record_window_count_lines(&reader->window, text, scanned->size)
            : 0;
    size_t end_size = scanned->next - scanned->begin - scanned->size;
    struct record *record;

    if (is_record && !is_no_record(state, text)) {
        state->has_marked = state->has_marked || text[0] == '#';
        /* of one column they may have been meant for values */
        if (state->header.column_count == 1)
            reader->empty_rows += state->blank_lines;
        state->blank_lines = 0;
        record = record_add(reader, text, scanned->size);
        record->length = record_window_take(&reader->window, scanned->size, lines);
        record->problem = find_problem(reader, text);
        if (!record->problem)
            set_fields(reader);
    } else {
        reader->empty_rows += scanned->size && csv_scan_is_empty(scanned);
        state->blank_lines += scanned->size == 0;
        record_window_take(&reader->window, scanned->size, lines);
    }
    record_window_take(&reader->window, end_size, end_size > 0);
}

/* A record over the limit. Where its quotes stand at the limit decides, so that it does
 * not depend on how the text came in. */
static bool parse_long(struct record_reader *reader, struct error *err)
{
    struct csv_state *state = reader->state;
    struct slice rest = record_window_rest(&reader->window);
    size_t cut = record_window_cut(rest.text, rest.size, LIMIT_CSV_RECORD);

    if (reader->count) /* those first */
        return true;
    csv_scan_begin(&state->scan, state->header.dialect, rest.text, cut, 0, false);
    if (csv_scan_next(&state->scan, &state->record) == CSV_MORE && state->scan.in_quotes)
        return fail_long_quote(reader, reader->window.at + state->scan.quote_at, err);
    return record_add_long_line(reader, cut, err);
}

static bool parse_csv(struct record_reader *reader, struct error *err)
{
    struct csv_state *state = reader->state;
    enum csv_result result = CSV_RECORD;
    bool trailer, more;

    begin_scan(reader);
    while (!record_is_full(reader)) {
        result = csv_scan_next(&state->scan, &state->record);
        if (result != CSV_RECORD)
            break;
        if (state->record.size > LIMIT_CSV_RECORD)
            return parse_long(reader, err);
        trailer = is_trailer(reader, &more);
        if (more)
            return true;
        take_record(reader, !trailer);
    }
    if (result == CSV_END || result == CSV_RECORD) {
        reader->ended = result == CSV_END;
        return true;
    }
    if (record_window_rest(&reader->window).size > LIMIT_CSV_RECORD)
        return parse_long(reader, err);
    return result == CSV_MORE || fail_unclosed(reader, state->scan.quote_at, err);
}

static bool list_columns(struct record_reader *reader, struct error *err)
{
    (void)reader;
    (void)err;
    return true;
}

static void close_csv(struct record_reader *reader)
{
    (void)reader;
}

/* What the header says holds for all rows; each is scanned anew. Whether any began with
 * "#" is not known: as if, so that the one that is looked for is a record as before. */
static bool resume_csv(struct record_reader *reader, struct error *err)
{
    struct csv_state *state = reader->state;

    (void)err;
    state->has_marked = true;
    return true;
}

static bool is_sum(const struct record_reader *reader, struct slice text)
{
    const struct csv_state *state = reader->state;

    return csv_trailer_is_sum(text, state->scan.dialect);
}

const struct record_parser record_csv_parser = {
        .record_limit = LIMIT_CSV_RECORD,
        .open = open_csv,
        .parse = parse_csv,
        .columns = list_columns,
        .close = close_csv,
        .resume = resume_csv,
        .is_sum = is_sum,
};
