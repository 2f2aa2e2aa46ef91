#include "procedures/compile_check.h"

#include <string.h>

#include "procedures/compile_inside.h"
#include "procedures/parameter_map.h"

#define LARGEST_AT_ONCE                                            \
    12 /* a function takes no more than 16 arguments in the worker \
        */

void compile_check_bound(struct sqlwriter *writer, const char *bound)
{
    sqlwriter_put(writer, "%s", bound);
}

void compile_check_operand(struct sqlwriter *writer,
        const struct procedure_operand *operand)
{
    if (operand->side == PROCEDURE_PARAMETER)
        sqlwriter_put(writer, ":%s", operand->name);
    else if (operand->side == PROCEDURE_FOUND)
        sqlwriter_put(writer, "f.\"%s.%s\"",
                xml_attribute(operand->found->node, "evidence"), operand->name);
    else
        sqlwriter_name(writer, operand->side == PROCEDURE_RECORD ? "p" : "q",
                operand->name);
}

static bool may_be_unreadable(const struct procedure_operand *operand)
{
    return operand->side != PROCEDURE_PARAMETER && operand->type != PROGRAM_TEXT;
}

static void put_typeof(struct sqlwriter *writer, const struct procedure_operand *operand,
        const char *operator)
{
    sqlwriter_put(writer, "typeof(");
    compile_check_operand(writer, operand);
    sqlwriter_put(writer, ") %s 'blob'", operator);
}

bool compile_check_unreadable(struct sqlwriter *writer,
        const struct procedure_operand *operands, size_t count)
{
    bool any = false;

    for (size_t i = 0; i < count; i++) {
        if (!may_be_unreadable(&operands[i]))
            continue;
        sqlwriter_put(writer, "%s", any ? " OR " : "");
        put_typeof(writer, &operands[i], "=");
        any = true;
    }
    return any;
}

static void put_when_unreadable(struct sqlwriter *writer,
        const struct procedure_operand *operands, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!may_be_unreadable(&operands[i]))
            continue;
        sqlwriter_put(writer, " WHEN ");
        compile_check_unreadable(writer, operands, count);
        sqlwriter_put(writer, " THEN 1");
        return;
    }
}

/* Text without what makes no difference between persons or keys; NULL where nothing is
 * left. */
static void put_essence(struct sqlwriter *writer, const struct procedure_operand *operand)
{
    if (operand->type != PROGRAM_TEXT) {
        compile_check_operand(writer, operand);
        return;
    }
    sqlwriter_put(writer, "nullif(lower_text(fold(trim(");
    compile_check_operand(writer, operand);
    sqlwriter_put(writer, ", " COMPILE_CHECK_BLANKS "))), '')");
}

void compile_check_nameless(struct sqlwriter *writer,
        const struct procedure_operand *operand)
{
    if (operand->type == PROGRAM_TEXT) {
        sqlwriter_put(writer, "coalesce(trim(");
        compile_check_operand(writer, operand);
        sqlwriter_put(writer, ", " COMPILE_CHECK_BLANKS "), '') = ''");
    } else {
        compile_check_operand(writer, operand);
        sqlwriter_put(writer, " IS NULL");
    }
}

/* What `missing` makes of a record without a value; false: nothing is to be written. */
static unsigned missing_code(const struct procedure_check *check, unsigned deviates)
{
    if (check->missing == PROCEDURE_DEVIATES)
        return deviates;
    return check->missing == PROCEDURE_UNDECIDABLE ? 1 : 0;
}

static void put_when_missing(struct sqlwriter *writer,
        const struct procedure_check *check, unsigned deviates)
{
    sqlwriter_put(writer, " WHEN ");
    for (size_t i = 0; i < check->operand_count; i++) {
        sqlwriter_put(writer, "%s", i ? " OR " : "");
        if (check->kind == PROCEDURE_DIFFERS && check->operands[i].type == PROGRAM_TEXT) {
            compile_check_nameless(writer, &check->operands[i]);
        } else {
            compile_check_operand(writer, &check->operands[i]);
            sqlwriter_put(writer, " IS NULL");
        }
    }
    sqlwriter_put(writer, " THEN %u", missing_code(check, deviates));
}

static void put_day(struct sqlwriter *writer, const struct procedure_operand *operand)
{
    /* :as_of and the like may be bound to a moment. */
    bool is_day = operand->type == PROGRAM_DATE && operand->side != PROCEDURE_PARAMETER;

    sqlwriter_put(writer, "%s", is_day ? "" : "day_of(");
    compile_check_operand(writer, operand);
    sqlwriter_put(writer, "%s", is_day ? "" : ")");
}

void compile_check_compare(struct sqlwriter *writer, const struct procedure_operand *a,
        const char *operator, const struct procedure_operand * b)
{
    bool by_day = a->type == PROGRAM_DATE || b->type == PROGRAM_DATE;

    if (by_day)
        put_day(writer, a);
    else
        compile_check_operand(writer, a);
    sqlwriter_put(writer, " %s ", operator);
    if (by_day)
        put_day(writer, b);
    else
        compile_check_operand(writer, b);
}

/* A pair is compared only where both could be read. */
static void put_readable(struct sqlwriter *writer,
        const struct procedure_operand *operand)
{
    if (!may_be_unreadable(operand))
        return;
    put_typeof(writer, operand, "<>");
    sqlwriter_put(writer, " AND ");
}

static void put_when_pairs(struct sqlwriter *writer, const struct procedure_check *check,
        unsigned deviates,
        void (*compare)(struct sqlwriter *, const struct procedure_check *,
                const struct procedure_operand *, const struct procedure_operand *))
{
    for (size_t i = 0; i + 1 < check->operand_count; i++) {
        for (size_t k = i + 1; k < check->operand_count; k++) {
            sqlwriter_put(writer, " WHEN ");
            put_readable(writer, &check->operands[i]);
            put_readable(writer, &check->operands[k]);
            compare(writer, check, &check->operands[i], &check->operands[k]);
            sqlwriter_put(writer, " THEN %u", deviates);
        }
    }
}

static void compare_order(struct sqlwriter *writer, const struct procedure_check *check,
        const struct procedure_operand *a, const struct procedure_operand *b)
{
    compile_check_compare(writer, a, check->is_equal_refused ? ">=" : ">", b);
}

static void compare_essence(struct sqlwriter *writer, const struct procedure_check *check,
        const struct procedure_operand *a, const struct procedure_operand *b)
{
    (void)check;
    put_essence(writer, a);
    sqlwriter_put(writer, " = ");
    put_essence(writer, b);
}

static void compare_equal(struct sqlwriter *writer, const struct procedure_check *check,
        const struct procedure_operand *a, const struct procedure_operand *b)
{
    (void)check;
    compile_check_compare(writer, a, "<>", b);
}

/* A pair out of order is so whatever else is missing or unreadable; missing=allow leaves
 * a column out. */
static void put_pairs(struct sqlwriter *writer, const struct procedure_check *check,
        unsigned deviates,
        void (*compare)(struct sqlwriter *, const struct procedure_check *,
                const struct procedure_operand *, const struct procedure_operand *))
{
    sqlwriter_put(writer, "CASE");
    put_when_pairs(writer, check, deviates, compare);
    if (check->missing != PROCEDURE_ALLOWED)
        put_when_missing(writer, check, deviates);
    put_when_unreadable(writer, check->operands, check->operand_count);
    sqlwriter_put(writer, " ELSE 0 END");
}

static void put_filled(struct sqlwriter *writer, const struct procedure_check *check,
        unsigned deviates)
{
    sqlwriter_put(writer, "CASE");
    for (size_t i = 0; i < check->operand_count; i++) {
        const struct procedure_operand *operand = &check->operands[i];

        sqlwriter_put(writer, " WHEN ");
        compile_check_nameless(writer, operand);
        if (may_be_unreadable(operand)) { /* an empty cell of a date column is no date */
            sqlwriter_put(writer, " OR ");
            put_typeof(writer, operand, "=");
            sqlwriter_put(writer, " AND trim(CAST(");
            compile_check_operand(writer, operand);
            sqlwriter_put(writer, " AS TEXT), " COMPILE_CHECK_BLANKS ") = ''");
        }
        sqlwriter_put(writer, " THEN %u", deviates);
    }
    put_when_unreadable(writer, check->operands, check->operand_count);
    sqlwriter_put(writer, " ELSE 0 END");
}

static void put_value(struct sqlwriter *writer, const struct procedure_operand *operand,
        const char *value)
{
    if (operand->type == PROGRAM_NUMBER || operand->type == PROGRAM_BOOLEAN)
        sqlwriter_put(writer, "%s", value);
    else
        sqlwriter_string(writer, value);
}

/* One column, one test of its value. */
static void put_single(struct sqlwriter *writer, const struct procedure_check *check,
        unsigned deviates)
{
    const struct procedure_operand *operand = &check->operands[0];

    sqlwriter_put(writer, "CASE");
    put_when_missing(writer, check, deviates);
    put_when_unreadable(writer, operand, 1);
    sqlwriter_put(writer, " WHEN ");
    compile_check_operand(writer, operand);
    if (check->kind == PROCEDURE_MATCHES) {
        sqlwriter_put(writer, " REGEXP ");
        sqlwriter_string(writer, check->pattern);
    } else {
        sqlwriter_put(writer, " IN (");
        for (size_t i = 0; i < check->value_count; i++) {
            sqlwriter_put(writer, "%s", i ? ", " : "");
            put_value(writer, operand, check->values[i]);
        }
        sqlwriter_put(writer, ")");
    }
    sqlwriter_put(writer, " THEN 0 ELSE %u END", deviates);
}

static void put_duration(struct sqlwriter *writer, const struct procedure_check *check)
{
    static const char *const functions[] = {
            [PROCEDURE_SECONDS] = "seconds_between",
            [PROCEDURE_MINUTES] = "seconds_between",
            [PROCEDURE_HOURS] = "seconds_between",
            [PROCEDURE_DAYS] = "days_between",
            [PROCEDURE_BUSINESS_DAYS] = "business_days_between",
    };

    sqlwriter_put(writer, "%s(", functions[check->unit]);
    compile_check_operand(writer, &check->operands[0]);
    sqlwriter_put(writer, ", ");
    compile_check_operand(writer, &check->operands[1]);
    if (check->calendar)
        sqlwriter_put(writer, ", '%s'%s", check->calendar,
                check->is_day_zero_next ? ", 'next'" : "");
    sqlwriter_put(writer, ")");
}

static void put_limit(struct sqlwriter *writer, const struct procedure_check *check,
        const char *operator, const char * bound, const struct procedure_map_use *map,
        unsigned deviates)
{
    static const char *const factors[] = {"", " * 60", " * 3600", "", ""};

    if (!bound)
        return;
    sqlwriter_put(writer, " WHEN ");
    put_duration(writer, check);
    sqlwriter_put(writer, " %s ", operator);
    if (map)
        parameter_map_write_value(writer, map);
    else
        compile_check_bound(writer, bound);
    sqlwriter_put(writer, "%s THEN %u", factors[check->unit], deviates);
}

/* A key that the map does not have. */
static void put_when_unmapped(struct sqlwriter *writer,
        const struct procedure_map_use *map)
{
    if (!map)
        return;
    sqlwriter_put(writer, " WHEN typeof(");
    parameter_map_write_value(writer, map);
    sqlwriter_put(writer, ") = 'blob' THEN 1");
}

static void put_when_keyless(struct sqlwriter *writer,
        const struct procedure_check *check, const struct procedure_map_use *map,
        unsigned deviates)
{
    if (!map)
        return;
    sqlwriter_put(writer, " WHEN ");
    compile_check_operand(writer, &map->key);
    sqlwriter_put(writer, " IS NULL THEN %u", missing_code(check, deviates));
}

static void put_within(struct sqlwriter *writer, const struct procedure_check *check,
        unsigned deviates)
{
    sqlwriter_put(writer, "CASE");
    put_when_missing(writer, check, deviates);
    put_when_keyless(writer, check, check->at_most_map, deviates);
    put_when_keyless(writer, check, check->at_least_map, deviates);
    put_when_unreadable(writer, check->operands, check->operand_count);
    if (check->calendar) { /* a year that the calendar does not have */
        sqlwriter_put(writer, " WHEN typeof(");
        put_duration(writer, check);
        sqlwriter_put(writer, ") = 'blob' THEN 1");
    }
    put_when_unmapped(writer, check->at_most_map);
    put_when_unmapped(writer, check->at_least_map);
    put_limit(writer, check, ">", check->at_most, check->at_most_map, deviates);
    put_limit(writer, check, "<", check->at_least, check->at_least_map, deviates);
    if (!check->is_negative_allowed) { /* also on one and the same day, where both are
                                          moments */
        sqlwriter_put(writer, " WHEN ");
        compile_check_compare(writer, &check->operands[0], ">", &check->operands[1]);
        sqlwriter_put(writer, " THEN %u", deviates);
    }
    sqlwriter_put(writer, " ELSE 0 END");
}

void compile_check_row(struct sqlwriter *writer, const struct procedure_check *check,
        unsigned deviates)
{
    switch (check->kind) {
    case PROCEDURE_FILLED:
        put_filled(writer, check, deviates);
        break;
    case PROCEDURE_ONE_OF:
    case PROCEDURE_MATCHES:
        put_single(writer, check, deviates);
        break;
    case PROCEDURE_ORDERED:
        put_pairs(writer, check, deviates, compare_order);
        break;
    case PROCEDURE_DIFFERS:
        put_pairs(writer, check, deviates, compare_essence);
        break;
    case PROCEDURE_WITHIN:
        put_within(writer, check, deviates);
        break;
    case PROCEDURE_EQUAL:
        put_pairs(writer, check, deviates, compare_equal);
        break;
    case PROCEDURE_INSIDE:
        compile_inside_row(writer, check, deviates);
        break;
    case PROCEDURE_MATCH:
    case PROCEDURE_ABSENT:
    case PROCEDURE_UNIQUE:
    case PROCEDURE_NO_GAP:
    case PROCEDURE_COUNT:
    case PROCEDURE_COVERS:
    case PROCEDURE_SPANS:
    case PROCEDURE_PAIRS:
    case PROCEDURE_RECONCILES:
    case PROCEDURE_TOTAL:
        break;
    }
}

void compile_check_largest(struct sqlwriter *writer, size_t count,
        void (*write)(struct sqlwriter *writer, const void *context, size_t i),
        const void *context)
{
    size_t open = 0;

    for (size_t i = 0; i < count; i++) {
        sqlwriter_put(writer, "%s", i ? ", " : "");
        if (i % LARGEST_AT_ONCE == 0 &&
                i + 1 < count) { /* max() of one value is another function */
            sqlwriter_put(writer, "max(");
            open++;
        }
        write(writer, context, i);
    }
    for (; open > 0; open--)
        sqlwriter_put(writer, ")");
}
