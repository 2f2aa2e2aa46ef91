/* vocabulary_type.h - what a value of each type looks like, for the checker and for the
 * XSD
 *
 * To add a type: its name in vocabulary.h, its row in vocabulary_type.c, and values that
 * hold and do not in tests/unit/test_vocabulary.c. */
#ifndef CHOSHO_VOCABULARY_TYPE_H
#define CHOSHO_VOCABULARY_TYPE_H

#include "engine/base/vocabulary.h"

struct vocabulary_type_rule {
    enum vocabulary_type type;
    bool (*holds)(const char *value); /* NULL where there are choices */
    const char *choices;
    const char *xsd_name, *xsd_base; /* a simple type: its name, what it restricts */
    const char *xsd_pattern;         /* says what holds() does; NULL for none */
    const char *en, *ja;             /* what it must be, as "… must be <en>" */
};

/* NULL for VOCABULARY_CHOICE, whose choices are each attribute's own. */
const struct vocabulary_type_rule *vocabulary_type_find(enum vocabulary_type type);

/* The row at this place in the table; NULL behind the last. */
const struct vocabulary_type_rule *vocabulary_type_at(size_t index);

/* Nothing but blanks: the four of XML, the no-break space and the ideographic one. */
bool vocabulary_type_is_blank(const char *text);

/* One of the words of choices, which are divided by blanks. */
bool vocabulary_type_is_choice(const char *choices, const char *value);

#endif
