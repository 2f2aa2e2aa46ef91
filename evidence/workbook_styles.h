/* workbook_styles.h - which of a workbook's cell formats show a date or a time */
#ifndef CHOSHO_WORKBOOK_STYLES_H
#define CHOSHO_WORKBOOK_STYLES_H

#include "engine/base/buf.h"
#include "evidence/preflight.h"
#include "evidence/workbook_number.h"

struct workbook_styles {
    struct buf kinds; /* enum workbook_number_kind as a byte, one a cell format */
};

#define WORKBOOK_STYLES_INIT           \
    {                                  \
        BUF_INIT(LIMIT_WORKBOOK_STYLES) \
    }

/* Reads the part into styles, which is empty. Errors of workbook_part_read(); ERROR_LIMIT:
 * more than LIMIT_WORKBOOK_STYLES cell formats. */
WARN_UNUSED bool workbook_styles_read(int fd, const struct preflight_member *part,
        struct workbook_styles *styles, struct error *err);

/* Of a cell's s attribute; what is not there is plain. */
enum workbook_number_kind workbook_styles_kind(const struct workbook_styles *styles,
        uint32_t style);

void workbook_styles_clear(struct workbook_styles *styles);

#endif
