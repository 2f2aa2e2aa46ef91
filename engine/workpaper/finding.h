/* finding.h - what the auditor reports (発見事項), raised by promoting exceptions
 *
 * Findings are numbered F-1, F-2 … in the engagement and are never deleted. An exception
 * becomes a row of its own when it is promoted. It stays in its finding when its test is
 * run again: the same instance, test, kind, record and second record is the same
 * exception, whatever its id is then (X17-3, X21-3). */
#ifndef CHOSHO_FINDING_H
#define CHOSHO_FINDING_H

#include "engine/workpaper/store.h"

struct finding {
    int64_t finding_id;              /* F-<finding_id> */
    const char *catalogue, *control; /* "" where it is of no control */
    const char *title_ja, *title_en; /* one of them at least */
    const char *fact_ja, *fact_en;   /* one of them at least */
    const char *status;              /* "draft", ... */
    const char *created_at, *created_by;
    const char *reason; /* of its promotions, each once, " / " between */
    int64_t exception_count;
};

/* "F-12": false for anything that is not exactly such an id. */
bool finding_parse_id(const char *id, int64_t *ret_finding_id);

/* The act "promote": raises a finding (status draft) from exceptions, given by their ids
 * ("X17-3"), for a reason. Of `draft` only control and texts are used; a NULL catalogue
 * or control is taken from the exceptions' instance, which must then be of one control.
 * ERROR_USAGE: no exception, no reason, no title, no fact, an id that is none.
 * ERROR_MISSING: no such exception. ERROR_REFUSED: an exception of a result that is not
 * the newest any more, an undecidable or unreadable record, or an exception that is in a
 * finding already; nothing is stored then. */
WARN_UNUSED bool finding_promote(struct store *store, const char *person,
        const struct finding *draft, const char *const *exceptions, size_t count,
        const char *reason, int64_t *ret_finding_id, struct error *err);

/* Refuses what finding_promote() would refuse of these, its facts and the control aside;
 * stores nothing. The exceptions must be of one control. */
WARN_UNUSED bool finding_check(struct store *store, const struct finding *draft,
        const char *const *exceptions, size_t count, const char *reason,
        struct error *err);

/* The act "promote" into a draft that exists. Errors as above; ERROR_MISSING: no such
 * finding; ERROR_REFUSED: not a draft. */
WARN_UNUSED bool finding_extend(struct store *store, const char *person,
        int64_t finding_id, const char *const *exceptions, size_t count,
        const char *reason, struct error *err);

/* All findings by number; list and texts in the arena. */
WARN_UNUSED bool finding_list(struct store *store, struct arena *arena,
        struct finding **ret_findings, size_t *ret_count, struct error *err);

/* ERROR_MISSING: no such finding. */
WARN_UNUSED bool finding_find(struct store *store, int64_t finding_id,
        struct arena *arena, struct finding *ret_finding, struct error *err);

#endif
