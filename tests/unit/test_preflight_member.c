/* What concerns one member refuses that member, and the others stay readable. */
#include <stdio.h>
#include <sys/stat.h>

#include "evidence/limits.h"
#include "evidence/zip/preflight.h"
#include "tests/unit/preflight_check.h"
#include "tests/unit/unit.h"

#define DESCRIPTOR 0x0008u
#define UNIX 3

/* A zip that begins with a sound member, and the header of a second one, "text". */
static struct zip_bytes make_first(struct zip_header *ret_header)
{
    struct zip_bytes zip = ZIP_BYTES_INIT;

    zip_bytes_add(&zip, "first.txt", "stays readable");
    *ret_header = zip_bytes_header(&zip, "second.txt", "text", 4);
    return zip;
}

/* The header of that second member. */
static struct zip_header make_second(void)
{
    struct zip_header header;
    struct zip_bytes zip = make_first(&header);

    zip_bytes_clear(&zip);
    return header;
}

/* The second member with two headers of its own each. */
static void check_headers(const struct zip_header *local,
        const struct zip_header *central, enum preflight_status status,
        const char *reason)
{
    struct zip_header ignored;
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = make_first(&ignored);

    zip_bytes_local(&zip, local);
    zip_bytes_put(&zip.file, "text", 4);
    zip_bytes_entry(&zip, central);
    preflight_check_last(&zip, status, reason);
}

START_TEST(headers_that_differ_refuse_the_member)
{
    struct zip_header sound = make_second(), lie;

    check_headers(&sound, &sound, PREFLIGHT_READABLE, NULL);
    lie = sound;
    lie.name = "third.text";
    check_headers(&lie, &sound, PREFLIGHT_REFUSED, "name-differs");
    lie = sound;
    lie.flags = 0x0800;
    check_headers(&lie, &sound, PREFLIGHT_REFUSED, "flags-differ");
    lie.flags = 0x0006; /* how hard it was compressed: of no meaning */
    check_headers(&lie, &sound, PREFLIGHT_READABLE, NULL);
    lie = sound;
    lie.method = 8;
    check_headers(&lie, &sound, PREFLIGHT_REFUSED, "method-differs");
    lie = sound;
    lie.crc++;
    check_headers(&lie, &sound, PREFLIGHT_REFUSED, "crc-differs");
    check_headers(&sound, &lie, PREFLIGHT_REFUSED, "crc-differs");
    lie = sound;
    lie.size = 3;
    check_headers(&lie, &sound, PREFLIGHT_REFUSED, "size-differs");
    lie = sound;
    lie.packed = 3;
    check_headers(&lie, &sound, PREFLIGHT_REFUSED, "size-differs");
    check_headers(&sound, &lie, PREFLIGHT_REFUSED, "size-differs");
    lie.packed = 0x7FFFFFFF;
    check_headers(&sound, &lie, PREFLIGHT_REFUSED, "size-differs");
}
END_TEST

START_TEST(impossible_sizes_refuse_the_member)
{
    struct zip_header header = make_second();

    header.size = 5; /* stored, of four bytes */
    check_headers(&header, &header, PREFLIGHT_REFUSED, "size-differs");
    header.method = 8;
    header.size = 4 * LIMIT_RATIO + LIMIT_RATIO_SLACK;
    check_headers(&header, &header, PREFLIGHT_READABLE, NULL);
    header.size += LIMIT_RATIO;
    check_headers(&header, &header, PREFLIGHT_REFUSED, "ratio");
}
END_TEST

START_TEST(what_cannot_be_read_stays_unread)
{
    static const struct {
        uint16_t flags, method;
        const char *reason;
    } cases[] = {{0x0001, 0, "encrypted"}, {0x0041, 8, "encrypted"},
            {0x0001, 99, "encrypted"}, {0x2000, 8, "encrypted"}, {0x0020, 8, "patch"},
            {0, 12, "method"}, {0, 14, "method"}, {0, 9, "method"}, {0, 93, "method"}};
    struct zip_header header = make_second();

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        header.flags = cases[i].flags;
        header.method = cases[i].method;
        header.size = 3; /* encryption adds bytes: not a lie then */
        check_headers(&header, &header, PREFLIGHT_UNREAD, cases[i].reason);
    }
}
END_TEST

START_TEST(only_files_and_folders_are_accepted)
{
    static const struct {
        const char *name;
        unsigned mode;
        uint8_t host;
        enum preflight_status status;
        const char *reason;
    } cases[] = {
            {"link", S_IFLNK | 0777, UNIX, PREFLIGHT_REFUSED, "link"},
            {"link", S_IFLNK | 0777, 19, PREFLIGHT_REFUSED, "link"},
            {"link", S_IFLNK | 0777, 0, PREFLIGHT_READABLE, NULL}, /* not made on Unix */
            {"device", S_IFCHR | 0600, UNIX, PREFLIGHT_REFUSED, "device"},
            {"disk", S_IFBLK | 0600, UNIX, PREFLIGHT_REFUSED, "device"},
            {"socket", S_IFSOCK | 0600, UNIX, PREFLIGHT_REFUSED, "device"},
            {"-", S_IFIFO | 0600, UNIX, PREFLIGHT_READABLE, NULL}, /* Info-ZIP's stdin */
            {"file", S_IFREG | 0644, UNIX, PREFLIGHT_READABLE, NULL},
            {"file", 0644, UNIX, PREFLIGHT_READABLE, NULL},
            {"folder/", S_IFDIR | 0755, UNIX, PREFLIGHT_REFUSED, "folder-with-data"},
            {"folder/", 0, 0, PREFLIGHT_REFUSED, "folder-with-data"},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct zip_header header = make_second();

        header.name = cases[i].name;
        header.name_size = strlen(cases[i].name);
        header.host = cases[i].host;
        header.attributes = (uint32_t)cases[i].mode << 16;
        check_headers(&header, &header, cases[i].status, cases[i].reason);
    }
}
END_TEST

/* The data descriptor's bytes: with or without signature, narrow or wide. */
static void put_descriptor(struct buf *buf, const struct zip_header *header, size_t size)
{
    size_t width = size >= 20 ? 8 : 4;

    if (size % 8 == 0)
        zip_bytes_put(buf, "PK\7\10", 4);
    zip_bytes_number(buf, header->crc, 4);
    zip_bytes_number(buf, header->packed, width);
    zip_bytes_number(buf, header->size, width);
}

static void check_descriptor(size_t size, uint32_t crc, uint32_t packed,
        enum preflight_status status, const char *reason)
{
    struct zip_header central, local, descriptor;
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = make_first(&central);

    central.flags = DESCRIPTOR;
    local = descriptor = central;
    local.crc = local.packed = local.size = 0;
    descriptor.crc += crc;
    descriptor.packed += packed;
    zip_bytes_local(&zip, &local);
    zip_bytes_put(&zip.file, "text", 4);
    if (size > 0)
        put_descriptor(&zip.file, &descriptor, size);
    zip_bytes_entry(&zip, &central);
    preflight_check_last(&zip, status, reason);
}

START_TEST(data_descriptors_are_compared)
{
    for (size_t size = 12; size <= 24; size += 4) {
        check_descriptor(size, 0, 0, PREFLIGHT_READABLE, NULL);
        check_descriptor(size, 1, 0, PREFLIGHT_REFUSED, "crc-differs");
        check_descriptor(size, 0, 1, PREFLIGHT_REFUSED, "size-differs");
    }
    check_descriptor(0, 0, 0, PREFLIGHT_REFUSED, "descriptor-missing");
}
END_TEST

START_TEST(bytes_that_are_no_descriptor)
{
    static const size_t sizes[] = {4, 8, 11, 13, 28};
    struct zip_header header;

    for (size_t i = 0; i < ARRAY_LENGTH(sizes); i++) {
        CLEANUP(zip_bytes_clear) struct zip_bytes zip = make_first(&header);

        header.flags = DESCRIPTOR;
        zip_bytes_add_as(&zip, &header, "text", 4);
        zip_bytes_put(&zip.file, "bytes of nobody, nobody at all", sizes[i]);
        zip_bytes_finish(&zip);
        preflight_check_zip_refused(&zip, "gap");
    }
    {
        CLEANUP(zip_bytes_clear) struct zip_bytes zip = make_first(&header);

        header.flags = DESCRIPTOR;
        zip_bytes_add_as(&zip, &header, "text", 4);
        zip_bytes_put(&zip.file, "sixteen bytes...", 16);
        preflight_check_last(&zip, PREFLIGHT_REFUSED, "descriptor-missing");
    }
}
END_TEST

/* One extra field, of numbers of eight bytes. */
static void put_field(struct buf *buf, unsigned id, const uint64_t *numbers, size_t count)
{
    zip_bytes_number(buf, id, 2);
    zip_bytes_number(buf, 8 * count, 2);
    for (size_t i = 0; i < count; i++)
        zip_bytes_number(buf, numbers[i], 8);
}

/* "text" with sizes in zip64 fields: count numbers in the directory's. */
static void check_zip64(const uint64_t *numbers, size_t count, unsigned times,
        bool wide_offset, enum preflight_status status, const char *reason)
{
    static const uint64_t sizes[] = {4, 4};
    CLEANUP(buf_clear) struct buf local_extra = BUF_INIT(1000);
    CLEANUP(buf_clear) struct buf extra = BUF_INIT(1000);
    struct zip_header central, local;
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = make_first(&central);
    uint64_t with_offset[4] = {numbers[0], numbers[1], numbers[2], numbers[3]};

    with_offset[2] += central.offset;
    put_field(&local_extra, 0x0001, sizes, 2);
    for (unsigned i = 0; i < times; i++)
        put_field(&extra, 0x0001, with_offset, count);
    local = central;
    local.packed = local.size = 0xFFFFFFFF;
    local.extra = buf_text(&local_extra);
    local.extra_size = local_extra.size;
    central.packed = central.size = 0xFFFFFFFF;
    central.offset = wide_offset ? 0xFFFFFFFF : central.offset;
    central.extra = buf_text(&extra);
    central.extra_size = extra.size;
    zip_bytes_local(&zip, &local);
    zip_bytes_put(&zip.file, "text", 4);
    zip_bytes_entry(&zip, &central);
    preflight_check_last(&zip, status, reason);
}

START_TEST(zip64_fields_are_read_strictly)
{
    static const uint64_t numbers[4] = {4, 4, 0, 0}, other[4] = {5, 4, 0, 0};

    check_zip64(numbers, 2, 1, false, PREFLIGHT_READABLE, NULL);
    check_zip64(numbers, 3, 1, true, PREFLIGHT_READABLE, NULL);
    check_zip64(other, 2, 1, false, PREFLIGHT_REFUSED, "size-differs");
    check_zip64(numbers, 1, 1, false, PREFLIGHT_REFUSED, "zip64");
    check_zip64(numbers, 0, 0, false, PREFLIGHT_REFUSED, "zip64");
    check_zip64(numbers, 4, 1, false, PREFLIGHT_REFUSED, "zip64");
    check_zip64(numbers, 2, 2, false, PREFLIGHT_REFUSED, "extra-field");
}
END_TEST

START_TEST(zip64_may_be_for_the_offset_alone)
{
    struct zip_header header;
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = make_first(&header);
    CLEANUP(buf_clear) struct buf extra = BUF_INIT(1000);

    put_field(&extra, 0x0001, (uint64_t[]){header.offset}, 1);
    zip_bytes_local(&zip, &header);
    zip_bytes_put(&zip.file, "text", 4);
    header.offset = 0xFFFFFFFF;
    header.extra = buf_text(&extra);
    header.extra_size = extra.size;
    zip_bytes_entry(&zip, &header);
    preflight_check_last(&zip, PREFLIGHT_READABLE, NULL);
}
END_TEST

/* Numbers the header has already may be there again if all are, and are the same. */
START_TEST(zip64_fields_may_repeat_the_header)
{
    static const uint64_t same[] = {4, 4}, other[] = {4, 5};
    struct zip_header header = make_second(), changed;
    CLEANUP(buf_clear) struct buf extra = BUF_INIT(1000);
    CLEANUP(buf_clear) struct buf wrong = BUF_INIT(1000);

    put_field(&extra, 0x0001, same, 2);
    put_field(&wrong, 0x0001, other, 2);
    changed = header;
    changed.extra = buf_text(&extra);
    changed.extra_size = extra.size;
    check_headers(&changed, &header, PREFLIGHT_READABLE, NULL);
    check_headers(&header, &changed, PREFLIGHT_READABLE, NULL);
    changed.extra = buf_text(&wrong);
    check_headers(&header, &changed, PREFLIGHT_REFUSED, "zip64");
    check_headers(&changed, &header, PREFLIGHT_REFUSED, "zip64");
}
END_TEST

START_TEST(extra_fields_that_run_over_refuse_the_member)
{
    struct zip_header header = make_second(), changed;

    changed = header;
    changed.extra = "UT\x09\0with padding"; /* nine bytes, then three of padding */
    changed.extra_size = 4 + 9 + 3;
    check_headers(&changed, &header, PREFLIGHT_READABLE, NULL);
    changed.extra = "UT\x0D\0 is too long";
    check_headers(&changed, &header, PREFLIGHT_REFUSED, "extra-field");
    check_headers(&header, &changed, PREFLIGHT_REFUSED, "extra-field");
}
END_TEST

/* A sparse file of `count` deflated members that each declare these bytes. */
static int open_sparse(unsigned count, uint64_t packed, uint64_t size, uint64_t *ret_size)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    CLEANUP(zip_bytes_clear) struct zip_bytes local = ZIP_BYTES_INIT;
    CLEANUP(buf_clear) struct buf extra = BUF_INIT(1000);
    struct zip_header header = {.name = "0", .name_size = 1, .method = 8};
    int fd = zip_bytes_open("", 0);
    char name[] = "0";
    uint64_t at = 0;

    put_field(&extra, 0x0001, (uint64_t[]){size, packed}, 2);
    header.name = name;
    header.packed = header.size = 0xFFFFFFFF;
    header.extra = buf_text(&extra);
    header.extra_size = extra.size;
    zip_bytes_local(&local, &header);
    for (unsigned i = 0; i < count; i++) {
        local.file.data[30] = name[0] = (char)('0' + i);
        header.offset = (uint32_t)at;
        ck_assert_int_gt(pwrite(fd, local.file.data, local.file.size, (off_t)at), 0);
        zip_bytes_entry(&zip, &header);
        at += local.file.size + packed;
    }
    zip_bytes_put(&zip.file, buf_text(&zip.directory), zip.directory.size);
    zip_bytes_end(&zip.file, count, (uint32_t)zip.directory.size, (uint32_t)at, NULL, 0);
    ck_assert_int_gt(pwrite(fd, buf_text(&zip.file), zip.file.size, (off_t)at), 0);
    *ret_size = at + zip.file.size;
    return fd;
}

START_TEST(members_and_bundles_beyond_the_limits_are_refused)
{
    CLEANUP(preflight_clear) struct preflight preflight;
    struct preflight none;
    struct error err = {0};
    uint64_t packed = LIMIT_MEMBER_BYTES / LIMIT_RATIO + 1, size;
    int fd = open_sparse(2, packed, LIMIT_MEMBER_BYTES + 1, &size);

    ck_assert_msg(preflight_read(fd, size, &preflight, &err), "%s", err.message);
    preflight_check_member(&preflight, 0, PREFLIGHT_REFUSED, "member-too-large");
    preflight_check_member(&preflight, 1, PREFLIGHT_REFUSED, "member-too-large");
    close(fd);
    fd = open_sparse(5, packed, LIMIT_MEMBER_BYTES, &size);
    ck_assert(!preflight_read(fd, size, &none, &err));
    ck_assert_msg(strstr(err.message, "[bundle-too-large]"), "%s", err.message);
    close(fd);
}
END_TEST

START_TEST(unacceptable_names_refuse_the_member)
{
    static const struct {
        const char *name;
        size_t size; /* 0: up to the NUL */
        uint16_t flags;
        const char *reason;
    } cases[] = {{"../etc/passwd", 0, 0, "name-dot-dot"},
            {"/etc/passwd", 0, 0, "name-absolute"}, {"a\\..\\b", 0, 0, "name-backslash"},
            {"C:/x", 0, 0, "name-drive"}, {"", 0, 0, "name-empty"},
            {"a\0.txt", 6, 0, "name-nul"}, {"a\0.txt", 6, 0x0800, "name-nul"},
            {"\x95\x5C.csv", 0, 0x0800, "name-encoding"}, {"\x95\x5C.csv", 0, 0, NULL}};

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct zip_header header = make_second();

        header.name = cases[i].name;
        header.name_size = cases[i].size ? cases[i].size : strlen(cases[i].name);
        header.flags = cases[i].flags;
        check_headers(&header, &header,
                cases[i].reason ? PREFLIGHT_REFUSED : PREFLIGHT_READABLE,
                cases[i].reason);
    }
}
END_TEST

/* A streaming reader would take the local header's name. */
START_TEST(unicode_names_must_agree)
{
    static const char field[] = "\x75\x70\x08\0\1\xAF\xE8\x4D\x36\xE8\xA1\xA8";
    struct zip_header header = make_second(), with;

    with = header;
    with.extra = field;
    with.extra_size = sizeof(field) - 1;
    check_headers(&header, &with, PREFLIGHT_READABLE, NULL);
    check_headers(&with, &with, PREFLIGHT_READABLE, NULL);
    check_headers(&with, &header, PREFLIGHT_REFUSED, "name-differs");
}
END_TEST

START_TEST(duplicate_names_refuse_both)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    CLEANUP(preflight_clear) struct preflight preflight;
    uint32_t index;

    zip_bytes_add(&zip, "b", "1");
    zip_bytes_add(&zip, "a", "2");
    zip_bytes_add(&zip, "folder/", "");
    zip_bytes_add(&zip, "b", "3");
    zip_bytes_add(&zip, "folder/", "");
    zip_bytes_finish(&zip);
    preflight_check_accepted(buf_text(&zip.file), zip.file.size, &preflight);
    preflight_check_member(&preflight, 0, PREFLIGHT_REFUSED, "duplicate-name");
    preflight_check_member(&preflight, 1, PREFLIGHT_READABLE, NULL);
    preflight_check_member(&preflight, 2, PREFLIGHT_FOLDER, NULL);
    preflight_check_member(&preflight, 3, PREFLIGHT_REFUSED, "duplicate-name");
    preflight_check_member(&preflight, 4, PREFLIGHT_FOLDER, NULL);
    ck_assert(preflight_find(&preflight, "b", &index));
    ck_assert_uint_eq(index, 0);
}
END_TEST

/* `unzip -o` leaves three of the files. */
START_TEST(names_of_one_path_refuse_all_of_them)
{
    static const struct {
        const char *name, *reason, *finding;
    } rows[] = {{"a.csv", "duplicate-name", NULL}, {"./a.csv", "duplicate-name", NULL},
            {"x/y.csv", "duplicate-name", NULL}, {"x//y.csv", "duplicate-name", NULL},
            {"x/./y.csv", "duplicate-name", NULL}, {"dir", NULL, "similar-name"},
            {"dir.csv", NULL, NULL}, {"dir-x/a.csv", NULL, NULL},
            {"dir/a.csv", NULL, NULL}, {"./b.csv", NULL, NULL}, {"c//.d/.e", NULL, NULL},
            {"c/.d/e", NULL, NULL}, {"c/d", NULL, NULL}};
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    CLEANUP(preflight_clear) struct preflight preflight;

    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
        zip_bytes_add(&zip, rows[i].name, "1");
    zip_bytes_add(&zip, "c/", "");
    zip_bytes_finish(&zip);
    preflight_check_accepted(buf_text(&zip.file), zip.file.size, &preflight);
    for (uint32_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        preflight_check_member(&preflight, i,
                rows[i].reason ? PREFLIGHT_REFUSED : PREFLIGHT_READABLE, rows[i].reason);
        ck_assert_msg(text_is_equal(preflight.members[i].finding, rows[i].finding), "%s",
                rows[i].name);
    }
    preflight_check_member(&preflight, ARRAY_LENGTH(rows), PREFLIGHT_FOLDER, NULL);
}
END_TEST

START_TEST(similar_names_and_high_ratios_are_findings)
{
    CLEANUP(preflight_clear) struct preflight preflight;
    struct zip_header header;
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = make_first(&header);

    header.method = 8; /* not read here: only what it declares counts */
    header.size = 1 << 20;
    header.packed = 10000;
    zip_bytes_local(&zip, &header);
    for (unsigned i = 0; i < header.packed; i++)
        zip_bytes_put(&zip.file, "x", 1);
    zip_bytes_entry(&zip, &header);
    zip_bytes_add(&zip, "\xE3\x81\x8C.csv", "one character");
    zip_bytes_add(&zip, "\xE3\x81\x8B\xE3\x82\x99.CSV", "two, as a Mac writes it");
    zip_bytes_finish(&zip);
    preflight_check_accepted(buf_text(&zip.file), zip.file.size, &preflight);
    for (uint32_t i = 0; i < preflight.count; i++)
        preflight_check_member(&preflight, i, PREFLIGHT_READABLE, NULL);
    ck_assert_ptr_null(preflight.members[0].finding);
    ck_assert_str_eq(preflight.members[1].finding, "high-ratio");
    ck_assert_str_eq(preflight.members[2].finding, "similar-name");
    ck_assert_str_eq(preflight.members[3].finding, "similar-name");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {headers_that_differ_refuse_the_member,
            impossible_sizes_refuse_the_member, what_cannot_be_read_stays_unread,
            only_files_and_folders_are_accepted, data_descriptors_are_compared,
            bytes_that_are_no_descriptor, zip64_fields_are_read_strictly,
            zip64_may_be_for_the_offset_alone, zip64_fields_may_repeat_the_header,
            extra_fields_that_run_over_refuse_the_member,
            members_and_bundles_beyond_the_limits_are_refused,
            unacceptable_names_refuse_the_member, unicode_names_must_agree,
            duplicate_names_refuse_both, names_of_one_path_refuse_all_of_them,
            similar_names_and_high_ratios_are_findings};

    return unit_run("preflight_member", tests, ARRAY_LENGTH(tests));
}
