#include "engine/run/worker_tables.h"

#include "engine/base/text.h"
#include "engine/run/calendars.h"
#include "evidence/table/elements.h"

#include <sqlite3.h>
#include <string.h>

#define HEAP_LIMIT ((int64_t)384 << 20)
#define VALUE_MAX ((size_t)64 * 1024)

static bool read_period(const struct worker *worker, struct function_context *functions,
        struct error *err)
{
    const char *start = worker->job.period_start;
    const char *end = worker->job.period_end;

    functions->zone = worker->zone;
    functions->is_query = worker->job.kind == JOB_QUERY;
    if (!*start && !*end)
        return true;
    if (date_parse(start, strlen(start), &functions->period_start) &&
            date_parse(end, strlen(end), &functions->period_end))
        return true;
    return error_set(err, ERROR_LOST, "the job's period '%s'..'%s' is none", start, end);
}

/* A procedure brings its own along; a person may ask by those that ship. */
static bool find_calendars(struct worker *worker, struct function_context *functions,
        struct error *err)
{
    CLEANUP(complaint_list_clear) struct complaint_list complaints = {0};
    struct calendars calendars;

    functions->calendars = worker->job.program.calendars;
    functions->calendar_count = worker->job.program.calendar_count;
    if (worker->job.kind != JOB_QUERY)
        return true;
    complaint_list_init(&complaints);
    if (!calendars_load(NULL, NULL, &worker->arena, &calendars, &complaints, err))
        return false;
    functions->calendars = calendars.items;
    functions->calendar_count = (uint32_t)calendars.count;
    return true;
}

/* SQLite declares a virtual table's columns at its first use, by a statement the guard
 * would refuse. */
static bool touch(struct db *db, const char *name, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *statement = NULL;
    char *sql = sqlite3_mprintf("SELECT record_id FROM \"%w\"", name);
    bool ok = sql ? db_prepare(db, sql, &statement, err) : error_memory(err);

    sqlite3_free(sql);
    return ok;
}

bool worker_tables_begin(struct worker *worker, struct worker_tables *tables,
        struct error *err)
{
    const struct job *job = &worker->job;
    const char **names;

    sqlite3_hard_heap_limit64(HEAP_LIMIT);
    if (!arena_allocate(&worker->arena, (job->item_count + 2) * sizeof(*names), &names,
                err) ||
            !read_period(worker, &tables->functions, err) ||
            !find_calendars(worker, &tables->functions, err) ||
            !db_open(NULL, DB_MEMORY, &tables->db, err) ||
            !db_execute(tables->db,
                    "PRAGMA temp_store = FILE; PRAGMA cache_size = -16384", err) ||
            !function_register(tables->db, &tables->functions, err) ||
            !table_register(tables->db, &worker->scan, &tables->set, err))
        return false;
    for (uint32_t i = 0; i < job->item_count; i++) {
        names[i] = job->items[i].name;
        if (!table_add(tables->set, &job->items[i], err) ||
                !touch(tables->db, names[i], err))
            return false;
    }
    if (job->kind == JOB_QUERY) {
        names[job->item_count] = ELEMENTS_NAME;
        if (!elements_register(tables->db, err))
            return false;
    }
    tables->guard.tables = names;
    tables->guard.deadline = worker->scan.deadline;
    return guard_install(tables->db, &tables->guard, err);
}

void worker_tables_end(struct worker_tables *tables)
{
    if (tables->db)
        db_close(tables->db);
    tables->db = NULL;
}

bool worker_tables_pack_values(struct db_statement *statement, int first_column,
        struct buf *buf, struct error *err)
{
    int count = db_column_count(statement);

    if (!pack_u32(buf, (uint32_t)(count - first_column), err))
        return false;
    for (int c = first_column; c < count; c++) {
        struct slice value = db_column_bytes(statement, c);
        size_t size = value.size;
        bool cut = size > VALUE_MAX;

        if (cut)
            size = text_find_invalid(value.text, VALUE_MAX);
        if (!pack_u8(buf, (uint8_t)db_column_type(statement, c), err) ||
                !pack_u32(buf, (uint32_t)(size + (cut ? strlen("…") : 0)), err) ||
                !buf_append(buf, value.text, size, err) ||
                (cut && !buf_append_text(buf, "…", err)))
            return false;
    }
    return true;
}
