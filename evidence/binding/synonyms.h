/* synonyms.h - what exports call a column: names that mean the same, in two languages
 *
 * evidence/synonyms.xml (urn:chosho:synonyms:1) lists concepts with their phrases. A
 * phrase is a row of parts divided by blanks, a part is a choice of words divided by '|',
 * a part in parentheses may be missing:
 *
 *     <concept name="left_on">
 *       <phrase>退職|退社|離職 日|年月日</phrase>      (退職日, 離職年月日 ...)
 *       <phrase>termination|leaving date</phrase>   (Termination date, Date of leaving)
 *     </concept>
 *     <remark>必須 required yyyymmdd</remark>          (退職日（必須） is 退職日)
 *     <subject name="leavers">退職者 離職者 leaver</subject>
 *
 * A name is a concept's when it consists of one word of each part, in any order, and
 * nothing else. Before that width and case are folded, blanks, punctuation and the long
 * vowel mark dropped (ユーザ, ユーザー), and "of", "the", "の" between parts passed over.
 * Nothing is guessed beyond that: a wrong column is worse than none. To teach a name: a
 * word or a phrase in the file.
 *
 * A subject says which of several members that fit is the likelier one: by words of its
 * name. */
#ifndef CHOSHO_SYNONYMS_H
#define CHOSHO_SYNONYMS_H

#include "engine/base/vocabulary.h"

#define SYNONYMS_CONCEPTS_MAX 128
#define SYNONYMS_PARTS_MAX 8

struct synonyms_part {
    const char **words; /* folded; ended by NULL */
    bool optional;
};

struct synonyms_phrase {
    struct synonyms_part parts[SYNONYMS_PARTS_MAX];
    uint32_t part_count;
};

struct synonyms_concept {
    const char *name;
    struct synonyms_phrase *phrases; /* the first is its name */
    uint32_t phrase_count;
};

struct synonyms_subject {
    const char *name;   /* folded */
    const char **words; /* folded; ended by NULL */
};

struct synonyms {
    struct synonyms_concept *concepts;
    uint32_t concept_count;
    struct synonyms_subject *subjects;
    uint32_t subject_count;
    const char **remarks; /* folded; ended by NULL; or NULL */
};

extern const struct vocabulary synonyms_vocabulary;

/* Reads the list; everything in the arena. false: complaints say why. */
WARN_UNUSED bool synonyms_parse(const char *file, const char *bytes, size_t size,
        struct arena *arena, struct synonyms *ret_synonyms,
        struct complaint_list *complaints);

#endif
