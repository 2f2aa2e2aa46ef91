#include "engine/commands/fact.h"

#include "engine/run/values_text.h"
#include "engine/workpaper/exception.h"
#include "engine/workpaper/step.h"
#include "procedures/finding_text.h"
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

/* The fact that was recorded, in the procedure's words for it where it has some. */
static bool append_step(struct db_statement *row, int language,
        const struct store_engagement *engagement, struct buf *fact, struct error *err)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(FACT_LIMIT);
    const char *recorded = db_column_text(row, language);
    const char *words = db_column_text(row, 2 + language);
    const struct finding_text_value values[] = {
            {"fact", recorded},
            {"cell", db_column_text(row, 4)},
            {"period_start", engagement->period_start},
            {"period_end", engagement->period_end},
            {"as_of", engagement->as_of},
    };

    if (!recorded || !words)
        return append(fact, recorded, err);
    return finding_text_write(words, values, ARRAY_LENGTH(values), &text, err) &&
            append(fact, buf_text(&text), err);
}

static bool add_step(struct store *store, int64_t answer_id, struct buf *ja,
        struct buf *en, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    bool found;

    if (!db_prepare(store_db(store),
                "SELECT a.fact_ja, a.fact_en, p.finding_ja, p.finding_en, a.cell"
                " FROM step_answer AS a JOIN procedure_step AS p"
                " USING (procedure_text_id, step) WHERE a.step_answer_id = ?1",
                &row, err))
        return false;
    db_bind_int(row, 1, answer_id);
    return db_step(row, &found, err) &&
            (!found ||
                    (append_step(row, TEXT_JA, store_engagement(store), ja, err) &&
                            append_step(row, TEXT_EN, store_engagement(store), en, err)));
}

/* Behind the tests' texts, a line each. */
static bool read_steps(struct command_call *call, struct store *store,
        const char *const *ids, size_t count, struct fact *fact, struct error *err)
{
    CLEANUP(buf_clear) struct buf ja = BUF_INIT(FACT_LIMIT), en = BUF_INIT(FACT_LIMIT);
    int64_t answer_id;

    if (!append(&ja, fact->in[TEXT_JA], err) || !append(&en, fact->in[TEXT_EN], err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!step_parse_id(ids[i], &answer_id))
            continue;
        if (!add_step(store, answer_id, &ja, &en, err))
            return false;
        fact->exceptions++;
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
        int64_t answer_id;

        if (step_parse_id(ids[i], &answer_id))
            continue;
        if (!exception_find(store_db(store), ids[i], &exception, err) ||
                !values_text_finding(store, exception.result_id, err))
            return false;
    }
    return read_texts(call, store_db(store), ret_fact, err) &&
            read_steps(call, store, ids, count, ret_fact, err);
}
