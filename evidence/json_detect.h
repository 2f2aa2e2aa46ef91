/* json_detect.h - is a text JSON, one value a line or documents, and where are the
 * records */
#ifndef CHOSHO_JSON_DETECT_H
#define CHOSHO_JSON_DETECT_H

#include "evidence/json_document.h"
#include "evidence/record_window.h"

/* How many of the first 100 lines that are whole and not blank are each one JSON value.
 */
struct json_lines {
    uint32_t lines, valid;
    uint32_t containers; /* of the valid ones: objects and arrays */
};

/* Looks at a text, or at the beginning of one. */
struct json_lines json_detect_lines(const char *text, size_t size, bool whole);

/* More than half: a bad line is one bad record. */
bool json_detect_is_lines(const struct json_lines *lines);

/* Whether the text begins as JSON documents do (an object or array, and nothing wrong so
 * far). */
bool json_detect_is_document(const char *text, size_t size);

/* Reads a member to its end, or to what is wrong with it, to see how it is built. */
WARN_UNUSED bool json_detect_shape(struct record_window *window,
        struct json_shape *ret_shape, struct error *err);

#endif
