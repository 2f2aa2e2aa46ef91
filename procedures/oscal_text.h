/* oscal_text.h - the prose of an OSCAL document as one line of text
 *
 * <p>Disable accounts within <insert type="param" id-ref="ac-2_odp.1"/> when ...</p>
 * becomes "Disable accounts within [time period] when ...": a parameter stands as its
 * label in brackets, one that is a selection as its choices, [one or more: a; b]. One the
 * catalogue does not have stands as [its id]. Blanks and line ends become one blank each.
 * Quotation marks inside become single ones (‘ ’), for the whole is quoted later. */
#ifndef CHOSHO_OSCAL_TEXT_H
#define CHOSHO_OSCAL_TEXT_H

#include "engine/base/buf.h"
#include "engine/base/xml.h"

/* All <param> of a catalogue, by id. */
struct oscal_parameters {
    const struct xml_node **nodes;
    size_t count;
};

/* The tree must outlive it. ERROR_LIMIT: more than 100,000. */
WARN_UNUSED bool oscal_text_find_parameter(const struct xml_node *root,
        struct arena *arena, struct oscal_parameters *ret_parameters, struct error *err);

/* Appends the prose in `node`, its children's too (em, strong, a ...). Nothing longer
 * than OSCAL_TEXT_MAX bytes: then it ends in "…". */
#define OSCAL_TEXT_MAX 4000
WARN_UNUSED bool oscal_text_append(const struct oscal_parameters *parameters,
        const struct xml_node *node, struct buf *buf, struct error *err);

#endif
