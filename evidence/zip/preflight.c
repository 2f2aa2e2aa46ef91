#include "evidence/zip/preflight.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/base/text.h"
#include "evidence/limits.h"
#include "evidence/zip/preflight_end.h"
#include "evidence/zip/preflight_entry.h"
#include "evidence/zip/preflight_reason.h"
#include "evidence/zip/same_path.h"
#include "evidence/zip/similar_name.h"

#define HOST_UNIX 3
#define HOST_OSX 19
#define HIGH_RATIO 100 /* repetitive logs reach it honestly: worth a look, no more */
#define HIGH_RATIO_SIZE (UINT64_C(1) << 20)
#define METHOD_STORED 0
#define METHOD_DEFLATED 8

struct entries {
    struct preflight_entry *list;
    uint32_t count, capacity;
};

static void clear_entries(struct entries *entries)
{
    free(entries->list);
}

static bool append_entry(struct entries *entries, const struct preflight_entry *entry,
        struct error *err)
{
    struct preflight_entry *list;

    if (entries->count == entries->capacity) {
        entries->capacity = entries->capacity ? 2 * entries->capacity : 64;
        list = realloc(entries->list, entries->capacity * sizeof(*list));
        if (!list)
            return error_memory(err);
        entries->list = list;
    }
    entries->list[entries->count++] = *entry;
    return true;
}

/* Reads the whole directory: as many entries as declared, and nothing else. */
static bool read_directory(struct preflight_window *window,
        const struct preflight_end *end, struct arena *arena, struct entries *entries,
        struct error *err)
{
    uint64_t at = end->directory_offset, stop = at + end->directory_size;
    struct preflight_entry entry;
    size_t size;

    while (at < stop) {
        if (entries->count == end->count)
            return preflight_reason_refuse("count-differs", at, err);
        if (!preflight_entry_read(window, at, stop, arena, &entry, &size, err) ||
                !append_entry(entries, &entry, err))
            return false;
        at += size;
    }
    if (entries->count != end->count)
        return preflight_reason_refuse("count-differs", at, err);
    return true;
}

/* Where the member ends, by its directory entry; its local header's size counts only to
 * tell a size that is a lie (the member is refused) from bytes of nobody (the bundle is).
 * `next` is where the next thing begins. */
static bool check_extent(struct preflight_window *window, uint64_t next,
        const struct preflight_local *local, struct preflight_entry *entry,
        struct error *err)
{
    uint64_t room = next - local->data_offset, size = entry->member.compressed_size;
    bool has_descriptor = local->flags & PREFLIGHT_ENTRY_DESCRIPTOR;
    uint64_t rest;

    if (!has_descriptor && size != room && local->compressed_size == room)
        return true; /* accused of "size-differs" already */
    if (size > room)
        return preflight_reason_refuse("overlap", local->data_offset, err);
    rest = room - size;
    if (rest == 0) {
        if (has_descriptor && entry->member.size > 0)
            preflight_entry_accuse(entry, "descriptor-missing");
        return true;
    }
    if (!has_descriptor || rest % 4 != 0 || rest < 12 || rest > 24)
        return preflight_reason_refuse("gap", local->data_offset + size, err);
    return preflight_entry_check_descriptor(window, local->data_offset + size,
            (size_t)rest, entry, err);
}

static int compare_offsets(const void *a, const void *b, void *context)
{
    const struct preflight_entry *list = context;
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

    if (list[left].offset != list[right].offset)
        return list[left].offset < list[right].offset ? -1 : 1;
    return left < right ? -1 : 1;
}

/* The members, in the order of their bytes, cover the zip from 0 to the directory without
 * gap or overlap. */
static bool check_cover(struct preflight_window *window, uint64_t directory,
        struct entries *entries, const uint32_t *order, struct error *err)
{
    struct preflight_local local;
    uint64_t next;

    if ((entries->count ? entries->list[order[0]].offset : directory) != 0)
        return preflight_reason_refuse("prefix", 0, err);
    if (entries->count && entries->list[order[entries->count - 1]].offset >= directory)
        return preflight_reason_refuse("local-header", directory, err);
    for (uint32_t i = 0; i < entries->count; i++) {
        struct preflight_entry *entry = &entries->list[order[i]];

        next = i + 1 < entries->count ? entries->list[order[i + 1]].offset : directory;
        if (!preflight_entry_read_local(window, next, entry, &local, err) ||
                !check_extent(window, next, &local, entry, err))
            return false;
        entry->member.data_offset = local.data_offset;
    }
    return true;
}

/* What kind of file a Unix system said it is. */
static unsigned find_file_type(const struct preflight_entry *entry)
{
    if (entry->host != HOST_UNIX && entry->host != HOST_OSX)
        return 0;
    return entry->attributes >> 16 & S_IFMT;
}

/* Info-ZIP marks as a pipe what it read from one: that is an ordinary member. */
static void judge_type(struct preflight_entry *entry)
{
    unsigned type = find_file_type(entry);
    const char *name = entry->member.name;
    size_t size = strlen(name);
    bool is_folder = type == S_IFDIR || (size > 0 && name[size - 1] == '/');

    if (type == S_IFLNK)
        preflight_entry_accuse(entry, "link");
    else if (type != 0 && type != S_IFREG && type != S_IFDIR && type != S_IFIFO)
        preflight_entry_accuse(entry, "device");
    if (is_folder && entry->member.size > 0)
        preflight_entry_accuse(entry, "folder-with-data");
    else if (is_folder)
        entry->member.status = PREFLIGHT_FOLDER;
}

static void judge_size(struct preflight_entry *entry)
{
    const struct preflight_member *member = &entry->member;
    uint64_t most = member->compressed_size;

    if (member->size > LIMIT_MEMBER_BYTES)
        preflight_entry_accuse(entry, "member-too-large");
    else if (member->method == METHOD_STORED && member->size != most)
        preflight_entry_accuse(entry, "size-differs");
    else if (member->size > LIMIT_RATIO_SLACK &&
            (member->size - LIMIT_RATIO_SLACK) / LIMIT_RATIO > most)
        preflight_entry_accuse(entry, "ratio");
}

/* Why the engine does not read a member that is sound; NULL where it does. */
static const char *find_unread_reason(const struct preflight_entry *entry)
{
    if (entry->flags &
            (PREFLIGHT_ENTRY_ENCRYPTED | PREFLIGHT_ENTRY_STRONG | PREFLIGHT_ENTRY_MASKED))
        return "encrypted";
    if (entry->flags & PREFLIGHT_ENTRY_PATCH)
        return "patch";
    if (entry->member.method != METHOD_STORED && entry->member.method != METHOD_DEFLATED)
        return "method";
    return NULL;
}

/* Turns what was found into a status. */
static void judge(struct preflight_entry *entry)
{
    const char *unread = find_unread_reason(entry);

    judge_type(entry);
    if (!unread)
        judge_size(entry);
    if (entry->member.reason) {
        entry->member.status = PREFLIGHT_REFUSED;
    } else if (unread && entry->member.status != PREFLIGHT_FOLDER) {
        entry->member.status = PREFLIGHT_UNREAD;
        entry->member.reason = unread;
    } else if (entry->member.size >= HIGH_RATIO_SIZE &&
            entry->member.size / HIGH_RATIO > entry->member.compressed_size) {
        entry->member.finding = "high-ratio";
    }
}

static int compare_names(const void *a, const void *b, void *context)
{
    const struct preflight_member *members = context;
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    int order = strcmp(members[left].name, members[right].name);

    if (order != 0)
        return order;
    return left < right ? -1 : 1;
}

/* Nobody can say which of two members of the same name is meant. Folders have nothing to
 * mistake. */
static void refuse_duplicates(struct preflight *preflight)
{
    for (uint32_t i = 1; i < preflight->count; i++) {
        struct preflight_member *pair[] = {&preflight->members[preflight->by_name[i - 1]],
                &preflight->members[preflight->by_name[i]]};

        if (strcmp(pair[0]->name, pair[1]->name) != 0 ||
                pair[1]->status == PREFLIGHT_FOLDER)
            continue;
        for (size_t k = 0; k < 2; k++) {
            if (pair[k]->status != PREFLIGHT_REFUSED)
                pair[k]->reason = "duplicate-name";
            pair[k]->status = PREFLIGHT_REFUSED;
        }
    }
}

bool preflight_is_passed_over(const char *reason)
{
    return text_is_equal(reason, PREFLIGHT_SUPERSEDED) ||
            text_is_equal(reason, PREFLIGHT_SAME);
}

static void supersede_duplicates(struct preflight *preflight)
{
    const struct preflight_member *behind = NULL; /* of the same name, and counts */

    for (uint32_t i = preflight->count; i-- > 0;) {
        struct preflight_member *member = &preflight->members[preflight->by_name[i]];

        if (behind && strcmp(member->name, behind->name) != 0)
            behind = NULL;
        if (behind && member->status != PREFLIGHT_FOLDER &&
                member->status != PREFLIGHT_REFUSED) {
            member->status = PREFLIGHT_UNREAD;
            member->reason = PREFLIGHT_SUPERSEDED;
        }
        if (!text_is_equal(member->reason, PREFLIGHT_SAME))
            behind = member;
    }
}

bool preflight_index(struct preflight *preflight, struct error *err)
{
    size_t count = preflight->count;

    if (!arena_allocate(&preflight->arena, (count + 1) * sizeof(*preflight->by_name),
                &preflight->by_name, err))
        return false;
    for (uint32_t i = 0; i < count; i++)
        preflight->by_name[i] = i;
    qsort_r(preflight->by_name, count, sizeof(*preflight->by_name), compare_names,
            preflight->members);
    if (preflight->last_counts)
        supersede_duplicates(preflight);
    else
        refuse_duplicates(preflight);
    return similar_name_mark(preflight, err) && same_path_mark(preflight, err);
}

/* A finding on the zip itself stands with the first file it has. */
static void mark_padding(struct preflight *preflight)
{
    struct preflight_member *member = preflight->members;
    struct preflight_member *end = member + preflight->count;

    while (member < end && member->status == PREFLIGHT_FOLDER)
        member++;
    if (member < end)
        member->finding = text_is_equal(member->finding, "similar-name")
                ? "zip-padding similar-name"
                : text_is_equal(member->finding, "high-ratio") ? "zip-padding high-ratio"
                                                               : "zip-padding";
}

static bool collect(struct entries *entries, struct preflight *preflight,
        struct error *err)
{
    size_t count = entries->count;
    uint64_t unpacked = 0;

    if (!arena_allocate(&preflight->arena, count * sizeof(*preflight->members),
                &preflight->members, err))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        judge(&entries->list[i]);
        preflight->members[i] = entries->list[i].member;
        if (preflight->members[i].status == PREFLIGHT_READABLE)
            unpacked += preflight->members[i].size; /* 200,000 members of 64 GiB fit */
    }
    if (unpacked > LIMIT_UNPACKED_BYTES)
        return preflight_reason_refuse("bundle-too-large", 0, err);
    preflight->count = entries->count;
    return preflight_index(preflight, err);
}

/* Everything after the end records: directory, cover, verdicts. */
static bool read_members(struct preflight_window *window, const struct preflight_end *end,
        struct preflight *preflight, struct error *err)
{
    CLEANUP(clear_entries) struct entries entries = {NULL, 0, 0};
    uint32_t *order;

    if (!read_directory(window, end, &preflight->arena, &entries, err) ||
            !arena_allocate(&preflight->arena,
                    (entries.count + (size_t)1) * sizeof(*order), &order, err))
        return false;
    for (uint32_t i = 0; i < entries.count; i++)
        order[i] = i;
    if (entries.count > 0)
        qsort_r(order, entries.count, sizeof(*order), compare_offsets, entries.list);
    if (!check_cover(window, end->directory_offset, &entries, order, err) ||
            !collect(&entries, preflight, err))
        return false;
    if (end->is_padded)
        mark_padding(preflight);
    return true;
}

bool preflight_read(int fd, uint64_t file_size, struct preflight *ret_preflight,
        struct error *err)
{
    CLEANUP(preflight_window_close) struct preflight_window window = {.bytes = NULL};
    CLEANUP(preflight_clear)
    struct preflight preflight = {.arena = ARENA_INIT(ARENA_MODEL_LIMIT)};
    struct preflight_end end;

    if (file_size > LIMIT_BUNDLE_BYTES)
        return preflight_reason_refuse("bundle-too-large", file_size, err);
    if (!preflight_window_open(fd, file_size, &window, err) ||
            !preflight_end_find(&window, &end, err))
        return false;
    if (end.count > LIMIT_MEMBERS)
        return preflight_reason_refuse("too-many-members", end.directory_offset, err);
    if (!read_members(&window, &end, &preflight, err))
        return err->code == ERROR_LIMIT &&
                preflight_reason_refuse("bundle-too-large", 0, err);
    *ret_preflight = preflight;
    preflight = (struct preflight){.arena = ARENA_INIT(0)};
    return true;
}

void preflight_clear(struct preflight *preflight)
{
    arena_clear(&preflight->arena);
    preflight->members = NULL;
    preflight->by_name = NULL;
    preflight->count = 0;
}

bool preflight_find(const struct preflight *preflight, const char *name,
        uint32_t *ret_index)
{
    uint32_t low = 0, high = preflight->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (strcmp(preflight->members[preflight->by_name[middle]].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == preflight->count ||
            strcmp(preflight->members[preflight->by_name[low]].name, name) != 0)
        return false;
    *ret_index = preflight->by_name[low];
    return true;
}
