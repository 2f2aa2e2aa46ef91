/* person.h - the people of an engagement: persons, not accounts; finding them is
 * store.h's */
#ifndef CHOSHO_PERSON_H
#define CHOSHO_PERSON_H

#include "engine/base/jsonwriter.h"
#include "engine/workpaper/store.h"

/* NULL where the person can be entered, or a sentence why not (in the language of
 * messages). */
const char *person_problem(const struct store_person *person);

/* Enters a person within an act, without a journal row. ERROR_USAGE: person_problem();
 * ERROR_REFUSED: code or system user is taken. */
WARN_UNUSED bool person_insert(struct store_act *act, const struct store_person *person,
        struct error *err);

/* Appends who can be named with --as: "tanaka (田中, preparer), ...". */
WARN_UNUSED bool person_list(struct db *db, struct buf *ret_list, struct error *err);

/* As an object of a journal body. */
void person_write(const struct store_person *person, struct jsonwriter *writer);

#endif
