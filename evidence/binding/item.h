/* item.h - an evidence item resolved: which members, read how, play its columns
 *
 * What binding_resolve.c makes from bindings and a list of members, what a job carries to
 * a worker, what table.c offers to SQL. One item has one or more sources; each source has
 * a column of its own for every column of the item. */
#ifndef CHOSHO_ITEM_H
#define CHOSHO_ITEM_H

#include "engine/base/program.h"
#include "evidence/format/record.h"

enum item_origin {
    ITEM_FIELD,    /* `from` names a field of the record */
    ITEM_CONSTANT, /* `from` is the value */
    ITEM_PATH,     /* `from` is a pattern over the member's name: its first group */
    ITEM_NOTHING,  /* this source does not have it: NULL */
};

struct item_map_entry {
    const char *value, *to;
};

/* A column of one source. `absent` is words divided by blanks that mean "not there",
 * letters' case ignored; '' is the empty text. `normalise` is as convert_normalise()
 * takes it. NULL: none. */
struct item_column {
    enum item_origin origin;
    const char *from;
    const char *absent, *normalise;
    struct item_map_entry *map;
    uint32_t map_count;
    const char *otherwise; /* what a value not listed becomes; NULL: it stays as it is */
};

/* Keeps only records whose field equals (or does not equal) a value as delivered; others
 * are counted as filtered. */
struct item_where {
    const char *field;
    const char *equals;
    bool negate;
};

struct item_source {
    uint32_t archive;  /* index into the job's archives */
    uint32_t *members; /* indexes into the archive, ascending */
    uint32_t member_count;
    struct record_format format;
    const char *zone;     /* of stamps without a zone; NULL: the client's */
    int32_t year;         /* of stamps without a year; 0 unknown */
    bool is_zone_assumed; /* true: the engagement's, the binding says none ... */
    bool is_year_assumed; /* ... the period's; neither is packed: a report says it */
    const char *way; /* how a pointer says that records are counted otherwise than the
                        receipt counts them (pointer.h); NULL: they are not, or pointers
                        are not asked for */
    struct item_column *columns; /* as many as the item has */
    struct item_where *where;
    uint32_t where_count;
    /* Who said so; for reports of how evidence was read (binding_remark.h). Not packed.
     */
};

/* Delivered members that look like bound ones and that no source of the item takes. */
struct item_aside {
    const char *layout; /* they were recognised by; NULL: plain files with ... */
    const char *like;   /* ... the same kind and columns as this bound member */
    uint32_t count;
};

struct item {
    const char *name; /* the table's name in SQL */
    struct program_column *columns;
    uint32_t column_count;
    struct item_source *sources;
    uint32_t source_count;
    bool is_part; /* a query's: the columns are those of a member's beginning, and later
                     records may have others */
    const char *problem;      /* NULL, or why it cannot be read: a reason code ... */
    const char *problem_text; /* ... and the sentence: what is the case, as a report says
                                 it */
    /* For who can mend it, and not packed: "bindings/hr.xml:12", and what to do; or NULL.
     */
    const char *problem_place, *problem_hint;
    const char
            *problem_other; /* problem_text in the other language, or NULL; not packed */
    struct item_aside *asides; /* of current deliveries; not packed */
    uint32_t aside_count;
    uint32_t superseded; /* of its members, which the binding pins; not packed */
    /* Of its members that no `where` is for, those whose last record reads as a row of
     * totals: how many, the first one's name and its first column. Not packed. */
    uint32_t total_count;
    const char *total_member, *total_column;
    /* Of the first member that its source reads in another encoding than it was received
     * in; NULL: none. Not packed. */
    const char *reread;
    enum encoding reread_as, received_as;
};

/* Appends the problem with its place and hint, as a terminal tells it. */
WARN_UNUSED bool item_write_problem(const struct item *item, struct buf *buf,
        struct error *err);

/* Appends what was taken from the engagement because the binding does not say it, of the
 * sources that read times: "year=2025 zone=Asia/Tokyo", one of them, or nothing. */
WARN_UNUSED bool item_write_assumed(const struct item *item, struct buf *buf,
        struct error *err);

/* Whether the source reads that member; its members are in ascending order. */
bool item_source_has(const struct item_source *source, uint32_t archive, uint32_t member);

/* Makes one source of neighbours with one member each that are read alike, as a binding
 * would have them: a rotated log's years go on from file to file. The member lists are
 * then in room, which has as many places as there are sources. */
void item_merge_alike(struct item *item, uint32_t *room);

/* Appends the item's bytes. */
WARN_UNUSED bool item_pack(const struct item *item, struct buf *buf, struct error *err);
/* Whether some member's records would come twice in the same way: two sources that read
 * it place every column alike, and neither keeps the other's records out by a `where`. */
bool item_is_doubled(const struct item *item, uint32_t *ret_archive,
        uint32_t *ret_member);

/* ERROR_LOST: bytes that are no item. */
WARN_UNUSED bool item_unpack(struct unpack *unpack, struct arena *arena,
        struct item *ret_item, struct error *err);

#endif
