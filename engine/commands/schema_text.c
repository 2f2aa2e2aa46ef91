#include "engine/commands/schema_text.h"

#include "engine/commands/kind_word.h"
#include "engine/run/query_layout.h"
#include "engine/run/query_table.h"
#include "reports/words.h"

#include <string.h>

#define TEXT_LIMIT ((size_t)64 << 20)

/* As SQL asks for it: in quotes unless it is a plain word. */
static bool write_name(struct buf *buf, const char *name, struct error *err)
{
    bool is_plain = *name && strspn(name, "0123456789") == 0;

    for (const char *at = name; is_plain && *at; at++)
        is_plain = *at == '_' || (*at >= '0' && *at <= '9') ||
                ((*at | 32) >= 'a' && (*at | 32) <= 'z');
    if (is_plain)
        return buf_append_text(buf, name, err);
    if (!buf_append_text(buf, "\"", err))
        return false;
    for (const char *at = name; *at; at++) {
        if ((*at == '"' && !buf_append_text(buf, "\"", err)) ||
                !buf_append(buf, at, 1, err))
            return false;
    }
    return buf_append_text(buf, "\"", err);
}

static const char *type_of(enum program_type type)
{
    return type == PROGRAM_NUMBER     ? "NUMERIC"
            : type == PROGRAM_BOOLEAN ? "INTEGER"
                                      : "TEXT";
}

/* What a column holds that SQL's types do not tell. */
static const char *remark_of(enum program_type type)
{
    switch (type) {
    case PROGRAM_DATE:
        return TR("date, YYYY-MM-DD", "日付 YYYY-MM-DD");
    case PROGRAM_TIMESTAMP:
        return TR("time, YYYY-MM-DDTHH:MM:SS.sssZ", "日時 YYYY-MM-DDTHH:MM:SS.sssZ");
    case PROGRAM_BOOLEAN:
        return TR("1 or 0", "1 または 0");
    case PROGRAM_IP:
        return TR("IP address", "IPアドレス");
    case PROGRAM_TEXT:
    case PROGRAM_NUMBER:
        break;
    }
    return NULL;
}

static bool write_column(struct buf *buf, const struct program_column *column,
        bool is_xml, bool is_last, struct error *err)
{
    const char *remark = remark_of(column->type);

    if (is_xml && strncmp(column->name, "count(", 6) == 0)
        remark = TR(
                "it repeats: how often it is in the record; its own column has the first; _text has all, a binding or layout PATH[3] and so on",
                "繰り返しあり: レコード内の個数。パス自体の列は先頭の値。すべての値は _text にあり、対応付けやレイアウトでは パス[3] のように書けば読めます");
    return buf_append_text(buf, "    ", err) && write_name(buf, column->name, err) &&
            buf_printf(buf, err, " %s%s%s%s\n", type_of(column->type), is_last ? "" : ",",
                    remark ? " -- " : "", remark ? remark : "");
}

static bool write_columns(struct buf *buf, const struct item *item, struct error *err)
{
    bool is_xml = item->source_count && item->sources[0].format.kind == RECORD_XML;

    if (!buf_printf(buf, err, "    record_id INTEGER%s -- %s\n",
                item->column_count ? "," : "",
                TR("the record; hidden beside it: _bundle _member _record _line _offset _length _text _pointer",
                        "レコード。ほかに隠し列 _bundle _member _record _line _offset _length _text _pointer")))
        return false;
    for (uint32_t c = 0; c < item->column_count; c++) {
        if (!write_column(buf, &item->columns[c], is_xml, c + 1 == item->column_count,
                    err))
            return false;
    }
    return buf_append_text(buf, ");\n", err);
}

static bool write_table(struct buf *buf, const struct words *words,
        const struct bundle *bundle, const struct bundle_member *member,
        const struct layout *layout, const struct item *item, struct error *err)
{
    return buf_append_text(buf, "CREATE TABLE ", err) &&
            write_name(buf, member->name, err) &&
            buf_printf(buf, err, " ( -- %s: ", bundle->short_id) &&
            kind_word_append(words, member->kind ? member->kind : "?", buf, err) &&
            buf_printf(buf, err, "%s%s%s%s\n", member->encoding ? ", " : "",
                    member->encoding ? member->encoding : "", layout ? ", " : "",
                    layout ? TR(layout->title_en, layout->title_ja) : "") &&
            write_columns(buf, item, err);
}

/* What a pattern selects is one table where it is asked for by the pattern. */
static bool write_pattern(struct buf *buf, const struct query_source *source,
        const char *pattern, struct arena *arena, struct error *err)
{
    struct query_chosen *chosen;
    struct error ignored = {0}; /* each member says itself what there is of it */
    struct item item;
    size_t count;

    if (!strpbrk(pattern, "*?[") ||
            !query_choose(source, pattern, arena, &chosen, &count, &ignored) || count < 2)
        return true;
    return query_table_make(source, pattern, chosen, count, arena, &item, err) &&
            buf_append_text(buf, "CREATE TABLE ", err) && write_name(buf, pattern, err) &&
            buf_printf(buf, err,
                    TR(" ( -- %zu members as one table\n",
                            " ( -- %zu ファイルをまとめた一つの表\n"),
                    count) &&
            write_columns(buf, &item, err);
}

static bool is_wanted(const struct query_source *source, size_t bundle, uint32_t member,
        const char *const *patterns, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (query_is_named(source, bundle, member, patterns[i]))
            return true;
    }
    return count == 0;
}

/* Names are the client's, and may hold anything. */
static bool print(struct command_call *call, struct buf *text, struct error *err)
{
    CLEANUP(buf_clear) struct buf line = BUF_INIT(TEXT_LIMIT);
    const char *at = buf_text(text);

    while (*at) {
        size_t size = strcspn(at, "\n");

        buf_reset(&line);
        if (!text_append_visible(&line, at, size, err))
            return false;
        fprintf(call->out, "%s\n", buf_text(&line));
        at += size + (at[size] == '\n');
    }
    buf_reset(text);
    return true;
}

bool schema_text_print(struct command_call *call, const struct query_source *source,
        const char *const *patterns, size_t count, struct error *err)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(TEXT_LIMIT);
    CLEANUP(words_freep) struct words *words = NULL;
    bool found = false;

    if (!words_load(&words, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!write_pattern(&text, source, patterns[i], &call->arena, err) ||
                !print(call, &text, err))
            return false;
    }
    for (size_t b = 0; b < source->count; b++) {
        for (uint32_t m = 0; m < source->bundles[b].member_count; m++) {
            const struct bundle_member *member = &source->members[b][m];
            struct item item;
            bool is_table;

            if (!is_wanted(source, b, m, patterns, count))
                continue;
            if (!query_table_of(source, b, m, &call->arena, &item, &is_table, err))
                return false;
            if (!is_table)
                continue;
            found = true;
            if (!write_table(&text, words, &source->bundles[b], member,
                        query_layout_of(source, member), &item, err) ||
                    !print(call, &text, err))
                return false;
        }
    }
    return found || !count || query_refuse_name(source, patterns[0], &call->arena, err);
}
