/* scan_year.h - the year of stamps that name none, from record to record; see scan.h for
 * the rule
 *
 * Internal to scan.c. */
#ifndef CHOSHO_SCAN_YEAR_H
#define CHOSHO_SCAN_YEAR_H

#include "evidence/binding/item.h"

struct scan_year {
    int first, year;
    int last_day; /* of the member's last stamp without a year; -1: none yet */
    uint32_t later,
            earlier;    /* stamps of a later day than the one before, of an earlier */
    uint64_t backwards; /* the record where stamps seem to run back into the year
                           before; 0: none. Its year is not certain */
};

/* The field to follow: that of the item's first timestamp from a field, whatever columns
 * a scan is asked for. NULL: the source has no year, or is not lines. */
const char *scan_year_field(const struct item *item, const struct item_source *source);

/* Before the records of a member. */
void scan_year_begin(struct scan_year *year, int first);

/* A log with its newest line first comes from January to December, as one of few lines
 * does that goes through its year: the year stays, but year->backwards tells of it.
 *
 * The year for records[at], whose field `place` is the one to follow; the records behind
 * it, up to count, tell what a late line is. Records in order. */
int scan_year_follow(struct scan_year *year, const struct record *records, size_t count,
        size_t at, size_t place);

/* Whether year->backwards is set: then what is to be told of the member. */
bool scan_year_is_backwards(const struct scan_year *year, const struct archive *archive,
        uint32_t member, struct error *ret_told);

#endif
