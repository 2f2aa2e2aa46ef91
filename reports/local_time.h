/* local_time.h - an instant as people on a client's site write it */
#ifndef CHOSHO_LOCAL_TIME_H
#define CHOSHO_LOCAL_TIME_H

#include "engine/base/zone.h"

#define LOCAL_TIME_SIZE 48

/* "2025-04-01 00:00:00 +09:00", in the zone; milliseconds where there are any. false:
 * the value is no instant. */
bool local_time_format(const struct zone *zone, const char *value,
        char text[LOCAL_TIME_SIZE]);

#endif
