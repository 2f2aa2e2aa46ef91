/* cell.h - an expected cell of time: the day, week, month or quarter of the audit period
 * in which something must be there
 *
 * Where nothing is there, no record can be pointed to: the cell itself is. It has a
 * record id of member 0, whose number spells its name, so that it means the same in every
 * result, whatever the period, and sorts in time among cells of its unit:
 *   20250401 is 2025-04-01, 2025014 is 2025-W14, 202504 is 2025-04, 20252 is 2025-Q2.
 * Weeks are those of ISO 8601 (Monday to Sunday); months are the calendar's; quarters
 * count from the period's first day, three months each, and are called by the calendar
 * quarter of their first month. The first and the last cell end with the period. */
#ifndef CHOSHO_CELL_H
#define CHOSHO_CELL_H

#include "engine/base/date.h"

#define CELL_NAME_SIZE 16

/* The members of CELL_UNITS, in order. Business days are days: which of them are cells, a
 * calendar says. */
enum cell_unit { CELL_DAY, CELL_BUSINESS_DAY, CELL_WEEK, CELL_MONTH, CELL_QUARTER };
#define CELL_UNITS "day business-day week month quarter"

struct cell {
    int64_t number;
    int64_t first, last; /* days, both in the cell */
};

/* "day", "business-day" ...; false where name is none of them (also NULL). */
bool cell_find_unit(const char *name, enum cell_unit *ret_unit);

/* The index-th cell (from 0) of the period, days included; false beyond its end. */
bool cell_of_period(enum cell_unit unit, int64_t period_first, int64_t period_last,
        int64_t index, struct cell *ret_cell);

/* The cell of the period that the day lies in; false outside the period. */
bool cell_at(enum cell_unit unit, int64_t period_first, int64_t period_last, int64_t day,
        struct cell *ret_cell);

/* The name behind a record id; false where it is no cell's. */
bool cell_format(int64_t record_id, char name[CELL_NAME_SIZE]);

/* The record id of a name as cell_format() writes it; false for anything else. */
bool cell_parse(const char *name, int64_t *ret_record_id);

#endif
