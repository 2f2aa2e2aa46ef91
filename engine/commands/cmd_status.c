/* chosho status: where the engagement stands. */
#include "engine/commands/commands.h"
#include "engine/commands/kept.h"
#include "engine/commands/listing.h"
#include "engine/run/standing.h"
#include "engine/workpaper/result.h"
#include "engine/workpaper/verify.h"

static const struct command_option options[] = {
        {"strict", NULL, "未完があれば終了コード3",
                "exit 3 where anything is incomplete"},
        {"controls", NULL, "管理策ごとの処置を示す",
                "a line for each control, with its disposition"},
        {NULL, NULL, NULL, NULL},
};

static const struct listing_column result_columns[] = {
        {"control", "管理策", "control", LISTING_TEXT},
        {"procedure", "手続", "procedure", LISTING_TEXT},
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
        {"individual", "個別管理策", "individual control", LISTING_TEXT},
};

static const struct listing_column control_columns[] = {
        {"control", "管理策", "control", LISTING_TEXT},
        {"title", "名称", "title", LISTING_TEXT},
        {"disposition", "処置", "disposition", LISTING_DISPOSITION},
        {"tests", "テスト", "tests", LISTING_NUMBER},
        {"exceptions", "例外", "exceptions", LISTING_NUMBER},
        {"indeterminate", "判定不能", "indeterminate", LISTING_NUMBER},
        {"steps", "ステップ", "steps", LISTING_NUMBER},
        {"open_steps", "未記入", "open", LISTING_NUMBER},
        {"findings", "発見事項", "findings", LISTING_NUMBER},
        {"reason", "理由", "reason", LISTING_REASON},
};

/* What a run would find now; nothing is run for it. */
struct now {
    struct library library;
    struct instance_list list;
    bool is_known; /* the library and the bindings could be read */
};

static void end_now(struct now *now)
{
    instance_list_clear(&now->list);
    library_clear(&now->library);
}

/* Where that fails the rest of the status still stands. */
static void look_at_now(struct store *store, struct now *now)
{
    CLEANUP(complaint_list_clear) struct complaint_list complaints;
    const struct instance_options all = {0};
    struct error failure = {0};

    complaint_list_init(&complaints);
    now->is_known = library_load(store_engagement(store)->library, &now->library,
                            &failure) &&
            instance_list_make(store, &now->library, &all, &now->list, &complaints,
                    &failure);
    if (now->library.complaints.errors)
        command_complain(&now->library.complaints);
    command_complain(&complaints);
    if (!now->is_known)
        command_say(
                TR("chosho: whether results are stale cannot be said: %s",
                        "chosho: 結果が最新の入力によるものかどうかを判定できません: %s"),
                failure.message);
}

/* ---- results ---- */

/* Of the columns of `results` below. */
enum { STATE = 3, INDIVIDUAL = 12, INSTANCE, DIGEST };

static const char results[] =
        "SELECT r.control, r.procedure, r.test, r.state, r.outcome, r.population, r.tested, r.exceptions,"
        " r.other_route, r.not_due, r.undecidable, CASE ?1 WHEN 'ja' THEN said.ja ELSE said.en END,"
        " r.individual || '@' || r.control_version || CASE r.population_group WHEN '' THEN '' ELSE '#' || r.population_group END,"
        " r.instance_key, r.digest"
        " FROM report_result AS r LEFT JOIN report_reason AS said USING (result_id)"
        " LEFT JOIN control AS c ON c.catalogue = r.catalogue AND c.ref = r.control"
        " ORDER BY c.control_id, r.instance_key, r.test_position";

static bool is_stale(const struct now *now, struct db_statement *row)
{
    return now->is_known &&
            standing_of(&now->list, db_column_text(row, INSTANCE), db_column_text(row, 2),
                    db_column_text(row, DIGEST), NULL, NULL) != STANDING_CURRENT;
}

static bool print_result(struct listing *listing, struct db_statement *row, bool stale,
        struct error *err)
{
    struct slice values[ARRAY_LENGTH(result_columns)];

    for (int c = 0; c <= INDIVIDUAL; c++)
        values[c] = listing_text(db_column_text(row, c));
    if (stale)
        values[STATE] = listing_text(result_state_name(RESULT_STALE));
    return listing_add(listing, values, err);
}

/* listing NULL: only counts what is stale. */
static bool look_at_results(struct store *store, const struct now *now,
        struct listing *listing, int64_t *ret_stale, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    bool more;

    *ret_stale = 0;
    if (!db_prepare(store_db(store), results, &row, err))
        return false;
    db_bind_text(row, 1, text_language_name(text_language()));
    for (;;) {
        bool stale;

        if (!db_step(row, &more, err))
            return false;
        if (!more)
            return true;
        stale = is_stale(now, row);
        *ret_stale += stale;
        if (listing && !print_result(listing, row, stale, err))
            return false;
    }
}

/* Manual steps, a row a quarter, month or record. */
static bool print_steps(struct store *store, struct listing *listing, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    bool more;

    if (!db_prepare(store_db(store),
                "SELECT s.control, s.procedure, s.step || CASE s.cell WHEN '' THEN ''"
                " ELSE ' ' || s.cell END, CASE s.outcome WHEN 'open' THEN 'not-run'"
                " ELSE 'ran' END, s.outcome, NULL, NULL,"
                " CASE s.outcome WHEN 'exception' THEN 1 END, NULL, coalesce(CASE ?1"
                " WHEN 'ja' THEN coalesce(s.fact_ja, s.fact_en)"
                " ELSE coalesce(s.fact_en, s.fact_ja) END, s.reason)"
                " FROM report_step AS s LEFT JOIN control AS c"
                " ON c.catalogue = s.catalogue AND c.ref = s.control"
                " ORDER BY c.control_id, s.instance_key, s.step_position, s.cell_position",
                &row, err))
        return false;
    db_bind_text(row, 1, text_language_name(text_language()));
    for (;;) {
        if (!db_step(row, &more, err))
            return false;
        if (!more)
            return true;
        if (!print_result(listing, row, false, err))
            return false;
    }
}

static bool print_results(const struct command_call *call, struct store *store,
        const struct now *now, int64_t *ret_stale, struct error *err)
{
    CLEANUP(listing_freep) struct listing *listing = NULL;

    return listing_new(call, result_columns, ARRAY_LENGTH(result_columns), &listing,
                   err) &&
            look_at_results(store, now, listing, ret_stale, err) &&
            print_steps(store, listing, err) && listing_finish(listing, err);
}

/* ---- controls ---- */

static bool print_controls(const struct command_call *call, struct store *store,
        struct error *err)
{
    CLEANUP(listing_freep) struct listing *listing = NULL;
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    struct slice values[ARRAY_LENGTH(control_columns)];
    bool more;

    if (!listing_new(call, control_columns, ARRAY_LENGTH(control_columns), &listing,
                err) ||
            !db_prepare(store_db(store),
                    TR("SELECT ref, coalesce(title_en, title_ja), disposition, tests,"
                       " exceptions + step_exceptions, indeterminate, steps, open_steps, findings,"
                       " reason_code FROM report_control ORDER BY control_id",
                            "SELECT ref, coalesce(title_ja, title_en), disposition, tests,"
                            " exceptions + step_exceptions, indeterminate, steps, open_steps, findings,"
                            " reason_code FROM report_control ORDER BY control_id"),
                    &row, err))
        return false;
    for (;;) {
        if (!db_step(row, &more, err))
            return false;
        if (!more)
            return listing_finish(listing, err);
        for (size_t c = 0; c < ARRAY_LENGTH(values); c++)
            values[c] = listing_text(db_column_text(row, (int)c));
        if (!listing_add(listing, values, err))
            return false;
    }
}

/* ---- all ---- */

/* Where the row of print_totals() has the counts of dispositions that most engagements
 * have none of, and what comes behind them. */
enum { MANUAL = 3, INCOMPLETE = 9, BUNDLES, FINDINGS, SUPERSEDED, STEPS, OPEN_STEPS };

/* "performed 3 + inherited 1 + missing 4": those that there are, and always the first and
 * the last. */
static void write_dispositions(struct db_statement *row, char *text, size_t size)
{
    const char *const words[] = {TR("manual", "手作業"), TR("inherited", "引継ぎ"),
            TR("not due", "実施年度外"), TR("covered", "認証により充足"),
            TR("not applicable", "非該当"), TR("not selected", "非選択")};
    size_t at = (size_t)snprintf(text, size, TR("performed %lld", "実施 %lld"),
            (long long)db_column_int(row, 1));

    for (int i = 0; i < (int)ARRAY_LENGTH(words) && at < size; i++) {
        if (db_column_int(row, MANUAL + i))
            at += (size_t)snprintf(text + at, size - at, " + %s %lld", words[i],
                    (long long)db_column_int(row, MANUAL + i));
    }
    if (at < size)
        snprintf(text + at, size - at, TR(" + missing %lld", " + 未実施 %lld"),
                (long long)db_column_int(row, 2));
}

static bool print_totals(struct store *store, const struct now *now, int64_t stale,
        bool *ret_incomplete, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    char stale_results[24] = "?", dispositions[400];
    bool more;

    if (!db_prepare(store_db(store),
                "SELECT count(*), coalesce(sum(disposition = 'performed'), 0),"
                " coalesce(sum(disposition = 'missing'), 0),"
                " coalesce(sum(disposition = 'manual'), 0),"
                " coalesce(sum(disposition = 'inherited'), 0),"
                " coalesce(sum(disposition = 'not-due'), 0),"
                " coalesce(sum(disposition = 'covered'), 0),"
                " coalesce(sum(disposition = 'not-applicable'), 0),"
                " coalesce(sum(disposition = 'not-selected'), 0),"
                " (SELECT count(*) FROM report_result WHERE state <> 'ran' OR outcome IN ('indeterminate', 'open')),"
                " (SELECT count(*) FROM bundle), (SELECT count(*) FROM report_finding),"
                " (SELECT count(*) FROM superseded JOIN member USING (member_id)"
                " WHERE status <> 'folder'), (SELECT count(*) FROM report_step),"
                " (SELECT count(*) FROM report_step WHERE outcome = 'open')"
                " FROM report_control",
                &row, err) ||
            !db_step(row, &more, err))
        return false;
    if (now->is_known)
        snprintf(stale_results, sizeof(stale_results), "%lld", (long long)stale);
    write_dispositions(row, dispositions, sizeof(dispositions));
    command_say(
            TR("controls %lld = %s; incomplete tests %lld; stale results %s; bundles %lld; findings %lld",
                    "管理策 %lld = %s。未完のテスト %lld、要再実行の結果 %s、提供物 %lld、発見事項 %lld"),
            (long long)db_column_int(row, 0), dispositions,
            (long long)db_column_int(row, INCOMPLETE), stale_results,
            (long long)db_column_int(row, BUNDLES),
            (long long)db_column_int(row, FINDINGS));
    if (db_column_int(row, STEPS) > 0)
        command_say(
                TR("manual steps %lld = open %lld + answered %lld (chosho step lists them)",
                        "手作業のステップ %lld = 未記入 %lld + 記入済み %lld（一覧は chosho step）"),
                (long long)db_column_int(row, STEPS),
                (long long)db_column_int(row, OPEN_STEPS),
                (long long)(db_column_int(row, STEPS) - db_column_int(row, OPEN_STEPS)));
    if (db_column_int(row, SUPERSEDED) > 0)
        command_say(
                TR("members superseded by later deliveries: %lld (chosho take --difference BUNDLE shows what changed)",
                        "後の提供物に差し替えられたファイル %lld（変化は chosho take --difference 提供物 で確かめられます）"),
                (long long)db_column_int(row, SUPERSEDED));
    if (stale)
        command_say("%s",
                TR("stale: the procedure, a parameter, a binding or the evidence has changed since; chosho run runs it again",
                        "要再実行: 実施後に手続、パラメータ、対応付け又は証拠が変わりました。chosho run で再実行します"));
    *ret_incomplete = db_column_int(row, INCOMPLETE) > 0 || db_column_int(row, 2) > 0 ||
            db_column_int(row, OPEN_STEPS) > 0 || stale > 0 || !now->is_known;
    return true;
}

/* What is picked is to be looked at, every attribute of it. */
static bool print_samples(struct store *store, bool *ret_incomplete, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    bool more;

    if (!db_prepare(store_db(store),
                "SELECT coalesce(sum(items), 0), sum(cells), sum(ticked), sum(open),"
                " sum(exceptions) FROM report_tick",
                &row, err) ||
            !db_step(row, &more, err))
        return false;
    if (!db_column_int(row, 0))
        return true;
    command_say(
            TR("sampled items %lld; cells %lld = ticked %lld + open %lld; exceptions %lld (chosho tick lists them)",
                    "試査の項目 %lld。欄 %lld = 記入済み %lld + 未実施 %lld、例外 %lld（一覧は chosho tick）"),
            (long long)db_column_int(row, 0), (long long)db_column_int(row, 1),
            (long long)db_column_int(row, 2), (long long)db_column_int(row, 3),
            (long long)db_column_int(row, 4));
    *ret_incomplete = *ret_incomplete || db_column_int(row, 3) > 0;
    return true;
}

static int run(struct command_call *call, struct error *err)
{
    CLEANUP(store_closep) struct store *store = NULL;
    CLEANUP(end_now) struct now now = {0};
    int64_t stale;
    size_t bundles;
    bool incomplete;
    int code;

    if (!command_expect(call, 0, 0, err) ||
            !command_open(call, STORE_READ, &store, err) || !verify_workpaper(store, err))
        return 2;
    look_at_now(store, &now);
    if (!(command_has(call, "controls")
                        ? print_controls(call, store, err) &&
                                look_at_results(store, &now, NULL, &stale, err)
                        : print_results(call, store, &now, &stale, err)) ||
            !print_totals(store, &now, stale, &incomplete, err) ||
            !print_samples(store, &incomplete, err) ||
            !kept_check(call, store, &bundles, &code, err))
        return 6;
    return incomplete && command_has(call, "strict") ? command_worse(code, 3) : code;
}

const struct command cmd_status = {
        .name = "status",
        .arguments = "",
        .ja = "監査業務の現在地",
        .en = "where the engagement stands",
        .options = options,
        .run = run,
};
