/* catalogue.h - a control framework edition, read from OSCAL catalog XML
 *
 * Groups and controls become one list: a tree in depth-first order, siblings sorted by
 * the numbers in their labels (9.2.10 behind 9.2.9). `ref` is the label everybody writes:
 * the prop "label" without a class, else the first "label", else the id. What a catalogue
 * of ours adds stands in props of the namespace CATALOGUE_NAMESPACE: "title-en" (the
 * title in English where OSCAL's own is Japanese), "flag" (B, P, PB), and in the metadata
 * "catalogue-id". Of the links, those to a control of another catalogue are read: rel
 * "related", href "ismap-2022.xml#c9.2.6" (the file of that catalogue, the control's id).
 * Parts and parameters are not. */
#ifndef CHOSHO_CATALOGUE_H
#define CHOSHO_CATALOGUE_H

#include "engine/base/complaint.h"
#include "engine/base/text.h"

struct xml_node;

#define CATALOGUE_OSCAL_NAMESPACE "http://csrc.nist.gov/ns/oscal/1.0"
#define CATALOGUE_NAMESPACE "urn:chosho:catalogue:1"
#define CATALOGUE_ROOT SIZE_MAX

struct catalogue_control {
    const char *id;       /* OSCAL's: "c9.2.6" */
    const char *ref;      /* "9.2.6" */
    const char *title[2]; /* by enum text_language; both the same where the catalogue has
                             one */
    const char *flags;    /* "B", "PB", divided by blanks; "" for none */
    const char *related;  /* "ismap-2022#c9.2.6", divided by blanks; "" for none */
    bool is_group;
    bool is_withdrawn;
    size_t parent;               /* index; CATALOGUE_ROOT for none */
    size_t end;                  /* behind its last descendant */
    unsigned depth;              /* 0 for the outermost */
    const struct xml_node *node; /* its element, as long as the arena lives */
};

struct catalogue {
    const struct xml_node *node;
    const char *id; /* "ismap-2022"; as the caller named it where the file does not */
    const char *title;
    const char *version;
    struct catalogue_control *controls; /* groups too */
    size_t count;
    size_t group_count, control_count;
    const size_t *by_ref; /* indexes, sorted by ref */
};

/* id: what to call it where the file does not say. Complains of missing ids and titles,
 * ids and refs used twice; anything else OSCAL allows is left alone. */
WARN_UNUSED bool catalogue_parse(const char *file, const char *id, const char *bytes,
        size_t size, struct arena *arena, struct catalogue *ret_catalogue,
        struct complaint_list *complaints);

/* By label; NULL where there is none. Groups are found too. */
const struct catalogue_control *catalogue_find(const struct catalogue *catalogue,
        const char *ref);

/* Orders labels as people count: runs of digits by their number, the rest byte by byte.
 */
int catalogue_compare_refs(const char *a, const char *b);

#endif
