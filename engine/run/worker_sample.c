/* Counting and hashing a population, and picking items of it. */
#include "engine/base/text.h"
#include "engine/run/message.h"
#include "engine/run/message_sample.h"
#include "engine/run/worker.h"
#include "engine/run/worker_tables.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_KEY 1 /* of the values: the stratum comes first */

struct pick {
    struct digest rank; /* its HMAC, or zeros where its place says it all */
    uint64_t place;     /* spaced and listed */
    int64_t record_id, other_id;
    const char *key;
};

/* The picks are cut back to the first `limit` whenever there are twice as many. */
struct stratum {
    const char *name;
    uint64_t count;
    struct pick *picks;
    size_t used, room;
    bool is_cut; /* then what is behind the last one is of no interest */
};

struct sampling {
    struct worker *worker;
    struct worker_tables tables;
    struct arena arena;
    struct message_sample_request request;
    struct digest_stream *keys; /* of the population */
    struct digest_stream *hmac;
    struct stratum *strata;
    size_t stratum_count, stratum_room;
    size_t latest; /* the stratum of the record before: most often this one's, too */
    uint64_t count;
    struct buf key;
};

static void end(struct sampling *sampling)
{
    for (size_t i = 0; i < sampling->stratum_count; i++)
        free(sampling->strata[i].picks);
    free(sampling->strata);
    digest_stream_free(sampling->keys);
    digest_stream_free(sampling->hmac);
    buf_clear(&sampling->key);
    arena_clear(&sampling->arena);
    worker_tables_end(&sampling->tables);
}

/* ---- a record's key ---- */

static bool append_escaped(struct buf *key, struct slice value, struct error *err)
{
    for (size_t i = 0; i < value.size; i++) {
        unsigned char c = (unsigned char)value.text[i];
        bool is_plain = c >= 0x20 && c != 0x7F && c != '%' && c != '/';

        if (!(is_plain ? buf_append(key, &value.text[i], 1, err)
                       : buf_printf(key, err, "%%%02X", c)))
            return false;
    }
    return true;
}

static bool append_value(struct buf *key, struct db_statement *row, int column,
        struct error *err)
{
    enum db_type type = db_column_type(row, column);

    if (type == DB_NULL)
        return buf_append_text(key, "%-", err);
    return (type != DB_BLOB || buf_append_text(key, "%!", err)) &&
            append_escaped(key, db_column_bytes(row, column), err);
}

static bool make_key(struct sampling *sampling, struct db_statement *row, int first,
        struct error *err)
{
    int count = db_column_count(row);

    buf_reset(&sampling->key);
    for (int c = first; c < count; c++) {
        if ((c > first && !buf_append_text(&sampling->key, "/", err)) ||
                !append_value(&sampling->key, row, c, err))
            return error_set(err, ERROR_LIMIT,
                    TR("a record's key is longer than %u bytes; its columns declared key=\"yes\" are no key",
                            "レコードのキーが%uバイトを超えています。key=\"yes\"の列の指定を見直してください"),
                    MESSAGE_SAMPLE_KEY);
    }
    return true;
}

/* ---- strata ---- */

static bool add_stratum(struct sampling *sampling, const char *name, struct error *err)
{
    struct stratum *strata;
    size_t room = sampling->stratum_room ? 2 * sampling->stratum_room : 8;

    if (sampling->stratum_count == MESSAGE_SAMPLE_STRATA)
        return error_set(err, ERROR_LIMIT,
                TR("more than %u strata: by= names a column with too many values",
                        "層が%uを超えています。by=の列の値が多すぎます"),
                MESSAGE_SAMPLE_STRATA);
    if (sampling->stratum_count == sampling->stratum_room) {
        strata = reallocarray(sampling->strata, room, sizeof(*strata));
        if (!strata)
            return error_memory(err);
        sampling->strata = strata;
        sampling->stratum_room = room;
    }
    sampling->strata[sampling->stratum_count] = (struct stratum){.count = 0};
    if (!arena_text(&sampling->arena, name,
                &sampling->strata[sampling->stratum_count].name, err))
        return false;
    sampling->latest = sampling->stratum_count++;
    return true;
}

static bool find_stratum(struct sampling *sampling, struct db_statement *row, int column,
        struct stratum **ret_stratum, struct error *err)
{
    CLEANUP(buf_clear) struct buf name = BUF_INIT(MESSAGE_SAMPLE_KEY);
    size_t i = sampling->latest;

    if (db_column_type(row, column) != DB_NULL && !append_value(&name, row, column, err))
        return false;
    if (i >= sampling->stratum_count ||
            strcmp(sampling->strata[i].name, buf_text(&name)) != 0) {
        for (i = 0; i < sampling->stratum_count; i++) {
            if (strcmp(sampling->strata[i].name, buf_text(&name)) == 0)
                break;
        }
        sampling->latest = i;
        if (i == sampling->stratum_count && !add_stratum(sampling, buf_text(&name), err))
            return false;
    }
    *ret_stratum = &sampling->strata[sampling->latest];
    return true;
}

/* ---- picking ---- */

static int compare_ids(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int compare_picks(const void *one, const void *other)
{
    const struct pick *a = one, *b = other;
    int order = memcmp(a->rank.bytes, b->rank.bytes, sizeof(a->rank.bytes));

    if (!order)
        order = (a->place > b->place) - (a->place < b->place);
    if (!order)
        order = compare_ids(a->record_id, b->record_id);
    return order ? order : compare_ids(a->other_id, b->other_id);
}

static void cut_back(const struct sampling *sampling, struct stratum *stratum)
{
    if (stratum->used > 1)
        qsort(stratum->picks, stratum->used, sizeof(*stratum->picks), compare_picks);
    if (stratum->used > sampling->request.limit) {
        stratum->used = (size_t)sampling->request.limit;
        stratum->is_cut = true;
    }
}

static bool add_pick(struct sampling *sampling, struct stratum *stratum,
        struct pick *pick, struct error *err)
{
    size_t limit = (size_t)sampling->request.limit;

    if (!limit ||
            (stratum->is_cut && compare_picks(pick, &stratum->picks[limit - 1]) > 0))
        return true;
    if (stratum->used == 2 * limit)
        cut_back(sampling, stratum);
    if (stratum->used == stratum->room) {
        size_t room = stratum->room ? 2 * stratum->room : 16;
        struct pick *picks = reallocarray(stratum->picks, room, sizeof(*picks));

        if (!picks)
            return error_memory(err);
        stratum->picks = picks;
        stratum->room = room;
    }
    if (!arena_copy(&sampling->arena, buf_text(&sampling->key), sampling->key.size,
                &pick->key, err))
        return false;
    stratum->picks[stratum->used++] = *pick;
    return true;
}

/* Whether the record of this number, from 0, is one of those at even distances. */
static bool is_spaced(const struct message_sample_request *request, uint64_t number,
        uint64_t *ret_place)
{
    uint64_t from = (number + request->population - (request->start - 1)) %
            request->population;

    *ret_place = from / request->interval;
    return from % request->interval == 0 && *ret_place < request->limit;
}

static bool is_listed(const struct sampling *sampling, uint64_t *ret_place)
{
    for (uint32_t i = 0; i < sampling->request.key_count; i++) {
        if (strcmp(sampling->request.keys[i], buf_text(&sampling->key)) == 0) {
            *ret_place = i;
            return true;
        }
    }
    return false;
}

static bool consider(struct sampling *sampling, struct stratum *stratum,
        const struct execute_row *row, struct error *err)
{
    struct pick pick = {.record_id = row->record_id, .other_id = row->other_id};
    const struct message_sample_request *request = &sampling->request;

    switch (request->pick) {
    case MESSAGE_SAMPLE_RANKED:
        return digest_stream_hmac(sampling->hmac, request->seed, sizeof(request->seed),
                       sampling->key.data, sampling->key.size, &pick.rank, err) &&
                add_pick(sampling, stratum, &pick, err);
    case MESSAGE_SAMPLE_SPACED:
        return !is_spaced(request, sampling->count - 1, &pick.place) ||
                add_pick(sampling, stratum, &pick, err);
    case MESSAGE_SAMPLE_LISTED:
        return !is_listed(sampling, &pick.place) ||
                add_pick(sampling, stratum, &pick, err);
    case MESSAGE_SAMPLE_NONE:
    case MESSAGE_SAMPLE_PICK_COUNT:
        break;
    }
    return true;
}

static bool take_record(void *owner, uint32_t test, const struct execute_row *row,
        struct db_statement *statement, int first_column, struct error *err)
{
    struct sampling *sampling = owner;
    struct stratum *stratum;

    (void)test;
    sampling->count++;
    if (!make_key(sampling, statement, first_column + FIRST_KEY, err) ||
            !digest_stream_update(sampling->keys, sampling->key.data, sampling->key.size,
                    err) ||
            !digest_stream_update(sampling->keys, "\n", 1, err) ||
            !find_stratum(sampling, statement, first_column, &stratum, err))
        return false;
    stratum->count++;
    return consider(sampling, stratum, row, err);
}

/* ---- the answer ---- */

static bool send(struct sampling *sampling, const struct message_sample *message,
        struct error *err)
{
    struct buf *buf = protocol_begin(sampling->worker->writer, PROTOCOL_SAMPLE, err);

    return buf && message_sample_pack(message, buf, err) &&
            protocol_send(sampling->worker->writer, err);
}

static bool send_items(struct sampling *sampling, uint32_t index, struct error *err)
{
    struct stratum *stratum = &sampling->strata[index];

    cut_back(sampling, stratum);
    for (size_t i = 0; i < stratum->used; i++) {
        const struct pick *pick = &stratum->picks[i];
        const struct message_sample message = {.kind = MESSAGE_SAMPLE_ITEM,
                .stratum = index,
                .rank = i + 1,
                .record_id = pick->record_id,
                .other_id = pick->other_id,
                .key = pick->key};

        if (!send(sampling, &message, err))
            return false;
    }
    return true;
}

static int compare_strata(const void *one, const void *other)
{
    const struct stratum *a = one, *b = other;

    return strcmp(a->name, b->name);
}

static bool send_answer(struct sampling *sampling, struct error *err)
{
    struct message_sample measure = {.kind = MESSAGE_SAMPLE_MEASURE,
            .count = sampling->count};

    if (!digest_stream_finish(sampling->keys, &measure.digest, err) ||
            !send(sampling, &measure, err))
        return false;
    if (sampling->stratum_count > 1)
        qsort(sampling->strata, sampling->stratum_count, sizeof(*sampling->strata),
                compare_strata);
    for (size_t i = 0; i < sampling->stratum_count; i++) {
        const struct message_sample stratum = {.kind = MESSAGE_SAMPLE_STRATUM,
                .count = sampling->strata[i].count,
                .name = sampling->strata[i].name};

        if (!send(sampling, &stratum, err))
            return false;
    }
    for (size_t i = 0; i < sampling->stratum_count; i++) {
        if (!send_items(sampling, (uint32_t)i, err))
            return false;
    }
    return true;
}

/* ---- what the population is made of ---- */

static bool tell_population(void *owner, uint32_t index,
        const struct execute_population *population, struct error *err)
{
    struct sampling *sampling = owner;
    struct message_population message = {index, *population};
    struct buf *buf = protocol_begin(sampling->worker->writer, PROTOCOL_POPULATION, err);

    if (population->error.code != ERROR_NONE) {
        *err = population->error;
        guard_explain(&sampling->tables.guard, err);
        return false;
    }
    return buf && message_pack_population(buf, &message, err) &&
            protocol_send(sampling->worker->writer, err);
}

static bool tell_item(void *owner, uint32_t index, const struct scan_usage *usage,
        struct error *err)
{
    struct sampling *sampling = owner;
    struct buf *buf = protocol_begin(sampling->worker->writer, PROTOCOL_ITEM, err);

    return buf && message_pack_item(buf, index, usage, err) &&
            protocol_send(sampling->worker->writer, err);
}

static bool ignore_rows(void *owner, uint32_t index, enum execute_kind kind,
        const struct execute_row *rows, size_t count, struct error *err)
{
    (void)owner, (void)index, (void)kind, (void)rows, (void)count, (void)err;
    return true;
}

static bool begin(struct sampling *sampling, struct error *err)
{
    const struct job *job = &sampling->worker->job;

    if (job->program.test_count != 1)
        return error_set(err, ERROR_LOST, "the job names no population to be sampled");
    return message_sample_unpack_request(job->blocks.text, job->blocks.size,
                   &sampling->arena, &sampling->request, err) &&
            digest_stream_new(&sampling->keys, err) &&
            digest_stream_new(&sampling->hmac, err) &&
            worker_tables_begin(sampling->worker, &sampling->tables, err);
}

bool worker_sample(struct worker *worker, struct error *err)
{
    CLEANUP(end)
    struct sampling sampling = {.worker = worker,
            .arena = ARENA_INIT(ARENA_MODEL_LIMIT),
            .key = BUF_INIT(MESSAGE_SAMPLE_KEY)};
    const struct job *job = &worker->job;
    const struct execute_period period = {.start = job->period_start,
            .end = job->period_end,
            .as_of = job->as_of};
    const struct execute_sink sink = {.owner = &sampling,
            .population = tell_population,
            .rows = ignore_rows,
            .item = tell_item,
            .values = take_record};
    struct program counted = job->program;

    counted.test_count = 0;
    return begin(&sampling, err) &&
            execute_program(sampling.tables.db, sampling.tables.set, &worker->scan,
                    &counted, &period, &sink, err) &&
            execute_values(sampling.tables.db, sampling.tables.set, &job->program,
                    &period, 0, &sink, err) &&
            send_answer(&sampling, err);
}
