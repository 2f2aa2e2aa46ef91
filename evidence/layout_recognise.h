/* layout_recognise.h - which known source a member comes from, by its content and never
 * its name */
#ifndef CHOSHO_LAYOUT_RECOGNISE_H
#define CHOSHO_LAYOUT_RECOGNISE_H

#include "evidence/layout.h"

/* What a member shows of itself. */
struct layout_view {
    enum record_kind kind;      /* as record_detect() said */
    const char *const *columns; /* as record_columns() gave them */
    size_t column_count;
    const struct slice
            *lines; /* text of its first records; more than 100 are not looked at */
    size_t line_count;
};

/* The layout whose every header or path is there, and whose pattern most of the lines
 * match: of several the one that asks for most, then the first. *ret_layout is NULL where
 * there is none. Runs patterns over evidence: a worker's work. ERROR_MEMORY. */
WARN_UNUSED bool layout_recognise(const struct layout *layouts, size_t count,
        const struct layout_view *view, const struct layout **ret_layout,
        struct error *err);

#endif
