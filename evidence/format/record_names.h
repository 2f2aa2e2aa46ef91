/* record_names.h - fields that each record names itself: key=value lines, paragraphs of
 * "Key: value"
 *
 * A key may stand in a record more than once: the first is called by the key, the second
 * key#2 and so on, in the order in which they stand. Where a record has a key that is
 * literally "key#2", that is the one. Internal to the record readers. */
#ifndef CHOSHO_RECORD_NAMES_H
#define CHOSHO_RECORD_NAMES_H

#include "engine/base/arena.h"
#include "engine/base/text.h"
#include "evidence/format/name_set.h"

/* One field as it stands in the text. */
struct record_pair {
    struct slice key, value;
    bool is_escaped; /* backslashes in the value are still to be taken out */
};

/* A wanted field's name. */
struct record_name {
    struct slice whole, base;
    unsigned nth; /* of the keys called base, from 1; base is whole where it is 1 */
};

/* Slices of name: it must live as long. */
struct record_name record_names_of(const char *name);

/* The pair of that name, NULL where there is none. */
struct record_pair *record_names_find(const struct record_name *name,
        struct record_pair *pairs, size_t count);

/* An empty set of at most LIMIT_CSV_COLUMNS names; its memory is the arena's. */
WARN_UNUSED bool record_names_begin(struct name_set *names, struct arena *arena,
        struct error *err);
/* Adds the name, unless it is longer than 512 bytes. */
WARN_UNUSED bool record_names_add(struct name_set *names, struct slice name,
        struct error *err);

/* Every key of the record, numbered as above. */
WARN_UNUSED bool record_names_add_pairs(struct name_set *names,
        const struct record_pair *pairs, size_t count, struct error *err);

#endif
