#include "evidence/table/execute_queue.h"

bool execute_queue_flush(struct execute_queue *queue, struct error *err)
{
    const struct execute_sink *sink = queue->sink;
    size_t count = queue->count;

    queue->count = 0;
    queue->is_broken = count > 0 &&
            !sink->rows(sink->owner, queue->index, queue->kind, queue->rows, count, err);
    return !queue->is_broken;
}

bool execute_queue_add(struct execute_queue *queue, const struct execute_row *row,
        struct error *err)
{
    if (queue->count == EXECUTE_ROWS_MAX && !execute_queue_flush(queue, err))
        return false;
    queue->rows[queue->count++] = *row;
    return true;
}
