/* table_head.h - which row is a table's header, where a form's head stands above it
 *
 * Registers that people keep have a head: a title, labels with their values (システム名,
 * 人事システム), a box for stamps (承認, 確認 above names). Its rows are texts, too, so
 * that the first of them may look like the header. A row of names below it is the better
 * header where
 *
 * - half of its names or more are such as columns have (header_word.h), and more of them
 *   than in the row taken at first;
 * - it is wider than that row, and as wide as every row between, in whose columns it all
 *   has names; or it is as wide, stands below an empty row, all of it is known and at
 *   most half of the other;
 * - every row from the first one to it begins with a name (records begin with numbers);
 * - the row taken at first does not look like a header with a record below: at most half
 * of it is known, or it is a box for stamps, or the row below it begins with a known name
 * or is the better one itself;
 * - the row directly above it has no gaps, as texts merged over columns have;
 * - there is a row below it with values in half of its columns or more; and
 * - it stands below an empty row, or one of its names above nothing but numbers.
 *
 * It is doubtful where such a row is as wide, and where it is not the better one because
 * of what stands above it. Columns behind the 64th are not looked at. Internal to the
 * readers of CSV and sheets. */
#ifndef CHOSHO_TABLE_HEAD_H
#define CHOSHO_TABLE_HEAD_H

#include "engine/base/base.h"

struct table_head_row {
    uint64_t number;  /* rows without a value are left out, and show as a gap */
    uint64_t columns; /* with a value: bit k for the column k + 1 */
    uint64_t named;   /* those of them with what may be a name */
    uint32_t filled, names, known; /* values; those that may be names, are known ones */
    uint32_t stamps;               /* those of a box for stamps */
    bool begins_named, begins_known;
};

/* Adds the value of the next column that has one, from 0; is_name: it may be a name. */
void table_head_add(struct table_head_row *row, uint32_t column, struct slice value,
        bool is_name);

/* The header, where rows[chosen] was taken for it. *ret_is_doubtful: see above. */
uint32_t table_head_find(const struct table_head_row *rows, uint32_t count,
        uint32_t chosen, bool *ret_is_doubtful);

/* Whether half of the rows below rows[at], and two or more, have values in a column that
 * has no name (bits as in columns); the first column, where programs put a row's number,
 * needs none. */
bool table_head_lacks_names(const struct table_head_row *rows, uint32_t count,
        uint32_t at, uint64_t named);

#endif
