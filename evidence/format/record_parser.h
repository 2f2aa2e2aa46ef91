/* record_parser.h - what a record format implements, and what record.c gives it
 *
 * A parser consumes the reader's window and adds records to its batch; record.c opens,
 * fills and remembers the first failure, so that records found before it are handed out
 * first. Internal to the record readers. */
#ifndef CHOSHO_RECORD_PARSER_H
#define CHOSHO_RECORD_PARSER_H

#include "engine/base/arena.h"
#include "evidence/format/record.h"
#include "evidence/format/record_window.h"

#define RECORD_BATCH_MAX 1024u

struct record_reader {
    const struct archive *archive;
    uint32_t member;
    const struct byte_source *source; /* borrowed; NULL: straight from the member */
    struct slice opening; /* borrowed; what opening() gave of an earlier reading */
    struct record_format format;
    const char *const *wanted; /* borrowed */
    size_t wanted_count;
    const struct record_parser *parser;
    void *state; /* the parser's own */
    struct record_window window;
    struct arena arena;         /* names, and what the parser keeps until close */
    const char *const *columns; /* as record_columns() gave them */
    size_t column_count;
    bool has_columns;
    size_t look_at;           /* bytes of text, for the columns */
    bool has_more_columns;    /* they are those of the member's beginning */
    const char *const *lists; /* json: with the columns, as record_lists() gives them */
    size_t list_count;
    bool lists_have_rows;

    struct record *records;
    struct slice *fields; /* wanted_count a record */
    size_t capacity, count;
    uint64_t number;    /* of the last record */
    struct buf decoded; /* values that could not be slices of the window: the same life */
    bool lacks_room;    /* a record of the batch asked for more than that has */
    struct buf kept;    /* the beginning of a record that was too long */
    bool ended;
    bool has_control; /* a control total was read ... */
    uint64_t control_stated, control_line;
    const char *control_next; /* json: as record_control has it */
    bool control_differs;     /* csv: from the one above the header */
    uint64_t comments;        /* csv: as record_control has them */
    uint64_t empty_rows;      /* csv: as record_control has them */
    uint64_t header_line;     /* csv; 0: none */
    const char *key_name; /* json: "_key", or "^_key" where it is that of the record round
                             an element: the key of a record, and no path; NULL: none */
    bool has_values;      /* json: records are values, and "value" is one, no path */
    struct error failure; /* code ERROR_NONE: none yet */
};

struct record_parser {
    size_t record_limit; /* bytes */
    bool has_own_bytes;  /* it reads the member itself: there is no window */
    /* Looks at the window's beginning, resolves wanted[]. */
    bool (*open)(struct record_reader *reader, struct error *err);
    /* Adds the records that are whole in the window, as many as the batch takes; sets
     * `ended` when the window has ended and all of it is consumed. Adding none means:
     * more text is needed. It never fills the window once the batch holds a record. */
    bool (*parse)(struct record_reader *reader, struct error *err);
    bool (*columns)(struct record_reader *reader, struct error *err);
    void (*close)(struct record_reader *reader);
    /* The window now stands at the beginning of another record of the member than open()
     * left it at (where it has its own bytes, the window's offset and line tell which,
     * and reader->source stands there): makes what the parser knows of its place fit
     * that. NULL: records cannot be read from there, because they need what came before
     * (a state that is not the same at the beginning of every record); `show` then reads
     * from the start. */
    bool (*resume)(struct record_reader *reader, struct error *err);
    /* As record_opening(); NULL: nothing is kept. */
    bool (*opening)(const struct record_reader *reader, struct buf *buf,
            struct error *err);
    /* As record_is_sum(); NULL: there is no such record. */
    bool (*is_sum)(const struct record_reader *reader, struct slice text);
};

extern const struct record_parser record_csv_parser, record_json_parser,
        record_lines_parser, record_pairs_parser, record_w3c_parser, record_blocks_parser,
        record_xml_parser, record_sheet_parser;

/* Whether name is "_text", which record.c answers for all formats. */
bool record_is_text(const char *name);

/* Whether the batch takes no more. */
static inline bool record_is_full(const struct record_reader *reader)
{
    return reader->count == reader->capacity;
}

/* The next record of the batch (there must be room): number, line and offset are the
 * window's place, text is `size` bytes of its rest, fields are absent. The caller
 * consumes the text and then writes the length. */
struct record *record_add(struct record_reader *reader, const char *text, size_t size);

/* Where the fields of the record added last go. */
struct slice *record_fields(struct record_reader *reader);

/* Marks the record added last as too long, by the parser's record_limit; its text keeps
 * its first 64 KiB. */
void record_set_too_long(struct record_reader *reader);

/* Adds what is at the window's place, which is over the limit, as a record too long
 * and consumes it: `from` bytes and up to the next line end. Only where the batch is
 * empty.
 */
WARN_UNUSED bool record_add_long_line(struct record_reader *reader, size_t from,
        struct error *err);

/* Nothing but spaces, tabs and CRs. */
bool record_is_blank(const char *text, size_t size);

/* Adds the line at the window's place, `size` bytes without its end, and consumes it with
 * that: `next` bytes. It is too long, has the problem "nul" or none. */
struct record *record_add_line(struct record_reader *reader, size_t size, size_t next);

/* A parse() of formats in which every line that is_none does not know (record_is_blank(),
 * where only blank ones are none) is a record: `read` fills in the fields, or the
 * problem, of each that is neither too long nor "nul". */
WARN_UNUSED bool record_parse_lines(struct record_reader *reader,
        bool (*is_none)(const char *text, size_t size),
        bool (*read)(struct record_reader *reader, struct record *record,
                struct error *err),
        struct error *err);

/* Room for a decoded value of at most size bytes; stays where it is as long as the batch.
 * A batch has twice its window's text, which lasts where each piece of text is decoded
 * once as a record's and once as its parent's. NULL: there is no more; the record added
 * last has become a problem ("values-too-long"), and its fields need no values. */
char *record_decode_room(struct record_reader *reader, size_t size);

/* Fills the window. */
WARN_UNUSED bool record_fill(struct record_reader *reader, struct error *err);

/* Puts "bundle, member" before the message; false. */
bool record_name_member(const struct record_reader *reader, struct error *err);

/* ERROR_UNREADABLE "bundle, member: ..."; false. */
bool record_unreadable(const struct record_reader *reader, struct error *err,
        const char *format, ...) PRINTF_LIKE(3, 4);

/* The problem of a record longer than the parser's record_limit. */
const char *record_limit_name(const struct record_reader *reader);

/* ERROR_LIMIT "bundle, member: ...", which must tell the limit's value; with what to ask
 * for, where the format does not say it behind an ERROR_ADVICE; false. */
bool record_limit_fail(const struct record_reader *reader, struct error *err,
        const char *format, ...) PRINTF_LIKE(3, 4);

/* ERROR_MISSING for a wanted name, listing what is there. */
bool record_missing(const struct record_reader *reader, const char *name,
        const char *const *names, size_t count, struct error *err);

#endif
