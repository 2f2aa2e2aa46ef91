/* similar_name.h - members whose names a person would take for the same */
#ifndef CHOSHO_SIMILAR_NAME_H
#define CHOSHO_SIMILAR_NAME_H

#include "evidence/zip/preflight.h"

/* Appends the name as it is compared: lower case, full-width ASCII and half-width
 * katakana in their usual forms, kana and their combining sound marks joined (が in two
 * characters is how a Mac writes it). */
WARN_UNUSED bool similar_name_fold(const char *name, struct buf *ret_key,
        struct error *err);

/* Gives each member, refused ones and folders apart, whose folded name another one has
 * the finding "similar-name". The members are sorted in preflight->by_name. */
WARN_UNUSED bool similar_name_mark(struct preflight *preflight, struct error *err);

#endif
