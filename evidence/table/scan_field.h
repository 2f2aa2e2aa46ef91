/* scan_field.h - what a binding does with one column of one source, made ready once so
 * that a record costs no more than it must
 *
 * The text as delivered goes through absent words, map, normalisation and conversion, in
 * this order. Internal to scan.c. */
#ifndef CHOSHO_SCAN_FIELD_H
#define CHOSHO_SCAN_FIELD_H

#include "engine/base/regex.h"
#include "evidence/binding/item.h"
#include "evidence/convert/convert.h"
#include "evidence/table/stage.h"

struct scan_field_map {
    struct slice value, to;
};

struct scan_field {
    const struct item_column *how; /* borrowed */
    enum program_type type;
    size_t place;        /* among the fields asked of the reader; SIZE_MAX: none */
    struct slice *words; /* that mean "absent", in no order */
    size_t word_count;
    struct scan_field_map *map; /* as many as how->map_count */
    struct slice otherwise;     /* where how has one */
    struct regex *pattern;      /* ITEM_PATH */
    struct slice fixed;         /* constant, or the path's value of this member */
};

/* Makes a zeroed field ready for a column; texts are borrowed from it. End it with
 * scan_field_clear(), also on failure. ERROR_SCRIPT: a path's pattern is none. */
WARN_UNUSED bool scan_field_init(struct scan_field *field, const struct item_column *how,
        enum program_type type, struct error *err);
void scan_field_clear(struct scan_field *field);

/* Before the records of a member: what its name says. */
WARN_UNUSED bool scan_field_enter(struct scan_field *field, const char *member,
        struct error *err);

/* The value of a text as delivered (text NULL: not there). A text that does not convert
 * comes as it was delivered, as a STAGE_BLOB. The bytes are the text's, the map's or
 * those of scratch, which is emptied. */
WARN_UNUSED bool scan_field_value(const struct scan_field *field, struct slice text,
        const struct convert_context *context, struct buf *scratch,
        struct stage_value *ret_value, struct error *err);

#endif
