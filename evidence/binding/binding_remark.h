/* binding_remark.h - what a person should know of an item that resolves: what it leaves
 * aside, and what was taken for granted */
#ifndef CHOSHO_BINDING_REMARK_H
#define CHOSHO_BINDING_REMARK_H

#include "evidence/binding/binding_resolve.h"

/* Fills in the item's asides: readable members of current deliveries that no source takes
 * and that look like one which is taken: recognised by the same layout, or else CSV or
 * JSON with the same columns. Plain lines are all alike and are not counted. Counts the
 * members taken that have been superseded, and those whose last record reads as a row of
 * totals, which no `where` may leave out, and notes one that is read in another encoding
 * than it was received in: of its columns nothing was known to compare with. The sources'
 * archives are still those of the members. Texts are borrowed from the members. */
WARN_UNUSED bool binding_remark_find(const struct binding_member *members,
        size_t member_count, struct arena *arena, struct item *item, struct error *err);

/* Appends sentences divided by "; ": the asides, what is superseded, rows of totals, what
 * is read in another encoding, and for sources of lines with stamps the year and the zone
 * that nobody has stated, or that the year cannot be told. Nothing where there is nothing
 * to say. */
WARN_UNUSED bool binding_remark_write(const struct item *item, struct buf *buf,
        struct error *err);

/* Appends that the member's last record reads as a row of totals, and what leaves it out.
 * more: others of which the same is so. */
WARN_UNUSED bool binding_remark_write_total(const char *member, const char *column,
        uint32_t more, struct buf *buf, struct error *err);

/* The asides alone. */
WARN_UNUSED bool binding_remark_write_asides(const struct item *item, struct buf *buf,
        struct error *err);

/* Whether the source has stamps whose lines may lack a year or a zone. */
bool binding_remark_has_stamps(const struct item *item, const struct item_source *source);

/* Where a source has such stamps and nothing tells their year: a sentence that says what
 * to do; otherwise NULL. */
const char *binding_remark_year(const struct item *item);

#endif
