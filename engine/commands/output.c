#include "engine/commands/output.h"

#include "engine/base/text.h"
#include "engine/commands/command.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(const struct command_call *call, int reason, struct error *err)
{
    return error_set(err, ERROR_IO,
            TR("the output cannot be written to %s: %s",
                    "出力を %s に書き込めません: %s"),
            call->output, error_reason(reason));
}

static bool refuse(const struct command_call *call, const char *reason, struct error *err)
{
    return error_set(err, ERROR_REFUSED,
            TR("the output is not written to %s: %s; name another file",
                    "出力を %s には書き込みません: %s。別のファイルを指定してください"),
            call->output, reason);
}

/* ---- what must never be written over ---- */

static bool is_workpaper(const char *place)
{
    const char *name = strrchr(place, '/') + 1;
    size_t size = strlen(STORE_FILE);

    /* With the database's own -wal, -shm and -journal beside it. */
    return strncasecmp(name, STORE_FILE, size) == 0 &&
            (name[size] == '\0' || name[size] == '-');
}

static bool is_engagement(const char *folder, size_t size)
{
    char path[PATH_MAX + sizeof(STORE_FILE)];

    snprintf(path, sizeof(path), "%.*s/%s", (int)size, folder, STORE_FILE);
    return access(path, F_OK) == 0;
}

/* Of any engagement, not only the one the command works on. */
static bool is_kept(const char *place)
{
    static const char *const folders[] = {STORE_BUNDLES, STORE_BINDINGS};

    for (const char *slash = place; slash; slash = strchr(slash + 1, '/')) {
        for (size_t i = 0; i < ARRAY_LENGTH(folders); i++) {
            size_t size = strlen(folders[i]);

            if (strncasecmp(slash + 1, folders[i], size) == 0 && slash[1 + size] == '/' &&
                    is_engagement(place, (size_t)(slash - place)))
                return true;
        }
    }
    return false;
}

static bool is_same_file(const char *path, const struct stat *file)
{
    struct stat other;

    return path && stat(path, &other) == 0 && other.st_dev == file->st_dev &&
            other.st_ino == file->st_ino;
}

static bool is_inside(const char *folder, const char *place)
{
    char path[PATH_MAX];
    size_t size;

    if (!realpath(folder, path))
        return false;
    size = strlen(path);
    return strncmp(place, path, size) == 0 && place[size] == '/';
}

/* What the command line names is what the command reads, itself or inside a folder. */
static bool is_read(const struct command_call *call, const char *place,
        const struct stat *file)
{
    for (size_t i = 0; i < call->argument_count; i++) {
        if (is_same_file(call->arguments[i], file) ||
                is_inside(call->arguments[i], place))
            return true;
    }
    for (size_t i = 0; i < call->given_count; i++) {
        if (strcmp(call->given[i].name, "o") != 0 &&
                is_same_file(call->given[i].value, file))
            return true;
    }
    return false;
}

/* file: NULL where nothing is there yet. */
static bool check_place(const struct command_call *call, const char *place,
        const struct stat *file, struct error *err)
{
    if (is_workpaper(place))
        return refuse(call,
                TR("a workpaper has that name", "調書のデータベースの名前です"), err);
    if (is_kept(place))
        return refuse(call,
                TR("the engagement keeps what lies in that folder",
                        "調書が保管する証拠や対応付けのフォルダです"),
                err);
    if (file && is_read(call, place, file))
        return refuse(call,
                TR("this command reads it", "このコマンドが読み取るファイルです"), err);
    if (file && faccessat(AT_FDCWD, place, W_OK, AT_EACCESS) != 0)
        return fail(call, errno, err);
    return true;
}

/* ---- opening ---- */

/* The path without links, of which the last part may not be there yet. */
static bool find_place(struct command_call *call, bool is_there, const char **ret_place,
        struct error *err)
{
    char place[PATH_MAX], copy[PATH_MAX];
    const char *name;

    if (strlen(call->output) >= sizeof(copy))
        return fail(call, ENAMETOOLONG, err);
    if (is_there)
        return realpath(call->output, place)
                ? arena_text(&call->arena, place, ret_place, err)
                : fail(call, errno, err);
    snprintf(copy, sizeof(copy), "%s", call->output);
    if (!realpath(dirname(copy), place))
        return fail(call, errno, err);
    name = strrchr(call->output, '/') ? strrchr(call->output, '/') + 1 : call->output;
    if (!*name)
        return fail(call, EISDIR, err);
    return arena_printf(&call->arena, ret_place, err, "%s/%s",
            strcmp(place, "/") == 0 ? "" : place, name);
}

static bool open_beside(struct command_call *call, struct output *output,
        const struct stat *file, struct error *err)
{
    int fd;

    if (!arena_printf(&call->arena, &output->temporary, err, "%s.%ld.tmp", output->place,
                (long)getpid()))
        return false;
    fd = open(output->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
            file ? 0600 : 0666);
    if (fd < 0)
        return fail(call, errno, err);
    if (file) { /* whose it was, as far as one may say so */
        (void)!fchown(fd, file->st_uid, file->st_gid);
        (void)!fchmod(fd, file->st_mode & 0777);
    }
    call->out = fdopen(fd, "wb");
    if (call->out)
        return true;
    fail(call, errno, err);
    close(fd);
    unlink(output->temporary);
    return false;
}

static bool open_straight(struct command_call *call, struct error *err)
{
    FILE *out = fopen(call->output, "wbe");

    if (!out)
        return fail(call, errno, err);
    call->out = out;
    return true;
}

static bool is_standard_output(const struct stat *file)
{
    struct stat standard;

    return fstat(STDOUT_FILENO, &standard) == 0 && standard.st_dev == file->st_dev &&
            standard.st_ino == file->st_ino;
}

bool output_open(struct command_call *call, struct output *ret_output, struct error *err)
{
    struct output output = {.is_own = true};
    struct stat file;
    bool is_there = call->output && stat(call->output, &file) == 0;

    *ret_output = (struct output){0};
    if (!call->output || (is_there && is_standard_output(&file))) /* -o /dev/stdout */
        return true;
    if (is_there && S_ISDIR(file.st_mode))
        return fail(call, EISDIR, err);
    if (is_there && !S_ISREG(file.st_mode)) {
        if (!open_straight(call, err))
            return false;
    } else if (!find_place(call, is_there, &output.place, err) ||
            !check_place(call, output.place, is_there ? &file : NULL, err) ||
            !open_beside(call, &output, is_there ? &file : NULL, err)) {
        return false;
    }
    *ret_output = output;
    return true;
}

bool output_has_bom(const struct command_call *call)
{
    struct stat file;

    if (text_is_equal(call->bom, "always") || text_is_equal(call->bom, "never"))
        return text_is_equal(call->bom, "always");
    return text_language() == TEXT_JA && call->output && call->out != stdout &&
            fstat(fileno(call->out), &file) == 0 && S_ISREG(file.st_mode);
}

/* ---- closing ---- */

bool output_flush(struct error *err)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return true;
    return error_set(err, ERROR_IO,
            TR("standard output cannot be written: %s", "標準出力に書き込めません: %s"),
            error_reason(errno));
}

/* 0, or why not everything was written. */
static int finish_file(const struct command_call *call, const struct output *output)
{
    int reason = 0;

    /* What a failed write left in the buffer fails again here, with its reason. */
    if (fflush(call->out) != 0)
        reason = errno;
    else if (ferror(call->out))
        reason = EIO;
    else if (output->place && fsync(fileno(call->out)) != 0)
        reason = errno;
    if (fclose(call->out) != 0 && !reason)
        reason = errno;
    return reason;
}

bool output_close(struct command_call *call, const struct output *output,
        struct error *err)
{
    bool has_failed = err->code != ERROR_NONE;
    struct error ignored = {0};
    int reason;

    if (!output->is_own)
        return output_flush(has_failed ? &ignored : err);
    reason = finish_file(call, output);
    if (has_failed || call->drops_output) {
        if (output->place)
            unlink(output->temporary);
        return !has_failed;
    }
    if (!reason && output->place && rename(output->temporary, output->place) != 0)
        reason = errno;
    if (!reason)
        return true;
    if (output->place)
        unlink(output->temporary);
    return fail(call, reason, err);
}
