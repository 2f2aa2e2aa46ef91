#include "engine/base/zipwriter.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include "engine/base/buf.h"
#include "tests/unit/unit.h"

static char folder[64];
static char path[128];

static void set_up(void)
{
    strcpy(folder, "test-zip-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/a.zip", folder);
}

/* rmdir() succeeds only where no temporary file was left behind. */
static void tear_down(void)
{
    unlink(path);
    ck_assert_int_eq(rmdir(folder), 0);
}

static struct zipwriter *open_writer(void)
{
    struct zipwriter *writer = NULL;
    struct error err = {0};

    ck_assert_msg(zipwriter_open(path, &writer, &err), "%s", err.message);
    return writer;
}

static void add(struct zipwriter *writer, const char *name, bool raw_name,
        const char *text, bool deflate)
{
    struct error err = {0};

    ck_assert_msg(zipwriter_add(writer, name, raw_name, text, strlen(text), deflate,
                          &err),
            "%s", err.message);
}

static void close_writer(struct zipwriter *writer)
{
    struct error err = {0};

    ck_assert_msg(zipwriter_close(writer, &err), "%s", err.message);
}

static void read_file(struct buf *bytes)
{
    FILE *file = fopen(path, "rb");
    struct error err = {0};
    char chunk[4096];
    size_t got;

    ck_assert_ptr_nonnull(file);
    while ((got = fread(chunk, 1, sizeof(chunk), file)) > 0)
        ck_assert(buf_append(bytes, chunk, got, &err));
    fclose(file);
}

static unsigned read_u16(const char *bytes)
{
    return (unsigned)(unsigned char)bytes[0] | (unsigned)(unsigned char)bytes[1] << 8;
}

/* The local header of a member, found by its name's bytes. */
static const char *find_header(const struct buf *zip, const char *name)
{
    for (size_t at = 0; at + 30 + strlen(name) <= zip->size; at++) {
        if (memcmp(zip->data + at, "PK\x03\x04", 4) == 0 &&
                read_u16(zip->data + at + 26) == strlen(name) &&
                memcmp(zip->data + at + 30, name, strlen(name)) == 0)
            return zip->data + at;
    }
    ck_abort_msg("no member of that name");
    return NULL;
}

static void check_member(const struct buf *zip, const char *name, unsigned flags,
        unsigned method)
{
    const char *header = find_header(zip, name);

    ck_assert_uint_eq(read_u16(header + 6) & 0x800, flags);
    ck_assert_uint_eq(read_u16(header + 8), method);
    ck_assert_uint_eq(read_u16(header + 10), 0);
    ck_assert_uint_eq(read_u16(header + 12), 33);
}

START_TEST(members_come_back_in_order)
{
    static const char *const names[] = {"z.txt", "人事/一覧.csv", "a.txt"};
    struct zipwriter *writer = open_writer();
    char text[100] = "";
    zip_t *zip;

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        add(writer, names[i], false, names[i], i == 1);
    close_writer(writer);
    zip = zip_open(path, ZIP_RDONLY | ZIP_CHECKCONS, NULL);
    ck_assert_ptr_nonnull(zip);
    ck_assert_int_eq(zip_get_num_entries(zip, 0), 3);
    for (zip_uint64_t i = 0; i < ARRAY_LENGTH(names); i++) {
        zip_file_t *file = zip_fopen_index(zip, i, 0);

        ck_assert_str_eq(zip_get_name(zip, i, 0), names[i]);
        memset(text, 0, sizeof(text));
        ck_assert_int_eq(zip_fread(file, text, sizeof(text) - 1),
                (zip_int64_t)strlen(names[i]));
        ck_assert_str_eq(text, names[i]);
        zip_fclose(file);
    }
    zip_discard(zip);
}
END_TEST

START_TEST(flags_methods_and_times_are_fixed)
{
    CLEANUP(buf_clear) struct buf zip = BUF_INIT(100000);
    struct zipwriter *writer = open_writer();

    add(writer, "plain.txt", false, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            true);
    add(writer, "表.txt", false, "stored", false);
    add(writer, "\x95\x5C\x83\x5C.csv", true, "stored", false);
    add(writer, "空.txt", true, "raw UTF-8 without the flag", false);
    close_writer(writer);
    read_file(&zip);
    check_member(&zip, "plain.txt", 0, 8);
    check_member(&zip, "表.txt", 0x800, 0);
    check_member(&zip, "\x95\x5C\x83\x5C.csv", 0, 0);
    check_member(&zip, "空.txt", 0, 0);
}
END_TEST

static void write_sample(struct buf *bytes)
{
    struct zipwriter *writer = open_writer();

    add(writer, "a.csv", false, "x,y\n1,2\n", false);
    add(writer, "dir/", false, "", false);
    add(writer, "dir/表.csv", false, "x,y\n1,2\nx,y\n1,2\n", true);
    close_writer(writer);
    read_file(bytes);
    unlink(path);
}

START_TEST(same_members_give_the_same_bytes)
{
    CLEANUP(buf_clear) struct buf one = BUF_INIT(100000);
    CLEANUP(buf_clear) struct buf other = BUF_INIT(100000);
    mode_t before;

    write_sample(&one);
    before = umask(0);
    setenv("TZ", "Asia/Tokyo", 1);
    write_sample(&other);
    umask(before);
    ck_assert_uint_eq(one.size, other.size);
    ck_assert_mem_eq(one.data, other.data, one.size);
}
END_TEST

START_TEST(bytes_are_copied_when_added)
{
    CLEANUP(buf_clear) struct buf zip = BUF_INIT(100000);
    struct zipwriter *writer = open_writer();
    char text[] = "original";
    struct error err = {0};

    ck_assert(zipwriter_add(writer, "a", false, text, 8, false, &err));
    ck_assert(zipwriter_add(writer, "none", false, NULL, 0, true, &err));
    memset(text, 'x', 8);
    close_writer(writer);
    read_file(&zip);
    ck_assert_mem_eq(find_header(&zip, "a") + 31, "original", 8);
}
END_TEST

START_TEST(archive_without_members_is_a_file_too)
{
    CLEANUP(buf_clear) struct buf zip = BUF_INIT(100000);

    close_writer(open_writer());
    read_file(&zip);
    ck_assert_uint_eq(zip.size, 22);
    ck_assert_mem_eq(zip.data, "PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 22);
}
END_TEST

START_TEST(existing_file_is_never_replaced)
{
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT(100000);
    struct zipwriter *writer = NULL;
    struct error err = {0};
    FILE *file;

    writer = open_writer();
    add(writer, "a", false, "b", false);
    file = fopen(path, "wb");
    fputs("precious", file);
    fclose(file);
    ck_assert(!zipwriter_close(writer, &err));
    ck_assert_int_eq(err.code, ERROR_REFUSED);
    ck_assert(!zipwriter_open(path, &writer, &err));
    ck_assert_int_eq(err.code, ERROR_REFUSED);
    read_file(&bytes);
    ck_assert_str_eq(buf_text(&bytes), "precious");
}
END_TEST

START_TEST(dangling_link_is_not_followed)
{
    struct zipwriter *writer = NULL;
    struct error err = {0};

    ck_assert_int_eq(symlink("nowhere", path), 0);
    ck_assert(!zipwriter_open(path, &writer, &err));
    ck_assert_int_eq(err.code, ERROR_REFUSED);
}
END_TEST

START_TEST(discarded_writer_leaves_nothing)
{
    CLEANUP(zipwriter_discardp) struct zipwriter *writer = open_writer();

    add(writer, "a", false, "b", false);
    ck_assert_int_ne(access(path, F_OK), 0);
}
END_TEST

START_TEST(wrong_members_are_refused_and_the_rest_stays)
{
    struct zipwriter *writer = open_writer();
    struct error err = {0};
    zip_t *zip;

    add(writer, "a", false, "first", false);
    ck_assert(!zipwriter_add(writer, "a", false, "again", 5, false, &err));
    ck_assert_int_eq(err.code, ERROR_REFUSED);
    ck_assert(!zipwriter_add(writer, "", false, "x", 1, false, &err));
    ck_assert(!zipwriter_add(writer, "\x95\x5C", false, "x", 1, false, &err));
    ck_assert_int_eq(err.code, ERROR_USAGE);
    close_writer(writer);
    zip = zip_open(path, ZIP_RDONLY, NULL);
    ck_assert_int_eq(zip_get_num_entries(zip, 0), 1);
    zip_discard(zip);
}
END_TEST

START_TEST(missing_folder_is_an_error)
{
    struct zipwriter *writer = NULL;
    struct error err = {0};

    ck_assert(!zipwriter_open("no/such/folder/a.zip", &writer, &err));
    ck_assert_int_eq(err.code, ERROR_IO);
    ck_assert_ptr_nonnull(strstr(err.message, "no/such/folder/a.zip"));
}
END_TEST

/* Into a file without a name, read back by libzip. */
START_TEST(one_member_is_wrapped)
{
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    struct error err = {0};
    char link[64], got[8];
    zip_stat_t member;
    zip_file_t *file;
    zip_t *zip;

    ck_assert_int_ge(fd, 0);
    ck_assert_msg(zipwriter_wrap(fd, "表.csv", "a,b\n", 4, &err), "%s", err.message);
    ck_assert(!zipwriter_wrap(fd, "", "a", 1, &err));
    snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    zip = zip_open(link, ZIP_RDONLY, NULL);
    ck_assert_ptr_nonnull(zip);
    ck_assert_int_eq(zip_get_num_entries(zip, 0), 1);
    ck_assert_int_eq(zip_stat_index(zip, 0, 0, &member), 0);
    ck_assert_str_eq(member.name, "表.csv");
    ck_assert_int_eq(member.comp_method, ZIP_CM_STORE);
    file = zip_fopen_index(zip, 0, 0);
    ck_assert_int_eq(zip_fread(file, got, sizeof(got)), 4);
    ck_assert_int_eq(memcmp(got, "a,b\n", 4), 0);
    zip_fclose(file);
    zip_discard(zip);
    close(fd);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            members_come_back_in_order,
            flags_methods_and_times_are_fixed,
            same_members_give_the_same_bytes,
            bytes_are_copied_when_added,
            archive_without_members_is_a_file_too,
            existing_file_is_never_replaced,
            dangling_link_is_not_followed,
            discarded_writer_leaves_nothing,
            wrong_members_are_refused_and_the_rest_stays,
            missing_folder_is_an_error,
            one_member_is_wrapped,
    };

    return unit_run_in("zipwriter", tests, ARRAY_LENGTH(tests), set_up, tear_down);
}
