/* protocol.h - what a worker tells the monitor, and how: length-prefixed records over a
 * pipe
 *
 * u32 length (of what follows, at most 1 MiB), u8 type, then the packed content. The
 * monitor checks every number and text again: a worker may have been taken over by the
 * evidence it read. A stream that does not close with PROTOCOL_END is an error. */
#ifndef CHOSHO_PROTOCOL_H
#define CHOSHO_PROTOCOL_H

#include "engine/base/pack.h"

#define PROTOCOL_VERSION 1
#define PROTOCOL_FRAME_MAX ((size_t)1 << 20)

/* To add a message: here, with its content; its writer in worker_*.c; its reader in the
 * monitor's file for that job; both in tests/unit/test_protocol.c. */
enum protocol_type {
    PROTOCOL_HELLO = 1,  /* u32 version, u32 landlock abi */
    PROTOCOL_POPULATION, /* see run_message.h */
    PROTOCOL_GUARD,
    PROTOCOL_ROWS,
    PROTOCOL_TEST,
    PROTOCOL_ITEM,
    PROTOCOL_VALUES, /* of exceptions; of `show`: the record's fields, a text (the name)
                        and bytes each; where a sheet's row is no record, its header's */
    PROTOCOL_MEMBER, /* of `take` */
    PROTOCOL_HEAD,   /* of `query`: the columns */
    PROTOCOL_ROW,    /* of `query`: their values, a u8 type and bytes each; type 255: its
                        bytes came before, in pieces */
    PROTOCOL_PIECE,  /* of `query`: u32 column, bytes: for the next row */
    PROTOCOL_RECORD, /* of `show` */
    PROTOCOL_CHECKPOINT, /* of `take`: u32 member, u32 block, bytes (inflate_place.h) */
    PROTOCOL_PROVED,     /* of `show`: u64 from, u64 to: the head of the member that was
                            proved, then u64 from, u64 to: what is shown */
    PROTOCOL_HOLDER,     /* of `show`, of a sheet, before all else: text: the SHA-256 of
                            the workbook, other parts of which say what is in a cell */
    PROTOCOL_PROGRESS,   /* u64 bytes of evidence read so far */
    PROTOCOL_ERROR,      /* u32 error code, text: the job as a whole failed */
    PROTOCOL_END,        /* nothing: all has been said */
    PROTOCOL_CHANGE,     /* of a difference: a record, see message_difference.h ... */
    PROTOCOL_COUNTS,     /* ... and a member's numbers */
    PROTOCOL_SAMPLE,     /* of a sample: see message_sample.h */
    PROTOCOL_DISTURBED,  /* of a mutation: what is disturbed (message_disturbed.h), before
                            what the run over it gives */
    PROTOCOL_TYPE_COUNT,
};

struct protocol_frame {
    enum protocol_type type;
    struct unpack content; /* borrowed from the reader until its next frame */
};

/* Where a worker's messages go: the pipe, or straight to a function where the job runs in
 * the same process. */
struct protocol_writer {
    int fd; /* -1: to the function */
    bool (*receive)(void *owner, const struct protocol_frame *frame, struct error *err);
    void *owner;
    struct buf frame;
};

void protocol_writer_init(struct protocol_writer *writer, int fd);
void protocol_writer_clear(struct protocol_writer *writer);

/* Begins a message: returns the buf to pack its content into. */
struct buf *protocol_begin(struct protocol_writer *writer, enum protocol_type type,
        struct error *err);
/* Sends it. ERROR_LIMIT: longer than a frame may be. */
WARN_UNUSED bool protocol_send(struct protocol_writer *writer, struct error *err);

/* What arrived so far and is not a whole frame yet. */
struct protocol_reader {
    struct buf bytes;
    size_t used;
};

void protocol_reader_init(struct protocol_reader *reader);
void protocol_reader_clear(struct protocol_reader *reader);

/* Reads what the descriptor has (at most one read). *ret_open false: the other side has
 * closed. */
WARN_UNUSED bool protocol_read(struct protocol_reader *reader, int fd, bool *ret_open,
        struct error *err);

/* The next whole frame. ERROR_LOST: a length or type no worker of ours would send. */
WARN_UNUSED bool protocol_next(struct protocol_reader *reader,
        struct protocol_frame *ret_frame, bool *ret_found, struct error *err);

#endif
