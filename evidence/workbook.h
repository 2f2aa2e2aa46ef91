/* workbook.h - an XLSX workbook: its sheets, and what their cells need to be read
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
#ifndef CHOSHO_WORKBOOK_H
#define CHOSHO_WORKBOOK_H

#include "evidence/preflight.h"
#include "evidence/workbook_strings.h"
#include "evidence/workbook_styles.h"

enum workbook_visibility {
    WORKBOOK_VISIBLE,
    WORKBOOK_HIDDEN,
    WORKBOOK_VERY_HIDDEN, /* not in Excel's list of hidden sheets either */
};

enum workbook_sheet_kind {
    WORKBOOK_CELLS,
    WORKBOOK_CHART, /* no cells of its own; this and the following are not read */
    WORKBOOK_DIALOG,
    WORKBOOK_MACROS, /* Excel 4.0 macros */
};

struct workbook_sheet {
    const char *name; /* as delivered, unique ignoring case */
    enum workbook_visibility visibility;
    enum workbook_sheet_kind kind;
    const struct preflight_member *part;
};

struct workbook {
    int fd; /* borrowed */
    struct preflight preflight;
    struct arena arena;
    const struct workbook_sheet *sheets; /* in the workbook's order */
    uint32_t sheet_count;
    bool is_1904;
    bool has_macros;         /* a VBA project: told, never run */
    uint32_t external_links; /* to other workbooks: told, never followed */
    const struct preflight_member *strings_part, *styles_part; /* NULL: there is none */
    struct workbook_strings strings; /* once loaded */
    struct workbook_styles styles;
    bool is_loaded;
};

/* Opens the workbook in the first `size` bytes of fd and lists its sheets.
 * ERROR_REFUSED: what preflight_read() says of its zip, or two parts of one name
 * ignoring case. ERROR_UNREADABLE: not a workbook, a binary one (xlsb), or its list of
 * sheets is damaged. ERROR_LIMIT, ERROR_IO. The caller ends it with workbook_close(). */
WARN_UNUSED bool workbook_open(int fd, uint64_t size, struct workbook *ret_workbook,
        struct error *err);
void workbook_close(struct workbook *workbook);

/* Loads shared strings and number formats, once; before that no sheet can be read. A
 * failure says which part is damaged; a further call says it again. */
WARN_UNUSED bool workbook_load(struct workbook *workbook, struct error *err);

/* The sheet of that name, case ignored as Excel does; NULL where there is none. */
const struct workbook_sheet *workbook_find_sheet(const struct workbook *workbook,
        const char *name);

#endif
