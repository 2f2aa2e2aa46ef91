#include "engine/base/asset.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/asset_table.h"

static int compare_path(const void *path, const void *asset)
{
    return strcmp(path, ((const struct asset *)asset)->path);
}

bool asset_find(const char *path, struct slice *ret_bytes)
{
    const struct asset *asset = bsearch(path, asset_table, asset_table_size,
            sizeof(asset_table[0]), compare_path);

    if (!asset)
        return false;
    *ret_bytes = (struct slice){asset->bytes, asset->size};
    return true;
}

size_t asset_count(void)
{
    return asset_table_size;
}

const char *asset_path(size_t i)
{
    return i < asset_table_size ? asset_table[i].path : NULL;
}
