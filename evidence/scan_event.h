/* scan_event.h - the list of what a scan could not read */
#ifndef CHOSHO_SCAN_EVENT_H
#define CHOSHO_SCAN_EVENT_H

#include "evidence/scan.h"

/* Adds an event while there is room (SCAN_EVENTS_MAX). A member that breaks off (record
 * 0) is listed even where bad records fill the list: the last of them makes room. */
void scan_event_add(struct scan_usage *usage, const struct scan_event *event);

#endif
