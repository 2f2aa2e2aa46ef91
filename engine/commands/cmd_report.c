/* chosho report: the implementation-result report. */
#include "engine/commands/commands.h"
#include "engine/commands/progress.h"
#include "engine/run/values.h"
#include "engine/workpaper/verify.h"
#include "reports/report_html.h"
#include "reports/report_json.h"

#include <string.h>

#define SECONDS 3600

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

/* What only the library and the evidence can tell. */
static bool fill(struct command_call *call, struct store *store, struct error *err)
{
    CLEANUP(library_clear) struct library library = {0};
    CLEANUP(instance_list_clear) struct instance_list list = {0};
    CLEANUP(complaint_list_clear) struct complaint_list complaints;
    const struct instance_options all = {.seconds = SECONDS};
    struct progress progress;
    const struct values_options how = {SECONDS, progress_tell, &progress};
    bool ok;

    complaint_list_init(&complaints);
    if (!library_load(store_engagement(store)->library, &library, err))
        return false;
    if (library.complaints.errors)
        command_complain(&library.complaints);
    ok = instance_list_make(store, &library, &all, &list, &complaints, err);
    if (!ok)
        command_complain(&complaints);
    if (!ok)
        return false;
    progress_begin(&progress, call);
    ok = values_fill(store, &list, &how, err);
    progress_end(&progress);
    return ok;
}

/* What the report could not show is said in it, and here too. */
static bool warn(struct store *store, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    bool more;

    if (!db_prepare(store_db(store),
                "SELECT r.instance_key, r.test, s.values_reason FROM report_standing AS s JOIN report_result AS r"
                " USING (result_id) WHERE s.values_state = 'refused' ORDER BY 1, 2",
                &row, err))
        return false;
    for (;;) {
        if (!db_step(row, &more, err))
            return false;
        if (!more)
            return true;
        command_say(TR("chosho: %s %s: its exceptions are given without values: %s",
                            "chosho: %s %s: 例外は値を付けずに示しました: %s"),
                db_column_text(row, 0), db_column_text(row, 1), db_column_text(row, 2));
    }
}

static bool write_report(struct command_call *call, struct store *store, enum form form,
        struct error *err)
{
    if (form == FORM_JSON)
        return report_json_write(store_db(store), call->out, err);
    return report_html_write(store_db(store), languages_of(call, store), call->out, err);
}

static int run(struct command_call *call, struct error *err)
{
    CLEANUP(store_closep) struct store *store = NULL;
    enum form form;

    /* One reading transaction: a run that ends meanwhile does not tear the report. */
    if (!command_expect(call, 0, 0, err) || !find_form(call, &form, err) ||
            !command_open(call, STORE_READ, &store, err) ||
            !db_execute(store_db(store), "BEGIN", err) || !verify_workpaper(store, err) ||
            !fill(call, store, err) || !write_report(call, store, form, err) ||
            !warn(store, err))
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
