#include "evidence/table/difference_sort.h"

#include <stdlib.h>
#include <string.h>

#define BUCKETS \
    4096u /* by the first twelve bits of a digest, which are as good as random */

bool difference_sort_add(struct spill_area *area, const struct difference_entry *entry,
        struct error *err)
{
    if (!spill_area_reserve(area, sizeof(*entry), err))
        return false;
    memcpy(area->bytes + area->size, entry, sizeof(*entry));
    area->size += sizeof(*entry);
    return true;
}

bool difference_sort_link(struct spill_area *area, uint64_t number, uint64_t other,
        struct error *err)
{
    const struct difference_link link = {number, other};

    if (!spill_area_reserve(area, sizeof(link), err))
        return false;
    memcpy(area->bytes + area->size, &link, sizeof(link));
    area->size += sizeof(link);
    return true;
}

static int compare_by_key(const void *left, const void *right)
{
    const struct difference_entry *a = left, *b = right;
    int order = memcmp(a->key, b->key, sizeof(a->key) + sizeof(a->whole));

    return order ? order : a->number < b->number ? -1 : a->number > b->number;
}

static int compare_numbers(const void *left, const void *right)
{
    const struct difference_entry *a = left, *b = right;

    return a->number < b->number ? -1 : a->number > b->number;
}

static int compare_links(const void *left, const void *right)
{
    const struct difference_link *a = left, *b = right;

    return a->number < b->number ? -1 : a->number > b->number;
}

static size_t bucket_of(const struct difference_entry *entry)
{
    return (size_t)entry->key[0] << 4 | entry->key[1] >> 4;
}

/* Each entry into its bucket, in place: what lies where it does not belong is exchanged
 * with what lies where it does. */
static void distribute(struct difference_entry *entries, size_t count,
        size_t ends[BUCKETS])
{
    static const size_t none[BUCKETS] = {0};
    size_t next[BUCKETS], at = 0;

    memcpy(ends, none, sizeof(none));
    for (size_t i = 0; i < count; i++)
        ends[bucket_of(&entries[i])]++;
    for (size_t b = 0; b < BUCKETS; b++) {
        next[b] = at;
        at += ends[b];
        ends[b] = at;
    }
    for (size_t b = 0; b < BUCKETS; b++) {
        while (next[b] < ends[b]) {
            struct difference_entry held = entries[next[b]];
            size_t home = bucket_of(&held);

            entries[next[b]] = entries[next[home]];
            entries[next[home]++] = held;
        }
    }
}

/* Sorting bucket by bucket, since qsort() takes as much memory as it is given to sort. */
void difference_sort_by_key(struct spill_area *area)
{
    struct difference_entry *entries = difference_sort_entries(area);
    size_t count = difference_sort_count(area), begin = 0;
    size_t ends[BUCKETS];

    if (count == 0)
        return;
    distribute(entries, count, ends);
    for (size_t b = 0; b < BUCKETS; begin = ends[b++])
        qsort(entries + begin, ends[b] - begin, sizeof(*entries), compare_by_key);
}

void difference_sort_by_number(struct difference_entry *entries, size_t count)
{
    qsort(entries, count, sizeof(*entries), compare_numbers);
}

void difference_sort_links(struct spill_area *area)
{
    if (area->size)
        qsort(area->bytes, area->size / sizeof(struct difference_link),
                sizeof(struct difference_link), compare_links);
}
