/* binding_field.h - whether a field is there, as far as the receipts tell */
#ifndef CHOSHO_BINDING_FIELD_H
#define CHOSHO_BINDING_FIELD_H

#include "evidence/binding/binding_place.h"

enum binding_presence {
    BINDING_PRESENCE_ABSENT,
    BINDING_PRESENCE_UNKNOWN, /* read otherwise than at the receipt; deep in JSON */
    BINDING_PRESENCE_THERE,
};

/* What is known of a field of one member. */
enum binding_presence binding_field_find(const struct binding_place *place,
        const struct binding_member *member, const char *field);

/* Whether a column may rely on a field: in every member for CSV and lines; in JSON in
 * some member where is_certain, else not merely misspelt. false: the place has a problem,
 * or err is set. */
WARN_UNUSED bool binding_field_require(struct binding_place *place, const char *field,
        bool is_certain, const char *column, unsigned line);

/* Whether a CSV header has this name more than once: then it says not which is meant. */
bool binding_field_is_ambiguous(const struct binding_place *place,
        const struct binding_member *member, const char *field);

/* Sets the problem "column-ambiguous" for a member, and returns false. */
bool binding_field_fail_ambiguous(struct binding_place *place,
        const struct binding_member *member, const char *field, const char *column,
        unsigned line);

/* Sets the problem "column-missing" for a member, and returns false. */
bool binding_field_fail(struct binding_place *place, const struct binding_member *member,
        const char *field, const char *column, unsigned line);

/* "did you mean ...", or what the member has; NULL: no memory, err is set. */
const char *binding_field_advise(struct binding_place *place,
        const struct binding_member *member, const char *field);

#endif
