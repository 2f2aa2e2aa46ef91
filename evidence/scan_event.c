#include "evidence/scan_event.h"

#include <string.h>

void scan_event_add(struct scan_usage *usage, const struct scan_event *event)
{
    struct scan_event *events = usage->events;
    uint32_t end = usage->event_count;

    if (end < SCAN_EVENTS_MAX) {
        events[usage->event_count++] = *event;
        return;
    }
    while (end > 0 && events[end - 1].record == 0)
        end--;
    if (event->record != 0 || end == 0)
        return;
    memmove(&events[end - 1], &events[end], (SCAN_EVENTS_MAX - end) * sizeof(*events));
    events[SCAN_EVENTS_MAX - 1] = *event;
}
