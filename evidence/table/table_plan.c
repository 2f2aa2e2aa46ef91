#include "evidence/table/table_plan.h"

#include <stdlib.h>

static uint64_t total_size(const struct table_item *table)
{
    uint64_t size = 0;

    for (uint32_t s = 0; s < table->item->source_count; s++) {
        const struct item_source *source = &table->item->sources[s];
        const struct archive *archive = &table->set->context->archives[source->archive];

        for (uint32_t m = 0; m < source->member_count; m++)
            size += archive_estimate(archive, source->members[m]);
    }
    return size;
}

/* A key worth a look-up: equality with something that is not a constant, compared byte by
 * byte. A filter over one table streams, and so does IN: SQLite would ask for its values
 * one after another. */
static bool is_key(sqlite3_index_info *info, int constraint)
{
    const struct sqlite3_index_constraint *c = &info->aConstraint[constraint];
    const char *collation = sqlite3_vtab_collation(info, constraint);
    sqlite3_value *constant = NULL;

    return c->usable && c->op == SQLITE_INDEX_CONSTRAINT_EQ && c->iColumn >= 0 &&
            !sqlite3_vtab_in(info, constraint, -1) &&
            (!collation || sqlite3_stricmp(collation, "BINARY") == 0) &&
            sqlite3_vtab_rhs_value(info, constraint, &constant) != SQLITE_OK;
}

static int choose_keys(sqlite3_index_info *info, sqlite3_str *text)
{
    int count = 0;

    for (int i = 0; i < info->nConstraint && count < STAGE_KEY_MAX; i++) {
        if (!is_key(info, i))
            continue;
        info->aConstraintUsage[i].argvIndex = ++count;
        sqlite3_str_appendf(text, " %d", info->aConstraint[i].iColumn);
    }
    return count;
}

bool table_plan_choose(const struct table_item *table, sqlite3_index_info *info,
        uint64_t *ret_columns)
{
    double rows = (double)(total_size(table) / 100 + 10);
    sqlite3_str *text = sqlite3_str_new(NULL);
    uint64_t columns;
    int keys;

    /* colUsed counts record_id as bit 0; a scan counts from the item's first column. */
    columns = (info->colUsed >> 1) | (info->colUsed & (UINT64_C(1) << 63));
    sqlite3_str_appendf(text, "%llx", (unsigned long long)columns);
    keys = choose_keys(info, text);
    info->idxStr = sqlite3_str_finish(text);
    info->needToFreeIdxStr = 1;
    if (!info->idxStr)
        return false;
    info->idxNum = keys;
    info->estimatedRows = keys ? 2 : (sqlite3_int64)rows;
    info->estimatedCost = keys ? 4.0 + rows / 1000.0 : rows;
    info->orderByConsumed = table->ordered && info->nOrderBy == 1 &&
            info->aOrderBy[0].iColumn == 0 && !info->aOrderBy[0].desc;
    *ret_columns = columns;
    return true;
}

void table_plan_read(const char *text, int key_count, struct table_plan *ret_plan)
{
    char *end;

    ret_plan->columns = strtoull(text, &end, 16);
    ret_plan->key_count = (uint32_t)key_count;
    for (int i = 0; i < key_count; i++)
        ret_plan->keys[i] = (uint32_t)strtoul(end, &end, 10);
}
