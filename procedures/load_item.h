/* load_item.h - evidence items out of a procedure or a library file */
#ifndef CHOSHO_LOAD_ITEM_H
#define CHOSHO_LOAD_ITEM_H

#include "procedures/loading.h"

/* Reads one <evidence>. With use= the shared item's columns and titles are taken over. */
void load_item_read(struct loading *loading, const struct xml_node *node,
        struct procedure_item *ret_item);

/* A program type by the name an attribute gives; text where it is none. */
enum program_type load_item_type(const char *name);

#endif
