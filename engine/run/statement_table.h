/* statement_table.h - a statement from a table: one row a version of an individual
 * control, or a site of it
 *
 * The columns by their names in either language; those that a table does not have are
 * empty. Words of `selection` and `frequency` are understood in Japanese, too, days as
 * evidence writes them (convert.h). Base services and population groups are what the rows
 * name. */
#ifndef CHOSHO_STATEMENT_TABLE_H
#define CHOSHO_STATEMENT_TABLE_H

#include "engine/run/returned.h"
#include "procedures/statement.h"

enum statement_column {
    STATEMENT_CONTROL,
    STATEMENT_INDIVIDUAL,
    STATEMENT_VERSION,
    STATEMENT_FROM,
    STATEMENT_TO,
    STATEMENT_TEXT,
    STATEMENT_FREQUENCY,
    STATEMENT_OWNER,
    STATEMENT_SELECTION,
    STATEMENT_REASON,
    STATEMENT_SITE,
    STATEMENT_GROUP,
    STATEMENT_RATIONALE,
    STATEMENT_BASE,
    STATEMENT_REGISTRATION,
    STATEMENT_VALID_FROM,
    STATEMENT_VALID_TO,
    STATEMENT_EVIDENCE,
    STATEMENT_COLUMNS,
};

/* As a template has it, in the language of the moment. */
const char *statement_table_column(enum statement_column column);

/* The first table that has the column of controls; the others are passed over with a
 * warning. Everything in the arena. file: for complaints. false: complaints say why. */
WARN_UNUSED bool statement_table_read(const char *file, const char *catalogue,
        const struct returned_file *returned, struct arena *arena,
        struct statement *ret_statement, struct complaint_list *complaints);

#endif
