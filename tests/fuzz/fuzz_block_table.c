/* What a workpaper says of a member's blocks, and a checkpoint: anybody may have written
 * it. The first byte chooses. */
#include "evidence/archive/block_table.h"
#include "evidence/zip/inflate_place.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_table(const uint8_t *data, size_t size)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(ARENA_MODEL_LIMIT);
    CLEANUP(buf_clear) struct buf again = BUF_INIT(BLOCK_TABLE_PACKED_MAX);
    struct block_table table;
    struct error err = {0};
    uint32_t block = 0;

    if (!block_table_unpack(data, size, &arena, &table, &err))
        return;
    if (table.count > BLOCK_TABLE_MAX)
        abort();
    for (uint32_t i = 0; i < table.count; i++) {
        if (block_table_begin(&table, i) >= block_table_end(&table, i))
            abort();
        if (table.blocks[i].record &&
                (!block_table_find(&table, table.blocks[i].record, &block) || block != i))
            abort();
    }
    if (!block_table_pack(&table, &again, &err))
        abort();
}

static void read_place(const uint8_t *data, size_t size)
{
    struct inflate_place *place = calloc(1, sizeof(*place));
    struct error err = {0};

    if (place && inflate_place_unpack(data, size, place, &err) &&
            (place->bits > 7 || place->window_size > INFLATE_PLACE_WINDOW))
        abort();
    free(place);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    if (data[0] == 't')
        read_table(data + 1, size - 1);
    else
        read_place(data + 1, size - 1);
    return 0;
}
