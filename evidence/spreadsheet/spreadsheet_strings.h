/* spreadsheet_strings.h - a workbook's shared strings, stored once each
 *
 * Rich text is joined, phonetic runs (furigana) are left out, _xHHHH_ decoded. A string
 * of more than 32,767 UTF-16 units, which no cell may hold, is cut there and marked.
 * Beyond a first megabyte they live on a spill descriptor (spill.h), so memory does not
 * grow with them. */
#ifndef CHOSHO_SPREADSHEET_STRINGS_H
#define CHOSHO_SPREADSHEET_STRINGS_H

#include "engine/base/buf.h"
#include "engine/base/spill.h"
#include "evidence/zip/preflight.h"

struct spreadsheet_strings {
    uint8_t *first;         /* the first megabyte */
    struct spill_area rest; /* instead of it, where there is more */
    size_t size;
    struct buf marks; /* uint64_t: where every 32nd string begins */
    uint32_t count;
};

#define SPREADSHEET_STRINGS_INIT                                \
    {                                                           \
        NULL, SPILL_AREA_INIT, 0, BUF_INIT((size_t)64 << 20), 0 \
    }

/* Reads the part into strings, which is empty. Errors of spreadsheet_part_read();
 * ERROR_LIMIT: too many (LIMIT_SPREADSHEET_STRINGS), or what spill_area_reserve() says.
 */
WARN_UNUSED bool spreadsheet_strings_read(int fd, const struct preflight_member *part,
        struct spreadsheet_strings *strings, struct error *err);

/* The string of that number from 0; false where there is none. Lives as long as strings.
 */
bool spreadsheet_strings_get(const struct spreadsheet_strings *strings, uint32_t number,
        struct slice *ret_text, bool *ret_is_cut);

void spreadsheet_strings_clear(struct spreadsheet_strings *strings);

#endif
