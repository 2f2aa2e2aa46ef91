/* json_scan.h - the tokens of JSON (RFC 8259, strictly), recognised and stepped over
 * without a copy
 *
 * The text is strict UTF-8 already. Lone surrogates written as \uD800 are tokens like
 * others (the grammar allows them); see json_text.h for what becomes of them. */
#ifndef CHOSHO_JSON_SCAN_H
#define CHOSHO_JSON_SCAN_H

#include "engine/base/base.h"

enum json_result {
    JSON_DONE,
    JSON_MORE,    /* the text ends inside; more of it may come */
    JSON_INVALID, /* scan->complaint says why, scan->at where */
};

struct json_scan {
    const char *at, *end;
    bool whole;            /* nothing comes behind end */
    const char *complaint; /* a phrase in the language of messages */
    bool is_limit;         /* it is no fault of the text but more than is read */
};

/* What is missing at the end of the text: JSON_MORE, or JSON_INVALID where the text is
 * whole. */
enum json_result json_scan_end(struct json_scan *scan);
enum json_result json_scan_fail(struct json_scan *scan, const char *complaint);

/* Each steps over one token that begins at scan->at (there is a byte) and its first byte
 * fits. */
enum json_result json_scan_string(struct json_scan *scan, bool *ret_escaped);
enum json_result json_scan_number(struct json_scan *scan);
enum json_result json_scan_literal(struct json_scan *scan); /* true, false, null */

/* Any of these by its first byte. */
enum json_result json_scan_scalar(struct json_scan *scan, bool *ret_escaped);

/* The four blanks of JSON. */
static inline bool json_scan_is_blank(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

/* Steps over blanks. */
static inline void json_scan_blanks(struct json_scan *scan)
{
    while (scan->at < scan->end && json_scan_is_blank(*scan->at))
        scan->at++;
}

#endif
