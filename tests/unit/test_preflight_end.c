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

int main(void)
{
    const TTest *const tests[] = {zeros_behind_the_end_are_padding,
            padding_hides_no_second_end_record};

    return unit_run("preflight_end", tests, ARRAY_LENGTH(tests));
}
