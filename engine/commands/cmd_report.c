/* chosho report: the implementation-result report. */
#include "engine/commands/commands.h"
#include "engine/commands/shown.h"
#include "engine/workpaper/verify.h"
#include "reports/report_html.h"
#include "reports/report_json.h"

#include <string.h>

static const struct command_option options[] = {
        {"format", "html|json", "報告書の形式(既定は -o の拡張子、なければ html)",
                "form of the report (default: the suffix of -o, else html)"},
        {"lang", "ja|en|ja,en", "報告書の言語(既定は監査業務の設定。英文は参考訳)",
                "languages of the report (default: the engagement's; English beside Japanese is a reference translation)"},
        {NULL, NULL, NULL, NULL},
};

enum form { FORM_HTML, FORM_JSON };

static const struct {
    const char *name, *suffix;
} forms[] = {{"html", ".html"}, {"json", ".json"}};

static bool ends_in(const char *path, const char *end)
{
    size_t size = strlen(path);

    return size > strlen(end) && strcmp(path + size - strlen(end), end) == 0;
}

static bool find_form(const struct command_call *call, enum form *ret_form,
        struct error *err)
{
    for (size_t i = 0; i < ARRAY_LENGTH(forms); i++) {
        if (call->format_name ? strcmp(call->format_name, forms[i].name) == 0
                              : call->output && ends_in(call->output, forms[i].suffix)) {
            *ret_form = (enum form)i;
            return true;
        }
    }
    *ret_form = FORM_HTML;
    if (call->format_name)
        return error_set(err, ERROR_USAGE,
                TR("a report is html or json, not '%s'",
                        "報告書の形式は html か json です('%s' は指定できません)"),
                call->format_name);
    if (call->output)
        return error_set(err, ERROR_USAGE,
                TR("%s: say --format=html or --format=json, or end the name in .html or .json",
                        "%s: --format=html か --format=json を指定するか、ファイル名を .html か .json で終わらせてください"),
                call->output);
    return true;
}

/* "ja", "ja en", ...: as --lang says, else as the engagement does. */
static const char *languages_of(const struct command_call *call,
        const struct store *store)
{
    const char *lang = command_value(call, "lang");

    if (!lang)
        return store_engagement(store)->languages;
    if (strcmp(lang, "ja,en") == 0)
        return "ja en";
    if (strcmp(lang, "en,ja") == 0)
        return "en ja";
    return text_language_name(text_language());
}

static bool write_report(struct command_call *call, struct store *store, enum form form,
        struct error *err)
{
    if (form == FORM_JSON)
        return report_json_write(store_db(store), call->out, err);
    return report_html_write(store_db(store), languages_of(call, store), call->out, err);
}

/* A report without what this machine could not read again would be another elsewhere. */
static bool fill_values(struct command_call *call, struct store *store, struct error *err)
{
    return shown_fill_masked(call, store, err) ||
            error_prefix(err, TR("no report is written", "報告書は作成しません"));
}

static int run(struct command_call *call, struct error *err)
{
    CLEANUP(store_closep) struct store *store = NULL;
    enum form form;

    /* One reading transaction: a run that ends meanwhile does not tear the report. */
    if (!command_expect(call, 0, 0, err) || !find_form(call, &form, err) ||
            !command_open(call, STORE_READ, &store, err) ||
            !db_execute(store_db(store), "BEGIN", err) || !verify_workpaper(store, err) ||
            !fill_values(call, store, err) || !write_report(call, store, form, err) ||
            !shown_warn(store, err))
        return 6;
    return 0;
}

const struct command cmd_report = {
        .name = "report",
        .arguments = "",
        .ja = "実施結果報告書を作成する",
        .en = "write the implementation-result report",
        .options = options,
        .run = run,
};
