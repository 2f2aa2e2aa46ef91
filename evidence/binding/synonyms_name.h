/* synonyms_name.h - how near two names of columns are */
#ifndef CHOSHO_SYNONYMS_NAME_H
#define CHOSHO_SYNONYMS_NAME_H

#include "evidence/binding/synonyms.h"

/* A name as it is compared; texts in the arena it was understood with. */
struct synonyms_name {
    const char
            *folded; /* width and case folded, punctuation dropped; "" matches nothing */
    const char *words; /* its words in order of the alphabet, divided by blanks */
    uint64_t concepts[SYNONYMS_CONCEPTS_MAX / 64]; /* those it is a name of */
};

/* Folds text as names are folded, without taking a remark off. Appends. */
WARN_UNUSED bool synonyms_name_fold(const char *text, struct buf *ret_folded,
        struct error *err);

/* Names over 256 bytes are no names: they match nothing. synonyms may be NULL: no
 * concepts. */
WARN_UNUSED bool synonyms_name_understand(const struct synonyms *synonyms,
        const char *text, struct arena *arena, struct synonyms_name *ret_name,
        struct error *err);

enum synonyms_nearness {
    SYNONYMS_APART,
    SYNONYMS_ALIKE, /* both are names of one concept */
    SYNONYMS_SAME,  /* the same words, in whatever order */
    SYNONYMS_EQUAL, /* the same but for width, case and punctuation */
};

/* The same whichever way round. */
enum synonyms_nearness synonyms_name_compare(const struct synonyms_name *a,
        const struct synonyms_name *b);

/* How many words of a subject, its name among them, show in a member's name. */
WARN_UNUSED bool synonyms_name_count_hints(const struct synonyms *synonyms,
        const char *subject, const char *member, unsigned *ret_count, struct error *err);

#endif
