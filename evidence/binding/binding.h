/* binding.h - which members of which bundles, read how, play which evidence item
 *
 * The vocabulary is urn:chosho:binding:1 (bindings page); binding_vocabulary.c has its
 * table, which also writes binding.xsd. What a binding comes to with the members at hand:
 * binding_resolve.h; drafts of bindings: binding_propose.h, binding_write.h.
 *
 * Placing columns. In every source every column of the item must be placed, by the first
 * of these that does:
 * - the binding: <column>, <map>, <constant> or <from-path>; or <missing name="..."/>,
 *   which says that this source does not have it: NULL
 * - the source's layout: its column of that name, then the one whose field has that name
 * - a field of the same name
 * What none of them places is the problem "column-missing", never a silent NULL; so is a
 * key that is said to be missing (give it a <constant>). A <column> takes the `absent`
 * words of the layout's column for the same field, unless it has its own. */
#ifndef CHOSHO_BINDING_H
#define CHOSHO_BINDING_H

#include "evidence/binding/binding_provenance.h"
#include "evidence/binding/layout.h"

struct binding_column {
    const char *name;        /* of the item */
    enum item_origin origin; /* ITEM_NOTHING: <missing> */
    const char *from;        /* as in struct item_column */
    const char *type;        /* NULL: the item's; may not contradict it */
    const char *absent, *normalise;
    struct item_map_entry *map;
    uint32_t map_count;
    unsigned line, column;
};

/* A text is NULL where the binding does not say it; then the layout's counts, then the
 * file's. */
struct binding_source {
    const char *bundle; /* a delivery's name: its newest unsuperseded; or name-8hex for
                           just one */
    const char *member; /* glob over decoded names */
    const char *layout; /* id; a kind's name for plain files; NULL: as received */
    const char *table;  /* a child table of that layout; NULL: none */
    const char *encoding, *records, *pattern;
    const char
            *zone; /* of stamps without one; the document's where the source has none */
    bool is_zone_own;        /* zone is the source's: it counts before a layout's */
    const char *delimiter;   /* "comma", "semicolon", "tab", "pipe" */
    const char *header;      /* "yes", "no" */
    const char *quote;       /* "double", "single" */
    const char *header_line; /* digits */
    int32_t year;            /* of stamps without one; 0: not said */
    struct binding_column *columns;
    uint32_t column_count;
    struct item_where *where;
    uint32_t where_count;
    struct binding_provenance
            provenance; /* the item's where the source has none of its own */
    unsigned line, column;
};

struct binding_item {
    const char *file;      /* where it is written */
    const char *evidence;  /* "shared:leavers", or the procedure's own item id */
    const char *procedure; /* NULL: every procedure that uses the shared item */
    const char *instance;  /* NULL: every instance; "9.2.6@1" */
    struct binding_source *sources;
    uint32_t source_count;
    unsigned line, column;
};

struct binding {
    const char *file;
    const char *zone; /* of all sources unless they say otherwise */
    struct binding_item *items;
    uint32_t item_count;
};

extern const struct vocabulary binding_vocabulary;

/* Reads one document; everything in the arena. false: complaints say why. Zones, patterns
 * and steps of normalisation are tried out; an item bound twice, a column placed twice,
 * and an own item without its procedure are complained of. */
WARN_UNUSED bool binding_parse(const char *file, const char *bytes, size_t size,
        struct arena *arena, struct binding *ret_binding,
        struct complaint_list *complaints);

/* Complains of what two of the documents bind: which of them counts would be chance.
 * The first is taken for the newest: the advice is to take away the other. */
void binding_check(const struct binding *bindings, size_t count,
        struct complaint_list *complaints);

/* The binding of an evidence item (as struct program_item's `source` names it) as an
 * instance of a procedure uses it; the most specific first: procedure and instance,
 * procedure, shared. NULL where there is none. */
const struct binding_item *binding_find(const struct binding *bindings, size_t count,
        const char *procedure, const char *instance, const char *evidence);

#endif
