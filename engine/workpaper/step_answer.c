/* Answers of steps, as they are recorded. */
#include "engine/workpaper/step.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/jsonwriter.h"
#include "engine/workpaper/journal.h"
#include "engine/workpaper/verify.h"

const char *step_outcome_name(enum step_outcome outcome)
{
    static const char *const names[] = {"no-exception", "exception", "not-applicable"};

    return names[outcome];
}

bool step_parse_id(const char *id, int64_t *ret_answer_id)
{
    int64_t number = 0;

    if (id[0] != 'M' || id[1] < '1' || id[1] > '9')
        return false;
    for (id++; *id >= '0' && *id <= '9'; id++) {
        if (number > (INT64_MAX - 9) / 10)
            return false;
        number = number * 10 + (*id - '0');
    }
    if (*id)
        return false;
    *ret_answer_id = number;
    return true;
}

/* Whose step is answered, by which text. */
struct place {
    int64_t instance_id, procedure_text_id;
    char digest[DIGEST_HEX_SIZE]; /* of the step */
};

static bool find_place(struct db *db, const struct step_answer *answer,
        struct place *ret_place, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    bool row;

    if (!db_prepare(db,
                "SELECT l.instance_id, l.procedure_text_id, p.digest"
                " FROM current_step_list AS l JOIN instance AS i USING (instance_id)"
                " JOIN step_cell AS c USING (step_list_id)"
                " JOIN procedure_step AS p ON p.procedure_text_id = l.procedure_text_id"
                " AND p.step = c.step WHERE i.key = ?1 AND c.step = ?2 AND c.cell = ?3",
                &query, err))
        return false;
    db_bind_text(query, 1, answer->instance_key);
    db_bind_text(query, 2, answer->step);
    db_bind_text(query, 3, answer->cell);
    if (!db_step(query, &row, err))
        return false;
    if (!row)
        return error_set(err, ERROR_MISSING,
                TR("%s has no step '%s' for '%s'",
                        "%s に「%s」（%s）のステップはありません"),
                answer->instance_key, answer->step, answer->cell);
    ret_place->instance_id = db_column_int(query, 0);
    ret_place->procedure_text_id = db_column_int(query, 1);
    snprintf(ret_place->digest, sizeof(ret_place->digest), "%s",
            db_column_text(query, 2));
    return true;
}

static void bind_answer(struct db_statement *insert, const struct step_answer *answer)
{
    const char *const texts[] = {answer->place, answer->observed_at, answer->document,
            answer->document_version, answer->document_section, answer->approved_on,
            answer->in_force_from, answer->in_force_to, answer->note,
            answer->fact[TEXT_JA], answer->fact[TEXT_EN], answer->reason};

    db_bind_text(insert, 3, answer->step);
    db_bind_text(insert, 5, answer->cell);
    db_bind_text(insert, 6, step_outcome_name(answer->outcome));
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
        db_bind_text(insert, 7 + (int)i, texts[i]);
}

static bool insert_answer(struct store_act *act, const struct place *place,
        const struct step_answer *answer, int64_t *ret_id, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(act->db,
                "INSERT INTO step_answer (instance_id, procedure_text_id, step,"
                " step_digest, cell, outcome, place, observed_at, document,"
                " document_version, document_section, approved_on, in_force_from,"
                " in_force_to, note, fact_ja, fact_en, reason, recorded_at, recorded_by)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,"
                " ?15, ?16, ?17, ?18, ?19, ?20)",
                &insert, err))
        return false;
    db_bind_int(insert, 1, place->instance_id);
    db_bind_int(insert, 2, place->procedure_text_id);
    db_bind_text(insert, 4, place->digest);
    bind_answer(insert, answer);
    db_bind_text(insert, 19, act->at);
    db_bind_text(insert, 20, act->person);
    if (!db_run(insert, err))
        return false;
    *ret_id = db_last_id(act->db);
    return true;
}

static bool insert_value(struct db *db, int64_t id, size_t index,
        const struct step_value *value, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(db,
                "INSERT INTO step_value (step_answer_id, position, answer, value,"
                " value_ja, value_en) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                &insert, err))
        return false;
    db_bind_int(insert, 1, id);
    db_bind_int(insert, 2, (int64_t)index + 1);
    db_bind_text(insert, 3, value->answer);
    db_bind_text(insert, 4, value->value);
    db_bind_text(insert, 5, value->shown[TEXT_JA]);
    db_bind_text(insert, 6, value->shown[TEXT_EN]);
    return db_run(insert, err);
}

static bool insert_attachment(struct db *db, int64_t id, size_t index,
        const struct step_attached *attached, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(db,
                "INSERT INTO step_attachment (step_answer_id, position, file, bytes,"
                " sha256) VALUES (?1, ?2, ?3, ?4, ?5)",
                &insert, err))
        return false;
    db_bind_int(insert, 1, id);
    db_bind_int(insert, 2, (int64_t)index + 1);
    db_bind_text(insert, 3, attached->file);
    db_bind_int(insert, 4, attached->bytes);
    db_bind_text(insert, 5, attached->sha256);
    return db_run(insert, err);
}

static bool insert_persons(struct db *db, int64_t id, const struct step_answer *answer,
        struct error *err)
{
    for (size_t i = 0; i < answer->person_count; i++) {
        CLEANUP(db_finalizep) struct db_statement *insert = NULL;

        if (!db_prepare(db,
                    "INSERT INTO step_person (step_answer_id, position, name, role)"
                    " VALUES (?1, ?2, ?3, ?4)",
                    &insert, err))
            return false;
        db_bind_int(insert, 1, id);
        db_bind_int(insert, 2, (int64_t)i + 1);
        db_bind_text(insert, 3, answer->persons[i].name);
        db_bind_text(insert, 4, answer->persons[i].role);
        if (!db_run(insert, err))
            return false;
    }
    return true;
}

static bool insert_deviations(struct db *db, int64_t id, const struct step_answer *answer,
        struct error *err)
{
    for (size_t i = 0; i < answer->deviation_count; i++) {
        const struct step_deviation *deviation = &answer->deviations[i];
        CLEANUP(db_finalizep) struct db_statement *insert = NULL;

        if (!db_prepare(db,
                    "INSERT INTO step_deviation (step_answer_id, position, answer, ja, en)"
                    " VALUES (?1, ?2, ?3, ?4, ?5)",
                    &insert, err))
            return false;
        db_bind_int(insert, 1, id);
        db_bind_int(insert, 2, (int64_t)i + 1);
        db_bind_text(insert, 3, deviation->answer);
        db_bind_text(insert, 4, deviation->text[TEXT_JA]);
        db_bind_text(insert, 5, deviation->text[TEXT_EN]);
        if (!db_run(insert, err))
            return false;
    }
    return true;
}

static bool insert_all(struct db *db, int64_t id, const struct step_answer *answer,
        struct error *err)
{
    for (size_t i = 0; i < answer->value_count; i++) {
        if (!insert_value(db, id, i, &answer->values[i], err))
            return false;
    }
    for (size_t i = 0; i < answer->attachment_count; i++) {
        if (!insert_attachment(db, id, i, &answer->attachments[i], err))
            return false;
    }
    return insert_persons(db, id, answer, err) && insert_deviations(db, id, answer, err);
}

static bool append_answer(struct store_act *act, int64_t id,
        const struct step_answer *answer, struct error *err)
{
    CLEANUP(buf_clear) struct buf body = BUF_INIT(JOURNAL_BODY_LIMIT);
    char record[DIGEST_HEX_SIZE];
    struct jsonwriter writer;

    if (!verify_digest(act->db, VERIFY_STEP_ANSWER, id, record, err))
        return false;
    jsonwriter_init(&writer, &body, false, err);
    jsonwriter_object(&writer);
    jsonwriter_member_int(&writer, "answer", id);
    jsonwriter_member(&writer, "cell", answer->cell);
    jsonwriter_member(&writer, "outcome", step_outcome_name(answer->outcome));
    jsonwriter_member(&writer, "reason", answer->reason);
    jsonwriter_member(&writer, "record_sha256", record);
    jsonwriter_member(&writer, "step", answer->step);
    jsonwriter_key(&writer, "attachments");
    jsonwriter_array(&writer);
    for (size_t i = 0; i < answer->attachment_count; i++)
        jsonwriter_text(&writer, answer->attachments[i].sha256);
    jsonwriter_end(&writer);
    jsonwriter_end(&writer);
    return jsonwriter_finish(&writer) &&
            journal_append(act, "step", answer->instance_key, &body, err);
}

bool step_record_answer(struct store *store, const char *person,
        const struct step_answer *answer, int64_t *ret_answer_id, struct error *err)
{
    CLEANUP(store_rollback) struct store_act act = {0};
    struct place place;
    int64_t id;

    if (!store_begin(store, person, &act, err) ||
            !find_place(act.db, answer, &place, err) ||
            !insert_answer(&act, &place, answer, &id, err) ||
            !insert_all(act.db, id, answer, err) ||
            !append_answer(&act, id, answer, err) || !store_commit(&act, err))
        return false;
    *ret_answer_id = id;
    return true;
}
