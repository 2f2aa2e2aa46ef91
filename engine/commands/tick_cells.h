/* tick_cells.h - the cells of samples: an item and an attribute each, as they stand */
#ifndef CHOSHO_TICK_CELLS_H
#define CHOSHO_TICK_CELLS_H

#include "engine/commands/command.h"
#include "engine/workpaper/tick.h"

struct tick_cell {
    const char *sample; /* "leaver-accounts/9.2.6@1/picked" */
    const char *item;   /* "S3" */
    int64_t item_id, number;
    const char *key, *attribute;
    const char *document;              /* NULL: none is asked of the client */
    const char *title[2];              /* by enum text_language; NULL where missing */
    const char *outcome;               /* "open" where nothing is said */
    const char *note;                  /* NULL: none */
    const char *ticked_at, *ticked_by; /* NULL: never */
    int64_t tick_id;                   /* 0: never */
    int64_t record_id, other_id, returned;
};

struct tick_cells {
    struct tick_cell *cells;
    size_t count;
    size_t sample_count; /* they are of so many samples */
};

/* Of the sample of that name (INSTANCE/SAMPLE, PROCEDURE/SAMPLE, or its id alone), NULL:
 * of all that were drawn; texts in the call's arena. ERROR_MISSING: there is none, and
 * what there is. */
WARN_UNUSED bool tick_cells_load(struct command_call *call, struct store *store,
        const char *name, struct tick_cells *ret_cells, struct error *err);

/* "S3", "s03", "Ｓ３": the item's number; 0: it is no item's name. *ret_rest: what stands
 * behind it. */
int64_t tick_cells_number(const char *text, const char **ret_rest);

/* The cell's title in the language of messages, or the other one, or its attribute. */
const char *tick_cells_title(const struct tick_cell *cell);

#endif
