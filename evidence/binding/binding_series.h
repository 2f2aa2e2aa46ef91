/* binding_series.h - several things of one kind side by side in a record
 *
 * An export may have a user's first and second key in one record: access_key_1_active,
 * access_key_1_last_rotated, access_key_2_active ... An item with one record a key has
 * the key's number as a column: access-keys(user, key, active, last_rotated). Its binding
 * is one source for each number, with <constant name="key" value="1"/> and the fields of
 * that number.
 *
 * Fields are a series for a key column of the item when their names are PREFIX N REST,
 * with
 * '_', '-', '.' or a blank before REST (and perhaps before N), N of one or two digits,
 * and PREFIX ends in the column's name as a word of its own: "access_key" does for "key",
 * "cert" and "monkey" do not. Two prefixes for one column, or a field that plays the
 * column as it is, make no series: which is meant would be a guess. */
#ifndef CHOSHO_BINDING_SERIES_H
#define CHOSHO_BINDING_SERIES_H

#include "evidence/binding/binding_fit.h"

struct binding_series {
    const char *column;   /* of the item: the number's */
    const char *prefix;   /* borrowed from a field; not ended */
    size_t prefix_size;   /* 0: there is no series */
    const char **numbers; /* as written, ascending; ended by NULL */
};

/* Looks for a series among the candidate's fields. columns: as binding_fit_try() with the
 * same candidate left them. Everything in the arena. */
WARN_UNUSED bool binding_series_find(const struct binding_fit_candidate *candidate,
        const struct binding_fit_columns *columns, struct arena *arena,
        struct binding_series *ret_series, struct error *err);

/* The candidate as far as it tells of one number: fields of the others are gone, those of
 * this one are called REST, and the number's column is a constant. */
WARN_UNUSED bool binding_series_pick(const struct binding_series *series,
        const char *number, const struct synonyms *synonyms,
        const struct binding_fit_candidate *candidate, struct arena *arena,
        struct binding_fit_candidate *ret_picked, struct error *err);

#endif
