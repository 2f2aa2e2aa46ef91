#include "engine/workpaper/attachment.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/digest.h"

#define PIECE_SIZE ((size_t)64 << 10)

/* A copy on its way. */
struct copy {
    int from, folder, to; /* -1 for none */
    char temporary[40];   /* its name until it is kept; "" where it has none */
    int64_t bytes;
    char sha256[DIGEST_HEX_SIZE];
};

static void end_copy(struct copy *copy)
{
    if (copy->temporary[0])
        unlinkat(copy->folder, copy->temporary, 0);
    if (copy->from >= 0)
        close(copy->from);
    if (copy->to >= 0)
        close(copy->to);
    if (copy->folder >= 0)
        close(copy->folder);
}

static bool fail(const char *name, struct error *err)
{
    return error_set(err, ERROR_IO, "%s/%s: %s", STORE_ATTACHMENTS, name,
            error_reason(errno));
}

static bool open_folder(const struct store *store, bool is_made, int *ret_folder,
        struct error *err)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT((size_t)64 << 10);
    const char *path;

    if (!arena_printf(&arena, &path, err, "%s/%s", store_folder(store),
                STORE_ATTACHMENTS))
        return false;
    if (is_made && mkdir(path, 0700) < 0 && errno != EEXIST)
        return error_set(err, ERROR_IO, "%s: %s", path, error_reason(errno));
    *ret_folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return *ret_folder >= 0 ||
            error_set(err, errno == ENOENT ? ERROR_INTEGRITY : ERROR_IO, "%s: %s", path,
                    error_reason(errno));
}

static bool open_source(const char *path, int *ret_fd, struct error *err)
{
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0)
        return error_set(err, errno == ENOENT ? ERROR_MISSING : ERROR_IO, "%s: %s", path,
                error_reason(errno));
    *ret_fd = fd;
    if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode))
        return error_set(err, ERROR_USAGE,
                TR("%s is no ordinary file: attach a file",
                        "%s は通常のファイルではありません。ファイルを添付してください"),
                path);
    return status.st_size > 0 ||
            error_set(err, ERROR_USAGE, TR("%s is empty", "%s は空のファイルです"), path);
}

static bool write_all(int fd, const char *bytes, size_t size, struct error *err)
{
    while (size > 0) {
        ssize_t written = write(fd, bytes, size);

        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return fail("", err);
        bytes += written;
        size -= (size_t)written;
    }
    return true;
}

static bool copy_bytes(struct copy *copy, const char *path, struct error *err)
{
    CLEANUP(digest_stream_freep) struct digest_stream *stream = NULL;
    struct digest digest;
    char piece[PIECE_SIZE];

    if (!digest_stream_new(&stream, err))
        return false;
    for (;;) {
        ssize_t size = read(copy->from, piece, sizeof(piece));

        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return error_set(err, ERROR_IO, "%s: %s", path, error_reason(errno));
        if (size == 0)
            break;
        copy->bytes += size;
        if (copy->bytes > ATTACHMENT_BYTES_MAX)
            return error_set(err, ERROR_LIMIT,
                    TR("%s is larger than %" PRId64
                       " bytes: attach the part that matters",
                            "%s は%" PRId64
                            "バイトを超えています。必要な部分だけを添付してください"),
                    path, ATTACHMENT_BYTES_MAX);
        if (!digest_stream_update(stream, piece, (size_t)size, err) ||
                !write_all(copy->to, piece, (size_t)size, err))
            return false;
    }
    if (fsync(copy->to) < 0)
        return fail("", err);
    if (!digest_stream_finish(stream, &digest, err))
        return false;
    digest_hex(&digest, copy->sha256);
    return true;
}

/* Is the file of that name what its name says? */
static bool check_kept(int folder, const char *sha256, enum error_code code,
        struct error *err)
{
    int fd = openat(folder, sha256, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct digest digest;
    char hex[DIGEST_HEX_SIZE];
    bool ok;

    if (fd < 0)
        return error_set(err, code, "%s/%s: %s", STORE_ATTACHMENTS, sha256,
                error_reason(errno));
    ok = digest_of_file(fd, &digest, err);
    close(fd);
    if (!ok)
        return false;
    digest_hex(&digest, hex);
    return strcmp(hex, sha256) == 0 ||
            error_set(err, code,
                    TR("%s/%s is not what was attached (its SHA-256 differs): restore it from a backup",
                            "%s/%s は添付したものと異なります（SHA-256不一致）。控えから戻してください"),
                    STORE_ATTACHMENTS, sha256);
}

static bool keep(struct copy *copy, struct error *err)
{
    if (linkat(copy->folder, copy->temporary, copy->folder, copy->sha256, 0) < 0) {
        if (errno != EEXIST)
            return fail(copy->sha256, err);
        return check_kept(copy->folder, copy->sha256, ERROR_REFUSED, err);
    }
    return fsync(copy->folder) == 0 || fail("", err);
}

bool attachment_keep(const struct store *store, const char *path, struct arena *arena,
        struct step_attached *ret_attached, struct error *err)
{
    CLEANUP(end_copy) struct copy copy = {-1, -1, -1, "", 0, ""};
    const char *slash = strrchr(path, '/');

    if (!open_source(path, &copy.from, err) ||
            !open_folder(store, true, &copy.folder, err))
        return false;
    snprintf(copy.temporary, sizeof(copy.temporary), ".incoming-%ld", (long)getpid());
    unlinkat(copy.folder, copy.temporary, 0); /* of a process long gone */
    copy.to = openat(copy.folder, copy.temporary,
            O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0400);
    if (copy.to < 0) {
        bool ok = fail(copy.temporary, err);

        copy.temporary[0] = '\0';
        return ok;
    }
    if (!copy_bytes(&copy, path, err) || !keep(&copy, err))
        return false;
    ret_attached->bytes = copy.bytes;
    return arena_text(arena, slash ? slash + 1 : path, &ret_attached->file, err) &&
            arena_text(arena, copy.sha256, &ret_attached->sha256, err);
}

bool attachment_verify(struct store *store, size_t *ret_count, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    CLEANUP(end_copy) struct copy folder = {-1, -1, -1, "", 0, ""};
    bool row;

    *ret_count = 0;
    if (!db_prepare(store_db(store),
                "SELECT sha256 FROM step_attachment UNION SELECT sha256 FROM tick_attachment"
                " UNION SELECT sha256 FROM sample_return WHERE member_id IS NULL"
                " ORDER BY sha256",
                &query, err))
        return false;
    for (;;) {
        if (!db_step(query, &row, err))
            return false;
        if (!row)
            return true;
        if ((folder.folder < 0 && !open_folder(store, false, &folder.folder, err)) ||
                !check_kept(folder.folder, db_column_text(query, 0), ERROR_INTEGRITY,
                        err))
            return false;
        ++*ret_count;
    }
}
