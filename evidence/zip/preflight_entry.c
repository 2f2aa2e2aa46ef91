#include "evidence/zip/preflight_entry.h"

#include <string.h>

#include "engine/base/text.h"
#include "evidence/limits.h"
#include "evidence/zip/preflight_reason.h"

#define ENTRY_SIZE 46u
#define LOCAL_SIZE 30u
#define DIRECTORY_AHEAD ((size_t)64 * 1024) /* the directory is read in such pieces */
#define LOCAL_AHEAD ((size_t)4 * 1024)      /* small members share a read */
#define FIELD_ZIP64 0x0001
#define FIELD_UNICODE_PATH 0x7075
#define WIDE UINT64_C(0xFFFFFFFF) /* "see the zip64 field" */

/* Flags that change what the bytes mean; the others are hints that programs leave
 * different. */
#define MEANINGFUL_FLAGS                                                              \
    (PREFLIGHT_ENTRY_ENCRYPTED | PREFLIGHT_ENTRY_DESCRIPTOR | PREFLIGHT_ENTRY_PATCH | \
            PREFLIGHT_ENTRY_STRONG | PREFLIGHT_ENTRY_UTF8 | PREFLIGHT_ENTRY_MASKED)

#define u16 preflight_window_u16
#define u32 preflight_window_u32
#define u64 preflight_window_u64

struct extra {
    struct slice zip64, unicode;
};

void preflight_entry_accuse(struct preflight_entry *entry, const char *reason)
{
    if (!entry->member.reason)
        entry->member.reason = reason;
}

/* Finds the two fields that matter. False: a field runs over the end, or one of the two
 * is there twice. Up to three bytes behind the last field are padding (zipalign). */
static bool parse_extra(const uint8_t *bytes, size_t size, struct extra *ret_extra)
{
    struct extra extra = {{NULL, 0}, {NULL, 0}};

    for (size_t at = 0; size - at >= 4;) {
        unsigned id = u16(bytes + at);
        size_t length = u16(bytes + at + 2);
        struct slice *field = id == FIELD_ZIP64 ? &extra.zip64
                : id == FIELD_UNICODE_PATH      ? &extra.unicode
                                                : NULL;

        at += 4;
        if (length > size - at || (field && field->text))
            return false;
        if (field)
            *field = (struct slice){(const char *)bytes + at, length};
        at += length;
    }
    *ret_extra = extra;
    return true;
}

/* Puts the zip64 field's numbers where the header says "see there". The field holds just
 * those, or all of them, and then each must be the same number. */
static bool apply_zip64(struct slice field, uint64_t **numbers, size_t count)
{
    const uint8_t *bytes = (const uint8_t *)field.text;
    size_t wide = 0, at = 0;
    bool all;

    for (size_t i = 0; i < count; i++)
        wide += *numbers[i] == WIDE;
    if (!bytes)
        return wide == 0;
    all = field.size / 8 != wide;
    if (field.size / 8 > 3 || (field.size % 8 != 0 && field.size % 8 != 4) ||
            field.size / 8 < wide)
        return false;
    for (size_t i = 0; i < count && at + 8 <= field.size; i++) {
        if (*numbers[i] != WIDE && !all)
            continue;
        if (*numbers[i] != WIDE && *numbers[i] != u64(bytes + at))
            return false;
        *numbers[i] = u64(bytes + at);
        at += 8;
    }
    return true;
}

/* A name that cannot be decoded is shown with its bytes escaped. */
static bool decode_name(const uint8_t *extra, size_t extra_size, struct arena *arena,
        struct preflight_entry *entry, struct error *err)
{
    CLEANUP(buf_clear) struct buf name = BUF_INIT((size_t)1 << 20);
    struct preflight_member *member = &entry->member;
    const char *raw = (const char *)member->raw_name;

    if (!member_name_decode(member->raw_name, member->raw_size,
                entry->flags & PREFLIGHT_ENTRY_UTF8, extra, extra_size, &name,
                &member->name_source, err)) {
        if (err->code != ERROR_UNREADABLE)
            return false;
        *err = (struct error){0};
        preflight_entry_accuse(entry,
                memchr(raw, 0, member->raw_size) ? "name-nul" : "name-encoding");
        if (!text_append_visible(&name, raw, member->raw_size, err))
            return false;
    } else {
        preflight_entry_accuse(entry, member_name_problem(buf_text(&name)));
    }
    if (name.size == member->raw_size && memcmp(buf_text(&name), raw, name.size) == 0) {
        member->name = raw;
        return true;
    }
    return arena_copy(arena, buf_text(&name), name.size, &member->name, err);
}

static bool copy_bytes(const uint8_t *bytes, size_t size, struct arena *arena,
        const uint8_t **ret_copy, struct error *err)
{
    const char *copy;

    if (!arena_copy(arena, (const char *)bytes, size, &copy, err))
        return false;
    *ret_copy = (const uint8_t *)copy;
    return true;
}

/* Name and extra field of the directory's entry. */
static bool read_variable(const uint8_t *name, size_t name_size, size_t extra_size,
        struct arena *arena, struct preflight_entry *entry, struct error *err)
{
    const uint8_t *bytes = name + name_size;
    uint64_t *numbers[] = {&entry->member.size, &entry->member.compressed_size,
            &entry->offset};
    struct extra extra = {{NULL, 0}, {NULL, 0}};

    if (!parse_extra(bytes, extra_size, &extra))
        preflight_entry_accuse(entry, "extra-field");
    else if (!apply_zip64(extra.zip64, numbers, ARRAY_LENGTH(numbers)))
        preflight_entry_accuse(entry, "zip64");
    if (extra.unicode.text) {
        entry->unicode_size = extra.unicode.size;
        if (!copy_bytes((const uint8_t *)extra.unicode.text, extra.unicode.size, arena,
                    &entry->unicode_field, err))
            return false;
    }
    entry->member.raw_size = name_size;
    return copy_bytes(name, name_size, arena, &entry->member.raw_name, err) &&
            decode_name(bytes, extra_size, arena, entry, err);
}

bool preflight_entry_read(struct preflight_window *window, uint64_t at, uint64_t end,
        struct arena *arena, struct preflight_entry *ret_entry, size_t *ret_size,
        struct error *err)
{
    struct preflight_entry entry = {0};
    size_t name_size, extra_size, size;
    const uint8_t *bytes;

    if (end - at < ENTRY_SIZE)
        return preflight_reason_refuse("directory", at, err);
    if (!preflight_window_get(window, at, ENTRY_SIZE, DIRECTORY_AHEAD, &bytes, err))
        return false;
    name_size = u16(bytes + 28);
    extra_size = u16(bytes + 30);
    size = ENTRY_SIZE + name_size + extra_size + u16(bytes + 32);
    if (memcmp(bytes, "PK\1\2", 4) != 0 || size > end - at)
        return preflight_reason_refuse("directory", at, err);
    if (!preflight_window_get(window, at, size, DIRECTORY_AHEAD, &bytes, err))
        return false;
    if (u16(bytes + 34) != 0 && u16(bytes + 34) != 0xFFFF)
        return preflight_reason_refuse("multi-disk", at, err);
    entry.host = bytes[5];
    entry.flags = u16(bytes + 8);
    entry.member.method = u16(bytes + 10);
    entry.member.crc = u32(bytes + 16);
    entry.member.compressed_size = u32(bytes + 20);
    entry.member.size = u32(bytes + 24);
    entry.attributes = u32(bytes + 38);
    entry.offset = u32(bytes + 42);
    if (!read_variable(bytes + ENTRY_SIZE, name_size, extra_size, arena, &entry, err))
        return false;
    *ret_entry = entry;
    *ret_size = size;
    return true;
}

/* With a data descriptor the header may leave numbers 0; what it does say must hold. */
static bool holds(uint64_t local, uint64_t central, bool has_descriptor)
{
    return local == central || (has_descriptor && local == 0);
}

static void compare_local(const struct preflight_local *local,
        struct preflight_entry *entry)
{
    bool late = local->flags & PREFLIGHT_ENTRY_DESCRIPTOR;

    if ((local->flags ^ entry->flags) & MEANINGFUL_FLAGS)
        preflight_entry_accuse(entry, "flags-differ");
    if (local->method != entry->member.method)
        preflight_entry_accuse(entry, "method-differs");
    if (!holds(local->crc, entry->member.crc, late))
        preflight_entry_accuse(entry, "crc-differs");
    if (!holds(local->compressed_size, entry->member.compressed_size, late) ||
            !holds(local->size, entry->member.size, late))
        preflight_entry_accuse(entry, "size-differs");
}

/* Name and extra field of the local header. A 0x7075 field is part of the name. */
static void compare_variable(const uint8_t *name, size_t name_size, size_t extra_size,
        struct preflight_local *local, struct preflight_entry *entry)
{
    uint64_t *numbers[] = {&local->size, &local->compressed_size};
    struct extra extra;

    if (name_size != entry->member.raw_size ||
            memcmp(name, entry->member.raw_name, name_size) != 0)
        preflight_entry_accuse(entry, "name-differs");
    if (!parse_extra(name + name_size, extra_size, &extra)) {
        preflight_entry_accuse(entry, "extra-field");
        return;
    }
    if (!apply_zip64(extra.zip64, numbers, ARRAY_LENGTH(numbers)))
        preflight_entry_accuse(entry, "zip64");
    if (extra.unicode.text &&
            (extra.unicode.size != entry->unicode_size ||
                    memcmp(extra.unicode.text, entry->unicode_field,
                            extra.unicode.size) != 0))
        preflight_entry_accuse(entry, "name-differs");
}

bool preflight_entry_read_local(struct preflight_window *window, uint64_t end,
        struct preflight_entry *entry, struct preflight_local *ret_local,
        struct error *err)
{
    struct preflight_local local;
    size_t name_size, extra_size, size;
    const uint8_t *bytes;

    if (entry->offset > end || end - entry->offset < LOCAL_SIZE)
        return preflight_reason_refuse("overlap", entry->offset, err);
    if (!preflight_window_get(window, entry->offset, LOCAL_SIZE, LOCAL_AHEAD, &bytes,
                err))
        return false;
    if (memcmp(bytes, "PK\3\4", 4) != 0)
        return preflight_reason_refuse("local-header", entry->offset, err);
    name_size = u16(bytes + 26);
    extra_size = u16(bytes + 28);
    size = LOCAL_SIZE + name_size + extra_size;
    if (size > end - entry->offset)
        return preflight_reason_refuse("overlap", entry->offset, err);
    if (!preflight_window_get(window, entry->offset, size, LOCAL_AHEAD, &bytes, err))
        return false;
    local = (struct preflight_local){.flags = u16(bytes + 6),
            .method = u16(bytes + 8),
            .crc = u32(bytes + 14),
            .compressed_size = u32(bytes + 18),
            .size = u32(bytes + 22),
            .data_offset = entry->offset + size};
    compare_variable(bytes + LOCAL_SIZE, name_size, extra_size, &local, entry);
    compare_local(&local, entry);
    *ret_local = local;
    return true;
}

bool preflight_entry_check_descriptor(struct preflight_window *window, uint64_t at,
        size_t size, struct preflight_entry *entry, struct error *err)
{
    bool has_signature = size % 8 == 0, is_wide = size >= 20;
    const uint8_t *bytes;
    uint64_t compressed_size, whole_size;

    if (!preflight_window_get(window, at, size, LOCAL_AHEAD, &bytes, err))
        return false;
    if (has_signature && memcmp(bytes, "PK\7\10", 4) != 0) {
        preflight_entry_accuse(entry, "descriptor-missing");
        return true;
    }
    bytes += has_signature ? 4 : 0;
    compressed_size = is_wide ? u64(bytes + 4) : u32(bytes + 4);
    whole_size = is_wide ? u64(bytes + 12) : u32(bytes + 8);
    if (u32(bytes) != entry->member.crc)
        preflight_entry_accuse(entry, "crc-differs");
    if (compressed_size != entry->member.compressed_size ||
            whole_size != entry->member.size)
        preflight_entry_accuse(entry, "size-differs");
    return true;
}
