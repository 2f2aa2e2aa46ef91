#include "engine/workpaper/journal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/text.h"
#include "engine/workpaper/canonical.h"

#define EVENT_DOMAIN "chosho-event-v1" /* hashed with its NUL */

/* A row but for its hashes. */
struct event {
    int64_t seq;
    const char *at, *person, *action, *object, *body;
};

static bool append_field(struct buf *buf, const char *key, const char *text,
        struct error *err)
{
    return buf_append_text(buf, key, err) && canonical_append_text(buf, text, err);
}

/* The row as canonical JSON; its body is canonical already and stands as it is. */
static bool append_event(struct buf *buf, const struct event *event, struct error *err)
{
    return append_field(buf, "{\"action\":", event->action, err) &&
            append_field(buf, ",\"at\":", event->at, err) &&
            buf_append_text(buf, ",\"body\":", err) &&
            buf_append_text(buf, event->body, err) &&
            append_field(buf, ",\"object\":", event->object, err) &&
            append_field(buf, ",\"person\":", event->person, err) &&
            buf_printf(buf, err, ",\"seq\":%" PRId64 "}", event->seq);
}

static bool hash_event(const struct event *event, const struct digest *before,
        struct digest *ret_hash, struct error *err)
{
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT(4 * JOURNAL_BODY_LIMIT);

    return buf_append(&bytes, EVENT_DOMAIN, sizeof(EVENT_DOMAIN), err) &&
            buf_append(&bytes, before->bytes, sizeof(before->bytes), err) &&
            append_event(&bytes, event, err) &&
            digest_of(bytes.data, bytes.size, ret_hash, err);
}

static bool read_head(struct db *db, struct journal_head *ret_head, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *last = NULL;
    struct journal_head head = {0};
    const char *hash;
    bool row;

    if (!db_prepare(db, "SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1", &last,
                err) ||
            !db_step(last, &row, err))
        return false;
    if (row) {
        head.size = db_column_int(last, 0);
        hash = db_column_text(last, 1);
        if (!hash || !digest_parse(hash, &head.hash))
            return error_set(err, ERROR_INTEGRITY,
                    TR("the journal's last row (%" PRId64 ") has no proper hash",
                            "ジャーナルの最後の行（%" PRId64 "）のハッシュが不正です"),
                    head.size);
    }
    *ret_head = head;
    return true;
}

bool journal_read_head(struct store *store, struct journal_head *ret_head,
        struct error *err)
{
    return read_head(store_db(store), ret_head, err);
}

static bool insert_event(struct db *db, const struct event *event,
        const struct digest *before, const struct digest *hash, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;
    char before_hex[DIGEST_HEX_SIZE], hash_hex[DIGEST_HEX_SIZE];

    digest_hex(before, before_hex);
    digest_hex(hash, hash_hex);
    if (!db_prepare(db,
                "INSERT INTO journal (seq, at, person, action, object, body, prev_hash, hash)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                &insert, err))
        return false;
    db_bind_int(insert, 1, event->seq);
    db_bind_text(insert, 2, event->at);
    db_bind_text(insert, 3, event->person);
    db_bind_text(insert, 4, event->action);
    db_bind_text(insert, 5, event->object);
    db_bind_text(insert, 6, event->body);
    db_bind_text(insert, 7, before_hex);
    db_bind_text(insert, 8, hash_hex);
    return db_run(insert, err);
}

bool journal_append(struct store_act *act, const char *action, const char *object,
        const struct buf *body, struct error *err)
{
    CLEANUP(buf_clear) struct buf canonical = BUF_INIT(JOURNAL_BODY_LIMIT);
    struct db *db = act->db;
    struct event event = {0, act->at, act->person, action, object, NULL};
    struct journal_head head;
    struct digest hash;

    if (!canonical_append_json(&canonical, body ? buf_text(body) : "{}",
                body ? body->size : 2, err) ||
            !read_head(db, &head, err))
        return error_prefix(err, TR("journal", "ジャーナル"));
    event.seq = head.size + 1;
    event.body = buf_text(&canonical);
    if (!hash_event(&event, &head.hash, &hash, err) ||
            !insert_event(db, &event, &head.hash, &hash, err))
        return false;
    act->is_written = true;
    return true;
}

bool journal_record(struct store *store, const char *person, const char *action,
        const char *object, const struct buf *body, struct error *err)
{
    CLEANUP(store_rollback) struct store_act act = {0};

    return store_begin(store, person, &act, err) &&
            journal_append(&act, action, object, body, err) && store_commit(&act, err);
}

static bool break_at(struct journal_verdict *verdict, int64_t seq, const char *reason)
{
    verdict->holds = false;
    verdict->broken_seq = seq;
    snprintf(verdict->reason, sizeof(verdict->reason), "%s", reason);
    return true;
}

/* Reads a row; false where a field is not what its column says. */
static bool read_event(struct db_statement *rows, struct event *ret_event,
        struct digest *ret_before, struct digest *ret_hash)
{
    const char *texts[7];

    for (int i = 0; i < 7; i++) {
        texts[i] = db_column_text(rows, i + 1);
        if (db_column_type(rows, i + 1) != DB_TEXT || !texts[i] ||
                strlen(texts[i]) != db_column_bytes(rows, i + 1).size)
            return false;
    }
    *ret_event = (struct event){db_column_int(rows, 0), texts[0], texts[1], texts[2],
            texts[3], texts[4]};
    return digest_parse(texts[5], ret_before) && digest_parse(texts[6], ret_hash);
}

/* Compares one row with what it must be after verdict->head, and moves the head on. */
static bool check_row(struct db_statement *rows, struct journal_verdict *verdict,
        struct error *err)
{
    int64_t wanted = verdict->head.size + 1;
    struct digest before, hash, computed;
    struct error refusal = {0};
    struct event event;

    if (!read_event(rows, &event, &before, &hash))
        return break_at(verdict, wanted,
                TR("a field is not text or a hash",
                        "文字列でもハッシュでもない欄がある"));
    if (event.seq != wanted)
        return break_at(verdict, wanted, TR("a row is missing", "行が欠けている"));
    if (!digest_is_equal(&before, &verdict->head.hash))
        return break_at(verdict, wanted,
                TR("it does not follow from the row before it", "前の行につながらない"));
    if (!hash_event(&event, &before, &computed, &refusal)) {
        if (refusal.code != ERROR_REFUSED && refusal.code != ERROR_LIMIT) {
            *err = refusal;
            return false;
        }
        return break_at(verdict, wanted, refusal.message);
    }
    if (!digest_is_equal(&computed, &hash))
        return break_at(verdict, wanted,
                TR("its content is not what was hashed", "内容がハッシュと一致しない"));
    verdict->head = (struct journal_head){event.seq, hash};
    return true;
}

/* Where the chain passes the head kept outside, it must have its hash. */
static void check_expected(const struct journal_head *expected,
        struct journal_verdict *verdict)
{
    if (expected && expected->size == verdict->head.size &&
            !digest_is_equal(&expected->hash, &verdict->head.hash))
        break_at(verdict, verdict->head.size,
                TR("another history than the head kept outside the file",
                        "外に控えた先頭値と異なる履歴である"));
}

static bool check_rows(struct db_statement *rows, const struct journal_head *expected,
        struct journal_verdict *verdict, struct error *err)
{
    bool row;

    check_expected(expected, verdict);
    while (verdict->holds) {
        if (!db_step(rows, &row, err))
            return false;
        if (!row)
            break;
        if (!check_row(rows, verdict, err))
            return false;
        if (verdict->holds)
            check_expected(expected, verdict);
    }
    return true;
}

bool journal_verify(struct store *store, const struct journal_head *expected,
        struct journal_verdict *ret_verdict, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *rows = NULL;
    struct journal_verdict verdict = {.holds = true};

    if (!db_prepare(store_db(store),
                "SELECT seq, at, person, action, object, body, prev_hash, hash FROM journal"
                " ORDER BY seq",
                &rows, err) ||
            !check_rows(rows, expected, &verdict, err))
        return false;
    if (verdict.holds && verdict.head.size == 0)
        break_at(&verdict, 1, TR("the journal is empty", "ジャーナルが空である"));
    if (verdict.holds && expected && expected->size > verdict.head.size)
        break_at(&verdict, verdict.head.size + 1,
                TR("rows at the end are missing", "末尾の行が失われている"));
    *ret_verdict = verdict;
    return true;
}
