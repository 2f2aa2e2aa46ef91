/* chosho take: receive a bundle and print its receipt. */
#include "engine/base/file.h"
#include "engine/commands/commands.h"
#include "engine/commands/listing.h"
#include "engine/commands/progress.h"
#include "engine/run/intake.h"
#include "engine/workpaper/verify.h"
#include "evidence/preflight.h"

#include <stdlib.h>
#include <string.h>

#define REMARK_LIMIT ((size_t)4 << 20)

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
        {"status", "状態", "status", LISTING_MEMBER},
        {"kind", "種類", "kind", LISTING_TEXT},
        {"layout", "レイアウト", "layout", LISTING_TEXT},
        {"encoding", "文字コード", "encoding", LISTING_TEXT},
        {"bytes", "バイト", "bytes", LISTING_NUMBER},
        {"records", "レコード", "records", LISTING_NUMBER},
        {"unreadable", "読めない", "unreadable", LISTING_NUMBER},
        {"sha256", "SHA-256", "sha-256", LISTING_TEXT},
        {"remark", "備考", "remark", LISTING_TEXT},
        {"members", "ファイル数", "members", LISTING_NUMBER}, /* of a summary, in json */
};

static const struct listing_column summary_columns[] = {
        {"bundle", "提供物", "bundle", LISTING_TEXT},
        {"layout", "レイアウト／種類", "layout or kind", LISTING_TEXT},
        {"members", "ファイル数", "members", LISTING_NUMBER},
        {"records", "レコード", "records", LISTING_NUMBER},
};

/* Members of one bundle that one layout recognised, or else of one kind. */
struct summary {
    const char *bundle, *layout, *kind; /* kind NULL where there is a layout */
    uint64_t members;
    int64_t records; /* -1: none of them has any */
};

/* The receipts of one call, one bundle after the other. */
struct receipt {
    struct command_call *call;
    struct store *store;
    struct listing *listing;
    struct summary *summaries;
    size_t count, capacity;
    bool has_records; /* something can be bound */
};

struct totals {
    uint64_t members, read, unread, refused, opened, folders, damaged;
};

static void count(struct totals *totals, const struct bundle_member *member)
{
    totals->members += member->status != BUNDLE_FOLDER;
    totals->read += member->status == BUNDLE_READ;
    totals->unread += member->status == BUNDLE_UNREAD;
    totals->refused += member->status == BUNDLE_REFUSED;
    totals->opened += member->status == BUNDLE_OPENED;
    totals->folders += member->status == BUNDLE_FOLDER;
    totals->damaged += member->damage != NULL;
}

/* What to ask the client for instead of a file of a kind that is not read; documents and
 * images have no other form to ask for. To add a kind: a row. */
static const struct wanted {
    const char *kind;
    bool is_packed; /* what it holds is wanted; else its table */
} wanted[] = {
        {"xlsx", false},
        {"ole", false},
        {"docx", false},
        {"pptx", false},
        {"zip", true},
        {"tar", true},
        {"gzip", true},
        {"7z", true},
        {"bzip2", true},
        {"xz", true},
        {"zstd", true},
};

static const char *what_to_ask(const char *kind)
{
    for (size_t i = 0; i < ARRAY_LENGTH(wanted); i++) {
        if (!text_is_equal(wanted[i].kind, kind))
            continue;
        return wanted[i].is_packed
                ? TR("; ask for its contents unpacked",
                          "。中身を展開したものを依頼してください")
                : TR("; ask for CSV", "。CSVでの提出を依頼してください");
    }
    return "";
}

static bool write_remark(const struct bundle_member *member, struct buf *remark,
        struct error *err)
{
    if (member->undecodable && !buf_append_text(remark, member->undecodable, err))
        return false;
    if (member->damage)
        return buf_append_text(remark, remark->size ? TR("; ", "。") : "", err) &&
                buf_append_text(remark, member->damage, err);
    if (!member->reason)
        return true;
    return buf_append_text(remark, preflight_reason_text(member->reason), err) &&
            (strcmp(member->reason, "kind") != 0 ||
                    buf_append_text(remark, what_to_ask(member->kind), err));
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
    CLEANUP(buf_clear) struct buf remark = BUF_INIT(REMARK_LIMIT);
    char bytes[24], records[24], unreadable[24], digest[80] = "";
    bool short_digest = call->format == COMMAND_TABLE;

    number(bytes, (int64_t)member->size, true);
    number(records, member->record_count, member->record_count >= 0);
    number(unreadable, member->unreadable_count, member->unreadable_count > 0);
    if (member->sha256)
        snprintf(digest, sizeof(digest), short_digest ? "%.12s" : "%s", member->sha256);
    if (!write_remark(member, &remark, err))
        return false;
    return listing_add(listing,
            (struct slice[]){listing_text(bundle->short_id), listing_text(member->name),
                    listing_text(bundle_status_name(member->status)),
                    listing_text(member->kind), listing_text(member->layout),
                    listing_text(member->encoding), listing_text(bytes),
                    listing_text(records), listing_text(unreadable), listing_text(digest),
                    listing_text(remark.size ? buf_text(&remark) : NULL),
                    listing_text(NULL)},
            err);
}

/* ---- the summary: how much of what ---- */

static bool is_json(const struct command_call *call)
{
    return call->format == COMMAND_JSON || call->format == COMMAND_JSONL;
}

static bool grow(struct receipt *receipt, struct error *err)
{
    struct summary *more;

    if (receipt->count < receipt->capacity)
        return true;
    receipt->capacity = receipt->capacity ? 2 * receipt->capacity : 32;
    if (!arena_allocate(&receipt->call->arena, receipt->capacity * sizeof(*more), &more,
                err))
        return false;
    if (receipt->count)
        memcpy(more, receipt->summaries, receipt->count * sizeof(*more));
    receipt->summaries = more;
    return true;
}

static bool sum_up(struct receipt *receipt, const struct bundle *bundle,
        const struct bundle_member *member, struct error *err)
{
    const char *kind = member->layout ? NULL : member->kind;
    size_t at = 0;

    while (at < receipt->count &&
            !(strcmp(receipt->summaries[at].bundle, bundle->short_id) == 0 &&
                    text_is_equal(receipt->summaries[at].layout, member->layout) &&
                    text_is_equal(receipt->summaries[at].kind, kind)))
        at++;
    if (at == receipt->count) {
        if (!grow(receipt, err))
            return false;
        receipt->summaries[receipt->count++] = (struct summary){bundle->short_id,
                member->layout, kind, 0, -1};
    }
    receipt->summaries[at].members++;
    if (member->record_count >= 0) {
        receipt->has_records |= member->record_count > 0;
        receipt->summaries[at].records += member->record_count +
                (receipt->summaries[at].records < 0);
    }
    return true;
}

/* Layouts first, then kinds, by name; the bundles stay in order. */
static int compare_summaries(const void *left, const void *right)
{
    const struct summary *a = left, *b = right;

    if (!a->layout != !b->layout)
        return a->layout ? -1 : 1;
    return strcmp(a->layout   ? a->layout
                    : a->kind ? a->kind
                              : "",
            b->layout         ? b->layout
                    : b->kind ? b->kind
                              : "");
}

static bool print_summary(struct listing *listing, const struct summary *summary,
        bool in_json, struct error *err)
{
    char members[24], records[24];
    const char *name = summary->layout ? summary->layout : summary->kind;

    number(members, (int64_t)summary->members, true);
    number(records, summary->records, summary->records >= 0);
    if (!in_json)
        return listing_add(listing,
                (struct slice[]){listing_text(summary->bundle),
                        listing_text(name ? name : TR("unknown", "不明")),
                        listing_text(members), listing_text(records)},
                err);
    return listing_add(listing,
            (struct slice[]){listing_text(summary->bundle), listing_text(NULL),
                    listing_text("summary"), listing_text(summary->kind),
                    listing_text(summary->layout), listing_text(NULL), listing_text(NULL),
                    listing_text(*records ? records : NULL), listing_text(NULL),
                    listing_text(NULL), listing_text(NULL), listing_text(members)},
            err);
}

/* A table of its own below the members; in json objects of status "summary". One csv is
 * one table: there it is left out. */
static bool print_summaries(struct receipt *receipt, struct error *err)
{
    CLEANUP(listing_freep) struct listing *table = NULL;
    struct command_call *call = receipt->call;
    struct listing *listing = receipt->listing;

    if (is_json(call)) {
        for (size_t i = 0; i < receipt->count; i++) {
            if (!print_summary(listing, &receipt->summaries[i], true, err))
                return false;
        }
    }
    if (!listing_finish(listing, err))
        return false;
    if (call->format != COMMAND_TABLE || receipt->count == 0)
        return true;
    fputc('\n', call->out);
    if (!listing_new(call, summary_columns, ARRAY_LENGTH(summary_columns), &table, err))
        return false;
    for (size_t i = 0; i < receipt->count; i++) {
        if (!print_summary(table, &receipt->summaries[i], false, err))
            return false;
    }
    return listing_finish(table, err);
}

static void print_totals(const struct bundle *bundle, const struct totals *totals)
{
    command_say(
            TR("%s: members: %llu = read %llu + kept unread %llu + refused %llu + opened %llu (folders apart: %llu); damaged: %llu; SHA-256 %s",
                    "%s: ファイル %llu = 読み取り %llu + 未読のまま保管 %llu + 拒否 %llu + 展開 %llu（フォルダ %llu は別）、破損 %llu、SHA-256 %s"),
            bundle->short_id, (unsigned long long)totals->members,
            (unsigned long long)totals->read, (unsigned long long)totals->unread,
            (unsigned long long)totals->refused, (unsigned long long)totals->opened,
            (unsigned long long)totals->folders, (unsigned long long)totals->damaged,
            bundle->sha256);
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

static bool print_receipt(struct receipt *receipt, int64_t bundle_id, struct error *err)
{
    struct arena *arena = &receipt->call->arena;
    struct bundle *bundles;
    struct bundle_member *members;
    size_t bundle_count, member_count, first = receipt->count;
    struct totals totals = {0};

    if (!bundle_list(receipt->store, arena, &bundles, &bundle_count, err))
        return false;
    for (size_t b = 0; b < bundle_count; b++) {
        if (bundles[b].bundle_id != bundle_id)
            continue;
        if (!bundle_members(receipt->store, bundle_id, arena, &members, &member_count,
                    err))
            return false;
        for (size_t m = 0; m < member_count; m++) {
            count(&totals, &members[m]);
            if (members[m].status != BUNDLE_FOLDER &&
                    (!print_member(receipt->call, receipt->listing, &bundles[b],
                             &members[m], err) ||
                            !sum_up(receipt, &bundles[b], &members[m], err)))
                return false;
        }
        print_totals(&bundles[b], &totals);
        warn_of_earlier(bundles, b);
    }
    if (receipt->count > first)
        qsort(receipt->summaries + first, receipt->count - first,
                sizeof(*receipt->summaries), compare_summaries);
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
static bool take_all(struct receipt *receipt, const char *person, int *ret_code,
        struct error *err)
{
    struct command_call *call = receipt->call;

    *ret_code = 0;
    for (size_t i = 0; i < call->argument_count; i++) {
        struct error failure = {0};
        int64_t bundle_id;

        if (take(call, receipt->store, person, call->arguments[i], &bundle_id,
                    &failure)) {
            if (!print_receipt(receipt, bundle_id, err))
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
static bool say_next(const struct receipt *receipt, struct error *err)
{
    struct arena *arena = &receipt->call->arena;
    const char *folder;
    const char **files;
    size_t bindings;

    if (!receipt->has_records)
        return true;
    if (!arena_printf(arena, &folder, err, "%s/%s", store_folder(receipt->store),
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

static int run(struct command_call *call, struct error *err)
{
    CLEANUP(store_closep) struct store *store = NULL;
    CLEANUP(listing_freep) struct listing *listing = NULL;
    struct receipt receipt = {.call = call};
    size_t column_count;
    const char *person;
    int code;

    if (!command_expect(call, 1, SIZE_MAX, err) ||
            !command_open(call, STORE_WRITE, &store, err) ||
            !verify_workpaper(store, err) || !command_person(call, store, &person, err))
        return 5;
    column_count = ARRAY_LENGTH(columns) - !is_json(call);
    if (!listing_new(call, columns, column_count, &listing, err))
        return 5;
    receipt.store = store;
    receipt.listing = listing;
    if (!take_all(&receipt, person, &code, err) || !print_summaries(&receipt, err) ||
            !say_next(&receipt, err))
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
