#include "evidence/table/scan.h"

#include "engine/base/clock.h"
#include "engine/base/text.h"
#include "evidence/limits.h"
#include "evidence/table/scan_doubt.h"
#include "evidence/table/scan_event.h"
#include "evidence/table/scan_field.h"
#include "evidence/table/scan_hidden.h"
#include "evidence/table/scan_step.h"
#include "evidence/table/scan_year.h"

#include <stdlib.h>
#include <string.h>

/* Between looks at the clock. */
#define LOOK_RECORDS 512
#define LOOK_BYTES ((uint64_t)1 << 20)

struct scan {
    struct scan_context *context;
    const struct item *item;
    uint64_t columns;
    struct scan_usage *usage;
    struct scan_usage now; /* of this scan; handed to usage at the end */
    struct scan_step *steps;
    size_t step_count, next_step;
    const struct item_source *source;
    const struct archive *archive;
    uint32_t member;
    struct record_reader *reader;
    const char **wanted; /* fields asked of the reader: one per place, some shared */
    size_t wanted_count;
    struct scan_field *fields; /* of the source, one a column of the item */
    size_t *where_places;
    size_t *where_sizes; /* of the values compared with */
    struct convert_context convert;
    struct scan_year year;
    size_t stamp_place; /* of the field that year follows; SIZE_MAX: none */
    struct scan_failures failures;
    const struct record *records;
    size_t record_count, at;
    struct scan_doubt doubt; /* of the member so far */
    uint64_t unlooked_records, unlooked_bytes;
    struct buf scratch;
};

static bool is_asked(const struct scan *scan, uint32_t column)
{
    return (scan->columns >> (column < 63 ? column : 63)) & 1;
}

/* ---- which members, in what order ---- */

static int compare_numbers(const void *left, const void *right)
{
    const uint64_t *a = left;
    const uint64_t *b = right;

    return *a < *b ? -1 : *a > *b;
}

bool scan_is_ordered(const struct item *item)
{
    uint64_t *numbers = calloc(scan_step_count(item) + 1, sizeof(*numbers));
    size_t count = 0;
    bool ordered = numbers != NULL; /* without memory SQLite sorts: right as well */

    if (!numbers)
        return false;
    for (uint32_t s = 0; s < item->source_count; s++) {
        const struct item_source *source = &item->sources[s];

        for (uint32_t m = 0; m < source->member_count; m++)
            numbers[count++] = (uint64_t)source->archive << 32 | source->members[m];
    }
    qsort(numbers, count, sizeof(*numbers), compare_numbers);
    for (size_t i = 1; i < count; i++)
        ordered = ordered && numbers[i] != numbers[i - 1];
    free(numbers);
    return ordered;
}

bool scan_open(struct scan_context *context, const struct item *item, uint64_t columns,
        struct scan_usage *usage, struct scan **ret_scan, struct error *err)
{
    CLEANUP(scan_closep) struct scan *scan = calloc(1, sizeof(*scan));
    size_t most = item->column_count + 1;

    if (!scan)
        return error_memory(err);
    scan->context = context;
    scan->item = item;
    scan->columns = columns;
    scan->usage = usage;
    scan->scratch.limit = LIMIT_JSON_RECORD;
    if (!scan_step_plan(context, item, &scan->steps, &scan->step_count, err))
        return false;
    for (uint32_t s = 0; s < item->source_count; s++) {
        if (item->sources[s].where_count + item->column_count + 1 > most)
            most = item->sources[s].where_count + item->column_count + 1;
    }
    scan->wanted = calloc(most, sizeof(*scan->wanted));
    scan->fields = calloc(most, sizeof(*scan->fields));
    scan->where_places = calloc(most, sizeof(*scan->where_places));
    scan->where_sizes = calloc(most, sizeof(*scan->where_sizes));
    if (!scan->wanted || !scan->fields || !scan->where_places || !scan->where_sizes)
        return error_memory(err);
    *ret_scan = scan;
    scan = NULL;
    return true;
}

static void clear_fields(struct scan *scan)
{
    for (uint32_t c = 0; scan->fields && c < scan->item->column_count; c++)
        scan_field_clear(&scan->fields[c]);
}

void scan_close(struct scan *scan)
{
    if (scan->reader)
        record_close(scan->reader);
    clear_fields(scan);
    buf_clear(&scan->scratch);
    free(scan->steps);
    free(scan->wanted);
    free(scan->fields);
    free(scan->where_places);
    free(scan->where_sizes);
    free(scan);
}

/* ---- a source ---- */

static size_t want(struct scan *scan, const char *field)
{
    for (size_t i = 0; i < scan->wanted_count; i++) {
        if (strcmp(scan->wanted[i], field) == 0)
            return i;
    }
    scan->wanted[scan->wanted_count] = field;
    return scan->wanted_count++;
}

static bool find_zone(struct scan *scan, const char *name, struct error *err)
{
    const struct scan_context *context = scan->context;

    bool is_client = !name ||
            (context->zone && strcmp(zone_name(context->zone), name) == 0);

    scan->convert.zone = is_client ? context->zone : NULL;
    scan->convert.is_zone_used = name ? NULL : &scan->usage->is_zone_assumed;
    for (size_t i = 0; !is_client && i < context->zone_count && !scan->convert.zone;
            i++) {
        if (strcmp(zone_name(context->zones[i]), name) == 0)
            scan->convert.zone = context->zones[i];
    }
    return scan->convert.zone || is_client ||
            error_set(err, ERROR_LOST, "time zone '%s' of item '%s' was not loaded", name,
                    scan->item->name);
}

static bool enter_source(struct scan *scan, const struct item_source *source,
        struct error *err)
{
    const char *stamp;

    if (scan->source == source)
        return true;
    scan->source = source;
    scan->archive = &scan->context->archives[source->archive];
    if (!find_zone(scan, source->zone, err))
        return false;
    clear_fields(scan);
    scan->wanted_count = 0;
    for (uint32_t c = 0; c < scan->item->column_count; c++) {
        struct scan_field *field = &scan->fields[c];
        const struct item_column *how = &source->columns[c];

        if (!is_asked(scan, c))
            continue;
        if (!scan_field_init(field, how, scan->item->columns[c].type, err))
            return false;
        if (how->origin == ITEM_FIELD)
            field->place = want(scan, how->from);
    }
    stamp = scan_year_field(scan->item, source);
    scan->stamp_place = stamp ? want(scan, stamp) : SIZE_MAX;
    for (uint32_t w = 0; w < source->where_count; w++) {
        scan->where_places[w] = want(scan, source->where[w].field);
        scan->where_sizes[w] = strlen(source->where[w].equals);
    }
    return true;
}

static void add_event(struct scan *scan, const char *reason, uint64_t record,
        const char *text)
{
    struct scan_event event = scan_event_make(reason, scan->source->archive, scan->member,
            record, (struct slice){text, strlen(text)});

    scan_event_add(&scan->now, &event);
}

/* ---- a member ---- */

/* Evidence that cannot be read, or costs more than evidence may, is an event; everything
 * else is an error. */
static bool note_damage(struct scan *scan, const struct error *failure, struct error *err)
{
    const char *reason = failure->code == ERROR_UNREADABLE ? "member-unreadable"
            : failure->code == ERROR_MISSING               ? "column-missing"
            : failure->code == ERROR_LIMIT                 ? "member-limit"
                                                           : NULL;

    if (!reason)
        return error_set(err, failure->code, "%s", failure->message);
    scan->now.members_damaged++;
    add_event(scan, reason, 0, failure->message);
    return true;
}

static bool open_member(struct scan *scan, const struct scan_step *step,
        struct error *err)
{
    struct error failure = {0};

    if (!enter_source(scan, &scan->item->sources[step->source], err))
        return false;
    scan->member = step->member;
    scan->doubt = (struct scan_doubt){.archive = scan->source->archive,
            .member = scan->member};
    scan_year_begin(&scan->year, step->year);
    scan->convert.year = step->year;
    if (!archive_reach(scan->archive, scan->member, &failure))
        return failure.code == ERROR_MISSING
                ? error_set(err, ERROR_LOST, "item '%s' names a member that is not there",
                          scan->item->name)
                : note_damage(scan, &failure, err);
    for (uint32_t c = 0; c < scan->item->column_count; c++) {
        if (!scan_field_enter(&scan->fields[c],
                    archive_member(scan->archive, scan->member)->name, err))
            return false;
    }
    if (record_open(scan->archive, scan->member, &scan->source->format, scan->wanted,
                scan->wanted_count, &scan->reader, &failure))
        return true;
    scan->reader = NULL;
    return note_damage(scan, &failure, err);
}

/* Records that the member itself says there are, and are not: what is missing cannot be
 * named, but its tests are not told of a whole. */
static bool is_short(struct scan *scan, struct error *failure)
{
    struct record_control control;

    if (!record_control_total(scan->reader, &control) || control.stated == control.found)
        return false;
    error_set(failure, ERROR_UNREADABLE,
            TR("%s, member '%s': line %llu says that there are %llu records; %llu were found; ask whether the file is whole",
                    "%s、ファイル「%s」: %llu 行目に %llu 件とありますが、レコードは %llu 件です。ファイルが揃っているか確認してください"),
            scan->archive->label,
            member_name_show(archive_member(scan->archive, scan->member)->name).text,
            (unsigned long long)control.line, (unsigned long long)control.stated,
            (unsigned long long)control.found);
    return true;
}

/* Ends the member; damage in it is an event and the scan goes on. */
static bool end_member(struct scan *scan, const struct error *failure, struct error *err)
{
    struct error differs = {0};
    bool is_short_of = !failure && is_short(scan, &differs);
    bool is_differing = is_short_of ||
            (!failure && scan->stamp_place != SIZE_MAX &&
                    scan_year_is_backwards(&scan->year, scan->archive, scan->member,
                            &differs));

    if (!failure)
        scan_doubt_add(&scan->now, &scan->doubt, scan->reader);
    record_close(scan->reader);
    scan->reader = NULL;
    scan->record_count = scan->at = 0;
    if (failure)
        return note_damage(scan, failure, err);
    scan->now.members_read += !is_differing;
    scan->now.members_damaged += is_differing;
    if (is_differing)
        add_event(scan, is_short_of ? "control-total" : "year-backwards", 0,
                differs.message);
    return true;
}

/* Fills records, going to the next member where one ends; leaves record_count 0 at the
 * end of all. */
static bool fill(struct scan *scan, struct error *err)
{
    while (scan->at == scan->record_count) {
        struct error failure = {0};

        if (!scan->reader) {
            if (scan->next_step == scan->step_count)
                return true;
            if (!open_member(scan, &scan->steps[scan->next_step++], err))
                return false;
            continue;
        }
        scan->at = 0;
        if (!record_read(scan->reader, &scan->records, &scan->record_count, &failure)) {
            scan->record_count = 0;
            if (!end_member(scan, &failure, err))
                return false;
        } else if (scan->record_count == 0 && !end_member(scan, NULL, err)) {
            return false;
        } else if (scan->record_count) {
            scan_doubt_look(&scan->doubt, scan->reader,
                    &scan->records[scan->record_count - 1]);
        }
    }
    return true;
}

/* ---- records ---- */

static bool is_kept(const struct scan *scan, const struct record *record)
{
    for (uint32_t w = 0; w < scan->source->where_count; w++) {
        const struct item_where *where = &scan->source->where[w];
        struct slice field = record->fields[scan->where_places[w]];
        bool equal = field.text && field.size == scan->where_sizes[w] &&
                memcmp(field.text, where->equals, field.size) == 0;

        if (equal == where->negate)
            return false;
    }
    return true;
}

static bool look_at_clock(struct scan *scan, const struct record *record,
        struct error *err)
{
    struct scan_context *context = scan->context;

    context->bytes_read += record->length;
    scan->unlooked_bytes += record->length;
    if (++scan->unlooked_records < LOOK_RECORDS && scan->unlooked_bytes < LOOK_BYTES)
        return true;
    scan->unlooked_records = scan->unlooked_bytes = 0;
    if (context->on_progress)
        context->on_progress(context->owner, context->bytes_read);
    if (context->deadline && clock_steady_ms() > context->deadline)
        return error_set(err, ERROR_LIMIT, "%s",
                TR("the time allowed for this job is used up",
                        "この処理に許された時間を使い切った"));
    return true;
}

static void finish(struct scan *scan)
{
    struct scan_usage *usage = scan->usage;

    scan->now.failed_values = usage->failed_values;
    scan->now.failed_column = usage->failed_column;
    scan->now.failed_record_id = usage->failed_record_id;
    scan->now.failed = usage->failed;
    scan->now.is_zone_assumed = usage->is_zone_assumed;
    scan->now.is_year_assumed = usage->is_year_assumed;
    scan->now.complete = true;
    *usage = scan->now;
}

bool scan_next(struct scan *scan, bool *ret_row, struct error *err)
{
    for (;;) {
        const struct record *record;

        if (scan->at < scan->record_count)
            scan->at++;
        if (scan->at == scan->record_count && !fill(scan, err))
            return false;
        if (scan->record_count == 0) {
            finish(scan);
            *ret_row = false;
            return true;
        }
        record = &scan->records[scan->at];
        if (!look_at_clock(scan, record, err))
            return false;
        scan->now.delivered++;
        if (record->problem) {
            scan->now.unreadable++;
            add_event(scan, record->problem, record->number, "");
            continue;
        }
        if (scan->stamp_place != SIZE_MAX)
            scan->convert.year = scan_year_follow(&scan->year, scan->records,
                    scan->record_count, scan->at, scan->stamp_place);
        if (!is_kept(scan, record)) {
            scan->now.filtered++;
        } else {
            scan->now.selected++;
            *ret_row = true;
            return true;
        }
    }
}

int64_t scan_record_id(const struct scan *scan)
{
    uint64_t other = scan->source->way ? PROGRAM_RECORD_OTHER : 0;

    return PROGRAM_RECORD_ID(scan->archive->first_member + scan->member,
            other | scan->records[scan->at].number);
}

/* ---- values ---- */

/* A value may be asked for more than once. */
static void note_failure(struct scan *scan, uint32_t column, struct slice value)
{
    struct scan_usage *usage = scan->usage;
    bool is_first = scan_event_count_failure(usage, &scan->failures, scan_record_id(scan),
            column);

    if (!is_first)
        return;
    usage->failed_column = column;
    usage->failed_record_id = scan_record_id(scan);
    usage->failed = scan_event_make(scan_event_failure(scan->item->columns[column].type,
                                            scan->convert.year, value),
            scan->source->archive, scan->member, scan->records[scan->at].number, value);
}

bool scan_value(struct scan *scan, uint32_t column, struct stage_value *ret_value,
        struct error *err)
{
    const struct scan_field *field;
    struct slice text;

    if (column == scan->item->column_count + SCAN_POINTER)
        return scan_hidden_pointer(scan->archive, scan->member, scan->source->way,
                scan->records[scan->at].number, &scan->scratch, ret_value, err);
    if (column >= scan->item->column_count) {
        *ret_value = scan_hidden_value(scan->archive, scan->member,
                &scan->records[scan->at], column - scan->item->column_count);
        return true;
    }
    field = &scan->fields[column];
    if (!field->how)
        return error_set(err, ERROR_LOST, "column %u of item '%s' was not asked for",
                column, scan->item->name);
    text = field->place == SIZE_MAX ? field->fixed
                                    : scan->records[scan->at].fields[field->place];
    if (!scan_field_value(field, text, &scan->convert, &scan->scratch, ret_value, err))
        return false;
    if (ret_value->type == STAGE_BLOB)
        note_failure(scan, column, ret_value->bytes);
    if (scan->stamp_place != SIZE_MAX && scan->year.last_day >= 0 &&
            scan->item->columns[column].type == PROGRAM_TIMESTAMP)
        scan->usage->is_year_assumed = true;
    return true;
}
