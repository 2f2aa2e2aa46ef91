/* w3c_line.h - lines of a W3C extended log: directives, and values by the last #Fields
 *
 * "#Fields: date time cs-uri" names the values of the lines behind it. Values are divided
 * by blanks and tabs, however many; by single tabs where the names are (Zeek's
 * "#fields<TAB>ts<TAB>uid"); by commas where the names are (Exchange). But for tabs, a
 * value may stand in double quotes, a quote in it doubled; a quote that does not close
 * before a separator is data. An unquoted "-" is absent; other values are as delivered
 * (IIS writes "+" for blanks). Source: W3C working draft WD-logfile-960323. Internal to
 * the record readers. */
#ifndef CHOSHO_W3C_LINE_H
#define CHOSHO_W3C_LINE_H

#include "engine/base/base.h"

#define W3C_FIELDS_MAX 512u

struct w3c_fields {
    struct slice names[W3C_FIELDS_MAX];
    uint32_t count;
    char separator; /* ' ' (blanks and tabs), '\t' or ',' */
};

struct w3c_value {
    struct slice text; /* text NULL: absent */
    bool is_doubled;   /* quotes in it are doubled */
};

struct w3c_values {
    struct w3c_value values[W3C_FIELDS_MAX];
    uint32_t count; /* as there are, also beyond W3C_FIELDS_MAX */
};

/* Whether the line is a #Fields directive. */
bool w3c_line_is_fields(struct slice line);

/* Its names, slices of the line; false: none, or more than W3C_FIELDS_MAX. */
bool w3c_line_fields(struct slice line, struct w3c_fields *ret_fields);

/* "#Date: 2000-10-09 16:44:49": the name with its "#", and the value. false: a "#" line
 * of another kind. */
bool w3c_line_directive(struct slice line, struct slice *ret_name,
        struct slice *ret_value);

/* The values of a line that is no directive, slices of it. */
void w3c_line_values(struct slice line, char separator, struct w3c_values *ret_values);

/* Takes doubled quotes apart, in room of the value's size; how long it is. */
size_t w3c_line_unquote(struct slice value, char *room);

#endif
