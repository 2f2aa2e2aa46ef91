/* arena.h - memory for a parsed model: many small pieces, one end
 *
 * A model (a procedure, a layout, a job) owns one arena; nothing in it is freed alone. */
#ifndef CHOSHO_ARENA_H
#define CHOSHO_ARENA_H

#include "engine/base/error.h"

struct arena_block;

struct arena {
    struct arena_block *blocks;
    size_t used;  /* bytes handed out */
    size_t limit; /* bytes; more is ERROR_LIMIT */
};

#define ARENA_INIT(maximum) \
    {                       \
        NULL, 0, (maximum)  \
    }

/* What a model may take unless its module says otherwise. */
#define ARENA_MODEL_LIMIT ((size_t)256 << 20)

/* Returns zeroed memory, aligned for anything, in *ret_memory (any pointer's address). */
WARN_UNUSED bool arena_allocate(struct arena *arena, size_t size, void *ret_memory,
        struct error *err);

/* Copies size bytes and a NUL behind them. */
WARN_UNUSED bool arena_copy(struct arena *arena, const char *bytes, size_t size,
        const char **ret_text, struct error *err);

/* Copies a C string; NULL stays NULL. */
WARN_UNUSED bool arena_text(struct arena *arena, const char *text, const char **ret_text,
        struct error *err);

/* Formats into the arena. */
WARN_UNUSED bool arena_printf(struct arena *arena, const char **ret_text,
        struct error *err, const char *format, ...) PRINTF_LIKE(4, 5);

/* Frees everything. */
void arena_clear(struct arena *arena);

#endif
