#include "engine/workpaper/verify.h"

#include "engine/workpaper/verify_parts.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/text.h"
#include "engine/workpaper/journal.h"

/* Each value says its type and its size: no two records have the same bytes. */
static bool hash_value(struct db_statement *row, int column, struct digest_stream *stream,
        struct error *err)
{
    enum db_type type = db_column_type(row, column);
    struct slice bytes = {0};
    char head[32];

    if (type == DB_NULL) {
        snprintf(head, sizeof(head), "n;");
    } else if (type == DB_INT) {
        snprintf(head, sizeof(head), "i%" PRId64 ";", db_column_int(row, column));
    } else {
        bytes = db_column_bytes(row, column);
        snprintf(head, sizeof(head), "%c%zu;", type == DB_BLOB ? 'b' : 't', bytes.size);
    }
    return digest_stream_update(stream, head, strlen(head), err) &&
            digest_stream_update(stream, bytes.text, bytes.size, err);
}

static bool hash_row(struct db_statement *row, struct digest_stream *stream,
        struct error *err)
{
    int count = db_column_count(row);

    for (int i = 0; i < count; i++) {
        if (!hash_value(row, i, stream, err))
            return false;
    }
    return digest_stream_update(stream, "\n", 1, err);
}

/* The queries of a record's parts, kept for the next of its kind: preparing them costs
 * more than reading what they find. */
struct record_reader {
    struct db_statement *queries[VERIFY_PARTS_MAX];
};

static void close_reader(struct record_reader *reader)
{
    for (size_t i = 0; i < VERIFY_PARTS_MAX; i++) {
        if (reader->queries[i])
            db_finalize(reader->queries[i]);
    }
}

/* At the first record of its kind: a workpaper has no runs for long. */
static bool open_reader(struct db *db, enum verify_kind kind,
        struct record_reader *reader, struct error *err)
{
    if (reader->queries[0])
        return true;
    for (size_t i = 0; i < VERIFY_PARTS_MAX && verify_parts[kind][i]; i++) {
        if (!db_prepare(db, verify_parts[kind][i], &reader->queries[i], err))
            return false;
    }
    return true;
}

static bool hash_part(struct db_statement *query, int64_t id,
        struct digest_stream *stream, struct error *err)
{
    bool row;

    db_reset(query);
    db_bind_int(query, 1, id);
    for (;;) {
        if (!db_step(query, &row, err))
            return false;
        if (!row)
            return digest_stream_update(stream, "\n", 1, err);
        if (!hash_row(query, stream, err))
            return false;
    }
}

static bool hash_record(const struct record_reader *reader, int64_t id,
        char ret_hex[DIGEST_HEX_SIZE], struct error *err)
{
    CLEANUP(digest_stream_freep) struct digest_stream *stream = NULL;
    struct digest digest;

    if (!digest_stream_new(&stream, err))
        return false;
    for (size_t i = 0; i < VERIFY_PARTS_MAX && reader->queries[i]; i++) {
        if (!hash_part(reader->queries[i], id, stream, err))
            return false;
    }
    if (!digest_stream_finish(stream, &digest, err))
        return false;
    digest_hex(&digest, ret_hex);
    return true;
}

bool verify_digest(struct db *db, enum verify_kind kind, int64_t id,
        char ret_hex[DIGEST_HEX_SIZE], struct error *err)
{
    CLEANUP(close_reader) struct record_reader reader = {0};

    return open_reader(db, kind, &reader, err) && hash_record(&reader, id, ret_hex, err);
}

/* Acts of one kind, the first of each object: a later row of the same cannot stand in
 * for it. Of what grows, a finding, it is the last. An id that is compared with an
 * INTEGER column is CAST to one, or no index helps to find it. */
#define RECORDED(action, id, seq)                                         \
    "WITH recorded AS MATERIALIZED (SELECT " id " AS id, object, " seq    \
    "(seq) AS seq, at, body ->> '$.record_sha256' AS sha256 FROM journal" \
    " WHERE action = '" action "' GROUP BY 1), "

/* What is stored beside what is recorded, and what is only on one side: a FULL JOIN, for
 * which SQLite makes no index, so that its cost would be squared. */
#define SIDE_BY_SIDE(columns)                                                 \
    " SELECT " columns " FROM stored AS s LEFT JOIN recorded AS j USING (id)" \
    " UNION ALL SELECT " columns                                              \
    " FROM recorded AS j LEFT JOIN stored AS s USING (id) WHERE s.id IS NULL ORDER BY 2"

/* What the journal recorded of a row that tells when it was recorded. */
#define RECORDED_SHA256                                        \
    " CASE WHEN s.recorded_at IS NULL OR s.recorded_at = j.at" \
    " THEN j.sha256 WHEN j.seq THEN 'at ' || j.at END, NULL"

/* Name for people, id, what the journal recorded, what is stored (NULL: a digest to be
 * made, where there is an id). */
static const struct {
    int kind;            /* -1: the query compares for itself */
    const char *en, *ja; /* what stands before the name */
    const char *sql;
} comparisons[] = {
        {VERIFY_ENGAGEMENT, "the engagement", "監査業務",
                RECORDED("init", "1", "min") "stored AS (SELECT 1 AS id)" SIDE_BY_SIDE(
                        "'', s.id, j.sha256, NULL")},
        {-1, "person ", "担当者 ",
                "WITH acts AS (SELECT at, value AS body FROM journal,"
                " json_each(body, '$.persons') WHERE action = 'init' UNION ALL"
                " SELECT at, body FROM journal WHERE action = 'person'),"
                " recorded AS MATERIALIZED (SELECT body ->> '$.code' AS code,"
                " json_array(body ->> '$.name', body ->> '$.role',"
                " body ->> '$.system_user', at) AS text FROM acts),"
                " stored AS (SELECT person_id, code,"
                " json_array(name, role, system_user, added_at) AS text FROM person)"
                " SELECT coalesce(s.code, j.code), s.person_id, j.text, s.text"
                " FROM stored AS s FULL JOIN recorded AS j USING (code)"
                " ORDER BY s.person_id"},
        {VERIFY_BUNDLE, "bundle ", "提供物 ",
                RECORDED("take", "object", "min") "stored AS (SELECT bundle_id, short_id AS id FROM bundle)" SIDE_BY_SIDE(
                        "coalesce(s.id, j.id), s.bundle_id, j.sha256, NULL")},
        {VERIFY_REPLACEMENT, "later replacements by ", "受領後の差替え: ",
                RECORDED("replace", "object",
                        "max") "stored AS (SELECT bundle_id, short_id AS id FROM bundle"
                               " WHERE bundle_id IN (SELECT bundle_id FROM replacement WHERE is_later))" SIDE_BY_SIDE(
                                       "coalesce(s.id, j.id), s.bundle_id, j.sha256, NULL")},
        {VERIFY_RUN, "", "",
                RECORDED("run", "object", "min") "stored AS (SELECT run_id, 'run ' || run_id AS id FROM run)" SIDE_BY_SIDE(
                        "coalesce(s.id, j.id), s.run_id, j.sha256, NULL")},
        {-1, "the end of ", "終了の記録: ",
                "WITH recorded AS MATERIALIZED (SELECT object AS id, min(seq), at || ' ' ||"
                " (body ->> '$.ending') AS text FROM journal WHERE action = 'run-end'"
                " GROUP BY 1), stored AS (SELECT run_id, 'run ' || run_id AS id,"
                " ended_at || ' ' || ending AS text FROM run WHERE ended_at IS NOT NULL)" SIDE_BY_SIDE(
                        "coalesce(s.id, j.id), s.run_id, j.text, s.text")},
        {VERIFY_RESULT, "result of ", "結果 ",
                RECORDED("result", "CAST(body ->> '$.result' AS INTEGER)",
                        "min") "stored AS (SELECT r.result_id AS id, "
                               " coalesce(i.key, '?') || ' test ' || r.test AS name, r.recorded_at"
                               " FROM result AS r LEFT JOIN instance AS i USING (instance_id))" SIDE_BY_SIDE(
                                       "coalesce(s.name, j.object || ' (' || j.id || ')'), s.id,"
                                       " CASE WHEN s.recorded_at IS NULL OR s.recorded_at = j.at THEN j.sha256"
                                       " WHEN j.seq THEN 'at ' || j.at END, NULL")},
        {VERIFY_SAMPLE_POPULATION, "the population of sample ", "試査の母集団 ",
                RECORDED("sample-population",
                        "CAST(body ->> '$.population_id' AS INTEGER)",
                        "min") "stored AS (SELECT p.sample_population_id AS id,"
                               " coalesce(i.key, '?') || '/' || p.sample AS name"
                               " FROM sample_population AS p LEFT JOIN instance AS i USING (instance_id))" SIDE_BY_SIDE(
                                       "coalesce(s.name, j.object), s.id, j.sha256, NULL")},
        {VERIFY_SAMPLE_DRAW, "a draw of sample ", "試査の抽出 ",
                RECORDED("sample-draw", "CAST(body ->> '$.draw' AS INTEGER)",
                        "min") "stored AS (SELECT d.sample_draw_id AS id,"
                               " coalesce(i.key, '?') || '/' || d.sample AS name"
                               " FROM sample_draw AS d LEFT JOIN instance AS i USING (instance_id))" SIDE_BY_SIDE(
                                       "coalesce(s.name, j.object), s.id, j.sha256, NULL")},
        {VERIFY_TICK, "tick ", "記入 ",
                RECORDED("tick", "CAST(body ->> '$.tick' AS INTEGER)",
                        "min") "stored AS (SELECT tick_id AS id, 'T' || tick_id AS name,"
                               " ticked_at AS recorded_at FROM tick)" SIDE_BY_SIDE(
                                       "coalesce(s.name, 'T' || j.id), s.id," RECORDED_SHA256)},
        {VERIFY_RETURN, "a returned document ", "戻った書類 ",
                RECORDED("return", "CAST(body ->> '$.return' AS INTEGER)",
                        "min") "stored AS (SELECT sample_return_id AS id, file AS name,"
                               " returned_at AS recorded_at FROM sample_return)" SIDE_BY_SIDE(
                                       "coalesce(s.name, j.object), s.id," RECORDED_SHA256)},
        {VERIFY_FINDING, "finding ", "発見事項 ",
                RECORDED("promote", "object", "max") "stored AS (SELECT finding_id, 'F-' || finding_id AS id FROM finding)" SIDE_BY_SIDE(
                        "coalesce(s.id, j.id), s.finding_id, j.sha256, NULL")},
        {VERIFY_STATEMENT, "", "",
                RECORDED("statement", "object",
                        "min") "stored AS (SELECT statement_id, 'statement ' || statement_id AS id"
                               " FROM statement)" SIDE_BY_SIDE(
                                       "coalesce(s.id, j.id), s.statement_id, j.sha256, NULL")},
        {VERIFY_PLAN, "plan entry ", "計画の記録 ",
                RECORDED("plan", "CAST(body ->> '$.entry' AS INTEGER)", "min") "stored AS (SELECT plan_entry_id AS id FROM plan_entry)" SIDE_BY_SIDE(
                        "coalesce(s.id, j.id), s.id, j.sha256, NULL")},
        {VERIFY_STEP_LIST, "steps of ", "手作業のステップ: ",
                RECORDED("steps", "CAST(body ->> '$.list' AS INTEGER)",
                        "min") "stored AS (SELECT r.step_list_id AS id,"
                               " coalesce(i.key, '?') AS name, r.recorded_at FROM step_list AS r"
                               " LEFT JOIN instance AS i USING (instance_id))" SIDE_BY_SIDE(
                                       "coalesce(s.name, j.object || ' (' || j.id || ')'), s.id," RECORDED_SHA256)},
        {VERIFY_STEP_ANSWER, "answer ", "回答 ",
                RECORDED("step", "CAST(body ->> '$.answer' AS INTEGER)",
                        "min") "stored AS (SELECT step_answer_id AS id, 'M' || step_answer_id AS name,"
                               " recorded_at FROM step_answer)" SIDE_BY_SIDE(
                                       "coalesce(s.name, 'M' || j.id), s.id," RECORDED_SHA256)},
        /* What hangs on nothing that the queries above begin with. */
        {-1, "a row of an answer that is not there: ", "存在しない回答の行: ",
                "SELECT id, 1, NULL, '' FROM (SELECT 'M' || step_answer_id AS id FROM"
                " (SELECT step_answer_id FROM step_value UNION ALL"
                " SELECT step_answer_id FROM step_deviation UNION ALL"
                " SELECT step_answer_id FROM step_person UNION ALL"
                " SELECT step_answer_id FROM finding_step UNION ALL"
                " SELECT step_answer_id FROM step_attachment)"
                " WHERE step_answer_id NOT IN (SELECT step_answer_id FROM step_answer)"
                " UNION ALL SELECT step FROM step_cell"
                " WHERE step_list_id NOT IN (SELECT step_list_id FROM step_list)"
                " UNION ALL SELECT 'F-' || finding_id FROM finding_step"
                " WHERE finding_id NOT IN (SELECT finding_id FROM finding)) LIMIT 1"},
        {-1, "a row of a result that is not there: ", "存在しない結果の行: ",
                "SELECT result_id, 1,"
                " NULL, '' FROM (SELECT result_id FROM result_population UNION ALL"
                " SELECT result_id FROM result_translation UNION ALL"
                " SELECT result_id FROM result_source UNION ALL"
                " SELECT result_id FROM result_member UNION ALL"
                " SELECT result_id FROM result_provenance UNION ALL"
                " SELECT result_id FROM result_guard UNION ALL"
                " SELECT result_id FROM result_event UNION ALL"
                " SELECT result_id FROM result_parameter UNION ALL"
                " SELECT result_id FROM result_interval UNION ALL"
                " SELECT result_id FROM exception_block)"
                " WHERE result_id NOT IN (SELECT result_id FROM result) LIMIT 1"},
        {-1, "", "",
                "SELECT 'member ' || name, 1, NULL, '' FROM member"
                " WHERE bundle_id NOT IN (SELECT bundle_id FROM bundle) UNION ALL"
                " SELECT 'column ' || name, 1, NULL, '' FROM member_column"
                " WHERE member_id NOT IN (SELECT member_id FROM member) UNION ALL"
                " SELECT 'replacement ' || replacement_id, 1, NULL, '' FROM replacement"
                " WHERE bundle_id NOT IN (SELECT bundle_id FROM bundle) UNION ALL"
                " SELECT 'blocks of member ' || member_id, 1, NULL, '' FROM member_block"
                " WHERE member_id NOT IN (SELECT member_id FROM member) UNION ALL"
                " SELECT 'checkpoint of member ' || member_id, 1, NULL, ''"
                " FROM member_checkpoint"
                " WHERE member_id NOT IN (SELECT member_id FROM member_block) UNION ALL"
                " SELECT 'sample item ' || sample_item_id, 1, NULL, '' FROM sample_item"
                " WHERE sample_item_id NOT IN (SELECT sample_item_id FROM sample_pick) UNION ALL"
                " SELECT 'sample pick ' || sample_item_id, 1, NULL, '' FROM sample_pick"
                " WHERE sample_draw_id NOT IN (SELECT sample_draw_id FROM sample_draw) UNION ALL"
                " SELECT 'attachment of T' || tick_id, 1, NULL, '' FROM tick_attachment"
                " WHERE tick_id NOT IN (SELECT tick_id FROM tick) UNION ALL"
                " SELECT 'stratum ' || stratum, 1, NULL, '' FROM sample_stratum"
                " WHERE sample_population_id NOT IN (SELECT sample_population_id FROM sample_population) UNION ALL"
                " SELECT 'exception ' || exception_id, 1, NULL, '' FROM finding_exception"
                " WHERE finding_id NOT IN (SELECT finding_id FROM finding) LIMIT 1"},
        {-1, "a row of a statement or plan that is not there: ",
                "存在しない言明書・計画の行: ",
                "SELECT id, 1, NULL, '' FROM (SELECT statement_id AS id FROM statement_control UNION ALL"
                " SELECT statement_id FROM individual_control UNION ALL"
                " SELECT statement_id FROM population_group UNION ALL"
                " SELECT statement_id FROM base_service UNION ALL"
                " SELECT statement_id FROM base_service_validity)"
                " WHERE id NOT IN (SELECT statement_id FROM statement) UNION ALL"
                " SELECT individual_control_id, 1, NULL, '' FROM (SELECT individual_control_id"
                " FROM individual_control_version UNION ALL SELECT individual_control_id"
                " FROM individual_control_site) WHERE individual_control_id NOT IN"
                " (SELECT individual_control_id FROM individual_control) UNION ALL"
                " SELECT plan_entry_id, 1, NULL, '' FROM (SELECT plan_entry_id FROM plan_line"
                " UNION ALL SELECT plan_entry_id FROM plan_due) WHERE plan_entry_id NOT IN"
                " (SELECT plan_entry_id FROM plan_entry) LIMIT 1"},
};

static bool differ(struct verify_verdict *verdict, size_t comparison,
        struct db_statement *row, const char *what)
{
    const char *name = db_column_text(row, 0);

    verdict->holds = false;
    snprintf(verdict->reason, sizeof(verdict->reason), "%s%s%s%s",
            TR(comparisons[comparison].en, comparisons[comparison].ja), name ? name : "?",
            TR(" ", ""), what);
    return true;
}

/* One of the comparisons, under way. */
struct comparison {
    struct db *db;
    size_t index;
    struct db_statement *rows;
    struct record_reader reader;
};

static void end_comparison(struct comparison *comparison)
{
    db_finalize(comparison->rows);
    close_reader(&comparison->reader);
}

/* Compares one row. */
static bool check_record(struct comparison *comparison, struct verify_verdict *verdict,
        struct error *err)
{
    struct db_statement *row = comparison->rows;
    size_t index = comparison->index;
    int kind = comparisons[index].kind;
    const char *recorded = db_column_text(row, 2);
    const char *stored = db_column_text(row, 3);
    char hex[DIGEST_HEX_SIZE];

    if (db_column_type(row, 1) == DB_NULL)
        return differ(verdict, index, row,
                TR("is in the journal, but gone from the workpaper",
                        "はジャーナルにありますが、調書から失われています"));
    if (!recorded)
        return differ(verdict, index, row,
                TR("has no record in the journal", "はジャーナルに記録がありません"));
    if (kind >= 0) {
        if (!open_reader(comparison->db, (enum verify_kind)kind, &comparison->reader,
                    err) ||
                !hash_record(&comparison->reader, db_column_int(row, 1), hex, err))
            return false;
        stored = hex;
    }
    return text_is_equal(stored, recorded) ||
            differ(verdict, index, row,
                    TR("is not what the journal recorded",
                            "はジャーナルに記録された内容と異なります"));
}

static bool check_records(struct db *db, size_t index, struct verify_verdict *verdict,
        struct error *err)
{
    CLEANUP(end_comparison)
    struct comparison comparison = {.db = db, .index = index};
    bool row;

    if (!db_prepare(db, comparisons[index].sql, &comparison.rows, err))
        return false;
    while (verdict->holds) {
        if (!db_step(comparison.rows, &row, err))
            return false;
        if (!row)
            break;
        if (!check_record(&comparison, verdict, err))
            return false;
    }
    return true;
}

bool verify_records(struct store *store, struct verify_verdict *ret_verdict,
        struct error *err)
{
    struct verify_verdict verdict = {.holds = true};

    for (size_t i = 0; i < ARRAY_LENGTH(comparisons) && verdict.holds; i++) {
        if (!check_records(store_db(store), i, &verdict, err))
            return false;
    }
    *ret_verdict = verdict;
    return true;
}

static bool refuse(const char *what, struct error *err)
{
    return error_set(err, ERROR_INTEGRITY,
            TR("%s; nothing is built on such a workpaper: chosho log --verify tells more, a"
               " backup mends it",
                    "%s。この調書に基づく処理は行いません。chosho log --verify で確かめ、控えから戻してください"),
            what);
}

static bool prove(struct store *store, struct error *err)
{
    struct journal_verdict chain;
    struct verify_verdict records;
    char broken[sizeof(chain.reason) + 128];

    if (!journal_verify(store, NULL, &chain, err))
        return false;
    if (!chain.holds) {
        snprintf(broken, sizeof(broken),
                TR("the journal does not hold at row %" PRId64 ": %s",
                        "ジャーナルの連鎖が%" PRId64 "行目で成り立ちません: %s"),
                chain.broken_seq, chain.reason);
        return refuse(broken, err);
    }
    if (!verify_records(store, &records, err))
        return false;
    return records.holds || refuse(records.reason, err);
}

bool verify_workpaper(struct store *store, struct error *err)
{
    struct error ignored = {0};
    bool ok;

    /* A savepoint is a snapshot of its own, also inside the caller's transaction. */
    if (!db_execute(store_db(store), "SAVEPOINT verify", err))
        return false;
    ok = prove(store, err);
    return db_execute(store_db(store), "RELEASE verify", ok ? err : &ignored) && ok;
}
