#include "engine/workpaper/succession.h"

#include "engine/base/db_list.h"

#include <string.h>

/* What the member X took the place of by itself, under another name. */
#define STANDS_FOR(x)                                                        \
    "(SELECT s.name FROM replacement AS q JOIN member AS s ON s.member_id =" \
    " q.old_member_id WHERE q.member_id = " x ".member_id)"

/* Each gives the step and, last, the member's number to go on from. Of several bundles
 * that one replaced, the newest that has the member. */
static const char later_sql[] =
        "SELECT b.bundle_id, b.short_id, b.file, b.received_at, n.name, r.reason, n.member_id"
        " FROM member AS m"
        " JOIN replacement AS r ON r.old_bundle_id = m.bundle_id"
        " AND (r.old_member_id = m.member_id OR r.old_member_id IS NULL)"
        " JOIN bundle AS b ON b.bundle_id = r.bundle_id"
        " LEFT JOIN member AS n ON n.bundle_id = r.bundle_id AND n.status <> 'folder'"
        " AND (n.member_id = r.member_id OR (r.old_member_id IS NULL"
        " AND n.name IN (m.name, " STANDS_FOR(
                "m") ")))"
                     " WHERE m.member_id = ?1"
                     " ORDER BY r.old_member_id IS NULL, n.member_id IS NULL LIMIT 1";

static const char earlier_sql[] =
        "SELECT b.bundle_id, b.short_id, b.file, b.received_at, o.name, r.reason, o.member_id"
        " FROM member AS m"
        " JOIN replacement AS r ON r.bundle_id = m.bundle_id"
        " AND (r.member_id = m.member_id OR r.old_member_id IS NULL)"
        " JOIN bundle AS b ON b.bundle_id = r.old_bundle_id"
        " LEFT JOIN member AS o ON o.bundle_id = r.old_bundle_id AND o.status <> 'folder'"
        " AND (o.member_id = r.old_member_id OR (r.old_member_id IS NULL"
        " AND m.name IN (o.name, " STANDS_FOR(
                "o") ")))"
                     " WHERE m.member_id = ?1"
                     " ORDER BY r.old_member_id IS NULL, o.member_id IS NULL, b.bundle_id DESC,"
                     " o.member_id DESC LIMIT 1";

static const char bundle_sql[] =
        "WITH RECURSIVE"
        " later(id) AS (SELECT ?1 UNION SELECT r.bundle_id FROM replacement AS r"
        " JOIN later ON r.old_bundle_id = later.id),"
        " earlier(id) AS (SELECT ?1 UNION SELECT r.old_bundle_id FROM replacement AS r"
        " JOIN earlier ON r.bundle_id = earlier.id)"
        " SELECT bundle_id, short_id, file, received_at, NULL, NULL, count(*) OVER ()"
        " FROM bundle"
        " WHERE bundle_id IN (SELECT id FROM later UNION SELECT id FROM earlier)"
        " ORDER BY bundle_id";

static bool read_step(struct db_statement *row, struct arena *arena, void *item,
        struct error *err)
{
    struct succession_step *step = item;

    step->bundle_id = db_column_int(row, 0);
    return arena_text(arena, db_column_text(row, 1), &step->bundle, err) &&
            arena_text(arena, db_column_text(row, 2), &step->file, err) &&
            arena_text(arena, db_column_text(row, 3), &step->received_at, err) &&
            arena_text(arena, db_column_text(row, 4), &step->member, err) &&
            arena_text(arena, db_column_text(row, 5), &step->reason, err);
}

static bool add_step(struct db_statement *row, struct arena *arena,
        struct succession_step **steps, size_t *count, struct error *err)
{
    struct succession_step *more;

    /* the few there are: each step makes the list anew where it is a power of two */
    if ((*count & (*count - 1)) == 0 || *count == 0) {
        if (!arena_allocate(arena, (*count ? 2 * *count : 1) * sizeof(*more), &more, err))
            return false;
        if (*count)
            memcpy(more, *steps, *count * sizeof(*more));
        *steps = more;
    }
    return read_step(row, arena, &(*steps)[(*count)++], err);
}

bool succession_of_member(struct store *store, int64_t member_id, bool is_later,
        struct arena *arena, struct succession_step **ret_steps, size_t *ret_count,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    struct succession_step *steps = NULL;
    size_t count = 0;
    bool row = true;

    if (!db_prepare(store_db(store), is_later ? later_sql : earlier_sql, &query, err))
        return false;
    while (row && member_id) {
        db_bind_int(query, 1, member_id);
        if (!db_step(query, &row, err))
            return false;
        if (!row)
            break;
        if (!add_step(query, arena, &steps, &count, err))
            return false;
        member_id = db_column_int(query, 6); /* 0 for NULL */
        db_reset(query);
    }
    *ret_steps = steps;
    *ret_count = count;
    return true;
}

bool succession_of_bundle(struct store *store, int64_t bundle_id, struct arena *arena,
        struct succession_step **ret_steps, size_t *ret_count, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;

    if (!db_prepare(store_db(store), bundle_sql, &query, err))
        return false;
    db_bind_int(query, 1, bundle_id);
    return db_list_read(query, arena, sizeof(**ret_steps), read_step, ret_steps,
            ret_count, err);
}
