#include "reports/model_plan.h"

const struct model_node model_plan_statement_parts[] = {
        {.name = "individuals",
                .element = "individual",
                .is_list = true,
                .use = MODEL_DATA,
                .sql = "SELECT control, individual, version, first_day, last_day,"
                       " population_group, members, frequency, owner, text, disposition,"
                       " reason_code, reason FROM report_individual AS r"
                       " LEFT JOIN control AS c ON c.ref = r.control"
                       " ORDER BY c.control_id, r.position, r.first_day, r.population_group"},
        {.name = "base_services",
                .element = "base-service",
                .is_list = true,
                .sql = "SELECT code, title, registration, valid_from, valid_to, missing_from,"
                       " missing_to, evidence, evidence_sha256 AS sha256, holds AS is_inherited"
                       " FROM base_service_now ORDER BY code"},
        {.name = "population_groups",
                .element = "group",
                .is_list = true,
                .sql = "SELECT g.code, g.rationale, (SELECT group_concat(q.name, ', ') FROM"
                       " (SELECT i.code || CASE u.site WHEN '' THEN '' ELSE ' ' || u.site END AS name"
                       " FROM individual_control_site AS u JOIN individual_control AS i"
                       " USING (individual_control_id) WHERE i.statement_id = g.statement_id"
                       " AND u.population_group = g.code ORDER BY i.position, u.site) AS q) AS members"
                       " FROM population_group AS g JOIN current_statement USING (statement_id)"
                       " ORDER BY g.code"},
        {.name = NULL},
};

const struct model_node model_plan_parts[] = {
        {.name = "deviations",
                .element = "deviation",
                .is_list = true,
                .sql = "SELECT kind, name, before, after, reason, recorded_by"
                       " FROM report_deviation ORDER BY at, part, name"},
        {.name = NULL},
};
