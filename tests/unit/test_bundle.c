#include "engine/workpaper/bundle.h"

#include <fcntl.h>

#include "tests/unit/workpaper.h"

static const char *const csv_columns[] = {"社員番号", "退職日"};

static const struct bundle_member members[] = {
        {.raw_name = {"hr/", 3},
                .name = "hr/",
                .name_source = "ascii",
                .status = BUNDLE_FOLDER,
                .record_count = -1,
                .unreadable_count = -1},
        {.raw_name = {"hr/\x91\xde\x90\x45.csv", 11},
                .name = "hr/退職.csv",
                .name_source = "cp932",
                .status = BUNDLE_READ,
                .method = 8,
                .size = UINT64_C(5000000000),
                .compressed_size = 1000,
                .data_offset = 66,
                .crc = 0xDEADBEEF,
                .sha256 =
                        "2222222222222222222222222222222222222222222222222222222222222222",
                .kind = "csv",
                .format = "csv",
                .encoding = "cp932",
                .delimiter = ',',
                .record_count = 12,
                .unreadable_count = 1,
                .damage = {{"7 行目は 3 列、見出しは 2 列",
                        "line 7 has 3 fields, the header has 2"}},
                .layout = "csv",
                .layout_reason = {{"csv と判別: a", "recognised as csv: it has a"}},
                .columns = csv_columns,
                .column_count = 2},
        {.raw_name = {"secret.xlsx", 11},
                .name = "secret.xlsx",
                .name_source = "ascii",
                .status = BUNDLE_UNREAD,
                .reason = "encrypted",
                .method = 8,
                .size = 10,
                .record_count = -1,
                .unreadable_count = -1},
};

/* A file of these bytes, open to read. */
static int open_bytes(const char *bytes)
{
    char path[128];
    int fd;

    snprintf(path, sizeof(path), "%s/delivery", scratch);
    fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, bytes, strlen(bytes)), (ssize_t)strlen(bytes));
    ck_assert_int_eq(lseek(fd, 0, SEEK_SET), 0);
    return fd;
}

static bool try_take(struct store *store, const char *name, const char *bytes,
        struct error *err)
{
    CLEANUP(bundle_file_close) struct bundle_file file = BUNDLE_FILE_INIT;
    int fd = open_bytes(bytes);
    int64_t bundle_id;
    bool ok = bundle_file_receive(store, fd, name, &file, err) &&
            bundle_add(store, "tanaka", &file,
                    &(struct bundle_delivery){.file = "HR 2026.zip", .by = "総務部"},
                    members, ARRAY_LENGTH(members), &bundle_id, err);

    close(fd);
    return ok;
}

static void take(struct store *store, const char *name, const char *bytes)
{
    struct error err = {0};

    ck_assert_msg(try_take(store, name, bytes, &err), "%s", err.message);
}

static int count_files(void)
{
    char command[200], line[32] = "";
    FILE *output;

    snprintf(command, sizeof(command), "ls -A %s/bundles | wc -l", engagement);
    output = popen(command, "r");
    ck_assert_ptr_nonnull(output);
    ck_assert_ptr_nonnull(fgets(line, sizeof(line), output));
    pclose(output);
    return (int)strtol(line, NULL, 10);
}

START_TEST(a_bundle_is_kept_byte_for_byte)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(1 << 20);
    struct store *store = create_engagement();
    struct error err = {0};
    struct bundle bundle;
    struct stat status;
    char bytes[16] = "";
    const char *path;
    int fd;

    take(store, "hr", "zip bytes");
    ck_assert(bundle_find(store, "hr", &arena, &bundle, &err));
    /* sha256sum of "zip bytes" */
    ck_assert_str_eq(bundle.sha256,
            "5b7a2754b389130e138d57ba83f1eae7f05a41c66becacfa2dd2060143ae66db");
    ck_assert_str_eq(bundle.short_id, "hr-5b7a2754");
    ck_assert_str_eq(bundle.file, "HR 2026.zip");
    ck_assert_str_eq(bundle.received_by, "tanaka");
    ck_assert_str_eq(bundle.delivered_by, "総務部");
    ck_assert_ptr_null(bundle.label);
    ck_assert_int_eq(bundle.bytes, 9);
    ck_assert(bundle_file_path(store, bundle.short_id, &arena, &path, &err));
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_uint_eq(status.st_mode & 0777, 0400);
    ck_assert(bundle_file_open(store, bundle.short_id, 9, bundle.sha256, &fd, &err));
    ck_assert_int_eq(pread(fd, bytes, sizeof(bytes), 0), 9);
    ck_assert_str_eq(bytes, "zip bytes");
    close(fd);
    ck_assert_int_eq(count_files(), 1);
    store_close(store);
}
END_TEST

/* Two programs take one delivery: both had asked before the first of them recorded it. */
START_TEST(of_two_at_once_one_is_refused)
{
    struct store *store = create_engagement();
    CLEANUP(bundle_file_close) struct bundle_file first = BUNDLE_FILE_INIT;
    CLEANUP(bundle_file_close) struct bundle_file second = BUNDLE_FILE_INIT;
    struct error err = {0};
    int fd = open_bytes("zip bytes");
    int64_t id;

    ck_assert(bundle_file_receive(store, fd, "hr", &first, &err));
    ck_assert_int_eq(lseek(fd, 0, SEEK_SET), 0);
    ck_assert(bundle_file_receive(store, fd, "again", &second, &err));
    ck_assert(bundle_add(store, "tanaka", &first,
            &(struct bundle_delivery){.file = "hr.zip"}, members, ARRAY_LENGTH(members),
            &id, &err));
    ck_assert(!bundle_add(store, "tanaka", &second,
            &(struct bundle_delivery){.file = "hr.zip"}, members, ARRAY_LENGTH(members),
            &id, &err));
    ck_assert_int_eq(err.code, ERROR_REFUSED);
    ck_assert_msg(strstr(err.message, "taken before, as hr-5b7a2754"), "%s", err.message);
    ck_assert_int_eq(count_files(), 1);
    close(fd);
    store_close(store);
}
END_TEST

/* A worker that looks at it gets this very descriptor. */
START_TEST(what_was_hashed_cannot_be_written_any_more)
{
    struct store *store = create_engagement();
    CLEANUP(bundle_file_close) struct bundle_file file = BUNDLE_FILE_INIT;
    struct error err = {0};
    int fd = open_bytes("zip bytes");

    ck_assert(bundle_file_receive(store, fd, "hr", &file, &err));
    ck_assert_int_eq(pwrite(file.fd, "evil", 4, 0), -1);
    ck_assert_int_eq(ftruncate(file.fd, 0), -1);
    close(fd);
    store_close(store);
}
END_TEST

START_TEST(the_receipt_comes_back_as_it_was_written)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(1 << 20);
    struct store *store = create_engagement();
    struct bundle_member *kept = NULL;
    struct error err = {0};
    size_t count = 0;

    take(store, "hr", "one");
    ck_assert(bundle_members(store, 1, &arena, &kept, &count, &err));
    ck_assert_uint_eq(count, 3);
    ck_assert_int_eq(kept[0].status, BUNDLE_FOLDER);
    ck_assert_int_eq(kept[0].record_count, -1);
    ck_assert_int_eq(kept[1].member_id, 2);
    ck_assert_uint_eq(kept[1].raw_name.size, 11);
    ck_assert_mem_eq(kept[1].raw_name.text, members[1].raw_name.text, 11);
    ck_assert_str_eq(kept[1].name, "hr/退職.csv");
    ck_assert_uint_eq(kept[1].size, UINT64_C(5000000000));
    ck_assert_uint_eq(kept[1].crc, 0xDEADBEEF);
    ck_assert_int_eq(kept[1].delimiter, ',');
    ck_assert_int_eq(kept[1].record_count, 12);
    ck_assert_int_eq(kept[1].unreadable_count, 1);
    ck_assert_str_eq(kept[1].damage.in[TEXT_JA], "7 行目は 3 列、見出しは 2 列");
    ck_assert_str_eq(kept[1].damage.in[TEXT_EN], "line 7 has 3 fields, the header has 2");
    ck_assert_str_eq(kept[1].layout, "csv");
    ck_assert_str_eq(kept[1].layout_reason.in[TEXT_EN], "recognised as csv: it has a");
    ck_assert_uint_eq(kept[1].column_count, 2);
    ck_assert_str_eq(kept[1].columns[0], "社員番号");
    ck_assert_str_eq(kept[1].columns[1], "退職日");
    ck_assert_str_eq(kept[2].reason, "encrypted");
    ck_assert_ptr_null(kept[2].sha256);
    ck_assert_uint_eq(kept[2].column_count, 0);
    ck_assert_str_eq(text_of(store,
                             "SELECT body ->> '$.members.unread' FROM journal"
                             " WHERE action = 'take'"),
            "1");
    store_close(store);
}
END_TEST

START_TEST(member_numbers_go_on_and_the_newest_delivery_is_current)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(1 << 20);
    struct store *store = create_engagement();
    struct bundle *bundles = NULL;
    struct bundle found;
    struct error err = {0};
    size_t count = 0;

    take(store, "hr", "one");
    take(store, "logs", "two");
    take(store, "hr", "three");
    ck_assert(bundle_list(store, &arena, &bundles, &count, &err));
    ck_assert_uint_eq(count, 3);
    ck_assert_int_eq(bundles[0].first_member, 1);
    ck_assert_int_eq(bundles[1].first_member, 4);
    ck_assert_int_eq(bundles[2].first_member, 7);
    ck_assert(!bundles[0].is_current);
    ck_assert(bundles[1].is_current);
    ck_assert(bundles[2].is_current);
    ck_assert(bundle_find(store, "hr", &arena, &found, &err));
    ck_assert_int_eq(found.bundle_id, 3);
    ck_assert(bundle_find(store, bundles[0].short_id, &arena, &found, &err));
    ck_assert_int_eq(found.bundle_id, 1);
    ck_assert(!bundle_find(store, "payroll", &arena, &found, &err));
    ck_assert_int_eq(err.code, ERROR_MISSING);
    ck_assert_ptr_nonnull(strstr(err.message, bundles[1].short_id));
    store_close(store);
}
END_TEST

START_TEST(the_same_bytes_are_taken_once)
{
    struct store *store = create_engagement();
    struct error err = {0};

    take(store, "hr", "one");
    ck_assert(!try_take(store, "again", "one", &err));
    ck_assert_int_eq(err.code, ERROR_REFUSED);
    ck_assert_ptr_nonnull(strstr(err.message, "hr-"));
    ck_assert_int_eq(count_files(), 1);
    store_close(store);
}
END_TEST

START_TEST(what_is_not_recorded_leaves_nothing)
{
    CLEANUP(bundle_file_close) struct bundle_file file = BUNDLE_FILE_INIT;
    struct store *store = create_engagement();
    struct error err = {0};
    int64_t bundle_id;
    int fd = open_bytes("one");

    ck_assert(bundle_file_receive(store, fd, "hr", &file, &err));
    ck_assert(!bundle_add(store, "ito", &file,
            &(struct bundle_delivery){.file = "hr.zip"}, members, 3, &bundle_id, &err));
    ck_assert_int_eq(err.code, ERROR_REFUSED);
    close(fd);
    bundle_file_close(&file);
    ck_assert_int_eq(count_files(), 0);
    ck_assert_int_eq(number(store, "SELECT count(*) FROM member"), 0);
    store_close(store);
}
END_TEST

/* Named, but the power went before the act was stored: the next `take` uses it. */
START_TEST(a_file_left_by_an_interrupted_take_is_used)
{
    CLEANUP(bundle_file_close) struct bundle_file file = BUNDLE_FILE_INIT;
    struct store *store = create_engagement();
    struct error err = {0};
    int fd = open_bytes("one");

    ck_assert(bundle_file_receive(store, fd, "hr", &file, &err));
    ck_assert(bundle_file_keep(&file, &err));
    close(fd);
    ck_assert_int_eq(count_files(), 1);
    take(store, "hr", "one");
    ck_assert_int_eq(count_files(), 1);
    store_close(store);
}
END_TEST

START_TEST(a_changed_or_lost_file_is_noticed)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(1 << 20);
    struct store *store = create_engagement();
    struct error err = {0};
    struct bundle bundle;
    const char *path;
    int fd;

    take(store, "hr", "one");
    ck_assert(bundle_find(store, "hr", &arena, &bundle, &err));
    ck_assert(bundle_file_path(store, bundle.short_id, &arena, &path, &err));
    ck_assert_int_eq(chmod(path, 0600), 0);
    fd = open(path, O_WRONLY);
    ck_assert_int_eq(write(fd, "two", 3), 3);
    close(fd);
    ck_assert(bundle_file_open(store, bundle.short_id, 3, NULL, &fd, &err));
    close(fd);
    ck_assert(!bundle_file_open(store, bundle.short_id, 3, bundle.sha256, &fd, &err));
    ck_assert_int_eq(err.code, ERROR_INTEGRITY);
    ck_assert_int_eq(truncate(path, 2), 0);
    ck_assert(!bundle_file_open(store, bundle.short_id, 3, NULL, &fd, &err));
    ck_assert_int_eq(err.code, ERROR_INTEGRITY);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert(!bundle_file_open(store, bundle.short_id, 3, NULL, &fd, &err));
    ck_assert_int_eq(err.code, ERROR_INTEGRITY);
    store_close(store);
}
END_TEST

START_TEST(names_of_deliveries_are_safe)
{
    static const char *const names[][2] = {{"access.zip", "access"},
            {"/a/b/access.ZIP", "access"}, {"退職者 一覧.zip", "退職者_一覧"},
            {"a:b!c#d%e*f?g[h]\\i.zip", "a_b_c_d_e_f_g_h__i"}, {"..", "_."},
            {"", "bundle"}, {"-rf.zip", "_rf"}, {".zip", "_zip"},
            {"\xff\x1b[2J.zip", "___2J"}};
    char name[BUNDLE_FILE_NAME_MAX + 1], again[BUNDLE_FILE_NAME_MAX + 1],
            long_name[400] = "";

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        bundle_file_name(names[i][0], name);
        ck_assert_str_eq(name, names[i][1]);
        bundle_file_name(name, again);
        ck_assert_str_eq(again, name);
    }
    for (int i = 0; i < 100; i++)
        memcpy(long_name + 3 * i, "表", 4);
    bundle_file_name(long_name, name);
    ck_assert_uint_eq(strlen(name), 99);
}
END_TEST

START_TEST(a_name_a_path_could_obey_is_refused)
{
    struct store *store = create_engagement();
    struct error err = {0};

    ck_assert(!try_take(store, "../hr", "one", &err));
    ck_assert_int_eq(err.code, ERROR_USAGE);
    ck_assert_int_eq(count_files(), 0);
    store_close(store);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            a_bundle_is_kept_byte_for_byte,
            of_two_at_once_one_is_refused,
            what_was_hashed_cannot_be_written_any_more,
            the_receipt_comes_back_as_it_was_written,
            member_numbers_go_on_and_the_newest_delivery_is_current,
            the_same_bytes_are_taken_once,
            what_is_not_recorded_leaves_nothing,
            a_file_left_by_an_interrupted_take_is_used,
            a_changed_or_lost_file_is_noticed,
            names_of_deliveries_are_safe,
            a_name_a_path_could_obey_is_refused,
    };

    return unit_run_in("bundle", tests, ARRAY_LENGTH(tests), make_scratch,
            remove_scratch);
}
