/* scan_hidden.h - the columns that every table has behind those of its item: where a
 * record stands
 *
 * Internal to scan.c. */
#ifndef CHOSHO_SCAN_HIDDEN_H
#define CHOSHO_SCAN_HIDDEN_H

#include "evidence/archive/archive.h"
#include "evidence/format/record.h"
#include "evidence/table/stage.h"

/* which: of scan.h's, but for SCAN_POINTER. Texts are borrowed from the archive and the
 * record. */
struct stage_value scan_hidden_value(const struct archive *archive, uint32_t member,
        const struct record *record, uint32_t which);

/* "BUNDLE:MEMBER#NUMBER", with the way it was read in where that is not as received
 * (pointer.h), written to scratch, from which it is borrowed. */
WARN_UNUSED bool scan_hidden_pointer(const struct archive *archive, uint32_t member,
        const char *way, uint64_t number, struct buf *scratch,
        struct stage_value *ret_value, struct error *err);

#endif
