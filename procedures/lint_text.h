/* lint_text.h - languages and placeholders of titles and finding texts
 *
 * A procedure's languages are those its texts use. Japanese must be there; where any text
 * has a language, all have it. */
#ifndef CHOSHO_LINT_TEXT_H
#define CHOSHO_LINT_TEXT_H

#include "procedures/loading.h"

/* Something that is done with every title and finding text an author wrote. */
struct lint_text_visitor {
    void (*visit)(struct lint_text_visitor *visitor, const struct xml_node *node,
            const char *element, const struct procedure_text *text);
    void *context;
};

/* Part by part: the procedure, parameters, items with their columns, populations, tests,
 * steps. */
void lint_text_visit(const struct procedure *procedure,
        struct lint_text_visitor *visitor);

/* Complains of texts missing in a language, and of placeholders nobody fills. */
void lint_text_check(struct loading *loading);

/* The element that holds the text in a language; the parent where there is none. */
const struct xml_node *lint_text_node(const struct xml_node *parent, const char *element,
        enum text_language language);

#endif
