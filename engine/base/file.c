#include "engine/base/file.h"

#include "engine/base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(const char *path, struct error *err)
{
    return error_set(err, errno == ENOENT || errno == ENOTDIR ? ERROR_MISSING : ERROR_IO,
            "%s: %s", path, error_reason(errno));
}

static void close_file(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

bool file_read(const char *path, struct buf *ret_bytes, struct error *err)
{
    CLEANUP(close_file) int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct error why = {0};
    char *room;
    ssize_t got;

    if (fd < 0)
        return fail(path, err);
    for (;;) {
        if (!buf_reserve(ret_bytes, 64 * 1024, &room, &why) &&
                (ret_bytes->limit - ret_bytes->size == 0 ||
                        !buf_reserve(ret_bytes, ret_bytes->limit - ret_bytes->size, &room,
                                &why)))
            return error_set(err, why.code, "%s: %s", path, why.message);
        got = read(fd, room,
                ret_bytes->limit - ret_bytes->size < 64 * 1024
                        ? ret_bytes->limit - ret_bytes->size
                        : 64 * 1024);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail(path, err);
        ret_bytes->size += (size_t)got;
        ret_bytes->data[ret_bytes->size] = '\0';
        if (got == 0)
            return true;
    }
}

static bool write_all(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t written = write(fd, bytes, size);

        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        bytes += written;
        size -= (size_t)written;
    }
    return true;
}

static bool sync_folder_of(const char *path)
{
    char copy[PATH_MAX];
    int fd;
    bool ok;

    snprintf(copy, sizeof(copy), "%s", path);
    fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return ok;
}

bool file_write(const char *path, const void *bytes, size_t size, unsigned mode,
        bool replace, struct error *err)
{
    char temporary[PATH_MAX];
    int fd;
    bool ok;

    if (!replace && file_exists(path))
        return error_set(err, ERROR_REFUSED, "%s: %s", path,
                TR("exists already", "すでに存在します"));
    snprintf(temporary, sizeof(temporary), "%s.%ld.tmp", path, (long)getpid());
    fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (fd < 0)
        return fail(temporary, err);
    ok = write_all(fd, bytes, size) && fsync(fd) == 0;
    ok = close(fd) == 0 && ok;
    if (ok && !replace)
        ok = link(temporary, path) == 0 && unlink(temporary) == 0;
    else if (ok)
        ok = rename(temporary, path) == 0;
    if (!ok) {
        fail(path, err);
        unlink(temporary);
        return false;
    }
    return sync_folder_of(path) || fail(path, err);
}

struct listing {
    const char *glob;
    struct arena *arena;
    const char **paths;
    size_t count, capacity;
};

static bool add_path(struct listing *listing, const char *path, struct error *err)
{
    if (listing->count == listing->capacity) {
        size_t capacity = listing->capacity ? 2 * listing->capacity : 64;
        const char **paths;

        if (!arena_allocate(listing->arena, capacity * sizeof(*paths), &paths, err))
            return false;
        if (listing->count)
            memcpy(paths, listing->paths, listing->count * sizeof(*paths));
        listing->paths = paths;
        listing->capacity = capacity;
    }
    return arena_text(listing->arena, path, &listing->paths[listing->count++], err);
}

static bool list_folder(struct listing *listing, const char *folder, unsigned depth,
        struct error *err)
{
    DIR *stream = opendir(folder);
    const struct dirent *entry;
    char path[PATH_MAX];
    struct stat file;
    bool ok = true;

    if (!stream)
        return fail(folder, err);
    while (ok && (entry = readdir(stream))) {
        int size = snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);

        if (entry->d_name[0] == '.' || size >= (int)sizeof(path) ||
                stat(path, &file) != 0)
            continue;
        if (S_ISDIR(file.st_mode) && depth > 0)
            ok = list_folder(listing, path, depth - 1, err);
        else if (S_ISREG(file.st_mode) &&
                text_is_glob_match(listing->glob, entry->d_name))
            ok = add_path(listing, path, err);
    }
    closedir(stream);
    return ok;
}

static int compare_paths(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

bool file_list(const char *folder, const char *glob, unsigned depth, struct arena *arena,
        const char ***ret_paths, size_t *ret_count, struct error *err)
{
    struct listing listing = {.glob = glob, .arena = arena};

    if (!list_folder(&listing, folder, depth, err))
        return false;
    if (listing.count)
        qsort(listing.paths, listing.count, sizeof(*listing.paths), compare_paths);
    *ret_paths = listing.paths;
    *ret_count = listing.count;
    return true;
}

bool file_is_folder(const char *path)
{
    struct stat file;

    return stat(path, &file) == 0 && S_ISDIR(file.st_mode);
}

bool file_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

bool file_make_folder(const char *path, unsigned mode, struct error *err)
{
    if (mkdir(path, mode) == 0)
        return true;
    if (errno == EEXIST)
        return error_set(err, ERROR_REFUSED, "%s: %s", path,
                TR("exists already", "すでに存在します"));
    return fail(path, err);
}

static int remove_one(const char *path, const struct stat *file, int type,
        struct FTW *where)
{
    (void)file;
    (void)type;
    (void)where;
    return remove(path);
}

bool file_remove_folder(const char *path, struct error *err)
{
    return nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0 || fail(path, err);
}
