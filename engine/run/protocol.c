#include "engine/run/protocol.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define READ_SIZE ((size_t)256 * 1024)
#define HEAD_SIZE 5

void protocol_writer_init(struct protocol_writer *writer, int fd)
{
    memset(writer, 0, sizeof(*writer));
    writer->fd = fd;
    writer->frame.limit = PROTOCOL_FRAME_MAX + HEAD_SIZE;
}

void protocol_writer_clear(struct protocol_writer *writer)
{
    buf_clear(&writer->frame);
}

struct buf *protocol_begin(struct protocol_writer *writer, enum protocol_type type,
        struct error *err)
{
    buf_reset(&writer->frame);
    if (!pack_u32(&writer->frame, 0, err) || !pack_u8(&writer->frame, (uint8_t)type, err))
        return NULL;
    return &writer->frame;
}

static bool write_all(int fd, const char *bytes, size_t size, struct error *err)
{
    while (size > 0) {
        ssize_t written = write(fd, bytes, size);

        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return error_set(err, ERROR_IO, "the pipe to the monitor: %s",
                    error_reason(errno));
        bytes += written;
        size -= (size_t)written;
    }
    return true;
}

bool protocol_send(struct protocol_writer *writer, struct error *err)
{
    struct buf *frame = &writer->frame;
    uint32_t length = (uint32_t)(frame->size - 4);
    struct protocol_frame direct;

    if (length > PROTOCOL_FRAME_MAX)
        return error_set(err, ERROR_LIMIT, "a message of %u bytes is too long", length);
    for (unsigned i = 0; i < 4; i++)
        frame->data[i] = (char)(length >> (8 * i));
    if (writer->fd >= 0)
        return write_all(writer->fd, frame->data, frame->size, err);
    direct.type = (enum protocol_type)frame->data[4];
    unpack_init(&direct.content, frame->data + HEAD_SIZE, frame->size - HEAD_SIZE);
    return writer->receive(writer->owner, &direct, err);
}

void protocol_reader_init(struct protocol_reader *reader)
{
    memset(reader, 0, sizeof(*reader));
    reader->bytes.limit = 2 * (PROTOCOL_FRAME_MAX + HEAD_SIZE) + READ_SIZE;
}

void protocol_reader_clear(struct protocol_reader *reader)
{
    buf_clear(&reader->bytes);
}

bool protocol_read(struct protocol_reader *reader, int fd, bool *ret_open,
        struct error *err)
{
    char *room;
    ssize_t got;

    if (reader->used) {
        memmove(reader->bytes.data, reader->bytes.data + reader->used,
                reader->bytes.size - reader->used);
        reader->bytes.size -= reader->used;
        reader->used = 0;
    }
    if (!buf_reserve(&reader->bytes, READ_SIZE, &room, err))
        return false;
    got = read(fd, room, READ_SIZE);
    if (got < 0 && errno != EINTR && errno != EAGAIN)
        return error_set(err, ERROR_IO, "the pipe from a worker: %s",
                error_reason(errno));
    reader->bytes.size += got > 0 ? (size_t)got : 0;
    *ret_open = got != 0;
    return true;
}

bool protocol_next(struct protocol_reader *reader, struct protocol_frame *ret_frame,
        bool *ret_found, struct error *err)
{
    size_t left = reader->bytes.size - reader->used;
    struct unpack head;
    uint32_t length;
    uint8_t type;

    *ret_found = false;
    if (left < HEAD_SIZE)
        return true;
    unpack_init(&head, reader->bytes.data + reader->used, HEAD_SIZE);
    length = unpack_u32(&head);
    type = unpack_u8(&head);
    if (length < 1 || length > PROTOCOL_FRAME_MAX || type < PROTOCOL_HELLO ||
            type >= PROTOCOL_TYPE_COUNT)
        return error_set(err, ERROR_LOST,
                "the worker sent what no worker sends (type %u, %u bytes)", type, length);
    if (left - 4 < length)
        return true;
    ret_frame->type = (enum protocol_type)type;
    unpack_init(&ret_frame->content, reader->bytes.data + reader->used + HEAD_SIZE,
            length - 1);
    reader->used += 4 + (size_t)length;
    *ret_found = true;
    return true;
}
