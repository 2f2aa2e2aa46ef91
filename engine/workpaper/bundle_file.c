#include "engine/workpaper/bundle_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/text.h"
#include "engine/base/zone.h"
#include "evidence/limits.h"
#include "reports/local_time.h"

#define PIECE_SIZE ((size_t)256 << 10)
#define PATHS_LIMIT ((size_t)64 << 10)

static bool fail(const char *name, struct error *err)
{
    return error_set(err, ERROR_IO, "%s/%s: %s", STORE_BUNDLES, name,
            error_reason(errno));
}

static bool has_meaning(uint32_t character)
{
    return character <= ' ' || character == 0x7F ||
            (character >= 0x80 && character < 0xA0) ||
            (character < 0x80 && strchr("/\\:!#%*?[]", (int)character));
}

/* Without folders and the ending ".zip". */
static struct slice plain_name(const char *file)
{
    const char *slash = strrchr(file, '/');
    struct slice name = {slash ? slash + 1 : file, 0};

    name.size = strlen(name.text);
    if (name.size > 4 && strcasecmp(name.text + name.size - 4, ".zip") == 0)
        name.size -= 4;
    return name;
}

void bundle_file_name(const char *file, char name[BUNDLE_FILE_NAME_MAX + 1])
{
    struct slice from = plain_name(file);
    size_t size = 0, at = 0, length;
    uint32_t character;

    while (at < from.size) {
        length = text_decode(from.text + at, from.size - at, &character);
        if (size + (length ? length : 1) > BUNDLE_FILE_NAME_MAX)
            break;
        if (length == 0 || has_meaning(character) ||
                (size == 0 && (character == '.' || character == '-')))
            name[size++] = '_';
        else
            size = (size_t)((char *)mempcpy(name + size, from.text + at, length) - name);
        at += length ? length : 1;
    }
    name[size] = '\0';
    if (size == 0)
        memcpy(name, "bundle", sizeof("bundle"));
}

static bool open_folder(const struct store *store, int *ret_folder, struct error *err)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(PATHS_LIMIT);
    const char *path;
    int folder;

    if (!arena_printf(&arena, &path, err, "%s/%s", store_folder(store), STORE_BUNDLES))
        return false;
    folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return error_set(err, ERROR_IO, "%s: %s", path, error_reason(errno));
    *ret_folder = folder;
    return true;
}

/* A file without a name, where the file system has such; else a hidden one. */
static bool open_copy(struct bundle_file *file, struct error *err)
{
    file->fd = openat(file->folder, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0400);
    if (file->fd >= 0)
        return true;
    if (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)
        return fail("", err);
    snprintf(file->temporary, sizeof(file->temporary), ".incoming-%ld", (long)getpid());
    unlinkat(file->folder, file->temporary, 0); /* of a process long gone */
    file->fd = openat(file->folder, file->temporary,
            O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0400);
    return file->fd >= 0 || fail(file->temporary, err);
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

/* Reads up to a piece; *ret_size 0 at the end. */
static bool read_piece(int fd, char *piece, size_t *ret_size, struct error *err)
{
    ssize_t size;

    do
        size = read(fd, piece, PIECE_SIZE);
    while (size < 0 && errno == EINTR);
    if (size < 0)
        return error_set(err, ERROR_IO,
                TR("the bundle cannot be read: %s", "提供物を読み取れません: %s"),
                error_reason(errno));
    *ret_size = (size_t)size;
    return true;
}

static void free_piece(char **piece)
{
    free(*piece);
}

static bool copy(int from, struct bundle_file *file, struct error *err)
{
    CLEANUP(digest_stream_freep) struct digest_stream *stream = NULL;
    CLEANUP(free_piece) char *piece = malloc(PIECE_SIZE);
    size_t size = 0;

    if (!piece)
        return error_memory(err);
    if (!digest_stream_new(&stream, err))
        return false;
    for (;;) {
        if (!read_piece(from, piece, &size, err))
            return false;
        if (size == 0)
            break;
        file->bytes += (int64_t)size;
        if ((uint64_t)file->bytes > LIMIT_BUNDLE_BYTES)
            return error_set(err, ERROR_LIMIT,
                    TR("the bundle is larger than %" PRIu64 " bytes; ask for it in parts",
                            "提供物が%" PRIu64
                            "バイトを超えています。分割を依頼してください"),
                    (uint64_t)LIMIT_BUNDLE_BYTES);
        if (!digest_stream_update(stream, piece, size, err) ||
                !write_all(file->fd, piece, size, err))
            return false;
    }
    if (fsync(file->fd) < 0)
        return fail("", err);
    return digest_stream_finish(stream, &file->sha256, err);
}

/* What was hashed is only read from here on, also by whoever is handed the descriptor. */
static bool reopen_to_read(struct bundle_file *file, struct error *err)
{
    char self[64];
    int fd;

    snprintf(self, sizeof(self), "/proc/self/fd/%d", file->fd);
    fd = open(self, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail("", err);
    close(file->fd);
    file->fd = fd;
    return true;
}

bool bundle_file_check_new(struct store *store, const struct bundle_file *file,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    CLEANUP(zone_freep) struct zone *zone = NULL;
    char hex[DIGEST_HEX_SIZE], local[LOCAL_TIME_SIZE];
    const char *at;
    bool row;

    digest_hex(&file->sha256, hex);
    if (!db_prepare(store_db(store),
                "SELECT short_id, received_at FROM bundle WHERE sha256 = ?1", &query,
                err))
        return false;
    db_bind_text(query, 1, hex);
    if (!db_step(query, &row, err))
        return false;
    if (!row)
        return true;
    if (!zone_load(store_engagement(store)->zone, &zone, err))
        return false;
    at = db_column_text(query, 1);
    return error_set(err, ERROR_REFUSED,
            TR("the same bytes were taken before, as %s at %s; they need not be taken again, and nothing was changed. Where they are to take the place of an earlier delivery: --replaces and --reason",
                    "同じ内容を %s として %s に受領済みです。取り直す必要はなく、何も変更していません。先の提供物の差替えにするなら --replaces と --reason を指定してください"),
            db_column_text(query, 0), local_time_format(zone, at, local) ? local : at);
}

bool bundle_file_receive(struct store *store, int fd, const char *name,
        struct bundle_file *ret_file, struct error *err)
{
    CLEANUP(bundle_file_close) struct bundle_file file = BUNDLE_FILE_INIT;
    char hex[DIGEST_HEX_SIZE];

    bundle_file_name(name, file.name);
    if (strcmp(file.name, name) != 0)
        return error_set(err, ERROR_USAGE,
                TR("a delivery cannot be named '%s'; '%s' would do",
                        "「%s」という名前は使えません。「%s」なら使えます"),
                name, file.name);
    if (!open_folder(store, &file.folder, err) || !open_copy(&file, err) ||
            !copy(fd, &file, err) || !reopen_to_read(&file, err) ||
            !bundle_file_check_new(store, &file, err))
        return false;
    digest_hex(&file.sha256, hex);
    snprintf(file.short_id, sizeof(file.short_id), "%s-%.8s", file.name, hex);
    *ret_file = file;
    file = (struct bundle_file)BUNDLE_FILE_INIT;
    return true;
}

static bool is_same_file(const struct bundle_file *file, const char *name,
        struct error *err)
{
    int fd = openat(file->folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct digest digest;
    bool ok;

    if (fd < 0)
        return fail(name, err);
    ok = digest_of_file(fd, &digest, err);
    close(fd);
    if (!ok)
        return false;
    return digest_is_equal(&digest, &file->sha256) ||
            error_set(err, ERROR_REFUSED,
                    TR("%s/%s is there with another content; move it away",
                            "%s/%s が別の内容で存在します。移動してください"),
                    STORE_BUNDLES, name);
}

static int link_name(const struct bundle_file *file, const char *name)
{
    char self[64];

    if (file->temporary[0])
        return linkat(file->folder, file->temporary, file->folder, name, 0);
    snprintf(self, sizeof(self), "/proc/self/fd/%d", file->fd);
    return linkat(AT_FDCWD, self, file->folder, name, AT_SYMLINK_FOLLOW);
}

bool bundle_file_keep(struct bundle_file *file, struct error *err)
{
    char name[BUNDLE_FILE_ID_SIZE + sizeof(".zip")];

    snprintf(name, sizeof(name), "%s.zip", file->short_id);
    if (link_name(file, name) < 0) {
        if (errno != EEXIST)
            return fail(name, err);
        if (!is_same_file(file, name, err))
            return false;
    }
    return fsync(file->folder) == 0 || fail("", err);
}

void bundle_file_close(struct bundle_file *file)
{
    if (file->temporary[0])
        unlinkat(file->folder, file->temporary, 0);
    if (file->fd >= 0)
        close(file->fd);
    if (file->folder >= 0)
        close(file->folder);
    *file = (struct bundle_file)BUNDLE_FILE_INIT;
}

bool bundle_file_path(const struct store *store, const char *short_id,
        struct arena *arena, const char **ret_path, struct error *err)
{
    return arena_printf(arena, ret_path, err, "%s/%s/%s.zip", store_folder(store),
            STORE_BUNDLES, short_id);
}

static bool check_content(int fd, const char *path, int64_t bytes, const char *sha256,
        struct error *err)
{
    struct digest wanted, found;
    struct stat status;

    if (fstat(fd, &status) < 0)
        return error_set(err, ERROR_IO, "%s: %s", path, error_reason(errno));
    if (!S_ISREG(status.st_mode) || status.st_size != bytes)
        return error_set(err, ERROR_INTEGRITY,
                TR("%s has %" PRId64 " bytes, its receipt says %" PRId64
                   ": restore it from a backup",
                        "%s は%" PRId64 "バイトですが、受領時は%" PRId64
                        "バイトでした。控えから戻してください"),
                path, (int64_t)status.st_size, bytes);
    if (!sha256)
        return true;
    if (!digest_of_file(fd, &found, err))
        return error_prefix(err, "%s", path);
    return (digest_parse(sha256, &wanted) && digest_is_equal(&wanted, &found)) ||
            error_set(err, ERROR_INTEGRITY,
                    TR("%s is not what was received (its SHA-256 differs): restore it from a"
                       " backup",
                            "%s は受領したものと異なります（SHA-256不一致）。控えから戻してください"),
                    path);
}

bool bundle_file_open(const struct store *store, const char *short_id, int64_t bytes,
        const char *sha256, int *ret_fd, struct error *err)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(PATHS_LIMIT);
    const char *path;
    int fd;

    if (!bundle_file_path(store, short_id, &arena, &path, err))
        return false;
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0 && errno == ENOENT)
        return error_set(err, ERROR_INTEGRITY,
                TR("%s is gone, which was received: restore it from a backup",
                        "受領した %s がなくなっています。控えから戻してください"),
                path);
    if (fd < 0)
        return error_set(err, ERROR_IO, "%s: %s", path, error_reason(errno));
    if (!check_content(fd, path, bytes, sha256, err)) {
        close(fd);
        return false;
    }
    *ret_fd = fd;
    return true;
}
