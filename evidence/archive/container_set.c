#include "evidence/archive/container_set.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/spill.h"
#include "engine/base/text.h"
#include "evidence/archive/container_lazy.h"
#include "evidence/limits.h"
#include "evidence/tar_header.h"

#define KIND_TEXT_MAX 4096u

/* What everything of a bundle may unpack to. */
static uint64_t most_unpacked(const struct preflight *top)
{
    uint64_t compressed = 0;

    for (uint32_t i = 0; i < top->count; i++)
        compressed += top->members[i].compressed_size; /* a cover of the file: no more */
    return compressed > (LIMIT_UNPACKED_BYTES - LIMIT_INSIDE_BYTES) / LIMIT_RATIO
            ? LIMIT_UNPACKED_BYTES
            : compressed * LIMIT_RATIO + LIMIT_INSIDE_BYTES;
}

bool container_set_new(int fd, const struct preflight *top,
        struct container_set **ret_set, struct error *err)
{
    struct container_set *set = calloc(1, sizeof(*set));

    if (!set)
        return error_memory(err);
    set->fd = fd;
    set->top = *top;
    set->arena = (struct arena)ARENA_INIT(ARENA_MODEL_LIMIT);
    set->member_count = top->count;
    set->most_members = LIMIT_MEMBERS;
    set->most_bytes = most_unpacked(top);
    for (uint32_t i = 0; i < top->count; i++)
        set->unpacked += top->members[i].status == PREFLIGHT_READABLE
                ? top->members[i].size
                : 0;
    *ret_set = set;
    return true;
}

void container_set_limit(struct container_set *set, uint32_t members, uint64_t bytes)
{
    set->most_members = members;
    set->most_bytes = bytes;
}

void container_set_free(struct container_set *set)
{
    if (!set)
        return;
    for (uint32_t i = 0; i < set->count; i++) {
        if (set->list[i]->fd >= 0)
            container_unpack_put_away(set, set->list[i]);
    }
    free(set->list);
    arena_clear(&set->arena);
    free(set);
}

/* ---- finding ---- */

static struct opened *find_holder(const struct container_set *set, uint32_t index)
{
    uint32_t low = 0, high = set->count;

    while (low < high) { /* the last container that begins at or before index */
        uint32_t middle = low + (high - low) / 2;

        if (set->list[middle]->what.first <= index)
            low = middle + 1;
        else
            high = middle;
    }
    while (low > 0 && set->list[low - 1]->what.count == 0)
        low--;
    if (low == 0 ||
            index - set->list[low - 1]->what.first >= set->list[low - 1]->what.count)
        return NULL;
    return set->list[low - 1];
}

uint32_t container_set_count_members(const struct container_set *set)
{
    return set->member_count;
}

const struct container *container_set_holder(const struct container_set *set,
        uint32_t index)
{
    const struct opened *opened = find_holder(set, index);

    return opened ? &opened->what : NULL;
}

bool container_set_member(struct container_set *set, uint32_t index,
        const struct preflight_member **ret_member, struct error *err)
{
    struct opened *opened;

    if (index < set->top.count) {
        *ret_member = &set->top.members[index];
        return true;
    }
    opened = find_holder(set, index);
    if (!opened)
        return error_set(err, ERROR_MISSING, "there is no member number %" PRIu32, index);
    if (!opened->members && !container_unpack_list(set, opened, err))
        return false;
    *ret_member = &opened->members[index - opened->what.first];
    return true;
}

/* ---- reading ---- */

static void let_go(void *owner)
{
    struct opened *opened = owner;

    opened->users--;
}

bool container_set_lend(struct container_set *set, uint32_t index,
        struct container_loan *ret_loan, struct error *err)
{
    struct opened *opened = find_holder(set, index);

    if (!opened || !container_type(opened->what.kind)->list)
        return error_set(err, ERROR_MISSING,
                "member number %" PRIu32 " is in no container", index);
    if (!container_unpack(set, opened, err) ||
            (opened->lazy && !container_lazy_complete(opened->lazy, err)))
        return false;
    opened->users++;
    *ret_loan = (struct container_loan){opened->fd, spill_size(opened->fd), opened, set};
    return true;
}

void container_set_give_back(struct container_loan *loan)
{
    if (loan->held)
        let_go(loan->held);
    loan->held = NULL;
}

void container_set_keep(const struct container_loan *loan, void *made,
        void (*drop)(void *made))
{
    struct opened *lent = loan->held;

    for (uint32_t i = 0; i < loan->set->count; i++) {
        struct opened *opened = loan->set->list[i];

        if (opened == lent || opened->users == 0)
            container_unpack_forget(opened);
    }
    lent->made = made;
    lent->drop = drop;
}

void *container_set_kept(const struct container_loan *loan)
{
    const struct opened *opened = loan->held;

    return opened->made;
}

/* Where a member is read from; none: from its beginning, with its CRC compared. */
struct start {
    struct slice checkpoint;
    uint64_t offset;
};

/* A gzip's own bytes are read from where its checkpoint is. */
static bool resume_gzip(struct container_set *set, const struct opened *opened,
        const struct start *start, struct inflate **ret_inflate, struct error *err)
{
    const struct preflight_member *member;
    struct inflate *source;
    uint64_t raw;

    return inflate_find_raw(start->checkpoint, &raw, err) &&
            container_set_member(set, opened->what.member, &member, err) &&
            container_set_resume(set, opened->what.member,
                    container_lazy_checkpoint(&opened->what, raw), raw, &source, err) &&
            inflate_resume_gzip(source, member, container_unpack_limit(set),
                    start->checkpoint, start->offset, ret_inflate, err);
}

static bool open_in_file(int fd, const struct preflight_member *member,
        const struct start *start, struct inflate **ret_inflate, struct error *err)
{
    return start ? inflate_resume(fd, member, start->checkpoint, start->offset,
                           ret_inflate, err)
                 : inflate_open(fd, member, ret_inflate, err);
}

/* start NULL: none. */
static bool open_from(struct container_set *set, uint32_t index,
        const struct start *start, struct inflate **ret_inflate, struct error *err)
{
    const struct preflight_member *member;
    struct opened *opened;

    if (!container_set_member(set, index, &member, err))
        return false;
    opened = find_holder(set, index);
    if (!opened)
        return open_in_file(set->fd, member, start, ret_inflate, err);
    if (!container_type(opened->what.kind)->list)
        return start ? resume_gzip(set, opened, start, ret_inflate, err)
                     : container_unpack_gzip(set, opened, ret_inflate, err);
    if (!container_unpack(set, opened, err))
        return false;
    opened->users++;
    if (!open_in_file(opened->fd, member, start, ret_inflate, err)) {
        let_go(opened);
        return false;
    }
    inflate_hold(*ret_inflate, let_go, opened);
    return true;
}

bool container_set_open(struct container_set *set, uint32_t index,
        struct inflate **ret_inflate, struct error *err)
{
    return open_from(set, index, NULL, ret_inflate, err);
}

bool container_set_resume(struct container_set *set, uint32_t index,
        struct slice checkpoint, uint64_t offset, struct inflate **ret_inflate,
        struct error *err)
{
    const struct start start = {checkpoint, offset};

    return open_from(set, index, &start, ret_inflate, err);
}

void container_set_note_size(struct container_set *set, uint32_t index, uint64_t size)
{
    struct opened *opened = find_holder(set, index);

    if (!opened || opened->what.kind != CONTAINER_GZIP || !opened->members)
        return;
    set->unpacked += size - opened->what.size;
    opened->what.size = size;
    opened->members[0].size = size;
}

/* ---- adding ---- */

static bool add(struct container_set *set, const struct container *container,
        struct opened **ret_opened, struct error *err)
{
    const struct opened *holder = find_holder(set, container->member);
    uint32_t capacity = set->capacity ? 2 * set->capacity : 16;
    struct opened *opened;

    if (set->count == set->capacity) {
        struct opened **list = realloc(set->list, capacity * sizeof(struct opened *));

        if (!list)
            return error_memory(err);
        set->list = list;
        set->capacity = capacity;
    }
    if (!arena_allocate(&set->arena, sizeof(*opened), &opened, err))
        return false;
    opened->what = *container;
    opened->fd = -1;
    opened->depth = (holder ? holder->depth : 0) +
            container_type(container->kind)->is_deep;
    set->list[set->count++] = opened;
    *ret_opened = opened;
    return true;
}

bool container_set_hand_in(struct container_set *set, const struct container *list,
        uint32_t count, struct error *err)
{
    struct opened *opened;

    for (uint32_t i = 0; i < count; i++) {
        const struct container *container = &list[i];
        bool is_inside = container->member >= set->top.count;

        if ((set->count && container->member <= set->list[set->count - 1]->what.member) ||
                (is_inside && !find_holder(set, container->member)) ||
                container->first < set->member_count || container->count == 0 ||
                container->count > set->most_members ||
                container->first > set->most_members - container->count)
            return error_set(err, ERROR_LOST, "the job's containers cannot be");
        if (!add(set, container, &opened, err))
            return false;
        opened->is_handed_in = true;
        set->member_count = container->first + container->count;
    }
    return true;
}

/* A tar behind the gzip, so far as its beginning can be had. */
static bool is_tar_inside(struct container_set *set, uint32_t index)
{
    CLEANUP(inflate_closep) struct inflate *inflate = NULL;
    const struct opened probe = {.what = {.member = index, .kind = CONTAINER_GZIP}};
    uint8_t bytes[TAR_HEADER_SIZE];
    struct error ignored = {0};
    size_t got;

    return container_unpack_gzip(set, &probe, &inflate, &ignored) &&
            inflate_read(inflate, bytes, sizeof(bytes), &got, &ignored) &&
            tar_header_is_tar(bytes, got);
}

static bool refuse(const char *reason, const char **ret_reason, struct error *err)
{
    *ret_reason = reason;
    return error_set(err, ERROR_REFUSED, "%s", preflight_reason_text(reason));
}

/* What it is to be opened as, and whether that may be: of a zip that shows later. */
static bool choose_kind(struct container_set *set, uint32_t index, const char *kind_text,
        enum container_kind *ret_kind, const char **ret_reason, struct error *err)
{
    const struct opened *holder = find_holder(set, index);

    if (!container_find(kind_text, ret_kind))
        return error_set(err, ERROR_MISSING, "'%s' is no kind that is opened", kind_text);
    if (*ret_kind == CONTAINER_GZIP && holder && holder->what.kind == CONTAINER_GZIP)
        return refuse("gzip-in-gzip", ret_reason, err);
    if (*ret_kind == CONTAINER_GZIP && is_tar_inside(set, index))
        *ret_kind = CONTAINER_TAR_GZIP;
    if (*ret_kind != CONTAINER_ZIP && container_type(*ret_kind)->is_deep && holder &&
            holder->depth >= LIMIT_CONTAINER_DEPTH)
        return refuse("too-deep", ret_reason, err);
    return true;
}

static const char *reason_of(const struct error *failure)
{
    switch (failure->code) {
    case ERROR_REFUSED:
        return "inner-refused";
    case ERROR_LIMIT:
        return "inner-limit";
    case ERROR_UNREADABLE:
        return "damaged";
    default:
        return NULL;
    }
}

static bool name_failure(struct container_set *set, uint32_t index, struct error *err)
{
    const struct preflight_member *member;
    struct error ignored = {0};

    if (!container_set_member(set, index, &member, &ignored))
        return false;
    return error_prefix(err, TR("member '%s'", "ファイル「%s」"),
            member_name_show(member->name).text);
}

/* What a receipt says of it: its kind's name, and what the kind has to tell. */
static bool describe(struct container_set *set, struct opened *opened, struct error *err)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(KIND_TEXT_MAX);
    const struct container_type *type = container_type(opened->what.kind);

    return buf_append_text(&text, type->name, err) &&
            (!type->describe ||
                    type->describe(opened->fd, spill_size(opened->fd), &text, err)) &&
            arena_text(&set->arena, buf_text(&text), &opened->what.kind_text, err);
}

bool container_set_expand(struct container_set *set, uint32_t index,
        const char *kind_text, struct container *ret_container, const char **ret_reason,
        struct error *err)
{
    struct container container = {.member = index, .first = set->member_count};
    struct opened *opened;

    *ret_reason = NULL;
    *ret_container = (struct container){.kind_text = kind_text};
    if (!choose_kind(set, index, kind_text, &container.kind, ret_reason, err))
        return *ret_reason ? name_failure(set, index, err) : false;
    if (!add(set, &container, &opened, err))
        return false;
    if (!container_unpack_list(set, opened, err)) {
        *ret_reason = opened->reason ? opened->reason : reason_of(err);
        *ret_container = opened->what;
        if (!ret_container->kind_text)
            ret_container->kind_text = container_type(opened->what.kind)->name;
        if (opened->fd >= 0)
            container_unpack_put_away(set, opened);
        set->count--;
        return name_failure(set, index, err);
    }
    if (!describe(set, opened, err))
        return false;
    set->member_count += opened->what.count;
    *ret_container = opened->what;
    return true;
}
