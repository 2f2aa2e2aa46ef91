#include "evidence/format/csv_doubt.h"

#include "evidence/convert/convert.h"
#include "evidence/format/csv_likeness.h"

#define COLUMNS_MAX 256u
#define ROWS_MAX 100u
#define VALUE_MAX ((size_t)64) /* no number or stamp is longer */

enum type { EMPTY, NUMBER, STAMP, OTHER };

struct column {
    enum type type;            /* of the supposed header's field */
    int64_t number, below;     /* of the header and of the first row; else INT64_MIN */
    uint32_t types[OTHER + 1]; /* of the rows' values */
};

struct table {
    struct column columns[COLUMNS_MAX];
    uint32_t count;
};

static bool is_stamp(struct slice value)
{
    const struct convert_context context = {.zone = NULL};
    struct convert_value converted;
    int day;

    return convert_text(PROGRAM_DATE, value.text, value.size, &context, &converted) ||
            convert_text(PROGRAM_TIMESTAMP, value.text, value.size, &context,
                    &converted) ||
            convert_yearless_day(value.text, value.size, &day);
}

static enum type type_of(struct slice value, char quote, int64_t *ret_number)
{
    const struct convert_context context = {.zone = NULL};
    struct convert_value converted;

    *ret_number = INT64_MIN;
    if (csv_scan_trim(&value, quote) || value.size > VALUE_MAX)
        return OTHER;
    while (value.size && (value.text[0] == ' ' || value.text[0] == '\t')) {
        value.text++;
        value.size--;
    }
    if (!value.size)
        return EMPTY;
    if (!convert_text(PROGRAM_NUMBER, value.text, value.size, &context, &converted))
        return is_stamp(value) ? STAMP : OTHER;
    if (converted.kind == CONVERT_INTEGER)
        *ret_number = converted.integer;
    return NUMBER;
}

static void look_at_header(const struct csv_scan *scan, const struct csv_record *record,
        struct table *table)
{
    table->count = record->field_count < COLUMNS_MAX ? record->field_count : COLUMNS_MAX;
    for (uint32_t k = 0; k < table->count; k++) {
        struct column *column = &table->columns[k];

        *column = (struct column){.below = INT64_MIN};
        column->type = type_of(csv_scan_field(scan, record, k), scan->dialect.quote,
                &column->number);
    }
}

static void look_at_row(const struct csv_scan *scan, const struct csv_record *record,
        bool is_first, struct table *table)
{
    for (uint32_t k = 0; k < table->count && k < record->field_count; k++) {
        struct column *column = &table->columns[k];
        int64_t number;

        column->types[type_of(csv_scan_field(scan, record, k), scan->dialect.quote,
                &number)]++;
        if (is_first)
            column->below = number;
    }
}

/* Whether all the rows' values are of the type; true of a column without any. */
static bool is_all(const struct column *column, enum type type)
{
    return column->types[NUMBER] + column->types[STAMP] + column->types[OTHER] ==
            column->types[type];
}

static bool has_values(const struct column *column)
{
    return column->types[NUMBER] || column->types[STAMP] || column->types[OTHER];
}

static bool is_doubtful(const struct table *table)
{
    for (uint32_t k = 0; k < table->count; k++) {
        const struct column *column = &table->columns[k];

        if (column->type == STAMP || (column->type == NUMBER && is_all(column, NUMBER)))
            return true;
    }
    return false;
}

/* A name above numbers or stamps. */
static bool has_name(const struct table *table)
{
    for (uint32_t k = 0; k < table->count; k++) {
        const struct column *column = &table->columns[k];

        if (column->type == OTHER && has_values(column) &&
                (is_all(column, NUMBER) || is_all(column, STAMP)))
            return true;
    }
    return false;
}

static bool is_year(int64_t number)
{
    return number >= 1900 && number <= 2100;
}

static bool follows(int64_t left, int64_t right)
{
    return left != INT64_MIN && left != INT64_MAX && right == left + 1;
}

/* Numbers that go up by one, as a row's do not. */
static bool has_run(const struct table *table)
{
    uint32_t length = 1;
    bool runs_below = true;

    for (uint32_t k = 1; k < table->count; k++) {
        const struct column *left = &table->columns[k - 1], *right = &table->columns[k];

        if (!follows(left->number, right->number)) {
            length = 1;
            runs_below = true;
            continue;
        }
        length++;
        runs_below = runs_below && follows(left->below, right->below);
        if (!runs_below && !(is_year(left->number) && is_year(left->below)) &&
                (length > 2 || (is_year(left->number) && is_year(right->number))))
            return true;
    }
    return false;
}

static bool has_days(const struct table *table)
{
    uint32_t unlike = 0;

    for (uint32_t k = 0; k < table->count; k++) {
        const struct column *column = &table->columns[k];

        if (column->type != STAMP || !has_values(column) || column->types[STAMP])
            continue;
        unlike += is_all(column, NUMBER) ? 2 : 1;
    }
    return unlike >= 2;
}

enum csv_doubt csv_doubt_judge(const char *text, size_t size, bool whole,
        struct csv_dialect dialect)
{
    struct csv_record record;
    struct csv_scan scan;
    struct table table;

    csv_scan_begin(&scan, dialect, text, size, 0, whole);
    if (csv_scan_next(&scan, &record) != CSV_RECORD)
        return CSV_DOUBT_NONE;
    look_at_header(&scan, &record, &table);
    for (uint32_t row = 0; row < ROWS_MAX && csv_scan_next(&scan, &record) == CSV_RECORD;
            row++)
        look_at_row(&scan, &record, row == 0, &table);
    if (!is_doubtful(&table))
        return csv_likeness_judge(text, size, whole, dialect, has_name(&table));
    return has_name(&table) || has_run(&table) || has_days(&table) ? CSV_DOUBT_HEADER
                                                                   : CSV_DOUBT_HEADERLESS;
}
