/* model_step.h - manual steps in the report's tree; for model_tree.c
 *
 * A row is one cell of a step with its newest answer. Of an open one everything behind
 * `outcome` is NULL. */
#ifndef CHOSHO_MODEL_STEP_H
#define CHOSHO_MODEL_STEP_H

#include "reports/model.h"

/* A condition on s follows, then MODEL_STEP_ORDER. */
#define MODEL_STEPS                                                                      \
    "SELECT s.step_answer_id AS _answer, s.procedure_text_id AS _text, s.instance_key"   \
    " AS instance, s.procedure, s.version, s.procedure_digest, s.procedure_title_ja,"    \
    " s.procedure_title_en, s.phase, s.control_version, s.population_group, s.step,"     \
    " nullif(s.cell, '') AS cell, s.first_day, s.last_day, s.technique, s.role,"         \
    " s.title_ja, s.title_en, s.outcome, s.recorded_by, s.recorded_name, s.recorded_at," \
    " s.place, s.observed_at, s.document, s.document_version, s.document_section,"       \
    " s.approved_on, s.in_force_from, s.in_force_to, s.note, s.fact_ja, s.fact_en,"      \
    " s.reason AS not_applicable_reason, s.finding, s.earlier AS earlier_count"          \
    " FROM report_step AS s WHERE "
#define MODEL_STEP_ORDER \
    " ORDER BY s.procedure, s.phase, s.instance_key, s.step_position, s.cell_position"

extern const struct model_node model_step_parts[];

/* Steps nobody has answered, for the page that lists what is open. */
#define MODEL_STEPS_WAITING                                                               \
    "SELECT s.control, s.procedure, s.instance_key AS instance, s.step, nullif(s.cell,"   \
    " '') AS cell, s.title_ja, s.title_en FROM report_step AS s LEFT JOIN report_control" \
    " AS c ON c.catalogue = s.catalogue AND c.ref = s.control WHERE s.outcome = 'open'"   \
    " ORDER BY c.control_id, s.instance_key, s.step_position, s.cell_position"

/* Answers that the finding :finding rests on. */
#define MODEL_STEPS_PROMOTED                                                             \
    "SELECT instance_key AS instance, step, nullif(cell, '') AS cell, fact_ja, fact_en," \
    " reason, is_current FROM report_promoted_step WHERE finding_id = :finding"          \
    " ORDER BY step_answer_id"

#endif
