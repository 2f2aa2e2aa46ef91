#include "engine/run/returned.h"

#include "engine/base/file.h"
#include "engine/base/spill.h"
#include "engine/base/text.h"
#include "engine/base/zipwriter.h"
#include "engine/run/intake.h"
#include "engine/run/returned_rows.h"
#include "evidence/zip/preflight.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_LIMIT ((size_t)4 << 10)

static void end(struct returned_reading *reading)
{
    if (reading->fd >= 0)
        close(reading->fd);
}

/* ---- the file ---- */

static bool check_size(const struct returned_reading *reading, const char *path,
        struct error *err)
{
    struct stat file;

    if (stat(path, &file) != 0)
        return error_set(err,
                errno == ENOENT || errno == ENOTDIR ? ERROR_MISSING : ERROR_IO, "%s: %s",
                reading->path, error_reason(errno));
    if (!S_ISREG(file.st_mode))
        return error_set(err, ERROR_USAGE,
                TR("%s: it is no file; name the CSV or XLSX file that came back",
                        "%s: ファイルではありません。戻ってきた CSV または XLSX のファイルを指定してください"),
                reading->path);
    if ((uint64_t)file.st_size > reading->limits->bytes)
        return error_set(err, ERROR_LIMIT,
                TR("%s: it has %llu bytes; the most is %zu: divide it",
                        "%s: %llu バイトあります（上限 %zu バイト）。分割してください"),
                reading->path, (unsigned long long)file.st_size, reading->limits->bytes);
    return true;
}

static bool load(struct returned_reading *reading, const char *path,
        struct returned_file *ret_file, struct error *err)
{
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT(reading->limits->bytes);
    struct digest digest;

    if (!check_size(reading, path, err) || !file_read(path, &bytes, err) ||
            !digest_of(bytes.data, bytes.size, &digest, err))
        return false;
    if (!bytes.size)
        return error_set(err, ERROR_UNREADABLE,
                TR("%s: the file is empty; ask for it again",
                        "%s: ファイルが空です。もう一度送ってもらってください"),
                reading->path);
    digest_hex(&digest, ret_file->sha256);
    ret_file->bytes.size = bytes.size;
    return arena_copy(reading->arena, buf_text(&bytes), bytes.size, &ret_file->bytes.text,
            err);
}

/* The member has the file's suffix alone: what else is in a name must not decide how the
 * file is read, and "~$list.xlsx" would be passed over. */
static const char *member_name(const char *path)
{
    static const char *const suffixes[] = {".csv", ".tsv", ".xlsx", ".xlsm"};
    static const char *const names[] = {"returned.csv", "returned.tsv", "returned.xlsx",
            "returned.xlsm"};
    size_t size = strlen(path);

    for (size_t i = 0; i < ARRAY_LENGTH(suffixes); i++) {
        size_t suffix = strlen(suffixes[i]);

        if (size > suffix && strcasecmp(path + size - suffix, suffixes[i]) == 0)
            return names[i];
    }
    return "returned";
}

/* As the only member of a zip that has no name and is gone with its descriptor. */
static bool wrap(struct returned_reading *reading, const char *path, struct slice bytes,
        struct error *err)
{
    struct stat zip;

    if (!spill_open_some(reading->spill_folder, 1, &reading->fd, err) ||
            !zipwriter_wrap(reading->fd, member_name(path), bytes.text, bytes.size, err))
        return false;
    if (fstat(reading->fd, &zip) != 0)
        return error_set(err, ERROR_IO, "%s: %s", reading->path, error_reason(errno));
    reading->bundle = (struct bundle){.short_id = RETURNED_TABLE,
            .name = RETURNED_TABLE,
            .bytes = zip.st_size,
            .first_member = 1,
            .is_current = true};
    return true;
}

/* ---- what is in it ---- */

static bool fail_kind(const struct returned_reading *reading, const char *kind,
        struct error *err)
{
    return error_set(err, ERROR_UNREADABLE,
            TR("%s: it is no CSV or XLSX file (%s); save the table as one of these",
                    "%s: CSV または XLSX のファイルではありません（%s）。表をそのどちらかの形式で保存し直してください"),
            reading->path, kind);
}

/* The worker names the member that the monitor made of the file: the person knows it by
 * its path. */
static const char *without_member(const struct returned_reading *reading,
        const char *sentence)
{
    const char *name = strstr(sentence, reading->members[0].name);
    const char *rest = name ? strstr(name, ": ") : NULL;

    return rest ? rest + 2 : sentence;
}

static bool fail_damage(const struct returned_reading *reading, const char *sheet,
        const struct bundle_member *member, struct error *err)
{
    const char *what = text_said(&member->damage) ? text_said(&member->damage)
            : text_said(&member->undecodable)     ? text_said(&member->undecodable)
                                                  : text_said(&member->problem);
    const char *advice = text_said(&member->damage_advice);
    char count[100] = "";

    if (what == text_said(&member->problem))
        snprintf(count, sizeof(count),
                TR("records that cannot be read: %lld, ",
                        "読み取れないレコードが %lld 件あります。"),
                (long long)member->unreadable_count);
    return error_set(err, ERROR_UNREADABLE, "%s%s%s: %s%s%s%s", reading->path,
            *sheet ? "!" : "", sheet, count, without_member(reading, what),
            TR("; ", "。"),
            advice ? advice
                   : TR("nothing was taken over: correct the file and hand it in again, or ask for it again",
                             "何も取り込んでいません。ファイルを直して指定し直すか、もう一度送ってもらってください"));
}

static bool is_damaged(const struct bundle_member *member)
{
    return text_said(&member->damage) || text_said(&member->undecodable) ||
            member->unreadable_count > 0;
}

/* The file itself: a CSV, or a workbook that was opened. */
static bool check_file(const struct returned_reading *reading, struct error *err)
{
    const struct bundle_member *file = &reading->members[0];

    if (!reading->bundle.member_count)
        return error_set(err, ERROR_LOST, "the worker told of no member");
    if (text_said(&file->damage) || text_said(&file->undecodable))
        return fail_damage(reading, "", file, err);
    if (file->status == BUNDLE_READ && text_is_equal(file->format, "csv"))
        return true;
    if (file->status == BUNDLE_OPENED && (text_is_equal(file->container, "xlsx")))
        return true;
    if (file->status != BUNDLE_READ && file->status != BUNDLE_OPENED && file->reason &&
            strcmp(file->reason, "kind") != 0)
        return fail_kind(reading, preflight_reason_text(file->reason), err);
    return fail_kind(reading,
            file->kind                            ? file->kind
                    : file->status == BUNDLE_READ ? file->format
                                                  : TR("unknown", "不明"),
            err);
}

static bool is_table(const struct bundle_member *member)
{
    return member->status == BUNDLE_READ && !strstr(member->kind, ", hidden") &&
            !strstr(member->kind, ", very hidden") && !strstr(member->kind, ", empty");
}

static bool read_tables(struct returned_reading *reading, struct returned_file *ret_file,
        struct error *err)
{
    struct returned_table *tables;
    size_t count = 0;

    if (!arena_allocate(reading->arena,
                (reading->bundle.member_count + (size_t)1) * sizeof(*tables), &tables,
                err))
        return false;
    for (uint32_t m = 0; m < reading->bundle.member_count; m++) {
        const struct bundle_member *member = &reading->members[m];

        if (!is_table(member))
            continue;
        if (is_damaged(member))
            return fail_damage(reading, returned_rows_sheet(member), member, err);
        if (!returned_rows_read(reading, m, &tables[count++], err))
            return false;
    }
    ret_file->tables = tables;
    ret_file->table_count = count;
    return count > 0 ||
            error_set(err, ERROR_UNREADABLE,
                    TR("%s: no sheet that is shown has a row; write the table into one",
                            "%s: 表示されているシートに行がありません。表をシートに入れてください"),
                    reading->path);
}

/* ---- all of it ---- */

static bool name_file(struct returned_reading *reading, const char *path,
        struct returned_file *ret_file, struct error *err)
{
    CLEANUP(buf_clear) struct buf visible = BUF_INIT(4 * NAME_LIMIT);
    const char *slash;

    if (!text_append_visible(&visible, path, strlen(path), err) ||
            !arena_text(reading->arena, buf_text(&visible), &reading->path, err))
        return false;
    slash = strrchr(reading->path, '/');
    ret_file->name = slash ? slash + 1 : reading->path;
    return true;
}

bool returned_read(const char *path, const struct returned_limits *limits,
        const char *spill_folder, struct arena *arena, struct returned_file *ret_file,
        struct error *err)
{
    CLEANUP(end)
    struct returned_reading reading = {.limits = limits,
            .spill_folder = spill_folder,
            .arena = arena,
            .fd = -1};
    const struct schedule_options how = {.spill_folder = spill_folder};
    struct returned_file file = {0};
    size_t count;

    if (!name_file(&reading, path, &file, err) || !load(&reading, path, &file, err) ||
            !wrap(&reading, path, file.bytes, err))
        return false;
    reading.source = (struct query_source){.bundles = &reading.bundle,
            .members = &reading.members,
            .fds = &reading.fd,
            .count = 1,
            .zone = "UTC",
            .period_start = "",
            .period_end = "",
            .as_of = ""};
    if (!intake_examine(reading.fd, RETURNED_TABLE, (uint64_t)reading.bundle.bytes, true,
                "UTC", &how, arena, &reading.members, &count, err))
        return error_prefix(err, "%s", reading.path);
    reading.bundle.member_count = (uint32_t)count;
    if (!check_file(&reading, err) || !read_tables(&reading, &file, err))
        return false;
    *ret_file = file;
    return true;
}

/* ---- columns ---- */

static bool fold(const char *name, struct buf *ret_folded, struct error *err)
{
    CLEANUP(buf_clear) struct buf wide = BUF_INIT(ret_folded->limit);
    const char *at;
    size_t size;

    if (!text_append_folded(&wide, name, strlen(name), err))
        return false;
    at = buf_text(&wide);
    at += strspn(at, " \t\r\n");
    size = strlen(at);
    while (size > 0 && strchr(" \t\r\n", at[size - 1]))
        size--;
    return text_append_lower(ret_folded, at, size, err);
}

static bool is_alike(const char *one, const char *other)
{
    CLEANUP(buf_clear) struct buf a = BUF_INIT(NAME_LIMIT);
    CLEANUP(buf_clear) struct buf b = BUF_INIT(NAME_LIMIT);
    struct error too_long = {0};

    return fold(one, &a, &too_long) && fold(other, &b, &too_long) &&
            strcmp(buf_text(&a), buf_text(&b)) == 0;
}

size_t returned_find_column(const struct returned_table *table, const char *name)
{
    for (size_t c = 0; c < table->column_count; c++) {
        if (is_alike(table->columns[c], name))
            return c;
    }
    return SIZE_MAX;
}
