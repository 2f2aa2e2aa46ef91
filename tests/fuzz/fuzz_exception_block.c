/* A block of exceptions from a workpaper that anybody may have written. The first two
 * bytes are the row's count, the rest its blob. What is accepted must come back the same
 * when it is packed again. */
#include <stdlib.h>
#include <string.h>

#include "engine/workpaper/exception.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_same(const struct exception_entry *entries, size_t count)
{
    CLEANUP(buf_clear) struct buf packed = BUF_INIT((size_t)1 << 20);
    static struct exception_entry again[EXCEPTION_BLOCK_MAX];
    struct error err = {0};

    return exception_pack(&packed, entries, count, &err) &&
            exception_unpack(packed.data, packed.size, count, again, &err) &&
            memcmp(entries, again, count * sizeof(*entries)) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct exception_entry entries[EXCEPTION_BLOCK_MAX];
    struct error err = {0};
    size_t count;

    if (size < 2)
        return 0;
    count = data[0] | (size_t)data[1] << 8;
    if (exception_unpack(data + 2, size - 2, count, entries, &err) &&
            !is_same(entries, count))
        abort();
    return 0;
}
