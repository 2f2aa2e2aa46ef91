#include "engine/base/zone_table.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/date.h"

#define HEADER_SIZE ((size_t)44)
#define TYPE_SIZE ((size_t)6)
#define TYPES_MAX 256
#define FOOTER_MAX 256
#define OFFSET_LIMIT (26 * 3600) /* RFC 8536, 3.2: no offset reaches this far */
#define HOUR 3600
#define DAY 86400

struct header {
    uint8_t version;
    size_t utc_flags, standard_flags, leaps, times, types, characters;
};

struct reader {
    const uint8_t *at;
    size_t left;
};

static const uint8_t *take(struct reader *reader, size_t size)
{
    const uint8_t *at = reader->at;

    if (size > reader->left)
        return NULL;
    reader->at += size;
    reader->left -= size;
    return at;
}

/* Big-endian. */
static uint64_t read_number(const uint8_t *bytes, size_t size)
{
    uint64_t number = 0;

    for (size_t i = 0; i < size; i++)
        number = number << 8 | bytes[i];
    return number;
}

static bool read_header(struct reader *reader, struct header *ret_header)
{
    const uint8_t *bytes = take(reader, HEADER_SIZE);

    if (!bytes || memcmp(bytes, "TZif", 4) != 0)
        return false;
    ret_header->version = bytes[4];
    ret_header->utc_flags = read_number(bytes + 20, 4);
    ret_header->standard_flags = read_number(bytes + 24, 4);
    ret_header->leaps = read_number(bytes + 28, 4);
    ret_header->times = read_number(bytes + 32, 4);
    ret_header->types = read_number(bytes + 36, 4);
    ret_header->characters = read_number(bytes + 40, 4);
    return true;
}

/* The counts are 32 bits wide, so the sum cannot overflow. */
static size_t size_of_block(const struct header *header, size_t time_size)
{
    return header->times * (time_size + 1) + header->types * TYPE_SIZE +
            header->characters + header->leaps * (time_size + 4) +
            header->standard_flags + header->utc_flags;
}

static bool read_types(const uint8_t *bytes, size_t count, int32_t offsets[TYPES_MAX])
{
    for (size_t i = 0; i < count; i++) {
        offsets[i] = (int32_t)(uint32_t)read_number(bytes + i * TYPE_SIZE, 4);
        if (offsets[i] <= -OFFSET_LIMIT || offsets[i] >= OFFSET_LIMIT)
            return false;
    }
    return true;
}

/* block: all times, then a type's number for each. */
static bool read_transitions(const uint8_t *block, const struct header *header,
        const int32_t offsets[TYPES_MAX], struct zone_table *table)
{
    const uint8_t *types = block + header->times * 8;

    for (size_t i = 0; i < header->times; i++) {
        struct zone_transition *transition = &table->transitions[i];

        transition->at = (int64_t)read_number(block + i * 8, 8);
        if (types[i] >= header->types || (i > 0 && transition->at <= transition[-1].at))
            return false;
        transition->offset = offsets[types[i]];
    }
    table->count = header->times;
    return true;
}

/* The rule between two line ends; an empty one says that nothing is known. */
static bool read_footer(struct reader *reader, struct zone_rule *ret_rule)
{
    char text[FOOTER_MAX] = "";
    size_t size;

    if (reader->left < 2 || reader->at[0] != '\n' || reader->left > sizeof(text))
        return false;
    size = reader->left - 2;
    memcpy(text, reader->at + 1, size);
    if (reader->at[size + 1] != '\n' || strlen(text) != size)
        return false;
    return size == 0 || zone_table_parse_rule(text, ret_rule);
}

static bool read_block(struct reader *reader, const struct header *header,
        struct zone_table *table, struct error *err)
{
    const uint8_t *block = take(reader, size_of_block(header, 8));
    int32_t offsets[TYPES_MAX];

    if (!block || header->types == 0 || header->types > TYPES_MAX)
        return error_set(err, ERROR_UNREADABLE,
                "the time zone file is cut off or has no types");
    if (header->leaps > 0)
        return error_set(err, ERROR_UNREADABLE,
                "the time zone file counts leap seconds; choose "
                "the zone of the same name that does not");
    table->transitions = calloc(header->times + 1, sizeof(*table->transitions));
    if (!table->transitions)
        return error_memory(err);
    if (!read_types(block + header->times * 9, header->types, offsets) ||
            !read_transitions(block, header, offsets, table) ||
            !read_footer(reader, &table->rule))
        return error_set(err, ERROR_UNREADABLE, "the time zone file contradicts itself");
    table->first_offset = offsets[0];
    return true;
}

bool zone_table_parse(const void *bytes, size_t size, struct zone_table *ret_table,
        struct error *err)
{
    CLEANUP(zone_table_clear) struct zone_table table = {0};
    struct reader reader = {bytes, size};
    struct header header;

    if (size > ZONE_TABLE_FILE_MAX || !read_header(&reader, &header))
        return error_set(err, ERROR_UNREADABLE, "not a time zone file");
    if (header.version < '2')
        return error_set(err, ERROR_UNREADABLE,
                "the time zone file is of version 1; install "
                "current time zone data");
    if (!take(&reader, size_of_block(&header, 4)) || !read_header(&reader, &header))
        return error_set(err, ERROR_UNREADABLE, "the time zone file is cut off");
    if (!read_block(&reader, &header, &table, err))
        return false;
    *ret_table = table;
    memset(&table, 0, sizeof(table));
    return true;
}

void zone_table_clear(struct zone_table *table)
{
    free(table->transitions);
    table->transitions = NULL;
    table->count = 0;
}

/* Reads a number of at most three digits within bounds. */
static bool read_integer(const char **text, int low, int high, int *ret_number)
{
    const char *start = *text;
    int number = 0;

    while (**text >= '0' && **text <= '9' && *text - start < 3)
        number = number * 10 + (*(*text)++ - '0');
    if (*text == start || number < low || number > high)
        return false;
    *ret_number = number;
    return true;
}

/* [+|-]hh[:mm[:ss]] */
static bool read_time(const char **text, int hours_max, int32_t *ret_seconds)
{
    bool is_negative = **text == '-';
    int hours, minutes = 0, seconds = 0;

    if (**text == '-' || **text == '+')
        ++*text;
    if (!read_integer(text, 0, hours_max, &hours))
        return false;
    if (**text == ':') {
        ++*text;
        if (!read_integer(text, 0, 59, &minutes))
            return false;
    }
    if (**text == ':') {
        ++*text;
        if (!read_integer(text, 0, 59, &seconds))
            return false;
    }
    *ret_seconds = (hours * HOUR + minutes * 60 + seconds) * (is_negative ? -1 : 1);
    return true;
}

/* At least three letters, or anything in <>. */
static bool skip_abbreviation(const char **text)
{
    size_t length = strspn(*text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    if (**text == '<') {
        length = strcspn(*text, ">");
        if (!(*text)[length])
            return false;
        length++;
    }
    *text += length;
    return length >= 3;
}

static bool read_literal(const char **text, char wanted)
{
    if (**text != wanted)
        return false;
    ++*text;
    return true;
}

/* ,date[/time] */
static bool read_day_rule(const char **text, struct zone_day_rule *ret_rule)
{
    struct zone_day_rule rule = {.seconds = 2 * HOUR};
    bool ok;

    if (!read_literal(text, ','))
        return false;
    if (read_literal(text, 'J')) {
        rule.kind = ZONE_DAY_JULIAN;
        ok = read_integer(text, 1, 365, &rule.day);
    } else if (read_literal(text, 'M')) {
        rule.kind = ZONE_DAY_MONTH;
        ok = read_integer(text, 1, 12, &rule.month) && read_literal(text, '.') &&
                read_integer(text, 1, 5, &rule.week) && read_literal(text, '.') &&
                read_integer(text, 0, 6, &rule.day);
    } else {
        rule.kind = ZONE_DAY_ZERO;
        ok = read_integer(text, 0, 365, &rule.day);
    }
    if (ok && read_literal(text, '/'))
        ok = read_time(text, 167, &rule.seconds);
    *ret_rule = rule;
    return ok;
}

bool zone_table_parse_rule(const char *text, struct zone_rule *ret_rule)
{
    struct zone_rule rule = {.is_set = true};
    int32_t west;

    if (!skip_abbreviation(&text) || !read_time(&text, 24, &west))
        return false;
    rule.standard = -west;
    if (*text) {
        rule.has_summer = true;
        rule.summer = rule.standard + HOUR;
        if (!skip_abbreviation(&text))
            return false;
        if (*text != ',') {
            if (!read_time(&text, 24, &west))
                return false;
            rule.summer = -west;
        }
        if (!read_day_rule(&text, &rule.begin) || !read_day_rule(&text, &rule.end) ||
                *text)
            return false;
    }
    *ret_rule = rule;
    return true;
}

/* Days since 1970 of a month's n-th weekday; the fifth is the last. 1970-01-01 was a
 * Thursday. */
static int64_t find_weekday(int year, const struct zone_day_rule *rule)
{
    int64_t day = 0, next = 0;

    (void)date_from_civil(year, rule->month, 1, &day);
    if (!date_from_civil(year, rule->month + 1, 1, &next))
        next = day + 31; /* December */
    day += (rule->day - (day + 4) % 7 + 14) % 7;
    day += (rule->week - 1) * 7;
    return day < next ? day : day - 7;
}

static int64_t find_day(int year, const struct zone_day_rule *rule)
{
    int64_t first = 0, march = 0;

    if (rule->kind == ZONE_DAY_MONTH)
        return find_weekday(year, rule);
    (void)date_from_civil(year, 1, 1, &first);
    if (rule->kind == ZONE_DAY_ZERO)
        return first + rule->day;
    (void)date_from_civil(year, 3, 1, &march);
    return rule->day <= 59 ? first + rule->day - 1 : march + rule->day - 60;
}

static int32_t offset_by_rule(const struct zone_rule *rule, int64_t utc)
{
    int64_t begin, end, local = utc + rule->standard;
    int year, month, day;

    if (!rule->has_summer)
        return rule->standard;
    date_to_civil(local / DAY - (local % DAY < 0), &year, &month, &day);
    begin = find_day(year, &rule->begin) * DAY + rule->begin.seconds - rule->standard;
    end = find_day(year, &rule->end) * DAY + rule->end.seconds - rule->summer;
    /* In the south summer spans the year's end. */
    if (begin < end ? utc >= begin && utc < end : utc >= begin || utc < end)
        return rule->summer;
    return rule->standard;
}

int32_t zone_table_offset(const struct zone_table *table, int64_t utc_seconds)
{
    size_t low = 0, high = table->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (table->transitions[middle].at <= utc_seconds)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == table->count && table->rule.is_set)
        return offset_by_rule(&table->rule, utc_seconds);
    return low == 0 ? table->first_offset : table->transitions[low - 1].offset;
}
