#include "evidence/format/csv_title.h"

#include <string.h>

#include "evidence/format/header_word.h"
#include "evidence/format/table_head.h"

#define TITLES_MAX 20u
#define ROWS_LOOKED_AT 20u
#define ROWS_MAX (TITLES_MAX + 1 + ROWS_LOOKED_AT)

/* What is to be known of a record of the beginning. */
struct row {
    size_t begin;
    uint32_t fields, filled;
    bool begins_filled; /* the first field has a value */
    bool is_named;      /* no value that could not be a column's name */
    uint32_t known;     /* values that are known as such names */
    uint32_t pairs;     /* values that say themselves what they are of */
    bool is_sign;       /* the first field is "#" alone, as a column's name */
    struct table_head_row head;
};

static bool is_filled(struct slice field)
{
    for (size_t i = 0; i < field.size; i++) {
        if (field.text[i] != ' ' && field.text[i] != '\t' && field.text[i] != '"')
            return true;
    }
    return false;
}

static bool can_be_name(struct slice field)
{
    size_t letters = 0, digits = 0;

    for (size_t i = 0; i < field.size; i++) {
        unsigned char byte = (unsigned char)field.text[i];

        digits += byte >= '0' && byte <= '9';
        letters += byte >= 0x80 || (unsigned)((byte | 0x20) - 'a') < 26u;
    }
    return letters > 0 && digits <= letters;
}

/* "system: HR", "区分=正社員". */
static bool is_pair(struct slice field)
{
    static const char *const signs[] = {": ", "=", "：", "＝"};

    for (size_t i = 0; i < ARRAY_LENGTH(signs); i++) {
        const char *sign = memmem(field.text, field.size, signs[i], strlen(signs[i]));
        size_t before = sign ? (size_t)(sign - field.text) : 0;

        if (before && is_filled((struct slice){field.text, before}) &&
                is_filled((struct slice){sign + strlen(signs[i]),
                        field.size - before - strlen(signs[i])}))
            return true;
    }
    return false;
}

static void look(const struct csv_scan *scan, const struct csv_record *record,
        struct row *row)
{
    uint32_t count = record->field_count < LIMIT_CSV_COLUMNS ? record->field_count
                                                             : LIMIT_CSV_COLUMNS;

    *row = (struct row){.begin = record->begin,
            .fields = record->size ? record->field_count : 0,
            .is_named = true};
    for (uint32_t k = 0; record->size && k < count; k++) {
        struct slice field = csv_scan_field(scan, record, k);
        bool is_name;

        if (!is_filled(field))
            continue;
        row->filled++;
        row->begins_filled |= k == 0;
        is_name = can_be_name(field);
        row->is_named &= is_name;
        csv_scan_trim(&field, scan->dialect.quote);
        table_head_add(&row->head, k, field, is_name);
        row->known += header_word_is(field);
        row->pairs += is_pair(field);
        row->is_sign |= k == 0 && field.size == 1 && field.text[0] == '#';
    }
}

/* "client,acme" above "id,name,dept": one value tells what the other one is. */
static bool is_labelled(const struct row *row, const struct row *header)
{
    return row->fields == 2 && row->filled == 2 && row->known < 2 && header &&
            header->fields > 2 && header->known * 2 >= header->fields;
}

/* "部署=総務,区分=正社員" above "社員番号,氏名". */
static bool is_conditions(const struct row *row, const struct row *header)
{
    return row->pairs > 0 && !header->pairs && header->fields > 1 && header->is_named &&
            header->known * 2 >= header->fields;
}

/* Of a table with so many columns; header: NULL where any may be. */
static bool is_title(const struct row *row, uint32_t columns, const struct row *header)
{
    if (is_labelled(row, header) ||
            (header ? is_conditions(row, header) : row->pairs > 0))
        return true;
    if (row->filled == 0)
        return true;
    if (!row->begins_filled || (row->fields >= columns && columns < 3))
        return false;
    return row->filled == 1 ||
            (row->filled == 2 && (columns >= 4 || (columns == 3 && !row->is_named)));
}

/* Whether what stands behind rows[at], and more such lines, is the better header. */
static bool is_above_header(const struct row *rows, size_t count, size_t at)
{
    size_t next = at + 1;

    while (next < count && (rows[next].pairs || !rows[next].filled))
        next++;
    return next < count && is_conditions(&rows[at], &rows[next]);
}

/* Whether rows[at] is the header, with `count` rows in all. */
static bool is_header(const struct row *rows, size_t count, size_t at)
{
    const struct row *header = &rows[at];
    unsigned agreeing = 0, others = 0;
    bool differs = false; /* from what is above it, or behind it */

    if (header->fields < 2 || header->filled < 2 ||
            header->filled * 2 <= header->fields || !header->is_named ||
            is_above_header(rows, count, at))
        return false;
    for (size_t i = 0; i < at; i++) {
        if (!is_title(&rows[i], header->fields, header))
            return false;
        differs |= rows[i].fields == header->fields || !rows[i].filled;
    }
    for (size_t i = at + 1; i < count && i <= at + ROWS_LOOKED_AT; i++) {
        agreeing += rows[i].fields == header->fields;
        differs |= rows[i].fields == header->fields && !rows[i].is_named;
        others += rows[i].fields && rows[i].fields != header->fields;
    }
    return agreeing >= (differs ? 1 : 2) && others <= 1 + agreeing / 10;
}

static size_t find_header(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count && i <= TITLES_MAX; i++) {
        if (is_header(rows, count, i))
            return i;
        if (!is_title(&rows[i], UINT32_MAX, NULL))
            break;
    }
    return 0;
}

/* Whether most rows behind rows[at] have as many fields. */
static bool is_of_table(const struct row *rows, size_t count, size_t at)
{
    size_t agreeing = 0, others = 0;

    for (size_t i = at + 1; i < count; i++) {
        agreeing += rows[i].fields == rows[at].fields;
        others += rows[i].fields && rows[i].fields != rows[at].fields;
    }
    return agreeing > others;
}

/* The header below a form's head, where rows[found] was taken for it. */
static size_t find_below_head(const struct row *rows, size_t count, size_t found,
        bool *ret_is_doubtful)
{
    struct table_head_row heads[ROWS_MAX];
    size_t at[ROWS_MAX];
    uint32_t filled = 0, chosen = 0;
    uint64_t named;

    *ret_is_doubtful = false;
    for (size_t i = 0; i < count; i++) {
        if (i == found)
            chosen = filled;
        if (!rows[i].filled)
            continue;
        heads[filled] = rows[i].head;
        heads[filled].number = i;
        at[filled++] = i;
    }
    if (!rows[found].filled)
        return found;
    chosen = table_head_find(heads, filled, chosen, ret_is_doubtful);
    if (at[chosen] != found &&
            (at[chosen] > TITLES_MAX || !is_of_table(rows, count, at[chosen]))) {
        *ret_is_doubtful = true;
        return found;
    }
    named = heads[chosen].columns;
    if (rows[at[chosen]].fields < 64) /* rows of more fields are ragged */
        named |= UINT64_MAX << rows[at[chosen]].fields;
    *ret_is_doubtful = *ret_is_doubtful ||
            table_head_lacks_names(heads, filled, chosen, named);
    return at[chosen];
}

size_t csv_title_size(const char *text, size_t size, bool whole,
        struct csv_dialect dialect, bool *ret_is_doubtful)
{
    struct row rows[ROWS_MAX];
    struct csv_record record;
    struct csv_scan scan;
    size_t count = 0;

    *ret_is_doubtful = false;
    csv_scan_begin(&scan, dialect, text, size, 0, whole);
    while (count < ARRAY_LENGTH(rows) && csv_scan_next(&scan, &record) == CSV_RECORD)
        look(&scan, &record, &rows[count++]);
    if (!count)
        return 0;
    return rows[find_below_head(rows, count, find_header(rows, count), ret_is_doubtful)]
            .begin;
}

bool csv_title_is_remark(const char *text, size_t size, bool whole,
        struct csv_dialect dialect)
{
    struct row rows[2] = {{.begin = 0}};
    struct csv_record record;
    struct csv_scan scan;

    csv_scan_begin(&scan, dialect, text, size, 0, whole);
    for (size_t i = 0; i < 2; i++) {
        if (csv_scan_next(&scan, &record) != CSV_RECORD)
            return false;
        look(&scan, &record, &rows[i]);
    }
    if (rows[0].pairs * 2 >= rows[0].filled)
        return true;
    return !rows[0].is_sign && rows[0].known < rows[0].filled && rows[1].fields > 1 &&
            rows[1].known == rows[1].fields;
}
