#include "engine/run/rehearse.h"

#include "engine/base/text.h"
#include "engine/base/zone.h"
#include "engine/run/calendars.h"
#include "engine/run/catalogues.h"
#include "engine/run/guard.h"
#include "engine/run/wordings.h"
#include "evidence/table/function.h"
#include "procedures/compile_calendar.h"
#include "procedures/compile_statement.h"
#include "procedures/lint.h"

#include <string.h>

#define SQL_LIMIT ((size_t)1 << 20)

struct rehearsal {
    struct db *db;
    struct zone *zone;
    struct function_context functions;
    struct guard guard;
};

static void end(struct rehearsal *rehearsal)
{
    if (rehearsal->db)
        db_close(rehearsal->db);
    if (rehearsal->zone)
        zone_free(rehearsal->zone);
}

static bool add_name(struct buf *sql, const char *name, struct error *err)
{
    if (!buf_append_text(sql, "\"", err))
        return false;
    for (const char *at = name; *at; at++) {
        if (!buf_append(sql, at, 1, err) || (*at == '"' && !buf_append(sql, at, 1, err)))
            return false;
    }
    return buf_append_text(sql, "\"", err);
}

/* The table an item will be: record_id, by which it is in order, its columns, and the
 * hidden ones of evidence tables. */
static bool make_table(struct db *db, const struct program_item *item, struct error *err)
{
    CLEANUP(buf_clear) struct buf sql = BUF_INIT(SQL_LIMIT);

    if (!buf_append_text(&sql, "CREATE TABLE ", err) || !add_name(&sql, item->id, err) ||
            !buf_append_text(&sql, " (record_id INTEGER PRIMARY KEY", err))
        return false;
    for (uint32_t c = 0; c < item->column_count; c++) {
        if (!buf_append_text(&sql, ", ", err) ||
                !add_name(&sql, item->columns[c].name, err))
            return false;
    }
    return buf_append_text(&sql,
                   ", _bundle, _member, _record, _line, _offset, _length, _text, _pointer)",
                   err) &&
            db_execute(db, buf_text(&sql), err);
}

static bool begin(struct rehearsal *rehearsal, const struct program *program,
        struct arena *arena, struct error *err)
{
    const char **names;

    if (!arena_allocate(arena, (program->item_count + 1) * sizeof(*names), &names, err) ||
            !zone_load("UTC", &rehearsal->zone, err) ||
            !db_open(NULL, DB_MEMORY, &rehearsal->db, err))
        return false;
    rehearsal->functions.zone = rehearsal->zone;
    if (!function_register(rehearsal->db, &rehearsal->functions, err))
        return false;
    for (uint32_t i = 0; i < program->item_count; i++) {
        names[i] = program->items[i].id;
        if (!make_table(rehearsal->db, &program->items[i], err))
            return false;
    }
    rehearsal->guard.tables = names;
    return guard_install(rehearsal->db, &rehearsal->guard, err);
}

/* first: what the first column must be called; NULL: anything. */
static bool prepare(struct rehearsal *rehearsal, const char *sql, const char *first,
        struct error *ret_failure)
{
    CLEANUP(db_finalizep) struct db_statement *statement = NULL;

    if (!db_prepare(rehearsal->db, sql, &statement, ret_failure)) {
        guard_explain(&rehearsal->guard, ret_failure);
        return false;
    }
    if (!first || text_is_equal(db_column_name(statement, 0), first))
        return true;
    return error_set(ret_failure, ERROR_SCRIPT,
            TR("the first column must be %s, so that every row can be traced to a record; it is %s",
                    "すべての行をレコードまでたどれるよう、先頭の列は %s としてください（今は %s）"),
            first, db_column_name(statement, 0));
}

/* What authors wrote is complained of at its place. */
static bool prepare_authors(struct rehearsal *rehearsal,
        const struct procedure *procedure, struct arena *arena,
        struct complaint_list *complaints, struct error *err)
{
    struct compile_statement *statements;
    size_t count, errors = complaints->errors;

    if (!compile_statement_list(procedure, arena, &statements, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct error failure = {0};
        unsigned line, column;
        int offset;

        if (prepare(rehearsal, statements[i].sql, statements[i].first, &failure))
            continue;
        offset = db_error_offset(rehearsal->db);
        if (offset >= 0 && (size_t)offset < statements[i].prefix &&
                complaints->errors > errors)
            continue; /* of a relation it reads, which was complained of itself */
        compile_statement_locate(&statements[i], offset, &line, &column);
        complaint_add(complaints, COMPLAINT_ERROR, procedure->file, line, column, "%s",
                failure.message);
    }
    return true;
}

static void prepare_all(struct rehearsal *rehearsal, const struct procedure *procedure,
        const struct program *program, struct complaint_list *complaints)
{
    struct error failure = {0};

    for (uint32_t i = 0; i < program->population_count; i++) {
        if (!prepare(rehearsal, program->populations[i].sql, NULL, &failure))
            complaint_add(complaints, COMPLAINT_ERROR, procedure->file, 1, 1,
                    "population %s: %s", program->populations[i].id, failure.message);
    }
    for (uint32_t i = 0; i < program->test_count; i++) {
        const struct program_test *test = &program->tests[i];
        bool ok = prepare(rehearsal, test->sql, NULL, &failure) &&
                prepare(rehearsal, test->values_sql, NULL, &failure);

        for (uint32_t g = 0; ok && g < test->guard_count; g++)
            ok = prepare(rehearsal, test->guards[g].sql, NULL, &failure);
        if (!ok)
            complaint_add(complaints, COMPLAINT_ERROR, procedure->file, 1, 1,
                    "test %s: %s", test->id, failure.message);
    }
}

/* Opinions in titles and finding texts. */
static bool judge_wording(const struct procedure *procedure, struct arena *arena,
        struct complaint_list *complaints, struct error *err)
{
    CLEANUP(wording_clear) struct wording wording = {0};

    if (!wordings_load(arena, &wording, complaints, err))
        return false;
    lint_wording(procedure, &wording, complaints);
    return true;
}

/* Controls that their catalogue does not have; of catalogues that are neither in the
 * procedure's library nor carried by this program there is a warning. */
static bool judge_controls(const struct procedure *procedure, struct arena *arena,
        struct complaint_list *complaints, struct error *err)
{
    const struct catalogue **catalogues;
    size_t count = 0;

    if (!arena_allocate(arena,
                (procedure->control_count + 1) * sizeof(struct catalogue *), &catalogues,
                err))
        return false;
    for (size_t i = 0; i < procedure->control_count; i++) {
        struct error unknown = {0};

        if (catalogues_find(procedure->controls[i].catalogue, procedure->file,
                    &catalogues[count], complaints, &unknown))
            count++;
    }
    lint_controls(procedure, catalogues, count, complaints);
    return true;
}

/* The client's own comes with the engagement: here it may be missing. */
static bool judge_calendars(const struct procedure *procedure, struct arena *arena,
        struct program *program, struct complaint_list *complaints, struct error *err)
{
    struct calendars calendars;
    const char *library;

    if (program->calendar_count == 0)
        return true;
    if (!calendars_find_library(procedure->file, arena, &library, err) ||
            !calendars_load(library, NULL, arena, &calendars, complaints, err))
        return false;
    compile_calendar_give(procedure, program, calendars.items, calendars.count, false,
            complaints);
    return true;
}

bool rehearse_procedure(const struct procedure *procedure, struct arena *arena,
        struct program *ret_program, struct complaint_list *complaints, struct error *err)
{
    CLEANUP(end) struct rehearsal rehearsal = {0};
    size_t errors = complaints->errors;

    if (!judge_wording(procedure, arena, complaints, err) ||
            !judge_controls(procedure, arena, complaints, err))
        return false;
    if (!compile_procedure(procedure, NULL, 0, arena, ret_program, complaints))
        return true;
    if (!judge_calendars(procedure, arena, ret_program, complaints, err))
        return false;
    if (!begin(&rehearsal, ret_program, arena, err) ||
            !prepare_authors(&rehearsal, procedure, arena, complaints, err))
        return false;
    if (complaints->errors == errors)
        prepare_all(&rehearsal, procedure, ret_program, complaints);
    return true;
}

bool rehearse_plan(const struct program *program, const char *sql, unsigned indent,
        struct arena *arena, struct buf *buf, struct error *err)
{
    CLEANUP(end) struct rehearsal rehearsal = {0};
    CLEANUP(db_finalizep) struct db_statement *plan = NULL;
    struct error ignored = {0};
    const char *text;
    bool more = true;

    if (!begin(&rehearsal, program, arena, err) ||
            !arena_printf(arena, &text, err, "EXPLAIN QUERY PLAN %s", sql))
        return false;
    if (!db_prepare(rehearsal.db, text, &plan, &ignored))
        return true;
    while (db_step(plan, &more, &ignored) && more) {
        if (!buf_printf(buf, err, "%*s%s\n", (int)indent, "", db_column_text(plan, 3)))
            return false;
    }
    return true;
}
