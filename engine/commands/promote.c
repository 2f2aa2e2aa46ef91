#include "engine/commands/promote.h"

#include "engine/commands/fact.h"
#include "engine/commands/promote_mask.h"
#include "engine/run/wordings.h"
#include "engine/workpaper/finding.h"

#include <string.h>

/* What is said of a finding that is there already would be lost. */
bool promote_check(const struct command_call *call, struct error *err)
{
    static const char *const filters[] = {"procedure", "test", "kind"};
    static const char *const texts[] = {"title", "title-en", "fact", "fact-en"};

    if (call->argument_count == 0)
        return error_set(err, ERROR_USAGE, "%s",
                TR("--promote wants the exceptions behind it: chosho exception lists them",
                        "--promote には例外番号が必要です。chosho exception で一覧できます"));
    for (size_t i = 0; i < ARRAY_LENGTH(filters); i++) {
        if (command_has(call, filters[i]))
            return error_set(err, ERROR_USAGE,
                    TR("--%s is for the list of exceptions; --promote wants their ids",
                            "--%s は一覧のためのオプションです。--promote には例外番号を指定してください"),
                    filters[i]);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(texts) && command_has(call, "finding"); i++) {
        if (command_has(call, texts[i]))
            return error_set(err, ERROR_USAGE,
                    TR("--%s is for a new finding; %s has its own already",
                            "--%s は新しい発見事項のためのオプションです。%s にはすでにあります"),
                    texts[i], command_value(call, "finding"));
    }
    return true;
}

/* ---- the texts ---- */

/* The languages of the engagement: its reports, and what a finding needs. */
static bool has_language(const struct store *store, enum text_language language)
{
    return strstr(store_engagement(store)->languages, text_language_name(language));
}

static struct finding read_draft(const struct command_call *call,
        const struct store *store)
{
    bool is_ja = text_starts_with(store_engagement(store)->languages, "ja");
    const char *title = command_value(call, "title");
    const char *fact = command_value(call, "fact");
    const char *title_en = command_value(call, "title-en");
    const char *fact_en = command_value(call, "fact-en");

    return (struct finding){
            .title_ja = is_ja ? title : NULL,
            .title_en = title_en || is_ja ? title_en : title,
            .fact_ja = is_ja ? fact : NULL,
            .fact_en = fact_en || is_ja ? fact_en : fact,
    };
}

/* The procedures' texts speak of all exceptions of their tests: of some of them they
 * would state a wrong number. */
static bool check_whole(const struct command_call *call, const struct store *store,
        const struct fact *fact, struct error *err)
{
    bool both = has_language(store, TEXT_JA) && has_language(store, TEXT_EN);

    if (fact->exceptions == (int64_t)call->argument_count)
        return true;
    return error_set(err, ERROR_USAGE,
            TR("the procedure's text is of all %lld exceptions of the test%s, and %zu would be promoted: say with --fact%s what the finding states",
                    "手続の文はテストの例外 %lld 件すべてについてのもの%sですが、発見事項にするのは %zu 件です。--fact%sで事実を指定してください"),
            (long long)fact->exceptions, fact->results > 1 ? TR("s", "") : "",
            call->argument_count,
            both ? TR(" (and --fact-en in English)", "（英語は --fact-en）")
                 : TR("", " "));
}

/* Without --fact the finding states what its procedures say, in the engagement's
 * languages. */
static bool find_fact(struct command_call *call, struct store *store,
        struct finding *draft, struct error *err)
{
    struct fact fact;

    if (!fact_find(call, store, call->arguments, call->argument_count, &fact, err))
        return false;
    draft->fact_ja = has_language(store, TEXT_JA) ? fact.in[TEXT_JA] : NULL;
    draft->fact_en = has_language(store, TEXT_EN) ? fact.in[TEXT_EN] : NULL;
    if (!draft->fact_ja && !draft->fact_en)
        return true; /* refused as one without facts */
    return check_whole(call, store, &fact, err);
}

/* What the finding now states in words its author did not write; a line for each of the
 * text's. */
static void tell_fact(int64_t id, const struct finding *draft)
{
    const char *text = TR(draft->fact_en ? draft->fact_en : draft->fact_ja,
            draft->fact_ja ? draft->fact_ja : draft->fact_en);

    command_say(TR("F-%lld states, in the procedure's words:",
                        "F-%lld は手続の文を事実としました:"),
            (long long)id);
    while (*text) {
        size_t size = strcspn(text, "\n");

        command_say("  %.*s", (int)size, text);
        text += size + (text[size] == '\n');
    }
}

/* ---- what is unusual about them ---- */

/* A report has the other language's text where one has none. */
static void warn_of_language(const struct store *store, const struct finding *draft)
{
    if (!has_language(store, TEXT_JA) || !has_language(store, TEXT_EN))
        return;
    if (!draft->title_en)
        command_say("%s",
                TR("warning: the finding has no title in English (--title-en): the English report shows the Japanese one",
                        "警告: 英語の表題（--title-en）がありません。英語の報告書には日本語の表題が載ります"));
    if (!draft->title_ja)
        command_say("%s",
                TR("warning: the finding has no title in Japanese (--title): the Japanese report shows the English one",
                        "警告: 日本語の表題（--title）がありません。日本語の報告書には英語の表題が載ります"));
    if (!draft->fact_en)
        command_say("%s",
                TR("warning: the finding has no fact in English (--fact-en): the English report shows the Japanese one",
                        "警告: 英語の事実（--fact-en）がありません。英語の報告書には日本語の事実が載ります"));
    if (!draft->fact_ja)
        command_say("%s",
                TR("warning: the finding has no fact in Japanese (--fact): the Japanese report shows the English one",
                        "警告: 日本語の事実（--fact）がありません。日本語の報告書には英語の事実が載ります"));
}

/* In whichever language an option's text is written. */
static void warn_of_option(struct command_call *call, const struct wording *wording,
        const char *option)
{
    const char *text = command_value(call, option);
    struct slice piece;

    for (int language = TEXT_JA; text && language <= TEXT_EN; language++) {
        if (!wording_find(wording, (enum text_language)language, text, &call->arena,
                    &piece))
            continue;
        command_say(
                TR("warning: --%s: '%.*s' states an opinion; the report states facts only",
                        "警告: --%s: 「%.*s」は意見の表明です。報告書には事実だけを記載します"),
                option, (int)piece.size, piece.text);
        return;
    }
}

static bool warn_of_opinion(struct command_call *call, struct error *err)
{
    static const char *const texts[] = {"title", "title-en", "fact", "fact-en", "reason"};
    CLEANUP(complaint_list_clear) struct complaint_list complaints;
    CLEANUP(wording_clear) struct wording wording = {0};

    complaint_list_init(&complaints);
    if (!wordings_load(&call->arena, &wording, &complaints, err))
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
        warn_of_option(call, &wording, texts[i]);
    return true;
}

/* ---- the act ---- */

static bool raise(struct command_call *call, struct store *store, const char *person,
        int64_t *ret_id, struct error *err)
{
    const char *reason = command_value(call, "reason");
    struct finding draft = read_draft(call, store);
    bool is_default = !draft.fact_ja && !draft.fact_en;

    if (!finding_check(store, &draft, call->arguments, call->argument_count, reason,
                err) ||
            (is_default && !find_fact(call, store, &draft, err)) ||
            !finding_promote(store, person, &draft, call->arguments, call->argument_count,
                    reason, ret_id, err))
        return false;
    if (is_default)
        tell_fact(*ret_id, &draft);
    warn_of_language(store, &draft);
    return true;
}

static bool extend(struct command_call *call, struct store *store, const char *person,
        int64_t *ret_id, struct error *err)
{
    const char *finding = command_value(call, "finding");

    if (!finding_parse_id(finding, ret_id))
        return error_set(err, ERROR_USAGE,
                TR("--finding wants F-1 or the like, not '%s'",
                        "--finding は F-1 の形で指定してください（「%s」は使えません）"),
                finding);
    return finding_extend(store, person, *ret_id, call->arguments, call->argument_count,
            command_value(call, "reason"), err);
}

bool promote_run(struct command_call *call, struct store *store, struct error *err)
{
    const char *person;
    int64_t id;

    if (!command_person(call, store, &person, err) || !warn_of_opinion(call, err) ||
            !promote_mask_check(call, store, err) ||
            !(command_has(call, "finding") ? extend : raise)(call, store, person, &id,
                    err))
        return false;
    fprintf(call->out, "F-%lld\n", (long long)id);
    return true;
}
