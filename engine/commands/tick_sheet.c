#include "engine/commands/tick_sheet.h"

#include "engine/commands/listing.h"
#include "engine/run/returned.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#define OUTCOMES "no-exception exception not-applicable open"

enum { SAMPLE, ITEM, KEY, ATTRIBUTE, TITLE, DOCUMENT, RETURNED, OUTCOME, NOTE, TICK };

static const struct listing_column columns[] = {
        [SAMPLE] = {"sample", "試査", "sample", LISTING_TEXT},
        [ITEM] = {"item", "項目", "item", LISTING_TEXT},
        [KEY] = {"key", "キー", "key", LISTING_TEXT},
        [ATTRIBUTE] = {"attribute", "属性", "attribute", LISTING_TEXT},
        [TITLE] = {"title", "確かめること", "title", LISTING_TEXT},
        [DOCUMENT] = {"document", "書類", "document", LISTING_TEXT},
        [RETURNED] = {"returned", "受領した書類", "returned", LISTING_NUMBER},
        [OUTCOME] = {"outcome", "結果", "outcome", LISTING_OUTCOME},
        [NOTE] = {"note", "記載", "note", LISTING_TEXT},
        [TICK] = {"tick", "記入番号", "tick", LISTING_TEXT},
};

/* ---- out ---- */

bool tick_sheet_write(struct command_call *call, const struct tick_cells *cells,
        struct error *err)
{
    CLEANUP(listing_freep) struct listing *listing = NULL;

    if (!listing_new(call, columns, ARRAY_LENGTH(columns), &listing, err) ||
            !listing_offer(listing, OUTCOME, OUTCOMES, err))
        return false;
    for (size_t i = 0; i < cells->count; i++) {
        const struct tick_cell *cell = &cells->cells[i];
        char returned[24], tick[24] = "-";

        snprintf(returned, sizeof(returned), "%" PRId64, cell->returned);
        if (cell->tick_id)
            snprintf(tick, sizeof(tick), "T%" PRId64, cell->tick_id);
        if (!listing_add(listing,
                    (struct slice[]){listing_text(cell->sample), listing_text(cell->item),
                            listing_text(cell->key), listing_text(cell->attribute),
                            listing_text(tick_cells_title(cell)),
                            listing_text(cell->document), listing_text(returned),
                            listing_text(cell->outcome), listing_text(cell->note),
                            listing_text(tick)},
                    err))
            return false;
    }
    return listing_finish(listing, err);
}

/* ---- back in ---- */

struct reading {
    struct command_call *call;
    const struct returned_file *file;
    const struct returned_table *table;
    size_t places[ARRAY_LENGTH(columns)];
    struct tick_cells cells;
    struct tick *ticks;
    size_t count, unchanged, wrong, conflicts;
};

/* By the heading of a CSV, or of a sheet in either language. */
static size_t find_column(const struct returned_table *table,
        const struct listing_column *column)
{
    const char *const names[] = {column->key, column->ja, column->en};

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        size_t place = returned_find_column(table, names[i]);

        if (place != SIZE_MAX)
            return place;
    }
    return SIZE_MAX;
}

static bool find_columns(struct reading *reading, struct error *err)
{
    static const int needed[] = {SAMPLE, ITEM, ATTRIBUTE, OUTCOME, NOTE, TICK};

    for (size_t t = 0; t < reading->file->table_count; t++) {
        size_t missing = 0;

        reading->table = &reading->file->tables[t];
        for (size_t c = 0; c < ARRAY_LENGTH(columns); c++)
            reading->places[c] = find_column(reading->table, &columns[c]);
        for (size_t n = 0; n < ARRAY_LENGTH(needed); n++)
            missing += reading->places[needed[n]] == SIZE_MAX;
        if (!missing)
            return true;
    }
    return error_set(err, ERROR_USAGE,
            TR("%s: it is no sheet of ticks: it needs the columns sample, item, attribute, outcome, note and tick; chosho tick --sheet -o FILE.xlsx writes one",
                    "%s: 記入用のシートではありません。列「試査」「項目」「属性」「結果」「記載」「記入番号」が必要です。chosho tick --sheet -o ファイル.xlsx で作れます"),
            reading->file->name);
}

static const char *value_of(const struct reading *reading, const struct returned_row *row,
        int column)
{
    return row->values[reading->places[column]];
}

static void PRINTF_LIKE(3, 4) complain(struct reading *reading,
        const struct returned_row *row, const char *format, ...);

static void complain(struct reading *reading, const struct returned_row *row,
        const char *format, ...)
{
    char text[1024];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    command_say(TR("%s%s%s, row %llu: %s", "%s%s%s の %llu 行: %s"), reading->file->name,
            *reading->table->sheet ? "!" : "", reading->table->sheet,
            (unsigned long long)row->line, text);
}

static bool find_outcome(const char *text, enum tick_outcome *ret_outcome)
{
    static const char *const words[TICK_OUTCOMES] = {"例外なし", "例外", "該当なし",
            "未実施"};

    for (size_t i = 0; i < TICK_OUTCOMES; i++) {
        if (strcmp(text, words[i]) == 0) {
            *ret_outcome = (enum tick_outcome)i;
            return true;
        }
    }
    return tick_find_outcome(text, ret_outcome);
}

static const struct tick_cell *find_cell(struct reading *reading,
        const struct returned_row *row)
{
    const char *sample = value_of(reading, row, SAMPLE), *rest;
    const char *attribute = value_of(reading, row, ATTRIBUTE);
    int64_t number = tick_cells_number(value_of(reading, row, ITEM), &rest);
    bool is_sample = false, is_item = false;

    for (size_t i = 0; i < reading->cells.count; i++) {
        const struct tick_cell *cell = &reading->cells.cells[i];

        if (strcmp(cell->sample, sample) != 0)
            continue;
        is_sample = true;
        if (*rest || cell->number != number)
            continue;
        is_item = true;
        if (strcmp(cell->attribute, attribute) == 0)
            return cell;
    }
    reading->wrong++;
    if (!is_sample)
        complain(reading, row, TR("no sample '%s' was drawn", "試査「%s」はありません"),
                sample);
    else if (!is_item)
        complain(reading, row,
                TR("item '%s' is not in the sample", "項目「%s」は試査にありません"),
                value_of(reading, row, ITEM));
    else
        complain(reading, row,
                TR("the sample has no attribute '%s'", "試査に属性「%s」はありません"),
                attribute);
    return NULL;
}

/* false: what stands in the column is none of ours. */
static bool read_tick(const char *text, int64_t *ret_id)
{
    *ret_id = 0;
    if (!*text || strcmp(text, "-") == 0)
        return true;
    if (text[0] != 'T')
        return false;
    for (text++; *text >= '0' && *text <= '9' && *ret_id < INT64_MAX / 20; text++)
        *ret_id = 10 * *ret_id + (*text - '0');
    return !*text;
}

static bool is_unchanged(const struct tick_cell *cell, enum tick_outcome outcome,
        const char *note)
{
    return strcmp(cell->outcome, tick_outcome_name(outcome)) == 0 &&
            strcmp(cell->note ? cell->note : "", note) == 0;
}

static void read_row(struct reading *reading, const struct returned_row *row)
{
    const char *said = value_of(reading, row, OUTCOME);
    const char *note = value_of(reading, row, NOTE);
    const struct tick_cell *cell = find_cell(reading, row);
    struct tick *tick = &reading->ticks[reading->count];
    enum tick_outcome outcome;
    int64_t seen;

    if (!cell)
        return;
    if (!*said && !*note) {
        reading->unchanged++;
    } else if (!find_outcome(said, &outcome)) {
        reading->wrong++;
        complain(reading, row,
                TR("'%s' is no outcome; there are: no-exception, exception, not-applicable, open",
                        "結果「%s」はありません。使えるのは no-exception（例外なし）、exception（例外）、not-applicable（該当なし）、open（未実施）"),
                said);
    } else if (is_unchanged(cell, outcome, note)) {
        reading->unchanged++;
    } else if ((outcome == TICK_EXCEPTION || outcome == TICK_NOT_APPLICABLE) && !*note) {
        reading->wrong++;
        complain(reading, row,
                TR("%s needs a note: what deviates, or why it does not apply",
                        "%s には記載（何が違うか、該当しない理由）が必要です"),
                tick_outcome_name(outcome));
    } else if (!read_tick(value_of(reading, row, TICK), &seen) || seen != cell->tick_id) {
        reading->conflicts++;
        complain(reading, row,
                TR("conflict: %s %s was ticked after the sheet was written: T%lld, %s, by %s; take that over into the sheet, with its number, or leave the row empty",
                        "競合: シートを書き出した後に %s %s が記入されています（T%lld、%s、%s）。その内容と記入番号をシートに移すか、行の結果を空にしてください"),
                cell->item, cell->attribute, (long long)cell->tick_id, cell->outcome,
                cell->ticked_by ? cell->ticked_by : "-");
    } else {
        *tick = (struct tick){.item_id = cell->item_id,
                .attribute = cell->attribute,
                .outcome = outcome,
                .note = note,
                .replaces = cell->tick_id};
        reading->count++;
    }
}

static int finish(const struct reading *reading)
{
    if (reading->wrong || reading->conflicts) {
        command_say(TR("nothing is recorded: rows that are wrong %zu, in conflict %zu",
                            "何も記録していません: 誤りのある行 %zu、競合する行 %zu"),
                reading->wrong, reading->conflicts);
        return reading->wrong ? 2 : 5;
    }
    command_say(TR("cells ticked: %zu, unchanged: %zu", "記入した欄: %zu、変更なし: %zu"),
            reading->count, reading->unchanged);
    return 0;
}

bool tick_sheet_read(struct command_call *call, struct store *store, const char *path,
        int *ret_code, struct error *err)
{
    struct reading reading = {.call = call};
    struct returned_file file;
    const char *person;

    if (!command_person(call, store, &person, err) ||
            !returned_read(path, &RETURNED_LIMITS, command_spill_folder(store),
                    &call->arena, &file, err) ||
            !tick_cells_load(call, store, NULL, &reading.cells, err))
        return false;
    reading.file = &file;
    if (!find_columns(&reading, err) ||
            !arena_allocate(&call->arena,
                    (reading.table->row_count + 1) * sizeof(*reading.ticks),
                    &reading.ticks, err))
        return false;
    for (size_t r = 0; r < reading.table->row_count; r++)
        read_row(&reading, &reading.table->rows[r]);
    if (!reading.wrong && !reading.conflicts &&
            !tick_record(store, person, reading.ticks, reading.count, file.sha256, err))
        return false;
    *ret_code = finish(&reading);
    return true;
}
