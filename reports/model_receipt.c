/* The receipt of a bundle, for its page: what stands in the frame, and its two lists.
 * Nothing here is of procedures, and no remark of the auditors' (bundle.label). */
#include "reports/model.h"

static const struct model_node frame_parts[] = {
        {.name = "replaced",
                .element = "replaced",
                .is_list = true,
                .sql = "SELECT old_short_id AS short_id, members FROM report_receipt_replaced"
                       " WHERE bundle_id = :bundle ORDER BY old_bundle_id"},
        {.name = "superseded",
                .element = "superseded",
                .is_list = true,
                .sql = "SELECT by_short_id AS short_id, members FROM report_receipt_superseded"
                       " WHERE bundle_id = :bundle ORDER BY by_bundle_id"},
        {.name = NULL},
};

const struct model_node model_receipt = {.name = "receipt",
        .element = "receipt",
        .sql = "SELECT bundle_id AS _bundle, client, service, zone, short_id, file, bytes, sha256,"
               " received_at, received_by, delivered_by, delivered_at, delivered_how, superseded_by, reason,"
               " member_count, read_count, unread_count, refused_count, opened_count, inside_count, folder_count, ask_count, attachment_count"
               " FROM report_receipt WHERE bundle_id = :bundle",
        .children = frame_parts};

#define MEMBER                                                                                                                           \
    "SELECT name, status, reason_code, kind, encoding, size, records, unreadable, problem_ja, problem_en, damage_ja,"                    \
    " damage_en, undecodable_ja, undecodable_en, sha256, first_time, last_time, assumed_zone, time_column, control_total, control_line," \
    " control_total = records AS is_met, is_total_row_in, ask FROM report_receipt_member"

const struct model_node model_receipt_members = {.name = "members",
        .element = "member",
        .is_list = true,
        .sql = MEMBER " WHERE bundle_id = :bundle ORDER BY member_id"};

const struct model_node model_receipt_asks = {.name = "asks",
        .element = "member",
        .is_list = true,
        .sql = MEMBER
        " WHERE bundle_id = :bundle AND ask IS NOT NULL ORDER BY member_id"};
