/* Room on disk without names: the pool, the row store's areas, SQLite's scratch files. */
#include "engine/base/spill.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/db.h"
#include "tests/unit/unit.h"

static int fds[SPILL_POOL_SIZE];

static void use_pool(size_t count)
{
    struct error err = {0};

    ck_assert_msg(spill_open_pool(".", fds, &err), "%s", err.message);
    ck_assert_msg(spill_use_pool(fds, count, &err), "%s", err.message);
}

static size_t count_names(void)
{
    DIR *folder = opendir(".");
    size_t count = 0;

    ck_assert_ptr_nonnull(folder);
    for (const struct dirent *entry = readdir(folder); entry; entry = readdir(folder))
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(folder);
    return count;
}

/* Bytes that all files of the pool take on disk. */
static int64_t bytes_on_disk(void)
{
    struct stat file;
    int64_t bytes = 0;

    for (size_t i = 0; i < SPILL_POOL_SIZE; i++) {
        ck_assert_int_eq(fstat(fds[i], &file), 0);
        bytes += file.st_blocks * 512;
    }
    return bytes;
}

START_TEST(files_have_no_names_and_are_private)
{
    struct stat file;

    use_pool(SPILL_POOL_SIZE);
    ck_assert_uint_eq(count_names(), 0);
    for (size_t i = 0; i < SPILL_POOL_SIZE; i++) {
        ck_assert_int_eq(fstat(fds[i], &file), 0);
        ck_assert_uint_eq(file.st_mode & 0777, 0600);
        ck_assert_uint_eq(file.st_nlink, 0);
        ck_assert_int_eq(fcntl(fds[i], F_GETFD), FD_CLOEXEC);
    }
    spill_close_pool(fds);
    ck_assert_int_eq(fcntl(fds[0], F_GETFD), -1);
}
END_TEST

/* As on a network share: no files without a name there. */
static void forbid_unnamed_files(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);

    ck_assert_ptr_nonnull(filter);
    ck_assert_int_eq(seccomp_rule_add(filter, SCMP_ACT_ERRNO(EOPNOTSUPP),
                             SCMP_SYS(openat), 1,
                             SCMP_A2(SCMP_CMP_MASKED_EQ, O_TMPFILE, O_TMPFILE)),
            0);
    ck_assert_int_eq(seccomp_load(filter), 0);
    seccomp_release(filter);
}

START_TEST(a_name_is_gone_at_once_where_one_is_needed)
{
    struct stat file;

    forbid_unnamed_files();
    use_pool(SPILL_POOL_SIZE);
    ck_assert_uint_eq(count_names(), 0);
    for (size_t i = 0; i < SPILL_POOL_SIZE; i++) {
        ck_assert_int_eq(fstat(fds[i], &file), 0);
        ck_assert_uint_eq(file.st_mode & 0777, 0600);
        ck_assert_uint_eq(file.st_nlink, 0);
    }
}
END_TEST

START_TEST(folder_that_is_not_there)
{
    struct error err = {0};
    int before = dup(0);

    ck_assert(!spill_open_pool("no-such-folder", fds, &err));
    ck_assert_int_eq(err.code, ERROR_IO);
    ck_assert_ptr_nonnull(strstr(err.message, "no-such-folder"));
    close(before);
    ck_assert_int_eq(dup(0), before); /* nothing stays open */
}
END_TEST

START_TEST(take_and_return)
{
    struct error err = {0};
    int first, second, third;

    use_pool(2);
    ck_assert_uint_eq(spill_count_free(), 2);
    ck_assert(spill_take(&first, &err));
    ck_assert(spill_take(&second, &err));
    ck_assert_int_ne(first, second);
    ck_assert_uint_eq(spill_count_free(), 0);
    ck_assert(!spill_take(&third, &err));
    ck_assert_int_eq(err.code, ERROR_LIMIT);
    ck_assert_int_eq(write(first, "left over", 9), 9);
    spill_return(first);
    ck_assert(spill_take(&third, &err));
    ck_assert_int_eq(third, first);
    ck_assert_int_eq(lseek(third, 0, SEEK_END), 0); /* and it is empty again */
    spill_return(-1);                               /* nobody's: nothing happens */
    ck_assert_uint_eq(spill_count_free(), 0);
}
END_TEST

START_TEST(pool_too_large)
{
    struct error err = {0};

    ck_assert(!spill_use_pool(fds, SPILL_POOL_SIZE + 1, &err));
    ck_assert_int_eq(err.code, ERROR_LIMIT);
}
END_TEST

START_TEST(area_grows_and_keeps_its_bytes)
{
    struct spill_area area = SPILL_AREA_INIT;
    struct error err = {0};

    use_pool(2);
    for (uint32_t i = 0; i < 3000000; i++) {
        if (!spill_area_reserve(&area, sizeof(i), &err))
            ck_abort_msg("%s", err.message);
        memcpy(area.bytes + area.size, &i, sizeof(i));
        area.size += sizeof(i);
    }
    for (uint32_t i = 0; i < 3000000; i++) {
        uint32_t value;

        memcpy(&value, area.bytes + i * sizeof(i), sizeof(value));
        if (value != i)
            ck_abort_msg("byte %u is lost", i);
    }
    ck_assert_int_gt(bytes_on_disk(), 11000000); /* allocated, not sparse */
    spill_area_clear(&area);
    ck_assert_int_eq(bytes_on_disk(), 0); /* given back at once */
    ck_assert_uint_eq(spill_count_free(), 2);
    ck_assert_int_eq(area.fd, -1);
}
END_TEST

START_TEST(budget_is_shared)
{
    struct spill_area areas[2] = {SPILL_AREA_INIT, SPILL_AREA_INIT};
    struct error err = {0};

    use_pool(4);
    spill_set_budget((uint64_t)8 << 20);
    ck_assert(spill_area_reserve(&areas[0], 1, &err)); /* areas grow by 4 MiB */
    ck_assert(spill_area_reserve(&areas[1], 1, &err));
    ck_assert(!spill_area_reserve(&areas[1], (size_t)5 << 20, &err));
    ck_assert_int_eq(err.code, ERROR_LIMIT);
    spill_area_clear(&areas[0]);
    ck_assert(spill_area_reserve(&areas[1], (size_t)5 << 20, &err));
    spill_area_clear(&areas[1]);
}
END_TEST

START_TEST(size_that_cannot_be)
{
    struct spill_area area = SPILL_AREA_INIT;
    struct error err = {0};

    use_pool(2);
    ck_assert(!spill_area_reserve(&area, SIZE_MAX, &err));
    ck_assert_int_eq(err.code, ERROR_LIMIT);
    ck_assert(!spill_area_reserve(&area, SIZE_MAX - 1, &err));
    ck_assert(spill_area_reserve(&area, 10, &err));
    area.size = 10;
    ck_assert(!spill_area_reserve(&area, SIZE_MAX - 5, &err));
    spill_area_clear(&area);
}
END_TEST

/* The kernel's own limit, met without a signal that would end the process. */
START_TEST(file_size_limit_is_an_error)
{
    const struct rlimit limit = {(rlim_t)6 << 20, (rlim_t)6 << 20};
    struct spill_area area = SPILL_AREA_INIT;
    struct error err = {0};

    use_pool(2);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    ck_assert(spill_area_reserve(&area, (size_t)3 << 20, &err));
    memset(area.bytes, 1, (size_t)3 << 20);
    area.size = (size_t)3 << 20;
    ck_assert(!spill_area_reserve(&area, (size_t)5 << 20, &err));
    ck_assert_int_eq(err.code, ERROR_IO);           /* of this machine, not of the job */
    ck_assert_int_eq(area.bytes[area.size - 1], 1); /* what was there stays */
    spill_area_clear(&area);
}
END_TEST

/* ---- SQLite ---- */

/* Needs more scratch than the cache below holds. */
static const char sort[] =
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 200000)"
        " SELECT count(*) FROM (SELECT DISTINCT hex(x * 7919 % 1000003) || hex(x) FROM c)";

static struct db *open_small(void)
{
    struct error err = {0};
    struct db *db;

    ck_assert_msg(db_open(NULL, DB_MEMORY, &db, &err), "%s", err.message);
    ck_assert(db_execute(db, "PRAGMA temp_store = FILE; PRAGMA cache_size = 10", &err));
    return db;
}

START_TEST(sqlite_spills_to_the_pool)
{
    struct error err = {0};
    int64_t count;
    struct db *db;

    use_pool(SPILL_POOL_SIZE);
    ck_assert_msg(spill_redirect_sqlite(&err), "%s", err.message);
    db = open_small();
    for (int i = 0; i < 3; i++) {
        ck_assert_msg(db_query_int(db, sort, &count, &err), "%s", err.message);
        ck_assert_int_eq(count, 200000);
        ck_assert_uint_eq(count_names(), 0);
        ck_assert_uint_eq(spill_count_free(), SPILL_POOL_SIZE); /* all came back */
    }
    ck_assert_int_eq(bytes_on_disk(), 0);
    db_close(db);
}
END_TEST

START_TEST(sqlite_meets_the_budget)
{
    struct error err = {0};
    int64_t count;
    struct db *db;

    use_pool(SPILL_POOL_SIZE);
    ck_assert(spill_redirect_sqlite(&err));
    spill_set_budget(200000);
    db = open_small();
    ck_assert(!db_query_int(db, sort, &count, &err));
    ck_assert_int_eq(err.code, ERROR_LIMIT);
    spill_set_budget(0); /* and the connection still works */
    ck_assert_msg(db_query_int(db, sort, &count, &err), "%s", err.message);
    db_close(db);
}
END_TEST

/* Which is this machine's trouble: elsewhere the same query is answered. */
START_TEST(sqlite_meets_the_systems_limit)
{
    const struct rlimit limit = {200000, 200000};
    struct error err = {0};
    int64_t count;
    struct db *db;

    use_pool(SPILL_POOL_SIZE);
    ck_assert(spill_redirect_sqlite(&err));
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    db = open_small();
    ck_assert(!db_query_int(db, sort, &count, &err));
    ck_assert_msg(err.code == ERROR_IO, "%d %s", (int)err.code, err.message);
    ck_assert_msg(strstr(err.message, "no room"), "%s", err.message);
    db_close(db);
}
END_TEST

START_TEST(sqlite_meets_an_empty_pool)
{
    struct error err = {0};
    int64_t count;
    struct db *db;

    use_pool(0);
    ck_assert(spill_redirect_sqlite(&err));
    db = open_small();
    ck_assert(!db_query_int(db, sort, &count, &err));
    ck_assert_int_ne(err.code, ERROR_NONE);
    db_close(db);
}
END_TEST

/* Nothing by name is opened, looked at or removed: a file that is there stays unseen. */
START_TEST(sqlite_opens_nothing_by_name)
{
    struct error err = {0};
    struct db *db = open_small();

    ck_assert(
            db_execute(db, "ATTACH 'kept.db' AS a; CREATE TABLE a.t(x); DETACH a", &err));
    use_pool(SPILL_POOL_SIZE);
    ck_assert(spill_redirect_sqlite(&err));
    ck_assert(db_execute(db, "ATTACH 'kept.db' AS b", &err));
    ck_assert(!db_execute(db, "SELECT * FROM b.t", &err));
    ck_assert_int_eq(access("kept.db", F_OK), 0);
    db_close(db);
}
END_TEST

struct asked {
    int fd;
    uint64_t from, to;
    unsigned times;
};

/* Puts an 'x' at every place that is asked for; beyond 1000 it cannot. */
static bool answer(void *owner, uint64_t from, uint64_t to, struct error *err)
{
    struct asked *asked = owner;

    asked->from = from;
    asked->to = to;
    asked->times++;
    for (uint64_t at = from; at < to; at++) {
        if (at >= 1000)
            return error_set(err, ERROR_INTEGRITY, "not there");
        if (!spill_put(asked->fd, "x", 1, at, err))
            return false;
    }
    return true;
}

START_TEST(what_is_promised_comes_when_it_is_read)
{
    struct asked asked = {0};
    const struct spill_filler filler = {answer, &asked};
    struct error err = {0};
    char bytes[100];
    size_t got;
    int other;

    use_pool(2);
    ck_assert(!spill_promise(fds[0], 10, &filler, &err)); /* nobody took it */
    ck_assert_int_eq(err.code, ERROR_IO);
    ck_assert(spill_take(&asked.fd, &err));
    spill_set_budget(5000);
    ck_assert(!spill_promise(asked.fd, 5001, &filler, &err));
    ck_assert_int_eq(err.code, ERROR_LIMIT);
    ck_assert(spill_promise(asked.fd, 2000, &filler, &err));
    ck_assert_uint_eq(spill_size(asked.fd), 2000);
    ck_assert_uint_eq(asked.times, 0);
    ck_assert(spill_read(asked.fd, bytes, 3, 500, &got, &err));
    ck_assert_uint_eq(got, 3);
    ck_assert_mem_eq(bytes, "xxx", 3);
    ck_assert_uint_eq(asked.from, 500);
    ck_assert_uint_eq(asked.to, 503);
    ck_assert(!spill_read(asked.fd, bytes, 3, 999, &got, &err));
    ck_assert_int_eq(err.code, ERROR_INTEGRITY);
    ck_assert(!spill_read(asked.fd, bytes, sizeof(bytes), 1990, &got, &err));
    ck_assert_uint_eq(asked.to, 2000); /* never beyond its end */
    ck_assert(spill_read(asked.fd, bytes, sizeof(bytes), 2001, &got, &err));
    ck_assert_uint_eq(got, 0);
    spill_return(asked.fd);
    asked.times = 0;
    ck_assert(spill_take(&other, &err));
    ck_assert_int_eq(other, asked.fd); /* and nobody is asked any more */
    ck_assert(spill_append(other, "own", 3, &err));
    ck_assert(spill_read(other, bytes, sizeof(bytes), 1, &got, &err));
    ck_assert_uint_eq(got, 2);
    ck_assert_mem_eq(bytes, "wn", 2);
    ck_assert_uint_eq(asked.times, 0);
    ck_assert(!spill_read(-1, bytes, 1, 0, &got, &err));
    ck_assert_int_eq(err.code, ERROR_IO);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            files_have_no_names_and_are_private,
            a_name_is_gone_at_once_where_one_is_needed,
            folder_that_is_not_there,
            take_and_return,
            what_is_promised_comes_when_it_is_read,
            pool_too_large,
            area_grows_and_keeps_its_bytes,
            budget_is_shared,
            size_that_cannot_be,
            file_size_limit_is_an_error,
            sqlite_spills_to_the_pool,
            sqlite_meets_the_budget,
            sqlite_meets_the_systems_limit,
            sqlite_meets_an_empty_pool,
            sqlite_opens_nothing_by_name,
    };

    return unit_run("spill", tests, ARRAY_LENGTH(tests));
}
