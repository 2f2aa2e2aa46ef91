/* Any bytes as a member, in each encoding: what comes out is UTF-8 but for carried bytes,
 * which are as many as are told, and all of it together is as long as the member. The
 * first byte chooses encoding and step. */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/base/text.h"
#include "evidence/encoding.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* CRC-32, so that the member holds. */
static uint32_t checksum(const uint8_t *bytes, size_t size)
{
    uint32_t crc = 0xFFFFFFFF;

    for (size_t i = 0; i < size; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
    }
    return ~crc;
}

/* Returns how many bytes are carried. */
static uint64_t check_text(const char *text, size_t size)
{
    uint64_t count = 0;
    uint8_t byte;

    for (size_t at = 0; (at += text_find_invalid(text + at, size - at)) < size;
            at += TEXT_UNDECODABLE_SIZE) {
        if (!text_is_undecodable(text + at, size - at, &byte))
            abort();
        count++;
    }
    return count;
}

/* Reads to the end; returns how many of the member's bytes that were. */
static size_t read_all(struct encoding_stream *stream, size_t wanted)
{
    CLEANUP(buf_clear) struct buf buf = BUF_INIT((size_t)1 << 24);
    struct error err = {0};
    size_t raw = encoding_stream_start(stream), before;
    uint64_t carried = 0;
    bool end = false;

    while (!end) {
        before = buf.size;
        if (!encoding_stream_read(stream, &buf, wanted, &end, &err) ||
                (buf.size == before && !end))
            abort();
        carried += check_text(buf_text(&buf) + before, buf.size - before);
        if (buf.size > 100 || end) {
            raw += encoding_stream_take(stream, buf_text(&buf), buf.size);
            buf_reset(&buf);
        }
    }
    if (carried != encoding_stream_undecodable(stream).count)
        abort();
    return raw;
}

static void read_member(int fd, const uint8_t *data, size_t size)
{
    CLEANUP(encoding_stream_closep) struct encoding_stream *stream = NULL;
    struct preflight_member member = {.name = "fuzz",
            .status = PREFLIGHT_READABLE,
            .crc = checksum(data + 1, size - 1),
            .data_offset = 1,
            .compressed_size = size - 1,
            .size = size - 1};
    struct archive archive = {.fd = fd, .label = "fuzz"};
    struct error err = {0};
    size_t raw;

    archive.preflight.members = &member;
    archive.preflight.count = 1;
    if (!encoding_stream_open(&archive, 0, data[0] % 7, &stream, &err)) {
        if (err.code != ERROR_UNREADABLE)
            abort();
        return;
    }
    raw = read_all(stream, data[0]);
    /* an escape sequence with nothing to belong to is in no piece */
    if (encoding_stream_encoding(stream) == ENCODING_ISO2022JP ? raw > member.size
                                                               : raw != member.size)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int fd;

    if (size == 0)
        return 0;
    fd = memfd_create("fuzz", MFD_CLOEXEC);
    if (fd < 0)
        return 0;
    if (write(fd, data, size) == (ssize_t)size)
        read_member(fd, data, size);
    close(fd);
    return 0;
}
