#include "evidence/table/table_stage.h"

#include "evidence/table/table_disturb.h"

#include <stdlib.h>

static uint32_t column_total(const struct table_item *table)
{
    return table->item->column_count + SCAN_HIDDEN_COUNT;
}

static bool is_in(uint64_t columns, uint32_t column)
{
    return (columns >> (column < 63 ? column : 63)) & 1;
}

bool table_stage_is_there(const struct table_item *table, uint64_t columns)
{
    return table->stage && (table->staged & columns) == columns;
}

static bool add_current(const struct table_item *table, struct scan *scan,
        uint64_t columns, struct stage *stage, struct error *err)
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

static bool add_all(const struct table_item *table, struct scan *scan, uint64_t columns,
        struct stage *stage, struct error *err)
{
    bool row;

    for (;;) {
        if (!scan_next(scan, &row, err))
            return false;
        if (!row)
            return true;
        if (!add_current(table, scan, columns, stage, err))
            return false;
    }
}

/* Fills places; returns how many columns a staged row has. Place 0 is record_id. */
static uint32_t place_columns(struct table_item *table, uint64_t columns)
{
    uint32_t count = 1;

    table->places[0] = 0;
    for (uint32_t c = 0; c < column_total(table); c++) {
        table->places[c + 1] = is_in(columns, c) ? count : 0;
        count += is_in(columns, c);
    }
    return count;
}

bool table_stage_make(struct table_item *table, struct error *err)
{
    CLEANUP(scan_closep) struct scan *scan = NULL;
    CLEANUP(stage_freep) struct stage *stage = NULL;
    uint64_t columns = table->wanted;

    if (table_stage_is_there(table, columns))
        return true;
    table_stage_free(table);
    table->places = calloc(column_total(table) + 1, sizeof(*table->places));
    if (!table->places)
        return error_memory(err);
    if (!stage_new(place_columns(table, columns), &stage, err) ||
            !scan_open(table->set->context, table->item, columns, table->usage, &scan,
                    err) ||
            !add_all(table, scan, columns, stage, err))
        return false;
    table->stage = stage;
    table->staged = columns;
    stage = NULL;
    return true;
}

void table_stage_free(struct table_item *table)
{
    if (table->stage)
        stage_free(table->stage);
    free(table->places);
    table->stage = NULL;
    table->places = NULL;
}

/* ---- looking up ---- */

static bool is_numeric(const struct item *item, uint32_t column)
{
    enum program_type type;

    if (column == 0)
        return true;
    if (column > item->column_count) {
        column -= item->column_count + 1;
        return column != SCAN_BUNDLE && column != SCAN_MEMBER &&
                column != SCAN_RECORD_TEXT && column != SCAN_POINTER;
    }
    type = item->columns[column - 1].type;
    return type == PROGRAM_NUMBER || type == PROGRAM_BOOLEAN;
}

/* A key as the stage holds the column's values. *ret_usable false: what SQLite would find
 * equal cannot be told from the hash (a number against text): every row is read.
 * *ret_none: nothing can be equal. */
static struct stage_value key_of(bool numeric, sqlite3_value *value, bool *ret_usable,
        bool *ret_none)
{
    struct stage_value key = {.type = STAGE_NULL};
    int kind = numeric ? sqlite3_value_numeric_type(value) : sqlite3_value_type(value);

    *ret_none = *ret_none || kind == SQLITE_NULL || (numeric && kind == SQLITE_TEXT);
    if (kind == SQLITE_INTEGER) {
        key.type = STAGE_INTEGER;
        key.integer = sqlite3_value_int64(value);
    } else if (kind == SQLITE_FLOAT) {
        key.type = STAGE_REAL;
        key.real = sqlite3_value_double(value);
    } else if (kind != SQLITE_NULL) {
        key.type = kind == SQLITE_BLOB ? STAGE_BLOB : STAGE_TEXT;
        key.bytes.text = kind == SQLITE_BLOB ? sqlite3_value_blob(value)
                                             : (const char *)sqlite3_value_text(value);
        key.bytes.size = (size_t)sqlite3_value_bytes(value);
    }
    *ret_usable = *ret_usable &&
            (numeric || (kind != SQLITE_INTEGER && kind != SQLITE_FLOAT));
    return key;
}

bool table_stage_search(struct table_item *table, const struct table_plan *plan,
        sqlite3_value **values, struct table_stage_search *ret_search, struct error *err)
{
    struct stage_value keys[STAGE_KEY_MAX];
    bool usable = plan->key_count > 0;
    bool none = false;

    for (uint32_t k = 0; k < plan->key_count; k++) {
        keys[k] = key_of(is_numeric(table->item, plan->keys[k]), values[k], &usable,
                &none);
        ret_search->columns[k] = table->places[plan->keys[k]];
        usable = usable && (plan->keys[k] == 0 || ret_search->columns[k] > 0);
        if (plan->keys[k])
            table_disturb_note_key(table, plan->keys[k] - 1);
    }
    usable = usable &&
            stage_is_findable(table->stage, ret_search->columns, plan->key_count);
    ret_search->key_count = usable ? plan->key_count : 0;
    ret_search->row = none || stage_row_count(table->stage) == 0 ? STAGE_END : 0;
    return ret_search->row == STAGE_END || !usable ||
            stage_find(table->stage, ret_search->columns, plan->key_count, keys,
                    &ret_search->row, err);
}

void table_stage_next(const struct table_item *table, struct table_stage_search *search)
{
    if (search->key_count)
        search->row = stage_find_next(table->stage, search->columns, search->key_count,
                search->row);
    else if (++search->row == stage_row_count(table->stage))
        search->row = STAGE_END;
}
