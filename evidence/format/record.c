#include "evidence/format/record.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "evidence/format/record_lines.h"
#include "evidence/format/record_parser.h"
#include "evidence/limits.h"

#define NAMES_LIMIT ((size_t)16 << 20)
#define DECODED_BESIDES ((size_t)1024)
#define FIELDS_PER_BATCH ((size_t)1 << 16)

/* To add a format: its kind in record.h, its parser here, detection in record_detect.c.
 */
static const struct {
    const char *name;
    const struct record_parser *parser;
} kinds[] = {
        [RECORD_UNREAD] = {"unread", NULL},
        [RECORD_CSV] = {"csv", &record_csv_parser},
        [RECORD_JSON] = {"json", &record_json_parser},
        [RECORD_LINES] = {"lines", &record_lines_parser},
        [RECORD_PAIRS] = {"pairs", &record_pairs_parser},
        [RECORD_W3C] = {"w3c", &record_w3c_parser},
        [RECORD_BLOCKS] = {"blocks", &record_blocks_parser},
        [RECORD_XML] = {"xml", &record_xml_parser},
        [RECORD_SHEET] = {"sheet", &record_sheet_parser},
};

const char *record_kind_name(enum record_kind kind)
{
    return kinds[kind].name;
}

bool record_kind_has_paths(enum record_kind kind)
{
    return kind == RECORD_JSON || kind == RECORD_XML;
}

enum record_kind record_kind_find(const char *name)
{
    for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
        if (kinds[i].parser && strcmp(kinds[i].name, name) == 0)
            return (enum record_kind)i;
    }
    return RECORD_UNREAD;
}

bool record_kind_is_open(enum record_kind kind)
{
    return kind == RECORD_JSON || kind == RECORD_PAIRS || kind == RECORD_W3C ||
            kind == RECORD_BLOCKS || kind == RECORD_XML;
}

bool record_kind_is_log(enum record_kind kind)
{
    return kind == RECORD_LINES || kind == RECORD_PAIRS;
}

bool record_is_text(const char *name)
{
    return strcmp(name, "_text") == 0;
}

bool record_name_member(const struct record_reader *reader, struct error *err)
{
    const char *name = archive_member(reader->archive, reader->member)->name;

    return error_prefix(err, TR("%s, member '%s'", "%s、ファイル「%s」"),
            reader->archive->label, member_name_show(name).text);
}

bool record_unreadable(const struct record_reader *reader, struct error *err,
        const char *format, ...)
{
    char message[sizeof(err->message)];
    va_list values;

    va_start(values, format);
    vsnprintf(message, sizeof(message), format, values);
    va_end(values);
    error_set(err, ERROR_UNREADABLE, "%s", message);
    return record_name_member(reader, err);
}

bool record_fill(struct record_reader *reader, struct error *err)
{
    return record_window_fill(&reader->window, err) ||
            error_prefix(err, "%s", reader->archive->label);
}

bool record_missing(const struct record_reader *reader, const char *name,
        const char *const *names, size_t count, struct error *err)
{
    CLEANUP(buf_clear) struct buf list = BUF_INIT(700);
    size_t listed = 0;
    struct error full;

    while (listed < count &&
            buf_printf(&list, &full, "%s'%s'", listed ? ", " : "", names[listed]))
        listed++;
    error_set(err, ERROR_MISSING,
            TR("'%s' is not there; there is %s%s", "「%s」がありません。あるもの: %s%s"),
            name, count ? buf_text(&list) : TR("nothing", "なし"),
            listed < count ? " …" : "");
    return record_name_member(reader, err);
}

struct record *record_add(struct record_reader *reader, const char *text, size_t size)
{
    struct slice *fields = reader->fields + reader->count * reader->wanted_count;
    struct record *record = &reader->records[reader->count++];

    *record = (struct record){.number = ++reader->number,
            .line = reader->window.line,
            .offset = reader->window.offset,
            .text = {text, size},
            .fields = fields};
    if (reader->wanted_count)
        memset(fields, 0, reader->wanted_count * sizeof(*fields));
    return record;
}

struct slice *record_fields(struct record_reader *reader)
{
    return reader->fields + (reader->count - 1) * reader->wanted_count;
}

void record_set_too_long(struct record_reader *reader)
{
    struct record *record = &reader->records[reader->count - 1];

    record->problem = record_limit_name(reader);
    record->text.size = record_window_cut(record->text.text, record->text.size,
            LIMIT_LINE);
}

bool record_add_long_line(struct record_reader *reader, size_t from, struct error *err)
{
    struct record *record = record_add(reader, "", 0);
    uint64_t length;

    if (!record_window_skip_line(&reader->window, from, LIMIT_LINE, &reader->kept,
                &length, err)) {
        reader->count--;
        reader->number--;
        return false;
    }
    record->length = length;
    record->text = (struct slice){buf_text(&reader->kept), reader->kept.size};
    record->problem = record_limit_name(reader);
    return true;
}

bool record_is_blank(const char *text, size_t size)
{
    while (size && (*text == ' ' || *text == '\t' || *text == '\r')) {
        text++;
        size--;
    }
    return size == 0;
}

struct record *record_add_line(struct record_reader *reader, size_t size, size_t next)
{
    const char *text = record_window_rest(&reader->window).text;
    struct record *record = record_add(reader, text, size);

    record->length = record_window_take(&reader->window, size, 0);
    record_window_take(&reader->window, next - size, next > size);
    if (size > LIMIT_LINE)
        record_set_too_long(reader);
    else if (reader->window.has_nul && memchr(text, '\0', size))
        record->problem = "nul";
    return record;
}

bool record_parse_lines(struct record_reader *reader,
        bool (*is_none)(const char *text, size_t size),
        bool (*read)(struct record_reader *reader, struct record *record,
                struct error *err),
        struct error *err)
{
    struct record_window *window = &reader->window;
    struct record *record;
    size_t size, next;

    while (!record_is_full(reader)) {
        struct slice rest = record_window_rest(window);

        if (!rest.size && window->end) {
            reader->ended = true;
            return true;
        }
        if (!record_window_line(window, 0, &size, &next)) {
            if (rest.size > LIMIT_LINE && !reader->count)
                return record_add_long_line(reader, 0, err);
            return true;
        }
        if (is_none(rest.text, size)) {
            record_window_take(window, next, next > size);
            continue;
        }
        record = record_add_line(reader, size, next);
        if (!record->problem && !read(reader, record, err))
            return false;
    }
    return true;
}

char *record_decode_room(struct record_reader *reader, size_t size)
{
    char *room = reader->decoded.data + reader->decoded.size;

    if (size > reader->decoded.capacity - reader->decoded.size) {
        if (reader->count)
            reader->records[reader->count - 1].problem = "values-too-long";
        reader->lacks_room = true;
        return NULL;
    }
    reader->decoded.size += size;
    return room;
}

/* Decoded values are never longer than their text, and a parent's and its child's value
 * may be of the same text: so much room lasts for the whole batch; and for one key that
 * was read before it (JSON_DOCUMENT_KEY_MAX). What is not used costs no memory. */
static bool reserve_decoded(struct record_reader *reader, struct error *err)
{
    size_t most = reader->window.text.limit;
    char *room;

    reader->lacks_room = false;
    reader->decoded.limit = most > SIZE_MAX / 4 ? SIZE_MAX / 2 : 2 * most;
    reader->decoded.limit += DECODED_BESIDES;
    reader->decoded.size = 0;
    return buf_reserve(&reader->decoded, 2 * reader->window.text.size + DECODED_BESIDES,
            &room, err);
}

static bool allocate_batch(struct record_reader *reader, struct error *err)
{
    size_t fields = reader->wanted_count ? reader->wanted_count : 1;

    reader->capacity = FIELDS_PER_BATCH / fields;
    if (reader->capacity > RECORD_BATCH_MAX)
        reader->capacity = RECORD_BATCH_MAX;
    if (!reader->capacity)
        reader->capacity = 1;
    reader->records = calloc(reader->capacity, sizeof(*reader->records));
    reader->fields = calloc(reader->capacity * fields, sizeof(*reader->fields));
    if (!reader->records || !reader->fields)
        return error_memory(err);
    return true;
}

static bool open_reader(struct record_reader *reader, struct error *err)
{
    if (!reader->parser)
        return record_unreadable(reader, err,
                TR("this kind of file is kept but not read",
                        "この種類のファイルは保管するのみで、読み取りません"));
    if (!allocate_batch(reader, err))
        return false;
    if (!reader->parser->has_own_bytes &&
            !record_window_open_from(reader->archive, reader->member, reader->source,
                    reader->format.encoding, reader->parser->record_limit,
                    &reader->window, err))
        return error_prefix(err, "%s", reader->archive->label);
    return reader->parser->open(reader, err);
}

bool record_open_again(const struct archive *archive, uint32_t member,
        const struct byte_source *source, struct slice opening,
        const struct record_format *format, const char *const *wanted,
        size_t wanted_count, struct record_reader **ret_reader, struct error *err)
{
    CLEANUP(record_closep) struct record_reader *reader = calloc(1, sizeof(*reader));

    if (!reader)
        return error_memory(err);
    reader->archive = archive;
    reader->member = member;
    reader->source = source;
    reader->opening = opening;
    reader->format = *format;
    reader->wanted = wanted;
    reader->wanted_count = wanted_count;
    reader->parser = kinds[format->kind].parser;
    reader->arena = (struct arena)ARENA_INIT(NAMES_LIMIT);
    reader->kept = (struct buf)BUF_INIT(LIMIT_LINE);
    reader->look_at = RECORD_LOOK_AT;
    if (!open_reader(reader, err))
        return false;
    *ret_reader = reader;
    reader = NULL;
    return true;
}

bool record_open_from(const struct archive *archive, uint32_t member,
        const struct byte_source *source, const struct record_format *format,
        const char *const *wanted, size_t wanted_count, struct record_reader **ret_reader,
        struct error *err)
{
    return record_open_again(archive, member, source, (struct slice){NULL, 0}, format,
            wanted, wanted_count, ret_reader, err);
}

bool record_open(const struct archive *archive, uint32_t member,
        const struct record_format *format, const char *const *wanted,
        size_t wanted_count, struct record_reader **ret_reader, struct error *err)
{
    return record_open_from(archive, member, NULL, format, wanted, wanted_count,
            ret_reader, err);
}

/* A record's key stands before it, where its reading would not go on. */
static bool is_under_keys(const struct record_format *format)
{
    const char *records = format->kind == RECORD_JSON ? format->records : NULL;

    return records && (*records == '*' || strstr(records, ".*"));
}

bool record_can_resume(const struct record_format *format)
{
    const struct record_parser *parser = kinds[format->kind].parser;

    return parser && parser->resume && !is_under_keys(format) &&
            format->encoding != ENCODING_AUTO && format->encoding != ENCODING_ISO2022JP;
}

void record_close(struct record_reader *reader)
{
    if (reader->state)
        reader->parser->close(reader);
    record_window_close(&reader->window);
    arena_clear(&reader->arena);
    buf_clear(&reader->decoded);
    buf_clear(&reader->kept);
    free(reader->records);
    free(reader->fields);
    free(reader);
}

/* One round: what is whole in the window, or one fill more. */
static bool advance(struct record_reader *reader, struct error *err)
{
    if (!reserve_decoded(reader, err) || !reader->parser->parse(reader, err))
        return false;
    if (reader->count || reader->ended)
        return true;
    return record_fill(reader, err);
}

/* What was set before the room was at its end is no value of a record with a problem. */
static void clear_fields(struct record_reader *reader)
{
    size_t fields = reader->wanted_count;

    for (size_t k = 0; k < reader->count && reader->lacks_room; k++) {
        if (reader->records[k].problem)
            memset(reader->fields + k * fields, 0, fields * sizeof(*reader->fields));
    }
}

static void set_text_fields(struct record_reader *reader)
{
    for (size_t i = 0; i < reader->wanted_count; i++) {
        if (!record_is_text(reader->wanted[i]))
            continue;
        for (size_t k = 0; k < reader->count; k++) {
            if (!reader->records[k].problem)
                reader->fields[k * reader->wanted_count + i] = reader->records[k].text;
        }
    }
}

static bool is_undecodable(struct slice text)
{
    return text.size && memchr(text.text, TEXT_UNDECODABLE, text.size);
}

/* Fields may be of what stands round a record, and have bytes that it has not. */
static bool has_undecodable(const struct record_reader *reader, size_t number)
{
    const struct slice *fields = reader->fields + number * reader->wanted_count;

    for (size_t i = 0; i < reader->wanted_count; i++) {
        if (is_undecodable(fields[i]))
            return true;
    }
    return is_undecodable(reader->records[number].text);
}

/* Whatever else is wrong with them: a field beside such a byte may not end where it seems
 * to. */
static void mark_undecodable(struct record_reader *reader)
{
    size_t fields = reader->wanted_count;

    for (size_t k = 0; k < reader->count; k++) {
        if (!has_undecodable(reader, k))
            continue;
        reader->records[k].problem = "undecodable";
        if (fields)
            memset(reader->fields + k * fields, 0, fields * sizeof(*reader->fields));
    }
}

bool record_read(struct record_reader *reader, const struct record **ret_records,
        size_t *ret_count, struct error *err)
{
    reader->count = 0;
    while (!reader->count && !reader->ended && !reader->failure.code) {
        if (!advance(reader, &reader->failure))
            break;
    }
    if (!reader->count && reader->failure.code) {
        *err = reader->failure;
        return false;
    }
    clear_fields(reader);
    if (reader->window.has_undecodable ||
            (reader->count && reader->records[0].text.text == buf_text(&reader->kept)))
        mark_undecodable(reader);
    set_text_fields(reader);
    *ret_records = reader->records;
    *ret_count = reader->count;
    return true;
}

struct encoding_undecodable record_undecodable(const struct record_reader *reader)
{
    const struct encoding_undecodable none = {0};

    return reader->window.stream ? encoding_stream_undecodable(reader->window.stream)
                                 : none; /* a format that has its own bytes */
}

void record_look_at(struct record_reader *reader, size_t size)
{
    reader->look_at = size;
}

bool record_columns(struct record_reader *reader, const char *const **ret_names,
        size_t *ret_count, struct error *err)
{
    if (!reader->has_columns && !reader->parser->columns(reader, err))
        return false;
    reader->has_columns = true;
    *ret_names = reader->columns;
    *ret_count = reader->column_count;
    return true;
}

bool record_has_more_columns(const struct record_reader *reader)
{
    return reader->has_more_columns;
}

void record_lists(const struct record_reader *reader, const char *const **ret_lists,
        size_t *ret_count)
{
    *ret_lists = reader->lists;
    *ret_count = reader->list_count;
}

bool record_lists_have_rows(const struct record_reader *reader)
{
    return reader->lists_have_rows;
}

bool record_control_total(const struct record_reader *reader,
        struct record_control *ret_control)
{
    *ret_control = (struct record_control){reader->control_stated, reader->number,
            reader->control_line, reader->control_differs, reader->control_next,
            reader->comments, reader->empty_rows};
    return reader->has_control;
}

bool record_is_sum(const struct record_reader *reader, struct slice text)
{
    return reader->parser->is_sum && reader->parser->is_sum(reader, text);
}

uint64_t record_header_line(const struct record_reader *reader)
{
    return reader->header_line;
}

bool record_prepare_pattern(const char *pattern, struct error *err)
{
    return record_lines_prepare(pattern, err);
}
