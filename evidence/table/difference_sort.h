/* difference_sort.h - what difference.c keeps of records, and puts in order in place */
#ifndef CHOSHO_DIFFERENCE_SORT_H
#define CHOSHO_DIFFERENCE_SORT_H

#include "engine/base/spill.h"

/* What is kept of a record. */
struct difference_entry {
    uint8_t key[16], whole[16]; /* digests: of its key, and of all that is compared */
    uint64_t number; /* with DIFFERENCE_MET: it belongs to one of the other side */
};

#define DIFFERENCE_MET ((uint64_t)1 << 63)

/* A record to be read again, and what it belongs to. */
struct difference_link {
    uint64_t number, other;
};

/* What an area holds; moves when it grows. */
static inline struct difference_entry *difference_sort_entries(
        const struct spill_area *area)
{
    return (struct difference_entry *)(void *)area->bytes;
}

/* How many entries an area holds. */
static inline size_t difference_sort_count(const struct spill_area *area)
{
    return area->size / sizeof(struct difference_entry);
}

/* Both append one. ERROR_LIMIT: no room on the spill descriptor. */
WARN_UNUSED bool difference_sort_add(struct spill_area *area,
        const struct difference_entry *entry, struct error *err);
WARN_UNUSED bool difference_sort_link(struct spill_area *area, uint64_t number,
        uint64_t other, struct error *err);

/* By key, then whole, then number. */
void difference_sort_by_key(struct spill_area *area);
/* Those not met first, by number. */
void difference_sort_by_number(struct difference_entry *entries, size_t count);
/* Links by number. */
void difference_sort_links(struct spill_area *area);

#endif
