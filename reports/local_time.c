#include "reports/local_time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/date.h"

bool local_time_format(const struct zone *zone, const char *value,
        char text[LOCAL_TIME_SIZE])
{
    struct date_time time;
    int64_t instant, offset;
    int used;

    if (!date_parse_instant(value, strlen(value), &instant))
        return false;
    offset = zone_offset_at(zone, instant);
    date_time_from_ms(instant + offset, &time);
    used = snprintf(text, LOCAL_TIME_SIZE, "%04d-%02d-%02d %02d:%02d:%02d", time.year,
            time.month, time.day, time.hour, time.minute, time.second);
    if (time.millisecond)
        used += snprintf(text + used, LOCAL_TIME_SIZE - (size_t)used, ".%03d",
                time.millisecond);
    snprintf(text + used, LOCAL_TIME_SIZE - (size_t)used, " %c%02d:%02d",
            offset < 0 ? '-' : '+', (int)(llabs(offset) / 3600000),
            (int)(llabs(offset) / 60000 % 60));
    return true;
}
