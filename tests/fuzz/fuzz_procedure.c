/* A document that loads compiles, and SQL the compiler made alone is SQL to SQLite. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/db.h"
#include "evidence/table/function.h"
#include "procedures/compile.h"
#include "procedures/compile_statement.h"
#include "procedures/load.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Plain tables in place of the evidence. */
static bool make_tables(struct db *db, const struct program *program)
{
    CLEANUP(buf_clear) struct buf sql = BUF_INIT((size_t)1 << 20);
    struct error err = {0};

    for (uint32_t i = 0; i < program->item_count; i++) {
        const struct program_item *item = &program->items[i];

        if (!buf_printf(&sql, &err, "CREATE TABLE \"%s\" (record_id INTEGER PRIMARY KEY",
                    item->id))
            return false;
        for (uint32_t k = 0; k < item->column_count; k++) {
            if (!buf_printf(&sql, &err, ", \"%s\"", item->columns[k].name))
                return false;
        }
        if (!buf_append_text(&sql, ");", &err))
            return false;
    }
    return db_execute(db, buf_text(&sql), &err);
}

static void prepare(struct db *db, const char *sql)
{
    CLEANUP(db_finalizep) struct db_statement *statement = NULL;
    struct error err = {0};

    if (!db_prepare(db, sql, &statement, &err))
        abort();
}

/* Conditions and queries are their author's: those may be wrong. */
static bool has_authors_sql(const struct procedure *procedure)
{
    for (size_t i = 0; i < procedure->population_count; i++) {
        if (procedure->populations[i].where)
            return true;
    }
    return false;
}

static void prepare_all(const struct procedure *procedure, const struct program *program)
{
    CLEANUP(db_closep) struct db *db = NULL;
    struct function_context context = {.zone = NULL};
    struct error err = {0};

    if (!db_open(NULL, DB_MEMORY, &db, &err) || !function_register(db, &context, &err) ||
            !make_tables(db, program))
        return;
    for (uint32_t i = 0; i < program->population_count; i++)
        prepare(db, program->populations[i].sql);
    for (uint32_t i = 0; i < program->test_count; i++) {
        for (uint32_t k = 0; k < program->tests[i].guard_count; k++)
            prepare(db, program->tests[i].guards[k].sql);
        if (procedure->tests[i].sql)
            continue;
        prepare(db, program->tests[i].sql);
        prepare(db, program->tests[i].values_sql);
    }
}

static void load(const uint8_t *data, size_t size, struct arena *arena,
        struct complaint_list *complaints)
{
    struct compile_statement *statements;
    struct procedure procedure;
    struct program program;
    struct error err = {0};
    size_t count;

    if (!load_procedure("fuzz.xml", (const char *)data, size, NULL, arena, &procedure,
                complaints))
        return;
    if (!compile_procedure(&procedure, NULL, 0, arena, &program, complaints) ||
            !compile_statement_list(&procedure, arena, &statements, &count, &err))
        abort();
    if (!has_authors_sql(&procedure))
        prepare_all(&procedure, &program);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = ARENA_INIT((size_t)64 << 20);
    struct shared_items shared = {NULL};
    struct complaint_list complaints;

    xml_prepare();
    complaint_list_init(&complaints);
    load(data, size, &arena, &complaints);
    if (!shared_load("fuzz.xml", (const char *)data, size, &arena, &shared,
                &complaints) &&
            complaints.errors == 0)
        abort();
    complaint_list_clear(&complaints);
    arena_clear(&arena);
    return 0;
}
