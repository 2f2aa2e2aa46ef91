/* pointer.h - the address of a record: BUNDLE:MEMBER#RECORD
 *
 * BUNDLE is a bundle's short id (name and first 8 hex digits of its SHA-256), MEMBER a
 * decoded member name, RECORD a number from 1. In names, % : # + and control bytes are
 * percent-encoded; everything else stays as it is, also the ! between a container and a
 * member inside it (outer.zip!inner/a.csv). Two pointers joined by
 * '+' address a grid's cell: the record of either axis. */
#ifndef CHOSHO_POINTER_H
#define CHOSHO_POINTER_H

#include "engine/base/buf.h"

struct pointer {
    struct buf bundle, member; /* decoded */
    uint64_t record;
};

/* Appends "BUNDLE:MEMBER#" (the number follows). */
WARN_UNUSED bool pointer_write_member(struct buf *buf, const char *bundle,
        const char *member, struct error *err);
WARN_UNUSED bool pointer_write(struct buf *buf, const char *bundle, const char *member,
        uint64_t record, struct error *err);

/* ERROR_USAGE: not a pointer; says what is missing. The caller ends it with
 * pointer_clear(). */
WARN_UNUSED bool pointer_parse(const char *text, struct pointer *ret_pointer,
        struct error *err);
void pointer_clear(struct pointer *pointer);

#endif
