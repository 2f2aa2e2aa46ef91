#include "engine/commands/show_container.h"

#include <string.h>

#include "engine/workpaper/bundle_block.h"
#include "evidence/zip/inflate.h"

/* Where the bytes of a member are going to be read. */
struct places {
    uint64_t *at;
    size_t count;
};

static bool is_stored(const struct bundle_member *member)
{
    return member->method == 0;
}

/* Where a record's block begins in the member's bytes as its container has them. */
static bool find_begin(const struct show_proof *proof, const struct job *job,
        uint64_t *ret_at, struct error *err)
{
    if (!is_stored(proof->member))
        return inflate_find_raw(job->checkpoint, ret_at, err);
    *ret_at = proof->is_by_block && job->block ? proof->table.blocks[job->block].offset
                                               : 0;
    return true;
}

/* A container of the receipt on its way into the job. */
struct handing {
    const struct bundle_member *member;
    struct container *container;
    struct block_table table;
    bool *is_wanted; /* of each block: reading begins at it */
};

/* The block from which a place is reached. */
static void want(struct handing *handing, uint64_t at)
{
    const struct block_table *table = &handing->table;
    uint64_t block = at / table->block_bytes;

    if (block >= table->count)
        block = table->count - 1;
    while (block > 0 && !is_stored(handing->member) &&
            !table->blocks[block].has_checkpoint)
        block--;
    handing->is_wanted[block] = true;
}

/* Where a member is read, and where its header and what follows it are: looking into the
 * container reads those of all its members. */
static void want_all(struct handing *handing, const struct place *place,
        const struct bundle_member *inner, const struct places *places)
{
    const struct container *container = handing->container;
    bool is_list = container_type(container->kind)->list != NULL;

    for (size_t i = 0; i < places->count; i++)
        want(handing, places->at[i] + (is_list ? inner->data_offset : 0));
    for (uint32_t i = 0; is_list && i < container->count; i++) {
        const struct bundle_member *member = &place->members[container->first + i];

        want(handing, member->data_offset);
        want(handing, member->data_offset + member->compressed_size);
    }
}

/* The checkpoints of the blocks that are wanted; their places in the container's packed
 * bytes, where that is in another one. */
static bool hand_in(struct store *store, struct arena *arena, struct handing *handing,
        struct places *ret_places, struct error *err)
{
    const struct block_table *table = &handing->table;
    struct container *container = handing->container;
    size_t room = table->count + (size_t)1;
    struct block_checkpoint *list, *next;

    if (!arena_allocate(arena, room * sizeof(*list), &list, err) ||
            !arena_allocate(arena, room * sizeof(*ret_places->at), &ret_places->at, err))
        return false;
    container->checkpoints = next = list;
    for (uint32_t i = 0; i < table->count; i++) {
        uint64_t *at = &ret_places->at[ret_places->count];

        if (!handing->is_wanted[i])
            continue;
        ret_places->count++;
        *at = block_table_begin(table, i);
        if (is_stored(handing->member) || i == 0)
            continue;
        next->block = i;
        if (!bundle_block_checkpoint(store, handing->member->member_id, table, i, arena,
                    &next->packed, err) ||
                (handing->member->holder && !inflate_find_raw(next->packed, at, err)))
            return false;
        next++;
    }
    container->checkpoint_count = (uint32_t)(next - list);
    return true;
}

/* From the innermost to that of the bundle. Around one without a table, which is unpacked
 * whole, all is read in order. */
static bool hand_in_all(struct store *store, const struct place *place,
        struct places places, struct arena *arena, struct container *list, uint32_t count,
        struct error *err)
{
    const struct bundle_member *inner = &place->members[place->index];

    for (uint32_t i = count; i-- > 0;) {
        struct handing handing = {.member = &place->members[list[i].member],
                .container = &list[i]};
        struct places outer = {NULL, 0};
        bool is_found;

        if (inner->holder != (int64_t)list[i].member + 1)
            continue;
        if (!bundle_block_find(store, handing.member->member_id, arena, &list[i].blocks,
                    &handing.table, &is_found, err))
            return false;
        if (is_found && handing.table.count) {
            if (!arena_allocate(arena, handing.table.count + (size_t)1,
                        &handing.is_wanted, err))
                return false;
            want_all(&handing, place, inner, &places);
            if (!hand_in(store, arena, &handing, &outer, err))
                return false;
        }
        places = outer;
        inner = handing.member;
    }
    return true;
}

bool show_container_hand_in(const struct show_proof *proof, struct store *store,
        const struct place *place, const struct job *job, struct arena *arena,
        struct job_archive *archive, struct error *err)
{
    uint64_t begin = 0;
    struct container *list;

    if (proof->is_full || !archive->container_count)
        return true;
    if (!find_begin(proof, job, &begin, err) ||
            !arena_allocate(arena, archive->container_count * sizeof(*list), &list, err))
        return false;
    memcpy(list, archive->containers, archive->container_count * sizeof(*list));
    archive->containers = list;
    return hand_in_all(store, place, (struct places){&begin, 1}, arena, list,
            archive->container_count, err);
}

bool show_container_is_said(const struct job_archive *archive,
        const struct error *failure)
{
    if (failure->code != ERROR_INTEGRITY)
        return failure->code == ERROR_INTERRUPTED;
    for (uint32_t i = 0; i < archive->container_count; i++) {
        const struct container *container = &archive->containers[i];

        if (container->blocks.size && container_type(container->kind)->list)
            return false;
    }
    return true;
}
