#include "engine/commands/shown.h"

#include "engine/commands/progress.h"
#include "reports/model.h"

#include <string.h>

#define SECONDS 3600

static bool fill(const struct command_call *call, struct store *store,
        const struct values_choice *choice, bool is_masked, bool only_sensitive,
        struct error *err)
{
    CLEANUP(library_clear) struct library library = {0};
    CLEANUP(instance_list_clear) struct instance_list list = {0};
    CLEANUP(complaint_list_clear) struct complaint_list complaints;
    const struct instance_options all = {.seconds = SECONDS};
    struct progress progress;
    const struct values_options how = {command_spill_folder(store), SECONDS,
            progress_tell, &progress, choice, is_masked, only_sensitive};
    bool ok;

    complaint_list_init(&complaints);
    if (!library_load(store_engagement(store)->library, &library, err))
        return false;
    if (library.complaints.errors)
        command_complain(&library.complaints);
    if (!instance_list_make(store, &library, &all, &list, &complaints, err)) {
        command_complain(&complaints);
        return false;
    }
    progress_begin(&progress, call);
    ok = values_fill(store, &list, &how, err);
    progress_end(&progress);
    return ok;
}

bool shown_fill(const struct command_call *call, struct store *store,
        const struct values_choice *choice, struct error *err)
{
    return fill(call, store, choice, false, false, err);
}

bool shown_fill_masked(const struct command_call *call, struct store *store,
        struct error *err)
{
    return fill(call, store, NULL, true, false, err);
}

bool shown_fill_sensitive(const struct command_call *call, struct store *store,
        const struct values_choice *choice, struct error *err)
{
    return fill(call, store, choice, false, true, err);
}

bool shown_try(const struct command_call *call, struct store *store,
        const struct values_choice *choice, struct error *err)
{
    struct error failure = {0};

    if (!model_prepare(store_db(store), err))
        return false;
    if (shown_fill(call, store, choice, &failure))
        return shown_warn(store, err);
    if (failure.code == ERROR_INTEGRITY || failure.code == ERROR_INTERRUPTED)
        return error_set(err, failure.code, "%s", failure.message);
    command_say(TR("warning: the values are left out: %s", "警告: 値を示せません: %s"),
            failure.message);
    return true;
}

bool shown_warn(struct store *store, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    bool more;

    if (!db_prepare(store_db(store),
                "SELECT r.instance_key, r.test, s.values_reason FROM report_standing AS s JOIN report_result AS r"
                " USING (result_id) WHERE s.values_state = 'refused' ORDER BY 1, 2",
                &row, err))
        return false;
    for (;;) {
        if (!db_step(row, &more, err))
            return false;
        if (!more)
            return true;
        command_say(TR("chosho: %s %s: its exceptions are given without values: %s",
                            "chosho: %s %s: 例外は値を付けずに示しました: %s"),
                db_column_text(row, 0), db_column_text(row, 1), db_column_text(row, 2));
    }
}

/* Columns of `select_values` below. */
enum { NAME, TITLE_JA, TITLE_EN, TYPE, IS_READ, VALUE };

static const char select_values[] =
        "SELECT s.name, t.ja, t.en, s.type, v.is_read, v.value"
        " FROM report_value AS v JOIN report_shown AS s"
        " ON s.result_id = v.result_id AND s.position = v.position"
        " LEFT JOIN report_text AS t"
        " ON t.result_id = v.result_id AND t.kind = 'column' AND t.name = s.name"
        " WHERE v.result_id = ?1 AND v.kind = ?2 AND v.number = ?3 ORDER BY v.position";

static const char *name_of(struct db_statement *row)
{
    const char *ja = db_column_text(row, TITLE_JA), *en = db_column_text(row, TITLE_EN);
    const char *title = TR(en, ja);

    return title ? title : db_column_text(row, NAME);
}

static bool write_value(struct db_statement *row, struct buf *buf, struct error *err)
{
    const char *type = db_column_text(row, TYPE), *value = db_column_text(row, VALUE);

    if (!value)
        return buf_append_text(buf, TR("(none)", "（なし）"), err);
    if (!db_column_int(row, IS_READ))
        return buf_printf(buf, err, TR("'%s' (unreadable)", "「%s」（読み取れません）"),
                value);
    if (type && strcmp(type, "boolean") == 0)
        value = strcmp(value, "0") == 0 ? TR("false", "偽") : TR("true", "真");
    return buf_append_text(buf, value, err);
}

bool shown_prepare(struct store *store, struct db_statement **ret_values,
        struct error *err)
{
    return db_prepare(store_db(store), select_values, ret_values, err);
}

bool shown_write(struct db_statement *values, int64_t result_id, const char *kind,
        int64_t number, const char *between, struct buf *buf, struct error *err)
{
    bool more;

    db_reset(values);
    db_bind_int(values, 1, result_id);
    db_bind_text(values, 2, kind);
    db_bind_int(values, 3, number);
    for (const char *before = "";; before = between) {
        if (!db_step(values, &more, err))
            return false;
        if (!more)
            return true;
        if (!buf_append_text(buf, before, err) ||
                !buf_printf(buf, err, "%s=", name_of(values)) ||
                !write_value(values, buf, err))
            return false;
    }
}
