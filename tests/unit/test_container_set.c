/* Members inside members: what is listed, how it is numbered, read, put away. */
#include "tests/unit/container_check.h"

/* deep.zip holds deep.csv; inner.zip holds a!b.csv and deep.zip; logs.tar holds x.log. */
static void make_nested(struct zip_bytes *bundle)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes deep = ZIP_BYTES_INIT;
    CLEANUP(zip_bytes_clear) struct zip_bytes inner = ZIP_BYTES_INIT;
    CLEANUP(buf_clear) struct buf tar = CONTAINER_BYTES;
    CLEANUP(buf_clear) struct buf gzip = CONTAINER_BYTES;

    zip_bytes_add(&deep, "deep.csv", "deep");
    zip_bytes_finish(&deep);
    zip_bytes_add(&inner, "a!b.csv", "inner");
    container_check_add(&inner, "deep.zip", buf_text(&deep.file), deep.file.size);
    zip_bytes_finish(&inner);
    packed_bytes_tar(&tar, "./var/x.log", "logged");
    packed_bytes_tar_end(&tar);
    container_check_add(bundle, "in/inner.zip", buf_text(&inner.file), inner.file.size);
    packed_bytes_gzip(&gzip, buf_text(&tar), tar.size);
    container_check_add(bundle, "logs.tgz", buf_text(&gzip), gzip.size);
    buf_reset(&gzip);
    packed_bytes_gzip(&gzip, "content", 7);
    container_check_add(bundle, "in/Y.JSON.GZ", buf_text(&gzip), gzip.size);
}

START_TEST(members_inside_follow_those_of_the_bundle)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    struct container inner, logs, gzip, deep;
    struct archive archive;
    uint32_t index;

    make_nested(&zip);
    container_check_open(&zip, &archive);
    inner = container_check_expand(&archive, 0, "zip");
    logs = container_check_expand(&archive, 1, "gzip");
    gzip = container_check_expand(&archive, 2, "gzip");
    deep = container_check_expand(&archive, 4, "zip");
    ck_assert_int_eq(logs.kind, CONTAINER_TAR_GZIP);
    ck_assert_int_eq(gzip.kind, CONTAINER_GZIP);
    ck_assert_uint_eq(inner.first, 3);
    ck_assert_uint_eq(inner.count, 2);
    ck_assert_uint_eq(deep.first, 7);
    ck_assert_uint_eq(archive_count_members(&archive), 8);
    container_check_member(&archive, 3, "in/inner.zip!a%21b.csv", "inner");
    container_check_member(&archive, 5, "logs.tgz!var/x.log", "logged");
    container_check_member(&archive, 6, "in/Y.JSON.GZ!Y.JSON", "content");
    container_check_member(&archive, 7, "in/inner.zip!deep.zip!deep.csv", "deep");
    ck_assert_ptr_null(archive_holder(&archive, 2));
    ck_assert_uint_eq(archive_holder(&archive, 7)->member, 4);
    ck_assert(archive_find(&archive, "logs.tgz!var/x.log", &index));
    ck_assert_uint_eq(index, 5);
    ck_assert_ptr_null(archive_member(&archive, 8));
    container_check_close(&archive);
}
END_TEST

START_TEST(a_job_opens_only_what_it_reads)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    static const struct container list[] = {{0, CONTAINER_ZIP, 3, 2, 9, NULL, {{NULL}},
                                                    {NULL, 0}, NULL, 0},
            {4, CONTAINER_ZIP, 7, 1, 4, NULL, {{NULL}}, {NULL, 0}, NULL, 0}};
    struct archive archive;
    struct error err = {0};

    make_nested(&zip);
    container_check_open(&zip, &archive);
    ck_assert_msg(archive_hand_in(&archive, list, 2, &err), "%s", err.message);
    ck_assert_uint_eq(archive_estimate(&archive, 7), 4);
    ck_assert_uint_eq(spill_count_free(), SPILL_POOL_SIZE);
    container_check_member(&archive, 7, "in/inner.zip!deep.zip!deep.csv", "deep");
    ck_assert_uint_eq(spill_count_free(), SPILL_POOL_SIZE - 2);
    ck_assert(!archive_reach(&archive, 5, &err)); /* not handed in */
    ck_assert_int_eq(err.code, ERROR_MISSING);
    container_check_close(&archive);
}
END_TEST

START_TEST(a_job_of_containers_that_cannot_be_is_lost)
{
    static const struct container lists[][2] = {
            {{0, CONTAINER_ZIP, 3, 2, 0, NULL, {{NULL}}, {NULL, 0}, NULL, 0},
                    {0, CONTAINER_ZIP, 5, 1, 0, NULL, {{NULL}}, {NULL, 0}, NULL, 0}},
            {{0, CONTAINER_ZIP, 2, 2, 0, NULL, {{NULL}}, {NULL, 0}, NULL, 0},
                    {1, CONTAINER_ZIP, 5, 1, 0, NULL, {{NULL}}, {NULL, 0}, NULL, 0}},
            {{0, CONTAINER_ZIP, 3, 0, 0, NULL, {{NULL}}, {NULL, 0}, NULL, 0},
                    {1, CONTAINER_ZIP, 5, 1, 0, NULL, {{NULL}}, {NULL, 0}, NULL, 0}},
            {{0, CONTAINER_ZIP, 3, 2, 0, NULL, {{NULL}}, {NULL, 0}, NULL, 0},
                    {1, CONTAINER_ZIP, 4, 1, 0, NULL, {{NULL}}, {NULL, 0}, NULL, 0}},
            {{0, CONTAINER_ZIP, 3, 2, 0, NULL, {{NULL}}, {NULL, 0}, NULL, 0},
                    {9, CONTAINER_ZIP, 12, 1, 0, NULL, {{NULL}}, {NULL, 0}, NULL, 0}},
            {{0, CONTAINER_ZIP, 3, 2, 0, NULL, {{NULL}}, {NULL, 0}, NULL, 0},
                    {1, CONTAINER_ZIP, UINT32_MAX, 2, 0, NULL, {{NULL}}, {NULL, 0}, NULL,
                            0}},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(lists); i++) {
        CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
        struct archive archive;
        struct error err = {0};

        make_nested(&zip);
        container_check_open(&zip, &archive);
        ck_assert(!archive_hand_in(&archive, lists[i], 2, &err));
        ck_assert_int_eq(err.code, ERROR_LOST);
        container_check_close(&archive);
    }
}
END_TEST

START_TEST(a_receipt_that_does_not_fit_is_told)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    static const struct container list[] = {
            {0, CONTAINER_ZIP, 3, 3, 0, NULL, {{NULL}}, {NULL, 0}, NULL, 0}};
    struct archive archive;
    struct error err = {0};

    make_nested(&zip);
    container_check_open(&zip, &archive);
    ck_assert_msg(archive_hand_in(&archive, list, 1, &err), "%s", err.message);
    ck_assert(!archive_reach(&archive, 3, &err));
    ck_assert_int_eq(err.code, ERROR_UNREADABLE);
    ck_assert_msg(strstr(err.message, "b-1: it holds 2 members"), "%s", err.message);
    container_check_close(&archive);
}
END_TEST

START_TEST(three_levels_are_one_too_many)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    CLEANUP(zip_bytes_clear) struct zip_bytes outer = ZIP_BYTES_INIT;
    struct archive archive;

    make_nested(&zip);
    zip_bytes_finish(&zip);
    container_check_add(&outer, "all.zip", buf_text(&zip.file), zip.file.size);
    container_check_open(&outer, &archive);
    ck_assert_uint_eq(container_check_expand(&archive, 0, "zip").count, 3);
    ck_assert_uint_eq(container_check_expand(&archive, 1, "zip").count, 2);
    container_check_expand(&archive, 2, "gzip");
    container_check_expand(&archive, 3, "gzip");
    container_check_kept_out(&archive, 5, "zip", "too-deep",
            "all.zip!in/inner.zip!deep.zip");
    container_check_member(&archive, 7, "all.zip!in/Y.JSON.GZ!Y.JSON", "content");
    container_check_close(&archive);
}
END_TEST

/* A member of the bundle: a zip of one or two stored files. */
static void add_zip_of(struct zip_bytes *bundle, const char *name, const char *const *one,
        const char *const *two)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;

    zip_bytes_add(&zip, one[0], one[1]);
    if (two)
        zip_bytes_add(&zip, two[0], two[1]);
    zip_bytes_finish(&zip);
    container_check_add(bundle, name, buf_text(&zip.file), zip.file.size);
}

START_TEST(a_zip_is_what_its_own_entries_say)
{
    static const char *const words[] = {"a.csv",
            "id,n\n1,[Content_Types].xml\n2,_rels/.rels\n3,xl/workbook.xml\n"};
    static const char *const types[] = {"[content_types].XML", "<Types/>"};
    static const char *const word[] = {"word/document.xml", "<x/>"};
    static const char *const slides[] = {"ppt/presentation.xml", "<x/>"};
    static const char *const book[] = {"xl/workbook.xml", "<x/>"};
    static const char *const folder[] = {"xl/a.csv", "id,n\n"};
    static const char *const ods[] = {"mimetype",
            "application/vnd.oasis.opendocument.spreadsheet"};
    static const char *const other[] = {"mimetype", "application/x"};
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    const char *const no = "there is no reader for files of this kind";
    struct container container;
    struct archive archive;
    struct error err = {0};
    const char *reason;

    add_zip_of(&zip, "words.zip", words, NULL);
    add_zip_of(&zip, "folder.zip", folder, types);
    add_zip_of(&zip, "other.zip", other, words);
    add_zip_of(&zip, "a.docx", word, types);
    add_zip_of(&zip, "a.pptx", slides, types);
    add_zip_of(&zip, "a.ods", ods, folder);
    add_zip_of(&zip, "late.zip", folder, ods);
    add_zip_of(&zip, "a.xlsx", book, types);
    container_check_open(&zip, &archive);
    ck_assert_uint_eq(container_check_expand(&archive, 0, "zip").count, 1);
    ck_assert_uint_eq(container_check_expand(&archive, 1, "zip").count, 2);
    ck_assert_uint_eq(container_check_expand(&archive, 2, "zip").count, 2);
    container_check_kept_out(&archive, 3, "zip", "kind", no);
    container_check_kept_out(&archive, 4, "zip", "kind", no);
    container_check_kept_out(&archive, 5, "zip", "kind", no);
    ck_assert_uint_eq(container_check_expand(&archive, 6, "zip").count, 2);
    ck_assert(!archive_expand(&archive, 5, "zip", &container, &reason, &err));
    ck_assert_str_eq(container.kind_text, "opendocument");
    /* no true workbook, but taken for one */
    ck_assert(!archive_expand(&archive, 7, "zip", &container, &reason, &err));
    ck_assert_str_eq(container.kind_text, "xlsx");
    container_check_close(&archive);
}
END_TEST

START_TEST(a_gzip_in_a_gzip_stays_closed)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    CLEANUP(buf_clear) struct buf one = CONTAINER_BYTES;
    CLEANUP(buf_clear) struct buf two = CONTAINER_BYTES;
    struct archive archive;

    packed_bytes_gzip(&one, "x", 1);
    packed_bytes_gzip(&two, buf_text(&one), one.size);
    container_check_add(&zip, "a.gz.gz", buf_text(&two), two.size);
    container_check_open(&zip, &archive);
    container_check_expand(&archive, 0, "gzip");
    container_check_kept_out(&archive, 1, "gzip", "gzip-in-gzip", "a.gz.gz!a.gz");
    container_check_close(&archive);
}
END_TEST

START_TEST(what_is_not_to_be_trusted_stays_closed)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    CLEANUP(buf_clear) struct buf tar = CONTAINER_BYTES;
    struct archive archive;

    zip_bytes_add(&zip, "a.zip", "PK\3\4 no zip");
    packed_bytes_tar(&tar, "a", "1");
    container_check_add(&zip, "a.tar", buf_text(&tar), 300);
    zip_bytes_add(&zip, "b.csv", "a,b");
    container_check_open(&zip, &archive);
    container_check_kept_out(&archive, 0, "zip", "inner-refused",
            "'a.zip': the zip is refused");
    container_check_kept_out(&archive, 1, "tar", "inner-refused", "[tar-cut-off]");
    ck_assert_uint_eq(archive_count_members(&archive), 3);
    container_check_close(&archive);
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
        container_check_add(&zip, name, buf_text(&inner.file), inner.file.size);
    }
    container_check_open(&zip, &archive);
    for (uint32_t i = 0; i < 60; i++)
        container_check_expand(&archive, i, "zip");
    ck_assert_uint_ge(spill_count_free(), SPILL_POOL_SIZE - 12);
    for (uint32_t i = 0; i < 60; i++) {
        snprintf(full, sizeof(full), "%u.zip!x", i);
        container_check_member(&archive, 60 + i, full, "text");
    }
    container_check_close(&archive);
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
    container_check_open(&zip, &archive);
    container_check_expand(&archive, 0, "zip");
    ck_assert(archive_open_member(&archive, 3, &inflate, &err));
    ck_assert(archive_lend(&archive, 3, &loan, &err));
    ck_assert_int_eq(pread(loan.fd, text, 2, 0), 2);
    ck_assert_mem_eq(text, "PK", 2);
    while (spill_take(&fd[taken], &err))
        taken++;
    ck_assert_int_eq(taken, SPILL_POOL_SIZE - 1);
    ck_assert_int_eq(err.code, ERROR_LIMIT);
    container_check_kept_out(&archive, 1, "gzip", "inner-limit", "temporary files");
    ck_assert(inflate_read(inflate, text, sizeof(text), &got, &err));
    ck_assert_mem_eq(text, "inner", 5);
    container_set_give_back(&loan);
    inflate_close(inflate);
    inflate = NULL;
    container_check_expand(&archive, 1, "gzip"); /* now the first one gives way */
    while (taken > 0)
        spill_return(fd[--taken]);
    container_check_close(&archive);
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
    container_check_add(&zip, "a.zip", buf_text(&inner.file), inner.file.size);
    container_check_add(&zip, "b.zip", buf_text(&inner.file), inner.file.size);
    container_check_open(&zip, &archive);
    container_check_expand(&archive, 0, "zip");
    container_check_expand(&archive, 1, "zip");
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
    container_check_close(&archive);
    ck_assert_uint_eq(drops[2], 1);
}
END_TEST

START_TEST(a_name_that_looks_like_one_inside_is_not_taken_for_it)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes inner = ZIP_BYTES_INIT;
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    struct archive archive;

    zip_bytes_add(&inner, "b.csv", "inner");
    zip_bytes_add(&inner, "b%21", "inner %21");
    zip_bytes_finish(&inner);
    container_check_add(&zip, "a.zip", buf_text(&inner.file), inner.file.size);
    container_check_add(&zip, "100%25.zip", buf_text(&inner.file), inner.file.size);
    zip_bytes_add(&zip, "a.zip!b.csv", "outer");
    zip_bytes_add(&zip, "a.zip%21b.csv", "outer %21");
    zip_bytes_add(&zip, "a.zip%2521b.csv", "outer %2521");
    zip_bytes_add(&zip, "50%2.csv", "plain");
    container_check_open(&zip, &archive);
    container_check_expand(&archive, 0, "zip");
    container_check_expand(&archive, 1, "zip");
    container_check_member(&archive, 2, "a.zip%21b.csv", "outer");
    container_check_member(&archive, 3, "a.zip%2521b.csv", "outer %21");
    container_check_member(&archive, 4, "a.zip%252521b.csv", "outer %2521");
    container_check_member(&archive, 5, "50%2.csv", "plain");
    container_check_member(&archive, 6, "a.zip!b.csv", "inner");
    container_check_member(&archive, 7, "a.zip!b%2521", "inner %21");
    container_check_member(&archive, 8, "100%2525.zip!b.csv", "inner");
    container_check_close(&archive);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {members_inside_follow_those_of_the_bundle,
            a_job_opens_only_what_it_reads, a_job_of_containers_that_cannot_be_is_lost,
            a_receipt_that_does_not_fit_is_told, three_levels_are_one_too_many,
            a_zip_is_what_its_own_entries_say, a_gzip_in_a_gzip_stays_closed,
            what_is_not_to_be_trusted_stays_closed, many_containers_take_turns,
            what_is_read_stays_open,
            what_was_made_of_a_container_is_kept_until_another_is_or_it_goes,
            a_name_that_looks_like_one_inside_is_not_taken_for_it};

    return unit_run_in("container_set", tests, ARRAY_LENGTH(tests),
            container_check_set_up, container_check_tear_down);
}
