#include "evidence/archive/container_lazy.h"

#include <stdlib.h>

#include "evidence/archive/block_proof.h"

#define CHECKPOINTS_MAX 256u /* of a container; 8 MiB of a workpaper */

struct container_lazy {
    struct container_set *set;
    struct opened *opened; /* borrowed, as is fd */
    int fd;
    struct arena arena;
    struct block_table table;
    uint8_t *block;          /* room for one */
    bool *is_there;          /* of each block */
    bool is_stored;          /* any block can be gone to */
    struct inflate *inflate; /* before the block `next`; NULL: nowhere */
    uint32_t next;
};

uint64_t container_lazy_apart(uint64_t bytes)
{
    uint64_t apart = bytes / CHECKPOINTS_MAX;

    return apart > BLOCK_TABLE_CHECKPOINT_BYTES ? apart : BLOCK_TABLE_CHECKPOINT_BYTES;
}

bool container_lazy_is_for(enum container_kind kind)
{
    return kind == CONTAINER_ZIP || kind == CONTAINER_TAR || kind == CONTAINER_GZIP;
}

/* The number of those up to the block. */
static uint32_t count_checkpoints(const struct container *container, uint64_t block)
{
    uint32_t count = container->checkpoint_count;

    while (count > 0 && container->checkpoints[count - 1].block > block)
        count--;
    return count;
}

static const char *name_of(const struct container_lazy *lazy)
{
    const struct preflight_member *member;
    struct error ignored = {0};

    return container_set_member(lazy->set, lazy->opened->what.member, &member, &ignored)
            ? member->name
            : "";
}

static struct block_proof proof_of(const struct container_lazy *lazy)
{
    return (struct block_proof){&lazy->table, name_of(lazy), NULL};
}

static void leave(struct container_lazy *lazy)
{
    if (lazy->inflate)
        inflate_close(lazy->inflate);
    lazy->inflate = NULL;
}

/* Goes to where the way to the block begins, unless it is on it already. */
static bool go_to(struct container_lazy *lazy, uint32_t block, struct error *err)
{
    const struct container *container = &lazy->opened->what;
    uint32_t count = count_checkpoints(container, block), from = 0;
    struct slice checkpoint = {NULL, 0};
    struct block_proof proof;
    struct error failure = {0};

    if (lazy->is_stored) {
        from = block;
    } else if (count > 0) {
        from = container->checkpoints[count - 1].block;
        checkpoint = container->checkpoints[count - 1].packed;
    }
    if (lazy->inflate && lazy->next >= from && lazy->next <= block)
        return true;
    leave(lazy);
    lazy->next = from;
    if (container_set_resume(lazy->set, container->member, checkpoint,
                block_table_begin(&lazy->table, from), &lazy->inflate, &failure))
        return true;
    proof = proof_of(lazy);
    return block_proof_judge(&proof, block, &failure, err);
}

/* The block that comes next. */
static bool load(struct container_lazy *lazy, struct error *err)
{
    const struct block_proof proof = proof_of(lazy);
    uint32_t block = lazy->next;
    uint64_t begin = block_table_begin(&lazy->table, block);
    size_t size = (size_t)(block_table_end(&lazy->table, block) - begin);

    if (!block_proof_load(&proof, block, lazy->inflate, lazy->block, err))
        return false;
    lazy->next++;
    lazy->is_there[block] = spill_put(lazy->fd, lazy->block, size, begin, err);
    return lazy->is_there[block];
}

static bool fill_block(struct container_lazy *lazy, uint32_t block, struct error *err)
{
    if (!lazy->is_there[block] && !go_to(lazy, block, err))
        return false;
    while (!lazy->is_there[block]) {
        if (!load(lazy, err))
            return false;
    }
    return true;
}

static bool fill(void *owner, uint64_t from, uint64_t to, struct error *err)
{
    struct container_lazy *lazy = owner;
    bool ok = true;

    lazy->opened->users++; /* who makes room for what it stands in leaves it be */
    while (ok && from < to) {
        uint32_t block = (uint32_t)(from / lazy->table.block_bytes);

        ok = fill_block(lazy, block, err);
        from = block_table_end(&lazy->table, block);
    }
    lazy->opened->users--;
    return ok;
}

static bool read_table(struct container_lazy *lazy, struct error *err)
{
    const struct container *container = &lazy->opened->what;
    const struct block_table *table = &lazy->table;
    const struct preflight_member *member;
    struct block_proof proof;

    if (!container_set_member(lazy->set, container->member, &member, err) ||
            !block_table_unpack(container->blocks.text, container->blocks.size,
                    &lazy->arena, &lazy->table, err))
        return false;
    if (table->count == 0 || table->bytes != member->size) {
        proof = proof_of(lazy);
        return block_proof_refute(&proof, 0, err);
    }
    lazy->is_stored = member->method == 0;
    lazy->block = malloc((size_t)table->block_bytes);
    return (lazy->block || error_memory(err)) &&
            arena_allocate(&lazy->arena, table->count * sizeof(*lazy->is_there),
                    &lazy->is_there, err);
}

bool container_lazy_open(struct container_set *set, struct opened *opened, int fd,
        struct container_lazy **ret_lazy, struct error *err)
{
    struct container_lazy *lazy = calloc(1, sizeof(*lazy));
    const struct spill_filler filler = {fill, lazy};

    if (!lazy)
        return error_memory(err);
    lazy->set = set;
    lazy->opened = opened;
    lazy->fd = fd;
    lazy->arena = (struct arena)ARENA_INIT(ARENA_MODEL_LIMIT);
    if (!read_table(lazy, err) || !spill_promise(fd, lazy->table.bytes, &filler, err)) {
        container_lazy_close(lazy);
        return false;
    }
    *ret_lazy = lazy;
    return true;
}

void container_lazy_close(struct container_lazy *lazy)
{
    leave(lazy);
    free(lazy->block);
    arena_clear(&lazy->arena);
    free(lazy);
}

bool container_lazy_complete(struct container_lazy *lazy, struct error *err)
{
    return fill(lazy, 0, lazy->table.bytes, err);
}

struct slice container_lazy_checkpoint(const struct container *container, uint64_t at)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(ARENA_MODEL_LIMIT);
    struct error ignored = {0};
    struct block_table table;
    uint32_t count;

    if (!container->checkpoint_count ||
            !block_table_unpack(container->blocks.text, container->blocks.size, &arena,
                    &table, &ignored))
        return (struct slice){NULL, 0};
    count = count_checkpoints(container, at / table.block_bytes);
    return count ? container->checkpoints[count - 1].packed : (struct slice){NULL, 0};
}
