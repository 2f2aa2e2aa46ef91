#include "engine/base/zipwriter.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

#include "engine/base/arena.h"
#include "engine/base/buf.h"
#include "engine/base/text.h"

/* 1980-01-01 00:00:00, the first time a zip can say. */
#define DOS_DATE ((zip_uint16_t)(1 << 5 | 1))
#define DOS_TIME ((zip_uint16_t)0)
#define NAME_MAX_SIZE ((size_t)65535)
#define MEMBERS_MAX ((size_t)1 << 20)
#define BYTES_MAX ((size_t)4 << 30)

/* Where things stand in a zip's records (APPNOTE 4.3), in bytes. */
#define LOCAL_FLAGS 6
#define ENTRY_SIZE 46
#define ENTRY_FLAGS 8
#define ENTRY_NAME_SIZE 28
#define ENTRY_EXTRA_SIZE 30
#define ENTRY_COMMENT_SIZE 32
#define ENTRY_LOCAL 42
#define END_SIZE 22
#define END_COUNT 10
#define END_DIRECTORY 16
#define UTF8_FLAG 0x0800

struct zipwriter {
    zip_t *zip;
    char *path;
    char *temporary; /* beside path, so that a rename is enough; NULL before it exists */
    struct arena copies; /* the members' bytes, until libzip has written them */
    struct buf raw;      /* a byte for each member: whether its name is raw */
};

static bool fail_on(const char *path, int reason, struct error *err)
{
    return error_set(err, ERROR_IO, "%s: %s", path, error_reason(reason));
}

static bool fail_exists(const char *path, struct error *err)
{
    return error_set(err, ERROR_REFUSED,
            TR("%s: exists already; choose another name or remove it",
                    "%s: すでに存在します。別の名前にするか、削除してください"),
            path);
}

static bool create_temporary(struct zipwriter *writer, struct error *err)
{
    char *name;
    int file;

    if (asprintf(&name, "%s.XXXXXX", writer->path) < 0)
        return error_memory(err);
    file = mkstemp(name);
    if (file < 0) {
        fail_on(writer->path, errno, err);
        free(name);
        return false;
    }
    close(file);
    writer->temporary = name;
    return true;
}

bool zipwriter_open(const char *path, struct zipwriter **ret_writer, struct error *err)
{
    CLEANUP(zipwriter_discardp) struct zipwriter *writer = NULL;
    int code = 0;

    if (faccessat(AT_FDCWD, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
        return fail_exists(path, err);
    writer = calloc(1, sizeof(*writer));
    if (!writer)
        return error_memory(err);
    writer->copies = (struct arena)ARENA_INIT(BYTES_MAX);
    writer->raw = (struct buf)BUF_INIT(MEMBERS_MAX);
    writer->path = strdup(path);
    if (!writer->path)
        return error_memory(err);
    if (!create_temporary(writer, err))
        return false;
    writer->zip = zip_open(writer->temporary, ZIP_TRUNCATE, &code);
    if (!writer->zip)
        return code == ZIP_ER_OPEN ? fail_on(path, errno, err) : error_memory(err);
    *ret_writer = writer;
    writer = NULL;
    return true;
}

/* Where libzip fails without a reason it had no memory. */
static bool fail_zip(const struct zipwriter *writer, const char *name, struct error *err)
{
    int code = zip_error_code_zip(zip_get_error(writer->zip));

    if (code == ZIP_ER_OK || code == ZIP_ER_MEMORY)
        return error_memory(err);
    return error_set(err, code == ZIP_ER_EXISTS ? ERROR_REFUSED : ERROR_IO, "%s: %s%s%s",
            writer->path, name, *name ? ": " : "", zip_strerror(writer->zip));
}

/* The copy stays ours: libzip 1.7.3 frees one it was given on some of its failures and
 * not on others. */
static bool copy_source(struct zipwriter *writer, const void *bytes, size_t size,
        zip_source_t **ret_source, struct error *err)
{
    const char *copy = NULL;

    if (size && !arena_copy(&writer->copies, bytes, size, &copy, err))
        return false;
    *ret_source = zip_source_buffer(writer->zip, copy, size, 0);
    return *ret_source || error_memory(err);
}

static bool check_name(const char *name, bool raw_name, struct error *err)
{
    size_t size = strlen(name);

    if (size == 0 || size > NAME_MAX_SIZE)
        return error_set(err, ERROR_USAGE,
                "a member's name must have 1 to %zu bytes, not %zu", NAME_MAX_SIZE, size);
    if (!raw_name && text_find_invalid(name, size) < size)
        return error_set(err, ERROR_USAGE, "a member's name is not UTF-8");
    return true;
}

bool zipwriter_add(struct zipwriter *writer, const char *name, bool raw_name,
        const void *bytes, size_t size, bool deflate, struct error *err)
{
    zip_flags_t flags = raw_name ? ZIP_FL_ENC_RAW : ZIP_FL_ENC_UTF_8;
    zip_source_t *source;
    zip_int64_t index;
    char *raw;

    if (!check_name(name, raw_name, err) || !buf_reserve(&writer->raw, 1, &raw, err) ||
            !copy_source(writer, bytes, size, &source, err))
        return false;
    index = zip_file_add(writer->zip, name, source, flags);
    if (index < 0) {
        zip_source_free(source);
        return fail_zip(writer, name, err);
    }
    *raw = raw_name;
    writer->raw.size++;
    if (zip_set_file_compression(writer->zip, (zip_uint64_t)index,
                deflate ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 0) < 0 ||
            zip_file_set_dostime(writer->zip, (zip_uint64_t)index, DOS_TIME, DOS_DATE,
                    0) < 0)
        return fail_zip(writer, name, err);
    return true;
}

/* libzip leaves no file for an archive without members: its only record is written here.
 */
static bool write_empty(const char *path, struct error *err)
{
    static const char end[END_SIZE] = "PK\x05\x06";
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool ok;

    if (file < 0)
        return fail_on(path, errno, err);
    ok = write(file, end, sizeof(end)) == (ssize_t)sizeof(end);
    if (!ok)
        fail_on(path, errno, err);
    close(file);
    return ok;
}

static bool write_archive(struct zipwriter *writer, struct error *err)
{
    bool is_empty = zip_get_num_entries(writer->zip, 0) == 0;

    if (zip_close(writer->zip) < 0)
        return fail_zip(writer, "", err);
    writer->zip = NULL;
    return !is_empty || write_empty(writer->temporary, err);
}

static bool read_at(int file, uint8_t *bytes, size_t size, int64_t at)
{
    return at >= 0 && pread(file, bytes, size, at) == (ssize_t)size;
}

static unsigned read_u16(const uint8_t *bytes)
{
    return bytes[0] | (unsigned)bytes[1] << 8;
}

static int64_t read_u32(const uint8_t *bytes)
{
    return read_u16(bytes) | (int64_t)read_u16(bytes + 2) << 16;
}

static bool clear_utf8_flag(int file, int64_t flags_at)
{
    uint8_t flags[2];

    if (!read_at(file, flags, sizeof(flags), flags_at))
        return false;
    flags[1] &= (uint8_t) ~(UTF8_FLAG >> 8);
    return pwrite(file, flags, sizeof(flags), flags_at) == (ssize_t)sizeof(flags);
}

/* Walks the directory that libzip has written, its members in the order added. */
static bool clear_raw_flags(int file, const struct buf *raw)
{
    uint8_t end[END_SIZE], entry[ENTRY_SIZE];
    int64_t at;

    if (!read_at(file, end, sizeof(end), lseek(file, 0, SEEK_END) - END_SIZE))
        return false;
    if (read_u16(end + END_COUNT) !=
            raw->size) /* so many members that it is another format */
        return false;
    at = read_u32(end + END_DIRECTORY);
    for (size_t i = 0; i < raw->size; i++) {
        if (!read_at(file, entry, sizeof(entry), at))
            return false;
        if (raw->data[i] &&
                (!clear_utf8_flag(file, at + ENTRY_FLAGS) ||
                        !clear_utf8_flag(file,
                                read_u32(entry + ENTRY_LOCAL) + LOCAL_FLAGS)))
            return false;
        at += ENTRY_SIZE + read_u16(entry + ENTRY_NAME_SIZE) +
                read_u16(entry + ENTRY_EXTRA_SIZE) + read_u16(entry + ENTRY_COMMENT_SIZE);
    }
    return true;
}

/* libzip sets the UTF-8 flag for a raw name too where its bytes happen to be UTF-8. */
static bool keep_names_raw(struct zipwriter *writer, struct error *err)
{
    int file;
    bool ok;

    if (!writer->raw.size || !memchr(writer->raw.data, true, writer->raw.size))
        return true;
    file = open(writer->temporary, O_RDWR | O_CLOEXEC);
    if (file < 0)
        return fail_on(writer->path, errno, err);
    ok = clear_raw_flags(file, &writer->raw);
    close(file);
    return ok ||
            error_set(err, ERROR_LIMIT, "%s: too large or too many members for raw names",
                    writer->path);
}

static bool sync_path(const char *path, int flags, struct error *err)
{
    int file = open(path, flags | O_RDONLY | O_CLOEXEC);
    bool ok;

    if (file < 0)
        return fail_on(path, errno, err);
    ok = fsync(file) == 0;
    if (!ok)
        fail_on(path, errno, err);
    close(file);
    return ok;
}

static bool sync_folder(const char *path, struct error *err)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
    bool ok;

    if (!folder)
        return error_memory(err);
    ok = sync_path(folder, O_DIRECTORY, err);
    free(folder);
    return ok;
}

static bool publish(struct zipwriter *writer, struct error *err)
{
    if (!sync_path(writer->temporary, 0, err))
        return false;
    if (renameat2(AT_FDCWD, writer->temporary, AT_FDCWD, writer->path, RENAME_NOREPLACE) <
            0)
        return errno == EEXIST ? fail_exists(writer->path, err)
                               : fail_on(writer->path, errno, err);
    free(writer->temporary);
    writer->temporary = NULL;
    if (sync_folder(writer->path, err))
        return true;
    unlink(writer->path);
    return false;
}

bool zipwriter_close(struct zipwriter *writer, struct error *err)
{
    bool ok = write_archive(writer, err) && keep_names_raw(writer, err) &&
            publish(writer, err);

    zipwriter_discard(writer);
    return ok;
}

void zipwriter_discard(struct zipwriter *writer)
{
    if (!writer)
        return;
    if (writer->zip)
        zip_discard(writer->zip);
    if (writer->temporary)
        unlink(writer->temporary);
    arena_clear(&writer->copies);
    buf_clear(&writer->raw);
    free(writer->temporary);
    free(writer->path);
    free(writer);
}

/* ---- one member, to an open file ---- */

static bool fail_wrap(int code, const char *name, struct error *err)
{
    zip_error_t error;

    if (code == ZIP_ER_OK || code == ZIP_ER_MEMORY)
        return error_memory(err);
    zip_error_init_with_code(&error, code);
    error_set(err, ERROR_IO, "%s: %s", name, zip_error_strerror(&error));
    zip_error_fini(&error);
    return false;
}

static bool put(int fd, const char *bytes, size_t size, int64_t at, struct error *err)
{
    while (size > 0) {
        ssize_t written = pwrite(fd, bytes, size, at);

        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return error_set(err, ERROR_IO,
                    TR("a temporary file: %s", "一時ファイル: %s"), error_reason(errno));
        bytes += written;
        size -= (size_t)written;
        at += written;
    }
    return true;
}

static bool copy_out(zip_source_t *whole, int fd, const char *name, struct error *err)
{
    char chunk[64 * 1024];
    zip_int64_t got = 0;
    int64_t at = 0;
    bool ok = true;

    if (zip_source_open(whole) < 0)
        return fail_wrap(zip_error_code_zip(zip_source_error(whole)), name, err);
    while (ok && (got = zip_source_read(whole, chunk, sizeof(chunk))) > 0) {
        ok = put(fd, chunk, (size_t)got, at, err);
        at += got;
    }
    if (ok && got < 0)
        ok = fail_wrap(zip_error_code_zip(zip_source_error(whole)), name, err);
    zip_source_close(whole);
    return ok;
}

/* libzip's own source of the member is freed with the archive, or by us where it never
 * came to be one's. */
static bool add_only(zip_t *zip, const char *name, const void *bytes, size_t size)
{
    zip_source_t *source = zip_source_buffer(zip, bytes, size, 0);
    zip_int64_t index;

    if (!source)
        return false;
    index = zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(source);
        return false;
    }
    return zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_STORE, 0) == 0 &&
            zip_file_set_dostime(zip, (zip_uint64_t)index, DOS_TIME, DOS_DATE, 0) == 0;
}

bool zipwriter_wrap(int fd, const char *name, const void *bytes, size_t size,
        struct error *err)
{
    zip_source_t *whole;
    zip_error_t error;
    zip_t *zip;
    bool ok;

    if (!check_name(name, false, err))
        return false;
    zip_error_init(&error);
    whole = zip_source_buffer_create(NULL, 0, 0, &error);
    zip = whole ? zip_open_from_source(whole, ZIP_TRUNCATE, &error) : NULL;
    if (!zip) {
        ok = fail_wrap(zip_error_code_zip(&error), name, err);
        if (whole)
            zip_source_free(whole);
        zip_error_fini(&error);
        return ok;
    }
    zip_error_fini(&error);
    zip_source_keep(whole); /* beyond the archive's end */
    ok = add_only(zip, name, bytes, size) && zip_close(zip) == 0;
    if (!ok) {
        fail_wrap(zip_error_code_zip(zip_get_error(zip)), name, err);
        zip_discard(zip);
    } else {
        ok = copy_out(whole, fd, name, err);
    }
    zip_source_free(whole);
    return ok;
}
