/* spreadsheet_run.h - the text of a shared or an inline string (CT_Rst)
 *
 * All <t> below one element, joined, but none inside <rPh>, which says how to read it
 * aloud. Internal to the workbook readers. */
#ifndef CHOSHO_SPREADSHEET_RUN_H
#define CHOSHO_SPREADSHEET_RUN_H

#include "engine/base/buf.h"
#include "engine/base/xmlstream.h"

#define SPREADSHEET_CELL_UNITS ((size_t)32767) /* UTF-16 units a cell may have */

struct spreadsheet_run {
    struct buf text;
    size_t depth;          /* of the element; 0: none is open */
    size_t phonetic_depth; /* of an open <rPh> */
    size_t text_depth;     /* of an open <t> */
    bool is_cut;
};

/* Escapes take seven bytes a unit; what is longer is cut anyway. */
#define SPREADSHEET_RUN_INIT                      \
    {                                             \
        BUF_INIT((size_t)1 << 20), 0, 0, 0, false \
    }

/* The element opened at depth holds a string. */
void spreadsheet_run_start(struct spreadsheet_run *run, size_t depth);
/* An element inside it. */
void spreadsheet_run_begin(struct spreadsheet_run *run, const struct xmlstream_tag *tag);
WARN_UNUSED bool spreadsheet_run_text(struct spreadsheet_run *run, struct slice text,
        struct error *err);
/* Whether the string has ended with that tag. */
bool spreadsheet_run_end(struct spreadsheet_run *run, const struct xmlstream_tag *tag);

/* Its text, escapes decoded, good until the next start; *ret_is_cut: it is longer than a
 * cell may be. */
struct slice spreadsheet_run_finish(struct spreadsheet_run *run, bool *ret_is_cut);
void spreadsheet_run_clear(struct spreadsheet_run *run);

#endif
