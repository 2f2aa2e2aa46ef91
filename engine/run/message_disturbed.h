/* message_disturbed.h - what a worker says before each run over disturbed evidence:
 * which record, which column, how */
#ifndef CHOSHO_MESSAGE_DISTURBED_H
#define CHOSHO_MESSAGE_DISTURBED_H

#include "engine/run/disturbance.h"

#define MESSAGE_DISTURBED_VALUE_MAX 60

/* DISTURBANCE_NONE: the run over the evidence as it was delivered, the first of all. */
struct message_disturbed {
    enum disturbance_way way;
    bool is_by_record;     /* disturbance.h */
    uint32_t item, column; /* of the job's; the column counts for cells only */
    int64_t record_id;
    char value[MESSAGE_DISTURBED_VALUE_MAX + 4]; /* of the cell instead, as a person
                                                    reads it */
};

/* Appends it to a frame that protocol_begin() began. */
WARN_UNUSED bool message_disturbed_pack(struct buf *buf,
        const struct message_disturbed *m, struct error *err);
/* ERROR_LOST: not such a message. */
WARN_UNUSED bool message_disturbed_unpack(struct unpack *unpack,
        struct message_disturbed *ret, struct error *err);

/* Writes the value into ret->value; a long one is cut. */
void message_disturbed_show(struct message_disturbed *ret,
        const struct stage_value *value);

#endif
