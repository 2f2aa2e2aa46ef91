/* The tree itself: what a report says, in which order, under which names. */
#include "reports/model.h"
#include "reports/model_plan.h"
#include "reports/model_step.h"

#define TEXT(kind, name)                                                           \
    " LEFT JOIN report_text AS " kind " ON " kind ".result_id = :result AND " kind \
    ".kind = '" kind "' AND " kind ".name = " name

#define DIGITS(number) #number
#define DIGITS_OF(number) DIGITS(number)
#define SHOWN DIGITS_OF(MODEL_MEMBERS_SHOWN)

/* ---- a result's parts; :result is its id ---- */

static const struct model_node source_members[] = {
        {.name = "members",
                .element = "member",
                .is_list = true,
                .use = MODEL_DATA,
                .sql = "SELECT bundle, member, sha256 FROM report_source_member"
                       " WHERE result_id = :result AND item = :item ORDER BY member_id"},
        {.name = "members",
                .element = "member",
                .is_list = true,
                .use = MODEL_PAGE,
                .sql = "SELECT bundle, member, sha256 FROM report_source_member"
                       " WHERE result_id = :result AND item = :item ORDER BY member_id LIMIT " SHOWN},
        {.name = "unbound",
                .element = "unbound",
                .is_list = true,
                .sql = "SELECT bundle, layout, bound AS bound_count, unbound AS unbound_count"
                       " FROM report_unbound WHERE result_id = :result AND item = :item"
                       " ORDER BY bundle, layout"},
        {.name = "provenance",
                .element = "provenance",
                .is_list = true,
                .sql = "SELECT member, is_complete, system, report, query, parameters, extracted_by,"
                       " extracted_at, covers_from, covers_to, observed, completeness, basis"
                       " FROM report_provenance WHERE result_id = :result AND item = :item"
                       " ORDER BY position"},
        {.name = NULL},
};

#define CHECKS                                                                    \
    "SELECT c.verdict AS \"check\", c.text, w.ja AS text_ja, w.en AS text_en"     \
    " FROM report_check AS c LEFT JOIN report_text AS w ON w.result_id = :result" \
    " AND w.kind = 'check' AND w.name = CAST(c.verdict AS TEXT)"                  \
    " WHERE c.result_id = :result ORDER BY c.verdict"

static const struct model_node heads[] = {
        {.name = "shown",
                .element = "shown",
                .is_list = true,
                .sql = "SELECT v.name, w.ja AS title_ja, w.en AS title_en, v.is_masked FROM report_shown AS v"
                       " LEFT JOIN report_text AS w ON w.result_id = :result AND w.kind = 'column'"
                       " AND w.name = v.name WHERE v.result_id = :result ORDER BY v.position"},
        {.name = "checks", .element = "check", .is_list = true, .sql = CHECKS},
        {.name = NULL},
};

const struct model_node model_heads = {.name = "heads",
        .element = "heads",
        .children = heads};

static const struct model_node result_parts[] = {
        {.name = "population",
                .element = "population",
                .sql = "SELECT r.population_id AS id, population.ja AS title_ja,"
                       " population.en AS title_en, r.delivered, r.selected, r.filtered,"
                       " r.before_period, r.after_period, r.population_unreadable AS unreadable, r.population AS count,"
                       " r.population_sha256 AS sha256 FROM report_result AS r" TEXT(
                               "population",
                               "r.population_id") " WHERE r.result_id = :result AND r.population_sha256 IS NOT NULL"},
        {.name = "parameters",
                .element = "parameter",
                .is_list = true,
                .sql = "SELECT p.name, p.value, parameter.ja AS title_ja, parameter.en AS title_en"
                       " FROM report_parameter AS p" TEXT("parameter",
                               "p.name") " WHERE p.result_id = :result ORDER BY p.name"},
        {.name = "sources",
                .element = "source",
                .is_list = true,
                .sql = "SELECT s.item, s.source, item.ja AS title_ja, item.en AS title_en,"
                       " s.delivered, s.selected, s.filtered, s.unreadable, s.members AS member_count,"
                       " nullif(s.assumed, '') AS assumed"
                       " FROM report_source AS s" TEXT("item",
                               "s.item") " WHERE s.result_id = :result ORDER BY s.item",
                .children = source_members},
        {.name = "guards",
                .element = "guard",
                .is_list = true,
                .sql = "SELECT left_name, right_name, left_keys, left_met, right_keys, right_met,"
                       " floor_percent, is_met FROM report_guard WHERE result_id = :result"
                       " ORDER BY position"},
        {.name = "events",
                .element = "event",
                .is_list = true,
                .sql = "SELECT reason_code, bundle AS \"@pointer\", member AS _member,"
                       " coalesce(record, 0) AS _record, sentence FROM report_event"
                       " WHERE result_id = :result ORDER BY position"},
        {.name = "checks", .element = "check", .is_list = true, .sql = CHECKS},
        {.name = "masked",
                .element = "masked",
                .is_list = true,
                .use = MODEL_DATA,
                .sql = "SELECT name FROM report_shown WHERE result_id = :result AND is_masked = 1"
                       " ORDER BY position"},
        {.name = "exceptions", .records = "exception"},
        {.name = "other_routes", .records = "other-route"},
        {.name = "not_due", .records = "not-due"},
        {.name = "undecidable", .records = "undecidable"},
        {.name = "unreadable", .records = "unreadable"},
        {.name = NULL},
};

/* What a report says of the result, whatever part of the report it stands in. */
#define STATE \
    "CASE WHEN coalesce(s.standing, 'current') = 'current' THEN r.state ELSE 'stale' END"

#define RESULTS                                                                                                                   \
    "SELECT r.result_id AS _result, r.instance_key AS instance, r.procedure, r.version,"                                          \
    " r.procedure_digest, r.procedure_title_ja, r.procedure_title_en, r.phase,"                                                   \
    " r.individual, r.control_version, r.population_group, d.first_day, d.last_day,"                                              \
    " d.is_part, r.test, r.technique, r.title_ja, r.title_en, " STATE                                                             \
    " AS state, s.standing, r.outcome, r.reason_code, said.ja AS reason_ja, said.en AS reason_en,"                                \
    " r.population AS population_count,"                                                                                          \
    " r.tested AS tested_count, r.exceptions AS exception_count, r.other_route AS other_route_count, r.not_due AS not_due_count," \
    " r.undecidable AS undecidable_count, r.unreadable AS unreadable_count, finding.ja AS finding_ja,"                            \
    " finding.en AS finding_en, r.digest, s.values_state, s.values_reason"                                                        \
    " FROM report_result AS r LEFT JOIN report_standing AS s ON s.result_id = r.result_id"                                        \
    " LEFT JOIN report_interval AS d ON d.result_id = r.result_id"                                                                \
    " LEFT JOIN report_reason AS said ON said.result_id = r.result_id"                                                            \
    " LEFT JOIN report_text AS finding ON finding.result_id = r.result_id"                                                        \
    " AND finding.kind = 'finding' AND finding.name = ''"

#define IN_ORDER " ORDER BY r.procedure, r.phase, r.instance_key, r.test_position"

static const struct model_node control_parts[] = {
        {.name = "results",
                .element = "result",
                .is_list = true,
                .sql = RESULTS
                " WHERE r.catalogue = :catalogue AND r.control = :ref" IN_ORDER,
                .children = result_parts},
        {.name = "samples",
                .element = "sampled",
                .is_list = true,
                .sql = "SELECT instance_key AS instance, sample, title_ja, title_en, items AS item_count,"
                       " cells AS cell_count, ticked AS ticked_count, exceptions AS exception_count,"
                       " not_applicable AS not_applicable_count, open AS open_count"
                       " FROM report_tick WHERE catalogue = :catalogue AND control = :ref"
                       " ORDER BY instance_key, sample"},
        {.name = "steps",
                .element = "manual",
                .is_list = true,
                .sql = MODEL_STEPS
                "s.catalogue = :catalogue AND s.control = :ref" MODEL_STEP_ORDER,
                .children = model_step_parts},
        {.name = NULL},
};

/* ---- controls ---- */

#define CONTROLS                                                                              \
    "SELECT c.catalogue, c.ref, c.parent, c.title_ja, c.title_en, c.disposition,"             \
    " CASE WHEN c.reason_code = 'no-procedure' AND EXISTS (SELECT 1 FROM report_pending AS p" \
    " WHERE p.catalogue = c.catalogue AND p.control = c.ref) THEN 'not-run'"                  \
    " ELSE c.reason_code END AS reason_code, c.reason, c.tests AS test_count,"                \
    " c.exceptions AS exception_count, c.indeterminate AS indeterminate_count,"               \
    " c.steps AS step_count, c.open_steps AS open_step_count,"                                \
    " c.step_exceptions AS step_exception_count,"                                             \
    " c.findings AS finding_count FROM report_control AS c"

#define PENDING                                                                         \
    "SELECT p.instance_key AS instance, p.procedure, p.version, p.control, p.phase,"    \
    " p.title_ja, p.title_en FROM report_pending AS p"                                  \
    " LEFT JOIN report_control AS c ON c.catalogue = p.catalogue AND c.ref = p.control" \
    " ORDER BY c.control_id, p.instance_key"

const struct model_node model_controls = {.name = "controls",
        .element = "control",
        .is_list = true,
        .sql = CONTROLS
        " WHERE c.tests > 0 OR c.steps > 0 OR c.findings > 0"
        " OR EXISTS (SELECT 1 FROM report_tick AS t WHERE t.catalogue = c.catalogue AND t.control = c.ref)"
        " ORDER BY c.control_id",
        .children = control_parts};

const struct model_node model_general = {.name = "general",
        .element = "general",
        .sql = "SELECT '' AS _catalogue, '' AS ref FROM report_engagement"
               " WHERE EXISTS (SELECT 1 FROM report_result WHERE control = '')"
               " OR EXISTS (SELECT 1 FROM report_step WHERE control = '')",
        .children = control_parts};

/* ---- sums ---- */

static const struct model_node sums[] = {
        {.name = "totals",
                .element = "totals",
                .sql = "SELECT (SELECT count(*) FROM report_control) AS controls,"
                       " count(*) AS tests, coalesce(sum(r.exceptions), 0) AS exceptions,"
                       " coalesce(sum(r.other_route), 0) AS other_route,"
                       " coalesce(sum(r.undecidable), 0) AS undecidable,"
                       " (SELECT coalesce(sum(is_shown), 0) FROM report_promoted)"
                       " AS promoted, coalesce(sum(s.standing <> 'current'), 0) AS stale,"
                       " (SELECT count(*) FROM report_pending) AS pending,"
                       " (SELECT count(*) FROM report_step) AS steps,"
                       " (SELECT count(*) FROM report_finding) AS findings,"
                       " (SELECT count(*) FROM report_bundle) AS bundles"
                       " FROM report_result AS r LEFT JOIN report_standing AS s USING (result_id)"},
        {.name = "dispositions",
                .element = "disposition",
                .is_list = true,
                .sql = "SELECT disposition AS code, reason_code, count(*) AS controls FROM (" CONTROLS
                       ") GROUP BY disposition, reason_code"
                       " ORDER BY disposition <> 'performed', disposition = 'missing', disposition,"
                       " reason_code"},
        {.name = "outcomes",
                .element = "outcome",
                .is_list = true,
                .sql = "SELECT " STATE " AS state, r.outcome AS code, count(*) AS tests,"
                       " sum(r.exceptions) AS exceptions, sum(r.other_route) AS other_route,"
                       " sum(r.undecidable) AS undecidable"
                       " FROM report_result AS r LEFT JOIN report_standing AS s USING (result_id)"
                       " GROUP BY 1, 2 ORDER BY r.state <> 'ran', 1, r.outcome"},
        {.name = "steps",
                .element = "steps",
                .is_list = true,
                .sql = "SELECT outcome AS code, count(*) AS steps FROM report_step"
                       " GROUP BY outcome ORDER BY instr('open exception no-exception"
                       " not-applicable', outcome)"},
        {.name = "statuses",
                .element = "status",
                .is_list = true,
                .sql = "SELECT status AS code, count(*) AS findings FROM report_finding"
                       " GROUP BY status ORDER BY instr('draft confirmed reported followed-up"
                       " withdrawn', status)"},
        {.name = "members",
                .element = "members",
                .sql = "SELECT coalesce(sum(members), 0) AS members,"
                       " coalesce(sum(members_read), 0) AS \"read\","
                       " coalesce(sum(members_used), 0) AS used,"
                       " coalesce(sum(members_read - members_used), 0) AS unused,"
                       " coalesce(sum(members_unread), 0) AS unread,"
                       " coalesce(sum(members_refused), 0) AS refused,"
                       " coalesce(sum(members_opened), 0) AS opened,"
                       " coalesce(sum(folders), 0) AS folders,"
                       " coalesce(sum(members_damaged), 0) AS damaged FROM report_bundle"},
        {.name = NULL},
};

/* ---- findings and bundles ---- */

#define PROMOTED(reason)                                                                           \
    "SELECT p.instance_key AS instance, p.test, " reason " p.bundle AS \"@pointer\","              \
    " p.member AS _member, p.record AS _record, p.other_bundle AS \"@other\","                     \
    " p.other_member AS _other_member, p.other_record AS _other_record, p.is_shown, p.is_replaced" \
    " FROM report_promoted AS p WHERE p.finding_id = :finding"                                     \
    " ORDER BY p.record_id, p.other_id, p.instance_key, p.test, p.ordinal"

/* On a page only where there are several: one reason stands at the finding. */
#define SEVERAL                                                            \
    "CASE WHEN (SELECT count(DISTINCT q.reason) FROM report_promoted AS q" \
    " WHERE q.finding_id = :finding) > 1 THEN p.reason END AS reason,"

#define REASONS                                                                               \
    {                                                                                         \
        .name = "reasons", .element = "reason", .is_list = true,                              \
        .sql = "SELECT reason AS text, count(*) AS exceptions FROM (SELECT reason, record_id" \
               " FROM report_promoted WHERE finding_id = :finding UNION ALL SELECT reason,"   \
               " 9223372036854775807 FROM report_promoted_step WHERE finding_id = :finding)"  \
               " GROUP BY reason ORDER BY min(record_id), reason"                             \
    }

#define FINDINGS                                                                                                  \
    "SELECT f.finding_id AS _finding, (SELECT count(*) FROM report_promoted AS p"                                 \
    " WHERE p.finding_id = f.finding_id) AS _promoted, f.number, f.catalogue, f.control, f.title_ja, f.title_en," \
    " f.fact_ja, f.fact_en, f.status, f.exceptions AS exception_count, c.title_ja AS control_ja,"                 \
    " c.title_en AS control_en FROM report_finding AS f LEFT JOIN report_control AS c"                            \
    " ON c.catalogue = f.catalogue AND c.ref = f.control ORDER BY f.finding_id"

#define BUNDLES                                                                         \
    "SELECT bundle_id AS _bundle, short_id, name, file, bytes, sha256, delivered_by,"   \
    " delivered_at, delivered_how, label, superseded_by,"                               \
    " members AS member_count, members_read AS read_count, members_used AS used_count," \
    " members_read - members_used AS unused_count, members_unread AS unread_count,"     \
    " members_refused AS refused_count, members_opened AS opened_count,"                \
    " folders AS folder_count,"                                                         \
    " members_damaged AS damaged_count FROM report_bundle ORDER BY bundle_id"

#define FILES                                                                                                    \
    "SELECT member_id AS _member, name, status, reason_code, kind, encoding, layout, size, records, unreadable," \
    " damage_ja, damage_en, sha256, superseded_by FROM report_member WHERE bundle_id = :bundle ORDER BY member_id"

static const struct model_node reasons_part[] = {
        REASONS,
        {.name = "steps",
                .element = "promoted-step",
                .is_list = true,
                .sql = MODEL_STEPS_PROMOTED},
        {.name = NULL},
};

static const struct model_node uses_part[] = {
        {.name = "used_by",
                .element = "use",
                .is_list = true,
                .sql = "SELECT t.instance, t.test FROM report_used AS u JOIN report_user AS t"
                       " USING (result_id) WHERE u.member_id = :member"
                       " ORDER BY t.instance, t.test"},
        {.name = NULL},
};

const struct model_node model_findings = {.name = "findings",
        .element = "finding",
        .is_list = true,
        .sql = FINDINGS,
        .children = reasons_part};
const struct model_node model_promoted = {.name = "exceptions",
        .element = "promoted",
        .is_list = true,
        .sql = PROMOTED(SEVERAL)};
const struct model_node model_bundles = {.name = "bundles",
        .element = "bundle",
        .is_list = true,
        .sql = BUNDLES};
const struct model_node model_files = {.name = "files",
        .element = "file",
        .is_list = true,
        .sql = FILES,
        .children = uses_part};

const struct model_node model_sources = {.name = "sources",
        .element = "source",
        .is_list = true,
        .sql = "SELECT min(s.result_id) AS _result, r.instance_key AS instance, s.item AS item,"
               " s.source, s.members AS member_count FROM report_source AS s"
               " JOIN report_result AS r USING (result_id) WHERE s.members > " SHOWN
               " GROUP BY r.instance_key, s.item ORDER BY r.instance_key, s.item"};
const struct model_node model_members = {.name = "members",
        .element = "member",
        .is_list = true,
        .sql = "SELECT bundle, member, sha256 FROM report_source_member"
               " WHERE result_id = :result AND item = :item ORDER BY member_id"};

/* ---- the whole ---- */

static const struct model_node promoted_part[] = {
        REASONS,
        {.name = "exceptions",
                .element = "promoted",
                .is_list = true,
                .sql = PROMOTED("p.reason,")},
        {.name = "steps",
                .element = "promoted-step",
                .is_list = true,
                .sql = MODEL_STEPS_PROMOTED},
        {.name = NULL},
};

static const struct model_node files_part[] = {
        {.name = "files",
                .element = "file",
                .is_list = true,
                .sql = FILES,
                .children = uses_part},
        {.name = NULL},
};

#define ENGAGEMENT                                     \
    {                                                  \
        .name = "engagement", .element = "engagement", \
        .sql = "SELECT * FROM report_engagement"       \
    }
#define SUMMARY                                                   \
    {                                                             \
        .name = "summary", .element = "summary", .children = sums \
    }

static const struct model_node report_parts[] = {
        ENGAGEMENT,
        MODEL_PLAN_STATEMENT,
        MODEL_PLAN,
        SUMMARY,
        {.name = "controls",
                .element = "control",
                .is_list = true,
                .sql = CONTROLS " ORDER BY c.control_id",
                .children = control_parts},
        {.name = "engagement_results",
                .element = "result",
                .is_list = true,
                .sql = RESULTS " WHERE r.control = ''" IN_ORDER,
                .children = result_parts},
        {.name = "engagement_steps",
                .element = "manual",
                .is_list = true,
                .sql = MODEL_STEPS "s.control = ''" MODEL_STEP_ORDER,
                .children = model_step_parts},
        {.name = "not_run", .element = "pending", .is_list = true, .sql = PENDING},
        {.name = "findings",
                .element = "finding",
                .is_list = true,
                .sql = FINDINGS,
                .children = promoted_part},
        {.name = "bundles",
                .element = "bundle",
                .is_list = true,
                .sql = BUNDLES,
                .children = files_part},
        {.name = NULL},
};

const struct model_node model_report = {.name = "report",
        .element = "report",
        .children = report_parts};

/* Tests whose answer is not there, or is about other inputs than those of now. */
static const struct model_node frame_parts[] = {
        ENGAGEMENT,
        MODEL_PLAN_STATEMENT,
        MODEL_PLAN,
        SUMMARY,
        {.name = "controls",
                .element = "control",
                .is_list = true,
                .sql = CONTROLS " ORDER BY c.control_id"},
        {.name = "open",
                .element = "open",
                .is_list = true,
                .sql = "SELECT r.control, r.procedure, r.instance_key AS instance, r.test, r.title_ja,"
                       " r.title_en, " STATE
                       " AS state, s.standing, r.outcome, r.reason_code, said.ja AS reason_ja,"
                       " said.en AS reason_en"
                       " FROM report_result AS r LEFT JOIN report_standing AS s USING (result_id)"
                       " LEFT JOIN report_reason AS said USING (result_id)"
                       " LEFT JOIN report_control AS c ON c.catalogue = r.catalogue AND c.ref = r.control"
                       " WHERE r.state <> 'ran' OR r.outcome IN ('indeterminate', 'open')"
                       " OR s.standing <> 'current'"
                       " ORDER BY c.control_id, r.instance_key, r.test_position"},
        {.name = "not_run", .element = "pending", .is_list = true, .sql = PENDING},
        {.name = "open_steps",
                .element = "waiting",
                .is_list = true,
                .sql = MODEL_STEPS_WAITING},
        {.name = "findings", .element = "finding", .is_list = true, .sql = FINDINGS},
        {.name = "bundles", .element = "bundle", .is_list = true, .sql = BUNDLES},
        {.name = "long",
                .element = "long",
                .is_list = true,
                .sql = "SELECT count(*) AS sources FROM report_source JOIN report_result USING (result_id)"
                       " WHERE members > " SHOWN " HAVING count(*) > 0"},
        {.name = NULL},
};

const struct model_node model_frame = {.name = "report",
        .element = "report",
        .children = frame_parts};
