#include "engine/workpaper/plan_record.h"

#include <string.h>

#include "engine/base/buf.h"
#include "engine/base/jsonwriter.h"
#include "engine/workpaper/journal.h"
#include "engine/workpaper/verify.h"

#define LINES_LIMIT ((size_t)64 << 20)
#define OBJECT_LIMIT ((size_t)8 << 10)

static bool is_signed(struct db *db, bool *ret_signed, struct error *err)
{
    int64_t count;

    if (!db_query_int(db, "SELECT count(*) FROM plan_entry WHERE kind = 'sign'", &count,
                err))
        return false;
    *ret_signed = count > 0;
    return true;
}

bool plan_record_is_signed(struct store *store, bool *ret_signed, struct error *err)
{
    return is_signed(store_db(store), ret_signed, err);
}

static bool insert_entry(struct store_act *act, const struct plan_entry *entry,
        bool is_deviation, int64_t *ret_id, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(act->db,
                "INSERT INTO plan_entry (kind, procedure, name, value, reason,"
                " is_deviation, recorded_at, recorded_by)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                &insert, err))
        return false;
    db_bind_text(insert, 1, entry->kind);
    db_bind_text(insert, 2, entry->procedure);
    db_bind_text(insert, 3, entry->name);
    db_bind_text(insert, 4, entry->value);
    db_bind_text(insert, 5, entry->reason);
    db_bind_int(insert, 6, is_deviation);
    db_bind_text(insert, 7, act->at);
    db_bind_text(insert, 8, act->person);
    if (!db_run(insert, err))
        return false;
    *ret_id = db_last_id(act->db);
    return true;
}

static bool insert_due(struct db *db, int64_t id, const struct plan_due *due,
        size_t count, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(db,
                "INSERT INTO plan_due (plan_entry_id, control, phase, is_due)"
                " VALUES (?1, ?2, ?3, ?4)",
                &insert, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        db_bind_int(insert, 1, id);
        db_bind_text(insert, 2, due[i].control);
        db_bind_text(insert, 3, due[i].phase);
        db_bind_int(insert, 4, due[i].is_due);
        if (!db_run(insert, err))
            return false;
    }
    return true;
}

static bool insert_lines(struct db *db, int64_t id, const struct plan_line *lines,
        size_t count, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(db,
                "INSERT INTO plan_line (plan_entry_id, position, kind, name, value)"
                " VALUES (?1, ?2, ?3, ?4, ?5)",
                &insert, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        db_bind_int(insert, 1, id);
        db_bind_int(insert, 2, (int64_t)i + 1);
        db_bind_text(insert, 3, lines[i].kind);
        db_bind_text(insert, 4, lines[i].name);
        db_bind_text(insert, 5, lines[i].value);
        if (!db_run(insert, err))
            return false;
    }
    return true;
}

/* "set leaver-removal:limit_days" */
static bool write_object(const struct plan_entry *entry, struct buf *object,
        struct error *err)
{
    return buf_printf(object, err, "%s%s%s%s%s", entry->kind,
            *entry->procedure || *entry->name ? " " : "", entry->procedure,
            *entry->procedure && *entry->name ? ":" : "", entry->name);
}

/* The act's row in the journal, and its end. */
static bool finish(struct store_act *act, const struct plan_entry *entry,
        bool is_deviation, int64_t id, struct error *err)
{
    CLEANUP(buf_clear) struct buf body = BUF_INIT(JOURNAL_BODY_LIMIT);
    CLEANUP(buf_clear) struct buf object = BUF_INIT(OBJECT_LIMIT);
    char record[DIGEST_HEX_SIZE];
    struct jsonwriter writer;

    if (!verify_digest(act->db, VERIFY_PLAN, id, record, err) ||
            !write_object(entry, &object, err))
        return false;
    jsonwriter_init(&writer, &body, false, err);
    jsonwriter_object(&writer);
    jsonwriter_key(&writer, "deviation");
    jsonwriter_bool(&writer, is_deviation);
    jsonwriter_member_int(&writer, "entry", id);
    jsonwriter_member(&writer, "reason", entry->reason);
    jsonwriter_member(&writer, "record_sha256", record);
    jsonwriter_member(&writer, "value", entry->value);
    jsonwriter_end(&writer);
    return jsonwriter_finish(&writer) &&
            journal_append(act, "plan", buf_text(&object), &body, err) &&
            store_commit(act, err);
}

bool plan_record_add(struct store *store, const char *person,
        const struct plan_entry *entry, const struct plan_due *due, size_t due_count,
        struct error *err)
{
    CLEANUP(store_rollback) struct store_act act = {0};
    bool is_deviation;
    int64_t id;

    if (!store_begin(store, person, &act, err) || !is_signed(act.db, &is_deviation, err))
        return false;
    if (is_deviation && !(entry->reason && *entry->reason))
        return error_set(err, ERROR_REFUSED, "%s",
                TR("the plan is signed: this is a deviation from it; say why with --reason",
                        "計画は確定済みで、これは計画からの変更になります。--reason で理由を示してください"));
    return insert_entry(&act, entry, is_deviation, &id, err) &&
            insert_due(act.db, id, due, due_count, err) &&
            finish(&act, entry, is_deviation, id, err);
}

static bool take_digest(const struct plan_line *lines, size_t count,
        char ret_digest[DIGEST_HEX_SIZE], struct error *err)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(LINES_LIMIT);
    struct digest digest;

    for (size_t i = 0; i < count; i++) {
        if (!buf_printf(&text, err, "%s\t%s\t%s\n", lines[i].kind, lines[i].name,
                    lines[i].value))
            return false;
    }
    if (!digest_of(text.data, text.size, &digest, err))
        return false;
    digest_hex(&digest, ret_digest);
    return true;
}

bool plan_record_sign(struct store *store, const char *person,
        const struct plan_line *lines, size_t count, char ret_digest[DIGEST_HEX_SIZE],
        struct error *err)
{
    CLEANUP(store_rollback) struct store_act act = {0};
    struct plan_entry entry = {"sign", "", "", ret_digest, NULL};
    bool was_signed;
    int64_t id;

    if (!take_digest(lines, count, ret_digest, err) ||
            !store_begin(store, person, &act, err) ||
            !is_signed(act.db, &was_signed, err))
        return false;
    if (was_signed)
        return error_set(err, ERROR_REFUSED, "%s",
                TR("the plan is signed already; what is changed since is a deviation with its reason, which chosho plan lists",
                        "計画はすでに確定しています。以後の変更は理由とともに記録され、chosho plan で示されます"));
    return insert_entry(&act, &entry, false, &id, err) &&
            insert_lines(act.db, id, lines, count, err) &&
            finish(&act, &entry, false, id, err);
}
