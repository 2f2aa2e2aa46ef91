#include "engine/run/sampling_tables.h"

#include "engine/base/asset.h"
#include "engine/base/file.h"

#include <string.h>

#define FOLDER "procedures/sampling/"
#define FILE_LIMIT ((size_t)1 << 20)
#define TABLES_MAX 100
#define NAMES_LIMIT ((size_t)64 << 10)

struct tables {
    struct arena *arena;
    struct complaint_list *complaints;
    struct sampling_table items[TABLES_MAX];
    size_t count;
};

static bool add(struct tables *tables, const char *file, const char *bytes, size_t size,
        struct error *err)
{
    if (tables->count == TABLES_MAX)
        return error_set(err, ERROR_LIMIT, "%s: more than %d tables", file, TABLES_MAX);
    if (!sampling_table_parse(file, bytes, size, tables->arena,
                &tables->items[tables->count], tables->complaints))
        return error_set(err, ERROR_SCRIPT,
                TR("the table of sample sizes %s is wrong: see above",
                        "試査の件数の表 %s に誤りがあります（上記参照）"),
                file);
    tables->count++;
    return true;
}

static bool add_file(struct tables *tables, const char *path, struct error *err)
{
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT(FILE_LIMIT);

    return file_read(path, &bytes, err) &&
            add(tables, path, buf_text(&bytes), bytes.size, err);
}

static bool add_library(struct tables *tables, const char *library, struct error *err)
{
    const char *folder, **paths;
    size_t count;

    if (!arena_printf(tables->arena, &folder, err, "%s/sampling", library))
        return false;
    if (!file_is_folder(folder))
        return true;
    if (!file_list(folder, "*.xml", 0, tables->arena, &paths, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!add_file(tables, paths[i], err))
            return false;
    }
    return true;
}

static bool add_built_in(struct tables *tables, struct error *err)
{
    struct slice bytes;
    const char *path;

    for (size_t i = 0; (path = asset_path(i)); i++) {
        if (text_starts_with(path, FOLDER) && asset_find(path, &bytes) &&
                !add(tables, path, bytes.text, bytes.size, err))
            return false;
    }
    return true;
}

static bool is_meant(const struct sampling_table *table, const char *name)
{
    return name ? strcmp(table->id, name) == 0 : !table->is_example;
}

static bool choose(const struct tables *tables, const char *name,
        struct sampling_table *ret_table, struct error *err)
{
    CLEANUP(buf_clear) struct buf names = BUF_INIT(NAMES_LIMIT);
    size_t found = 0;

    for (size_t i = 0; i < tables->count; i++) {
        const struct sampling_table *table = &tables->items[i];

        if (!buf_printf(&names, err, "%s%s%s", i ? ", " : "", table->id,
                    table->is_example ? TR(" (example)", "（例）") : ""))
            return false;
        if (is_meant(table, name) && found++ == 0)
            *ret_table = *table;
    }
    if (found == 1 || (name && found))
        return true;
    if (name)
        return error_set(err, ERROR_USAGE,
                TR("there is no table of sample sizes '%s'; there are: %s",
                        "試査の件数の表「%s」はありません。ある表: %s"),
                name, buf_text(&names));
    return error_set(err, ERROR_USAGE,
            found ? TR("the library has several tables of sample sizes: name one with --table; there are: %s",
                            "ライブラリに試査の件数の表が複数あります。--table で指定してください。ある表: %s")
                  : TR("the firm's library has no table of sample sizes (sampling/NAME.xml); write one, name a published example with --table, or say --size; there are: %s",
                            "監査法人のライブラリに試査の件数の表（sampling/名前.xml）がありません。表を置くか、公表例を --table で指定するか、--size で件数を指定してください。ある表: %s"),
            buf_text(&names));
}

bool sampling_tables_load(const char *library, const char *name, struct arena *arena,
        struct sampling_table *ret_table, struct complaint_list *complaints,
        struct error *err)
{
    struct tables *tables;
    size_t size = name ? strlen(name) : 0;

    if (!arena_allocate(arena, sizeof(*tables), &tables, err))
        return false;
    tables->arena = arena;
    tables->complaints = complaints;
    if (name &&
            (strchr(name, '/') || (size > 4 && strcmp(name + size - 4, ".xml") == 0))) {
        if (!add_file(tables, name, err))
            return false;
        *ret_table = tables->items[0];
        return true;
    }
    return (!library || add_library(tables, library, err)) && add_built_in(tables, err) &&
            choose(tables, name, ret_table, err);
}
