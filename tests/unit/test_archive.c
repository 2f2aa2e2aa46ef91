#include "evidence/archive/archive.h"

#include <fcntl.h>
#include <string.h>

#include "tests/unit/unit.h"
#include "tests/unit/zip_bytes.h"

START_TEST(a_bundle_is_opened_and_its_members_found)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    CLEANUP(inflate_closep) struct inflate *inflate = NULL;
    struct archive archive;
    struct error err = {0};
    char bytes[16];
    uint32_t index = 0;
    size_t got;
    int fd;

    zip_bytes_add(&zip, "b/\x95\x5C.txt", "read");
    zip_bytes_add(&zip, "a.txt", "other");
    zip_bytes_finish(&zip);
    fd = zip_bytes_open(buf_text(&zip.file), zip.file.size);
    ck_assert_msg(archive_open(fd, "access-1a2b3c4d", 7, &archive, &err), "%s",
            err.message);
    ck_assert_str_eq(archive.label, "access-1a2b3c4d");
    ck_assert_uint_eq(archive.first_member, 7);
    ck_assert(archive_find(&archive, "b/表.txt", &index));
    ck_assert_uint_eq(index, 0);
    ck_assert(!archive_find(&archive, "b/\x95\x5C.txt", &index));
    ck_assert(!archive_find(&archive, "", &index));
    ck_assert(inflate_open(archive.fd, &archive.preflight.members[0], &inflate, &err));
    ck_assert(inflate_read(inflate, bytes, sizeof(bytes), &got, &err));
    ck_assert_uint_eq(got, 4);
    ck_assert_mem_eq(bytes, "read", 4);
    archive_close(&archive);
    close(fd);
}
END_TEST

START_TEST(what_is_no_bundle_is_refused_by_name)
{
    struct archive archive;
    struct error err = {0};
    int fd = zip_bytes_open("not a zip", 9);

    ck_assert(!archive_open(fd, "access-1a2b3c4d", 0, &archive, &err));
    ck_assert_int_eq(err.code, ERROR_REFUSED);
    ck_assert_msg(strncmp(err.message, "access-1a2b3c4d: ", 17) == 0, "%s", err.message);
    close(fd);
    ck_assert(!archive_open(fd, "access-1a2b3c4d", 0, &archive, &err));
    ck_assert_int_eq(err.code, ERROR_IO);
    fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ck_assert(!archive_open(fd, "access-1a2b3c4d", 0, &archive, &err));
    ck_assert_int_eq(err.code, ERROR_IO);
    close(fd);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {a_bundle_is_opened_and_its_members_found,
            what_is_no_bundle_is_refused_by_name};

    return unit_run("archive", tests, ARRAY_LENGTH(tests));
}
