/* container.h - members that hold members: a zip in the bundle, a tar, a gzip
 *
 * To add a kind: a value of the enum (receipts and jobs keep its name and its number: add
 * at the end), a row in container.c's table, and a case in tests/unit/test_container.c.
 * What a row must give is a listing of the inner members, as a pre-flight has them, with
 * the place of each one's bytes in the container's: archive_open_member() then reads
 * them like any other's, and archive_lend() gives a reader that needs more than one
 * stream of bytes the container's own descriptor.
 *
 * A listing trusts nothing: what it cannot vouch for it refuses as a whole
 * (ERROR_REFUSED; the container stays unread with that sentence) or member by member. */
#ifndef CHOSHO_CONTAINER_H
#define CHOSHO_CONTAINER_H

#include "evidence/archive/block_table.h"
#include "evidence/zip/preflight.h"

enum container_kind {
    CONTAINER_ZIP,
    CONTAINER_TAR,
    CONTAINER_TAR_GZIP, /* one container, not two */
    CONTAINER_GZIP,     /* of one inner member, its content */
    CONTAINER_XLSX,     /* of its sheets */
    CONTAINER_LAST = CONTAINER_XLSX,
};

struct container_type {
    const char *name;      /* "zip", "tar", "tar.gz", "gzip": in receipts */
    const char *kind_text; /* what record_detect() calls such a member; NULL: it is found
                              by looking into one of another row */
    bool is_deep;          /* counts as a level: LIMIT_CONTAINER_DEPTH of them, no more */
    bool is_gzip;          /* what list reads is behind a gzip */
    /* Lists the inner members of an open file. NULL: a gzip's, which is streamed. */
    bool (*list)(int fd, uint64_t size, struct preflight *ret_listing, struct error *err);
    /* Appends what a receipt says of it behind its name. NULL: nothing. */
    bool (*describe)(int fd, uint64_t size, struct buf *ret_text, struct error *err);
};

/* The row of a kind; lives forever. */
const struct container_type *container_type(enum container_kind kind);

/* Whether members of that kind (record_detect()'s) are opened, and as what. */
bool container_find(const char *kind_text, enum container_kind *ret_kind);

/* The kind of that name; false where there is none. */
bool container_find_name(const char *name, enum container_kind *ret_kind);

/* A container of a bundle as a job carries it. */
struct container {
    uint32_t member; /* its index */
    enum container_kind kind;
    uint32_t first, count; /* the indexes of its inner members */
    uint64_t size;         /* of their bytes together, as the receipt has them */
    const char *kind_text; /* of one expanded: what a receipt says, in the set's arena */
    struct text_pair
            damage; /* the same: that it breaks off, with ERROR_ADVICE inside; or none */
    struct slice blocks; /* the table of its own bytes (block_table.h), packed: it is
                            unpacked where it is read (container_lazy.h); size 0: whole */
    const struct block_checkpoint *checkpoints; /* of those the table has, in order */
    uint32_t checkpoint_count;
};

/* Appends the name of an inner member: "logs.zip!web/a.log". In names of members '!'
 * stands between container and member, and nowhere else: one in a name itself is written
 * %21, also at the top of a bundle (archive_open()) and in pointers. The container's name
 * is of that kind already. */
WARN_UNUSED bool container_append_name(const char *container, const char *inner,
        struct buf *ret_name, struct error *err);

/* Appends a name with its own '!' written %21; so that "a%21b" is not taken for "a!b", a
 * '%' of its own before 21 or 25 is written %25. */
WARN_UNUSED bool container_append_escaped(const char *name, struct buf *ret_name,
        struct error *err);

/* What a gzip's content is called: the file's name without folders and ".gz". */
WARN_UNUSED bool container_gzip_name(const char *name, struct buf *ret_name,
        struct error *err);

#endif
