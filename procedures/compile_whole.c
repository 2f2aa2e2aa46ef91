#include "procedures/compile_whole.h"

#include "procedures/compile_check.h"
#include "procedures/compile_counterpart.h"

#define DEVIATES 2 /* of an expression, see compile_check.h */

bool compile_whole_is(const struct procedure_check *check)
{
    return check->kind == PROCEDURE_SPANS || check->kind == PROCEDURE_PAIRS ||
            compile_whole_is_two_sided(check);
}

bool compile_whole_is_two_sided(const struct procedure_check *check)
{
    return check->kind == PROCEDURE_RECONCILES || check->kind == PROCEDURE_TOTAL;
}

size_t compile_whole_shown(const struct procedure_test *test,
        const struct compile_shown_list *shown, const char **names)
{
    const struct procedure_check *check = &test->checks[0];
    size_t count = 0;

    if (check->kind == PROCEDURE_RECONCILES)
        names[count++] = "side";
    for (size_t i = 0; compile_whole_is_two_sided(check) && i < check->same_count; i++)
        names[count++] = check->same[i].record.name;
    for (size_t i = 0; !compile_whole_is_two_sided(check) && i < shown->count; i++)
        names[count++] = shown->items[i].name;
    if (check->kind == PROCEDURE_SPANS) {
        names[count++] = "gap_before";
        names[count++] = "gap_after";
    } else if (check->kind == PROCEDURE_PAIRS) {
        names[count++] = "neighbour_at";
    } else if (check->kind == PROCEDURE_TOTAL) {
        names[count++] = "stated";
        names[count++] = "counted";
    }
    return count;
}

static void put_partition(struct sqlwriter *writer, const struct procedure_check *check)
{
    for (size_t i = 0; i < check->by_count; i++) {
        sqlwriter_put(writer, "%s", i ? ", " : "PARTITION BY ");
        compile_check_operand(writer, &check->by[i]);
    }
    sqlwriter_put(writer, "%s", check->by_count ? " " : "");
}

/* A record whose group is not known. */
static void put_unknown_group(struct sqlwriter *writer,
        const struct procedure_check *check)
{
    for (size_t i = 0; i < check->by_count; i++) {
        sqlwriter_put(writer, " OR ");
        compile_check_operand(writer, &check->by[i]);
        sqlwriter_put(writer, " IS NULL");
        if (check->by[i].type == PROGRAM_TEXT)
            continue;
        sqlwriter_put(writer, " OR ");
        compile_check_unreadable(writer, &check->by[i], 1);
    }
}

static void put_shown(struct sqlwriter *writer, const struct compile_shown_list *shown)
{
    for (size_t i = 0; i < shown->count; i++)
        sqlwriter_put(writer, ", p.\"%1$s\" AS \"%1$s\"", shown->items[i].column);
}

/* ---- spans ---- */

static void put_day(struct sqlwriter *writer, const struct procedure_operand *operand)
{
    bool is_day = operand->type == PROGRAM_DATE;

    sqlwriter_put(writer, "%s", is_day ? "" : "day_of(");
    compile_check_operand(writer, operand);
    sqlwriter_put(writer, "%s", is_day ? "" : ")");
}

/* "_s" and "_e": first and last day of a span that is known; NULL of one that is not. */
static void put_spans(struct sqlwriter *writer, const struct procedure_test *test)
{
    const struct procedure_check *check = &test->checks[0];
    const struct procedure_operand *from = &check->operands[0];
    const struct procedure_operand *to = &check->operands[1];

    sqlwriter_put(writer, "(SELECT p.*, CASE WHEN p.\"_bad\" THEN NULL ELSE ");
    put_day(writer, from);
    sqlwriter_put(writer,
            " END AS \"_s\", CASE WHEN p.\"_bad\" THEN NULL ELSE coalesce(");
    put_day(writer, to);
    sqlwriter_put(writer, ", '9999-12-31') END AS \"_e\" FROM (SELECT p.*, coalesce(");
    compile_check_operand(writer, from);
    sqlwriter_put(writer, " IS NULL OR ");
    compile_check_unreadable(writer, check->operands, 2);
    if (!check->is_open_end) {
        sqlwriter_put(writer, " OR ");
        compile_check_operand(writer, to);
        sqlwriter_put(writer, " IS NULL");
    }
    put_unknown_group(writer, check);
    sqlwriter_put(writer, " OR ");
    put_day(writer, to);
    sqlwriter_put(writer, " < ");
    put_day(writer, from);
    sqlwriter_put(writer, ", 0) AS \"_bad\" FROM \"%s\" AS p) AS p)", test->over->id);
}

/* "_until": to where the spans before reach; "_left": how many come behind; "_end": to
 * where all of the group reach; "_unknown": how many of it may lie anywhere. */
static void put_span_windows(struct sqlwriter *writer, const struct procedure_test *test)
{
    const struct procedure_check *check = &test->checks[0];

    sqlwriter_put(writer, "(SELECT p.*, max(p.\"_e\") OVER (");
    put_partition(writer, check);
    sqlwriter_put(writer,
            "ORDER BY p.\"_s\", p.\"record_id\" ROWS BETWEEN UNBOUNDED PRECEDING"
            " AND 1 PRECEDING) AS \"_until\", count(p.\"_s\") OVER (");
    put_partition(writer, check);
    sqlwriter_put(writer,
            "ORDER BY p.\"_s\", p.\"record_id\" ROWS BETWEEN 1 FOLLOWING"
            " AND UNBOUNDED FOLLOWING) AS \"_left\", max(p.\"_e\") OVER (");
    put_partition(writer, check);
    sqlwriter_put(writer, ") AS \"_end\", sum(p.\"_bad\") OVER (");
    put_partition(writer, check);
    sqlwriter_put(writer, ") AS \"_unknown\" FROM ");
    put_spans(writer, test);
    sqlwriter_put(writer, " AS p)");
}

#define GAP_BEFORE                                                                       \
    "(p.\"_s\" > :period_start AND (p.\"_until\" IS NULL OR (p.\"_until\" < :period_end" \
    " AND days_between(p.\"_until\", p.\"_s\") > 1)))"
#define GAP_AFTER "(p.\"_left\" = 0 AND p.\"_end\" < :period_end)"

static void write_spans(struct sqlwriter *writer, const struct procedure_test *test,
        const struct compile_shown_list *shown, bool values)
{
    sqlwriter_put(writer,
            "SELECT p.\"record_id\" AS \"record_id\", 0 AS \"other_id\", CASE WHEN p.\"_bad\""
            " THEN -1 WHEN " GAP_BEFORE " OR " GAP_AFTER
            " THEN CASE WHEN p.\"_unknown\" > 0 THEN -1 ELSE 1 END ELSE 0 END AS \"verdict\"");
    if (values) {
        put_shown(writer, shown);
        sqlwriter_put(writer,
                ", CASE WHEN " GAP_BEFORE
                " THEN max(coalesce(add_days(p.\"_until\", 1), :period_start), :period_start)"
                " || '..' || min(add_days(p.\"_s\", -1), :period_end) END AS \"gap_before\""
                ", CASE WHEN " GAP_AFTER
                " THEN max(add_days(p.\"_end\", 1), :period_start) || '..' || :period_end END"
                " AS \"gap_after\"");
    }
    sqlwriter_put(writer, "\nFROM ");
    put_span_windows(writer, test);
    sqlwriter_put(writer, " AS p");
}

/* ---- pairs ---- */

/* "_k": 1 opens, 2 closes. */
static void put_kinds(struct sqlwriter *writer, const struct procedure_test *test)
{
    const struct procedure_check *check = &test->checks[0];

    sqlwriter_put(writer, "(SELECT p.*, CASE ");
    compile_check_operand(writer, &check->operands[1]);
    for (size_t i = 0; i < 2; i++) {
        sqlwriter_put(writer, " WHEN ");
        sqlwriter_string(writer, check->values[i]);
        sqlwriter_put(writer, " THEN %zu", i + 1);
    }
    sqlwriter_put(writer, " END AS \"_k\", ");
    compile_check_operand(writer, &check->operands[0]);
    sqlwriter_put(writer, " AS \"_t\", ");
    compile_check_operand(writer, &check->operands[0]);
    sqlwriter_put(writer, " IS NULL OR ");
    compile_check_unreadable(writer, check->operands, 1);
    sqlwriter_put(writer, " OR coalesce(");
    compile_check_operand(writer, &check->operands[1]);
    sqlwriter_put(writer, " NOT IN (");
    sqlwriter_string(writer, check->values[0]);
    sqlwriter_put(writer, ", ");
    sqlwriter_string(writer, check->values[1]);
    sqlwriter_put(writer, "), 1)");
    put_unknown_group(writer, check);
    sqlwriter_put(writer, " AS \"_bad\" FROM \"%s\" AS p)", test->over->id);
}

static void put_neighbour(struct sqlwriter *writer, const struct procedure_check *check,
        const char *function, const char *column, const char *name)
{
    sqlwriter_put(writer, ", %s(p.\"%s\") OVER (", function, column);
    put_partition(writer, check);
    sqlwriter_put(writer, "ORDER BY p.\"_t\", p.\"record_id\") AS \"%s\"", name);
}

static void put_pair_windows(struct sqlwriter *writer, const struct procedure_test *test)
{
    const struct procedure_check *check = &test->checks[0];

    sqlwriter_put(writer, "(SELECT p.*");
    put_neighbour(writer, check, "lag", "_k", "_pk");
    put_neighbour(writer, check, "lag", "_t", "_pt");
    put_neighbour(writer, check, "lead", "_k", "_nk");
    put_neighbour(writer, check, "lead", "_t", "_nt");
    sqlwriter_put(writer, ", sum(p.\"_bad\") OVER (");
    put_partition(writer, check);
    sqlwriter_put(writer, ") AS \"_unknown\" FROM ");
    put_kinds(writer, test);
    sqlwriter_put(writer, " AS p)");
}

/* "AND from..to is no longer": nothing where any time will do. */
static void put_no_longer(struct sqlwriter *writer, const struct procedure_check *check,
        const char *from, const char *to)
{
    bool is_day = check->operands[0].type == PROGRAM_DATE;

    if (check->at_most)
        sqlwriter_put(writer, " AND %s(%s, %s) <= %s",
                is_day ? "86400 * days_between" : "seconds_between", from, to,
                check->at_most);
}

static void put_pair_verdict(struct sqlwriter *writer,
        const struct procedure_check *check)
{
    bool is_day = check->operands[0].type == PROGRAM_DATE;

    sqlwriter_put(writer,
            "CASE WHEN p.\"_bad\" THEN -1 WHEN p.\"_k\" = 1 AND p.\"_nk\" = 2");
    put_no_longer(writer, check, "p.\"_t\"", "p.\"_nt\"");
    sqlwriter_put(writer, " OR p.\"_k\" = 2 AND p.\"_pk\" = 1");
    put_no_longer(writer, check, "p.\"_pt\"", "p.\"_t\"");
    sqlwriter_put(writer, " THEN 0 WHEN p.\"_unknown\" > 0 THEN -1");
    if (!check->is_edge_deviating) {
        sqlwriter_put(writer, " WHEN p.\"_k\" = 1 AND p.\"_nt\" IS NULL");
        put_no_longer(writer, check, "p.\"_t\"",
                is_day ? ":period_end" : "end_of_day(:period_end)");
        sqlwriter_put(writer, " OR p.\"_k\" = 2 AND p.\"_pt\" IS NULL");
        put_no_longer(writer, check,
                is_day ? ":period_start" : "start_of_day(:period_start)", "p.\"_t\"");
        sqlwriter_put(writer, " THEN %d", PROGRAM_NOT_DUE);
    }
    sqlwriter_put(writer, " ELSE 1 END");
}

static void write_pairs(struct sqlwriter *writer, const struct procedure_test *test,
        const struct compile_shown_list *shown, bool values)
{
    sqlwriter_put(writer, "SELECT p.\"record_id\" AS \"record_id\", 0 AS \"other_id\", ");
    put_pair_verdict(writer, &test->checks[0]);
    sqlwriter_put(writer, " AS \"verdict\"");
    if (values) {
        put_shown(writer, shown);
        sqlwriter_put(writer,
                ", CASE p.\"_k\" WHEN 1 THEN p.\"_nt\" WHEN 2 THEN p.\"_pt\""
                " END AS \"neighbour_at\"");
    }
    sqlwriter_put(writer, "\nFROM ");
    put_pair_windows(writer, test);
    sqlwriter_put(writer, " AS p");
}

/* ---- reconciles ---- */

static void put_side(struct sqlwriter *writer, const struct procedure_population *side,
        const struct procedure_check *check, bool values, struct arena *arena)
{
    sqlwriter_put(writer,
            "SELECT p.\"record_id\" AS \"record_id\", 0 AS \"other_id\", CASE ");
    compile_counterpart_check(writer, check, DEVIATES, arena);
    sqlwriter_put(writer, " WHEN 0 THEN 0 WHEN 1 THEN -1 ELSE 1 END AS \"verdict\"");
    if (values) {
        sqlwriter_put(writer, ", ");
        sqlwriter_string(writer, side->id);
        sqlwriter_put(writer, " AS \"side\"");
        for (size_t i = 0; i < check->same_count; i++) {
            sqlwriter_put(writer, ", ");
            compile_check_operand(writer, &check->same[i].record);
            sqlwriter_put(writer, " AS \"v%zu\"", i);
        }
    }
    sqlwriter_put(writer, "\nFROM \"%s\" AS p", side->id);
}

static void turn_operands(struct procedure_operand *operands, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (operands[i].side == PROCEDURE_RECORD)
            operands[i].side = PROCEDURE_COUNTERPART;
        else if (operands[i].side == PROCEDURE_COUNTERPART)
            operands[i].side = PROCEDURE_RECORD;
    }
}

static bool turn_bounds(const struct procedure_check *check, struct arena *arena,
        struct procedure_check *turned, struct error *err)
{
    if (!arena_allocate(arena, (check->bound_count + 1) * sizeof(*turned->bounds),
                &turned->bounds, err))
        return false;
    for (size_t i = 0; i < check->bound_count; i++) {
        struct procedure_check *bound = &turned->bounds[i];

        *bound = check->bounds[i];
        if (!arena_allocate(arena, (bound->operand_count + 1) * sizeof(*bound->operands),
                    &bound->operands, err))
            return false;
        for (size_t k = 0; k < bound->operand_count; k++)
            bound->operands[k] = check->bounds[i].operands[k];
        turn_operands(bound->operands, bound->operand_count);
    }
    return true;
}

/* The same seen from the other side: record and counterpart change places. */
static bool turn(const struct procedure_test *test, struct arena *arena,
        struct procedure_check *ret_turned, struct error *err)
{
    const struct procedure_check *check = &test->checks[0];

    *ret_turned = *check;
    ret_turned->evidence = test->over->from;
    ret_turned->among = test->over;
    ret_turned->cell_at[0] = check->cell_at[1];
    ret_turned->cell_at[1] = check->cell_at[0];
    if (!arena_allocate(arena, (check->same_count + 1) * sizeof(*ret_turned->same),
                &ret_turned->same, err))
        return false;
    for (size_t i = 0; i < check->same_count; i++) {
        ret_turned->same[i] = check->same[i];
        ret_turned->same[i].record = check->same[i].counterpart;
        ret_turned->same[i].counterpart = check->same[i].record;
        turn_operands(&ret_turned->same[i].record, 1);
        turn_operands(&ret_turned->same[i].counterpart, 1);
    }
    return turn_bounds(check, arena, ret_turned, err);
}

static void write_reconciles(struct sqlwriter *writer, const struct procedure_test *test,
        bool values, struct arena *arena)
{
    const struct procedure_check *check = &test->checks[0];
    struct procedure_check turned;

    if (!turn(test, arena, &turned, &writer->err)) {
        writer->failed = true;
        return;
    }
    put_side(writer, test->over, check, values, arena);
    sqlwriter_put(writer, "\nUNION ALL ");
    put_side(writer, check->among, &turned, values, arena);
}

/* ---- total ---- */

/* Per group: what it counts or adds up to, of how many that is not known, and its first
 * record. */
static void put_sums(struct sqlwriter *writer, const struct procedure_test *test)
{
    const struct procedure_check *check = &test->checks[0];

    sqlwriter_put(writer, "(SELECT min(p.\"record_id\") AS \"r\", ");
    for (size_t i = 0; i < check->same_count; i++) {
        compile_check_operand(writer, &check->same[i].record);
        sqlwriter_put(writer, " AS \"k%zu\", ", i);
    }
    if (check->operand_count == 0) {
        sqlwriter_put(writer, "count(*) AS \"s\", 0 AS \"u\"");
    } else {
        sqlwriter_put(writer,
                "sum(CASE WHEN typeof(p.\"%1$s\") <> 'blob' THEN p.\"%1$s\" END)"
                " AS \"s\", count(*) FILTER (WHERE p.\"%1$s\" IS NULL OR"
                " typeof(p.\"%1$s\") = 'blob') AS \"u\"",
                check->operands[0].name);
    }
    sqlwriter_put(writer, " FROM \"%s\" AS p", test->over->id);
    for (size_t i = 0; i < check->same_count; i++)
        sqlwriter_put(writer, "%s%zu", i ? ", " : " GROUP BY ", i + 2);
    sqlwriter_put(writer, ")");
}

static void put_keys_equal(struct sqlwriter *writer, const struct procedure_check *check)
{
    if (check->same_count == 0)
        sqlwriter_put(writer, "1");
    for (size_t i = 0; i < check->same_count; i++) {
        sqlwriter_put(writer, "%s", i ? " AND " : "");
        compile_check_operand(writer, &check->same[i].counterpart);
        sqlwriter_put(writer, " = t.\"k%zu\"", i);
    }
}

static void put_stated(struct sqlwriter *writer, const struct procedure_test *test,
        bool values)
{
    const struct procedure_check *check = &test->checks[0];
    const char *value = check->by[0].name;

    sqlwriter_put(writer,
            "SELECT q.\"record_id\" AS \"record_id\", 0 AS \"other_id\", CASE"
            " WHEN typeof(q.\"%1$s\") = 'blob' OR coalesce(t.\"u\", 0) > 0",
            value);
    for (size_t i = 0; i < check->same_count; i++)
        sqlwriter_put(writer, " OR typeof(q.\"%s\") = 'blob'",
                check->same[i].counterpart.name);
    sqlwriter_put(writer,
            " THEN -1 WHEN q.\"%1$s\" IS NULL THEN 1"
            " WHEN round(coalesce(t.\"s\", 0) - q.\"%1$s\", 6) <> 0 THEN 1 ELSE 0 END"
            " AS \"verdict\"",
            value);
    if (values) {
        for (size_t i = 0; i < check->same_count; i++)
            sqlwriter_put(writer, ", q.\"%s\" AS \"v%zu\"",
                    check->same[i].counterpart.name, i);
        sqlwriter_put(writer,
                ", q.\"%s\" AS \"stated\", coalesce(t.\"s\", 0) AS \"counted\"", value);
    }
    sqlwriter_put(writer, "\nFROM \"%s\" AS q LEFT JOIN ", check->evidence->id);
    put_sums(writer, test);
    sqlwriter_put(writer, " AS t ON ");
    put_keys_equal(writer, check);
}

/* A group that nobody states a total of is shown by its first record. */
static void write_total(struct sqlwriter *writer, const struct procedure_test *test,
        bool values)
{
    const struct procedure_check *check = &test->checks[0];

    put_stated(writer, test, values);
    if (check->same_count == 0)
        return;
    sqlwriter_put(writer, "\nUNION ALL SELECT t.\"r\", 0, CASE WHEN 0");
    for (size_t i = 0; i < check->same_count; i++)
        sqlwriter_put(writer, " OR typeof(t.\"k%zu\") = 'blob'", i);
    sqlwriter_put(writer, " THEN -1 ELSE 1 END");
    for (size_t i = 0; values && i < check->same_count; i++)
        sqlwriter_put(writer, ", t.\"k%zu\"", i);
    if (values)
        sqlwriter_put(writer, ", NULL, t.\"s\"");
    sqlwriter_put(writer, " FROM ");
    put_sums(writer, test);
    sqlwriter_put(writer, " AS t WHERE NOT EXISTS (SELECT 1 FROM \"%s\" AS q WHERE ",
            check->evidence->id);
    put_keys_equal(writer, check);
    sqlwriter_put(writer, ")");
}

void compile_whole_write(struct sqlwriter *writer, const struct procedure_test *test,
        const struct compile_shown_list *shown, bool values, struct arena *arena)
{
    if (test->checks[0].kind == PROCEDURE_SPANS)
        write_spans(writer, test, shown, values);
    else if (test->checks[0].kind == PROCEDURE_PAIRS)
        write_pairs(writer, test, shown, values);
    else if (test->checks[0].kind == PROCEDURE_RECONCILES)
        write_reconciles(writer, test, values, arena);
    else
        write_total(writer, test, values);
}
