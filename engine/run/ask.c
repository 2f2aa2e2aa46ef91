#include "engine/run/ask.h"

#include "engine/base/text.h"

#define JOB_LIMIT ((size_t)256 << 20)

struct asking {
    bool (*receive)(void *owner, const struct protocol_frame *frame, struct error *err);
    void *owner;
    struct error failure;
};

static bool receive_one(void *owner, const struct protocol_frame *frame,
        struct error *err)
{
    struct asking *asking = owner;

    return asking->receive(asking->owner, frame, err);
}

static bool finish_one(void *owner, const struct error *failure, struct error *err)
{
    struct asking *asking = owner;

    (void)err;
    asking->failure = *failure;
    return true;
}

bool ask_worker_packed(const struct buf *job, uint64_t seconds, uint64_t bytes,
        const int *bundles, uint32_t bundle_count, const struct schedule_options *options,
        bool (*receive)(void *owner, const struct protocol_frame *frame,
                struct error *err),
        void *owner, struct error *err)
{
    struct asking asking = {receive, owner, {0}};
    const struct schedule_task task = {
            .job = job,
            .bundles = bundles,
            .bundle_count = bundle_count,
            .seconds = seconds,
            .bytes = bytes,
            .owner = &asking,
            .receive = receive_one,
            .finish = finish_one,
    };

    if (!schedule_run(&task, 1, options, err))
        return err->code == ERROR_INTERRUPTED
                ? error_set(err, ERROR_INTERRUPTED, "%s",
                          TR("interrupted; nothing of it is kept",
                                  "中断しました。この処理の結果は保存されていません"))
                : false;
    if (asking.failure.code == ERROR_NONE)
        return true;
    *err = asking.failure;
    return false;
}

bool ask_worker(const struct job *job, const int *bundles, uint32_t bundle_count,
        const struct schedule_options *options,
        bool (*receive)(void *owner, const struct protocol_frame *frame,
                struct error *err),
        void *owner, struct error *err)
{
    CLEANUP(buf_clear) struct buf packed = BUF_INIT(JOB_LIMIT);
    uint64_t bytes = 0;

    for (uint32_t i = 0; i < job->archive_count; i++)
        bytes += job->archives[i].size;
    return job_pack(job, &packed, err) &&
            ask_worker_packed(&packed, job->seconds, bytes, bundles, bundle_count,
                    options, receive, owner, err);
}
