#include "evidence/zip/inflate.h"

#include <string.h>

#include "evidence/limits.h"
#include "tests/unit/deflate_bits.h"
#include "tests/unit/unit.h"
#include "tests/unit/zip_bytes.h"

/* 1000 times "a", compressed. */
static const char thousand[] = "\x4B\x4C\x1C\x05\xA3\x60\x14\x0C\x77\0\0";
#define THOUSAND_SIZE (sizeof(thousand) - 1)

/* Deflate's stored blocks: what is not compressed, in pieces with a header each. */
static void put_blocks(struct buf *buf, const char *bytes, size_t size, size_t block)
{
    size_t piece;

    for (size_t at = 0; at < size; at += piece) {
        piece = size - at < block ? size - at : block;
        zip_bytes_number(buf, at + piece == size, 1);
        zip_bytes_number(buf, piece, 2);
        zip_bytes_number(buf, ~piece & 0xFFFF, 2);
        zip_bytes_put(buf, bytes + at, piece);
    }
}

static struct preflight_member make_member(uint16_t method, const char *bytes,
        size_t size, size_t packed)
{
    return (struct preflight_member){.name = "folder/member.txt",
            .status = PREFLIGHT_READABLE,
            .method = method,
            .crc = zip_bytes_crc(bytes, size),
            .compressed_size = packed,
            .size = size};
}

/* Reads to the end in pieces of `step`; what was read, and the error. */
static void read_all(const struct preflight_member *member, const void *packed,
        size_t size, size_t step, struct buf *ret_bytes, struct error *err)
{
    CLEANUP(inflate_closep) struct inflate *inflate = NULL;
    int fd = zip_bytes_open(packed, size);
    static char chunk[200000];
    size_t got = 1;

    *err = (struct error){0};
    buf_reset(ret_bytes);
    if (inflate_open(fd, member, &inflate, err)) {
        while (got > 0 && inflate_read(inflate, chunk, step, &got, err))
            zip_bytes_put(ret_bytes, chunk, got);
    }
    close(fd);
}

static void check_read(const struct preflight_member *member, const void *packed,
        size_t size, const char *expected)
{
    static const size_t steps[] = {1, 7, 4096, 200000};
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT((size_t)1 << 24);
    struct error err;

    for (size_t i = 0; i < ARRAY_LENGTH(steps); i++) {
        read_all(member, packed, size, steps[i], &bytes, &err);
        ck_assert_msg(err.code == ERROR_NONE, "%s", err.message);
        ck_assert_uint_eq(bytes.size, strlen(expected));
        ck_assert_mem_eq(buf_text(&bytes), expected, bytes.size);
    }
}

/* It must fail with these words and the name, after `given` bytes. */
static void check_fails(const struct preflight_member *member, const void *packed,
        size_t size, size_t given, const char *words)
{
    static const size_t steps[] = {1, 200000};
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT((size_t)1 << 24);
    struct error err;

    for (size_t i = 0; i < ARRAY_LENGTH(steps); i++) {
        read_all(member, packed, size, steps[i], &bytes, &err);
        ck_assert_int_eq(err.code, ERROR_UNREADABLE);
        ck_assert_msg(strstr(err.message, words) &&
                        strstr(err.message, "folder/member.txt"),
                "%s", err.message);
        ck_assert_uint_eq(bytes.size, given);
    }
}

START_TEST(stored_and_deflated_members_are_read)
{
    CLEANUP(buf_clear) struct buf packed = BUF_INIT((size_t)1 << 20);
    struct preflight_member member;
    static char text[150001];

    memset(text, 'a', 1000);
    member = make_member(8, text, 1000, THOUSAND_SIZE);
    check_read(&member, thousand, THOUSAND_SIZE, text);
    member = make_member(0, "stored", 6, 6);
    check_read(&member, "stored", 6, "stored");
    member = make_member(0, "", 0, 0);
    check_read(&member, "", 0, "");
    member = make_member(8, "", 0, 2);
    check_read(&member, "\3\0", 2, "");
    for (size_t i = 0; i < sizeof(text) - 1; i++)
        text[i] = (char)('a' + i % 26);
    put_blocks(&packed, text, sizeof(text) - 1, 60000);
    member = make_member(8, text, sizeof(text) - 1, packed.size);
    check_read(&member, buf_text(&packed), packed.size, text);
    member = make_member(0, text, sizeof(text) - 1, sizeof(text) - 1);
    check_read(&member, text, sizeof(text) - 1, text);
}
END_TEST

START_TEST(the_member_lies_where_it_is_said)
{
    struct preflight_member member = make_member(0, "stored", 6, 6);

    member.data_offset = 8;
    check_read(&member, "12345678storedand more", 22, "stored");
}
END_TEST

START_TEST(a_wrong_crc_is_an_error_at_the_end)
{
    static char text[1001];
    struct preflight_member member;

    memset(text, 'a', 1000);
    member = make_member(8, text, 1000, THOUSAND_SIZE);
    member.crc ^= 1;
    check_fails(&member, thousand, THOUSAND_SIZE, 1000, "CRC-32");
    member = make_member(0, "stored", 6, 6);
    member.crc ^= 1;
    check_fails(&member, "stored", 6, 6, "CRC-32");
}
END_TEST

/* Three bytes declared, 200,000 inside: not one byte more than declared is given. */
START_TEST(a_size_lie_stops_at_the_declared_size)
{
    CLEANUP(buf_clear) struct buf packed = BUF_INIT((size_t)2 << 20);
    static char text[200001];
    struct preflight_member member;

    memset(text, 'x', 200000);
    put_blocks(&packed, text, 200000, 65535);
    member = make_member(8, text, 3, packed.size);
    check_fails(&member, buf_text(&packed), packed.size, 3, "beyond its declared size");
    member.size = 199999;
    check_fails(&member, buf_text(&packed), packed.size, 199999,
            "beyond its declared size");
    member.size = 0;
    check_fails(&member, buf_text(&packed), packed.size, 0, "beyond its declared size");
    member = make_member(0, "stored", 3, 6);
    check_fails(&member, "stored", 6, 3, "beyond its declared size");
}
END_TEST

START_TEST(short_members_are_errors)
{
    static char text[1002];
    struct preflight_member member;

    memset(text, 'a', 1001);
    member = make_member(8, text, 1001, THOUSAND_SIZE);
    check_fails(&member, thousand, THOUSAND_SIZE, 1000, "shorter than its declared size");
    member = make_member(0, "stored", 6, 5);
    check_fails(&member, "stored", 6, 5, "shorter than its declared size");
}
END_TEST

START_TEST(broken_data_are_errors)
{
    static char text[1001];
    struct preflight_member member;

    memset(text, 'a', 1000);
    member = make_member(8, text, 1000, THOUSAND_SIZE - 1);
    check_fails(&member, thousand, THOUSAND_SIZE, 1000,
            "at byte 1000: its compressed data ends early");
    member = make_member(8, text, 1000, THOUSAND_SIZE + 1);
    check_fails(&member, "\x4B\x4C\x1C\x05\xA3\x60\x14\x0C\x77\0\0!", THOUSAND_SIZE + 1,
            1000, "at byte 1000: bytes follow its compressed data");
    member = make_member(8, text, 1000, 3);
    check_fails(&member, "\xFF\xFF\xFF", 3, 0, "is broken");
    member = make_member(8, text, 1000, 0);
    check_fails(&member, "", 0, 0, "ends early");
}
END_TEST

START_TEST(a_zip_that_ends_early_is_an_error)
{
    struct preflight_member member = make_member(0, "stored", 6, 6);

    check_fails(&member, "sto", 3, 3, "zip ends early");
    member = make_member(8, "x", 1, THOUSAND_SIZE);
    check_fails(&member, "", 0, 0, "zip ends early");
}
END_TEST

START_TEST(failures_stay)
{
    CLEANUP(inflate_closep) struct inflate *inflate = NULL;
    struct preflight_member member = make_member(0, "stored", 6, 6);
    struct error first = {0}, second = {0};
    char bytes[16];
    size_t got;
    int fd = zip_bytes_open("storex", 6);

    ck_assert(inflate_open(fd, &member, &inflate, &first));
    ck_assert(inflate_read(inflate, bytes, sizeof(bytes), &got, &first));
    ck_assert_uint_eq(got, 6);
    ck_assert(!inflate_read(inflate, bytes, sizeof(bytes), &got, &first));
    ck_assert(!inflate_read(inflate, bytes, sizeof(bytes), &got, &second));
    ck_assert_str_eq(first.message, second.message);
    close(fd);
}
END_TEST

START_TEST(an_unreadable_file_is_an_io_error)
{
    CLEANUP(inflate_closep) struct inflate *inflate = NULL;
    struct preflight_member member = make_member(0, "stored", 6, 6);
    struct error err = {0};
    char bytes[16];
    size_t got;

    ck_assert(inflate_open(-1, &member, &inflate, &err));
    ck_assert(!inflate_read(inflate, bytes, sizeof(bytes), &got, &err));
    ck_assert_int_eq(err.code, ERROR_IO);
}
END_TEST

START_TEST(only_readable_members_are_opened)
{
    struct preflight_member member = make_member(0, "stored", 6, 6);
    struct inflate *inflate = NULL;
    struct error err = {0};

    member.status = PREFLIGHT_UNREAD;
    member.reason = "encrypted";
    ck_assert(!inflate_open(-1, &member, &inflate, &err));
    ck_assert_int_eq(err.code, ERROR_UNREADABLE);
    ck_assert_msg(strstr(err.message, "encrypted"), "%s", err.message);
    member = make_member(8, "stored", 6, 6);
    member.size = LIMIT_MEMBER_BYTES + 1;
    ck_assert(!inflate_open(-1, &member, &inflate, &err));
    ck_assert_int_eq(err.code, ERROR_LIMIT);
    member.size = 6 * LIMIT_RATIO + LIMIT_RATIO_SLACK + LIMIT_RATIO;
    ck_assert(!inflate_open(-1, &member, &inflate, &err));
    ck_assert_int_eq(err.code, ERROR_LIMIT);
    ck_assert_ptr_null(inflate);
}
END_TEST

/* Reads to the end from `offset` on, from that checkpoint: it must be what came out of
 * reading straight. */
static void check_resumed(int fd, const struct preflight_member *member,
        struct slice checkpoint, uint64_t offset, const struct buf *plain)
{
    CLEANUP(inflate_closep) struct inflate *inflate = NULL;
    static char chunk[50000];
    struct error err = {0};
    size_t got = 1;

    ck_assert_msg(inflate_resume(fd, member, checkpoint, offset, &inflate, &err), "%s",
            err.message);
    while (got > 0) {
        ck_assert_msg(inflate_read(inflate, chunk, sizeof(chunk), &got, &err), "%s",
                err.message);
        ck_assert_uint_le(offset + got, plain->size);
        ck_assert_mem_eq(chunk, plain->data + offset, got);
        offset += got;
    }
    ck_assert_uint_eq(offset, plain->size);
}

/* At every place where reading can begin anew. */
static void check_checkpoints(struct deflate_bits *bits)
{
    CLEANUP(inflate_closep) struct inflate *inflate = NULL;
    CLEANUP(buf_clear) struct buf packed = BUF_INIT((size_t)1 << 20);
    struct preflight_member member = make_member(8, bits->plain.data, bits->plain.size,
            bits->packed.size);
    int fd = zip_bytes_open(bits->packed.data, bits->packed.size);
    uint64_t before = 0, at, read = 0;
    static char chunk[7001];
    struct error err = {0};
    size_t got = 1, places = 0;

    ck_assert(inflate_open(fd, &member, &inflate, &err));
    ck_assert(inflate_keep_checkpoints(inflate, &err));
    while (got > 0) {
        ck_assert_msg(inflate_read(inflate, chunk, sizeof(chunk), &got, &err), "%s",
                err.message);
        read += got;
        buf_reset(&packed);
        ck_assert(inflate_pack_checkpoint(inflate, &packed, &at, &err));
        ck_assert_uint_le(at, read);
        ck_assert_int_eq(at == 0, packed.size == 0);
        if (at == before)
            continue;
        before = at;
        places++;
        check_resumed(fd, &member, (struct slice){packed.data, packed.size}, at,
                &bits->plain);
        check_resumed(fd, &member, (struct slice){packed.data, packed.size}, read,
                &bits->plain);
    }
    ck_assert_uint_gt(places, 4);
    close(fd);
}

START_TEST(reading_goes_on_at_every_checkpoint)
{
    static char text[400000];

    for (uint32_t seed = 1; seed <= 4; seed++) {
        CLEANUP(deflate_bits_clear) struct deflate_bits bits = DEFLATE_BITS_INIT(seed);

        for (size_t i = 0; i < sizeof(text); i++)
            text[i] = (char)deflate_bits_random(&bits, 256);
        deflate_bits_mix(&bits, text, sizeof(text), seed % 2 == 0, SIZE_MAX);
        check_checkpoints(&bits);
    }
}
END_TEST

START_TEST(a_stored_member_is_read_from_anywhere)
{
    static char text[150000];
    CLEANUP(buf_clear) struct buf plain = BUF_INIT(sizeof(text));
    struct preflight_member member;
    int fd = zip_bytes_open(text, sizeof(text));

    zip_bytes_put(&plain, text, sizeof(text));
    member = make_member(0, text, sizeof(text), sizeof(text));
    check_resumed(fd, &member, (struct slice){0}, 0, &plain);
    check_resumed(fd, &member, (struct slice){0}, 65536, &plain);
    check_resumed(fd, &member, (struct slice){0}, sizeof(text), &plain);
    close(fd);
}
END_TEST

/* The workpaper may have been changed by anybody. */
START_TEST(a_checkpoint_that_cannot_be_is_refused)
{
    CLEANUP(deflate_bits_clear) struct deflate_bits bits = DEFLATE_BITS_INIT(1);
    CLEANUP(inflate_closep) struct inflate *inflate = NULL;
    static const char far[] = "\xFF\xFF\x03\x00\0\0\0\2\0\0\0\3";
    static const struct {
        const char *bytes;
        size_t size;
    } wrong[] = {{"x", 1}, {far, sizeof(far)},      /* a byte too many */
            {"\1\5\0\0\0\2\0\0\0\3\0", 11},         /* behind the offset */
            {"\xFF\xFF\7\0\0\0\0\2\0\0\0\3\0", 13}, /* behind the member */
            {"\1\0\x8\0\0\2\0\0\0\3\0", 11},        /* eight bits */
            {"\1\0\0\0\1\2\0\0\0\3\0", 11},         /* a window of nothing */
            {"\1\0\0\0\0\2\0\0\0\7\0", 11}};        /* no deflate stream */
    struct preflight_member member;
    int fd;

    deflate_bits_fixed(&bits, "hello", 5, false, true);
    deflate_bits_align(&bits);
    member = make_member(8, "hello", 5, bits.packed.size);
    fd = zip_bytes_open(bits.packed.data, bits.packed.size);
    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++) {
        struct slice checkpoint = {wrong[i].bytes, wrong[i].size};
        struct error err = {0};

        ck_assert_msg(!inflate_resume(fd, &member, checkpoint, 3, &inflate, &err), "%zu",
                i);
        ck_assert_msg(err.code == ERROR_INTEGRITY, "%zu: %d %s", i, (int)err.code,
                err.message);
    }
    close(fd);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {stored_and_deflated_members_are_read,
            the_member_lies_where_it_is_said, a_wrong_crc_is_an_error_at_the_end,
            a_size_lie_stops_at_the_declared_size, short_members_are_errors,
            broken_data_are_errors, a_zip_that_ends_early_is_an_error, failures_stay,
            an_unreadable_file_is_an_io_error, only_readable_members_are_opened,
            reading_goes_on_at_every_checkpoint, a_stored_member_is_read_from_anywhere,
            a_checkpoint_that_cannot_be_is_refused};

    return unit_run("inflate", tests, ARRAY_LENGTH(tests));
}
