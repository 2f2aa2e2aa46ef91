/* line_end.h - what ends the lines of a text
 *
 * One way a member, decided by its first block: with LF, and then the CRs before it, at
 * most 64, belong to the end ("\r\n", "\r\r\n" of a file that was converted twice) and a
 * CR elsewhere is data, so that one written into a log makes no second line of it; or
 * with CR, CR LF or LF, where CRs that no LF follows outnumber LFs, as old Macs and Excel
 * for Mac write. In a CSV, line ends in quotes are not counted: a Mac's cells have LF
 * inside, and cells of other systems may have CR. Internal to the record readers. */
#ifndef CHOSHO_LINE_END_H
#define CHOSHO_LINE_END_H

#include "engine/base/base.h"

#define LINE_END_RETURNS 64u

/* '\n' or '\r' for a member whose first block the text is; whole: nothing comes behind
 * it. */
char line_end_decide(const char *text, size_t size, bool whole);

/* How many CRs at the end of the text belong to the LF behind it. */
static inline size_t line_end_returns(const char *text, size_t size)
{
    size_t count = 0;

    while (count < size && count < LINE_END_RETURNS && text[size - 1 - count] == '\r')
        count++;
    return count;
}

/* Whether the CRs that the text begins with, at least one, are the beginning of a line
 * end with LF; unless whole, also where the text ends before that shows. */
bool line_end_begins(const char *text, size_t size, bool whole);

/* How many lines end in the text, in a member with that line end. */
uint64_t line_end_count(const char *text, size_t size, char line_end);

#endif
