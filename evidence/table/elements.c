#include "evidence/table/elements.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "evidence/format/json_text.h"
#include "evidence/format/json_walk.h"
#include "evidence/format/record.h"

enum column { COLUMN_KEY, COLUMN_PLACE, COLUMN_VALUE, COLUMN_JSON, COLUMN_PATH };

enum plan { PLAN_JSON = 1, PLAN_PATH = 2 }; /* which arguments xFilter is given */

struct elements {
    sqlite3_vtab_cursor base; /* must come first */
    struct buf json;          /* the object or array */
    struct json_scan scan;    /* behind the current element */
    bool is_object, ended;
    int64_t place;
    struct slice key, value; /* as written, strings without their quotes */
    bool is_key_escaped, is_value_escaped, is_null;
};

static int connect_table(sqlite3 *db, void *context, int count, const char *const *words,
        sqlite3_vtab **ret_table, char **ret_message)
{
    sqlite3_vtab *table;
    int code;

    (void)context;
    (void)count;
    (void)words;
    (void)ret_message;
    code = sqlite3_declare_vtab(db,
            "CREATE TABLE elements(key, place, value, json HIDDEN, path HIDDEN)");
    if (code != SQLITE_OK)
        return code;
    table = sqlite3_malloc(sizeof(*table));
    if (!table)
        return SQLITE_NOMEM;
    memset(table, 0, sizeof(*table));
    *ret_table = table;
    return SQLITE_OK;
}

static int disconnect_table(sqlite3_vtab *table)
{
    sqlite3_free(table);
    return SQLITE_OK;
}

static int plan_scan(sqlite3_vtab *table, sqlite3_index_info *info)
{
    int arguments[2] = {-1, -1};

    (void)table;
    for (int i = 0; i < info->nConstraint; i++) {
        const struct sqlite3_index_constraint *constraint = &info->aConstraint[i];

        if (constraint->op != SQLITE_INDEX_CONSTRAINT_EQ ||
                constraint->iColumn < COLUMN_JSON)
            continue;
        if (!constraint->usable)
            return SQLITE_CONSTRAINT;
        arguments[constraint->iColumn - COLUMN_JSON] = i;
    }
    info->estimatedCost = 10;
    info->estimatedRows = 10;
    for (int i = 0, given = 0; i < 2; i++) {
        if (arguments[i] < 0)
            continue;
        info->aConstraintUsage[arguments[i]].argvIndex = ++given;
        info->aConstraintUsage[arguments[i]].omit = 1;
        info->idxNum |= i == 0 ? PLAN_JSON : PLAN_PATH;
    }
    return SQLITE_OK;
}

static int open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **ret_cursor)
{
    struct elements *elements = calloc(1, sizeof(*elements));

    (void)table;
    if (!elements)
        return SQLITE_NOMEM;
    elements->json.limit = LIMIT_JSON_RECORD;
    *ret_cursor = &elements->base;
    return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *cursor)
{
    struct elements *elements = (struct elements *)cursor;

    buf_clear(&elements->json);
    free(elements);
    return SQLITE_OK;
}

static int fail(struct elements *elements, const char *message)
{
    sqlite3_free(elements->base.pVtab->zErrMsg);
    elements->base.pVtab->zErrMsg = sqlite3_mprintf("%s", message);
    elements->ended = true;
    return SQLITE_ERROR;
}

/* Between the quotes of a string that scan stands on. */
static bool take_string(struct json_scan *scan, struct slice *ret_text, bool *ret_escaped)
{
    const char *from = scan->at + 1;

    if (json_scan_string(scan, ret_escaped) != JSON_DONE)
        return false;
    *ret_text = (struct slice){from, (size_t)(scan->at - 1 - from)};
    return true;
}

static void skip(struct json_scan *scan)
{
    scan->at++;
    json_scan_blanks(scan);
}

static bool take_value(struct elements *elements)
{
    struct json_scan *scan = &elements->scan;
    struct json_walk walk = {0};

    elements->is_value_escaped = elements->is_null = false;
    if (*scan->at == '"')
        return take_string(scan, &elements->value, &elements->is_value_escaped);
    elements->value.text = scan->at;
    if (json_walk_value(&walk, scan->at, (size_t)(scan->end - scan->at), true) !=
            JSON_DONE)
        return false;
    scan->at = walk.scan.at;
    elements->value.size = (size_t)(scan->at - elements->value.text);
    elements->is_null = walk.type == JSON_NULL;
    return true;
}

/* The text was found to be JSON before: what fails here is that promise. */
static int next_row(sqlite3_vtab_cursor *cursor)
{
    struct elements *elements = (struct elements *)cursor;
    struct json_scan *scan = &elements->scan;

    json_scan_blanks(scan);
    if (scan->at < scan->end && *scan->at == ',')
        skip(scan);
    if (scan->at == scan->end || *scan->at == ']' || *scan->at == '}') {
        elements->ended = true;
        return SQLITE_OK;
    }
    if (elements->is_object) {
        if (*scan->at != '"' ||
                !take_string(scan, &elements->key, &elements->is_key_escaped))
            return fail(elements, "not JSON");
        json_scan_blanks(scan);
        skip(scan); /* the colon */
    }
    elements->place++;
    return take_value(elements) ? SQLITE_OK : fail(elements, "not JSON");
}

static int begin_rows(sqlite3_vtab_cursor *cursor, int plan, const char *text, int count,
        sqlite3_value **values)
{
    struct elements *elements = (struct elements *)cursor;
    const char *json = count ? (const char *)sqlite3_value_text(values[0]) : NULL;
    const char *path = count > 1 ? (const char *)sqlite3_value_text(values[1]) : "";
    struct error err = {0};
    bool found = false;

    (void)text;
    buf_reset(&elements->json);
    elements->place = 0;
    elements->ended = true;
    if (!(plan & PLAN_JSON) || !json || !path)
        return SQLITE_OK;
    if (!record_json_value(json, (size_t)sqlite3_value_bytes(values[0]), path,
                &elements->json, &found, &err))
        return fail(elements, err.message);
    elements->scan = (struct json_scan){.at = buf_text(&elements->json),
            .end = buf_text(&elements->json) + elements->json.size,
            .whole = true};
    json_scan_blanks(&elements->scan);
    if (!found || elements->scan.at == elements->scan.end ||
            !strchr("{[", *elements->scan.at))
        return SQLITE_OK;
    elements->is_object = *elements->scan.at == '{';
    elements->ended = false;
    skip(&elements->scan);
    return next_row(cursor);
}

static int is_at_end(sqlite3_vtab_cursor *cursor)
{
    return ((struct elements *)cursor)->ended;
}

static void give_text(sqlite3_context *call, struct slice text, bool is_escaped)
{
    char *decoded;

    if (!is_escaped) {
        sqlite3_result_text(call, text.text, (int)text.size, SQLITE_TRANSIENT);
        return;
    }
    decoded = sqlite3_malloc64(text.size + 1);
    if (decoded)
        sqlite3_result_text(call, decoded, (int)json_text_decode(text, decoded),
                sqlite3_free);
    else
        sqlite3_result_error_nomem(call);
}

static int give_column(sqlite3_vtab_cursor *cursor, sqlite3_context *call, int column)
{
    const struct elements *elements = (const struct elements *)cursor;

    if (column == COLUMN_KEY && elements->is_object)
        give_text(call, elements->key, elements->is_key_escaped);
    else if (column == COLUMN_PLACE)
        sqlite3_result_int64(call, elements->place);
    else if (column == COLUMN_VALUE && !elements->is_null)
        give_text(call, elements->value, elements->is_value_escaped);
    return SQLITE_OK;
}

static int give_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *ret_rowid)
{
    *ret_rowid = ((struct elements *)cursor)->place;
    return SQLITE_OK;
}

bool elements_register(struct db *db, struct error *err)
{
    static const sqlite3_module module = {
            .xConnect = connect_table,
            .xBestIndex = plan_scan,
            .xDisconnect = disconnect_table,
            .xOpen = open_cursor,
            .xClose = close_cursor,
            .xFilter = begin_rows,
            .xNext = next_row,
            .xEof = is_at_end,
            .xColumn = give_column,
            .xRowid = give_rowid,
    };
    CLEANUP(db_finalizep) struct db_statement *statement = NULL;

    if (sqlite3_create_module_v2(db_handle(db), ELEMENTS_NAME, &module, NULL, NULL) !=
            SQLITE_OK)
        return error_set(err, ERROR_DATABASE,
                "the table function " ELEMENTS_NAME " cannot be registered");
    return db_prepare(db, "SELECT value FROM " ELEMENTS_NAME "('[]', '')", &statement,
            err);
}
