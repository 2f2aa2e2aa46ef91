/* csv_title.h - a block of text above a CSV's header
 *
 * Exports of business systems put a title, a period, who exported it and blank lines
 * above the table. Such lines have one value, or two where the table has four columns or
 * more (or three, and one of the two is a number or a day, or where at most one is a name
 * that columns have, header_word.h, and half of the header's are), or any number of which
 * one says itself what it is of ("system: HR", "区分=正社員") where half of the header's
 * are such names; that they are padded with delimiters does not matter. The header is
 * then the first record, within the first 21, that has the table's number of fields,
 * values in most of them that can be names (letters, more of them than digits), and
 * behind it at least two records (one, where a title is blank or padded, or the record
 * has a number) of just as many fields, hardly any others among the next twenty.
 * Otherwise there is no such block. It may
 * stand further down, below a form's head: table_head.h says where. Internal to the CSV
 * reader. */
#ifndef CHOSHO_CSV_TITLE_H
#define CHOSHO_CSV_TITLE_H

#include "evidence/format/csv_scan.h"

/* How many bytes of the text stand above the header; 0: there is no block.
 * *ret_is_doubtful: another row may be the header, by table_head.h, or columns in use
 * below it have no name. */
size_t csv_title_size(const char *text, size_t size, bool whole,
        struct csv_dialect dialect, bool *ret_is_doubtful);

/* Whether the first record, a "#" line, is a remark and not the header of the second:
 * half of its values say themselves what they are of ("# system: HR, tenant: X"); or the
 * second one is all of names that columns have and it is not ("#,name" always may be
 * one). */
bool csv_title_is_remark(const char *text, size_t size, bool whole,
        struct csv_dialect dialect);

#endif
