#include "engine/run/fixture.h"

#include "engine/base/file.h"
#include "engine/base/text.h"
#include "engine/run/fixture_expected.h"
#include "engine/run/fixture_load.h"
#include "engine/run/intake.h"
#include "engine/run/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define REPORT_LIMIT ((size_t)64 << 20)
#define LINES_MAX 10000

/* One fixture being tried, in a temporary engagement. */
struct trial {
    const struct library *library;
    const struct library_procedure *procedure;
    const char *folder; /* of the fixture */
    const char *name;   /* its last part */
    struct arena arena;
    struct fixture fixture;
    char scratch[64]; /* "" until made */
    struct store *store;
    const char **actual;
    size_t actual_count;
    struct mutation *mutation; /* NULL: nothing is disturbed */
};

static void end(struct trial *trial)
{
    struct error ignored = {0};

    if (trial->store)
        store_close(trial->store);
    if (trial->scratch[0] && !file_remove_folder(trial->scratch, &ignored))
        trial->scratch[0] = '\0';
    arena_clear(&trial->arena);
}

static bool make_scratch(struct trial *trial, struct error *err)
{
    const char *folder = getenv("TMPDIR");

    if (!folder || !*folder || strlen(folder) > 32)
        folder = "/tmp";
    snprintf(trial->scratch, sizeof(trial->scratch), "%s/chosho-fixture-XXXXXX", folder);
    if (mkdtemp(trial->scratch))
        return true;
    trial->scratch[0] = '\0';
    return error_set(err, ERROR_IO, "%s: %s", folder,
            TR("no temporary folder can be made there", "一時フォルダを作れません"));
}

/* The engagement needs the procedure's catalogue only for the control's key. */
static bool make_engagement(struct trial *trial, struct error *err)
{
    const struct procedure *procedure = &trial->procedure->procedure;
    const struct store_person person = {"fixture", "fixture", "preparer", NULL};
    const struct store_settings settings =
            {.engagement = {.client = "fixture",
                     .service = procedure->id,
                     .scheme = "other",
                     .catalogue = procedure->control_count
                             ? procedure->controls[0].catalogue
                             : "none",
                     .period_start = trial->fixture.period_start,
                     .period_end = trial->fixture.period_end,
                     .as_of = trial->fixture.as_of,
                     .zone = trial->fixture.zone,
                     .languages = "ja en"},
                    .persons = &person,
                    .person_count = 1};
    const char *folder;

    return arena_printf(&trial->arena, &folder, err, "%s/engagement", trial->scratch) &&
            store_create(folder, &settings, &trial->store, err);
}

static bool copy_binding(struct trial *trial, struct error *err)
{
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT((size_t)8 << 20);
    const char *from, *to;

    return arena_printf(&trial->arena, &from, err, "%s/binding.xml", trial->folder) &&
            arena_printf(&trial->arena, &to, err, "%s/%s/binding.xml",
                    store_folder(trial->store), STORE_BINDINGS) &&
            file_read(from, &bytes, err) &&
            file_write(to, buf_text(&bytes), bytes.size, 0600, false, err);
}

static bool copy_calendars(struct trial *trial, struct error *err)
{
    const char *folder, *from, *to;

    if (!trial->fixture.calendar_count)
        return true;
    if (!arena_printf(&trial->arena, &folder, err, "%s/calendars",
                store_folder(trial->store)) ||
            !file_make_folder(folder, 0700, err))
        return false;
    for (size_t i = 0; i < trial->fixture.calendar_count; i++) {
        const struct fixture_calendar *calendar = &trial->fixture.calendars[i];
        CLEANUP(buf_clear) struct buf bytes = BUF_INIT((size_t)1 << 20);

        if (!arena_printf(&trial->arena, &from, err, "%s/%s", trial->folder,
                    calendar->file) ||
                !arena_printf(&trial->arena, &to, err, "%s/%s.xml", folder,
                        calendar->id) ||
                !file_read(from, &bytes, err) ||
                !file_write(to, buf_text(&bytes), bytes.size, 0600, false, err))
            return false;
    }
    return true;
}

static bool take_evidence(struct trial *trial, struct error *err)
{
    const struct intake_options how = {.name = "fixture"};
    const char *zip;
    int64_t bundle_id;

    return arena_printf(&trial->arena, &zip, err, "%s/fixture.zip", trial->scratch) &&
            fixture_zip(trial->folder, zip, err) &&
            intake_take(trial->store, "fixture", zip, &how, &bundle_id, err);
}

static void end_complaints(struct complaint_list *complaints)
{
    complaint_list_clear(complaints);
}

/* Evidence that shows no exception is where a disturbance must be noticed; a record that
 * went another route is none. */
static bool is_good(struct trial *trial, bool *ret_is_good, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    bool more;

    if (!db_prepare(store_db(trial->store),
                "SELECT count(*) > 0 AND min(outcome IN ('no-exception', 'other-route')) FROM report_result",
                &row, err) ||
            !db_step(row, &more, err))
        return false;
    *ret_is_good = more && db_column_int(row, 0) == 1;
    return true;
}

static bool disturb(struct trial *trial, const struct instance_list *list,
        struct error *err)
{
    bool good = false;

    if (!trial->mutation || list->count == 0)
        return true;
    return is_good(trial, &good, err) &&
            (!good ||
                    mutation_try(trial->mutation, trial->name, trial->store, list,
                            &list->items[0], err));
}

static bool run_procedure(struct trial *trial, struct error *err)
{
    CLEANUP(instance_list_clear) struct instance_list list = {0};
    CLEANUP(end_complaints) struct complaint_list complaints;
    const char *id = trial->procedure->procedure.id;
    const struct instance_options which = {.procedures = &id,
            .procedure_count = 1,
            .seconds = 600,
            .parameters = trial->fixture.parameters,
            .parameter_count = trial->fixture.parameter_count,
            .is_provenance_exempt = !trial->fixture.needs_provenance};
    const struct run_options how = {.arguments = "check --fixtures", .all = true};
    struct run_summary summary;

    complaint_list_init(&complaints);
    if (instance_list_make(trial->store, trial->library, &which, &list, &complaints, err))
        return run_instances(trial->store, "fixture", &list, &how, &summary, err) &&
                disturb(trial, &list, err);
    return complaints.count == 0 ||
            error_set(err, err->code, "%s:%u:%u: %s", complaints.items[0].file,
                    complaints.items[0].line, complaints.items[0].column,
                    complaints.items[0].message);
}

/* ---- comparing ---- */

static int compare_lines(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static bool read_actual(struct trial *trial, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    bool more;

    if (!arena_allocate(&trial->arena, LINES_MAX * sizeof(*trial->actual), &trial->actual,
                err) ||
            !db_prepare(store_db(trial->store),
                    "SELECT r.test || ',' || r.outcome || ',' || coalesce(m.name, '') || ',' || coalesce(cell_name(e.record_id), e.record, '') ||"
                    " iif(e.other_id, '+' || coalesce(cell_name(e.other_id), e.other_id & 1099511627775), '') || ',' ||"
                    " iif(e.kind IN ('other-route', 'not-due'), e.kind, coalesce(r.reason_code, '')) FROM report_result AS r"
                    " LEFT JOIN exception AS e ON e.result_id = r.result_id AND e.kind IN ('exception', 'other-route', 'not-due')"
                    " LEFT JOIN member AS m ON m.member_id = e.member_id"
                    " WHERE r.instance_id = (SELECT min(instance_id) FROM instance)",
                    &row, err))
        return false;
    for (;;) {
        if (!db_step(row, &more, err))
            return false;
        if (!more)
            break;
        if (trial->actual_count == LINES_MAX)
            return error_set(err, ERROR_LIMIT, "%s: more than %d exceptions in a fixture",
                    trial->folder, LINES_MAX);
        if (!arena_text(&trial->arena, db_column_text(row, 0),
                    &trial->actual[trial->actual_count++], err))
            return false;
    }
    qsort(trial->actual, trial->actual_count, sizeof(*trial->actual), compare_lines);
    return true;
}

/* Writes the lines that only one side has; both are sorted. */
static bool write_differences(const char **expected, size_t expected_count,
        const struct trial *trial, struct buf *text, bool *ret_same, struct error *err)
{
    size_t e = 0, a = 0;
    bool ok = true;

    *ret_same = true;
    while (ok && (e < expected_count || a < trial->actual_count)) {
        int order = e == expected_count    ? 1
                : a == trial->actual_count ? -1
                                           : strcmp(expected[e], trial->actual[a]);

        *ret_same = *ret_same && order == 0;
        if (order < 0)
            ok = buf_printf(text, err,
                    TR("    expected, not shown: %s\n", "    期待したが出なかった: %s\n"),
                    expected[e]);
        else if (order > 0)
            ok = buf_printf(text, err,
                    TR("    shown, not expected: %s\n",
                            "    期待していないのに出た: %s\n"),
                    trial->actual[a]);
        e += order <= 0;
        a += order >= 0;
    }
    return ok;
}

static bool try_fixture(struct trial *trial, const char *expected_file, bool *ret_same,
        struct buf *text, struct error *err)
{
    const char **expected;
    size_t count;

    if (!fixture_load(trial->folder, &trial->arena, &trial->fixture, err) ||
            !make_scratch(trial, err) || !make_engagement(trial, err) ||
            !copy_binding(trial, err) || !copy_calendars(trial, err) ||
            !take_evidence(trial, err) || !run_procedure(trial, err) ||
            !read_actual(trial, err) ||
            !fixture_expected_read(expected_file, trial->name, &trial->arena, &expected,
                    &count, err))
        return false;
    return write_differences(expected, count, trial, text, ret_same, err);
}

/* What a procedure's fixtures share. */
struct trying {
    const struct library *library;
    const struct library_procedure *procedure;
    const char *expected_file;
    struct mutation *mutation;
    struct fixture_report *report;
};

static bool run_one(const struct trying *trying, const char *fixture_file,
        struct error *err)
{
    CLEANUP(end)
    struct trial trial = {.library = trying->library,
            .procedure = trying->procedure,
            .mutation = trying->mutation,
            .arena = ARENA_INIT(ARENA_MODEL_LIMIT)};
    CLEANUP(buf_clear) struct buf differences = BUF_INIT(REPORT_LIMIT);
    struct fixture_report *report = trying->report;
    struct error failure = {0};
    bool same = false;

    if (!arena_copy(&trial.arena, fixture_file,
                strlen(fixture_file) - strlen("/fixture.xml"), &trial.folder, err))
        return false;
    trial.name = strrchr(trial.folder, '/') + 1;
    if (!try_fixture(&trial, trying->expected_file, &same, &differences, &failure)) {
        if (failure.code == ERROR_INTERRUPTED || failure.code == ERROR_MEMORY)
            return error_set(err, failure.code, "%s", failure.message);
        same = false;
        if (!buf_printf(&differences, err, "    %s\n", failure.message))
            return false;
    }
    report->passed += same;
    report->failed += !same;
    return buf_printf(&report->text, err, "%s  %s/%s\n%s",
            same ? "ok  " : TR("FAIL", "不一致"), trying->procedure->procedure.id,
            trial.name, buf_text(&differences));
}

static void end_mutation(struct mutation *mutation)
{
    mutation_clear(mutation);
}

static bool run_mutated(struct trying *trying, const char *folder, const char **files,
        size_t count, struct complaint_list *complaints, struct error *err)
{
    CLEANUP(end_mutation) struct mutation mutation = {0};
    bool is_mutated = trying->report->is_mutated &&
            trying->procedure->procedure.test_count > 0;

    if (is_mutated &&
            !mutation_begin(folder, &trying->procedure->procedure, &mutation, complaints,
                    err))
        return false;
    trying->mutation = is_mutated ? &mutation : NULL;
    for (size_t i = 0; i < count; i++) {
        if (!run_one(trying, files[i], err))
            return false;
    }
    return !is_mutated ||
            mutation_end(&mutation, &trying->report->text, &trying->report->mutations,
                    complaints, err);
}

bool fixture_run_all(const struct library *library,
        const struct library_procedure *procedure, struct fixture_report *ret_report,
        struct complaint_list *complaints, struct error *err)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(ARENA_MODEL_LIMIT);
    struct trying trying = {.library = library,
            .procedure = procedure,
            .report = ret_report};
    const char *slash = strrchr(procedure->file, '/');
    const char *folder;
    const char **files;
    size_t count;

    ret_report->text.limit = REPORT_LIMIT;
    if (!arena_copy(&arena, procedure->file,
                slash ? (size_t)(slash - procedure->file) : 0, &folder, err))
        return false;
    if (!slash)
        folder = ".";
    if (!arena_printf(&arena, &trying.expected_file, err, "%s/expected.csv", folder) ||
            !file_list(folder, "fixture.xml", 1, &arena, &files, &count, err))
        return false;
    if (count == 0)
        return error_set(err, ERROR_MISSING,
                TR("%s: no fixtures beside it (folders with a fixture.xml)",
                        "%s: 試験用証拠（fixture.xml のあるフォルダ）がありません"),
                procedure->file);
    return fixture_expected_check(folder, &procedure->procedure, complaints, err) &&
            run_mutated(&trying, folder, files, count, complaints, err);
}
