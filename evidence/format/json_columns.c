#include "evidence/format/json_columns.h"

#include <string.h>

#include "engine/base/text.h"
#include "evidence/format/json_each.h"
#include "evidence/format/json_text.h"
#include "evidence/format/json_walk.h"
#include "evidence/format/name_set.h"
#include "evidence/format/record_window.h"
#include "evidence/limits.h"

#define NAMES_MAX 2000u
#define KEY_MAX ((size_t)512)

struct columns {
    struct arena *arena;
    struct name_set names;
    struct name_set lists; /* of arrays */
    bool has_rows;         /* of arrays, in one of them */
    size_t look_at;        /* bytes */
    uint32_t looked_at; /* scalars of this record, so that one record cannot cost for ever
                         */
    const char *records; /* before the path of an array; NULL: arrays are not listed */
    struct buf path, list;
    struct json_walk walk;
};

static bool add_name(struct columns *columns, struct error *err)
{
    columns->looked_at++;
    return name_set_add(&columns->names,
            (struct slice){buf_text(&columns->path), columns->path.size}, err);
}

/* The array that begins at scan->at, at the path. */
static bool add_list(struct columns *columns, struct json_scan scan, struct error *err)
{
    scan.at++; /* [ */
    json_scan_blanks(&scan);
    if (!columns->records || scan.at == scan.end || *scan.at == ']' ||
            memchr(columns->path.data, TEXT_UNDECODABLE, columns->path.size))
        return true;
    columns->has_rows |= *scan.at == '[';
    buf_reset(&columns->list);
    return buf_printf(&columns->list, err, "%s%c%s[*]", columns->records, JSON_EACH_MARK,
                   buf_text(&columns->path)) &&
            name_set_add(&columns->lists,
                    (struct slice){buf_text(&columns->list), columns->list.size}, err);
}

static bool add_value(struct columns *columns, struct json_scan *scan, unsigned depth,
        struct error *err);

/* The key at scan->at, into the path; its value follows. *ret_usable false: too long to
 * be a column. */
static bool add_key(struct columns *columns, struct json_scan *scan, bool *ret_usable,
        struct error *err)
{
    char decoded[KEY_MAX];
    bool escaped;
    struct slice key = {scan->at + 1, 0};

    if (json_scan_string(scan, &escaped) != JSON_DONE)
        return error_set(err, ERROR_UNREADABLE, "not a key");
    key.size = (size_t)(scan->at - key.text) - 1;
    json_scan_blanks(scan);
    scan->at++; /* the colon */
    *ret_usable = key.size <= sizeof(decoded);
    if (!*ret_usable)
        return true;
    if (escaped)
        key = (struct slice){decoded, json_text_decode(key, decoded)};
    return json_path_append_key(&columns->path, key.text, key.size, err);
}

static void step_over(struct columns *columns, struct json_scan *scan)
{
    bool escaped;

    if (scan->at < scan->end && *scan->at != '{' && *scan->at != '[') {
        (void)json_scan_scalar(scan, &escaped);
        return;
    }
    (void)json_walk_value(&columns->walk, scan->at, (size_t)(scan->end - scan->at), true);
    scan->at = columns->walk.scan.at;
}

/* The text is a record that has been walked: it is JSON. */
static bool add_object(struct columns *columns, struct json_scan *scan, unsigned depth,
        struct error *err)
{
    size_t path_size = columns->path.size;
    bool usable;

    do {
        scan->at++; /* { or , */
        json_scan_blanks(scan);
        if (scan->at == scan->end || *scan->at != '"')
            break;
        if (!add_key(columns, scan, &usable, err))
            return false;
        if (!usable)
            step_over(columns, scan);
        else if (!add_value(columns, scan, depth + 1, err))
            return false;
        columns->path.size = path_size;
        if (columns->path.data)
            columns->path.data[path_size] = '\0';
        json_scan_blanks(scan);
    } while (scan->at < scan->end && *scan->at == ',');
    scan->at += scan->at < scan->end;
    return true;
}

static bool add_value(struct columns *columns, struct json_scan *scan, unsigned depth,
        struct error *err)
{
    bool is_object, is_array;

    json_scan_blanks(scan);
    is_object = scan->at < scan->end && *scan->at == '{';
    is_array = scan->at < scan->end && *scan->at == '[';
    if (is_object && depth < RECORD_COLUMN_DEPTH && columns->looked_at < NAMES_MAX)
        return add_object(columns, scan, depth, err);
    if (is_array && depth && columns->looked_at < NAMES_MAX &&
            !add_list(columns, *scan, err))
        return false;
    step_over(columns, scan);
    /* an object that is too deep to be opened is a column with its JSON text */
    if (is_array || !depth || columns->looked_at >= NAMES_MAX) {
        columns->names.is_partial |= columns->looked_at >= NAMES_MAX;
        return true;
    }
    return add_name(columns, err);
}

/* What an element is that is no object. */
static bool add_itself(struct columns *columns, struct slice text, struct error *err)
{
    const struct slice name = {JSON_EACH_ITSELF, strlen(JSON_EACH_ITSELF)};

    return (text.size && *text.text == '{') || name_set_add(&columns->names, name, err);
}

static bool read_records(struct columns *columns, struct record_reader *reader,
        struct error *err)
{
    const struct record *records;
    size_t count, looked_at = 0;
    bool is_each = reader->format.records && json_each_find(reader->format.records);

    if (!is_each && reader->key_name &&
            !name_set_add(&columns->names, (struct slice){"_key", 4}, err))
        return false;
    if (reader->has_values &&
            !name_set_add(&columns->names, (struct slice){"value", 5}, err))
        return false;
    do {
        /* what cannot be read shows when it is read; here is what there is before it */
        if (!record_read(reader, &records, &count, err))
            return err->code == ERROR_UNREADABLE || err->code == ERROR_LIMIT;
        for (size_t i = 0; i < count; i++) {
            struct slice text = records[i].text;
            struct json_scan scan = {text.text, text.text + text.size, true, NULL, false};

            columns->names.is_partial |= looked_at >= columns->look_at;
            if (looked_at >= columns->look_at)
                return true;
            looked_at += text.size;
            columns->looked_at = 0;
            if (records[i].problem)
                continue;
            if ((is_each && !add_itself(columns, text, err)) ||
                    !add_value(columns, &scan, 0, err))
                return false;
        }
    } while (count);
    return true;
}

static bool list(struct columns *columns, const struct archive *archive, uint32_t member,
        const struct record_format *format, struct error *err)
{
    static const char *const wanted[] = {"_text"};
    CLEANUP(record_closep) struct record_reader *reader = NULL;

    return record_open(archive, member, format, wanted, 1, &reader, err) &&
            read_records(columns, reader, err);
}

/* In a reading of elements, the paths of the records round them, too. */
static bool list_parents(struct columns *columns, const struct archive *archive,
        uint32_t member, const struct record_format *format, struct error *err)
{
    const char *each = format->records ? json_each_find(format->records) : NULL;
    struct record_format parents = *format;
    struct name_set own = columns->names;

    if (!each)
        return true;
    if (!arena_copy(columns->arena, format->records, (size_t)(each - format->records) - 1,
                &parents.records, err))
        return false;
    if (strcmp(parents.records, JSON_EACH_DECIDED) == 0)
        parents.records = NULL;
    if (!name_set_begin(&columns->names, columns->arena, own.most - own.count, err) ||
            !list(columns, archive, member, &parents, err))
        return false;
    for (size_t i = 0; i < columns->names.count; i++) {
        if (!arena_printf(columns->arena, &own.list[own.count++], err, "%c%s",
                    JSON_EACH_PARENT, columns->names.list[i]))
            return false;
    }
    own.is_partial |= columns->names.is_partial;
    columns->names = own;
    return true;
}

bool json_columns_list(const struct archive *archive, uint32_t member,
        const struct record_format *format, size_t look_at, struct arena *arena,
        struct json_columns *ret_columns, struct error *err)
{
    size_t path_max = (RECORD_COLUMN_DEPTH + 1) * 2 * (KEY_MAX + 8);
    struct columns columns = {.arena = arena,
            .look_at = look_at,
            .path = BUF_INIT(path_max),
            .list = BUF_INIT(path_max + (1 << 20))};
    bool ok;

    if (!name_set_begin(&columns.names, arena, NAMES_MAX, err) ||
            !name_set_begin(&columns.lists, arena, JSON_COLUMNS_LISTS_MAX, err))
        return false;
    if (format->records && !json_each_find(format->records))
        columns.records = format->records;
    ok = list(&columns, archive, member, format, err) &&
            list_parents(&columns, archive, member, format, err);
    buf_clear(&columns.path);
    buf_clear(&columns.list);
    *ret_columns = (struct json_columns){columns.names.list, columns.names.count,
            columns.lists.list, columns.lists.count, columns.has_rows,
            columns.names.is_partial};
    return ok;
}

/* ---- round the records ---- */

/* The key at scan->at and its value. *ret_more false: the text ends in it. */
static bool add_outer_key(struct columns *columns, struct json_scan *scan, bool *ret_more,
        struct error *err)
{
    struct json_scan key = *scan;
    bool escaped, usable;

    *ret_more = false;
    if (key.at == key.end || *key.at != '"' ||
            json_scan_string(&key, &escaped) != JSON_DONE)
        return true;
    json_scan_blanks(&key);
    if (key.at == key.end || *key.at != ':')
        return true;
    columns->looked_at = 0;
    buf_reset(&columns->path);
    if (!add_key(columns, scan, &usable, err) || (usable && !add_name(columns, err)))
        return false;
    json_scan_blanks(scan);
    if (json_walk_value(&columns->walk, scan->at, (size_t)(scan->end - scan->at),
                false) != JSON_DONE)
        return true;
    scan->at = columns->walk.scan.at;
    json_scan_blanks(scan);
    *ret_more = scan->at < scan->end && *scan->at == ',';
    scan->at += *ret_more;
    json_scan_blanks(scan);
    return true;
}

static bool add_outer_keys(struct columns *columns, struct slice text, struct error *err)
{
    struct json_scan scan = {.at = text.text, .end = text.text + text.size};
    bool more;

    json_scan_blanks(&scan);
    more = scan.at < scan.end && *scan.at == '{';
    scan.at += more;
    json_scan_blanks(&scan);
    while (more) {
        if (!add_outer_key(columns, &scan, &more, err))
            return false;
    }
    return true;
}

bool json_columns_list_round(const struct archive *archive, uint32_t member,
        const struct record_format *format, struct arena *arena,
        const char *const **ret_keys, size_t *ret_count, struct error *err)
{
    CLEANUP(record_window_close) struct record_window window = {0};
    struct columns columns = {.arena = arena, .path = BUF_INIT(2 * (KEY_MAX + 8))};
    bool ok;

    *ret_keys = NULL;
    *ret_count = 0;
    if (format->kind != RECORD_JSON || !format->records || !*format->records ||
            *format->records == '[' || strcmp(format->records, "*") == 0)
        return true;
    if (!name_set_begin(&columns.names, arena, NAMES_MAX, err) ||
            !record_window_open(archive, member, format->encoding, LIMIT_JSON_RECORD,
                    &window, err))
        return false;
    ok = add_outer_keys(&columns, record_window_rest(&window), err);
    buf_clear(&columns.path);
    *ret_keys = columns.names.list;
    *ret_count = columns.names.count;
    return ok;
}
