/* difference_side.h - the records of either side of a difference, with one place a field
 */
#ifndef CHOSHO_DIFFERENCE_SIDE_H
#define CHOSHO_DIFFERENCE_SIDE_H

#include "evidence/table/difference.h"

/* Whether the side has no such field. */
bool difference_side_lacks(const struct difference_pair *pair, size_t side, size_t field);

/* Hands each record to take(), with a value for every field of the pair: of fields that
 * one side lacks, nothing on that side, and nothing where the other's is empty. What
 * cannot be read any further is *ret_is_part; whatever take() fails with. */
WARN_UNUSED bool difference_side_read(const struct difference_pair *pair, size_t side,
        bool (*take)(void *owner, const struct record *record, struct error *err),
        void *owner, bool *ret_is_part, struct error *err);

#endif
