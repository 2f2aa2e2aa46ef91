/* item.h - what it is */
#ifndef CHOSHO_ITEM_H
#define CHOSHO_ITEM_H

#include "engine/base/low.h"

struct item;

/* NULL where there is none. */
const struct item *item_find(const char *name);
int item_size(const struct item *item);
int item_kind(const struct item *item); /* 0 for none */

#endif
