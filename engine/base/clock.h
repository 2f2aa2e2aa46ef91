/* clock.h - the only place that asks what time it is, and only for journal rows and
 * progress */
#ifndef CHOSHO_CLOCK_H
#define CHOSHO_CLOCK_H

#include "engine/base/date.h"

/* Milliseconds since 1970 (wall clock). */
int64_t clock_now_ms(void);

/* "YYYY-MM-DDTHH:MM:SS.fffZ" of now. */
void clock_now_text(char text[DATE_INSTANT_SIZE]);

/* Milliseconds of a clock that never goes back; for progress, deadlines and estimates. */
int64_t clock_steady_ms(void);

#endif
