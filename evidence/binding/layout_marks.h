/* layout_marks.h - what a layout says it is recognised by; layout.c's second half */
#ifndef CHOSHO_LAYOUT_MARKS_H
#define CHOSHO_LAYOUT_MARKS_H

#include "engine/base/regex.h"
#include "evidence/binding/layout.h"

/* A layout that is being read. */
struct layout_reading {
    const char *file;
    struct arena *arena;
    struct complaint_list *complaints;
};

#define LAYOUT_COMPLAIN(reading, place, ...)                               \
    complaint_add((reading)->complaints, COMPLAINT_ERROR, (reading)->file, \
            (place)->line, (place)->column, __VA_ARGS__)

/* Tries a pattern; NULL, and a complaint, where it is none. */
struct regex *layout_marks_try_pattern(struct layout_reading *reading,
        const struct xml_attribute *attribute);

/* Reads every <recognise> into the layout, whose format is known. ERROR_MEMORY. */
WARN_UNUSED bool layout_marks_read(struct layout_reading *reading,
        const struct xml_node *root, struct layout *layout, struct error *err);

#endif
