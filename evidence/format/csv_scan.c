#include "evidence/format/csv_scan.h"

#include <string.h>

#include "evidence/byte_mask.h"
#include "evidence/format/line_end.h"

/* What stands before the text's first byte counts as a line end. */
static void restart(struct csv_scan *scan, size_t at)
{
    scan->at = scan->next_block = at;
    scan->block = at;
    scan->separators = scan->newlines = 0;
    scan->inside = 0;
    scan->after_close = 0;
    scan->after_any = 1;
    scan->inner_end = 0;
    scan->broken = SIZE_MAX;
}

void csv_scan_begin(struct csv_scan *scan, struct csv_dialect dialect, const char *text,
        size_t size, size_t at, bool whole)
{
    scan->dialect = dialect;
    if (!scan->dialect.quote)
        scan->dialect.quote = '"';
    scan->text = text;
    scan->size = size;
    scan->whole = whole;
    restart(scan, at);
}

/* CRs behind a closing quote are fine only before LF. */
static uint64_t find_lone_returns(const struct csv_scan *scan, size_t block,
        uint64_t returns)
{
    uint64_t lone = 0;

    for (; returns; returns &= returns - 1) {
        size_t at = block + (size_t)__builtin_ctzll(returns);

        if (!line_end_begins(scan->text + at, scan->size - at, scan->whole))
            lone |= returns & -returns;
    }
    return lone;
}

/* Bits at which the masks' rules are broken: an opening quote not behind a separator (or
 * behind a closing quote: ""), or something else than a separator or quote behind a
 * closing quote. */
static uint64_t find_broken(struct csv_scan *scan, const char *bytes, uint64_t quotes,
        uint64_t parity, uint64_t separators)
{
    uint64_t open = quotes & parity, close = quotes & ~parity;
    uint64_t behind_close = close << 1 | scan->after_close;
    uint64_t behind_any = (separators | close) << 1 | scan->after_any;
    uint64_t stray = behind_close & ~(separators | quotes);
    uint64_t returns;

    if (stray) {
        returns = stray & byte_mask_of(bytes, '\r');
        stray = (stray & ~returns) | find_lone_returns(scan, scan->block, returns);
    }
    scan->after_close = close >> 63;
    scan->after_any = (separators | close) >> 63;
    return (open & ~behind_any) | stray;
}

static void load_block(struct csv_scan *scan)
{
    size_t rest = scan->size - scan->next_block, used = rest < 64 ? rest : 64;
    const char *bytes = scan->text + scan->next_block;
    uint64_t quotes, parity, separators, broken;
    char padded[64] = {0};

    if (rest < 64) {
        memcpy(padded, bytes, rest);
        bytes = padded;
    }
    scan->block = scan->next_block;
    scan->next_block += used;
    quotes = byte_mask_of(bytes, scan->dialect.quote);
    scan->newlines = byte_mask_of(bytes, '\n');
    separators = scan->newlines | byte_mask_of(bytes, scan->dialect.delimiter);
    if (!quotes && !scan->inside && !scan->after_close) { /* most blocks */
        scan->after_any = separators >> 63;
        scan->separators = separators;
        return;
    }
    parity = byte_mask_parity(quotes) ^ scan->inside;
    scan->inside = 0 - (parity >> 63);
    if (scan->newlines & parity)
        scan->inner_end = scan->next_block;
    separators &= ~parity;
    broken = find_broken(scan, bytes, quotes, parity, separators);
    if (used < 64)
        broken &= (UINT64_C(1) << used) - 1;
    if (broken) {
        scan->broken = scan->block + (size_t)__builtin_ctzll(broken);
        separators &= (broken & -broken) - 1;
    }
    scan->separators = separators;
}

static void end_record(const struct csv_scan *scan, struct csv_record *record, size_t end)
{
    const char *text = scan->text;

    record->next = end;
    if (end < scan->size) { /* at a line end */
        record->next = end + 1;
        if (text[end] == '\r' && end + 1 < scan->size && text[end + 1] == '\n')
            record->next++;
        else if (text[end] == '\n')
            end -= line_end_returns(text + record->begin, end - record->begin);
    }
    record->size = end - record->begin;
}

static void add_start(struct csv_record *record, size_t at)
{
    if (record->field_count <= LIMIT_CSV_COLUMNS)
        record->starts[record->field_count] = (uint32_t)(at - record->begin);
    record->field_count++;
}

/* Behind the last field too, so that every field ends one byte before the next start. */
static void close_record(const struct csv_scan *scan, struct csv_record *record,
        size_t end)
{
    end_record(scan, record, end);
    if (record->field_count <= LIMIT_CSV_COLUMNS)
        record->starts[record->field_count] = (uint32_t)record->size + 1;
}

struct slow {
    enum { FIELD_START, UNQUOTED, QUOTED, BEHIND_QUOTE } state;
    size_t quote_at;
};

/* What follows a quote inside a quoted field. */
static void step_behind_quote(const struct csv_scan *scan, struct slow *slow, size_t at,
        struct csv_record *record)
{
    char byte = scan->text[at];

    if (byte == scan->dialect.quote) {
        slow->state = QUOTED;
    } else if (!line_end_begins(scan->text + at, scan->size - at, scan->whole)) {
        slow->state = UNQUOTED;
        record->bad_quote = true;
    }
}

/* true: a line end outside quotes. */
static bool step(const struct csv_scan *scan, struct slow *slow, size_t at,
        struct csv_record *record)
{
    char byte = scan->text[at];

    if (slow->state == QUOTED) {
        if (byte == scan->dialect.quote)
            slow->state = BEHIND_QUOTE;
        return false;
    }
    if (byte == '\n' || byte == scan->dialect.line_end)
        return true;
    if (byte == scan->dialect.delimiter) {
        add_start(record, at + 1);
        slow->state = FIELD_START;
    } else if (slow->state == BEHIND_QUOTE) {
        step_behind_quote(scan, slow, at, record);
    } else if (slow->state == FIELD_START && byte == scan->dialect.quote) {
        slow->state = QUOTED;
        slow->quote_at = at;
    } else {
        slow->state = UNQUOTED;
    }
    return false;
}

/* Byte by byte; the meaning of both. */
static enum csv_result scan_slowly(struct csv_scan *scan, struct csv_record *record)
{
    struct slow slow = {FIELD_START, 0};
    size_t at = scan->at;

    record->begin = at;
    record->field_count = 0;
    record->bad_quote = false;
    add_start(record, at);
    while (at < scan->size && !step(scan, &slow, at, record))
        at++;
    if (at == scan->size && (!scan->whole || slow.state == QUOTED)) {
        scan->in_quotes = slow.state == QUOTED;
        scan->quote_at = slow.quote_at;
        return scan->whole ? CSV_UNCLOSED : CSV_MORE;
    }
    /* half a CRLF may still come */
    if (!scan->whole && scan->text[at] == '\r' && at + 1 == scan->size)
        return CSV_MORE;
    close_record(scan, record, at);
    record->may_have_lines = true;
    restart(scan, record->next);
    return CSV_RECORD;
}

/* The next separator's place, or size where there is none before the text's end or the
 * first broken place. */
static size_t next_separator(struct csv_scan *scan)
{
    uint64_t bit;

    while (!scan->separators) {
        if (scan->broken != SIZE_MAX || scan->next_block == scan->size)
            return scan->size;
        load_block(scan);
    }
    bit = scan->separators & -scan->separators;
    scan->separators ^= bit;
    return scan->block + (size_t)__builtin_ctzll(bit);
}

enum csv_result csv_scan_next(struct csv_scan *scan, struct csv_record *ret_record)
{
    struct csv_record *record = ret_record;
    size_t at;

    scan->in_quotes = false;
    if (scan->at == scan->size)
        return scan->whole ? CSV_END : CSV_MORE;
    if (scan->dialect.line_end == '\r')
        return scan_slowly(scan, record);
    record->begin = scan->at;
    record->field_count = 0;
    record->bad_quote = false;
    add_start(record, scan->at);
    while ((at = next_separator(scan)) < scan->size) {
        if (scan->newlines >> (at - scan->block) & 1) {
            close_record(scan, record, at);
            record->may_have_lines = scan->inner_end > record->begin;
            scan->at = record->next;
            return CSV_RECORD;
        }
        add_start(record, at + 1);
    }
    /* broken, cut off, or the last line without an end: all rare */
    return scan_slowly(scan, record);
}

struct slice csv_scan_field(const struct csv_scan *scan, const struct csv_record *record,
        uint32_t k)
{
    size_t start = record->starts[k], end = (size_t)record->starts[k + 1] - 1;

    return (struct slice){scan->text + record->begin + start, end - start};
}

bool csv_scan_trim(struct slice *field, char quote)
{
    if (field->size < 2 || field->text[0] != quote)
        return false;
    if (memchr(field->text + 1, quote, field->size - 2))
        return true;
    field->text++;
    field->size -= 2;
    return false;
}

size_t csv_scan_unquote(struct slice field, char quote, char *value)
{
    const char *at = field.text + 1, *end = field.text + field.size - 1;
    char *out = value;

    while (at < end) {
        const char *next = memchr(at, quote, (size_t)(end - at));
        size_t size = (size_t)((next ? next + 1 : end) - at);

        memcpy(out, at, size);
        out += size;
        at += size + (next != NULL);
    }
    return (size_t)(out - value);
}
