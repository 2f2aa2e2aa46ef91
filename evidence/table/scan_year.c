#include "evidence/table/scan_year.h"

#include "engine/base/text.h"
#include "evidence/archive/archive.h"
#include "evidence/convert/convert.h"
#include "evidence/zip/member_name.h"

/* In days: how far back is another year, and how far back may be a line out of order. */
#define HALF_A_YEAR 183
#define DISORDER 31
#define LATE_LINES 64 /* one after the other */

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
    *year = (struct scan_year){.first = first, .year = first, .last_day = -1};
}

static bool read_day(const struct record *record, size_t place, int *ret_day)
{
    struct slice field = record->problem ? (struct slice){0} : record->fields[place];

    return field.text && convert_yearless_day(field.text, field.size, ret_day);
}

/* Whether the log comes back to where it was before records[at], of that day: not before
 * the last day, and less than DISORDER behind the late one. A log with few records, which
 * never comes back or comes back at another day, has gone through its year. */
static bool comes_back(const struct scan_year *year, int late,
        const struct record *records, size_t count, size_t at, size_t place)
{
    int day;

    for (size_t i = at + 1; i < count && i - at <= LATE_LINES; i++) {
        if (read_day(&records[i], place, &day) && day - late < -HALF_A_YEAR)
            return day >= year->last_day && day + 366 - late <= DISORDER;
    }
    return false;
}

/* Most of a year on, in one step: from some January to the December behind it, or before
 * it. Nearly a whole year without a line is hardly a log's; less of it is one's that was
 * going backwards already. */
static void note_backwards(struct scan_year *year, int step, const struct record *record)
{
    if (!year->backwards &&
            (step > 366 - DISORDER ||
                    (step > HALF_A_YEAR && year->earlier > year->later)))
        year->backwards = record->number;
}

/* A log of Dec 30, Jan 2 has gone into the next year; Dec 31 soon behind it is a line out
 * of order, of the year before. */
int scan_year_follow(struct scan_year *year, const struct record *records, size_t count,
        size_t at, size_t place)
{
    int day, step;

    if (!read_day(&records[at], place, &day))
        return year->year;
    step = year->last_day < 0 ? 0 : day - year->last_day;
    if (step < -HALF_A_YEAR) {
        year->year++;
        year->backwards = 0; /* it goes on after all */
    } else if (step > 366 - DISORDER &&
            (year->year > year->first ||
                    comes_back(year, day, records, count, at, place))) {
        year->year--;
    } else {
        note_backwards(year, step, &records[at]);
    }
    year->later += step > 0;
    year->earlier += step < 0 && step >= -HALF_A_YEAR;
    year->last_day = day;
    return year->year;
}

bool scan_year_is_backwards(const struct scan_year *year, const struct archive *archive,
        uint32_t member, struct error *ret_told)
{
    if (!year->backwards)
        return false;
    error_set(ret_told, ERROR_UNREADABLE,
            TR("%s, member '%s': its stamps name no year and run backwards from record %llu on, so that the year of the records from there is not certain; ask for the log with its oldest line first, or with years",
                    "%s、ファイル「%s」: 年のない日時がレコード %llu から逆に並んでいるため、それ以降のレコードの年は確かではありません。古い行から順に並べたログか、年を含むログを依頼してください"),
            archive->label, member_name_show(archive_member(archive, member)->name).text,
            (unsigned long long)year->backwards);
    return true;
}
