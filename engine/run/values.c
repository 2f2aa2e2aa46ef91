#include "engine/run/values.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/base/text.h"
#include "engine/run/ask.h"
#include "engine/run/mask.h"
#include "engine/run/standing.h"
#include "engine/run/values_text.h"
#include "engine/workpaper/bundle_file.h"
#include "reports/model.h"

#define JOB_LIMIT ((size_t)256 << 20)
#define KINDS 4 /* exception, undecidable, other-route, not-due */

struct filling {
    struct store *store;
    const struct instance_list *list;
    const struct values_options *options;
    bool *proved;          /* per bundle: its hash was compared */
    uint64_t bytes, total; /* of evidence, for the progress */
    size_t done, tasks;
};

/* ---- the records of one result, compared as they come ---- */

struct reading {
    struct db *db;
    int64_t result_id;
    uint32_t test;
    uint32_t shown_count;
    const bool *masked; /* per shown value; NULL: none is */
    struct db_statement *recorded[KINDS];
    struct db_statement *insert;
    int64_t begun;        /* clock_steady_ms() */
    struct error failure; /* ours, not the worker's */
};

static const char *const kind_names[KINDS] = {"exception", "undecidable", "other-route",
        "not-due"};

static void end_reading(struct reading *reading)
{
    for (size_t k = 0; k < KINDS; k++) {
        if (reading->recorded[k])
            db_finalize(reading->recorded[k]);
    }
    if (reading->insert)
        db_finalize(reading->insert);
}

static bool begin_reading(struct reading *reading, struct error *err)
{
    for (size_t k = 0; k < KINDS; k++) {
        if (!db_prepare(reading->db,
                    "SELECT number, record_id, other_id, verdict FROM exception"
                    " WHERE result_id = ?1 AND kind = ?2 ORDER BY number",
                    &reading->recorded[k], err))
            return false;
        db_bind_int(reading->recorded[k], 1, reading->result_id);
        db_bind_text(reading->recorded[k], 2, kind_names[k]);
    }
    if (!db_prepare(reading->db,
                "INSERT INTO report_value (result_id, kind, number, position, is_read, value)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                &reading->insert, err))
        return false;
    db_bind_int(reading->insert, 1, reading->result_id);
    return true;
}

static bool refuse(struct error *err)
{
    return error_set(err, ERROR_INTEGRITY, "%s",
            TR("the evidence does not show what was recorded: run again",
                    "証拠を読み直した内容が記録と一致しません。実行し直す必要があります"));
}

static bool insert_value(struct reading *reading, uint32_t position, enum db_type type,
        struct slice value, struct error *err)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(PROTOCOL_FRAME_MAX + 1);

    const bool is_masked = reading->masked && reading->masked[position];

    if (!is_masked && !buf_append(&text, value.text, value.size, err))
        return false;
    db_bind_int(reading->insert, 4, (int64_t)position + 1);
    db_bind_int(reading->insert, 5, is_masked || type != DB_BLOB);
    db_bind_text(reading->insert, 6,
            is_masked                 ? MASK
                    : type == DB_NULL ? NULL
                                      : buf_text(&text));
    return db_run(reading->insert, err);
}

static bool insert_values(struct reading *reading, size_t kind, struct unpack *content,
        struct error *err)
{
    uint32_t count = unpack_count(content, 5);

    if (content->failed || count != reading->shown_count)
        return error_set(err, ERROR_LOST,
                "the worker sent other values than the test shows");
    db_bind_text(reading->insert, 2, kind_names[kind]);
    db_bind_int(reading->insert, 3, db_column_int(reading->recorded[kind], 0));
    for (uint32_t i = 0; i < count; i++) {
        uint8_t type = unpack_u8(content);
        struct slice value = unpack_bytes(content);

        if (content->failed || !value.text || type > DB_BLOB)
            return error_set(err, ERROR_LOST,
                    "the worker sent a damaged message (values)");
        if (!insert_value(reading, i, (enum db_type)type, value, err))
            return false;
    }
    return unpack_is_complete(content) ||
            error_set(err, ERROR_LOST, "the worker sent a damaged message (values)");
}

static bool receive_record(struct reading *reading, struct unpack *content,
        struct error *err)
{
    uint32_t test = unpack_u32(content);
    int64_t record_id = (int64_t)unpack_u64(content);
    int64_t other_id = (int64_t)unpack_u64(content);
    int32_t verdict = (int32_t)unpack_u32(content);
    size_t kind = verdict > 0            ? 0
            : verdict == -1              ? 1
            : verdict == PROGRAM_NOT_DUE ? 3
                                         : 2;
    struct db_statement *recorded = reading->recorded[kind];
    bool more;

    if (content->failed || test != reading->test)
        return error_set(err, ERROR_LOST, "the worker sent a damaged message (values)");
    if (!db_step(recorded, &more, err))
        return false;
    if (!more || db_column_int(recorded, 1) != record_id ||
            db_column_int(recorded, 2) != other_id ||
            db_column_int(recorded, 3) != verdict)
        return refuse(err);
    return insert_values(reading, kind, content, err);
}

static bool receive(void *owner, const struct protocol_frame *frame, struct error *err)
{
    struct reading *reading = owner;
    struct unpack content = frame->content;

    if (frame->type != PROTOCOL_VALUES)
        return error_set(err, ERROR_LOST, "the worker sent a message of another job");
    if (receive_record(reading, &content, &reading->failure))
        return true;
    *err = reading->failure;
    return false;
}

/* Nothing that was recorded may be left over. */
static bool finish_reading(struct reading *reading, struct error *err)
{
    for (size_t k = 0; k < KINDS; k++) {
        bool more;

        if (!db_step(reading->recorded[k], &more, err))
            return false;
        if (more)
            return refuse(err);
    }
    return true;
}

/* ---- the bundles ---- */

struct opened {
    int *fds;
    uint32_t count;
};

static void close_opened(struct opened *opened)
{
    for (uint32_t i = 0; i < opened->count; i++)
        close(opened->fds[i]);
    free(opened->fds);
}

static bool open_bundles(struct filling *filling, const struct instance *instance,
        struct opened *opened, struct error *err)
{
    opened->fds = calloc(instance->archive_count + 1, sizeof(*opened->fds));
    if (!opened->fds)
        return error_memory(err);
    for (uint32_t i = 0; i < instance->archive_count; i++) {
        size_t place = instance->archives[i];
        const struct bundle *bundle = &filling->list->evidence.bundles[place];

        if (!bundle_file_open(filling->store, bundle->short_id, bundle->bytes,
                    filling->proved[place] ? NULL : bundle->sha256, &opened->fds[i], err))
            return false;
        filling->proved[place] = true;
        opened->count++;
    }
    return true;
}

/* ---- one result ---- */

static void tell(void *owner, uint64_t bytes, uint64_t total, size_t done, size_t tasks)
{
    const struct filling *filling = owner;

    (void)total, (void)done, (void)tasks;
    if (filling->options->progress)
        filling->options->progress(filling->options->owner, filling->bytes + bytes,
                filling->total, filling->done, filling->tasks);
}

static bool ask(struct filling *filling, const struct instance *instance,
        struct reading *reading, struct error *err)
{
    const struct schedule_options how = {.workers = 1,
            .spill_folder = filling->options->spill_folder,
            .progress = tell,
            .owner = filling};
    CLEANUP(close_opened) struct opened opened = {NULL, 0};
    CLEANUP(buf_clear) struct buf job = BUF_INIT(JOB_LIMIT);
    bool ok = open_bundles(filling, instance, &opened, err) &&
            instance_pack_job(filling->store, filling->list, instance, JOB_VALUES,
                    reading->test, filling->options->seconds, &job, err) &&
            ask_worker_packed(&job, filling->options->seconds, instance->bytes,
                    opened.fds, opened.count, &how, receive, reading, err);

    filling->bytes += instance->bytes;
    filling->done++;
    return ok;
}

/* Whether values are refused by what the procedure asks of the evidence, which is so on
 * every machine, and not by room, memory or time that are short on this one: a report
 * without them would be another report there. */
static bool is_evidences(const struct filling *filling, const struct reading *reading,
        enum error_code code)
{
    int64_t allowed = (int64_t)filling->options->seconds * 1000;
    bool is_late = allowed && clock_steady_ms() - reading->begun >= allowed;

    return reading->failure.code == ERROR_NONE &&
            (code == ERROR_SCRIPT || code == ERROR_UNREADABLE || code == ERROR_VALUE ||
                    (code == ERROR_LIMIT && !is_late));
}

static bool set_standing(struct filling *filling, int64_t result_id, const char *standing,
        const char *values_state, const char *reason, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(store_db(filling->store),
                "INSERT INTO report_standing (result_id, standing, values_state, values_reason)"
                " VALUES (?1, ?2, ?3, ?4)",
                &insert, err))
        return false;
    db_bind_int(insert, 1, result_id);
    db_bind_text(insert, 2, standing);
    db_bind_text(insert, 3, values_state);
    db_bind_text(insert, 4, reason);
    return db_run(insert, err);
}

static bool forget_values(struct filling *filling, int64_t result_id, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *forget = NULL;

    if (!db_prepare(store_db(filling->store),
                "DELETE FROM report_value WHERE result_id = ?1", &forget, err))
        return false;
    db_bind_int(forget, 1, result_id);
    return db_run(forget, err);
}

/* Where it is masked its type goes as well: "■■■" is no number, and no truth value. */
static bool mark_masked(struct filling *filling, int64_t result_id, uint32_t position,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *update = NULL;

    if (!db_prepare(store_db(filling->store),
                "UPDATE report_shown SET type = iif(?3, NULL, type), is_masked = 1"
                " WHERE result_id = ?1 AND position = ?2",
                &update, err))
        return false;
    db_bind_int(update, 1, result_id);
    db_bind_int(update, 2, (int64_t)position + 1);
    db_bind_int(update, 3, filling->options->is_masked);
    return db_run(update, err);
}

static bool find_masked(struct filling *filling, const struct instance *instance,
        uint32_t test, int64_t result_id, struct arena *arena, const bool **ret_masked,
        bool *ret_any, struct error *err)
{
    const uint32_t count = instance->program.tests[test].shown_count;
    bool *masked;

    *ret_any = false;
    if (!arena_allocate(arena, (count + (size_t)1) * sizeof(*masked), &masked, err))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        if (!mask_is_needed(instance, test, i, arena, &masked[i], err) ||
                (masked[i] && !mark_masked(filling, result_id, i, err)))
            return false;
        *ret_any = *ret_any || masked[i];
    }
    *ret_masked = filling->options->is_masked ? masked : NULL;
    return true;
}

static bool read_values(struct filling *filling, const struct instance *instance,
        uint32_t test, int64_t result_id, struct error *err)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT((size_t)16 << 20);
    CLEANUP(end_reading)
    struct reading reading = {.db = store_db(filling->store),
            .result_id = result_id,
            .test = test,
            .shown_count = instance->program.tests[test].shown_count,
            .begun = clock_steady_ms()};
    struct error failure = {0};
    bool is_any;

    if (!find_masked(filling, instance, test, result_id, &arena, &reading.masked, &is_any,
                err))
        return false;
    if (filling->options->only_sensitive && !is_any)
        return set_standing(filling, result_id, "current", NULL, NULL, err);
    if (!begin_reading(&reading, err))
        return false;
    if (ask(filling, instance, &reading, &failure) && finish_reading(&reading, &failure))
        return set_standing(filling, result_id, "current", "shown", NULL, err);
    if (is_evidences(filling, &reading, failure.code))
        return forget_values(filling, result_id, err) &&
                set_standing(filling, result_id, "current", "refused", failure.message,
                        err);
    *err = failure;
    return error_prefix(err,
            TR("the values of %s %s cannot be read again", "%s %s の値を読み直せません"),
            instance->key, instance->program.tests[test].id);
}

/* Of the columns of `results` below. */
enum { RESULT_ID, INSTANCE_KEY, TEST, DIGEST, RECORDS, STATE };

static const char results[] =
        "SELECT result_id, instance_key, test, digest, exceptions + undecidable + other_route + not_due, state"
        " FROM report_result WHERE procedure = coalesce(?1, procedure)"
        " AND test = coalesce(?2, test) AND result_id = coalesce(?3, result_id)"
        " ORDER BY instance_key, test_position";

static bool is_to_be_read(struct db_statement *row)
{
    return db_column_int(row, RECORDS) > 0 &&
            strcmp(db_column_text(row, STATE), "ran") == 0;
}

static enum standing stands(const struct filling *filling, struct db_statement *row,
        const struct instance **ret_instance, uint32_t *ret_test)
{
    return standing_of(filling->list, db_column_text(row, INSTANCE_KEY),
            db_column_text(row, TEST), db_column_text(row, DIGEST), ret_instance,
            ret_test);
}

static bool fill_stale(struct filling *filling, struct db_statement *row,
        enum standing standing, struct error *err)
{
    const char *reason = standing == STANDING_GONE
            ? TR("the procedure is no longer in the library",
                      "手続がライブラリにありません")
            : TR("the procedure, a binding or the evidence has changed since: run again",
                      "実施後に手続、対応付け又は証拠が変わりました。実行し直す必要があります");
    bool has_records = db_column_int(row, RECORDS) > 0;

    return set_standing(filling, db_column_int(row, RESULT_ID), standing_name(standing),
            has_records ? "refused" : NULL, has_records ? reason : NULL, err);
}

static bool fill_result(struct filling *filling, struct db_statement *row,
        struct error *err)
{
    int64_t result_id = db_column_int(row, RESULT_ID);
    const struct instance *instance;
    uint32_t test;
    enum standing standing = stands(filling, row, &instance, &test);

    if (!values_text_finding(filling->store, result_id, err))
        return false;
    if (standing != STANDING_CURRENT)
        return fill_stale(filling, row, standing, err);
    if (!values_text_labels(filling->store, instance, test, result_id, err))
        return false;
    if (is_to_be_read(row))
        return read_values(filling, instance, test, result_id, err);
    if (db_column_int(row, RECORDS) > 0)
        return set_standing(filling, result_id, "current", "refused",
                TR("the test ended in an error", "テストがエラーで終わりました"), err);
    return set_standing(filling, result_id, "current", NULL, NULL, err);
}

/* ---- all ---- */

static bool each_result(struct filling *filling,
        bool (*take)(struct filling *filling, struct db_statement *row,
                struct error *err),
        struct error *err)
{
    const struct values_choice *choice = filling->options->choice;
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    bool more;

    if (!db_prepare(store_db(filling->store), results, &row, err))
        return false;
    db_bind_text(row, 1, choice ? choice->procedure : NULL);
    db_bind_text(row, 2, choice ? choice->test : NULL);
    if (choice && choice->result_id)
        db_bind_int(row, 3, choice->result_id);
    for (;;) {
        if (!db_step(row, &more, err))
            return false;
        if (!more)
            return true;
        if (!take(filling, row, err))
            return false;
    }
}

static bool add_work(struct filling *filling, struct db_statement *row, struct error *err)
{
    const struct instance *instance;
    uint32_t test;

    (void)err;
    if (stands(filling, row, &instance, &test) == STANDING_CURRENT &&
            is_to_be_read(row)) {
        filling->total += instance->bytes;
        filling->tasks++;
    }
    return true;
}

static void end(struct filling *filling)
{
    free(filling->proved);
}

bool values_fill(struct store *store, const struct instance_list *list,
        const struct values_options *options, struct error *err)
{
    CLEANUP(end)
    struct filling filling = {.store = store, .list = list, .options = options};

    filling.proved = calloc(list->evidence.bundle_count + 1, sizeof(*filling.proved));
    if (!filling.proved)
        return error_memory(err);
    return model_prepare(store_db(store), err) && each_result(&filling, add_work, err) &&
            each_result(&filling, fill_result, err) &&
            values_text_pending(store, list, err);
}
