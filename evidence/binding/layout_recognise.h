/* layout_recognise.h - which known source a member comes from, by its content and never
 * its name */
#ifndef CHOSHO_LAYOUT_RECOGNISE_H
#define CHOSHO_LAYOUT_RECOGNISE_H

#include "evidence/binding/layout.h"

/* What a member shows of itself. */
struct layout_view {
    enum record_kind kind;      /* as record_detect() said */
    const char *const *columns; /* as record_columns() gave them */
    size_t column_count;
    const char *const *document; /* as json_columns_list_round() gave them */
    size_t document_count;
    const struct slice *lines; /* text of its first records (of CSV and JSON none is
                                  needed); more than 100 are not looked at */
    size_t line_count;
};

/* What was found, and why. A mark is a column, a path, a key of the document or a
 * pattern: all of a layout's must hold. */
struct layout_match {
    const struct layout *layout; /* NULL: none */
    size_t marks;
    const struct layout *other; /* fits too, with as many marks or the next fewer; NULL */
    size_t other_marks;
};

/* The layout whose every mark is there: of several the one with most marks, then the
 * first. Runs patterns over evidence: a worker's work. ERROR_MEMORY. */
WARN_UNUSED bool layout_recognise(const struct layout *layouts, size_t count,
        const struct layout_view *view, struct layout_match *ret_match,
        struct error *err);

/* Appends why, as a sentence for the receipt: "recognised as okta: has eventType,
 * actor.id; slack-audit would fit too, by fewer marks (2 of 3)". */
WARN_UNUSED bool layout_recognise_write(const struct layout_match *match, struct buf *buf,
        struct error *err);

/* Where the records of the XML documents are that layouts know, for
 * record_detect_known(). In the arena; the texts are the layouts'. */
WARN_UNUSED bool layout_recognise_hints(const struct layout *layouts, size_t count,
        struct arena *arena, const struct record_hint **ret_hints, size_t *ret_count,
        struct error *err);

#endif
