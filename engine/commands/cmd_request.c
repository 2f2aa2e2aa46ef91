/* chosho request: what is asked of the client. For samples: which documents of which
 * items. */
#include "engine/commands/commands.h"
#include "engine/commands/form.h"
#include "engine/commands/listing.h"
#include "engine/commands/tick_cells.h"
#include "engine/run/library.h"
#include "engine/run/mask.h"
#include "engine/run/place.h"
#include "engine/workpaper/verify.h"

#include <inttypes.h>
#include <string.h>

#define OFFERED "attached not-available"

static const struct command_option options[] = {
        {"samples", NULL, "試査の項目ごとに求める書類の一覧（手続の文は載せない）",
                "the documents asked for of each sampled item; no procedure's words in it"},
        {"sample", "NAME", "対象の試査（手続/試査）。抽出済みの試査が一つなら不要",
                "of this sample: PROCEDURE/SAMPLE (not needed where one was drawn)"},
        {"all", NULL, "受領済みの書類も含める",
                "also the documents that were returned already"},
        {"format", "table|csv|tsv|json|jsonl|xlsx",
                "出力の形式（既定は -o の拡張子、なければ table）",
                "form of the output (default: by the suffix of -o, else table)"},
        {NULL, NULL, NULL, NULL},
};

enum { ITEM, KEY, RECORD, DOCUMENT, FILE_NAME, ANSWER };

static const struct listing_column columns[] = {
        [ITEM] = {"item", "項目", "item", LISTING_TEXT},
        [KEY] = {"key", "キー", "key", LISTING_TEXT},
        [RECORD] = {"record", "ご提供資料での位置", "record in your delivery",
                LISTING_TEXT},
        [DOCUMENT] = {"document", "お願いする書類", "document", LISTING_TEXT},
        [FILE_NAME] = {"file", "ファイル名（拡張子は任意）", "name it (any suffix)",
                LISTING_TEXT},
        [ANSWER] = {"answer", "ご回答", "answer", LISTING_TEXT},
};

/* ---- what may not be told ---- */

static bool read_keys(struct store *store, const char *sample, struct arena *arena,
        const char **ret_procedure, const char **ret_keys, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    bool found;

    if (!db_prepare(store_db(store),
                "SELECT i.procedure, p.keys FROM sample_population AS p"
                " JOIN instance AS i USING (instance_id)"
                " WHERE i.key || '/' || p.sample = ?1"
                " ORDER BY p.sample_population_id DESC LIMIT 1",
                &row, err))
        return false;
    db_bind_text(row, 1, sample);
    if (!db_step(row, &found, err))
        return false;
    if (!found)
        return error_set(err, ERROR_INTEGRITY, "%s: no population", sample);
    return arena_text(arena, db_column_text(row, 0), ret_procedure, err) &&
            arena_text(arena, db_column_text(row, 1), ret_keys, err);
}

/* A key is made of columns of the items: one that is sensitive masks it. A procedure that
 * is not in the library any more cannot say. */
static bool is_key_masked(struct store *store, const char *sample, bool *ret_masked,
        struct error *err)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT((size_t)1 << 20);
    CLEANUP(library_clear) struct library library = {0};
    const struct library_procedure *found;
    const char *procedure, *keys;

    if (!read_keys(store, sample, &arena, &procedure, &keys, err) ||
            !library_load(store_engagement(store)->library, &library, err))
        return false;
    found = library_find(&library, procedure);
    *ret_masked = !found;
    while (found && *keys && !*ret_masked) {
        size_t size = strcspn(keys, " ");
        const char *column;

        if (!arena_copy(&arena, keys, size, &column, err))
            return false;
        for (size_t i = 0; i < found->procedure.item_count; i++)
            *ret_masked = *ret_masked ||
                    mask_is_sensitive(&found->procedure.items[i], column);
        keys += size + (keys[size] == ' ');
    }
    return true;
}

/* ---- the list ---- */

static bool add(struct listing *listing, struct store *store,
        const struct tick_cell *cell, bool is_masked, struct error *err)
{
    CLEANUP(buf_clear) struct buf pointer = BUF_INIT(1 << 16);
    CLEANUP(buf_clear) struct buf file = BUF_INIT(1 << 16);

    return place_write_cell(store, cell->record_id, cell->other_id, &pointer, err) &&
            buf_printf(&file, err, "S%02" PRId64 "_%s", cell->number, cell->document) &&
            listing_add(listing,
                    (struct slice[]){listing_text(cell->item),
                            listing_text(is_masked ? MASK : cell->key),
                            listing_text(buf_text(&pointer)),
                            listing_text(cell->document), listing_text(buf_text(&file)),
                            listing_text(NULL)},
                    err);
}

static bool write_list(struct command_call *call, struct store *store,
        const struct tick_cells *cells, struct error *err)
{
    CLEANUP(listing_freep) struct listing *listing = NULL;
    size_t asked = 0, come = 0;
    bool is_masked;

    if (!is_key_masked(store, cells->cells[0].sample, &is_masked, err) ||
            !listing_new(call, columns, ARRAY_LENGTH(columns), &listing, err) ||
            !listing_offer(listing, ANSWER, OFFERED, err))
        return false;
    for (size_t i = 0; i < cells->count; i++) {
        const struct tick_cell *cell = &cells->cells[i];

        if (!cell->document)
            continue;
        come += cell->returned > 0;
        if (cell->returned && !command_has(call, "all"))
            continue;
        asked++;
        if (!add(listing, store, cell, is_masked, err))
            return false;
    }
    command_say(
            TR("%s: documents asked for: %zu, returned already: %zu; what comes back is filed by chosho tick --returns FOLDER",
                    "%s: お願いする書類 %zu 件、受領済み %zu 件。戻ってきた書類は chosho tick --returns フォルダ で綴じます"),
            cells->cells[0].sample, asked, come);
    return listing_finish(listing, err);
}

static int run(struct command_call *call, struct error *err)
{
    CLEANUP(store_closep) struct store *store = NULL;
    struct tick_cells cells;

    if (!form_choose(call, true, "", err) || !command_expect(call, 0, 0, err))
        return 2;
    if (!command_has(call, "samples"))
        return error_set(err, ERROR_USAGE, "%s",
                       TR("say what is asked for: --samples",
                               "依頼するものを指定してください: --samples"))
                ? 0
                : 2;
    if (!command_open(call, STORE_READ, &store, err) || !verify_workpaper(store, err) ||
            !tick_cells_load(call, store, command_value(call, "sample"), &cells, err))
        return 2;
    if (cells.sample_count > 1)
        return error_set(err, ERROR_USAGE,
                       TR("items of several samples have the same numbers: one list a sample; name it with --sample (%s, %s ...)",
                               "試査が複数あると項目の番号が重なります。--sample で一つを指定してください（%s、%s など）"),
                       cells.cells[0].sample, cells.cells[cells.count - 1].sample)
                ? 0
                : 2;
    return write_list(call, store, &cells, err) ? 0 : 6;
}

const struct command cmd_request = {
        .name = "request",
        .arguments = "--samples",
        .ja = "被監査会社に依頼するものの一覧を作る（試査の書類）",
        .en = "what is asked of the client: the documents of sampled items",
        .options = options,
        .run = run,
};
