/* message.h - the content of the messages between worker and monitor, packed and unpacked
 *
 * message_pack_*() is the worker's side, message_unpack_*() the monitor's: it fails on
 * anything out of range, and the monitor checks against the job besides (indexes,
 * members, order). Texts of unpacked messages live in the arena. */
#ifndef CHOSHO_MESSAGE_H
#define CHOSHO_MESSAGE_H

#include "engine/base/text.h"
#include "evidence/table/execute.h"

struct message_population {
    uint32_t index;
    struct execute_population population;
};

struct message_guard {
    uint32_t test, index;
    struct execute_guard guard;
};

struct message_rows {
    uint32_t index;
    enum execute_kind kind;
    struct execute_row rows[EXECUTE_ROWS_MAX];
    uint32_t count;
};

struct message_test {
    uint32_t index;
    struct execute_test test;
};

struct message_event {
    const char *reason, *text;
    uint32_t archive, member;
    uint64_t record;
};

struct message_item {
    uint32_t index;
    uint64_t delivered, selected, filtered, unreadable, members_read, members_damaged;
    struct message_event events[SCAN_EVENTS_MAX];
    uint32_t event_count;
    uint64_t repeated_keys;
    int64_t first_repeated; /* record id; 0: none */
    bool keys_unchecked;
    bool is_zone_assumed, is_year_assumed;
    uint64_t failed_values;      /* that did not convert ... */
    uint32_t failed_column;      /* ... of the first of them the column ... */
    struct message_event failed; /* ... and the place, as scan.h says */
};

/* A member as `take` found it. */
struct message_member {
    uint32_t index;
    struct slice raw_name;
    const char *name, *name_source;
    enum preflight_status status;
    const char *reason;
    uint32_t method, crc;
    uint64_t size, compressed_size, data_offset;
    const char *sha256; /* NULL where the bytes could not be had */
    const char *kind;   /* for people */
    struct record_format format;
    bool has_format;
    const char *layout;             /* id of the layout that recognised it; NULL: none */
    struct text_pair layout_reason; /* why; none likewise */
    bool layout_is_tied;            /* another layout fits it as well */
    uint64_t records, unreadable;
    bool is_part;            /* only its beginning was looked at: so many are in that */
    struct text_pair damage; /* or none */
    struct text_pair damage_advice;             /* what to do about it; or none */
    uint64_t first_unreadable, unreadable_line; /* of the first such record; 0: none */
    struct text_pair problem;                   /* what is wrong with it, and where */
    bool is_over_limit; /* the damage is a limit that was met; for the worker alone */
    struct text_pair undecodable; /* bytes its encoding does not have; or none */
    const char *notice; /* codes, divided by blanks, of a member that is kept; NULL:
                           none */
    const char *aside;  /* the paths of what might be records, too (bundle.h); or NULL */
    const char *time_column, *first_time, *last_time; /* NULL: none */
    const char *assumed_zone; /* of stamps there without one; NULL: none was assumed */
    uint64_t control_total, control_line; /* records it says it has itself, and where */
    bool has_control_total;               /* ... if it does */
    const char **columns;
    uint32_t column_count;
    const char *container; /* opened: the kind of container it is (container.h) */
    bool is_inside;        /* the member is inside the container number ... */
    uint32_t holder;
    struct slice blocks; /* block_table.h's, packed; size 0: none */
};

/* A piece of one record, for `show`. */
/* The type of a value in PROTOCOL_ROW whose bytes came in PROTOCOL_PIECEs. */
#define MESSAGE_IN_PIECES 255

struct message_record {
    uint64_t number, line, offset, length;
    bool is_target;
    bool is_cut; /* text is its beginning */
    struct slice text;
    const char *problem;
};

/* Of a record's fields: PROTOCOL_VALUES has their number, then of each its name, whether
 * it is there (u8), and its bytes. The least one takes. */
#define MESSAGE_FIELD_MIN 9

/* Each appends one message's content to a frame that protocol_begin() began. */
WARN_UNUSED bool message_pack_population(struct buf *buf,
        const struct message_population *m, struct error *err);
/* A key guard's counts. */
WARN_UNUSED bool message_pack_guard(struct buf *buf, const struct message_guard *m,
        struct error *err);
/* At most EXECUTE_ROWS_MAX of one kind. */
WARN_UNUSED bool message_pack_rows(struct buf *buf, uint32_t index,
        enum execute_kind kind, const struct execute_row *rows, size_t count,
        struct error *err);
/* A test's counts, behind its rows. */
WARN_UNUSED bool message_pack_test(struct buf *buf, const struct message_test *m,
        struct error *err);
/* What reading an item showed. */
WARN_UNUSED bool message_pack_item(struct buf *buf, uint32_t index,
        const struct scan_usage *usage, struct error *err);
/* A member of a bundle being received. */
WARN_UNUSED bool message_pack_member(struct buf *buf, const struct message_member *m,
        struct error *err);
/* A record for `show`; its text must leave room in the frame. */
WARN_UNUSED bool message_pack_record(struct buf *buf, const struct message_record *m,
        struct error *err);

/* ERROR_LOST: not such a message. */
WARN_UNUSED bool message_unpack_population(struct unpack *unpack,
        struct message_population *ret, struct error *err);
WARN_UNUSED bool message_unpack_guard(struct unpack *unpack, struct message_guard *ret,
        struct error *err);
WARN_UNUSED bool message_unpack_rows(struct unpack *unpack, struct message_rows *ret,
        struct error *err);
WARN_UNUSED bool message_unpack_test(struct unpack *unpack, struct message_test *ret,
        struct error *err);
WARN_UNUSED bool message_unpack_item(struct unpack *unpack, struct arena *arena,
        struct message_item *ret, struct error *err);
WARN_UNUSED bool message_unpack_member(struct unpack *unpack, struct arena *arena,
        struct message_member *ret, struct error *err);
WARN_UNUSED bool message_unpack_record(struct unpack *unpack, struct message_record *ret,
        struct arena *arena, struct error *err);

/* Of a job as a whole. */
WARN_UNUSED bool message_pack_error(struct buf *buf, const struct error *failure,
        struct error *err);
/* Fills *ret_failure; a code out of range becomes ERROR_LOST. */
void message_unpack_error(struct unpack *unpack, struct error *ret_failure);

/* A record format, as jobs and receipts carry it. */
WARN_UNUSED bool message_pack_format(struct buf *buf, const struct record_format *format,
        struct error *err);
void message_unpack_format(struct unpack *unpack, struct arena *arena,
        struct record_format *ret_format);

#endif
