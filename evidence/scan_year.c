#include "evidence/scan_year.h"

#include "evidence/convert.h"

/* In days: how far back is another year, and how far back may be a line out of order. */
#define HALF_A_YEAR 183
#define DISORDER 31

const char *scan_year_field(const struct item *item, const struct item_source *source)
{
    if (!source->year || !record_kind_is_log(source->format.kind))
        return NULL;
    for (uint32_t c = 0; c < item->column_count; c++) {
        if (item->columns[c].type == PROGRAM_TIMESTAMP &&
                source->columns[c].origin == ITEM_FIELD)
            return source->columns[c].from;
    }
    return NULL;
}

void scan_year_begin(struct scan_year *year, int first)
{
    *year = (struct scan_year){first, first, -1};
}

/* A log of Dec 30, Jan 2 has gone into the next year; Dec 31 soon behind it is a line out
 * of order, of the year before. */
int scan_year_follow(struct scan_year *year, struct slice field)
{
    int day, step;

    if (!field.text || !convert_yearless_day(field.text, field.size, &day))
        return year->year;
    step = year->last_day < 0 ? 0 : day - year->last_day;
    if (step < -HALF_A_YEAR)
        year->year++;
    else if (step > 366 - DISORDER && year->year > year->first)
        year->year--;
    year->last_day = day;
    return year->year;
}
