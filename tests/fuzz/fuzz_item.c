/* fuzz_item.c - any bytes as a packed item
 *
 * What must hold: a refusal is ERROR_LOST; what is read packs to the very bytes it was
 * read from. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/binding/item.h"

#define BYTES_MAX ((size_t)16 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(ARENA_MODEL_LIMIT);
    CLEANUP(buf_clear) struct buf again = BUF_INIT(BYTES_MAX);
    struct item item;
    struct unpack unpack;
    struct error err = {0};

    unpack_init(&unpack, data, size);
    if (!item_unpack(&unpack, &arena, &item, &err)) {
        if (err.code != ERROR_LOST)
            abort();
        return 0;
    }
    if (!item_pack(&item, &again, &err) || again.size != (size_t)(unpack.at - data) ||
            memcmp(again.data, data, again.size) != 0)
        abort();
    return 0;
}
