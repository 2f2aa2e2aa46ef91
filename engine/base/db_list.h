/* db_list.h - the rows of a query as a list */
#ifndef CHOSHO_DB_LIST_H
#define CHOSHO_DB_LIST_H

#include "engine/base/arena.h"
#include "engine/base/db.h"

/* All rows of query, whose last column must be `count(*) OVER ()`, as items of size bytes
 * in the arena: *ret_list points to the first of them, NULL where there is none. read()
 * takes the row that query stands on into an item of zeros; its texts go to the arena. */
WARN_UNUSED bool db_list_read(struct db_statement *query, struct arena *arena,
        size_t size,
        bool (*read)(struct db_statement *row, struct arena *arena, void *item,
                struct error *err),
        void *ret_list, size_t *ret_count, struct error *err);

#endif
