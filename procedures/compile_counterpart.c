#include "procedures/compile_counterpart.h"

#include "procedures/compile_check.h"
#include "procedures/compile_inside.h"
#include "procedures/compile_source.h"

/* Inside an absent a condition is only met or not met. */
#define NOT_MET 2

/* FROM and WHERE of the candidates: `q`, equal in every key. Only plain equalities stand
 * on q's keys. Of a population, records whose belonging cannot be decided stay candidates
 * and decide nothing. */
static void put_candidates(struct sqlwriter *writer, const struct procedure_check *check,
        struct arena *arena)
{
    bool is_population = check->among && (check->among->where || check->among->at);

    if (is_population) {
        sqlwriter_put(writer, " FROM (SELECT \"record_id\"");
        for (size_t i = 0; i < check->evidence->column_count; i++)
            sqlwriter_put(writer, ", \"%s\"", check->evidence->columns[i].name);
        sqlwriter_put(writer, ", ");
        compile_source_write_disposition(writer, check->among, arena);
        sqlwriter_put(writer, " AS \"disposition\" FROM \"%s\") AS q WHERE ",
                check->evidence->id);
    } else {
        sqlwriter_put(writer, " FROM \"%s\" AS q WHERE ", check->evidence->id);
    }
    for (size_t i = 0; i < check->same_count; i++) {
        sqlwriter_put(writer, "%s", i ? " AND " : "");
        compile_check_operand(writer, &check->same[i].counterpart);
        sqlwriter_put(writer, " = ");
        compile_check_operand(writer, &check->same[i].record);
    }
    if (is_population)
        sqlwriter_put(writer, " AND q.\"disposition\" <> 1");
    if (check->cell)
        sqlwriter_put(writer,
                " AND (q.\"disposition\" = 2 OR cell_at('%1$s', q.\"%3$s\") ="
                " cell_at('%1$s', p.\"%2$s\"))",
                check->cell, check->cell_at[0]->name, check->cell_at[1]->name);
}

static bool has_dispositions(const struct procedure_check *check)
{
    return check->among && (check->among->where || check->among->at);
}

/* A candidate beyond the limit is none; where that cannot be decided it stays one. */
static void put_limit(struct sqlwriter *writer, const struct procedure_check *check)
{
    const struct procedure_operand *by = check->by;

    if (!check->limit)
        return;
    sqlwriter_put(writer, " AND (");
    if (compile_check_unreadable(writer, by, 1))
        sqlwriter_put(writer, " OR ");
    compile_check_compare(writer, by,
            check->pick == PROCEDURE_LATEST ? "<=" : ">=", check->limit);
    if (check->limit->side != PROCEDURE_PARAMETER) {
        sqlwriter_put(writer, " OR ");
        if (compile_check_unreadable(writer, check->limit, 1))
            sqlwriter_put(writer, " OR ");
        compile_check_operand(writer, check->limit);
        sqlwriter_put(writer, " IS NULL");
    }
    sqlwriter_put(writer, ")");
}

/* Unreadable ones first, so that they decide; those without a value last. */
static void put_pick(struct sqlwriter *writer, const struct procedure_check *check)
{
    bool is_first = check->pick == PROCEDURE_FIRST;

    sqlwriter_put(writer, " ORDER BY ");
    if (has_dispositions(check))
        sqlwriter_put(writer, "q.\"disposition\" DESC, ");
    if (is_first)
        sqlwriter_put(writer, "typeof(q.\"%1$s\") = 'blob' DESC, q.\"%1$s\" IS NULL, ",
                check->by->name);
    sqlwriter_put(writer, "q.\"%s\"%s, q.\"record_id\"%s LIMIT 1", check->by->name,
            is_first ? "" : " DESC", is_first ? "" : " DESC");
}

struct conditions {
    const struct procedure_check *check;
    unsigned deviates;
};

static void put_condition(struct sqlwriter *writer, const void *context, size_t i)
{
    const struct conditions *conditions = context;

    compile_check_row(writer, &conditions->check->bounds[i], conditions->deviates);
}

static bool is_picked(const struct procedure_check *check)
{
    return check->pick == PROCEDURE_FIRST || check->pick == PROCEDURE_LATEST;
}

/* What one candidate says: 0 holds all conditions, 1 cannot be decided, `deviates`. */
static void put_candidate(struct sqlwriter *writer, const struct procedure_check *check,
        unsigned deviates)
{
    const struct conditions conditions = {check, deviates};
    bool has_case = has_dispositions(check) || is_picked(check);

    if (has_case)
        sqlwriter_put(writer, "CASE");
    if (has_dispositions(check))
        sqlwriter_put(writer, " WHEN q.\"disposition\" = 2 THEN 1");
    if (is_picked(check)) {
        sqlwriter_put(writer, " WHEN ");
        compile_check_unreadable(writer, check->by, 1);
        sqlwriter_put(writer, " THEN 1");
        if (check->limit && check->limit->side != PROCEDURE_PARAMETER) {
            sqlwriter_put(writer, " WHEN ");
            compile_check_unreadable(writer, check->limit, 1);
            sqlwriter_put(writer, " THEN 1 WHEN ");
            compile_check_operand(writer, check->limit);
            sqlwriter_put(writer, " IS NULL THEN %u", deviates);
        }
    }
    if (has_case)
        sqlwriter_put(writer, " ELSE ");
    if (check->bound_count > 0)
        compile_check_largest(writer, check->bound_count, put_condition, &conditions);
    else
        sqlwriter_put(writer, "0");
    if (has_case)
        sqlwriter_put(writer, " END");
}

/* A counterpart whose key could not be read may be the one that is looked for. */
static void put_when_unreadable_key(struct sqlwriter *writer,
        const struct procedure_check *check)
{
    for (size_t i = 0; i < check->same_count; i++) {
        if (check->same[i].counterpart.type == PROGRAM_TEXT)
            continue;
        sqlwriter_put(writer, " WHEN EXISTS (SELECT 1 FROM \"%s\" AS q WHERE ",
                check->evidence->id);
        compile_check_unreadable(writer, &check->same[i].counterpart, 1);
        for (size_t k = 0; k < check->same_count; k++) {
            if (k == i)
                continue;
            sqlwriter_put(writer, " AND ");
            compile_check_operand(writer, &check->same[k].counterpart);
            sqlwriter_put(writer, " = ");
            compile_check_operand(writer, &check->same[k].record);
        }
        sqlwriter_put(writer, ") THEN 1");
    }
}

/* What the record's own keys decide already. */
static void put_when_keys(struct sqlwriter *writer, const struct procedure_check *check,
        unsigned nameless)
{
    for (size_t i = 0; i < check->same_count; i++) {
        if (check->same[i].record.type == PROGRAM_TEXT)
            continue;
        sqlwriter_put(writer, " WHEN ");
        compile_check_unreadable(writer, &check->same[i].record, 1);
        sqlwriter_put(writer, " THEN 1");
    }
    for (size_t i = 0; i < check->same_count; i++) {
        sqlwriter_put(writer, " WHEN ");
        compile_check_nameless(writer, &check->same[i].record);
        sqlwriter_put(writer, " THEN %u", nameless);
    }
    for (size_t i = 0; i < check->same_count; i++) {
        if (check->same[i].keys_met == PROCEDURE_KEYS_UNSAID)
            continue;
        sqlwriter_put(writer, " WHEN NOT EXISTS (SELECT 1 FROM \"%s\" AS q WHERE ",
                check->evidence->id);
        compile_check_operand(writer, &check->same[i].counterpart);
        sqlwriter_put(writer, " = ");
        compile_check_operand(writer, &check->same[i].record);
        sqlwriter_put(writer, ") THEN 1");
    }
}

static bool is_plain(const struct procedure_check *check)
{
    return check->bound_count == 0 && !has_dispositions(check) && !is_picked(check);
}

static void put_lookup(struct sqlwriter *writer, const struct procedure_check *check,
        const char *aggregate, unsigned deviates, struct arena *arena)
{
    sqlwriter_put(writer, "(SELECT %s%s", aggregate, *aggregate ? "(" : "");
    put_candidate(writer, check, deviates);
    sqlwriter_put(writer, "%s", *aggregate ? ")" : "");
    put_candidates(writer, check, arena);
    put_limit(writer, check);
    if (is_picked(check))
        put_pick(writer, check);
    sqlwriter_put(writer, ")");
}

/* One candidate that holds every condition decides, whatever a key that could not be read
 * hides. */
static void put_when_held(struct sqlwriter *writer, const struct procedure_check *check,
        unsigned verdict, struct arena *arena)
{
    bool may_hide = false;

    for (size_t i = 0; i < check->same_count; i++)
        may_hide = may_hide || check->same[i].counterpart.type != PROGRAM_TEXT;
    if (!may_hide)
        return;
    sqlwriter_put(writer, " WHEN ");
    put_lookup(writer, check, "min", NOT_MET, arena);
    sqlwriter_put(writer, " = 0 THEN %u", verdict);
}

/* What a candidate says besides its span. */
static void put_others(struct sqlwriter *writer, const struct procedure_check *check)
{
    if (has_dispositions(check))
        sqlwriter_put(writer, "CASE WHEN q.\"disposition\" = 2 THEN 1 ELSE 0 END");
    else
        sqlwriter_put(writer, "0");
    for (size_t i = 0; i < check->bound_count; i++) {
        if (check->bounds[i].kind == PROCEDURE_INSIDE)
            continue;
        sqlwriter_put(writer, ", ");
        compile_check_row(writer, &check->bounds[i], NOT_MET);
    }
}

/* The counterparts together; a key that could not be read may hide one more. */
static void put_union(struct sqlwriter *writer, const struct procedure_check *check,
        unsigned deviates, struct arena *arena)
{
    compile_inside_write_own(writer, compile_inside_find(check), deviates);
    sqlwriter_put(writer, " ELSE CASE ");
    compile_inside_write_union(writer, check, put_others, put_candidates, arena);
    sqlwriter_put(writer, " WHEN 0 THEN 0 WHEN 1 THEN 1 ELSE CASE WHEN 0 THEN 0");
    put_when_unreadable_key(writer, check);
    sqlwriter_put(writer, " ELSE %u END END END", deviates);
}

static void put_match(struct sqlwriter *writer, const struct procedure_check *check,
        unsigned deviates, struct arena *arena)
{
    static const char *const aggregates[] = {
            [PROCEDURE_ANY] = "min",
            [PROCEDURE_ALL] = "max",
            [PROCEDURE_FIRST] = "",
            [PROCEDURE_LATEST] = "",
    };

    sqlwriter_put(writer, "CASE");
    put_when_keys(writer, check, deviates);
    if (compile_inside_find(check)) {
        put_union(writer, check, deviates, arena);
        return;
    }
    if (is_plain(check)) {
        sqlwriter_put(writer, " WHEN EXISTS (SELECT 1");
        put_candidates(writer, check, arena);
        sqlwriter_put(writer, ") THEN 0");
        put_when_unreadable_key(writer, check);
        sqlwriter_put(writer, " ELSE %u END", deviates);
        return;
    }
    if (check->pick == PROCEDURE_ANY)
        put_when_held(writer, check, 0, arena);
    put_when_unreadable_key(writer, check);
    sqlwriter_put(writer, " ELSE coalesce(");
    put_lookup(writer, check, aggregates[check->pick], deviates, arena);
    sqlwriter_put(writer, ", %u) END", deviates);
}

static void put_absent(struct sqlwriter *writer, const struct procedure_check *check,
        unsigned deviates, struct arena *arena)
{
    sqlwriter_put(writer, "CASE");
    put_when_keys(writer, check, 1);
    if (is_plain(check)) {
        sqlwriter_put(writer, " WHEN EXISTS (SELECT 1");
        put_candidates(writer, check, arena);
        sqlwriter_put(writer, ") THEN %u", deviates);
        put_when_unreadable_key(writer, check);
        sqlwriter_put(writer, " ELSE 0 END");
        return;
    }
    put_when_held(writer, check, deviates, arena);
    put_when_unreadable_key(writer, check);
    sqlwriter_put(writer, " ELSE CASE ");
    put_lookup(writer, check, "min", NOT_MET, arena);
    sqlwriter_put(writer, " WHEN 0 THEN %u WHEN 1 THEN 1 ELSE 0 END END", deviates);
}

void compile_counterpart_check(struct sqlwriter *writer,
        const struct procedure_check *check, unsigned deviates, struct arena *arena)
{
    if (check->kind != PROCEDURE_ABSENT)
        put_match(writer, check, deviates, arena);
    else
        put_absent(writer, check, deviates, arena);
}

/* Of several candidates the worst, of an alternative the best, and of an absent the one
 * that should not be there. What a candidate says is a column of its own, since ORDER BY
 * cannot see the tested record. */
static void put_worst(struct sqlwriter *writer, const struct procedure_check *check,
        const char *column, struct arena *arena)
{
    sqlwriter_put(writer, "(SELECT v FROM (SELECT q.\"%s\" AS v, ", column);
    put_candidate(writer, check, NOT_MET);
    sqlwriter_put(writer, " AS c, q.\"record_id\" AS r");
    put_candidates(writer, check, arena);
    sqlwriter_put(writer, ") ORDER BY c%s, r LIMIT 1)",
            check->kind == PROCEDURE_ABSENT || check->is_alternative ? "" : " DESC");
}

/* A key that names nothing has no counterpart, whatever else has none. */
static void put_when_nameless(struct sqlwriter *writer,
        const struct procedure_check *check)
{
    sqlwriter_put(writer, "CASE WHEN ");
    for (size_t i = 0; i < check->same_count; i++) {
        sqlwriter_put(writer, "%s", i ? " OR " : "");
        compile_check_nameless(writer, &check->same[i].record);
    }
    sqlwriter_put(writer, " THEN NULL ELSE ");
}

void compile_counterpart_value(struct sqlwriter *writer,
        const struct procedure_check *check, const char *column, struct arena *arena)
{
    put_when_nameless(writer, check);
    if (is_picked(check)) {
        sqlwriter_put(writer, "(SELECT q.\"%s\"", column);
        put_candidates(writer, check, arena);
        put_limit(writer, check);
        put_pick(writer, check);
        sqlwriter_put(writer, ")");
    } else {
        put_worst(writer, check, column, arena);
    }
    sqlwriter_put(writer, " END");
}
