/* load_operand.h - names in checks, found among the columns that are in reach */
#ifndef CHOSHO_LOAD_OPERAND_H
#define CHOSHO_LOAD_OPERAND_H

#include "procedures/loading.h"

/* What names may mean inside one check. */
struct load_scope {
    const struct procedure_population *over; /* NULL: unknown (already complained of) */
    const struct procedure_item
            *evidence;         /* the counterpart's item; NULL outside match and absent */
    const char *evidence_name; /* as the check writes it */
    const struct procedure_check *found; /* the test's checks, in alternatives: what those
                                            that pick one found may be named, too */
    size_t found_count;
    bool is_broken; /* the counterpart could not be found: do not complain of its columns
                       too */
};

enum load_operand_kind {
    LOAD_OPERAND_ANY,         /* a column of either side, or :parameter */
    LOAD_OPERAND_RECORD,      /* a column of the tested record */
    LOAD_OPERAND_COUNTERPART, /* a column of the counterpart */
};

/* Finds what `word` (NULL: nothing) of an attribute means. False after a complaint, or
 * where the scope is unknown. */
WARN_UNUSED bool load_operand_find(struct loading *loading,
        const struct load_scope *scope, enum load_operand_kind kind,
        const struct xml_node *node, const char *attribute, const char *word,
        struct procedure_operand *ret_operand);

/* All words of an attribute; those not found are left out. */
void load_operand_list(struct loading *loading, const struct load_scope *scope,
        enum load_operand_kind kind, const struct xml_node *node, const char *attribute,
        struct procedure_operand **ret_operands, size_t *ret_count);

/* The one word of an attribute; ret_count 0 where it is absent or not found. More is a
 * complaint. */
void load_operand_one(struct loading *loading, const struct load_scope *scope,
        enum load_operand_kind kind, const struct xml_node *node, const char *attribute,
        struct procedure_operand **ret_operand, size_t *ret_count);

/* A parameter by name, without its colon; the engine's own too. */
WARN_UNUSED bool load_operand_parameter(struct loading *loading,
        const struct xml_node *node, const char *attribute, const char *name,
        struct procedure_operand *ret_operand);

/* "item.column" in an attribute, the item one of the procedure's. */
WARN_UNUSED bool load_operand_qualified(struct loading *loading,
        const struct xml_node *node, const char *attribute, const char *word,
        struct procedure_operand *ret_operand);

/* date, timestamp */
bool load_operand_is_time(const struct procedure_operand *operand);

#endif
