/* message_difference.h - what a worker says of two deliveries of a member; as message.h
 */
#ifndef CHOSHO_MESSAGE_DIFFERENCE_H
#define CHOSHO_MESSAGE_DIFFERENCE_H

#include "engine/base/pack.h"
#include "evidence/table/difference.h"

/* A record that is not as it was. */
struct message_difference_row {
    uint32_t pair;
    struct difference_row row;
};

/* A pair of members, behind its records. */
struct message_difference_counts {
    uint32_t pair;
    struct difference_counts counts;
    const char *problem; /* why they could not be compared; NULL: they were */
};

/* Each appends one message's content to a frame that protocol_begin() began. */
WARN_UNUSED bool message_difference_pack_row(struct buf *buf,
        const struct message_difference_row *m, struct error *err);
/* The numbers of a pair. */
WARN_UNUSED bool message_difference_pack_counts(struct buf *buf,
        const struct message_difference_counts *m, struct error *err);

/* ERROR_LOST: not such a message. Texts in the arena. */
WARN_UNUSED bool message_difference_unpack_row(struct unpack *unpack, struct arena *arena,
        struct message_difference_row *ret, struct error *err);
WARN_UNUSED bool message_difference_unpack_counts(struct unpack *unpack,
        struct arena *arena, struct message_difference_counts *ret, struct error *err);

#endif
