/* vocabulary_step.h - attributes and children of manual steps; for vocabulary_procedure.c
 * alone
 *
 * A step says what a person does where no file can be tested: what to inspect, whom to
 * ask, what to answer. An answer with an expectation is judged by the engine, one without
 * informs the reader. */
#ifndef CHOSHO_VOCABULARY_STEP_H
#define CHOSHO_VOCABULARY_STEP_H

#include "engine/base/vocabulary.h"

extern const struct vocabulary_attribute vocabulary_step_attributes[];
extern const struct vocabulary_child vocabulary_step_children[];
extern const struct vocabulary_attribute vocabulary_step_inspect[];
extern const struct vocabulary_child vocabulary_step_titled[]; /* inspect, ask, option */
extern const struct vocabulary_attribute vocabulary_step_answer[];
extern const struct vocabulary_child vocabulary_step_answer_children[];
extern const struct vocabulary_attribute vocabulary_step_option[];
extern const struct vocabulary_attribute vocabulary_step_attachment[];

#endif
