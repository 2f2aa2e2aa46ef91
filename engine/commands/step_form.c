#include "engine/commands/step_form.h"

#include <string.h>

const struct command_option step_form_options[] = {
        {"open", NULL, "未記入のものだけを示す", "only what is open"},
        {"cell", "CELL", "どの四半期・月・レコードについてか（例: 2025-Q2）",
                "which quarter, month or record: 2025-Q2"},
        {"answer", "ID=VALUE...", "回答", "an answer, several times"},
        {"asked", "NAME,ROLE...", "質問した相手の氏名と役割",
                "who was asked, several times"},
        {"place", "TEXT", "観察した場所", "where something was observed"},
        {"at", "TIME", "観察した日又は日時（依頼者の時刻。例: \"2026-03-12 10:00\"）",
                "when: a day, or day and time of the client's clock, \"2026-03-12 10:00\""},
        {"document", "NAME", "閲覧した文書の名称（なければ none）",
                "the document inspected; none where there is no such document"},
        {"document-version", "TEXT", "文書の版", "its version"},
        {"section", "TEXT", "文書の該当箇所", "where in it"},
        {"approved-on", "DAY", "文書の承認日（承認の記録がなければ none）",
                "the day of its approval; none where it bears none"},
        {"in-force", "FROM..TO", "文書の施行期間（終わりがなければ 2024-04-01..）",
                "the days it is in force; 2024-04-01.. without an end"},
        {"attach", "FILE...", "添付するファイル", "a file to attach, several times"},
        {"note", "TEXT", "補足", "what else is to be known"},
        {"fact", "TEXT", "期待と異なる事実（監査業務の言語）",
                "what deviates, in the engagement's language"},
        {"fact-en", "TEXT", "期待と異なる事実（英語）", "what deviates, in English"},
        {"not-applicable", NULL, "該当しないことを記録する（--reason が必要）",
                "records that it does not apply (--reason)"},
        {"reason", "TEXT", "該当しない理由", "why it does not apply"},
        {NULL, NULL, NULL, NULL},
};

bool step_form_is_given(const struct command_call *call)
{
    static const char *const names[] = {"answer", "asked", "place", "at", "document",
            "document-version", "section", "approved-on", "in-force", "attach", "note",
            "fact", "fact-en", "not-applicable", "reason"};

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        if (command_has(call, names[i]))
            return true;
    }
    return false;
}

static bool read_given(struct command_call *call, struct step_entry *entry,
        struct error *err)
{
    const char *const *texts;
    struct step_given *given;
    size_t count;

    if (!command_values(call, "answer", &texts, &count, err) ||
            !arena_allocate(&call->arena, (count + 1) * sizeof(*given), &given, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        const char *equals = strchr(texts[i], '=');

        if (!equals || equals == texts[i])
            return error_set(err, ERROR_USAGE,
                    TR("--answer %s: write ID=VALUE",
                            "--answer %s: 「識別子=値」の形で書いてください"),
                    complaint_quote(texts[i]).text);
        if (!arena_copy(&call->arena, texts[i], (size_t)(equals - texts[i]), &given[i].id,
                    err))
            return false;
        given[i].value = equals + 1;
    }
    entry->given = given;
    entry->given_count = count;
    return true;
}

bool step_form_read(struct command_call *call, const struct store *store,
        struct step_entry *ret_entry, struct error *err)
{
    enum text_language first = store_language(store);
    const char *const *attached;

    *ret_entry = (struct step_entry){
            .place = command_value(call, "place"),
            .at = command_value(call, "at"),
            .document = command_value(call, "document"),
            .version = command_value(call, "document-version"),
            .section = command_value(call, "section"),
            .approved_on = command_value(call, "approved-on"),
            .in_force = command_value(call, "in-force"),
            .note = command_value(call, "note"),
            .is_not_applicable = command_has(call, "not-applicable"),
            .reason = command_value(call, "reason"),
    };
    ret_entry->fact[first] = command_value(call, "fact");
    if (command_has(call, "fact-en"))
        ret_entry->fact[TEXT_EN] = command_value(call, "fact-en");
    return read_given(call, ret_entry, err) &&
            command_values(call, "asked", &ret_entry->asked, &ret_entry->asked_count,
                    err) &&
            command_values(call, "attach", &attached, &ret_entry->attachment_count, err);
}
