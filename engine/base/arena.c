#include "engine/base/arena.h"

#include "engine/base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE ((size_t)16 * 1024)
#define ALIGNMENT (_Alignof(max_align_t))
#define SIZE_LIMIT ((size_t)PTRDIFF_MAX / 2) /* far from any overflow */

struct arena_block {
    struct arena_block *next;
    size_t size;
    size_t used;
    max_align_t bytes[];
};

static struct arena_block *add_block(struct arena *arena, size_t size)
{
    size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;
    struct arena_block *block = calloc(1, sizeof(*block) + room);

    if (!block)
        return NULL;
    block->size = room;
    block->next = arena->blocks;
    arena->blocks = block;
    return block;
}

bool arena_allocate(struct arena *arena, size_t size, void *ret_memory, struct error *err)
{
    struct arena_block *block = arena->blocks;
    char *memory;

    if (size > arena->limit - arena->used || size > SIZE_LIMIT)
        return error_set(err, ERROR_LIMIT,
                TR("more than %zu bytes", "%zuバイトを超えています"), arena->limit);
    size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (!block || block->size - block->used < size)
        block = add_block(arena, size);
    if (!block)
        return error_memory(err);
    memory = (char *)block->bytes + block->used;
    block->used += size;
    arena->used += size < arena->limit - arena->used ? size : arena->limit - arena->used;
    memcpy(ret_memory, &memory, sizeof(memory));
    return true;
}

bool arena_copy(struct arena *arena, const char *bytes, size_t size,
        const char **ret_text, struct error *err)
{
    char *copy;

    if (size == SIZE_MAX)
        return error_set(err, ERROR_LIMIT,
                TR("more than %zu bytes", "%zuバイトを超えています"), arena->limit);
    if (!arena_allocate(arena, size + 1, &copy, err))
        return false;
    if (size)
        memcpy(copy, bytes, size);
    *ret_text = copy;
    return true;
}

bool arena_text(struct arena *arena, const char *text, const char **ret_text,
        struct error *err)
{
    if (text)
        return arena_copy(arena, text, strlen(text), ret_text, err);
    *ret_text = NULL;
    return true;
}

bool arena_printf(struct arena *arena, const char **ret_text, struct error *err,
        const char *format, ...)
{
    va_list values, again;
    int length;
    char *text;
    bool ok = false;

    va_start(values, format);
    va_copy(again, values);
    length = vsnprintf(NULL, 0, format, values);
    if (length < 0)
        error_set(err, ERROR_USAGE, "a text could not be formatted");
    else if (arena_allocate(arena, (size_t)length + 1, &text, err)) {
        vsnprintf(text, (size_t)length + 1, format, again);
        *ret_text = text;
        ok = true;
    }
    va_end(again);
    va_end(values);
    return ok;
}

void arena_clear(struct arena *arena)
{
    struct arena_block *next;

    for (struct arena_block *block = arena->blocks; block; block = next) {
        next = block->next;
        free(block);
    }
    arena->blocks = NULL;
    arena->used = 0;
}
