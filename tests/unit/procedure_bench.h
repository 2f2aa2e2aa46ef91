/* procedure_bench.h - what the tests of procedures/ share: a procedure in a few lines,
 * and its SQL run on plain tables that stand in for evidence
 *
 * Plain tables hold what evidence tables would: NULL (absent), '' (empty), BLOB (did not
 * convert). */
#ifndef CHOSHO_TEST_PROCEDURE_BENCH_H
#define CHOSHO_TEST_PROCEDURE_BENCH_H

#include <stdio.h>
#include <string.h>

#include "engine/base/db.h"
#include "evidence/table/function.h"
#include "procedures/compile.h"
#include "procedures/load.h"
#include "tests/unit/unit.h"

#define BENCH_TITLES                                  \
    "<title xml:lang=\"ja\">xを閲覧する</title>" \
    "<title xml:lang=\"en\">Inspect x</title>"

struct bench {
    struct arena arena;
    struct complaint_list complaints;
    struct procedure procedure;
    struct program program;
    struct db *db;
    struct zone *zone;
    struct function_context context;
    struct buf out;
};

static inline void bench_clear(struct bench *bench)
{
    if (bench->db)
        db_close(bench->db);
    if (bench->zone)
        zone_free(bench->zone);
    buf_clear(&bench->out);
    complaint_list_clear(&bench->complaints);
    arena_clear(&bench->arena);
}

static inline void bench_init(struct bench *bench)
{
    *bench = (struct bench){.arena = ARENA_INIT(ARENA_MODEL_LIMIT),
            .out = BUF_INIT((size_t)4 << 20)};
    complaint_list_init(&bench->complaints);
    xml_prepare();
}

/* The complaints as they are printed, sorted. */
static inline const char *bench_complaints(struct bench *bench)
{
    struct error err = {0};

    buf_reset(&bench->out);
    complaint_list_sort(&bench->complaints);
    ck_assert(complaint_list_write(&bench->complaints, &bench->out, &err));
    return buf_text(&bench->out);
}

/* A whole document around the parts that differ; the body begins on line 4. */
static inline const char *bench_document(struct bench *bench, const char *body)
{
    struct error err = {0};
    const char *text = NULL;

    ck_assert(arena_printf(&bench->arena, &text, &err,
            "<procedure xmlns=\"urn:chosho:procedure:1\" id=\"sample\" version=\"1.0\" "
            "phase=\"operating\">\n"
            "<title xml:lang=\"ja\">見本</title><title xml:lang=\"en\">Sample</title>\n"
            "<control catalogue=\"ismap-2022\" ref=\"9.2.6\"/>\n%s</procedure>\n",
            body));
    return text;
}

static inline bool bench_load(struct bench *bench, const char *document,
        const struct shared_items *shared)
{
    return load_procedure("sample.xml", document, strlen(document), shared, &bench->arena,
            &bench->procedure, &bench->complaints);
}

/* Loads and compiles the body and opens a database with the engine's functions: the
 * client's zone is Tokyo, the period 2025-04-01 to 2026-03-31. setup makes and fills the
 * tables. */
static inline void bench_compile(struct bench *bench, const char *body, const char *setup)
{
    struct error err = {0};

    bench_init(bench);
    ck_assert_msg(bench_load(bench, bench_document(bench, body), NULL), "%s",
            bench_complaints(bench));
    ck_assert_msg(compile_procedure(&bench->procedure, NULL, 0, &bench->arena,
                          &bench->program, &bench->complaints),
            "%s", bench_complaints(bench));
    ck_assert_msg(zone_load("+09:00", &bench->zone, &err), "%s", err.message);
    bench->context.zone = bench->zone;
    ck_assert(date_parse("2025-04-01", 10, &bench->context.period_start));
    ck_assert(date_parse("2026-03-31", 10, &bench->context.period_end));
    ck_assert_msg(db_open(NULL, DB_MEMORY, &bench->db, &err), "%s", err.message);
    ck_assert_msg(function_register(bench->db, &bench->context, &err), "%s", err.message);
    ck_assert_msg(db_execute(bench->db, setup, &err), "%s", err.message);
}

static inline void bench_bind(struct bench *bench, struct db_statement *statement)
{
    static const char *const engine[][2] = {{":period_start", "2025-04-01"},
            {":period_end", "2026-03-31"}, {":as_of", "2026-03-31"}};

    for (size_t i = 0; i < ARRAY_LENGTH(engine); i++) {
        if (db_parameter_index(statement, engine[i][0]))
            db_bind_text(statement, db_parameter_index(statement, engine[i][0]),
                    engine[i][1]);
    }
    for (uint32_t i = 0; i < bench->program.parameter_count; i++) {
        const struct program_parameter *parameter = &bench->program.parameters[i];
        char name[80];
        int at;

        snprintf(name, sizeof(name), ":%s", parameter->name);
        at = db_parameter_index(statement, name);
        if (at && parameter->type == PROGRAM_NUMBER)
            db_bind_int(statement, at, strtol(parameter->value, NULL, 10));
        else if (at)
            db_bind_text(statement, at, parameter->value);
    }
}

/* Rows as "1 0 -1|2 0 1", blobs as x'...' text in angle brackets, NULL as "null". */
static inline const char *bench_query(struct bench *bench, const char *sql)
{
    CLEANUP(db_finalizep) struct db_statement *statement = NULL;
    struct error err = {0};
    bool row;

    buf_reset(&bench->out);
    ck_assert_msg(db_prepare(bench->db, sql, &statement, &err), "%s\n%s", err.message,
            sql);
    bench_bind(bench, statement);
    while (true) {
        ck_assert_msg(db_step(statement, &row, &err), "%s\n%s", err.message, sql);
        if (!row)
            return buf_text(&bench->out);
        if (bench->out.size > 0)
            ck_assert(buf_append_text(&bench->out, "|", &err));
        for (int i = 0; i < db_column_count(statement); i++) {
            enum db_type type = db_column_type(statement, i);
            struct slice bytes = db_column_bytes(statement, i);

            ck_assert(buf_printf(&bench->out, &err,
                    type == DB_BLOB           ? "%s<%.*s>"
                            : type == DB_NULL ? "%snull%.*s"
                                              : "%s%.*s",
                    i ? " " : "", type == DB_NULL ? 0 : (int)bytes.size,
                    bytes.text ? bytes.text : ""));
        }
    }
}

static inline const struct program_test *bench_test(struct bench *bench, const char *id)
{
    for (uint32_t i = 0; i < bench->program.test_count; i++) {
        if (strcmp(bench->program.tests[i].id, id) == 0)
            return &bench->program.tests[i];
    }
    ck_abort_msg("no test '%s'", id);
    return NULL;
}

/* Verdicts as "record=verdict", "record/other=verdict" where there is another, in order.
 * Checks besides that the statement with values agrees with the one without. */
static inline const char *bench_verdicts(struct bench *bench, const char *id)
{
    const struct program_test *test = bench_test(bench, id);
    CLEANUP(db_finalizep) struct db_statement *statement = NULL;
    CLEANUP(db_finalizep) struct db_statement *values = NULL;
    struct error err = {0};
    bool row, value_row;

    buf_reset(&bench->out);
    ck_assert_msg(db_prepare(bench->db, test->sql, &statement, &err), "%s\n%s",
            err.message, test->sql);
    ck_assert_msg(db_prepare(bench->db, test->values_sql, &values, &err), "%s\n%s",
            err.message, test->values_sql);
    ck_assert_int_eq(db_column_count(statement), 3);
    ck_assert_int_eq(db_column_count(values), 3 + (int)test->shown_count);
    bench_bind(bench, statement);
    bench_bind(bench, values);
    while (true) {
        ck_assert_msg(db_step(statement, &row, &err), "%s\n%s", err.message, test->sql);
        if (!row)
            break;
        ck_assert(buf_printf(&bench->out, &err, "%s%lld", bench->out.size ? " " : "",
                (long long)db_column_int(statement, 0)));
        if (db_column_int(statement, 1) != 0)
            ck_assert(buf_printf(&bench->out, &err, "/%lld",
                    (long long)db_column_int(statement, 1)));
        ck_assert(buf_printf(&bench->out, &err, "=%lld",
                (long long)db_column_int(statement, 2)));
        if (db_column_int(statement, 2) == 0)
            continue;
        ck_assert_msg(db_step(values, &value_row, &err), "%s", err.message);
        ck_assert(value_row);
        for (int i = 0; i < 3; i++)
            ck_assert_int_eq(db_column_int(statement, i), db_column_int(values, i));
    }
    ck_assert(db_step(values, &value_row, &err));
    ck_assert(!value_row);
    return buf_text(&bench->out);
}

#endif
