#include "engine/workpaper/step.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/digest.h"
#include "engine/base/jsonwriter.h"
#include "engine/workpaper/journal.h"
#include "engine/workpaper/result_rows.h"
#include "engine/workpaper/verify.h"

/* ---- definitions ---- */

/* Each text says whether it is there and how long it is: no two steps have the same
 * bytes. */
static bool hash_texts(struct digest_stream *stream, const char *const *texts,
        size_t count, struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        size_t size = texts[i] ? strlen(texts[i]) : 0;
        char head[32];

        snprintf(head, sizeof(head), texts[i] ? "t%zu;" : "n;", size);
        if (!digest_stream_update(stream, head, strlen(head), err) ||
                !digest_stream_update(stream, texts[i] ? texts[i] : "", size, err))
            return false;
    }
    return true;
}

static bool hash_part(struct digest_stream *stream, const struct step_part *part,
        struct error *err)
{
    const char *const texts[] = {part->kind, part->name, part->type,
            part->is_optional ? "1" : "0", part->title[0], part->title[1],
            part->expected[0], part->expected[1]};

    return hash_texts(stream, texts, ARRAY_LENGTH(texts), err);
}

bool step_digest(struct step_definition *definition, struct arena *arena,
        struct error *err)
{
    CLEANUP(digest_stream_freep) struct digest_stream *stream = NULL;
    struct digest digest;
    char number[24], hex[DIGEST_HEX_SIZE];
    const char *const texts[] = {definition->id, definition->technique, definition->role,
            definition->each, definition->subject, definition->title[0],
            definition->title[1], definition->instruction[0], definition->instruction[1],
            definition->finding[0], definition->finding[1],
            definition->is_document_asked ? "1" : "0", number};

    snprintf(number, sizeof(number), "%" PRId64, definition->min_attachments);
    if (!digest_stream_new(&stream, err) ||
            !hash_texts(stream, texts, ARRAY_LENGTH(texts), err))
        return false;
    for (size_t i = 0; i < definition->part_count; i++) {
        if (!hash_part(stream, &definition->parts[i], err))
            return false;
    }
    if (!digest_stream_finish(stream, &digest, err))
        return false;
    digest_hex(&digest, hex);
    return arena_text(arena, hex, &definition->digest, err);
}

static bool insert_parts(struct db *db, int64_t procedure_text_id,
        const struct step_definition *step, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(db,
                "INSERT INTO procedure_step_part (procedure_text_id, step, position, kind,"
                " name, type, is_optional, title_ja, title_en, expected_ja, expected_en)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                &insert, err))
        return false;
    for (size_t i = 0; i < step->part_count; i++) {
        const struct step_part *part = &step->parts[i];

        db_bind_int(insert, 1, procedure_text_id);
        db_bind_text(insert, 2, step->id);
        db_bind_int(insert, 3, (int64_t)i + 1);
        db_bind_text(insert, 4, part->kind);
        db_bind_text(insert, 5, part->name);
        db_bind_text(insert, 6, part->type);
        db_bind_int(insert, 7, part->is_optional);
        db_bind_text(insert, 8, part->title[TEXT_JA]);
        db_bind_text(insert, 9, part->title[TEXT_EN]);
        db_bind_text(insert, 10, part->expected[TEXT_JA]);
        db_bind_text(insert, 11, part->expected[TEXT_EN]);
        if (!db_run(insert, err))
            return false;
    }
    return true;
}

static void bind_definition(struct db_statement *insert,
        const struct step_definition *step)
{
    db_bind_text(insert, 3, step->id);
    db_bind_text(insert, 4, step->digest);
    db_bind_text(insert, 5, step->technique);
    db_bind_text(insert, 6, step->role);
    db_bind_text(insert, 7, step->each);
    db_bind_text(insert, 8, step->subject);
    db_bind_text(insert, 9, step->title[TEXT_JA]);
    db_bind_text(insert, 10, step->title[TEXT_EN]);
    db_bind_text(insert, 11, step->instruction[TEXT_JA]);
    db_bind_text(insert, 12, step->instruction[TEXT_EN]);
    db_bind_int(insert, 13, step->is_document_asked);
    db_bind_int(insert, 14, step->min_attachments);
    db_bind_text(insert, 15, step->finding[TEXT_JA]);
    db_bind_text(insert, 16, step->finding[TEXT_EN]);
}

bool step_insert_definitions(struct db *db, int64_t procedure_text_id,
        const struct step_definition *steps, size_t count, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(db,
                "INSERT INTO procedure_step (procedure_text_id, position, step, digest,"
                " technique, role, each, subject, title_ja, title_en, instruction_ja,"
                " instruction_en, is_document_asked, min_attachments, finding_ja,"
                " finding_en) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,"
                " ?13, ?14, ?15, ?16)",
                &insert, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        db_bind_int(insert, 1, procedure_text_id);
        db_bind_int(insert, 2, (int64_t)i + 1);
        bind_definition(insert, &steps[i]);
        if (!db_run(insert, err) || !insert_parts(db, procedure_text_id, &steps[i], err))
            return false;
    }
    return true;
}

/* ---- lists ---- */

/* Is the instance's newest list this one? */
static bool is_listed(struct db *db, int64_t instance_id, int64_t procedure_text_id,
        const struct step_cell *cells, size_t count, bool *ret_listed, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    bool row;

    *ret_listed = false;
    if (!db_prepare(db,
                "SELECT c.step, c.cell, c.first_day, c.last_day FROM current_step_list AS l"
                " JOIN step_cell AS c USING (step_list_id)"
                " JOIN procedure_step AS p ON p.procedure_text_id = l.procedure_text_id"
                " AND p.step = c.step"
                " WHERE l.instance_id = ?1 AND l.procedure_text_id = ?2"
                " ORDER BY p.position, c.position",
                &query, err))
        return false;
    db_bind_int(query, 1, instance_id);
    db_bind_int(query, 2, procedure_text_id);
    for (size_t i = 0;; i++) {
        if (!db_step(query, &row, err))
            return false;
        if (!row || i == count) {
            *ret_listed = !row && i == count;
            return true;
        }
        if (!text_is_equal(db_column_text(query, 0), cells[i].step) ||
                !text_is_equal(db_column_text(query, 1), cells[i].name) ||
                !text_is_equal(db_column_text(query, 2), cells[i].first_day) ||
                !text_is_equal(db_column_text(query, 3), cells[i].last_day))
            return true;
    }
}

static bool insert_cells(struct db *db, int64_t list_id, const struct step_cell *cells,
        size_t count, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;
    int64_t position = 0;

    if (!db_prepare(db,
                "INSERT INTO step_cell (step_list_id, step, position, cell, first_day,"
                " last_day) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                &insert, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        position = i > 0 && strcmp(cells[i - 1].step, cells[i].step) == 0 ? position + 1
                                                                          : 1;
        db_bind_int(insert, 1, list_id);
        db_bind_text(insert, 2, cells[i].step);
        db_bind_int(insert, 3, position);
        db_bind_text(insert, 4, cells[i].name);
        db_bind_text(insert, 5, cells[i].first_day);
        db_bind_text(insert, 6, cells[i].last_day);
        if (!db_run(insert, err))
            return false;
    }
    return true;
}

static bool insert_list(struct store_act *act, int64_t instance_id,
        int64_t procedure_text_id, int64_t *ret_list_id, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(act->db,
                "INSERT INTO step_list (instance_id, procedure_text_id, recorded_at)"
                " VALUES (?1, ?2, ?3)",
                &insert, err))
        return false;
    db_bind_int(insert, 1, instance_id);
    db_bind_int(insert, 2, procedure_text_id);
    db_bind_text(insert, 3, act->at);
    if (!db_run(insert, err))
        return false;
    *ret_list_id = db_last_id(act->db);
    return true;
}

static bool append_list(struct store_act *act, int64_t list_id, const char *key,
        size_t cell_count, const char *procedure_digest, struct error *err)
{
    CLEANUP(buf_clear) struct buf body = BUF_INIT(JOURNAL_BODY_LIMIT);
    char record[DIGEST_HEX_SIZE];
    struct jsonwriter writer;

    if (!verify_digest(act->db, VERIFY_STEP_LIST, list_id, record, err))
        return false;
    jsonwriter_init(&writer, &body, false, err);
    jsonwriter_object(&writer);
    jsonwriter_member_int(&writer, "cells", (int64_t)cell_count);
    jsonwriter_member_int(&writer, "list", list_id);
    jsonwriter_member(&writer, "procedure_sha256", procedure_digest);
    jsonwriter_member(&writer, "record_sha256", record);
    jsonwriter_end(&writer);
    return jsonwriter_finish(&writer) && journal_append(act, "steps", key, &body, err);
}

bool step_record_list(struct store *store, const char *person,
        const struct result_procedure *procedure, const struct result_instance *instance,
        const struct step_cell *cells, size_t cell_count, bool *ret_is_new,
        struct error *err)
{
    CLEANUP(store_rollback) struct store_act act = {0};
    char digest[DIGEST_HEX_SIZE];
    int64_t instance_id, procedure_text_id, list_id;
    bool is_known;

    *ret_is_new = false;
    if (!store_begin(store, person, &act, err) ||
            !result_rows_instance(act.db, instance, &instance_id, err) ||
            !result_rows_procedure(act.db, procedure, digest, &procedure_text_id, err) ||
            !is_listed(act.db, instance_id, procedure_text_id, cells, cell_count,
                    &is_known, err))
        return false;
    if (is_known)
        return true; /* and nothing is stored */
    if (!insert_list(&act, instance_id, procedure_text_id, &list_id, err) ||
            !insert_cells(act.db, list_id, cells, cell_count, err) ||
            !append_list(&act, list_id, instance->key, cell_count, digest, err) ||
            !store_commit(&act, err))
        return false;
    *ret_is_new = true;
    return true;
}
