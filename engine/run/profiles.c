#include "engine/run/profiles.h"

#include "engine/base/asset.h"
#include "engine/base/file.h"

#include <stdio.h>
#include <string.h>

#define FILE_LIMIT ((size_t)16 << 20)
#define FOLDER "procedures/profiles/"

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
            TR("there is no profile '%s'; built in:%s; or give an OSCAL profile file",
                    "プロファイル「%s」はありません。内蔵:%s。OSCALプロファイルのファイルも指定できます"),
            name, buf_text(&names));
}

static bool parse(const char *file, const char *id, struct slice bytes,
        struct arena *arena, struct profile *ret_profile,
        struct complaint_list *complaints, struct error *err)
{
    return profile_parse(file, id, bytes.text, bytes.size, arena, ret_profile,
                   complaints) ||
            error_set(err, ERROR_SCRIPT,
                    TR("profile %s is wrong: see above",
                            "プロファイル %s に誤りがあります（上記参照）"),
                    file);
}

static bool load_file(const char *path, struct arena *arena, struct profile *ret_profile,
        struct complaint_list *complaints, struct error *err)
{
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT(FILE_LIMIT);
    const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    size_t size = strlen(base);
    const char *id, *kept;

    if (size > 4 && strcmp(base + size - 4, ".xml") == 0)
        size -= 4;
    return file_read(path, &bytes, err) && arena_copy(arena, base, size, &id, err) &&
            arena_text(arena, path, &kept, err) &&
            parse(kept, id, (struct slice){buf_text(&bytes), bytes.size}, arena,
                    ret_profile, complaints, err);
}

bool profiles_load(const char *name, struct arena *arena, struct profile *ret_profile,
        struct complaint_list *complaints, struct error *err)
{
    char path[512];
    struct slice bytes;

    if (strchr(name, '/') ||
            (strlen(name) > 4 && strcmp(name + strlen(name) - 4, ".xml") == 0))
        return load_file(name, arena, ret_profile, complaints, err);
    snprintf(path, sizeof(path), FOLDER "%s.xml", name);
    if (!asset_find(path, &bytes))
        return fail_missing(name, err);
    return parse(path, name, bytes, arena, ret_profile, complaints, err);
}
