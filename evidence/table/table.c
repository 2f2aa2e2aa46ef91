#include "evidence/table/table.h"

#include "evidence/table/table_module.h"
#include "evidence/table/table_stage.h"
#include "evidence/table/table_watch.h"

#include <stdlib.h>
#include <string.h>

/* Records with trouble that one statement may have; more of them, and every record it
 * reads counts as one. */
#define TROUBLED_MAX ((size_t)4 << 20)

static void free_set(void *memory)
{
    struct table_set *set = memory;

    for (size_t i = 0; i < set->count; i++)
        free(set->usages[i]);
    free(set->troubled);
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

    if (set->count == TABLE_SET_MAX)
        return error_set(err, ERROR_LIMIT, "more than %d tables in one job",
                TABLE_SET_MAX);
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

/* What earlier statements staged is kept for later ones while there is room. */
static void make_room(struct table_set *set)
{
    if (spill_count_free() >= SPILL_POOL_SIZE / 2)
        return;
    for (size_t i = 0; i < set->count; i++) {
        if (set->tables[i] && !set->tables[i]->held)
            table_stage_free(set->tables[i]);
    }
}

void table_begin_statement(struct table_set *set)
{
    set->error = (struct error){0};
    set->cursors = 0;
    set->left_at = 0;
    set->trouble = (struct table_trouble){0};
    set->troubled_count = 0;
    set->is_sorted = true;
    set->is_overfull = false;
    for (size_t i = 0; i < set->count; i++) {
        if (set->tables[i]) {
            set->tables[i]->scans = 0;
            set->tables[i]->wanted = 0;
            set->tables[i]->numbered = set->tables[i]->trues = set->tables[i]->falses = 0;
            set->tables[i]->truth = (struct table_truth){.value = ""};
            set->tables[i]->words = (struct table_words){.is_there = false};
            set->tables[i]->watch_count = 0;
        }
    }
    make_room(set);
}

/* ---- usage ---- */

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

struct table_truth table_truth(const struct table_set *set, const char *item)
{
    size_t i = find_item(set, item);

    return i < set->count && set->tables[i] ? set->tables[i]->truth
                                            : (struct table_truth){.value = ""};
}

struct table_words table_words(const struct table_set *set, const char *item)
{
    size_t i = find_item(set, item);

    return i < set->count && set->tables[i] ? set->tables[i]->words
                                            : (struct table_words){.is_there = false};
}

const struct table_watch *table_watches(const struct table_set *set, const char *item,
        size_t *ret_count)
{
    size_t i = find_item(set, item);

    *ret_count = 0;
    if (i == set->count || !set->tables[i])
        return NULL;
    table_watch_judge(set->tables[i]);
    *ret_count = set->tables[i]->watch_count;
    return set->tables[i]->watches;
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

int64_t table_left_at(const struct table_set *set)
{
    return set->cursors == 1 ? set->left_at : 0;
}

bool table_take_error(struct table_set *set, struct error *ret_err)
{
    if (set->error.code == ERROR_NONE)
        return false;
    *ret_err = set->error;
    set->error = (struct error){0};
    return true;
}

/* ---- trouble ---- */

static int compare_ids(const void *left, const void *right)
{
    const int64_t *a = left;
    const int64_t *b = right;

    return *a < *b ? -1 : *a > *b;
}

/* Sorted, and each only once. */
static void sort(struct table_set *set)
{
    size_t count = 0;

    if (set->is_sorted)
        return;
    qsort(set->troubled, set->troubled_count, sizeof(*set->troubled), compare_ids);
    for (size_t i = 0; i < set->troubled_count; i++) {
        if (count == 0 || set->troubled[count - 1] != set->troubled[i])
            set->troubled[count++] = set->troubled[i];
    }
    set->troubled_count = count;
    set->is_sorted = true;
}

static bool grow(struct table_set *set, struct error *err)
{
    size_t capacity = set->troubled_capacity ? 2 * set->troubled_capacity : 256;
    int64_t *troubled;

    if (set->troubled_count < set->troubled_capacity)
        return true;
    troubled = realloc(set->troubled, capacity * sizeof(*troubled));
    if (!troubled)
        return error_memory(err);
    set->troubled = troubled;
    set->troubled_capacity = capacity;
    return true;
}

bool table_note_trouble(struct table_set *set, uint32_t table, uint32_t column,
        int64_t record_id, struct error *err)
{
    size_t count = set->troubled_count;

    if (set->is_overfull || (count && set->troubled[count - 1] == record_id))
        return true;
    if (count == TROUBLED_MAX) {
        sort(set);
        count = set->troubled_count;
        set->is_overfull = count > TROUBLED_MAX / 2;
        if (set->is_overfull)
            return true;
    }
    if (!grow(set, err))
        return false;
    if (count == 0)
        set->trouble = (struct table_trouble){.item = set->items[table]->name,
                .column = column,
                .record_id = record_id};
    set->is_sorted = set->is_sorted &&
            (count == 0 || set->troubled[count - 1] < record_id);
    set->troubled[set->troubled_count++] = record_id;
    return true;
}

const struct table_trouble *table_trouble(struct table_set *set)
{
    sort(set);
    set->trouble.records = set->troubled_count;
    return &set->trouble;
}

bool table_is_troubled(struct table_set *set, int64_t record_id)
{
    sort(set);
    return set->is_overfull ||
            (set->troubled_count &&
                    bsearch(&record_id, set->troubled, set->troubled_count,
                            sizeof(*set->troubled), compare_ids));
}
