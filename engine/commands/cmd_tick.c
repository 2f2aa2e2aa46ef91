/* chosho tick: what was seen of the sampled items, cell by cell. */
#include "engine/commands/commands.h"
#include "engine/commands/form.h"
#include "engine/commands/tick_returns.h"
#include "engine/commands/tick_sheet.h"
#include "engine/workpaper/attachment.h"
#include "engine/workpaper/verify.h"

#include <string.h>

static const struct command_option options[] = {
        {"sample", "NAME", "対象の試査（手続/試査）。既定は抽出済みのすべて",
                "of this sample: PROCEDURE/SAMPLE (default: all that were drawn)"},
        {"outcome", "no-exception|exception|not-applicable|open",
                "欄の結果（open は取消し）", "the cell's outcome; open takes it back"},
        {"note", "TEXT", "記載（例外と該当なしでは必須）",
                "a note; needed for an exception and for what does not apply"},
        {"attach", "FILE", "添付するファイル（複数回指定できる）",
                "attach a file (may be given several times)"},
        {"sheet", NULL, "記入用のシートを書き出す（-o FILE.xlsx 又は .csv）",
                "write the sheet to be ticked (-o FILE.xlsx or .csv)"},
        {"returns", "PATH",
                "戻ってきた書類を名前（S07_申請書.pdf）で綴じる。フォルダ、ファイル、又は受け取った提供物の名前",
                "file returned documents by their names (S07_NAME.pdf): a folder, a file, or a bundle taken"},
        {"format", "table|csv|tsv|json|jsonl|xlsx",
                "出力の形式（既定は -o の拡張子、なければ table）",
                "form of the output (default: by the suffix of -o, else table)"},
        {NULL, NULL, NULL, NULL},
};

/* ---- one cell ---- */

static bool find_cell(const struct command_call *call, const struct tick_cells *cells,
        const struct tick_cell **ret_cell, struct error *err)
{
    const char *rest, *item = call->arguments[0], *attribute = call->arguments[1];
    int64_t number = tick_cells_number(item, &rest);
    const struct tick_cell *found = NULL;
    bool is_item = false;

    for (size_t i = 0; !*rest && i < cells->count; i++) {
        const struct tick_cell *cell = &cells->cells[i];

        if (cell->number != number)
            continue;
        is_item = true;
        if (strcmp(cell->attribute, attribute) != 0)
            continue;
        if (found)
            return error_set(err, ERROR_USAGE,
                    TR("%s %s is in several samples: %s, %s; name one with --sample",
                            "%s %s は複数の試査にあります（%s、%s）。--sample で一つを指定してください"),
                    item, attribute, found->sample, cell->sample);
        found = cell;
    }
    *ret_cell = found;
    return found ||
            error_set(err, ERROR_MISSING,
                    is_item ? TR("%s has no attribute '%s'; chosho tick lists the cells",
                                      "%s に属性「%s」はありません。chosho tick で一覧できます")
                            : TR("no item '%s' is in a sample (they are S1, S2 ...), asked for '%s'; chosho tick lists the cells",
                                      "項目「%s」は試査にありません（S1、S2 …。属性「%s」）。chosho tick で一覧できます"),
                    item, attribute);
}

static bool keep_attachments(struct command_call *call, struct store *store,
        struct tick *tick, struct error *err)
{
    const char *const *paths;
    struct step_attached *attached;
    size_t count;

    if (!command_values(call, "attach", &paths, &count, err) ||
            !arena_allocate(&call->arena, (count + 1) * sizeof(*attached), &attached,
                    err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!attachment_keep(store, paths[i], &call->arena, &attached[i], err))
            return false;
    }
    tick->attachments = attached;
    tick->attachment_count = count;
    return true;
}

static bool tick_one(struct command_call *call, struct store *store,
        const struct tick_cells *cells, struct error *err)
{
    const char *name = command_value(call, "outcome"), *person;
    const struct tick_cell *cell;
    struct tick tick = {.note = command_value(call, "note")};

    if (!name || !tick_find_outcome(name, &tick.outcome))
        return error_set(err, ERROR_USAGE,
                TR("--outcome wants no-exception, exception, not-applicable or open, not '%s'",
                        "--outcome は no-exception、exception、not-applicable、open のいずれかです（「%s」は使えません）"),
                name ? name : "");
    if (!find_cell(call, cells, &cell, err) ||
            !command_person(call, store, &person, err) ||
            !keep_attachments(call, store, &tick, err))
        return false;
    tick.item_id = cell->item_id;
    tick.attribute = cell->attribute;
    tick.replaces = cell->tick_id;
    if (!tick_record(store, person, &tick, 1, NULL, err))
        return false;
    command_say(TR("%s %s %s: %s (before: %s)", "%s %s %s: %s（以前: %s）"), cell->sample,
            cell->item, cell->attribute, name, cell->outcome);
    return true;
}

/* ---- all of them ---- */

static void say_counts(const struct tick_cells *cells)
{
    size_t ticked = 0, exceptions = 0;

    for (size_t i = 0; i < cells->count; i++) {
        ticked += strcmp(cells->cells[i].outcome, "open") != 0;
        exceptions += strcmp(cells->cells[i].outcome, "exception") == 0;
    }
    command_say(TR("cells %zu = ticked %zu + open %zu; exceptions %zu",
                        "欄 %zu = 記入済み %zu + 未実施 %zu、例外 %zu"),
            cells->count, ticked, cells->count - ticked, exceptions);
}

static int act(struct command_call *call, struct store *store, struct error *err)
{
    const char *returns = command_value(call, "returns");
    struct tick_cells cells;
    size_t left = 0;
    int code = 0;

    if (call->argument_count == 1)
        return tick_sheet_read(call, store, call->arguments[0], &code, err) ? code : 2;
    if (!tick_cells_load(call, store, command_value(call, "sample"), &cells, err))
        return 2;
    if (returns)
        return tick_returns_file(call, store, &cells, returns, &left, err) ? left ? 3 : 0
                                                                           : 2;
    if (call->argument_count == 2)
        return tick_one(call, store, &cells, err) ? 0 : 2;
    if (!tick_sheet_write(call, &cells, err))
        return 6;
    if (!command_has(call, "sheet"))
        say_counts(&cells);
    return 0;
}

static bool check(struct command_call *call, struct error *err)
{
    bool is_cell = call->argument_count == 2;

    if (!form_choose(call, true, "", err) || !command_expect(call, 0, 2, err))
        return false;
    if (is_cell != command_has(call, "outcome"))
        return error_set(err, ERROR_USAGE, "%s",
                TR("a cell is ticked by: chosho tick S07 ATTRIBUTE --outcome OUTCOME [--note TEXT] [--attach FILE]",
                        "欄の記入は chosho tick S07 属性 --outcome 結果 [--note 記載] [--attach ファイル] です"));
    return is_cell || !command_has(call, "attach") ||
            command_refuse_alone("attach", "outcome", err);
}

static int run(struct command_call *call, struct error *err)
{
    CLEANUP(store_closep) struct store *store = NULL;
    bool is_write = call->argument_count || command_has(call, "returns");

    if (!check(call, err) ||
            !command_open(call, is_write ? STORE_WRITE : STORE_READ, &store, err) ||
            !verify_workpaper(store, err))
        return 2;
    return act(call, store, err);
}

const struct command cmd_tick = {
        .name = "tick",
        .arguments = "[FILE.xlsx|FILE.csv | ITEM ATTRIBUTE]",
        .ja = "試査の項目を確かめた結果を記入する（欄ごと、又はシートで）",
        .en = "record what was seen of sampled items: a cell, or a sheet of them",
        .options = options,
        .run = run,
};
