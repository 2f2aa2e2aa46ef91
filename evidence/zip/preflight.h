/* preflight.h - an own, strict reading of a zip's structure before all else
 *
 * The rule: one end record that ends exactly at the end of the file, but for padding with
 * zeros (a finding on the first file: "zip-padding"); a directory that
 * ends where the end records begin; and members that, in the order of their bytes, cover
 * the file from 0 to the directory without gap or overlap. Only then does every program
 * read the same members.
 *
 * What breaks that rule refuses the bundle, because no member of it can be trusted to be
 * all there is: [no-end-record] [two-end-records] (also one in the archive comment)
 * [trailing-bytes] [cut-off] [multi-disk] [zip64-end] [directory] [count-differs]
 * [prefix] [gap] (also a local header that the directory hides) [overlap] [local-header],
 * and the limits [too-many-members] [bundle-too-large].
 *
 * What concerns one member refuses that member alone: its two headers or its data
 * descriptor differ ("name-differs", "flags-differ", "method-differs", "crc-differs",
 * "size-differs", "descriptor-missing"); an extra field that matters is broken or there
 * twice ("extra-field", "zip64"); it is a link, a device or a folder with data; its
 * declared size is impossible or beyond the limit ("ratio", "member-too-large"); its name
 * is unacceptable (member_name.h), cannot be decoded ("name-nul", "name-encoding"), or is
 * another member's too, or means the same path ("duplicate-name": both). Where the sizes
 * of the two headers differ, either of them may be the one that fits the rule. Encrypted
 * members, patches and methods other than 0 and 8 are sound but stay unread.
 *
 * Not looked at, since nothing here depends on them: times, comments, other extra fields,
 * version numbers, hint flags. Data descriptors are allowed, of 12, 16, 20 or 24 bytes,
 * and a folder may lack its own. Whether the data are what the headers say is inflate's
 * to find. No allocation is proportional to a declared count: memory follows the bytes
 * seen. */
#ifndef CHOSHO_PREFLIGHT_H
#define CHOSHO_PREFLIGHT_H

#include "engine/base/arena.h"
#include "engine/base/text.h"
#include "evidence/zip/member_name.h"

enum preflight_status {
    PREFLIGHT_READABLE, /* stored or deflated */
    PREFLIGHT_FOLDER,
    PREFLIGHT_UNREAD,  /* kept with the bundle, not read: encrypted, another method */
    PREFLIGHT_REFUSED, /* contradicts itself, a link, an unacceptable name */
    PREFLIGHT_OPENED,  /* given by archive_expand() alone: its content are members */
};

struct preflight_member {
    const char *name; /* decoded UTF-8; where it cannot be decoded, its bytes escaped */
    const uint8_t *raw_name;
    size_t raw_size;
    enum member_name_source name_source;
    enum preflight_status status;
    const char *reason;  /* a code such as "encrypted", "method", "crc-differs",
                            "duplicate-name"; NULL when readable */
    const char *finding; /* NULL, or a code for what a reader should know of a member that
                            is kept: "similar-name", "high-ratio", "zip-padding";
                            several are divided by blanks */
    uint16_t method;     /* 0 stored, 8 deflated */
    uint32_t crc;
    bool has_no_crc; /* a tar's member: its size is all that can be held against it */
    uint64_t data_offset, compressed_size, size; /* size: as declared, a claim */
};

struct preflight {
    struct arena arena;
    struct preflight_member *members; /* in central directory order */
    uint32_t *by_name;                /* their indexes, sorted by name, then by index */
    uint32_t count;
    bool last_counts; /* of several members of one name, as where a tar was appended to */
    struct text_pair damage; /* in the arena: the archive breaks off, and what is listed
                                came before that; or none */
};

/* The reason of a member behind which another one of its archive has its name and counts.
 */
#define PREFLIGHT_SUPERSEDED "superseded"
#define PREFLIGHT_OVER_LIMIT                                   \
    "over-limit" /* of a member that is read: not all of it is \
                  */
/* That of one which says nothing but that the one before it is meant again. */
#define PREFLIGHT_SAME "link-to-itself"
/* Whether that is the reason: the member's name then means another one. */
bool preflight_is_passed_over(const char *reason);

/* Reads the open file of file_size bytes with pread. ERROR_REFUSED: the bundle as a whole
 * is not to be trusted; the message says why (reason code in brackets at its end, e.g.
 * "[overlap]") and what to ask the client for. ERROR_IO. The caller ends it with
 * preflight_clear(). */
WARN_UNUSED bool preflight_read(int fd, uint64_t file_size,
        struct preflight *ret_preflight, struct error *err);
void preflight_clear(struct preflight *preflight);

/* What a reader of another kind of archive does with the members it listed: sorts them
 * into by_name, refuses those of one name (last_counts: all but the last stay unread),
 * marks similar ones, and those of one
 * path (same_path.h). */
WARN_UNUSED bool preflight_index(struct preflight *preflight, struct error *err);

/* The first member of that decoded name, refused ones included; false where there is
 * none. */
bool preflight_find(const struct preflight *preflight, const char *name,
        uint32_t *ret_index);

/* Every reason code, one an index: what it means for the zip or the member, and its
 * sentence. false: there are no more. */
bool preflight_reason_list(size_t index, const char **ret_code, const char **ret_effect,
        const char **ret_text);

/* A sentence for a reason code, in the language of messages. */
const char *preflight_reason_text(const char *reason);

#endif
