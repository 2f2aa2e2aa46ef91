#include "evidence/table.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TABLES_MAX 4096
#define KEYS_MAX 8

struct item_table {
    sqlite3_vtab base; /* must come first: SQLite's idea of a table */
    struct table_set *set;
    const struct item *item;
    struct scan_usage *usage;
    bool ordered;
    unsigned scans;  /* in this statement */
    uint64_t wanted; /* columns any plan of this statement uses */
    struct stage *stage;
    uint64_t staged; /* columns in the stage */
};

struct table_set {
    struct db *db;
    struct scan_context *context;
    const struct item *items[TABLES_MAX];
    struct scan_usage *usages[TABLES_MAX];
    struct item_table *tables[TABLES_MAX];
    size_t count;
    struct error error; /* of evidence, behind a failed statement */
};

/* How xBestIndex tells xFilter what to do: "columns-in-hex key key ...". */
struct table_plan {
    uint64_t columns;
    uint32_t keys[KEYS_MAX];
    uint32_t key_count;
};

struct table_cursor {
    sqlite3_vtab_cursor base;
    struct scan *scan; /* while streaming */
    bool from_stage;
    bool at_end;
    uint32_t row;
    bool by_key;
    uint32_t keys[KEYS_MAX]; /* stage columns of the index in use */
    uint32_t key_count;
    struct stage_value *values; /* of the current staged row */
    sqlite3_int64 position;
};

static struct item_table *table_of(sqlite3_vtab *base)
{
    return (struct item_table *)(void *)base;
}

static struct table_cursor *cursor_of(sqlite3_vtab_cursor *base)
{
    return (struct table_cursor *)(void *)base;
}

static int fail(struct item_table *table, const struct error *err)
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
        [SCAN_LINE] =
                "_line INTEGER HIDDEN", /* the line of its first character, from 1 */
        [SCAN_OFFSET] =
                "_offset INTEGER HIDDEN", /* its first byte in the member as delivered */
        [SCAN_LENGTH] = "_length INTEGER HIDDEN", /* its bytes there */
        [SCAN_RECORD_TEXT] = "_text TEXT HIDDEN", /* the record as it stands, as UTF-8 */
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
    size_t index = argc > 3 ? (size_t)strtoul(argv[3], NULL, 10) : TABLES_MAX;
    struct item_table *table;
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
    table->item = set->items[index];
    table->usage = set->usages[index];
    table->ordered = scan_is_ordered(table->item);
    set->tables[index] = table;
    *ret_table = &table->base;
    return SQLITE_OK;
}

static int table_disconnect(sqlite3_vtab *base)
{
    struct item_table *table = table_of(base);

    for (size_t i = 0; i < table->set->count; i++) {
        if (table->set->tables[i] == table)
            table->set->tables[i] = NULL;
    }
    if (table->stage)
        stage_free(table->stage);
    free(table);
    return SQLITE_OK;
}

/* ---- planning ---- */

static uint64_t total_size(const struct item_table *table)
{
    uint64_t size = 0;

    for (uint32_t s = 0; s < table->item->source_count; s++) {
        const struct item_source *source = &table->item->sources[s];
        const struct archive *archive = &table->set->context->archives[source->archive];

        for (uint32_t m = 0; m < source->member_count; m++) {
            if (source->members[m] < archive->preflight.count)
                size += archive->preflight.members[source->members[m]].size;
        }
    }
    return size;
}

/* A key worth a look-up: equality with something that is not a constant (a filter over
 * one table streams), on a column of the item, compared byte by byte. */
static bool is_key(sqlite3_index_info *info, int constraint, uint32_t column_count)
{
    const struct sqlite3_index_constraint *c = &info->aConstraint[constraint];
    const char *collation = sqlite3_vtab_collation(info, constraint);
    sqlite3_value *constant = NULL;

    return c->usable && c->op == SQLITE_INDEX_CONSTRAINT_EQ && c->iColumn >= 1 &&
            (uint32_t)c->iColumn <= column_count &&
            (!collation || sqlite3_stricmp(collation, "BINARY") == 0) &&
            sqlite3_vtab_rhs_value(info, constraint, &constant) != SQLITE_OK;
}

static int choose_keys(sqlite3_index_info *info, uint32_t column_count, sqlite3_str *plan)
{
    int count = 0;

    for (int i = 0; i < info->nConstraint && count < KEYS_MAX; i++) {
        if (!is_key(info, i, column_count))
            continue;
        info->aConstraintUsage[i].argvIndex = ++count;
        sqlite3_str_appendf(plan, " %d", info->aConstraint[i].iColumn - 1);
    }
    return count;
}

static int table_best_index(sqlite3_vtab *base, sqlite3_index_info *info)
{
    struct item_table *table = table_of(base);
    double rows = (double)(total_size(table) / 100 + 10);
    sqlite3_str *plan = sqlite3_str_new(NULL);
    uint64_t columns;
    int keys;

    /* colUsed counts record_id as bit 0; a scan counts from the item's first column. */
    columns = (info->colUsed >> 1) | (info->colUsed & (UINT64_C(1) << 63));
    table->wanted |= columns;
    sqlite3_str_appendf(plan, "%llx", (unsigned long long)columns);
    keys = choose_keys(info, table->item->column_count, plan);
    info->idxStr = sqlite3_str_finish(plan);
    info->needToFreeIdxStr = 1;
    if (!info->idxStr)
        return SQLITE_NOMEM;
    info->idxNum = keys;
    info->estimatedRows = keys ? 2 : (sqlite3_int64)rows;
    info->estimatedCost = keys ? 4.0 + rows / 1000.0 : rows;
    info->orderByConsumed = table->ordered && info->nOrderBy == 1 &&
            info->aOrderBy[0].iColumn == 0 && !info->aOrderBy[0].desc;
    return SQLITE_OK;
}

static void read_plan(const char *text, int key_count, struct table_plan *plan)
{
    char *end;

    plan->columns = strtoull(text, &end, 16);
    plan->key_count = (uint32_t)key_count;
    for (int i = 0; i < key_count; i++)
        plan->keys[i] = (uint32_t)strtoul(end, &end, 10);
}

/* ---- staging ---- */

static uint32_t column_total(const struct item_table *table)
{
    return table->item->column_count + SCAN_HIDDEN_COUNT;
}

static bool is_in(uint64_t columns, uint32_t column)
{
    return (columns >> (column < 63 ? column : 63)) & 1;
}

/* Where a column stands in a staged row: place 0 is record_id. */
static uint32_t stage_place(uint64_t columns, uint32_t column)
{
    uint32_t place = 1;

    for (uint32_t c = 0; c < column; c++)
        place += is_in(columns, c);
    return place;
}

static bool stage_current(struct item_table *table, struct scan *scan, uint64_t columns,
        struct stage *stage, struct error *err)
{
    struct stage_value value = {.type = STAGE_INTEGER, .integer = scan_record_id(scan)};

    if (!stage_add(stage, &value, err))
        return false;
    for (uint32_t c = 0; c < column_total(table); c++) {
        if (is_in(columns, c) &&
                (!scan_value(scan, c, &value, err) || !stage_add(stage, &value, err)))
            return false;
    }
    return true;
}

/* Stages every column that some cursor of the statement uses, so that no stage is widened
 * while it is read. */
static bool make_stage(struct item_table *table, struct error *err)
{
    CLEANUP(scan_closep) struct scan *scan = NULL;
    CLEANUP(stage_freep) struct stage *stage = NULL;
    uint64_t columns = table->wanted;
    bool row;

    if (table->stage && (table->staged & columns) == columns)
        return true;
    if (table->stage)
        stage_free(table->stage);
    table->stage = NULL;
    if (!stage_new(stage_place(columns, column_total(table)), &stage, err) ||
            !scan_open(table->set->context, table->item, columns, table->usage, &scan,
                    err))
        return false;
    for (;;) {
        if (!scan_next(scan, &row, err))
            return false;
        if (!row)
            break;
        if (!stage_current(table, scan, columns, stage, err))
            return false;
    }
    table->stage = stage;
    table->staged = columns;
    stage = NULL;
    return true;
}

/* ---- reading ---- */

static int table_open_cursor(sqlite3_vtab *base, sqlite3_vtab_cursor **ret_cursor)
{
    struct table_cursor *cursor = calloc(1, sizeof(*cursor));

    (void)base;
    if (!cursor)
        return SQLITE_NOMEM;
    *ret_cursor = &cursor->base;
    return SQLITE_OK;
}

static void end_reading(struct table_cursor *cursor)
{
    if (cursor->scan)
        scan_close(cursor->scan);
    free(cursor->values);
    cursor->scan = NULL;
    cursor->values = NULL;
    cursor->from_stage = cursor->by_key = false;
}

static int table_close_cursor(sqlite3_vtab_cursor *base)
{
    end_reading(cursor_of(base));
    free(cursor_of(base));
    return SQLITE_OK;
}

/* A key value as the stage holds the column's. *ret_usable false: what SQLite would find
 * equal cannot be told from the hash (a number against text): the whole stage is read.
 * *ret_none: nothing can be equal. */
static struct stage_value key_value(enum program_type type, sqlite3_value *value,
        bool *ret_usable, bool *ret_none)
{
    bool numeric = type == PROGRAM_NUMBER || type == PROGRAM_BOOLEAN;
    struct stage_value key = {.type = STAGE_NULL};
    int kind = numeric ? sqlite3_value_numeric_type(value) : sqlite3_value_type(value);

    *ret_none = *ret_none || kind == SQLITE_NULL || (numeric && kind == SQLITE_TEXT);
    if (kind == SQLITE_INTEGER)
        key = (struct stage_value){.type = STAGE_INTEGER,
                .integer = sqlite3_value_int64(value)};
    else if (kind == SQLITE_FLOAT)
        key = (struct stage_value){.type = STAGE_REAL,
                .real = sqlite3_value_double(value)};
    else if (kind != SQLITE_NULL) {
        key.type = kind == SQLITE_BLOB ? STAGE_BLOB : STAGE_TEXT;
        key.bytes.text = kind == SQLITE_BLOB ? sqlite3_value_blob(value)
                                             : (const char *)sqlite3_value_text(value);
        key.bytes.size = (size_t)sqlite3_value_bytes(value);
    }
    *ret_usable = *ret_usable &&
            (numeric || (kind != SQLITE_INTEGER && kind != SQLITE_FLOAT));
    return key;
}

static bool start_staged(struct item_table *table, struct table_cursor *cursor,
        const struct table_plan *plan, sqlite3_value **argv, struct error *err)
{
    struct stage_value keys[KEYS_MAX];
    bool usable = plan->key_count > 0;
    bool none = false;

    if (!make_stage(table, err))
        return false;
    cursor->from_stage = true;
    cursor->values = calloc(stage_place(table->staged, column_total(table)),
            sizeof(*cursor->values));
    if (!cursor->values)
        return error_memory(err);
    for (uint32_t k = 0; k < plan->key_count; k++) {
        keys[k] = key_value(table->item->columns[plan->keys[k]].type, argv[k], &usable,
                &none);
        cursor->keys[k] = stage_place(table->staged, plan->keys[k]);
    }
    cursor->key_count = plan->key_count;
    cursor->by_key = usable;
    cursor->row = stage_row_count(table->stage) && !none ? 0 : STAGE_END;
    if (usable && !none &&
            !stage_find(table->stage, cursor->keys, plan->key_count, keys, &cursor->row,
                    err))
        return false;
    cursor->at_end = cursor->row == STAGE_END;
    if (!cursor->at_end)
        stage_read(table->stage, cursor->row, cursor->values);
    return true;
}

static int table_filter(sqlite3_vtab_cursor *base, int key_count, const char *plan_text,
        int argc, sqlite3_value **argv)
{
    struct table_cursor *cursor = cursor_of(base);
    struct item_table *table = table_of(base->pVtab);
    struct table_plan plan;
    struct error err = {0};
    bool row = false;

    (void)argc;
    end_reading(cursor);
    read_plan(plan_text, key_count, &plan);
    cursor->position = 0;
    if (table->scans++ > 0) {
        if (!start_staged(table, cursor, &plan, argv, &err))
            return fail(table, &err);
        return SQLITE_OK;
    }
    if (!scan_open(table->set->context, table->item, plan.columns, table->usage,
                &cursor->scan, &err) ||
            !scan_next(cursor->scan, &row, &err))
        return fail(table, &err);
    cursor->at_end = !row;
    return SQLITE_OK;
}

static int table_next(sqlite3_vtab_cursor *base)
{
    struct table_cursor *cursor = cursor_of(base);
    struct item_table *table = table_of(base->pVtab);
    struct error err = {0};
    bool row;

    cursor->position++;
    if (!cursor->from_stage) {
        if (!scan_next(cursor->scan, &row, &err))
            return fail(table, &err);
        cursor->at_end = !row;
        return SQLITE_OK;
    }
    if (cursor->by_key)
        cursor->row = stage_find_next(table->stage, cursor->keys, cursor->key_count,
                cursor->row);
    else if (++cursor->row == stage_row_count(table->stage))
        cursor->row = STAGE_END;
    cursor->at_end = cursor->row == STAGE_END;
    if (!cursor->at_end)
        stage_read(table->stage, cursor->row, cursor->values);
    return SQLITE_OK;
}

static int table_eof(sqlite3_vtab_cursor *base)
{
    return cursor_of(base)->at_end;
}

static int table_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *ret_rowid)
{
    *ret_rowid = cursor_of(base)->position;
    return SQLITE_OK;
}

static void give(sqlite3_context *context, const struct stage_value *value)
{
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
        sqlite3_result_text64(context, value->bytes.text ? value->bytes.text : "",
                value->bytes.size, SQLITE_TRANSIENT, SQLITE_UTF8);
        break;
    case STAGE_BLOB:
        sqlite3_result_blob64(context, value->bytes.text ? value->bytes.text : "",
                value->bytes.size, SQLITE_TRANSIENT);
        break;
    }
}

static int table_column(sqlite3_vtab_cursor *base, sqlite3_context *context, int index)
{
    struct table_cursor *cursor = cursor_of(base);
    struct item_table *table = table_of(base->pVtab);
    struct stage_value value = {.type = STAGE_INTEGER};
    struct error err = {0};

    if (cursor->from_stage) {
        uint32_t place = index == 0 ? 0 : stage_place(table->staged, (uint32_t)index - 1);

        give(context, &cursor->values[place]);
        return SQLITE_OK;
    }
    if (index == 0)
        value.integer = scan_record_id(cursor->scan);
    else if (!scan_value(cursor->scan, (uint32_t)index - 1, &value, &err))
        return fail(table, &err);
    give(context, &value);
    return SQLITE_OK;
}

static const sqlite3_module table_module = {
        .iVersion = 2,
        .xCreate = table_connect,
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

/* ---- the set ---- */

static void free_set(void *memory)
{
    struct table_set *set = memory;

    for (size_t i = 0; i < set->count; i++)
        free(set->usages[i]);
    free(set);
}

bool table_register(struct db *db, struct scan_context *context,
        struct table_set **ret_set, struct error *err)
{
    struct table_set *set = calloc(1, sizeof(*set));

    if (!set)
        return error_memory(err);
    set->db = db;
    set->context = context;
    if (sqlite3_create_module_v2(db_handle(db), "chosho_item", &table_module, set,
                free_set) != SQLITE_OK)
        return error_set(err, ERROR_DATABASE, "the table module cannot be registered");
    *ret_set = set;
    return true;
}

bool table_add(struct table_set *set, const struct item *item, struct error *err)
{
    char *sql;
    bool ok;

    if (set->count == TABLES_MAX)
        return error_set(err, ERROR_LIMIT, "more than %d tables in one job", TABLES_MAX);
    set->usages[set->count] = calloc(1, sizeof(*set->usages[0]));
    if (!set->usages[set->count])
        return error_memory(err);
    set->items[set->count] = item;
    sql = sqlite3_mprintf("CREATE VIRTUAL TABLE \"%w\" USING chosho_item(%u)", item->name,
            (unsigned)set->count);
    set->count++;
    ok = sql ? db_execute(set->db, sql, err) : error_memory(err);
    sqlite3_free(sql);
    return ok;
}

void table_begin_statement(struct table_set *set)
{
    set->error = (struct error){0};
    for (size_t i = 0; i < set->count; i++) {
        if (set->tables[i]) {
            set->tables[i]->scans = 0;
            set->tables[i]->wanted = 0;
        }
    }
}

static size_t find_item(const struct table_set *set, const char *name)
{
    size_t i = 0;

    while (i < set->count && strcmp(set->items[i]->name, name) != 0)
        i++;
    return i;
}

const struct scan_usage *table_usage(const struct table_set *set, const char *item)
{
    size_t i = find_item(set, item);

    return i < set->count ? set->usages[i] : NULL;
}

bool table_complete(struct table_set *set, const char *item, struct error *err)
{
    size_t i = find_item(set, item);
    CLEANUP(scan_closep) struct scan *scan = NULL;
    bool row = true;

    if (i == set->count || set->usages[i]->complete)
        return true;
    if (!scan_open(set->context, set->items[i], 0, set->usages[i], &scan, err))
        return false;
    while (row) {
        if (!scan_next(scan, &row, err))
            return false;
    }
    return true;
}

bool table_take_error(struct table_set *set, struct error *ret_err)
{
    if (set->error.code == ERROR_NONE)
        return false;
    *ret_err = set->error;
    set->error = (struct error){0};
    return true;
}
