#include "evidence/table/table_module.h"

#include "evidence/table/table_disturb.h"
#include "evidence/table/table_plan.h"
#include "evidence/table/table_stage.h"
#include "evidence/table/table_watch.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct table_cursor {
    sqlite3_vtab_cursor base; /* must come first */
    struct scan *scan;        /* while streaming; NULL: staged rows are read */
    bool at_end;
    struct table_stage_search search;
    struct stage_value *values; /* of the staged row */
    sqlite3_int64 position;     /* of the row among all rows of the table, from 0 */
};

static struct table_item *table_of(sqlite3_vtab *base)
{
    return (struct table_item *)(void *)base;
}

static struct table_cursor *cursor_of(sqlite3_vtab_cursor *base)
{
    return (struct table_cursor *)(void *)base;
}

static int fail(struct table_item *table, const struct error *err)
{
    table->set->error = *err;
    sqlite3_free(table->base.zErrMsg);
    table->base.zErrMsg = sqlite3_mprintf("%s", err->message);
    return err->code == ERROR_MEMORY ? SQLITE_NOMEM : SQLITE_ERROR;
}

/* ---- making a table ---- */

static const char *const hidden_columns[SCAN_HIDDEN_COUNT] = {
        [SCAN_BUNDLE] = "_bundle TEXT HIDDEN",    /* the bundle's label */
        [SCAN_MEMBER] = "_member TEXT HIDDEN",    /* the member's name, decoded */
        [SCAN_RECORD] = "_record INTEGER HIDDEN", /* its number in the member, from 1 */
        [SCAN_LINE] = "_line INTEGER HIDDEN",     /* of its first character, from 1 */
        [SCAN_OFFSET] = "_offset INTEGER HIDDEN", /* its first byte, as delivered */
        [SCAN_LENGTH] = "_length INTEGER HIDDEN", /* its bytes there */
        [SCAN_RECORD_TEXT] = "_text TEXT HIDDEN", /* the record as it stands, as UTF-8 */
        [SCAN_POINTER] = "_pointer TEXT HIDDEN",  /* BUNDLE:MEMBER#N, for `show` */
};

static const char *affinity_of(enum program_type type)
{
    if (type == PROGRAM_NUMBER)
        return "NUMERIC";
    return type == PROGRAM_BOOLEAN ? "INTEGER" : "TEXT";
}

static char *write_schema(const struct item *item)
{
    sqlite3_str *sql = sqlite3_str_new(NULL);

    sqlite3_str_appendall(sql, "CREATE TABLE x(record_id INTEGER");
    for (uint32_t c = 0; c < item->column_count; c++)
        sqlite3_str_appendf(sql, ", \"%w\" %s", item->columns[c].name,
                affinity_of(item->columns[c].type));
    for (size_t h = 0; h < SCAN_HIDDEN_COUNT; h++)
        sqlite3_str_appendf(sql, ", %s", hidden_columns[h]);
    sqlite3_str_appendall(sql, ")");
    return sqlite3_str_finish(sql);
}

static int table_connect(sqlite3 *handle, void *aux, int argc, const char *const *argv,
        sqlite3_vtab **ret_table, char **ret_message)
{
    struct table_set *set = aux;
    size_t index = argc > 3 ? (size_t)strtoul(argv[3], NULL, 10) : TABLE_SET_MAX;
    struct table_item *table;
    char *schema;
    int code;

    if (index >= set->count) {
        *ret_message = sqlite3_mprintf("no such evidence item");
        return SQLITE_ERROR;
    }
    schema = write_schema(set->items[index]);
    code = schema ? sqlite3_declare_vtab(handle, schema) : SQLITE_NOMEM;
    sqlite3_free(schema);
    if (code != SQLITE_OK) {
        *ret_message = sqlite3_mprintf("table %s: %s", set->items[index]->name,
                sqlite3_errmsg(handle));
        return code;
    }
    sqlite3_vtab_config(handle, SQLITE_VTAB_INNOCUOUS);
    table = calloc(1, sizeof(*table));
    if (!table)
        return SQLITE_NOMEM;
    table->set = set;
    table->index = (uint32_t)index;
    table->item = set->items[index];
    table->usage = set->usages[index];
    table->ordered = scan_is_ordered(table->item);
    set->tables[index] = table;
    *ret_table = &table->base;
    return SQLITE_OK;
}

/* Another function than table_connect(), or SQLite would take the module's own name for a
 * table. */
static int table_create(sqlite3 *handle, void *aux, int argc, const char *const *argv,
        sqlite3_vtab **ret_table, char **ret_message)
{
    return table_connect(handle, aux, argc, argv, ret_table, ret_message);
}

static int table_disconnect(sqlite3_vtab *base)
{
    struct table_item *table = table_of(base);

    if (table->set->tables[table->index] == table)
        table->set->tables[table->index] = NULL;
    table_disturb_free(table);
    table_stage_free(table);
    free(table);
    return SQLITE_OK;
}

static bool is_for_equality(unsigned char op)
{
    return op == SQLITE_INDEX_CONSTRAINT_EQ || op == SQLITE_INDEX_CONSTRAINT_NE ||
            op == SQLITE_INDEX_CONSTRAINT_IS || op == SQLITE_INDEX_CONSTRAINT_ISNOT;
}

static bool is_negated(unsigned char op)
{
    return op == SQLITE_INDEX_CONSTRAINT_NE || op == SQLITE_INDEX_CONSTRAINT_ISNOT;
}

/* Text that a statement compares with a number as it stands there: mfa = 0. */
static void note_number(struct table_item *table, int column, unsigned char op,
        sqlite3_value *value)
{
    sqlite3_int64 number = sqlite3_value_int64(value);
    uint64_t bit;

    if (column >= 64 || sqlite3_value_type(value) != SQLITE_INTEGER)
        return;
    bit = UINT64_C(1) << column;
    table->numbered |= bit;
    if (number == 0 || number == 1)
        *((number == 1) == is_negated(op) ? &table->falses : &table->trues) |= bit;
}

/* A number, or a truth value, that it compares with a text that is none: mfa = 'false'.
 */
static void note_text(struct table_item *table, int column, unsigned char op,
        sqlite3_value *value)
{
    struct slice text;

    if (table->words.is_there || sqlite3_value_type(value) != SQLITE_TEXT ||
            sqlite3_value_numeric_type(value) != SQLITE_TEXT)
        return;
    text.text = (const char *)sqlite3_value_text(value);
    if (!text.text)
        return;
    text.size = strlen(text.text);
    if (text.size >= sizeof(table->words.text))
        text.size = sizeof(table->words.text) - 1;
    while (text.size && ((unsigned char)text.text[text.size] & 0xC0) == 0x80)
        text.size--;
    table->words = (struct table_words){.is_there = true,
            .column = (uint32_t)column - 1,
            .is_negated = is_negated(op)};
    memcpy(table->words.text, text.text, text.size);
}

/* Comparisons of a column with a constant that can equal none of its values. */
static void note_comparisons(struct table_item *table, sqlite3_index_info *info)
{
    for (int i = 0; i < info->nConstraint; i++) {
        int column = info->aConstraint[i].iColumn;
        unsigned char op = info->aConstraint[i].op;
        sqlite3_value *value = NULL;
        enum program_type type;

        if (column <= 0 || (uint32_t)column > table->item->column_count)
            continue;
        if (sqlite3_vtab_rhs_value(info, i, &value) != SQLITE_OK)
            value = NULL;
        table_watch_note(table, (uint32_t)column - 1, op, value);
        if (!is_for_equality(op) || !value)
            continue;
        type = table->item->columns[column - 1].type;
        if (type == PROGRAM_TEXT)
            note_number(table, column, op, value);
        else if (type == PROGRAM_NUMBER || type == PROGRAM_BOOLEAN)
            note_text(table, column, op, value);
    }
}

static int table_best_index(sqlite3_vtab *base, sqlite3_index_info *info)
{
    struct table_item *table = table_of(base);
    uint64_t columns;

    if (!table_plan_choose(table, info, &columns))
        return SQLITE_NOMEM;
    table->wanted |= columns;
    note_comparisons(table, info);
    return SQLITE_OK;
}

/* ---- reading ---- */

static int table_open_cursor(sqlite3_vtab *base, sqlite3_vtab_cursor **ret_cursor)
{
    struct table_cursor *cursor = calloc(1, sizeof(*cursor));

    if (!cursor)
        return SQLITE_NOMEM;
    table_of(base)->set->cursors++;
    *ret_cursor = &cursor->base;
    return SQLITE_OK;
}

static int64_t record_id_of(const struct table_cursor *cursor)
{
    return cursor->scan ? scan_record_id(cursor->scan) : cursor->values[0].integer;
}

static void end_reading(struct table_cursor *cursor)
{
    if (cursor->scan)
        scan_close(cursor->scan);
    free(cursor->values);
    cursor->scan = NULL;
    cursor->values = NULL;
}

static int table_close_cursor(sqlite3_vtab_cursor *base)
{
    struct table_cursor *cursor = cursor_of(base);
    bool is_at_row = !cursor->at_end && (cursor->scan || cursor->values);

    table_of(base->pVtab)->set->left_at = is_at_row ? record_id_of(cursor) : 0;
    end_reading(cursor_of(base));
    free(cursor_of(base));
    return SQLITE_OK;
}

static void stand_on_staged(const struct table_item *table, struct table_cursor *cursor)
{
    cursor->at_end = cursor->search.row == STAGE_END;
    cursor->position = cursor->search.row;
    if (!cursor->at_end)
        stage_read(table->stage, cursor->search.row, cursor->values);
}

static bool start_staged(struct table_item *table, struct table_cursor *cursor,
        const struct table_plan *plan, sqlite3_value **values, struct error *err)
{
    if (!table_stage_make(table, err) ||
            !table_stage_search(table, plan, values, &cursor->search, err))
        return false;
    cursor->values = calloc(stage_column_count(table->stage), sizeof(*cursor->values));
    if (!cursor->values)
        return error_memory(err);
    stand_on_staged(table, cursor);
    return true;
}

static bool start_streaming(struct table_item *table, struct table_cursor *cursor,
        uint64_t columns, struct error *err)
{
    bool row = false;

    cursor->position = 0;
    cursor->at_end = true;
    if (!scan_open(table->set->context, table->item, columns, table->usage, &cursor->scan,
                err) ||
            !scan_next(cursor->scan, &row, err))
        return false;
    cursor->at_end = !row;
    return true;
}

/* The first scan of a statement streams; another one, or what is staged already, reads
 * staged rows. */
static int table_filter(sqlite3_vtab_cursor *base, int key_count, const char *plan_text,
        int argc, sqlite3_value **argv)
{
    struct table_cursor *cursor = cursor_of(base);
    struct table_item *table = table_of(base->pVtab);
    struct table_plan plan;
    struct error err = {0};
    bool staged = table->scans > 0 || table_stage_is_there(table, table->wanted);
    bool ok;

    (void)argc;
    end_reading(cursor);
    table_plan_read(plan_text, key_count, &plan);
    table->scans++;
    ok = staged ? start_staged(table, cursor, &plan, argv, &err)
                : start_streaming(table, cursor, plan.columns, &err);
    return ok ? SQLITE_OK : fail(table, &err);
}

static int table_next(sqlite3_vtab_cursor *base)
{
    struct table_cursor *cursor = cursor_of(base);
    struct table_item *table = table_of(base->pVtab);
    struct error err = {0};
    bool row;

    if (!cursor->scan) {
        table_stage_next(table, &cursor->search);
        stand_on_staged(table, cursor);
        return SQLITE_OK;
    }
    cursor->position++;
    cursor->at_end = true; /* also where it fails: there is no record then */
    if (!scan_next(cursor->scan, &row, &err))
        return fail(table, &err);
    cursor->at_end = !row;
    return SQLITE_OK;
}

static int table_eof(sqlite3_vtab_cursor *base)
{
    return cursor_of(base)->at_end;
}

/* The same for the same row however it is reached: SQLite tells rows apart by it. Record
 * ids will not do, since a member may play twice in an item. */
static int table_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *ret_rowid)
{
    *ret_rowid = cursor_of(base)->position;
    return SQLITE_OK;
}

/* ---- values ---- */

static void give(sqlite3_context *context, const struct stage_value *value)
{
    const char *bytes = value->bytes.text ? value->bytes.text : "";

    switch (value->type) {
    case STAGE_NULL:
        sqlite3_result_null(context);
        break;
    case STAGE_INTEGER:
        sqlite3_result_int64(context, value->integer);
        break;
    case STAGE_REAL:
        sqlite3_result_double(context, value->real);
        break;
    case STAGE_TEXT:
        sqlite3_result_text64(context, bytes, value->bytes.size, SQLITE_TRANSIENT,
                SQLITE_UTF8);
        break;
    case STAGE_BLOB:
        sqlite3_result_blob64(context, bytes, value->bytes.size, SQLITE_TRANSIENT);
        break;
    }
}

static bool is_word(struct slice text, const char *word)
{
    return text.size == strlen(word) && strncasecmp(text.text, word, text.size) == 0;
}

/* The first text of a column says what the others are like. */
static void note_truth(struct table_item *table, int column,
        const struct stage_value *value)
{
    if (value->type != STAGE_TEXT || !value->bytes.size)
        return;
    table->numbered &= ~(UINT64_C(1) << column);
    if (table->truth.value[0] ||
            (!is_word(value->bytes, "true") && !is_word(value->bytes, "false")))
        return;
    memcpy(table->truth.value, value->bytes.text, value->bytes.size);
    table->truth.column = (uint32_t)column - 1;
    table->truth.is_true = table->trues >> column & 1;
    table->truth.is_false = table->falses >> column & 1;
}

static struct stage_value staged_value(struct table_item *table,
        const struct table_cursor *cursor, uint32_t index)
{
    table_disturb_note(table, cursor->search.row, index - 1);
    return cursor->values[table->places[index]];
}

static int table_column(sqlite3_vtab_cursor *base, sqlite3_context *context, int index)
{
    struct table_cursor *cursor = cursor_of(base);
    struct table_item *table = table_of(base->pVtab);
    struct stage_value value = {.type = STAGE_INTEGER};
    struct error err = {0};

    if (index == 0)
        value.integer = record_id_of(cursor);
    else if (!cursor->scan)
        value = staged_value(table, cursor, (uint32_t)index);
    else if (!scan_value(cursor->scan, (uint32_t)index - 1, &value, &err))
        return fail(table, &err);
    if (value.type == STAGE_BLOB &&
            !table_note_trouble(table->set, table->index, (uint32_t)index - 1,
                    record_id_of(cursor), &err))
        return fail(table, &err);
    if (index < 64 && table->numbered >> index & 1)
        note_truth(table, index, &value);
    if (table->watch_count && index > 0)
        table_watch_look(table, (uint32_t)index - 1, &value);
    give(context, &value);
    return SQLITE_OK;
}

const sqlite3_module table_module = {
        .iVersion = 2,
        .xCreate = table_create,
        .xConnect = table_connect,
        .xBestIndex = table_best_index,
        .xDisconnect = table_disconnect,
        .xDestroy = table_disconnect,
        .xOpen = table_open_cursor,
        .xClose = table_close_cursor,
        .xFilter = table_filter,
        .xNext = table_next,
        .xEof = table_eof,
        .xColumn = table_column,
        .xRowid = table_rowid,
};
