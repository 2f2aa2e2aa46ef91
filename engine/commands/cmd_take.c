/* chosho take: receive a bundle and print its receipt. */
#include "engine/commands/commands.h"
#include "engine/commands/listing.h"
#include "engine/commands/progress.h"
#include "engine/run/intake.h"
#include "evidence/preflight.h"

#include <string.h>

static const struct command_option options[] = {
        {"name", "NAME", "提供物の名前（既定はファイル名）",
                "the bundle's name (default: the file's)"},
        {"from", "PERSON", "誰が渡したか", "who handed it over"},
        {"label", "TEXT", "提供物についてのメモ", "a note about the bundle"},
        {NULL, NULL, NULL, NULL},
};

static const struct listing_column columns[] = {
        {"bundle", "提供物", "bundle", LISTING_TEXT},
        {"member", "ファイル", "member", LISTING_TEXT},
        {"status", "状態", "status", LISTING_TEXT},
        {"kind", "種類", "kind", LISTING_TEXT},
        {"layout", "レイアウト", "layout", LISTING_TEXT},
        {"encoding", "文字コード", "encoding", LISTING_TEXT},
        {"bytes", "バイト", "bytes", LISTING_NUMBER},
        {"records", "レコード", "records", LISTING_NUMBER},
        {"unreadable", "読めない", "unreadable", LISTING_NUMBER},
        {"sha256", "SHA-256", "sha-256", LISTING_TEXT},
        {"remark", "備考", "remark", LISTING_TEXT},
};

struct totals {
    uint64_t members, read, unread, refused, folders, damaged;
};

static void count(struct totals *totals, const struct bundle_member *member)
{
    totals->members += member->status != BUNDLE_FOLDER;
    totals->read += member->status == BUNDLE_READ;
    totals->unread += member->status == BUNDLE_UNREAD;
    totals->refused += member->status == BUNDLE_REFUSED;
    totals->folders += member->status == BUNDLE_FOLDER;
    totals->damaged += member->damage != NULL;
}

static const char *remark(const struct bundle_member *member)
{
    if (member->damage)
        return member->damage;
    return member->reason ? preflight_reason_text(member->reason) : NULL;
}

static void number(char text[24], int64_t value, bool known)
{
    text[0] = '\0';
    if (known)
        snprintf(text, 24, "%lld", (long long)value);
}

static bool print_member(const struct command_call *call, struct listing *listing,
        const struct bundle *bundle, const struct bundle_member *member,
        struct error *err)
{
    char bytes[24], records[24], unreadable[24], digest[80] = "";
    bool short_digest = call->format == COMMAND_TABLE;

    number(bytes, (int64_t)member->size, true);
    number(records, member->record_count, member->record_count >= 0);
    number(unreadable, member->unreadable_count, member->unreadable_count > 0);
    if (member->sha256)
        snprintf(digest, sizeof(digest), short_digest ? "%.12s" : "%s", member->sha256);
    return listing_add(listing,
            (struct slice[]){listing_text(bundle->short_id), listing_text(member->name),
                    listing_text(bundle_status_name(member->status)),
                    listing_text(member->kind), listing_text(member->layout),
                    listing_text(member->encoding), listing_text(bytes),
                    listing_text(records), listing_text(unreadable), listing_text(digest),
                    listing_text(remark(member))},
            err);
}

static void print_totals(const struct bundle *bundle, const struct totals *totals)
{
    command_say(
            TR("%s: %llu members = %llu read + %llu kept unread + %llu refused (folders apart: %llu); damaged: %llu; SHA-256 %s",
                    "%s: ファイル %llu = 読み取り %llu + 未読のまま保管 %llu + 拒否 %llu（フォルダ %llu は別）、破損 %llu、SHA-256 %s"),
            bundle->short_id, (unsigned long long)totals->members,
            (unsigned long long)totals->read, (unsigned long long)totals->unread,
            (unsigned long long)totals->refused, (unsigned long long)totals->folders,
            (unsigned long long)totals->damaged, bundle->sha256);
}

/* A second delivery of a name takes the first one's place in every binding: never in
 * silence. */
static void warn_of_earlier(const struct bundle *bundles, size_t index)
{
    for (size_t b = 0; b < index; b++) {
        if (strcmp(bundles[b].name, bundles[index].name) == 0)
            command_say(
                    TR("warning: %s was received before under the name '%s'; bindings of that name now read %s alone. Bind '%s' by its own id to go on reading it, or take the new one with --name",
                            "警告: %s が同じ名前「%s」で先に受領されています。この名前の対応付けは以後 %s だけを読みます。先のものも読むには「%s」を番号つきで対応付けるか、新しいものを --name で別名にしてください"),
                    bundles[b].short_id, bundles[b].name, bundles[index].short_id,
                    bundles[b].short_id);
    }
}

static bool print_receipt(struct command_call *call, struct store *store,
        struct listing *listing, int64_t bundle_id, struct error *err)
{
    struct bundle *bundles;
    struct bundle_member *members;
    size_t bundle_count, member_count;
    struct totals totals = {0};

    if (!bundle_list(store, &call->arena, &bundles, &bundle_count, err))
        return false;
    for (size_t b = 0; b < bundle_count; b++) {
        if (bundles[b].bundle_id != bundle_id)
            continue;
        if (!bundle_members(store, bundle_id, &call->arena, &members, &member_count, err))
            return false;
        for (size_t m = 0; m < member_count; m++) {
            count(&totals, &members[m]);
            if (members[m].status != BUNDLE_FOLDER &&
                    !print_member(call, listing, &bundles[b], &members[m], err))
                return false;
        }
        print_totals(&bundles[b], &totals);
        warn_of_earlier(bundles, b);
    }
    return true;
}

static bool take(struct command_call *call, struct store *store, const char *person,
        const char *path, int64_t *ret_bundle_id, struct error *err)
{
    struct progress progress;
    struct intake_options how = {.name = command_value(call, "name"),
            .delivered_by = command_value(call, "from"),
            .label = command_value(call, "label"),
            .schedule = {.progress = progress_tell, .owner = &progress}};
    bool ok;

    progress_begin(&progress, call);
    ok = intake_take(store, person, path, &how, ret_bundle_id, err);
    progress_end(&progress);
    return ok;
}

/* One bundle after the other: what one is refused for does not lose the receipts of the
 * others. What stops all of them is an error. */
static bool take_all(struct command_call *call, struct store *store, const char *person,
        struct listing *listing, int *ret_code, struct error *err)
{
    *ret_code = 0;
    for (size_t i = 0; i < call->argument_count; i++) {
        struct error failure = {0};
        int64_t bundle_id;

        if (take(call, store, person, call->arguments[i], &bundle_id, &failure)) {
            if (!print_receipt(call, store, listing, bundle_id, err))
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

static int run(struct command_call *call, struct error *err)
{
    CLEANUP(store_closep) struct store *store = NULL;
    CLEANUP(listing_freep) struct listing *listing = NULL;
    const char *person;
    int code;

    if (!command_expect(call, 1, SIZE_MAX, err) ||
            !command_open(call, STORE_WRITE, &store, err) ||
            !command_person(call, store, &person, err) ||
            !listing_new(call, columns, ARRAY_LENGTH(columns), &listing, err) ||
            !take_all(call, store, person, listing, &code, err) ||
            !listing_finish(listing, err))
        return 5;
    return code;
}

const struct command cmd_take = {
        .name = "take",
        .arguments = "BUNDLE.zip ...",
        .ja = "証拠の提供物を受け取り、ファイルごとの受領書を出す",
        .en = "receive an evidence bundle and print a receipt of every member",
        .options = options,
        .run = run,
};
