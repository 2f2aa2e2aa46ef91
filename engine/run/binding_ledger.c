#include "engine/run/binding_ledger.h"

#include "engine/base/file.h"
#include "engine/base/jsonwriter.h"
#include "engine/base/text.h"
#include "engine/workpaper/journal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BODY_LIMIT ((size_t)64 * 1024)

/* A name with its digest; "" where there is no such file. */
struct entry {
    const char *name;
    char sha256[DIGEST_HEX_SIZE];
};

struct entries {
    struct entry *items;
    size_t count;
};

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static bool make_path(struct store *store, const char *name, struct arena *arena,
        const char **ret_path, struct error *err)
{
    return arena_printf(arena, ret_path, err, "%s/%s/%s", store_folder(store),
            STORE_BINDINGS, name);
}

static bool list_paths(struct store *store, struct arena *arena, const char ***ret_paths,
        size_t *ret_count, struct error *err)
{
    const char *folder;

    return arena_printf(arena, &folder, err, "%s/%s", store_folder(store),
                   STORE_BINDINGS) &&
            file_list(folder, "*.xml", 0, arena, ret_paths, ret_count, err);
}

static bool digest_bytes(const struct buf *bytes, char ret_hex[DIGEST_HEX_SIZE],
        struct error *err)
{
    struct digest digest;

    if (!digest_of(buf_text(bytes), bytes->size, &digest, err))
        return false;
    digest_hex(&digest, ret_hex);
    return true;
}

static bool read_files(struct store *store, struct arena *arena,
        struct entries *ret_files, struct error *err)
{
    struct entries files = {0};
    const char **paths;
    size_t count;

    if (!list_paths(store, arena, &paths, &count, err) ||
            !arena_allocate(arena, (count + 1) * sizeof(*files.items), &files.items, err))
        return false;
    for (; files.count < count; files.count++) {
        CLEANUP(buf_clear) struct buf bytes = BUF_INIT(BINDING_LEDGER_LIMIT);
        struct entry *file = &files.items[files.count];

        file->name = base_name(paths[files.count]);
        if (!file_read(paths[files.count], &bytes, err) ||
                !digest_bytes(&bytes, file->sha256, err))
            return false;
    }
    *ret_files = files;
    return true;
}

/* What the newest row says of each name. */
static bool read_rows(struct store *store, struct arena *arena, struct entries *ret_rows,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    struct entries rows = {0};
    size_t capacity = 0;
    bool more;

    if (!db_prepare(store_db(store),
                "SELECT object, coalesce(json_extract(body, '$.sha256'), ''), max(seq) FROM journal"
                " WHERE action IN ('bind', 'unbind', 'bind-outside') GROUP BY object ORDER BY object",
                &row, err))
        return false;
    for (;;) {
        struct entry *grown;

        if (!db_step(row, &more, err))
            return false;
        if (!more)
            break;
        if (rows.count == capacity) {
            capacity = capacity ? 2 * capacity : 16;
            if (!arena_allocate(arena, capacity * sizeof(*grown), &grown, err))
                return false;
            if (rows.count)
                memcpy(grown, rows.items, rows.count * sizeof(*grown));
            rows.items = grown;
        }
        snprintf(rows.items[rows.count].sha256, DIGEST_HEX_SIZE, "%s",
                db_column_text(row, 1));
        if (!arena_text(arena, db_column_text(row, 0), &rows.items[rows.count++].name,
                    err))
            return false;
    }
    *ret_rows = rows;
    return true;
}

static struct binding_ledger_change compare(const struct entry *file,
        const struct entry *row)
{
    struct binding_ledger_change change = {.name = file ? file->name : row->name};

    if (file)
        memcpy(change.sha256, file->sha256, sizeof(change.sha256));
    if (row)
        memcpy(change.before, row->sha256, sizeof(change.before));
    if (strcmp(change.sha256, change.before) == 0)
        return change;
    change.change = !change.before[0] ? "new" : change.sha256[0] ? "edited" : "gone";
    return change;
}

bool binding_ledger_find_changes(struct store *store, struct arena *arena,
        struct binding_ledger_change **ret_changes, size_t *ret_count, struct error *err)
{
    struct entries files, rows;
    struct binding_ledger_change *changes;
    size_t f = 0, r = 0, count = 0;

    if (!read_files(store, arena, &files, err) || !read_rows(store, arena, &rows, err) ||
            !arena_allocate(arena, (files.count + rows.count + 1) * sizeof(*changes),
                    &changes, err))
        return false;
    while (f < files.count || r < rows.count) { /* both are in byte order */
        int order = f == files.count ? 1
                : r == rows.count    ? -1
                                     : strcmp(files.items[f].name, rows.items[r].name);

        changes[count] = compare(order <= 0 ? &files.items[f] : NULL,
                order >= 0 ? &rows.items[r] : NULL);
        count += changes[count].change != NULL;
        f += order <= 0;
        r += order >= 0;
    }
    *ret_changes = changes;
    *ret_count = count;
    return true;
}

/* Empty texts are left out. */
static bool append_row(struct store_act *act, const char *action, const char *name,
        const char *const (*members)[2], size_t count, struct error *err)
{
    CLEANUP(buf_clear) struct buf body = BUF_INIT(BODY_LIMIT);
    struct jsonwriter json;

    jsonwriter_init(&json, &body, false, err);
    jsonwriter_object(&json);
    for (size_t i = 0; i < count; i++) {
        if (members[i][1][0])
            jsonwriter_member(&json, members[i][0], members[i][1]);
    }
    jsonwriter_end(&json);
    return jsonwriter_finish(&json) && journal_append(act, action, name, &body, err);
}

bool binding_ledger_record_changes(struct store *store, const char *person,
        struct arena *arena, struct binding_ledger_change **ret_changes,
        size_t *ret_count, struct error *err)
{
    CLEANUP(store_rollback) struct store_act act = {0};
    struct binding_ledger_change *changes;
    size_t count;

    /* Within the act, so that no other program is just adding one. */
    if (!store_begin(store, person, &act, err) ||
            !binding_ledger_find_changes(store, arena, &changes, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        const char *const members[][2] = {{"change", changes[i].change},
                {"sha256", changes[i].sha256}, {"replaces", changes[i].before}};

        if (!append_row(&act, "bind-outside", changes[i].name, members,
                    ARRAY_LENGTH(members), err))
            return false;
    }
    *ret_changes = changes;
    *ret_count = count;
    return count == 0 || store_commit(&act, err);
}

bool binding_ledger_add(struct store *store, const char *person, const char *name,
        const struct buf *bytes, bool replace, struct error *err)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(BINDING_LEDGER_LIMIT);
    CLEANUP(buf_clear) struct buf old = BUF_INIT(BINDING_LEDGER_LIMIT);
    CLEANUP(store_rollback) struct store_act act = {0};
    char sha256[DIGEST_HEX_SIZE], before[DIGEST_HEX_SIZE] = "";
    const char *const members[][2] = {{"sha256", sha256}, {"replaces", before}};
    const char *path;

    if (!make_path(store, name, &arena, &path, err) ||
            !store_begin(store, person, &act, err))
        return false;
    if (file_exists(path) && !replace)
        return error_set(err, ERROR_REFUSED,
                TR("the engagement has a binding file %s already; --replace puts the new one in its place",
                        "対応付けファイル %s はすでにあります。置き換えるには --replace を付けてください"),
                name);
    if (file_exists(path) &&
            (!file_read(path, &old, err) || !digest_bytes(&old, before, err)))
        return false;
    return digest_bytes(bytes, sha256, err) &&
            append_row(&act, "bind", name, members, ARRAY_LENGTH(members), err) &&
            file_write(path, buf_text(bytes), bytes->size, 0600, replace, err) &&
            store_commit(&act, err);
}

/* There is none of that name: the nearest is perhaps meant. */
static bool refuse_missing(struct store *store, const char *name, struct arena *arena,
        struct error *err)
{
    const char **paths, **names;
    const char *nearest;
    size_t count;

    if (!list_paths(store, arena, &paths, &count, err) ||
            !arena_allocate(arena, (count + 1) * sizeof(*names), &names, err))
        return false;
    for (size_t i = 0; i < count; i++)
        names[i] = base_name(paths[i]);
    nearest = text_find_nearest(name, names);
    if (nearest)
        return error_set(err, ERROR_MISSING,
                TR("the engagement has no binding file '%s'; did you mean '%s'?",
                        "対応付けファイル「%s」はありません。「%s」のことですか"),
                name, nearest);
    return error_set(err, ERROR_MISSING,
            TR("the engagement has no binding file '%s' (%zu others in %s/)",
                    "対応付けファイル「%s」はありません（ほかに%zu件が %s/ にあります）"),
            name, count, STORE_BINDINGS);
}

bool binding_ledger_remove(struct store *store, const char *person, const char *name,
        struct buf *ret_bytes, struct error *err)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(BINDING_LEDGER_LIMIT);
    CLEANUP(store_rollback) struct store_act act = {0};
    char sha256[DIGEST_HEX_SIZE];
    const char *const members[][2] = {{"removed", sha256}};
    struct error ignored = {0};
    const char *path;

    if (!make_path(store, name, &arena, &path, err) ||
            !store_begin(store, person, &act, err))
        return false;
    if (name[0] == '.' || strchr(name, '/') || !file_exists(path))
        return refuse_missing(store, name, &arena, err);
    if (!file_read(path, ret_bytes, err) || !digest_bytes(ret_bytes, sha256, err) ||
            !append_row(&act, "unbind", name, members, ARRAY_LENGTH(members), err))
        return false;
    if (unlink(path) != 0)
        return error_set(err, ERROR_IO, "%s: %s", path, error_reason(errno));
    if (store_commit(&act, err))
        return true;
    /* Not recorded, so not done: should this fail too, the next run records that it is
     * gone. */
    if (!file_write(path, buf_text(ret_bytes), ret_bytes->size, 0600, false, &ignored))
        return error_prefix(err, "%s", ignored.message);
    return false;
}
