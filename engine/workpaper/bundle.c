#include "engine/workpaper/bundle.h"

#include <inttypes.h>
#include <string.h>

#include "engine/base/jsonwriter.h"
#include "engine/base/text.h"
#include "engine/workpaper/journal.h"
#include "engine/workpaper/replacement.h"
#include "engine/workpaper/verify.h"

static const char *const status_names[] = {
        [BUNDLE_READ] = "read",
        [BUNDLE_UNREAD] = "unread",
        [BUNDLE_REFUSED] = "refused",
        [BUNDLE_FOLDER] = "folder",
        [BUNDLE_OPENED] = "opened",
};

const char *bundle_status_name(enum bundle_status status)
{
    return status_names[status];
}

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

static void bind_count(struct db_statement *insert, int index, int64_t count,
        int64_t none)
{
    if (count == none)
        db_bind_null(insert, index);
    else
        db_bind_int(insert, index, count);
}

/* Reading a member back (member_columns) has the same order. */
static void bind_member(struct db_statement *insert, int64_t first_member,
        const struct bundle_member *member)
{
    const char delimiter[2] = {member->delimiter, '\0'};

    db_bind_blob(insert, 3, member->raw_name.text, member->raw_name.size);
    db_bind_text(insert, 4, member->name);
    db_bind_text(insert, 5, member->name_source);
    db_bind_text(insert, 6, status_names[member->status]);
    db_bind_text(insert, 7, member->reason);
    db_bind_int(insert, 8, member->method);
    db_bind_int(insert, 9, (int64_t)member->size);
    db_bind_int(insert, 10, (int64_t)member->compressed_size);
    db_bind_int(insert, 11, (int64_t)member->data_offset);
    db_bind_int(insert, 12, member->crc);
    db_bind_text(insert, 13, member->sha256);
    db_bind_text(insert, 14, member->kind);
    db_bind_text(insert, 15, member->format);
    db_bind_text(insert, 16, member->encoding);
    db_bind_text(insert, 17, member->delimiter ? delimiter : NULL);
    db_bind_int(insert, 18, member->is_headerless);
    db_bind_text(insert, 19, member->records_path);
    bind_count(insert, 20, member->record_count, -1);
    bind_count(insert, 21, member->unreadable_count, -1);
    db_bind_text(insert, 22, member->damage);
    db_bind_text(insert, 23, member->layout);
    db_bind_text(insert, 24, member->undecodable);
    db_bind_text(insert, 25, member->container);
    bind_count(insert, 26, member->holder ? first_member + member->holder - 1 : 0, 0);
    db_bind_text(insert, 27, member->layout_reason);
    db_bind_text(insert, 28, member->time_column);
    db_bind_text(insert, 29, member->first_time);
    db_bind_text(insert, 30, member->last_time);
    bind_count(insert, 31, member->control_total, -1);
    db_bind_text(insert, 32, member->notice);
    db_bind_text(insert, 33, member->aside);
}

#define MEMBER_COLUMN_COUNT 33
#define MEMBER_COLUMNS                                                                 \
    "member_id, bundle_id, raw_name, name, name_source, status, reason, method, size," \
    " compressed_size, data_offset, crc, sha256, kind, format, encoding, delimiter,"   \
    " is_headerless, records_path, record_count, unreadable_count, damage, layout,"    \
    " undecodable, container, container_member_id, layout_reason, time_column,"        \
    " first_time, last_time, control_total, notice, aside"

static bool insert_columns(struct db_statement *insert, int64_t member_id,
        const struct bundle_member *member, struct error *err)
{
    for (size_t i = 0; i < member->column_count; i++) {
        db_bind_int(insert, 1, member_id);
        db_bind_int(insert, 2, (int64_t)i + 1);
        db_bind_text(insert, 3, member->columns[i]);
        if (!db_run(insert, err))
            return false;
    }
    return true;
}

static bool insert_members(struct db *db, int64_t bundle_id, int64_t first_member,
        const struct bundle_member *members, size_t count, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;
    CLEANUP(db_finalizep) struct db_statement *insert_column = NULL;

    if (!db_prepare(db,
                "INSERT INTO member (" MEMBER_COLUMNS
                ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                &insert, err) ||
            !db_prepare(db,
                    "INSERT INTO member_column (member_id, position, name)"
                    " VALUES (?1, ?2, ?3)",
                    &insert_column, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        int64_t member_id = first_member + (int64_t)i;

        db_bind_int(insert, 1, member_id);
        db_bind_int(insert, 2, bundle_id);
        bind_member(insert, first_member, &members[i]);
        if (!db_run(insert, err) ||
                !insert_columns(insert_column, member_id, &members[i], err) ||
                (members[i].blocks.size &&
                        !bundle_block_add(db, member_id, members[i].blocks,
                                members[i].checkpoints, members[i].checkpoint_count,
                                err)))
            return error_prefix(err, TR("member '%s'", "ファイル「%s」"),
                    members[i].name);
    }
    return true;
}

static bool write_body(const struct bundle *bundle,
        const struct replacement_plan *replaces, const struct bundle_member *members,
        const char *record, struct buf *body, struct error *err)
{
    int64_t counts[ARRAY_LENGTH(status_names)] = {0};
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
    for (size_t i = 0; i < ARRAY_LENGTH(status_names); i++)
        jsonwriter_member_int(&writer, status_names[i], counts[i]);
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
    if (!insert_members(act.db, bundle.bundle_id, bundle.first_member, members,
                member_count, err) ||
            !replacement_insert(&act, &bundle, &replaces, err) ||
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
    " delivered_at, delivered_how FROM bundle AS b"

static bool read_bundle(struct db_statement *row, struct arena *arena,
        struct bundle *ret_bundle, struct error *err)
{
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
    struct bundle *bundles = NULL;
    int64_t total;
    size_t count = 0;
    bool row = true;

    if (!db_query_int(store_db(store), "SELECT count(*) FROM bundle", &total, err) ||
            !arena_allocate(arena, ((size_t)total + 1) * sizeof(*bundles), &bundles,
                    err) ||
            !db_prepare(store_db(store), BUNDLE_SELECT " ORDER BY bundle_id LIMIT ?1",
                    &query, err))
        return false;
    db_bind_int(query, 1, total);
    for (;;) {
        if (!db_step(query, &row, err))
            return false;
        if (!row)
            break;
        if (!read_bundle(query, arena, &bundles[count++], err))
            return false;
    }
    *ret_bundles = bundles;
    *ret_count = count;
    return true;
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

static int64_t read_count(struct db_statement *row, int column, int64_t none)
{
    return db_column_type(row, column) == DB_NULL ? none : db_column_int(row, column);
}

static bool read_texts(struct db_statement *row, struct arena *arena,
        struct bundle_member *member, struct error *err)
{
    struct slice raw = db_column_bytes(row, 2);
    const struct {
        int column;
        const char **text;
    } texts[] = {{3, &member->name}, {4, &member->name_source}, {6, &member->reason},
            {12, &member->sha256}, {13, &member->kind}, {14, &member->format},
            {15, &member->encoding}, {18, &member->records_path}, {21, &member->damage},
            {22, &member->layout}, {23, &member->undecodable}, {24, &member->container},
            {26, &member->layout_reason}, {27, &member->time_column},
            {28, &member->first_time}, {29, &member->last_time}, {31, &member->notice},
            {32, &member->aside}, {33, &member->superseded_by}, {34, &member->stands_for},
            {35, &member->ask}};

    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
        if (!arena_text(arena, db_column_text(row, texts[i].column), texts[i].text, err))
            return false;
    }
    member->raw_name.size = raw.size;
    return arena_copy(arena, raw.text, raw.size, &member->raw_name.text, err);
}

static enum bundle_status find_status(const char *name)
{
    size_t status = 0;

    while (status < ARRAY_LENGTH(status_names) &&
            !text_is_equal(status_names[status], name))
        status++;
    return status < ARRAY_LENGTH(status_names) ? (enum bundle_status)status
                                               : BUNDLE_REFUSED;
}

static bool read_member(struct db_statement *row, struct arena *arena,
        struct bundle_member *member, struct error *err)
{
    const char *delimiter = db_column_text(row, 16);

    *member = (struct bundle_member){
            .member_id = db_column_int(row, 0),
            .bundle_id = db_column_int(row, 1),
            .status = find_status(db_column_text(row, 5)),
            .method = (unsigned)db_column_int(row, 7),
            .size = (uint64_t)db_column_int(row, 8),
            .compressed_size = (uint64_t)db_column_int(row, 9),
            .data_offset = (uint64_t)db_column_int(row, 10),
            .crc = (uint32_t)db_column_int(row, 11),
            .delimiter = delimiter ? *delimiter : '\0',
            .is_headerless = db_column_int(row, 17) != 0,
            .record_count = read_count(row, 19, -1),
            .unreadable_count = read_count(row, 20, -1),
            .holder = read_count(row, 25, 0),
            .control_total = read_count(row, 30, -1),
    };
    return read_texts(row, arena, member, err);
}

/* Takes one name; the first of a member makes room for all of them. */
static bool add_column(struct db_statement *row, struct arena *arena,
        struct bundle_member *member, const char ***names, struct error *err)
{
    size_t total = (size_t)db_column_int(row, 2);

    if (member->column_count == 0) {
        if (!arena_allocate(arena, total * sizeof(**names), names, err))
            return false;
        member->columns = *names;
    }
    return arena_text(arena, db_column_text(row, 1), &(*names)[member->column_count++],
            err);
}

/* The columns of all the members come in the members' order: one pass over both. */
static bool read_columns(struct db *db, int64_t bundle_id, struct arena *arena,
        struct bundle_member *members, size_t count, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    const char **names = NULL;
    size_t at = 0;
    bool row;

    if (!db_prepare(db,
                "SELECT c.member_id, c.name, count(*) OVER (PARTITION BY c.member_id)"
                " FROM member AS m JOIN member_column AS c USING (member_id)"
                " WHERE m.bundle_id = ?1 ORDER BY c.member_id, c.position",
                &query, err))
        return false;
    db_bind_int(query, 1, bundle_id);
    for (;;) {
        if (!db_step(query, &row, err))
            return false;
        if (!row)
            return true;
        while (at < count && members[at].member_id < db_column_int(query, 0))
            at++;
        if (at < count && members[at].member_id == db_column_int(query, 0) &&
                !add_column(query, arena, &members[at], &names, err))
            return false;
    }
}

/* The name of the oldest member that it stands for, where the name differs. */
#define STANDS_FOR                                                             \
    "CASE WHEN EXISTS (SELECT 1 FROM replacement AS r"                         \
    " WHERE r.member_id = member.member_id) THEN (WITH RECURSIVE former (id)"  \
    " AS (SELECT member.member_id UNION ALL SELECT r.old_member_id"            \
    " FROM former JOIN replacement AS r ON r.member_id = former.id)"           \
    " SELECT nullif(o.name, member.name) FROM former"                          \
    " JOIN member AS o ON o.member_id = former.id ORDER BY former.id LIMIT 1)" \
    " END"

bool bundle_members(struct store *store, int64_t bundle_id, struct arena *arena,
        struct bundle_member **ret_members, size_t *ret_count, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    struct bundle_member *members = NULL;
    size_t count = 0, total;
    bool row;

    if (!db_prepare(store_db(store),
                "SELECT " MEMBER_COLUMNS ", (SELECT b.short_id FROM superseded AS s"
                " JOIN bundle AS b ON b.bundle_id = s.by_bundle_id"
                " WHERE s.member_id = member.member_id), " STANDS_FOR
                ", (SELECT a.ask FROM"
                " report_receipt_member AS a WHERE a.member_id = member.member_id),"
                " count(*) OVER ()"
                " FROM member WHERE bundle_id = ?1 ORDER BY member_id",
                &query, err))
        return false;
    db_bind_int(query, 1, bundle_id);
    for (;;) {
        if (!db_step(query, &row, err))
            return false;
        if (!row)
            break;
        total = (size_t)db_column_int(query, MEMBER_COLUMN_COUNT + 3);
        if (!members && !arena_allocate(arena, total * sizeof(*members), &members, err))
            return false;
        if (!read_member(query, arena, &members[count], err))
            return false;
        if (members[count].holder)
            members[count].holder -= members[0].member_id - 1;
        count++;
    }
    if (!read_columns(store_db(store), bundle_id, arena, members, count, err))
        return false;
    *ret_members = members;
    *ret_count = count;
    return true;
}
