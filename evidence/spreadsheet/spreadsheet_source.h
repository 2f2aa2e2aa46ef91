/* spreadsheet_source.h - the bytes of a workbook's part on their way into the SAX door
 *
 * UTF-8 only (a mark is passed over): what no program writes, UTF-16, is refused. */
#ifndef CHOSHO_SPREADSHEET_SOURCE_H
#define CHOSHO_SPREADSHEET_SOURCE_H

#include "engine/base/buf.h"
#include "evidence/byte_source.h"
#include "evidence/zip/inflate.h"

struct spreadsheet_source {
    struct inflate *inflate; /* NULL: they come from ... */
    struct byte_source from;
    struct buf bytes;
    size_t at;   /* of the first byte not taken */
    size_t mark; /* bytes of the byte-order mark: not among the bytes */
    uint64_t read, limit;
    bool ended; /* nothing comes behind bytes */
};

/* Takes over inflate in any case and reads a first block. ERROR_LIMIT: more than `limit`
 * bytes; ERROR_UNREADABLE: UTF-16, or what inflate_read() says. */
WARN_UNUSED bool spreadsheet_source_open(struct inflate *inflate, uint64_t limit,
        struct spreadsheet_source *ret_source, struct error *err);
/* The same from bytes that are borrowed. */
WARN_UNUSED bool spreadsheet_source_open_from(const struct byte_source *from,
        uint64_t limit, struct spreadsheet_source *ret_source, struct error *err);
void spreadsheet_source_close(struct spreadsheet_source *source);

/* A block more behind the bytes not taken. */
WARN_UNUSED bool spreadsheet_source_fill(struct spreadsheet_source *source,
        struct error *err);

/* Those are dropped: what is filled in next comes from somewhere else. */
void spreadsheet_source_drop(struct spreadsheet_source *source);

/* The bytes not taken. */
struct slice spreadsheet_source_rest(const struct spreadsheet_source *source);

#endif
