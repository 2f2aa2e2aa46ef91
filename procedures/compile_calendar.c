#include "procedures/compile_calendar.h"

#include <string.h>

#include "procedures/calendar.h"
#include "procedures/loading.h"
#include "procedures/sqltext.h"

#define CALENDARS_MAX 32

/* A place where one is named. */
struct place {
    const char *name; /* NULL: SQL that names none */
    unsigned line, column;
};

struct walk {
    struct arena *arena;
    struct error *err;
    void (*visit)(struct walk *walk, const struct place *place);
    struct program *program;
    /* while days are given */
    const struct procedure *procedure;
    const struct program_calendar *calendars;
    size_t calendar_count;
    bool is_client_due;
    struct complaint_list *complaints;
};

/* ---- where calendars are named ---- */

/* Where token i calls a function of calendars, the argument that is the calendar's name.
 */
static bool find_argument(const struct sqltext *text, size_t i, size_t *ret_token)
{
    unsigned wanted = sqltext_is(text, i, "business_days_between") ? 2
            : sqltext_is(text, i, "is_business_day")               ? 1
                                                                   : 0;
    unsigned depth, commas = 0;

    if (!wanted || !sqltext_is(text, i + 1, "("))
        return false;
    depth = text->tokens[i + 1].depth;
    for (i += 2; i < text->count && text->tokens[i].depth > depth; i++) {
        if (text->tokens[i].depth == depth + 1 && sqltext_is(text, i, ",") &&
                ++commas == wanted) {
            *ret_token = i + 1;
            return i + 1 < text->count;
        }
    }
    return false;
}

static bool walk_sql(struct walk *walk, const char *sql, unsigned line, unsigned column)
{
    struct sqltext text;
    size_t token;

    if (!sql)
        return true;
    if (!sqltext_split(sql, walk->arena, &text, walk->err))
        return false;
    for (size_t i = 0; i < text.count; i++) {
        struct place place = {NULL, line, column};

        if (!find_argument(&text, i, &token))
            continue;
        sqltext_locate(sql, text.tokens[token].offset, line, column, &place.line,
                &place.column);
        if (text.tokens[token].kind == SQLTEXT_STRING &&
                !(place.name = sqltext_string(&text, token, walk->arena, walk->err)))
            return false;
        walk->visit(walk, &place);
    }
    return true;
}

static void walk_checks(struct walk *walk, const struct procedure_check *checks,
        size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct loading_place at = loading_place(checks[i].node, "calendar");

        if (checks[i].calendar)
            walk->visit(walk, &(struct place){checks[i].calendar, at.line, at.column});
        walk_checks(walk, checks[i].bounds, checks[i].bound_count);
    }
}

static bool walk_procedure(struct walk *walk, const struct procedure *procedure)
{
    for (size_t i = 0; i < procedure->population_count; i++) {
        const struct procedure_population *population = &procedure->populations[i];
        struct loading_place at = loading_place(population->node, "where");

        if (!walk_sql(walk, population->where, at.line, at.column))
            return false;
        at = loading_place(population->node, "calendar");
        if (population->calendar)
            walk->visit(walk, &(struct place){population->calendar, at.line, at.column});
    }
    for (size_t i = 0; i < procedure->relation_count; i++) {
        const struct procedure_relation *relation = &procedure->relations[i];

        if (!walk_sql(walk, relation->sql, relation->node->text_line,
                    relation->node->text_column))
            return false;
    }
    for (size_t i = 0; i < procedure->test_count; i++) {
        const struct procedure_test *test = &procedure->tests[i];

        walk_checks(walk, test->checks, test->check_count);
        for (size_t k = 0; k < test->alternative_count; k++)
            walk_checks(walk, test->alternatives[k].checks,
                    test->alternatives[k].check_count);
        if (test->sql &&
                !walk_sql(walk, test->sql, test->sql_node->text_line,
                        test->sql_node->text_column))
            return false;
    }
    return true;
}

/* ---- the program's list ---- */

static void list_one(struct walk *walk, const struct place *place)
{
    struct program *program = walk->program;

    if (!place->name || program->calendar_count == CALENDARS_MAX ||
            calendar_find(program->calendars, program->calendar_count, place->name))
        return;
    program->calendars[program->calendar_count++] =
            (struct program_calendar){.id = place->name, .version = "", .days = ""};
}

bool compile_calendar_list(const struct procedure *procedure, struct arena *arena,
        struct program *program, struct error *err)
{
    struct walk walk = {.arena = arena,
            .err = err,
            .visit = list_one,
            .program = program};

    return arena_allocate(arena, CALENDARS_MAX * sizeof(*program->calendars),
                   &program->calendars, err) &&
            walk_procedure(&walk, procedure);
}

/* ---- days ---- */

static void complain_of_client(struct walk *walk, const struct place *place)
{
    complaint_add(walk->complaints, COMPLAINT_ERROR, walk->procedure->file, place->line,
            place->column,
            TR("the client's calendar is not here: write calendars/client.xml in the engagement's folder, such as "
               "<calendar xmlns=\"urn:chosho:calendar:1\" id=\"client\" version=\"1\" based-on=\"jp\"><closed from=\"2025-12-29\" to=\"2026-01-03\"/></calendar>",
                    "事業者のカレンダーがありません。業務フォルダにcalendars/client.xmlを置いてください。例: "
                    "<calendar xmlns=\"urn:chosho:calendar:1\" id=\"client\" version=\"1\" based-on=\"jp\"><closed from=\"2025-12-29\" to=\"2026-01-03\"/></calendar>"));
}

static void judge_one(struct walk *walk, const struct place *place)
{
    struct loading_names names = {.count = 0};

    if (!place->name) {
        complaint_add(walk->complaints, COMPLAINT_ERROR, walk->procedure->file,
                place->line, place->column,
                TR("the calendar must be named here in quotes, such as 'jp'",
                        "ここにはカレンダーの名前を引用符で囲んで直接書いてください（例: 'jp'）"));
        return;
    }
    if (calendar_find(walk->calendars, walk->calendar_count, place->name))
        return;
    if (strcmp(place->name, CALENDAR_CLIENT) == 0) {
        if (walk->is_client_due)
            complain_of_client(walk, place);
        walk->is_client_due = false; /* once is enough for what to write */
        return;
    }
    for (size_t i = 0; i < walk->calendar_count; i++)
        loading_names_add(&names, walk->calendars[i].id);
    loading_names_add(&names, CALENDAR_CLIENT);
    complaint_add(walk->complaints, COMPLAINT_ERROR, walk->procedure->file, place->line,
            place->column,
            TR("there is no calendar '%s'%s", "カレンダー「%s」はありません%s"),
            place->name, loading_hint(place->name, names.items).text);
}

void compile_calendar_give(const struct procedure *procedure, struct program *program,
        const struct program_calendar *calendars, size_t count, bool is_client_due,
        struct complaint_list *complaints)
{
    struct error err = {0};
    struct walk walk = {.arena = &complaints->arena,
            .err = &err,
            .visit = judge_one,
            .procedure = procedure,
            .calendars = calendars,
            .calendar_count = count,
            .is_client_due = is_client_due,
            .complaints = complaints};

    if (!walk_procedure(&walk, procedure))
        complaint_add(complaints, COMPLAINT_ERROR, procedure->file, 1, 1, "%s",
                err.message);
    for (uint32_t i = 0; i < program->calendar_count; i++) {
        const struct program_calendar *found = calendar_find(calendars, count,
                program->calendars[i].id);

        if (found)
            program->calendars[i] = *found;
    }
}
