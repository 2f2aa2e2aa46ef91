/* delivery_column.h - the columns that a delivery of a member took away or brought */
#ifndef CHOSHO_DELIVERY_COLUMN_H
#define CHOSHO_DELIVERY_COLUMN_H

#include "engine/run/delivery.h"
#include "evidence/binding/item.h"

/* Whether it is no field of the member's records: a W3C log's "#Date", which says when
 * the file was begun, is alike for all behind it and another in every file. */
bool delivery_column_is_aside(const struct bundle_member *member, const char *name);

/* Adds to the fields that delivery_key_choose() found those of either side alone, where
 * the receipts list all columns there are: of CSV files, sheets and W3C logs. In the
 * arena. */
WARN_UNUSED bool delivery_column_choose(struct delivery_member *member,
        struct arena *arena, struct error *err);

/* Fills the columns of an item, and of its one source, with the fields; those that the
 * side (0 the old one) lacks are ITEM_NOTHING. */
void delivery_column_place(const struct delivery_member *member, size_t side,
        struct item *item);

/* Appends "column approved is gone; column x is new", "the columns are in another order",
 * or nothing. */
WARN_UNUSED bool delivery_column_write(const struct delivery_member *member,
        struct buf *buf, struct error *err);

#endif
