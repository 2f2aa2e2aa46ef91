#include "engine/commands/tables.h"

#include "engine/commands/kind_word.h"
#include "engine/commands/listing.h"
#include "engine/run/layouts.h"
#include "evidence/table/function.h"
#include "evidence/table/function_help.h"
#include "evidence/zip/preflight.h"
#include "reports/words.h"

#include <string.h>

#define NAMES_WIDTH 60u /* of a terminal, for the columns of a table */

static const struct listing_column table_columns[] = {
        {"bundle", "提供物", "bundle", LISTING_TEXT},
        {"table", "表", "table", LISTING_TEXT},
        {"records", "レコード", "records", LISTING_NUMBER},
        {"kind", "種類", "kind", LISTING_TEXT},
        {"layout", "レイアウト", "layout", LISTING_TEXT},
        {"columns", "列", "columns", LISTING_TEXT},
        /* On a page only where there are some. */
        {"other_records", "ほかのレコードの位置", "other records at", LISTING_TEXT},
};

/* Of the one table that is named a page of columns is shown, each on its line. */
static const struct listing_column column_columns[] = {
        {"bundle", "提供物", "bundle", LISTING_TEXT},
        {"table", "表", "table", LISTING_TEXT},
        {"column", "列", "column", LISTING_TEXT},
};

/* What is shown of each table. */
struct tables {
    struct command_call *call;
    const struct query_source *source;
    struct listing *listing;
    struct words *words;
    const char *const *patterns;
    size_t pattern_count;
    bool is_page;      /* a table on a terminal, not for a program */
    bool is_each;      /* a line a column */
    bool is_uncounted; /* of some the number of records is not known */
    bool has_others;   /* of some there may be other records */
};

static bool is_wanted(const struct tables *tables, size_t bundle, uint32_t member)
{
    for (size_t i = 0; i < tables->pattern_count; i++) {
        if (query_is_named(tables->source, bundle, member, tables->patterns[i]))
            return true;
    }
    return tables->pattern_count == 0;
}

/* On a page only what fits; the number says how many there are. */
static bool write_names(const struct tables *tables, const struct item *item,
        struct buf *names, struct error *err)
{
    for (uint32_t c = 0; c < item->column_count; c++) {
        const char *name = item->columns[c].name;

        if (tables->is_page && c > 0 &&
                text_width(buf_text(names), names->size) +
                                text_width(name, strlen(name)) >
                        NAMES_WIDTH)
            return buf_printf(names, err, TR(" … (%u columns)", " …（全%u列）"),
                    item->column_count);
        if (!buf_printf(names, err, "%s%s", c ? ", " : "", name))
            return false;
    }
    return true;
}

/* On a page as much of it as fits, path by path. */
static bool write_others(const struct tables *tables, const struct bundle_member *member,
        struct buf *others, struct error *err)
{
    const char *aside = member->aside ? member->aside : "";
    size_t size = strlen(aside);

    if (tables->is_page && text_width(aside, size) > NAMES_WIDTH) {
        for (size = NAMES_WIDTH; size && strncmp(aside + size, ", ", 2) != 0;)
            size--;
        return buf_append(others, aside, size, err) &&
                buf_append_text(others, size ? ", …" : "…", err);
    }
    return buf_append(others, aside, size, err);
}

/* On a page in words; to a program the code, of what has no kind why it is not read. */
static bool write_kind(const struct tables *tables, const struct bundle_member *member,
        struct buf *kind, struct error *err)
{
    const char *code = member->kind ? member->kind
            : tables->is_page       ? NULL
                                    : member->reason;

    return !code ||
            (tables->is_page ? kind_word_append(tables->words, code, kind, err)
                             : buf_append_text(kind, code, err));
}

static bool write_unread(const struct tables *tables, const struct bundle_member *member,
        struct buf *names, struct error *err)
{
    if (!tables->is_page || !member->reason || strcmp(member->reason, "kind") == 0)
        return buf_append_text(names, TR("(not read)", "（読み取り対象外）"), err);
    return buf_printf(names, err, TR("(not read: %s)", "（読み取り対象外: %s）"),
            preflight_reason_text(member->reason));
}

static bool list_table(struct tables *tables, const char *bundle,
        const struct bundle_member *member, const struct item *item, struct error *err)
{
    CLEANUP(buf_clear) struct buf names = BUF_INIT((size_t)1 << 20);
    CLEANUP(buf_clear) struct buf others = BUF_INIT((size_t)1 << 20);
    CLEANUP(buf_clear) struct buf kind = BUF_INIT((size_t)1 << 20);
    const char *name = item ? item->name : member->name;
    bool is_counted = item && strcmp(name, member->name) == 0 &&
            member->record_count >= 0; /* a child table's are not */
    char records[24];

    tables->is_uncounted |= item && member->record_count < 0;
    snprintf(records, sizeof(records), "%lld", (long long)member->record_count);
    if (!(item ? write_names(tables, item, &names, err)
               : write_unread(tables, member, &names, err)) ||
            !write_kind(tables, member, &kind, err) ||
            (member->superseded_by &&
                    !buf_printf(&names, err,
                            TR(" (superseded by %s: ask for it as \"%s:%s\")",
                                    "（%s に差し替え済み。問い合わせは \"%s:%s\" で）"),
                            member->superseded_by, bundle, member->name)) ||
            (item && strcmp(name, member->name) == 0 &&
                    !write_others(tables, member, &others, err)))
        return false;
    return listing_add(tables->listing,
            (struct slice[]){listing_text(bundle), listing_text(name),
                    listing_text(is_counted ? records : NULL),
                    listing_text(kind.size ? buf_text(&kind) : NULL),
                    listing_text(member->layout), listing_text(buf_text(&names)),
                    listing_text(others.size ? buf_text(&others) : NULL)},
            err);
}

static bool list_columns(struct tables *tables, const char *bundle,
        const struct bundle_member *member, const struct item *item, struct error *err)
{
    if (member->layout && item && strcmp(item->name, member->name) == 0)
        command_say("%s: %s", member->name, text_said(&member->layout_reason));
    if (member->aside && item && strcmp(item->name, member->name) == 0)
        command_say(TR("%s: other records at: %s", "%s: ほかのレコードの位置: %s"),
                member->name, member->aside);
    for (uint32_t c = 0; item && c < item->column_count; c++) {
        if (!listing_add(tables->listing,
                    (struct slice[]){listing_text(bundle), listing_text(item->name),
                            listing_text(item->columns[c].name)},
                    err))
            return false;
    }
    return true;
}

/* What hangs on the member's records: "pulls.json#review". */
static bool add_child_tables(struct tables *tables, size_t bundle, uint32_t member,
        struct error *err)
{
    const struct bundle_member *found = &tables->source->members[bundle][member];
    struct item item;
    bool is_table = true;

    for (uint32_t i = 0; is_table; i++) {
        if (!query_child_table_of(tables->source, bundle, member, i, &tables->call->arena,
                    &item, &is_table, err))
            return false;
        if (is_table &&
                !(tables->is_each ? list_columns : list_table)(tables,
                        tables->source->bundles[bundle].short_id, found, &item, err))
            return false;
    }
    return true;
}

static bool is_listed(const struct tables *tables, size_t bundle, uint32_t member)
{
    const struct bundle_member *found = &tables->source->members[bundle][member];

    return found->status != BUNDLE_FOLDER && found->status != BUNDLE_OPENED &&
            is_wanted(tables, bundle, member);
}

static bool add_table(struct tables *tables, size_t bundle, uint32_t member,
        struct error *err)
{
    const struct query_source *source = tables->source;
    const struct bundle_member *found = &source->members[bundle][member];
    struct item item;
    bool is_table;

    if (!is_listed(tables, bundle, member))
        return true;
    if (!query_table_of(source, bundle, member, &tables->call->arena, &item, &is_table,
                err))
        return false;
    return (tables->is_each ? list_columns : list_table)(tables,
                   source->bundles[bundle].short_id, found, is_table ? &item : NULL,
                   err) &&
            add_child_tables(tables, bundle, member, err);
}

static uint64_t count_tables(struct tables *tables)
{
    uint64_t count = 0;

    for (size_t b = 0; b < tables->source->count; b++) {
        for (uint32_t m = 0; m < tables->source->bundles[b].member_count; m++) {
            bool is_one = is_listed(tables, b, m);

            count += is_one;
            tables->has_others |= is_one && tables->source->members[b][m].aside;
        }
    }
    return count;
}

static bool begin(struct tables *tables, struct error *err)
{
    size_t count = ARRAY_LENGTH(table_columns) -
            (tables->is_page && !tables->has_others ? 1 : 0);

    return tables->is_each
            ? listing_new(tables->call, column_columns, ARRAY_LENGTH(column_columns),
                      &tables->listing, err)
            : listing_new(tables->call, table_columns, count, &tables->listing, err);
}

/* What a reader should know of all tables. */
static void explain(const struct tables *tables)
{
    command_say("%s",
            TR("every table also has record_id first, and the hidden columns _bundle _member _record _line _offset _length _text _pointer; show takes a _pointer; a record_id as well, unless records are counted in another way than in the receipt (child tables, another layout)",
                    "どの表も先頭に record_id があり、隠し列 _bundle _member _record _line _offset _length _text _pointer も使えます。show には _pointer か record_id を指定します（子表と、受領書と異なる数え方をするレイアウトの結果では _pointer だけ）"));
    if (tables->is_uncounted)
        command_say("%s",
                TR("where there is no number of records they were not counted: in an engagement (chosho take) all are",
                        "レコード数のない表は、数えていません。調書フォルダに受け取った提供物（chosho take）では、すべて数えます"));
    if (tables->has_others)
        command_say("%s",
                TR("other records: a query reads them with such a path, as in --records='users[*]>roles[*]' (the elements of a list in each record; ^NAME is a field of the record round them), a binding with records=\"users[*]>roles[*]\"",
                        "ほかのレコードは、その位置を問い合わせでは --records='users[*]>roles[*]'、対応付けでは records=\"users[*]>roles[*]\" のように指定して読めます（> の後は各レコードの中の配列で、その要素がレコードになり、^名前 は元のレコードの項目です）"));
}

bool tables_print(struct command_call *call, const struct query_source *source,
        const char *const *patterns, size_t count, struct error *err)
{
    CLEANUP(listing_freep) struct listing *listing = NULL;
    CLEANUP(words_freep) struct words *words = NULL;
    struct tables tables = {.call = call,
            .source = source,
            .patterns = patterns,
            .pattern_count = count,
            .is_page = call->format == COMMAND_TABLE};
    uint64_t table_count = count_tables(&tables);

    if (count && !table_count)
        return query_refuse_name(source, patterns[0], &call->arena, err);
    if (!words_load(&words, err))
        return false;
    tables.words = words;
    tables.is_each = tables.is_page && count > 0 && table_count == 1;
    if (!begin(&tables, err))
        return false;
    listing = tables.listing;
    for (size_t b = 0; b < source->count; b++) {
        for (uint32_t m = 0; m < source->bundles[b].member_count; m++) {
            if (!add_table(&tables, b, m, err))
                return false;
        }
    }
    explain(&tables);
    query_tell_opened(source, patterns, count);
    return listing_finish(listing, err);
}

static const struct listing_column layout_columns[] = {
        {"layout", "レイアウト", "layout", LISTING_TEXT},
        {"kind", "種類", "kind", LISTING_TEXT},
        {"title", "情報源", "title", LISTING_TEXT},
};

static bool is_layout_wanted(const struct layout *layout, const char *const *patterns,
        size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(patterns[i], layout->id) == 0 ||
                text_is_glob_match(patterns[i], layout->id))
            return true;
    }
    return count == 0;
}

/* What its columns mean, in the reader's language or the other. */
static void say_note(const struct layout *layout)
{
    const char *first = TR(layout->note_en, layout->note_ja);
    const char *other = TR(layout->note_ja, layout->note_en);

    if (first || other)
        command_say("%s: %s", layout->id, first ? first : other);
}

bool tables_print_layouts(struct command_call *call, const char *const *patterns,
        size_t count, struct error *err)
{
    CLEANUP(listing_freep) struct listing *listing = NULL;
    const struct layout *layouts;
    size_t layout_count;

    if (!layouts_load(&layouts, &layout_count, err) ||
            !listing_new(call, layout_columns, ARRAY_LENGTH(layout_columns), &listing,
                    err))
        return false;
    for (size_t i = 0; i < layout_count; i++) {
        const struct layout *layout = &layouts[i];

        if (is_layout_wanted(layout, patterns, count) &&
                !listing_add(listing,
                        (struct slice[]){listing_text(layout->id),
                                listing_text(record_kind_name(layout->format.kind)),
                                listing_text(TR(layout->title_en, layout->title_ja))},
                        err))
            return false;
    }
    if (!listing_finish(listing, err))
        return false;
    for (size_t i = 0; i < layout_count && count; i++) {
        if (is_layout_wanted(&layouts[i], patterns, count))
            say_note(&layouts[i]);
    }
    return true;
}

static const struct listing_column function_columns[] = {
        {"function", "関数", "function", LISTING_TEXT},
        {"meaning", "意味", "meaning", LISTING_TEXT},
};

bool tables_print_functions(struct command_call *call, struct error *err)
{
    CLEANUP(listing_freep) struct listing *listing = NULL;

    if (!listing_new(call, function_columns, ARRAY_LENGTH(function_columns), &listing,
                err))
        return false;
    for (const struct function_help *help = function_help(); help->name; help++) {
        if (!listing_add(listing,
                    (struct slice[]){listing_text(help->usage),
                            listing_text(TR(help->en, help->ja))},
                    err))
            return false;
    }
    if (!listing_finish(listing, err))
        return false;
    command_say("%s",
            TR("SQLite's own work too: count, sum, min, max, substr, coalesce, nullif ... Every column of a file is text as delivered: a boolean is compared as it is written there ('true', 'TRUE', '1'), a number by CAST(x AS INTEGER)",
                    "SQLite の関数（count、sum、min、max、substr、coalesce、nullif など）も使えます。ファイルの列はすべて受領したままの文字列です。真偽値はファイルにあるとおりに比較し（'true'、'TRUE'、'1' など）、数値は CAST(x AS INTEGER) とします"));
    return true;
}
