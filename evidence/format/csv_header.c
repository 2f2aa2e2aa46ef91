#include "evidence/format/csv_header.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "engine/base/text.h"
#include "evidence/format/csv_title.h"
#include "evidence/format/line_end.h"

#define RECORDS_LOOKED_AT 20u

static const char delimiters[] = {',', ';', '\t', '|'};

uint32_t csv_header_agreement(const char *text, size_t size, bool whole,
        struct csv_dialect dialect, uint32_t limit, uint32_t *ret_fields,
        uint32_t *ret_records)
{
    struct csv_scan scan;
    struct csv_record record;
    uint32_t agreeing = 0;

    *ret_fields = *ret_records = 0;
    csv_scan_begin(&scan, dialect, text, size, 0, whole);
    while (*ret_records < limit && csv_scan_next(&scan, &record) == CSV_RECORD) {
        if (!*ret_fields) {
            *ret_fields = record.field_count;
            continue;
        }
        if (!record.size && *ret_fields > 1)
            continue;
        *ret_records += 1;
        agreeing += record.field_count == *ret_fields;
    }
    return agreeing;
}

/* What a delimiter makes of the text. */
struct trial {
    char delimiter;
    uint32_t fields, agreeing;
    size_t title;           /* bytes of the title block above the header */
    bool is_doubtful;       /* where the header is */
    bool is_before_blank;   /* in the header a blank follows it, as in prose */
    bool is_one_of_several; /* another delimiter makes as much of it */
};

static bool is_before_blank(const char *text, size_t size, char delimiter)
{
    for (size_t i = 0; i + 1 < size && text[i] != '\n'; i++) {
        if (text[i] == delimiter && text[i + 1] == ' ')
            return true;
    }
    return false;
}

static struct trial try_delimiter(const char *text, size_t size, bool whole,
        const struct csv_said *said, char delimiter)
{
    struct csv_dialect dialect = {delimiter, said->line_end, said->quote};
    struct trial trial = {.delimiter = delimiter};
    uint32_t records;

    if (!said->headerless && !said->header_line)
        trial.title = csv_title_size(text, size, whole, dialect, &trial.is_doubtful);
    text += trial.title;
    size -= trial.title;
    trial.agreeing = csv_header_agreement(text, size, whole, dialect, RECORDS_LOOKED_AT,
            &trial.fields, &records);
    trial.is_before_blank = is_before_blank(text, size, delimiter);
    return trial;
}

/* Whether the one is the better: with more of the first records having as many fields as
 * the header; then with more fields; then without blanks behind it there. */
static int compare_trials(const struct trial *one, const struct trial *other)
{
    if (one->agreeing != other->agreeing)
        return one->agreeing > other->agreeing ? 1 : -1;
    if (one->fields != other->fields)
        return one->fields > other->fields ? 1 : -1;
    return (int)other->is_before_blank - (int)one->is_before_blank;
}

/* The best delimiter, of several the first in the list, with the title block that is
 * found with it. */
static struct trial decide_delimiter(const char *text, size_t size, bool whole,
        const struct csv_said *said)
{
    struct trial best = {.delimiter = said->delimiter ? said->delimiter : delimiters[0]};

    for (size_t i = 0; i < ARRAY_LENGTH(delimiters); i++) {
        char tried = said->delimiter ? said->delimiter : delimiters[i];
        struct trial trial = try_delimiter(text, size, whole, said, tried);
        int order = compare_trials(&trial, &best);

        if (trial.fields >= 2 && (best.fields < 2 || order > 0))
            best = trial;
        else if (trial.fields >= 2 && order == 0)
            best.is_one_of_several = true;
        if (said->delimiter) /* nothing to decide but the title */
            break;
    }
    return best;
}

/* The line at text: its size with its end; 0 where it is not whole. */
static size_t line_size(const char *text, size_t size, bool whole, char line_end)
{
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '\n')
            return i + 1;
        if (text[i] == line_end && i + 1 < size && text[i + 1] != '\n')
            return i + 1;
    }
    return whole ? size : 0;
}

static uint32_t count_fields(const char *text, size_t size, bool whole, char delimiter,
        const struct csv_said *said)
{
    struct csv_dialect dialect = {delimiter, said->line_end, said->quote};
    uint32_t fields, records;

    csv_header_agreement(text, size, whole, dialect, 1, &fields, &records);
    return fields;
}

/* A last "#" line that has as many fields as the line behind it is the header, unless it
 * is a remark with commas in it. */
static bool is_header(const char *text, size_t size, size_t at, size_t behind, bool whole,
        const struct csv_said *said)
{
    for (size_t i = 0; i < ARRAY_LENGTH(delimiters); i++) {
        char tried = said->delimiter ? said->delimiter : delimiters[i];
        uint32_t fields = count_fields(text + at, size - at, whole, tried, said);

        if (fields > 1 && behind < size &&
                fields == count_fields(text + behind, size - behind, whole, tried, said))
            return !csv_title_is_remark(text + at, size - at, whole,
                    (struct csv_dialect){tried, said->line_end, said->quote});
    }
    return false;
}

/* "#" lines; false: they are not whole. */
static bool skip_marks(const char *text, size_t size, bool whole,
        const struct csv_said *said, struct csv_header *header)
{
    size_t at = 0, last = 0, next;
    uint32_t lines = 0;

    while (at < size && text[at] == '#') {
        next = line_size(text + at, size - at, whole, said->line_end);
        if (!next)
            return false;
        last = at;
        at += next;
        lines++;
    }
    if (at == size && whole) { /* every row begins so: no preamble */
        at = 0;
        lines = 0;
    } else if (lines && is_header(text, size, last, at, whole, said)) {
        at = last;
        lines--;
    }
    header->preamble_size = at;
    header->mark_lines = lines;
    return at < size || whole;
}

/* Up to the line that is said to be the header's; false: it is not whole. */
static bool skip_to_line(const char *text, size_t size, bool whole,
        const struct csv_said *said, struct csv_header *header)
{
    size_t at = 0, next;

    for (uint32_t i = 1; i < said->header_line && at < size; i++) {
        next = line_size(text + at, size - at, whole, said->line_end);
        if (!next)
            return false;
        header->mark_lines += text[at] == '#';
        at += next;
    }
    header->preamble_size = at;
    return at < size || whole;
}

static bool skip_preamble(const char *text, size_t size, bool whole,
        const struct csv_said *said, struct csv_header *header)
{
    if (said->header_line)
        return skip_to_line(text, size, whole, said, header);
    return said->headerless || skip_marks(text, size, whole, said, header);
}

struct named {
    const char *name;
    uint32_t column;
};

static int by_name(const void *left, const void *right)
{
    const struct named *a = left, *b = right;
    int order = strcasecmp(a->name, b->name);

    return order ? order : a->column < b->column ? -1 : a->column > b->column;
}

static bool is_taken(const char *const *names, uint32_t count, const char *name)
{
    for (uint32_t i = 0; i < count; i++) {
        if (strcasecmp(names[i], name) == 0)
            return true;
    }
    return false;
}

/* The n-th column of a name is name#n, or the next number that no column has. */
static bool number_name(const char **names, uint32_t count, uint32_t column,
        const char *delivered, uint32_t *number, struct arena *arena, struct error *err)
{
    const char *name;

    do {
        *number += 1;
        if (!arena_printf(arena, &name, err, "%s#%u", delivered, (unsigned)*number))
            return false;
    } while (is_taken(names, count, name));
    names[column] = name;
    return true;
}

bool csv_header_make_unique(const char **names, uint32_t count, struct arena *arena,
        struct error *err)
{
    struct named *sorted;
    uint32_t number = 1;

    if (!arena_allocate(arena, (count + 1) * sizeof(*sorted), &sorted, err))
        return false;
    for (uint32_t i = 0; i < count; i++)
        sorted[i] = (struct named){names[i], i};
    qsort(sorted, count, sizeof(*sorted), by_name);
    for (uint32_t i = 1; i < count; i++) {
        if (strcasecmp(sorted[i].name, sorted[i - 1].name) != 0)
            number = 1;
        else if (!number_name(names, count, sorted[i].column, sorted[i].name, &number,
                         arena, err))
            return false;
    }
    return true;
}

/* A name goes into messages, receipts and queries: what its encoding does not have is
 * shown in it. */
static bool show_name(const char *name, struct arena *arena, const char **ret_name,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf shown = BUF_INIT(5 * strlen(name) + 1);

    return text_append_visible(&shown, name, strlen(name), err) &&
            arena_text(arena, buf_text(&shown), ret_name, err);
}

static bool read_name(const struct csv_scan *scan, const struct csv_record *record,
        uint32_t k, struct arena *arena, const char **ret_name, struct error *err)
{
    struct slice field = csv_scan_field(scan, record, k);
    char *value;

    if (csv_scan_trim(&field, scan->dialect.quote)) {
        if (!arena_allocate(arena, field.size + 1, &value, err))
            return false;
        value[csv_scan_unquote(field, scan->dialect.quote, value)] = '\0';
        *ret_name = value;
    } else if (!arena_copy(arena, field.text, field.size, ret_name, err)) {
        return false;
    }
    if (strchr(*ret_name, TEXT_UNDECODABLE))
        return show_name(*ret_name, arena, ret_name, err);
    return (*ret_name)[0] || arena_printf(arena, ret_name, err, "_%u", (unsigned)k + 1);
}

static bool read_names(const struct csv_scan *scan, const struct csv_record *record,
        bool headerless, struct arena *arena, struct csv_header *header,
        struct error *err)
{
    uint32_t count = record->field_count;
    const char **names;

    if (count > LIMIT_CSV_COLUMNS)
        count = LIMIT_CSV_COLUMNS;
    if (!arena_allocate(arena, (count + 1) * sizeof(*names), &names, err))
        return false;
    for (uint32_t k = 0; k < count; k++) {
        bool ok = headerless ? arena_printf(arena, &names[k], err, "_%u", (unsigned)k + 1)
                             : read_name(scan, record, k, arena, &names[k], err);

        if (!ok)
            return false;
    }
    header->names = names;
    return headerless || csv_header_make_unique(names, count, arena, err);
}

static bool read_header(const char *text, size_t size, bool whole,
        const struct csv_said *said, struct arena *arena, struct csv_header *ret_header,
        enum csv_result *ret_result, struct error *err)
{
    struct csv_header header = {
            .dialect = {said->delimiter, said->line_end, said->quote}};
    struct csv_record record;
    struct csv_scan scan;
    struct trial trial;

    if (!skip_preamble(text, size, whole, said, &header)) {
        *ret_result = CSV_MORE;
        return true;
    }
    trial = decide_delimiter(text + header.preamble_size, size - header.preamble_size,
            whole, said);
    header.dialect.delimiter = trial.delimiter;
    header.is_doubtful = trial.is_doubtful;
    header.is_ambiguous = trial.is_one_of_several;
    header.preamble_size += trial.title;
    header.line = 1 +
            (uint32_t)line_end_count(text, header.preamble_size, said->line_end);
    csv_scan_begin(&scan, header.dialect, text, size, header.preamble_size, whole);
    *ret_result = csv_scan_next(&scan, &record);
    if (*ret_result != CSV_RECORD)
        return true;
    if (!read_names(&scan, &record, said->headerless, arena, &header, err))
        return false;
    header.column_count = record.field_count;
    header.bad_quote = record.bad_quote;
    header.next = said->headerless ? header.preamble_size : record.next;
    *ret_header = header;
    return true;
}

/* "sep=;" and nothing else: its size with its line end; 0: there is none. */
static size_t separator_size(const char *text, size_t size, char line_end)
{
    size_t line;

    if (size < 6 || strncasecmp(text, "sep=", 4) != 0 ||
            !memchr(delimiters, text[4], sizeof(delimiters)))
        return 0;
    line = line_size(text, size, false, line_end);
    return line >= 6 && line == 6 + line_end_returns(text + 5, line - 6) ? line : 0;
}

bool csv_header_read(const char *text, size_t size, bool whole,
        const struct csv_said *said, struct arena *arena, struct csv_header *ret_header,
        enum csv_result *ret_result, struct error *err)
{
    struct csv_said behind = *said;
    size_t separator = said->header_line == 1
            ? 0
            : separator_size(text, size, said->line_end);

    if (!separator)
        return read_header(text, size, whole, said, arena, ret_header, ret_result, err);
    if (!behind.delimiter)
        behind.delimiter = text[4];
    if (behind.header_line)
        behind.header_line--;
    if (!read_header(text + separator, size - separator, whole, &behind, arena,
                ret_header, ret_result, err))
        return false;
    if (*ret_result != CSV_RECORD)
        return true;
    ret_header->preamble_size += separator;
    ret_header->next += separator;
    ret_header->line++;
    ret_header->has_separator = true;
    return true;
}

/* "name#1" is the first of several "name", where no column is called so itself. */
static bool is_first(const char *column, const char *name)
{
    size_t size = strlen(column);

    return strncmp(name, column, size) == 0 && strcmp(name + size, "#1") == 0;
}

bool csv_header_find(const struct csv_header *header, const char *name,
        uint32_t *ret_column)
{
    char *end;
    unsigned long place;

    for (uint32_t i = 0; i < header->column_count; i++) {
        if (strcmp(header->names[i], name) == 0) {
            *ret_column = i;
            return true;
        }
    }
    for (uint32_t i = 0; i < header->column_count; i++) {
        if (is_first(header->names[i], name)) {
            *ret_column = i;
            return true;
        }
    }
    if (name[0] != '_' || name[1] < '1' || name[1] > '9')
        return false;
    place = strtoul(name + 1, &end, 10);
    if (*end || place > header->column_count)
        return false;
    *ret_column = (uint32_t)(place - 1);
    return true;
}
