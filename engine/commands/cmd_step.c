/* chosho step: what is to be done by hand, and recording it. */
#include <inttypes.h>
#include <string.h>

#include "engine/commands/commands.h"
#include "engine/commands/listing.h"
#include "engine/commands/step_form.h"
#include "engine/commands/step_work.h"
#include "engine/workpaper/attachment.h"
#include "engine/workpaper/verify.h"

static const struct listing_column columns[] = {
        {"step", "ステップ", "step", LISTING_TEXT},
        {"cell", "対象", "cell", LISTING_TEXT},
        {"control", "管理策", "control", LISTING_TEXT},
        {"technique", "監査技法", "technique", LISTING_TEXT},
        {"outcome", "結果", "outcome", LISTING_OUTCOME},
        {"answer", "記録", "recorded", LISTING_TEXT},
        {"by", "実施者", "by", LISTING_TEXT},
        {"title", "表題", "title", LISTING_TEXT},
};

static bool is_open(const struct step_row *row)
{
    return row->answer_id == 0;
}

/* ---- the list ---- */

static bool add_row(struct listing *listing, const struct step_row *row,
        struct error *err)
{
    char answer[24] = "";

    if (row->answer_id)
        snprintf(answer, sizeof(answer), "M%" PRId64, row->answer_id);
    return listing_add(listing,
            (struct slice[]){listing_text(row->name), listing_text(row->cell->name),
                    listing_text(
                            row->instance->control ? row->instance->control->ref : ""),
                    listing_text(row->step->technique), listing_text(row->outcome),
                    listing_text(answer), listing_text(row->recorded_by),
                    listing_text(procedure_text_in(&row->step->title, text_language()))},
            err);
}

/* What is open comes first. */
static bool print_list(struct command_call *call, const struct step_work *work,
        const char *name, int *ret_code, struct error *err)
{
    CLEANUP(listing_freep) struct listing *listing = NULL;
    size_t counts[2] = {0, 0}, exceptions = 0;

    if (!listing_new(call, columns, ARRAY_LENGTH(columns), &listing, err))
        return false;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < work->count; i++) {
            const struct step_row *row = &work->rows[i];

            if (is_open(row) != (pass == 0) || (name && !step_work_is_named(row, name)))
                continue;
            counts[pass]++;
            exceptions += strcmp(row->outcome, "exception") == 0;
            if ((pass == 0 || !command_has(call, "open")) && !add_row(listing, row, err))
                return false;
        }
    }
    if (!listing_finish(listing, err))
        return false;
    command_say(TR("steps %zu = open %zu + answered %zu; exceptions %zu",
                        "ステップ %zu = 未記入 %zu + 記入済み %zu。例外 %zu"),
            counts[0] + counts[1], counts[0], counts[1], exceptions);
    if (counts[0])
        command_say("%s",
                TR("next: chosho step PROCEDURE/STEP says what is to be done and answered",
                        "次に: chosho step 手続/ステップ で、行うことと答えることを示します"));
    *ret_code = command_worse(counts[0] ? 3 : 0, exceptions ? 1 : 0);
    return true;
}

/* ---- one of them ---- */

static bool fail_unknown(struct command_call *call, const struct step_work *work,
        const char *name, struct error *err)
{
    const char **names, *nearest;

    if (!arena_allocate(&call->arena, (work->count + 1) * sizeof(*names), &names, err))
        return false;
    for (size_t i = 0; i < work->count; i++)
        names[i] = work->rows[i].name;
    nearest = text_find_nearest(name, names);
    return error_set(err, ERROR_MISSING,
            nearest ? TR("there is no step or procedure with steps '%s'; did you mean '%s'?",
                              "「%s」というステップ（又はステップのある手続）はありません。「%s」のことですか。")
                    : TR("there is no step or procedure with steps '%s'; chosho step lists them%s",
                              "「%s」というステップ（又はステップのある手続）はありません。chosho step で一覧できます%s"),
            name, nearest ? nearest : "");
}

/* Is the name a step's, not a whole procedure's? */
static bool is_step(const struct step_row *row, const char *name)
{
    const char *slash = strrchr(name, '/');

    return step_work_is_named(row, name) && slash &&
            strcmp(slash + 1, row->step->id) == 0;
}

/* "2025-Q2 2025-Q3 ..." of the step. */
static void list_cells(const struct step_work *work, const struct step_row *row,
        char text[400])
{
    size_t length = 0;

    text[0] = '\0';
    for (size_t i = 0; i < work->count; i++) {
        const struct step_row *other = &work->rows[i];
        int added;

        if (other->instance != row->instance || other->step != row->step)
            continue;
        added = snprintf(text + length, 400 - length, " %s", other->cell->name);
        if (added < 0 || (size_t)added >= 400 - length) {
            text[length] = '\0';
            return;
        }
        length += (size_t)added;
    }
}

static bool check_instance(const struct step_row *row, const struct step_row *other,
        const char *name, struct error *err)
{
    return row->instance == other->instance ||
            error_set(err, ERROR_USAGE,
                    TR("'%s' is of several instances: name one, %s or %s",
                            "「%s」には複数の適用があります。%s、%s のように指定してください"),
                    name, row->name, other->name);
}

/* Of several cells the one --cell names; without it, the first open one for reading
 * (is_exact false). *ret_row NULL: the name is none of a step. */
static bool find_row(struct command_call *call, const struct step_work *work,
        const char *name, bool is_exact, const struct step_row **ret_row,
        struct error *err)
{
    const char *cell = command_value(call, "cell");
    const struct step_row *first = NULL, *found = NULL;
    char cells[400];

    *ret_row = NULL;
    for (size_t i = 0; i < work->count; i++) {
        const struct step_row *row = &work->rows[i];

        if (!is_step(row, name))
            continue;
        first = first ? first : row;
        if (!check_instance(first, row, name, err))
            return false;
        if (cell ? strcmp(cell, row->cell->name) == 0
                 : !*row->cell->name || (!is_exact && is_open(row)))
            found = found ? found : row;
    }
    if (!found && first && !cell && !is_exact)
        found = first;
    *ret_row = found;
    if (found || !first)
        return true;
    list_cells(work, first, cells);
    return error_set(err, ERROR_USAGE,
            cell ? TR("--cell %s: the step is answered for%s",
                           "--cell %s: このステップの対象は%sです")
                 : TR("--cell is missing: %s is answered for each of%s",
                           "--cell がありません: %s の対象は%sです"),
            cell ? cell : name, cells);
}

/* ---- recording ---- */

static bool check_role(struct command_call *call, struct store *store,
        const struct step_row *row, const char *person, struct error *err)
{
    struct store_person found;

    if (strcmp(row->step->role, "reviewer") != 0)
        return true;
    if (!store_find_person(store, person, &call->arena, &found, err))
        return false;
    return strcmp(found.role, "preparer") != 0 ||
            error_set(err, ERROR_REFUSED,
                    TR("%s is a reviewer's step; %s is a preparer",
                            "%s は査閲者が行うステップです。%s は実施者です"),
                    row->name, person);
}

static bool keep_files(struct command_call *call, struct store *store,
        struct step_answer *answer, struct error *err)
{
    const char *const *files;
    struct step_attached *attached;
    size_t count;

    if (!command_values(call, "attach", &files, &count, err) ||
            !arena_allocate(&call->arena, (count + 1) * sizeof(*attached), &attached,
                    err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!attachment_keep(store, files[i], &call->arena, &attached[i], err))
            return false;
    }
    answer->attachments = attached;
    answer->attachment_count = count;
    return true;
}

/* What is missing is said all at once, and nothing is recorded then. */
static bool judge(struct command_call *call, struct store *store,
        const struct step_row *row, struct step_answer *ret_answer, struct error *err)
{
    CLEANUP(complaint_list_clear) struct complaint_list complaints;
    struct step_context context = steps_context(store, row->instance, row->cell);
    struct step_entry entry;

    complaint_list_init(&complaints);
    if (!step_form_read(call, store, &entry, err) ||
            !step_outcome_judge(row->step, &entry, &context, row->name, &call->arena,
                    &complaints, ret_answer, err))
        return false;
    if (complaints.errors == 0)
        return true;
    command_complain(&complaints);
    return error_set(err, ERROR_USAGE,
            TR("nothing was recorded: %zu to be put right (chosho step %s shows what is wanted)",
                    "記録していません: %zu件を直してください（chosho step %s で必要なものを示します）"),
            complaints.errors, row->name);
}

static void tell(const struct command_call *call, const struct step_row *row,
        const struct step_answer *answer, int64_t id)
{
    fprintf(call->out, "M%" PRId64 "\n", id);
    for (size_t i = 0; i < answer->deviation_count; i++)
        command_say("%s: %s", row->name, answer->deviations[i].text[text_language()]);
    if (answer->outcome == STEP_EXCEPTION)
        command_say(TR("M%" PRId64
                       " is an exception; chosho exception --promote M%" PRId64
                       " --title TEXT --reason TEXT makes a finding of it",
                            "M%" PRId64
                            " は例外です。chosho exception --promote M%" PRId64
                            " --title 表題 --reason 理由 で発見事項にできます"),
                id, id);
    if (row->answer_id)
        command_say(TR("it takes the place of M%" PRId64 ", which stays in the workpaper",
                            "M%" PRId64 " に代わります（以前の回答も調書に残ります）"),
                row->answer_id);
}

static bool record(struct command_call *call, struct store *store,
        const struct step_row *row, int *ret_code, struct error *err)
{
    struct step_answer answer;
    const char *person;
    int64_t id;

    if (strcmp(row->cell->name, STEP_CELLS_UNKNOWN) == 0)
        return error_set(err, ERROR_REFUSED,
                TR("%s is answered for each record of '%s', which are not known: chosho run (of a sample, chosho sample) finds them once their evidence is bound and readable; of more than 2000, draw a sample",
                        "%s は「%s」のレコードごとに答えますが、対象が確定していません。証拠を対応付けてから chosho run（サンプルなら chosho sample）で確定します。2000件を超えるときはサンプルを抽出してください"),
                row->name, row->step->of);
    if (!command_person(call, store, &person, err) ||
            !check_role(call, store, row, person, err) ||
            !judge(call, store, row, &answer, err) || !verify_workpaper(store, err) ||
            !steps_record(store, person, NULL, row->instance, err) ||
            !keep_files(call, store, &answer, err))
        return false;
    answer.instance_key = row->instance->key;
    answer.step = row->step->id;
    answer.cell = row->cell->name;
    if (!step_record_answer(store, person, &answer, &id, err))
        return false;
    tell(call, row, &answer, id);
    *ret_code = answer.outcome == STEP_EXCEPTION ? 1 : 0;
    return true;
}

static bool act(struct command_call *call, struct store *store,
        const struct step_work *work, int *ret_code, struct error *err)
{
    const char *name = call->argument_count ? call->arguments[0] : NULL;
    bool is_recording = step_form_is_given(call), is_known = !name;
    const struct step_row *row = NULL;

    for (size_t i = 0; name && i < work->count; i++)
        is_known = is_known || step_work_is_named(&work->rows[i], name);
    if (!is_known)
        return fail_unknown(call, work, name, err);
    if (name && !find_row(call, work, name, is_recording, &row, err))
        return false;
    if (is_recording && !row)
        return error_set(err, ERROR_USAGE, "%s",
                TR("which step? chosho step PROCEDURE/STEP --answer ...",
                        "どのステップですか。chosho step 手続/ステップ --answer … のように指定してください"));
    if (is_recording)
        return record(call, store, row, ret_code, err);
    return row ? step_show(call, store, work, row, err)
               : print_list(call, work, name, ret_code, err);
}

static int run(struct command_call *call, struct error *err)
{
    CLEANUP(store_closep) struct store *store = NULL;
    CLEANUP(step_work_clear) struct step_work work = {.count = 0};
    int code = 0;

    if (!command_expect(call, 0, 1, err) ||
            !command_open(call, step_form_is_given(call) ? STORE_WRITE : STORE_READ,
                    &store, err) ||
            !verify_workpaper(store, err) || !step_work_load(call, store, &work, err) ||
            !act(call, store, &work, &code, err))
        return 6;
    return code;
}

const struct command cmd_step = {
        .name = "step",
        .arguments = "[PROCEDURE[/STEP]]",
        .ja = "手作業のステップの一覧、内容、回答の記録",
        .en = "list manual steps, show one, record its answer",
        .options = step_form_options,
        .run = run,
};
