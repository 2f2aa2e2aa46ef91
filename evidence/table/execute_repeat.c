#include "evidence/table/execute_repeat.h"

#include <stdlib.h>

#define SLOTS_FIRST ((size_t)1 << 12)

static size_t find_slot(const uint64_t *slots, size_t capacity, uint64_t hash)
{
    size_t at = (size_t)(hash >> 7) & (capacity - 1);

    while (slots[at] && slots[at] != hash)
        at = (at + 1) & (capacity - 1);
    return at;
}

static bool grow(struct execute_repeat *repeat)
{
    size_t capacity = repeat->capacity ? 2 * repeat->capacity : SLOTS_FIRST;
    uint64_t *slots = capacity > EXECUTE_REPEAT_SLOTS_MAX
            ? NULL
            : calloc(capacity, sizeof(*slots));

    if (!slots)
        return false;
    for (size_t i = 0; i < repeat->capacity; i++) {
        if (repeat->slots[i])
            slots[find_slot(slots, capacity, repeat->slots[i])] = repeat->slots[i];
    }
    free(repeat->slots);
    repeat->slots = slots;
    repeat->capacity = capacity;
    return true;
}

bool execute_repeat_add(struct execute_repeat *repeat, uint64_t hash)
{
    size_t slot;

    hash = hash ? hash : 1;
    if (4 * repeat->count >= 3 * repeat->capacity && !grow(repeat))
        return false;
    slot = find_slot(repeat->slots, repeat->capacity, hash);
    if (repeat->slots[slot])
        return false;
    repeat->slots[slot] = hash;
    repeat->count++;
    return true;
}

void execute_repeat_clear(struct execute_repeat *repeat)
{
    free(repeat->slots);
}

/* FNV-1a, with the size between two parts, and its bits mixed. */
uint64_t execute_repeat_hash(uint64_t hash, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;

    for (size_t i = 0; i < size; i++)
        hash = (hash ^ at[i]) * UINT64_C(0x100000001B3);
    hash = (hash ^ size) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 29;
}

static bool put_keys(const struct program_item *item, const char *separator,
        const char *behind, struct buf *sql, struct error *err)
{
    uint32_t count = 0;

    for (uint32_t c = 0; c < item->column_count; c++) {
        if (item->columns[c].key &&
                !buf_printf(sql, err, "%s\"%s\"%s", count++ ? separator : "",
                        item->columns[c].name, behind))
            return false;
    }
    return true;
}

bool execute_repeat_write_keys(const struct program_item *item, struct buf *sql,
        uint32_t *ret_parts, struct error *err)
{
    *ret_parts = 0;
    for (uint32_t c = 0; c < item->column_count; c++)
        *ret_parts += item->columns[c].key;
    if (*ret_parts == 0)
        return true;
    return buf_append_text(sql, "SELECT ", err) && put_keys(item, ", ", "", sql, err) &&
            buf_printf(sql, err, " FROM \"%s\" WHERE ", item->id) &&
            put_keys(item, " AND ", " <> ''", sql, err);
}

bool execute_repeat_write(const struct program_item *item, struct buf *sql,
        struct error *err)
{
    return buf_append_text(sql,
                   "SELECT count(*), min(\"record_id\") FROM (SELECT \"record_id\","
                   " row_number() OVER (PARTITION BY ",
                   err) &&
            put_keys(item, ", ", "", sql, err) &&
            buf_printf(sql, err,
                    " ORDER BY \"record_id\") AS \"_row\" FROM \"%s\" WHERE ",
                    item->id) &&
            put_keys(item, " AND ", " <> ''", sql, err) &&
            buf_append_text(sql, ") WHERE \"_row\" > 1", err);
}
