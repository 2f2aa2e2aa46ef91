/* bundle.h - bundles as received, and the receipt of every member
 *
 *     CLEANUP(bundle_file_close) struct bundle_file file = BUNDLE_FILE_INIT;
 *     bundle_file_receive(store, fd, "access", &file, err)
 *     ... pre-flight and worker read file.fd ...
 *     bundle_add(store, person, &file, &delivery, members, count, &id, err) */
#ifndef CHOSHO_BUNDLE_H
#define CHOSHO_BUNDLE_H

#include "engine/base/text.h"
#include "engine/workpaper/bundle_block.h"
#include "engine/workpaper/bundle_file.h"

/* Members of all bundles of an engagement: a record id has 23 bits for them. */
#define BUNDLE_MEMBER_MAX ((int64_t)1 << 22)

struct replacement_plan;

struct bundle {
    int64_t bundle_id;
    const char *short_id, *name;
    const char *file; /* its name as handed over */
    int64_t bytes;
    const char *sha256; /* hexadecimal */
    const char *received_at, *received_by;
    const char *delivered_by;  /* who handed it over, or NULL */
    const char *delivered_at;  /* when: "2026-04-03", or an instant; or NULL */
    const char *delivered_how; /* by which means, or NULL */
    const char *label;         /* a note about the delivery, or NULL */
    int64_t first_member;
    uint32_t member_count;
    const char
            *superseded_by; /* short id of the bundle that replaced all of it; or NULL */
    bool is_current;        /* not superseded */
};

enum bundle_status {
    BUNDLE_READ,
    BUNDLE_UNREAD,
    BUNDLE_REFUSED,
    BUNDLE_FOLDER,
    BUNDLE_OPENED, /* a container: what it holds are members */
};
#define BUNDLE_STATUSES ((size_t)BUNDLE_OPENED + 1)
const char *bundle_status_name(enum bundle_status status); /* "read", ... */

/* What the receipt says of a member; see the table member. */
struct bundle_member {
    int64_t member_id; /* first_member + place; written when read back, ignored by
                          bundle_add() */
    int64_t bundle_id; /* likewise */
    struct slice raw_name;
    const char *name, *name_source;
    enum bundle_status status;
    const char *reason; /* code where unread or refused; NULL otherwise */
    unsigned method;
    uint64_t size, compressed_size, data_offset; /* of one inside a container: there */
    uint32_t crc;                                /* 0 where a container has none */
    const char *sha256;   /* hexadecimal; NULL where the bytes could not be had */
    const char *kind;     /* for people; NULL unknown */
    const char *format;   /* record_kind_name() of it; NULL where it is not read */
    const char *encoding; /* or NULL */
    char delimiter;       /* csv; 0 for none */
    bool is_headerless;
    const char *records_path;                  /* json; or NULL */
    int64_t record_count, unreadable_count;    /* -1: not read */
    int64_t first_unreadable, unreadable_line; /* of the first such record; -1: none */
    struct text_pair problem;       /* where that record is, and what is wrong with it */
    struct text_pair damage;        /* what is damaged; or none */
    struct text_pair damage_advice; /* what the auditor should do about it; or none */
    struct text_pair undecodable;   /* bytes that its encoding does not have; or none */
    const char *notice;             /* codes of what a reader should know; NULL */
    const char *aside;  /* what might be records, too: "meta.groups[*] (2)" with
                           "json-inner-array" and "xml-left-aside", and of JSON the lists
                           in each record, "users[*]>roles[*]" */
    const char *layout; /* id of the layout that recognised its content, or NULL */
    struct text_pair layout_reason; /* why; none likewise */
    bool layout_is_tied;            /* another fits as well; told once, not kept */
    const char *time_column, *first_time, *last_time; /* or NULL; see timespan.h */
    const char *assumed_zone; /* of stamps there that name none; NULL: none was assumed */
    int64_t control_total;    /* records the member itself says it has; -1: it does not */
    int64_t control_line;     /* the line (a sheet's row) that says so; -1 likewise */
    const char *const *columns;
    size_t column_count;
    const char
            *container; /* "zip", "tar", "tar.gz", "gzip" where it was opened; or NULL */
    int64_t holder; /* the place in the bundle, from 1, of the container it is inside; 0:
                       none */
    struct slice blocks; /* block_table.h's, packed; size 0: none. For bundle_add() only,
                            as the next */
    const struct block_checkpoint *checkpoints;
    size_t checkpoint_count;
    /* Written when read back, ignored by bundle_add(): the short id of the bundle that
     * replaced it, alone or with all of its bundle; and the name of the member that it
     * (after others) took the place of, where that is another. NULL: none. */
    const char *superseded_by, *stands_for;
    const char *ask; /* likewise: why the client is asked for it again, a code that has
                        words in messages.xml ("ask.encrypted"); or NULL */
};

/* What is known of a delivery beside its bytes; all but the file may be NULL. */
struct bundle_delivery {
    const char *file; /* its name as handed over */
    const char *by, *at, *how, *label;
    const struct replacement_plan *replaces; /* what it takes the place of; NULL: of all
                                                current bundles of its name */
};

/* The act "take": names the file and records the bundle with its members: all entries of
 * its central directory in their order, then what is inside those that are containers, in
 * the order of the containers; and what it replaces. ERROR_LIMIT: no member numbers left.
 * ERROR_REFUSED: another program replaced the same meanwhile. */
WARN_UNUSED bool bundle_add(struct store *store, const char *person,
        struct bundle_file *file, const struct bundle_delivery *delivery,
        const struct bundle_member *members, size_t member_count, int64_t *ret_bundle_id,
        struct error *err);

/* Part of bundle_add(): the receipt of each member; the first has this number. */
WARN_UNUSED bool bundle_member_insert(struct db *db, int64_t bundle_id,
        int64_t first_member, const struct bundle_member *members, size_t count,
        struct error *err);

/* All bundles in the order received. Lists and texts in the arena, here and below. */
WARN_UNUSED bool bundle_list(struct store *store, struct arena *arena,
        struct bundle **ret_bundles, size_t *ret_count, struct error *err);

/* By short id ("access-1a2b3c4d"), or by name (then the newest). ERROR_MISSING: the
 * message lists what there is. */
WARN_UNUSED bool bundle_find(struct store *store, const char *id, struct arena *arena,
        struct bundle *ret_bundle, struct error *err);

/* By content; *ret_found false: no bundle has it. */
WARN_UNUSED bool bundle_find_content(struct store *store, const struct digest *sha256,
        struct arena *arena, struct bundle *ret_bundle, bool *ret_found,
        struct error *err);

/* The members of a bundle in order, columns included. */
WARN_UNUSED bool bundle_members(struct store *store, int64_t bundle_id,
        struct arena *arena, struct bundle_member **ret_members, size_t *ret_count,
        struct error *err);

#endif
