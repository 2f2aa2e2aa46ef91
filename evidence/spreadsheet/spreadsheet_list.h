/* spreadsheet_list.h - a workbook as a container: its sheets as members (container.h) */
#ifndef CHOSHO_SPREADSHEET_LIST_H
#define CHOSHO_SPREADSHEET_LIST_H

#include "evidence/zip/preflight.h"

/* Lists the sheets in the workbook's order, each with its name and with the place of its
 * part's bytes. Those without cells are unread ("sheet-chart", "sheet-dialog",
 * "sheet-macros"); hidden ones have the finding "sheet-hidden" or "sheet-very-hidden".
 * Errors of spreadsheet_open(). */
WARN_UNUSED bool spreadsheet_list(int fd, uint64_t size, struct preflight *ret_listing,
        struct error *err);

/* What a reader should know of the workbook as a whole, behind its kind: "xlsx, with
 * macros, with links to other workbooks". Appends. */
WARN_UNUSED bool spreadsheet_list_describe(int fd, uint64_t size, struct buf *ret_text,
        struct error *err);

#endif
