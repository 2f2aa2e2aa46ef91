/* Any bytes as a member, in each encoding: what comes out is UTF-8 but for carried bytes,
 * which are as many as are told, and all of it together is as long as the member. The
 * first byte chooses encoding and step. */
#include "tests/fuzz/fuzz_member.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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

static void read_member(const struct fuzz_member *member, uint8_t how)
{
    CLEANUP(encoding_stream_closep) struct encoding_stream *stream = NULL;
    struct error err = {0};
    size_t raw;

    if (!encoding_stream_open(&member->archive, 0, how % 7, &stream, &err)) {
        REQUIRE(err.code == ERROR_UNREADABLE);
        return;
    }
    raw = read_all(stream, how);
    /* an escape sequence with nothing to belong to is in no piece */
    REQUIRE(encoding_stream_encoding(stream) == ENCODING_ISO2022JP ? raw <= member->size
                                                                   : raw == member->size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_member member;

    if (!size)
        return 0;
    if (!fuzz_member_open(&member, data + 1, size - 1))
        return 0;
    read_member(&member, data[0]);
    fuzz_member_close(&member);
    return 0;
}
