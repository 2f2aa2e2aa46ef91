/* chosho take: receive a bundle and print its receipt. */
#include "engine/base/file.h"
#include "engine/commands/commands.h"
#include "engine/commands/form.h"
#include "engine/commands/listing.h"
#include "engine/commands/progress.h"
#include "engine/commands/take_listing.h"
#include "engine/commands/take_receipt.h"
#include "engine/commands/take_replaced.h"
#include "engine/run/intake.h"
#include "engine/workpaper/verify.h"
#include "evidence/convert/convert.h"
#include "evidence/zip/preflight.h"

#include <stdlib.h>
#include <string.h>

static const struct command_option options[] = {
        {"name", "NAME", "提供物の名前（既定はファイル名）",
                "the bundle's name (default: the file's)"},
        {"from", "PERSON", "誰が渡したか", "who handed it over"},
        {"delivered-at", "TIME",
                "いつ渡されたか（2026-04-03 又は 2026-04-03T10:00+09:00）",
                "when it was handed over (2026-04-03, or 2026-04-03T10:00+09:00)"},
        {"how", "TEXT", "受渡しの方法（例 \"SFTP\"）", "by which means (as \"SFTP\")"},
        {"label", "TEXT", "提供物についてのメモ（内部用。受領書には載らない）",
                "a note about the bundle (internal: not on the receipt for the client)"},
        {"replaces", "ID[:MEMBER]...",
                "先の提供物、又はそのファイルを差し替える（'ID:**' は同じ名前のファイルすべて）",
                "takes the place of a bundle, or of a member of it ('ID:**': of every member of the same name)"},
        {"reason", "TEXT", "被監査会社による差替えの理由",
                "the client's reason for replacing"},
        {"receipt", NULL,
                "受領済みの提供物（既定は最新）の受領書を出す。-o FILE.html は提出者へ返す1枚もの",
                "the receipt of a bundle received before (default: the newest); -o FILE.html: a page to send back to the client"},
        {"difference", NULL,
                "受領済みの提供物（既定は最新）が差し替えたものとの差をレコードごとに示す",
                "how a bundle received before (default: the newest) differs from what it replaced, record by record"},
        {"reasons", NULL, "拒否・未読・知らせの理由コードの一覧",
                "list the codes of reasons for which a zip or a member is refused, kept unread or told of"},
        {"key", "COLUMNS",
                "差を示すときのキー列（, 区切り。既定はレイアウトか対応付けのキー）",
                "with --difference: the key columns, divided by commas (default: the layout's or the bindings')"},
        {"all", NULL, "差を示すとき、同じファイルも一覧に含める",
                "with --difference: also the members that are the same"},
        {"format", "html|table|csv|tsv|json|jsonl",
                "出力形式（既定は -o の拡張子、なければ table。html は --receipt のとき）",
                "form of the output (default: by the suffix of -o, else table; html: with --receipt)"},
        {NULL, NULL, NULL, NULL},
};

static const struct listing_column reason_columns[] = {
        {"code", "コード", "code", LISTING_TEXT},
        {"effect", "結果", "effect", LISTING_TEXT},
        {"meaning", "意味", "meaning", LISTING_TEXT},
};

struct taking {
    struct command_call *call;
    struct store *store;
    struct take_listing list;
    int64_t bundle_id; /* of the last one taken */
};

static void end(struct taking *taking)
{
    take_listing_end(&taking->list);
    if (taking->store)
        store_close(taking->store);
}

/* ---- taking ---- */

/* "2026-04-03" stays a day; a time is an instant, in the client's zone where it names
 * none. */
static bool read_delivered_at(struct command_call *call, struct store *store,
        const char **ret_at, struct error *err)
{
    CLEANUP(zone_freep) struct zone *zone = NULL;
    const char *text = command_value(call, "delivered-at");
    struct convert_context context = {0};
    struct convert_value value;

    *ret_at = NULL;
    if (!text)
        return true;
    if (!zone_load(store_engagement(store)->zone, &zone, err))
        return false;
    context.zone = zone;
    if (!convert_text(PROGRAM_DATE, text, strlen(text), &context, &value) &&
            !convert_text(PROGRAM_TIMESTAMP, text, strlen(text), &context, &value))
        return error_set(err, ERROR_USAGE,
                TR("--delivered-at wants a day (2026-04-03) or a time (2026-04-03T10:00+09:00), not '%s'",
                        "--delivered-at には日付（2026-04-03）か時刻（2026-04-03T10:00+09:00）を指定してください（「%s」は読めません）"),
                text);
    return arena_copy(&call->arena, value.text, value.text_size, ret_at, err);
}

static bool read_how(struct command_call *call, struct store *store,
        struct intake_options *how, struct error *err)
{
    how->name = command_value(call, "name");
    how->delivered_by = command_value(call, "from");
    how->delivered_how = command_value(call, "how");
    how->label = command_value(call, "label");
    how->reason = command_value(call, "reason");
    if (!command_values(call, "replaces", &how->replaces, &how->replaces_count, err) ||
            !read_delivered_at(call, store, &how->delivered_at, err))
        return false;
    if (how->reason && how->replaces_count == 0)
        return command_refuse_alone("reason", "replaces", err);
    if (command_has(call, "key") || command_has(call, "all"))
        return command_refuse_alone(command_has(call, "key") ? "key" : "all",
                "difference", err);
    return how->replaces_count == 0 || call->argument_count == 1 ||
            error_set(err, ERROR_USAGE, "%s",
                    TR("--replaces goes with one bundle at a time",
                            "--replaces は提供物を一つずつ指定してください"));
}

static bool take(struct command_call *call, struct store *store, const char *person,
        const char *path, const struct intake_options *told, int64_t *ret_bundle_id,
        struct error *err)
{
    struct progress progress;
    struct intake_options how = *told;
    bool ok;

    how.schedule.progress = progress_tell;
    how.schedule.owner = &progress;
    progress_begin(&progress, call);
    ok = intake_take(store, person, path, &how, ret_bundle_id, err);
    progress_end(&progress);
    return ok;
}

/* A second delivery of a name takes the first one's place in every binding: never in
 * silence. */
static bool warn_of_earlier(struct command_call *call, struct store *store,
        int64_t bundle_id, struct error *err)
{
    struct bundle *bundles;
    size_t count, index = 0;

    if (!bundle_list(store, &call->arena, &bundles, &count, err))
        return false;
    while (index < count && bundles[index].bundle_id != bundle_id)
        index++;
    for (size_t b = 0; b < index; b++) {
        if (strcmp(bundles[b].name, bundles[index].name) == 0)
            command_say(
                    TR("warning: %s was received before under the name '%s'; bindings of that name now read %s alone. Bind '%s' by its own id to go on reading it, or take the new one with --name",
                            "警告: %s が同じ名前「%s」で先に受領されています。この名前の対応付けは以後 %s だけを読みます。先のものも読むには「%s」を番号つきで対応付けるか、新しいものを --name で別名にしてください"),
                    bundles[b].short_id, bundles[b].name, bundles[index].short_id,
                    bundles[b].short_id);
    }
    return true;
}

/* One bundle after the other: what one is refused for does not lose the receipts of the
 * others. What stops all of them is an error. */
static bool take_all(struct taking *taking, const char *person, int *ret_code,
        struct error *err)
{
    struct command_call *call = taking->call;
    struct intake_options how = {0};

    *ret_code = 0;
    if (!read_how(call, taking->store, &how, err))
        return false;
    for (size_t i = 0; i < call->argument_count; i++) {
        struct error failure = {0};
        int64_t bundle_id;

        if (take(call, taking->store, person, call->arguments[i], &how, &bundle_id,
                    &failure)) {
            taking->bundle_id = bundle_id;
            if (!take_listing_add(&taking->list, taking->store, bundle_id, err) ||
                    (how.replaces_count == 0 &&
                            !warn_of_earlier(call, taking->store, bundle_id, err)))
                return false;
            continue;
        }
        if (call->argument_count == 1 || failure.code == ERROR_INTERRUPTED)
            return error_set(err, failure.code, "%s", failure.message);
        command_say("chosho: %s", failure.message);
        *ret_code = command_worse(*ret_code, error_exit_code(failure.code));
    }
    return true;
}

/* What to do with what can be read: once there are bindings, a new delivery is read by
 * them. */
static bool say_next(struct taking *taking, struct error *err)
{
    struct arena *arena = &taking->call->arena;
    const char *folder;
    const char **files;
    size_t bindings;

    if (!taking->list.has_records)
        return true;
    if (!arena_printf(arena, &folder, err, "%s/%s", store_folder(taking->store),
                STORE_BINDINGS) ||
            !file_list(folder, "*.xml", 0, arena, &files, &bindings, err))
        return false;
    if (bindings == 0)
        command_say("%s",
                TR("next: chosho bind --propose -o FILE",
                        "次は chosho bind --propose -o ファイル"));
    else
        command_say("%s",
                TR("next: chosho bind, to see what is bound now",
                        "次は chosho bind で対応付けを確かめてください"));
    return true;
}

/* ---- looking back ---- */

/* Sets call->format; *ret_page: the page for the client. */
static bool read_form(struct command_call *call, bool *ret_page, struct error *err)
{
    static const char *const names[] = {"table", "csv", "tsv", "json", "jsonl"};
    const char *format = call->format_name;

    *ret_page = format ? strcmp(format, "html") == 0 : form_is_named(call, ".html");
    if (*ret_page)
        return command_has(call, "receipt") ||
                error_set(err, ERROR_USAGE, "%s",
                        TR("--format=html goes with --receipt",
                                "--format=html は --receipt と組み合わせてください"));
    if (!format)
        return form_choose(call, false, command_has(call, "receipt") ? " .html" : "",
                err);
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        if (strcmp(names[i], format) == 0) {
            call->format = (enum command_format)i;
            return true;
        }
    }
    return error_set(err, ERROR_USAGE,
            TR("--format is table, csv, tsv, json, jsonl or html, not '%s'",
                    "--format は table, csv, tsv, json, jsonl, html のいずれかです（「%s」は使えません）"),
            format);
}

/* The bundle named, or the newest. */
static bool find_bundle(struct command_call *call, struct store *store,
        struct bundle *ret_bundle, struct error *err)
{
    struct bundle *bundles;
    size_t count;

    if (call->argument_count > 0)
        return bundle_find(store, call->arguments[0], &call->arena, ret_bundle, err);
    if (!bundle_list(store, &call->arena, &bundles, &count, err))
        return false;
    if (count == 0)
        return error_set(err, ERROR_MISSING, "%s",
                TR("nothing has been received yet: chosho take BUNDLE.zip",
                        "まだ何も受領していません: chosho take 提供物.zip"));
    *ret_bundle = bundles[count - 1];
    return true;
}

/* --receipt and --difference: of bundles received before. */
static bool look_back(struct taking *taking, bool is_page, struct error *err)
{
    struct command_call *call = taking->call;
    struct bundle bundle;

    if (!command_expect(call, 0, 1, err) ||
            !command_open(call, STORE_READ, &taking->store, err) ||
            !verify_workpaper(taking->store, err) ||
            !find_bundle(call, taking->store, &bundle, err))
        return false;
    if (command_has(call, "difference"))
        return take_replaced_print(call, taking->store, &bundle, err);
    if (is_page)
        return take_receipt_write(call, taking->store, &bundle, err);
    return take_listing_begin(&taking->list, call, taking->store, err) &&
            take_listing_add(&taking->list, taking->store, bundle.bundle_id, err) &&
            take_listing_finish(&taking->list, err);
}

static bool print_reasons(struct command_call *call, struct error *err)
{
    CLEANUP(listing_freep) struct listing *listing = NULL;
    const char *code, *effect, *text;

    if (!listing_new(call, reason_columns, ARRAY_LENGTH(reason_columns), &listing, err))
        return false;
    for (size_t i = 0; preflight_reason_list(i, &code, &effect, &text); i++) {
        if (!listing_add(listing,
                    (struct slice[]){listing_text(code), listing_text(effect),
                            listing_text(text)},
                    err))
            return false;
    }
    return listing_finish(listing, err);
}

static int run(struct command_call *call, struct error *err)
{
    CLEANUP(end) struct taking taking = {.call = call};
    const char *person;
    bool is_page;
    int code;

    if (!read_form(call, &is_page, err))
        return 2;
    if (command_has(call, "reasons"))
        return command_expect(call, 0, 0, err) && print_reasons(call, err) ? 0 : 6;
    if (command_has(call, "receipt") || command_has(call, "difference"))
        return look_back(&taking, is_page, err) ? 0 : 5;
    if (!command_expect(call, 1, SIZE_MAX, err) ||
            !command_open(call, STORE_WRITE, &taking.store, err) ||
            !verify_workpaper(taking.store, err) ||
            !command_person(call, taking.store, &person, err) ||
            !take_listing_begin(&taking.list, call, taking.store, err) ||
            !take_all(&taking, person, &code, err) ||
            !take_listing_finish(&taking.list, err) ||
            (command_has(call, "replaces") &&
                    !take_replaced_sum_up(call, taking.store, taking.bundle_id, err)) ||
            !say_next(&taking, err))
        return 5;
    return code;
}

const struct command cmd_take = {
        .name = "take",
        .arguments =
                "BUNDLE.zip ... | --receipt [BUNDLE] | --difference [BUNDLE] | --reasons",
        .ja = "証拠の提供物を受け取り、ファイルごとの受領書を出す",
        .en = "receive an evidence bundle and print a receipt of every member",
        .options = options,
        .run = run,
};
