#include "engine/run/query_column.h"

#include "engine/base/text.h"

#include <string.h>

#define TOLD_MAX 10u /* columns in a sentence */
#define TEXT_LIMIT ((size_t)1 << 16)

static const char twin_mark[] = "#2";

/* ---- the names of a member ---- */

static bool has_field(const struct bundle_member *member, const char *field)
{
    for (size_t c = 0; c < member->column_count; c++) {
        if (strcmp(member->columns[c], field) == 0)
            return true;
    }
    return false;
}

/* A CSV need not have every column of its layout; a path or a group is always to be had.
 */
static bool is_there(const struct query_columns *of, const struct layout_column *column)
{
    return of->layout->format.kind != RECORD_CSV || has_field(of->member, column->from);
}

static size_t count_names(const struct query_columns *of)
{
    return of->layout ? of->layout->column_count : of->member->column_count;
}

/* NULL: the member does not have it. */
static const char *name_at(const struct query_columns *of, size_t i)
{
    if (!of->layout)
        return of->member->columns[i];
    return is_there(of, &of->layout->columns[i]) ? of->layout->columns[i].name : NULL;
}

static char lower(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? (char)(letter + ('a' - 'A')) : letter;
}

/* But for the case of ASCII letters; size: of the first, which may go on. */
static bool is_same_name(const char *one, size_t size, const char *other)
{
    size_t i = 0;

    while (i < size && other[i] && lower(one[i]) == lower(other[i]))
        i++;
    return i == size && !other[i];
}

/* Where the member has the field of that name: letter by letter, else in another case.
 * SIZE_MAX: it does not. */
static size_t find(const struct query_columns *of, const char *name)
{
    size_t size = strlen(name), count = count_names(of), found = SIZE_MAX;

    for (size_t i = 0; i < count; i++) {
        const char *field = name_at(of, i);

        if (!field || !is_same_name(name, size, field))
            continue;
        if (strcmp(field, name) == 0)
            return i;
        found = found == SIZE_MAX ? i : found;
    }
    return found;
}

/* Another field than `first` whose name is the same but for case. */
static size_t find_twin(const struct query_columns *of, size_t first)
{
    const char *name = name_at(of, first);
    size_t size = strlen(name), count = count_names(of);

    for (size_t i = 0; i < count; i++) {
        const char *field = name_at(of, i);

        if (field && is_same_name(name, size, field) && strcmp(field, name) != 0)
            return i;
    }
    return SIZE_MAX;
}

/* ---- the columns ---- */

/* NULL: the item has no such column. */
static const char *find_column(const struct item *item, const char *name, size_t size)
{
    for (uint32_t c = 0; c < item->column_count; c++) {
        if (is_same_name(name, size, item->columns[c].name))
            return item->columns[c].name;
    }
    return NULL;
}

/* *ret_is_beyond true: the item lacks it, and has no room for it. */
static bool add(struct item *item, const char *name, const char *mark,
        enum program_type type, struct arena *arena, bool *ret_is_beyond,
        struct error *err)
{
    struct program_column *column = &item->columns[item->column_count];
    const char *full = name;

    *ret_is_beyond = false;
    if (*mark && !arena_printf(arena, &full, err, "%s%s", name, mark))
        return false;
    if (find_column(item, full, strlen(full)))
        return true;
    *ret_is_beyond = item->column_count == QUERY_COLUMN_MAX;
    if (*ret_is_beyond)
        return true;
    column->type = type;
    column->name = full;
    item->column_count++;
    return true;
}

/* Of the first member the number of columns; of others that there are some. */
static void note_beyond(const struct query_columns *of, const char *name,
        struct query_beyond *beyond)
{
    if (!beyond->count) {
        beyond->member = of->member;
        beyond->first = name;
    }
    beyond->count += of->member == beyond->member;
    beyond->is_more |= of->member != beyond->member;
}

bool query_column_add(struct item *item, const struct query_columns *of,
        struct arena *arena, struct query_beyond *beyond, struct error *err)
{
    size_t count = count_names(of);

    for (size_t i = 0; i < count; i++) {
        const char *name = name_at(of, i);
        enum program_type type = of->layout && of->is_typed ? of->layout->columns[i].type
                                                            : PROGRAM_TEXT;
        size_t twin = name ? find_twin(of, i) : SIZE_MAX;
        bool is_beyond = false;

        if (name &&
                !add(item, name, twin < i ? twin_mark : "", type, arena, &is_beyond, err))
            return false;
        if (is_beyond)
            note_beyond(of, name, beyond);
    }
    return true;
}

/* The field that plays the column "name#2": the one that "name" leaves. */
static size_t find_second(const struct item *item, const char *name,
        const struct query_columns *of)
{
    size_t mark = strlen(twin_mark), size = strlen(name);
    const char *column;
    size_t first;

    if (size <= mark || strcmp(name + size - mark, twin_mark) != 0)
        return SIZE_MAX;
    column = find_column(item, name, size - mark);
    first = column ? find(of, column) : SIZE_MAX;
    return first == SIZE_MAX ? SIZE_MAX : find_twin(of, first);
}

struct item_column query_column_place(const struct item *item, uint32_t c,
        const struct query_columns *of)
{
    const char *name = item->columns[c].name;
    size_t at = find(of, name);

    if (at == SIZE_MAX)
        at = find_second(item, name, of);
    if (at == SIZE_MAX)
        return (struct item_column){.origin = ITEM_NOTHING};
    if (of->layout)
        return layout_column_how(&of->layout->columns[at], of->is_typed);
    return (struct item_column){.origin = ITEM_FIELD, .from = of->member->columns[at]};
}

bool query_column_is_alike(const struct query_columns *one,
        const struct query_columns *other)
{
    if (one->layout != other->layout ||
            one->member->column_count != other->member->column_count)
        return false;
    for (size_t c = 0; c < one->member->column_count; c++) {
        if (strcmp(one->member->columns[c], other->member->columns[c]) != 0)
            return false;
    }
    return true;
}

/* ---- what some lack ---- */

/* A receipt lists all columns of these; of JSON only those of the first records. */
static bool is_whole(const struct query_columns *of)
{
    enum record_kind kind = record_kind_find(of->member->format);

    return kind == RECORD_CSV || kind == RECORD_SHEET;
}

/* *told counts those that some lack; the first of them are named. */
static bool tell_column(const struct item *item, uint32_t c,
        const struct query_columns *members, size_t count, size_t *told, struct buf *text,
        struct error *err)
{
    const char *name = item->columns[c].name, *first = NULL;
    size_t lacking = 0;

    for (size_t i = 0; i < count; i++) {
        if (item->sources[i].columns[c].origin != ITEM_NOTHING)
            continue;
        first = first ? first : members[i].member->name;
        lacking++;
    }
    *told += lacking > 0;
    if (lacking == 0 || *told > TOLD_MAX)
        return true;
    return buf_append_text(text, text->size ? TR("; ", "、") : "", err) &&
            text_append_visible(text, name, strlen(name), err) &&
            (lacking == 1 ? buf_append_text(text, TR(" in ", "（"), err)
                          : buf_printf(text, err,
                                    TR(" in %zu of %zu, first in ",
                                            "（%2$zu 件中 %1$zu 件、最初は "),
                                    lacking, count)) &&
            text_append_visible(text, first, strlen(first), err) &&
            buf_append_text(text, TR("", "）"), err);
}

bool query_column_tell(const struct query_source *source, const struct item *item,
        const struct query_columns *members, size_t count, struct error *err)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(TEXT_LIMIT);
    CLEANUP(buf_clear) struct buf sentence = BUF_INIT(2 * TEXT_LIMIT);
    size_t told = 0;

    for (size_t i = 0; i < count; i++) {
        if (!source->note || count < 2 || !is_whole(&members[i]))
            return true;
    }
    for (uint32_t c = 0; c < item->column_count; c++) {
        if (!tell_column(item, c, members, count, &told, &text, err))
            return false;
    }
    if (told == 0)
        return true;
    if (told > TOLD_MAX &&
            !buf_printf(&text, err, TR(" … (%zu columns)", " …（全%zu列）"), told))
        return false;
    if (!buf_printf(&sentence, err,
                TR("columns of \"%s\" that some members lack (NULL there): %s",
                        "\"%s\" の列のうち、ないファイルがあるもの（そこでは NULL）: %s"),
                item->name, buf_text(&text)))
        return false;
    source->note(buf_text(&sentence));
    return true;
}

bool query_column_tell_beyond(const struct query_source *source, const struct item *item,
        const struct query_beyond *beyond, struct error *err)
{
    CLEANUP(buf_clear) struct buf sentence = BUF_INIT(2 * TEXT_LIMIT);
    CLEANUP(buf_clear) struct buf first = BUF_INIT(TEXT_LIMIT);

    if (!beyond->count || !source->note)
        return true;
    if (!text_append_visible(&first, beyond->first, strlen(beyond->first), err) ||
            !buf_printf(&sentence, err,
                    TR("warning: a table of a query has at most %u columns, and member '%s' has more: table \"%s\" lacks %zu of them, from '%s' on%s; ",
                            "警告: 問い合わせの表の列は %u 個までで、ファイル「%s」の列はこれを超えます。表 \"%s\" には、そのうち %zu 列（最初は「%s」）がありません%s。"),
                    QUERY_COLUMN_MAX, beyond->member->name, item->name, beyond->count,
                    buf_text(&first),
                    beyond->is_more
                            ? TR(", and columns of other members",
                                      "。ほかのファイルの列にも、ないものがあります")
                            : "") ||
            !query_column_write_beyond(item, beyond->first, &sentence, err))
        return false;
    source->note(buf_text(&sentence));
    return true;
}

bool query_column_write_beyond(const struct item *item, const char *column,
        struct buf *buf, struct error *err)
{
    if (item->source_count && item->sources[0].format.kind == RECORD_JSON &&
            !strpbrk(column, "'\""))
        return buf_printf(buf, err,
                TR("field(_text, '%s') reads such a one",
                        "field(_text, '%s') のようにすれば読めます"),
                column);
    return buf_append_text(buf,
            TR("a binding, or a layout of one's own, reads those that it names",
                    "対応付けか独自のレイアウトで列を指定すれば読めます"),
            err);
}
