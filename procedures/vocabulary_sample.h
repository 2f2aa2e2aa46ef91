/* vocabulary_sample.h - the rows of <sample> and its <attribute>s, for the table in
 * vocabulary_procedure.c */
#ifndef CHOSHO_VOCABULARY_SAMPLE_H
#define CHOSHO_VOCABULARY_SAMPLE_H

#include "engine/base/vocabulary.h"

extern const struct vocabulary_attribute vocabulary_sample_attributes[],
        vocabulary_sample_attribute_attributes[];
extern const struct vocabulary_child vocabulary_sample_children[],
        vocabulary_sample_attribute_children[];

#endif
