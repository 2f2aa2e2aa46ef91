#include "engine/run/layouts.h"

#include "engine/base/asset.h"
#include "engine/base/file.h"
#include "engine/base/text.h"
#include "engine/workpaper/store.h"

#include <string.h>

#define LAYOUTS_MAX 512
#define OWN_MAX 256
#define FILE_LIMIT ((size_t)1 << 20)
#define FOLDER "layouts"

/* Lists that were given out stay, since items borrow from them. */
static struct arena kept = ARENA_INIT(ARENA_MODEL_LIMIT);
static struct layout built_in[LAYOUTS_MAX];
static size_t built_in_count;
static bool is_loaded;
static const struct layout *at_hand; /* NULL: the built-in ones alone */
static size_t at_hand_count;
static struct job_layout own[OWN_MAX];
static uint32_t own_count;

static bool is_layout(const char *path)
{
    size_t size = strlen(path);

    return text_starts_with(path, "evidence/layouts/") && size > 4 &&
            strcmp(path + size - 4, ".xml") == 0;
}

/* The first complaint of an error, with its place. */
static bool refuse(const struct complaint_list *complaints, const char *file,
        struct error *err)
{
    for (size_t i = 0; i < complaints->count; i++) {
        const struct complaint *one = &complaints->items[i];

        if (one->severity == COMPLAINT_ERROR)
            return error_set(err, ERROR_SCRIPT,
                    TR("layout %s:%u:%u: %s; chosho check on the file tells all",
                            "レイアウト %s:%u:%u: %s。すべての誤りは chosho check で確かめられます"),
                    one->file, one->line, one->column, one->message);
    }
    return error_set(err, ERROR_SCRIPT, "%s", file);
}

static bool parse(const char *file, struct slice bytes, struct layout *ret_layout,
        struct error *err)
{
    struct complaint_list complaints;
    bool ok;

    complaint_list_init(&complaints);
    ok = layout_parse(file, bytes.text, bytes.size, &kept, ret_layout, &complaints) ||
            refuse(&complaints, file, err);
    complaint_list_clear(&complaints);
    return ok;
}

static bool load_built_in(struct error *err)
{
    struct slice bytes;

    for (size_t i = 0; !is_loaded && asset_path(i); i++) {
        const char *path = asset_path(i);

        if (!is_layout(path) || !asset_find(path, &bytes) ||
                built_in_count == LAYOUTS_MAX)
            continue;
        if (!parse(path, bytes, &built_in[built_in_count], err))
            return false;
        built_in_count++;
    }
    is_loaded = true;
    return true;
}

bool layouts_load(const struct layout **ret_layouts, size_t *ret_count, struct error *err)
{
    if (!load_built_in(err))
        return false;
    *ret_layouts = at_hand ? at_hand : built_in;
    *ret_count = at_hand ? at_hand_count : built_in_count;
    return true;
}

/* ---- the firm's own ---- */

static bool refuse_id(const char *file, const struct layout *layout, struct error *err)
{
    return error_set(err, ERROR_SCRIPT,
            TR("layout %s: there is a layout '%s' already; give this one another id",
                    "レイアウト %s: 「%s」という id のレイアウトは既にあります。別の id にしてください"),
            file, layout->id);
}

/* Own ones first, the built-in ones behind. */
static bool make_list(struct error *err)
{
    struct layout *list;
    size_t count = 0;

    if (!load_built_in(err))
        return false;
    at_hand = NULL;
    if (own_count == 0)
        return true;
    if (!arena_allocate(&kept, (own_count + built_in_count) * sizeof(*list), &list, err))
        return false;
    for (uint32_t i = 0; i < own_count; i++) {
        if (!parse(own[i].file, own[i].bytes, &list[count], err))
            return false;
        if (layout_find(list, count, list[count].id) ||
                layout_find(built_in, built_in_count, list[count].id))
            return refuse_id(own[i].file, &list[count], err);
        count++;
    }
    memcpy(list + count, built_in, built_in_count * sizeof(*list));
    at_hand = list;
    at_hand_count = count + built_in_count;
    return true;
}

static bool add_file(const char *path, struct error *err)
{
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT(FILE_LIMIT);
    struct job_layout *added = &own[own_count];

    if (own_count == OWN_MAX)
        return error_set(err, ERROR_LIMIT,
                TR("%s: more than %d layouts of one's own",
                        "%s: 独自のレイアウトが %d を超えています"),
                path, OWN_MAX);
    if (!file_read(path, &bytes, err) || !arena_text(&kept, path, &added->file, err) ||
            !arena_copy(&kept, buf_text(&bytes), bytes.size, &added->bytes.text, err))
        return false;
    added->bytes.size = bytes.size;
    own_count++;
    return true;
}

static bool add_folder(const char *parent, struct error *err)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(ARENA_MODEL_LIMIT);
    const char *folder, **paths;
    size_t count;

    if (!arena_printf(&arena, &folder, err, "%s/%s", parent, FOLDER))
        return false;
    if (!file_is_folder(folder))
        return true;
    if (!file_list(folder, "*.xml", 0, &arena, &paths, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!add_file(paths[i], err))
            return false;
    }
    return true;
}

bool layouts_use(struct store *store, struct error *err)
{
    const char *library = store_engagement(store)->library;

    own_count = 0;
    return add_folder(store_folder(store), err) &&
            (!library || add_folder(library, err)) && make_list(err);
}

bool layouts_use_job(const struct job *job, struct error *err)
{
    own_count = 0;
    for (uint32_t i = 0; i < job->layout_count && i < OWN_MAX; i++)
        own[own_count++] = job->layouts[i];
    return make_list(err);
}

void layouts_give(struct job *job)
{
    job->layouts = own;
    job->layout_count = own_count;
}
