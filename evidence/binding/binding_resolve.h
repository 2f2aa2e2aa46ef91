/* binding_resolve.h - a binding and the members at hand make an evidence item */
#ifndef CHOSHO_BINDING_RESOLVE_H
#define CHOSHO_BINDING_RESOLVE_H

#include "evidence/binding/binding.h"

/* A member as the workpaper knows it from its receipt; all that bindings look at. Lists
 * of members are in the order of the deliveries, the oldest first, and within one as in
 * its archive. */
struct binding_member {
    const char *bundle;     /* delivery name: "access" */
    const char *bundle_id;  /* "access-1a2b3c4d" */
    uint32_t archive;       /* index into the job's archives */
    uint32_t index;         /* in the archive */
    const char *name;       /* decoded; what ends in '/' is a folder and passed over */
    bool is_inside;         /* a container: '!' in the name stands between names */
    const char *short_name; /* its container's, where that means it (binding_match.h) */
    bool is_short_inside;
    const char *stands_for; /* name of the member it was delivered in place of, which
                               selects it too; NULL: none, or its own */
    const char *short_stands_for; /* likewise of what its container took the place of,
                                     where short_name is that container's */
    bool is_current;              /* neither it nor its delivery is superseded */
    bool is_readable;
    bool is_received;    /* as text with a format, though perhaps damaged or not read */
    const char *problem; /* reason code where it was refused, unread or damaged */
    bool is_over_limit;  /* it is sound, but more than is read */
    struct record_format format; /* as detected at the receipt */
    const char *const *columns;  /* as record_columns() gave them; none: not known */
    size_t column_count;
    const char *layout; /* id of what layout_recognise() found at the receipt, or NULL */
    bool has_total;     /* its last record reads as a row of totals */
};

/* The bundle_id of the delivery that a source's `bundle` means: the one it pins, or the
 * newest unsuperseded one of that name. NULL where there is none. */
const char *binding_resolve_delivery(const char *bundle,
        const struct binding_member *members, size_t member_count);

/* Whether a source's `bundle`, which means that delivery, has the member: one that is
 * pinned has all of its own, a name all that is current under it, be it of several
 * deliveries. */
bool binding_resolve_is_of(const char *bundle, const char *delivery,
        const struct binding_member *member);

/* Resolves one evidence item of a procedure. It never fails for what the evidence lacks:
 * the item then has a problem, no sources, and a sentence that names the binding's file
 * and line, the bundle, the member and the column. Problems are
 * - binding-missing: bound is NULL, and the item is not optional (else: an empty table)
 * - evidence-missing: no delivery of that name, or no member that the glob selects
 * - member-similar: a member that no source of the item selects has a name that the glob
 *   would select but for its case, its width or how its sound marks are written
 * - encoding-uncertain: the glob selects one whose encoding was not evident, and the
 *   binding does not name it
 * - member-unreadable: the glob selects one that was refused, unread or damaged; what was
 *   received as text is tried anew where the binding names another encoding than the
 *   receipt has
 * - format-differs: members of several kinds, or not of the kind the binding says
 * - layout-missing: there is no layout of that id, or it has no such child table
 * - column-missing: a column is not placed, or its field is not there
 * - column-ambiguous: a CSV header has the field's name more than once (say name#1,
 *   name#2, or its place _3)
 * - type-contradicts: the binding or the layout says another type than the procedure
 * - path-no-match: the pattern of a <from-path> gives nothing for a member
 *
 * Whether a field is there is known exactly for CSV, wherever the binding reads the
 * member as the receipt did, and for the groups of a pattern. JSON records may leave a
 * path out (then it is NULL); but what a column's own name alone would place, a key that
 * no member shows, and a path that differs from a shown one only in case or punctuation,
 * are not there.
 *
 * zone is the engagement's, for sources for which neither binding nor layout has one. A
 * source's year is 0 where the binding says none: the caller may know better. The item
 * borrows from expected, bound and layouts. ERROR_MEMORY, ERROR_LIMIT. */
WARN_UNUSED bool binding_resolve(const struct program_item *expected,
        const struct binding_item *bound, const char *zone, const struct layout *layouts,
        size_t layout_count, const struct binding_member *members, size_t member_count,
        struct arena *arena, struct item *ret_item, struct error *err);

#endif
