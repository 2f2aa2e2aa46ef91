/* binding_provenance.h - where evidence comes from and on what its completeness rests
 * (information produced by the entity, IPE)
 *
 * An item's <provenance>, or a source's own. What an auditor does not know is left out,
 * or empty: that is no complaint, but until it is complete no test counts what it read
 * (engine/run/provenance.h). Complete: system, report or query, by, at, and a
 * completeness other than "none". What completeness rests on is one of
 *
 *     control-total    a count or sum that the source states, equal to what was delivered
 *     query-inspected  the query or report definition and its parameters, read by the
 *                      auditor
 *     reconciled       another source that does not depend on this one
 *     observed         the extraction, which the auditor watched
 *     sequence         numbers of the records, without a gap
 *     original         the original itself, whole: no extraction came between
 *     none             nothing; `basis` says why
 *
 * and `basis` says it in words: which total, read where; which other source. */
#ifndef CHOSHO_BINDING_PROVENANCE_H
#define CHOSHO_BINDING_PROVENANCE_H

#include "engine/base/complaint.h"
#include "engine/base/xml.h"

/* The names above, divided by blanks. */
#define BINDING_PROVENANCE_COMPLETENESS \
    "control-total query-inspected reconciled observed sequence original none"

/* Texts are NULL where they are not said, also where they are blank. */
struct binding_provenance {
    const char *system;
    const char *report, *query; /* its name; or what was asked */
    const char *parameters;
    const char *by;        /* who extracted it */
    const char *at;        /* "2026-04-03", or with a time "2026-04-03T10:00+09:00" */
    const char *from, *to; /* the days that the extract covers: "2025-04-01" */
    const char *observed;  /* "yes", "no" */
    const char *completeness, *basis;
    unsigned line, column; /* of the element; 0: there is none */
};

/* Reads the element (NULL: there is none) into *ret. Complaints: a day or moment that is
 * none, days in the wrong order, a completeness that contradicts `observed`. */
void binding_provenance_read(const char *file, const struct xml_node *node,
        struct binding_provenance *ret, struct complaint_list *complaints);

/* Whether all that is needed is said, and completeness rests on something. */
bool binding_provenance_is_complete(const struct binding_provenance *provenance);

/* Appends what is lacking, in the language of messages: "system, by whom". */
WARN_UNUSED bool
binding_provenance_write_lack(const struct binding_provenance *provenance,
        struct buf *buf, struct error *err);

/* The texts, in the order of the struct: what a digest covers, and a result keeps. */
#define BINDING_PROVENANCE_TEXTS 11u
void binding_provenance_texts(const struct binding_provenance *provenance,
        const char *ret_texts[BINDING_PROVENANCE_TEXTS]);
/* Whether both say the same, wherever they stand. */
bool binding_provenance_is_equal(const struct binding_provenance *a,
        const struct binding_provenance *b);

#endif
