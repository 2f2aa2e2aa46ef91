#include "engine/workpaper/result_rows.h"

#include "engine/base/program.h"

#include <string.h>

#include "engine/base/text.h"
#include "engine/workpaper/step.h"

static bool find_instance(struct db *db, const struct result_instance *instance,
        int64_t *ret_instance_id, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    bool row;

    if (!db_prepare(db,
                "SELECT instance_id, procedure = ?2 AND catalogue = ?3 AND control = ?4"
                " AND control_version = ?5 AND phase = ?6 AND population_group = ?7"
                " FROM instance WHERE key = ?1",
                &query, err))
        return false;
    db_bind_text(query, 1, instance->key);
    db_bind_text(query, 2, instance->procedure);
    db_bind_text(query, 3, instance->catalogue);
    db_bind_text(query, 4, instance->control);
    db_bind_int(query, 5, instance->control_version);
    db_bind_text(query, 6, instance->phase);
    db_bind_text(query, 7, instance->population_group);
    if (!db_step(query, &row, err))
        return false;
    if (row && !db_column_int(query, 1))
        return error_set(err, ERROR_REFUSED,
                TR("the instance '%s' was another one before (another control, version,"
                   " phase or group): give it another key",
                        "実施単位「%s」は以前と対象が異なります（管理策、版、段階、母集団）。"
                        "別のキーにしてください"),
                instance->key);
    *ret_instance_id = row ? db_column_int(query, 0) : 0;
    return true;
}

bool result_rows_instance(struct db *db, const struct result_instance *instance,
        int64_t *ret_instance_id, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!find_instance(db, instance, ret_instance_id, err))
        return false;
    if (*ret_instance_id)
        return true;
    if (!db_prepare(db,
                "INSERT INTO instance (key, procedure, catalogue, control, control_version,"
                " phase, population_group) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                &insert, err))
        return false;
    db_bind_text(insert, 1, instance->key);
    db_bind_text(insert, 2, instance->procedure);
    db_bind_text(insert, 3, instance->catalogue);
    db_bind_text(insert, 4, instance->control);
    db_bind_int(insert, 5, instance->control_version);
    db_bind_text(insert, 6, instance->phase);
    db_bind_text(insert, 7, instance->population_group);
    if (!db_run(insert, err))
        return false;
    *ret_instance_id = db_last_id(db);
    return true;
}

static bool insert_check(struct db_statement *insert, int64_t verdict, const char *text,
        struct error *err)
{
    db_bind_int(insert, 3, verdict);
    db_bind_text(insert, 4, text);
    return db_run(insert, err);
}

static bool insert_checks(struct db *db, int64_t procedure_text_id,
        const struct result_test_text *test, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(db,
                "INSERT INTO procedure_check (procedure_text_id, test, verdict, text)"
                " VALUES (?1, ?2, ?3, ?4)",
                &insert, err))
        return false;
    db_bind_int(insert, 1, procedure_text_id);
    db_bind_text(insert, 2, test->id);
    for (size_t i = 0; i < test->check_count; i++) {
        if (!insert_check(insert, (int64_t)i + 1, test->checks[i], err))
            return false;
    }
    for (size_t i = 0; i < test->alternative_count; i++) {
        if (!insert_check(insert, PROGRAM_OTHER_ROUTE(i + 1), test->alternatives[i], err))
            return false;
    }
    return true;
}

static bool insert_tests(struct db *db, int64_t procedure_text_id,
        const struct result_procedure *procedure, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(db,
                "INSERT INTO procedure_test (procedure_text_id, position, test, technique,"
                " population, title_ja, title_en, finding_ja, finding_en)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                &insert, err))
        return false;
    for (size_t i = 0; i < procedure->test_count; i++) {
        const struct result_test_text *test = &procedure->tests[i];

        db_bind_int(insert, 1, procedure_text_id);
        db_bind_int(insert, 2, (int64_t)i + 1);
        db_bind_text(insert, 3, test->id);
        db_bind_text(insert, 4, test->technique);
        db_bind_text(insert, 5, test->population);
        db_bind_text(insert, 6, test->title_ja);
        db_bind_text(insert, 7, test->title_en);
        db_bind_text(insert, 8, test->finding_ja);
        db_bind_text(insert, 9, test->finding_en);
        if (!db_run(insert, err) || !insert_checks(db, procedure_text_id, test, err))
            return false;
    }
    return true;
}

static bool insert_attributes(struct db *db, int64_t procedure_text_id,
        const struct result_sample_text *sample, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(db,
                "INSERT INTO sample_attribute (procedure_text_id, sample, position,"
                " attribute, document, title_ja, title_en, finding_ja, finding_en)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                &insert, err))
        return false;
    for (size_t i = 0; i < sample->attribute_count; i++) {
        const struct result_attribute_text *attribute = &sample->attributes[i];

        db_bind_int(insert, 1, procedure_text_id);
        db_bind_text(insert, 2, sample->id);
        db_bind_int(insert, 3, (int64_t)i + 1);
        db_bind_text(insert, 4, attribute->id);
        db_bind_text(insert, 5, attribute->document);
        db_bind_text(insert, 6, attribute->title_ja);
        db_bind_text(insert, 7, attribute->title_en);
        db_bind_text(insert, 8, attribute->finding_ja);
        db_bind_text(insert, 9, attribute->finding_en);
        if (!db_run(insert, err))
            return false;
    }
    return true;
}

static bool insert_samples(struct db *db, int64_t procedure_text_id,
        const struct result_procedure *procedure, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(db,
                "INSERT INTO sample (procedure_text_id, position, sample, population,"
                " method, size, stratum_column, title_ja, title_en)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                &insert, err))
        return false;
    for (size_t i = 0; i < procedure->sample_count; i++) {
        const struct result_sample_text *sample = &procedure->samples[i];

        db_bind_int(insert, 1, procedure_text_id);
        db_bind_int(insert, 2, (int64_t)i + 1);
        db_bind_text(insert, 3, sample->id);
        db_bind_text(insert, 4, sample->population);
        db_bind_text(insert, 5, sample->method);
        db_bind_text(insert, 6, sample->size);
        db_bind_text(insert, 7, sample->stratum_column);
        db_bind_text(insert, 8, sample->title_ja);
        db_bind_text(insert, 9, sample->title_en);
        if (!db_run(insert, err) ||
                !insert_attributes(db, procedure_text_id, sample, err))
            return false;
    }
    return true;
}

static bool find_procedure(struct db *db, const char *digest, int64_t *ret_id,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    bool row;

    if (!db_prepare(db, "SELECT procedure_text_id FROM procedure_text WHERE digest = ?1",
                &query, err))
        return false;
    db_bind_text(query, 1, digest);
    if (!db_step(query, &row, err))
        return false;
    *ret_id = row ? db_column_int(query, 0) : 0;
    return true;
}

static bool insert_procedure(struct db *db, const struct result_procedure *procedure,
        const char *digest, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(db,
                "INSERT INTO procedure_text (digest, procedure, version, file, phase,"
                " title_ja, title_en, content)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, CAST(?8 AS TEXT))",
                &insert, err))
        return false;
    db_bind_text(insert, 1, digest);
    db_bind_text(insert, 2, procedure->id);
    db_bind_text(insert, 3, procedure->version);
    db_bind_text(insert, 4, procedure->file);
    db_bind_text(insert, 5, procedure->phase);
    db_bind_text(insert, 6, procedure->title_ja);
    db_bind_text(insert, 7, procedure->title_en);
    db_bind_blob(insert, 8, procedure->content, procedure->content_size);
    return db_run(insert, err);
}

bool result_rows_procedure(struct db *db, const struct result_procedure *procedure,
        char ret_digest[DIGEST_HEX_SIZE], int64_t *ret_procedure_text_id,
        struct error *err)
{
    struct digest digest;

    if (!digest_of(procedure->content, procedure->content_size, &digest, err))
        return false;
    digest_hex(&digest, ret_digest);
    if (!find_procedure(db, ret_digest, ret_procedure_text_id, err))
        return false;
    if (*ret_procedure_text_id)
        return true;
    if (!insert_procedure(db, procedure, ret_digest, err))
        return false;
    *ret_procedure_text_id = db_last_id(db);
    return insert_tests(db, *ret_procedure_text_id, procedure, err) &&
            step_insert_definitions(db, *ret_procedure_text_id, procedure->steps,
                    procedure->step_count, err) &&
            insert_samples(db, *ret_procedure_text_id, procedure, err);
}

static bool insert_translation(struct db *db, int64_t result_id,
        const struct result *result, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!result->reason || !result->translation)
        return true;
    if (!db_prepare(db,
                "INSERT INTO result_translation (result_id, language, reason)"
                " VALUES (?1, ?2, ?3)",
                &insert, err))
        return false;
    db_bind_int(insert, 1, result_id);
    db_bind_text(insert, 2, result->translation_language);
    db_bind_text(insert, 3, result->translation);
    return db_run(insert, err);
}

static bool insert_population(struct db *db, int64_t result_id,
        const struct result_population *population, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!population)
        return true;
    if (!db_prepare(db,
                "INSERT INTO result_population (result_id, population, delivered, selected,"
                " filtered, before_period, after_period, unreadable, count, sha256)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                &insert, err))
        return false;
    db_bind_int(insert, 1, result_id);
    db_bind_text(insert, 2, population->id);
    db_bind_int(insert, 3, population->delivered);
    db_bind_int(insert, 4, population->selected);
    db_bind_int(insert, 5, population->filtered);
    db_bind_int(insert, 6, population->before_period);
    db_bind_int(insert, 7, population->after_period);
    db_bind_int(insert, 8, population->unreadable);
    db_bind_int(insert, 9, population->count);
    db_bind_text(insert, 10, population->sha256);
    return db_run(insert, err);
}

static bool insert_members(struct db *db, int64_t result_id,
        const struct result_source *source, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(db,
                "INSERT INTO result_member (result_id, item, member_id, reading)"
                " VALUES (?1, ?2, ?3, ?4)",
                &insert, err))
        return false;
    for (size_t i = 0; i < source->member_count; i++) {
        db_bind_int(insert, 1, result_id);
        db_bind_text(insert, 2, source->item);
        db_bind_int(insert, 3, source->members[i]);
        db_bind_text(insert, 4, source->readings ? source->readings[i] : "");
        if (!db_run(insert, err))
            return false;
    }
    return true;
}

static bool insert_provenance(struct db *db, int64_t result_id,
        const struct result_source *source, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(db,
                "INSERT INTO result_provenance (result_id, item, position, member,"
                " is_complete, system, report, query, parameters, extracted_by,"
                " extracted_at, covers_from, covers_to, observed, completeness, basis)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,"
                " ?15, ?16)",
                &insert, err))
        return false;
    for (size_t i = 0; i < source->provenance_count; i++) {
        const struct result_provenance *provenance = &source->provenance[i];

        db_bind_int(insert, 1, result_id);
        db_bind_text(insert, 2, source->item);
        db_bind_int(insert, 3, (int64_t)i + 1);
        db_bind_text(insert, 4, provenance->member);
        db_bind_int(insert, 5, provenance->is_complete);
        for (unsigned t = 0; t < RESULT_PROVENANCE_TEXTS; t++)
            db_bind_text(insert, (int)(6 + t), provenance->texts[t]);
        if (!db_run(insert, err))
            return false;
    }
    return true;
}

static bool insert_sources(struct db *db, int64_t result_id, const struct result *result,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(db,
                "INSERT INTO result_source (result_id, item, source, delivered, selected,"
                " filtered, unreadable, assumed, roles)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                &insert, err))
        return false;
    for (size_t i = 0; i < result->source_count; i++) {
        const struct result_source *source = &result->sources[i];

        db_bind_int(insert, 1, result_id);
        db_bind_text(insert, 2, source->item);
        db_bind_text(insert, 3, source->source);
        db_bind_int(insert, 4, source->delivered);
        db_bind_int(insert, 5, source->selected);
        db_bind_int(insert, 6, source->filtered);
        db_bind_int(insert, 7, source->unreadable);
        db_bind_text(insert, 8, source->assumed ? source->assumed : "");
        db_bind_text(insert, 9, source->roles ? source->roles : "");
        if (!db_run(insert, err) || !insert_members(db, result_id, source, err) ||
                !insert_provenance(db, result_id, source, err))
            return false;
    }
    return true;
}

static bool insert_guards(struct db *db, int64_t result_id, const struct result *result,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(db,
                "INSERT INTO result_guard (result_id, position, left_name, right_name,"
                " left_keys, left_met, right_keys, right_met, floor_percent, is_met)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                &insert, err))
        return false;
    for (size_t i = 0; i < result->guard_count; i++) {
        const struct result_guard *guard = &result->guards[i];

        db_bind_int(insert, 1, result_id);
        db_bind_int(insert, 2, (int64_t)i + 1);
        db_bind_text(insert, 3, guard->left);
        db_bind_text(insert, 4, guard->right);
        db_bind_int(insert, 5, guard->left_keys);
        db_bind_int(insert, 6, guard->left_met);
        db_bind_int(insert, 7, guard->right_keys);
        db_bind_int(insert, 8, guard->right_met);
        db_bind_int(insert, 9, guard->floor_percent);
        db_bind_int(insert, 10, guard->is_met);
        if (!db_run(insert, err))
            return false;
    }
    return true;
}

static bool insert_events(struct db *db, int64_t result_id, const struct result *result,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(db,
                "INSERT INTO result_event (result_id, position, reason_code, member_id,"
                " record, sentence) VALUES (?1, ?2, ?3, nullif(?4, 0), nullif(?5, 0), ?6)",
                &insert, err))
        return false;
    for (size_t i = 0; i < result->event_count; i++) {
        const struct result_event *event = &result->events[i];

        db_bind_int(insert, 1, result_id);
        db_bind_int(insert, 2, (int64_t)i + 1);
        db_bind_text(insert, 3, event->reason_code);
        db_bind_int(insert, 4, event->member_id);
        db_bind_int(insert, 5, event->record);
        db_bind_text(insert, 6, event->sentence);
        if (!db_run(insert, err))
            return false;
    }
    return true;
}

static bool insert_parameters(struct db *db, int64_t result_id,
        const struct result *result, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(db,
                "INSERT INTO result_parameter (result_id, name, value) VALUES (?1, ?2, ?3)",
                &insert, err))
        return false;
    for (size_t i = 0; i < result->parameter_count; i++) {
        db_bind_int(insert, 1, result_id);
        db_bind_text(insert, 2, result->parameters[i].name);
        db_bind_text(insert, 3, result->parameters[i].value);
        if (!db_run(insert, err))
            return false;
    }
    return true;
}

bool result_rows_insert(struct db *db, int64_t result_id, const struct result *result,
        struct error *err)
{
    return insert_translation(db, result_id, result, err) &&
            insert_population(db, result_id, result->population, err) &&
            insert_sources(db, result_id, result, err) &&
            insert_guards(db, result_id, result, err) &&
            insert_events(db, result_id, result, err) &&
            insert_parameters(db, result_id, result, err);
}
