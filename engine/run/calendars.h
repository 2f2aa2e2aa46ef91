/* calendars.h - the calendars at hand: those this program carries, the firm's, the
 * client's
 *
 * A file calendars/NAME.xml in the firm's library or the engagement's folder is one
 * calendar. Of two with one id the later is taken: the client's before the firm's before
 * the built-in ones; each may be based on those before it. */
#ifndef CHOSHO_CALENDARS_H
#define CHOSHO_CALENDARS_H

#include "procedures/calendar.h"

struct calendars {
    struct program_calendar *items;
    size_t count;
};

/* library, engagement: their folders, or NULL. Everything lives in the arena. false:
 * err->code is ERROR_SCRIPT where there are complaints of a file. */
WARN_UNUSED bool calendars_load(const char *library, const char *engagement,
        struct arena *arena, struct calendars *ret_calendars,
        struct complaint_list *complaints, struct error *err);

/* The library folder a procedure's file stands in, by the calendars it has; NULL: none.
 */
WARN_UNUSED bool calendars_find_library(const char *path, struct arena *arena,
        const char **ret_library, struct error *err);

#endif
