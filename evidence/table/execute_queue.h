/* execute_queue.h - rows on their way to a sink, handed over many at a time */
#ifndef CHOSHO_EXECUTE_QUEUE_H
#define CHOSHO_EXECUTE_QUEUE_H

#include "evidence/table/execute.h"

struct execute_queue {
    const struct execute_sink *sink;
    uint32_t index; /* of the population or test */
    enum execute_kind kind;
    size_t count;
    struct execute_row *rows; /* EXECUTE_ROWS_MAX, the caller's */
    bool is_broken;           /* the sink failed: that ends everything */
};

/* Adds a row, and hands over what is full. Errors are the sink's; is_broken is set then.
 */
WARN_UNUSED bool execute_queue_add(struct execute_queue *queue,
        const struct execute_row *row, struct error *err);

/* Hands over what is left. */
WARN_UNUSED bool execute_queue_flush(struct execute_queue *queue, struct error *err);

#endif
