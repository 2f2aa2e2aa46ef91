/* What a delivery changed: members two by two, record by record. Items 2i and 2i + 1 are
 * a pair; their columns are the fields that are compared, those with `key` first, and of
 * its source's columns those that it does not have are ITEM_NOTHING. */
#include "engine/run/message_difference.h"
#include "engine/run/worker.h"

struct differing {
    struct worker *worker;
    uint32_t pair;
};

static bool send_row(void *owner, const struct difference_row *row, struct error *err)
{
    const struct differing *differing = owner;
    const struct message_difference_row message = {differing->pair, *row};
    struct buf *buf = protocol_begin(differing->worker->writer, PROTOCOL_CHANGE, err);

    return buf && message_difference_pack_row(buf, &message, err) &&
            protocol_send(differing->worker->writer, err);
}

static bool send_counts(struct worker *worker,
        const struct message_difference_counts *message, struct error *err)
{
    struct buf *buf = protocol_begin(worker->writer, PROTOCOL_COUNTS, err);

    return buf && message_difference_pack_counts(buf, message, err) &&
            protocol_send(worker->writer, err);
}

static bool make_side(const struct worker *worker, const struct item *item,
        struct difference_side *ret_side, struct error *err)
{
    const struct item_source *source = item->sources;

    if (item->source_count != 1 || source->member_count != 1 ||
            source->archive >= worker->archive_count ||
            source->members[0] >=
                    archive_count_members(&worker->archives[source->archive]))
        return error_set(err, ERROR_LOST, "the job names no member to compare");
    *ret_side = (struct difference_side){&worker->archives[source->archive],
            source->members[0], source->format};
    return true;
}

static bool find_lacking(struct worker *worker, const struct item *item,
        const bool **ret_is_lacking, struct error *err)
{
    bool *is_lacking;

    if (!arena_allocate(&worker->arena, (item->column_count + 1) * sizeof(*is_lacking),
                &is_lacking, err))
        return false;
    for (uint32_t i = 0; i < item->column_count; i++)
        is_lacking[i] = item->sources->columns[i].origin == ITEM_NOTHING;
    *ret_is_lacking = is_lacking;
    return true;
}

/* What one pair cannot be compared for is said of it; the others go on. */
static bool is_of_pair(const struct error *failure)
{
    return failure->code == ERROR_UNREADABLE || failure->code == ERROR_MISSING ||
            failure->code == ERROR_LIMIT;
}

static bool differ(struct worker *worker, uint32_t index, struct error *err)
{
    const struct item *items = &worker->job.items[2 * index];
    struct differing differing = {worker, index};
    struct message_difference_counts message = {.pair = index};
    struct difference_pair pair = {.field_count = items[1].column_count};
    struct error failure = {0};
    const char **fields;

    if (items[0].column_count != items[1].column_count)
        return error_set(err, ERROR_LOST, "the job's pair has two lists of fields");
    if (!make_side(worker, &items[0], &pair.sides[0], err) ||
            !make_side(worker, &items[1], &pair.sides[1], err) ||
            !find_lacking(worker, &items[0], &pair.is_lacking[0], err) ||
            !find_lacking(worker, &items[1], &pair.is_lacking[1], err) ||
            !arena_allocate(&worker->arena, (pair.field_count + 1) * sizeof(*fields),
                    &fields, err))
        return false;
    for (size_t i = 0; i < pair.field_count; i++) {
        fields[i] = items[1].columns[i].name;
        pair.key_count += items[1].columns[i].key;
    }
    pair.fields = fields;
    if (!difference_find(&pair, send_row, &differing, &message.counts, &failure)) {
        if (!is_of_pair(&failure))
            return error_set(err, failure.code, "%s", failure.message);
        message.problem = failure.message;
    }
    return send_counts(worker, &message, err);
}

bool worker_differ(struct worker *worker, struct error *err)
{
    if (worker->job.item_count % 2 != 0)
        return error_set(err, ERROR_LOST, "members are compared two by two");
    for (uint32_t i = 0; i < worker->job.item_count / 2; i++) {
        if (!differ(worker, i, err))
            return false;
    }
    return true;
}
