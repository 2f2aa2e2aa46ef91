/* sheet_plain.h - a cell written as programs write it, from its bytes
 *
 * Of a hundred cells a hundred look like <c r="B7" s="3" t="s"><v>12</v></c>. One that
 * does is read here twenty times as fast as by an XML parser; any other way to write it,
 * well-formed or not, is left to the parser. What is read here is well-formed XML of one
 * meaning: there are no references but &amp; &lt; &gt; &quot; &apos;, no comments,
 * namespaces, control characters or bytes that are not UTF-8 in it, no attribute comes
 * twice, and every element is closed. */
#ifndef CHOSHO_SHEET_PLAIN_H
#define CHOSHO_SHEET_PLAIN_H

#include "engine/base/base.h"

#define SHEET_PLAIN_TEXT_MAX ((size_t)4 << 10) /* bytes of a value or a formula */
#define SHEET_PLAIN_MAX \
    (3 * SHEET_PLAIN_TEXT_MAX) /* of a cell; longer ones may be none */

struct sheet_plain {
    size_t size; /* of the whole cell, with the blanks before it */
    struct slice reference, type, style; /* attributes r, t and s; text NULL: not said */
    bool has_formula, has_value;
    struct slice value; /* as it stands */
    bool is_coded;      /* it has references, or may have escapes like _x000D_ */
};

/* The cell that bytes begin with, behind blanks. prefix: of the elements' names, with its
 * colon; empty for none. Only what its type asks for is its value: <is> of t="inlineStr",
 * <v> of others. false: it is not plain, or not whole. */
WARN_UNUSED bool sheet_plain_read(const char *bytes, size_t size, struct slice prefix,
        struct sheet_plain *ret_cell);

/* Resolves the references of a value in place; returns its size. Escapes stay. */
size_t sheet_plain_resolve(char *text, size_t size);

#endif
