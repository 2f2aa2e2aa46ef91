/* report_json.h - the report as JSON: for programs, archives and comparison
 *
 * One object, two spaces a level, always in this order; null where a thing is not there.
 * All texts are as they are in the workpaper and the evidence, all times UTC; nothing in
 * it depends on a clock, a path, a user, or how often something was run: the same inputs
 * give the same bytes. "titles" stands for title_ja and title_en.
 *
 * - format: "chosho-report-1"
 * - engagement: client, service, scheme, catalogue, period_start, period_end, as_of,
 *   zone, languages
 * - summary
 *   - totals: controls, tests, exceptions, undecidable, promoted (exceptions of the
 *     newest results that are in a finding), stale, pending, steps, findings, bundles
 *   - dispositions[]: code, reason_code, controls (their sum is totals.controls)
 *   - outcomes[]: state, code, tests, exceptions, undecidable (the sum: totals.tests)
 *   - steps[]: code, steps: manual steps by outcome, one for each cell (the sum:
 *     totals.steps)
 *   - statuses[]: code, findings (their sum is totals.findings)
 *   - members: members = read + unread + refused, read = used + unused; folders apart;
 *     damaged
 * - controls[]: all of the catalogue, in its order: catalogue, ref, parent, titles,
 *   disposition, reason_code, test_count, exception_count, indeterminate_count,
 *   step_count, open_step_count, step_exception_count, finding_count
 *   - results[]: the newest of each test: instance, procedure, version, procedure_digest,
 *     procedure's titles, phase, control_version, population_group, test, technique,
 *     titles, state ("stale": its inputs are others now; standing says which: "changed",
 *     "gone"), outcome, reason_code, reason_ja and reason_en (the same sentence twice
 *     where it was said in one language only), population_count, tested_count,
 *     exception_count, undecidable_count, unreadable_count, finding_ja and finding_en
 *     (with their numbers), digest of all inputs, values_state, values_reason
 *     - population: id, titles, delivered = selected + filtered + unreadable;
 *       before_period and after_period (of filtered, outside the period; the others are
 *       of another kind); count; sha256; or null
 *     - parameters[]: name, value, titles
 *     - sources[]: item, source, titles, delivered = selected + filtered + unreadable,
 *       member_count; assumed (words: "year=2025 zone=Asia/Tokyo" where stamps without
 *       them were read so by the engagement's period and zone, the binding saying
 *       nothing); members[]: bundle, member, sha256; unbound[]: bundle, layout,
 *       bound_count, unbound_count (members of that bundle that the same layout
 *       recognised and that are not bound here)
 *     - guards[]: left_name, right_name, left_keys, left_met, right_keys, right_met,
 *       floor_percent, is_met
 *     - events[]: reason_code, pointer, sentence
 *     - checks[]: check, text, text_ja, text_en: what `check` of an exception stands for
 *     - exceptions[]: pointer; other (the second record of a grid's cell); check; values:
 *       {name: text}; unconverted: names of the values that do not read as their type and
 *       are given as delivered
 *     - undecidable[], unreadable[]: the same
 *   - steps[]: manual steps, one for each cell, with their newest answer: instance,
 *     procedure, version, procedure_digest, procedure's titles, phase, control_version,
 *     population_group, step, cell, first_day, last_day, technique, role, titles, outcome
 *     ("open": all that follows is null), recorded_by, recorded_name, recorded_at, place,
 *     observed_at, document ("": there is none), document_version, document_section,
 *     approved_on, in_force_from, in_force_to, note, fact_ja, fact_en,
 *     not_applicable_reason, finding, earlier_count (answers this one took the place of)
 *     - inspects[]: class, titles; asks[]: titles; asked[]: name, role
 *     - answers[]: answer, type, titles, expected_ja, expected_en, value, value_ja,
 *       value_en, is_deviating
 *     - deviations[]: answer, text_ja, text_en; attachments[]: file, bytes, sha256
 * - engagement_results[], engagement_steps[]: results and steps of no control
 * - not_run[]: instance, procedure, version, control, phase, titles
 * - findings[]: number, catalogue, control, titles, fact_ja, fact_en, status,
 *   exception_count, control_ja, control_en
 *   - reasons[]: text, exceptions: why they were promoted
 *   - exceptions[]: instance, test, reason, pointer, other, is_shown (false where the
 *     newest result of the test does not show it), is_replaced (true where that says
 *     nothing of the fact: its file has given way to one of another content)
 *   - steps[]: instance, step, cell, fact_ja, fact_en, reason, is_current (false where a
 *     later answer took its place)
 * - bundles[]: short_id, name, file, bytes, sha256, delivered_by, delivered_at,
 *   delivered_how, label, superseded_by (short id of the delivery that took the place of
 *   all of it), member_count = read_count + unread_count + refused_count + opened_count
 *   (containers; what they hold are files of their own); read_count = used_count +
 *   unused_count; folder_count, damaged_count
 *   - files[]: name, status, reason_code, kind, encoding, layout, size, records,
 *     unreadable, damage_ja, damage_en, sha256, superseded_by (of the file, or all of its
 * bundle)
 *     - used_by[]: instance, test: whose newest results have read it */
#ifndef CHOSHO_REPORT_JSON_H
#define CHOSHO_REPORT_JSON_H

#include <stdio.h>

#include "engine/base/db.h"

/* Writes the report and a newline. The temporary tables of model.h must be there.
 * ERROR_IO: out cannot be written. */
WARN_UNUSED bool report_json_write(struct db *db, FILE *out, struct error *err);

#endif
