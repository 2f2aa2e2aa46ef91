#include "engine/run/library_choice.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"

bool library_choice_has(const char *const *ids, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(ids[i], id) == 0)
            return true;
    }
    return count == 0;
}

/* What the library has instead: the nearest, or all of them. */
static bool refuse_chosen(const struct library *library, const char *id,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf list = BUF_INIT(1 << 20);
    const char **names = calloc(library->count + 1, sizeof(*names));
    const char *nearest;
    size_t count = 0;

    if (!names)
        return error_memory(err);
    for (size_t i = 0; i < library->count; i++) {
        if (library->procedures[i].is_usable)
            names[count++] = library->procedures[i].procedure.id;
    }
    nearest = text_find_nearest(id, names);
    for (size_t i = 0; i < count && !nearest; i++) {
        if (!buf_printf(&list, err, "%s%s", i ? ", " : "", names[i]))
            break;
    }
    free(names);
    if (nearest)
        return error_set(err, ERROR_MISSING,
                TR("there is no procedure '%s' in the library; did you mean '%s'?",
                        "手続「%s」はライブラリにありません。「%s」のことですか"),
                id, nearest);
    return error_set(err, ERROR_MISSING,
            TR("there is no procedure '%s' in the library; it has: %s",
                    "手続「%s」はライブラリにありません。あるのは: %s"),
            id, list.size ? buf_text(&list) : TR("none", "なし"));
}

bool library_choice_check(const struct library *library, const char *const *ids,
        size_t count, struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        if (!library_find(library, ids[i]))
            return refuse_chosen(library, ids[i], err);
    }
    return true;
}
