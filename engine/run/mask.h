/* mask.h - which values of an exception a report may not show
 *
 * A column that a procedure declares sensitive="yes" is shown in full in the workpaper
 * (exception, show, run) and as MASK in everything meant for somebody else: of one length
 * whatever was there, and where nothing was. The record stays findable by its pointer.
 *
 * In SQL of an author's own a value may be made of a sensitive column under any name: of
 * a test that reads such an item only what is plainly a column that is not sensitive is
 * clear; all else is masked. Not plainly so are names given by AS or without it, answers
 * put together by UNION and the like, and columns named in WITH t(...). */
#ifndef CHOSHO_MASK_H
#define CHOSHO_MASK_H

#include "engine/run/instance.h"

#define MASK "■■■"

/* Whether the test's shown value of that index is masked. */
WARN_UNUSED bool mask_is_needed(const struct instance *instance, uint32_t test,
        uint32_t shown, struct arena *arena, bool *ret_needed, struct error *err);

/* Whether the item's column is sensitive; false where there is no such column. */
bool mask_is_sensitive(const struct procedure_item *item, const char *column);

#endif
