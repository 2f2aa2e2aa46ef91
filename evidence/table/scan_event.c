#include "evidence/table/scan_event.h"

#include <string.h>

#include "engine/base/text.h"

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

struct scan_event scan_event_make(const char *reason, uint32_t archive, uint32_t member,
        uint64_t record, struct slice text)
{
    struct scan_event event = {reason, archive, member, record, ""};
    size_t size = text.size < sizeof(event.text) ? text.size : sizeof(event.text) - 1;

    memcpy(event.text, text.text, size);
    event.text[text_find_invalid(event.text, strlen(event.text))] = '\0';
    return event;
}

bool scan_event_count_failure(struct scan_usage *usage, struct scan_failures *failures,
        int64_t record_id, uint32_t column)
{
    uint64_t bit = UINT64_C(1) << (column < 63 ? column : 63);

    if (failures->record_id != record_id)
        failures->columns = 0;
    failures->record_id = record_id;
    if (failures->columns & bit)
        return false;
    failures->columns |= bit;
    if (++failures->values > usage->failed_values)
        usage->failed_values = failures->values;
    return !usage->failed.reason;
}

const char *scan_event_failure(enum program_type type, int year, struct slice value)
{
    int day;

    if (type != PROGRAM_TIMESTAMP || !convert_yearless_day(value.text, value.size, &day))
        return "not-converted";
    return year ? "year-unlike" : "year-unknown";
}
