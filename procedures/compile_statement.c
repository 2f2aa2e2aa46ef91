#include "procedures/compile_statement.h"

#include <string.h>

#include "procedures/compile_source.h"
#include "procedures/sqltext.h"
#include "procedures/sqlwriter.h"

static bool make_condition(const struct procedure_population *population,
        struct arena *arena, struct compile_statement *statement, struct error *err)
{
    CLEANUP(sqlwriter_clear) struct sqlwriter writer = SQLWRITER_INIT;
    const struct xml_attribute *where = xml_find_attribute(population->node, "where");

    sqlwriter_put(&writer, "SELECT \"record_id\" FROM \"%s\" WHERE (",
            population->from->id);
    *statement = (struct compile_statement){.prefix = writer.buf.size,
            .text = population->where,
            .line = where->line,
            .column = where->column,
            .is_attribute = true};
    sqlwriter_put(&writer, "%s) IS TRUE", population->where);
    return sqlwriter_finish(&writer, arena, &statement->sql, err);
}

/* A relation, or exceptions, behind the tables it reads. */
static bool make_query(const struct procedure *procedure, const char *sql,
        const struct xml_node *node, struct arena *arena,
        struct compile_statement *statement, struct error *err)
{
    CLEANUP(sqlwriter_clear) struct sqlwriter writer = SQLWRITER_INIT;
    struct compile_source source;

    if (!compile_source_init(procedure, arena, &source, err) ||
            !compile_source_add_sql(&source, sql, err))
        return false;
    compile_source_write(&source, &writer, "_found");
    *statement = (struct compile_statement){.prefix = writer.buf.size,
            .text = sql,
            .line = node->text_line,
            .column = node->text_column};
    sqlwriter_put(&writer, "%s\n)\nSELECT * FROM \"_found\"", sql);
    return sqlwriter_finish(&writer, arena, &statement->sql, err);
}

bool compile_statement_list(const struct procedure *procedure, struct arena *arena,
        struct compile_statement **ret_statements, size_t *ret_count, struct error *err)
{
    struct compile_statement *statements;
    size_t count = 0;

    if (!arena_allocate(arena,
                (procedure->population_count + procedure->relation_count +
                        procedure->test_count + 1) *
                        sizeof(*statements),
                &statements, err))
        return false;
    for (size_t i = 0; i < procedure->population_count; i++) {
        if (procedure->populations[i].where &&
                !make_condition(&procedure->populations[i], arena, &statements[count++],
                        err))
            return false;
    }
    for (size_t i = 0; i < procedure->relation_count; i++) {
        if (!make_query(procedure, procedure->relations[i].sql,
                    procedure->relations[i].node, arena, &statements[count], err))
            return false;
        statements[count++].first = "record_id";
    }
    for (size_t i = 0; i < procedure->test_count; i++) {
        const struct procedure_test *test = &procedure->tests[i];

        if (test->sql &&
                !make_query(procedure, test->sql, test->sql_node, arena,
                        &statements[count++], err))
            return false;
    }
    *ret_statements = statements;
    *ret_count = count;
    return true;
}

void compile_statement_locate(const struct compile_statement *statement, int offset,
        unsigned *ret_line, unsigned *ret_column)
{
    size_t at = offset < 0 ? 0 : (size_t)offset;

    at = at < statement->prefix || at > statement->prefix + strlen(statement->text)
            ? 0
            : at - statement->prefix;
    sqltext_locate(statement->text, statement->is_attribute ? 0 : at, statement->line,
            statement->column, ret_line, ret_column);
}
