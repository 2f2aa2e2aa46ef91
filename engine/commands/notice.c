#include "engine/commands/notice.h"

#include "engine/base/pointer.h"
#include "evidence/binding/binding_remark.h"
#include "reports/words.h"

#include <string.h>

#define TEXT_LIMIT ((size_t)256 << 10)

/* ---- what comes twice ---- */

/* The sentence was recorded in the engagement's first language; another reader has the
 * word for it, and the place. */
static bool tell_repeat(const struct store *store, const struct words *words,
        const char *key, struct db_statement *row, struct error *err)
{
    CLEANUP(buf_clear) struct buf place = BUF_INIT(TEXT_LIMIT);
    const char *code = db_column_text(row, 1);
    const char *word = words_find(words, "reason", (struct slice){code, strlen(code)},
            text_language());

    if (text_language() == store_language(store) || !word) {
        command_say("%s: %s", key, db_column_text(row, 0));
        return true;
    }
    if (db_column_text(row, 3) &&
            !(buf_append_text(&place, ": ", err) &&
                    pointer_write_member(&place, db_column_text(row, 2),
                            db_column_text(row, 3), err) &&
                    (db_column_type(row, 4) == DB_NULL ||
                            buf_printf(&place, err, "%lld",
                                    (long long)db_column_int(row, 4)))))
        return false;
    command_say("%s: %s%s", key, word, place.size ? buf_text(&place) : "");
    return true;
}

/* Evidence that comes more than once: no reason for an outcome, but what is counted is
 * counted twice. Said once for all tests that read it. */
static bool tell_repeats(struct store *store, const struct instance_list *list,
        int64_t run_id, struct error *err)
{
    CLEANUP(words_freep) struct words *words = NULL;
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    bool more;

    if (!db_prepare(store_db(store),
                "SELECT e.sentence, e.reason_code, e.bundle, e.member, e.record"
                " FROM report_event AS e JOIN report_result AS r USING (result_id)"
                " JOIN result AS made USING (result_id)"
                " WHERE r.instance_key = ?1 AND made.run_id = ?2 AND e.reason_code IN"
                " ('same-file', 'key-repeated', 'key-unchecked') GROUP BY e.sentence"
                " ORDER BY min(e.result_id), min(e.position)",
                &row, err) ||
            !words_load(&words, err))
        return false;
    for (size_t i = 0; i < list->count; i++) {
        db_reset(row);
        db_bind_text(row, 1, list->items[i].key);
        db_bind_int(row, 2, run_id);
        for (;;) {
            if (!db_step(row, &more, err))
                return false;
            if (!more)
                break;
            if (!tell_repeat(store, words, list->items[i].key, row, err))
                return false;
        }
    }
    return true;
}

/* ---- what is left aside ---- */

/* Sentences said already: several instances use one item. */
struct said {
    struct arena *arena;
    const char **texts;
    size_t count;
};

static bool tell_aside(struct said *said, const struct instance *instance, uint32_t index,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(TEXT_LIMIT);
    const struct item *item = &instance->items[index];
    const char *source = instance->program.items[index].source;

    if (item->aside_count == 0)
        return true;
    if ((!text_starts_with(source, "shared:") &&
                !buf_printf(&text, err, "%s: ", instance->key)) ||
            !buf_printf(&text, err, TR("evidence '%s': ", "証拠「%s」: "), source) ||
            !binding_remark_write_asides(item, &text, err))
        return false;
    for (size_t i = 0; i < said->count; i++) {
        if (strcmp(said->texts[i], buf_text(&text)) == 0)
            return true;
    }
    command_say(
            TR("%s, so not tested; if this belongs to the evidence, widen the binding's pattern",
                    "%s（テストの対象外です）。含めるべきものなら、対応付けのパターンを広げてください"),
            buf_text(&text));
    return arena_text(said->arena, buf_text(&text), &said->texts[said->count++], err);
}

static bool tell_asides(struct command_call *call, struct store *store,
        const struct instance_list *list, int64_t run_id, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    struct said said = {.arena = &call->arena};
    size_t most = 1;
    bool ran;

    for (size_t i = 0; i < list->count; i++)
        most += list->items[i].program.item_count;
    if (!arena_allocate(&call->arena, most * sizeof(*said.texts), &said.texts, err) ||
            !db_prepare(store_db(store),
                    "SELECT 1 FROM report_result AS r JOIN result AS made USING (result_id)"
                    " WHERE r.instance_key = ?1 AND made.run_id = ?2",
                    &row, err))
        return false;
    for (size_t i = 0; i < list->count; i++) {
        const struct instance *instance = &list->items[i];

        db_reset(row);
        db_bind_text(row, 1, instance->key);
        db_bind_int(row, 2, run_id);
        if (!db_step(row, &ran, err))
            return false;
        for (uint32_t c = 0; ran && c < instance->program.item_count; c++) {
            if (!tell_aside(&said, instance, c, err))
                return false;
        }
    }
    return true;
}

bool notice_tell(struct command_call *call, struct store *store,
        const struct instance_list *list, int64_t run_id, struct error *err)
{
    return run_id == 0 ||
            (tell_repeats(store, list, run_id, err) &&
                    tell_asides(call, store, list, run_id, err));
}
