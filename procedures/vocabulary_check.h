/* vocabulary_check.h - the attributes of the checks; for vocabulary_procedure.c alone
 *
 * What every check says of a value:
 *   NULL (the field is absent) never holds: the record deviates, unless missing= says
 * otherwise;
 *   '' is a value like any other, but an empty key names nothing and fills nothing;
 *   a value that could not be read (a date that is none) decides nothing: the record is
 * undecidable, unless another column already shows that it deviates. */
#ifndef CHOSHO_VOCABULARY_CHECK_H
#define CHOSHO_VOCABULARY_CHECK_H

#include "engine/base/vocabulary.h"

extern const struct vocabulary_attribute vocabulary_check_filled[];
extern const struct vocabulary_attribute vocabulary_check_one_of[];
extern const struct vocabulary_attribute vocabulary_check_matches[];
extern const struct vocabulary_attribute vocabulary_check_ordered[];
extern const struct vocabulary_attribute vocabulary_check_within[];
extern const struct vocabulary_attribute vocabulary_check_differs[];
extern const struct vocabulary_attribute vocabulary_check_match[];
extern const struct vocabulary_attribute vocabulary_check_absent[];
extern const struct vocabulary_attribute vocabulary_check_same[];
extern const struct vocabulary_attribute vocabulary_check_unique[];
extern const struct vocabulary_attribute vocabulary_check_no_gap[];
extern const struct vocabulary_attribute vocabulary_check_count[];
extern const struct vocabulary_attribute vocabulary_check_covers[];
extern const struct vocabulary_attribute vocabulary_check_pairs[];
extern const struct vocabulary_attribute vocabulary_check_reconciles[];
extern const struct vocabulary_attribute vocabulary_check_total[];
extern const struct vocabulary_attribute vocabulary_check_alternative[];
extern const struct vocabulary_attribute vocabulary_check_equal[];
extern const struct vocabulary_attribute vocabulary_check_inside[];
extern const struct vocabulary_attribute vocabulary_check_exceptions[];

#endif
