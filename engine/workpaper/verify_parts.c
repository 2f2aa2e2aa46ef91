#include "engine/workpaper/verify_parts.h"

#include "engine/workpaper/verify.h"

/* What a record is made of: queries over the rows of one id, in an order of their own.
 * Their texts are part of the digest's definition in schema.sql. */

/* The steps of the procedure's text that a row of `from` names. */
#define STEPS_OF(from, id)                                                         \
    "SELECT p.position, p.step, p.digest, p.technique, p.role, p.each, p.subject," \
    " p.title_ja, p.title_en, p.instruction_ja, p.instruction_en,"                 \
    " p.is_document_asked, p.min_attachments, p.finding_ja, p.finding_en"          \
    " FROM " from " JOIN procedure_step AS p USING (procedure_text_id)"            \
    " WHERE " id " = ?1 ORDER BY p.position"
#define PARTS_OF(from, id)                                                          \
    "SELECT p.step, p.position, p.kind, p.name, p.type, p.is_optional, p.title_ja," \
    " p.title_en, p.expected_ja, p.expected_en"                                     \
    " FROM " from " JOIN procedure_step_part AS p USING (procedure_text_id)"        \
    " WHERE " id " = ?1 ORDER BY p.step, p.position"

/* Its samples, and what is looked at in them. */
#define SAMPLES_OF(from, id)                                        \
    "SELECT s.position, s.sample, s.population, s.method, s.size,"  \
    " s.stratum_column, s.title_ja, s.title_en FROM " from          \
    " JOIN sample AS s USING (procedure_text_id) WHERE " id " = ?1" \
    " ORDER BY s.position"
#define ATTRIBUTES_OF(from, id)                                         \
    "SELECT a.sample, a.position, a.attribute, a.document, a.title_ja," \
    " a.title_en, a.finding_ja, a.finding_en FROM " from                \
    " JOIN sample_attribute AS a USING (procedure_text_id) WHERE " id   \
    " = ?1 ORDER BY a.sample, a.position"

const char *const verify_parts[][VERIFY_PARTS_MAX] = {
        [VERIFY_ENGAGEMENT] =
                {
                        "SELECT * FROM engagement WHERE engagement_id = ?1",
                        "SELECT * FROM control WHERE ?1 ORDER BY control_id",
                },
        [VERIFY_BUNDLE] =
                {
                        "SELECT * FROM bundle WHERE bundle_id = ?1",
                        "SELECT * FROM member WHERE bundle_id = ?1 ORDER BY member_id",
                        "SELECT * FROM member_column WHERE member_id IN (SELECT member_id"
                        " FROM member WHERE bundle_id = ?1) ORDER BY member_id, position",
                        "SELECT * FROM replacement WHERE bundle_id = ?1 AND is_later = 0"
                        " ORDER BY replacement_id",
                        "SELECT * FROM member_block WHERE member_id IN (SELECT member_id"
                        " FROM member WHERE bundle_id = ?1) ORDER BY member_id",
                },
        [VERIFY_RUN] =
                {
                        "SELECT run_id, person, started_at, engine_version, arguments"
                        " FROM run WHERE run_id = ?1",
                },
        [VERIFY_RESULT] =
                {
                        "SELECT r.run_id, r.test, r.state, r.outcome, r.reason_code,"
                        " r.reason, r.tested, r.exceptions, r.other_route, r.not_due, r.undecidable, r.unreadable,"
                        " r.digest, i.key, i.procedure, i.catalogue, i.control,"
                        " i.individual, i.control_version, i.phase, i.population_group, t.digest,"
                        " t.procedure, t.version, t.file, t.phase, t.title_ja, t.title_en,"
                        " t.content FROM result AS r LEFT JOIN instance AS i"
                        " USING (instance_id) LEFT JOIN procedure_text AS t"
                        " USING (procedure_text_id) WHERE r.result_id = ?1",
                        "SELECT p.position, p.test, p.technique, p.population, p.title_ja,"
                        " p.title_en, p.finding_ja, p.finding_en FROM result AS r"
                        " JOIN procedure_test AS p USING (procedure_text_id)"
                        " WHERE r.result_id = ?1 ORDER BY p.position",
                        STEPS_OF("result AS r", "r.result_id"),
                        PARTS_OF("result AS r", "r.result_id"),
                        "SELECT c.test, c.verdict, c.text FROM result AS r"
                        " JOIN procedure_check AS c USING (procedure_text_id)"
                        " WHERE r.result_id = ?1 ORDER BY c.test, c.verdict",
                        SAMPLES_OF("result AS r", "r.result_id"),
                        ATTRIBUTES_OF("result AS r", "r.result_id"),
                        "SELECT population, delivered, selected, filtered, before_period,"
                        " after_period, unreadable, count, sha256 FROM result_population WHERE result_id = ?1",
                        "SELECT language, reason FROM result_translation"
                        " WHERE result_id = ?1",
                        "SELECT item, source, delivered, selected, filtered, unreadable,"
                        " assumed, roles FROM result_source WHERE result_id = ?1 ORDER BY item",
                        "SELECT item, member_id, reading FROM result_member WHERE result_id = ?1"
                        " ORDER BY item, member_id, reading",
                        "SELECT item, position, member, is_complete, system, report, query,"
                        " parameters, extracted_by, extracted_at, covers_from, covers_to,"
                        " observed, completeness, basis FROM result_provenance"
                        " WHERE result_id = ?1 ORDER BY item, position",
                        "SELECT position, left_name, right_name, left_keys, left_met,"
                        " right_keys, right_met, floor_percent, is_met FROM result_guard"
                        " WHERE result_id = ?1 ORDER BY position",
                        "SELECT position, reason_code, member_id, record, sentence"
                        " FROM result_event WHERE result_id = ?1 ORDER BY position",
                        "SELECT name, value FROM result_parameter WHERE result_id = ?1"
                        " ORDER BY name",
                        "SELECT first_day, last_day FROM result_interval WHERE result_id = ?1",
                        "SELECT kind, first_number, count, packed FROM exception_block"
                        " WHERE result_id = ?1 ORDER BY kind, first_number",
                },
        [VERIFY_SAMPLE_POPULATION] =
                {
                        "SELECT r.sample, r.population, r.delivered, r.filtered, r.unreadable,"
                        " r.count, r.sha256, r.keys, r.digest, r.recorded_at, r.recorded_by, i.key,"
                        " i.procedure, i.catalogue, i.control, i.control_version, i.phase,"
                        " i.population_group, t.digest, t.procedure, t.version, t.file, t.phase,"
                        " t.title_ja, t.title_en, t.content FROM sample_population AS r"
                        " LEFT JOIN instance AS i USING (instance_id) LEFT JOIN procedure_text AS t"
                        " USING (procedure_text_id) WHERE r.sample_population_id = ?1",
                        SAMPLES_OF("sample_population AS r", "r.sample_population_id"),
                        ATTRIBUTES_OF("sample_population AS r", "r.sample_population_id"),
                        STEPS_OF("sample_population AS r", "r.sample_population_id"),
                        PARTS_OF("sample_population AS r", "r.sample_population_id"),
                        "SELECT position, stratum, count FROM sample_stratum"
                        " WHERE sample_population_id = ?1 ORDER BY position",
                },
        [VERIFY_SAMPLE_DRAW] =
                {
                        "SELECT * FROM sample_draw WHERE sample_draw_id = ?1",
                        "SELECT p.sample_item_id, p.rank, p.stratum, p.record_id, p.other_id,"
                        " i.instance_id, i.sample, i.number, i.key, i.occurrence"
                        " FROM sample_pick AS p LEFT JOIN sample_item AS i USING (sample_item_id)"
                        " WHERE p.sample_draw_id = ?1 ORDER BY p.sample_item_id",
                },
        [VERIFY_TICK] =
                {
                        "SELECT t.*, i.instance_id, i.sample, i.number, i.key FROM tick AS t"
                        " LEFT JOIN sample_item AS i USING (sample_item_id) WHERE t.tick_id = ?1",
                        "SELECT * FROM tick_attachment WHERE tick_id = ?1 ORDER BY position",
                },
        [VERIFY_RETURN] =
                {
                        "SELECT r.*, i.instance_id, i.sample, i.number, i.key FROM sample_return AS r"
                        " LEFT JOIN sample_item AS i USING (sample_item_id)"
                        " WHERE r.sample_return_id = ?1",
                },
        [VERIFY_REPLACEMENT] =
                {
                        "SELECT * FROM replacement WHERE bundle_id = ?1 AND is_later = 1"
                        " ORDER BY replacement_id",
                },
        [VERIFY_FINDING] =
                {
                        "SELECT * FROM finding WHERE finding_id = ?1",
                        "SELECT * FROM finding_exception WHERE finding_id = ?1"
                        " ORDER BY exception_id",
                        "SELECT * FROM finding_step WHERE finding_id = ?1"
                        " ORDER BY step_answer_id",
                },
        [VERIFY_STEP_LIST] =
                {
                        "SELECT i.key, i.procedure, i.catalogue, i.control,"
                        " i.individual, i.control_version, i.phase, i.population_group, t.digest,"
                        " t.procedure, t.version, t.file, t.phase, t.title_ja, t.title_en,"
                        " t.content FROM step_list AS r LEFT JOIN instance AS i"
                        " USING (instance_id) LEFT JOIN procedure_text AS t"
                        " USING (procedure_text_id) WHERE r.step_list_id = ?1",
                        STEPS_OF("step_list AS r", "r.step_list_id"),
                        PARTS_OF("step_list AS r", "r.step_list_id"),
                        SAMPLES_OF("step_list AS r", "r.step_list_id"),
                        ATTRIBUTES_OF("step_list AS r", "r.step_list_id"),
                        "SELECT step, position, cell, first_day, last_day FROM step_cell"
                        " WHERE step_list_id = ?1 ORDER BY step, position",
                },
        [VERIFY_STEP_ANSWER] =
                {
                        "SELECT i.key, t.digest, r.step, r.step_digest, r.cell, r.outcome,"
                        " r.place, r.observed_at, r.document, r.document_version,"
                        " r.document_section, r.approved_on, r.in_force_from,"
                        " r.in_force_to, r.note, r.fact_ja, r.fact_en, r.reason,"
                        " r.recorded_by FROM step_answer AS r LEFT JOIN instance AS i"
                        " USING (instance_id) LEFT JOIN procedure_text AS t"
                        " USING (procedure_text_id) WHERE r.step_answer_id = ?1",
                        "SELECT * FROM step_value WHERE step_answer_id = ?1"
                        " ORDER BY position",
                        "SELECT * FROM step_deviation WHERE step_answer_id = ?1"
                        " ORDER BY position",
                        "SELECT * FROM step_person WHERE step_answer_id = ?1"
                        " ORDER BY position",
                        "SELECT * FROM step_attachment WHERE step_answer_id = ?1"
                        " ORDER BY position",
                },
        [VERIFY_STATEMENT] =
                {
                        "SELECT * FROM statement WHERE statement_id = ?1",
                        "SELECT * FROM statement_control WHERE statement_id = ?1"
                        " ORDER BY position",
                        "SELECT * FROM individual_control WHERE statement_id = ?1"
                        " ORDER BY position",
                        "SELECT * FROM individual_control_version"
                        " WHERE individual_control_id IN (SELECT individual_control_id"
                        " FROM individual_control WHERE statement_id = ?1)"
                        " ORDER BY individual_control_id, version",
                        "SELECT * FROM individual_control_site"
                        " WHERE individual_control_id IN (SELECT individual_control_id"
                        " FROM individual_control WHERE statement_id = ?1)"
                        " ORDER BY individual_control_id, site",
                        "SELECT * FROM population_group WHERE statement_id = ?1"
                        " ORDER BY code",
                        "SELECT * FROM base_service WHERE statement_id = ?1"
                        " ORDER BY code",
                        "SELECT * FROM base_service_validity WHERE statement_id = ?1"
                        " ORDER BY code, position",
                },
        [VERIFY_PLAN] =
                {
                        "SELECT * FROM plan_entry WHERE plan_entry_id = ?1",
                        "SELECT * FROM plan_line WHERE plan_entry_id = ?1"
                        " ORDER BY position",
                        "SELECT * FROM plan_due WHERE plan_entry_id = ?1"
                        " ORDER BY control, phase",
                },
};
