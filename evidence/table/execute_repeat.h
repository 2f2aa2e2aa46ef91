/* execute_repeat.h - finds keys that an item has more than once
 *
 * In two steps, for hardly any item has one: all keys' 64-bit hashes in a table; only
 * where two are the same, or the table would grow beyond its limit, the query that
 * compares the keys themselves. */
#ifndef CHOSHO_EXECUTE_REPEAT_H
#define CHOSHO_EXECUTE_REPEAT_H

#include "engine/base/buf.h"
#include "engine/base/program.h"

#define EXECUTE_REPEAT_SLOTS_MAX ((size_t)1 << 21) /* 16 MiB: a million and a half */

/* Hashes seen so far; zeroed to begin with. */
struct execute_repeat {
    uint64_t *slots; /* 0: free */
    size_t capacity, count;
};

/* Adds a key's hash. False: it was there before, or there is no room: a repetition cannot
 * be ruled out. */
bool execute_repeat_add(struct execute_repeat *repeat, uint64_t hash);
void execute_repeat_clear(struct execute_repeat *repeat);

/* A hash of a key's next part; begin with EXECUTE_REPEAT_SEED. */
#define EXECUTE_REPEAT_SEED UINT64_C(0xCBF29CE484222325)
uint64_t execute_repeat_hash(uint64_t hash, const void *bytes, size_t size);

/* Appends a query whose rows are all the keys of the item, a column a part. */
WARN_UNUSED bool execute_repeat_write_keys(const struct program_item *item,
        struct buf *sql, uint32_t *ret_parts, struct error *err);

/* Appends a query of one row: how many records have a key that an earlier record has, and
 * the first of them. Only whole keys are: a record with a blank or absent part has none.
 * SQLite's sorter compares them, within its limits of memory. */
WARN_UNUSED bool execute_repeat_write(const struct program_item *item, struct buf *sql,
        struct error *err);

#endif
