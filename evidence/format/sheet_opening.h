/* sheet_opening.h - what is known of a sheet once it was read through, kept with its
 * blocks (block_table.h)
 *
 * Which columns it has is known only at its end, and so are merged cells. With this its
 * rows are read from any on. Packed: varint bytes before the first row, varint the
 * header's last row, u8 doubtful, varint number of columns, of each varint column and its
 * name. */
#ifndef CHOSHO_SHEET_OPENING_H
#define CHOSHO_SHEET_OPENING_H

#include "evidence/format/sheet_header.h"

/* Appends it. head: as sheet_rows_head() says. */
WARN_UNUSED bool sheet_opening_pack(const struct sheet_header *header, uint64_t head,
        struct buf *buf, struct error *err);

/* Names are in the arena. ERROR_INTEGRITY: not such bytes. */
WARN_UNUSED bool sheet_opening_unpack(struct slice packed, struct arena *arena,
        struct sheet_header *ret_header, uint64_t *ret_head, struct error *err);

#endif
