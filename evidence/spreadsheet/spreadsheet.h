/* spreadsheet.h - an XLSX workbook: its sheets, and what their cells need to be read
 *
 * A workbook is a zip of XML parts (ISO/IEC 29500, ECMA-376; transitional and strict).
 * Read here: the package's relations, the list of sheets, shared strings and number
 * formats. Sheets are read by sheet_scan.h. Never looked at: what formulas compute,
 * macros, pictures, links to other workbooks; those that matter are told.
 *
 * A sheet's part is found as programs find it: package relations -> workbook part ->
 * its relations by r:id. Where the package's relations cannot be read or name no
 * workbook, the one part whose content type is a workbook's is taken, as other readers
 * do. */
#ifndef CHOSHO_SPREADSHEET_H
#define CHOSHO_SPREADSHEET_H

#include "evidence/spreadsheet/spreadsheet_strings.h"
#include "evidence/spreadsheet/spreadsheet_styles.h"
#include "evidence/zip/preflight.h"

enum spreadsheet_visibility {
    SPREADSHEET_VISIBLE,
    SPREADSHEET_HIDDEN,
    SPREADSHEET_VERY_HIDDEN, /* not in Excel's list of hidden sheets either */
};

enum spreadsheet_sheet_kind {
    SPREADSHEET_CELLS,
    SPREADSHEET_CHART, /* no cells of its own; this and the following are not read */
    SPREADSHEET_DIALOG,
    SPREADSHEET_MACROS, /* Excel 4.0 macros */
};

struct spreadsheet_sheet {
    const char *name; /* as delivered, unique ignoring case */
    enum spreadsheet_visibility visibility;
    enum spreadsheet_sheet_kind kind;
    const struct preflight_member *part;
};

struct spreadsheet {
    int fd; /* borrowed */
    struct preflight preflight;
    struct arena arena;
    const struct spreadsheet_sheet *sheets; /* in the workbook's order */
    uint32_t sheet_count;
    bool is_1904;
    bool has_macros;         /* a VBA project: told, never run */
    uint32_t external_links; /* to other workbooks: told, never followed */
    const struct preflight_member *strings_part, *styles_part; /* NULL: there is none */
    struct spreadsheet_strings strings;                        /* once loaded */
    struct spreadsheet_styles styles;
    bool is_loaded;
    struct error failure; /* of loading */
};

/* Opens the workbook in the first `size` bytes of fd and lists its sheets.
 * ERROR_REFUSED: what preflight_read() says of its zip, or two parts of one name
 * ignoring case. ERROR_UNREADABLE: not a workbook, a binary one (xlsb), or its list of
 * sheets is damaged. ERROR_LIMIT, ERROR_IO. The caller ends it with spreadsheet_close().
 */
WARN_UNUSED bool spreadsheet_open(int fd, uint64_t size, struct spreadsheet *ret_workbook,
        struct error *err);
void spreadsheet_close(struct spreadsheet *workbook);

/* Loads shared strings and number formats, once; before that no sheet can be read. A
 * failure says which part is damaged; a further call says it again. */
WARN_UNUSED bool spreadsheet_load(struct spreadsheet *workbook, struct error *err);

/* The sheet of that name, case ignored as Excel does; NULL where there is none. */
const struct spreadsheet_sheet *spreadsheet_find_sheet(const struct spreadsheet *workbook,
        const char *name);

#endif
