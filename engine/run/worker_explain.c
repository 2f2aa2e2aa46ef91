#include "engine/run/worker_explain.h"

#include "engine/base/text.h"
#include "engine/run/query_column.h"
#include "engine/run/query_name.h"

#include <stdio.h>
#include <string.h>

#define COLUMNS_TOLD 200u /* bytes of their names in a message ... */
#define LIST_MAX 500u     /* ... of all tables together */
#define LIST_LIMIT ((size_t)1 << 20)

/* The table's columns, as many as a sentence bears. */
static bool write_columns(const struct item *item, bool is_named, struct buf *buf,
        struct error *err)
{
    size_t begin = buf->size;

    if (is_named && !buf_printf(buf, err, "%s: ", item->name))
        return false;
    for (uint32_t c = 0; c < item->column_count; c++) {
        if (buf->size - begin > COLUMNS_TOLD)
            return buf_printf(buf, err, TR(" … (%u columns)", " …（全%u列）"),
                    item->column_count);
        if (!buf_printf(buf, err, c ? ", %s" : "%s", item->columns[c].name))
            return false;
    }
    return true;
}

/* A table that is full may lack just this column. */
static bool tell_beyond(const struct item *item, const char *column, struct buf *buf,
        struct error *err)
{
    return buf_printf(buf, err,
                   TR("; table \"%s\" has the %u columns that a table of a query can have, and its file may have more: ",
                           "。表 \"%s\" の列は上限の %u 個に達しており、ファイルにはほかの列もあり得ます。"),
                   item->name, QUERY_COLUMN_MAX) &&
            query_column_write_beyond(item, column, buf, err);
}

/* "A", "AB": how a spreadsheet calls its columns. */
static bool is_letters(const char *name)
{
    size_t size = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

    return size > 0 && size <= 3 && !name[size];
}

static bool tell_letters(const struct item *item, struct buf *buf, struct error *err)
{
    return buf_printf(buf, err,
            TR("; the sheet \"%s\" has a header: its names are the columns, and letters (A, B ...) are only those without a name, or of a sheet without a header",
                    "。シート \"%s\" には見出し行があり、その名前が列名です。A、B などの文字は、見出しのない列やシートにだけ使います"),
            item->name);
}

static const char no_column[] = "no such column: ";

/* Whether the columns are inside of what is called so: "mfa.date" of "mfa". */
static bool has_inside(const struct item *item, const char *name)
{
    size_t size = strlen(name);

    for (uint32_t c = 0; c < item->column_count; c++) {
        if (strncmp(item->columns[c].name, name, size) == 0 &&
                item->columns[c].name[size] == '.')
            return true;
    }
    return false;
}

/* Whether a column is called nearly so. */
static bool tell_nearest(const struct item *item, const char *name, struct buf *buf,
        bool *ret_found, struct error *err)
{
    const char *names[QUERY_COLUMN_MAX + 1] = {NULL}, *nearest;

    for (uint32_t c = 0; c < item->column_count && c < QUERY_COLUMN_MAX; c++)
        names[c] = item->columns[c].name;
    nearest = text_find_nearest(name, names);
    *ret_found = nearest != NULL;
    return !nearest ||
            buf_printf(buf, err, TR("; did you mean \"%s\"?", "（\"%s\" のことですか）"),
                    nearest);
}

/* Plain fields are columns, but for those that first appear behind what was looked at;
 * lists and objects in JSON never are. */
static bool tell_field(const struct item *item, const char *name, struct buf *buf,
        struct error *err)
{
    enum record_kind kind = item->sources[0].format.kind;
    bool is_near;

    if (kind == RECORD_JSON && has_inside(item, name))
        return query_name_tell_elements(item->name, name, buf, err);
    if (!tell_nearest(item, name, buf, &is_near, err))
        return false;
    if (item->is_part)
        return buf_append_text(buf, TR("; ", "。"), err) &&
                query_column_write_later(kind,
                        strpbrk(name, "'\"") ? TR("PATH", "パス") : name, buf, err);
    return is_near || kind != RECORD_JSON ||
            query_name_tell_elements(item->name, name, buf, err);
}

/* What else the name that is no column may be: of the first table that may have such. */
static bool tell_column(const struct job *job, const char *name, struct buf *buf,
        struct error *err)
{
    const char *dot = strchr(name, '.'), *own = dot ? dot + 1 : name;

    for (uint32_t i = 0; i < job->item_count; i++) {
        const struct item *item = &job->items[i];

        if (!item->source_count)
            continue;
        if (item->sources[0].format.kind == RECORD_SHEET &&
                !item->sources[0].format.headerless && is_letters(own))
            return tell_letters(item, buf, err);
        if (item->column_count == QUERY_COLUMN_MAX)
            return tell_beyond(item, name, buf, err);
        if (item->sources[0].format.kind == RECORD_JSON || item->is_part)
            return tell_field(item, own, buf, err);
    }
    return true;
}

/* "NG" is a name in SQL, and 'NG' a text. */
static bool tell_quotes(const struct job *job, const char *name, struct buf *buf,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf quoted = BUF_INIT(LIST_LIMIT);

    if (!buf_printf(&quoted, err, "\"%s\"", name))
        return false;
    return !job->text || !strstr(job->text, buf_text(&quoted)) || strchr(name, '\'') ||
            buf_printf(buf, err,
                    TR("; if a text is meant, write '%s': in double quotes stand names of columns and tables",
                            "。文字列のつもりなら '%s' と書いてください（二重引用符は列や表の名前を囲むものです）"),
                    name);
}

/* Which columns there are instead of the one that is not. Returns false. */
static bool tell_columns(const struct job *job, const char *name,
        const struct error *said, struct error *err)
{
    CLEANUP(buf_clear) struct buf list = BUF_INIT(LIST_LIMIT);
    bool is_part = false;

    for (uint32_t i = 0; i < job->item_count && list.size < LIST_MAX; i++) {
        if ((i && !buf_append_text(&list, "; ", err)) ||
                !write_columns(&job->items[i], job->item_count > 1, &list, err))
            return false;
    }
    for (uint32_t i = 0; i < job->item_count; i++)
        is_part |= job->items[i].is_part;
    if (!tell_column(job, name, &list, err) || !tell_quotes(job, name, &list, err))
        return false;
    return error_set(err, ERROR_SCRIPT,
            is_part ? TR("%s; there are, in the part that was looked through for columns: %s",
                              "%s。列を調べた範囲にある列: %s")
                    : TR("%s; there are: %s", "%s。ある列: %s"),
            said->message, buf_text(&list));
}

/* SQLite's commonest complaints, in the reader's language; others stay as they are. */
static void translate(const char *message, char *text, size_t size)
{
    static const struct {
        const char *before, *ja;
    } known[] = {{no_column, "列 %s はありません"},
            {"no such table: ", "表 %s はありません"},
            {"no such function: ", "関数 %s はありません"},
            {"ambiguous column name: ",
                    "列名 %s は複数の表にあります。表の名前か別名を前に付けてください"}};

    snprintf(text, size, "%s", message);
    for (size_t i = 0; i < ARRAY_LENGTH(known) && text_language() == TEXT_JA; i++) {
        const char *mark = strstr(known[i].ja, "%s");
        size_t before = strlen(known[i].before);

        if (strncmp(message, known[i].before, before) == 0)
            snprintf(text, size, "%.*s%s%s", (int)(mark - known[i].ja), known[i].ja,
                    message + before, mark + 2);
    }
}

/* SQLite says what it stumbled over, but neither where nor what to do. */
bool worker_explain(const struct job *job, struct worker_tables *tables,
        struct error *err)
{
    int offset = db_error_offset(tables->db);
    const struct error raw = *err;
    struct error said = raw;

    if (strstr(raw.message, "may not be modified")) /* found before the guard is asked */
        snprintf(tables->guard.denied, sizeof(tables->guard.denied), "%s",
                TR("anything but SELECT", "SELECT以外の文"));
    if (err->code != ERROR_SCRIPT || tables->guard.denied[0])
        return false;
    translate(raw.message, said.message, sizeof(said.message));
    if (offset >= 0)
        error_set(err, ERROR_SCRIPT,
                TR("the SQL is wrong at byte %d: %s",
                        "SQLの%dバイト目に誤りがあります: %s"),
                offset + 1, said.message);
    else
        error_set(err, ERROR_SCRIPT,
                TR("the SQL is wrong: %s", "SQLに誤りがあります: %s"), said.message);
    said = *err;
    if (strncmp(raw.message, no_column, strlen(no_column)) == 0 && job->item_count)
        return tell_columns(job, raw.message + strlen(no_column), &said, err);
    if (strcasestr(raw.message, "no such table: json_"))
        return error_set(err, ERROR_SCRIPT,
                TR("%s; what stands inside JSON has rows by elements(t._text, 'path'); chosho query .functions lists what there is",
                        "%s。JSON の中身は elements(t._text, 'path') で行にできます。使える関数は chosho query .functions で一覧できます"),
                said.message);
    if (strstr(raw.message, "no such table") || strstr(raw.message, "no such column"))
        error_set(err, ERROR_SCRIPT,
                TR("%s; a table is a member's name in double quotes, and --tables lists tables with their columns",
                        "%s。表はファイル名を二重引用符で囲んで書きます。表と列は --tables で一覧できます"),
                said.message);
    return false;
}
