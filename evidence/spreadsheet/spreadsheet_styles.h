/* spreadsheet_styles.h - which of a workbook's cell formats show a date or a time */
#ifndef CHOSHO_SPREADSHEET_STYLES_H
#define CHOSHO_SPREADSHEET_STYLES_H

#include "engine/base/buf.h"
#include "evidence/spreadsheet/spreadsheet_number.h"
#include "evidence/zip/preflight.h"

struct spreadsheet_styles {
    struct buf kinds; /* enum spreadsheet_number_kind as a byte, one a cell format */
};

#define SPREADSHEET_STYLES_INIT            \
    {                                      \
        BUF_INIT(LIMIT_SPREADSHEET_STYLES) \
    }

/* Reads the part into styles, which is empty. Errors of spreadsheet_part_read();
 * ERROR_LIMIT: more than LIMIT_SPREADSHEET_STYLES cell formats. */
WARN_UNUSED bool spreadsheet_styles_read(int fd, const struct preflight_member *part,
        struct spreadsheet_styles *styles, struct error *err);

/* Of a cell's s attribute; what is not there is plain. */
enum spreadsheet_number_kind
spreadsheet_styles_kind(const struct spreadsheet_styles *styles, uint32_t style);

void spreadsheet_styles_clear(struct spreadsheet_styles *styles);

#endif
