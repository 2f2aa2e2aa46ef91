#include "evidence/archive/tar.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/spill.h"
#include "engine/base/text.h"
#include "evidence/limits.h"
#include "evidence/tar_header.h"

#define EXTENDED_MAX ((uint64_t)1 << 20) /* bytes of a pax header or a long name */
#define BLOCK ((uint64_t)TAR_HEADER_SIZE)

/* A tar being read. */
struct reading {
    int fd;
    uint64_t size, at;
    struct arena *arena;
    struct preflight_member *members;
    uint32_t count, capacity;
    uint64_t unpacked;
    /* What stands before the header of the next member and says more of it. */
    struct buf long_name, pax_name, sparse_name;
    bool has_long_name, has_pax_name, has_pax_size, is_sparse, has_sparse_name;
    uint64_t pax_size;
    bool is_cut; /* it ends before its end mark */
};

static void end(struct reading *reading)
{
    free(reading->members);
    buf_clear(&reading->long_name);
    buf_clear(&reading->pax_name);
    buf_clear(&reading->sparse_name);
}

static bool refuse(const char *reason, uint64_t offset, struct error *err)
{
    return error_set(err, ERROR_REFUSED,
            TR("the tar is refused: %s (byte %" PRIu64 ")" ERROR_ADVICE
               "ask for the files to be packed again by an ordinary program and sent anew [%s]",
                    "tarを受け付けられません: %s（%" PRIu64 "バイト目）" ERROR_ADVICE
                    "通常のソフトで作り直したものの再提出を依頼してください [%s]"),
            preflight_reason_text(reason), offset, reason);
}

static bool cut(struct reading *reading, uint64_t offset, struct error *err)
{
    reading->is_cut = true;
    return refuse("tar-cut-off", offset, err);
}

static bool read_at(struct reading *reading, uint64_t at, void *bytes, size_t size,
        struct error *err)
{
    char *to = bytes;

    if (at > reading->size || size > reading->size - at)
        return cut(reading, reading->size, err);
    while (size > 0) {
        size_t got;

        if (!spill_read(reading->fd, to, size, at, &got, err))
            return false;
        if (got == 0)
            return cut(reading, at, err);
        to += got;
        at += got;
        size -= got;
    }
    return true;
}

/* Where what follows size bytes of data begins: data fills whole blocks, but where the
 * tar ends in one. */
static bool find_next(struct reading *reading, uint64_t size, uint64_t *ret_next,
        struct error *err)
{
    uint64_t data = reading->at + BLOCK, left = reading->size - data;

    if (size > left)
        return cut(reading, reading->size, err);
    size = (size + BLOCK - 1) / BLOCK * BLOCK;
    *ret_next = data + (size < left ? size : left);
    return true;
}

/* ---- what extends a header ---- */

static void forget_extensions(struct reading *reading)
{
    buf_reset(&reading->long_name);
    buf_reset(&reading->pax_name);
    buf_reset(&reading->sparse_name);
    reading->has_long_name = reading->has_pax_name = reading->has_pax_size = false;
    reading->is_sparse = reading->has_sparse_name = false;
}

static bool read_extension(struct reading *reading, uint64_t size, struct buf *ret_bytes,
        struct error *err)
{
    char *room;

    if (size == 0 || size > EXTENDED_MAX)
        return refuse("tar-extended", reading->at, err);
    if (!buf_reserve(ret_bytes, (size_t)size, &room, err) ||
            !read_at(reading, reading->at + BLOCK, room, (size_t)size, err))
        return false;
    ret_bytes->size = (size_t)size;
    return true;
}

/* GNU's: the name, and a NUL. */
static bool read_long_name(struct reading *reading, uint64_t size, struct error *err)
{
    struct buf *name = &reading->long_name;

    if (reading->has_long_name)
        return refuse("tar-extended", reading->at, err);
    if (!read_extension(reading, size, name, err))
        return false;
    reading->has_long_name = true;
    name->size = strnlen(name->data, name->size);
    return name->size > 0 || refuse("tar-extended", reading->at, err);
}

static bool is_key(const char *key, size_t size, const char *wanted)
{
    return size == strlen(wanted) && memcmp(key, wanted, size) == 0;
}

static bool read_pax_size(struct reading *reading, struct slice value, struct error *err)
{
    uint64_t size = 0;

    if (reading->has_pax_size || value.size == 0 || value.size > 18)
        return refuse("tar-extended", reading->at, err);
    for (size_t i = 0; i < value.size; i++) {
        if (value.text[i] < '0' || value.text[i] > '9')
            return refuse("tar-extended", reading->at, err);
        size = size * 10 + (uint64_t)(value.text[i] - '0');
    }
    reading->has_pax_size = true;
    reading->pax_size = size;
    return true;
}

static bool keep_name(const struct reading *reading, struct slice value, bool *ret_has,
        struct buf *ret_name, struct error *err)
{
    if (*ret_has || value.size == 0)
        return refuse("tar-extended", reading->at, err);
    *ret_has = true;
    return buf_append(ret_name, value.text, value.size, err);
}

/* One keyword and its value. is_global: for all members that follow. */
static bool take_pax(struct reading *reading, struct slice key, struct slice value,
        bool is_global, struct error *err)
{
    bool is_path = is_key(key.text, key.size, "path");
    bool is_size = is_key(key.text, key.size, "size");

    if (is_global)
        return (!is_path && !is_size && !is_key(key.text, key.size, "linkpath")) ||
                refuse("tar-extended", reading->at, err);
    if (is_size)
        return read_pax_size(reading, value, err);
    if (key.size > 11 && memcmp(key.text, "GNU.sparse.", 11) == 0)
        reading->is_sparse = true;
    if (is_key(key.text, key.size, "GNU.sparse.name"))
        return keep_name(reading, value, &reading->has_sparse_name, &reading->sparse_name,
                err);
    return !is_path ||
            keep_name(reading, value, &reading->has_pax_name, &reading->pax_name, err);
}

/* "30 mtime=1700000000.123456789\n", one after the other; the number is of all of it. */
static bool read_pax(struct reading *reading, uint64_t size, bool is_global,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT(EXTENDED_MAX + 1);
    size_t at = 0;

    if (!read_extension(reading, size, &bytes, err))
        return false;
    while (at < bytes.size) {
        const char *text = bytes.data + at, *equals;
        size_t length = 0, digits = 0, left = bytes.size - at;

        for (; digits < left && digits < 8 && text[digits] >= '0' && text[digits] <= '9';
                digits++)
            length = length * 10 + (size_t)(text[digits] - '0');
        if (digits == 0 || digits == left || text[digits] != ' ' || length < digits + 4 ||
                length > left || text[length - 1] != '\n')
            return refuse("tar-extended", reading->at, err);
        equals = memchr(text + digits + 1, '=', length - digits - 2);
        if (!equals)
            return refuse("tar-extended", reading->at, err);
        if (!take_pax(reading,
                    (struct slice){text + digits + 1,
                            (size_t)(equals - text) - digits - 1},
                    (struct slice){equals + 1, (size_t)(text + length - equals) - 2},
                    is_global, err))
            return false;
        at += length;
    }
    return true;
}

/* ---- a member ---- */

static void accuse(struct preflight_member *member, enum preflight_status status,
        const char *reason)
{
    if (!reason || member->reason)
        return;
    member->status = status;
    member->reason = reason;
}

/* The name that counts; what extends a header says the same, or the tar is refused. That
 * of a sparse file is the one it had: "path" is then made up by the packer. */
static bool choose_name(const struct reading *reading, const struct tar_header *header,
        struct slice *ret_name, struct error *err)
{
    const struct buf *gnu = &reading->long_name, *pax = &reading->pax_name,
                     *sparse = &reading->sparse_name;

    if (reading->has_long_name && reading->has_pax_name &&
            (gnu->size != pax->size || memcmp(gnu->data, pax->data, gnu->size) != 0))
        return refuse("tar-header", reading->at, err);
    *ret_name = reading->has_sparse_name ? (struct slice){sparse->data, sparse->size}
            : reading->has_pax_name      ? (struct slice){pax->data, pax->size}
            : reading->has_long_name     ? (struct slice){gnu->data, gnu->size}
                                     : (struct slice){header->name, header->name_size};
    return true;
}

/* A name that cannot be decoded is shown with its bytes escaped. */
static bool decode_name(struct reading *reading, struct preflight_member *member,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf name = BUF_INIT(8 * EXTENDED_MAX);
    const char *raw = (const char *)member->raw_name;
    const char *at;

    if (!member_name_decode(member->raw_name, member->raw_size, false, NULL, 0, &name,
                &member->name_source, err)) {
        if (err->code != ERROR_UNREADABLE)
            return false;
        *err = (struct error){0};
        accuse(member, PREFLIGHT_REFUSED,
                memchr(raw, 0, member->raw_size) ? "name-nul" : "name-encoding");
        buf_reset(&name);
        return text_append_visible(&name, raw, member->raw_size, err) &&
                arena_copy(reading->arena, buf_text(&name), name.size, &member->name,
                        err);
    }
    at = buf_text(&name);
    while (at[0] == '.' && at[1] == '/' && at[2])
        at += 2;
    accuse(member, PREFLIGHT_REFUSED, member_name_problem(at));
    return arena_text(reading->arena, at, &member->name, err);
}

static void judge_type(const struct reading *reading, const struct tar_header *header,
        struct preflight_member *member)
{
    size_t size = strlen(member->name);
    char type = header->type;
    bool is_folder = type == '5' || (size > 0 && member->name[size - 1] == '/');

    if (header->links_to_itself)
        accuse(member, PREFLIGHT_UNREAD, PREFLIGHT_SAME);
    else if (type == '1')
        accuse(member, PREFLIGHT_REFUSED, "hard-link");
    else if (type == '2')
        accuse(member, PREFLIGHT_REFUSED, "link");
    else if (type == '3' || type == '4' || type == '6')
        accuse(member, PREFLIGHT_REFUSED, "device");
    else if (type == 'S' || reading->is_sparse)
        accuse(member, PREFLIGHT_UNREAD, "inner-sparse");
    else if (type != '0' && type != '5')
        accuse(member, PREFLIGHT_REFUSED, "inner-kind");
    else if (is_folder && member->size > 0)
        accuse(member, PREFLIGHT_REFUSED, "folder-with-data");
    else if (is_folder && !member->reason)
        member->status = PREFLIGHT_FOLDER;
    if (member->size > LIMIT_MEMBER_BYTES)
        accuse(member, PREFLIGHT_REFUSED, "member-too-large");
}

static bool make_room(struct reading *reading, struct error *err)
{
    uint32_t capacity = reading->capacity ? 2 * reading->capacity : 64;
    struct preflight_member *members;

    if (reading->count < reading->capacity)
        return true;
    if (reading->count >= LIMIT_MEMBERS)
        return refuse("too-many-members", reading->at, err);
    members = realloc(reading->members, capacity * sizeof(*members));
    if (!members)
        return error_memory(err);
    reading->members = members;
    reading->capacity = capacity;
    return true;
}

/* Links, devices and folders have no data: where a size is stated some programs skip it,
 * others do not. */
static bool has_no_data(char type)
{
    return type >= '1' && type <= '6';
}

static bool add_member(struct reading *reading, const struct tar_header *header,
        uint64_t *ret_next, struct error *err)
{
    struct preflight_member member = {.has_no_crc = true,
            .size = reading->has_pax_size ? reading->pax_size : header->size,
            .data_offset = reading->at + BLOCK};
    struct slice name = {NULL, 0};
    struct error cut_off = {0};
    const char *raw;
    bool is_whole;

    if (has_no_data(header->type) && member.size > 0)
        return refuse("tar-header", reading->at, err);
    member.compressed_size = member.size;
    if (!choose_name(reading, header, &name, err))
        return false;
    is_whole = find_next(reading, member.size, ret_next, &cut_off);
    if (!make_room(reading, err) ||
            !arena_copy(reading->arena, name.text, name.size, &raw, err))
        return false;
    member.raw_name = (const uint8_t *)raw;
    member.raw_size = name.size;
    if (!decode_name(reading, &member, err))
        return false;
    if (!is_whole)
        accuse(&member, PREFLIGHT_UNREAD, "inner-cut-off");
    judge_type(reading, header, &member);
    if (member.status == PREFLIGHT_READABLE)
        reading->unpacked += member.size;
    if (reading->unpacked > LIMIT_UNPACKED_BYTES)
        return refuse("bundle-too-large", reading->at, err);
    reading->members[reading->count++] = member;
    forget_extensions(reading);
    return is_whole || error_set(err, cut_off.code, "%s", cut_off.message);
}

/* ---- the tar ---- */

/* Some programs write one block of zeros where two are asked for: what matters is that
 * all that follows is zeros. */
static bool check_end(struct reading *reading, struct error *err)
{
    char bytes[16 * 1024];

    for (uint64_t at = reading->at; at < reading->size; at += sizeof(bytes)) {
        uint64_t left = reading->size - at;
        size_t size = left < sizeof(bytes) ? (size_t)left : sizeof(bytes);

        if (!read_at(reading, at, bytes, size, err))
            return false;
        if (bytes[0] != 0 || memcmp(bytes, bytes + 1, size - 1) != 0)
            return refuse("tar-trailing", at, err);
    }
    return true;
}

static bool read_header(struct reading *reading, struct tar_header *ret_header,
        bool *ret_end, struct error *err)
{
    uint8_t block[TAR_HEADER_SIZE];

    if (!read_at(reading, reading->at, block, sizeof(block), err))
        return false;
    switch (tar_header_read(block, ret_header)) {
    case TAR_HEADER_MEMBER:
        *ret_end = false;
        return true;
    case TAR_HEADER_ZEROS:
        *ret_end = true;
        return true;
    case TAR_HEADER_CHECKSUM:
        return refuse("tar-checksum", reading->at, err);
    case TAR_HEADER_BROKEN:
        break;
    }
    return refuse("tar-header", reading->at, err);
}

/* A header, and where the next one is. */
static bool take_header(struct reading *reading, const struct tar_header *header,
        uint64_t *ret_next, struct error *err)
{
    if (!strchr("LKxg", header->type))
        return add_member(reading, header, ret_next, err);
    if (!find_next(reading, header->size, ret_next, err))
        return false;
    if (header->type == 'L')
        return read_long_name(reading, header->size, err);
    if (header->type == 'K') /* where a link goes; it is not followed */
        return header->size <= EXTENDED_MAX || refuse("tar-extended", reading->at, err);
    return read_pax(reading, header->size, header->type == 'g', err);
}

static bool read_members(struct reading *reading, struct error *err)
{
    struct tar_header header;
    uint64_t next = 0;
    bool is_end;

    for (;;) {
        if (!read_header(reading, &header, &is_end, err))
            return false;
        if (is_end)
            break;
        if (!take_header(reading, &header, &next, err))
            return false;
        reading->at = next;
    }
    if (reading->has_long_name || reading->has_pax_name || reading->has_pax_size)
        return refuse("tar-extended", reading->at, err);
    return check_end(reading, err);
}

/* What came before is as good as it was: only what is missing is not known. */
static bool tell_cut(const struct reading *reading, struct preflight *listing,
        struct error *err)
{
    *err = (struct error){0};
    return arena_printf(&listing->arena, &listing->damage.in[TEXT_EN], err,
                   "the tar breaks off at byte %" PRIu64
                   ", before its end mark: what stands behind is missing" ERROR_ADVICE
                   "ask for it again [tar-cut-off]",
                   reading->size) &&
            arena_printf(&listing->arena, &listing->damage.in[TEXT_JA], err,
                    "tarは終端の印より前の%" PRIu64
                    "バイト目で途切れています。それより後ろは欠けています" ERROR_ADVICE
                    "再提出を依頼してください [tar-cut-off]",
                    reading->size);
}

bool tar_read(int fd, uint64_t file_size, struct preflight *ret_listing,
        struct error *err)
{
    CLEANUP(preflight_clear)
    struct preflight listing = {.arena = ARENA_INIT(ARENA_MODEL_LIMIT)};
    CLEANUP(end)
    struct reading reading = {.fd = fd,
            .size = file_size,
            .arena = &listing.arena,
            .long_name = BUF_INIT(EXTENDED_MAX + 1),
            .pax_name = BUF_INIT(EXTENDED_MAX + 1),
            .sparse_name = BUF_INIT(EXTENDED_MAX + 1)};
    bool ok = read_members(&reading, err);

    if (!ok && reading.is_cut && reading.count)
        ok = tell_cut(&reading, &listing, err);
    if (!ok ||
            !arena_allocate(&listing.arena,
                    (reading.count + (size_t)1) * sizeof(*listing.members),
                    &listing.members, err))
        return err->code == ERROR_LIMIT && refuse("bundle-too-large", reading.at, err);
    if (reading.count)
        memcpy(listing.members, reading.members,
                reading.count * sizeof(*reading.members));
    listing.count = reading.count;
    listing.last_counts = true;
    if (!preflight_index(&listing, err))
        return false;
    *ret_listing = listing;
    listing = (struct preflight){.arena = ARENA_INIT(0)};
    return true;
}
