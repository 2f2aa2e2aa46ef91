#include "procedures/compile_cover.h"

#include "procedures/compile_check.h"
#include "procedures/compile_source.h"

/* The cell of a record whose time is not known: it may be any. */
#define ANY_CELL "-1"
#define NO_CELL "0" /* outside the period */

static bool has_dispositions(const struct procedure_check *check)
{
    return check->among && (check->among->where || check->among->at);
}

static void put_source(struct sqlwriter *writer, const struct procedure_check *check,
        struct arena *arena)
{
    if (!has_dispositions(check)) {
        sqlwriter_put(writer, " FROM \"%s\" AS q", check->evidence->id);
        return;
    }
    sqlwriter_put(writer, " FROM (SELECT *, ");
    compile_source_write_disposition(writer, check->among, arena);
    sqlwriter_put(writer, " AS \"_d\" FROM \"%s\") AS q WHERE q.\"_d\" <> 1",
            check->evidence->id);
}

static void put_table(struct sqlwriter *writer, const struct procedure_test *test,
        size_t i, struct arena *arena)
{
    const struct procedure_check *check = &test->checks[i];
    const struct procedure_operand *at = &check->by[0];

    sqlwriter_put(writer, ", \"_c%zu\" AS MATERIALIZED (SELECT ", i);
    for (size_t k = 0; k < check->same_count; k++) {
        compile_check_operand(writer, &check->same[k].counterpart);
        sqlwriter_put(writer, " AS \"k%zu\", ", k);
    }
    sqlwriter_put(writer, "CASE WHEN ");
    if (has_dispositions(check))
        sqlwriter_put(writer, "q.\"_d\" = 2 OR ");
    compile_check_operand(writer, at);
    sqlwriter_put(writer, " IS NULL OR ");
    compile_check_unreadable(writer, at, 1);
    sqlwriter_put(writer, " THEN " ANY_CELL " ELSE coalesce(cell_at('%s', ",
            test->over->cell);
    compile_check_operand(writer, at);
    sqlwriter_put(writer, "), " NO_CELL ") END AS \"n\", count(*) AS \"c\"");
    put_source(writer, check, arena);
    sqlwriter_put(writer, " GROUP BY ");
    for (size_t k = 0; k <= check->same_count; k++)
        sqlwriter_put(writer, "%s%zu", k ? ", " : "", k + 1);
    sqlwriter_put(writer, ")\n");
}

void compile_cover_tables(struct sqlwriter *writer, const struct procedure_test *test,
        struct arena *arena)
{
    for (size_t i = 0; i < test->check_count; i++) {
        if (test->checks[i].kind == PROCEDURE_COVERS)
            put_table(writer, test, i, arena);
    }
}

/* So many records with the record's keys, in the cell or in one that is not known. */
static void put_count(struct sqlwriter *writer, const struct procedure_test *test,
        size_t i, bool with_unknown)
{
    const struct procedure_check *check = &test->checks[i];
    const char *cell = test->over->each[0] ? "other_id" : "record_id";

    sqlwriter_put(writer, "(SELECT coalesce(sum(t.\"c\"), 0) FROM \"_c%zu\" AS t WHERE ",
            i);
    for (size_t k = 0; k < check->same_count; k++) {
        sqlwriter_put(writer, "t.\"k%zu\" = ", k);
        compile_check_operand(writer, &check->same[k].record);
        sqlwriter_put(writer, " AND ");
    }
    sqlwriter_put(writer,
            with_unknown ? "t.\"n\" IN (p.\"%s\", " ANY_CELL "))" : "t.\"n\" = p.\"%s\")",
            cell);
}

static void put_when_keys(struct sqlwriter *writer, const struct procedure_check *check,
        size_t i, unsigned deviates)
{
    for (size_t k = 0; k < check->same_count; k++) {
        const struct procedure_same *same = &check->same[k];

        if (same->record.type != PROGRAM_TEXT) {
            sqlwriter_put(writer, " WHEN ");
            compile_check_unreadable(writer, &same->record, 1);
            sqlwriter_put(writer, " THEN 1");
        }
        sqlwriter_put(writer, " WHEN ");
        compile_check_nameless(writer, &same->record);
        sqlwriter_put(writer, " THEN %u", deviates);
        if (same->keys_met == PROCEDURE_KEYS_UNSAID)
            continue;
        sqlwriter_put(writer,
                " WHEN NOT EXISTS (SELECT 1 FROM \"_c%zu\" AS t WHERE t.\"k%zu\" = ", i,
                k);
        compile_check_operand(writer, &same->record);
        sqlwriter_put(writer, ") THEN 1");
    }
}

void compile_cover_check(struct sqlwriter *writer, const struct procedure_test *test,
        size_t i, unsigned deviates)
{
    const struct procedure_check *check = &test->checks[i];

    sqlwriter_put(writer, "CASE");
    put_when_keys(writer, check, i, deviates);
    sqlwriter_put(writer, " WHEN ");
    put_count(writer, test, i, false);
    sqlwriter_put(writer, " >= ");
    compile_check_bound(writer, check->at_least);
    sqlwriter_put(writer, " THEN 0");
    for (size_t k = 0; k < check->same_count; k++) { /* it may be the one looked for */
        if (check->same[k].counterpart.type != PROGRAM_TEXT)
            sqlwriter_put(writer,
                    " WHEN EXISTS (SELECT 1 FROM \"_c%zu\" AS t WHERE typeof(t.\"k%zu\")"
                    " = 'blob') THEN 1",
                    i, k);
    }
    sqlwriter_put(writer, " WHEN ");
    put_count(writer, test, i, true);
    sqlwriter_put(writer, " >= ");
    compile_check_bound(writer, check->at_least);
    sqlwriter_put(writer, " THEN 1 ELSE %u END", deviates);
}

void compile_cover_value(struct sqlwriter *writer, const struct procedure_test *test,
        const struct procedure_check *check)
{
    put_count(writer, test, (size_t)(check - test->checks), false);
}
