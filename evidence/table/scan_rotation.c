#include "evidence/table/scan_rotation.h"

#include <stdlib.h>
#include <string.h>

#include "evidence/convert/convert.h"

#define DISORDER 31 /* days a member may begin before the one above it */
#define OLDEST_DATE 100000000u

/* A source's member among the others. */
struct place {
    const char *name;
    size_t size; /* of the name without its rotation */
    uint32_t age;
    struct scan_step *step;
};

static bool ends_in(const char *name, size_t size, const char *ending)
{
    size_t length = strlen(ending);

    return size >= length && strncmp(name + size - length, ending, length) == 0;
}

/* Whether inner, at the name's last "!", is what its gzip member is called unpacked. A
 * .tar.gz holds members of other names. */
static bool is_unpacked(const char *name, const char *inner)
{
    size_t own = strlen(inner + 1), outer = (size_t)(inner - name);
    const char *base;

    if (!ends_in(name, outer, ".gz") || outer < own + 3)
        return false;
    base = inner - 3 - own;
    return memcmp(base, inner + 1, own) == 0 && (base == name || strchr("/!", base[-1]));
}

size_t scan_rotation_of(const char *name, uint32_t *ret_age)
{
    const char *inner = strrchr(name, '!');
    size_t size = strlen(name), digits = 0;
    unsigned long number;

    if (inner && is_unpacked(name, inner))
        size = (size_t)(inner - name);
    if (ends_in(name, size, ".gz"))
        size -= 3;
    while (digits < size && name[size - 1 - digits] >= '0' &&
            name[size - 1 - digits] <= '9')
        digits++;
    *ret_age = 0;
    if (digits == 0 || digits + 1 >= size || digits > 8)
        return size;
    number = strtoul(name + size - digits, NULL, 10);
    if (digits < 5 && name[size - digits - 1] == '.')
        *ret_age = (uint32_t)number + 1;
    else if (digits == 8 && strchr("-.", name[size - digits - 1]))
        *ret_age = OLDEST_DATE - (uint32_t)number;
    else
        return size;
    return size - digits - 1;
}

/* By log, the oldest member first. */
static int compare_places(const void *left, const void *right)
{
    const struct place *a = left, *b = right;
    size_t size = a->size < b->size ? a->size : b->size;
    int order = memcmp(a->name, b->name, size);

    if (order == 0 && a->size != b->size)
        order = a->size < b->size ? -1 : 1;
    if (order == 0 && a->age != b->age)
        order = a->age > b->age ? -1 : 1;
    return order ? order : a->step->member < b->step->member ? -1 : 1;
}

/* The day of the member's first stamp that names no year; -1: not among the first
 * records, or they name it. What cannot be read is found by the scan itself. */
static int first_day(const struct archive *archive, const struct item_source *source,
        uint32_t member, const char *stamp)
{
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    const struct record *records;
    struct error err = {0};
    size_t count;
    int day;

    if (!archive_member(archive, member) ||
            !record_open(archive, member, &source->format, &stamp, 1, &reader, &err)) {
        reader = NULL;
        return -1;
    }
    if (!record_read(reader, &records, &count, &err))
        return -1;
    for (size_t i = 0; i < count; i++) {
        struct slice field = records[i].fields[0];

        if (!records[i].problem && field.text &&
                convert_yearless_day(field.text, field.size, &day))
            return day;
    }
    return -1;
}

static bool is_one_log(const struct place *a, const struct place *b)
{
    return a->size == b->size && memcmp(a->name, b->name, a->size) == 0;
}

/* The members of one log, the oldest first. */
static void set_log(const struct archive *archive, const struct item_source *source,
        const char *stamp, struct place *places, size_t count)
{
    int year = source->year, last = -1, day;

    for (size_t i = 0; i < count && count > 1; i++) {
        day = first_day(archive, source, places[i].step->member, stamp);
        if (day >= 0 && last >= 0 && day < last - DISORDER)
            year++;
        if (day >= 0)
            last = day;
        places[i].step->year = year;
    }
}

bool scan_rotation_set_years(const struct archive *archive,
        const struct item_source *source, const char *stamp, struct scan_step *steps,
        struct error *err)
{
    struct place *places = calloc((size_t)source->member_count + 1, sizeof(*places));
    size_t count = 0, begin = 0;

    if (!places)
        return error_memory(err);
    for (uint32_t m = 0; m < source->member_count; m++) {
        const struct preflight_member *member = archive_member(archive, steps[m].member);

        if (!member) /* the scan says so */
            continue;
        places[count] = (struct place){.name = member->name, .step = &steps[m]};
        places[count].size = scan_rotation_of(member->name, &places[count].age);
        count++;
    }
    qsort(places, count, sizeof(*places), compare_places);
    for (size_t i = 1; i <= count; i++) {
        if (i < count && is_one_log(&places[begin], &places[i]))
            continue;
        set_log(archive, source, stamp, places + begin, i - begin);
        begin = i;
    }
    free(places);
    return true;
}
