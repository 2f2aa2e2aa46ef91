/* take_remark.h - what a receipt remarks of a member, as a sentence */
#ifndef CHOSHO_TAKE_REMARK_H
#define CHOSHO_TAKE_REMARK_H

#include "engine/base/zone.h"
#include "engine/workpaper/bundle.h"
#include "reports/words.h"

/* What a remark is made with; all borrowed. */
struct take_remark {
    const struct words *words;
    const struct zone *zone;               /* the client's */
    const char *period_start, *period_end; /* of the engagement, days */
};

/* Of a damaged member it begins with "damaged: ". Appends why it is unread, refused or
 * damaged, what the client is asked for (what the page for the client says, member->ask),
 * what else a reader should know of it, its control total where that is not met, a period
 * wholly outside the engagement's, and what took its place; nothing where there is
 * nothing to say. with_layout: and why its layout was chosen, which on a page would drown
 * the rest (`query --tables MEMBER` says it there). In the language of messages. */
WARN_UNUSED bool take_remark_write(const struct take_remark *with,
        const struct bundle_member *member, bool with_layout, struct buf *remark,
        struct error *err);

/* "2025-04-01/2026-03-31": the days of a member's records on the client's clocks;
 * "12-30/01-02" where stamps have no year, "" where nothing tells. */
#define TAKE_REMARK_PERIOD_SIZE 64
void take_remark_period(const struct take_remark *with,
        const struct bundle_member *member, char text[TAKE_REMARK_PERIOD_SIZE]);

/* Whether the client is asked for it again because it is damaged: what a receipt counts
 * so. A file that is too large, packed too deeply or of no kind that is read is not. */
bool take_remark_is_damaged(const struct bundle_member *member);

/* Whether the member's records tell their days, and whether all of these lie before or
 * behind the engagement's period. */
bool take_remark_is_dated(const struct bundle_member *member);
bool take_remark_is_outside(const struct take_remark *with,
        const struct bundle_member *member);

#endif
