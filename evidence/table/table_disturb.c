#include "evidence/table/table_disturb.h"

#include "evidence/table/table_module.h"
#include "evidence/table/table_stage.h"

#include <stdlib.h>
#include <string.h>

struct table_held {
    struct stage *rows; /* as delivered, every column; the table's stage is this one, or a
                           disturbed copy of it */
    uint8_t *marks;     /* per row, then column */
    uint8_t watching;   /* bits for what is asked for now */
    struct scan_usage usage; /* as delivered */
};

static uint32_t column_total(const struct table_item *table)
{
    return stage_column_count(table->held->rows);
}

/* ---- holding ---- */

static bool hold(struct table_item *table, struct error *err)
{
    struct table_held *held = calloc(1, sizeof(*held));
    size_t cells;

    if (!held)
        return error_memory(err);
    table->wanted = UINT64_MAX;
    if (!table_stage_make(table, err)) {
        free(held);
        return false;
    }
    held->rows = table->stage;
    held->usage = *table->usage;
    table->held = held;
    cells = (size_t)stage_row_count(held->rows) * stage_column_count(held->rows);
    held->marks = calloc(cells + 1, 1);
    return held->marks ? true : error_memory(err);
}

bool table_disturb_hold(struct table_set *set, struct error *err)
{
    for (size_t i = 0; i < set->count; i++) {
        if (!hold(set->tables[i], err))
            return false;
    }
    return true;
}

void table_disturb_free(struct table_item *table)
{
    if (!table->held)
        return;
    if (table->stage == table->held->rows)
        table->stage = NULL;
    stage_free(table->held->rows);
    free(table->held->marks);
    free(table->held);
    table->held = NULL;
}

void table_disturb_watch(struct table_set *set, uint8_t marks)
{
    for (size_t i = 0; i < set->count; i++)
        set->tables[i]->held->watching = marks;
}

void table_disturb_note(struct table_item *table, uint32_t row, uint32_t column)
{
    struct table_held *held = table->held;

    if (held && held->watching)
        held->marks[(size_t)row * column_total(table) + column] |= held->watching;
}

void table_disturb_note_key(struct table_item *table, uint32_t column)
{
    for (uint32_t row = 0; table->held && row < stage_row_count(table->held->rows); row++)
        table_disturb_note(table, row, column);
}

/* ---- what is held ---- */

uint32_t table_disturb_row_count(const struct table_set *set, size_t table)
{
    return stage_row_count(set->tables[table]->held->rows);
}

/* place: in the staged row. */
static struct stage_value value_at(const struct table_item *table, uint32_t row,
        uint32_t place)
{
    struct stage_value none = {.type = STAGE_NULL};
    struct stage_value *values = calloc(column_total(table), sizeof(*values));

    if (!values)
        return none;
    stage_read(table->held->rows, row, values);
    none = values[place];
    free(values);
    return none;
}

struct stage_value table_disturb_value(const struct table_set *set, size_t table,
        uint32_t row, uint32_t column)
{
    return value_at(set->tables[table], row, column + 1);
}

int64_t table_disturb_record_id(const struct table_set *set, size_t table, uint32_t row)
{
    return value_at(set->tables[table], row, 0).integer;
}

uint8_t table_disturb_marks(const struct table_set *set, size_t table, uint32_t row,
        uint32_t column)
{
    const struct table_item *item = set->tables[table];

    return item->held->marks[(size_t)row * column_total(item) + column];
}

/* ---- disturbing ---- */

/* A disturbed copy being made. */
struct copy {
    const struct table_item *table;
    const struct table_disturbance *how;
    struct stage_value *values;
    struct stage *stage;
};

static bool add_values(const struct copy *copy, struct error *err)
{
    for (uint32_t c = 0; c < column_total(copy->table); c++) {
        if (!stage_add(copy->stage, &copy->values[c], err))
            return false;
    }
    return true;
}

static bool is_of_member(const struct copy *copy, uint32_t row, uint64_t member)
{
    stage_read(copy->table->held->rows, row, copy->values);
    return PROGRAM_MEMBER_OF(copy->values[0].integer) == member;
}

/* The record again, behind the last one of its member. */
static bool add_double(const struct copy *copy, uint32_t last, struct error *err)
{
    int64_t id;

    stage_read(copy->table->held->rows, last, copy->values);
    id = copy->values[0].integer;
    stage_read(copy->table->held->rows, copy->how->row, copy->values);
    copy->values[0].integer = id + 1;
    return add_values(copy, err);
}

static bool add_row(const struct copy *copy, uint32_t row, struct error *err)
{
    const struct table_disturbance *how = copy->how;

    if (how->kind == TABLE_DISTURB_LEAVE && row == how->row)
        return true;
    stage_read(copy->table->held->rows, row, copy->values);
    if (how->kind == TABLE_DISTURB_CELL && row == how->row)
        copy->values[how->column + 1] = how->value;
    return add_values(copy, err);
}

static bool add_rows(const struct copy *copy, struct error *err)
{
    const struct stage *rows = copy->table->held->rows;
    uint32_t count = stage_row_count(rows), last = copy->how->row;
    uint64_t member;

    stage_read(rows, copy->how->row, copy->values);
    member = PROGRAM_MEMBER_OF(copy->values[0].integer);
    for (uint32_t row = copy->how->row; row < count; row++) {
        if (is_of_member(copy, row, member))
            last = row;
    }
    for (uint32_t row = 0; row < count; row++) {
        if (!add_row(copy, row, err) ||
                (copy->how->kind == TABLE_DISTURB_DOUBLE && row == last &&
                        !add_double(copy, last, err)))
            return false;
    }
    return true;
}

static void put_right(struct table_item *table)
{
    if (table->stage != table->held->rows)
        stage_free(table->stage);
    table->stage = table->held->rows;
    *table->usage = table->held->usage;
}

static void count(struct table_item *table, enum table_disturb_kind kind)
{
    struct scan_usage *usage = table->usage;

    if (kind == TABLE_DISTURB_LEAVE) {
        usage->delivered--;
        usage->selected--;
    } else if (kind == TABLE_DISTURB_DOUBLE) {
        usage->delivered++;
        usage->selected++;
    }
}

bool table_disturb_apply(struct table_set *set,
        const struct table_disturbance *disturbance, struct error *err)
{
    CLEANUP(stage_freep) struct stage *stage = NULL;
    struct copy copy = {.how = disturbance};
    struct table_item *table;
    bool ok;

    for (size_t i = 0; i < set->count; i++)
        put_right(set->tables[i]);
    if (!disturbance)
        return true;
    table = set->tables[disturbance->table];
    copy.table = table;
    if (!stage_new(column_total(table), &stage, err))
        return false;
    copy.stage = stage;
    copy.values = calloc(column_total(table), sizeof(*copy.values));
    ok = copy.values ? add_rows(&copy, err) : error_memory(err);
    free(copy.values);
    if (!ok)
        return false;
    count(table, disturbance->kind);
    table->stage = stage;
    stage = NULL;
    return true;
}
