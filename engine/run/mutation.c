#include "engine/run/mutation.h"

#include "engine/base/text.h"
#include "engine/run/mutation_claim.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define TEXT_LIMIT ((size_t)64 << 20)
#define LISTED_MAX 200

/* A column of an item that something was done to. */
struct mutation_column {
    const char *item, *name; /* NULL: nothing was */
    uint64_t noticed;
};

static size_t count_columns(const struct procedure *procedure)
{
    size_t count = 0;

    for (size_t i = 0; i < procedure->item_count; i++)
        count += procedure->items[i].column_count;
    return count;
}

bool mutation_begin(const char *folder, const struct procedure *procedure,
        struct mutation *ret_mutation, struct complaint_list *complaints,
        struct error *err)
{
    *ret_mutation = (struct mutation){.procedure = procedure,
            .arena = ARENA_INIT(ARENA_MODEL_LIMIT),
            .text = BUF_INIT(TEXT_LIMIT)};
    return arena_allocate(&ret_mutation->arena,
                   (procedure->test_count + 1) * sizeof(*ret_mutation->of_tests),
                   &ret_mutation->of_tests, err) &&
            arena_allocate(&ret_mutation->arena,
                    (count_columns(procedure) + 1) * sizeof(*ret_mutation->columns),
                    &ret_mutation->columns, err) &&
            mutation_reason_read(folder, &ret_mutation->arena, &ret_mutation->reasons,
                    complaints, err);
}

void mutation_clear(struct mutation *mutation)
{
    arena_clear(&mutation->arena);
    buf_clear(&mutation->text);
}

/* ---- one fixture ---- */

struct trying {
    struct mutation *mutation;
    const char *fixture;
    const struct instance_list *list;
    const struct instance *instance;
};

static const char *member_of(const struct trying *trying, int64_t record_id)
{
    uint64_t number = PROGRAM_MEMBER_OF(record_id);

    for (uint32_t a = 0; a < trying->instance->archive_count; a++) {
        size_t place = trying->instance->archives[a];
        const struct bundle *bundle = &trying->list->evidence.bundles[place];
        uint64_t first = (uint64_t)bundle->first_member;

        if (number >= first && number - first < bundle->member_count)
            return trying->list->evidence.members[place][number - first].name;
    }
    return "?";
}

static bool is_of_cell(enum disturbance_way way)
{
    return way != DISTURBANCE_LEFT_OUT && way != DISTURBANCE_DOUBLED &&
            way != DISTURBANCE_ANY;
}

/* What was done, for a person. */
static bool write_change(const struct message_disturbed *how, struct buf *text,
        struct error *err)
{
    switch (how->way) {
    case DISTURBANCE_LEFT_OUT:
        return buf_append_text(text, TR("left out", "削除"), err);
    case DISTURBANCE_DOUBLED:
        return buf_append_text(text, TR("doubled", "重複"), err);
    case DISTURBANCE_ANY:
        return buf_append_text(text, TR("whatever is done to it", "どのように変えても"),
                err);
    case DISTURBANCE_BLANK:
        return buf_append_text(text, TR("blank", "空欄に"), err);
    case DISTURBANCE_ABSENT:
        return buf_append_text(text, TR("absent", "値なしに"), err);
    default:
        return buf_printf(text, err, TR("%s, as to \"%s\"", "%s（例:「%s」に）"),
                disturbance_name(how->way), how->value);
    }
}

static bool list_open(struct trying *trying, const struct message_disturbed *how,
        const struct mutation_place *place, struct error *err)
{
    const struct program_item *item = &trying->instance->program.items[how->item];
    struct buf *text = &trying->mutation->text;

    if (++trying->mutation->listed > LISTED_MAX)
        return true;
    return buf_printf(text, err, "    %s/%s#%s %s%s%s: ", place->fixture, place->member,
                   place->record, item->id, *place->column ? "." : "", place->column) &&
            write_change(how, text, err) &&
            buf_printf(text, err,
                    TR("; no test notices. Widen a test or the fixture, or explain: %s,%s,%s,%s,%s,REASON\n",
                            "。どのテストも気付きません。テストか試験用証拠を補うか、理由を書いてください: %s,%s,%s,%s,%s,理由\n"),
                    place->fixture, place->member, place->record, place->column,
                    place->change);
}

/* The columns of the program's items are numbered through. */
static void note_column(struct trying *trying, const struct mutate_unit *unit)
{
    const struct program *program = &trying->instance->program;
    struct mutation_column *column = trying->mutation->columns;

    if (!is_of_cell(unit->first.way))
        return;
    for (uint32_t i = 0; i < unit->first.item; i++)
        column += program->items[i].column_count;
    column += unit->first.column;
    column->item = program->items[unit->first.item].id;
    column->name = program->items[unit->first.item].columns[unit->first.column].name;
    column->noticed += unit->class == MUTATE_NOTICED;
}

static bool explain(struct trying *trying, const struct message_disturbed *how,
        struct error *err)
{
    const struct program_item *item = &trying->instance->program.items[how->item];
    char record[24];
    const struct mutation_place place = {trying->fixture,
            member_of(trying, how->record_id), record,
            is_of_cell(how->way) ? item->columns[how->column].name : "",
            disturbance_name(how->way)};

    snprintf(record, sizeof(record), "%" PRIu64, PROGRAM_RECORD_OF(how->record_id));
    if (mutation_reason_find(&trying->mutation->reasons, &place)) {
        trying->mutation->counts.explained++;
        return true;
    }
    trying->mutation->counts.open++;
    return list_open(trying, how, &place, err);
}

/* What is not noticed of one row. */
struct row {
    struct trying *trying;
    const struct mutate_unit *units; /* the first: left out */
    bool has_part;
    uint64_t told; /* noticed, or counted */
    uint64_t apart;
};

/* A row that is there twice matters where it matters that it is there. */
static bool is_claimed(const struct row *row, const struct mutate_unit *unit)
{
    const struct program_item *item =
            &row->trying->instance->program.items[unit->first.item];
    bool is_another = unit->first.way == DISTURBANCE_CHANGED ||
            unit->first.way == DISTURBANCE_MOVED;

    if (is_of_cell(unit->first.way))
        return row->has_part && unit->first.is_by_record &&
                (!is_another ||
                        mutation_claim_value(row->trying->mutation->procedure,
                                item->columns[unit->first.column].name));
    return row->units[0].class == MUTATE_NOTICED;
}

static bool add_unit(struct row *row, const struct mutate_unit *unit, struct error *err)
{
    struct mutation *mutation = row->trying->mutation;

    note_column(row->trying, unit);
    mutation->counts.tried++;
    row->told += unit->class != MUTATE_UNNOTICED;
    if (unit->class == MUTATE_NOTICED) {
        mutation->counts.noticed++;
        return true;
    }
    if (unit->class == MUTATE_COUNTED) {
        mutation->counts.counted++;
        return true;
    }
    if (is_claimed(row, unit))
        return explain(row->trying, &unit->first, err);
    row->apart++;
    return true;
}

static bool add_row(struct trying *trying, const struct mutate_unit *units, size_t count,
        struct error *err)
{
    struct row row = {.trying = trying,
            .units = units,
            .has_part = units[0].class != MUTATE_UNNOTICED};
    struct message_disturbed any = units[0].first;

    for (size_t i = 0; i < count; i++) {
        if (!add_unit(&row, &units[i], err))
            return false;
    }
    trying->mutation->counts.apart += row.apart;
    if (row.told || !row.apart)
        return true;
    trying->mutation->counts.apart--; /* it stands for the row */
    any.way = DISTURBANCE_ANY;
    return explain(trying, &any, err);
}

static bool is_same_row(const struct mutate_unit *a, const struct mutate_unit *b)
{
    return a->first.item == b->first.item && a->first.record_id == b->first.record_id;
}

/* A worker names what the job has. */
static bool check_units(const struct trying *trying, const struct mutate_result *result,
        struct error *err)
{
    const struct program *program = &trying->instance->program;

    for (size_t i = 0; i < result->count; i++) {
        const struct message_disturbed *how = &result->units[i].first;

        if (how->item >= program->item_count || how->way == DISTURBANCE_NONE ||
                (is_of_cell(how->way) &&
                        how->column >= program->items[how->item].column_count))
            return error_set(err, ERROR_LOST,
                    "the worker disturbed what is not in the job");
    }
    return true;
}

static bool add_all(struct trying *trying, const struct mutate_result *result,
        struct error *err)
{
    struct mutation *mutation = trying->mutation;
    size_t end;

    mutation->counts.fixtures++;
    mutation->counts.steps += result->steps;
    for (size_t t = 0; t < mutation->procedure->test_count; t++)
        mutation->of_tests[t] += result->of_tests[t];
    for (size_t i = 0; i < result->count; i = end) {
        end = i + 1;
        while (end < result->count && is_same_row(&result->units[i], &result->units[end]))
            end++;
        if (!add_row(trying, &result->units[i], end - i, err))
            return false;
    }
    return true;
}

bool mutation_try(struct mutation *mutation, const char *fixture, struct store *store,
        const struct instance_list *list, const struct instance *instance,
        struct error *err)
{
    CLEANUP(mutate_clear) struct mutate_result result = {0};
    struct trying trying = {mutation, fixture, list, instance};

    return mutate_instance(store, list, instance, &result, err) &&
            check_units(&trying, &result, err) && add_all(&trying, &result, err);
}

/* ---- the procedure ---- */

/* In whole percent, rounded down, of those that have to be noticed. */
static unsigned percent_of(const struct mutation_counts *counts)
{
    uint64_t claimed = counts->noticed + counts->explained + counts->open;

    return claimed ? (unsigned)(counts->noticed * 100 / claimed) : 0;
}

bool mutation_write_counts(const struct mutation_counts *counts, struct buf *text,
        struct error *err)
{
    return buf_printf(text, err,
            TR("fixtures disturbed %" PRIu64 ", tests %" PRIu64
               "; disturbances tried %" PRIu64 " (in %" PRIu64 " runs): noticed %" PRIu64
               ", told by the population's numbers %" PRIu64
               ", apart (of sets, of rows without part) %" PRIu64 ", explained %" PRIu64
               ", open %" PRIu64 "; noticed of those claimed %u%%",
                    "変更した試験用証拠 %" PRIu64 "、テスト %" PRIu64
                    "。試した変更 %" PRIu64 "（実行 %" PRIu64 "回）: 気付いた %" PRIu64
                    "、母集団の件数に現れる %" PRIu64
                    "、集計・結果に関わらない行のもの %" PRIu64 "、説明済み %" PRIu64
                    "、未説明 %" PRIu64 "。対象のうち気付いた割合 %u%%"),
            counts->fixtures, counts->tests, counts->tried, counts->steps,
            counts->noticed, counts->counted, counts->apart, counts->explained,
            counts->open, percent_of(counts));
}

static void complain(const struct mutation *mutation, struct complaint_list *complaints)
{
    const struct mutation_counts *counts = &mutation->counts;
    const struct procedure *procedure = mutation->procedure;

    if (counts->fixtures == 0) {
        complaint_add(complaints, COMPLAINT_ERROR, procedure->file, 1, 1,
                TR("no fixture is without exceptions: there is nothing to disturb; add `good`",
                        "例外のない試験用証拠がなく、変更を試せません。good を加えてください"));
        return;
    }
    if (counts->open)
        complaint_add(complaints, COMPLAINT_ERROR, procedure->file, 1, 1,
                TR("disturbances of good evidence that no test notices: %" PRIu64
                   "; each is listed above with the line that would explain it in mutations.csv",
                        "どのテストも気付かない変更が%" PRIu64
                        "件あります。上の一覧に、mutations.csvに書く行があります"),
                counts->open);
    if (percent_of(counts) < MUTATION_PERCENT)
        complaint_add(complaints, COMPLAINT_ERROR, procedure->file, 1, 1,
                TR("noticed of what the procedure claims to test: %u%%, where at least %d%% are expected",
                        "手続が確かめるはずの変更のうち気付いたのは%u%%です（%d%%以上が必要）"),
                percent_of(counts), MUTATION_PERCENT);
    for (size_t t = 0; t < procedure->test_count; t++) {
        if (!mutation->of_tests[t])
            complaint_add(complaints, COMPLAINT_ERROR, procedure->file,
                    procedure->tests[t].node->line, procedure->tests[t].node->column,
                    TR("test '%s': nothing that was done to good evidence changed its result",
                            "テスト「%s」: 試験用証拠をどう変えても結果が変わりませんでした"),
                    procedure->tests[t].id);
    }
}

/* A column that nothing can be done to. */
static bool list_columns(struct mutation *mutation, struct error *err)
{
    size_t count = count_columns(mutation->procedure);

    for (size_t c = 0; c < count; c++) {
        const struct mutation_column *column = &mutation->columns[c];
        const struct mutation_place place = {"*", "*", "*", column->name,
                disturbance_name(DISTURBANCE_ANY)};

        if (!column->name || column->noticed)
            continue;
        mutation->counts.tried++;
        if (mutation_reason_find(&mutation->reasons, &place)) {
            mutation->counts.explained++;
            continue;
        }
        mutation->counts.open++;
        if (!buf_printf(&mutation->text, err,
                    TR("    %s.%s: whatever is done to the column in any fixture, no test notices. Widen a test or the fixture, or explain: *,*,*,%s,any,REASON\n",
                            "    %s.%s: どの試験用証拠でこの列をどのように変えても、どのテストも気付きません。テストか試験用証拠を補うか、理由を書いてください: *,*,*,%s,any,理由\n"),
                    column->item, column->name, column->name))
            return false;
    }
    return true;
}

static void add_counts(struct mutation_counts *sum, const struct mutation_counts *more)
{
    sum->procedures += more->procedures;
    sum->tests += more->tests;
    sum->fixtures += more->fixtures;
    sum->steps += more->steps;
    sum->tried += more->tried;
    sum->noticed += more->noticed;
    sum->counted += more->counted;
    sum->apart += more->apart;
    sum->explained += more->explained;
    sum->open += more->open;
}

bool mutation_end(struct mutation *mutation, struct buf *text,
        struct mutation_counts *counts, struct complaint_list *complaints,
        struct error *err)
{
    if (!list_columns(mutation, err))
        return false;
    mutation->counts.procedures = 1;
    mutation->counts.tests = mutation->procedure->test_count;
    add_counts(counts, &mutation->counts);
    mutation_reason_complain(&mutation->reasons, complaints);
    complain(mutation, complaints);
    if (!buf_printf(text, err, "%s  %s: ",
                mutation->counts.open || percent_of(&mutation->counts) < MUTATION_PERCENT
                        ? TR("FAIL", "不足")
                        : "ok  ",
                mutation->procedure->id) ||
            !mutation_write_counts(&mutation->counts, text, err) ||
            !buf_printf(text, err, "\n%s", buf_text(&mutation->text)))
        return false;
    return mutation->listed <= LISTED_MAX ||
            buf_printf(text, err, TR("    and %zu more\n", "    ほか%zu件\n"),
                    mutation->listed - LISTED_MAX);
}
