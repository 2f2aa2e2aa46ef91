/* difference_change.h - what changed from a record to its later self, in words */
#ifndef CHOSHO_DIFFERENCE_CHANGE_H
#define CHOSHO_DIFFERENCE_CHANGE_H

#include "evidence/table/difference.h"
#include "evidence/table/stage.h"

struct difference_json;

struct difference_change {
    const struct difference_pair *pair;
    struct difference_json *json; /* made when it is first wanted */
    struct buf fields, values;    /* as in struct difference_row */
};

#define DIFFERENCE_CHANGE_INIT(of)                                         \
    {                                                                      \
        (of), NULL, BUF_INIT((size_t)64 << 10), BUF_INIT((size_t)64 << 10) \
    }
void difference_change_clear(struct difference_change *change);

/* Whether records of the pair are compared by their text (difference.h), and the text is
 * kept: up to 1 MiB, to say where it differs. */
bool difference_change_is_by_text(const struct difference_pair *pair);
bool difference_change_is_kept(const struct difference_pair *pair,
        const struct record *record);

/* Replaces fields and values by what differs. old: the fields of the pair, and behind
 * them the text, or nothing. Of JSON also what is no field is named: arrays, and what
 * only comes after the records in which fields were looked for. Where nothing that
 * differs has a name, values is the text's "x → y". */
WARN_UNUSED bool difference_change_write(struct difference_change *change,
        const struct stage_value *old, const struct record *record, struct error *err);

#endif
