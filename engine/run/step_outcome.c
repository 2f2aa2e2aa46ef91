#include "engine/run/step_outcome.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/date.h"
#include "engine/base/decimal.h"
#include "engine/run/step_document.h"
#include "engine/run/step_expected.h"

bool step_outcome_is_moment(const char *text)
{
    char day[DATE_TEXT_SIZE];
    const char *time;

    if (strlen(text) < DATE_TEXT_SIZE - 1)
        return false;
    memcpy(day, text, DATE_TEXT_SIZE - 1);
    day[DATE_TEXT_SIZE - 1] = '\0';
    if (!step_judging_is_day(day))
        return false;
    time = text + DATE_TEXT_SIZE - 1;
    if (*time == '\0')
        return true;
    return strlen(time) == 6 && (*time == ' ' || *time == 'T') && time[3] == ':' &&
            ((time[1] >= '0' && time[1] <= '1' && time[2] >= '0' && time[2] <= '9') ||
                    (time[1] == '2' && time[2] >= '0' && time[2] <= '3')) &&
            time[4] >= '0' && time[4] <= '5' && time[5] >= '0' && time[5] <= '9';
}

/* ---- answers ---- */

static const char *title_of(const struct procedure_answer *answer)
{
    const char *title = procedure_text_in(&answer->title, text_language());

    return title ? title : answer->id;
}

/* The options as a person may write them: "yes, no". */
static const char *list_options(const struct procedure_answer *answer, char text[200])
{
    size_t length = 0;

    text[0] = '\0';
    for (size_t i = 0; i < answer->option_count; i++) {
        int added = snprintf(text + length, 200 - length, "%s%s", i ? ", " : "",
                answer->options[i].value);

        if (added < 0 || (size_t)added >= 200 - length)
            break;
        length += (size_t)added;
    }
    return text;
}

/* By its value, or by how it reads in either language. */
static const struct procedure_option *find_option(const struct procedure_answer *answer,
        const char *text)
{
    for (size_t i = 0; i < answer->option_count; i++) {
        const struct procedure_option *option = &answer->options[i];

        if (strcmp(option->value, text) == 0 ||
                (option->title.in[TEXT_JA] &&
                        strcmp(option->title.in[TEXT_JA], text) == 0) ||
                (option->title.in[TEXT_EN] &&
                        strcmp(option->title.in[TEXT_EN], text) == 0))
            return option;
    }
    return NULL;
}

static bool is_expected(const struct procedure_answer *answer, const char *value)
{
    for (size_t i = 0; i < answer->expected_count; i++) {
        if (answer->type == PROCEDURE_ANSWER_NUMBER
                        ? decimal_compare(answer->expected[i], value) == 0
                        : strcmp(answer->expected[i], value) == 0)
            return true;
    }
    return answer->expected_count == 0;
}

/* Does the value lie within the answer's bounds? */
static bool is_within(const struct procedure_answer *answer, const char *value,
        const struct step_context *context)
{
    if (answer->type == PROCEDURE_ANSWER_NUMBER) {
        const char *least = step_expected_bound(answer->at_least, context);
        const char *most = step_expected_bound(answer->at_most, context);

        return (!least || decimal_compare(value, least) >= 0) &&
                (!most || decimal_compare(value, most) <= 0);
    }
    if (answer->type == PROCEDURE_ANSWER_DATE) {
        const char *first = step_expected_bound(answer->not_before, context);
        const char *end = step_expected_bound(answer->not_after, context);

        return (!first || strcmp(value, first) >= 0) && (!end || strcmp(value, end) <= 0);
    }
    return true;
}

static bool judge_value(struct step_judging *judging,
        const struct procedure_answer *answer, const struct step_value *value)
{
    struct text_pair expected = {{NULL, NULL}};

    if (is_expected(answer, value->value) &&
            is_within(answer, value->value, judging->context))
        return true;
    if (!step_expected_write(answer, judging->context, judging->arena, &expected,
                judging->err))
        return false;
    step_judging_deviation(judging, answer->id);
    return arena_printf(judging->arena, &step_judging_last(judging)->text[TEXT_EN],
                   judging->err, "'%s' was answered %s; expected: %s",
                   answer->title.in[TEXT_EN] ? answer->title.in[TEXT_EN] : answer->id,
                   value->shown[TEXT_EN] ? value->shown[TEXT_EN] : value->value,
                   expected.in[TEXT_EN]) &&
            arena_printf(judging->arena, &step_judging_last(judging)->text[TEXT_JA],
                    judging->err, "「%s」の回答は「%s」、期待は%s",
                    answer->title.in[TEXT_JA] ? answer->title.in[TEXT_JA] : answer->id,
                    value->shown[TEXT_JA] ? value->shown[TEXT_JA] : value->value,
                    expected.in[TEXT_JA]);
}

/* False after a complaint: what was given is no answer of its type. */
static bool read_value(struct step_judging *judging,
        const struct procedure_answer *answer, const char *text,
        struct step_value *ret_value)
{
    const struct procedure_option *option = NULL;
    char options[200];
    bool ok = true;

    *ret_value = (struct step_value){.answer = answer->id, .value = text};
    if (answer->type == PROCEDURE_ANSWER_NUMBER)
        ok = decimal_is(text);
    else if (answer->type == PROCEDURE_ANSWER_DATE)
        ok = step_judging_is_day(text);
    else if (answer->type == PROCEDURE_ANSWER_CHOICE)
        ok = (option = find_option(answer, text)) != NULL;
    if (option) {
        ret_value->value = option->value;
        ret_value->shown[TEXT_JA] = option->title.in[TEXT_JA];
        ret_value->shown[TEXT_EN] = option->title.in[TEXT_EN];
    }
    if (ok)
        return true;
    STEP_JUDGING_COMPLAIN(judging,
            TR("--answer %s=%s: write %s", "--answer %s=%s: %sを書いてください"),
            answer->id, complaint_quote(text).text,
            answer->type == PROCEDURE_ANSWER_NUMBER
                    ? TR("a decimal number such as 12 or 1.5", "12や1.5のような十進数")
                    : answer->type == PROCEDURE_ANSWER_DATE
                    ? TR("a day as YYYY-MM-DD", "YYYY-MM-DD形式の日")
                    : list_options(answer, options));
    return false;
}

static const struct procedure_answer *find_answer(const struct procedure_step *step,
        const char *id)
{
    for (size_t i = 0; i < step->answer_count; i++) {
        if (strcmp(step->answers[i].id, id) == 0)
            return &step->answers[i];
    }
    return NULL;
}

static void check_given(struct step_judging *judging, size_t index)
{
    const struct step_given *given = &judging->entry->given[index];
    const char *names[64];
    const char *nearest;
    size_t count = 0;

    if (find_answer(judging->step, given->id)) {
        for (size_t i = 0; i < index; i++) {
            if (strcmp(judging->entry->given[i].id, given->id) == 0)
                STEP_JUDGING_COMPLAIN(judging,
                        TR("--answer %s is given twice", "--answer %s が二つあります"),
                        given->id);
        }
        return;
    }
    for (size_t i = 0; i < judging->step->answer_count && count < 63; i++)
        names[count++] = judging->step->answers[i].id;
    names[count] = NULL;
    nearest = text_find_nearest(given->id, names);
    STEP_JUDGING_COMPLAIN(judging,
            nearest ? TR("--answer %s: the step asks for nothing of that name; did you mean '%s'?",
                              "--answer %s: この名前の回答はありません。「%s」のことですか。")
                    : TR("--answer %s: the step asks for nothing of that name%s",
                              "--answer %s: この名前の回答はありません%s"),
            complaint_quote(given->id).text, nearest ? nearest : "");
}

static bool judge_answer(struct step_judging *judging,
        const struct procedure_answer *answer)
{
    const struct step_entry *entry = judging->entry;
    const char *text = NULL;
    struct step_value *value = &judging->values[judging->answer->value_count];

    for (size_t i = 0; i < entry->given_count; i++) {
        if (strcmp(entry->given[i].id, answer->id) == 0)
            text = entry->given[i].value;
    }
    if (step_judging_is_blank(text)) {
        if (!answer->optional || text)
            STEP_JUDGING_COMPLAIN(judging,
                    TR("--answer %s=... is missing: %s",
                            "--answer %s=… がありません: %s"),
                    answer->id, title_of(answer));
        return true;
    }
    if (!read_value(judging, answer, text, value))
        return true;
    judging->answer->value_count++;
    return judge_value(judging, answer, value);
}

/* ---- people, place, document ---- */

static bool read_person(struct step_judging *judging, const char *asked)
{
    static const char *const commas[] = {",", "、", "，"};
    struct step_person *person = &judging->persons[judging->answer->person_count];

    for (size_t i = 0; i < ARRAY_LENGTH(commas); i++) {
        const char *comma = strstr(asked, commas[i]);

        if (!comma)
            continue;
        if (!step_judging_trim(judging, asked, (size_t)(comma - asked), &person->name) ||
                !step_judging_trim(judging, comma + strlen(commas[i]),
                        strlen(comma + strlen(commas[i])), &person->role))
            return false;
        if (*person->name && *person->role) {
            judging->answer->person_count++;
            return true;
        }
    }
    STEP_JUDGING_COMPLAIN(judging,
            TR("--asked '%s': write \"name, role\"",
                    "--asked '%s': 「氏名, 役割」の形で書いてください"),
            complaint_quote(asked).text);
    return true;
}

static bool check_people(struct step_judging *judging)
{
    const struct step_entry *entry = judging->entry;

    for (size_t i = 0; i < entry->asked_count; i++) {
        if (!read_person(judging, entry->asked[i]))
            return false;
    }
    if (strcmp(judging->step->technique, "inquiry") == 0 && entry->asked_count == 0)
        STEP_JUDGING_COMPLAIN(judging, "%s",
                TR("--asked \"name, role\" is missing: whom was it asked of?",
                        "--asked \"氏名, 役割\" がありません: 質問した相手"));
    return true;
}

static void check_place(struct step_judging *judging)
{
    const struct step_entry *entry = judging->entry;
    bool is_observed = strcmp(judging->step->technique, "observation") == 0;

    if (is_observed && step_judging_is_blank(entry->place))
        STEP_JUDGING_COMPLAIN(judging, "%s",
                TR("--place is missing: where was it observed?",
                        "--place がありません: 観察した場所"));
    if (is_observed && !entry->at)
        STEP_JUDGING_COMPLAIN(judging, "%s",
                TR("--at is missing: the day, or day and time, of the observation",
                        "--at がありません: 観察した日又は日時"));
    if (entry->at && !step_outcome_is_moment(entry->at))
        STEP_JUDGING_COMPLAIN(judging,
                TR("--at %s: write a day as 2026-03-12, or with a time as \"2026-03-12 10:00\"",
                        "--at %s: 2026-03-12 のような日、又は \"2026-03-12 10:00\" のような日時を書いてください"),
                complaint_quote(entry->at).text);
    judging->answer->place = step_judging_is_blank(entry->place) ? NULL : entry->place;
    judging->answer->observed_at = entry->at;
}

/* ---- all of it ---- */

static void judge_not_applicable(struct step_judging *judging)
{
    const struct step_entry *entry = judging->entry;

    judging->answer->outcome = STEP_NOT_APPLICABLE;
    judging->answer->reason = entry->reason;
    if (step_judging_is_blank(entry->reason))
        STEP_JUDGING_COMPLAIN(judging, "%s",
                TR("--not-applicable needs --reason",
                        "--not-applicable には --reason（理由）が必要です"));
    if (entry->given_count || entry->fact[TEXT_JA] || entry->fact[TEXT_EN] ||
            entry->document || entry->attachment_count)
        STEP_JUDGING_COMPLAIN(judging, "%s",
                TR("a step that is not applicable has no answers: leave out --answer, --fact, --document and --attach",
                        "該当しないステップに回答はありません。--answer・--fact・--document・--attach を外してください"));
}

static void judge_fact(struct step_judging *judging)
{
    struct step_answer *answer = judging->answer;
    const struct step_entry *entry = judging->entry;
    bool has_fact = !step_judging_is_blank(entry->fact[TEXT_JA]) ||
            !step_judging_is_blank(entry->fact[TEXT_EN]);

    if (answer->deviation_count > 0 && !has_fact)
        STEP_JUDGING_COMPLAIN(judging,
                TR("--fact is missing: what deviates (%s)",
                        "--fact がありません: 期待と異なる事実（%s）"),
                judging->deviations[0].text[text_language()]);
    for (int i = 0; i < 2; i++)
        answer->fact[i] = step_judging_is_blank(entry->fact[i]) ? NULL : entry->fact[i];
    answer->outcome = answer->deviation_count > 0 || has_fact ? STEP_EXCEPTION
                                                              : STEP_NO_EXCEPTION;
}

static bool judge_answers(struct step_judging *judging)
{
    const struct procedure_step *step = judging->step;

    for (size_t i = 0; i < judging->entry->given_count; i++)
        check_given(judging, i);
    for (size_t i = 0; i < step->answer_count; i++) {
        if (!judge_answer(judging, &step->answers[i]))
            return false;
    }
    if (judging->entry->attachment_count < step->min_attachments)
        STEP_JUDGING_COMPLAIN(judging,
                TR("--attach FILE: %llu wanted, %zu given",
                        "--attach ファイル: %llu件必要です（指定は%zu件）"),
                (unsigned long long)step->min_attachments,
                judging->entry->attachment_count);
    if (judging->entry->reason)
        STEP_JUDGING_COMPLAIN(judging, "%s",
                TR("--reason is for --not-applicable: write what else is to be known as --note",
                        "--reason は --not-applicable のためのものです。補足は --note に書いてください"));
    check_place(judging);
    if (!check_people(judging) || !step_document_judge(judging))
        return false;
    judge_fact(judging);
    return true;
}

bool step_outcome_judge(const struct procedure_step *step, const struct step_entry *entry,
        const struct step_context *context, const char *where, struct arena *arena,
        struct complaint_list *complaints, struct step_answer *ret_answer,
        struct error *err)
{
    struct step_judging judging = {.step = step,
            .entry = entry,
            .context = context,
            .where = where,
            .arena = arena,
            .complaints = complaints,
            .answer = ret_answer,
            .err = err};

    *ret_answer = (struct step_answer){
            .note = step_judging_is_blank(entry->note) ? NULL : entry->note};
    if (!arena_allocate(arena, (step->answer_count + 1) * sizeof(*judging.values),
                &judging.values, err) ||
            !arena_allocate(arena, (entry->asked_count + 1) * sizeof(*judging.persons),
                    &judging.persons, err) ||
            !arena_allocate(arena,
                    (step->answer_count + STEP_JUDGING_DEVIATIONS_MAX) *
                            sizeof(*judging.deviations),
                    &judging.deviations, err))
        return false;
    ret_answer->values = judging.values;
    ret_answer->persons = judging.persons;
    ret_answer->deviations = judging.deviations;
    if (entry->is_not_applicable) {
        judge_not_applicable(&judging);
        return true;
    }
    return judge_answers(&judging);
}
