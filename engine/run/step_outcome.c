#include "engine/run/step_outcome.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/date.h"
#include "engine/base/decimal.h"
#include "engine/run/step_expected.h"

#define BLANKS " \t\r\n"
#define NONE "none"
#define DEVIATIONS_MAX 8 /* of a document, beside one of each answer */

/* One entry being judged. */
struct judging {
    const struct procedure_step *step;
    const struct step_entry *entry;
    const struct step_context *context;
    const char *where;
    struct arena *arena;
    struct complaint_list *complaints;
    struct step_answer *answer;
    struct step_value *values;
    struct step_person *persons;
    struct step_deviation *deviations;
    struct error *err;
};

#define COMPLAIN(judging, ...)                                                    \
    complaint_add((judging)->complaints, COMPLAINT_ERROR, (judging)->where, 0, 0, \
            __VA_ARGS__)

/* A deviation in both languages. */
#define DEVIATE(judging, answer_id, en_, ja_, ...)                                 \
    (arena_printf((judging)->arena, &deviation(judging, answer_id)->text[TEXT_EN], \
             (judging)->err, en_, __VA_ARGS__) &&                                  \
            arena_printf((judging)->arena, &last(judging)->text[TEXT_JA],          \
                    (judging)->err, ja_, __VA_ARGS__))

static struct step_deviation *deviation(struct judging *judging, const char *answer)
{
    struct step_deviation *next = &judging->deviations[judging->answer->deviation_count];

    judging->answer->deviation_count++;
    next->answer = answer;
    return next;
}

static struct step_deviation *last(struct judging *judging)
{
    return &judging->deviations[judging->answer->deviation_count - 1];
}

static bool is_blank(const char *text)
{
    return !text || text[strspn(text, BLANKS)] == '\0';
}

static bool is_day(const char *text)
{
    int64_t day;

    return text && date_parse(text, strlen(text), &day);
}

static bool is_none(const char *text)
{
    return text && (strcmp(text, NONE) == 0 || strcmp(text, "なし") == 0);
}

bool step_outcome_is_moment(const char *text)
{
    char day[DATE_TEXT_SIZE];
    const char *time;

    if (strlen(text) < DATE_TEXT_SIZE - 1)
        return false;
    memcpy(day, text, DATE_TEXT_SIZE - 1);
    day[DATE_TEXT_SIZE - 1] = '\0';
    if (!is_day(day))
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

static bool judge_value(struct judging *judging, const struct procedure_answer *answer,
        const struct step_value *value)
{
    struct text_pair expected = {{NULL, NULL}};

    if (is_expected(answer, value->value) &&
            is_within(answer, value->value, judging->context))
        return true;
    if (!step_expected_write(answer, judging->context, judging->arena, &expected,
                judging->err))
        return false;
    deviation(judging, answer->id);
    return arena_printf(judging->arena, &last(judging)->text[TEXT_EN], judging->err,
                   "%s: answered %s, expected %s",
                   answer->title.in[TEXT_EN] ? answer->title.in[TEXT_EN] : answer->id,
                   value->shown[TEXT_EN] ? value->shown[TEXT_EN] : value->value,
                   expected.in[TEXT_EN]) &&
            arena_printf(judging->arena, &last(judging)->text[TEXT_JA], judging->err,
                    "%s: 回答は「%s」、期待は%s",
                    answer->title.in[TEXT_JA] ? answer->title.in[TEXT_JA] : answer->id,
                    value->shown[TEXT_JA] ? value->shown[TEXT_JA] : value->value,
                    expected.in[TEXT_JA]);
}

/* False after a complaint: what was given is no answer of its type. */
static bool read_value(struct judging *judging, const struct procedure_answer *answer,
        const char *text, struct step_value *ret_value)
{
    const struct procedure_option *option = NULL;
    char options[200];
    bool ok = true;

    *ret_value = (struct step_value){.answer = answer->id, .value = text};
    if (answer->type == PROCEDURE_ANSWER_NUMBER)
        ok = decimal_is(text);
    else if (answer->type == PROCEDURE_ANSWER_DATE)
        ok = is_day(text);
    else if (answer->type == PROCEDURE_ANSWER_CHOICE)
        ok = (option = find_option(answer, text)) != NULL;
    if (option) {
        ret_value->value = option->value;
        ret_value->shown[TEXT_JA] = option->title.in[TEXT_JA];
        ret_value->shown[TEXT_EN] = option->title.in[TEXT_EN];
    }
    if (ok)
        return true;
    COMPLAIN(judging,
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

static void check_given(struct judging *judging, size_t index)
{
    const struct step_given *given = &judging->entry->given[index];
    const char *names[64];
    const char *nearest;
    size_t count = 0;

    if (find_answer(judging->step, given->id)) {
        for (size_t i = 0; i < index; i++) {
            if (strcmp(judging->entry->given[i].id, given->id) == 0)
                COMPLAIN(judging,
                        TR("--answer %s is given twice", "--answer %s が二つあります"),
                        given->id);
        }
        return;
    }
    for (size_t i = 0; i < judging->step->answer_count && count < 63; i++)
        names[count++] = judging->step->answers[i].id;
    names[count] = NULL;
    nearest = text_find_nearest(given->id, names);
    COMPLAIN(judging,
            nearest ? TR("--answer %s: the step asks for nothing of that name; did you mean '%s'?",
                              "--answer %s: この名前の回答はありません。「%s」のことですか。")
                    : TR("--answer %s: the step asks for nothing of that name%s",
                              "--answer %s: この名前の回答はありません%s"),
            complaint_quote(given->id).text, nearest ? nearest : "");
}

static bool judge_answer(struct judging *judging, const struct procedure_answer *answer)
{
    const struct step_entry *entry = judging->entry;
    const char *text = NULL;
    struct step_value *value = &judging->values[judging->answer->value_count];

    for (size_t i = 0; i < entry->given_count; i++) {
        if (strcmp(entry->given[i].id, answer->id) == 0)
            text = entry->given[i].value;
    }
    if (is_blank(text)) {
        if (!answer->optional || text)
            COMPLAIN(judging,
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

static bool trim(struct judging *judging, const char *text, size_t size,
        const char **ret_text)
{
    while (size > 0 && strchr(BLANKS, *text)) {
        text++;
        size--;
    }
    while (size > 0 && strchr(BLANKS, text[size - 1]))
        size--;
    return arena_copy(judging->arena, text, size, ret_text, judging->err);
}

static bool read_person(struct judging *judging, const char *asked)
{
    static const char *const commas[] = {",", "、", "，"};
    struct step_person *person = &judging->persons[judging->answer->person_count];

    for (size_t i = 0; i < ARRAY_LENGTH(commas); i++) {
        const char *comma = strstr(asked, commas[i]);

        if (!comma)
            continue;
        if (!trim(judging, asked, (size_t)(comma - asked), &person->name) ||
                !trim(judging, comma + strlen(commas[i]),
                        strlen(comma + strlen(commas[i])), &person->role))
            return false;
        if (*person->name && *person->role) {
            judging->answer->person_count++;
            return true;
        }
    }
    COMPLAIN(judging,
            TR("--asked '%s': write \"name, role\"",
                    "--asked '%s': 「氏名, 役割」の形で書いてください"),
            complaint_quote(asked).text);
    return true;
}

static bool check_people(struct judging *judging)
{
    const struct step_entry *entry = judging->entry;

    for (size_t i = 0; i < entry->asked_count; i++) {
        if (!read_person(judging, entry->asked[i]))
            return false;
    }
    if (strcmp(judging->step->technique, "inquiry") == 0 && entry->asked_count == 0)
        COMPLAIN(judging, "%s",
                TR("--asked \"name, role\" is missing: whom was it asked of?",
                        "--asked \"氏名, 役割\" がありません: 質問した相手"));
    return true;
}

static void check_place(struct judging *judging)
{
    const struct step_entry *entry = judging->entry;
    bool is_observed = strcmp(judging->step->technique, "observation") == 0;

    if (is_observed && is_blank(entry->place))
        COMPLAIN(judging, "%s",
                TR("--place is missing: where was it observed?",
                        "--place がありません: 観察した場所"));
    if (is_observed && !entry->at)
        COMPLAIN(judging, "%s",
                TR("--at is missing: the day, or day and time, of the observation",
                        "--at がありません: 観察した日又は日時"));
    if (entry->at && !step_outcome_is_moment(entry->at))
        COMPLAIN(judging,
                TR("--at %s: write a day as 2026-03-12, or with a time as \"2026-03-12 10:00\"",
                        "--at %s: 2026-03-12 のような日、又は \"2026-03-12 10:00\" のような日時を書いてください"),
                complaint_quote(entry->at).text);
    judging->answer->place = is_blank(entry->place) ? NULL : entry->place;
    judging->answer->observed_at = entry->at;
}

/* "FROM..TO"; TO may be missing. False: neither. */
static bool read_in_force(struct judging *judging, const char *text, bool *ret_read)
{
    struct step_answer *answer = judging->answer;
    const char *dots = strstr(text, "..");

    *ret_read = false;
    if (!dots || dots == text)
        return true;
    if (!trim(judging, text, (size_t)(dots - text), &answer->in_force_from) ||
            !trim(judging, dots + 2, strlen(dots + 2), &answer->in_force_to))
        return false;
    if (*answer->in_force_to == '\0')
        answer->in_force_to = NULL;
    *ret_read = is_day(answer->in_force_from) &&
            (!answer->in_force_to ||
                    (is_day(answer->in_force_to) &&
                            strcmp(answer->in_force_to, answer->in_force_from) >= 0));
    return true;
}

static bool judge_document(struct judging *judging)
{
    const struct step_answer *answer = judging->answer;
    const char *as_of = judging->context->as_of;

    if (!*answer->document)
        return DEVIATE(judging, "", "There is no such document%s", "該当する文書がない%s",
                "");
    if (!answer->approved_on &&
            !DEVIATE(judging, "", "The document '%s' bears no approval",
                    "文書「%s」に承認の記録がない", answer->document))
        return false;
    if (answer->approved_on && strcmp(answer->approved_on, as_of) > 0 &&
            !DEVIATE(judging, "",
                    "The document '%s' was approved on %s, after the as-of date %s",
                    "文書「%s」の承認日%sは、基準日%sより後である", answer->document,
                    answer->approved_on, as_of))
        return false;
    if (strcmp(answer->in_force_from, as_of) > 0 &&
            !DEVIATE(judging, "",
                    "The document '%s' is in force from %s, after the as-of date %s",
                    "文書「%s」は%sから有効で、基準日%sには施行されていない",
                    answer->document, answer->in_force_from, as_of))
        return false;
    if (answer->in_force_to && strcmp(answer->in_force_to, as_of) < 0)
        return DEVIATE(judging, "",
                "The document '%s' was in force until %s, before the as-of date %s",
                "文書「%s」は%sまで有効で、基準日%sには失効している", answer->document,
                answer->in_force_to, as_of);
    return true;
}

static void need(struct judging *judging, const char *value, const char *en,
        const char *ja)
{
    if (is_blank(value))
        COMPLAIN(judging, "%s", TR(en, ja));
}

static void refuse_document(struct judging *judging)
{
    const struct step_entry *entry = judging->entry;

    if (entry->document || entry->version || entry->section || entry->approved_on ||
            entry->in_force)
        COMPLAIN(judging, "%s",
                TR("the step asks for no document: leave out --document and what belongs to it",
                        "このステップは文書を求めていません。--document などを外してください"));
}

static bool check_document(struct judging *judging)
{
    const struct step_entry *entry = judging->entry;
    struct step_answer *answer = judging->answer;
    size_t before = judging->complaints->errors;
    bool is_read = false;

    if (!judging->step->has_document) {
        refuse_document(judging);
        return true;
    }
    if (is_none(entry->document)) {
        answer->document = "";
        return judge_document(judging);
    }
    need(judging, entry->document,
            "--document is missing: the name of the document inspected (or none)",
            "--document がありません: 閲覧した文書の名称（なければ none）");
    need(judging, entry->version, "--document-version is missing",
            "--document-version がありません: 文書の版");
    need(judging, entry->section, "--section is missing: where in the document",
            "--section がありません: 文書の該当箇所");
    if (!is_day(entry->approved_on) && !is_none(entry->approved_on))
        COMPLAIN(judging, "%s",
                TR("--approved-on is missing, or no day: YYYY-MM-DD, or none where it bears no approval",
                        "--approved-on がないか、日付ではありません: YYYY-MM-DD（承認の記録がなければ none）"));
    if (entry->in_force && !read_in_force(judging, entry->in_force, &is_read))
        return false;
    if (!is_read)
        COMPLAIN(judging, "%s",
                TR("--in-force is missing, or no period: 2024-04-01..2026-03-31, or 2024-04-01.. without an end",
                        "--in-force がないか、期間ではありません: 2024-04-01..2026-03-31（終わりがなければ 2024-04-01..）"));
    answer->document = entry->document;
    answer->document_version = entry->version;
    answer->document_section = entry->section;
    answer->approved_on = is_none(entry->approved_on) ? NULL : entry->approved_on;
    return judging->complaints->errors != before || judge_document(judging);
}

/* ---- all of it ---- */

static void judge_not_applicable(struct judging *judging)
{
    const struct step_entry *entry = judging->entry;

    judging->answer->outcome = STEP_NOT_APPLICABLE;
    judging->answer->reason = entry->reason;
    if (is_blank(entry->reason))
        COMPLAIN(judging, "%s",
                TR("--not-applicable needs --reason",
                        "--not-applicable には --reason（理由）が必要です"));
    if (entry->given_count || entry->fact[TEXT_JA] || entry->fact[TEXT_EN] ||
            entry->document || entry->attachment_count)
        COMPLAIN(judging, "%s",
                TR("a step that is not applicable has no answers: leave out --answer, --fact, --document and --attach",
                        "該当しないステップに回答はありません。--answer・--fact・--document・--attach を外してください"));
}

static void judge_fact(struct judging *judging)
{
    struct step_answer *answer = judging->answer;
    const struct step_entry *entry = judging->entry;
    bool has_fact = !is_blank(entry->fact[TEXT_JA]) || !is_blank(entry->fact[TEXT_EN]);

    if (answer->deviation_count > 0 && !has_fact)
        COMPLAIN(judging,
                TR("--fact is missing: what deviates (%s)",
                        "--fact がありません: 期待と異なる事実（%s）"),
                judging->deviations[0].text[text_language()]);
    for (int i = 0; i < 2; i++)
        answer->fact[i] = is_blank(entry->fact[i]) ? NULL : entry->fact[i];
    answer->outcome = answer->deviation_count > 0 || has_fact ? STEP_EXCEPTION
                                                              : STEP_NO_EXCEPTION;
}

static bool judge_answers(struct judging *judging)
{
    const struct procedure_step *step = judging->step;

    for (size_t i = 0; i < judging->entry->given_count; i++)
        check_given(judging, i);
    for (size_t i = 0; i < step->answer_count; i++) {
        if (!judge_answer(judging, &step->answers[i]))
            return false;
    }
    if (judging->entry->attachment_count < step->min_attachments)
        COMPLAIN(judging,
                TR("--attach FILE: %llu wanted, %zu given",
                        "--attach ファイル: %llu件必要です（指定は%zu件）"),
                (unsigned long long)step->min_attachments,
                judging->entry->attachment_count);
    if (judging->entry->reason)
        COMPLAIN(judging, "%s",
                TR("--reason is for --not-applicable: write what else is to be known as --note",
                        "--reason は --not-applicable のためのものです。補足は --note に書いてください"));
    check_place(judging);
    if (!check_people(judging) || !check_document(judging))
        return false;
    judge_fact(judging);
    return true;
}

bool step_outcome_judge(const struct procedure_step *step, const struct step_entry *entry,
        const struct step_context *context, const char *where, struct arena *arena,
        struct complaint_list *complaints, struct step_answer *ret_answer,
        struct error *err)
{
    struct judging judging = {.step = step,
            .entry = entry,
            .context = context,
            .where = where,
            .arena = arena,
            .complaints = complaints,
            .answer = ret_answer,
            .err = err};

    *ret_answer = (struct step_answer){
            .note = is_blank(entry->note) ? NULL : entry->note};
    if (!arena_allocate(arena, (step->answer_count + 1) * sizeof(*judging.values),
                &judging.values, err) ||
            !arena_allocate(arena, (entry->asked_count + 1) * sizeof(*judging.persons),
                    &judging.persons, err) ||
            !arena_allocate(arena,
                    (step->answer_count + DEVIATIONS_MAX) * sizeof(*judging.deviations),
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
