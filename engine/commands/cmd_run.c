/* chosho run: run what is to be run. */
#include "engine/commands/bind_change.h"
#include "engine/commands/bind_propose.h"
#include "engine/commands/commands.h"
#include "engine/commands/listing.h"
#include "engine/commands/notice.h"
#include "engine/commands/progress.h"
#include "engine/run/problem.h"
#include "engine/run/run.h"
#include "engine/workpaper/verify.h"

#include <string.h>

#define SECONDS 3600
#define SECONDS_MAX 1000000
#define WORKERS_MAX 1000
#define PROBLEM_LIMIT ((size_t)256 << 10)

static const struct command_option options[] = {
        {"all", NULL, "最新の結果があるものも実行する", "also what is up to date"},
        {"prove", NULL, "受領したすべての提供物のハッシュを計算し直して照合する",
                "hash every bundle received anew, and compare it with its receipt"},
        {"plan", NULL, "実行せず、何を実行し何が不足するかを示す",
                "run nothing: say what would run and what is missing"},
        {"workers", "N", "並行する実行数（既定はコア数）",
                "workers side by side (default: one per core)"},
        {"timeout", "SECONDS", "一つの実行に許す時間（既定 3600）",
                "time a job may take (default 3600)"},
        {NULL, NULL, NULL, NULL},
};

static const struct listing_column result_columns[] = {
        {"instance", "手続/管理策", "instance", LISTING_TEXT},
        {"test", "テスト", "test", LISTING_TEXT},
        {"state", "実行", "state", LISTING_STATE},
        {"outcome", "結果", "outcome", LISTING_OUTCOME},
        {"population", "母集団", "population", LISTING_NUMBER},
        {"tested", "実施", "tested", LISTING_NUMBER},
        {"exceptions", "例外", "exceptions", LISTING_NUMBER},
        {"other_route", "別経路", "other route", LISTING_NUMBER},
        {"not_due", "期限未到来", "not due", LISTING_NUMBER},
        {"undecidable", "判定不能", "undecidable", LISTING_NUMBER},
        {"reason", "理由", "reason", LISTING_TEXT},
};

/* Of the columns of `results` below. */
enum { REASON = 10, REASON_CODE, REASON_DETAIL };

static const char results[] =
        "SELECT r.instance_key, r.test, r.state, r.outcome, r.population, r.tested, r.exceptions,"
        " r.other_route, r.not_due, r.undecidable, CASE ?2 WHEN 'ja' THEN said.ja ELSE said.en END, r.reason_code,"
        " CASE r.reason_code WHEN 'evidence-unreadable' THEN"
        " (SELECT e.sentence FROM report_event AS e WHERE e.result_id = r.result_id"
        " AND e.record IS NULL ORDER BY e.position LIMIT 1) END"
        " FROM report_result AS r LEFT JOIN report_reason AS said USING (result_id)"
        " WHERE r.instance_key = ?1 ORDER BY r.test_position";

/* A step stands among the tests, with its cell; what there is to count is its answer. */
static const char steps[] =
        "SELECT instance_key, step || CASE cell WHEN '' THEN '' ELSE ' ' || cell END,"
        " CASE outcome WHEN 'open' THEN 'not-run' ELSE 'ran' END, outcome, NULL, NULL,"
        " CASE outcome WHEN 'exception' THEN 1 END, NULL, NULL, NULL,"
        " CASE ?2 WHEN 'ja' THEN coalesce(fact_ja, fact_en) ELSE coalesce(fact_en, fact_ja) END, NULL, NULL"
        " FROM report_step WHERE instance_key = ?1 ORDER BY step_position, cell_position";

/* Where the item lies whose problem is this result's, and what to do about it. */
static void find_advice(const struct instance *instance, const char *code,
        const char *reason, const char **ret_place, const char **ret_hint)
{
    for (uint32_t i = 0; code && i < instance->program.item_count; i++) {
        const struct item *item = &instance->items[i];

        if (!item->problem || strcmp(item->problem, code) != 0)
            continue;
        if (text_is_equal(item->problem_text, reason)) {
            *ret_place = item->problem_place;
            *ret_hint = item->problem_hint ? item->problem_hint : *ret_hint;
            return;
        }
    }
}

/* The reason as recorded, and, since this is no report, where and what to do. */
static bool write_reason(const struct instance *instance, struct db_statement *row,
        struct buf *buf, struct error *err)
{
    const char *reason = db_column_text(row, REASON);
    const char *code = db_column_text(row, REASON_CODE);
    const char *hint = db_column_text(row, REASON_DETAIL), *place = NULL;

    if (!hint)
        hint = problem_hint(code);
    find_advice(instance, code, reason, &place, &hint);
    return (!place || buf_printf(buf, err, "%s: ", place)) &&
            (!reason || buf_append_text(buf, reason, err)) &&
            (!hint || buf_printf(buf, err, TR("; %s", "。%s"), hint));
}

static bool print_result(struct listing *listing, const struct instance *instance,
        struct db_statement *row, struct error *err)
{
    CLEANUP(buf_clear) struct buf reason = BUF_INIT(PROBLEM_LIMIT);
    struct slice values[ARRAY_LENGTH(result_columns)];

    for (int c = 0; c < REASON; c++)
        values[c] = listing_text(db_column_text(row, c));
    if (!write_reason(instance, row, &reason, err))
        return false;
    values[REASON] = listing_text(reason.size ? buf_text(&reason) : NULL);
    return listing_add(listing, values, err);
}

static bool print_rows(struct listing *listing, const struct instance *instance,
        struct db_statement *row, struct error *err)
{
    bool more;

    db_reset(row);
    db_bind_text(row, 1, instance->key);
    db_bind_text(row, 2, text_language_name(text_language()));
    for (;;) {
        if (!db_step(row, &more, err))
            return false;
        if (!more)
            return true;
        if (!print_result(listing, instance, row, err))
            return false;
    }
}

/* The newest results of the instances in the list, and how their steps stand. */
static bool print_results(struct command_call *call, struct store *store,
        const struct instance_list *list, struct error *err)
{
    CLEANUP(listing_freep) struct listing *listing = NULL;
    CLEANUP(db_finalizep) struct db_statement *tests = NULL;
    CLEANUP(db_finalizep) struct db_statement *by_hand = NULL;

    if (!listing_new(call, result_columns, ARRAY_LENGTH(result_columns), &listing, err) ||
            !db_prepare(store_db(store), results, &tests, err) ||
            !db_prepare(store_db(store), steps, &by_hand, err))
        return false;
    for (size_t i = 0; i < list->count; i++) {
        if (!print_rows(listing, &list->items[i], tests, err) ||
                !print_rows(listing, &list->items[i], by_hand, err))
            return false;
    }
    return listing_finish(listing, err);
}

/* ---- run --plan ---- */

static const struct listing_column plan_columns[] = {
        {"instance", "手続/管理策", "instance", LISTING_TEXT},
        {"evidence", "証拠", "evidence", LISTING_TEXT},
        {"state", "状態", "state", LISTING_ITEM},
        {"members", "ファイル数", "members", LISTING_NUMBER},
        {"remark", "備考", "remark", LISTING_TEXT},
};

static bool print_plan_item(struct listing *listing, const struct instance *instance,
        uint32_t index, bool up_to_date, struct error *err)
{
    CLEANUP(buf_clear) struct buf problem = BUF_INIT(PROBLEM_LIMIT);
    const struct item *item = &instance->items[index];
    char members[24];
    size_t count = 0;

    if (item->problem && !item_write_problem(item, &problem, err))
        return false;

    for (uint32_t s = 0; s < item->source_count; s++)
        count += item->sources[s].member_count;
    snprintf(members, sizeof(members), "%zu", count);
    return listing_add(listing,
            (struct slice[]){listing_text(instance->key),
                    listing_text(instance->program.items[index].source),
                    listing_text(item->problem   ? item->problem
                                    : up_to_date ? "up-to-date"
                                                 : "to-run"),
                    listing_text(members),
                    listing_text(item->problem ? buf_text(&problem) : NULL)},
            err);
}

static bool print_plan(struct command_call *call, struct store *store,
        const struct instance_list *list, struct error *err)
{
    CLEANUP(listing_freep) struct listing *listing = NULL;

    if (!listing_new(call, plan_columns, ARRAY_LENGTH(plan_columns), &listing, err))
        return false;
    for (size_t i = 0; i < list->count; i++) {
        bool up_to_date;

        if (!run_is_up_to_date(store, &list->items[i], &up_to_date, err))
            return false;
        for (uint32_t c = 0; c < list->items[i].program.item_count; c++) {
            if (!print_plan_item(listing, &list->items[i], c, up_to_date, err))
                return false;
        }
    }
    return listing_finish(listing, err);
}

/* ---- the run ---- */

/* What stands for these instances: their newest results, not only those of just now. */
struct tally {
    int64_t other_route;
    int64_t tests, no_exception, exception, indeterminate; /* by outcome */
    int64_t not_run, errors;                               /* of indeterminate */
    int64_t open, script_errors;
    int64_t records; /* that deviate, whatever the outcome */
    int64_t steps, open_steps, step_exceptions;
};

static bool take_steps(struct store *store, const struct instance_list *list,
        struct tally *tally, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    bool more;

    if (!db_prepare(store_db(store),
                "SELECT count(*), sum(outcome = 'open'), sum(outcome = 'exception')"
                " FROM report_step WHERE instance_key = ?1",
                &row, err))
        return false;
    for (size_t i = 0; i < list->count; i++) {
        db_reset(row);
        db_bind_text(row, 1, list->items[i].key);
        if (!db_step(row, &more, err))
            return false;
        tally->steps += db_column_int(row, 0);
        tally->open_steps += db_column_int(row, 1);
        tally->step_exceptions += db_column_int(row, 2);
    }
    return true;
}

static bool take_tally(struct store *store, const struct instance_list *list,
        struct tally *tally, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    int64_t *const sums[] = {&tally->tests, &tally->no_exception, &tally->exception,
            &tally->indeterminate, &tally->not_run, &tally->errors, &tally->open,
            &tally->script_errors, &tally->records, &tally->other_route};
    bool more;

    memset(tally, 0, sizeof(*tally));
    if (!db_prepare(store_db(store),
                "SELECT count(*), sum(outcome = 'no-exception'), sum(outcome = 'exception'),"
                " sum(outcome = 'indeterminate'), sum(state = 'not-run'), sum(state = 'error'),"
                " sum(outcome = 'open'), sum(reason_code = 'script-error'), sum(exceptions),"
                " sum(outcome = 'other-route')"
                " FROM report_result WHERE instance_key = ?1",
                &row, err))
        return false;
    for (size_t i = 0; i < list->count; i++) {
        db_reset(row);
        db_bind_text(row, 1, list->items[i].key);
        if (!db_step(row, &more, err))
            return false;
        for (size_t s = 0; more && s < ARRAY_LENGTH(sums); s++)
            *sums[s] += db_column_int(row, (int)s);
    }
    return take_steps(store, list, tally, err);
}

static int judge(const struct tally *tally)
{
    int code = tally->records || tally->step_exceptions ? 1 : 0;

    if (tally->indeterminate || tally->open || tally->open_steps)
        code = command_worse(code, 3);
    return tally->script_errors ? command_worse(code, 2) : code;
}

/* What to do about evidence that is missing: proposing helps only with what was received
 * and is not bound. */
static void say_missing(const struct instance_list *list)
{
    bool is_unbound = false;

    for (size_t i = 0; i < list->count; i++) {
        for (uint32_t c = 0; c < list->items[i].program.item_count; c++)
            is_unbound |= list->items[i].items[c].problem &&
                    bind_propose_is_unbound(&list->items[i], c);
    }
    if (list->evidence.bundle_count == 0)
        command_say("%s",
                TR("next: chosho take BUNDLE.zip; chosho bind shows which evidence is missing",
                        "次に: chosho take 提供物.zip。不足する証拠は chosho bind で示します"));
    else if (is_unbound)
        command_say("%s",
                TR("next: chosho bind shows which evidence is missing; chosho bind --propose -o FILE drafts what was received",
                        "次に: 不足する証拠は chosho bind で示し、受領済みのものの対応付け案は chosho bind --propose -o ファイル で作れます"));
    else
        command_say("%s",
                TR("next: chosho bind shows which evidence is missing, and why",
                        "次に: 不足する証拠とその理由は chosho bind で示します"));
}

static void say_tally(const struct run_summary *summary, const struct tally *tally,
        const struct instance_list *list)
{
    int64_t others = tally->tests - tally->no_exception - tally->exception -
            tally->indeterminate - tally->other_route;
    char other[128] = "";

    if (tally->other_route)
        snprintf(other, sizeof(other), TR(" + other routes %lld", " + 別経路 %lld"),
                (long long)tally->other_route);
    if (others)
        snprintf(other + strlen(other), sizeof(other) - strlen(other),
                TR(" + other %lld", " + その他 %lld"), (long long)others);
    command_say(
            TR("run: instances run %zu, up to date %zu; tests %lld = no exceptions %lld + exceptions %lld + indeterminate %lld%s; exceptions in all: %lld; of the indeterminate, not run: %lld, errors: %lld",
                    "実行: 手続/管理策 %zu件を実行、%zu件は最新。テスト %lld = 例外なし %lld + 例外あり %lld + 判定不能 %lld%s。例外は計 %lld件。判定不能のうち未実施 %lld、エラー %lld"),
            summary->ran, summary->up_to_date, (long long)tally->tests,
            (long long)tally->no_exception, (long long)tally->exception,
            (long long)tally->indeterminate, other, (long long)tally->records,
            (long long)tally->not_run, (long long)tally->errors);
    if (tally->steps)
        command_say(
                TR("manual steps %lld = open %lld + answered %lld; exceptions %lld; chosho step lists them",
                        "手作業のステップ %lld = 未記入 %lld + 記入済み %lld。例外 %lld。一覧は chosho step"),
                (long long)tally->steps, (long long)tally->open_steps,
                (long long)(tally->steps - tally->open_steps),
                (long long)tally->step_exceptions);
    if (tally->not_run)
        say_missing(list);
    if (tally->records)
        command_say("%s",
                TR("next: chosho exception lists the exceptions; chosho report -o FILE.html writes the report",
                        "次に: 例外は chosho exception で一覧し、報告書は chosho report -o ファイル.html で作成できます"));
}

static bool load(struct command_call *call, struct store *store, struct library *library,
        struct instance_list *list, struct complaint_list *complaints, struct error *err)
{
    struct instance_options which = {.procedures = call->arguments,
            .procedure_count = call->argument_count};
    bool ok;

    if (!command_number(call, "timeout", 1, SECONDS_MAX, SECONDS, &which.seconds, err) ||
            !library_load(store_engagement(store)->library, library, err))
        return false;
    if (library->complaints.errors)
        command_complain(&library->complaints);
    ok = instance_list_make(store, library, &which, list, complaints, err);
    if (!ok || list->count)
        return ok;
    return error_set(err, ERROR_MISSING,
            TR("nothing is to be run: the library has no procedure for the catalogue '%s' that is in order",
                    "実行するものがありません。ライブラリに、カタログ「%s」の管理策に対する正しい手続がありません"),
            store_engagement(store)->catalogue);
}

static bool run_list(struct command_call *call, struct store *store,
        const struct instance_list *list, struct run_summary *ret_summary,
        struct error *err)
{
    struct progress progress;
    struct run_options how = {
            .arguments = call->line,
            .all = command_has(call, "all"),
            .prove = command_has(call, "prove"),
            .progress = progress_tell,
            .owner = &progress,
    };
    const char *person;
    uint64_t workers;
    bool ok;

    if (!command_number(call, "workers", 1, WORKERS_MAX, 0, &workers, err) ||
            !command_person(call, store, &person, err))
        return false;
    how.workers = (unsigned)workers;
    progress_begin(&progress, call);
    ok = run_instances(store, person, list, &how, ret_summary, err);
    progress_end(&progress);
    return ok;
}

static void end_complaints(struct complaint_list *complaints)
{
    command_complain(complaints);
    complaint_list_clear(complaints);
}

static int run(struct command_call *call, struct error *err)
{
    CLEANUP(store_closep) struct store *store = NULL;
    CLEANUP(library_clear) struct library library = {0};
    CLEANUP(instance_list_clear) struct instance_list list = {0};
    CLEANUP(end_complaints) struct complaint_list complaints;
    struct run_summary summary;
    struct tally tally;
    int code;

    complaint_list_init(&complaints);
    if (!command_open(call, command_has(call, "plan") ? STORE_READ : STORE_WRITE, &store,
                err) ||
            !verify_workpaper(store, err) ||
            !bind_change_note(call, store,
                    command_has(call, "plan") ? STORE_READ : STORE_WRITE, err) ||
            !load(call, store, &library, &list, &complaints, err))
        return 2;
    if (command_has(call, "plan"))
        return print_plan(call, store, &list, err) ? 0 : 6;
    if (!run_list(call, store, &list, &summary, err) ||
            !print_results(call, store, &list, err) ||
            !notice_tell(call, store, &list, summary.run_id, err) ||
            !take_tally(store, &list, &tally, err))
        return 6;
    say_tally(&summary, &tally, &list);
    code = judge(&tally);
    return library.complaints.errors ? command_worse(code, 2) : code;
}

const struct command cmd_run = {
        .name = "run",
        .arguments = "[PROCEDURE ...]",
        .ja = "手続を実行する（入力が変わったものだけ。すべては --all）",
        .en = "run the procedures whose inputs changed (all of them with --all)",
        .options = options,
        .run = run,
};
