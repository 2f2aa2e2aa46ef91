#include "engine/workpaper/exception_table.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/program.h"
#include "engine/workpaper/exception.h"

enum column {
    ID,
    RESULT,
    NUMBER,
    KIND,
    RECORD_ID,
    OTHER_ID,
    VERDICT,
    MEMBER,
    RECORD,
    ORDINAL
};

/* What xBestIndex found given: bits of idxNum, in this order among the arguments. */
enum {
    BY_ID = 1,
    BY_RESULT = 2,
    BY_KIND = 4,
    BY_NUMBER = 8,
    FROM_NUMBER = 16, /* with > or >= */
    TO_NUMBER = 32,   /* with < or <= */
    LAST_BIT = TO_NUMBER
};

struct exception_table {
    sqlite3_vtab base;
    struct db *db;
};

struct cursor {
    sqlite3_vtab_cursor base;
    struct db_statement *blocks; /* result_id, kind, first_number, count, packed */
    int64_t from, to;            /* numbers wanted */
    int64_t result_id, first_number;
    enum exception_kind kind;
    size_t count, at;
    int64_t ordinal; /* of the entry there; behind the last one: of that */
    bool is_over;
    struct exception_entry entries[EXCEPTION_BLOCK_MAX];
};

static int connect_table(sqlite3 *handle, void *db, int argc, const char *const *argv,
        sqlite3_vtab **ret_table, char **ret_message)
{
    struct exception_table *table;
    int code = sqlite3_declare_vtab(handle,
            "CREATE TABLE exception ("
            "exception_id TEXT NOT NULL PRIMARY KEY, result_id INTEGER, number INTEGER,"
            " kind TEXT, record_id INTEGER, other_id INTEGER, verdict INTEGER,"
            " member_id INTEGER, record INTEGER, ordinal INTEGER) WITHOUT ROWID");

    (void)argc, (void)argv, (void)ret_message;
    if (code == SQLITE_OK) /* it only reads: views may use it */
        code = sqlite3_vtab_config(handle, SQLITE_VTAB_INNOCUOUS);
    if (code != SQLITE_OK)
        return code;
    table = calloc(1, sizeof(*table));
    if (!table)
        return SQLITE_NOMEM;
    table->db = db;
    *ret_table = &table->base;
    return SQLITE_OK;
}

/* Of its own, so that the table exists only where schema.sql made it. */
static int create_table(sqlite3 *handle, void *db, int argc, const char *const *argv,
        sqlite3_vtab **ret_table, char **ret_message)
{
    return connect_table(handle, db, argc, argv, ret_table, ret_message);
}

static int disconnect_table(sqlite3_vtab *table)
{
    free(table);
    return SQLITE_OK;
}

static int bit_of_number(unsigned char comparison)
{
    switch (comparison) {
    case SQLITE_INDEX_CONSTRAINT_EQ:
        return BY_NUMBER;
    case SQLITE_INDEX_CONSTRAINT_GT:
    case SQLITE_INDEX_CONSTRAINT_GE:
        return FROM_NUMBER;
    case SQLITE_INDEX_CONSTRAINT_LT:
    case SQLITE_INDEX_CONSTRAINT_LE:
        return TO_NUMBER;
    default:
        return 0;
    }
}

static int bit_of(int column, unsigned char comparison)
{
    if (column == NUMBER)
        return bit_of_number(comparison);
    if (comparison != SQLITE_INDEX_CONSTRAINT_EQ)
        return 0;
    switch (column) {
    case ID:
        return BY_ID;
    case RESULT:
        return BY_RESULT;
    case KIND:
        return BY_KIND;
    default:
        return 0;
    }
}

/* The rows come in the order of result_id, kind, number; a column that is given orders
 * nothing. */
static bool is_natural_order(const sqlite3_index_info *info, int plan)
{
    static const int order[] = {RESULT, KIND, NUMBER};
    size_t next = 0;

    for (int i = 0; i < info->nOrderBy; i++) {
        while (next < ARRAY_LENGTH(order) && info->aOrderBy[i].iColumn != order[next] &&
                (plan & bit_of(order[next], SQLITE_INDEX_CONSTRAINT_EQ)))
            next++;
        if (next == ARRAY_LENGTH(order) || info->aOrderBy[i].iColumn != order[next++] ||
                info->aOrderBy[i].desc)
            return false;
    }
    return true;
}

static void set_cost(sqlite3_index_info *info, int plan)
{
    info->estimatedCost = 1e7;
    info->estimatedRows = 1000000;
    if (plan & BY_RESULT) {
        info->estimatedCost = plan & (BY_NUMBER | FROM_NUMBER) ? 100 : 10000;
        info->estimatedRows = plan & (BY_NUMBER | FROM_NUMBER) ? 3 : 1000;
    }
    if (plan & BY_ID) {
        info->estimatedCost = 100;
        info->estimatedRows = 1;
        info->idxFlags = SQLITE_INDEX_SCAN_UNIQUE;
    }
}

static int find_plan(sqlite3_vtab *table, sqlite3_index_info *info)
{
    int constraint[LAST_BIT + 1] = {0}; /* by bit: place in aConstraint, from 1 */
    int plan = 0, arguments = 0;

    (void)table;
    for (int i = 0; i < info->nConstraint; i++) {
        int bit = bit_of(info->aConstraint[i].iColumn, info->aConstraint[i].op);

        if (!bit || !info->aConstraint[i].usable)
            continue;
        plan |= bit;
        constraint[bit] = i + 1;
    }
    for (int bit = BY_ID; bit <= LAST_BIT; bit <<= 1) {
        if (plan & bit)
            info->aConstraintUsage[constraint[bit] - 1].argvIndex = ++arguments;
    }
    info->idxNum = plan;
    info->orderByConsumed = is_natural_order(info, plan);
    set_cost(info, plan);
    return SQLITE_OK;
}

static int open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **ret_cursor)
{
    struct cursor *cursor = calloc(1, sizeof(*cursor));

    (void)table;
    if (!cursor)
        return SQLITE_NOMEM;
    *ret_cursor = &cursor->base;
    return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *base)
{
    struct cursor *cursor = (struct cursor *)base;

    db_finalize(cursor->blocks);
    free(cursor);
    return SQLITE_OK;
}

static int report(struct cursor *cursor, const struct error *err)
{
    sqlite3_vtab *table = cursor->base.pVtab;

    sqlite3_free(table->zErrMsg);
    table->zErrMsg = sqlite3_mprintf("%s", err->message);
    switch (err->code) {
    case ERROR_INTEGRITY:
        return SQLITE_CORRUPT_VTAB;
    case ERROR_MEMORY:
        return SQLITE_NOMEM;
    default:
        return SQLITE_ERROR;
    }
}

/* Leaves those of the block that are wanted by number; the query lets no block through
 * that has none. */
static void trim_block(struct cursor *cursor)
{
    int64_t last = cursor->first_number + (int64_t)cursor->count - 1;

    if (cursor->from > cursor->first_number)
        cursor->at = (size_t)(cursor->from - cursor->first_number);
    if (cursor->to < last)
        cursor->count = (size_t)(cursor->to - cursor->first_number) + 1;
}

/* The entry that came last, when a block begins. */
struct before {
    int64_t result_id, next_number; /* 0: none */
    enum exception_kind kind;
    struct exception_entry entry;
    int64_t ordinal;
};

static struct before read_before(const struct cursor *cursor)
{
    if (cursor->count == 0)
        return (struct before){0};
    return (struct before){cursor->result_id,
            cursor->first_number + (int64_t)cursor->count, cursor->kind,
            cursor->entries[cursor->count - 1], cursor->ordinal};
}

/* The ordinal of the first entry wanted of a block. */
static bool find_ordinal(struct cursor *cursor, const struct before *before,
        struct error *err)
{
    const struct exception_table *table = (const struct exception_table *)
                                                  cursor->base.pVtab;
    size_t first = cursor->at;
    int64_t earlier = 0;

    while (first > 0 &&
            exception_is_of_same(&cursor->entries[first - 1], &cursor->entries[first]))
        first--;
    if (first == 0 && before->result_id == cursor->result_id &&
            before->kind == cursor->kind && before->next_number == cursor->first_number)
        earlier = exception_is_of_same(&before->entry, cursor->entries) ? before->ordinal
                                                                        : 0;
    else if (first == 0 && cursor->first_number > 1 &&
            !exception_count_before(table->db, cursor->result_id, cursor->kind,
                    cursor->first_number, cursor->entries, &earlier, err))
        return false;
    cursor->ordinal = earlier + (int64_t)(cursor->at - first) + 1;
    return true;
}

/* Unpacks the block of the statement's row. */
static bool load_block(struct cursor *cursor, struct error *err)
{
    const char *kind = db_column_text(cursor->blocks, 1);
    int64_t count = db_column_int(cursor->blocks, 3);
    struct slice packed = db_column_bytes(cursor->blocks, 4);
    struct before before = read_before(cursor);

    cursor->result_id = db_column_int(cursor->blocks, 0);
    cursor->first_number = db_column_int(cursor->blocks, 2);
    cursor->at = 0;
    if (!kind || !exception_find_kind(kind, &cursor->kind) || count < 1 ||
            count > EXCEPTION_BLOCK_MAX || cursor->first_number < 1 ||
            cursor->first_number > INT64_MAX - EXCEPTION_BLOCK_MAX)
        return error_set(err, ERROR_INTEGRITY, "a block of exceptions is damaged");
    cursor->count = (size_t)count;
    if (!exception_unpack(packed.text, packed.size, cursor->count, cursor->entries, err))
        return false;
    trim_block(cursor);
    return find_ordinal(cursor, &before, err);
}

static int next_block(struct cursor *cursor)
{
    struct error err = {0};
    bool row;

    if (!db_step(cursor->blocks, &row, &err) || (row && !load_block(cursor, &err)))
        return report(cursor, &err);
    cursor->is_over = !row;
    return SQLITE_OK;
}

/* What is wanted: NULL or 0 where it is not given. */
struct filter {
    int64_t result_id, from, to;
    const char *kind;
    bool is_empty; /* nothing can be such */
};

static void narrow(struct filter *filter, int64_t from, int64_t to)
{
    if (from > filter->from)
        filter->from = from;
    if (to < filter->to)
        filter->to = to;
    filter->is_empty |= filter->from > filter->to;
}

/* Bounds are hints, SQLite compares once more: what is no number bounds nothing. */
static void read_bounds(int plan, sqlite3_value **values, struct filter *filter)
{
    int64_t bound;

    for (int bit = FROM_NUMBER; bit <= TO_NUMBER; bit <<= 1) {
        if (!(plan & bit))
            continue;
        bound = sqlite3_value_int64(*values);
        if (sqlite3_value_type(*values) == SQLITE_INTEGER)
            narrow(filter, bit == FROM_NUMBER ? bound : 1,
                    bit == TO_NUMBER ? bound : INT64_MAX);
        values++;
    }
}

/* An id that is none, or a value of another type than the column's, equals no row. */
static void read_filter(int plan, sqlite3_value **values, struct filter *filter)
{
    enum exception_kind kind;
    int64_t value;
    const char *text;

    if (plan & BY_ID) {
        text = (const char *)sqlite3_value_text(*values++);
        if (!text || !exception_parse_id(text, &filter->result_id, &kind, &value)) {
            filter->is_empty = true;
        } else {
            filter->kind = exception_kind_name(kind);
            narrow(filter, value, value);
        }
    }
    if (plan & BY_RESULT) {
        value = sqlite3_value_int64(*values++);
        filter->is_empty |= value < 1 ||
                (filter->result_id && filter->result_id != value);
        filter->result_id = value;
    }
    if (plan & BY_KIND) {
        text = (const char *)sqlite3_value_text(*values++);
        filter->is_empty |= !text || (filter->kind && strcmp(filter->kind, text) != 0);
        filter->kind = text;
    }
    if (plan & BY_NUMBER) {
        value = sqlite3_value_int64(*values++);
        narrow(filter, value, value);
    }
    read_bounds(plan, values, filter);
}

#define BLOCKS \
    "SELECT result_id, kind, first_number, count, packed FROM exception_block WHERE "
#define NUMBERS                                                                          \
    " AND first_number > ?3 - 4096 AND first_number <= ?4 AND first_number + count > ?3" \
    " ORDER BY result_id, kind, first_number"

/* The condition that the unique index serves best. */
static const char *sql_of(const struct filter *filter)
{
    if (!filter->result_id)
        return BLOCKS "?1 = 0 AND (?2 IS NULL OR kind = ?2)" NUMBERS;
    if (!filter->kind)
        return BLOCKS "result_id = ?1 AND ?2 IS NULL" NUMBERS;
    return BLOCKS "result_id = ?1 AND kind = ?2" NUMBERS;
}

static int filter_rows(sqlite3_vtab_cursor *base, int plan, const char *text, int argc,
        sqlite3_value **argv)
{
    struct cursor *cursor = (struct cursor *)base;
    struct exception_table *table = (struct exception_table *)base->pVtab;
    struct filter filter = {.from = 1, .to = INT64_MAX};
    struct error err = {0};

    (void)text, (void)argc;
    db_finalize(cursor->blocks);
    cursor->blocks = NULL;
    cursor->count = 0;
    read_filter(plan, argv, &filter);
    cursor->is_over = filter.is_empty;
    if (filter.is_empty)
        return SQLITE_OK;
    cursor->from = filter.from;
    cursor->to = filter.to;
    if (!db_prepare(table->db, sql_of(&filter), &cursor->blocks, &err))
        return report(cursor, &err);
    db_bind_int(cursor->blocks, 1, filter.result_id);
    db_bind_text(cursor->blocks, 2, filter.kind);
    db_bind_int(cursor->blocks, 3, filter.from);
    db_bind_int(cursor->blocks, 4, filter.to);
    return next_block(cursor);
}

static int next_row(sqlite3_vtab_cursor *base)
{
    struct cursor *cursor = (struct cursor *)base;

    if (++cursor->at == cursor->count)
        return next_block(cursor);
    cursor->ordinal = exception_is_of_same(&cursor->entries[cursor->at - 1],
                              &cursor->entries[cursor->at])
            ? cursor->ordinal + 1
            : 1;
    return SQLITE_OK;
}

static int is_at_end(sqlite3_vtab_cursor *base)
{
    return ((struct cursor *)base)->is_over;
}

static void give_id(sqlite3_context *context, const struct cursor *cursor)
{
    char id[EXCEPTION_ID_SIZE];

    exception_format_id(id, cursor->result_id, cursor->kind,
            cursor->first_number + (int64_t)cursor->at);
    sqlite3_result_text(context, id, -1, SQLITE_TRANSIENT);
}

static int give_column(sqlite3_vtab_cursor *base, sqlite3_context *context, int column)
{
    const struct cursor *cursor = (const struct cursor *)base;
    const struct exception_entry *entry = &cursor->entries[cursor->at];
    const int64_t numbers[] = {
            [RESULT] = cursor->result_id,
            [NUMBER] = cursor->first_number + (int64_t)cursor->at,
            [RECORD_ID] = entry->record_id,
            [OTHER_ID] = entry->other_id,
            [VERDICT] = entry->verdict,
            [MEMBER] = (int64_t)PROGRAM_MEMBER_OF(entry->record_id),
            [RECORD] = (int64_t)PROGRAM_RECORD_OF(entry->record_id),
            [ORDINAL] = cursor->ordinal,
    };

    if (column == ID)
        give_id(context, cursor);
    else if (column == KIND)
        sqlite3_result_text(context, exception_kind_name(cursor->kind), -1,
                SQLITE_STATIC);
    else
        sqlite3_result_int64(context, numbers[column]);
    return SQLITE_OK;
}

/* Asked for by SQLite only of tables with row ids, which this one has not. */
static int give_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *ret_rowid)
{
    (void)base, (void)ret_rowid;
    return SQLITE_ERROR;
}

static const sqlite3_module module = {
        .iVersion = 0,
        .xCreate = create_table,
        .xConnect = connect_table,
        .xBestIndex = find_plan,
        .xDisconnect = disconnect_table,
        .xDestroy = disconnect_table,
        .xOpen = open_cursor,
        .xClose = close_cursor,
        .xFilter = filter_rows,
        .xNext = next_row,
        .xEof = is_at_end,
        .xColumn = give_column,
        .xRowid = give_rowid,
};

bool exception_table_register(struct db *db, struct error *err)
{
    int code = sqlite3_create_module_v2(db_handle(db), "exception", &module, db, NULL);

    if (code == SQLITE_OK)
        return true;
    return error_set(err, code == SQLITE_NOMEM ? ERROR_MEMORY : ERROR_DATABASE,
            "the table of exceptions: %s", sqlite3_errstr(code));
}
