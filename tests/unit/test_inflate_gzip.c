#include "evidence/zip/inflate_gzip.h"

#include <string.h>

#include "tests/unit/packed_bytes.h"
#include "tests/unit/unit.h"

#define GZIP_BUF BUF_INIT((size_t)64 << 20)

static const char text[] = "user,when\nann,2025-01-01\n";
#define TEXT_SIZE (sizeof(text) - 1)

/* Reads the gzip in pieces of `step`; what came, and the error. */
static void read_all(const struct buf *gzip, uint64_t limit, size_t step,
        struct buf *ret_bytes, struct error *err)
{
    CLEANUP(inflate_closep) struct inflate *inflate = NULL;
    int fd = zip_bytes_open(buf_text(gzip), gzip->size);
    const struct preflight_member member = {.name = "a.csv.gz",
            .status = PREFLIGHT_READABLE,
            .crc = zip_bytes_crc(buf_text(gzip), gzip->size),
            .compressed_size = gzip->size,
            .size = gzip->size};
    static char chunk[65536];
    struct inflate *source;
    size_t got = 1;

    *err = (struct error){0};
    buf_reset(ret_bytes);
    ck_assert(inflate_open(fd, &member, &source, err));
    ck_assert(inflate_open_gzip(source, &member,
            (struct inflate_limit){limit, "of a test"}, &inflate, err));
    while (got > 0 && inflate_read(inflate, chunk, step, &got, err))
        zip_bytes_put(ret_bytes, chunk, got);
    close(fd);
}

static void check_read(const struct buf *gzip, const char *expected)
{
    static const size_t steps[] = {1, 7, 65536};
    CLEANUP(buf_clear) struct buf bytes = GZIP_BUF;
    struct error err;

    for (size_t i = 0; i < ARRAY_LENGTH(steps); i++) {
        read_all(gzip, UINT64_MAX, steps[i], &bytes, &err);
        ck_assert_msg(err.code == ERROR_NONE, "%s", err.message);
        ck_assert_str_eq(buf_text(&bytes), expected);
    }
}

/* What comes before the damage is given. */
static void check_damaged(const struct buf *gzip, const char *expected, const char *what)
{
    CLEANUP(buf_clear) struct buf bytes = GZIP_BUF;
    struct error err;

    read_all(gzip, UINT64_MAX, 65536, &bytes, &err);
    ck_assert_int_eq(err.code, ERROR_UNREADABLE);
    ck_assert_msg(strstr(err.message, what), "%s", err.message);
    ck_assert_msg(strstr(err.message, "a.csv.gz"), "%s", err.message);
    if (expected)
        ck_assert_str_eq(buf_text(&bytes), expected);
}

START_TEST(parts_one_after_the_other_are_one_content)
{
    CLEANUP(buf_clear) struct buf gzip = GZIP_BUF;

    packed_bytes_gzip(&gzip, text, TEXT_SIZE);
    check_read(&gzip, text);
    packed_bytes_gzip(&gzip, "", 0);
    packed_bytes_gzip_as(&gzip, "bob,2025-01-02\n", 15, 2 | 4 | 8 | 16, 0, 0);
    check_read(&gzip, "user,when\nann,2025-01-01\nbob,2025-01-02\n");
    zip_bytes_put(&gzip, "\0\0\0\0", 4);
    check_read(&gzip, "user,when\nann,2025-01-01\nbob,2025-01-02\n");
    zip_bytes_put(&gzip, "garbage", 7);
    check_damaged(&gzip, "user,when\nann,2025-01-01\nbob,2025-01-02\n", "no gzip");
}
END_TEST

START_TEST(what_its_end_says_must_hold)
{
    CLEANUP(buf_clear) struct buf gzip = GZIP_BUF;

    packed_bytes_gzip_as(&gzip, text, TEXT_SIZE, 0, 1, 0);
    check_damaged(&gzip, text, "CRC-32");
    buf_reset(&gzip);
    packed_bytes_gzip_as(&gzip, text, TEXT_SIZE, 0, 0, 1000000);
    check_damaged(&gzip, text, "ISIZE");
}
END_TEST

START_TEST(a_header_is_what_rfc_1952_knows)
{
    CLEANUP(buf_clear) struct buf gzip = GZIP_BUF;

    packed_bytes_gzip_as(&gzip, text, TEXT_SIZE, 0x20, 0, 0);
    check_damaged(&gzip, "", "RFC 1952");
    buf_reset(&gzip);
    packed_bytes_gzip_as(&gzip, text, TEXT_SIZE, 2, 0, 0);
    check_read(&gzip, text);
    gzip.data[10] ^= 1;
    check_damaged(&gzip, "", "checksum");
}
END_TEST

START_TEST(wherever_it_is_cut_it_is_damaged)
{
    CLEANUP(buf_clear) struct buf gzip = GZIP_BUF;
    CLEANUP(buf_clear) struct buf cut = GZIP_BUF;

    packed_bytes_gzip_as(&gzip, text, TEXT_SIZE, 2 | 4 | 8 | 16, 0, 0);
    for (size_t size = 0; size < gzip.size; size++) {
        buf_reset(&cut);
        zip_bytes_put(&cut, buf_text(&gzip), size);
        check_damaged(&cut, NULL, "early");
    }
}
END_TEST

START_TEST(more_than_the_limit_is_told)
{
    CLEANUP(buf_clear) struct buf gzip = GZIP_BUF;
    CLEANUP(buf_clear) struct buf bytes = GZIP_BUF;
    static char zeros[1 << 20];
    struct error err;

    packed_bytes_gzip(&gzip, zeros, sizeof(zeros));
    read_all(&gzip, sizeof(zeros), 4096, &bytes, &err);
    ck_assert_msg(err.code == ERROR_NONE, "%s", err.message);
    ck_assert_uint_eq(bytes.size, sizeof(zeros));
    read_all(&gzip, sizeof(zeros) - 1, 4096, &bytes, &err);
    ck_assert_int_eq(err.code, ERROR_LIMIT);
    ck_assert_msg(strstr(err.message, "1048575 bytes"), "%s", err.message);
    ck_assert_msg(strstr(err.message, "of a test"), "%s", err.message);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {parts_one_after_the_other_are_one_content,
            what_its_end_says_must_hold, a_header_is_what_rfc_1952_knows,
            wherever_it_is_cut_it_is_damaged, more_than_the_limit_is_told};

    return unit_run("inflate_gzip", tests, ARRAY_LENGTH(tests));
}
