/* statement_template.h - an empty statement to be filled in: XLSX or CSV */
#ifndef CHOSHO_STATEMENT_TEMPLATE_H
#define CHOSHO_STATEMENT_TEMPLATE_H

#include "engine/commands/command.h"

/* A row for each control of the catalogue, with every column of statement_table.h; texts
 * in the language of messages. By the path's suffix. ERROR_REFUSED: the file is there.
 * ERROR_USAGE: another suffix. */
WARN_UNUSED bool statement_template_write(struct store *store, const char *path,
        struct error *err);

#endif
