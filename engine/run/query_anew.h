/* query_anew.h - members read otherwise than their receipts have it: in the encoding, or
 * with their records at the path, that a person names (source->encoding, ->records)
 *
 * What the receipt says of columns, kind and layout no longer holds then: a worker looks
 * at the members anew, and what it finds stands in the receipts' place. */
#ifndef CHOSHO_QUERY_ANEW_H
#define CHOSHO_QUERY_ANEW_H

#include "engine/run/query.h"

/* Whether the source is to be read so. */
bool query_anew_is_asked(const struct query_source *source);

/* ERROR_USAGE: there is no such encoding; records where a layout says where they are. */
WARN_UNUSED bool query_anew_check(const struct query_source *source, struct error *err);

/* What is to be looked at, an item each: the tables that the SQL's quoted names mean, or
 * (sql NULL) those of the names, which may be patterns. Only sources and members of the
 * items are filled. ERROR_USAGE: there are no names, and not everything may be meant. */
WARN_UNUSED bool query_anew_choose(const struct query_source *source, const char *sql,
        const char *const *names, size_t name_count, struct arena *arena,
        struct item **ret_items, uint32_t *ret_count, struct error *err);

/* Looks at them: source->members become copies in the arena, source->receipts what they
 * were. fds: of all bundles. ERROR_USAGE: a table has nothing that the encoding or the
 * path could apply to, or nothing is at that path; the message says where records are. */
WARN_UNUSED bool query_anew_read(struct query_source *source, struct item *items,
        uint32_t count, const int *fds, const struct schedule_options *how,
        struct arena *arena, struct error *err);

#endif
