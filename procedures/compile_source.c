#include "procedures/compile_source.h"

#include "procedures/compile_cell.h"

#include <string.h>

#include "procedures/parameter_map.h"

bool compile_source_init(const struct procedure *procedure, struct arena *arena,
        struct compile_source *ret_source, struct error *err)
{
    struct compile_source source = {.procedure = procedure, .arena = arena};

    if (!arena_allocate(arena, procedure->item_count + 1, &source.items, err) ||
            !arena_allocate(arena, procedure->population_count + 1, &source.populations,
                    err) ||
            !arena_allocate(arena, procedure->parameter_count + 1, &source.maps, err) ||
            !arena_allocate(arena, procedure->relation_count + 1, &source.relations, err))
        return false;
    *ret_source = source;
    return true;
}

void compile_source_add_item(struct compile_source *source,
        const struct procedure_item *item)
{
    source->items[item - source->procedure->items] = true;
}

void compile_source_add_population(struct compile_source *source,
        const struct procedure_population *population)
{
    source->populations[population - source->procedure->populations] = true;
    if (population->from) {
        compile_source_add_item(source, population->from);
        return;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(population->each); i++) {
        if (population->each[i]) /* NULL while it is still being judged */
            compile_source_add_population(source, population->each[i]);
    }
}

static void add_map(struct compile_source *source, const struct procedure_map_use *use)
{
    const struct procedure *procedure = source->procedure;

    for (size_t i = 0; use && i < procedure->parameter_count; i++) {
        if (strcmp(procedure->parameters[i].name, use->parameter->name) == 0)
            source->maps[i] = true;
    }
}

void compile_source_add_maps(struct compile_source *source,
        const struct procedure_check *checks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        add_map(source, checks[i].at_most_map);
        add_map(source, checks[i].at_least_map);
        compile_source_add_maps(source, checks[i].bounds, checks[i].bound_count);
    }
}

static bool is_mentioned(const struct sqltext *text, const char *id)
{
    return id && sqltext_mentions(text, id);
}

/* Adds what the text names; relations newly found are added to the list of those still to
 * be read. */
static void add_mentioned(struct compile_source *source, const struct sqltext *text,
        size_t *pending, size_t *pending_count)
{
    const struct procedure *procedure = source->procedure;

    for (size_t i = 0; i < procedure->item_count; i++) {
        if (is_mentioned(text, procedure->items[i].id))
            source->items[i] = true;
    }
    for (size_t i = 0; i < procedure->population_count; i++) {
        if (is_mentioned(text, procedure->populations[i].id))
            compile_source_add_population(source, &procedure->populations[i]);
    }
    for (size_t i = 0; i < procedure->parameter_count; i++) {
        if (procedure->parameters[i].is_map &&
                is_mentioned(text, procedure->parameters[i].name))
            source->maps[i] = true;
    }
    for (size_t i = 0; i < procedure->relation_count; i++) {
        if (source->relations[i] || !is_mentioned(text, procedure->relations[i].id))
            continue;
        source->relations[i] = true;
        pending[(*pending_count)++] = i;
    }
}

bool compile_source_add_sql(struct compile_source *source, const char *sql,
        struct error *err)
{
    size_t *pending, pending_count = 0;
    struct sqltext text;

    if (!arena_allocate(source->arena,
                (source->procedure->relation_count + 1) * sizeof(*pending), &pending,
                err) ||
            !sqltext_split(sql, source->arena, &text, err))
        return false;
    add_mentioned(source, &text, pending, &pending_count);
    while (pending_count > 0) {
        const struct procedure_relation *relation =
                &source->procedure->relations[pending[--pending_count]];

        if (!sqltext_split(relation->sql, source->arena, &text, err))
            return false;
        add_mentioned(source, &text, pending, &pending_count);
    }
    return true;
}

/* Columns of the item that the condition uses and that may not have converted: undecided
 * there. */
static void write_unreadable(struct sqlwriter *writer,
        const struct procedure_population *population, struct arena *arena)
{
    const struct procedure_item *item = population->from;
    struct error ignored = {0};
    struct sqltext text;

    if (!sqltext_split(population->where, arena, &text, &ignored)) {
        writer->failed = true;
        writer->err = ignored;
        return;
    }
    for (size_t i = 0; i < item->column_count; i++) {
        if (item->columns[i].type != PROGRAM_TEXT &&
                sqltext_mentions(&text, item->columns[i].name))
            sqlwriter_put(writer, " WHEN typeof(\"%s\") = 'blob' THEN 2",
                    item->columns[i].name);
    }
}

static bool write_disposition(struct sqlwriter *writer,
        const struct procedure_population *population, enum program_disposition outside,
        struct arena *arena)
{
    const char *at = population->at ? population->at->name : NULL;

    if (!population->where && !at)
        return false;
    sqlwriter_put(writer, "CASE");
    if (population->where) {
        write_unreadable(writer, population, arena);
        sqlwriter_put(writer, " WHEN (%s) IS NOT TRUE THEN 1", population->where);
    }
    if (at)
        sqlwriter_put(writer,
                " WHEN typeof(\"%1$s\") = 'blob' THEN 2 WHEN \"%1$s\" IS NULL THEN %2$d"
                " WHEN NOT in_period(\"%1$s\") THEN %3$d",
                at,
                population->is_missing_filtered ? PROGRAM_FILTERED : PROGRAM_UNREADABLE,
                outside);
    sqlwriter_put(writer, " ELSE 0 END");
    return true;
}

bool compile_source_write_disposition(struct sqlwriter *writer,
        const struct procedure_population *population, struct arena *arena)
{
    return write_disposition(writer, population, PROGRAM_FILTERED, arena);
}

bool compile_source_has_tail(const struct procedure_population *population)
{
    bool has_tail = population->at && population->tail_days > 0;

    for (size_t i = 0; i < ARRAY_LENGTH(population->each); i++)
        has_tail = has_tail ||
                (population->each[i] && compile_source_has_tail(population->each[i]));
    return has_tail;
}

static void put_tail(struct sqlwriter *writer,
        const struct procedure_population *population, const char **joint)
{
    if (population && population->at && population->tail_days > 0) {
        sqlwriter_put(writer, "%sdays_between(p.\"%s\", :period_end) < %u", *joint,
                population->at->name, population->tail_days);
        *joint = " OR ";
    }
}

void compile_source_write_not_due(struct sqlwriter *writer,
        const struct procedure_population *population)
{
    const char *joint = "(";

    put_tail(writer, population, &joint);
    for (size_t i = 0; i < ARRAY_LENGTH(population->each); i++)
        put_tail(writer, population->each[i], &joint);
    sqlwriter_put(writer, ")");
}

static void write_columns(struct sqlwriter *writer, const struct procedure_item *item,
        const char *alias)
{
    for (size_t i = 0; i < item->column_count; i++) {
        sqlwriter_put(writer, ", ");
        sqlwriter_name(writer, alias, item->columns[i].name);
        if (alias)
            sqlwriter_put(writer, " AS \"%s\"", item->columns[i].name);
    }
}

static void write_selected(struct sqlwriter *writer,
        const struct procedure_population *population, struct arena *arena)
{
    sqlwriter_put(writer, "SELECT \"record_id\"");
    write_columns(writer, population->from, NULL);
    sqlwriter_put(writer, " FROM \"%s\"", population->from->id);
    if (!population->where && !population->at)
        return;
    sqlwriter_put(writer, " WHERE ");
    compile_source_write_disposition(writer, population, arena);
    sqlwriter_put(writer, " = 0");
}

static void write_grid(struct sqlwriter *writer,
        const struct procedure_population *population)
{
    sqlwriter_put(writer,
            "SELECT a.\"record_id\" AS \"record_id\", b.\"record_id\" AS \"other_id\"");
    write_columns(writer, population->each[0]->from, "a");
    write_columns(writer, population->each[1]->from, "b");
    sqlwriter_put(writer, " FROM \"%s\" AS a CROSS JOIN \"%s\" AS b",
            population->each[0]->id, population->each[1]->id);
}

/* The second of a grid is run through once for each record of the first: it is kept. */
static bool is_kept(const struct compile_source *source,
        const struct procedure_population *wanted)
{
    for (size_t i = 0; i < source->procedure->population_count; i++) {
        if (source->populations[i] && source->procedure->populations[i].each[1] == wanted)
            return true;
    }
    return false;
}

static void begin_table(struct sqlwriter *writer, bool *first, const char *id)
{
    sqlwriter_put(writer, "%s\"%s\" AS ", *first ? "WITH " : ", ", id);
    *first = false;
}

static void write_populations(const struct compile_source *source,
        struct sqlwriter *writer, bool grids, bool *first)
{
    const struct procedure *procedure = source->procedure;

    for (size_t i = 0; i < procedure->population_count; i++) {
        const struct procedure_population *population = &procedure->populations[i];

        if (!source->populations[i] || (population->from == NULL) != grids)
            continue;
        begin_table(writer, first, population->id);
        sqlwriter_put(writer, "%s(", is_kept(source, population) ? "MATERIALIZED " : "");
        if (population->cell)
            compile_cell_grid(writer, population);
        else if (grids)
            write_grid(writer, population);
        else
            write_selected(writer, population, source->arena);
        sqlwriter_put(writer, ")\n");
    }
}

void compile_source_write(const struct compile_source *source, struct sqlwriter *writer,
        const char *extra)
{
    bool first = true;

    for (size_t i = 0; i < source->procedure->parameter_count; i++) {
        if (!source->maps[i])
            continue;
        sqlwriter_put(writer, "%s\"%s\"", first ? "WITH " : ", ",
                source->procedure->parameters[i].name);
        parameter_map_write_table(writer, &source->procedure->parameters[i]);
        first = false;
    }
    write_populations(source, writer, false, &first);
    write_populations(source, writer, true, &first);
    for (size_t i = 0; i < source->procedure->relation_count; i++) {
        if (!source->relations[i])
            continue;
        begin_table(writer, &first, source->procedure->relations[i].id);
        sqlwriter_put(writer, "(%s\n)\n", source->procedure->relations[i].sql);
    }
    if (extra) {
        begin_table(writer, &first, extra);
        sqlwriter_put(writer, "(");
    }
}

bool compile_source_items(const struct compile_source *source, const char ***ret_items,
        uint32_t *ret_count, struct error *err)
{
    const struct procedure *procedure = source->procedure;
    const char **items;
    uint32_t count = 0;

    if (!arena_allocate(source->arena, (procedure->item_count + 1) * sizeof(*items),
                &items, err))
        return false;
    for (size_t i = 0; i < procedure->item_count; i++) {
        if (source->items[i])
            items[count++] = procedure->items[i].id;
    }
    *ret_items = items;
    *ret_count = count;
    return true;
}

void compile_source_write_counted(struct sqlwriter *writer,
        const struct procedure_population *population, struct arena *arena)
{
    if (!write_disposition(writer, population, PROGRAM_OUTSIDE, arena))
        sqlwriter_put(writer, "0");
    sqlwriter_put(writer, " AS \"disposition\", ");
    if (population->at)
        sqlwriter_put(writer, "\"%s\"", population->at->name);
    else
        sqlwriter_put(writer, "NULL");
    sqlwriter_put(writer, " AS \"at\"");
}

static void write_disposed(struct sqlwriter *writer,
        const struct procedure_population *population, struct arena *arena)
{
    sqlwriter_put(writer, "SELECT \"record_id\", ");
    compile_source_write_counted(writer, population, arena);
    sqlwriter_put(writer, " FROM \"%s\"", population->from->id);
}

/* A cell is filtered where either record is, unreadable where one is and the other is not
 * filtered. */
static void write_cells(struct sqlwriter *writer,
        const struct procedure_population *population, struct arena *arena)
{
    sqlwriter_put(writer, "WITH \"_a\" AS (");
    write_disposed(writer, population->each[0], arena);
    sqlwriter_put(writer, ")\n, \"_b\" AS MATERIALIZED (");
    write_disposed(writer, population->each[1], arena);
    sqlwriter_put(writer,
            ")\nSELECT a.\"record_id\" AS \"record_id\", b.\"record_id\" AS \"other_id\","
            " CASE WHEN a.\"disposition\" = 1 OR b.\"disposition\" = 1 THEN 1"
            " WHEN a.\"disposition\" = 3 OR b.\"disposition\" = 3 THEN 3"
            " WHEN a.\"disposition\" = 2 OR b.\"disposition\" = 2 THEN 2 ELSE 0 END"
            " AS \"disposition\","
            " CASE WHEN a.\"disposition\" = 3 THEN a.\"at\" ELSE b.\"at\" END AS \"at\""
            "\nFROM \"_a\" AS a CROSS JOIN \"_b\" AS b"
            "\nORDER BY a.\"record_id\", b.\"record_id\"");
}

bool compile_source_population(const struct procedure_population *population,
        struct arena *arena, const char **ret_sql, struct error *err)
{
    CLEANUP(sqlwriter_clear) struct sqlwriter writer = SQLWRITER_INIT;

    if (population->from) {
        sqlwriter_put(&writer, "SELECT \"record_id\", 0 AS \"other_id\", ");
        compile_source_write_counted(&writer, population, arena);
        sqlwriter_put(&writer, "\nFROM \"%s\"\nORDER BY \"record_id\"",
                population->from->id);
    } else if (population->cell) {
        compile_cell_population(&writer, population, arena);
    } else {
        write_cells(&writer, population, arena);
    }
    return sqlwriter_finish(&writer, arena, ret_sql, err);
}
