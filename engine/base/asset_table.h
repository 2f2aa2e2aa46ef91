/* asset_table.h - what embed.py writes and asset.c reads; for these two only */
#ifndef CHOSHO_ASSET_TABLE_H
#define CHOSHO_ASSET_TABLE_H

#include "engine/base/base.h"

struct asset {
    const char *path;
    const char *bytes;
    size_t size;
};

/* Sorted by path, in byte order. */
extern const struct asset asset_table[];
extern const size_t asset_table_size;

#endif
