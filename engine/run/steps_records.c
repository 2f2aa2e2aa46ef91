#include "engine/run/steps_records.h"

#include <stdlib.h>
#include <string.h>

#include "engine/run/draw_ask.h"

#define SECONDS 3600

/* In keys '%' always stands before two digits, '-' or '!' (message_sample.h): what is
 * written otherwise here can be no key. */
static bool name_cell(const char *key, int64_t occurrence, struct arena *arena,
        const char **ret_name, struct error *err)
{
    if (strcmp(key, STEP_CELLS_UNKNOWN) == 0)
        key = "%3F";
    if (*key == '\0')
        key = "%";
    return occurrence > 1
            ? arena_printf(arena, ret_name, err, "%s %%#%lld", key, (long long)occurrence)
            : arena_text(arena, key, ret_name, err);
}

/* Names of a query's rows: key, occurrence; 0 for what is a name already. */
static bool read_names(struct db_statement *query, struct arena *arena,
        struct steps_records *ret_records, struct error *err)
{
    struct steps_records records = {.count = 0};
    bool row;

    if (!arena_allocate(arena, STEPS_RECORDS_MAX * sizeof(*records.names), &records.names,
                err))
        return false;
    for (;;) {
        if (!db_step(query, &row, err))
            return false;
        if (!row)
            break;
        if (records.count == STEPS_RECORDS_MAX) {
            *ret_records = (struct steps_records){.is_known = false};
            return true;
        }
        if (db_column_int(query, 1) == 0
                        ? !arena_text(arena, db_column_text(query, 0),
                                  &records.names[records.count], err)
                        : !name_cell(db_column_text(query, 0), db_column_int(query, 1),
                                  arena, &records.names[records.count], err))
            return false;
        records.count++;
    }
    records.is_known = records.count > 0;
    *ret_records = records;
    return true;
}

bool steps_records_listed(struct store *store, const char *instance_key, const char *step,
        struct arena *arena, struct steps_records *ret_records, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;

    if (!db_prepare(store_db(store),
                "SELECT c.cell, 0 FROM current_step_list AS l"
                " JOIN instance AS i USING (instance_id)"
                " JOIN step_cell AS c USING (step_list_id)"
                " WHERE i.key = ?1 AND c.step = ?2 AND c.cell <> '" STEP_CELLS_UNKNOWN
                "' AND c.cell <> '' AND c.first_day IS NULL ORDER BY c.position",
                &query, err))
        return false;
    db_bind_text(query, 1, instance_key);
    db_bind_text(query, 2, step);
    return read_names(query, arena, ret_records, err);
}

bool steps_records_picked(struct store *store, const char *instance_key,
        const char *sample, struct arena *arena, struct steps_records *ret_records,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;

    if (!db_prepare(store_db(store),
                "SELECT key, occurrence FROM current_sample_item WHERE instance_key = ?1"
                " AND sample = ?2 AND status = 'picked' ORDER BY number",
                &query, err))
        return false;
    db_bind_text(query, 1, instance_key);
    db_bind_text(query, 2, sample);
    return read_names(query, arena, ret_records, err);
}

static int compare_records(const void *one, const void *other)
{
    const struct sample_pick *a = one, *b = other;

    if (a->record_id != b->record_id)
        return a->record_id < b->record_id ? -1 : 1;
    return (a->other_id > b->other_id) - (a->other_id < b->other_id);
}

static bool name_picks(struct draw_answer *answer, struct arena *arena,
        struct steps_records *ret_records, struct error *err)
{
    struct steps_records records = {.is_known = answer->pick_count > 0};

    if (!arena_allocate(arena, (answer->pick_count + 1) * sizeof(*records.names),
                &records.names, err))
        return false;
    if (answer->pick_count > 1)
        qsort(answer->picks, answer->pick_count, sizeof(*answer->picks), compare_records);
    for (; records.count < answer->pick_count; records.count++) {
        const struct sample_pick *pick = &answer->picks[records.count];

        if (!name_cell(pick->key, pick->occurrence, arena, &records.names[records.count],
                    err))
            return false;
    }
    *ret_records = records;
    return true;
}

/* What hinders counting is told by the tests over the population, or will be by those who
 * look for the cells; what concerns the workpaper itself is an error here too. */
static bool is_ours(enum error_code code)
{
    return code == ERROR_INTEGRITY || code == ERROR_INTERRUPTED || code == ERROR_MEMORY ||
            code == ERROR_DATABASE;
}

bool steps_records_ask(struct store *store, const struct instance_list *list,
        const struct instance *instance, const struct procedure_step *step,
        struct arena *arena, struct steps_records *ret_records, struct error *err)
{
    const struct procedure *procedure = &instance->source->procedure;
    const struct procedure_sample sample = {.id = step->id,
            .of = procedure_find_population(procedure, step->of),
            .method = PROCEDURE_SAMPLE_ALL,
            .node = step->node};
    const struct message_sample_request request = {.pick = MESSAGE_SAMPLE_RANKED,
            .limit = STEPS_RECORDS_MAX + 1};
    const struct draw_source source = {.store = store,
            .list = list,
            .instance = instance,
            .sample = &sample,
            .seconds = SECONDS,
            .schedule = {.workers = 1, .spill_folder = store_folder(store)},
            .arena = arena};
    struct draw_answer answer;
    struct error failure = {0};

    *ret_records = (struct steps_records){.is_known = false};
    if (!draw_ask(&source, &request, &answer, &failure)) {
        if (!is_ours(failure.code))
            return true;
        *err = failure;
        return false;
    }
    if (answer.unreadable > 0 || answer.count > STEPS_RECORDS_MAX)
        return true;
    return name_picks(&answer, arena, ret_records, err);
}
