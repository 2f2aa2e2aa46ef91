/* What may follow the end of a zip. */
#include <stdio.h>

#include "evidence/zip/preflight.h"
#include "tests/unit/preflight_check.h"
#include "tests/unit/unit.h"
#include <stdio.h>

/* Three members, one of them in a folder; not finished. */
static struct zip_bytes make_three(void)
{
    struct zip_bytes zip = ZIP_BYTES_INIT;

    zip_bytes_add(&zip, "a.txt", "first");
    zip_bytes_add(&zip, "folder/", "");
    zip_bytes_add(&zip, "folder/b.txt", "the second one");
    return zip;
}

/* Of a sound zip followed by `zeros` zeros and then `rest`. */
static bool read_padded(const char *comment, size_t zeros, const char *rest,
        struct preflight *ret_preflight, struct error *err)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = make_three();
    static const char padding[70000];
    bool ok;
    int fd;

    zip_bytes_finish(&zip);
    zip.file.size -= 2;
    zip_bytes_number(&zip.file, strlen(comment), 2);
    zip_bytes_put(&zip.file, comment, strlen(comment));
    zip_bytes_put(&zip.file, padding, zeros);
    zip_bytes_put(&zip.file, rest, strlen(rest));
    fd = zip_bytes_open(buf_text(&zip.file), zip.file.size);
    ok = preflight_read(fd, zip.file.size, ret_preflight, err);
    close(fd);
    return ok;
}

/* bsdtar writes whole blocks of 10,240 bytes to a pipe. Beyond 64 KiB programs differ in
 * whether they find the end record. */
START_TEST(zeros_behind_the_end_are_padding)
{
    static const struct {
        const char *comment, *rest;
        size_t zeros;
        const char *code; /* the refusal, or NULL */
    } rows[] = {
            {"", "", 1, NULL},
            {"", "", 9531, NULL},
            {"", "", 65535, NULL},
            {"words", "", 65530, NULL},
            {"", "", 65536, "[no-end-record]"},
            {"words", "", 65531, "[no-end-record]"},
            {"", "\n", 9, "[trailing-bytes]"},
            {"", "PK", 512, "[trailing-bytes]"},
            {"PK\5\6....................", "", 9, "[two-end-records]"},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        struct preflight preflight;
        struct error err = {0};

        if (read_padded(rows[i].comment, rows[i].zeros, rows[i].rest, &preflight, &err)) {
            ck_assert_msg(!rows[i].code, "%zu is accepted", i);
            ck_assert_str_eq(preflight.members[0].finding, "zip-padding");
            ck_assert_ptr_null(preflight.members[1].finding);
            ck_assert_uint_eq(preflight.count, 3);
            preflight_clear(&preflight);
        } else {
            ck_assert_msg(rows[i].code && strstr(err.message, rows[i].code), "%zu: %s", i,
                    err.message);
        }
    }
}
END_TEST

/* Two records, one of which ends with the file and the other with the zeros before its
 * end: which one is meant depends on the program. */
START_TEST(padding_hides_no_second_end_record)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = make_three();
    CLEANUP(buf_clear) struct buf second = BUF_INIT(1000);
    uint32_t offset;

    zip_bytes_end(&second, 0, 0, 0, "", 0);
    zip_bytes_put(&second, "\0\0\0\0\0\0\0", 7);
    offset = zip_bytes_directory(&zip);
    zip_bytes_end(&zip.file, 3, (uint32_t)zip.directory.size, offset, buf_text(&second),
            second.size);
    preflight_check_refused(buf_text(&zip.file), zip.file.size, "two-end-records");
}
END_TEST

/* ---- zip64 ---- */

enum place { NOWHERE, MEMBERS, DIRECTORY, END64, LOCATOR, END, BEHIND };

static void pad(struct zip_bytes *zip, enum place wanted, enum place here)
{
    if (wanted == here)
        zip_bytes_put(&zip->file, "\0\0\0\0\0\0\0", 7);
}

/* A stored member whose sizes stand in zip64 fields alone. */
static void add_wide(struct zip_bytes *zip, const char *name, const char *text)
{
    CLEANUP(buf_clear) struct buf extra = BUF_INIT(100);
    struct zip_header header = zip_bytes_header(zip, name, text, strlen(text));

    zip_bytes_number(&extra, 1 | 16 << 16, 4);
    zip_bytes_number(&extra, strlen(text), 8);
    zip_bytes_number(&extra, strlen(text), 8);
    header.packed = header.size = UINT32_MAX;
    header.extra = buf_text(&extra);
    header.extra_size = extra.size;
    zip_bytes_add_as(zip, &header, text, strlen(text));
}

/* A zip64 of two members with seven zeros before the part named. is_narrow: the plain
 * record has the numbers, too. */
static void make_wide(struct zip_bytes *zip, enum place place, bool is_narrow)
{
    uint32_t offset, size, at;

    add_wide(zip, "a.txt", "first");
    pad(zip, place, MEMBERS);
    add_wide(zip, "b.txt", "the second one");
    pad(zip, place, DIRECTORY);
    offset = zip_bytes_directory(zip);
    size = (uint32_t)zip->directory.size;
    pad(zip, place, END64);
    at = (uint32_t)zip->file.size;
    zip_bytes_end64(&zip->file, 2, size, offset);
    if (place == LOCATOR) { /* 20 bytes: the last of what was put there */
        zip->file.size -= 20;
        pad(zip, place, LOCATOR);
        zip_bytes_put(&zip->file, "PK\6\7\0\0\0\0", 8);
        zip_bytes_number(&zip->file, at, 8);
        zip_bytes_number(&zip->file, 1, 4);
    }
    pad(zip, place, END);
    if (is_narrow)
        zip_bytes_end(&zip->file, 2, size, offset, NULL, 0);
    else
        zip_bytes_end(&zip->file, UINT16_MAX, UINT32_MAX, UINT32_MAX, NULL, 0);
    pad(zip, place, BEHIND);
}

/* Zeros are padding behind the end alone; anywhere else they are bytes of no member, or
 * what programs find depends on where they look. */
START_TEST(zip64_is_padded_only_behind_its_end)
{
    static const struct {
        enum place place;
        const char *wide,
                *narrow; /* the refusals by which numbers the plain record has */
    } rows[] = {{MEMBERS, "gap", "gap"}, {DIRECTORY, "gap", "gap"}, {END64, "gap", "gap"},
            {LOCATOR, "zip64-end", "zip64-end"}, {END, "directory", "gap"}};

    for (size_t i = 0; i < 2 * ARRAY_LENGTH(rows); i++) {
        CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;

        make_wide(&zip, rows[i / 2].place, i % 2);
        preflight_check_refused(buf_text(&zip.file), zip.file.size,
                i % 2 ? rows[i / 2].narrow : rows[i / 2].wide);
    }
    for (size_t i = 0; i < 4; i++) {
        CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
        struct preflight preflight;

        make_wide(&zip, i / 2 ? BEHIND : NOWHERE, i % 2);
        preflight_check_accepted(buf_text(&zip.file), zip.file.size, &preflight);
        ck_assert_uint_eq(preflight.count, 2);
        ck_assert_uint_eq(preflight.members[1].size, 14);
        ck_assert_int_eq(preflight.members[1].status, PREFLIGHT_READABLE);
        if (i / 2)
            ck_assert_str_eq(preflight.members[0].finding, "zip-padding");
        else
            ck_assert_ptr_null(preflight.members[0].finding);
        ck_assert_ptr_null(preflight.members[1].finding);
        preflight_clear(&preflight);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {zeros_behind_the_end_are_padding,
            padding_hides_no_second_end_record, zip64_is_padded_only_behind_its_end};

    return unit_run("preflight_end", tests, ARRAY_LENGTH(tests));
}
