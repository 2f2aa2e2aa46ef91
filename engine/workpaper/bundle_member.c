/* The receipt of every member of a bundle. */
#include "engine/base/db_list.h"
#include "engine/workpaper/bundle.h"

#include <string.h>

/* ---- its columns ---- */

enum column_kind {
    COLUMN_TEXT,      /* const char *, or NULL */
    COLUMN_BYTES,     /* struct slice */
    COLUMN_CHARACTER, /* char; 0: NULL */
    COLUMN_FLAG,      /* bool */
    COLUMN_NUMBER,    /* uint32_t */
    COLUMN_SIZE,      /* uint64_t */
    COLUMN_COUNT,     /* int64_t; -1: NULL */
    COLUMN_STATUS,    /* enum bundle_status, by its name */
    COLUMN_HOLDER,    /* int64_t, a place from 1, as the member's number; 0: NULL */
};

/* The name of the oldest member that it stands for, where the name differs. */
#define STANDS_FOR                                                             \
    "CASE WHEN EXISTS (SELECT 1 FROM replacement AS r"                         \
    " WHERE r.member_id = member.member_id) THEN (WITH RECURSIVE former (id)"  \
    " AS (SELECT member.member_id UNION ALL SELECT r.old_member_id"            \
    " FROM former JOIN replacement AS r ON r.member_id = former.id)"           \
    " SELECT nullif(o.name, member.name) FROM former"                          \
    " JOIN member AS o ON o.member_id = former.id ORDER BY former.id LIMIT 1)" \
    " END"

#define SQL_MAX ((size_t)16 * 1024)

#define FIELD(name) offsetof(struct bundle_member, name)
#define PAIR(name)                                        \
    {#name "_ja", COLUMN_TEXT, FIELD(name.in[TEXT_JA])},  \
    {                                                     \
#name "_en", COLUMN_TEXT, FIELD(name.in[TEXT_EN]) \
    }

/* What is kept of a member beside its numbers. To add a column: schema.sql, the struct,
 * and here. */
static const struct column {
    const char *name; /* in the table member */
    enum column_kind kind;
    size_t field; /* its offset in the struct */
} columns[] = {
        {"raw_name", COLUMN_BYTES, FIELD(raw_name)},
        {"name", COLUMN_TEXT, FIELD(name)},
        {"name_source", COLUMN_TEXT, FIELD(name_source)},
        {"status", COLUMN_STATUS, FIELD(status)},
        {"reason", COLUMN_TEXT, FIELD(reason)},
        {"method", COLUMN_NUMBER, FIELD(method)},
        {"size", COLUMN_SIZE, FIELD(size)},
        {"compressed_size", COLUMN_SIZE, FIELD(compressed_size)},
        {"data_offset", COLUMN_SIZE, FIELD(data_offset)},
        {"crc", COLUMN_NUMBER, FIELD(crc)},
        {"sha256", COLUMN_TEXT, FIELD(sha256)},
        {"kind", COLUMN_TEXT, FIELD(kind)},
        {"format", COLUMN_TEXT, FIELD(format)},
        {"encoding", COLUMN_TEXT, FIELD(encoding)},
        {"delimiter", COLUMN_CHARACTER, FIELD(delimiter)},
        {"is_headerless", COLUMN_FLAG, FIELD(is_headerless)},
        {"records_path", COLUMN_TEXT, FIELD(records_path)},
        {"record_count", COLUMN_COUNT, FIELD(record_count)},
        {"unreadable_count", COLUMN_COUNT, FIELD(unreadable_count)},
        {"first_unreadable", COLUMN_COUNT, FIELD(first_unreadable)},
        {"unreadable_line", COLUMN_COUNT, FIELD(unreadable_line)},
        PAIR(problem),
        PAIR(damage),
        PAIR(damage_advice),
        {"layout", COLUMN_TEXT, FIELD(layout)},
        PAIR(undecodable),
        {"container", COLUMN_TEXT, FIELD(container)},
        {"container_member_id", COLUMN_HOLDER, FIELD(holder)},
        PAIR(layout_reason),
        {"time_column", COLUMN_TEXT, FIELD(time_column)},
        {"first_time", COLUMN_TEXT, FIELD(first_time)},
        {"last_time", COLUMN_TEXT, FIELD(last_time)},
        {"assumed_zone", COLUMN_TEXT, FIELD(assumed_zone)},
        {"control_total", COLUMN_COUNT, FIELD(control_total)},
        {"control_line", COLUMN_COUNT, FIELD(control_line)},
        {"notice", COLUMN_TEXT, FIELD(notice)},
        {"aside", COLUMN_TEXT, FIELD(aside)},
};

/* What is only read, and how it is found. */
static const struct found {
    const char *sql;
    size_t field; /* a text's */
} found[] = {
        {"(SELECT b.short_id FROM superseded AS s JOIN bundle AS b"
         " ON b.bundle_id = s.by_bundle_id WHERE s.member_id = member.member_id)",
                FIELD(superseded_by)},
        {STANDS_FOR, FIELD(stands_for)},
        {"(SELECT a.ask FROM report_receipt_member AS a"
         " WHERE a.member_id = member.member_id)",
                FIELD(ask)},
};

static const char *const status_names[BUNDLE_STATUSES] = {
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

static enum bundle_status find_status(const char *name)
{
    size_t status = 0;

    while (status < BUNDLE_STATUSES && !text_is_equal(status_names[status], name))
        status++;
    return status < BUNDLE_STATUSES ? (enum bundle_status)status : BUNDLE_REFUSED;
}

/* ---- writing ---- */

static bool append_names(struct buf *sql, struct error *err)
{
    for (size_t i = 0; i < ARRAY_LENGTH(columns); i++) {
        if (!buf_printf(sql, err, ", %s", columns[i].name))
            return false;
    }
    return true;
}

/* Its parameters in the order of columns, behind the two numbers. */
static bool prepare_insert(struct db *db, struct db_statement **ret_insert,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf sql = BUF_INIT(SQL_MAX);

    if (!buf_append_text(&sql, "INSERT INTO member (member_id, bundle_id", err) ||
            !append_names(&sql, err) || !buf_append_text(&sql, ") VALUES (?, ?", err))
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(columns); i++) {
        if (!buf_append_text(&sql, ", ?", err))
            return false;
    }
    return buf_append_text(&sql, ")", err) &&
            db_prepare(db, buf_text(&sql), ret_insert, err);
}

static void bind_count(struct db_statement *insert, int index, int64_t count,
        int64_t none)
{
    if (count == none)
        db_bind_null(insert, index);
    else
        db_bind_int(insert, index, count);
}

static void bind_column(struct db_statement *insert, int index,
        const struct column *column, const struct bundle_member *member,
        int64_t first_member)
{
    const void *field = (const char *)member + column->field;
    char character[2] = "";

    switch (column->kind) {
    case COLUMN_TEXT:
        db_bind_text(insert, index, *(const char *const *)field);
        break;
    case COLUMN_BYTES:
        db_bind_blob(insert, index, ((const struct slice *)field)->text,
                ((const struct slice *)field)->size);
        break;
    case COLUMN_CHARACTER:
        character[0] = *(const char *)field;
        db_bind_text(insert, index, *character ? character : NULL);
        break;
    case COLUMN_FLAG:
        db_bind_int(insert, index, *(const bool *)field);
        break;
    case COLUMN_NUMBER:
        db_bind_int(insert, index, *(const uint32_t *)field);
        break;
    case COLUMN_SIZE:
        db_bind_int(insert, index, (int64_t) * (const uint64_t *)field);
        break;
    case COLUMN_COUNT:
        bind_count(insert, index, *(const int64_t *)field, -1);
        break;
    case COLUMN_STATUS:
        db_bind_text(insert, index, status_names[*(const enum bundle_status *)field]);
        break;
    case COLUMN_HOLDER:
        bind_count(insert, index, member->holder ? first_member + member->holder - 1 : 0,
                0);
        break;
    }
}

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

bool bundle_member_insert(struct db *db, int64_t bundle_id, int64_t first_member,
        const struct bundle_member *members, size_t count, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;
    CLEANUP(db_finalizep) struct db_statement *insert_column = NULL;

    if (!prepare_insert(db, &insert, err) ||
            !db_prepare(db,
                    "INSERT INTO member_column (member_id, position, name)"
                    " VALUES (?1, ?2, ?3)",
                    &insert_column, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        int64_t member_id = first_member + (int64_t)i;

        db_bind_int(insert, 1, member_id);
        db_bind_int(insert, 2, bundle_id);
        for (size_t c = 0; c < ARRAY_LENGTH(columns); c++)
            bind_column(insert, (int)c + 3, &columns[c], &members[i], first_member);
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

/* ---- reading ---- */

static bool prepare_select(struct db *db, struct db_statement **ret_query,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf sql = BUF_INIT(SQL_MAX);

    if (!buf_append_text(&sql, "SELECT member_id, bundle_id", err) ||
            !append_names(&sql, err))
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(found); i++) {
        if (!buf_printf(&sql, err, ", %s", found[i].sql))
            return false;
    }
    return buf_append_text(&sql,
                   ", count(*) OVER () FROM member WHERE bundle_id = ?1 ORDER BY member_id",
                   err) &&
            db_prepare(db, buf_text(&sql), ret_query, err);
}

static bool read_text(struct db_statement *row, int at, struct arena *arena, void *field,
        struct error *err)
{
    return arena_text(arena, db_column_text(row, at), (const char **)field, err);
}

static bool read_bytes(struct db_statement *row, int at, struct arena *arena,
        struct slice *field, struct error *err)
{
    struct slice bytes = db_column_bytes(row, at);

    field->size = bytes.size;
    return arena_copy(arena, bytes.text, bytes.size, &field->text, err);
}

static int64_t read_count(struct db_statement *row, int at, int64_t none)
{
    return db_column_type(row, at) == DB_NULL ? none : db_column_int(row, at);
}

static bool read_column(struct db_statement *row, int at, const struct column *column,
        struct arena *arena, struct bundle_member *member, struct error *err)
{
    void *field = (char *)member + column->field;
    const char *text;

    switch (column->kind) {
    case COLUMN_TEXT:
        return read_text(row, at, arena, field, err);
    case COLUMN_BYTES:
        return read_bytes(row, at, arena, field, err);
    case COLUMN_CHARACTER:
        text = db_column_text(row, at);
        *(char *)field = text ? *text : '\0';
        break;
    case COLUMN_FLAG:
        *(bool *)field = db_column_int(row, at) != 0;
        break;
    case COLUMN_NUMBER:
        *(uint32_t *)field = (uint32_t)db_column_int(row, at);
        break;
    case COLUMN_SIZE:
        *(uint64_t *)field = (uint64_t)db_column_int(row, at);
        break;
    case COLUMN_COUNT:
        *(int64_t *)field = read_count(row, at, -1);
        break;
    case COLUMN_STATUS:
        *(enum bundle_status *)field = find_status(db_column_text(row, at));
        break;
    case COLUMN_HOLDER:
        *(int64_t *)field = read_count(row, at, 0);
        break;
    }
    return true;
}

static bool read_member(struct db_statement *row, struct arena *arena, void *item,
        struct error *err)
{
    struct bundle_member *member = item;
    int at = 2;

    member->member_id = db_column_int(row, 0);
    member->bundle_id = db_column_int(row, 1);
    for (size_t i = 0; i < ARRAY_LENGTH(columns); i++) {
        if (!read_column(row, at++, &columns[i], arena, member, err))
            return false;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(found); i++) {
        if (!read_text(row, at++, arena, (char *)member + found[i].field, err))
            return false;
    }
    return true;
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

bool bundle_members(struct store *store, int64_t bundle_id, struct arena *arena,
        struct bundle_member **ret_members, size_t *ret_count, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    struct bundle_member *members;
    size_t count;

    if (!prepare_select(store_db(store), &query, err))
        return false;
    db_bind_int(query, 1, bundle_id);
    if (!db_list_read(query, arena, sizeof(*members), read_member, &members, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (members[i].holder)
            members[i].holder -= members[0].member_id - 1;
    }
    if (!read_columns(store_db(store), bundle_id, arena, members, count, err))
        return false;
    *ret_members = members;
    *ret_count = count;
    return true;
}
