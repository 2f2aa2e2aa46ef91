#include "evidence/archive/tar.h"

#include <string.h>

#include "tests/unit/packed_bytes.h"
#include "tests/unit/unit.h"

#define TAR_BUF BUF_INIT((size_t)16 << 20)

static bool read_tar(const struct buf *tar, struct preflight *ret_listing,
        struct error *err)
{
    int fd = zip_bytes_open(buf_text(tar), tar->size);
    bool ok;

    *err = (struct error){0};
    ok = tar_read(fd, tar->size, ret_listing, err);
    close(fd);
    return ok;
}

static void check_refused(const struct buf *tar, const char *code)
{
    struct preflight listing;
    struct error err;
    char wanted[40];

    snprintf(wanted, sizeof(wanted), "[%s]", code);
    ck_assert_msg(!read_tar(tar, &listing, &err), "accepted, not %s", code);
    ck_assert_int_eq(err.code, ERROR_REFUSED);
    ck_assert_msg(strstr(err.message, wanted), "%s, not %s", err.message, code);
}

static void check_accepted(const struct buf *tar, struct preflight *ret_listing)
{
    struct error err;

    ck_assert_msg(read_tar(tar, ret_listing, &err), "%s", err.message);
}

START_TEST(names_of_every_kind_are_read)
{
    CLEANUP(buf_clear) struct buf tar = TAR_BUF;
    CLEANUP(preflight_clear) struct preflight listing;
    char name[151];
    const struct {
        const char *name;
        uint64_t size;
    } expected[] = {{"a.csv", 3}, {"var/log/b.csv", 0}, {name, 2}, {"日本/c.csv", 1},
            {"ソ表.csv", 1}, {"d/", 0}};

    memset(name, 'n', 150);
    name[150] = '\0';
    packed_bytes_tar(&tar, "./a.csv", "a,b");
    packed_bytes_tar_as(&tar, (struct tar_member){.name = "b.csv", .prefix = "var/log"},
            "", 0);
    packed_bytes_tar_as(&tar,
            (struct tar_member){.name = "././@LongLink", .type = 'L', .mark = TAR_GNU},
            name, 151);
    packed_bytes_tar_as(&tar, (struct tar_member){.name = "nnnn", .mark = TAR_GNU}, "xy",
            2);
    packed_bytes_tar_as(&tar, (struct tar_member){.name = "pax", .type = 'x'},
            "21 path=\xE6\x97\xA5\xE6\x9C\xAC/c.csv\n18 mtime=1.500000\n", 39);
    packed_bytes_tar(&tar, "c.csv", "z");
    packed_bytes_tar(&tar, "\x83\x5C\x95\x5C.csv", "y");
    packed_bytes_tar_as(&tar, (struct tar_member){.name = "d/", .type = '5'}, "", 0);
    packed_bytes_tar_end(&tar);
    check_accepted(&tar, &listing);
    ck_assert_uint_eq(listing.count, ARRAY_LENGTH(expected));
    for (uint32_t i = 0; i < listing.count; i++) {
        ck_assert_str_eq(listing.members[i].name, expected[i].name);
        ck_assert_uint_eq(listing.members[i].size, expected[i].size);
    }
    ck_assert_uint_eq(listing.members[0].data_offset, 512);
    ck_assert_uint_eq(listing.members[0].raw_size, 7);
    ck_assert_mem_eq(listing.members[0].raw_name, "./a.csv", 7);
    ck_assert_int_eq(listing.members[4].name_source, MEMBER_NAME_CP932);
    ck_assert_int_eq(listing.members[5].status, PREFLIGHT_FOLDER);
}
END_TEST

START_TEST(what_concerns_one_member_refuses_that_one)
{
    static const struct {
        struct tar_member member;
        enum preflight_status status;
        const char *reason;
    } rows[] = {
            {{.name = "a", .type = '1'}, PREFLIGHT_REFUSED, "hard-link"},
            {{.name = "a", .type = '2'}, PREFLIGHT_REFUSED, "link"},
            {{.name = "a", .type = '3'}, PREFLIGHT_REFUSED, "device"},
            {{.name = "a", .type = '6'}, PREFLIGHT_REFUSED, "device"},
            {{.name = "a", .type = 'V'}, PREFLIGHT_REFUSED, "inner-kind"},
            {{.name = "a", .type = 'S'}, PREFLIGHT_UNREAD, "inner-sparse"},
            {{.name = "/etc/passwd"}, PREFLIGHT_REFUSED, "name-absolute"},
            {{.name = "a/../../b"}, PREFLIGHT_REFUSED, "name-dot-dot"},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        CLEANUP(buf_clear) struct buf tar = TAR_BUF;
        CLEANUP(preflight_clear) struct preflight listing;

        packed_bytes_tar(&tar, "good", "1");
        packed_bytes_tar_as(&tar, rows[i].member, "", 0);
        packed_bytes_tar_end(&tar);
        check_accepted(&tar, &listing);
        ck_assert_uint_eq(listing.count, 2);
        ck_assert_int_eq(listing.members[1].status, rows[i].status);
        ck_assert_str_eq(listing.members[1].reason, rows[i].reason);
    }
}
END_TEST

/* So many members are whole, and so many listed; the rest is told. */
static void check_cut(const struct buf *tar, uint32_t whole, uint32_t count)
{
    CLEANUP(preflight_clear) struct preflight listing = {.arena = ARENA_INIT(0)};
    char place[40];

    check_accepted(tar, &listing);
    snprintf(place, sizeof(place), "byte %zu", tar->size);
    ck_assert_ptr_nonnull(listing.damage.in[TEXT_EN]);
    ck_assert_msg(strstr(listing.damage.in[TEXT_EN], place) &&
                    strstr(listing.damage.in[TEXT_EN], "[tar-cut-off]"),
            "%s", listing.damage.in[TEXT_EN]);
    ck_assert_uint_eq(listing.count, count);
    for (uint32_t i = 0; i < count; i++) {
        ck_assert_int_eq(listing.members[i].status,
                i < whole ? PREFLIGHT_READABLE : PREFLIGHT_UNREAD);
        if (i >= whole)
            ck_assert_str_eq(listing.members[i].reason, "inner-cut-off");
    }
}

START_TEST(a_tar_that_breaks_off_lists_what_is_there)
{
    CLEANUP(buf_clear) struct buf good = TAR_BUF;
    CLEANUP(buf_clear) struct buf tar = TAR_BUF;

    packed_bytes_tar(&good, "a.csv", "a,b\n1,2\n");
    packed_bytes_tar(&good, "b.csv", "a,b\n3,4\n");
    for (size_t size = 512; size <= good.size; size++) {
        uint32_t whole = size >= 1544 ? 2 : size >= 520, count = size >= 1536 ? 2 : 1;

        buf_reset(&tar);
        zip_bytes_put(&tar, buf_text(&good), size);
        check_cut(&tar, whole, count);
    }
    packed_bytes_tar_end(&good);
    for (size_t size = 2048; size <= good.size; size += 512) {
        CLEANUP(preflight_clear) struct preflight listing = {.arena = ARENA_INIT(0)};

        buf_reset(&tar);
        zip_bytes_put(&tar, buf_text(&good), size);
        if (size == 2048) {
            check_cut(&tar, 2, 2);
            continue;
        }
        check_accepted(&tar, &listing); /* one block of zeros is an end */
        ck_assert_ptr_null(listing.damage.in[TEXT_EN]);
    }
}
END_TEST

START_TEST(of_one_name_the_last_member_counts)
{
    CLEANUP(buf_clear) struct buf tar = TAR_BUF;
    CLEANUP(preflight_clear) struct preflight listing = {.arena = ARENA_INIT(0)};
    static const char *const reasons[] = {"superseded", "superseded", NULL, NULL,
            "superseded", "link", NULL, "link-to-itself", NULL, NULL};

    packed_bytes_tar(&tar, "a", "1");
    packed_bytes_tar(&tar, "a", "2");
    packed_bytes_tar(&tar, "./a", "3");
    packed_bytes_tar(&tar, "b", "1");
    packed_bytes_tar(&tar, "c", "1");
    packed_bytes_tar_as(&tar, (struct tar_member){.name = "c", .type = '2'}, "", 0);
    packed_bytes_tar(&tar, "d", "1");
    packed_bytes_tar_as(&tar, (struct tar_member){.name = "d", .type = '1', .link = "d"},
            "", 0);
    packed_bytes_tar_as(&tar, (struct tar_member){.name = "e/", .type = '5'}, "", 0);
    packed_bytes_tar_as(&tar, (struct tar_member){.name = "e/", .type = '5'}, "", 0);
    packed_bytes_tar_end(&tar);
    check_accepted(&tar, &listing);
    ck_assert_uint_eq(listing.count, ARRAY_LENGTH(reasons));
    for (uint32_t i = 0; i < listing.count; i++) {
        ck_assert_pstr_eq(listing.members[i].reason, reasons[i]);
        ck_assert_ptr_null(listing.members[i].finding);
    }
}
END_TEST

START_TEST(what_breaks_the_rule_refuses_the_tar)
{
    CLEANUP(buf_clear) struct buf good = TAR_BUF;
    CLEANUP(buf_clear) struct buf tar = TAR_BUF;
    struct tar_member link = {.name = "a", .type = '2', .size = 5};

    packed_bytes_tar(&good, "a.csv", "a,b\n1,2\n");
    for (size_t size = 0; size < 512; size++) {
        buf_reset(&tar);
        zip_bytes_put(&tar, buf_text(&good), size);
        check_refused(&tar, "tar-cut-off");
    }
    packed_bytes_tar_end(&good);
    buf_reset(&tar);
    zip_bytes_put(&tar, buf_text(&good), good.size);
    zip_bytes_put(&tar, "x", 1);
    check_refused(&tar, "tar-trailing");
    tar.size--;
    tar.data[3] ^= 1;
    check_refused(&tar, "tar-checksum");
    tar.data[3] ^= 1;
    memcpy(tar.data + 124, "0000000001x", 11);
    packed_bytes_tar_sum((uint8_t *)tar.data);
    check_refused(&tar, "tar-header");
    memcpy(tar.data + 124, "77777777777", 11); /* 8 GiB that are not there */
    packed_bytes_tar_sum((uint8_t *)tar.data);
    check_cut(&tar, 0, 1);
    memcpy(tar.data + 124, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 12);
    packed_bytes_tar_sum((uint8_t *)tar.data);
    check_refused(&tar, "tar-header");
    buf_reset(&tar);
    packed_bytes_tar_header(&tar, &link);
    packed_bytes_tar_end(&tar);
    check_refused(&tar, "tar-header");
}
END_TEST

START_TEST(extended_headers_are_not_believed)
{
    static const struct {
        const char *bytes;
        char type;
    } rows[] = {{"13 path=a.csv", 'x'}, {"99 path=a.csv\n", 'x'}, {"8 path=a\n", 'x'},
            {"nonsense\n", 'x'}, {"8 size=\n", 'x'}, {"10 size=x\n", 'x'},
            {"10 path=a\n10 path=b\n", 'x'}, {"10 path=a\n", 'g'}, {"10 size=1\n", 'g'},
            {"29 size=99999999999999999999\n", 'x'}};

    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        CLEANUP(buf_clear) struct buf tar = TAR_BUF;

        packed_bytes_tar_as(&tar, (struct tar_member){.name = "x", .type = rows[i].type},
                rows[i].bytes, strlen(rows[i].bytes));
        packed_bytes_tar(&tar, "a.csv", "1");
        packed_bytes_tar_end(&tar);
        check_refused(&tar, "tar-extended");
    }
}
END_TEST

START_TEST(two_names_for_one_member_refuse_the_tar)
{
    CLEANUP(buf_clear) struct buf tar = TAR_BUF;

    packed_bytes_tar_as(&tar, (struct tar_member){.name = "L", .type = 'L'}, "long", 5);
    packed_bytes_tar_as(&tar, (struct tar_member){.name = "x", .type = 'x'},
            "13 path=other\n", 14);
    packed_bytes_tar(&tar, "a.csv", "1");
    packed_bytes_tar_end(&tar);
    check_refused(&tar, "tar-extended"); /* the length is wrong by one */
    tar.data[1024 + 512 + 1] = '4';
    check_refused(&tar, "tar-header");
}
END_TEST

START_TEST(a_size_in_a_pax_header_counts)
{
    CLEANUP(buf_clear) struct buf tar = TAR_BUF;
    CLEANUP(preflight_clear) struct preflight listing;
    static const uint8_t zeros[509];

    packed_bytes_tar_as(&tar, (struct tar_member){.name = "x", .type = 'x'},
            "10 size=3\n", 10);
    packed_bytes_tar_header(&tar, &(struct tar_member){.name = "a.csv"});
    zip_bytes_put(&tar, "abc", 3);
    zip_bytes_put(&tar, zeros, sizeof(zeros));
    packed_bytes_tar_end(&tar);
    check_accepted(&tar, &listing);
    ck_assert_uint_eq(listing.count, 1);
    ck_assert_uint_eq(listing.members[0].size, 3);
}
END_TEST

/* tar -x leaves the last; which was meant is for the auditor to ask. */
START_TEST(names_of_one_path_are_told)
{
    CLEANUP(buf_clear) struct buf tar = TAR_BUF;
    CLEANUP(preflight_clear) struct preflight listing;

    packed_bytes_tar(&tar, "x/y.csv", "1");
    packed_bytes_tar(&tar, "x//y.csv", "2");
    packed_bytes_tar(&tar, "a.csv", "3");
    packed_bytes_tar(&tar, "./a.csv", "4");
    packed_bytes_tar_end(&tar);
    check_accepted(&tar, &listing);
    ck_assert_str_eq(listing.members[0].finding, "similar-name");
    ck_assert_str_eq(listing.members[1].finding, "similar-name");
    ck_assert_int_eq(listing.members[1].status, PREFLIGHT_READABLE);
    ck_assert_str_eq(listing.members[2].reason, PREFLIGHT_SUPERSEDED);
    ck_assert_ptr_null(listing.members[3].finding);
}
END_TEST

/* What `tar -S --format=pax` writes of d/sp.csv, before a member of the same folder. */
START_TEST(a_sparse_member_has_the_name_it_was_packed_by)
{
    static const char pax[] = "22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n"
                              "28 GNU.sparse.name=d/sp.csv\n";
    CLEANUP(buf_clear) struct buf tar = TAR_BUF;
    CLEANUP(preflight_clear) struct preflight listing;

    packed_bytes_tar_as(&tar, (struct tar_member){.name = "x", .type = 'x'}, pax,
            sizeof(pax) - 1);
    packed_bytes_tar(&tar, "d/GNUSparseFile.18836/sp.csv", "z");
    packed_bytes_tar(&tar, "d/a.csv", "y");
    packed_bytes_tar_end(&tar);
    check_accepted(&tar, &listing);
    ck_assert_str_eq(listing.members[0].name, "d/sp.csv");
    ck_assert_int_eq(listing.members[0].status, PREFLIGHT_UNREAD);
    ck_assert_str_eq(listing.members[0].reason, "inner-sparse");
    ck_assert_str_eq(listing.members[1].name, "d/a.csv");
    ck_assert_int_eq(listing.members[1].status, PREFLIGHT_READABLE);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {names_of_every_kind_are_read,
            what_concerns_one_member_refuses_that_one,
            a_tar_that_breaks_off_lists_what_is_there, of_one_name_the_last_member_counts,
            what_breaks_the_rule_refuses_the_tar, extended_headers_are_not_believed,
            two_names_for_one_member_refuse_the_tar, a_size_in_a_pax_header_counts,
            names_of_one_path_are_told, a_sparse_member_has_the_name_it_was_packed_by};

    return unit_run("tar", tests, ARRAY_LENGTH(tests));
}
