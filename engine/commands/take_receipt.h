/* take_receipt.h - the receipt as a page to send back to the client */
#ifndef CHOSHO_TAKE_RECEIPT_H
#define CHOSHO_TAKE_RECEIPT_H

#include "engine/commands/command.h"
#include "engine/workpaper/bundle.h"

/* Writes the page to call->out, in the languages of --lang, or else the engagement's
 * first. */
WARN_UNUSED bool take_receipt_write(struct command_call *call, struct store *store,
        const struct bundle *bundle, struct error *err);

#endif
