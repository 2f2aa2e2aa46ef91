#include "engine/workpaper/tick.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/jsonwriter.h"
#include "engine/base/text.h"
#include "engine/workpaper/journal.h"
#include "engine/workpaper/verify.h"

static const char *const names[TICK_OUTCOMES] = {"no-exception", "exception",
        "not-applicable", "open"};

const char *tick_outcome_name(enum tick_outcome outcome)
{
    return names[outcome];
}

bool tick_find_outcome(const char *name, enum tick_outcome *ret_outcome)
{
    for (size_t i = 0; i < TICK_OUTCOMES; i++) {
        if (strcmp(names[i], name) == 0) {
            *ret_outcome = (enum tick_outcome)i;
            return true;
        }
    }
    return false;
}

/* ---- the cell ---- */

struct cell {
    int64_t current; /* tick_id; 0: none */
    char name[256];  /* "leavers/9.2.6@1/picked S3 form", for people */
};

static bool find_cell(struct db *db, int64_t item_id, const char *attribute,
        struct cell *ret_cell, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    bool row;

    if (!db_prepare(db,
                "SELECT coalesce(tick_id, 0), instance_key || '/' || sample || ' ' || item ||"
                " ' ' || attribute FROM report_cell"
                " WHERE sample_item_id = ?1 AND attribute = ?2",
                &query, err))
        return false;
    db_bind_int(query, 1, item_id);
    db_bind_text(query, 2, attribute);
    if (!db_step(query, &row, err))
        return false;
    if (!row)
        return error_set(err, ERROR_MISSING,
                TR("the item is not in its sample any more, or has no attribute '%s'",
                        "項目が試査の対象でなくなったか、属性「%s」がありません"),
                attribute);
    ret_cell->current = db_column_int(query, 0);
    snprintf(ret_cell->name, sizeof(ret_cell->name), "%s", db_column_text(query, 1));
    return true;
}

/* ---- ticks ---- */

static bool check(const struct tick *tick, const struct cell *cell, struct error *err)
{
    bool needs_note = tick->outcome == TICK_EXCEPTION ||
            tick->outcome == TICK_NOT_APPLICABLE;

    if (needs_note && (!tick->note || !*tick->note))
        return error_set(err, ERROR_USAGE,
                TR("%s: %s needs a note: %s", "%s: %s には記載（--note）が必要です。%s"),
                cell->name, names[tick->outcome],
                tick->outcome == TICK_EXCEPTION
                        ? TR("what deviates", "何が違うかを書いてください")
                        : TR("why it does not apply", "該当しない理由を書いてください"));
    return cell->current == tick->replaces ||
            error_set(err, ERROR_REFUSED,
                    TR("%s: ticked meanwhile (T%" PRId64
                       "); look at that and tick it again",
                            "%s: その後に記入されています（T%" PRId64
                            "）。内容を確かめて記入し直してください"),
                    cell->name, cell->current);
}

static bool insert_tick(struct store_act *act, const struct tick *tick,
        const char *sheet_sha256, int64_t *ret_id, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(act->db,
                "INSERT INTO tick (sample_item_id, attribute, outcome, note, sheet_sha256,"
                " ticked_at, ticked_by) VALUES (?1, ?2, ?3, nullif(?4, ''), ?5, ?6, ?7)",
                &insert, err))
        return false;
    db_bind_int(insert, 1, tick->item_id);
    db_bind_text(insert, 2, tick->attribute);
    db_bind_text(insert, 3, names[tick->outcome]);
    db_bind_text(insert, 4, tick->note);
    db_bind_text(insert, 5, sheet_sha256);
    db_bind_text(insert, 6, act->at);
    db_bind_text(insert, 7, act->person);
    if (!db_run(insert, err))
        return false;
    *ret_id = db_last_id(act->db);
    return true;
}

static bool insert_attachments(struct db *db, int64_t id, const struct tick *tick,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(db,
                "INSERT INTO tick_attachment (tick_id, position, file, bytes, sha256)"
                " VALUES (?1, ?2, ?3, ?4, ?5)",
                &insert, err))
        return false;
    for (size_t i = 0; i < tick->attachment_count; i++) {
        db_bind_int(insert, 1, id);
        db_bind_int(insert, 2, (int64_t)i + 1);
        db_bind_text(insert, 3, tick->attachments[i].file);
        db_bind_int(insert, 4, tick->attachments[i].bytes);
        db_bind_text(insert, 5, tick->attachments[i].sha256);
        if (!db_run(insert, err))
            return false;
    }
    return true;
}

static bool append(struct store_act *act, const char *action, const char *id_name,
        int64_t id, enum verify_kind kind, const struct cell *cell, const char *what,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf body = BUF_INIT(JOURNAL_BODY_LIMIT);
    char record[DIGEST_HEX_SIZE];
    struct jsonwriter writer;

    if (!verify_digest(act->db, kind, id, record, err))
        return false;
    jsonwriter_init(&writer, &body, false, err);
    jsonwriter_object(&writer);
    jsonwriter_member_int(&writer, id_name, id);
    jsonwriter_member(&writer, "record_sha256", record);
    jsonwriter_member(&writer, "what", what);
    jsonwriter_end(&writer);
    return jsonwriter_finish(&writer) &&
            journal_append(act, action, cell->name, &body, err);
}

static bool record_one(struct store_act *act, const struct tick *tick,
        const char *sheet_sha256, struct error *err)
{
    struct cell cell;
    int64_t id;

    return find_cell(act->db, tick->item_id, tick->attribute, &cell, err) &&
            check(tick, &cell, err) && insert_tick(act, tick, sheet_sha256, &id, err) &&
            insert_attachments(act->db, id, tick, err) &&
            append(act, "tick", "tick", id, VERIFY_TICK, &cell, names[tick->outcome],
                    err);
}

bool tick_record(struct store *store, const char *person, const struct tick *ticks,
        size_t count, const char *sheet_sha256, struct error *err)
{
    CLEANUP(store_rollback) struct store_act act = {0};

    if (!count)
        return true;
    if (!store_begin(store, person, &act, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!record_one(&act, &ticks[i], sheet_sha256, err))
            return false;
    }
    return store_commit(&act, err);
}

/* ---- documents ---- */

static bool is_there(struct db *db, const struct tick_return *returned, bool *ret_there,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;

    if (!db_prepare(db,
                "SELECT 1 FROM sample_return WHERE sample_item_id = ?1 AND attribute = ?2"
                " AND sha256 = ?3",
                &query, err))
        return false;
    db_bind_int(query, 1, returned->item_id);
    db_bind_text(query, 2, returned->attribute);
    db_bind_text(query, 3, returned->file.sha256);
    return db_step(query, ret_there, err);
}

static bool insert_return(struct store_act *act, const struct tick_return *returned,
        int64_t *ret_id, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(act->db,
                "INSERT INTO sample_return (sample_item_id, attribute, file, bytes, sha256,"
                " member_id, returned_at, returned_by)"
                " VALUES (?1, ?2, ?3, ?4, ?5, nullif(?6, 0), ?7, ?8)",
                &insert, err))
        return false;
    db_bind_int(insert, 1, returned->item_id);
    db_bind_text(insert, 2, returned->attribute);
    db_bind_text(insert, 3, returned->file.file);
    db_bind_int(insert, 4, returned->file.bytes);
    db_bind_text(insert, 5, returned->file.sha256);
    db_bind_int(insert, 6, returned->member_id);
    db_bind_text(insert, 7, act->at);
    db_bind_text(insert, 8, act->person);
    if (!db_run(insert, err))
        return false;
    *ret_id = db_last_id(act->db);
    return true;
}

bool tick_record_returns(struct store *store, const char *person,
        const struct tick_return *returns, size_t count, size_t *ret_count,
        struct error *err)
{
    CLEANUP(store_rollback) struct store_act act = {0};
    size_t added = 0;

    *ret_count = 0;
    if (!store_begin(store, person, &act, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct cell cell;
        int64_t id;
        bool is_known;

        if (!find_cell(act.db, returns[i].item_id, returns[i].attribute, &cell, err) ||
                !is_there(act.db, &returns[i], &is_known, err))
            return false;
        if (is_known)
            continue;
        if (!insert_return(&act, &returns[i], &id, err) ||
                !append(&act, "return", "return", id, VERIFY_RETURN, &cell,
                        returns[i].file.file, err))
            return false;
        added++;
    }
    *ret_count = added;
    return !added || store_commit(&act, err);
}
