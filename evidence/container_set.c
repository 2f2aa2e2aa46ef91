#include "evidence/container_set.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/spill.h"
#include "engine/base/text.h"
#include "evidence/limits.h"
#include "evidence/tar_header.h"

#define NAME_MAX_ALL ((size_t)16 * 1024) /* of four names with their separators */
#define PIECE ((size_t)64 * 1024)

/* A container of the set. */
struct opened {
    struct container what;
    unsigned depth; /* levels of containers it stands on, with itself where it is one */
    uint32_t root;  /* the bundle's own member that it is in, or is */
    bool is_handed_in;
    struct preflight_member *members; /* NULL: not looked into yet */
    int fd;                           /* its bytes unpacked; -1: not */
    unsigned users;                   /* who reads from fd now */
    uint64_t used_at;                 /* counted, not timed */
};

struct container_set {
    int fd;
    struct preflight top; /* borrowed */
    struct arena arena;
    struct opened **list; /* by `member`, and so by `first` */
    uint32_t count, capacity;
    uint32_t member_count; /* of the bundle and all its containers */
    uint64_t unpacked;     /* bytes of them */
    uint32_t most_members;
    uint64_t most_bytes;
    unsigned held; /* how many have an fd */
    uint64_t uses;
};

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
    set->most_bytes = LIMIT_UNPACKED_BYTES;
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

/* ---- which stay unpacked ---- */

static void put_away(struct container_set *set, struct opened *opened)
{
    spill_return(opened->fd);
    opened->fd = -1;
    set->held--;
}

void container_set_free(struct container_set *set)
{
    if (!set)
        return;
    for (uint32_t i = 0; i < set->count; i++) {
        if (set->list[i]->fd >= 0)
            put_away(set, set->list[i]);
    }
    free(set->list);
    arena_clear(&set->arena);
    free(set);
}

/* Puts away the one that nobody reads and that was not read for longest. */
static bool put_one_away(struct container_set *set)
{
    struct opened *oldest = NULL;

    for (uint32_t i = 0; set->held > 0 && i < set->count; i++) {
        struct opened *opened = set->list[i];

        if (opened->fd >= 0 && opened->users == 0 &&
                (!oldest || opened->used_at < oldest->used_at))
            oldest = opened;
    }
    if (oldest)
        put_away(set, oldest);
    return oldest != NULL;
}

static bool take_descriptor(struct container_set *set, int *ret_fd, struct error *err)
{
    if (set->held >= LIMIT_CONTAINERS_HELD)
        put_one_away(set);
    while (spill_count_free() == 0 && put_one_away(set))
        continue;
    return spill_take(ret_fd, err);
}

static bool append(struct container_set *set, int fd, const void *bytes, size_t size,
        struct error *err)
{
    struct error full = {0};

    while (!spill_append(fd, bytes, size, &full)) {
        if (full.code != ERROR_LIMIT || !put_one_away(set)) {
            *err = full;
            return false;
        }
        full = (struct error){0};
    }
    return true;
}

static bool copy_all(struct container_set *set, struct inflate *inflate, int fd,
        struct error *err)
{
    uint8_t bytes[PIECE];
    size_t got = 1;

    while (got > 0) {
        if (!inflate_read(inflate, bytes, sizeof(bytes), &got, err) ||
                !append(set, fd, bytes, got, err))
            return false;
    }
    return true;
}

/* ---- a gzip's content ---- */

static uint64_t most_by_ratio(const struct container_set *set, uint32_t root)
{
    uint64_t raw = set->top.members[root].compressed_size;

    return raw > (UINT64_MAX - LIMIT_RATIO_SLACK) / LIMIT_RATIO
            ? UINT64_MAX
            : raw * LIMIT_RATIO + LIMIT_RATIO_SLACK;
}

static struct inflate_limit find_limit(const struct container_set *set,
        const struct opened *opened)
{
    struct inflate_limit limit = {LIMIT_MEMBER_BYTES,
            TR("of one file", "一つのファイル")};
    uint64_t left = set->unpacked < set->most_bytes ? set->most_bytes - set->unpacked : 0;
    uint64_t ratio = most_by_ratio(set, opened->root);

    if (left < limit.bytes)
        limit = (struct inflate_limit){left,
                TR("of what is left for the whole zip unpacked",
                        "zip全体の展開後の残り")};
    if (ratio < limit.bytes)
        limit = (struct inflate_limit){ratio,
                TR("of what its compressed bytes in the zip can hold",
                        "zip内の圧縮後の大きさから可能な量")};
    return limit;
}

static bool open_gzip(struct container_set *set, const struct opened *opened,
        struct inflate **ret_inflate, struct error *err)
{
    const struct preflight_member *member;
    struct inflate *source;

    return container_set_member(set, opened->what.member, &member, err) &&
            container_set_open(set, opened->what.member, &source, err) &&
            inflate_open_gzip(source, member, find_limit(set, opened), ret_inflate, err);
}

/* ---- unpacking ---- */

static bool unpack(struct container_set *set, struct opened *opened, struct error *err)
{
    CLEANUP(inflate_closep) struct inflate *inflate = NULL;
    bool is_gzip = container_type(opened->what.kind)->is_gzip;
    bool ok;
    int fd;

    opened->used_at = ++set->uses;
    if (opened->fd >= 0)
        return true;
    ok = is_gzip ? open_gzip(set, opened, &inflate, err)
                 : container_set_open(set, opened->what.member, &inflate, err);
    if (!ok || !take_descriptor(set, &fd, err))
        return false;
    if (!copy_all(set, inflate, fd, err)) {
        spill_return(fd);
        return false;
    }
    opened->fd = fd;
    set->held++;
    return true;
}

/* ---- what is in a container ---- */

static bool name_member(struct container_set *set, const struct opened *opened,
        struct preflight_member *member, struct error *err)
{
    CLEANUP(buf_clear) struct buf name = BUF_INIT(NAME_MAX_ALL);
    const struct preflight_member *container;
    uint32_t other;

    if (!container_set_member(set, opened->what.member, &container, err) ||
            !container_append_name(container->name, opened->what.member >= set->top.count,
                    member->name, &name, err) ||
            !arena_text(&set->arena, buf_text(&name), &member->name, err))
        return false;
    /* The bundle's own names are free: one of them may look like this. */
    if (preflight_find(&set->top, member->name, &other)) {
        member->status = PREFLIGHT_REFUSED;
        member->reason = "duplicate-name";
    }
    return true;
}

/* The members, theirs for as long as the set's. */
static bool keep_members(struct container_set *set, struct opened *opened,
        const struct preflight *listing, struct error *err)
{
    struct preflight_member *members;

    if (!arena_allocate(&set->arena, (listing->count + (size_t)1) * sizeof(*members),
                &members, err))
        return false;
    for (uint32_t i = 0; i < listing->count; i++) {
        const char *raw;

        members[i] = listing->members[i];
        if (!arena_copy(&set->arena, (const char *)members[i].raw_name,
                    members[i].raw_size, &raw, err) ||
                !name_member(set, opened, &members[i], err))
            return false;
        members[i].raw_name = (const uint8_t *)raw;
    }
    opened->members = members;
    return true;
}

static bool fail_limit(const char *what, uint64_t limit, uint64_t value,
        struct error *err)
{
    return error_set(err, ERROR_LIMIT,
            TR("with it there would be %" PRIu64 " %s, more than the %" PRIu64
               " a zip may hold in all; ask for it in a delivery of its own",
                    "これを含めると%2$sが%1$" PRIu64 "となり、zip全体の上限%3$" PRIu64
                    "を超えます。別の提供物としての提出を依頼してください"),
            value, what, limit);
}

/* Counts the listing against what a bundle may hold. */
static bool charge(struct container_set *set, const struct opened *opened,
        const struct preflight *listing, struct error *err)
{
    uint64_t bytes = 0, ratio = most_by_ratio(set, opened->root);

    for (uint32_t i = 0; i < listing->count; i++)
        bytes += listing->members[i].status == PREFLIGHT_READABLE
                ? listing->members[i].size
                : 0;
    if (listing->count > set->most_members - set->member_count)
        return fail_limit(TR("members", "ファイル数"), set->most_members,
                (uint64_t)set->member_count + listing->count, err);
    if (set->unpacked > set->most_bytes || bytes > set->most_bytes - set->unpacked)
        return fail_limit(TR("bytes unpacked", "展開後のバイト数"), set->most_bytes,
                set->unpacked + bytes, err);
    if (bytes > ratio)
        return error_set(err, ERROR_LIMIT,
                TR("it declares %" PRIu64 " bytes, more than the %" PRIu64
                   " that its compressed bytes in the zip can hold",
                        "宣言された%" PRIu64
                        "バイトは、zip内の圧縮後の大きさから可能な%" PRIu64
                        "バイトを超えます"),
                bytes, ratio);
    set->unpacked += bytes;
    return true;
}

/* A gzip has one member, and nothing is known of it before it is read. */
static bool list_gzip(struct container_set *set, struct opened *opened,
        struct preflight *listing, struct error *err)
{
    CLEANUP(buf_clear) struct buf name = BUF_INIT(NAME_MAX_ALL);
    const struct preflight_member *file;
    struct preflight_member *member;

    if (!container_set_member(set, opened->what.member, &file, err) ||
            !container_gzip_name(file->name, &name, err) ||
            !arena_allocate(&set->arena, sizeof(*member), &member, err) ||
            !arena_text(&set->arena, buf_text(&name), &member->name, err))
        return false;
    member->raw_name = (const uint8_t *)member->name;
    member->raw_size = strlen(member->name);
    member->name_source = file->name_source;
    member->status = PREFLIGHT_READABLE;
    member->method = 8;
    member->has_no_crc = true; /* each part has one, compared as it ends */
    member->compressed_size = file->size;
    member->size = opened->what.size;
    listing->members = member;
    listing->count = 1;
    return true;
}

static bool list_spilled(struct container_set *set, struct opened *opened,
        struct preflight *listing, struct error *err)
{
    return unpack(set, opened, err) &&
            container_type(opened->what.kind)
                    ->list(opened->fd, spill_size(opened->fd), listing, err);
}

/* Looks into a container for the first time. */
static bool look_into(struct container_set *set, struct opened *opened, struct error *err)
{
    CLEANUP(preflight_clear) struct preflight listing = {.arena = ARENA_INIT(0)};
    bool ok = container_type(opened->what.kind)->list
            ? list_spilled(set, opened, &listing, err)
            : list_gzip(set, opened, &listing, err);

    if (!ok)
        return false;
    if (opened->is_handed_in && listing.count != opened->what.count)
        return error_set(err, ERROR_UNREADABLE,
                TR("it holds %" PRIu32 " members; its receipt has %" PRIu32,
                        "中のファイルは%" PRIu32 "件ですが、受領書では%" PRIu32 "件です"),
                listing.count, opened->what.count);
    if (!opened->is_handed_in && !charge(set, opened, &listing, err))
        return false;
    opened->what.count = listing.count;
    return keep_members(set, opened, &listing, err);
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
    if (!opened->members && !look_into(set, opened, err))
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
    if (!unpack(set, opened, err))
        return false;
    opened->users++;
    *ret_loan = (struct container_loan){opened->fd, spill_size(opened->fd), opened};
    return true;
}

void container_set_give_back(struct container_loan *loan)
{
    if (loan->held)
        let_go(loan->held);
    loan->held = NULL;
}

bool container_set_open(struct container_set *set, uint32_t index,
        struct inflate **ret_inflate, struct error *err)
{
    const struct preflight_member *member;
    struct container_loan loan;
    struct opened *opened;

    if (!container_set_member(set, index, &member, err))
        return false;
    opened = find_holder(set, index);
    if (!opened)
        return inflate_open(set->fd, member, ret_inflate, err);
    if (!container_type(opened->what.kind)->list)
        return open_gzip(set, opened, ret_inflate, err);
    if (!container_set_lend(set, index, &loan, err))
        return false;
    if (!inflate_open(loan.fd, member, ret_inflate, err)) {
        container_set_give_back(&loan);
        return false;
    }
    inflate_hold(*ret_inflate, let_go, loan.held);
    return true;
}

/* A gzip's own bytes are read from where its checkpoint is. */
static bool resume_gzip(struct container_set *set, const struct opened *opened,
        struct slice checkpoint, uint64_t offset, struct inflate **ret_inflate,
        struct error *err)
{
    const struct preflight_member *member;
    struct inflate *source;
    uint64_t raw;

    return inflate_find_raw(checkpoint, &raw, err) &&
            container_set_member(set, opened->what.member, &member, err) &&
            container_set_resume(set, opened->what.member, (struct slice){0}, raw,
                    &source, err) &&
            inflate_resume_gzip(source, member, find_limit(set, opened), checkpoint,
                    offset, ret_inflate, err);
}

bool container_set_resume(struct container_set *set, uint32_t index,
        struct slice checkpoint, uint64_t offset, struct inflate **ret_inflate,
        struct error *err)
{
    const struct preflight_member *member;
    struct container_loan loan;
    struct opened *opened;

    if (!container_set_member(set, index, &member, err))
        return false;
    opened = find_holder(set, index);
    if (!opened)
        return inflate_resume(set->fd, member, checkpoint, offset, ret_inflate, err);
    if (!container_type(opened->what.kind)->list)
        return resume_gzip(set, opened, checkpoint, offset, ret_inflate, err);
    if (!container_set_lend(set, index, &loan, err))
        return false;
    if (!inflate_resume(loan.fd, member, checkpoint, offset, ret_inflate, err)) {
        container_set_give_back(&loan);
        return false;
    }
    inflate_hold(*ret_inflate, let_go, loan.held);
    return true;
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
    opened->root = holder ? holder->root : container->member;
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
    const struct container what = {.member = index, .kind = CONTAINER_GZIP};
    const struct opened *holder = find_holder(set, index);
    const struct opened probe = {.what = what, .root = holder ? holder->root : index};
    uint8_t bytes[TAR_HEADER_SIZE];
    struct error ignored = {0};
    size_t got;

    return open_gzip(set, &probe, &inflate, &ignored) &&
            inflate_read(inflate, bytes, sizeof(bytes), &got, &ignored) &&
            tar_header_is_tar(bytes, got);
}

static bool refuse(const char *reason, const char **ret_reason, struct error *err)
{
    *ret_reason = reason;
    return error_set(err, ERROR_REFUSED, "%s", preflight_reason_text(reason));
}

/* What it is to be opened as, and whether that may be. */
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
    if (container_type(*ret_kind)->is_deep && holder &&
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

bool container_set_expand(struct container_set *set, uint32_t index,
        const char *kind_text, struct container *ret_container, const char **ret_reason,
        struct error *err)
{
    struct container container = {.member = index, .first = set->member_count};
    struct opened *opened;

    *ret_reason = NULL;
    if (!choose_kind(set, index, kind_text, &container.kind, ret_reason, err))
        return *ret_reason ? name_failure(set, index, err) : false;
    if (!add(set, &container, &opened, err))
        return false;
    if (!look_into(set, opened, err)) {
        *ret_reason = reason_of(err);
        if (opened->fd >= 0)
            put_away(set, opened);
        set->count--;
        return name_failure(set, index, err);
    }
    set->member_count += opened->what.count;
    *ret_container = opened->what;
    return true;
}
