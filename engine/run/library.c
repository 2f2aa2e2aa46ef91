#include "engine/run/library.h"

#include "engine/base/asset.h"
#include "engine/base/file.h"
#include "engine/base/text.h"

#include <stdlib.h>
#include <string.h>

#define LIBRARY_LIMIT ((size_t)1 << 30)
#define FILE_LIMIT ((size_t)8 << 20)
#define DEPTH 3
#define PROCEDURES_MAX 10000

static bool keep_bytes(struct library *library, const char *path, struct slice *ret_bytes,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT(FILE_LIMIT);

    ret_bytes->size = 0;
    if (!file_read(path, &bytes, err) ||
            !arena_copy(&library->arena, buf_text(&bytes), bytes.size, &ret_bytes->text,
                    err))
        return false;
    ret_bytes->size = bytes.size;
    return true;
}

static void add_shared(struct library *library, const char *file, struct slice bytes)
{
    /* What is wrong is in the complaints; procedures that use what could be read go on.
     */
    if (!shared_load(file, bytes.text, bytes.size, &library->arena, &library->shared,
                &library->complaints))
        return;
}

static bool add_procedure(struct library *library, const char *file, struct slice bytes,
        struct error *err)
{
    struct library_procedure *added;

    if (!library->procedures &&
            !arena_allocate(&library->arena, PROCEDURES_MAX * sizeof(*added),
                    &library->procedures, err))
        return false;
    if (library->count == PROCEDURES_MAX)
        return error_set(err, ERROR_LIMIT, "%s: more than %d procedures", file,
                PROCEDURES_MAX);
    added = &library->procedures[library->count++];
    added->file = file;
    added->bytes = bytes;
    added->is_usable = load_procedure(file, bytes.text, bytes.size, &library->shared,
            &library->arena, &added->procedure, &library->complaints);
    if (added->is_usable && library_find(library, added->procedure.id) != added) {
        added->is_usable = false;
        complaint_add(&library->complaints, COMPLAINT_ERROR, file, 1, 1,
                TR("procedure '%s' is in the library twice: also in %s",
                        "手続 '%s' がライブラリに二つある: もう一つは %s"),
                added->procedure.id, library_find(library, added->procedure.id)->file);
    }
    return true;
}

static bool is_shared(const char *path)
{
    const char *name = strrchr(path, '/');

    return name && name - path >= 7 && strncmp(name - 7, "/shared", 7) == 0;
}

static bool ends_in(const char *path, const char *end)
{
    size_t size = strlen(path);

    return size >= strlen(end) && strcmp(path + size - strlen(end), end) == 0;
}

static bool load_built_in(struct library *library, struct error *err)
{
    struct slice bytes;
    const char *path;

    for (size_t i = 0; (path = asset_path(i)); i++) {
        if (text_starts_with(path, "procedures/library/shared/") &&
                asset_find(path, &bytes))
            add_shared(library, path, bytes);
    }
    for (size_t i = 0; (path = asset_path(i)); i++) {
        if (text_starts_with(path, "procedures/library/") &&
                ends_in(path, "/procedure.xml") && asset_find(path, &bytes) &&
                !add_procedure(library, path, bytes, err))
            return false;
    }
    return true;
}

static bool load_shared_of(struct library *library, const char *folder, struct error *err)
{
    const char **paths;
    struct slice bytes;
    size_t count;

    if (!file_list(folder, "*.xml", DEPTH, &library->arena, &paths, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!is_shared(paths[i]))
            continue;
        if (!keep_bytes(library, paths[i], &bytes, err))
            return false;
        add_shared(library, paths[i], bytes);
    }
    return true;
}

static bool load_folder(struct library *library, const char *folder, struct error *err)
{
    const char **paths;
    struct slice bytes;
    size_t count;

    if (!load_shared_of(library, folder, err) ||
            !file_list(folder, "procedure.xml", DEPTH, &library->arena, &paths, &count,
                    err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!keep_bytes(library, paths[i], &bytes, err) ||
                !add_procedure(library, paths[i], bytes, err))
            return false;
    }
    return true;
}

bool library_load(const char *folder, struct library *ret_library, struct error *err)
{
    bool ok;

    memset(ret_library, 0, sizeof(*ret_library));
    ret_library->arena.limit = LIBRARY_LIMIT;
    complaint_list_init(&ret_library->complaints);
    ok = folder ? load_folder(ret_library, folder, err) : load_built_in(ret_library, err);
    complaint_list_sort(&ret_library->complaints);
    return ok;
}

/* The nearest folder above the file, as the path is written, that has a folder "shared".
 */
static bool find_above(struct library *library, const char *path, bool *ret_found,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf folder = BUF_INIT(1 << 16);
    char *slash;

    *ret_found = false;
    if (!buf_append_text(&folder, path, err))
        return false;
    while (!*ret_found && (slash = strrchr(folder.data, '/'))) {
        CLEANUP(buf_clear) struct buf shared = BUF_INIT(1 << 16);

        *slash = '\0';
        if (!buf_printf(&shared, err, "%s/shared", folder.data))
            return false;
        *ret_found = file_is_folder(shared.data);
        if (*ret_found && !load_shared_of(library, folder.data, err))
            return false;
    }
    return true;
}

/* The library a procedure file stands in; a path may begin below it. */
static bool find_library_of(struct library *library, const char *path, struct error *err)
{
    char *whole;
    bool found, ok;

    if (!find_above(library, path, &found, err))
        return false;
    if (found || !(whole = realpath(path, NULL)))
        return true;
    ok = find_above(library, whole, &found, err);
    free(whole);
    return ok;
}

bool library_load_file(struct library *library, const char *path, struct error *err)
{
    const char *kept;
    struct slice bytes;

    return arena_text(&library->arena, path, &kept, err) &&
            (library->shared.files || find_library_of(library, path, err)) &&
            keep_bytes(library, path, &bytes, err) &&
            add_procedure(library, kept, bytes, err);
}

void library_clear(struct library *library)
{
    complaint_list_clear(&library->complaints);
    arena_clear(&library->arena);
}

const struct library_procedure *library_find(const struct library *library,
        const char *id)
{
    for (size_t i = 0; i < library->count; i++) {
        if (library->procedures[i].is_usable &&
                strcmp(library->procedures[i].procedure.id, id) == 0)
            return &library->procedures[i];
    }
    return NULL;
}
