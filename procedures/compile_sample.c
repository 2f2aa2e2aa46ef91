#include "procedures/compile_sample.h"

#include "procedures/compile_source.h"

/* The declared keys of a plain population's item, or else the column that holds its
 * record's id. */
static void write_keys(const struct procedure_population *population, const char *id,
        struct sqlwriter *sql, struct sqlwriter *words, uint32_t *count)
{
    const struct procedure_item *item = population->from;
    uint32_t before = *count;

    for (size_t i = 0; i < item->column_count; i++) {
        if (!item->columns[i].key)
            continue;
        sqlwriter_put(sql, ", ");
        sqlwriter_name(sql, NULL, item->columns[i].name);
        sqlwriter_put(words, "%s%s", *count ? " " : "", item->columns[i].name);
        *count += 1;
    }
    if (*count > before)
        return;
    sqlwriter_put(sql, ", \"%s\"", id);
    sqlwriter_put(words, "%s%s", *count ? " " : "", id);
    *count += 1;
}

static void write_query(const struct compile_source *source,
        const struct procedure_sample *sample, struct sqlwriter *sql,
        struct sqlwriter *words, uint32_t *key_count)
{
    const struct procedure_population *of = sample->of;

    compile_source_write(source, sql, NULL);
    sqlwriter_put(sql, "SELECT \"record_id\", %s, 1, ", of->from ? "0" : "\"other_id\"");
    if (sample->by)
        sqlwriter_name(sql, NULL, sample->by->name);
    else
        sqlwriter_put(sql, "NULL");
    if (of->from)
        write_keys(of, "record_id", sql, words, key_count);
    if (of->each[0])
        write_keys(of->each[0], "record_id", sql, words, key_count);
    if (of->each[1])
        write_keys(of->each[1], "other_id", sql, words, key_count);
    if (of->cell) { /* "2025-Q2": the same in every delivery */
        sqlwriter_put(sql, ", \"cell\"");
        sqlwriter_put(words, "%scell", *key_count ? " " : "");
        *key_count += 1;
    }
    sqlwriter_put(sql, "\nFROM \"%s\"\nORDER BY 1, 2", of->id);
}

bool compile_sample_make(const struct procedure *procedure,
        const struct procedure_sample *sample, struct arena *arena,
        struct compile_sample *ret_made, struct error *err)
{
    CLEANUP(sqlwriter_clear) struct sqlwriter sql = SQLWRITER_INIT;
    CLEANUP(sqlwriter_clear) struct sqlwriter words = SQLWRITER_INIT;
    struct compile_sample made = {.key_count = 0};
    struct compile_source source;

    if (!compile_source_init(procedure, arena, &source, err))
        return false;
    compile_source_add_population(&source, sample->of);
    write_query(&source, sample, &sql, &words, &made.key_count);
    if (!sqlwriter_finish(&sql, arena, &made.sql, err) ||
            !sqlwriter_finish(&words, arena, &made.keys, err) ||
            !compile_source_items(&source, &made.items, &made.item_count, err))
        return false;
    *ret_made = made;
    return true;
}
