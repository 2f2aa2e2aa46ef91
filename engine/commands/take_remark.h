/* take_remark.h - what a receipt remarks of a member, as a sentence */
#ifndef CHOSHO_TAKE_REMARK_H
#define CHOSHO_TAKE_REMARK_H

#include "engine/workpaper/bundle.h"

/* Appends why it is unread, refused or damaged and what to ask for, what else a reader
 * should know of it, its control total where that is not met, and what took its place;
 * nothing where there is nothing to say. with_layout: and why its layout was chosen,
 * which on a page would drown the rest (`query --tables MEMBER` says it there). In the
 * language of messages. */
WARN_UNUSED bool take_remark_write(const struct bundle_member *member, bool with_layout,
        struct buf *remark, struct error *err);

#endif
