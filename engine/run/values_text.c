#include "engine/run/values_text.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/date.h"
#include "engine/base/text.h"
#include "procedures/finding_text.h"

#define TEXT_LIMIT ((size_t)1 << 20)
#define VALUES_MAX 256
#define NUMBER_SIZE 32

/* What stands behind each placeholder of a text, in texts of either language. */
struct placeholders {
    struct arena arena;
    struct finding_text_value values[2][VALUES_MAX]; /* by enum text_language */
    size_t count;
};

static void end(struct placeholders *placeholders)
{
    arena_clear(&placeholders->arena);
}

/* 1042 as 1,042: as every number of the report. */
static const char *group_digits(int64_t number, char text[NUMBER_SIZE])
{
    char digits[NUMBER_SIZE];
    int count = snprintf(digits, sizeof(digits), "%lld", (long long)number);
    size_t at = 0;

    for (int i = 0; i < count; i++) {
        text[at++] = digits[i];
        if (i + 1 < count && digits[i] != '-' && (count - i - 1) % 3 == 0)
            text[at++] = ',';
    }
    text[at] = '\0';
    return text;
}

static bool add(struct placeholders *placeholders, const char *name, const char *value,
        struct error *err)
{
    struct finding_text_value added;
    size_t place = placeholders->count;

    if (place == VALUES_MAX || !value)
        return true; /* a text that wants it stays unfilled, visibly */
    if (!arena_text(&placeholders->arena, name, &added.name, err) ||
            !arena_text(&placeholders->arena, value, &added.value, err))
        return false;
    placeholders->values[TEXT_JA][place] = added;
    placeholders->values[TEXT_EN][place] = added;
    placeholders->count++;
    return true;
}

/* A day of the engagement: 2026年3月31日 in Japanese, as everywhere in the report. */
static bool add_day(struct placeholders *placeholders, const char *name,
        const char *value, struct error *err)
{
    size_t place = placeholders->count;
    int year, month, day_of_month;
    int64_t day;

    if (!add(placeholders, name, value, err))
        return false;
    if (place == placeholders->count || !date_parse(value, strlen(value), &day))
        return true;
    date_to_civil(day, &year, &month, &day_of_month);
    return arena_printf(&placeholders->arena, &placeholders->values[TEXT_JA][place].value,
            err, "%d年%d月%d日", year, month, day_of_month);
}

static bool add_parameters(struct store *store, int64_t result_id,
        struct placeholders *placeholders, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    bool more;

    if (!db_prepare(store_db(store),
                "SELECT name, value FROM report_parameter WHERE result_id = ?1", &row,
                err))
        return false;
    db_bind_int(row, 1, result_id);
    for (;;) {
        if (!db_step(row, &more, err))
            return false;
        if (!more)
            return true;
        if (!add(placeholders, db_column_text(row, 0), db_column_text(row, 1), err))
            return false;
    }
}

/* Of the row of report_result that `row` stands on. */
static bool add_all(struct store *store, int64_t result_id, struct db_statement *row,
        struct placeholders *placeholders, struct error *err)
{
    static const char *const numbers[] = {"count", "tested", "population", "undecidable"};
    const struct store_engagement *engagement = store_engagement(store);
    char text[NUMBER_SIZE];

    for (size_t i = 0; i < ARRAY_LENGTH(numbers); i++) {
        if (!add(placeholders, numbers[i], group_digits(db_column_int(row, (int)i), text),
                    err))
            return false;
    }
    return add_day(placeholders, "period_start", engagement->period_start, err) &&
            add_day(placeholders, "period_end", engagement->period_end, err) &&
            add_day(placeholders, "as_of", engagement->as_of, err) &&
            add_parameters(store, result_id, placeholders, err);
}

/* The text filled in; as it stands where a placeholder is of nothing known. NULL stays
 * NULL. */
static bool fill(const struct placeholders *placeholders, enum text_language language,
        const char *text, struct buf *buf, const char **ret_text, struct error *err)
{
    struct error unknown = {0};

    *ret_text = text;
    if (!text)
        return true;
    if (finding_text_write(text, placeholders->values[language], placeholders->count, buf,
                &unknown))
        *ret_text = buf_text(buf);
    else if (unknown.code != ERROR_SCRIPT)
        return error_set(err, unknown.code, "%s", unknown.message);
    return true;
}

static bool insert(struct store *store, int64_t result_id, const char *kind,
        const char *name, const char *ja, const char *en, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *statement = NULL;

    if (!ja && !en)
        return true;
    if (!db_prepare(store_db(store),
                "INSERT OR IGNORE INTO report_text (result_id, kind, name, ja, en) VALUES (?1, ?2, ?3, ?4, ?5)",
                &statement, err))
        return false;
    db_bind_int(statement, 1, result_id);
    db_bind_text(statement, 2, kind);
    db_bind_text(statement, 3, name);
    db_bind_text(statement, 4, ja);
    db_bind_text(statement, 5, en);
    return db_run(statement, err);
}

static bool insert_filled(struct store *store, int64_t result_id, const char *kind,
        const char *name, const char *ja, const char *en,
        const struct placeholders *placeholders, struct error *err)
{
    CLEANUP(buf_clear) struct buf ja_buf = BUF_INIT(TEXT_LIMIT);
    CLEANUP(buf_clear) struct buf en_buf = BUF_INIT(TEXT_LIMIT);

    return fill(placeholders, TEXT_JA, ja, &ja_buf, &ja, err) &&
            fill(placeholders, TEXT_EN, en, &en_buf, &en, err) &&
            insert(store, result_id, kind, name, ja, en, err);
}

/* Columns 0 to 3 are the numbers of add_all(). */
static bool find_result(struct store *store, int64_t result_id,
        struct db_statement **ret_row, bool *ret_found, struct error *err)
{
    if (!db_prepare(store_db(store),
                "SELECT exceptions, tested, population, undecidable, finding_ja, finding_en"
                " FROM report_result WHERE result_id = ?1",
                ret_row, err))
        return false;
    db_bind_int(*ret_row, 1, result_id);
    return db_step(*ret_row, ret_found, err);
}

bool values_text_finding(struct store *store, int64_t result_id, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    CLEANUP(end) struct placeholders placeholders = {.arena = ARENA_INIT(TEXT_LIMIT)};
    bool found;

    if (!find_result(store, result_id, &row, &found, err))
        return false;
    if (!found || db_column_int(row, 0) == 0)
        return true;
    return add_all(store, result_id, row, &placeholders, err) &&
            insert_filled(store, result_id, "finding", "", db_column_text(row, 4),
                    db_column_text(row, 5), &placeholders, err);
}

/* ---- what things are called ---- */

static bool insert_title(struct store *store, int64_t result_id, const char *kind,
        const char *name, const struct procedure_text *title, struct error *err)
{
    return insert(store, result_id, kind, name, title->in[TEXT_JA], title->in[TEXT_EN],
            err);
}

/* "left_on" is a column of the population's records, "off.disabled_at" one of an item. */
static const struct procedure_column *find_shown(const struct procedure *procedure,
        const struct procedure_test *test, const char *name, struct arena *arena,
        struct error *err)
{
    const struct procedure_population *over = test->over;
    const struct procedure_item *items[] = {test->subject, over->from,
            over->each[0] ? over->each[0]->from : NULL,
            over->each[1] ? over->each[1]->from : NULL,
            over->cell ? &procedure_cells : NULL};
    const char *dot = strchr(name, '.');
    const struct procedure_column *column = NULL;
    const char *id = NULL;

    if (dot) {
        const struct procedure_item *item = arena_copy(arena, name, (size_t)(dot - name),
                                                    &id, err)
                ? procedure_find_item(procedure, id)
                : NULL;

        return item ? procedure_find_column(item, dot + 1) : NULL;
    }
    for (size_t i = 0; !column && i < ARRAY_LENGTH(items); i++)
        column = items[i] ? procedure_find_column(items[i], name) : NULL;
    return column;
}

static bool insert_shown(struct store *store, int64_t result_id, uint32_t position,
        const char *name, const struct procedure_column *column, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *statement = NULL;

    if (!db_prepare(store_db(store),
                "INSERT INTO report_shown (result_id, position, name, type)"
                " VALUES (?1, ?2, ?3, ?4)",
                &statement, err))
        return false;
    db_bind_int(statement, 1, result_id);
    db_bind_int(statement, 2, (int64_t)position + 1);
    db_bind_text(statement, 3, name);
    db_bind_text(statement, 4, column ? program_type_name(column->type) : NULL);
    return db_run(statement, err) &&
            (!column ||
                    insert_title(store, result_id, "column", name, &column->title, err));
}

static bool label_shown(struct store *store, const struct instance *instance,
        uint32_t index, int64_t result_id, struct placeholders *placeholders,
        struct error *err)
{
    const struct procedure *procedure = &instance->source->procedure;
    const struct program_test *test = &instance->program.tests[index];

    for (uint32_t i = 0; i < test->shown_count; i++) {
        const struct procedure_column *column = find_shown(procedure,
                &procedure->tests[index], test->shown[i], &placeholders->arena, err);

        if (err->code != ERROR_NONE ||
                !insert_shown(store, result_id, i, test->shown[i], column, err))
            return false;
    }
    return true;
}

static bool label_checks(struct store *store, const struct procedure_test *test,
        int64_t result_id, const struct placeholders *placeholders, struct error *err)
{
    for (size_t k = 0; k < test->check_count; k++) {
        const struct procedure_text *text = &test->checks[k].finding;
        char verdict[NUMBER_SIZE];

        snprintf(verdict, sizeof(verdict), "%zu", k + 1);
        if (!insert_filled(store, result_id, "check", verdict, text->in[TEXT_JA],
                    text->in[TEXT_EN], placeholders, err))
            return false;
    }
    for (size_t k = 0; k < test->alternative_count; k++) {
        char verdict[NUMBER_SIZE];

        snprintf(verdict, sizeof(verdict), "%d", PROGRAM_OTHER_ROUTE(k + 1));
        if (!insert_title(store, result_id, "check", verdict,
                    &test->alternatives[k].title, err))
            return false;
    }
    return true;
}

static bool label_parts(struct store *store, const struct procedure *procedure,
        const struct procedure_test *test, int64_t result_id, struct error *err)
{
    for (size_t i = 0; i < procedure->item_count; i++) {
        if (!insert_title(store, result_id, "item", procedure->items[i].id,
                    &procedure->items[i].title, err))
            return false;
    }
    for (size_t i = 0; i < procedure->parameter_count; i++) {
        if (!insert_title(store, result_id, "parameter", procedure->parameters[i].name,
                    &procedure->parameters[i].title, err))
            return false;
    }
    return insert_title(store, result_id, "population", test->over->id,
            &test->over->title, err);
}

bool values_text_labels(struct store *store, const struct instance *instance,
        uint32_t test, int64_t result_id, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    CLEANUP(end) struct placeholders placeholders = {.arena = ARENA_INIT(TEXT_LIMIT)};
    const struct procedure *procedure = &instance->source->procedure;
    bool found;

    if (!find_result(store, result_id, &row, &found, err) || !found)
        return err->code == ERROR_NONE;
    return add_all(store, result_id, row, &placeholders, err) &&
            label_shown(store, instance, test, result_id, &placeholders, err) &&
            label_checks(store, &procedure->tests[test], result_id, &placeholders, err) &&
            label_parts(store, procedure, &procedure->tests[test], result_id, err);
}

/* ---- what was never run ---- */

static bool insert_pending(struct db *db, const struct instance *instance,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *statement = NULL;
    const struct procedure *procedure = &instance->source->procedure;

    if (!db_prepare(db,
                "INSERT INTO report_pending (instance_key, procedure, version, catalogue, control,"
                " phase, title_ja, title_en) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8"
                " WHERE NOT EXISTS (SELECT 1 FROM report_result WHERE instance_key = ?1)"
                " AND NOT EXISTS (SELECT 1 FROM report_step WHERE instance_key = ?1)",
                &statement, err))
        return false;
    db_bind_text(statement, 1, instance->key);
    db_bind_text(statement, 2, procedure->id);
    db_bind_text(statement, 3, procedure->version);
    db_bind_text(statement, 4, instance->control ? instance->control->catalogue : "");
    db_bind_text(statement, 5, instance->control ? instance->control->ref : "");
    db_bind_text(statement, 6,
            procedure->is_engagement ? "engagement" : procedure->phase);
    db_bind_text(statement, 7, procedure->title.in[TEXT_JA]);
    db_bind_text(statement, 8, procedure->title.in[TEXT_EN]);
    return db_run(statement, err);
}

bool values_text_pending(struct store *store, const struct instance_list *list,
        struct error *err)
{
    for (size_t i = 0; i < list->count; i++) {
        if (!insert_pending(store_db(store), &list->items[i], err))
            return false;
    }
    return true;
}
