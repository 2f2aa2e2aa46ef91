#include "reports/model_step.h"

const struct model_node model_step_parts[] = {
        {.name = "inspects",
                .element = "inspect",
                .is_list = true,
                .sql = "SELECT name AS class, title_ja, title_en FROM report_step_part"
                       " WHERE procedure_text_id = :text AND step = :step"
                       " AND kind = 'inspect' ORDER BY position"},
        {.name = "asks",
                .element = "ask",
                .is_list = true,
                .sql = "SELECT title_ja, title_en FROM report_step_part"
                       " WHERE procedure_text_id = :text AND step = :step"
                       " AND kind = 'ask' ORDER BY position"},
        {.name = "asked",
                .element = "asked",
                .is_list = true,
                .sql = "SELECT name, role FROM report_step_person"
                       " WHERE step_answer_id = :answer ORDER BY position"},
        {.name = "answers",
                .element = "answer",
                .is_list = true,
                .sql = "SELECT answer, type, title_ja, title_en, expected_ja, expected_en,"
                       " value, value_ja, value_en, is_deviating FROM report_step_value"
                       " WHERE step_answer_id = :answer AND value IS NOT NULL"
                       " ORDER BY position"},
        {.name = "deviations",
                .element = "deviation",
                .is_list = true,
                .sql = "SELECT nullif(answer, '') AS answer, ja AS text_ja, en AS text_en"
                       " FROM report_step_deviation WHERE step_answer_id = :answer"
                       " ORDER BY position"},
        {.name = "attachments",
                .element = "attachment",
                .is_list = true,
                .sql = "SELECT file, bytes, sha256 FROM report_step_attachment"
                       " WHERE step_answer_id = :answer ORDER BY position"},
        {.name = NULL},
};
