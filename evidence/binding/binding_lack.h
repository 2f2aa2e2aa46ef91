/* binding_lack.h - what a binding names and nothing plays: the problem, and what to do
 *
 * What the functions return stands for binding_place_fail(): always false, with the
 * place's problem set, or else err. */
#ifndef CHOSHO_BINDING_LACK_H
#define CHOSHO_BINDING_LACK_H

#include "evidence/binding/binding_place.h"

/* No delivery is called as the source says. */
bool binding_lack_bundle(struct binding_place *place,
        const struct binding_member *members, size_t member_count);

/* The delivery has no member that the source's glob selects. Where an earlier one of the
 * name has some, the advice says so: a second delivery may have been meant to add to the
 * first. */
bool binding_lack_member(struct binding_place *place, const char *delivery,
        const struct binding_member *members, size_t member_count);

/* There is no layout of the source's id. */
bool binding_lack_layout(struct binding_place *place, const struct layout *layouts,
        size_t layout_count);

/* The member is not of the kind that the source's layout or pattern reads. */
bool binding_lack_kind(struct binding_place *place, const struct binding_member *member,
        enum record_kind kind);

/* The source's layout, place->layout, has no child table of that name. */
bool binding_lack_table(struct binding_place *place);

/* No binding has the item: a problem of it, unless it is optional. false: err is set. */
WARN_UNUSED bool binding_lack_binding(const struct program_item *expected,
        bool any_received, struct arena *arena, struct item *item, struct error *err);

#endif
