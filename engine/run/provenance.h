/* provenance.h - no test counts before it is said where its evidence comes from (rule 3
 * of the procedure language; binding_provenance.h says when that is complete)
 *
 * What lacks makes the results of the tests that read the item indeterminate,
 * "provenance-missing"; the exceptions found stay listed and counted. Fixtures, whose
 * evidence is made up, are exempt unless fixture.xml says provenance="required". */
#ifndef CHOSHO_PROVENANCE_H
#define CHOSHO_PROVENANCE_H

#include "engine/workpaper/result.h"
#include "evidence/binding/binding.h"

/* The first source of the binding whose provenance is not complete; NULL: none, or there
 * is no binding. */
const struct binding_source *provenance_find_lacking(const struct binding_item *bound);

/* That as a sentence for a report: the item's title, the source where there are several,
 * and what is lacking. */
WARN_UNUSED bool provenance_write_lack(const char *title,
        const struct binding_item *bound, const struct binding_source *lacking,
        struct buf *buf, struct error *err);

/* The same for who can mend it: where it is to be written. */
WARN_UNUSED bool provenance_write_advice(const struct binding_item *bound,
        const struct binding_source *lacking, struct buf *buf, struct error *err);

/* Appends what a result's digest covers of it; the same bytes for the same provenance. */
WARN_UNUSED bool provenance_pack(const struct binding_item *bound, struct buf *buf,
        struct error *err);

/* What a result keeps: each provenance of the item's sources once, in their order. */
WARN_UNUSED bool provenance_list(const struct binding_item *bound, struct arena *arena,
        struct result_provenance **ret_list, size_t *ret_count, struct error *err);

#endif
