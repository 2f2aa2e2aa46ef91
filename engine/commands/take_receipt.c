#include "engine/commands/take_receipt.h"

#include "reports/receipt_html.h"

#include <string.h>

/* "ja", "ja en", ...: as --lang says, else the first of the engagement's. */
static const char *languages_of(const struct command_call *call)
{
    const char *lang = command_value(call, "lang");

    if (lang && strcmp(lang, "ja,en") == 0)
        return "ja en";
    if (lang && strcmp(lang, "en,ja") == 0)
        return "en ja";
    return text_language_name(text_language());
}

bool take_receipt_write(struct command_call *call, struct store *store,
        const struct bundle *bundle, struct error *err)
{
    return receipt_html_write(store_db(store), bundle->bundle_id, languages_of(call),
            call->out, err);
}
