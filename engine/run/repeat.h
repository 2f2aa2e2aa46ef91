/* repeat.h - evidence that comes more than once: files that are the same, keys that
 * repeat
 *
 * Neither is refused: registers of two months may be identical, and a record may be
 * logged twice. But whatever counts them counts them twice, so each result says so. */
#ifndef CHOSHO_REPEAT_H
#define CHOSHO_REPEAT_H

#include "engine/run/instance.h"
#include "engine/run/message.h"
#include "engine/workpaper/result.h"

#define REPEAT_FILES_MAX 20u                     /* told one by one */
#define REPEAT_EVENTS_MAX (REPEAT_FILES_MAX + 1) /* of one item */

/* Appends to events (room for REPEAT_EVENTS_MAX) what repeats in one item of the
 * instance: "same-file" for each file with records whose bytes are those of an earlier
 * one, "key-repeated", and "key-unchecked" where the worker could not compare the keys.
 * Texts in the arena. */
WARN_UNUSED bool repeat_list(const struct instance_list *list,
        const struct instance *instance, uint32_t item, const struct message_item *told,
        struct arena *arena, struct result_event *events, size_t *count,
        struct error *err);

#endif
