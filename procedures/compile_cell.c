#include "procedures/compile_cell.h"

#include <string.h>

#include "procedures/compile_source.h"

/* "_n" counts, "_t" has a row per cell of the period: n (its number), cell, cell_start,
 * cell_end. A calendar leaves the closed days out. */
static void put_cells(struct sqlwriter *writer,
        const struct procedure_population *population)
{
    const char *unit = population->cell;

    sqlwriter_put(writer,
            "\"_n\"(\"i\") AS (SELECT 0 UNION ALL SELECT \"i\" + 1 FROM \"_n\""
            " WHERE period_cell('%1$s', \"i\" + 1, 'number') IS NOT NULL)"
            ", \"_t\" AS MATERIALIZED (SELECT period_cell('%1$s', \"i\", 'number') AS \"n\","
            " period_cell('%1$s', \"i\", 'name') AS \"cell\","
            " period_cell('%1$s', \"i\", 'start') AS \"cell_start\","
            " period_cell('%1$s', \"i\", 'end') AS \"cell_end\" FROM \"_n\"",
            unit);
    if (population->calendar) {
        sqlwriter_put(writer,
                " WHERE is_business_day(period_cell('%s', \"i\", 'start'), ", unit);
        sqlwriter_string(writer, population->calendar);
        sqlwriter_put(writer, ")");
    }
    sqlwriter_put(writer, ")");
}

static bool has_service(const struct procedure_population *population)
{
    return population->in_service[0] && population->in_service[1];
}

/* Days, or moments by their day. */
static void put_day(struct sqlwriter *writer, const struct procedure_column *column)
{
    sqlwriter_put(writer, column->type == PROGRAM_DATE ? "a.\"%s\"" : "day_of(a.\"%s\")",
            column->name);
}

/* The record is in service on one of the cell's days at least; without an end it still
 * is. Both dates are days in service. */
static void put_in_service(struct sqlwriter *writer,
        const struct procedure_population *population)
{
    put_day(writer, population->in_service[0]);
    sqlwriter_put(writer, " <= t.\"cell_end\" AND (a.\"%s\" IS NULL OR ",
            population->in_service[1]->name);
    put_day(writer, population->in_service[1]);
    sqlwriter_put(writer, " >= t.\"cell_start\")");
}

/* Since when is not known, or until when, or it ended before it began. */
static void put_unknown_service(struct sqlwriter *writer,
        const struct procedure_population *population)
{
    sqlwriter_put(writer,
            "a.\"%1$s\" IS NULL OR typeof(a.\"%1$s\") = 'blob' OR typeof(a.\"%2$s\") ="
            " 'blob' OR coalesce(",
            population->in_service[0]->name, population->in_service[1]->name);
    put_day(writer, population->in_service[1]);
    sqlwriter_put(writer, " < ");
    put_day(writer, population->in_service[0]);
    sqlwriter_put(writer, ", 0)");
}

void compile_cell_grid(struct sqlwriter *writer,
        const struct procedure_population *population)
{
    const struct procedure_population *rows = population->each[0];

    sqlwriter_put(writer, "WITH ");
    put_cells(writer, population);
    sqlwriter_put(writer,
            " SELECT %s, t.\"cell\" AS \"cell\","
            " t.\"cell_start\" AS \"cell_start\", t.\"cell_end\" AS \"cell_end\"",
            rows ? "a.\"record_id\" AS \"record_id\", t.\"n\" AS \"other_id\""
                 : "t.\"n\" AS \"record_id\", 0 AS \"other_id\"");
    for (size_t i = 0; rows && i < rows->from->column_count; i++)
        sqlwriter_put(writer, ", a.\"%1$s\" AS \"%1$s\"", rows->from->columns[i].name);
    if (!rows) {
        sqlwriter_put(writer, " FROM \"_t\" AS t");
        return;
    }
    sqlwriter_put(writer, " FROM \"%s\" AS a CROSS JOIN \"_t\" AS t", rows->id);
    if (!has_service(population))
        return;
    sqlwriter_put(writer, " WHERE NOT (");
    put_unknown_service(writer, population);
    sqlwriter_put(writer, ") AND ");
    put_in_service(writer, population);
}

static void put_disposition(struct sqlwriter *writer,
        const struct procedure_population *population)
{
    sqlwriter_put(writer, "CASE WHEN a.\"disposition\" <> 0 THEN a.\"disposition\"");
    if (has_service(population)) {
        sqlwriter_put(writer, " WHEN ");
        put_unknown_service(writer, population);
        sqlwriter_put(writer, " THEN %d WHEN NOT (", PROGRAM_UNREADABLE);
        put_in_service(writer, population);
        sqlwriter_put(writer, ") THEN %d", PROGRAM_FILTERED);
    }
    sqlwriter_put(writer, " ELSE 0 END AS \"disposition\"");
}

void compile_cell_population(struct sqlwriter *writer,
        const struct procedure_population *population, struct arena *arena)
{
    const struct procedure_population *rows = population->each[0];

    sqlwriter_put(writer, "WITH ");
    put_cells(writer, population);
    if (!rows) {
        sqlwriter_put(writer,
                "\nSELECT \"n\" AS \"record_id\", 0 AS \"other_id\", 0 AS \"disposition\","
                " NULL AS \"at\" FROM \"_t\" ORDER BY \"n\"");
        return;
    }
    sqlwriter_put(writer, ", \"_a\" AS (SELECT \"record_id\", ");
    compile_source_write_counted(writer, rows, arena);
    for (size_t i = 0; has_service(population) && i < 2; i++)
        sqlwriter_put(writer, ", \"%s\"", population->in_service[i]->name);
    sqlwriter_put(writer,
            " FROM \"%s\")\nSELECT a.\"record_id\", t.\"n\" AS \"other_id\", ",
            rows->from->id);
    put_disposition(writer, population);
    sqlwriter_put(writer,
            ", a.\"at\" FROM \"_a\" AS a CROSS JOIN \"_t\" AS t"
            "\nORDER BY a.\"record_id\", t.\"n\"");
}
