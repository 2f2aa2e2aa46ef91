/* chosho status: where the engagement stands. */
#include "engine/commands/commands.h"
#include "engine/commands/listing.h"
#include "engine/workpaper/verify.h"

#include <string.h>

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
        {"state", "実行", "state", LISTING_OUTCOME},
        {"outcome", "結果", "outcome", LISTING_OUTCOME},
        {"population", "母集団", "population", LISTING_NUMBER},
        {"tested", "実施", "tested", LISTING_NUMBER},
        {"exceptions", "例外", "exceptions", LISTING_NUMBER},
        {"undecidable", "判定不能", "undecidable", LISTING_NUMBER},
        {"reason", "理由", "reason", LISTING_TEXT},
};

static const struct listing_column control_columns[] = {
        {"control", "管理策", "control", LISTING_TEXT},
        {"title", "名称", "title", LISTING_TEXT},
        {"disposition", "処置", "disposition", LISTING_TEXT},
        {"tests", "テスト", "tests", LISTING_NUMBER},
        {"exceptions", "例外", "exceptions", LISTING_NUMBER},
        {"indeterminate", "判定不能", "indeterminate", LISTING_NUMBER},
        {"findings", "発見事項", "findings", LISTING_NUMBER},
        {"reason", "理由", "reason", LISTING_TEXT},
};

static bool print_rows(const struct command_call *call, struct store *store,
        const char *sql, const struct listing_column *columns, size_t count,
        struct error *err)
{
    CLEANUP(listing_freep) struct listing *listing = NULL;
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    struct slice values[16];
    bool more;

    if (!listing_new(call, columns, count, &listing, err) ||
            !db_prepare(store_db(store), sql, &row, err))
        return false;
    for (;;) {
        if (!db_step(row, &more, err))
            return false;
        if (!more)
            return listing_finish(listing, err);
        for (size_t c = 0; c < count; c++)
            values[c] = listing_text(db_column_text(row, (int)c));
        if (!listing_add(listing, values, err))
            return false;
    }
}

static bool print_totals(struct store *store, bool *ret_incomplete, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    bool more;

    if (!db_prepare(store_db(store),
                "SELECT (SELECT count(*) FROM report_control),"
                " (SELECT count(*) FROM report_control WHERE disposition = 'performed'),"
                " (SELECT count(*) FROM report_control WHERE disposition = 'missing'),"
                " (SELECT count(*) FROM report_result WHERE state <> 'ran' OR outcome IN ('indeterminate', 'open')),"
                " (SELECT count(*) FROM report_bundle), (SELECT count(*) FROM report_finding)",
                &row, err) ||
            !db_step(row, &more, err))
        return false;
    command_say(
            TR("controls %lld = performed %lld + missing %lld; incomplete tests %lld; bundles %lld; findings %lld",
                    "管理策 %lld = 実施 %lld + 未実施 %lld。未完のテスト %lld、提供物 %lld、発見事項 %lld"),
            (long long)db_column_int(row, 0), (long long)db_column_int(row, 1),
            (long long)db_column_int(row, 2), (long long)db_column_int(row, 3),
            (long long)db_column_int(row, 4), (long long)db_column_int(row, 5));
    *ret_incomplete = db_column_int(row, 3) > 0 || db_column_int(row, 2) > 0;
    return true;
}

static int run(struct command_call *call, struct error *err)
{
    CLEANUP(store_closep) struct store *store = NULL;
    bool incomplete;
    bool ok;

    if (!command_expect(call, 0, 0, err) ||
            !command_open(call, STORE_READ, &store, err) || !verify_workpaper(store, err))
        return 2;
    if (command_has(call, "controls"))
        ok = print_rows(call, store,
                TR("SELECT ref, coalesce(title_en, title_ja), disposition, tests, exceptions, indeterminate, findings,"
                   " reason_code FROM report_control ORDER BY control_id",
                        "SELECT ref, coalesce(title_ja, title_en), disposition, tests, exceptions, indeterminate, findings,"
                        " reason_code FROM report_control ORDER BY control_id"),
                control_columns, ARRAY_LENGTH(control_columns), err);
    else
        ok = print_rows(call, store,
                "SELECT r.control, r.procedure, r.test, r.state, r.outcome, r.population, r.tested, r.exceptions,"
                " r.undecidable, r.reason FROM report_result AS r LEFT JOIN control AS c"
                " ON c.catalogue = r.catalogue AND c.ref = r.control"
                " ORDER BY c.control_id, r.instance_key, r.test_position",
                result_columns, ARRAY_LENGTH(result_columns), err);
    if (!ok || !print_totals(store, &incomplete, err))
        return 6;
    return incomplete && command_has(call, "strict") ? 3 : 0;
}

const struct command cmd_status = {
        .name = "status",
        .arguments = "",
        .ja = "監査業務の現在地",
        .en = "where the engagement stands",
        .options = options,
        .run = run,
};
