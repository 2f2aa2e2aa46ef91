/* How much what is inside members may unpack to. */
#include "tests/unit/container_check.h"

START_TEST(budgets_are_counted_over_the_bundle)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes inner = ZIP_BYTES_INIT;
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    CLEANUP(buf_clear) struct buf gzip = CONTAINER_BYTES;
    CLEANUP(inflate_closep) struct inflate *inflate = NULL;
    static char bytes[1000];
    struct archive archive;
    struct error err = {0};
    uint64_t size;
    size_t got;

    zip_bytes_add(&inner, "1", "x");
    zip_bytes_add(&inner, "2", "y");
    zip_bytes_finish(&inner);
    size = inner.file.size;
    container_check_add(&zip, "a.zip", buf_text(&inner.file), inner.file.size);
    container_check_add(&zip, "b.zip", buf_text(&inner.file), inner.file.size);
    packed_bytes_gzip(&gzip, bytes, sizeof(bytes));
    container_check_add(&zip, "c.gz", buf_text(&gzip), gzip.size);
    container_check_open(&zip, &archive);
    container_set_limit(archive.containers, 6, UINT64_MAX);
    container_check_expand(&archive, 0, "zip");
    container_check_kept_out(&archive, 1, "zip", "inner-limit",
            "there would be 7 members, more than the 6");
    container_set_limit(archive.containers, 100, 2 * size + gzip.size + 3);
    container_check_kept_out(&archive, 1, "zip", "inner-limit", "bytes unpacked");
    container_check_expand(&archive, 2,
            "gzip"); /* its content is known when it is read */
    ck_assert(archive_open_member(&archive, 5, &inflate, &err));
    ck_assert(inflate_read(inflate, bytes, sizeof(bytes), &got, &err));
    ck_assert(!inflate_read(inflate, bytes, sizeof(bytes), &got, &err));
    ck_assert_int_eq(err.code, ERROR_LIMIT);
    container_check_close(&archive);
}
END_TEST

#define ZEROS ((size_t)32 << 20)

/* Adds it deflated. */
static void add_deflated(struct zip_bytes *zip, const char *name, const struct buf *bytes)
{
    CLEANUP(buf_clear) struct buf packed = CONTAINER_BYTES;
    struct zip_header header;

    packed_bytes_gzip(&packed, buf_text(bytes), bytes->size);
    header = zip_bytes_header(zip, name, buf_text(bytes), bytes->size);
    header.method = 8;
    header.packed = (uint32_t)packed.size - 18; /* 10 bytes before, 8 behind */
    zip_bytes_add_as(zip, &header, buf_text(&packed) + 10, packed.size - 18);
}

/* How many bytes come of a gzip of so many times ZEROS, deflated in a zip. */
static uint64_t read_twice_deflated(unsigned parts, struct error *err)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    CLEANUP(buf_clear) struct buf part = CONTAINER_BYTES;
    CLEANUP(buf_clear) struct buf gzip = CONTAINER_BYTES;
    static char zeros[ZEROS];
    struct inflate *inflate;
    struct archive archive;
    uint64_t total = 0;
    size_t got = 1;

    packed_bytes_gzip(&part, zeros, ZEROS);
    for (unsigned i = 0; i < parts; i++)
        zip_bytes_put(&gzip, buf_text(&part), part.size);
    add_deflated(&zip, "a.gz", &gzip);
    ck_assert_uint_lt(zip.file.size, ZEROS / 1032);
    container_check_open(&zip, &archive);
    container_check_expand(&archive, 0, "gzip");
    ck_assert(archive_open_member(&archive, 1, &inflate, err));
    while (got > 0 && inflate_read(inflate, zeros, ZEROS, &got, err))
        total += got;
    memset(zeros, 0, ZEROS);
    inflate_close(inflate);
    container_check_close(&archive);
    return total;
}

/* A gzip of zeros is itself a repetition: deflated again it is a thousand times a
 * thousand. */
START_TEST(the_ratio_counts_from_layer_to_layer)
{
    struct error err = {0};

    ck_assert_uint_eq(read_twice_deflated(1, &err), ZEROS);
    ck_assert_msg(err.code == ERROR_NONE, "%s", err.message);
}
END_TEST

START_TEST(a_few_bytes_do_not_unpack_to_all_that_is_allowed)
{
    struct error err = {0};
    uint64_t total = read_twice_deflated(10, &err);

    ck_assert_int_eq(err.code, ERROR_LIMIT);
    ck_assert_msg(strstr(err.message, "of what is left for the whole zip unpacked"), "%s",
            err.message);
    ck_assert_uint_ge(total, LIMIT_INSIDE_BYTES);
    ck_assert_uint_lt(total, 10 * ZEROS);
}
END_TEST

START_TEST(a_zip_deflated_again_may_hold_what_it_declares)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes inner = ZIP_BYTES_INIT;
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    CLEANUP(buf_clear) struct buf bytes = CONTAINER_BYTES;
    struct archive archive;
    struct error err = {0};
    char *room;

    ck_assert(buf_reserve(&bytes, ZEROS, &room, &err));
    memset(room, 'a', ZEROS);
    bytes.size = ZEROS;
    add_deflated(&inner, "a.log", &bytes);
    zip_bytes_finish(&inner);
    add_deflated(&zip, "a.zip", &inner.file);
    ck_assert_uint_lt(zip.file.size, ZEROS / 1032);
    container_check_open(&zip, &archive);
    ck_assert_uint_eq(container_check_expand(&archive, 0, "zip").count, 1);
    ck_assert_uint_eq(archive_member(&archive, 1)->size, ZEROS);
    container_check_close(&archive);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {budgets_are_counted_over_the_bundle,
            the_ratio_counts_from_layer_to_layer,
            a_few_bytes_do_not_unpack_to_all_that_is_allowed,
            a_zip_deflated_again_may_hold_what_it_declares};

    return unit_run_in("container_budget", tests, ARRAY_LENGTH(tests),
            container_check_set_up, container_check_tear_down);
}
