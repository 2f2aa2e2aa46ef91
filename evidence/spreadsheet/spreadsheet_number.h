/* spreadsheet_number.h - what a workbook's numbers mean: number formats, dates, shortest
 * text
 *
 * A date in a workbook is a number of days with a number format that shows one. The value
 * of such a cell is ISO 8601 text, and never says less than what is stored:
 *
 * - a format with year, month, day, weekday or era: 2024-01-31, and with a time of day
 *   in the format or in the number 2024-01-31T09:30:00 (.500 where milliseconds are);
 * - a format with hour, minute or second alone: 09:30:00 below one day; from there on the
 *   whole date and time; with [h] [m] [s], which count beyond a day, 36:00:00.
 *
 * Days count from 1900-01-01 as 1, with the day 60 that never was, 1900-02-29 (Lotus's
 * error, kept by Excel, ISO/IEC 29500-1 18.17.4.1); in the 1904 system from 1904-01-01 as
 * 0. What is before the first day or behind 9999-12-31 stays the number it is.
 *
 * Other numbers are the text that the file has. Only where that has a point or an
 * exponent (1.1000000000000001, 2.0240101E7, 1.0) is it written again, as the shortest
 * text that means the same binary number (1.1, 20240101, 1). */
#ifndef CHOSHO_SPREADSHEET_NUMBER_H
#define CHOSHO_SPREADSHEET_NUMBER_H

#include "engine/base/base.h"

enum spreadsheet_number_kind {
    SPREADSHEET_NUMBER_PLAIN,
    SPREADSHEET_NUMBER_DATE,
    SPREADSHEET_NUMBER_TIME,
    SPREADSHEET_NUMBER_DATETIME,
    SPREADSHEET_NUMBER_ELAPSED, /* [h]:mm */
};

/* Of a number format without a code in the workbook: 14-22 and 45-47, and those of a
 * Japanese Excel, 27-36 and 50-58 (ISO/IEC 29500-1 18.8.30). */
enum spreadsheet_number_kind spreadsheet_number_builtin(uint32_t id);

/* Of a format code, by its first section: quoted and escaped text, [$-411] and colours do
 * not count; g, e and r are eras, a weekday is a date. */
enum spreadsheet_number_kind spreadsheet_number_classify(const char *code, size_t size);

#define SPREADSHEET_NUMBER_MAX 40u

/* The value of a cell of t="n", NUL-terminated. Returns its length; 0 where the stored
 * text is to be kept. */
size_t spreadsheet_number_text(const char *stored, size_t size,
        enum spreadsheet_number_kind kind, bool is_1904,
        char text[SPREADSHEET_NUMBER_MAX]);

#endif
