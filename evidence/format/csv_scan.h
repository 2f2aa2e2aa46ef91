/* csv_scan.h - where a CSV record ends and its fields begin (RFC 4180, and what clients
 * send instead)
 *
 * A field is quoted when its first character is a quote; inside, "" is one quote, and
 * delimiters and line ends are data. A quote further inside an unquoted field is data.
 * Text behind a closing quote makes the record "bad-quote"; the rest of such a field is
 * read as unquoted.
 *
 * The quote is '"' unless the dialect says otherwise.
 *
 * Two scanners with one meaning: 64 bytes at a time as bit masks; byte by byte for a
 * record that breaks the rules the masks rely on (every opening quote stands behind a
 * separator, every closing one before one). */
#ifndef CHOSHO_CSV_SCAN_H
#define CHOSHO_CSV_SCAN_H

#include "engine/base/base.h"
#include "evidence/limits.h"

struct csv_dialect {
    char delimiter;
    char line_end; /* '\n', or '\r': then both end a record */
    char quote;    /* '"' or '\''; 0: '"' */
};

struct csv_record {
    size_t begin, size;   /* of its text, without its line end */
    size_t next;          /* where the next one begins */
    uint32_t field_count; /* also beyond what starts[] holds */
    bool bad_quote;
    bool may_have_lines; /* false: certainly no line end inside */
    uint32_t starts[LIMIT_CSV_COLUMNS +
            1]; /* of the fields in the text; a field ends one byte before the next */
};

enum csv_result {
    CSV_RECORD,
    CSV_MORE,     /* the text ends inside a record */
    CSV_UNCLOSED, /* and nothing comes behind it: a quote was never closed */
    CSV_END,      /* nothing left */
};

struct csv_scan {
    struct csv_dialect dialect;
    const char *text;
    size_t size;
    bool whole;      /* nothing comes behind text */
    size_t at;       /* the next record */
    size_t quote_at; /* CSV_MORE, CSV_UNCLOSED inside quotes: the quote that opened ... */
    bool in_quotes;  /* ... where this is set */
    /* of the block of 64 bytes being used up */
    size_t block, next_block;
    uint64_t separators; /* not yet used */
    uint64_t newlines;
    uint64_t inside;                 /* all ones: the next block begins inside quotes */
    uint64_t after_close, after_any; /* bit 0: about the last byte of the block before */
    size_t inner_end; /* no line end inside quotes from here on, as far as blocks were
                         used */
    size_t broken;    /* from here on the masks mean nothing; SIZE_MAX: nowhere yet */
};

/* Begins at text[at]; the text stays the caller's and in its place. */
void csv_scan_begin(struct csv_scan *scan, struct csv_dialect dialect, const char *text,
        size_t size, size_t at, bool whole);

/* The next record; scan->at is then behind it. On any other result scan->at stays. */
enum csv_result csv_scan_next(struct csv_scan *scan, struct csv_record *ret_record);

/* Whether a record is a blank line, or delimiters alone. */
static inline bool csv_scan_is_empty(const struct csv_record *record)
{
    return record->size + 1 == record->field_count;
}

/* The k-th field as it stands, quotes and all; k below field_count and LIMIT_CSV_COLUMNS.
 */
struct slice csv_scan_field(const struct csv_scan *scan, const struct csv_record *record,
        uint32_t k);

/* Whether a field is quoted with quotes inside, so that csv_scan_unquote() has work;
 * otherwise takes the quotes off *field. */
bool csv_scan_trim(struct slice *field, char quote);

/* Writes the value of a quoted field (at most field.size bytes) and returns its length.
 */
size_t csv_scan_unquote(struct slice field, char quote, char *value);

#endif
