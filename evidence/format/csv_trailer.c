#include "evidence/format/csv_trailer.h"

#include <string.h>

#define RECORD_MAX ((size_t)128)
#define DIGITS "0123456789"

static bool is_filled(struct slice field)
{
    return field.size && (field.size != 2 || memcmp(field.text, "\"\"", 2) != 0);
}

/* The first field, and the second where it alone has a value besides. */
static bool gather(const struct csv_scan *scan, const struct csv_record *record,
        struct trailer_cells *cells)
{
    if (record->field_count > LIMIT_CSV_COLUMNS)
        return false;
    if (record->field_count > 2 && is_filled(csv_scan_field(scan, record, 2)))
        return false; /* most rows */
    for (uint32_t k = 0; k < record->field_count; k++) {
        struct slice field = csv_scan_field(scan, record, k);

        if (!is_filled(field))
            continue;
        if (k >= ARRAY_LENGTH(cells->filled))
            return false;
        cells->filled[k] = field;
    }
    return true;
}

static bool begins_with_group(struct slice field)
{
    return field.size >= 3 && memchr(DIGITS, field.text[0], 10) &&
            memchr(DIGITS, field.text[1], 10) && memchr(DIGITS, field.text[2], 10) &&
            (field.size == 3 || !memchr(DIGITS, field.text[3], 10));
}

/* Whether the comma that divides the first two fields is one that groups digits, as in
 * "# Records: 1,002". *ret_text is then the record in one piece. */
static bool is_divided_number(const struct csv_scan *scan,
        const struct csv_record *record, struct slice *ret_text)
{
    struct slice first, second;

    if (scan->dialect.delimiter != ',' || record->field_count < 2 ||
            record->size >= RECORD_MAX)
        return false;
    first = csv_scan_field(scan, record, 0);
    second = csv_scan_field(scan, record, 1);
    if (!first.size || !memchr(DIGITS, first.text[first.size - 1], 10) ||
            !begins_with_group(second))
        return false;
    *ret_text = (struct slice){scan->text + record->begin, record->size};
    while (ret_text->text[ret_text->size - 1] == ',') /* padded */
        ret_text->size--;
    return true;
}

/* "1,200件" may be a row of two columns, 1 and 200件; "1,002件" is hardly one. */
static bool may_be_row(const struct csv_scan *scan, const struct csv_record *record,
        uint32_t columns, struct slice text)
{
    return record->field_count == columns && memchr(DIGITS, text.text[0], 10) &&
            csv_scan_field(scan, record, 1).text[0] != '0';
}

static enum trailer read_divided(const struct csv_scan *scan,
        const struct csv_record *record, uint32_t columns, uint64_t *ret_total)
{
    struct trailer_cells cells = {.columns = columns, .stands_apart = true};

    if (!is_divided_number(scan, record, &cells.filled[0]) ||
            may_be_row(scan, record, columns, cells.filled[0]))
        return TRAILER_NONE;
    return trailer_read(&cells, ret_total);
}

enum trailer csv_trailer_read(const struct csv_scan *scan,
        const struct csv_record *record, uint32_t columns, uint64_t *ret_total)
{
    struct trailer_cells cells = {.columns = columns,
            .stands_apart = record->field_count != columns};
    enum trailer trailer = TRAILER_NONE;

    if (record->size >= RECORD_MAX || record->size == 0)
        return TRAILER_NONE;
    if (gather(scan, record, &cells))
        trailer = trailer_read(&cells, ret_total);
    return trailer ? trailer : read_divided(scan, record, columns, ret_total);
}

/* Of the line at `at`: where its last line end stands, or the text's end. */
static size_t find_end(struct slice text, size_t at, char line_end)
{
    while (at < text.size && text.text[at] != '\n' && text.text[at] != line_end)
        at++;
    return at + 1 < text.size && text.text[at] == '\r' && text.text[at + 1] == '\n'
            ? at + 1
            : at;
}

bool csv_trailer_find_above(struct slice preamble, struct csv_dialect dialect,
        struct csv_record *record, uint64_t *ret_total, uint32_t *ret_line)
{
    struct csv_scan scan;
    uint32_t line = 1;
    bool found = false;
    uint64_t total;

    for (size_t at = 0, end; at < preamble.size; at = end + 1, line++) {
        size_t size;

        end = find_end(preamble, at, dialect.line_end);
        size = end - at;
        if (size && preamble.text[end - 1] == '\r')
            size--;
        /* each line by itself: a quote in a remark is no quote */
        csv_scan_begin(&scan, dialect, preamble.text + at, size, 0, true);
        if (size >= RECORD_MAX || csv_scan_next(&scan, record) != CSV_RECORD ||
                csv_trailer_read(&scan, record, UINT32_MAX, &total) != TRAILER_TOTAL)
            continue;
        found = true;
        *ret_total = total;
        *ret_line = line;
    }
    return found;
}

/* One that may be a row. */
static bool is_divided_total(const struct csv_scan *scan, const struct csv_record *record)
{
    struct trailer_cells cells = {.stands_apart = true};
    uint64_t total;

    return is_divided_number(scan, record, &cells.filled[0]) &&
            trailer_read(&cells, &total) == TRAILER_TOTAL;
}

bool csv_trailer_is_sum(struct slice text, struct csv_dialect dialect)
{
    struct csv_record record;
    struct csv_scan scan;
    struct trailer_sum sum = {0};

    csv_scan_begin(&scan, dialect, text.text, text.size, 0, true);
    if (csv_scan_next(&scan, &record) != CSV_RECORD ||
            record.field_count > LIMIT_CSV_COLUMNS)
        return false;
    if (is_divided_total(&scan, &record))
        return true;
    for (uint32_t k = 0; k < record.field_count; k++) {
        struct slice field = csv_scan_field(&scan, &record, k);

        if (csv_scan_trim(&field, dialect.quote) || !trailer_sum_add(&sum, field))
            return false;
    }
    return trailer_sum_is(&sum);
}

/* "29", "1,029". */
static bool is_whole(struct slice cell, uint64_t *ret_number)
{
    uint64_t number = 0;

    for (size_t i = 0; i < cell.size; i++) {
        if (cell.text[i] == ',' && i > 0)
            continue;
        if (!memchr(DIGITS, cell.text[i], 10) || number > UINT64_MAX / 20)
            return false;
        number = number * 10 + (uint64_t)(cell.text[i] - '0');
    }
    *ret_number = number;
    return cell.size > 0;
}

static bool is_called_sum(struct slice cell, char quote)
{
    struct trailer_sum sum = {0};

    return !csv_scan_trim(&cell, quote) && trailer_sum_add(&sum, cell);
}

bool csv_trailer_pair_add(struct csv_trailer_pair *pair, struct slice text,
        struct csv_dialect dialect)
{
    struct csv_trailer_pair before = *pair;
    struct csv_record record;
    struct csv_scan scan;
    struct slice cell;
    uint64_t number;

    pair->records++;
    pair->is_unsummed = true;
    csv_scan_begin(&scan, dialect, text.text, text.size, 0, true);
    if (csv_scan_next(&scan, &record) != CSV_RECORD || record.field_count != 2)
        return false;
    cell = csv_scan_field(&scan, &record, 1);
    if (csv_scan_trim(&cell, dialect.quote) || !is_whole(cell, &number))
        return false;
    pair->is_unsummed = before.is_unsummed ||
            __builtin_add_overflow(before.sum, number, &pair->sum);
    return before.records > 1 &&
            (number == before.records || (!before.is_unsummed && number == before.sum)) &&
            is_called_sum(csv_scan_field(&scan, &record, 0), dialect.quote);
}
