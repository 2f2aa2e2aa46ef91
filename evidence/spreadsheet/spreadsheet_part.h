/* spreadsheet_part.h - one part of a workbook's package, streamed through the SAX door
 *
 * A part is a member of the workbook's zip. */
#ifndef CHOSHO_SPREADSHEET_PART_H
#define CHOSHO_SPREADSHEET_PART_H

#include "engine/base/xmlstream.h"
#include "evidence/zip/inflate.h"

/* Reads a part to its end. Errors of inflate_open(), spreadsheet_source_open() and
 * xmlstream_feed(), with the part's name and the line before them. */
WARN_UNUSED bool spreadsheet_part_read(int fd, const struct preflight_member *part,
        uint64_t limit, const struct xmlstream_handler *handler, void *context,
        struct error *err);

#endif
