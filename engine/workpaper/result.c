#include "engine/workpaper/result.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/jsonwriter.h"
#include "engine/base/text.h"
#include "engine/workpaper/journal.h"
#include "engine/workpaper/result_rows.h"
#include "engine/workpaper/verify.h"

static const char *const state_names[] = {
        [RESULT_NOT_RUN] = "not-run",
        [RESULT_RAN] = "ran",
        [RESULT_ERROR] = "error",
        [RESULT_STALE] = "stale",
};

static const char *const outcome_names[] = {
        [RESULT_NO_EXCEPTION] = "no-exception",
        [RESULT_EXCEPTION] = "exception",
        [RESULT_OTHER_ROUTE] = "other-route",
        [RESULT_NO_OCCURRENCE] = "no-occurrence",
        [RESULT_INDETERMINATE] = "indeterminate",
        [RESULT_NOT_APPLICABLE] = "not-applicable",
        [RESULT_OPEN] = "open",
};

const char *result_state_name(enum result_state state)
{
    return state_names[state];
}

const char *result_outcome_name(enum result_outcome outcome)
{
    return outcome_names[outcome];
}

static void format_run(char text[24], int64_t run_id)
{
    snprintf(text, 24, "run %" PRId64, run_id);
}

static bool append_run(struct store_act *act, int64_t run_id, const char *engine_version,
        const char *arguments, struct error *err)
{
    CLEANUP(buf_clear) struct buf body = BUF_INIT(JOURNAL_BODY_LIMIT);
    char object[24], record[DIGEST_HEX_SIZE];
    struct jsonwriter writer;

    if (!verify_digest(act->db, VERIFY_RUN, run_id, record, err))
        return false;
    format_run(object, run_id);
    jsonwriter_init(&writer, &body, false, err);
    jsonwriter_object(&writer);
    jsonwriter_member(&writer, "arguments", arguments);
    jsonwriter_member(&writer, "engine_version", engine_version);
    jsonwriter_member(&writer, "record_sha256", record);
    jsonwriter_end(&writer);
    return jsonwriter_finish(&writer) && journal_append(act, "run", object, &body, err);
}

static bool insert_run(struct store_act *act, const char *engine_version,
        const char *arguments, int64_t *ret_run_id, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(act->db,
                "INSERT INTO run (person, started_at, engine_version, arguments)"
                " VALUES (?1, ?2, ?3, ?4)",
                &insert, err))
        return false;
    db_bind_text(insert, 1, act->person);
    db_bind_text(insert, 2, act->at);
    db_bind_text(insert, 3, engine_version);
    db_bind_text(insert, 4, arguments);
    if (!db_run(insert, err))
        return false;
    *ret_run_id = db_last_id(act->db);
    return append_run(act, *ret_run_id, engine_version, arguments, err);
}

/* ERROR_REFUSED where it is over. */
static bool end_run(struct store_act *act, int64_t run_id, const char *ending,
        const char *sandbox, struct error *err)
{
    CLEANUP(buf_clear) struct buf body = BUF_INIT(JOURNAL_BODY_LIMIT);
    CLEANUP(db_finalizep) struct db_statement *update = NULL;
    struct jsonwriter writer;
    char object[24];

    if (!db_prepare(act->db,
                "UPDATE run SET ended_at = ?1, ending = ?2"
                " WHERE run_id = ?3 AND ended_at IS NULL",
                &update, err))
        return false;
    db_bind_text(update, 1, act->at);
    db_bind_text(update, 2, ending);
    db_bind_int(update, 3, run_id);
    if (!db_run(update, err))
        return false;
    format_run(object, run_id);
    if (db_changes(act->db) != 1)
        return error_set(err, ERROR_REFUSED,
                TR("%s is over already, or never was",
                        "%s はすでに終わっているか、存在しません"),
                object);
    jsonwriter_init(&writer, &body, false, err);
    jsonwriter_object(&writer);
    jsonwriter_member(&writer, "ending", ending);
    if (sandbox)
        jsonwriter_member(&writer, "sandbox", sandbox);
    jsonwriter_end(&writer);
    return jsonwriter_finish(&writer) &&
            journal_append(act, "run-end", object, &body, err);
}

/* Runs that never ended: their programs were killed, or the machine went down. */
static bool end_lost(struct store_act *act, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    bool row;

    if (!db_prepare(act->db,
                "SELECT run_id FROM run WHERE ended_at IS NULL ORDER BY run_id LIMIT 1",
                &query, err))
        return false;
    for (;;) {
        if (!db_step(query, &row, err))
            return false;
        if (!row)
            return true;
        if (!end_run(act, db_column_int(query, 0), "lost", NULL, err))
            return false;
        db_reset(query);
    }
}

/* Whether no other run goes on is asked inside the transaction: one asks at a time. */
bool result_begin_run(struct store *store, const char *person, const char *engine_version,
        const char *arguments, int64_t *ret_run_id, struct error *err)
{
    CLEANUP(store_rollback) struct store_act act = {0};
    bool is_alone;
    int64_t run_id;

    if (!store_begin(store, person, &act, err) || !store_hold(store, &is_alone, err) ||
            (is_alone && !end_lost(&act, err)) ||
            !insert_run(&act, engine_version, arguments, &run_id, err) ||
            !store_commit(&act, err))
        return false;
    *ret_run_id = run_id;
    return true;
}

bool result_end_run(struct store *store, const char *person, int64_t run_id,
        enum result_ending ending, const char *sandbox, struct error *err)
{
    static const char *const names[] = {"done", "interrupted", "failed"};
    CLEANUP(store_rollback) struct store_act act = {0};

    if (!store_begin(store, person, &act, err) ||
            !end_run(&act, run_id, names[ending], sandbox, err) ||
            !store_commit(&act, err))
        return false;
    store_release(store);
    return true;
}

static int64_t count_of(const struct result *result, enum exception_kind kind)
{
    return result->exceptions[kind] ? result->exceptions[kind]->count : 0;
}

/* What no result may say; NULL where all is well. The tables check the same once more. */
static const char *contradiction(const struct result *result)
{
    const struct result_population *population = result->population;
    bool is_decided = result->outcome != RESULT_INDETERMINATE &&
            result->outcome != RESULT_OPEN;

    if (is_decided && (result->state == RESULT_ERROR || result->state == RESULT_NOT_RUN))
        return "a test that did not run to its end decides nothing";
    if (result->outcome == RESULT_INDETERMINATE &&
            (!result->reason_code || !result->reason))
        return "indeterminate, without a reason";
    if (result->outcome == RESULT_NO_EXCEPTION &&
            (count_of(result, EXCEPTION_DEVIATING) > 0 ||
                    count_of(result, EXCEPTION_UNDECIDABLE) > 0 ||
                    count_of(result, EXCEPTION_OTHER_ROUTE) > 0))
        return "no exception, with exceptions, other routes or undecidable records";
    if (result->outcome == RESULT_OTHER_ROUTE &&
            (count_of(result, EXCEPTION_DEVIATING) > 0 ||
                    count_of(result, EXCEPTION_UNDECIDABLE) > 0 ||
                    count_of(result, EXCEPTION_OTHER_ROUTE) == 0))
        return "other route, with exceptions or undecidable records, or without any";
    if (result->outcome == RESULT_EXCEPTION && count_of(result, EXCEPTION_DEVIATING) == 0)
        return "exception, without any";
    if (population &&
            population->delivered !=
                    population->selected + population->filtered + population->unreadable)
        return "the population's sums do not reconcile";
    if (population &&
            population->before_period + population->after_period > population->filtered)
        return "more records outside the period than were filtered";
    for (size_t i = 0; i < result->source_count; i++) {
        const struct result_source *source = &result->sources[i];

        if (source->delivered != source->selected + source->filtered + source->unreadable)
            return "an evidence item's sums do not reconcile";
    }
    return NULL;
}

static bool check_result(const struct result *result, struct error *err)
{
    const char *problem = contradiction(result);

    return !problem ||
            error_set(err, ERROR_REFUSED, "%s %s: %s", result->instance->key,
                    result->test, problem);
}

static bool check_run(struct db *db, int64_t run_id, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    bool row;

    if (!db_prepare(db, "SELECT 1 FROM run WHERE run_id = ?1 AND ended_at IS NULL",
                &query, err))
        return false;
    db_bind_int(query, 1, run_id);
    if (!db_step(query, &row, err))
        return false;
    return row ||
            error_set(err, ERROR_REFUSED,
                    TR("run %" PRId64 " is over: results belong to a run under way",
                            "実行%" PRId64
                            "は終わっています。結果は実行中にのみ記録できます"),
                    run_id);
}

static bool insert_result(struct store_act *act, const struct result *result,
        int64_t run_id, int64_t instance_id, int64_t procedure_text_id,
        int64_t *ret_result_id, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(act->db,
                "INSERT INTO result (run_id, instance_id, procedure_text_id, test, state,"
                " outcome, reason_code, reason, tested, exceptions, undecidable, unreadable,"
                " digest, recorded_at, other_route, not_due)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
                &insert, err))
        return false;
    db_bind_int(insert, 1, run_id);
    db_bind_int(insert, 2, instance_id);
    db_bind_int(insert, 3, procedure_text_id);
    db_bind_text(insert, 4, result->test);
    db_bind_text(insert, 5, state_names[result->state]);
    db_bind_text(insert, 6, outcome_names[result->outcome]);
    db_bind_text(insert, 7, result->reason_code);
    db_bind_text(insert, 8, result->reason);
    db_bind_int(insert, 9, result->tested);
    db_bind_int(insert, 10, count_of(result, EXCEPTION_DEVIATING));
    db_bind_int(insert, 11, count_of(result, EXCEPTION_UNDECIDABLE));
    db_bind_int(insert, 12, count_of(result, EXCEPTION_UNREADABLE));
    db_bind_text(insert, 13, result->digest);
    db_bind_text(insert, 14, act->at);
    db_bind_int(insert, 15, count_of(result, EXCEPTION_OTHER_ROUTE));
    db_bind_int(insert, 16, count_of(result, EXCEPTION_NOT_DUE));
    if (!db_run(insert, err))
        return false;
    *ret_result_id = db_last_id(act->db);
    return true;
}

static bool store_exceptions(struct db *db, const struct result *result,
        int64_t result_id, struct error *err)
{
    for (int kind = 0; kind < EXCEPTION_KIND_COUNT; kind++) {
        if (result->exceptions[kind] &&
                !exception_store(db, result_id, (enum exception_kind)kind,
                        result->exceptions[kind], err))
            return false;
    }
    return true;
}

/* The digest of a kind's blocks, one behind the other: the chain vouches for exceptions
 * too. */
static bool write_exceptions(struct jsonwriter *writer, const struct exception_list *list,
        const char *count_key, const char *digest_key, struct error *err)
{
    struct digest digest;
    char hex[DIGEST_HEX_SIZE];

    jsonwriter_member_int(writer, count_key, list ? list->count : 0);
    if (!list || list->count == 0)
        return true;
    if (!digest_of(list->packed.data, list->packed.size, &digest, err))
        return false;
    digest_hex(&digest, hex);
    jsonwriter_member(writer, digest_key, hex);
    return true;
}

/* record: the digest of all that is stored of it. */
static bool write_body(const struct result *result, int64_t run_id, int64_t result_id,
        const char *procedure_digest, const char *record, struct buf *body,
        struct error *err)
{
    static const char *const keys[EXCEPTION_KIND_COUNT][2] = {
            [EXCEPTION_DEVIATING] = {"exceptions", "exceptions_sha256"},
            [EXCEPTION_UNDECIDABLE] = {"undecidable", "undecidable_sha256"},
            [EXCEPTION_UNREADABLE] = {"unreadable", "unreadable_sha256"},
            [EXCEPTION_OTHER_ROUTE] = {"other_route", "other_route_sha256"},
            [EXCEPTION_NOT_DUE] = {"not_due", "not_due_sha256"},
    };
    struct jsonwriter writer;

    jsonwriter_init(&writer, body, false, err);
    jsonwriter_object(&writer);
    jsonwriter_member(&writer, "digest", result->digest);
    jsonwriter_member(&writer, "outcome", outcome_names[result->outcome]);
    if (result->population) {
        jsonwriter_member_int(&writer, "population", result->population->count);
        jsonwriter_member(&writer, "population_sha256", result->population->sha256);
    }
    jsonwriter_member(&writer, "procedure_sha256", procedure_digest);
    jsonwriter_member(&writer, "reason_code", result->reason_code);
    jsonwriter_member(&writer, "record_sha256", record);
    jsonwriter_member_int(&writer, "result", result_id);
    jsonwriter_member_int(&writer, "run", run_id);
    jsonwriter_member(&writer, "state", state_names[result->state]);
    jsonwriter_member(&writer, "test", result->test);
    jsonwriter_member_int(&writer, "tested", result->tested);
    for (int kind = 0; kind < EXCEPTION_KIND_COUNT; kind++) {
        if (!write_exceptions(&writer, result->exceptions[kind], keys[kind][0],
                    keys[kind][1], err))
            return false;
    }
    jsonwriter_end(&writer);
    return jsonwriter_finish(&writer);
}

bool result_record(struct store *store, const char *person, int64_t run_id,
        const struct result *result, int64_t *ret_result_id, struct error *err)
{
    CLEANUP(buf_clear) struct buf body = BUF_INIT(JOURNAL_BODY_LIMIT);
    CLEANUP(store_rollback) struct store_act act = {0};
    int64_t instance_id, procedure_text_id, result_id;
    char procedure_digest[DIGEST_HEX_SIZE], record[DIGEST_HEX_SIZE];

    if (!check_result(result, err) || !store_begin(store, person, &act, err) ||
            !check_run(act.db, run_id, err) ||
            !result_rows_instance(act.db, result->instance, &instance_id, err) ||
            !result_rows_procedure(act.db, result->procedure, procedure_digest,
                    &procedure_text_id, err) ||
            !insert_result(&act, result, run_id, instance_id, procedure_text_id,
                    &result_id, err) ||
            !result_rows_insert(act.db, result_id, result, err) ||
            !store_exceptions(act.db, result, result_id, err) ||
            !verify_digest(act.db, VERIFY_RESULT, result_id, record, err) ||
            !write_body(result, run_id, result_id, procedure_digest, record, &body,
                    err) ||
            !journal_append(&act, "result", result->instance->key, &body, err) ||
            !store_commit(&act, err))
        return false;
    *ret_result_id = result_id;
    return true;
}

bool result_find_current(struct store *store, const char *instance_key, const char *test,
        const char *digest, int64_t *ret_result_id, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    bool row;

    if (!db_prepare(store_db(store),
                "SELECT result_id FROM result WHERE digest = ?3 AND state IN ('ran', 'not-run')"
                " AND result_id = (SELECT max(r.result_id) FROM result AS r"
                " JOIN instance AS i USING (instance_id) WHERE i.key = ?1 AND r.test = ?2)",
                &query, err))
        return false;
    db_bind_text(query, 1, instance_key);
    db_bind_text(query, 2, test);
    db_bind_text(query, 3, digest);
    if (!db_step(query, &row, err))
        return false;
    *ret_result_id = row ? db_column_int(query, 0) : 0;
    return true;
}
