/* json_text.h - what a JSON string means: its escapes undone, or compared as they are
 *
 * A surrogate without its other half, and \u0000, stay as they are written (six
 * characters): neither can be text of ours, and dropping them would hide that they were
 * there. */
#ifndef CHOSHO_JSON_TEXT_H
#define CHOSHO_JSON_TEXT_H

#include "engine/base/base.h"

/* The string's value (text: between the quotes, scanned before) into at most text.size
 * bytes; returns its length. */
size_t json_text_decode(struct slice text, char *value);

/* Whether two texts mean the same; an escaped one is a string as written, the other kind
 * stands for itself. */
bool json_text_is_equal(struct slice a, bool a_escaped, struct slice b, bool b_escaped);

/* Of the string's value: equal values have equal hashes. */
uint64_t json_text_hash(struct slice text, bool escaped);

#endif
