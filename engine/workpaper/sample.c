#include "engine/workpaper/sample.h"

#include "engine/base/jsonwriter.h"
#include "engine/workpaper/journal.h"
#include "engine/workpaper/result_rows.h"
#include "engine/workpaper/verify.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void bind_number(struct db_statement *statement, int index, int64_t value)
{
    if (value)
        db_bind_int(statement, index, value);
    else
        db_bind_null(statement, index);
}

/* ---- populations ---- */

static bool insert_strata(struct store_act *act, int64_t id,
        const struct sample_population *population, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(act->db,
                "INSERT INTO sample_stratum (sample_population_id, position, stratum,"
                " count) VALUES (?1, ?2, ?3, ?4)",
                &insert, err))
        return false;
    db_bind_int(insert, 1, id);
    for (size_t i = 0; i < population->stratum_count; i++) {
        db_bind_int(insert, 2, (int64_t)i + 1);
        db_bind_text(insert, 3, population->strata[i].name);
        db_bind_int(insert, 4, population->strata[i].count);
        if (!db_run(insert, err))
            return false;
    }
    return true;
}

static bool insert_population(struct store_act *act,
        const struct sample_population *population, int64_t *ret_id, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;
    int64_t instance_id, procedure_text_id;
    char procedure_digest[DIGEST_HEX_SIZE];

    if (!result_rows_instance(act->db, population->instance, &instance_id, err) ||
            !result_rows_procedure(act->db, population->procedure, procedure_digest,
                    &procedure_text_id, err) ||
            !db_prepare(act->db,
                    "INSERT INTO sample_population (instance_id, procedure_text_id, sample,"
                    " population, delivered, filtered, unreadable, count, sha256, keys,"
                    " digest, recorded_at, recorded_by)"
                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
                    &insert, err))
        return false;
    db_bind_int(insert, 1, instance_id);
    db_bind_int(insert, 2, procedure_text_id);
    db_bind_text(insert, 3, population->sample);
    db_bind_text(insert, 4, population->population);
    db_bind_int(insert, 5, population->delivered);
    db_bind_int(insert, 6, population->filtered);
    db_bind_int(insert, 7, population->unreadable);
    db_bind_int(insert, 8, population->count);
    db_bind_text(insert, 9, population->sha256);
    db_bind_text(insert, 10, population->keys);
    db_bind_text(insert, 11, population->digest);
    db_bind_text(insert, 12, act->at);
    db_bind_text(insert, 13, act->person);
    if (!db_run(insert, err))
        return false;
    *ret_id = db_last_id(act->db);
    return insert_strata(act, *ret_id, population, err);
}

bool sample_record_population(struct store *store, const char *person,
        const struct sample_population *population, int64_t *ret_population_id,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf body = BUF_INIT(JOURNAL_BODY_LIMIT);
    CLEANUP(buf_clear) struct buf object = BUF_INIT(4096);
    CLEANUP(store_rollback) struct store_act act = {0};
    char record[DIGEST_HEX_SIZE];
    struct jsonwriter writer;
    int64_t id;

    if (!store_begin(store, person, &act, err) ||
            !insert_population(&act, population, &id, err) ||
            !verify_digest(act.db, VERIFY_SAMPLE_POPULATION, id, record, err) ||
            !buf_printf(&object, err, "%s/%s", population->instance->key,
                    population->sample))
        return false;
    jsonwriter_init(&writer, &body, false, err);
    jsonwriter_object(&writer);
    jsonwriter_member_int(&writer, "count", population->count);
    jsonwriter_member(&writer, "population", population->population);
    jsonwriter_member_int(&writer, "population_id", id);
    jsonwriter_member(&writer, "record_sha256", record);
    jsonwriter_member(&writer, "sha256", population->sha256);
    jsonwriter_end(&writer);
    if (!jsonwriter_finish(&writer) ||
            !journal_append(&act, "sample-population", buf_text(&object), &body, err) ||
            !store_commit(&act, err))
        return false;
    *ret_population_id = id;
    return true;
}

/* ---- draws ---- */

static bool insert_draw(struct store_act *act, const struct sample_draw *draw,
        int64_t *ret_id, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(act->db,
                "INSERT INTO sample_draw (sample_population_id, instance_id, sample, kind,"
                " first_draw_id, method, seed, size, size_rule, start, interval,"
                " replaced_item_id, reason, drawn_at, drawn_by)"
                " SELECT sample_population_id, instance_id, sample, ?2, ?3, ?4, ?5, ?6, ?7,"
                " ?8, ?9, ?10, ?11, ?12, ?13 FROM sample_population"
                " WHERE sample_population_id = ?1",
                &insert, err))
        return false;
    db_bind_int(insert, 1, draw->population_id);
    db_bind_text(insert, 2, draw->kind);
    bind_number(insert, 3, draw->first_draw_id);
    db_bind_text(insert, 4, draw->method);
    db_bind_text(insert, 5, draw->seed);
    db_bind_int(insert, 6, draw->size);
    db_bind_text(insert, 7, draw->size_rule);
    bind_number(insert, 8, draw->start);
    bind_number(insert, 9, draw->interval);
    bind_number(insert, 10, draw->replaced_item_id);
    db_bind_text(insert, 11, draw->reason);
    db_bind_text(insert, 12, act->at);
    db_bind_text(insert, 13, act->person);
    if (!db_run(insert, err))
        return false;
    *ret_id = db_last_id(act->db);
    return true;
}

struct inserting {
    struct db_statement *item, *pick;
};

static void end_inserting(struct inserting *inserting)
{
    if (inserting->item)
        db_finalize(inserting->item);
    if (inserting->pick)
        db_finalize(inserting->pick);
}

/* An item that was picked before is the same item. */
static bool insert_picks(struct store_act *act, int64_t draw_id,
        const struct sample_pick *picks, size_t count, struct error *err)
{
    CLEANUP(end_inserting) struct inserting inserting = {NULL, NULL};

    if (!db_prepare(act->db,
                "INSERT INTO sample_item (instance_id, sample, number, key, occurrence)"
                " SELECT d.instance_id, d.sample, 1 + coalesce((SELECT max(i.number) FROM"
                " sample_item AS i WHERE i.instance_id = d.instance_id AND i.sample = d.sample),"
                " 0), ?2, ?3 FROM sample_draw AS d WHERE d.sample_draw_id = ?1 AND NOT EXISTS"
                " (SELECT 1 FROM sample_item AS i WHERE i.instance_id = d.instance_id"
                " AND i.sample = d.sample AND i.key = ?2 AND i.occurrence = ?3)",
                &inserting.item, err) ||
            !db_prepare(act->db,
                    "INSERT INTO sample_pick (sample_draw_id, sample_item_id, rank, stratum,"
                    " record_id, other_id) SELECT d.sample_draw_id, i.sample_item_id, ?4, ?5,"
                    " ?6, ?7 FROM sample_draw AS d JOIN sample_item AS i"
                    " ON i.instance_id = d.instance_id AND i.sample = d.sample AND i.key = ?2"
                    " AND i.occurrence = ?3 WHERE d.sample_draw_id = ?1",
                    &inserting.pick, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        db_bind_int(inserting.item, 1, draw_id);
        db_bind_text(inserting.item, 2, picks[i].key);
        db_bind_int(inserting.item, 3, picks[i].occurrence);
        db_bind_int(inserting.pick, 1, draw_id);
        db_bind_text(inserting.pick, 2, picks[i].key);
        db_bind_int(inserting.pick, 3, picks[i].occurrence);
        db_bind_int(inserting.pick, 4, picks[i].rank);
        db_bind_text(inserting.pick, 5, picks[i].stratum);
        db_bind_int(inserting.pick, 6, picks[i].record_id);
        db_bind_int(inserting.pick, 7, picks[i].other_id);
        if (!db_run(inserting.item, err) || !db_run(inserting.pick, err))
            return false;
    }
    return true;
}

/* "INSTANCE/SAMPLE" of a draw. */
static bool write_object(struct store_act *act, int64_t draw_id, struct buf *object,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    bool row;

    if (!db_prepare(act->db,
                "SELECT i.key || '/' || d.sample FROM sample_draw AS d"
                " JOIN instance AS i USING (instance_id) WHERE d.sample_draw_id = ?1",
                &query, err))
        return false;
    db_bind_int(query, 1, draw_id);
    if (!db_step(query, &row, err))
        return false;
    return row ? buf_append_text(object, db_column_text(query, 0), err)
               : error_set(err, ERROR_REFUSED, "the draw's population is not there");
}

static bool write_body(const struct sample_draw *draw, int64_t draw_id, size_t picked,
        const char *record, struct buf *body, struct error *err)
{
    struct jsonwriter writer;

    jsonwriter_init(&writer, body, false, err);
    jsonwriter_object(&writer);
    jsonwriter_member_int(&writer, "draw", draw_id);
    if (draw->first_draw_id)
        jsonwriter_member_int(&writer, "first_draw", draw->first_draw_id);
    jsonwriter_member(&writer, "kind", draw->kind);
    jsonwriter_member(&writer, "method", draw->method);
    jsonwriter_member_int(&writer, "picked", (int64_t)picked);
    jsonwriter_member_int(&writer, "population_id", draw->population_id);
    if (draw->reason)
        jsonwriter_member(&writer, "reason", draw->reason);
    jsonwriter_member(&writer, "record_sha256", record);
    if (draw->replaced_item_id)
        jsonwriter_member_int(&writer, "replaced_item", draw->replaced_item_id);
    if (draw->seed)
        jsonwriter_member(&writer, "seed", draw->seed);
    jsonwriter_member_int(&writer, "size", draw->size);
    jsonwriter_member(&writer, "size_rule", draw->size_rule);
    jsonwriter_end(&writer);
    return jsonwriter_finish(&writer);
}

bool sample_record_draw(struct store *store, const char *person,
        const struct sample_draw *draw, const struct sample_pick *picks,
        size_t pick_count, int64_t *ret_draw_id, struct error *err)
{
    CLEANUP(buf_clear) struct buf body = BUF_INIT(JOURNAL_BODY_LIMIT);
    CLEANUP(buf_clear) struct buf object = BUF_INIT(4096);
    CLEANUP(store_rollback) struct store_act act = {0};
    char record[DIGEST_HEX_SIZE];
    int64_t id;

    if (!store_begin(store, person, &act, err) || !insert_draw(&act, draw, &id, err) ||
            !insert_picks(&act, id, picks, pick_count, err) ||
            !verify_digest(act.db, VERIFY_SAMPLE_DRAW, id, record, err) ||
            !write_object(&act, id, &object, err) ||
            !write_body(draw, id, pick_count, record, &body, err) ||
            !journal_append(&act, "sample-draw", buf_text(&object), &body, err) ||
            !store_commit(&act, err))
        return false;
    *ret_draw_id = id;
    return true;
}

/* ---- reading ---- */

static bool read_draw(struct db_statement *row, struct arena *arena,
        struct sample_draw *ret_draw, struct error *err)
{
    struct sample_draw draw = {.draw_id = db_column_int(row, 0),
            .population_id = db_column_int(row, 1),
            .first_draw_id = db_column_int(row, 2),
            .size = db_column_int(row, 3),
            .start = db_column_int(row, 4),
            .interval = db_column_int(row, 5),
            .replaced_item_id = db_column_int(row, 6),
            .population = db_column_int(row, 7),
            .unreadable = db_column_int(row, 8)};
    const char **const texts[] = {&draw.kind, &draw.method, &draw.seed, &draw.size_rule,
            &draw.reason, &draw.drawn_at, &draw.drawn_by, &draw.sha256, &draw.keys};

    for (int i = 0; i < (int)ARRAY_LENGTH(texts); i++) {
        if (!arena_text(arena, db_column_text(row, i + 9), texts[i], err))
            return false;
    }
    *ret_draw = draw;
    return true;
}

static const char draws[] =
        "WITH mine AS (SELECT d.*, coalesce(d.first_draw_id, d.sample_draw_id) AS family,"
        " p.count AS population, p.unreadable, p.sha256, p.keys FROM sample_draw AS d"
        " JOIN sample_population AS p USING (sample_population_id)"
        " JOIN instance AS i ON i.instance_id = d.instance_id"
        " WHERE i.key = ?1 AND d.sample = ?2)"
        " SELECT sample_draw_id, sample_population_id, first_draw_id, size, start, interval,"
        " replaced_item_id, population, unreadable, kind, method, seed, size_rule, reason,"
        " drawn_at, drawn_by, sha256, keys, count(*) OVER () FROM mine"
        " WHERE ?3 OR family = (SELECT max(family) FROM mine) ORDER BY sample_draw_id";

bool sample_draws(struct store *store, const char *instance_key, const char *sample,
        bool all, struct arena *arena, struct sample_draw **ret_draws, size_t *ret_count,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    size_t count = 0;
    bool row;

    *ret_draws = NULL;
    *ret_count = 0;
    if (!db_prepare(store_db(store), draws, &query, err))
        return false;
    db_bind_text(query, 1, instance_key);
    db_bind_text(query, 2, sample);
    db_bind_int(query, 3, all);
    for (;;) {
        if (!db_step(query, &row, err))
            return false;
        if (!row)
            break;
        if (!*ret_draws &&
                !arena_allocate(arena,
                        (size_t)db_column_int(query, 18) * sizeof(**ret_draws), ret_draws,
                        err))
            return false;
        if (!read_draw(query, arena, &(*ret_draws)[count++], err))
            return false;
    }
    *ret_count = count;
    return true;
}

bool sample_picks(struct store *store, int64_t draw_id, struct arena *arena,
        struct sample_item **ret_items, size_t *ret_count, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    struct sample_item *items = NULL;
    size_t count = 0;
    bool row;

    if (!db_prepare(store_db(store),
                "SELECT i.sample_item_id, i.number, i.key, i.occurrence, p.rank, p.stratum,"
                " p.record_id, p.other_id, count(*) OVER () FROM sample_pick AS p"
                " JOIN sample_item AS i USING (sample_item_id) WHERE p.sample_draw_id = ?1"
                " ORDER BY p.stratum, p.rank, i.number",
                &query, err))
        return false;
    db_bind_int(query, 1, draw_id);
    for (;;) {
        if (!db_step(query, &row, err))
            return false;
        if (!row)
            break;
        if (!items &&
                !arena_allocate(arena, (size_t)db_column_int(query, 8) * sizeof(*items),
                        &items, err))
            return false;
        items[count] = (struct sample_item){.item_id = db_column_int(query, 0),
                .number = db_column_int(query, 1),
                .pick = {.occurrence = db_column_int(query, 3),
                        .rank = db_column_int(query, 4),
                        .record_id = db_column_int(query, 6),
                        .other_id = db_column_int(query, 7)}};
        if (!arena_text(arena, db_column_text(query, 2), &items[count].pick.key, err) ||
                !arena_text(arena, db_column_text(query, 5), &items[count].pick.stratum,
                        err))
            return false;
        count++;
    }
    *ret_items = items;
    *ret_count = count;
    return true;
}
