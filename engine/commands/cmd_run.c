/* chosho run: run what is to be run. */
#include "engine/commands/commands.h"
#include "engine/commands/listing.h"
#include "engine/commands/progress.h"
#include "engine/run/run.h"

#define SECONDS 3600
#define SECONDS_MAX 1000000
#define WORKERS_MAX 1000

static const struct command_option options[] = {
        {"all", NULL, "最新の結果があるものも実行する", "also what is up to date"},
        {"prove", NULL, "提供物のハッシュを計算し直してから読む",
                "hash the bundles anew before reading them"},
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
        {"state", "実行", "state", LISTING_OUTCOME},
        {"outcome", "結果", "outcome", LISTING_OUTCOME},
        {"population", "母集団", "population", LISTING_NUMBER},
        {"tested", "実施", "tested", LISTING_NUMBER},
        {"exceptions", "例外", "exceptions", LISTING_NUMBER},
        {"undecidable", "判定不能", "undecidable", LISTING_NUMBER},
        {"reason", "理由", "reason", LISTING_TEXT},
};

static struct slice column(struct db_statement *row, int index)
{
    return listing_text(db_column_text(row, index));
}

/* The newest results of the instances in the list. */
static bool print_results(struct command_call *call, struct store *store,
        const struct instance_list *list, struct error *err)
{
    CLEANUP(listing_freep) struct listing *listing = NULL;
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    bool more;

    if (!listing_new(call, result_columns, ARRAY_LENGTH(result_columns), &listing, err) ||
            !db_prepare(store_db(store),
                    "SELECT instance_key, test, state, outcome, population, tested, exceptions, undecidable,"
                    " reason FROM report_result WHERE instance_key = ?1 ORDER BY test_position",
                    &row, err))
        return false;
    for (size_t i = 0; i < list->count; i++) {
        db_reset(row);
        db_bind_text(row, 1, list->items[i].key);
        for (;;) {
            struct slice values[ARRAY_LENGTH(result_columns)];

            if (!db_step(row, &more, err))
                return false;
            if (!more)
                break;
            for (size_t c = 0; c < ARRAY_LENGTH(values); c++)
                values[c] = column(row, (int)c);
            if (!listing_add(listing, values, err))
                return false;
        }
    }
    return listing_finish(listing, err);
}

/* ---- run --plan ---- */

static const struct listing_column plan_columns[] = {
        {"instance", "手続/管理策", "instance", LISTING_TEXT},
        {"evidence", "証拠", "evidence", LISTING_TEXT},
        {"state", "状態", "state", LISTING_OUTCOME},
        {"members", "ファイル数", "members", LISTING_NUMBER},
        {"remark", "備考", "remark", LISTING_TEXT},
};

static bool print_plan_item(struct listing *listing, const struct instance *instance,
        uint32_t index, bool up_to_date, struct error *err)
{
    const struct item *item = &instance->items[index];
    char members[24];
    size_t count = 0;

    for (uint32_t s = 0; s < item->source_count; s++)
        count += item->sources[s].member_count;
    snprintf(members, sizeof(members), "%zu", count);
    return listing_add(listing,
            (struct slice[]){listing_text(instance->key),
                    listing_text(instance->program.items[index].source),
                    listing_text(item->problem   ? item->problem
                                    : up_to_date ? "up-to-date"
                                                 : "to-run"),
                    listing_text(members), listing_text(item->problem_text)},
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

/* Over the newest results of these instances, not only of what ran just now. */
static bool judge(struct store *store, const struct instance_list *list, int *ret_code,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    bool more;

    *ret_code = 0;
    if (!db_prepare(store_db(store),
                "SELECT coalesce(sum(exceptions > 0), 0), coalesce(sum(state <> 'ran' OR outcome IN"
                " ('indeterminate', 'open')), 0), coalesce(sum(reason_code = 'script-error'), 0)"
                " FROM report_result WHERE instance_key = ?1",
                &row, err))
        return false;
    for (size_t i = 0; i < list->count; i++) {
        db_reset(row);
        db_bind_text(row, 1, list->items[i].key);
        if (!db_step(row, &more, err))
            return false;
        if (more && db_column_int(row, 0) > 0)
            *ret_code = command_worse(*ret_code, 1);
        if (more && db_column_int(row, 1) > 0)
            *ret_code = command_worse(*ret_code, 3);
        if (more && db_column_int(row, 2) > 0)
            *ret_code = command_worse(*ret_code, 2);
    }
    return true;
}

/* Evidence that comes more than once: no reason for an outcome, but what is counted is
 * counted twice. Said once for all tests that read it. */
static bool tell_repeats(struct store *store, const struct instance_list *list,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    bool more;

    if (!db_prepare(store_db(store),
                "SELECT sentence FROM report_event JOIN report_result USING (result_id)"
                " WHERE instance_key = ?1 AND report_event.reason_code IN"
                " ('same-file', 'key-repeated', 'key-unchecked') GROUP BY sentence"
                " ORDER BY min(result_id), min(position)",
                &row, err))
        return false;
    for (size_t i = 0; i < list->count; i++) {
        db_reset(row);
        db_bind_text(row, 1, list->items[i].key);
        for (;;) {
            if (!db_step(row, &more, err))
                return false;
            if (!more)
                break;
            command_say("%s: %s", list->items[i].key, db_column_text(row, 0));
        }
    }
    return true;
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
        const struct instance_list *list, struct error *err)
{
    struct progress progress;
    struct run_summary summary;
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
    ok = run_instances(store, person, list, &how, &summary, err);
    progress_end(&progress);
    if (ok)
        command_say(
                TR("run: %zu instances run, %zu up to date; tests run %llu: with exceptions %llu, indeterminate %llu (errors among them %llu)",
                        "実行: %zu件を実行、%zu件は最新。実行したテスト %llu件: 例外あり %llu、判定不能 %llu（うちエラー %llu）"),
                summary.ran, summary.up_to_date, (unsigned long long)summary.counts.tests,
                (unsigned long long)summary.counts.with_exceptions,
                (unsigned long long)summary.counts.indeterminate,
                (unsigned long long)summary.counts.errors);
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
    int code;

    complaint_list_init(&complaints);
    if (!command_open(call, command_has(call, "plan") ? STORE_READ : STORE_WRITE, &store,
                err) ||
            !load(call, store, &library, &list, &complaints, err))
        return 2;
    if (command_has(call, "plan"))
        return print_plan(call, store, &list, err) ? 0 : 6;
    if (!run_list(call, store, &list, err) || !print_results(call, store, &list, err) ||
            !tell_repeats(store, &list, err) || !judge(store, &list, &code, err))
        return 6;
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
