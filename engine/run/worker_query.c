/* A person's SELECT over members as tables. */
#include "engine/run/message.h"
#include "engine/run/worker_tables.h"

static bool send_head(struct worker *worker, struct db_statement *statement,
        struct error *err)
{
    struct buf *buf = protocol_begin(worker->writer, PROTOCOL_HEAD, err);
    int count = db_column_count(statement);

    if (!buf || !pack_u32(buf, (uint32_t)count, err))
        return false;
    for (int c = 0; c < count; c++) {
        if (!pack_text(buf, db_column_name(statement, c), err))
            return false;
    }
    return protocol_send(worker->writer, err);
}

static bool send_row(struct worker *worker, struct db_statement *statement,
        struct error *err)
{
    struct buf *buf = protocol_begin(worker->writer, PROTOCOL_ROW, err);

    return buf && worker_tables_pack_values(statement, 0, buf, err) &&
            protocol_send(worker->writer, err);
}

static bool send_usage(struct worker *worker, const struct worker_tables *tables,
        struct error *err)
{
    for (uint32_t i = 0; i < worker->job.item_count; i++) {
        const struct scan_usage *usage = table_usage(tables->set,
                worker->job.items[i].name);
        struct buf *buf = protocol_begin(worker->writer, PROTOCOL_ITEM, err);

        if (!buf || !message_pack_item(buf, i, usage, err) ||
                !protocol_send(worker->writer, err))
            return false;
    }
    return true;
}

static bool select_rows(struct worker *worker, struct worker_tables *tables,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *statement = NULL;
    bool row;

    table_begin_statement(tables->set);
    if (!db_prepare(tables->db, worker->job.text, &statement, err) ||
            !send_head(worker, statement, err))
        return false;
    for (;;) {
        if (!db_step(statement, &row, err))
            return false;
        if (!row)
            return true;
        if (!send_row(worker, statement, err))
            return false;
    }
}

bool worker_query(struct worker *worker, struct error *err)
{
    CLEANUP(worker_tables_end) struct worker_tables tables = {0};

    if (!worker_tables_begin(worker, &tables, err))
        return false;
    if (select_rows(worker, &tables, err))
        return send_usage(worker, &tables, err);
    if (!table_take_error(tables.set, err))
        guard_explain(&tables.guard, err);
    return false;
}
