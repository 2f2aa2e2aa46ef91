/* scan_event.h - the list of what a scan could not read */
#ifndef CHOSHO_SCAN_EVENT_H
#define CHOSHO_SCAN_EVENT_H

#include "evidence/table/scan.h"

/* Adds an event while there is room (SCAN_EVENTS_MAX). A member that breaks off (record
 * 0) is listed even where bad records fill the list: the last of them makes room. */
void scan_event_add(struct scan_usage *usage, const struct scan_event *event);

/* Text is cut to what an event holds, and to what of it is UTF-8. */
struct scan_event scan_event_make(const char *reason, uint32_t archive, uint32_t member,
        uint64_t record, struct slice text);

/* Why a value of a column of that type does not convert, read in that year (0: none):
 * the reason of struct scan_usage's `failed`. */
const char *scan_event_failure(enum program_type type, int year, struct slice value);

/* Values of a scan that did not convert; zero it before. */
struct scan_failures {
    uint64_t values;
    int64_t record_id;
    uint64_t columns; /* of that record, a bit each */
};

/* Counts a value, however often it is asked for; usage has the scan with the most. true:
 * it is the first of all. */
bool scan_event_count_failure(struct scan_usage *usage, struct scan_failures *failures,
        int64_t record_id, uint32_t column);

#endif
