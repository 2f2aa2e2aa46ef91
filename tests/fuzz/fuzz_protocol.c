/* fuzz_protocol.c - any bytes as what a worker sends
 *
 * What must hold: a refusal is ERROR_LOST, the reader never holds more than it may, and
 * what is taken as a message packs again to the same content. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/run/message.h"
#include "engine/run/protocol.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_lost(const struct error *err)
{
    if (err->code != ERROR_LOST && err->code != ERROR_LIMIT)
        abort();
}

/* Packed again, and compared with what came. */
struct echo {
    const struct unpack *content;
    struct buf packed;
};

static void check_same(const struct echo *echo, bool packed)
{
    size_t size = (size_t)(echo->content->end - echo->content->at);

    if (!packed || echo->packed.size != size ||
            (size && memcmp(echo->packed.data, echo->content->at, size) != 0))
        abort();
}

static void read_rows(struct unpack *content, struct echo *echo, struct error *err)
{
    static struct message_rows rows;

    if (message_unpack_rows(content, &rows, err))
        check_same(echo,
                message_pack_rows(&echo->packed, rows.index, rows.kind, rows.rows,
                        rows.count, err));
    else
        check_lost(err);
}

static void read_guard(struct unpack *content, struct error *err)
{
    struct message_guard guard;

    if (!message_unpack_guard(content, &guard, err))
        check_lost(err);
}

/* Their errors' texts are made fit to show: only the rest comes back as it was. */
static void read_counts(enum protocol_type type, struct unpack *content,
        struct error *err)
{
    struct message_population population;
    struct message_test test;
    bool ok = type == PROTOCOL_POPULATION
            ? message_unpack_population(content, &population, err)
            : message_unpack_test(content, &test, err);

    if (!ok)
        check_lost(err);
}

static void read_texts(enum protocol_type type, struct unpack *content, struct echo *echo,
        struct error *err)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(ARENA_MODEL_LIMIT);
    static struct message_item item;
    struct message_member member;
    struct message_record record;
    bool ok;

    if (type == PROTOCOL_ITEM)
        ok = message_unpack_item(content, &arena, &item, err);
    else if (type == PROTOCOL_MEMBER)
        ok = message_unpack_member(content, &arena, &member, err);
    else
        ok = message_unpack_record(content, &record, &arena, err);
    if (!ok)
        check_lost(err);
    else if (type == PROTOCOL_RECORD && record.text.size > echo->packed.limit)
        abort();
}

static void read_message(const struct protocol_frame *frame)
{
    struct unpack content = frame->content;
    struct echo echo = {&frame->content, BUF_INIT(PROTOCOL_FRAME_MAX)};
    struct error err = {0}, failure;

    switch (frame->type) {
    case PROTOCOL_ROWS:
        read_rows(&content, &echo, &err);
        break;
    case PROTOCOL_GUARD:
        read_guard(&content, &err);
        break;
    case PROTOCOL_POPULATION:
    case PROTOCOL_TEST:
        read_counts(frame->type, &content, &err);
        break;
    case PROTOCOL_ITEM:
    case PROTOCOL_MEMBER:
    case PROTOCOL_RECORD:
        read_texts(frame->type, &content, &echo, &err);
        break;
    case PROTOCOL_ERROR:
        message_unpack_error(&content, &failure);
        if (failure.code >= ERROR_INTERRUPTED || strchr(failure.message, '\x1b'))
            abort();
        break;
    default:
        break;
    }
    buf_clear(&echo.packed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(protocol_reader_clear) struct protocol_reader reader;
    struct protocol_frame frame;
    struct error err = {0};
    bool open = true, found = true;
    int pipe = memfd_create("worker", MFD_CLOEXEC);

    if (pipe < 0 || write(pipe, data, size) != (ssize_t)size || lseek(pipe, 0, SEEK_SET))
        abort();
    protocol_reader_init(&reader);
    while (open && err.code == ERROR_NONE) {
        if (!protocol_read(&reader, pipe, &open, &err))
            abort();
        for (found = true; found && err.code == ERROR_NONE;) {
            if (!protocol_next(&reader, &frame, &found, &err))
                check_lost(&err);
            else if (found)
                read_message(&frame);
        }
    }
    close(pipe);
    return 0;
}
