/* job.h - one piece of work for a worker: everything it needs to know, as bytes
 *
 * Bundles come beside it as open descriptors. The same job gives the same messages on any
 * machine. */
#ifndef CHOSHO_JOB_H
#define CHOSHO_JOB_H

#include "engine/base/program.h"
#include "engine/base/text.h"
#include "evidence/archive/container.h"
#include "evidence/binding/item.h"

enum job_kind {
    JOB_TAKE,   /* receive the first bundle: every member hashed, recognised, counted */
    JOB_LOOK,   /* the same without hashing and counting: what a query over a bare zip
                   needs; with items only their members, read as `format` says */
    JOB_RUN,    /* run the program */
    JOB_VALUES, /* run one of its tests again for the values it shows */
    JOB_QUERY,  /* a SELECT of a person's */
    JOB_SHOW,   /* one record, its surroundings, and its member's bytes hashed again */
    JOB_DIFFER, /* items two by two: a member as it was, and as it was delivered anew */
    JOB_SAMPLE, /* count and hash a population, pick items of it: `program` has the one
                   population and one test, whose values are a stratum and the key;
                   `blocks` is the request (message_sample.h) */
    JOB_MUTATE, /* run the program over evidence disturbed in every way */
    JOB_PROBE,  /* for tests of the sandbox: does what text says */
};

struct job_archive {
    const char *label; /* short id */
    uint64_t first_member;
    uint64_t size;                      /* bytes of the zip, as received */
    const struct container *containers; /* that members read may be in */
    uint32_t container_count;
};

/* A layout that this program does not carry. */
struct job_layout {
    const char *file; /* for complaints */
    struct slice bytes;
};

struct job {
    enum job_kind kind;
    enum text_language language;
    const char *zone;                              /* the client's */
    const char *period_start, *period_end, *as_of; /* "" where there is none */
    uint64_t seconds;                              /* CPU and wall time allowed */
    struct job_archive *archives;
    uint32_t archive_count;
    struct item *items;
    uint32_t item_count;
    struct program program;      /* JOB_RUN, JOB_VALUES, JOB_MUTATE */
    uint32_t test;               /* JOB_VALUES */
    const char *text;            /* JOB_QUERY: the SQL; JOB_PROBE: what to try */
    uint64_t member, record;     /* JOB_SHOW: index in the first bundle; number */
    struct record_format format; /* JOB_SHOW: how the member is read; JOB_LOOK: encoding
                                    and records, where they are not to be decided */
    uint32_t context;            /* JOB_SHOW: records around it */
    uint64_t line;               /* JOB_SHOW: the record's, instead of its number; 0 */
    struct slice blocks;     /* JOB_SHOW: the member's table of blocks (block_table.h),
                                packed; size 0: the whole member is hashed instead */
    bool is_as_received;     /* JOB_SHOW: in the format of the receipt */
    uint32_t block;          /* JOB_SHOW: where reading may begin, if the format can; 0:
                                at the beginning */
    struct slice checkpoint; /* JOB_SHOW: what leads there; size 0: the beginning does */
    struct job_layout *layouts; /* JOB_TAKE, JOB_LOOK: the firm's own; see layouts.h */
    uint32_t layout_count;
};

/* Appends the job; job_unpack() reads it back. */
WARN_UNUSED bool job_pack(const struct job *job, struct buf *buf, struct error *err);
/* ERROR_LOST: bytes that are no job. */
WARN_UNUSED bool job_unpack(const void *bytes, size_t size, struct arena *arena,
        struct job *ret_job, struct error *err);

#endif
