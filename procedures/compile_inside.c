#include "procedures/compile_inside.h"

#include <inttypes.h>

#include "procedures/compile_check.h"

enum { FROM, TO, START, END };

/* Longer than any span of time between the years 1 and 9999, in days or seconds. */
#define FOREVER "1000000000000"
#define EPOCH "'1970-01-01T00:00:00.000Z'"

static bool is_by_day(const struct procedure_operand *a,
        const struct procedure_operand *b)
{
    return a->type == PROGRAM_DATE || b->type == PROGRAM_DATE;
}

/* How much later b is than a, compared with so many seconds of room. */
static void put_later(struct sqlwriter *writer, const struct procedure_operand *a,
        const struct procedure_operand *b, int64_t room)
{
    bool by_day = is_by_day(a, b);

    sqlwriter_put(writer, by_day ? "days_between(" : "seconds_between(");
    compile_check_operand(writer, a);
    sqlwriter_put(writer, ", ");
    compile_check_operand(writer, b);
    sqlwriter_put(writer, ") > %" PRId64, by_day ? room / 86400 : room);
}

static unsigned missing_code(const struct procedure_check *check, unsigned deviates)
{
    if (check->missing == PROCEDURE_DEVIATES)
        return deviates;
    return check->missing == PROCEDURE_UNDECIDABLE ? 1 : 0;
}

static void put_when_null(struct sqlwriter *writer, const struct procedure_check *check,
        const struct procedure_operand *operands, size_t count, unsigned deviates)
{
    sqlwriter_put(writer, " WHEN ");
    for (size_t i = 0; i < count; i++) {
        sqlwriter_put(writer, "%s", i ? " OR " : "");
        compile_check_operand(writer, &operands[i]);
        sqlwriter_put(writer, " IS NULL");
    }
    sqlwriter_put(writer, " THEN %u", missing_code(check, deviates));
}

static void put_when_unreadable(struct sqlwriter *writer,
        const struct procedure_operand *operands, size_t count)
{
    sqlwriter_put(writer, " WHEN ");
    compile_check_unreadable(writer, operands, count);
    sqlwriter_put(writer, " THEN 1");
}

void compile_inside_write_own(struct sqlwriter *writer,
        const struct procedure_check *inside, unsigned deviates)
{
    const struct procedure_operand *ends = inside->operands;

    put_when_null(writer, inside, &ends[FROM], 2, deviates);
    put_when_unreadable(writer, &ends[FROM], 2);
    sqlwriter_put(writer, " WHEN ");
    put_later(writer, &ends[TO], &ends[FROM], 0); /* a span that runs backwards */
    sqlwriter_put(writer, " THEN %u", deviates);
}

/* A counterpart without an end: noted, so that the reason can name the column. */
static void put_no_end(struct sqlwriter *writer, const struct procedure_check *inside)
{
    sqlwriter_put(writer, "no_value(3, '%s', '%s')", inside->operands[END].item->id,
            inside->operands[END].name);
}

void compile_inside_row(struct sqlwriter *writer, const struct procedure_check *check,
        unsigned deviates)
{
    const struct procedure_operand *ends = check->operands;

    sqlwriter_put(writer, "CASE");
    compile_inside_write_own(writer, check, deviates);
    put_when_null(writer, check, &ends[START], 1, deviates);
    put_when_unreadable(writer, &ends[START], 2);
    sqlwriter_put(writer, " WHEN ");
    put_later(writer, &ends[FROM], &ends[START], check->before);
    sqlwriter_put(writer, " THEN %u WHEN ", deviates);
    compile_check_operand(writer, &ends[END]);
    if (check->is_end_open) {
        sqlwriter_put(writer, " IS NULL THEN 0");
    } else {
        sqlwriter_put(writer, " IS NULL AND typeof(");
        put_no_end(writer, check);
        sqlwriter_put(writer, ") = 'blob' THEN 1");
    }
    sqlwriter_put(writer, " WHEN ");
    put_later(writer, &ends[END], &ends[TO], check->after);
    sqlwriter_put(writer, " THEN %u ELSE 0 END", deviates);
}

const struct procedure_check *compile_inside_find(const struct procedure_check *match)
{
    for (size_t i = 0; match->is_union && i < match->bound_count; i++) {
        if (match->bounds[i].kind == PROCEDURE_INSIDE)
            return &match->bounds[i];
    }
    return NULL;
}

/* ---- together ---- */

/* Days, or seconds, since 1970: with numbers spans can be made longer. */
static void put_number(struct sqlwriter *writer, const struct procedure_operand *operand)
{
    sqlwriter_put(writer,
            operand->type == PROGRAM_DATE ? "days_between('1970-01-01', "
                                          : "seconds_between(" EPOCH ", ");
    compile_check_operand(writer, operand);
    sqlwriter_put(writer, ")");
}

static int64_t room_of(const struct procedure_check *inside, int64_t room)
{
    return inside->operands[FROM].type == PROGRAM_DATE ? room / 86400 : room;
}

/* "s" and "e" of a candidate; one that cannot be decided might cover everything. */
static void put_span(struct sqlwriter *writer, const struct procedure_check *inside)
{
    const struct procedure_operand *ends = inside->operands;

    sqlwriter_put(writer, "CASE WHEN typeof(");
    compile_check_operand(writer, &ends[START]);
    sqlwriter_put(writer, ") IN ('null', 'blob') THEN -" FOREVER " ELSE ");
    put_number(writer, &ends[START]);
    sqlwriter_put(writer, " - %" PRId64 " END AS s, CASE WHEN typeof(",
            room_of(inside, inside->before));
    compile_check_operand(writer, &ends[END]);
    sqlwriter_put(writer, ") IN ('null', 'blob') THEN " FOREVER " ELSE ");
    put_number(writer, &ends[END]);
    sqlwriter_put(writer, " + %" PRId64 " END AS e", room_of(inside, inside->after));
}

/* "u": 0 a candidate, 1 perhaps one, more: none. */
static void put_certainty(struct sqlwriter *writer, const struct procedure_check *match,
        const struct procedure_check *inside,
        void (*others)(struct sqlwriter *writer, const struct procedure_check *match))
{
    const struct procedure_operand *ends = inside->operands;

    sqlwriter_put(writer, "max(");
    others(writer, match);
    sqlwriter_put(writer, ", CASE");
    put_when_null(writer, inside, &ends[START], 1, 2);
    put_when_unreadable(writer, &ends[START], 2);
    if (!inside->is_end_open) {
        sqlwriter_put(writer, " WHEN ");
        compile_check_operand(writer, &ends[END]);
        sqlwriter_put(writer, " IS NULL AND typeof(");
        put_no_end(writer, inside);
        sqlwriter_put(writer, ") = 'blob' THEN 1");
    }
    sqlwriter_put(writer, " ELSE 0 END) AS u");
}

/* Nothing is open where the beginning is covered, and each candidate that ends within the
 * span is taken over by one that goes on: of days by the next day at the latest. */
static void put_covered(struct sqlwriter *writer, const struct procedure_check *inside,
        unsigned certainty)
{
    const struct procedure_operand *ends = inside->operands;
    int step = ends[FROM].type == PROGRAM_DATE;

    sqlwriter_put(writer, "EXISTS (SELECT 1 FROM c WHERE u <= %u AND s <= ", certainty);
    put_number(writer, &ends[FROM]);
    sqlwriter_put(writer, " AND e >= ");
    put_number(writer, &ends[FROM]);
    sqlwriter_put(writer,
            ") AND NOT EXISTS (SELECT 1 FROM c AS a WHERE a.u <= %u"
            " AND a.e >= ",
            certainty);
    put_number(writer, &ends[FROM]);
    sqlwriter_put(writer, " AND a.e < ");
    put_number(writer, &ends[TO]);
    sqlwriter_put(writer,
            " AND NOT EXISTS (SELECT 1 FROM c AS b WHERE b.u <= %u AND b.s <= a.e + %d"
            " AND b.e > a.e))",
            certainty, step);
}

void compile_inside_write_union(struct sqlwriter *writer,
        const struct procedure_check *match,
        void (*others)(struct sqlwriter *writer, const struct procedure_check *match),
        void (*candidates)(struct sqlwriter *writer, const struct procedure_check *match,
                struct arena *arena),
        struct arena *arena)
{
    const struct procedure_check *inside = compile_inside_find(match);

    sqlwriter_put(writer, "(WITH c AS MATERIALIZED (SELECT ");
    put_certainty(writer, match, inside, others);
    sqlwriter_put(writer, ", ");
    put_span(writer, inside);
    candidates(writer, match, arena);
    sqlwriter_put(writer, ") SELECT CASE WHEN ");
    put_covered(writer, inside, 0);
    sqlwriter_put(writer, " THEN 0 WHEN ");
    put_covered(writer, inside, 1);
    sqlwriter_put(writer, " THEN 1 ELSE 2 END)");
}
