/* vocabulary.h - one table per XML language of ours: it checks documents and writes their
 * XSD
 *
 * To add an element: a row in its language's table (procedures/vocabulary_procedure.c,
 * evidence/binding/layout.c, evidence/binding/binding.c ...): its parents list it as a
 * child, its attributes say their types, both languages say what it is for. Loader,
 * linter, `check`'s did-you-mean, the XSD and the reference page follow.
 *
 * The table says what a document may look like; what it means is the linter's. */
#ifndef CHOSHO_VOCABULARY_H
#define CHOSHO_VOCABULARY_H

#include "engine/base/complaint.h"
#include "engine/base/xml.h"

/* To add a type: here and its row in vocabulary_type.c. */
enum vocabulary_type {
    VOCABULARY_TEXT, /* anything but blank */
    VOCABULARY_ANY,  /* anything, also blank */
    VOCABULARY_ID,   /* [a-z][a-z0-9-]*, at most 64; unique where the element's scope says
                        so */
    VOCABULARY_NAME, /* a column: [A-Za-z_][A-Za-z0-9_]* */
    VOCABULARY_NAMES,    /* column names divided by blanks */
    VOCABULARY_WORDS,    /* anything divided by blanks */
    VOCABULARY_CHOICE,   /* one of `choices`, which are divided by blanks */
    VOCABULARY_YES,      /* yes or no */
    VOCABULARY_COUNT,    /* a whole number, 0 or more */
    VOCABULARY_NUMBER,   /* a decimal number, or :parameter */
    VOCABULARY_LIMIT,    /* VOCABULARY_NUMBER, or :parameter[column] */
    VOCABULARY_PERCENT,  /* 0% to 100% */
    VOCABULARY_DATE,     /* YYYY-MM-DD */
    VOCABULARY_DURATION, /* ISO 8601, as date_parse_duration(), or :parameter */
    VOCABULARY_VERSION,  /* digits divided by dots */
    VOCABULARY_LANGUAGE, /* ja or en */
    VOCABULARY_REGEX,    /* a pattern; compiled by the linter */
};

struct vocabulary_attribute {
    const char *name;
    enum vocabulary_type type;
    bool required;
    const char *choices; /* for VOCABULARY_CHOICE, or NULL */
    const char *ja, *en; /* what it says, one sentence each */
};

enum vocabulary_content {
    VOCABULARY_EMPTY,    /* nothing inside */
    VOCABULARY_CHILDREN, /* elements only */
    VOCABULARY_STRING,   /* text only, not blank */
};

struct vocabulary_child {
    const char *name;
    unsigned min, max; /* max 0: any number */
};

struct vocabulary_element {
    const char *name;
    enum vocabulary_content content;
    /* Both end with a NULL name and are NULL for none; children may come in any order. */
    const struct vocabulary_attribute *attributes;
    const struct vocabulary_child *children;
    const char *ja, *en;
};

/* Element names are unique within a vocabulary, except that `name` may be "parent/child"
 * where the same name means something else under another parent. */
struct vocabulary {
    const char *namespace;
    const char *root;
    const struct vocabulary_element *elements; /* ends with a NULL name */
};

/* The row of the element `name` inside `parent` (its own name, "" for the root):
 * "parent/name" goes before "name"; NULL where there is neither. */
const struct vocabulary_element *vocabulary_find(const struct vocabulary *vocabulary,
        const char *parent, const char *name);

/* Adds a complaint for everything the table does not allow: unknown element or attribute
 * (with the nearest known one), missing, repeated, wrong type, stray text, wrong
 * namespace. */
void vocabulary_check(const struct vocabulary *vocabulary, const char *file,
        const struct xml_node *root, struct complaint_list *complaints);

/* The XSD 1.0 schema that says the same; documents the linter accepts validate, and a
 * document that breaks the table's rules does not (children in any order: xs:choice, so
 * counts of children above one are said only by the linter; the agreement test lists
 * which). Where an element has xml:lang the schema imports "xml.xsd" from beside it. */
WARN_UNUSED bool vocabulary_write_xsd(const struct vocabulary *vocabulary,
        struct buf *buf, struct error *err);

/* That xml.xsd: the one attribute of XML's own namespace we use, ja or en. */
WARN_UNUSED bool vocabulary_write_xml_xsd(struct buf *buf, struct error *err);

#endif
