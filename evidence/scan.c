#include "evidence/scan.h"

#include "evidence/limits.h"

#include "engine/base/clock.h"
#include "engine/base/regex.h"
#include "engine/base/text.h"

#include <stdlib.h>
#include <string.h>

#define PROGRESS_EVERY 512 /* records between looks at the clock */

struct step { /* one member of one source, in the order they are read */
    uint64_t number;
    uint32_t source, member;
};

struct scan {
    struct scan_context *context;
    const struct item *item;
    uint64_t columns;
    struct scan_usage *usage;
    struct scan_usage now; /* of this scan; handed to usage at the end */
    struct step *steps;
    size_t step_count, next_step;
    const struct item_source *source;
    const struct archive *archive;
    uint32_t member;
    struct record_reader *reader;
    const char **wanted; /* fields asked of the reader: one per place, some shared */
    size_t wanted_count;
    size_t *places; /* item column -> wanted; SIZE_MAX: not a field, or not asked for */
    size_t *where_places;
    struct convert_context convert;
    const struct record *records;
    size_t record_count, at;
    uint64_t unlooked;
    struct buf value;
    struct buf spare;
};

static bool is_asked(const struct scan *scan, uint32_t column)
{
    return (scan->columns >> (column < 63 ? column : 63)) & 1;
}

static int compare_steps(const void *left, const void *right)
{
    const struct step *a = left;
    const struct step *b = right;

    if (a->number != b->number)
        return a->number < b->number ? -1 : 1;
    return a->source < b->source ? -1 : a->source > b->source;
}

static bool plan_steps(struct scan *scan, struct error *err)
{
    const struct item *item = scan->item;
    size_t count = 0;

    for (uint32_t s = 0; s < item->source_count; s++)
        count += item->sources[s].member_count;
    scan->steps = calloc(count + 1, sizeof(*scan->steps));
    if (!scan->steps)
        return error_memory(err);
    for (uint32_t s = 0; s < item->source_count; s++) {
        const struct item_source *source = &item->sources[s];

        if (source->archive >= scan->context->archive_count)
            return error_set(err, ERROR_LOST,
                    "item '%s' names a bundle that is not there", item->name);
        for (uint32_t m = 0; m < source->member_count; m++) {
            struct step *step = &scan->steps[scan->step_count++];

            step->source = s;
            step->member = source->members[m];
            step->number = scan->context->archives[source->archive].first_member +
                    step->member;
        }
    }
    qsort(scan->steps, scan->step_count, sizeof(*scan->steps), compare_steps);
    return true;
}

bool scan_is_ordered(const struct item *item)
{
    for (uint32_t s = 0; s < item->source_count; s++) {
        for (uint32_t t = 0; t < s; t++) {
            const struct item_source *a = &item->sources[s];
            const struct item_source *b = &item->sources[t];

            for (uint32_t m = 0; a->archive == b->archive && m < a->member_count; m++) {
                for (uint32_t n = 0; n < b->member_count; n++) {
                    if (a->members[m] == b->members[n])
                        return false;
                }
            }
        }
    }
    return true;
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
    scan->value.limit = scan->spare.limit = LIMIT_JSON_RECORD;
    if (!plan_steps(scan, err))
        return false;
    for (uint32_t s = 0; s < item->source_count; s++) {
        if (item->sources[s].where_count + item->column_count + 1 > most)
            most = item->sources[s].where_count + item->column_count + 1;
    }
    scan->wanted = calloc(most, sizeof(*scan->wanted));
    scan->places = calloc(most, sizeof(*scan->places));
    scan->where_places = calloc(most, sizeof(*scan->where_places));
    if (!scan->wanted || !scan->places || !scan->where_places)
        return error_memory(err);
    *ret_scan = scan;
    scan = NULL;
    return true;
}

void scan_close(struct scan *scan)
{
    if (scan->reader)
        record_close(scan->reader);
    buf_clear(&scan->value);
    buf_clear(&scan->spare);
    free(scan->steps);
    free(scan->wanted);
    free(scan->places);
    free(scan->where_places);
    free(scan);
}

static size_t want(struct scan *scan, const char *field)
{
    for (size_t i = 0; i < scan->wanted_count; i++) {
        if (strcmp(scan->wanted[i], field) == 0)
            return i;
    }
    scan->wanted[scan->wanted_count] = field;
    return scan->wanted_count++;
}

static void plan_fields(struct scan *scan)
{
    scan->wanted_count = 0;
    for (uint32_t c = 0; c < scan->item->column_count; c++) {
        const struct item_column *column = &scan->source->columns[c];

        scan->places[c] = SIZE_MAX;
        if (column->origin == ITEM_FIELD && is_asked(scan, c))
            scan->places[c] = want(scan, column->from);
    }
    for (uint32_t w = 0; w < scan->source->where_count; w++)
        scan->where_places[w] = want(scan, scan->source->where[w].field);
}

static void add_event(struct scan *scan, const char *reason, uint64_t record,
        const char *text)
{
    struct scan_event *event;

    if (scan->now.event_count == SCAN_EVENTS_MAX)
        return;
    event = &scan->now.events[scan->now.event_count++];
    event->reason = reason;
    event->archive = scan->source->archive;
    event->member = scan->member;
    event->record = record;
    strncpy(event->text, text, sizeof(event->text) - 1);
    event->text[text_find_invalid(event->text, strlen(event->text))] = '\0';
}

static const struct zone *find_zone(const struct scan_context *context, const char *name)
{
    for (size_t i = 0; name && i < context->zone_count; i++) {
        if (strcmp(zone_name(context->zones[i]), name) == 0)
            return context->zones[i];
    }
    return context->zone;
}

static bool open_member(struct scan *scan, const struct step *step, struct error *err)
{
    struct error failure = {0};

    scan->source = &scan->item->sources[step->source];
    scan->archive = &scan->context->archives[scan->source->archive];
    scan->member = step->member;
    if (scan->member >= scan->archive->preflight.count)
        return error_set(err, ERROR_LOST, "item '%s' names a member that is not there",
                scan->item->name);
    scan->convert.zone = find_zone(scan->context, scan->source->zone);
    scan->convert.year = scan->source->year;
    plan_fields(scan);
    if (record_open(scan->archive, scan->member, &scan->source->format, scan->wanted,
                scan->wanted_count, &scan->reader, &failure))
        return true;
    scan->reader = NULL;
    if (failure.code != ERROR_UNREADABLE && failure.code != ERROR_MISSING)
        return error_set(err, failure.code, "%s", failure.message);
    scan->now.members_damaged++;
    add_event(scan,
            failure.code == ERROR_MISSING ? "column-missing" : "member-unreadable", 0,
            failure.message);
    return true;
}

/* Ends the member; damage in it is an event and the scan goes on. */
static bool end_member(struct scan *scan, const struct error *failure, struct error *err)
{
    if (scan->reader)
        record_close(scan->reader);
    scan->reader = NULL;
    scan->record_count = scan->at = 0;
    if (!failure) {
        scan->now.members_read++;
        return true;
    }
    if (failure->code != ERROR_UNREADABLE)
        return error_set(err, failure->code, "%s", failure->message);
    scan->now.members_damaged++;
    add_event(scan, "member-unreadable", 0, failure->message);
    return true;
}

/* Fills records, going to the next member where one ends; leaves record_count 0 at the
 * end of all. */
static bool fill(struct scan *scan, struct error *err)
{
    struct error failure = {0};

    while (scan->at == scan->record_count) {
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
        }
    }
    return true;
}

static bool is_kept(const struct scan *scan, const struct record *record)
{
    for (uint32_t w = 0; w < scan->source->where_count; w++) {
        const struct item_where *where = &scan->source->where[w];
        struct slice field = record->fields[scan->where_places[w]];
        bool equal = field.text && field.size == strlen(where->equals) &&
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
    if (++scan->unlooked < PROGRESS_EVERY)
        return true;
    scan->unlooked = 0;
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
        } else if (!is_kept(scan, record)) {
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
    return PROGRAM_RECORD_ID(scan->archive->first_member + scan->member,
            scan->records[scan->at].number);
}

static struct stage_value text_value(const char *text, size_t size)
{
    return (struct stage_value){.type = STAGE_TEXT, .bytes = {text, size}};
}

static struct stage_value hidden_value(const struct scan *scan, uint32_t which)
{
    const struct record *record = &scan->records[scan->at];
    const char *name = scan->archive->preflight.members[scan->member].name;
    struct stage_value number = {.type = STAGE_INTEGER};

    switch (which) {
    case SCAN_BUNDLE:
        return text_value(scan->archive->label, strlen(scan->archive->label));
    case SCAN_MEMBER:
        return text_value(name, strlen(name));
    case SCAN_RECORD:
        number.integer = (int64_t)record->number;
        return number;
    case SCAN_LINE:
        number.integer = (int64_t)record->line;
        return number;
    case SCAN_OFFSET:
        number.integer = (int64_t)record->offset;
        return number;
    case SCAN_LENGTH:
        number.integer = (int64_t)record->length;
        return number;
    default:
        return text_value(record->text.text, record->text.size);
    }
}

/* The words of `absent` are divided by blanks; '' stands for the empty text. */
static bool is_absent_word(const char *words, struct slice value)
{
    for (const char *at = words; at && *at;) {
        size_t size = strcspn(at, " ");

        if (size == 2 && memcmp(at, "''", 2) == 0 ? value.size == 0
                                                  : size == value.size && size &&
                                strncasecmp(at, value.text, size) == 0)
            return true;
        at += size;
        at += strspn(at, " ");
    }
    return false;
}

static struct slice mapped(const struct item_column *column, struct slice value)
{
    for (uint32_t i = 0; i < column->map_count; i++) {
        const struct item_map_entry *entry = &column->map[i];

        if (strlen(entry->value) == value.size &&
                memcmp(entry->value, value.text, value.size) == 0)
            return (struct slice){entry->to, strlen(entry->to)};
    }
    return value;
}

static void note_failure(struct scan *scan, uint32_t column)
{
    struct scan_usage *usage = scan->usage;

    scan->context->trouble++;
    if (usage->failed_values++ == 0) {
        usage->failed_column = column;
        usage->failed_record_id = scan_record_id(scan);
    }
}

static bool convert(struct scan *scan, uint32_t column, struct slice text,
        struct stage_value *ret_value, struct error *err)
{
    enum program_type type = scan->item->columns[column].type;
    struct convert_value value;

    if (type == PROGRAM_TEXT) {
        *ret_value = text_value(text.text, text.size);
        return true;
    }
    if (!convert_text(type, text.text, text.size, &scan->convert, &value)) {
        note_failure(scan, column);
        *ret_value = (struct stage_value){.type = STAGE_BLOB, .bytes = text};
        return true;
    }
    if (value.kind == CONVERT_INTEGER)
        *ret_value = (struct stage_value){.type = STAGE_INTEGER,
                .integer = value.integer};
    else if (value.kind == CONVERT_REAL)
        *ret_value = (struct stage_value){.type = STAGE_REAL, .real = value.real};
    else {
        buf_reset(&scan->spare);
        if (!buf_append(&scan->spare, value.text, value.text_size, err))
            return false;
        *ret_value = text_value(scan->spare.data, scan->spare.size);
    }
    return true;
}

/* The first group of a pattern over the member's name; absent where it does not match. */
static bool from_path(struct scan *scan, const char *pattern, struct slice *ret_text,
        struct error *err)
{
    const char *name = scan->archive->preflight.members[scan->member].name;
    CLEANUP(regex_freep) struct regex *regex = NULL;
    struct slice groups[2] = {{NULL, 0}, {NULL, 0}};
    bool matched;

    if (!regex_compile(pattern, &regex, err) ||
            !regex_match(regex, name, strlen(name), groups, 2, &matched, err))
        return false;
    *ret_text = matched ? groups[1] : (struct slice){NULL, 0};
    return true;
}

static bool delivered_text(struct scan *scan, uint32_t column, struct slice *ret_text,
        struct error *err)
{
    const struct item_column *how = &scan->source->columns[column];

    *ret_text = (struct slice){NULL, 0};
    switch (how->origin) {
    case ITEM_FIELD:
        if (scan->places[column] != SIZE_MAX)
            *ret_text = scan->records[scan->at].fields[scan->places[column]];
        return true;
    case ITEM_CONSTANT:
        *ret_text = (struct slice){how->from, strlen(how->from)};
        return true;
    case ITEM_PATH:
        return from_path(scan, how->from, ret_text, err);
    case ITEM_NOTHING:
        return true;
    }
    return true;
}

bool scan_value(struct scan *scan, uint32_t column, struct stage_value *ret_value,
        struct error *err)
{
    const struct item_column *how;
    struct slice text;

    if (column >= scan->item->column_count) {
        *ret_value = hidden_value(scan, column - scan->item->column_count);
        return true;
    }
    how = &scan->source->columns[column];
    if (!delivered_text(scan, column, &text, err))
        return false;
    if (!text.text || is_absent_word(how->absent, text)) {
        *ret_value = (struct stage_value){.type = STAGE_NULL};
        return true;
    }
    text = mapped(how, text);
    if (how->normalise) {
        buf_reset(&scan->value);
        if (!convert_normalise(how->normalise, text.text, text.size, &scan->value, err))
            return false;
        text = (struct slice){buf_text(&scan->value), scan->value.size};
    }
    return convert(scan, column, text, ret_value, err);
}
