/* finding.h - what the auditor reports (発見事項), raised by promoting exceptions
 *
 * Findings are numbered F-1, F-2 … in the engagement and are never deleted. An exception
 * becomes a row of its own when it is promoted. It stays in its finding when its test is
 * run again: the same instance, test, kind, record and second record is the same
 * exception, whatever its id is then (X17-3, X21-3). A record is the same also in a
 * member of the same bytes that took the place of its own (member_kin in schema.sql). */
#ifndef CHOSHO_FINDING_H
#define CHOSHO_FINDING_H

#include "engine/workpaper/store.h"

/* SQL: the finding ("F-3") that an exception is in, or NULL. Of SQL terms. */
#define FINDING_OF(record_id, other_id_, ordinal_, instance, test_)                       \
    "(SELECT 'F-' || f.finding_id FROM member_kin AS k CROSS JOIN finding_exception AS f" \
    " ON f.record_id = (k.member_id << 40) | (" record_id " & 1099511627775)"             \
    " JOIN result AS q USING (result_id)"                                                 \
    " WHERE k.same_id = " record_id " >> 40 AND f.ordinal = " ordinal_                    \
    " AND q.instance_id = " instance " AND q.test = " test_                               \
    " AND (f.other_id = " other_id_ " OR ((f.other_id & 1099511627775) ="                 \
    " (" other_id_ " & 1099511627775) AND EXISTS (SELECT 1 FROM member_kin AS o"          \
    " WHERE o.member_id = f.other_id >> 40 AND o.same_id = " other_id_ " >> 40)))"        \
    " ORDER BY f.finding_id LIMIT 1)"

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
 * ("X17-3"; "M3" for the deviating answer of a step), for a reason. Of `draft` only
 * control and texts are used; a NULL catalogue or control is taken from the exceptions'
 * instance, which must then be of one control. ERROR_USAGE: no exception, no reason, no
 * title, no fact, an id that is none. ERROR_MISSING: no such exception. ERROR_REFUSED: an
 * exception of a result that is not the newest any more, an undecidable or unreadable
 * record, or an exception that is in a finding already; nothing is stored then. */
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
