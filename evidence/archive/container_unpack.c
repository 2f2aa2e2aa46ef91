#include "evidence/archive/container_unpack.h"

#include <inttypes.h>
#include <string.h>

#include "engine/base/spill.h"
#include "engine/base/text.h"
#include "evidence/archive/container_lazy.h"
#include "evidence/archive/zip_kind.h"
#include "evidence/limits.h"

#define NAME_MAX_ALL ((size_t)16 * 1024) /* of four names with their separators */
#define PIECE ((size_t)64 * 1024)

/* ---- which stay unpacked ---- */

void container_unpack_forget(struct opened *opened)
{
    if (opened->made)
        opened->drop(opened->made);
    opened->made = NULL;
}

void container_unpack_put_away(struct container_set *set, struct opened *opened)
{
    container_unpack_forget(opened);
    if (opened->lazy)
        container_lazy_close(opened->lazy);
    opened->lazy = NULL;
    spill_return(opened->fd);
    opened->fd = -1;
    for (unsigned i = 0; i < set->held; i++) {
        if (set->kept[i] == opened)
            set->kept[i] = set->kept[set->held - 1];
    }
    set->held--;
}

/* Puts away the one that nobody reads and that was not read for longest. */
static bool put_one_away(struct container_set *set)
{
    struct opened *oldest = NULL;

    for (unsigned i = 0; i < set->held; i++) {
        struct opened *opened = set->kept[i];

        if (opened->users == 0 && (!oldest || opened->used_at < oldest->used_at))
            oldest = opened;
    }
    if (oldest)
        container_unpack_put_away(set, oldest);
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

/* Of a gzip that ends early what there is. */
static bool copy_all(struct container_set *set, struct inflate *inflate, int fd,
        bool *ret_is_cut, struct error *err)
{
    uint8_t bytes[PIECE];
    size_t got = 1;

    while (got > 0) {
        if (!inflate_read(inflate, bytes, sizeof(bytes), &got, err)) {
            *ret_is_cut = inflate_is_cut(inflate);
            return *ret_is_cut;
        }
        if (!append(set, fd, bytes, got, err))
            return false;
    }
    return true;
}

/* ---- a gzip's content ---- */

/* What its own compressed bytes can hold inflate_gzip.h looks after. */
struct inflate_limit container_unpack_limit(const struct container_set *set)
{
    struct inflate_limit limit = {LIMIT_MEMBER_BYTES,
            TR("of one file", "一つのファイル")};
    uint64_t left = set->unpacked < set->most_bytes ? set->most_bytes - set->unpacked : 0;

    if (left < limit.bytes)
        limit = (struct inflate_limit){left,
                TR("of what is left for the whole zip unpacked",
                        "zip全体の展開後の残り")};
    return limit;
}

bool container_unpack_gzip(struct container_set *set, const struct opened *opened,
        struct inflate **ret_inflate, struct error *err)
{
    const struct preflight_member *member;
    struct inflate *source;

    return container_set_member(set, opened->what.member, &member, err) &&
            container_set_open(set, opened->what.member, &source, err) &&
            inflate_open_gzip(source, member, container_unpack_limit(set), ret_inflate,
                    err);
}

/* ---- unpacking ---- */

static bool tell_cut(struct container_set *set, struct opened *opened, uint64_t size,
        struct error *err)
{
    struct text_pair *damage = &opened->what.damage;

    *err = (struct error){0};
    return damage->in[TEXT_EN] ||
            (arena_printf(&set->arena, &damage->in[TEXT_EN], err,
                     "its gzip ends early: what could be unpacked, %" PRIu64
                     " bytes, is all there is of it" ERROR_ADVICE
                     "ask for it again [cut-off]",
                     size) &&
                    arena_printf(&set->arena, &damage->in[TEXT_JA], err,
                            "gzipが途中で終わっています。展開できたのは%" PRIu64
                            "バイトまでです" ERROR_ADVICE
                            "再提出を依頼してください [cut-off]",
                            size));
}

static bool unpack_whole(struct container_set *set, struct opened *opened, int *ret_fd,
        struct error *err)
{
    CLEANUP(inflate_closep) struct inflate *inflate = NULL;
    bool is_gzip = container_type(opened->what.kind)->is_gzip;
    bool ok, is_cut = false;
    int fd;

    ok = is_gzip ? container_unpack_gzip(set, opened, &inflate, err)
                 : container_set_open(set, opened->what.member, &inflate, err);
    if (!ok || !take_descriptor(set, &fd, err))
        return false;
    ok = copy_all(set, inflate, fd, &is_cut, err);
    if (!ok || (is_cut && !tell_cut(set, opened, spill_size(fd), err))) {
        spill_return(fd);
        return false;
    }
    *ret_fd = fd;
    return true;
}

static bool promise(struct container_set *set, struct opened *opened, int *ret_fd,
        struct error *err)
{
    struct error full = {0};
    int fd;

    if (!take_descriptor(set, &fd, err))
        return false;
    while (!container_lazy_open(set, opened, fd, &opened->lazy, &full)) {
        if (full.code != ERROR_LIMIT || !put_one_away(set)) {
            *err = full;
            spill_return(fd);
            return false;
        }
        full = (struct error){0};
    }
    *ret_fd = fd;
    return true;
}

bool container_unpack(struct container_set *set, struct opened *opened, struct error *err)
{
    bool ok;
    int fd;

    opened->used_at = ++set->uses;
    if (opened->fd >= 0)
        return true;
    ok = opened->what.blocks.size ? promise(set, opened, &fd, err)
                                  : unpack_whole(set, opened, &fd, err);
    if (!ok)
        return false;
    opened->fd = fd;
    set->kept[set->held++] = opened; /* each has a descriptor of the pool */
    return true;
}

/* ---- what is in a container ---- */

static bool name_member(struct container_set *set, const struct opened *opened,
        struct preflight_member *member, struct error *err)
{
    CLEANUP(buf_clear) struct buf name = BUF_INIT(NAME_MAX_ALL);
    const struct preflight_member *container;

    return container_set_member(set, opened->what.member, &container, err) &&
            container_append_name(container->name, member->name, &name, err) &&
            arena_text(&set->arena, buf_text(&name), &member->name, err);
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
               " a zip may hold in all" ERROR_ADVICE
               "ask for it in a delivery of its own",
                    "これを含めると%2$sが%1$" PRIu64 "となり、zip全体の上限%3$" PRIu64
                    "を超えます" ERROR_ADVICE "別の提供物としての提出を依頼してください"),
            value, what, limit);
}

/* Holds the listing against what a bundle may hold; *ret_bytes: what it will take. */
static bool check_room(const struct container_set *set, const struct preflight *listing,
        uint64_t *ret_bytes, struct error *err)
{
    uint64_t bytes = 0;

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
    *ret_bytes = bytes;
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
    return container_unpack(set, opened, err) &&
            container_type(opened->what.kind)
                    ->list(opened->fd, spill_size(opened->fd), listing, err);
}

/* What a zip is shows in what it lists: a workbook is opened as that, other documents are
 * not opened. */
static bool settle_zip(struct container_set *set, struct opened *opened,
        struct preflight *listing, struct error *err)
{
    const char *kind_text = zip_kind_name(opened->fd, listing);
    enum container_kind kind;

    if (!container_find(kind_text, &kind)) {
        opened->what.kind_text = kind_text;
        opened->reason = "kind";
        return error_set(err, ERROR_REFUSED, "%s", preflight_reason_text("kind"));
    }
    if (kind == CONTAINER_ZIP && opened->depth > LIMIT_CONTAINER_DEPTH) {
        opened->reason = "too-deep";
        return error_set(err, ERROR_REFUSED, "%s", preflight_reason_text("too-deep"));
    }
    if (kind == CONTAINER_ZIP)
        return true;
    opened->what.kind = kind;
    opened->depth--;
    preflight_clear(listing);
    *listing = (struct preflight){.arena = ARENA_INIT(0)};
    return list_spilled(set, opened, listing, err);
}

/* Looks into a container for the first time. */
bool container_unpack_list(struct container_set *set, struct opened *opened,
        struct error *err)
{
    CLEANUP(preflight_clear) struct preflight listing = {.arena = ARENA_INIT(0)};
    bool ok = container_type(opened->what.kind)->list
            ? list_spilled(set, opened, &listing, err)
            : list_gzip(set, opened, &listing, err);
    uint64_t bytes = 0;

    if (!ok)
        return false;
    if (opened->is_handed_in && listing.count != opened->what.count)
        return error_set(err, ERROR_UNREADABLE,
                TR("it holds %" PRIu32 " members; its receipt has %" PRIu32,
                        "中のファイルは%" PRIu32 "件ですが、受領書では%" PRIu32 "件です"),
                listing.count, opened->what.count);
    if (!opened->is_handed_in && opened->what.kind == CONTAINER_ZIP &&
            !settle_zip(set, opened, &listing, err))
        return false;
    if (!opened->is_handed_in && !check_room(set, &listing, &bytes, err))
        return false;
    opened->what.count = listing.count;
    for (size_t i = 0; i < ARRAY_LENGTH(listing.damage.in); i++) {
        if (!opened->what.damage.in[i] &&
                !arena_text(&set->arena, listing.damage.in[i], &opened->what.damage.in[i],
                        err))
            return false;
    }
    if (!keep_members(set, opened, &listing, err))
        return false;
    set->unpacked += bytes; /* what cannot be opened takes nothing from the others */
    return true;
}
