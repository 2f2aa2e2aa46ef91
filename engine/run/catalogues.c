#include "engine/run/catalogues.h"

#include "engine/base/asset.h"
#include "engine/base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_LIMIT ((size_t)16 << 20)
#define FOLDER "procedures/catalogues/"
#define KEPT_MAX 64

static bool fail_missing(const char *name, struct error *err)
{
    CLEANUP(buf_clear) struct buf names = BUF_INIT(1 << 16);
    const char *path;

    for (size_t i = 0; (path = asset_path(i)); i++) {
        if (text_starts_with(path, FOLDER) &&
                !buf_printf(&names, err, " %.*s",
                        (int)(strlen(path) - strlen(FOLDER) - 4), path + strlen(FOLDER)))
            return false;
    }
    return error_set(err, ERROR_MISSING,
            TR("there is no catalogue '%s'; built in:%s; or give an OSCAL catalog file",
                    "カタログ「%s」はありません。内蔵:%s。OSCALカタログのファイルも指定できます"),
            name, buf_text(&names));
}

static bool parse(const char *file, const char *id, struct slice bytes,
        struct arena *arena, struct catalogue *ret_catalogue,
        struct complaint_list *complaints, struct error *err)
{
    return catalogue_parse(file, id, bytes.text, bytes.size, arena, ret_catalogue,
                   complaints) ||
            error_set(err, ERROR_SCRIPT,
                    TR("catalogue %s is wrong: see above",
                            "カタログ %s に誤りがあります（上記参照）"),
                    file);
}

static bool load_file(const char *path, struct arena *arena,
        struct catalogue *ret_catalogue, struct complaint_list *complaints,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT(FILE_LIMIT);
    const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    size_t size = strlen(base);
    const char *id;

    if (size > 4 && strcmp(base + size - 4, ".xml") == 0)
        size -= 4;
    return file_read(path, &bytes, err) && arena_copy(arena, base, size, &id, err) &&
            parse(path, id, (struct slice){buf_text(&bytes), bytes.size}, arena,
                    ret_catalogue, complaints, err);
}

bool catalogues_load(const char *name, struct arena *arena,
        struct catalogue *ret_catalogue, struct complaint_list *complaints,
        struct error *err)
{
    char path[512];
    struct slice bytes;

    if (strchr(name, '/') ||
            (strlen(name) > 4 && strcmp(name + strlen(name) - 4, ".xml") == 0))
        return load_file(name, arena, ret_catalogue, complaints, err);
    snprintf(path, sizeof(path), FOLDER "%s.xml", name);
    if (!asset_find(path, &bytes))
        return fail_missing(name, err);
    return parse(path, name, bytes, arena, ret_catalogue, complaints, err);
}

/* ---- read once ---- */

static struct arena kept_arena = ARENA_INIT(ARENA_MODEL_LIMIT);
static struct {
    const char *name;
    struct catalogue catalogue;
} kept[KEPT_MAX];
static size_t kept_count;

static bool load_kept(const char *name, const struct catalogue **ret_catalogue,
        struct complaint_list *complaints, struct error *err)
{
    struct catalogue *catalogue = &kept[kept_count].catalogue;

    for (size_t i = 0; i < kept_count; i++) {
        if (strcmp(kept[i].name, name) == 0) {
            *ret_catalogue = &kept[i].catalogue;
            return true;
        }
    }
    if (kept_count == KEPT_MAX)
        return error_set(err, ERROR_LIMIT,
                TR("more than %d catalogues", "カタログが%dを超えています"), KEPT_MAX);
    if (!catalogues_load(name, &kept_arena, catalogue, complaints, err) ||
            !arena_text(&kept_arena, name, &kept[kept_count].name, err))
        return false;
    kept_count++;
    *ret_catalogue = catalogue;
    return true;
}

/* Writes the path of catalogues/ID.xml in the nearest folder at or above path, which it
 * cuts; nothing where there is none. */
static bool find_above(char *path, const char *id, struct buf *file, struct error *err)
{
    char *slash = path;

    while (slash) {
        buf_reset(file);
        if (!buf_printf(file, err, "%s/catalogues/%s.xml", path, id))
            return false;
        if (file_exists(buf_text(file)))
            return true;
        slash = strrchr(path, '/');
        if (slash)
            *slash = '\0';
    }
    buf_reset(file);
    return true;
}

bool catalogues_find(const char *id, const char *near,
        const struct catalogue **ret_catalogue, struct complaint_list *complaints,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf file = BUF_INIT(1 << 16);
    char *path = near ? realpath(near, NULL) : NULL;
    bool ok = !path || find_above(path, id, &file, err);

    free(path);
    return ok &&
            load_kept(file.size > 0 ? buf_text(&file) : id, ret_catalogue, complaints,
                    err);
}
