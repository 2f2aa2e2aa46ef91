#include "engine/base/spill.h"

#include "engine/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define GROWTH ((size_t)4 << 20)
#define AREA_MAX ((size_t)1 << 44)

/* The pool of this process. A slot is free, taken by the row store, or taken by SQLite,
 * which closes its descriptors itself: it is handed a duplicate, and the slot is free
 * again when that is closed. */
static struct {
    int fds[SPILL_POOL_SIZE];
    int lent[SPILL_POOL_SIZE]; /* the duplicate SQLite holds, -1 for none */
    bool taken[SPILL_POOL_SIZE];
    uint64_t sizes[SPILL_POOL_SIZE];              /* bytes on disk, or promised */
    struct spill_filler fillers[SPILL_POOL_SIZE]; /* fill NULL: it holds what it holds */
    size_t count;
    uint64_t used, budget; /* bytes of all of them together; 0: no budget */
} pool;

/* File systems that cannot make a file without a name (network shares) make one with a
 * name that is gone before anybody else hears of it. */
static int open_unnamed(const char *folder, size_t number)
{
    char path[PATH_MAX];
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
        return fd;
    if (snprintf(path, sizeof(path), "%s/.spill-%ld-%zu", folder, (long)getpid(),
                number) >= (int)sizeof(path))
        return -1;
    fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd >= 0)
        unlink(path);
    return fd;
}

bool spill_open_some(const char *folder, size_t count, int *fds, struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        fds[i] = open_unnamed(folder, i);
        if (fds[i] >= 0)
            continue;
        error_set(err, ERROR_IO,
                TR("%s: cannot make a temporary file there: %s",
                        "%s: 一時ファイルを作れない: %s"),
                folder, error_reason(errno));
        while (i-- > 0)
            close(fds[i]);
        return false;
    }
    return true;
}

bool spill_open_pool(const char *folder, int fds[SPILL_POOL_SIZE], struct error *err)
{
    return spill_open_some(folder, SPILL_POOL_SIZE, fds, err);
}

void spill_close_some(size_t count, const int *fds)
{
    for (size_t i = 0; i < count; i++)
        close(fds[i]);
}

void spill_close_pool(int fds[SPILL_POOL_SIZE])
{
    spill_close_some(SPILL_POOL_SIZE, fds);
}

bool spill_use_pool(const int *fds, size_t count, struct error *err)
{
    if (count > SPILL_POOL_SIZE)
        return error_set(err, ERROR_LIMIT, "a pool of %zu temporary files is too large",
                count);
    memset(&pool, 0, sizeof(pool));
    pool.count = count;
    for (size_t i = 0; i < count; i++) {
        pool.fds[i] = fds[i];
        pool.lent[i] = -1;
    }
    signal(SIGXFSZ, SIG_IGN); /* a full budget is an error of the write, not of the
                                 process */
    return true;
}

void spill_set_budget(uint64_t bytes)
{
    pool.budget = bytes;
}

size_t spill_count_free(void)
{
    size_t count = 0;

    for (size_t i = 0; i < pool.count; i++)
        count += !pool.taken[i];
    return count;
}

/* ---- slots ---- */

static int find_free(void)
{
    for (size_t i = 0; i < pool.count; i++) {
        if (!pool.taken[i])
            return (int)i;
    }
    return -1;
}

static int find_slot(const int *fds, int fd)
{
    for (size_t i = 0; i < pool.count; i++) {
        if (pool.taken[i] && fds[i] == fd)
            return (int)i;
    }
    return -1;
}

static void note_size(int slot, uint64_t size)
{
    pool.used += size - pool.sizes[slot];
    pool.sizes[slot] = size;
}

/* Its bytes go back to the disk at once, not when somebody needs the slot. */
static void free_slot(int slot)
{
    if (ftruncate(pool.fds[slot], 0) == 0)
        note_size(slot, 0);
    pool.lent[slot] = -1;
    pool.taken[slot] = false;
    pool.fillers[slot] = (struct spill_filler){NULL, NULL};
}

static bool is_within_budget(uint64_t more)
{
    return pool.budget == 0 ||
            (pool.used <= pool.budget && more <= pool.budget - pool.used);
}

/* ---- what SQLite calls instead of the system ---- */

static int lend_to_sqlite(const char *path, int flags, int mode)
{
    int slot = find_free();

    (void)path;
    (void)flags;
    (void)mode;
    if (slot < 0 || ftruncate(pool.fds[slot], 0) != 0) {
        errno = EMFILE;
        return -1;
    }
    pool.lent[slot] = fcntl(pool.fds[slot], F_DUPFD_CLOEXEC, 3);
    pool.taken[slot] = pool.lent[slot] >= 0;
    return pool.lent[slot];
}

static int take_back_from_sqlite(int fd)
{
    int slot = find_slot(pool.lent, fd);

    if (slot >= 0)
        free_slot(slot);
    return close(fd);
}

static ssize_t write_for_sqlite(int fd, const void *bytes, size_t size, off_t offset)
{
    int slot = find_slot(pool.lent, fd);
    uint64_t end = (uint64_t)offset + size;
    uint64_t more = slot >= 0 && end > pool.sizes[slot] ? end - pool.sizes[slot] : 0;
    ssize_t written;

    if (!is_within_budget(more)) {
        errno = ENOSPC; /* SQLITE_FULL: a limit of ours */
        return -1;
    }
    written = pwrite(fd, bytes, size, offset);
    if (written < 0 && errno == ENOSPC)
        errno = EDQUOT; /* SQLITE_IOERR: the machine's; db_error.c tells them apart */
    if (written > 0 && more)
        note_size(slot, end);
    return written;
}

/* SQLite asks for two things: whether its folder for temporary files may be used, and
 * whether the random name it made up is taken. */
static int find_only_folder(const char *path, int mode)
{
    (void)path;
    if (mode != F_OK)
        return 0;
    errno = ENOENT;
    return -1;
}

static int remove_nothing(const char *path)
{
    (void)path;
    return 0;
}

static int describe_folder(const char *path, struct stat *ret_stat)
{
    (void)path;
    memset(ret_stat, 0, sizeof(*ret_stat));
    ret_stat->st_mode = S_IFDIR | 0700;
    return 0;
}

static bool redirect(sqlite3_vfs *vfs, const char *name, void (*function)(void))
{
    return vfs->xSetSystemCall(vfs, name, function) == SQLITE_OK;
}

bool spill_redirect_sqlite(struct error *err)
{
    sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);

    if (vfs && vfs->xSetSystemCall &&
            redirect(vfs, "open", (void (*)(void))lend_to_sqlite) &&
            redirect(vfs, "close", (void (*)(void))take_back_from_sqlite) &&
            redirect(vfs, "pwrite", (void (*)(void))write_for_sqlite) &&
            redirect(vfs, "pwrite64", (void (*)(void))write_for_sqlite) &&
            redirect(vfs, "access", (void (*)(void))find_only_folder) &&
            redirect(vfs, "stat", (void (*)(void))describe_folder) &&
            redirect(vfs, "unlink", (void (*)(void))remove_nothing))
        return true;
    return error_set(err, ERROR_IO, "SQLite's files cannot be redirected");
}

/* ---- the row store ---- */

bool spill_take(int *ret_fd, struct error *err)
{
    int slot = find_free();

    if (slot < 0)
        return error_set(err, ERROR_LIMIT,
                TR("all %zu temporary files are in use: the query sorts and joins too much at once",
                        "一時ファイル %zu 個をすべて使っている。一度に行う並べ替えや結合が多すぎる"),
                pool.count);
    if (ftruncate(pool.fds[slot], 0) != 0)
        return error_set(err, ERROR_IO, "a temporary file: %s", error_reason(errno));
    pool.taken[slot] = true;
    *ret_fd = pool.fds[slot];
    return true;
}

void spill_return(int fd)
{
    int slot = find_slot(pool.fds, fd);

    if (slot >= 0)
        free_slot(slot);
}

static bool fail_budget(size_t capacity, struct error *err)
{
    return error_set(err, ERROR_LIMIT,
            TR("%zu bytes of temporary data are more than a job may keep",
                    "一時データが %zu バイトとなり、一つの処理の上限を超えます"),
            capacity);
}

static bool fail_full(size_t capacity, int reason, struct error *err)
{
    return error_set(err, ERROR_IO,
            TR("no room for %zu bytes of temporary data: %s",
                    "一時データ %zu バイトの置き場所がありません: %s"),
            capacity, error_reason(reason));
}

/* Allocated, not sparse: a full disk must be an error here and not a SIGBUS later. */
static bool allocate(struct spill_area *area, size_t capacity, struct error *err)
{
    size_t more = capacity - area->capacity;
    int slot = find_slot(pool.fds, area->fd);
    int reason;

    if (!is_within_budget(more))
        return fail_budget(capacity, err);
    do
        reason = posix_fallocate(area->fd, (off_t)area->capacity, (off_t)more);
    while (reason == EINTR);
    if (reason)
        return fail_full(capacity, reason, err);
    if (slot >= 0)
        note_size(slot, capacity);
    return true;
}

/* ---- a plain file ---- */

uint64_t spill_size(int fd)
{
    int slot = find_slot(pool.fds, fd);

    return slot >= 0 ? pool.sizes[slot] : 0;
}

static bool find_in_use(int fd, int *ret_slot, struct error *err)
{
    *ret_slot = find_slot(pool.fds, fd);
    return *ret_slot >= 0 ||
            error_set(err, ERROR_IO, "descriptor %d is no temporary file in use", fd);
}

bool spill_put(int fd, const void *bytes, size_t size, uint64_t at, struct error *err)
{
    const char *from = bytes;
    int slot;

    if (!find_in_use(fd, &slot, err))
        return false;
    while (size > 0) {
        ssize_t written = pwrite(fd, from, size, (off_t)at);

        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return fail_full(size, written < 0 ? errno : ENOSPC, err);
        at += (uint64_t)written;
        if (at > pool.sizes[slot])
            note_size(slot, at);
        from += written;
        size -= (size_t)written;
    }
    return true;
}

bool spill_append(int fd, const void *bytes, size_t size, struct error *err)
{
    int slot;

    if (!find_in_use(fd, &slot, err))
        return false;
    if (!is_within_budget(size))
        return fail_budget((size_t)pool.sizes[slot] + size, err);
    return spill_put(fd, bytes, size, pool.sizes[slot], err);
}

bool spill_promise(int fd, uint64_t size, const struct spill_filler *filler,
        struct error *err)
{
    int slot;

    if (!find_in_use(fd, &slot, err))
        return false;
    if (!is_within_budget(size))
        return fail_budget((size_t)size, err);
    if (ftruncate(fd, (off_t)size) != 0)
        return fail_full((size_t)size, errno, err);
    note_size(slot, size);
    pool.fillers[slot] = *filler;
    return true;
}

bool spill_read(int fd, void *bytes, size_t size, uint64_t at, size_t *ret_size,
        struct error *err)
{
    int slot = find_slot(pool.fds, fd);
    const struct spill_filler *filler = slot >= 0 ? &pool.fillers[slot] : NULL;
    ssize_t got;

    if (filler && filler->fill) {
        uint64_t left = at < pool.sizes[slot] ? pool.sizes[slot] - at : 0;

        size = size < left ? size : (size_t)left;
        if (!filler->fill(filler->owner, at, at + size, err))
            return false;
    }
    do
        got = pread(fd, bytes, size, (off_t)at);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return error_set(err, ERROR_IO, "%s", error_reason(errno));
    *ret_size = (size_t)got;
    return true;
}

/* ---- mapped ---- */

bool spill_area_reserve(struct spill_area *area, size_t size, struct error *err)
{
    size_t capacity = area->capacity ? area->capacity : GROWTH;
    void *bytes;

    if (size <= area->capacity - area->size)
        return true;
    if (size > AREA_MAX || area->size > AREA_MAX - size)
        return fail_budget(size, err);
    while (capacity - area->size < size)
        capacity += capacity < 64 * GROWTH ? capacity : 64 * GROWTH;
    if ((area->fd < 0 && !spill_take(&area->fd, err)) || !allocate(area, capacity, err))
        return false;
    if (area->bytes)
        bytes = mremap(area->bytes, area->capacity, capacity, MREMAP_MAYMOVE);
    else
        bytes = mmap(NULL, capacity, PROT_READ | PROT_WRITE, MAP_SHARED, area->fd, 0);
    if (bytes == MAP_FAILED)
        return error_memory(err);
    area->bytes = bytes;
    area->capacity = capacity;
    return true;
}

void spill_area_clear(struct spill_area *area)
{
    if (area->bytes)
        munmap(area->bytes, area->capacity);
    if (area->fd >= 0)
        spill_return(area->fd);
    *area = (struct spill_area)SPILL_AREA_INIT;
}
