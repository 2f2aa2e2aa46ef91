/* record.h - a member as records with identity: CSV, JSON, lines, key=value, W3C, blocks
 *
 * A reader yields blocks of records in the order of the file, each with its number (from
 * 1), line, and the offset and length of its bytes in the member as delivered. Only
 * wanted fields are decoded. To add a format: a kind here, its file record_<format>.c
 * with a `struct record_parser` (record_parser.h), a row in record.c's table, detection
 * in record_detect.c, its fuzz target.
 *
 * Lines. They end with LF or CR LF; with CR alone where such CRs outnumber LFs in the
 * member's first block (line_end.h); in other members a CR written into a log makes no
 * second line of it. Lines of blanks are no records.
 *
 * CSV. RFC 4180 with a delimiter that may be decided; see csv_scan.h for quotes and
 * csv_header.h for "#" lines and titles before the header. Behind the rows a line that
 * tells their number ("# Records: 57", "合計 57 件"; see trailer.h) is a control
 * total and no record, where only blank lines, "#" lines and such lines follow within 4
 * KiB to the end. A column without a name is _1, _2 ... by
 * its place; the second column of a name is name#2, whatever the case of its ASCII
 * letters (Id, id#2, ID#3). An empty line is no record, nor is
 * a row of delimiters alone; between the records of one column such lines are counted, as
 * such rows are everywhere. The record of a quote that is never closed,
 * and all behind it, cannot be read.
 *
 * JSON. RFC 8259, at most 128 levels deep. Where records are is decided as json_records.h
 * says. With records "" and most of the first 100
 * lines one value each, it is JSON lines: a bad line is one bad record. Otherwise it is a
 * text of one or more documents: what is not JSON ends the reading. A document that does
 * not have the records it is said to have ends it, too. Values are text: strings
 * unescaped (see json_text.h), numbers and booleans as they are written, objects and
 * arrays as their JSON; null is absent. A record is an object; another value among them
 * is unreadable ("no-object"). Where none of the records in the first block of text is an
 * object, "value" is a field: the record itself. Where records are the values of an
 * object
 * ("users.*"), "_key" is a field: the key of the record (absent where it is longer than
 * 1,024 bytes).
 *
 * XML. By the rules of xmlstream.h: no DOCTYPE, UTF-8 or what the encoding layer makes of
 * it, whatever the declaration says. A record is an element at the records' path, its
 * text the element's bytes, of which one over 16 MiB is no more than a problem; documents
 * may follow one another. Fields are paths (xml_path.h); values have their references
 * resolved and CR LF as LF, and are else as delivered. What is not well-formed ends the
 * reading, and so does a document without the element that is to hold the records.
 *
 * Pairs. Lines of key=value; pairs_scan.h says how they are divided. Fields are the keys,
 * the second of a key is key#2. Besides: _priority, the
 * number of syslog's <PRI> at the line's beginning; _prefix, the text before the first
 * pair; _time and _host, the stamp and the word behind it where the prefix begins as
 * syslog's (RFC 3164, RFC 5424 or an ISO stamp); _rest, the text in no pair, its pieces
 * joined by a blank. Of a line of Linux auditd, _time is its msg=audit(SECONDS...) as RFC
 * 3339 in UTC and _serial the number behind it (together they name the event). A line
 * without any pair is "no-match".
 *
 * W3C. W3C extended log files, IIS's, Zeek's and Exchange's; see w3c_line.h. Lines that
 * begin with "#" are no records; a #Fields holds until the next one. "#Date", or another
 * directive's name, is a field, too: what the last such line before the record said. A
 * record before the first #Fields is "no-fields". _time is the fields "date" and "time"
 * as RFC 3339 in UTC, which W3C's times are: "2000-10-09T16:44:49Z"; of a log whose times
 * are local, take the two fields apart.
 *
 * Blocks. A record is a paragraph: lines up to the next blank line; see block_scan.h. The
 * second of a key is key#2.
 *
 * Sheets. A record is a row below the header (sheet_header.h) with a value in it; its
 * line is the row's number, offset and length are its <row> element's in the sheet's
 * part, its text is the cells joined by tabs. An empty cell is absent. Values are as
 * sheet_scan.h says. Rows at the end that tell the number of records are no records, as
 * in a CSV (sheet_trailer.h).
 *
 * A record with bytes that the member's encoding does not have is unreadable
 * ("undecodable"); its text carries them as base/text.h says. In a column's name they are
 * written \xNN. */
#ifndef CHOSHO_RECORD_H
#define CHOSHO_RECORD_H

#include "evidence/encoding/encoding.h"

enum record_kind {
    RECORD_UNREAD, /* kept, hashed, recognised, not read: XLSX, PDF ... */
    RECORD_CSV,
    RECORD_JSON, /* lines, an array, or an object wrapping one; or one object */
    RECORD_LINES,
    RECORD_PAIRS,  /* lines of key=value: auditd, firewalls, logfmt */
    RECORD_W3C,    /* W3C extended log: #Fields */
    RECORD_BLOCKS, /* paragraphs of "Key: value" lines: apt's history */
    RECORD_XML,    /* elements at a path */
    RECORD_SHEET,  /* a sheet of a workbook, a member inside it */
    RECORD_KIND_COUNT
};

/* "csv", "json", "lines", "pairs", "w3c", "blocks", "xml", "sheet", "unread" */
const char *record_kind_name(enum record_kind kind);

/* The kind of that name; RECORD_UNREAD: there is none, or it is not read. */
enum record_kind record_kind_find(const char *name);

/* Whether each record names its own fields, so that one may lack what another has: a
 * field that is wanted and not there is absent, never an error. */
bool record_kind_is_open(enum record_kind kind);

/* Whether records are a log's lines, whose stamps may name no year. */
bool record_kind_is_log(enum record_kind kind);

/* Whether its records stand at a path in a document. */
bool record_kind_has_paths(enum record_kind kind);

struct record_format {
    enum record_kind kind;
    enum encoding encoding;
    char delimiter;       /* csv: , ; tab |; 0: decided from the header line */
    bool headerless;      /* csv: no header; columns are _1, _2 ...; sheet: A, B ... */
    const char *records;  /* json: "Records[*]", "[*]" (elements of arrays), "users.*"
                             (values of an object), "" (each top-level value); xml:
                             "Events/Event"; NULL: decided. "[*]>reviews[*]": the elements
                             of an array in each record (json_each.h) */
    const char *pattern;  /* lines: groups are fields, of several with one name (under
                             (?J)) the one that took part; NULL: one field, "line" */
    char quote;           /* csv: '"' or '\''; 0: '"' */
    uint32_t header_line; /* csv, sheet: the line (row) of the header, or of the first
                             record of a headerless file; 0: decided */
};

struct record {
    uint64_t number;
    uint64_t line;              /* where it begins, from 1 */
    uint64_t offset, length;    /* of text, in the member as delivered */
    struct slice text;          /* without its line end and, in JSON, the blanks around */
    const struct slice *fields; /* as wanted; text NULL: absent */
    const char *problem; /* NULL, or a code; fields are then all absent, and the record is
                            unreadable */
};

/* Problems: "ragged" (more or fewer fields than the header), "bad-quote" (text behind a
 * closing quote; of pairs, a quote that does not close), "nul" (a NUL byte),
 * "invalid-json", "duplicate-key" (in any object of the record, whatever is wanted),
 * "no-match" (of the pattern; no pair, no "Key: value"), "no-fields" (W3C: before the
 * first #Fields), "no-object" (a JSON value among objects), "no-list" (where a record
 * should have an array of child records), "undecodable" (bytes that the encoding does not
 * have, whatever else is wrong); of sheets "cell-reference" (a cell of another row, out
 * of order or beyond the last column), "cell-string" (it names a shared string that is
 * not there), "cell-value" (a cell with two values, or with one of a type that there is
 * none of), "not-computed" (a wanted cell has a formula and no stored value).
 *
 * Limits that are met, each with one value, which its words tell: "line-too-long" (a text
 * line 64 KiB), "record-too-long" (CSV and blocks 1 MiB), "too-long" (a JSON line, XML
 * record or sheet's row 16 MiB), "cell-too-long" (32,767 UTF-16 units),
 * "nested-too-deep" (JSON lines 128 levels), "too-many-keys" (of a JSON record: more than
 * are compared, 524,288, or made to cost more), "too-many-pairs" (1,024),
 * "values-too-long" (what is wanted of a record is several times its text),
 * "pattern-limit" (100,000 attempts) and "pattern-limit-then" (300, for the rest of a
 * member with 1,000 such lines). Of what is too long, text is the first 64 KiB. */

/* Whether a record's text is its beginning alone. */
bool record_limit_is_length(const char *problem);

struct record_reader;

/* Compiles the pattern of a lines format once for the process, while that may still be
 * done fast (before a sandbox); record_open() then uses it. A pattern not prepared is
 * compiled by record_open(). ERROR_SCRIPT: not a pattern. One thread at a time. */
WARN_UNUSED bool record_prepare_pattern(const char *pattern, struct error *err);

/* Opens a member for reading. wanted[] are CSV column names as delivered ("_3" also by
 * place), JSON paths (json_path.h: userIdentity.sessionContext, a[0].b, keys with odd
 * characters as ["a.b"]), XML paths (xml_path.h), or named groups; every kind also knows
 * "_text", the record's whole text. Everything is borrowed until close. ERROR_MISSING: a
 * CSV column or group that is not there (the message lists what is); ERROR_SCRIPT: what
 * is no path, no pattern; ERROR_UNREADABLE. */
WARN_UNUSED bool record_open(const struct archive *archive, uint32_t member,
        const struct record_format *format, const char *const *wanted,
        size_t wanted_count, struct record_reader **ret_reader, struct error *err);
/* The same from a source of the member's bytes, borrowed; NULL: straight from it. What a
 * format looks at ahead (where the records of a JSON text are, its columns) still comes
 * from the member. */
WARN_UNUSED bool record_open_from(const struct archive *archive, uint32_t member,
        const struct byte_source *source, const struct record_format *format,
        const char *const *wanted, size_t wanted_count, struct record_reader **ret_reader,
        struct error *err);
/* The same, with what record_opening() gave of an earlier reading in the same format:
 * nothing has to be looked at ahead. Empty: nothing was kept. The source is at its
 * beginning. ERROR_INTEGRITY: no such opening. */
WARN_UNUSED bool record_open_again(const struct archive *archive, uint32_t member,
        const struct byte_source *source, struct slice opening,
        const struct record_format *format, const char *const *wanted,
        size_t wanted_count, struct record_reader **ret_reader, struct error *err);
/* Appends what opening took long to find out and is to be kept with the blocks; nothing
 * where it did not, or there is no record. */
WARN_UNUSED bool record_opening(const struct record_reader *reader, struct buf *buf,
        struct error *err);

/* Where a record begins. */
struct record_place {
    uint64_t number, line, offset;
};

/* Whether records of this kind and encoding can be read from the middle of a member on.
 */
bool record_can_resume(const struct record_format *format);

/* The source of the reader now stands at the place, which an earlier reading found
 * (block_table.h): what record_read() gives next is that record, as the whole reading
 * would have given it. Only where record_can_resume(). */
WARN_UNUSED bool record_resume(struct record_reader *reader,
        const struct record_place *place, struct error *err);
void record_close(struct record_reader *reader);
CLEANUP_POINTER(struct record_reader, record_close)

/* The next records; *ret_count 0 at the end. They and their slices live until the next
 * call. ERROR_UNREADABLE: the rest of the member cannot be read (damage, a quote
 * never closed); what came before stands. */
WARN_UNUSED bool record_read(struct record_reader *reader,
        const struct record **ret_records, size_t *ret_count, struct error *err);

/* Undecodable bytes in what was read so far, also outside of records. */
struct encoding_undecodable record_undecodable(const struct record_reader *reader);

/* What can be wanted of this member: CSV header names, JSON paths of the scalars (by
 * first appearance, objects opened to a depth of 8, where one that is deeper is a column
 * with its JSON text; arrays not), group names, keys, the names of every #Fields, XML
 * paths. What records name themselves is that of the first 16 MiB of text (or
 * record_look_at()), and at most 2,000 names: a field that first appears behind them is
 * no column. Lives until close. */
WARN_UNUSED bool record_columns(struct record_reader *reader,
        const char *const **ret_names, size_t *ret_count, struct error *err);

/* How many objects deep record_columns() names fields of JSON. */
#define RECORD_COLUMN_DEPTH 8u

/* How much text record_columns() looks at. */
#define RECORD_LOOK_AT ((size_t)16 << 20)
#define RECORD_LOOK_AT_BRIEF ((size_t)4 << 20) /* where a query waits for it */
void record_look_at(struct record_reader *reader, size_t size);

/* Whether records behind those that record_columns() looked at may have more. */
bool record_has_more_columns(const struct record_reader *reader);

/* Beside the columns of a JSON member: the arrays in its records, as `records` of a
 * format names their elements: "users[*]>groups[*]"; those that are not empty in the same
 * records, by first appearance, at most 100. Only behind record_columns(). */
void record_lists(const struct record_reader *reader, const char *const **ret_lists,
        size_t *ret_count);

/* Whether one of these lists holds arrays: rows that no record and no column is. */
bool record_lists_have_rows(const struct record_reader *reader);

/* What a member says of itself. */
struct record_control {
    uint64_t stated; /* records, as its trailer tells, or a line above a CSV's header */
    uint64_t found;  /* records read, unreadable ones included */
    uint64_t line;   /* of the trailer; of several, the last one's */
    bool differs;    /* the line above the header tells another number */
    const char *next_page; /* json: the key that says that a page follows which is not
                              here; lasts as long as the reader; NULL: none */
    uint64_t comments; /* "#" lines behind a CSV's last record that have its shape, or any
                          where none stand above its header: no records */
    uint64_t empty_rows; /* of a CSV, delimiters alone, and blank lines between the
                            records of one column: no records */
};

/* Once record_read() has come to the end: false where the member has no control total;
 * the rest holds all the same. */
bool record_control_total(const struct record_reader *reader,
        struct record_control *ret_control);

/* Whether a record of that text is a row of sums or of a count (trailer.h), as a table
 * may have below its others. */
bool record_is_sum(const struct record_reader *reader, struct slice text);

/* The line of a CSV's header, from 1; 0: there is none, or it is no CSV. */
uint64_t record_header_line(const struct record_reader *reader);

/* Looks at a member's content and fills *ret_format (strings in the arena; encoding and
 * delimiter decided). *ret_kind_text is what a receipt says: "csv", "json lines", "json
 * Records[*]", "text lines", "key=value lines", "w3c log", "paragraphs", "xml
 * Events/Event", "html", "xlsx", "pdf", "encrypted pdf", "zip", "tar", "gzip", "evtx",
 * "png", "binary". Text with a few NUL bytes is text. JSON and XML
 * documents are read to their end to know where their records are. Text in an encoding
 * that is not read (encoding_is_read()) has the kind that its name ends in; reading it
 * says why it is not read. */
WARN_UNUSED bool record_detect(const struct archive *archive, uint32_t member,
        struct arena *arena, struct record_format *ret_format, const char **ret_kind_text,
        struct error *err);

/* Where the records of a known kind of XML document are. */
struct record_hint {
    const char *records;      /* their path (xml_path.h) */
    const char *const *paths; /* of fields that must all be there, ended by NULL */
};

/* What was decided in doubt, so that a reader should know it. */
struct record_doubt {
    const char *notice; /* a code (preflight_reason.h); NULL: nothing was */
    const char *aside;  /* with "json-inner-array" and "xml-left-aside": the paths of what
                           might be records, too: "data.items[*] (2), users.* (3)" */
};

/* The same; of the hints that a document fits the one with the most paths, then the
 * first, says where its records are. */
WARN_UNUSED bool record_detect_known(const struct archive *archive, uint32_t member,
        const struct record_hint *hints, size_t hint_count, struct arena *arena,
        struct record_format *ret_format, const char **ret_kind_text,
        struct record_doubt *ret_doubt, struct error *err);

/* The same of a member whose text is in that encoding, as somebody says. */
WARN_UNUSED bool record_detect_as(const struct archive *archive, uint32_t member,
        enum encoding encoding, const struct record_hint *hints, size_t hint_count,
        struct arena *arena, struct record_format *ret_format, const char **ret_kind_text,
        struct record_doubt *ret_doubt, struct error *err);

/* A value at a path inside a piece of JSON, as the `field(json, path)` SQL function gives
 * it: strings unescaped, numbers and booleans their text, objects and arrays their JSON
 * text, null and absent: *ret_found false. Appends to ret_value. */
WARN_UNUSED bool record_json_value(const char *json, size_t size, const char *path,
        struct buf *ret_value, bool *ret_found, struct error *err);

#endif
