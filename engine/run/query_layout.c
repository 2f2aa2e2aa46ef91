#include "engine/run/query_layout.h"

#include "engine/base/text.h"
#include "engine/run/evidence_set.h"
#include "engine/run/layouts.h"
#include "engine/run/reading.h"
#include "evidence/format/json_each.h"

#include <string.h>

#define LAYOUTS_MAX 1000u
#define WAY_MAX 200u
#define LIST_MAX 200u /* bytes of a message for a list of names */
#define SHOWN_LIMIT ((size_t)1 << 20)

const struct layout *query_layout_named(const char *id)
{
    const struct layout *layouts;
    struct error ignored = {0};
    size_t count;

    return id && layouts_load(&layouts, &count, &ignored)
            ? layout_find(layouts, count, id)
            : NULL;
}

bool query_layout_check(const struct query_source *source, struct error *err)
{
    const struct layout *layouts;
    const char *names[LAYOUTS_MAX], *nearest;
    size_t count;

    if (!source->layout || query_layout_named(source->layout))
        return true;
    if (!layouts_load(&layouts, &count, err))
        return false;
    for (size_t i = 0; i < count && i < LAYOUTS_MAX - 1; i++)
        names[i] = layouts[i].id;
    names[count < LAYOUTS_MAX ? count : LAYOUTS_MAX - 1] = NULL;
    nearest = text_find_nearest(source->layout, names);
    return error_set(err, ERROR_USAGE,
            TR("there is no layout '%s'%s%s%s; chosho query .layouts lists them",
                    "レイアウト「%s」はありません%s%s%s。chosho query .layouts で一覧できます"),
            source->layout, nearest ? TR("; did you mean '", "（「") : "",
            nearest ? nearest : "", nearest ? TR("'?", "」のことですか）") : "");
}

bool query_layout_is_asked(const struct query_source *source)
{
    return source->layout || source->by_receipt;
}

/* Lines that a layout recognised have its columns in any case. */
const struct layout *query_layout_of(const struct query_source *source,
        const struct bundle_member *member)
{
    if (source->layout)
        return query_layout_named(source->layout);
    if (source->by_receipt || text_is_equal(member->format, "lines"))
        return query_layout_named(member->layout);
    return NULL;
}

/* The receipt decided the encoding; what else the layout does not say is the receipt's,
 * too. */
void query_layout_format(const struct bundle_member *member, const struct layout *layout,
        struct record_format *ret_format)
{
    evidence_set_format(member, ret_format);
    if (!layout)
        return;
    ret_format->pattern = layout->format.pattern;
    if (layout->format.kind != ret_format->kind) {
        ret_format->delimiter = 0;
        ret_format->records = NULL;
    }
    ret_format->kind = layout->format.kind;
    ret_format->headerless |= layout->format.headerless;
    if (layout->format.delimiter)
        ret_format->delimiter = layout->format.delimiter;
    if (layout->bare_records && text_is_equal(member->records_path, "") &&
            text_is_equal(member->layout, layout->id))
        ret_format->records = layout->bare_records; /* as a binding would have it */
    else if (layout->format.records)
        ret_format->records = layout->format.records;
}

/* ---- what a pointer calls it ---- */

bool query_layout_way(const struct bundle_member *member, const struct layout *layout,
        struct arena *arena, const char **ret_way, struct error *err)
{
    struct record_format receipt, format;

    evidence_set_format(member, &receipt);
    query_layout_format(member, layout, &format);
    *ret_way = NULL;
    if (!layout || reading_is_alike(&receipt, &format))
        return true;
    if (!layout->table)
        return arena_text(arena, layout->id, ret_way, err);
    return arena_printf(arena, ret_way, err, "%s/%s", layout->id, layout->table);
}

const struct layout *query_layout_of_way(const char *way)
{
    const char *slash = strchr(way, '/');
    const struct layout *layout = query_layout_named(way);
    char id[WAY_MAX];

    if (layout || !slash || (size_t)(slash - way) >= sizeof(id))
        return layout;
    memcpy(id, way, (size_t)(slash - way));
    id[slash - way] = '\0';
    layout = query_layout_named(id);
    return layout ? layout_find_table(layout, slash + 1) : NULL;
}

/* ---- does it fit? ---- */

/* What holds records by its form is only that; a pattern or a header, of lines, says by
 * itself which line it does not fit. */
static bool is_readable_as(enum record_kind member, const struct record_format *layout)
{
    bool is_text = member != RECORD_JSON && member != RECORD_XML &&
            member != RECORD_SHEET;
    bool is_of_lines = layout->kind == RECORD_LINES || layout->kind == RECORD_CSV ||
            (layout->kind == RECORD_PAIRS && layout->pattern);

    return layout->kind == member || (is_text && is_of_lines);
}

/* "a.b" is in "a", and in "a.b.c" and "a.b[*]": which of them a receipt lists depends on
 * the records. */
static bool is_same_way(const char *one, const char *other)
{
    size_t i = 0;

    while (one[i] && one[i] == other[i])
        i++;
    if (one[i] && other[i])
        return false;
    return one[i] == other[i] || strchr(".[/", one[i] ? one[i] : other[i]) != NULL;
}

/* Of the record as a whole, or its parent. */
static bool is_of_record(const char *from)
{
    return *from == '_' || *from == '^';
}

static bool has_column(const struct bundle_member *member, const char *from, bool is_path)
{
    for (size_t c = 0; c < member->column_count; c++) {
        if (is_path ? is_same_way(member->columns[c], from)
                    : strcmp(member->columns[c], from) == 0)
            return true;
    }
    return false;
}

/* Whether the receipt's records are those, or those round the elements that are. */
static bool is_same_records(const struct bundle_member *member, const char *records)
{
    const char *each = json_each_find(records);
    struct slice round = {records, each ? (size_t)(each - records) - 1 : strlen(records)};

    return (each && round.size == strlen(JSON_EACH_DECIDED) &&
                   memcmp(round.text, JSON_EACH_DECIDED, round.size) == 0) ||
            (member->records_path && strlen(member->records_path) == round.size &&
                    memcmp(member->records_path, round.text, round.size) == 0);
}

/* Whether the receipt's columns are those that the layout would find. */
static bool is_told(const struct bundle_member *member, enum record_kind kind,
        const struct layout *layout)
{
    const char *records = layout->format.records;

    if (layout->format.kind == RECORD_CSV)
        return true;
    if (layout->format.kind != kind || kind == RECORD_LINES || !member->column_count)
        return false;
    return !records || is_same_records(member, records);
}

static bool write_columns(const struct bundle_member *member, struct buf *buf,
        struct error *err)
{
    for (size_t c = 0; c < member->column_count; c++) {
        if (buf->size > LIST_MAX)
            return buf_printf(buf, err, TR(" … (%zu)", " …（全%zu列）"),
                    member->column_count);
        if ((c && !buf_append_text(buf, ", ", err)) ||
                !text_append_visible(buf, member->columns[c], strlen(member->columns[c]),
                        err))
            return false;
    }
    return member->column_count || buf_append_text(buf, TR("none", "なし"), err);
}

static bool is_by_path(const struct layout *layout)
{
    return layout->format.kind == RECORD_JSON || layout->format.kind == RECORD_XML;
}

/* Whether the member has none of the layout's fields, of which there are some. */
static bool lacks_all(const struct bundle_member *member, const struct layout *layout)
{
    bool is_any = false;

    for (uint32_t c = 0; c < layout->column_count; c++) {
        const char *from = layout->columns[c].from;

        if (is_of_record(from))
            continue;
        is_any = true;
        if (has_column(member, from, is_by_path(layout)))
            return false;
    }
    return is_any;
}

bool query_layout_fits(const struct query_source *source,
        const struct bundle_member *member, struct error *err)
{
    const struct layout *layout = query_layout_of(source, member);
    CLEANUP(buf_clear) struct buf columns = BUF_INIT(SHOWN_LIMIT);
    enum record_kind kind = record_kind_find(member->format ? member->format : "lines");

    if (!layout)
        return true;
    if (!is_readable_as(kind, &layout->format))
        return error_set(err, ERROR_USAGE,
                TR("layout %s does not fit member '%s': it is of %s, the member is %s",
                        "レイアウト %s はファイル「%s」に合いません。レイアウトは %s、ファイルは %s です"),
                layout->id, member->name, record_kind_name(layout->format.kind),
                record_kind_name(kind));
    if (!is_told(member, kind, layout) || !lacks_all(member, layout))
        return true;
    return write_columns(member, &columns, err) &&
            error_set(err, ERROR_USAGE,
                    TR("none of the columns of layout %s is in member '%s'; its own: %s",
                            "レイアウト %s の列はファイル「%s」に一つもありません。ファイルの列: %s"),
                    layout->id, member->name, buf_text(&columns));
}

/* What the receipt would call the column's field; NULL where it lists no such: of the
 * record as a whole, or of an element in a list. */
static const char *receipts_field(const struct layout *layout, const char *from)
{
    if (*from == JSON_EACH_PARENT)
        return from + 1;
    return *from == '_' || layout->table ? NULL : from;
}

/* The layout's columns whose fields the receipt does not list. */
static bool write_lacking(const struct bundle_member *member, const struct layout *layout,
        struct buf *buf, struct error *err)
{
    for (uint32_t c = 0; c < layout->column_count; c++) {
        const struct layout_column *column = &layout->columns[c];
        const char *field = receipts_field(layout, column->from);

        if (!field || has_column(member, field, is_by_path(layout)))
            continue;
        if (!buf_printf(buf, err, buf->size ? ", %s" : "%s", column->name))
            return false;
    }
    return true;
}

/* A receipt lists the fields of the first records: where it recognised the layout itself,
 * what it does not list is what only some records have. A CSV has no such columns. */
static bool may_lack(const struct bundle_member *member, const struct layout *layout)
{
    enum record_kind kind = record_kind_find(member->format ? member->format : "lines");

    return layout->format.kind != RECORD_CSV &&
            !text_is_equal(member->layout, layout->id) && is_told(member, kind, layout);
}

bool query_layout_tell_lacking(const struct query_source *source,
        const struct bundle_member *member, const struct layout *layout,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf columns = BUF_INIT(SHOWN_LIMIT);
    CLEANUP(buf_clear) struct buf sentence = BUF_INIT(2 * SHOWN_LIMIT);

    if (!source->note || !may_lack(member, layout))
        return true;
    if (!write_lacking(member, layout, &columns, err))
        return false;
    if (!columns.size)
        return true;
    if (!buf_printf(&sentence, err,
                TR("warning: layout %s fits member '%s' only in part: by its receipt it has no fields for the columns %s, which are empty (NULL) there",
                        "警告: レイアウト %s はファイル「%s」に一部しか合いません。受領書によれば列 %s に当たる項目がなく、NULL になります"),
                layout->id, member->name, buf_text(&columns)))
        return false;
    source->note(buf_text(&sentence));
    return true;
}
