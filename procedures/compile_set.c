#include "procedures/compile_set.h"

#include "procedures/compile_check.h"

static void put_list(struct sqlwriter *writer, const struct procedure_operand *operands,
        size_t count)
{
    for (size_t i = 0; i < count; i++) {
        sqlwriter_put(writer, "%s", i ? ", " : "");
        compile_check_operand(writer, &operands[i]);
    }
}

static void put_partition(struct sqlwriter *writer,
        const struct procedure_operand *operands, size_t count)
{
    if (count == 0)
        return;
    sqlwriter_put(writer, "PARTITION BY ");
    put_list(writer, operands, count);
}

/* "x IS NULL OR typeof(x) = 'blob' ..." */
static void put_unknown(struct sqlwriter *writer,
        const struct procedure_operand *operands, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        sqlwriter_put(writer, "%s", i ? " OR " : "");
        compile_check_operand(writer, &operands[i]);
        sqlwriter_put(writer, " IS NULL");
        if (operands[i].type != PROGRAM_TEXT) {
            sqlwriter_put(writer, " OR ");
            compile_check_unreadable(writer, &operands[i], 1);
        }
    }
}

static void put_null(struct sqlwriter *writer, const struct procedure_operand *operands,
        size_t count)
{
    for (size_t i = 0; i < count; i++) {
        sqlwriter_put(writer, "%s", i ? " OR " : "");
        compile_check_operand(writer, &operands[i]);
        sqlwriter_put(writer, " IS NULL");
    }
}

/* A verdict for a record without a value. */
static int missing_verdict(const struct procedure_check *check)
{
    if (check->missing == PROCEDURE_DEVIATES)
        return 1;
    return check->missing == PROCEDURE_UNDECIDABLE ? -1 : 0;
}

static void put_whens(struct sqlwriter *writer, const struct procedure_check *check)
{
    const struct procedure_operand *readable = check->operands;

    for (size_t i = 0; i < check->operand_count; i++) {
        if (readable[i].type == PROGRAM_TEXT)
            continue;
        sqlwriter_put(writer, " WHEN ");
        compile_check_unreadable(writer, &readable[i], 1);
        sqlwriter_put(writer, " THEN -1");
    }
    sqlwriter_put(writer, " WHEN ");
    put_null(writer, check->operands, check->operand_count);
    sqlwriter_put(writer, " THEN %d", missing_verdict(check));
}

static void put_unique(struct sqlwriter *writer, const struct procedure_check *check)
{
    sqlwriter_put(writer, "CASE");
    put_whens(writer, check);
    sqlwriter_put(writer, " WHEN count(*) OVER (");
    put_partition(writer, check->operands, check->operand_count);
    sqlwriter_put(writer, ") > 1 THEN 1 ELSE 0 END");
}

/* The value before in the group; NULL for the first. Values that are not there sort
 * first, unreadable ones last. */
static void put_previous(struct sqlwriter *writer, const struct procedure_check *check)
{
    sqlwriter_put(writer, "lag(p.\"%s\") OVER (", check->operands[0].name);
    put_partition(writer, check->by, check->by_count);
    sqlwriter_put(writer, "%sORDER BY p.\"%s\", p.\"record_id\")",
            check->by_count ? " " : "", check->operands[0].name);
}

static void put_step(struct sqlwriter *writer, const struct procedure_check *check)
{
    static const char *const seconds[] = {"", " * 60", " * 3600", " * 86400"};
    enum program_type type = check->operands[0].type;
    const char *name = check->operands[0].name;

    if (type == PROGRAM_NUMBER) {
        sqlwriter_put(writer, "p.\"%s\" - ", name);
        put_previous(writer, check);
        sqlwriter_put(writer, " > ");
        compile_check_bound(writer, check->at_most);
        return;
    }
    sqlwriter_put(writer, "%s(",
            type == PROGRAM_DATE ? "86400 * days_between" : "seconds_between");
    put_previous(writer, check);
    sqlwriter_put(writer, ", p.\"%s\") > ", name);
    compile_check_bound(writer, check->at_most);
    sqlwriter_put(writer, "%s", seconds[check->unit]);
}

/* An unreadable value may be the one that seems left out: then a gap is undecided. */
static void put_no_gap(struct sqlwriter *writer, const struct procedure_check *check)
{
    sqlwriter_put(writer, "CASE");
    put_whens(writer, check);
    if (check->by_count > 0) {
        sqlwriter_put(writer, " WHEN ");
        put_unknown(writer, check->by, check->by_count);
        sqlwriter_put(writer, " THEN -1");
    }
    sqlwriter_put(writer, " WHEN ");
    put_step(writer, check);
    sqlwriter_put(writer, " THEN CASE WHEN count(*) FILTER (WHERE ");
    compile_check_unreadable(writer, check->operands, 1);
    sqlwriter_put(writer, ") OVER (");
    put_partition(writer, check->by, check->by_count);
    sqlwriter_put(writer, ") > 0 THEN -1 ELSE 1 END ELSE 0 END");
}

static void put_count(struct sqlwriter *writer, const struct procedure_check *check)
{
    sqlwriter_put(writer, "CASE");
    if (check->by_count > 0) {
        sqlwriter_put(writer, " WHEN ");
        put_unknown(writer, check->by, check->by_count);
        sqlwriter_put(writer, " THEN -1");
    }
    if (check->max) {
        sqlwriter_put(writer, " WHEN count(*) > ");
        compile_check_bound(writer, check->max);
        sqlwriter_put(writer, " THEN 1");
    }
    if (check->min) {
        sqlwriter_put(writer, " WHEN count(*) < ");
        compile_check_bound(writer, check->min);
        sqlwriter_put(writer, " THEN 1");
    }
    sqlwriter_put(writer, " ELSE 0 END");
}

/* A record whose group is not known makes a group of its own, which decides nothing. */
static void put_groups(struct sqlwriter *writer, const struct procedure_check *check)
{
    sqlwriter_put(writer, "\nGROUP BY ");
    if (check->by_count ==
            0) { /* everything in one group, and none where there is nothing */
        sqlwriter_put(writer, "'all'");
        return;
    }
    put_list(writer, check->by, check->by_count);
    sqlwriter_put(writer, ", CASE WHEN ");
    put_unknown(writer, check->by, check->by_count);
    sqlwriter_put(writer, " THEN p.\"record_id\" END");
}

const char *compile_set_extra(const struct procedure_check *check)
{
    if (check->kind == PROCEDURE_NO_GAP)
        return "previous";
    return check->kind == PROCEDURE_COUNT ? "count" : NULL;
}

static void put_extra(struct sqlwriter *writer, const struct procedure_check *check)
{
    const char *extra = compile_set_extra(check);

    if (!extra)
        return;
    sqlwriter_put(writer, ", ");
    if (check->kind == PROCEDURE_NO_GAP)
        put_previous(writer, check);
    else
        sqlwriter_put(writer, "count(*)");
    sqlwriter_put(writer, " AS \"%s\"", extra);
}

void compile_set_write(struct sqlwriter *writer, const struct procedure_test *test,
        bool values, const char *const *columns, size_t column_count)
{
    const struct procedure_check *check = &test->checks[0];
    bool is_count = check->kind == PROCEDURE_COUNT;

    sqlwriter_put(writer, "SELECT %s AS \"record_id\", 0 AS \"other_id\", ",
            is_count ? "min(p.\"record_id\")" : "p.\"record_id\"");
    if (check->kind == PROCEDURE_UNIQUE)
        put_unique(writer, check);
    else if (is_count)
        put_count(writer, check);
    else
        put_no_gap(writer, check);
    sqlwriter_put(writer, " AS \"verdict\"");
    for (size_t i = 0; values && i < column_count; i++)
        sqlwriter_put(writer, ", p.\"%1$s\" AS \"%1$s\"", columns[i]);
    if (values)
        put_extra(writer, check);
    sqlwriter_put(writer, "\nFROM \"%s\" AS p", test->over->id);
    if (is_count)
        put_groups(writer, check);
}
