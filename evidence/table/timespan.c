#include "evidence/table/timespan.h"

#include <stdio.h>
#include <string.h>

#include "evidence/convert/convert.h"

#define COLUMNS_MAX 256u
#define SAMPLE 1000u    /* records that decide which columns are worth following */
#define FOLLOWED_MAX 4u /* of either type */
#define LEAP_YEAR 366   /* days */
#define DISORDER 31     /* days that a line may be late, also over New Year */
#define VALUE_MAX 256u  /* bytes of a time that is normalised */
#define NORMALISED_MAX ((size_t)4096)

/* A column that may tell. */
struct candidate {
    const char *field;
    bool may_be[2];  /* a timestamp, a date: all its values so far are */
    bool is_lenient; /* a layout says what it is: a value that is none is passed over */
    const char *normalise; /* as the layout says; NULL: nothing */
    uint64_t values;       /* how many told a time */
    struct timespan span[2];
    /* Of stamps without a year, as days from the first one's New Year: */
    int64_t earliest, latest, turns; /* how often the year turned */
    int last_day;                    /* of its year */
};

struct search {
    const struct archive *archive;
    uint32_t member;
    const struct record_format *format;
    const struct zone *zone;
    uint64_t total_row; /* passed over */
    struct candidate candidates[COLUMNS_MAX];
    size_t count;
    bool is_whole; /* the last pass saw every record */
    struct timespan_misses misses;
};

static const enum program_type types[2] = {PROGRAM_TIMESTAMP, PROGRAM_DATE};

/* All of one type are equally long; and shorter than a span's ends. */
static void extend(struct timespan *span, const char *value, size_t size)
{
    if (!span->first[0] || memcmp(value, span->first, size) < 0)
        memcpy(span->first, value, size);
    if (!span->last[0] || memcmp(value, span->last, size) > 0)
        memcpy(span->last, value, size);
}

/* "--04-01", for a day of a leap year. */
static void write_yearless(int64_t day, char text[DATE_INSTANT_SIZE])
{
    int64_t begin, of_year = (day % LEAP_YEAR + LEAP_YEAR) % LEAP_YEAR;
    int year, month, month_day;

    if (!date_from_civil(2000, 1, 1, &begin))
        return;
    date_to_civil(begin + of_year, &year, &month, &month_day);
    snprintf(text, DATE_INSTANT_SIZE, "--%02d-%02d", month % 100, month_day % 100);
}

/* Days of a leap year, since 1 January. The same day comes for hours on end. */
static void extend_yearless(struct candidate *candidate, struct timespan *span, int day)
{
    bool is_first = span->first[0] != '-';
    int64_t at;

    if (!is_first && candidate->last_day == day)
        return;
    if (is_first)
        candidate->turns = 0;
    else if (day < candidate->last_day - DISORDER)
        candidate->turns++;
    else if (day > candidate->last_day + LEAP_YEAR - DISORDER)
        candidate->turns--;
    candidate->last_day = day;
    at = candidate->turns * LEAP_YEAR + day;
    if (is_first || at < candidate->earliest)
        candidate->earliest = at;
    if (is_first || at > candidate->latest)
        candidate->latest = at;
    write_yearless(candidate->earliest, span->first);
    write_yearless(candidate->latest, span->last);
}

static bool is_digits(struct slice value)
{
    for (size_t i = 0; i < value.size; i++) {
        if (value.text[i] < '0' || value.text[i] > '9')
            return false;
    }
    return true;
}

static bool take_as(const struct search *search, struct candidate *candidate, size_t type,
        struct slice value)
{
    bool is_zone_used = false;
    const struct convert_context context = {.zone = search->zone,
            .is_zone_used = &is_zone_used};
    struct convert_value converted;
    int day;

    if (types[type] == PROGRAM_DATE && !candidate->is_lenient && is_digits(value))
        return false;
    if (convert_text(types[type], value.text, value.size, &context, &converted)) {
        extend(&candidate->span[type], converted.text, converted.text_size);
        candidate->span[type].is_zone_used |= is_zone_used && search->zone;
        return true;
    }
    if (types[type] != PROGRAM_TIMESTAMP || !candidate->is_lenient ||
            !convert_yearless_day(value.text, value.size, &day))
        return false;
    extend_yearless(candidate, &candidate->span[type], day);
    return true;
}

static void take_types(const struct search *search, struct candidate *candidate,
        struct slice value)
{
    for (size_t type = 0; type < ARRAY_LENGTH(types); type++) {
        if (!candidate->may_be[type])
            continue;
        if (take_as(search, candidate, type, value))
            candidate->values++;
        else
            candidate->may_be[type] = candidate->is_lenient;
    }
}

/* A value too long to normalise is no time, and is passed over. */
static bool take_value(const struct search *search, struct candidate *candidate,
        struct slice value, struct error *err)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(NORMALISED_MAX);

    if (!value.text || value.size == 0)
        return true;
    if (!candidate->normalise) {
        take_types(search, candidate, value);
        return true;
    }
    if (value.size > VALUE_MAX)
        return true;
    if (!convert_normalise(candidate->normalise, value.text, value.size, &text, err))
        return false;
    take_types(search, candidate, (struct slice){buf_text(&text), text.size});
    return true;
}

static void note_problem(struct timespan_misses *misses, const struct record *record)
{
    if (misses->unreadable++ == 0)
        misses->first = (struct record){.number = record->number,
                .line = record->line,
                .problem = record->problem};
    misses->unmatched += strcmp(record->problem, "no-match") == 0;
}

static bool take_record(struct search *search, const struct record *record,
        struct error *err)
{
    if (record->problem) {
        note_problem(&search->misses, record);
        return true;
    }
    for (size_t i = 0; i < search->count && record->number != search->total_row; i++) {
        if (!take_value(search, &search->candidates[i], record->fields[i], err))
            return false;
    }
    return true;
}

static void begin_pass(struct search *search, const char **wanted)
{
    for (size_t i = 0; i < search->count; i++) {
        wanted[i] = search->candidates[i].field;
        search->candidates[i].values = 0;
        memset(search->candidates[i].span, 0, sizeof(search->candidates[i].span));
    }
}

/* Over so many records at most, or all of them. */
static bool pass(struct search *search, uint64_t most, struct error *err)
{
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    const char *wanted[COLUMNS_MAX];
    const struct record *records;
    size_t count;

    begin_pass(search, wanted);
    search->is_whole = false;
    search->misses = (struct timespan_misses){.is_counted = search->misses.is_counted};
    if (!record_open(search->archive, search->member, search->format, wanted,
                search->count, &reader, err))
        return false;
    for (uint64_t seen = 0; seen < most; seen += count) {
        if (!record_read(reader, &records, &count, err))
            return false;
        search->is_whole = count == 0;
        if (count == 0)
            return true;
        for (size_t r = 0; r < count; r++) {
            if (!take_record(search, &records[r], err))
                return false;
        }
    }
    return true;
}

/* Times that are still to come are no record's own. */
static bool is_expiry(const char *name)
{
    static const char *const words[] = {"expir", "until", "valid_to", "valid to",
            "validto", "not_after", "not after", "notafter", "deadline", "due_",
            "due date", "duedate", "期限", "満了", "失効", "予定", "次回"};

    for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
        if (strcasestr(name, words[i]))
            return true;
    }
    return false;
}

/* The first column that all values of the type came from. */
static const struct candidate *find_column(const struct search *search, size_t type,
        bool is_any)
{
    for (size_t i = 0; i < search->count; i++) {
        if ((is_any || !is_expiry(search->candidates[i].field)) &&
                search->candidates[i].may_be[type] &&
                search->candidates[i].span[type].first[0])
            return &search->candidates[i];
    }
    return NULL;
}

/* The first few of either type are followed further; most columns are out by then. */
static void keep_likely(struct search *search)
{
    size_t kept = 0, followed[2] = {0};

    for (size_t i = 0; i < search->count; i++) {
        struct candidate candidate = search->candidates[i];
        bool is_wanted = false;

        for (size_t type = 0; type < ARRAY_LENGTH(types); type++) {
            candidate.may_be[type] = candidate.may_be[type] &&
                    candidate.span[type].first[0] && followed[type] < FOLLOWED_MAX;
            followed[type] += candidate.may_be[type];
            is_wanted = is_wanted || candidate.may_be[type];
        }
        if (is_wanted)
            search->candidates[kept++] = candidate;
    }
    search->count = kept;
}

static void add(struct search *search, const struct candidate *candidate)
{
    if (search->count < COLUMNS_MAX)
        search->candidates[search->count++] = *candidate;
}

/* What a layout marks as the time of its records. */
static void add_of_layout(struct search *search, const struct layout *layout)
{
    for (uint32_t i = 0; i < layout->column_count; i++) {
        const struct layout_column *column = &layout->columns[i];

        if (column->is_time)
            add(search,
                    &(struct candidate){.field = column->from ? column->from
                                                              : column->name,
                            .may_be = {column->type == types[0],
                                    column->type == types[1]},
                            .is_lenient = true,
                            .normalise = column->normalise});
    }
}

/* Of a layout's columns the one that tells of the most records. */
static void keep_fullest(struct search *search)
{
    size_t fullest = 0;

    for (size_t i = 1; i < search->count; i++) {
        if (search->candidates[i].values > search->candidates[fullest].values)
            fullest = i;
    }
    search->candidates[0] = search->candidates[fullest];
    search->count = search->count > 0;
}

static void choose(const struct search *search, struct timespan *ret_span)
{
    for (size_t i = 0; i < 2 * ARRAY_LENGTH(types); i++) {
        size_t type = i % ARRAY_LENGTH(types);
        const struct candidate *found = find_column(search, type,
                i >= ARRAY_LENGTH(types));

        if (!found)
            continue;
        *ret_span = found->span[type];
        ret_span->column = found->field;
        return;
    }
}

/* What cannot be read was told before. */
static bool is_end(const struct error *failure)
{
    return failure->code == ERROR_UNREADABLE || failure->code == ERROR_LIMIT ||
            failure->code == ERROR_MISSING || failure->code == ERROR_SCRIPT;
}

static bool search_all(struct search *search, const struct layout *layout,
        struct error *err)
{
    if (!layout) {
        if (!pass(search, SAMPLE, err))
            return false;
        keep_likely(search);
    }
    return (search->count == 0 && !search->misses.is_counted) || search->is_whole ||
            pass(search, UINT64_MAX, err);
}

bool timespan_find(const struct archive *archive, uint32_t member,
        const struct record_format *format, const struct timespan_member *known,
        const struct zone *zone, struct timespan *ret_span,
        struct timespan_misses *ret_misses, struct error *err)
{
    const struct layout *layout = known->layout;
    struct record_format read = *format;
    struct search search = {.archive = archive,
            .member = member,
            .format = &read,
            .zone = !layout && format->kind == RECORD_W3C ? NULL : zone, /* NULL: UTC */
            .total_row = known->total_row};
    struct error failure = {0};

    memset(ret_span, 0, sizeof(*ret_span));
    if (layout)
        add_of_layout(&search, layout);
    if (layout && layout->format.pattern)
        read.pattern = layout->format.pattern;
    search.misses.is_counted = layout && layout->format.pattern;
    for (size_t i = 0; !layout && format->kind != RECORD_LINES && i < known->column_count;
            i++)
        if (format->kind != RECORD_W3C || known->columns[i][0] != '#') /* "#Date" */
            add(&search,
                    &(struct candidate){.field = known->columns[i],
                            .may_be = {true, true}});
    if ((search.count > 0 || search.misses.is_counted) &&
            !search_all(&search, layout, &failure) && !is_end(&failure)) {
        *err = failure;
        return false;
    }
    *ret_misses = search.misses;
    if (layout && search.count)
        keep_fullest(&search);
    choose(&search, ret_span);
    return true;
}
