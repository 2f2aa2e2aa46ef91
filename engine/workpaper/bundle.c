#include "engine/workpaper/bundle.h"

#include <inttypes.h>
#include <string.h>

#include "engine/base/db_list.h"
#include "engine/base/jsonwriter.h"
#include "engine/workpaper/journal.h"
#include "engine/workpaper/replacement.h"
#include "engine/workpaper/verify.h"

static bool find_first_member(struct db *db, size_t count, int64_t *ret_first,
        struct error *err)
{
    if (!db_query_int(db,
                "SELECT coalesce(max(first_member + member_count), 1) FROM bundle",
                ret_first, err))
        return false;
    return (int64_t)count < BUNDLE_MEMBER_MAX - *ret_first ||
            error_set(err, ERROR_LIMIT,
                    TR("an engagement can have %" PRId64 " members in all its bundles",
                            "一つの業務で扱えるファイルは合計%" PRId64 "件までです"),
                    BUNDLE_MEMBER_MAX);
}

static bool insert_bundle(struct store_act *act, const struct bundle *bundle,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(act->db,
                "INSERT INTO bundle (short_id, name, file, bytes, sha256, received_at,"
                " received_by, delivered_by, label, first_member, member_count,"
                " delivered_at, delivered_how)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
                &insert, err))
        return false;
    db_bind_text(insert, 1, bundle->short_id);
    db_bind_text(insert, 2, bundle->name);
    db_bind_text(insert, 3, bundle->file);
    db_bind_int(insert, 4, bundle->bytes);
    db_bind_text(insert, 5, bundle->sha256);
    db_bind_text(insert, 6, act->at);
    db_bind_text(insert, 7, act->person);
    db_bind_text(insert, 8, bundle->delivered_by);
    db_bind_text(insert, 9, bundle->label);
    db_bind_int(insert, 10, bundle->first_member);
    db_bind_int(insert, 11, bundle->member_count);
    db_bind_text(insert, 12, bundle->delivered_at);
    db_bind_text(insert, 13, bundle->delivered_how);
    return db_run(insert, err);
}

static bool write_body(const struct bundle *bundle,
        const struct replacement_plan *replaces, const struct bundle_member *members,
        const char *record, struct buf *body, struct error *err)
{
    int64_t counts[BUNDLE_STATUSES] = {0};
    struct jsonwriter writer;

    for (uint32_t i = 0; i < bundle->member_count; i++)
        counts[members[i].status]++;
    jsonwriter_init(&writer, body, false, err);
    jsonwriter_object(&writer);
    jsonwriter_member_int(&writer, "bytes", bundle->bytes);
    jsonwriter_member(&writer, "delivered_at", bundle->delivered_at);
    jsonwriter_member(&writer, "delivered_by", bundle->delivered_by);
    jsonwriter_member(&writer, "delivered_how", bundle->delivered_how);
    jsonwriter_member(&writer, "file", bundle->file);
    jsonwriter_member_int(&writer, "first_member", bundle->first_member);
    jsonwriter_member(&writer, "label", bundle->label);
    jsonwriter_key(&writer, "members");
    jsonwriter_object(&writer);
    for (size_t i = 0; i < BUNDLE_STATUSES; i++)
        jsonwriter_member_int(&writer, bundle_status_name((enum bundle_status)i),
                counts[i]);
    jsonwriter_end(&writer);
    jsonwriter_member(&writer, "record_sha256", record);
    replacement_write(replaces, &writer);
    jsonwriter_member(&writer, "sha256", bundle->sha256);
    jsonwriter_end(&writer);
    return jsonwriter_finish(&writer);
}

bool bundle_add(struct store *store, const char *person, struct bundle_file *file,
        const struct bundle_delivery *delivery, const struct bundle_member *members,
        size_t member_count, int64_t *ret_bundle_id, struct error *err)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(ARENA_MODEL_LIMIT);
    CLEANUP(buf_clear) struct buf body = BUF_INIT(JOURNAL_BODY_LIMIT);
    CLEANUP(store_rollback) struct store_act act = {0};
    struct replacement_plan replaces = {0};
    char hex[DIGEST_HEX_SIZE], record[DIGEST_HEX_SIZE];
    struct bundle bundle = {.short_id = file->short_id,
            .name = file->name,
            .file = delivery->file,
            .bytes = file->bytes,
            .sha256 = hex,
            .delivered_by = delivery->by,
            .delivered_at = delivery->at,
            .delivered_how = delivery->how,
            .label = delivery->label,
            .member_count = (uint32_t)member_count};

    digest_hex(&file->sha256, hex);
    if (delivery->replaces)
        replaces = *delivery->replaces;
    if (!store_begin(store, person, &act, err) ||
            !bundle_file_check_new(store, file, err) ||
            (!delivery->replaces &&
                    !replacement_of_name(store, file->name, &arena, &replaces, err)) ||
            !find_first_member(act.db, member_count, &bundle.first_member, err) ||
            !insert_bundle(&act, &bundle, err))
        return false;
    bundle.bundle_id = db_last_id(act.db);
    if (!bundle_member_insert(act.db, bundle.bundle_id, bundle.first_member, members,
                member_count, err) ||
            !replacement_insert(&act, &bundle, &replaces, false, err) ||
            !verify_digest(act.db, VERIFY_BUNDLE, bundle.bundle_id, record, err) ||
            !write_body(&bundle, &replaces, members, record, &body, err) ||
            !journal_append(&act, "take", bundle.short_id, &body, err))
        return false;
    /* Last, so that a bundle without its file is never recorded. */
    if (!bundle_file_keep(file, err) || !store_commit(&act, err))
        return false;
    *ret_bundle_id = bundle.bundle_id;
    return true;
}

#define BUNDLE_SELECT                                                                  \
    "SELECT bundle_id, short_id, name, file, bytes, sha256, received_at, received_by," \
    " delivered_by, label, first_member, member_count, (SELECT n.short_id"             \
    " FROM replacement AS r JOIN bundle AS n USING (bundle_id)"                        \
    " WHERE r.old_bundle_id = b.bundle_id AND r.old_member_id IS NULL),"               \
    " delivered_at, delivered_how, count(*) OVER () FROM bundle AS b"

static bool read_bundle(struct db_statement *row, struct arena *arena, void *item,
        struct error *err)
{
    struct bundle *ret_bundle = item;
    struct bundle bundle = {
            .bundle_id = db_column_int(row, 0),
            .bytes = db_column_int(row, 4),
            .first_member = db_column_int(row, 10),
            .member_count = (uint32_t)db_column_int(row, 11),
            .is_current = db_column_type(row, 12) == DB_NULL,
    };
    const struct {
        int column;
        const char **text;
    } texts[] = {{1, &bundle.short_id}, {2, &bundle.name}, {3, &bundle.file},
            {5, &bundle.sha256}, {6, &bundle.received_at}, {7, &bundle.received_by},
            {8, &bundle.delivered_by}, {9, &bundle.label}, {12, &bundle.superseded_by},
            {13, &bundle.delivered_at}, {14, &bundle.delivered_how}};

    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
        if (!arena_text(arena, db_column_text(row, texts[i].column), texts[i].text, err))
            return false;
    }
    *ret_bundle = bundle;
    return true;
}

bool bundle_list(struct store *store, struct arena *arena, struct bundle **ret_bundles,
        size_t *ret_count, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;

    return db_prepare(store_db(store), BUNDLE_SELECT " ORDER BY bundle_id", &query,
                   err) &&
            db_list_read(query, arena, sizeof(**ret_bundles), read_bundle, ret_bundles,
                    ret_count, err);
}

static bool fail_missing(struct store *store, const char *id, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    const char *known = NULL;
    bool row;

    if (!db_prepare(store_db(store),
                "SELECT group_concat(short_id, ', ') FROM"
                " (SELECT short_id FROM bundle ORDER BY bundle_id)",
                &query, err) ||
            !db_step(query, &row, err))
        return false;
    if (row)
        known = db_column_text(query, 0);
    return error_set(err, ERROR_MISSING,
            TR("there is no bundle '%s'; there is: %s",
                    "提供物「%s」はありません。受領済み: %s"),
            id, known ? known : TR("none yet", "なし"));
}

bool bundle_find(struct store *store, const char *id, struct arena *arena,
        struct bundle *ret_bundle, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    bool row;

    if (!db_prepare(store_db(store),
                BUNDLE_SELECT " WHERE short_id = ?1 OR name = ?1"
                              " ORDER BY short_id = ?1 DESC, bundle_id DESC LIMIT 1",
                &query, err))
        return false;
    db_bind_text(query, 1, id);
    if (!db_step(query, &row, err))
        return false;
    return row ? read_bundle(query, arena, ret_bundle, err)
               : fail_missing(store, id, err);
}

bool bundle_find_content(struct store *store, const struct digest *sha256,
        struct arena *arena, struct bundle *ret_bundle, bool *ret_found,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    char hex[DIGEST_HEX_SIZE];

    digest_hex(sha256, hex);
    if (!db_prepare(store_db(store), BUNDLE_SELECT " WHERE sha256 = ?1", &query, err))
        return false;
    db_bind_text(query, 1, hex);
    return db_step(query, ret_found, err) &&
            (!*ret_found || read_bundle(query, arena, ret_bundle, err));
}
