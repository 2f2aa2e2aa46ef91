#include "engine/commands/fact.h"

#include "engine/run/values_text.h"
#include "engine/workpaper/exception.h"
#include "reports/model.h"

#define FACT_LIMIT ((size_t)1 << 20)

static const char texts[] =
        "SELECT t.ja, t.en, r.exceptions FROM report_text AS t JOIN result AS r USING (result_id)"
        " WHERE t.kind = 'finding' ORDER BY t.result_id";

/* Several results: a line each. */
static bool append(struct buf *fact, const char *text, struct error *err)
{
    return !text ||
            ((!fact->size || buf_append_text(fact, "\n", err)) &&
                    buf_append_text(fact, text, err));
}

static bool keep(struct command_call *call, const struct buf *text, const char **ret_text,
        struct error *err)
{
    *ret_text = NULL;
    return text->size == 0 || arena_text(&call->arena, buf_text(text), ret_text, err);
}

static bool read_texts(struct command_call *call, struct db *db, struct fact *fact,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    CLEANUP(buf_clear) struct buf ja = BUF_INIT(FACT_LIMIT), en = BUF_INIT(FACT_LIMIT);
    bool more;

    if (!db_prepare(db, texts, &row, err))
        return false;
    for (;;) {
        if (!db_step(row, &more, err))
            return false;
        if (!more)
            break;
        if (!append(&ja, db_column_text(row, 0), err) ||
                !append(&en, db_column_text(row, 1), err))
            return false;
        fact->exceptions += db_column_int(row, 2);
        fact->results++;
    }
    return keep(call, &ja, &fact->in[TEXT_JA], err) &&
            keep(call, &en, &fact->in[TEXT_EN], err);
}

bool fact_find(struct command_call *call, struct store *store, const char *const *ids,
        size_t count, struct fact *ret_fact, struct error *err)
{
    struct exception exception;

    *ret_fact = (struct fact){{NULL, NULL}, 0, 0};
    if (!model_prepare(store_db(store), err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!exception_find(store_db(store), ids[i], &exception, err) ||
                !values_text_finding(store, exception.result_id, err))
            return false;
    }
    return read_texts(call, store_db(store), ret_fact, err);
}
