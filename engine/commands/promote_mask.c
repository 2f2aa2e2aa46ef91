#include "engine/commands/promote_mask.h"

#include "engine/commands/shown.h"
#include "engine/run/mask.h"
#include "engine/workpaper/exception.h"
#include "reports/model.h"

#include <ctype.h>
#include <string.h>

static const char *const options[] = {"title", "title-en", "fact", "fact-en", "reason"};

static bool is_word(char byte)
{
    return isalnum((unsigned char)byte) && (unsigned char)byte < 0x80;
}

/* Of ASCII only whole words of two characters or more: "1" is in every number. */
static bool has_value(const char *text, const char *value)
{
    size_t size = strlen(value);

    if (size < 2)
        return false;
    for (const char *at = strstr(text, value); at; at = strstr(at + 1, value)) {
        bool is_cut = (at > text && is_word(at[-1]) && is_word(value[0])) ||
                (is_word(at[size]) && is_word(value[size - 1]));

        if (!is_cut)
            return true;
    }
    return false;
}

static bool refuse(const char *option, const char *column, const char *id,
        struct error *err)
{
    return error_set(err, ERROR_USAGE,
            TR("--%s holds the value of '%s' of %s, which is sensitive: a report shows " MASK
               " in its place; name the record by its id or pointer",
                    "--%s に %s の「%s」の値が含まれています。この項目は報告書では " MASK
                    " と伏せます。レコードは例外番号か位置で示してください"),
            option, TR(column, id), TR(id, column));
}

static bool check_values(struct command_call *call, struct store *store, const char *id,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    enum exception_kind kind;
    int64_t result_id, number;
    bool more;

    if (!exception_parse_id(id, &result_id, &kind, &number))
        return true; /* finding_promote() says so */
    if (!db_prepare(store_db(store),
                "SELECT s.name, v.value FROM report_value AS v JOIN report_shown AS s"
                " USING (result_id, position) WHERE s.is_masked AND v.value IS NOT NULL"
                " AND v.result_id = ?1 AND v.kind = ?2 AND v.number = ?3"
                " ORDER BY v.position",
                &row, err))
        return false;
    db_bind_int(row, 1, result_id);
    db_bind_text(row, 2, exception_kind_name(kind));
    db_bind_int(row, 3, number);
    for (;;) {
        if (!db_step(row, &more, err))
            return false;
        if (!more)
            return true;
        for (size_t o = 0; o < ARRAY_LENGTH(options); o++) {
            const char *text = command_value(call, options[o]);

            if (text && has_value(text, db_column_text(row, 1)))
                return refuse(options[o], db_column_text(row, 0), id, err);
        }
    }
}

static bool is_filled(struct store *store, int64_t result_id, bool *ret_filled,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;

    if (!db_prepare(store_db(store), "SELECT 1 FROM report_standing WHERE result_id = ?1",
                &row, err))
        return false;
    db_bind_int(row, 1, result_id);
    return db_step(row, ret_filled, err);
}

/* The values of one exception's result, once each. */
static bool fill(struct command_call *call, struct store *store, const char *id,
        struct error *err)
{
    struct values_choice choice = {NULL, NULL, 0};
    enum exception_kind kind;
    struct error failure = {0};
    int64_t number;
    bool is_there;

    if (!exception_parse_id(id, &choice.result_id, &kind, &number))
        return true;
    if (!is_filled(store, choice.result_id, &is_there, err))
        return false;
    if (is_there)
        return true;
    /* told anew by each filling, and a key */
    if (!db_execute(store_db(store), "DELETE FROM report_pending", err))
        return false;
    if (shown_fill_sensitive(call, store, &choice, &failure))
        return true;
    if (failure.code == ERROR_INTEGRITY || failure.code == ERROR_INTERRUPTED)
        return error_set(err, failure.code, "%s", failure.message);
    command_say(
            TR("warning: the texts could not be compared with sensitive values (%s): they go into reports as they are",
                    "警告: 文を伏せるべき値と照合できませんでした（%s）。文はそのまま報告書に載ります"),
            failure.message);
    return true;
}

/* What comes next fills them itself. */
static bool empty(struct store *store, struct error *err)
{
    return db_execute(store_db(store),
            "DELETE FROM report_pending; DELETE FROM report_text; DELETE FROM report_shown;"
            "DELETE FROM report_value; DELETE FROM report_standing",
            err);
}

bool promote_mask_check(struct command_call *call, struct store *store, struct error *err)
{
    bool is_any = false;

    for (size_t o = 0; o < ARRAY_LENGTH(options); o++)
        is_any = is_any || command_has(call, options[o]);
    if (!is_any)
        return true;
    if (!model_prepare(store_db(store), err))
        return false;
    for (size_t i = 0; i < call->argument_count; i++) {
        if (!fill(call, store, call->arguments[i], err) ||
                !check_values(call, store, call->arguments[i], err))
            return false;
    }
    return empty(store, err);
}
