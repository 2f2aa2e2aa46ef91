/* A gzip of any bytes ends, keeps its limit, and gives the same in small and large
 * pieces. */
#include "tests/fuzz/fuzz_member.h"

#define LIMIT ((uint64_t)1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct sum {
    uint64_t bytes;
    uint32_t mixed;
    enum error_code code;
};

static struct sum read_all(const struct archive *archive, size_t step)
{
    CLEANUP(inflate_closep) struct inflate *inflate = NULL;
    struct inflate *source;
    struct error err = {0};
    struct sum sum = {0, 0, ERROR_NONE};
    uint8_t bytes[4096];
    size_t got = 1;

    REQUIRE(archive_open_member(archive, 0, &source, &err));
    REQUIRE(inflate_open_gzip(source, archive_member(archive, 0),
            (struct inflate_limit){LIMIT, "of a test"}, &inflate, &err));
    while (got > 0 && inflate_read(inflate, bytes, step, &got, &err)) {
        for (size_t i = 0; i < got; i++)
            sum.mixed = sum.mixed * 31 + bytes[i];
        sum.bytes += got;
    }
    REQUIRE(err.code == ERROR_NONE || err.code == ERROR_UNREADABLE ||
            err.code == ERROR_LIMIT);
    REQUIRE(sum.bytes <= LIMIT + sizeof(bytes));
    sum.code = err.code;
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_member member;
    struct sum large, small;

    if (!fuzz_member_open(&member, data, size))
        return 0;
    large = read_all(&member.archive, 4096);
    small = read_all(&member.archive, 37);
    REQUIRE(large.code == small.code);
    if (large.code != ERROR_LIMIT)
        REQUIRE(large.bytes == small.bytes && large.mixed == small.mixed);
    fuzz_member_close(&member);
    return 0;
}
