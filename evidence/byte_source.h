/* byte_source.h - where a reader's bytes come from, when not straight from its member
 *
 * `take` counts records and hashes the same bytes in one pass (block_maker.h); `show`
 * reads only bytes that were proved (block_reader.h). */
#ifndef CHOSHO_BYTE_SOURCE_H
#define CHOSHO_BYTE_SOURCE_H

#include "engine/base/error.h"

struct byte_source {
    /* As inflate_read(): up to capacity bytes, 0 at the end. */
    bool (*read)(void *owner, void *bytes, size_t capacity, size_t *ret_size,
            struct error *err);
    void *owner;
};

#endif
