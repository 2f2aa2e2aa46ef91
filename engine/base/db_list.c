#include "engine/base/db_list.h"

#include <string.h>

bool db_list_read(struct db_statement *query, struct arena *arena, size_t size,
        bool (*read)(struct db_statement *row, struct arena *arena, void *item,
                struct error *err),
        void *ret_list, size_t *ret_count, struct error *err)
{
    int total = db_column_count(query) - 1;
    char *list = NULL;
    size_t count = 0;
    bool row;

    for (;;) {
        if (!db_step(query, &row, err))
            return false;
        if (!row)
            break;
        if (!list) {
            size_t room = (size_t)db_column_int(query, total) * size;

            if (!arena_allocate(arena, room, &list, err))
                return false;
        }
        if (!read(query, arena, list + size * count++, err))
            return false;
    }
    memcpy(ret_list, &list, sizeof(list));
    *ret_count = count;
    return true;
}
