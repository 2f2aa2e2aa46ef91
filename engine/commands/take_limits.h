/* take_limits.h - what has to be known of the numbers of a member's difference */
#ifndef CHOSHO_TAKE_LIMITS_H
#define CHOSHO_TAKE_LIMITS_H

#include "engine/run/delivery.h"

/* Appends, each in brackets: that --key (asked) is not for this member, that no key is
 * known, what of a side cannot be read, how many records share their key with another or
 * have none. Nothing where there is nothing to say. In the language of messages. */
WARN_UNUSED bool take_limits_write(const struct delivery_member *member,
        const char *const *asked, size_t asked_count, struct buf *text,
        struct error *err);

#endif
