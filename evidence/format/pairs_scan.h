/* pairs_scan.h - a line of key=value pairs, taken apart
 *
 * A pair is a key (a letter, "_", "@" or a byte beyond ASCII, then letters, digits and
 * _ - . @ /), "=" and a value; before a double quote ":" does as well (action:"Drop").
 * Values stand in double quotes (a backslash takes the meaning from a quote or a
 * backslash behind it), in single quotes, or end at the separator. The separator is a
 * blank, or "," ";" "|" where most pairs of the file's beginning are divided so; a comma
 * or semicolon between an unquoted value and blanks before the next pair is none of the
 * value's. What is in no pair is loose text.
 *
 * Syslog's <PRI> at a line's beginning is no part of the first key.
 *
 * A line with msg=audit(SECONDS.MILLI:SERIAL) is one of Linux auditd: there no backslash
 * means anything (auditd writes hex where a value would need it), msg ends before its
 * colon, and the pairs inside msg='...' are pairs of the line, too. ausearch puts "----"
 * and "time->Tue Apr  1 09:00:00 2025" before the lines of an event, which say the time
 * themselves. Internal to the record readers. */
#ifndef CHOSHO_PAIRS_SCAN_H
#define CHOSHO_PAIRS_SCAN_H

#include "evidence/format/record_names.h"

#define PAIRS_MAX 1024u /* of a line, loose pieces included */

struct pairs_line {
    struct record_pair pairs[PAIRS_MAX];
    size_t count;
    struct slice loose[PAIRS_MAX]; /* behind the first pair, in order */
    size_t loose_count;
    struct slice prefix;      /* before the first pair, without the blanks round it */
    struct slice priority;    /* the digits of syslog's <189> at its beginning; or NULL */
    struct slice stamp, host; /* syslog's, at the prefix's beginning; or text NULL */
    struct slice seconds,
            serial;      /* auditd's: "1551485405.594" and "7507"; or text NULL */
    size_t paired_bytes; /* of keys and values with their marks */
    const char *problem; /* NULL, "bad-quote", "no-match" (no pair),
                            "too-many-pairs" */
};

/* separator: ' ' ',' ';' or '|'. */
void pairs_scan_line(const char *text, size_t size, char separator,
        struct pairs_line *ret_line);

/* Whether it is one of those that ausearch puts between events, and so none of the log.
 */
bool pairs_scan_is_between(const char *text, size_t size);

/* What divides the pairs of these lines. */
char pairs_scan_separator(const char *text, size_t size);

/* Whether a line is made of pairs: three of them, most of its bytes, and hardly any loose
 * text among them. */
bool pairs_scan_is_pairs(const struct pairs_line *line, size_t size);

/* The value without its backslashes, in room of its size; how long it is. */
size_t pairs_scan_unescape(struct slice value, char *room);

/* "1551485405.594" as "2019-03-02T00:10:05.594Z" in room for PAIRS_TIME_SIZE bytes. */
#define PAIRS_TIME_SIZE ((size_t)24)
void pairs_scan_time(struct slice seconds, char *room);

#endif
