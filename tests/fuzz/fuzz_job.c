/* fuzz_job.c - any bytes as a job
 *
 * What must hold: a refusal is ERROR_LOST; what is read, packed and read again is the
 * same job. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine/run/job.h"

#define BYTES_MAX ((size_t)16 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(ARENA_MODEL_LIMIT);
    CLEANUP(buf_clear) struct buf once = BUF_INIT(BYTES_MAX);
    CLEANUP(buf_clear) struct buf twice = BUF_INIT(BYTES_MAX);
    struct error err = {0};
    struct job job;

    if (!job_unpack(data, size, &arena, &job, &err)) {
        if (err.code != ERROR_LOST)
            abort();
        return 0;
    }
    if (!job_pack(&job, &once, &err) ||
            !job_unpack(once.data, once.size, &arena, &job, &err) ||
            !job_pack(&job, &twice, &err) || once.size != twice.size ||
            memcmp(once.data, twice.data, once.size) != 0)
        abort();
    return 0;
}
