#include "engine/run/layouts.h"

#include "engine/base/asset.h"
#include "engine/base/text.h"

#include <string.h>

#define LAYOUTS_MAX 256

static bool is_layout(const char *path)
{
    size_t size = strlen(path);

    return text_starts_with(path, "evidence/layouts/") && size > 4 &&
            strcmp(path + size - 4, ".xml") == 0;
}

bool layouts_load(const struct layout **ret_layouts, size_t *ret_count, struct error *err)
{
    static struct arena kept = ARENA_INIT(ARENA_MODEL_LIMIT);
    static struct layout layouts[LAYOUTS_MAX];
    static size_t count, next;
    static bool loaded;
    struct complaint_list complaints;
    struct slice bytes;

    complaint_list_init(&complaints);
    for (; !loaded && asset_path(next); next++) {
        if (!is_layout(asset_path(next)) || count == LAYOUTS_MAX)
            continue;
        if (!asset_find(asset_path(next), &bytes) ||
                !layout_parse(asset_path(next), bytes.text, bytes.size, &kept,
                        &layouts[count], &complaints)) {
            error_set(err, ERROR_SCRIPT, "%s: %s", asset_path(next),
                    complaints.count ? complaints.items[0].message : "?");
            complaint_list_clear(&complaints);
            return false;
        }
        count++;
    }
    complaint_list_clear(&complaints);
    loaded = true;
    *ret_layouts = layouts;
    *ret_count = count;
    return true;
}
