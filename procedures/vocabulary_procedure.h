/* vocabulary_procedure.h - the words of urn:chosho:procedure:1
 *
 * Two kinds of document share the namespace: a procedure (root <procedure>) and a library
 * file of shared evidence items (root <items>). The sentences in the tables are the
 * reference manual.
 *
 * To add an element: its row in vocabulary_procedure.c (a check's attributes in
 * vocabulary_check.c), its children lists, then load.c reads it, lint.c judges it,
 * compile.c makes SQL of it, finding_clause.c gives it default texts;
 * tests/unit/test_schema.c writes the schemas in schema/ again. */
#ifndef CHOSHO_VOCABULARY_PROCEDURE_H
#define CHOSHO_VOCABULARY_PROCEDURE_H

#include "engine/base/vocabulary.h"

extern const struct vocabulary vocabulary_procedure;
extern const struct vocabulary vocabulary_procedure_items;

#endif
