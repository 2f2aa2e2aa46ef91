/* statement_file.h - a statement read from the file a person names, and judged */
#ifndef CHOSHO_STATEMENT_FILE_H
#define CHOSHO_STATEMENT_FILE_H

#include "engine/commands/command.h"
#include "engine/workpaper/statement_record.h"

/* XML, CSV or XLSX by its name. Everything in the call's arena; ret_import gets the
 * file's name, bytes and digest. ERROR_SCRIPT: complaints say what cannot be meant. */
WARN_UNUSED bool statement_file_read(struct command_call *call, struct store *store,
        const char *path, struct statement *ret_statement,
        struct statement_import *ret_import, struct complaint_list *complaints,
        struct error *err);

#endif
