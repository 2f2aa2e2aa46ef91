/* Members inside members: what is listed, how it is numbered, read, limited, put away. */
#include "evidence/container_set.h"

#include <string.h>

#include "engine/base/spill.h"
#include "evidence/archive.h"
#include "tests/unit/packed_bytes.h"
#include "tests/unit/unit.h"

#define BYTES BUF_INIT((size_t)64 << 20)

static int fds[SPILL_POOL_SIZE];

static void set_up(void)
{
    struct error err = {0};

    ck_assert_msg(spill_open_pool(".", fds, &err), "%s", err.message);
    ck_assert_msg(spill_use_pool(fds, SPILL_POOL_SIZE, &err), "%s", err.message);
}

static void tear_down(void)
{
    ck_assert_uint_eq(spill_count_free(), SPILL_POOL_SIZE);
    spill_close_pool(fds);
}

static void add(struct zip_bytes *zip, const char *name, const void *bytes, size_t size)
{
    struct zip_header header = zip_bytes_header(zip, name, bytes, size);

    zip_bytes_add_as(zip, &header, bytes, size);
}

static void open_zip(struct zip_bytes *zip, struct archive *ret_archive)
{
    struct error err = {0};
    int fd;

    zip_bytes_finish(zip);
    fd = zip_bytes_open(buf_text(&zip->file), zip->file.size);
    ck_assert_msg(archive_open(fd, "b-1", 1, ret_archive, &err), "%s", err.message);
}

static void close_zip(struct archive *archive)
{
    int fd = archive->fd;

    archive_close(archive);
    close(fd);
}

static struct container expand(const struct archive *archive, uint32_t index,
        const char *kind)
{
    struct container container;
    struct error err = {0};
    const char *reason;

    ck_assert_msg(archive_expand(archive, index, kind, &container, &reason, &err), "%s",
            err.message);
    ck_assert_uint_eq(container.member, index);
    return container;
}

static void check_kept_out(const struct archive *archive, uint32_t index,
        const char *kind, const char *wanted, const char *sentence)
{
    uint32_t before = archive_count_members(archive);
    struct container container;
    struct error err = {0};
    const char *reason;

    ck_assert(!archive_expand(archive, index, kind, &container, &reason, &err));
    ck_assert_msg(reason && strcmp(reason, wanted) == 0, "%s: %s", reason, err.message);
    ck_assert_msg(strstr(err.message, sentence), "%s", err.message);
    ck_assert_uint_eq(archive_count_members(archive), before);
}

static void check_member(const struct archive *archive, uint32_t index, const char *name,
        const char *text)
{
    CLEANUP(inflate_closep) struct inflate *inflate = NULL;
    const struct preflight_member *member = archive_member(archive, index);
    struct error err = {0};
    char bytes[256];
    size_t got;

    ck_assert_ptr_nonnull(member);
    ck_assert_str_eq(member->name, name);
    ck_assert_msg(archive_open_member(archive, index, &inflate, &err), "%s", err.message);
    ck_assert_msg(inflate_read(inflate, bytes, sizeof(bytes), &got, &err), "%s",
            err.message);
    ck_assert_uint_eq(got, strlen(text));
    ck_assert_mem_eq(bytes, text, got);
}

/* deep.zip holds deep.csv; inner.zip holds a!b.csv and deep.zip; logs.tar holds x.log. */
static void make_nested(struct zip_bytes *bundle)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes deep = ZIP_BYTES_INIT;
    CLEANUP(zip_bytes_clear) struct zip_bytes inner = ZIP_BYTES_INIT;
    CLEANUP(buf_clear) struct buf tar = BYTES;
    CLEANUP(buf_clear) struct buf gzip = BYTES;

    zip_bytes_add(&deep, "deep.csv", "deep");
    zip_bytes_finish(&deep);
    zip_bytes_add(&inner, "a!b.csv", "inner");
    add(&inner, "deep.zip", buf_text(&deep.file), deep.file.size);
    zip_bytes_finish(&inner);
    packed_bytes_tar(&tar, "./var/x.log", "logged");
    packed_bytes_tar_end(&tar);
    add(bundle, "in/inner.zip", buf_text(&inner.file), inner.file.size);
    packed_bytes_gzip(&gzip, buf_text(&tar), tar.size);
    add(bundle, "logs.tgz", buf_text(&gzip), gzip.size);
    buf_reset(&gzip);
    packed_bytes_gzip(&gzip, "content", 7);
    add(bundle, "in/Y.JSON.GZ", buf_text(&gzip), gzip.size);
}

START_TEST(members_inside_follow_those_of_the_bundle)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    struct container inner, logs, gzip, deep;
    struct archive archive;
    uint32_t index;

    make_nested(&zip);
    open_zip(&zip, &archive);
    inner = expand(&archive, 0, "zip");
    logs = expand(&archive, 1, "gzip");
    gzip = expand(&archive, 2, "gzip");
    deep = expand(&archive, 4, "zip");
    ck_assert_int_eq(logs.kind, CONTAINER_TAR_GZIP);
    ck_assert_int_eq(gzip.kind, CONTAINER_GZIP);
    ck_assert_uint_eq(inner.first, 3);
    ck_assert_uint_eq(inner.count, 2);
    ck_assert_uint_eq(deep.first, 7);
    ck_assert_uint_eq(archive_count_members(&archive), 8);
    check_member(&archive, 3, "in/inner.zip!a%21b.csv", "inner");
    check_member(&archive, 5, "logs.tgz!var/x.log", "logged");
    check_member(&archive, 6, "in/Y.JSON.GZ!Y.JSON", "content");
    check_member(&archive, 7, "in/inner.zip!deep.zip!deep.csv", "deep");
    ck_assert_ptr_null(archive_holder(&archive, 2));
    ck_assert_uint_eq(archive_holder(&archive, 7)->member, 4);
    ck_assert(archive_find(&archive, "logs.tgz!var/x.log", &index));
    ck_assert_uint_eq(index, 5);
    ck_assert_ptr_null(archive_member(&archive, 8));
    close_zip(&archive);
}
END_TEST

START_TEST(a_job_opens_only_what_it_reads)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    static const struct container list[] = {{0, CONTAINER_ZIP, 3, 2, 9, NULL, {{NULL}}},
            {4, CONTAINER_ZIP, 7, 1, 4, NULL, {{NULL}}}};
    struct archive archive;
    struct error err = {0};

    make_nested(&zip);
    open_zip(&zip, &archive);
    ck_assert_msg(archive_hand_in(&archive, list, 2, &err), "%s", err.message);
    ck_assert_uint_eq(archive_estimate(&archive, 7), 4);
    ck_assert_uint_eq(spill_count_free(), SPILL_POOL_SIZE);
    check_member(&archive, 7, "in/inner.zip!deep.zip!deep.csv", "deep");
    ck_assert_uint_eq(spill_count_free(), SPILL_POOL_SIZE - 2);
    ck_assert(!archive_reach(&archive, 5, &err)); /* not handed in */
    ck_assert_int_eq(err.code, ERROR_MISSING);
    close_zip(&archive);
}
END_TEST

START_TEST(a_job_of_containers_that_cannot_be_is_lost)
{
    static const struct container lists[][2] = {
            {{0, CONTAINER_ZIP, 3, 2, 0, NULL, {{NULL}}},
                    {0, CONTAINER_ZIP, 5, 1, 0, NULL, {{NULL}}}},
            {{0, CONTAINER_ZIP, 2, 2, 0, NULL, {{NULL}}},
                    {1, CONTAINER_ZIP, 5, 1, 0, NULL, {{NULL}}}},
            {{0, CONTAINER_ZIP, 3, 0, 0, NULL, {{NULL}}},
                    {1, CONTAINER_ZIP, 5, 1, 0, NULL, {{NULL}}}},
            {{0, CONTAINER_ZIP, 3, 2, 0, NULL, {{NULL}}},
                    {1, CONTAINER_ZIP, 4, 1, 0, NULL, {{NULL}}}},
            {{0, CONTAINER_ZIP, 3, 2, 0, NULL, {{NULL}}},
                    {9, CONTAINER_ZIP, 12, 1, 0, NULL, {{NULL}}}},
            {{0, CONTAINER_ZIP, 3, 2, 0, NULL, {{NULL}}},
                    {1, CONTAINER_ZIP, UINT32_MAX, 2, 0, NULL, {{NULL}}}},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(lists); i++) {
        CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
        struct archive archive;
        struct error err = {0};

        make_nested(&zip);
        open_zip(&zip, &archive);
        ck_assert(!archive_hand_in(&archive, lists[i], 2, &err));
        ck_assert_int_eq(err.code, ERROR_LOST);
        close_zip(&archive);
    }
}
END_TEST

START_TEST(a_receipt_that_does_not_fit_is_told)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    static const struct container list[] = {{0, CONTAINER_ZIP, 3, 3, 0, NULL, {{NULL}}}};
    struct archive archive;
    struct error err = {0};

    make_nested(&zip);
    open_zip(&zip, &archive);
    ck_assert_msg(archive_hand_in(&archive, list, 1, &err), "%s", err.message);
    ck_assert(!archive_reach(&archive, 3, &err));
    ck_assert_int_eq(err.code, ERROR_UNREADABLE);
    ck_assert_msg(strstr(err.message, "b-1: it holds 2 members"), "%s", err.message);
    close_zip(&archive);
}
END_TEST

START_TEST(three_levels_are_one_too_many)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    CLEANUP(zip_bytes_clear) struct zip_bytes outer = ZIP_BYTES_INIT;
    struct archive archive;

    make_nested(&zip);
    zip_bytes_finish(&zip);
    add(&outer, "all.zip", buf_text(&zip.file), zip.file.size);
    open_zip(&outer, &archive);
    ck_assert_uint_eq(expand(&archive, 0, "zip").count, 3);
    ck_assert_uint_eq(expand(&archive, 1, "zip").count, 2);
    expand(&archive, 2, "gzip");
    expand(&archive, 3, "gzip");
    check_kept_out(&archive, 5, "zip", "too-deep", "all.zip!in/inner.zip!deep.zip");
    check_member(&archive, 7, "all.zip!in/Y.JSON.GZ!Y.JSON", "content");
    close_zip(&archive);
}
END_TEST

START_TEST(a_gzip_in_a_gzip_stays_closed)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    CLEANUP(buf_clear) struct buf one = BYTES;
    CLEANUP(buf_clear) struct buf two = BYTES;
    struct archive archive;

    packed_bytes_gzip(&one, "x", 1);
    packed_bytes_gzip(&two, buf_text(&one), one.size);
    add(&zip, "a.gz.gz", buf_text(&two), two.size);
    open_zip(&zip, &archive);
    expand(&archive, 0, "gzip");
    check_kept_out(&archive, 1, "gzip", "gzip-in-gzip", "a.gz.gz!a.gz");
    close_zip(&archive);
}
END_TEST

START_TEST(what_is_not_to_be_trusted_stays_closed)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    CLEANUP(buf_clear) struct buf tar = BYTES;
    struct archive archive;

    zip_bytes_add(&zip, "a.zip", "PK\3\4 no zip");
    packed_bytes_tar(&tar, "a", "1");
    add(&zip, "a.tar", buf_text(&tar), 300);
    zip_bytes_add(&zip, "b.csv", "a,b");
    open_zip(&zip, &archive);
    check_kept_out(&archive, 0, "zip", "inner-refused", "'a.zip': the zip is refused");
    check_kept_out(&archive, 1, "tar", "inner-refused", "[tar-cut-off]");
    ck_assert_uint_eq(archive_count_members(&archive), 3);
    close_zip(&archive);
}
END_TEST

START_TEST(budgets_are_counted_over_the_bundle)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes inner = ZIP_BYTES_INIT;
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    CLEANUP(buf_clear) struct buf gzip = BYTES;
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
    add(&zip, "a.zip", buf_text(&inner.file), inner.file.size);
    add(&zip, "b.zip", buf_text(&inner.file), inner.file.size);
    packed_bytes_gzip(&gzip, bytes, sizeof(bytes));
    add(&zip, "c.gz", buf_text(&gzip), gzip.size);
    open_zip(&zip, &archive);
    container_set_limit(archive.containers, 6, UINT64_MAX);
    expand(&archive, 0, "zip");
    check_kept_out(&archive, 1, "zip", "inner-limit",
            "there would be 7 members, more than the 6");
    container_set_limit(archive.containers, 100, 2 * size + gzip.size + 3);
    check_kept_out(&archive, 1, "zip", "inner-limit", "bytes unpacked");
    expand(&archive, 2, "gzip"); /* its content is known when it is read */
    ck_assert(archive_open_member(&archive, 5, &inflate, &err));
    ck_assert(inflate_read(inflate, bytes, sizeof(bytes), &got, &err));
    ck_assert(!inflate_read(inflate, bytes, sizeof(bytes), &got, &err));
    ck_assert_int_eq(err.code, ERROR_LIMIT);
    close_zip(&archive);
}
END_TEST

/* A gzip of zeros is itself a repetition: packed again it would be a thousand times a
 * thousand. */
START_TEST(the_ratio_counts_from_the_bundle)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    CLEANUP(buf_clear) struct buf gzip = BYTES;
    CLEANUP(buf_clear) struct buf packed = BYTES;
    static char zeros[32 << 20];
    struct zip_header header;
    struct archive archive;
    struct error err = {0};
    struct inflate *inflate;
    size_t got = 1;

    packed_bytes_gzip(&gzip, zeros, sizeof(zeros));
    packed_bytes_gzip(&packed, buf_text(&gzip),
            gzip.size); /* 10 bytes before, 8 behind */
    header = zip_bytes_header(&zip, "a.gz", buf_text(&gzip), gzip.size);
    header.method = 8;
    header.packed = (uint32_t)packed.size - 18;
    zip_bytes_add_as(&zip, &header, buf_text(&packed) + 10, packed.size - 18);
    open_zip(&zip, &archive);
    expand(&archive, 0, "gzip");
    ck_assert(archive_open_member(&archive, 1, &inflate, &err));
    while (got > 0 && inflate_read(inflate, zeros, sizeof(zeros), &got, &err))
        continue;
    ck_assert_int_eq(err.code, ERROR_LIMIT);
    ck_assert_msg(strstr(err.message, "compressed bytes in the zip"), "%s", err.message);
    inflate_close(inflate);
    close_zip(&archive);
}
END_TEST

START_TEST(many_containers_take_turns)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes inner = ZIP_BYTES_INIT;
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    struct archive archive;
    char name[16], full[32];

    zip_bytes_add(&inner, "x", "text");
    zip_bytes_finish(&inner);
    for (int i = 0; i < 60; i++) {
        snprintf(name, sizeof(name), "%d.zip", i);
        add(&zip, name, buf_text(&inner.file), inner.file.size);
    }
    open_zip(&zip, &archive);
    for (uint32_t i = 0; i < 60; i++)
        expand(&archive, i, "zip");
    ck_assert_uint_ge(spill_count_free(), SPILL_POOL_SIZE - 12);
    for (uint32_t i = 0; i < 60; i++) {
        snprintf(full, sizeof(full), "%u.zip!x", i);
        check_member(&archive, 60 + i, full, "text");
    }
    close_zip(&archive);
}
END_TEST

START_TEST(what_is_read_stays_open)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    CLEANUP(inflate_closep) struct inflate *inflate = NULL;
    struct container_loan loan;
    struct archive archive;
    struct error err = {0};
    int fd[SPILL_POOL_SIZE], taken = 0;
    char text[8];
    size_t got;

    make_nested(&zip);
    open_zip(&zip, &archive);
    expand(&archive, 0, "zip");
    ck_assert(archive_open_member(&archive, 3, &inflate, &err));
    ck_assert(archive_lend(&archive, 3, &loan, &err));
    ck_assert_int_eq(pread(loan.fd, text, 2, 0), 2);
    ck_assert_mem_eq(text, "PK", 2);
    while (spill_take(&fd[taken], &err))
        taken++;
    ck_assert_int_eq(taken, SPILL_POOL_SIZE - 1);
    ck_assert_int_eq(err.code, ERROR_LIMIT);
    check_kept_out(&archive, 1, "gzip", "inner-limit", "temporary files");
    ck_assert(inflate_read(inflate, text, sizeof(text), &got, &err));
    ck_assert_mem_eq(text, "inner", 5);
    container_set_give_back(&loan);
    inflate_close(inflate);
    inflate = NULL;
    expand(&archive, 1, "gzip"); /* now the first one gives way */
    while (taken > 0)
        spill_return(fd[--taken]);
    close_zip(&archive);
}
END_TEST

static void count_drop(void *made)
{
    unsigned *drops = made;

    ++*drops;
}

/* Lends the container of the member, keeps something with it, and gives it back. */
static void keep_with(struct archive *archive, uint32_t member, unsigned *drops)
{
    struct container_loan loan;
    struct error err = {0};

    ck_assert(archive_lend(archive, member, &loan, &err));
    container_set_keep(&loan, drops, count_drop);
    ck_assert_ptr_eq(container_set_kept(&loan), drops);
    container_set_give_back(&loan);
}

START_TEST(what_was_made_of_a_container_is_kept_until_another_is_or_it_goes)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes inner = ZIP_BYTES_INIT;
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    unsigned drops[3] = {0};
    struct container_loan loan;
    struct archive archive;
    struct error err = {0};

    zip_bytes_add(&inner, "x", "inner");
    zip_bytes_finish(&inner);
    add(&zip, "a.zip", buf_text(&inner.file), inner.file.size);
    add(&zip, "b.zip", buf_text(&inner.file), inner.file.size);
    open_zip(&zip, &archive);
    expand(&archive, 0, "zip");
    expand(&archive, 1, "zip");
    keep_with(&archive, 2, &drops[0]);
    ck_assert(archive_lend(&archive, 2, &loan, &err));
    ck_assert_ptr_eq(container_set_kept(&loan), &drops[0]);
    keep_with(&archive, 3, &drops[1]);
    ck_assert_uint_eq(drops[0], 0); /* somebody reads from it */
    container_set_give_back(&loan);
    keep_with(&archive, 3, &drops[2]);
    ck_assert_uint_eq(drops[0], 1);
    ck_assert_uint_eq(drops[1], 1);
    ck_assert_uint_eq(drops[2], 0);
    close_zip(&archive);
    ck_assert_uint_eq(drops[2], 1);
}
END_TEST

START_TEST(a_name_that_looks_like_one_inside_is_not_taken_for_it)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes inner = ZIP_BYTES_INIT;
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    struct archive archive;

    zip_bytes_add(&inner, "b.csv", "inner");
    zip_bytes_finish(&inner);
    add(&zip, "a.zip", buf_text(&inner.file), inner.file.size);
    zip_bytes_add(&zip, "a.zip!b.csv", "outer");
    open_zip(&zip, &archive);
    expand(&archive, 0, "zip");
    check_member(&archive, 1, "a.zip%21b.csv", "outer");
    check_member(&archive, 2, "a.zip!b.csv", "inner");
    close_zip(&archive);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {members_inside_follow_those_of_the_bundle,
            a_job_opens_only_what_it_reads, a_job_of_containers_that_cannot_be_is_lost,
            a_receipt_that_does_not_fit_is_told, three_levels_are_one_too_many,
            a_gzip_in_a_gzip_stays_closed, what_is_not_to_be_trusted_stays_closed,
            budgets_are_counted_over_the_bundle, the_ratio_counts_from_the_bundle,
            many_containers_take_turns, what_is_read_stays_open,
            what_was_made_of_a_container_is_kept_until_another_is_or_it_goes,
            a_name_that_looks_like_one_inside_is_not_taken_for_it};

    return unit_run_in("container_set", tests, ARRAY_LENGTH(tests), set_up, tear_down);
}
