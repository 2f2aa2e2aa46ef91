/* What is no zip, called by its name. */
#include "evidence/format/no_zip.h"

#include <string.h>
#include <unistd.h>

#include "evidence/archive/archive.h"
#include "tests/unit/unit.h"
#include "tests/unit/zip_bytes.h"

START_TEST(what_is_no_zip_is_named)
{
    static const struct {
        const char *bytes, *words;
        size_t size;
    } rows[] = {{"", "b-1: the file is empty", 0},
            {"id,name\n", "b-1: it is a text file", 8}, {"x", "it is a text file", 1},
            {"\377\376i\0", "it is a text file", 4},
            {"\x1f\x8b\x08", "it is a gzip file", 3},
            {"7z\274\257\047\034", "it is a 7z archive", 6},
            {"%PDF-1.7", "it is a PDF", 8},
            {"\0\1", "b-1: the zip is refused: it is not a zip, or its end", 2},
            {"PK\3\4", "its end is missing", 4}};

    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        int fd = zip_bytes_open(rows[i].bytes, rows[i].size);
        struct archive archive;
        struct error err = {0};

        ck_assert(!archive_open(fd, "b-1", 0, &archive, &err));
        ck_assert(!no_zip_refuse(fd, "b-1", &err));
        ck_assert_msg(strstr(err.message, rows[i].words) &&
                        strstr(err.message, "[no-end-record]"),
                "%s: not %s", err.message, rows[i].words);
        ck_assert_int_eq(err.code, ERROR_REFUSED);
        close(fd);
    }
}
END_TEST

/* A zip that is refused for something else is one, whatever it begins with. */
START_TEST(other_refusals_stay)
{
    int fd = zip_bytes_open("id,name\n", 8);
    struct error err = {0};

    ck_assert(!error_set(&err, ERROR_REFUSED, "b-1: bytes before it [prefix]"));
    ck_assert(!no_zip_refuse(fd, "b-1", &err));
    ck_assert_str_eq(err.message, "b-1: bytes before it [prefix]");
    close(fd);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {what_is_no_zip_is_named, other_refusals_stay};

    return unit_run("no_zip", tests, ARRAY_LENGTH(tests));
}
