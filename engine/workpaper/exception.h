/* exception.h - exceptions by the hundred thousand, as packed blocks
 *
 * A result stores its exceptions, its undecidable and its unreadable records as blocks of
 * up to 4,096 delta-coded entries (schema.sql says how). Reading them is SQL over the
 * virtual table `exception` (exception_table.h). */
#ifndef CHOSHO_EXCEPTION_H
#define CHOSHO_EXCEPTION_H

#include "engine/base/buf.h"
#include "engine/base/db.h"

#define EXCEPTION_BLOCK_MAX 4096
#define EXCEPTION_ID_SIZE 48

enum exception_kind {
    EXCEPTION_DEVIATING,
    EXCEPTION_UNDECIDABLE,
    EXCEPTION_UNREADABLE,
    EXCEPTION_OTHER_ROUTE, /* deviates, but for an alternative of its test */
    EXCEPTION_NOT_DUE,     /* would deviate, but need not hold yet at the period's end */
};
#define EXCEPTION_KIND_COUNT 5

/* "exception", "undecidable", "unreadable", "other-route",
 * "not-due". */
const char *exception_kind_name(enum exception_kind kind);

/* false where name is none of them. */
bool exception_find_kind(const char *name, enum exception_kind *ret_kind);

/* false where name is none of them. */
bool exception_find_kind(const char *name, enum exception_kind *ret_kind);

struct exception_entry {
    int64_t record_id, other_id;
    int64_t verdict;
};

/* Where a full block is in its list. */
struct exception_extent {
    size_t offset, size;
    uint32_t count;
};

/* The entries of one kind of one result, packed as they come: 700,000 take about 4 MB. */
struct exception_list {
    struct exception_entry *pending; /* up to a block */
    size_t pending_count;
    struct buf packed;                /* all full blocks, one behind the other */
    struct exception_extent *extents; /* where each of them is */
    size_t extent_count, extent_capacity;
    int64_t count; /* entries in all */
};

/* Packed bytes a kind of a result may take; more is ERROR_LIMIT. */
#define EXCEPTION_LIST_LIMIT ((size_t)4 << 30)

#define EXCEPTION_LIST_INIT                      \
    {                                            \
        .packed = BUF_INIT(EXCEPTION_LIST_LIMIT) \
    }

/* Appends entries. The engine gives them in (record_id, other_id) order; any order is
 * kept. */
WARN_UNUSED bool exception_list_add(struct exception_list *list,
        const struct exception_entry *entries, size_t count, struct error *err);
/* Packs what is pending; call once, after the last entry. */
WARN_UNUSED bool exception_list_finish(struct exception_list *list, struct error *err);
void exception_list_clear(struct exception_list *list);

/* One block: appends count (1 to EXCEPTION_BLOCK_MAX) entries to buf, or reads exactly
 * that many back. ERROR_INTEGRITY: bytes that are no such block (too short, too long, a
 * varint that does not end, a record id below 0). */
WARN_UNUSED bool exception_pack(struct buf *buf, const struct exception_entry *entries,
        size_t count, struct error *err);
WARN_UNUSED bool exception_unpack(const void *packed, size_t size, size_t count,
        struct exception_entry *ret_entries, struct error *err);

/* "X17-3" and its parts. exception_parse_id() is false for anything that is not exactly
 * such an id. */
void exception_format_id(char id[EXCEPTION_ID_SIZE], int64_t result_id,
        enum exception_kind kind, int64_t number);
bool exception_parse_id(const char *id, int64_t *ret_result_id,
        enum exception_kind *ret_kind, int64_t *ret_number);

struct exception {
    int64_t result_id;
    enum exception_kind kind;
    int64_t number;
    struct exception_entry entry;
};

/* Finds one by its id. ERROR_USAGE: no such form; ERROR_MISSING: no such exception. */
WARN_UNUSED bool exception_find(struct db *db, const char *id,
        struct exception *ret_exception, struct error *err);

/* Whether both are of the same pointers: the record, and a grid cell's second. */
bool exception_is_of_same(const struct exception_entry *a,
        const struct exception_entry *b);

/* How many entries of a result, one behind the other up to before first_number (of a
 * block), are of the same pointers as entry. */
WARN_UNUSED bool exception_count_before(struct db *db, int64_t result_id,
        enum exception_kind kind, int64_t first_number,
        const struct exception_entry *entry, int64_t *ret_count, struct error *err);

/* Writes a finished list as the blocks of a result, inside the caller's transaction. */
WARN_UNUSED bool exception_store(struct db *db, int64_t result_id,
        enum exception_kind kind, const struct exception_list *list, struct error *err);

#endif
