#include "engine/commands/tick_cells.h"

#include <string.h>

#define CELLS_MAX ((size_t)1000000)

static const char query[] =
        "SELECT instance_key || '/' || sample, item, sample_item_id, number, key, attribute,"
        " document, title_ja, title_en, outcome, note, ticked_at, ticked_by,"
        " coalesce(tick_id, 0), record_id, other_id, returned FROM report_cell"
        " WHERE ?1 IS NULL OR ?1 IN (sample, instance_key || '/' || sample,"
        " substr(instance_key, 1, instr(instance_key || '/', '/')) || sample)"
        " ORDER BY 1, number, position";

static bool read_texts(struct db_statement *row, struct arena *arena,
        struct tick_cell *cell, struct error *err)
{
    const char **texts[] = {&cell->sample, &cell->item, NULL, NULL, &cell->key,
            &cell->attribute, &cell->document, &cell->title[TEXT_JA],
            &cell->title[TEXT_EN], &cell->outcome, &cell->note, &cell->ticked_at,
            &cell->ticked_by};

    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
        const char *text = texts[i] ? db_column_text(row, (int)i) : NULL;

        if (!texts[i])
            continue;
        *texts[i] = NULL;
        if (text && !arena_text(arena, text, texts[i], err))
            return false;
    }
    return true;
}

static bool read_cell(struct db_statement *row, struct arena *arena,
        struct tick_cell *cell, struct error *err)
{
    cell->item_id = db_column_int(row, 2);
    cell->number = db_column_int(row, 3);
    cell->tick_id = db_column_int(row, 13);
    cell->record_id = db_column_int(row, 14);
    cell->other_id = db_column_int(row, 15);
    cell->returned = db_column_int(row, 16);
    return read_texts(row, arena, cell, err);
}

static bool fail_unknown(struct store *store, const char *name, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    CLEANUP(buf_clear) struct buf list = BUF_INIT(1 << 16);
    bool more;

    if (!db_prepare(store_db(store),
                "SELECT instance_key || '/' || sample FROM report_tick ORDER BY 1", &row,
                err))
        return false;
    for (;;) {
        if (!db_step(row, &more, err))
            return false;
        if (!more)
            break;
        if (!buf_printf(&list, err, "%s%s", list.size ? ", " : "",
                    db_column_text(row, 0)))
            return false;
    }
    if (!list.size)
        return error_set(err, ERROR_MISSING, "%s",
                TR("no sample with attributes was drawn yet: chosho sample lists them",
                        "属性のある試査はまだ抽出されていません。chosho sample で一覧できます"));
    return error_set(err, ERROR_MISSING,
            TR("no sample '%s' was drawn; there are: %s",
                    "抽出済みの試査「%s」はありません。あるのは: %s"),
            name, buf_text(&list));
}

bool tick_cells_load(struct command_call *call, struct store *store, const char *name,
        struct tick_cells *ret_cells, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    CLEANUP(buf_clear) struct buf cells = BUF_INIT(CELLS_MAX * sizeof(struct tick_cell));
    const char *last = "";
    bool more;

    *ret_cells = (struct tick_cells){NULL, 0, 0};
    if (!db_prepare(store_db(store), query, &row, err))
        return false;
    db_bind_text(row, 1, name);
    for (;;) {
        struct tick_cell cell = {0};

        if (!db_step(row, &more, err))
            return false;
        if (!more)
            break;
        if (!read_cell(row, &call->arena, &cell, err) ||
                !buf_append(&cells, &cell, sizeof(cell), err))
            return false;
        ret_cells->sample_count += strcmp(last, cell.sample) != 0;
        last = cell.sample;
        ret_cells->count++;
    }
    if (!ret_cells->count)
        return fail_unknown(store, name ? name : "", err);
    if (!arena_allocate(&call->arena, cells.size, &ret_cells->cells, err))
        return false;
    memcpy(ret_cells->cells, cells.data, cells.size);
    return true;
}

int64_t tick_cells_number(const char *text, const char **ret_rest)
{
    int64_t number = 0;
    const char *at = text + 1;

    *ret_rest = text;
    if (text[0] != 'S' && text[0] != 's')
        return 0;
    for (; *at >= '0' && *at <= '9' && number < INT64_C(100000000); at++)
        number = 10 * number + (*at - '0');
    *ret_rest = at;
    return number;
}

const char *tick_cells_title(const struct tick_cell *cell)
{
    const enum text_language language = text_language();

    if (cell->title[language])
        return cell->title[language];
    return cell->title[!language] ? cell->title[!language] : cell->attribute;
}
