#include "engine/run/step_document.h"

#include <string.h>

static bool is_none(const char *text)
{
    return text && (strcmp(text, "none") == 0 || strcmp(text, "なし") == 0);
}

/* "FROM..TO"; TO may be missing. False: neither. */
static bool read_in_force(struct step_judging *judging, const char *text, bool *ret_read)
{
    struct step_answer *answer = judging->answer;
    const char *dots = strstr(text, "..");

    *ret_read = false;
    if (!dots || dots == text)
        return true;
    if (!step_judging_trim(judging, text, (size_t)(dots - text),
                &answer->in_force_from) ||
            !step_judging_trim(judging, dots + 2, strlen(dots + 2), &answer->in_force_to))
        return false;
    if (*answer->in_force_to == '\0')
        answer->in_force_to = NULL;
    *ret_read = step_judging_is_day(answer->in_force_from) &&
            (!answer->in_force_to ||
                    (step_judging_is_day(answer->in_force_to) &&
                            strcmp(answer->in_force_to, answer->in_force_from) >= 0));
    return true;
}

static bool judge_document(struct step_judging *judging)
{
    const struct step_answer *answer = judging->answer;
    const char *as_of = judging->context->as_of;

    if (!*answer->document)
        return STEP_JUDGING_DEVIATE(judging, "", "There is no such document%s",
                "該当する文書がない%s", "");
    if (!answer->approved_on &&
            !STEP_JUDGING_DEVIATE(judging, "", "The document '%s' bears no approval",
                    "文書「%s」に承認の記録がない", answer->document))
        return false;
    if (answer->approved_on && strcmp(answer->approved_on, as_of) > 0 &&
            !STEP_JUDGING_DEVIATE(judging, "",
                    "The document '%s' was approved on %s, after the as-of date %s",
                    "文書「%s」の承認日%sは、基準日%sより後である", answer->document,
                    answer->approved_on, as_of))
        return false;
    if (strcmp(answer->in_force_from, as_of) > 0 &&
            !STEP_JUDGING_DEVIATE(judging, "",
                    "The document '%s' is in force from %s, after the as-of date %s",
                    "文書「%s」は%sから有効で、基準日%sには施行されていない",
                    answer->document, answer->in_force_from, as_of))
        return false;
    if (answer->in_force_to && strcmp(answer->in_force_to, as_of) < 0)
        return STEP_JUDGING_DEVIATE(judging, "",
                "The document '%s' was in force until %s, before the as-of date %s",
                "文書「%s」は%sまで有効で、基準日%sには失効している", answer->document,
                answer->in_force_to, as_of);
    return true;
}

static void need(struct step_judging *judging, const char *value, const char *en,
        const char *ja)
{
    if (step_judging_is_blank(value))
        STEP_JUDGING_COMPLAIN(judging, "%s", TR(en, ja));
}

static void refuse_document(struct step_judging *judging)
{
    const struct step_entry *entry = judging->entry;

    if (entry->document || entry->version || entry->section || entry->approved_on ||
            entry->in_force)
        STEP_JUDGING_COMPLAIN(judging, "%s",
                TR("the step asks for no document: leave out --document and what belongs to it",
                        "このステップは文書を求めていません。--document などを外してください"));
}

bool step_document_judge(struct step_judging *judging)
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
    if (!step_judging_is_day(entry->approved_on) && !is_none(entry->approved_on))
        STEP_JUDGING_COMPLAIN(judging, "%s",
                TR("--approved-on is missing, or no day: YYYY-MM-DD, or none where it bears no approval",
                        "--approved-on がないか、日付ではありません: YYYY-MM-DD（承認の記録がなければ none）"));
    if (entry->in_force && !read_in_force(judging, entry->in_force, &is_read))
        return false;
    if (!is_read)
        STEP_JUDGING_COMPLAIN(judging, "%s",
                TR("--in-force is missing, or no period: 2024-04-01..2026-03-31, or 2024-04-01.. without an end",
                        "--in-force がないか、期間ではありません: 2024-04-01..2026-03-31（終わりがなければ 2024-04-01..）"));
    answer->document = entry->document;
    answer->document_version = entry->version;
    answer->document_section = entry->section;
    answer->approved_on = is_none(entry->approved_on) ? NULL : entry->approved_on;
    return judging->complaints->errors != before || judge_document(judging);
}
