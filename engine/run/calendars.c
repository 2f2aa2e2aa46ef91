#include "engine/run/calendars.h"

#include "engine/base/asset.h"
#include "engine/base/file.h"
#include "engine/base/text.h"

#include <stdlib.h>
#include <string.h>

#define CALENDARS_MAX 256
#define FILE_LIMIT ((size_t)1 << 20)
#define BUILT_IN "procedures/calendars/"

/* One of the same id gives way. */
static bool add(struct calendars *calendars, const struct program_calendar *added,
        const char *file, struct error *err)
{
    for (size_t i = 0; i < calendars->count; i++) {
        if (strcmp(calendars->items[i].id, added->id) == 0) {
            calendars->items[i] = *added;
            return true;
        }
    }
    if (calendars->count == CALENDARS_MAX)
        return error_set(err, ERROR_LIMIT,
                TR("%s: more than %d calendars", "%s: カレンダーが %d を超えています"),
                file, CALENDARS_MAX);
    calendars->items[calendars->count++] = *added;
    return true;
}

static bool parse(struct calendars *calendars, const char *file, struct slice bytes,
        struct arena *arena, struct complaint_list *complaints, struct error *err)
{
    struct program_calendar calendar;

    if (!calendar_parse(file, bytes.text, bytes.size, calendars->items, calendars->count,
                arena, &calendar, complaints))
        return error_set(err, ERROR_SCRIPT,
                TR("the calendar %s is wrong: see above",
                        "カレンダー %s に誤りがあります（上記参照）"),
                file);
    return add(calendars, &calendar, file, err);
}

static bool load_folder(struct calendars *calendars, const char *parent,
        struct arena *arena, struct complaint_list *complaints, struct error *err)
{
    const char *folder, **paths;
    size_t count;

    if (!parent)
        return true;
    if (!arena_printf(arena, &folder, err, "%s/calendars", parent))
        return false;
    if (!file_is_folder(folder))
        return true;
    if (!file_list(folder, "*.xml", 0, arena, &paths, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        CLEANUP(buf_clear) struct buf bytes = BUF_INIT(FILE_LIMIT);

        if (!file_read(paths[i], &bytes, err) ||
                !parse(calendars, paths[i], (struct slice){buf_text(&bytes), bytes.size},
                        arena, complaints, err))
            return false;
    }
    return true;
}

bool calendars_load(const char *library, const char *engagement, struct arena *arena,
        struct calendars *ret_calendars, struct complaint_list *complaints,
        struct error *err)
{
    struct calendars calendars = {.count = 0};
    struct slice bytes;

    if (!arena_allocate(arena, CALENDARS_MAX * sizeof(*calendars.items), &calendars.items,
                err))
        return false;
    for (size_t i = 0; asset_path(i); i++) {
        if (text_starts_with(asset_path(i), BUILT_IN) &&
                asset_find(asset_path(i), &bytes) &&
                !parse(&calendars, asset_path(i), bytes, arena, complaints, err))
            return false;
    }
    if (!load_folder(&calendars, library, arena, complaints, err) ||
            !load_folder(&calendars, engagement, arena, complaints, err))
        return false;
    *ret_calendars = calendars;
    return true;
}

/* LIBRARY/AREA/ID/procedure.xml */
bool calendars_find_library(const char *path, struct arena *arena,
        const char **ret_library, struct error *err)
{
    char *whole = realpath(path, NULL);
    char *slash;
    bool ok = true;

    *ret_library = NULL;
    for (int level = 0; whole && level < 4 && (slash = strrchr(whole, '/')); level++) {
        const char *folder;

        *slash = '\0';
        ok = arena_printf(arena, &folder, err, "%s/calendars", whole);
        if (!ok || !file_is_folder(folder))
            continue;
        ok = arena_text(arena, whole, ret_library, err);
        break;
    }
    free(whole);
    return ok;
}
