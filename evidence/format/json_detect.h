/* json_detect.h - is a text JSON, one value a line or documents, and where are the
 * records */
#ifndef CHOSHO_JSON_DETECT_H
#define CHOSHO_JSON_DETECT_H

#include "engine/base/arena.h"
#include "evidence/format/json_document.h"
#include "evidence/format/record_window.h"

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

/* Whether the documents at the beginning of a text are pages of a list, as far as they
 * are whole; or hold lists that are told of all the same (json_records.h). */
WARN_UNUSED bool json_detect_pages(const char *text, size_t size, bool *ret_are_pages,
        bool *ret_have_lists, struct error *err);

/* What was found of a member's records; texts in the arena. */
struct json_detected {
    const char *records; /* their path; "": each value is one */
    const char *aside;   /* what might be records, too (json_records_find()); NULL */
    bool are_of_empty;   /* as json_records_are_of_empty() */
};

/* Reads a member from its beginning to its end, or to what is wrong with it. Where its
 * bytes cannot be read that far it returns false, and what is known so far is found. */
WARN_UNUSED bool json_detect_records(struct record_window *window, struct arena *arena,
        struct json_detected *ret_detected, struct error *err);

#endif
