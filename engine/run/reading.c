#include "engine/run/reading.h"

#include "engine/base/text.h"
#include "engine/run/evidence_set.h"
#include "engine/run/layouts.h"
#include "engine/run/query_layout.h"
#include "engine/workpaper/exception.h"

#include <stdlib.h>
#include <string.h>

#define TEXT_LIMIT ((size_t)1 << 16)

/* ---- as words ---- */

static const struct {
    const char *name;
    char delimiter;
} delimiters[] = {{"comma", ','}, {"semicolon", ';'}, {"tab", '\t'}, {"pipe", '|'}};

static bool write_delimiter(char delimiter, struct buf *buf, struct error *err)
{
    for (size_t i = 0; i < ARRAY_LENGTH(delimiters); i++) {
        if (delimiters[i].delimiter == delimiter)
            return buf_printf(buf, err, " delimiter=%s", delimiters[i].name);
    }
    return delimiter == 0 || buf_printf(buf, err, " delimiter=%c", delimiter);
}

bool reading_write(const struct record_format *format, struct buf *buf, struct error *err)
{
    bool is_csv = format->kind == RECORD_CSV, is_sheet = format->kind == RECORD_SHEET;

    if (!buf_append_text(buf, record_kind_name(format->kind), err) ||
            (format->encoding != ENCODING_AUTO &&
                    !buf_printf(buf, err, " encoding=%s",
                            encoding_name(format->encoding))) ||
            (is_csv && !write_delimiter(format->delimiter, buf, err)) ||
            ((is_csv || is_sheet) && format->headerless &&
                    !buf_append_text(buf, " header=no", err)) ||
            (is_csv && format->quote == '\'' &&
                    !buf_append_text(buf, " quote=single", err)) ||
            ((is_csv || is_sheet) && format->header_line &&
                    !buf_printf(buf, err, " header-line=%u",
                            (unsigned)format->header_line)))
        return false;
    return !record_kind_has_paths(format->kind) || !format->records ||
            buf_printf(buf, err, " records=%s", format->records);
}

static bool find_delimiter(const char *word, char *ret_delimiter)
{
    for (size_t i = 0; i < ARRAY_LENGTH(delimiters); i++) {
        *ret_delimiter = delimiters[i].delimiter;
        if (strcmp(delimiters[i].name, word) == 0)
            return true;
    }
    *ret_delimiter = word[0];
    return strlen(word) == 1;
}

/* The value where the word is "NAME=VALUE"; NULL: it is another one. */
static const char *value_of(const char *word, const char *name)
{
    size_t size = strlen(name);

    return strncmp(word, name, size) == 0 && word[size] == '=' ? word + size + 1 : NULL;
}

static bool take_word(const char *word, struct record_format *format)
{
    const char *value;

    if ((value = value_of(word, "encoding")))
        return encoding_find(value, &format->encoding);
    if ((value = value_of(word, "delimiter")))
        return find_delimiter(value, &format->delimiter);
    if ((value = value_of(word, "header-line"))) {
        format->header_line = (uint32_t)strtoul(value, NULL, 10);
        return format->header_line > 0 && value[strspn(value, "0123456789")] == '\0';
    }
    if (strcmp(word, "quote=single") == 0) {
        format->quote = '\'';
        return true;
    }
    format->headerless = true;
    return strcmp(word, "header=no") == 0;
}

static bool refuse_words(const char *text, struct error *err)
{
    return error_set(err, ERROR_USAGE,
            TR("'%s' is no way to read a member; one is 'csv encoding=cp932 delimiter=comma header=no', 'json encoding=utf-8 records=Users[*]', 'xml records=Events/Event', 'lines', or the name of a layout (chosho query .layouts lists them)",
                    "「%s」は読み方として正しくありません。例: 「csv encoding=cp932 delimiter=comma header=no」、「json encoding=utf-8 records=Users[*]」、「xml records=Events/Event」、「lines」、またはレイアウトの名前（chosho query .layouts で一覧できます）"),
            text);
}

bool reading_parse(const char *text, struct arena *arena,
        struct record_format *ret_format, struct error *err)
{
    size_t size = strcspn(text, " ");
    const char *word;

    memset(ret_format, 0, sizeof(*ret_format));
    if (!arena_copy(arena, text, size, &word, err))
        return false;
    ret_format->kind = record_kind_find(word);
    if (ret_format->kind == RECORD_UNREAD)
        return refuse_words(text, err);
    for (const char *at = text + size; *at; at += size) {
        at++;
        if (value_of(at, "records")) /* a path may have blanks: it is the last word */
            return arena_text(arena, value_of(at, "records"), &ret_format->records, err);
        size = strcspn(at, " ");
        if (!arena_copy(arena, at, size, &word, err))
            return false;
        if (!take_word(word, ret_format))
            return refuse_words(text, err);
    }
    return true;
}

bool reading_is_alike(const struct record_format *left, const struct record_format *right)
{
    if (left->kind != right->kind ||
            (left->encoding != right->encoding && left->encoding != ENCODING_AUTO &&
                    right->encoding != ENCODING_AUTO))
        return false;
    if (record_kind_has_paths(left->kind))
        return !left->records || !right->records ||
                strcmp(left->records, right->records) == 0;
    if (left->kind == RECORD_SHEET)
        return left->headerless == right->headerless &&
                left->header_line == right->header_line;
    return left->kind != RECORD_CSV ||
            (left->headerless == right->headerless && left->quote == right->quote &&
                    left->header_line == right->header_line &&
                    (left->delimiter == right->delimiter || !left->delimiter ||
                            !right->delimiter));
}

/* ---- of a member, as results read it ---- */

enum { READING, READER }; /* columns of the queries below: words, and whose they are */

static bool begin(const struct place *place, struct arena *arena, struct reading *reading,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(TEXT_LIMIT);

    memset(reading, 0, sizeof(*reading));
    evidence_set_format(&place->member, &reading->format);
    if (!reading_write(&reading->format, &text, err) ||
            !arena_text(arena, buf_text(&text), &reading->receipt, err))
        return false;
    reading->text = reading->receipt;
    return true;
}

static bool refuse_both(const struct place *place, const char *reader,
        const struct reading *reading, const char *other_reader, const char *other,
        struct error *err)
{
    return error_set(err, ERROR_REFUSED,
            TR("member '%s' is read in two ways, and the number alone does not say which record is meant: %s reads it as '%s', %s as '%s'; name the exception by its id (`chosho exception` lists them), or say one of these with --reading",
                    "ファイル「%s」は二通りに読まれており、番号だけではどのレコードか定まりません。%s は「%s」として、%s は「%s」として読みます。例外番号（chosho exception で一覧）を指定するか、--reading でどちらかを指定してください"),
            place->member.name, reader, reading->text, other_reader, other);
}

/* The one way in which the rows read the member; none of them: as the receipt. */
static bool choose(struct db_statement *row, const struct place *place,
        struct arena *arena, struct reading *reading, struct error *err)
{
    struct record_format receipt = reading->format, format;
    const char *reader = NULL, *text;
    bool more;

    for (;;) {
        if (!db_step(row, &more, err))
            return false;
        if (!more)
            return true;
        text = db_column_text(row, READING);
        format = receipt;
        if (!*text)
            text = reading->receipt;
        else if (!reading_parse(text, arena, &format, err))
            return false;
        if (reader && !reading_is_alike(&reading->format, &format))
            return refuse_both(place, reader, reading, db_column_text(row, READER), text,
                    err);
        if (reader)
            continue;
        reading->format = format;
        reading->is_other = !reading_is_alike(&receipt, &format);
        if (!arena_text(arena, text, &reading->text, err) ||
                !arena_text(arena, db_column_text(row, READER), &reader, err))
            return false;
    }
}

/* Of the items whose records these are; where none of them read it, of all. */
static const char by_result[] =
        "WITH reader AS (SELECT m.reading, m.item,"
        "  instr(' ' || s.roles || ' ', ' ' || ?3 || ' ') > 0 AS is_its"
        "  FROM result_member AS m JOIN result_source AS s USING (result_id, item)"
        "  WHERE m.result_id = ?1 AND m.member_id = ?2)"
        " SELECT DISTINCT reading, item FROM reader"
        " WHERE is_its = (SELECT max(is_its) FROM reader) ORDER BY item, reading";

static const char *role_of(const struct exception *exception, bool is_other)
{
    return exception->kind == EXCEPTION_UNREADABLE ? "population"
            : is_other                             ? "other"
                                                   : "record";
}

/* Reads the member as the layout, or child table, does. */
static bool use_layout(const struct layout *layout, const char *name,
        const struct place *place, struct arena *arena, struct reading *reading,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(TEXT_LIMIT);
    struct record_format receipt = reading->format;

    query_layout_format(&place->member, layout, &reading->format);
    reading->is_other = !reading_is_alike(&receipt, &reading->format);
    reading->layout = name;
    return reading_write(&reading->format, &text, err) &&
            arena_text(arena, buf_text(&text), &reading->text, err);
}

/* Of lines, the fields that the receipt's layout gives them; no number changes. */
static bool add_fields(struct store *store, const struct place *place,
        struct reading *reading, struct error *err)
{
    const struct layout *layout;

    if (reading->format.kind != RECORD_LINES || !place->member.layout)
        return true;
    if (!layouts_use(store, err))
        return false;
    layout = query_layout_named(place->member.layout);
    if (!layout || layout->format.kind != RECORD_LINES) /* no longer at hand */
        return true;
    reading->format.pattern = layout->format.pattern;
    reading->layout = place->member.layout;
    return true;
}

bool reading_of_words(struct store *store, const char *words, const struct place *place,
        struct arena *arena, struct reading *ret_reading, struct error *err)
{
    const struct layout *layout;
    struct record_format receipt;

    if (!layouts_use(store, err) || !begin(place, arena, ret_reading, err))
        return false;
    layout = record_kind_find(words) == RECORD_UNREAD ? query_layout_of_way(words) : NULL;
    if (layout)
        return use_layout(layout, words, place, arena, ret_reading, err);
    receipt = ret_reading->format;
    ret_reading->text = words;
    if (!reading_parse(words, arena, &ret_reading->format, err))
        return false;
    ret_reading->is_other = !reading_is_alike(&receipt, &ret_reading->format);
    return true;
}

bool reading_of_way(struct store *store, const struct place *place, struct arena *arena,
        struct reading *ret_reading, struct error *err)
{
    const struct layout *layout;

    if (!layouts_use(store, err) || !begin(place, arena, ret_reading, err))
        return false;
    if (strchr(place->way, ' ')) /* no layout's id, but what a query was told to do */
        return reading_of_words(store, place->way, place, arena, ret_reading, err);
    layout = query_layout_of_way(place->way);
    if (!layout)
        return error_set(err, ERROR_MISSING,
                TR("'%s' between the member and the number is no layout (or LAYOUT/TABLE) of this engagement; chosho query .layouts lists them",
                        "ファイル名と番号の間の「%s」は、この監査業務のレイアウト（または レイアウト/子表）ではありません。chosho query .layouts で一覧できます"),
                place->way);
    return use_layout(layout, place->way, place, arena, ret_reading, err);
}

bool reading_of_exception(struct store *store, const char *id, bool is_other,
        const struct place *place, struct arena *arena, struct reading *ret_reading,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    struct exception exception;

    if (!exception_find(store_db(store), id, &exception, err) ||
            !begin(place, arena, ret_reading, err) ||
            !db_prepare(store_db(store), by_result, &row, err))
        return false;
    db_bind_int(row, 1, exception.result_id);
    db_bind_int(row, 2, place->member.member_id);
    db_bind_text(row, 3, role_of(&exception, is_other));
    return choose(row, place, arena, ret_reading, err) &&
            add_fields(store, place, ret_reading, err);
}

static const char by_reports[] =
        "SELECT DISTINCT m.reading, i.key || ' (' || m.item || ')'"
        " FROM result_member AS m JOIN result AS r USING (result_id)"
        " JOIN instance AS i USING (instance_id) WHERE m.member_id = ?1"
        " AND (m.result_id IN (SELECT result_id FROM current_result)"
        "  OR m.result_id IN (SELECT result_id FROM finding_exception))"
        " ORDER BY 2, 1";

bool reading_of_pointer(struct store *store, const struct place *place,
        struct arena *arena, struct reading *ret_reading, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;

    if (!begin(place, arena, ret_reading, err) ||
            !db_prepare(store_db(store), by_reports, &row, err))
        return false;
    db_bind_int(row, 1, place->member.member_id);
    return choose(row, place, arena, ret_reading, err) &&
            add_fields(store, place, ret_reading, err);
}
