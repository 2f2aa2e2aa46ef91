#include "engine/run/worker_learn.h"

#include <inttypes.h>
#include <string.h>

#include "engine/base/text.h"
#include "engine/run/layouts.h"
#include "engine/run/problem.h"
#include "evidence/binding/layout_recognise.h"
#include "evidence/format/csv_scan.h"
#include "evidence/format/json_columns.h"
#include "evidence/format/json_each.h"
#include "evidence/format/record_sheet.h"
#include "evidence/table/timespan.h"

#define REASON_LIMIT ((size_t)64 * 1024)
#define LISTS_LIMIT ((size_t)1 << 20)
#define LISTS_TOLD 5u

/* Damage goes into the receipt; only what stops the whole job is an error. */
static bool is_damage(const struct error *failure)
{
    return failure->code == ERROR_UNREADABLE || failure->code == ERROR_LIMIT ||
            failure->code == ERROR_MISSING;
}

static bool is_uncertain(const struct message_member *member)
{
    return member->has_format && !encoding_is_read(member->format.encoding);
}

bool worker_learn_damage(struct worker *worker, struct message_member *member,
        const struct error *failure, struct error *err)
{
    if (!is_damage(failure))
        return error_set(err, failure->code, "%s", failure->message);
    if (text_said(&member->damage))
        return true;
    if (is_uncertain(member) && member->sha256) /* its bytes are sound */
        return arena_copy(&worker->arena, failure->message,
                failure->fact_size ? failure->fact_size : strlen(failure->message),
                &member->undecodable.in[text_language()], err);
    member->is_over_limit = failure->code == ERROR_LIMIT;
    if (member->is_over_limit && member->has_format &&
            !worker_learn_notice(worker, member, PREFLIGHT_OVER_LIMIT, err))
        return false;
    return worker_learn_failure(worker, member, failure, err);
}

bool worker_learn_failure(struct worker *worker, struct message_member *member,
        const struct error *failure, struct error *err)
{
    enum text_language language = text_language();
    const char *advice = error_advice(failure);

    return arena_copy(&worker->arena, failure->message,
                   advice ? failure->fact_size : strlen(failure->message),
                   &member->damage.in[language], err) &&
            (!advice ||
                    arena_text(&worker->arena, advice,
                            &member->damage_advice.in[language], err));
}

static uint32_t count_fields(const struct record_format *format, struct slice text)
{
    const struct csv_dialect dialect = {format->delimiter, '\n', format->quote};
    struct csv_record found;
    struct csv_scan scan;

    csv_scan_begin(&scan, dialect, text.text, text.size, 0, true);
    return csv_scan_next(&scan, &found) == CSV_RECORD ? found.field_count : 0;
}

void worker_learn_record(struct message_member *member, const struct record *record,
        struct worker_reading *reading)
{
    if (!record->problem)
        return;
    reading->undecodable += strcmp(record->problem, "undecodable") == 0;
    if (member->unreadable++ > 0)
        return;
    member->first_unreadable = record->number;
    member->unreadable_line = record->line;
    reading->problem = record->problem;
    if (member->format.kind == RECORD_CSV && strcmp(record->problem, "ragged") == 0)
        reading->field_count = count_fields(&member->format, record->text);
}

bool worker_learn_notice(struct worker *worker, struct message_member *member,
        const char *code, struct error *err)
{
    if (!member->notice)
        return arena_text(&worker->arena, code, &member->notice, err);
    return arena_printf(&worker->arena, &member->notice, err, "%s %s", member->notice,
            code);
}

bool worker_learn_name(struct worker *worker, const struct preflight_member *entry,
        struct message_member *member, struct error *err)
{
    if (entry->name_source == MEMBER_NAME_CP437)
        return worker_learn_notice(worker, member, "name-guessed", err);
    if (entry->name_source == MEMBER_NAME_UNICODE_FIELD &&
            member_name_is_double(entry->raw_name, entry->raw_size, entry->name))
        return worker_learn_notice(worker, member, "name-double", err);
    return true;
}

/* What the encoding does not have, for people: how much of it, where, and what to do. */
static bool tell_undecodable(struct worker *worker, const struct record_reader *reader,
        struct message_member *member, uint64_t records, struct error *err)
{
    struct encoding_undecodable found = record_undecodable(reader);

    if (found.count == 0)
        return true;
    return arena_printf(&worker->arena, &member->undecodable.in[text_language()], err,
            TR("bytes that are not %s: %" PRIu64 ", the first 0x%02X at offset %" PRIu64
               "; records that hold one and are not read: %" PRIu64,
                    "%s として読めないバイトが %" PRIu64
                    " 個あります（最初は 0x%02X、位置 %" PRIu64
                    "）。これを含み読み取らないレコードは %" PRIu64 " 件です"),
            encoding_name(member->format.encoding), found.count, found.byte, found.offset,
            records);
}

/* Such records are in order: asking for them "well formed" would be wrong. */
static bool tell_limit(struct worker *worker, const struct worker_reading *reading,
        struct message_member *member, struct error *err)
{
    return !reading->problem || !problem_is_limit(reading->problem) ||
            (member->notice && strstr(member->notice, PREFLIGHT_OVER_LIMIT)) ||
            worker_learn_notice(worker, member, PREFLIGHT_OVER_LIMIT, err);
}

static bool tell_match(struct worker *worker, const struct layout_match *match,
        struct message_member *member, struct error *err)
{
    CLEANUP(buf_clear) struct buf reason = BUF_INIT(REASON_LIMIT);

    return !match->layout ||
            (layout_recognise_write(match, &reason, err) &&
                    arena_text(&worker->arena, buf_text(&reason),
                            &member->layout_reason.in[text_language()], err));
}

/* The first record that cannot be read: where, and what is wrong. */
static bool tell_problem(struct worker *worker, const struct worker_reading *reading,
        struct message_member *member, struct error *err)
{
    CLEANUP(buf_clear) struct buf what = BUF_INIT(REASON_LIMIT);
    bool is_row = member->format.kind == RECORD_SHEET;

    if (!reading->problem || reading->undecodable == member->unreadable)
        return true;
    if (reading->field_count
                    ? !buf_printf(&what, err,
                              TR(reading->field_count == 1
                                              ? "%u field where the header has %u"
                                              : "%u fields where the header has %u",
                                      "項目が%u個、見出しは%u個"),
                              reading->field_count, member->column_count)
                    : !buf_printf(&what, err, TR("it %s", "%s"),
                              problem_text(reading->problem)))
        return false;
    return arena_printf(&worker->arena, &member->problem.in[text_language()], err,
            is_row ? TR("the first in row %" PRIu64 " (%s)",
                             "最初は%" PRIu64 "行目（%s）")
                   : TR("the first at line %" PRIu64 " (%s)",
                             "最初は%" PRIu64 "行目（%s）"),
            member->unreadable_line, buf_text(&what));
}

/* In both languages: the receipt is read in either. */
static bool tell(struct worker *worker, const struct record_reader *reader,
        const struct worker_reading *reading, const struct layout_match *match,
        struct message_member *member, struct error *err)
{
    enum text_language spoken = text_language();
    bool ok = true;

    for (int language = TEXT_JA; ok && language <= TEXT_EN; language++) {
        text_set_language((enum text_language)language);
        ok = (!reader ||
                     tell_undecodable(worker, reader, member, reading->undecodable,
                             err)) &&
                tell_problem(worker, reading, member, err) &&
                tell_match(worker, match, member, err);
    }
    text_set_language(spoken);
    return ok;
}

static bool recognise(struct worker *worker, const struct archive *archive,
        struct message_member *member, const struct worker_reading *reading,
        struct layout_match *ret_match, struct error *err)
{
    struct layout_view view = {.kind = member->format.kind,
            .columns = member->columns,
            .column_count = member->column_count,
            .lines = reading->lines,
            .line_count = reading->line_count};
    const struct layout *layouts;
    struct error failure = {0};
    size_t count;

    if (!json_columns_list_round(archive, member->index, &member->format, &worker->arena,
                &view.document, &view.document_count, &failure) &&
            !worker_learn_damage(worker, member, &failure, err))
        return false;
    if (!layouts_load(&layouts, &count, err) ||
            !layout_recognise(layouts, count, &view, ret_match, err))
        return false;
    member->layout = ret_match->layout ? ret_match->layout->id : NULL;
    member->layout_is_tied = ret_match->other &&
            ret_match->other_marks == ret_match->marks;
    return true;
}

/* Whether its records are where the layout has them, or the document itself is one. */
static bool is_layouts_place(const struct message_member *member,
        const struct layout *layouts, size_t count)
{
    const struct layout *layout = member->layout
            ? layout_find(layouts, count, member->layout)
            : NULL;

    return layout && member->format.kind == RECORD_JSON && member->format.records &&
            (!*member->format.records ||
                    text_is_equal(member->format.records, layout->format.records));
}

bool worker_learn_doubt(struct worker *worker, struct message_member *member,
        const struct record_doubt *doubt, struct error *err)
{
    const struct layout *layouts;
    size_t count;

    if (!layouts_load(&layouts, &count, err))
        return false;
    if (!doubt->notice || is_layouts_place(member, layouts, count))
        return true;
    /* of a document that is one record itself the lists are aside under their own paths
     */
    if (!member->aside || (doubt->aside && text_is_equal(member->format.records, "")))
        member->aside = doubt->aside;
    else if (doubt->aside &&
            !arena_printf(&worker->arena, &member->aside, err, "%s, %s", doubt->aside,
                    member->aside))
        return false;
    return worker_learn_notice(worker, member, doubt->notice, err);
}

bool worker_learn_columns(struct worker *worker, struct record_reader *reader,
        struct message_member *member, struct error *err)
{
    const char *const *names;
    size_t count;

    if (worker->job.kind == JOB_LOOK)
        record_look_at(reader, RECORD_LOOK_AT_BRIEF);
    if (!record_columns(reader, &names, &count, err) ||
            !arena_allocate(&worker->arena, (count + 1) * sizeof(*member->columns),
                    &member->columns, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!arena_text(&worker->arena, names[i], &member->columns[i], err))
            return false;
    }
    member->column_count = (uint32_t)count;
    return !record_has_more_columns(reader) ||
            worker_learn_notice(worker, member, "more-columns", err);
}

/* Of stamps without one: the layout's, which was loaded before the sandbox, or the
 * client's. */
static const struct zone *zone_of(const struct worker *worker,
        const struct layout *layout)
{
    const char *name = layout ? layout->stamp_zone : NULL;

    for (size_t i = 0; name && i < worker->scan.zone_count; i++) {
        if (strcmp(zone_name(worker->zones[i]), name) == 0)
            return worker->zones[i];
    }
    return worker->zone;
}

/* Lines that the layout's pattern does not match are none of its records. */
static bool note_misses(struct worker *worker, const struct timespan_misses *misses,
        struct message_member *member, struct worker_reading *reading, struct error *err)
{
    if (!misses->is_counted || misses->unreadable <= member->unreadable)
        return true;
    member->unreadable = misses->unreadable;
    member->first_unreadable = misses->first.number;
    member->unreadable_line = misses->first.line;
    reading->problem = misses->first.problem;
    return !misses->unmatched || worker_learn_notice(worker, member, "no-match", err);
}

/* From when to when its records are; of a log also which of its lines are records. */
static bool find_span(struct worker *worker, const struct archive *archive,
        struct message_member *member, struct worker_reading *reading, struct error *err)
{
    const struct layout *layouts, *layout = NULL;
    struct timespan_misses misses;
    const struct zone *zone;
    struct timespan span;
    size_t count;

    if (worker->job.kind != JOB_TAKE)
        return true;
    if (!layouts_load(&layouts, &count, err))
        return false;
    if (member->layout)
        layout = layout_find(layouts, count, member->layout);
    zone = zone_of(worker, layout);
    if (!timespan_find(archive, member->index, &member->format,
                &(struct timespan_member){.layout = layout,
                        .columns = member->columns,
                        .column_count = member->column_count,
                        .total_row = reading->total_row},
                zone, &span, &misses, err) ||
            !note_misses(worker, &misses, member, reading, err))
        return false;
    member->time_column = span.column;
    if (span.is_zone_used && zone == worker->zone)
        member->assumed_zone = zone_name(zone);
    return !span.column ||
            (arena_text(&worker->arena, span.first, &member->first_time, err) &&
                    arena_text(&worker->arena, span.last, &member->last_time, err));
}

/* Whether a child table of the layout that recognised the member reads it. */
static bool is_child(const struct layout *layout, const char *list)
{
    const char *each = json_each_find(list);

    for (uint32_t i = 0; layout && i < layout->table_count; i++) {
        const char *records = layout->tables[i].format.records;
        const char *known = records ? json_each_find(records) : NULL;

        if (known && strcmp(known, each) == 0)
            return true;
    }
    return false;
}

/* What hangs on each record, and might be records, too: the first few, "+2" for more. */
static bool learn_lists(struct worker *worker, const struct record_reader *reader,
        const struct layout *layout, struct message_member *member, struct error *err)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(LISTS_LIMIT);
    const char *const *lists;
    size_t count, told = 0;

    if (!reader)
        return true;
    record_lists(reader, &lists, &count);
    for (size_t i = 0; i < count; i++) {
        if (is_child(layout, lists[i]) || told++ >= LISTS_TOLD)
            continue;
        if (!buf_printf(&text, err, text.size ? ", %s" : "%s", lists[i]))
            return false;
    }
    if (told > LISTS_TOLD && !buf_printf(&text, err, ", +%zu", told - LISTS_TOLD))
        return false;
    member->aside = NULL;
    return !told || arena_text(&worker->arena, buf_text(&text), &member->aside, err);
}

/* What is known of a sheet only when it has been read. */
static bool describe(struct worker *worker, const struct record_reader *reader,
        struct message_member *member, struct error *err)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(1024);
    struct record_sheet_shown shown = {false, false};
    bool is_doubtful;

    if (!reader || member->format.kind != RECORD_SHEET)
        return true;
    return buf_append_text(&text, member->kind, err) &&
            record_sheet_describe_header(reader, &is_doubtful, &text, err) &&
            (!is_doubtful ||
                    worker_learn_notice(worker, member, "sheet-header-doubtful", err)) &&
            (member->is_part || member->records || member->column_count ||
                    buf_append_text(&text, ", empty", err)) &&
            (member->is_part || record_sheet_describe(reader, &shown, &text, err)) &&
            (!shown.has_hidden ||
                    worker_learn_notice(worker, member, "sheet-hides", err)) &&
            (!shown.has_merged ||
                    worker_learn_notice(worker, member, "sheet-merged", err)) &&
            arena_text(&worker->arena, buf_text(&text), &member->kind, err);
}

/* What the member says of itself; whether that is met the receipt says, and every test
 * over its records. */
static bool note_control(struct worker *worker, const struct record_reader *reader,
        struct message_member *member, struct error *err)
{
    struct record_control control;

    if (!reader || member->is_part)
        return true;
    member->has_control_total = record_control_total(reader, &control);
    if (member->has_control_total) {
        member->control_total = control.stated;
        member->control_line = control.line;
    }
    return (!control.empty_rows ||
                   arena_printf(&worker->arena, &member->kind, err,
                           "%s, rows without a value: %" PRIu64, member->kind,
                           control.empty_rows)) &&
            (!control.differs ||
                    worker_learn_notice(worker, member, "totals-differ", err)) &&
            (!control.comments ||
                    worker_learn_notice(worker, member, "comment-lines", err));
}

bool worker_learn_hints(struct worker *worker, const struct record_hint **ret_hints,
        size_t *ret_count, struct error *err)
{
    const struct layout *layouts;
    size_t count;

    return layouts_load(&layouts, &count, err) &&
            layout_recognise_hints(layouts, count, &worker->arena, ret_hints, ret_count,
                    err);
}

bool worker_learn_rest(struct worker *worker, const struct archive *archive,
        const struct record_reader *reader, struct worker_reading *reading,
        struct message_member *member, struct error *err)
{
    struct layout_match match;

    return note_control(worker, reader, member, err) &&
            describe(worker, reader, member, err) &&
            recognise(worker, archive, member, reading, &match, err) &&
            learn_lists(worker, reader, match.layout, member, err) &&
            find_span(worker, archive, member, reading, err) &&
            tell_limit(worker, reading, member, err) &&
            tell(worker, reader, reading, &match, member, err);
}
