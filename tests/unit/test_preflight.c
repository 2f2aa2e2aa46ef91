/* The structure of the whole zip: what is accepted, what refuses the bundle. */
#include "evidence/zip/preflight.h"

#include <stdio.h>

#include "tests/unit/preflight_check.h"
#include "tests/unit/unit.h"

#define LIES 10000000u

/* Three members, one of them in a folder; not finished. */
static struct zip_bytes make_three(void)
{
    struct zip_bytes zip = ZIP_BYTES_INIT;

    zip_bytes_add(&zip, "a.txt", "first");
    zip_bytes_add(&zip, "folder/", "");
    zip_bytes_add(&zip, "folder/b.txt", "the second one");
    return zip;
}

START_TEST(sound_zip_is_read)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = make_three();
    CLEANUP(preflight_clear) struct preflight preflight;
    const struct preflight_member *member;
    uint32_t index;

    zip_bytes_finish(&zip);
    preflight_check_accepted(buf_text(&zip.file), zip.file.size, &preflight);
    ck_assert_uint_eq(preflight.count, 3);
    preflight_check_member(&preflight, 0, PREFLIGHT_READABLE, NULL);
    preflight_check_member(&preflight, 1, PREFLIGHT_FOLDER, NULL);
    preflight_check_member(&preflight, 2, PREFLIGHT_READABLE, NULL);
    ck_assert(preflight_find(&preflight, "folder/b.txt", &index));
    ck_assert_uint_eq(index, 2);
    ck_assert(!preflight_find(&preflight, "b.txt", &index));
    member = &preflight.members[index];
    ck_assert_uint_eq(member->size, strlen("the second one"));
    ck_assert_mem_eq(buf_text(&zip.file) + member->data_offset, "the second one",
            member->size);
    ck_assert_ptr_null(member->finding);
}
END_TEST

START_TEST(empty_zip_has_no_members)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    CLEANUP(preflight_clear) struct preflight preflight;

    zip_bytes_finish(&zip);
    ck_assert_uint_eq(zip.file.size, 22);
    preflight_check_accepted(buf_text(&zip.file), zip.file.size, &preflight);
    ck_assert_uint_eq(preflight.count, 0);
    preflight_check_refused("", 0, "no-end-record");
    preflight_check_refused("PK\5\6", 4, "no-end-record");
}
END_TEST

START_TEST(comments_are_allowed)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = make_three();
    CLEANUP(preflight_clear) struct preflight preflight;
    static char comment[65535];
    uint32_t offset = zip_bytes_directory(&zip);

    memset(comment, '.', sizeof(comment));
    zip_bytes_end(&zip.file, 3, (uint32_t)zip.directory.size, offset, comment,
            sizeof(comment));
    preflight_check_accepted(buf_text(&zip.file), zip.file.size, &preflight);
    ck_assert_uint_eq(preflight.count, 3);
}
END_TEST

START_TEST(every_cut_is_refused)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = make_three();
    struct preflight preflight;
    struct error err = {0};
    int fd;

    zip_bytes_finish(&zip);
    for (size_t size = 0; size < zip.file.size; size++) {
        fd = zip_bytes_open(buf_text(&zip.file), size);
        ck_assert_msg(!preflight_read(fd, size, &preflight, &err), "%zu bytes", size);
        ck_assert_int_eq(err.code, ERROR_REFUSED);
        close(fd);
    }
}
END_TEST

START_TEST(a_file_that_shrinks_is_an_io_error)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = make_three();
    struct preflight preflight;
    struct error err = {0};
    int fd;

    zip_bytes_finish(&zip);
    fd = zip_bytes_open(buf_text(&zip.file), zip.file.size);
    ck_assert_int_eq(ftruncate(fd, 30), 0);
    ck_assert(!preflight_read(fd, zip.file.size, &preflight, &err));
    ck_assert_int_eq(err.code, ERROR_IO);
    close(fd);
    ck_assert(!preflight_read(fd, zip.file.size, &preflight, &err));
    ck_assert_int_eq(err.code, ERROR_IO);
}
END_TEST

START_TEST(trailing_bytes_and_prefix_are_refused)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = make_three();
    CLEANUP(buf_clear) struct buf moved = BUF_INIT(10000);

    zip_bytes_finish(&zip);
    zip_bytes_put(&moved, "#!/bin/sh\n", 10);
    zip_bytes_put(&moved, buf_text(&zip.file), zip.file.size);
    preflight_check_refused(buf_text(&moved), moved.size, "prefix");
    preflight_check_refused(buf_text(&moved) + 9, moved.size - 9, "prefix");
    zip_bytes_put(&zip.file, "\n", 1);
    preflight_check_zip_refused(&zip, "trailing-bytes");
}
END_TEST

START_TEST(prefix_with_adjusted_offsets_is_refused)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    CLEANUP(zip_bytes_clear) struct zip_bytes empty = ZIP_BYTES_INIT;

    zip_bytes_put(&zip.file, "MZ stub", 7);
    zip_bytes_add(&zip, "a.txt", "first");
    zip_bytes_finish(&zip);
    preflight_check_zip_refused(&zip, "prefix");
    zip_bytes_put(&empty.file, "MZ stub", 7);
    zip_bytes_finish(&empty);
    preflight_check_zip_refused(&empty, "prefix");
    empty.file.data[23] = 0; /* the offset of its directory, not adjusted */
    preflight_check_zip_refused(&empty, "prefix");
}
END_TEST

START_TEST(two_end_records_are_refused)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes inner = ZIP_BYTES_INIT;
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = make_three();
    CLEANUP(zip_bytes_clear) struct zip_bytes other = make_three();
    uint32_t offset = zip_bytes_directory(&zip);

    zip_bytes_add(&inner, "other.txt", "what the other program reads");
    zip_bytes_finish(&inner);
    zip_bytes_end(&zip.file, 3, (uint32_t)zip.directory.size, offset,
            buf_text(&inner.file), inner.file.size);
    preflight_check_zip_refused(&zip, "two-end-records");
    /* The signature alone, in a comment that does not end as the record would. */
    offset = zip_bytes_directory(&other);
    zip_bytes_end(&other.file, 3, (uint32_t)other.directory.size, offset,
            "PK\5\6 and twenty-odd bytes more", 30);
    preflight_check_zip_refused(&other, "two-end-records");
}
END_TEST

START_TEST(a_stored_zip_inside_is_a_member)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes inner = make_three();
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    struct zip_header header;

    zip_bytes_finish(&inner);
    header = zip_bytes_header(&zip, "inner.zip", buf_text(&inner.file), inner.file.size);
    zip_bytes_add_as(&zip, &header, buf_text(&inner.file), inner.file.size);
    preflight_check_last(&zip, PREFLIGHT_READABLE, NULL);
}
END_TEST

START_TEST(hidden_local_header_is_refused)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    struct zip_header hidden;

    zip_bytes_add(&zip, "a.txt", "first");
    hidden = zip_bytes_header(&zip, "hidden.txt", "not listed", 10);
    zip_bytes_local(&zip, &hidden);
    zip_bytes_put(&zip.file, "not listed", 10);
    zip_bytes_add(&zip, "b.txt", "second");
    zip_bytes_finish(&zip);
    preflight_check_zip_refused(&zip, "gap");
}
END_TEST

START_TEST(gaps_are_refused)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes before = make_three();
    CLEANUP(zip_bytes_clear) struct zip_bytes behind = make_three();
    uint32_t offset;

    zip_bytes_put(&before.file, "gap", 3);
    zip_bytes_finish(&before);
    preflight_check_zip_refused(&before, "gap");
    offset = zip_bytes_directory(&behind);
    zip_bytes_put(&behind.file, "gap", 3);
    zip_bytes_end(&behind.file, 3, (uint32_t)behind.directory.size, offset, NULL, 0);
    preflight_check_zip_refused(&behind, "gap");
}
END_TEST

/* Many entries, one set of bytes: each is honest by itself. */
START_TEST(full_overlap_is_refused)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    struct zip_header header = zip_bytes_header(&zip, "a.txt", "kernel", 6);

    zip_bytes_local(&zip, &header);
    zip_bytes_put(&zip.file, "kernel", 6);
    for (int i = 0; i < 50; i++)
        zip_bytes_entry(&zip, &header);
    zip_bytes_finish(&zip);
    preflight_check_zip_refused(&zip, "overlap");
}
END_TEST

/* Each member's data quote the next member's local header, and go on into its data. */
START_TEST(quoted_overlap_is_refused)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    CLEANUP(zip_bytes_clear) struct zip_bytes quoted = ZIP_BYTES_INIT;
    struct zip_header header;

    zip_bytes_add(&quoted, "b.txt", "the kernel that is read twice");
    header = zip_bytes_header(&zip, "a.txt", buf_text(&quoted.file), quoted.file.size);
    zip_bytes_local(&zip, &header);
    zip_bytes_entry(&zip, &header);
    zip_bytes_add(&zip, "b.txt", "the kernel that is read twice");
    zip_bytes_finish(&zip);
    preflight_check_zip_refused(&zip, "overlap");
}
END_TEST

START_TEST(members_in_the_directory_are_refused)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = make_three();
    CLEANUP(zip_bytes_clear) struct zip_bytes outside = make_three();
    struct zip_header header = zip_bytes_header(&zip, "c.txt", "beyond", 6);

    zip_bytes_local(&zip, &header);
    zip_bytes_entry(&zip, &header);
    zip_bytes_finish(&zip);
    preflight_check_zip_refused(&zip, "overlap");
    header.offset = 0x7FFFFFFF;
    zip_bytes_entry(&outside, &header);
    zip_bytes_finish(&outside);
    preflight_check_zip_refused(&outside, "local-header");
}
END_TEST

START_TEST(no_member_where_the_directory_points)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    struct zip_header header = zip_bytes_header(&zip, "a.txt", "text", 4);

    zip_bytes_add_as(&zip, &header, "text", 4);
    zip.file.data[2] = 'X';
    zip_bytes_finish(&zip);
    preflight_check_zip_refused(&zip, "local-header");
}
END_TEST

START_TEST(counts_that_differ_are_refused)
{
    static const unsigned counts[] = {0, 2, 4, 0xFFFF};

    for (size_t i = 0; i < ARRAY_LENGTH(counts); i++) {
        CLEANUP(zip_bytes_clear) struct zip_bytes zip = make_three();

        zip.count = counts[i];
        zip_bytes_finish(&zip);
        preflight_check_zip_refused(&zip, "count-differs");
    }
    {
        CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
        struct zip_header header = zip_bytes_header(&zip, "a", "", 0);

        header.comment =
                "long enough to be an entry that is not there: at least 46 bytes";
        zip_bytes_add_as(&zip, &header, "", 0);
        zip.count = 2;
        zip_bytes_finish(&zip);
        preflight_check_zip_refused(&zip, "count-differs");
    }
    {
        CLEANUP(zip_bytes_clear) struct zip_bytes zip = make_three();

        zip_bytes_finish(&zip);
        zip.file.data[zip.file.size - 14] = 2; /* on this disk, as against in all */
        preflight_check_zip_refused(&zip, "count-differs");
    }
}
END_TEST

START_TEST(broken_directories_are_refused)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = make_three();
    CLEANUP(zip_bytes_clear) struct zip_bytes beyond = make_three();
    CLEANUP(zip_bytes_clear) struct zip_bytes longer = make_three();

    zip.directory.data[1] = 'X';
    zip_bytes_finish(&zip);
    preflight_check_zip_refused(&zip, "directory");
    zip_bytes_end(&beyond.file, 3, (uint32_t)beyond.directory.size, 0xFFFFFFF0, NULL, 0);
    preflight_check_zip_refused(&beyond, "directory");
    longer.directory.data[longer.directory.size - 12 - 18] = 99; /* the name's size */
    zip_bytes_finish(&longer);
    preflight_check_zip_refused(&longer, "directory");
}
END_TEST

START_TEST(parts_of_a_split_zip_are_refused)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = make_three();
    CLEANUP(zip_bytes_clear) struct zip_bytes entry = make_three();

    zip_bytes_finish(&zip);
    zip.file.data[zip.file.size - 18] = 1; /* the end record's disk */
    preflight_check_zip_refused(&zip, "multi-disk");
    entry.directory.data[34] = 1;
    zip_bytes_finish(&entry);
    preflight_check_zip_refused(&entry, "multi-disk");
}
END_TEST

START_TEST(zip64_end_records_are_read)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = make_three();
    CLEANUP(preflight_clear) struct preflight preflight;
    uint32_t offset = zip_bytes_directory(&zip);

    zip_bytes_end64(&zip.file, 3, zip.directory.size, offset);
    zip_bytes_end(&zip.file, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, "x", 1);
    preflight_check_accepted(buf_text(&zip.file), zip.file.size, &preflight);
    ck_assert_uint_eq(preflight.count, 3);
}
END_TEST

START_TEST(zip64_end_records_that_lie_are_refused)
{
    /* Byte of the zip64 records, its new value, the reason. */
    static const struct {
        size_t at;
        char value;
        const char *reason;
    } lies[] = {
            {0, 'X', "zip64-end"},
            {4, 45, "zip64-end"},
            {16, 1, "multi-disk"},
            {20, 1, "multi-disk"},
            {24, 4, "count-differs"},
            {32, 4, "count-differs"},
            {40, 1, "zip64-end"},
            {48, 1, "zip64-end"},
            {55, (char)0xFF, "zip64-end"},
            {60, 1, "multi-disk"},
            {64, 1, "zip64-end"},
            {71, (char)0xFF, "zip64-end"},
            {72, 2, "multi-disk"},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(lies); i++) {
        CLEANUP(zip_bytes_clear) struct zip_bytes zip = make_three();
        uint32_t offset = zip_bytes_directory(&zip);
        size_t at = zip.file.size;

        zip_bytes_end64(&zip.file, 3, zip.directory.size, offset);
        zip_bytes_end(&zip.file, 3, (uint32_t)zip.directory.size, offset, NULL, 0);
        zip.file.data[at + lies[i].at] = lies[i].value;
        preflight_check_zip_refused(&zip, lies[i].reason);
    }
}
END_TEST

/* 2^64-1 in every number must not wrap round to something plausible. */
START_TEST(zip64_numbers_do_not_overflow)
{
    static const uint64_t numbers[] = {UINT64_MAX, UINT64_MAX - 45, INT64_MAX, LIES};

    for (size_t i = 0; i < ARRAY_LENGTH(numbers); i++) {
        for (unsigned which = 1; which < 8; which++) {
            CLEANUP(zip_bytes_clear) struct zip_bytes zip = make_three();
            uint32_t offset = zip_bytes_directory(&zip);
            struct preflight preflight;
            struct error err = {0};
            int fd;

            zip_bytes_end64(&zip.file, which & 1 ? numbers[i] : 3,
                    which & 2 ? numbers[i] : zip.directory.size,
                    which & 4 ? numbers[i] : offset);
            zip_bytes_end(&zip.file, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, NULL, 0);
            fd = zip_bytes_open(buf_text(&zip.file), zip.file.size);
            ck_assert(!preflight_read(fd, zip.file.size, &preflight, &err));
            ck_assert_int_eq(err.code, ERROR_REFUSED);
            close(fd);
        }
    }
}
END_TEST

/* The directory is as long as ten million entries need, so that only the limit refuses
 * it: the file is sparse and nothing of it may be read or allocated. */
START_TEST(ten_million_members_are_refused)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    struct preflight preflight;
    struct error err = {0};
    uint64_t size = (uint64_t)LIES * 46;
    int fd = zip_bytes_open("", 0);

    zip_bytes_end64(&zip.file, LIES, size, 0);
    zip_bytes_end(&zip.file, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, NULL, 0);
    memcpy(zip.file.data + 64, &size, 8); /* the zip64 record's offset */
    ck_assert_int_eq(ftruncate(fd, (off_t)size), 0);
    ck_assert_int_eq(pwrite(fd, buf_text(&zip.file), zip.file.size, (off_t)size),
            (ssize_t)zip.file.size);
    ck_assert(!preflight_read(fd, size + zip.file.size, &preflight, &err));
    ck_assert_msg(strstr(err.message, "[too-many-members]"), "%s", err.message);
    close(fd);
}
END_TEST

START_TEST(a_bundle_beyond_the_limit_is_refused)
{
    struct preflight preflight;
    struct error err = {0};

    ck_assert(!preflight_read(-1, UINT64_C(1) << 40, &preflight, &err));
    ck_assert_msg(strstr(err.message, "[bundle-too-large]"), "%s", err.message);
}
END_TEST

START_TEST(messages_speak_japanese_too)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = make_three();

    text_set_language(TEXT_JA);
    zip_bytes_finish(&zip);
    zip_bytes_put(&zip.file, "\n", 1);
    preflight_check_zip_refused(&zip, "trailing-bytes");
    ck_assert_str_eq(preflight_reason_text("overlap"), "ファイル同士が重なっています");
    ck_assert_str_eq(preflight_reason_text("no-such-code"), "no-such-code");
    ck_assert_str_eq(preflight_reason_text(NULL), "");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {sound_zip_is_read, empty_zip_has_no_members,
            comments_are_allowed, every_cut_is_refused,
            a_file_that_shrinks_is_an_io_error, trailing_bytes_and_prefix_are_refused,
            prefix_with_adjusted_offsets_is_refused, two_end_records_are_refused,
            a_stored_zip_inside_is_a_member, hidden_local_header_is_refused,
            gaps_are_refused, full_overlap_is_refused, quoted_overlap_is_refused,
            members_in_the_directory_are_refused, no_member_where_the_directory_points,
            counts_that_differ_are_refused, broken_directories_are_refused,
            parts_of_a_split_zip_are_refused, zip64_end_records_are_read,
            zip64_end_records_that_lie_are_refused, zip64_numbers_do_not_overflow,
            ten_million_members_are_refused, a_bundle_beyond_the_limit_is_refused,
            messages_speak_japanese_too};

    return unit_run("preflight", tests, ARRAY_LENGTH(tests));
}
