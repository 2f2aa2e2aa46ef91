/* fuzz_part.h - the bytes of a fuzz input as a part of a workbook */
#ifndef CHOSHO_FUZZ_PART_H
#define CHOSHO_FUZZ_PART_H

#include "engine/base/spill.h"
#include "engine/base/xml.h"
#include "tests/fuzz/fuzz_member.h"

/* With temporary files for what spills, once for the process. false: as
 * fuzz_member_open() says. */
WARN_UNUSED static inline bool fuzz_part_open(struct fuzz_member *member,
        const uint8_t *bytes, size_t size)
{
    static int pool[SPILL_POOL_SIZE];
    struct error err = {0};

    if (!pool[0]) {
        xml_prepare();
        REQUIRE(spill_open_pool("/tmp", pool, &err) &&
                spill_use_pool(pool, SPILL_POOL_SIZE, &err));
    }
    return fuzz_member_open(member, bytes, size);
}

/* A refusal has a sentence, and is of one of these kinds. */
static inline void fuzz_part_check(bool ok, const struct error *err)
{
    REQUIRE(ok ||
            ((err->code == ERROR_UNREADABLE || err->code == ERROR_LIMIT) &&
                    err->message[0]));
}

#endif
