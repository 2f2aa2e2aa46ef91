#include "engine/commands/tick_returns.h"

#include "engine/base/file.h"
#include "engine/workpaper/attachment.h"
#include "engine/workpaper/bundle.h"

#include <string.h>

#define NAME_LIMIT ((size_t)16 << 10)
#define DEPTH 8

struct filing {
    struct command_call *call;
    struct store *store;
    const struct tick_cells *cells;
    struct tick_return *returns;
    size_t count, left;
};

/* ---- which cell a name means ---- */

static bool fold(const char *text, size_t size, struct buf *ret_folded, struct error *err)
{
    CLEANUP(buf_clear) struct buf narrow = BUF_INIT(NAME_LIMIT);

    return text_append_folded(&narrow, text, size, err) &&
            text_append_lower(ret_folded, buf_text(&narrow), narrow.size, err);
}

/* Whether the name says the words, and no more than a number behind them. */
static bool says(const char *name, const char *words, struct error *err)
{
    CLEANUP(buf_clear) struct buf folded = BUF_INIT(NAME_LIMIT);

    if (!words || !*words || !fold(words, strlen(words), &folded, err))
        return false;
    if (strncmp(name, buf_text(&folded), folded.size) != 0)
        return false;
    name += folded.size;
    return name[strspn(name, " _-()0123456789")] == '\0';
}

static bool is_meant(const struct tick_cell *cell, const char *name, struct error *err)
{
    if (!*name)
        return cell->document != NULL;
    return says(name, cell->attribute, err) || says(name, cell->document, err) ||
            says(name, cell->title[TEXT_JA], err) ||
            says(name, cell->title[TEXT_EN], err);
}

/* Nothing: *ret_cell NULL, and the person is told why. */
static bool find_cell(struct filing *filing, const char *file,
        const struct tick_cell **ret_cell, struct error *err)
{
    CLEANUP(buf_clear) struct buf folded = BUF_INIT(NAME_LIMIT);
    const char *dot = strrchr(file, '.'), *rest;
    const struct tick_cell *found = NULL;
    size_t meant = 0, of_item = 0;
    int64_t number;

    *ret_cell = NULL;
    if (!fold(file, dot && dot > file ? (size_t)(dot - file) : strlen(file), &folded,
                err))
        return false;
    number = tick_cells_number(buf_text(&folded), &rest);
    rest += strspn(rest, " _-");
    for (size_t i = 0; number && i < filing->cells->count; i++) {
        const struct tick_cell *cell = &filing->cells->cells[i];

        if (cell->number != number)
            continue;
        of_item++;
        if (!is_meant(cell, rest, err))
            continue;
        found = cell;
        meant++;
    }
    if (err->code != ERROR_NONE)
        return false;
    if (meant == 1)
        *ret_cell = found;
    else if (meant)
        command_say(
                TR("not filed: %s: it may be of %zu cells; name the attribute, or one sample with --sample",
                        "綴じていません: %s: 当たるものが %zu あります。属性の名前を付けるか、--sample で試査を一つに絞ってください"),
                file, meant);
    else
        command_say(!number
                        ? TR("not filed: %s: its name does not begin with an item (S07_...)",
                                  "綴じていません: %s: 名前が項目の番号（S07_…）で始まっていません")
                        : of_item
                        ? TR("not filed: %s: the item has no attribute or document of that name",
                                  "綴じていません: %s: その項目に、この名前の属性や書類はありません")
                        : TR("not filed: %s: no such item is in the sample",
                                  "綴じていません: %s: その番号の項目は試査にありません"),
                file);
    filing->left += meant != 1;
    return true;
}

/* ---- what came ---- */

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static bool add_file(struct filing *filing, const char *path, struct error *err)
{
    const struct tick_cell *cell;
    struct tick_return *returned = &filing->returns[filing->count];

    if (!find_cell(filing, base_name(path), &cell, err))
        return false;
    if (!cell)
        return true;
    *returned = (struct tick_return){.item_id = cell->item_id,
            .attribute = cell->attribute};
    filing->count++;
    return attachment_keep(filing->store, path, &filing->call->arena, &returned->file,
            err);
}

static bool make_room(struct filing *filing, size_t count, struct error *err)
{
    return arena_allocate(&filing->call->arena, (count + 1) * sizeof(*filing->returns),
            &filing->returns, err);
}

static bool add_folder(struct filing *filing, const char *folder, struct error *err)
{
    const char **files;
    size_t count;

    if (!file_list(folder, "*", DEPTH, &filing->call->arena, &files, &count, err) ||
            !make_room(filing, count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!add_file(filing, files[i], err))
            return false;
    }
    return true;
}

/* What is inside a workbook is no document of its own. */
static bool add_bundle(struct filing *filing, const char *name, struct error *err)
{
    struct arena *arena = &filing->call->arena;
    struct bundle bundle;
    struct bundle_member *members;
    size_t count;

    if (!bundle_find(filing->store, name, arena, &bundle, err) ||
            !bundle_members(filing->store, bundle.bundle_id, arena, &members, &count,
                    err) ||
            !make_room(filing, count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct tick_cell *cell;

        if (members[i].status == BUNDLE_FOLDER || members[i].holder || !members[i].sha256)
            continue;
        if (!find_cell(filing, base_name(members[i].name), &cell, err))
            return false;
        if (cell)
            filing->returns[filing->count++] =
                    (struct tick_return){.item_id = cell->item_id,
                            .attribute = cell->attribute,
                            .file = {base_name(members[i].name), (int64_t)members[i].size,
                                    members[i].sha256},
                            .member_id = members[i].member_id};
    }
    return true;
}

bool tick_returns_file(struct command_call *call, struct store *store,
        const struct tick_cells *cells, const char *path, size_t *ret_left,
        struct error *err)
{
    struct filing filing = {.call = call, .store = store, .cells = cells};
    const char *person;
    size_t added = 0;
    bool ok;

    if (!command_person(call, store, &person, err))
        return false;
    if (file_is_folder(path))
        ok = add_folder(&filing, path, err);
    else if (file_exists(path))
        ok = make_room(&filing, 1, err) && add_file(&filing, path, err);
    else
        ok = add_bundle(&filing, path, err);
    if (!ok ||
            !tick_record_returns(store, person, filing.returns, filing.count, &added,
                    err))
        return false;
    command_say(
            TR("documents filed: %zu, filed before: %zu, not filed: %zu",
                    "綴じた書類: %zu 件、すでに綴じてあるもの: %zu 件、綴じていないもの: %zu 件"),
            added, filing.count - added, filing.left);
    *ret_left = filing.left;
    return true;
}
