/* loading.h - what the load_*.c files share: one document on its way to a model
 *
 * Helpers never fail loudly: what is wrong becomes a complaint at its place, and the
 * caller goes on with what there is (NULL, 0), so that everything wrong is said in one
 * go. */
#ifndef CHOSHO_LOADING_H
#define CHOSHO_LOADING_H

#include "procedures/procedure.h"
#include "procedures/shared.h"

#define LOADING_PARTS_MAX 1000 /* of one kind in one document: beyond is no procedure */

struct loading {
    const char *file;
    struct arena *arena;
    const struct shared_items *shared; /* may be NULL */
    struct procedure *procedure;       /* NULL while shared items are loaded */
    struct complaint_list *complaints;
};

struct loading_place {
    unsigned line, column;
};

/* Of the attribute; of the element where it has none of that name, or attribute is NULL.
 */
struct loading_place loading_place(const struct xml_node *node, const char *attribute);

#define LOADING_COMPLAIN_AS(loading, severity, node, attribute, ...)  \
    complaint_add((loading)->complaints, (severity), (loading)->file, \
            loading_place((node), (attribute)).line,                  \
            loading_place((node), (attribute)).column, __VA_ARGS__)
#define LOADING_COMPLAIN(loading, node, attribute, ...) \
    LOADING_COMPLAIN_AS(loading, COMPLAINT_ERROR, node, attribute, __VA_ARGS__)

/* "; did you mean 'x'?" or "; there are: a b c" or "". */
struct loading_hint {
    char text[400];
};
struct loading_hint loading_hint(const char *word, const char *const *candidates);

/* Zeroed memory for count things; NULL where there is none left, which is a complaint. */
void *loading_allocate(struct loading *loading, size_t count, size_t size);

/* NULL where text is NULL. */
const char *loading_copy(struct loading *loading, const char *text, size_t size);

/* How many children of that name there are; complains beyond LOADING_PARTS_MAX and
 * returns that. */
size_t loading_count(struct loading *loading, const struct xml_node *node,
        const char *name);

/* The words of an attribute's value; 0 where it is absent. */
size_t loading_words(struct loading *loading, const char *value, const char ***ret_words);

/* The texts of the children `name` by language; complains of a language said twice. */
struct procedure_text loading_text(struct loading *loading, const struct xml_node *node,
        const char *name);

/* The text without blanks around it. */
const char *loading_trimmed(struct loading *loading, const char *text);

/* The SQL inside an element, up to its last word: an ending ';' and comments behind it
 * are left out. Offsets in it are offsets in the element's text. */
const char *loading_sql(struct loading *loading, const struct xml_node *node);

/* Index of value among the words of choices; `otherwise` where it is NULL or none of
 * them. */
int loading_choice(const char *value, const char *choices, int otherwise);

/* A list of names for hints, ended with NULL; add with loading_names_add(). */
struct loading_names {
    const char *items[256];
    size_t count;
};
void loading_names_add(struct loading_names *names, const char *name);

#endif
