/* Any bytes as a member, in each encoding: what comes out is UTF-8, and as long in the
 * member as encoding_raw_length() says. The first byte chooses encoding and step. */
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

/* Reads to the end or the first wrong byte; returns how many of the member's bytes that
 * were. */
static size_t read_all(struct encoding_stream *stream, size_t wanted, bool *ret_whole)
{
    CLEANUP(buf_clear) struct buf buf = BUF_INIT((size_t)1 << 24);
    struct error err = {0};
    size_t raw = encoding_stream_start(stream);
    bool end = false;

    while (!end) {
        buf_reset(&buf);
        if (!encoding_stream_read(stream, &buf, wanted, &end, &err)) {
            if (err.code != ERROR_UNREADABLE || buf.size > 0)
                abort();
            break;
        }
        if ((buf.size == 0 && !end) ||
                text_find_invalid(buf_text(&buf), buf.size) != buf.size)
            abort();
        raw += encoding_raw_length(encoding_stream_encoding(stream), buf_text(&buf),
                buf.size);
    }
    *ret_whole = end;
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
    bool whole;

    archive.preflight.members = &member;
    archive.preflight.count = 1;
    if (!encoding_stream_open(&archive, 0, data[0] % 5, &stream, &err)) {
        if (err.code != ERROR_UNREADABLE)
            abort();
        return;
    }
    raw = read_all(stream, data[0], &whole);
    if (whole ? raw != member.size : raw >= member.size)
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
