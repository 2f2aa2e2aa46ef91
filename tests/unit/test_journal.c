#include "engine/workpaper/journal.h"

#include "engine/base/jsonwriter.h"
#include "tests/unit/workpaper.h"

/* An engagement with five rows in its journal. */
static struct store *create_five(void)
{
    struct store *store = create_engagement();
    struct error err = {0};

    for (int i = 2; i <= 5; i++)
        ck_assert(journal_record(store, "tanaka", "look", "x", NULL, &err));
    return store;
}

static struct journal_verdict verify(const struct journal_head *expected)
{
    struct store *store = open_engagement(STORE_READ);
    struct journal_verdict verdict;
    struct error err = {0};

    ck_assert_msg(journal_verify(store, expected, &verdict, &err), "%s", err.message);
    store_close(store);
    return verdict;
}

static void check_broken(const struct journal_head *expected, int64_t seq)
{
    struct journal_verdict verdict = verify(expected);

    ck_assert(!verdict.holds);
    ck_assert_int_eq(verdict.broken_seq, seq);
    ck_assert_str_ne(verdict.reason, "");
    ck_assert_int_eq(verdict.head.size, seq - 1);
}

static struct journal_head head_of(struct store *store)
{
    struct journal_head head;
    struct error err = {0};

    ck_assert(journal_read_head(store, &head, &err));
    return head;
}

START_TEST(a_row_is_canonical_and_hashed_as_the_schema_says)
{
    CLEANUP(buf_clear) struct buf body = BUF_INIT(1 << 16);
    CLEANUP(buf_clear) struct buf event = BUF_INIT(1 << 16);
    struct store *store = create_engagement();
    struct journal_head before = head_of(store), after;
    struct jsonwriter writer;
    struct error err = {0};
    struct digest hash;

    jsonwriter_init(&writer, &body, true, &err);
    jsonwriter_object(&writer);
    jsonwriter_member(&writer, "理由", "「再提出」\n");
    jsonwriter_member_int(&writer, "count", 3);
    jsonwriter_end(&writer);
    ck_assert(jsonwriter_finish(&writer));
    ck_assert(journal_record(store, "tanaka", "look", "hr \"x\"", &body, &err));
    ck_assert_str_eq(text_of(store, "SELECT body FROM journal WHERE seq = 2"),
            "{\"count\":3,\"理由\":\"「再提出」\\n\"}");
    after = head_of(store);
    ck_assert_int_eq(after.size, 2);
    ck_assert(buf_append(&event, "chosho-event-v1", 16, &err));
    ck_assert(buf_append(&event, before.hash.bytes, 32, &err));
    ck_assert(buf_printf(&event, &err,
            "{\"action\":\"look\",\"at\":\"%s\",\"body\":{\"count\":3,\"理由\":"
            "\"「再提出」\\n\"},\"object\":\"hr \\\"x\\\"\",\"person\":\"tanaka\",\"seq\":2}",
            text_of(store, "SELECT at FROM journal WHERE seq = 2")));
    ck_assert(digest_of(event.data, event.size, &hash, &err));
    ck_assert(digest_is_equal(&hash, &after.hash));
    store_close(store);
}
END_TEST

START_TEST(a_whole_chain_holds)
{
    struct store *store = create_five();
    struct journal_head head = head_of(store);
    struct journal_verdict verdict;

    store_close(store);
    verdict = verify(&head);
    ck_assert(verdict.holds);
    ck_assert_int_eq(verdict.broken_seq, 0);
    ck_assert_str_eq(verdict.reason, "");
    ck_assert_int_eq(verdict.head.size, 5);
    ck_assert(digest_is_equal(&verdict.head.hash, &head.hash));
}
END_TEST

static void check_statement_refused(struct store *store, const char *sql)
{
    struct error err = {0};

    ck_assert_msg(!db_execute(store_db(store), sql, &err), "%s", sql);
    ck_assert_msg(err.code == ERROR_REFUSED, "%s: %s", sql, err.message);
    ck_assert_msg(strstr(err.message, "append-only") != NULL, "%s: %s", sql, err.message);
}

#define ROW(seq)                                                                        \
    "INTO journal (seq, at, person, action, object, body, prev_hash, hash) SELECT " seq \
    ", at, person, 'evil', object, body, "

START_TEST(triggers_stop_honest_programs)
{
    static const char *const acts[] = {
            "UPDATE journal SET action = 'evil' WHERE seq = 2",
            "DELETE FROM journal WHERE seq = 5",
            "DELETE FROM journal",
            "INSERT OR REPLACE " ROW("1") "prev_hash, hash FROM journal WHERE seq = 1",
            "REPLACE " ROW("5") "prev_hash, hash FROM journal WHERE seq = 5",
            "INSERT " ROW(
                    "7") "hash, lower(hex(zeroblob(32))) FROM journal WHERE seq = 5",
            "INSERT " ROW(
                    "NULL") "hash, lower(hex(zeroblob(32))) FROM journal WHERE seq = 5",
            "INSERT " ROW(
                    "6") "prev_hash, lower(hex(zeroblob(32))) FROM journal WHERE seq = 5",
            "INSERT OR REPLACE " ROW("6") "hash, hash FROM journal WHERE seq = 5",
            "INSERT " ROW("2") "prev_hash, hash FROM journal WHERE seq = 2"
                               " ON CONFLICT (seq) DO UPDATE SET action = 'evil'",
    };
    struct store *store = create_five();

    /* With recursive triggers off, as any other program would have them. */
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < ARRAY_LENGTH(acts); i++)
            check_statement_refused(store, acts[i]);
        ck_assert(db_execute(store_db(store), "PRAGMA recursive_triggers = OFF",
                &(struct error){0}));
    }
    store_close(store);
    ck_assert(verify(NULL).holds);
}
END_TEST

/* Another program drops the triggers, edits, and makes them again. */
static void edit(const char *sql)
{
    char script[4096];

    snprintf(script, sizeof(script),
            "CREATE TABLE kept AS SELECT sql FROM sqlite_schema WHERE type = 'trigger'"
            " AND tbl_name = 'journal';"
            "DROP TRIGGER journal_no_update; DROP TRIGGER journal_no_delete;"
            "DROP TRIGGER journal_next_only; %s",
            sql);
    tamper(script);
    for (int i = 0; i < 3; i++) {
        CLEANUP(db_finalizep) struct db_statement *query = NULL;
        CLEANUP(db_closep) struct db *db = NULL;
        struct error err = {0};
        bool row;

        ck_assert(db_open(paper, DB_READ, &db, &err));
        snprintf(script, sizeof(script), "SELECT sql FROM kept LIMIT 1 OFFSET %d", i);
        ck_assert(db_prepare(db, script, &query, &err) && db_step(query, &row, &err));
        snprintf(script, sizeof(script), "%s", db_column_text(query, 0));
        db_reset(query);
        tamper(script);
    }
    tamper("DROP TABLE kept");
}

START_TEST(the_chain_shows_what_others_changed)
{
    static const struct {
        const char *sql;
        int64_t broken_seq;
    } edits[] = {
            {"UPDATE journal SET action = 'evil' WHERE seq = 3", 3},
            {"UPDATE journal SET at = '2020-01-01T00:00:00.000Z' WHERE seq = 5", 5},
            {"UPDATE journal SET body = '{\"a\":1}' WHERE seq = 2", 2},
            {"UPDATE journal SET person = 'suzuki' WHERE seq = 1", 1},
            {"DELETE FROM journal WHERE seq = 3", 3},
            {"DELETE FROM journal WHERE seq = 1", 1},
            {"UPDATE journal SET seq = 99 WHERE seq = 2; UPDATE journal SET seq = 2"
             " WHERE seq = 3; UPDATE journal SET seq = 3 WHERE seq = 99",
                    2},
            {"INSERT INTO journal SELECT 6, at, person, action, object, body, hash,"
             " lower(hex(zeroblob(32))) FROM journal WHERE seq = 5",
                    6},
            {"DELETE FROM journal", 1},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(edits); i++) {
        store_close(create_five());
        edit(edits[i].sql);
        check_broken(NULL, edits[i].broken_seq);
        remove_scratch();
        make_scratch();
    }
}
END_TEST

/* The third row as another program would rewrite it: with a hash that fits its content.
 */
static void rewrite_third(int64_t seq)
{
    CLEANUP(buf_clear) struct buf event = BUF_INIT(1 << 16);
    struct store *store = open_engagement(STORE_READ);
    char hex[DIGEST_HEX_SIZE], sql[512];
    struct digest before, hash;
    struct error err = {0};

    ck_assert(digest_parse(text_of(store, "SELECT prev_hash FROM journal WHERE seq = 3"),
            &before));
    ck_assert(buf_append(&event, "chosho-event-v1", 16, &err));
    ck_assert(buf_append(&event, before.bytes, 32, &err));
    ck_assert(buf_printf(&event, &err,
            "{\"action\":\"evil\",\"at\":\"%s\",\"body\":{},\"object\":\"x\","
            "\"person\":\"tanaka\",\"seq\":%d}",
            text_of(store, "SELECT at FROM journal WHERE seq = 3"), (int)seq));
    store_close(store);
    ck_assert(digest_of(event.data, event.size, &hash, &err));
    digest_hex(&hash, hex);
    snprintf(sql, sizeof(sql),
            "UPDATE journal SET action = 'evil', seq = %d, hash = '%s' WHERE seq = 3",
            (int)seq, hex);
    edit(sql);
}

START_TEST(a_rewritten_row_shows_in_the_next)
{
    store_close(create_five());
    rewrite_third(3);
    check_broken(NULL, 4);
}
END_TEST

START_TEST(a_row_that_skips_a_number_shows)
{
    struct store *store = create_engagement();
    struct error err = {0};

    for (int i = 2; i <= 3; i++)
        ck_assert(journal_record(store, "tanaka", "look", "x", NULL, &err));
    store_close(store);
    rewrite_third(4);
    check_broken(NULL, 3);
}
END_TEST

START_TEST(a_cut_end_shows_only_against_a_head_kept_outside)
{
    struct store *store = create_five();
    struct journal_head head = head_of(store);

    store_close(store);
    edit("DELETE FROM journal WHERE seq > 3");
    ck_assert(verify(NULL).holds);
    check_broken(&head, 4);
}
END_TEST

START_TEST(another_history_shows_against_a_head_kept_outside)
{
    struct store *store = create_five();
    struct journal_head head = head_of(store);
    struct journal_verdict verdict;

    store_close(store);
    head.hash.bytes[7] ^= 1;
    verdict = verify(&head);
    ck_assert(!verdict.holds);
    ck_assert_int_eq(verdict.broken_seq, 5);
    head.size = 3; /* an earlier head: the fourth row is what is past it */
    verdict = verify(&head);
    ck_assert(!verdict.holds);
    ck_assert_int_eq(verdict.broken_seq, 3);
}
END_TEST

START_TEST(a_body_that_has_no_canonical_form_is_refused)
{
    CLEANUP(buf_clear) struct buf body = BUF_INIT(1 << 16);
    struct store *store = create_engagement();
    struct error err = {0};

    ck_assert(buf_append_text(&body, "{\"share\":0.5}", &err));
    ck_assert(!journal_record(store, "tanaka", "look", "x", &body, &err));
    ck_assert_int_eq(err.code, ERROR_REFUSED);
    ck_assert_int_eq(head_of(store).size, 1);
    store_close(store);
}
END_TEST

/* Two programs at once: each row follows the other's. */
START_TEST(two_writers_make_one_chain)
{
    struct store *first = create_engagement();
    struct store *second = open_engagement(STORE_WRITE);
    struct error err = {0};

    for (int i = 0; i < 5; i++) {
        ck_assert(journal_record(first, "tanaka", "look", "x", NULL, &err));
        ck_assert(journal_record(second, "suzuki", "look", "y", NULL, &err));
    }
    store_close(first);
    store_close(second);
    ck_assert_int_eq(verify(NULL).head.size, 11);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            a_row_is_canonical_and_hashed_as_the_schema_says,
            a_whole_chain_holds,
            triggers_stop_honest_programs,
            the_chain_shows_what_others_changed,
            a_rewritten_row_shows_in_the_next,
            a_row_that_skips_a_number_shows,
            a_cut_end_shows_only_against_a_head_kept_outside,
            another_history_shows_against_a_head_kept_outside,
            a_body_that_has_no_canonical_form_is_refused,
            two_writers_make_one_chain,
    };

    return unit_run_in("journal", tests, ARRAY_LENGTH(tests), make_scratch,
            remove_scratch);
}
