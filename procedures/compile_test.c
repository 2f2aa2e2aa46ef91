#include "procedures/compile_test.h"

#include <string.h>

#include "procedures/compile_alternative.h"
#include "procedures/compile_check.h"
#include "procedures/compile_counterpart.h"
#include "procedures/compile_cover.h"
#include "procedures/compile_guard.h"
#include "procedures/compile_set.h"
#include "procedures/compile_shown.h"
#include "procedures/compile_source.h"
#include "procedures/compile_whole.h"
#include "procedures/sqltext.h"

#define FOUND "_found" /* the author's SQL as a table; no id begins so */
#define ROW "_row"     /* of several about one record */

/* What the statements of one test are made from. */
struct making {
    const struct procedure_test *test;
    struct compile_source source;
    struct compile_shown_list shown;
    struct arena *arena;
};

/* The first check has the largest number: of several that do not hold it is the one that
 * is named. */
static unsigned deviates(const struct procedure_test *test, size_t i)
{
    return (unsigned)(test->check_count - i) + 1;
}

static void put_check(struct sqlwriter *writer, const void *context, size_t i)
{
    const struct making *making = context;
    const struct procedure_check *check = &making->test->checks[i];

    sqlwriter_put(writer, "\n    ");
    if (check->kind == PROCEDURE_COVERS)
        compile_cover_check(writer, making->test, i, deviates(making->test, i));
    else if (check->kind == PROCEDURE_MATCH || check->kind == PROCEDURE_ABSENT)
        compile_counterpart_check(writer, check, deviates(making->test, i),
                making->arena);
    else
        compile_check_row(writer, check, deviates(making->test, i));
}

static void put_own_verdict(struct sqlwriter *writer, const void *context)
{
    const struct making *making = context;
    size_t count = making->test->check_count;

    sqlwriter_put(writer, "CASE ");
    compile_check_largest(writer, count, put_check, making);
    sqlwriter_put(writer, "\n    WHEN 0 THEN 0 WHEN 1 THEN -1");
    for (size_t i = 0; i + 1 < count; i++)
        sqlwriter_put(writer, " WHEN %u THEN %zu", deviates(making->test, i), i + 1);
    sqlwriter_put(writer, " ELSE %zu END", count);
}

static void put_verdict(struct sqlwriter *writer, const struct making *making)
{
    const struct procedure_population *over = making->test->over;
    bool has_tail = compile_source_has_tail(over);

    sqlwriter_put(writer, "%s", has_tail ? "(SELECT CASE WHEN v > 0 AND " : "");
    if (has_tail)
        compile_source_write_not_due(writer, over);
    if (has_tail)
        sqlwriter_put(writer, " THEN %d ELSE v END FROM (SELECT ", PROGRAM_NOT_DUE);
    compile_alternative_verdict(writer, making->test, making->arena, put_own_verdict,
            making);
    sqlwriter_put(writer, "%s", has_tail ? " AS v))" : "");
}

static void put_rows(struct sqlwriter *writer, const struct making *making, bool values)
{
    const struct procedure_population *over = making->test->over;

    sqlwriter_put(writer, "SELECT p.\"record_id\" AS \"record_id\", %s AS \"other_id\", ",
            over->from ? "0" : "p.\"other_id\"");
    put_verdict(writer, making);
    sqlwriter_put(writer, " AS \"verdict\"");
    for (size_t i = 0; values && i < making->shown.count; i++) {
        const struct compile_shown *shown = &making->shown.items[i];

        sqlwriter_put(writer, ",\n    ");
        if (shown->check && shown->check->kind == PROCEDURE_COVERS)
            compile_cover_value(writer, making->test, shown->check);
        else if (shown->check && shown->check->is_alternative)
            compile_alternative_value(writer, making->test, shown->check, shown->column,
                    making->arena);
        else if (shown->check)
            compile_counterpart_value(writer, shown->check, shown->column, making->arena);
        else
            sqlwriter_name(writer, "p", shown->column);
        sqlwriter_put(writer, " AS \"%s\"", shown->name);
    }
    sqlwriter_put(writer, "\nFROM \"%s\" AS p", over->id);
}

static bool is_set_test(const struct procedure_test *test)
{
    return test->check_count > 0 && procedure_is_set_check(test->checks[0].kind);
}

static void put_set(struct sqlwriter *writer, const struct making *making, bool values)
{
    const char *columns[COMPILE_SHOWN_MAX];
    bool is_count = making->test->checks[0].kind == PROCEDURE_COUNT;
    size_t count = 0;

    if (compile_whole_is(&making->test->checks[0])) {
        compile_whole_write(writer, making->test, &making->shown, values, making->arena);
        return;
    }
    /* Of a group only what makes it a group is the same in all its records. */
    for (size_t i = 0; is_count && i < making->test->checks[0].by_count; i++)
        columns[count++] = making->test->checks[0].by[i].name;
    for (size_t i = 0; !is_count && i < making->shown.count; i++)
        columns[count++] = making->shown.items[i].column;
    compile_set_write(writer, making->test, values, columns, count);
}

static void put_body(struct sqlwriter *writer, const struct making *making, bool values)
{
    if (is_set_test(making->test))
        put_set(writer, making, values);
    else
        put_rows(writer, making, values);
}

static void put_order(struct sqlwriter *writer, const struct making *making)
{
    sqlwriter_put(writer, "\nORDER BY \"record_id\"%s",
            making->test->over->from ? "" : ", \"other_id\"");
}

/* The statement over all records, and the one that shows values of those that do not
 * hold. */
static bool make_checks(struct making *making, struct program_test *test,
        struct error *err)
{
    CLEANUP(sqlwriter_clear) struct sqlwriter writer = SQLWRITER_INIT;
    bool is_count = is_set_test(making->test) &&
            (making->test->checks[0].kind == PROCEDURE_COUNT ||
                    compile_whole_is_two_sided(&making->test->checks[0]));

    test->each_record = !is_count;
    compile_source_write(&making->source, &writer, NULL);
    compile_cover_tables(&writer, making->test, making->arena);
    if (is_count)
        sqlwriter_put(&writer, "SELECT * FROM (");
    put_body(&writer, making, false);
    if (is_count)
        sqlwriter_put(&writer, ")\nWHERE \"verdict\" <> 0");
    put_order(&writer, making);
    if (!sqlwriter_finish(&writer, making->arena, &test->sql, err))
        return false;
    compile_source_write(&making->source, &writer, NULL);
    compile_cover_tables(&writer, making->test, making->arena);
    sqlwriter_put(&writer, "SELECT * FROM (");
    put_body(&writer, making, true);
    sqlwriter_put(&writer, ")\nWHERE \"verdict\" <> 0");
    put_order(&writer, making);
    return sqlwriter_finish(&writer, making->arena, &test->values_sql, err);
}

static bool list_shown(struct making *making, struct program_test *test,
        struct error *err)
{
    const char *extra = is_set_test(making->test)
            ? compile_set_extra(&making->test->checks[0])
            : NULL;
    bool is_count = extra && making->test->checks[0].kind == PROCEDURE_COUNT;
    const char **names;
    uint32_t count = 0;

    if (!compile_shown_list(making->test, making->arena, &making->shown, err) ||
            !arena_allocate(making->arena, (COMPILE_SHOWN_MAX + 2) * sizeof(*names),
                    &names, err))
        return false;
    if (is_set_test(making->test) && compile_whole_is(&making->test->checks[0])) {
        test->shown = names;
        test->shown_count = (uint32_t)compile_whole_shown(making->test, &making->shown,
                names);
        return true;
    }
    for (size_t i = 0; is_count && i < making->test->checks[0].by_count; i++)
        names[count++] = making->test->checks[0].by[i].name;
    for (size_t i = 0; !is_count && i < making->shown.count; i++)
        names[count++] = making->shown.items[i].name;
    if (extra)
        names[count++] = extra;
    test->shown = names;
    test->shown_count = count;
    return true;
}

/* The author's columns besides record_id. */
static bool list_columns(const struct making *making, struct program_test *test,
        struct error *err)
{
    const char *const *names;
    struct sqltext text;
    size_t count;

    if (!sqltext_split(making->test->sql, making->arena, &text, err) ||
            !sqltext_columns(&text, making->arena, &names, &count, err) ||
            !arena_allocate(making->arena, (count + 1) * sizeof(*test->shown),
                    &test->shown, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (names[i] && strcmp(names[i], "record_id") != 0)
            test->shown[test->shown_count++] = names[i];
    }
    return true;
}

/* A record deviates or does not: of several rows about one it is the first by its values
 * that is shown. */
static void put_values(struct sqlwriter *writer, const struct program_test *test)
{
    for (uint32_t i = 0; i < test->shown_count; i++)
        sqlwriter_put(writer, ", \"%s\"", test->shown[i]);
    sqlwriter_put(writer,
            "\nFROM (SELECT *, row_number() OVER (PARTITION BY \"record_id\"");
    for (uint32_t i = 0; i < test->shown_count; i++)
        sqlwriter_put(writer, i ? ", \"%s\"" : " ORDER BY \"%s\"", test->shown[i]);
    sqlwriter_put(writer, ") AS \"" ROW "\" FROM \"" FOUND "\")\nWHERE \"" ROW "\" = 1");
}

/* A row about a record of the population is not yet due where the record is not. */
static void put_found_verdict(struct sqlwriter *writer, const struct procedure_test *test)
{
    const struct procedure_population *over = test->over;

    if (over->from && over->from == test->subject && compile_source_has_tail(over)) {
        sqlwriter_put(writer,
                "CASE WHEN \"record_id\" IN (SELECT p.\"record_id\" FROM \"%s\" AS p WHERE ",
                over->id);
        compile_source_write_not_due(writer, over);
        sqlwriter_put(writer, ") THEN %d ELSE 1 END AS \"verdict\"", PROGRAM_NOT_DUE);
        return;
    }
    sqlwriter_put(writer, "1 AS \"verdict\"");
}

static bool make_sql(struct making *making, struct program_test *test, struct error *err)
{
    CLEANUP(sqlwriter_clear) struct sqlwriter writer = SQLWRITER_INIT;
    const char *prefix;

    compile_source_write(&making->source, &writer, FOUND);
    test->sql_prefix = (uint32_t)writer.buf.size;
    test->sql_line = making->test->sql_node->text_line;
    test->sql_column = making->test->sql_node->text_column;
    if (!sqlwriter_finish(&writer, making->arena, &prefix, err) ||
            !list_columns(making, test, err))
        return false;
    compile_source_write(&making->source, &writer, FOUND);
    sqlwriter_put(&writer, "%s\n)\nSELECT DISTINCT \"record_id\", 0 AS \"other_id\", ",
            making->test->sql);
    put_found_verdict(&writer, making->test);
    sqlwriter_put(&writer, " FROM \"" FOUND "\"\nORDER BY \"record_id\"");
    if (!sqlwriter_finish(&writer, making->arena, &test->sql, err))
        return false;
    compile_source_write(&making->source, &writer, FOUND);
    sqlwriter_put(&writer, "%s\n)\nSELECT \"record_id\", 0 AS \"other_id\", ",
            making->test->sql);
    put_found_verdict(&writer, making->test);
    put_values(&writer, test);
    sqlwriter_put(&writer, "\nORDER BY \"record_id\"");
    return sqlwriter_finish(&writer, making->arena, &test->values_sql, err);
}

/* "within left_on disabled_at", "match off employee_id system: within left_on
 * disabled_at" */
static void put_said(struct sqlwriter *writer, const struct procedure_check *check)
{
    sqlwriter_put(writer, "%s", check->name);
    if (check->evidence)
        sqlwriter_put(writer, " %s", procedure_counterpart_name(check));
    for (size_t i = 0; i < check->same_count; i++)
        sqlwriter_put(writer, " %s", check->same[i].record.name);
    for (size_t i = 0; i < check->operand_count; i++)
        sqlwriter_put(writer, " %s%s",
                check->operands[i].side == PROCEDURE_PARAMETER ? ":" : "",
                check->operands[i].name);
    if (check->kind == PROCEDURE_COUNT) {
        for (size_t i = 0; i < check->by_count; i++)
            sqlwriter_put(writer, " %s", check->by[i].name);
    }
}

static void put_said_whole(struct sqlwriter *writer, const struct procedure_check *check)
{
    put_said(writer, check);
    for (size_t k = 0; k < check->bound_count; k++) {
        sqlwriter_put(writer, "%s", k ? ", " : ": ");
        put_said(writer, &check->bounds[k]);
    }
}

/* "alternative accepted register finding_id: within ..." */
static bool list_alternatives(const struct making *making, struct program_test *test,
        struct error *err)
{
    CLEANUP(sqlwriter_clear) struct sqlwriter writer = SQLWRITER_INIT;
    size_t count = making->test->alternative_count;

    if (!arena_allocate(making->arena, (count + 1) * sizeof(*test->alternatives),
                &test->alternatives, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct procedure_alternative *route = &making->test->alternatives[i];

        sqlwriter_put(&writer, "%s:", route->id);
        for (size_t k = 0; k < route->check_count; k++) {
            sqlwriter_put(&writer, "%s", k ? ", " : " ");
            put_said_whole(&writer, &route->checks[k]);
        }
        if (!sqlwriter_finish(&writer, making->arena, &test->alternatives[i], err))
            return false;
    }
    test->alternative_count = (uint32_t)count;
    return true;
}

static bool list_checks(const struct making *making, struct program_test *test,
        struct error *err)
{
    CLEANUP(sqlwriter_clear) struct sqlwriter writer = SQLWRITER_INIT;
    size_t count = making->test->check_count;

    if (!arena_allocate(making->arena, (count + 1) * sizeof(*test->checks), &test->checks,
                err))
        return false;
    for (size_t i = 0; i < count; i++) {
        put_said_whole(&writer, &making->test->checks[i]);
        if (!sqlwriter_finish(&writer, making->arena, &test->checks[i], err))
            return false;
    }
    if (count == 0)
        test->checks[count++] = "exceptions";
    test->check_count = (uint32_t)count;
    return true;
}

static bool add_sources(struct making *making, struct error *err)
{
    const struct procedure_test *test = making->test;

    compile_source_add_population(&making->source, test->over);
    if (test->check_count > 0 && test->checks[0].kind == PROCEDURE_RECONCILES &&
            test->checks[0].among)
        compile_source_add_population(&making->source, test->checks[0].among);
    compile_source_add_maps(&making->source, test->checks, test->check_count);
    for (size_t i = 0; i < test->alternative_count; i++)
        compile_source_add_maps(&making->source, test->alternatives[i].checks,
                test->alternatives[i].check_count);
    return !making->test->sql ||
            compile_source_add_sql(&making->source, making->test->sql, err);
}

/* Counterparts are read by their items' own names: they are no part of the WITH. */
static bool list_items(struct making *making, struct program_test *test,
        struct error *err)
{
    for (size_t i = 0; i < making->test->check_count; i++) {
        if (making->test->checks[i].evidence)
            compile_source_add_item(&making->source, making->test->checks[i].evidence);
    }
    for (size_t i = 0; i < making->test->alternative_count; i++) {
        const struct procedure_alternative *route = &making->test->alternatives[i];

        if (route->check_count > 0 && route->checks[0].evidence)
            compile_source_add_item(&making->source, route->checks[0].evidence);
    }
    return compile_source_items(&making->source, &test->items, &test->item_count, err);
}

bool compile_test_make(const struct procedure *procedure,
        const struct procedure_test *test, struct arena *arena,
        struct program_test *ret_test, struct error *err)
{
    struct program_test made = {.id = test->id, .technique = test->technique};
    struct making making = {.test = test, .arena = arena};
    bool done;

    made.population = test->over->id;
    if (!compile_source_init(procedure, arena, &making.source, err) ||
            !add_sources(&making, err) || !list_items(&making, &made, err) ||
            !list_checks(&making, &made, err) ||
            !list_alternatives(&making, &made, err) ||
            !compile_guard_list(test, arena, &made.guards, &made.guard_count, err))
        return false;
    done = test->sql
            ? make_sql(&making, &made, err)
            : list_shown(&making, &made, err) && make_checks(&making, &made, err);
    if (!done)
        return error_prefix(err, "%s", test->id);
    *ret_test = made;
    return true;
}
