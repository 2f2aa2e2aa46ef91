/* pointer.h - the address of a record: BUNDLE:MEMBER#RECORD, or BUNDLE:MEMBER#WAY#RECORD
 *
 * BUNDLE is a bundle's short id (name and first 8 hex digits of its SHA-256), MEMBER a
 * decoded member name, RECORD a number from 1. In names, % : # + and control bytes are
 * percent-encoded; everything else stays as it is, also the ! between a container and a
 * member inside it (outer.zip!inner/a.csv), and %21, which is how a decoded name has a !
 * of its own: a member is named in a pointer as receipts print it. A record of a
 * workbook's sheet may be written as one of its cells: book.xlsx!SHEET#A5, or
 * book.xlsx#SHEET!A5, also as $A$5 or a5. Two pointers joined by
 * '+' address a grid's cell: the record of either axis.
 *
 * RECORD counts as the receipt reads the member. Where it counts in another way, WAY says
 * in which: a layout's id, with "/TABLE" where it is one of its child tables
 * (pulls.json#github-pull-request/review#2). */
#ifndef CHOSHO_POINTER_H
#define CHOSHO_POINTER_H

#include "engine/base/buf.h"

struct pointer {
    struct buf bundle, member; /* decoded */
    struct buf way;            /* "LAYOUT" or "LAYOUT/TABLE"; empty: the receipt's.
                                  A '#' of a name that was not encoded ends up here, too */
    uint64_t record;           /* 1 where a line is given */
    uint64_t line;   /* of a sheet's row where it is written as a cell, "#A5"; 0 */
    uint32_t column; /* of that cell, from 1; 0 */
    size_t joint;    /* where in member the '!' stands for the '#' of "#SHEET!A5", which
                        may be one of the sheet's own name; 0: nowhere */
};

#define POINTER_INIT                                                     \
    {                                                                    \
        .bundle = BUF_INIT(0), .member = BUF_INIT(0), .way = BUF_INIT(0) \
    }

/* Appends "BUNDLE:MEMBER#" (the number follows). */
WARN_UNUSED bool pointer_write_member(struct buf *buf, const char *bundle,
        const char *member, struct error *err);
/* way: NULL where it is the receipt's. */
WARN_UNUSED bool pointer_write_way(struct buf *buf, const char *bundle,
        const char *member, const char *way, uint64_t record, struct error *err);
WARN_UNUSED bool pointer_write(struct buf *buf, const char *bundle, const char *member,
        uint64_t record, struct error *err);

/* ERROR_USAGE: not a pointer; says what is missing. The caller ends it with
 * pointer_clear(). */
WARN_UNUSED bool pointer_parse(const char *text, struct pointer *ret_pointer,
        struct error *err);
void pointer_clear(struct pointer *pointer);

#endif
