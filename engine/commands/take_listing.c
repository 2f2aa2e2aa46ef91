#include "engine/commands/take_listing.h"

#include "engine/base/text.h"
#include "engine/commands/kind_word.h"
#include "engine/commands/take_group.h"
#include "evidence/zip/preflight.h"
#include "reports/local_time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REMARK_LIMIT ((size_t)4 << 20)

static const struct listing_column columns[] = {
        {"bundle", "提供物", "bundle", LISTING_TEXT},
        {"member", "ファイル", "member", LISTING_TEXT},
        {"status", "状態", "status", LISTING_MEMBER},
        {"kind", "種類", "kind", LISTING_TEXT},
        {"layout", "レイアウト", "layout", LISTING_TEXT},
        {"encoding", "文字コード", "encoding", LISTING_TEXT},
        {"bytes", "バイト", "bytes", LISTING_NUMBER},
        {"records", "レコード", "records", LISTING_NUMBER},
        {"unreadable", "うち読めない", "of these unreadable", LISTING_NUMBER},
        {"period", "期間", "period", LISTING_TEXT},
        {"sha256", "SHA-256", "sha-256", LISTING_TEXT},
        {"remark", "備考", "remark", LISTING_TEXT},
};

/* The same for programs, with what a table has no room for. */
static const struct listing_column data_columns[] = {
        {"bundle", NULL, NULL, LISTING_TEXT},
        {"member", NULL, NULL, LISTING_TEXT},
        {"status", NULL, NULL, LISTING_MEMBER},
        {"kind", NULL, NULL, LISTING_TEXT},
        {"layout", NULL, NULL, LISTING_TEXT},
        {"encoding", NULL, NULL, LISTING_TEXT},
        {"bytes", NULL, NULL, LISTING_NUMBER},
        {"records", NULL, NULL, LISTING_NUMBER},
        {"unreadable", NULL, NULL, LISTING_NUMBER},
        {"sha256", NULL, NULL, LISTING_TEXT},
        {"remark", NULL, NULL, LISTING_TEXT},
        {"time_column", NULL, NULL, LISTING_TEXT},
        {"first_time", NULL, NULL, LISTING_TEXT},
        {"last_time", NULL, NULL, LISTING_TEXT},
        {"assumed_zone", NULL, NULL, LISTING_TEXT}, /* of stamps that name none */
        {"control_total", NULL, NULL, LISTING_NUMBER},
        {"control_line", NULL, NULL, LISTING_NUMBER}, /* that states it */
        {"superseded_by", NULL, NULL, LISTING_TEXT},
        {"name_bytes", NULL, NULL, LISTING_TEXT},  /* as in the zip, in hexadecimal */
        {"received_at", NULL, NULL, LISTING_TEXT}, /* from here on of the bundle */
        {"delivered_by", NULL, NULL, LISTING_TEXT},
        {"delivered_at", NULL, NULL, LISTING_TEXT},
        {"delivered_how", NULL, NULL, LISTING_TEXT},
        {"bundle_sha256", NULL, NULL, LISTING_TEXT},
};

static const struct listing_column summary_columns[] = {
        {"bundle", "提供物", "bundle", LISTING_TEXT},
        {"layout", "レイアウト／種類", "layout or kind", LISTING_TEXT},
        {"members", "ファイル数", "members", LISTING_NUMBER},
        {"records", "レコード", "records", LISTING_NUMBER},
};

struct totals {
    uint64_t members, read, unread, refused, opened, folders, damaged;
    uint64_t unreadable; /* members with records that cannot be read */
    uint64_t over;       /* members of which something is over a limit */
};

static void count(struct totals *totals, const struct bundle_member *member)
{
    totals->members += member->status != BUNDLE_FOLDER;
    totals->read += member->status == BUNDLE_READ;
    totals->unread += member->status == BUNDLE_UNREAD;
    totals->refused += member->status == BUNDLE_REFUSED;
    totals->opened += member->status == BUNDLE_OPENED;
    totals->folders += member->status == BUNDLE_FOLDER;
    totals->damaged += take_remark_is_damaged(member);
    totals->unreadable += member->unreadable_count > 0;
    totals->over += member->notice &&
            strstr(member->notice, PREFLIGHT_OVER_LIMIT) != NULL;
}

static bool write_hex(struct slice bytes, struct buf *hex, struct error *err)
{
    for (size_t i = 0; i < bytes.size; i++) {
        if (!buf_printf(hex, err, "%02x", (unsigned)(unsigned char)bytes.text[i]))
            return false;
    }
    return true;
}

static void number(char text[24], int64_t value, bool known)
{
    text[0] = '\0';
    if (known)
        snprintf(text, 24, "%lld", (long long)value);
}

/* For programs what is not known is null. */
static struct slice number_text(const char *text)
{
    return listing_text(*text ? text : NULL);
}

static bool print_data(struct listing *listing, const struct bundle *bundle,
        const struct bundle_member *member, const char *remark, struct error *err)
{
    CLEANUP(buf_clear) struct buf hex = BUF_INIT(REMARK_LIMIT);
    char bytes[24], records[24], unreadable[24], total[24], line[24];

    number(bytes, (int64_t)member->size, true);
    number(records, member->record_count, member->record_count >= 0);
    number(unreadable, member->unreadable_count, member->unreadable_count >= 0);
    number(total, member->control_total, member->control_total >= 0);
    number(line, member->control_line, member->control_line >= 0);
    return write_hex(member->raw_name, &hex, err) &&
            listing_add(listing,
                    (struct slice[]){listing_text(bundle->short_id),
                            listing_text(member->name),
                            listing_text(bundle_status_name(member->status)),
                            listing_text(member->kind), listing_text(member->layout),
                            listing_text(member->encoding), listing_text(bytes),
                            number_text(records), number_text(unreadable),
                            listing_text(member->sha256), listing_text(remark),
                            listing_text(member->time_column),
                            listing_text(member->first_time),
                            listing_text(member->last_time),
                            listing_text(member->assumed_zone), number_text(total),
                            number_text(line), listing_text(member->superseded_by),
                            listing_text(buf_text(&hex)),
                            listing_text(bundle->received_at),
                            listing_text(bundle->delivered_by),
                            listing_text(bundle->delivered_at),
                            listing_text(bundle->delivered_how),
                            listing_text(bundle->sha256)},
                    err);
}

/* What a kind is called on a page. */
static bool write_kind(const struct take_listing *list, const char *kind,
        struct buf *text, struct error *err)
{
    return !kind || kind_word_append(list->words, kind, text, err);
}

static struct slice text_or_null(const struct buf *buf)
{
    return listing_text(buf->size ? buf_text(buf) : NULL);
}

/* The bundle's column is the first: of one bundle alone the lines below say it. */
static bool has_bundle_column(const struct command_call *call)
{
    return call->format != COMMAND_TABLE || call->argument_count > 1;
}

static bool print_row(const struct take_listing *list, const struct bundle *bundle,
        const struct bundle_member *member, const char *name, const struct buf *remark,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf kind = BUF_INIT(REMARK_LIMIT);
    char bytes[24], records[24], unreadable[24], digest[16] = "";
    char period[TAKE_REMARK_PERIOD_SIZE];

    number(bytes, (int64_t)member->size, true);
    number(records, member->record_count, member->record_count >= 0);
    number(unreadable, member->unreadable_count, member->unreadable_count >= 0);
    take_remark_period(&list->with, member, period);
    if (member->assumed_zone && *period)
        strncat(period, " *", sizeof(period) - strlen(period) - 1);
    if (member->sha256)
        snprintf(digest, sizeof(digest), "%.8s", member->sha256);
    return write_kind(list, member->kind, &kind, err) &&
            listing_add(list->listing,
                    (struct slice[]){listing_text(bundle->short_id), listing_text(name),
                            listing_text(bundle_status_name(member->status)),
                            text_or_null(&kind), listing_text(member->layout),
                            listing_text(member->encoding), listing_text(bytes),
                            listing_text(records), listing_text(unreadable),
                            listing_text(period), listing_text(digest),
                            text_or_null(remark)} +
                            !has_bundle_column(list->call),
                    err);
}

static bool print_member(const struct take_listing *list, const struct bundle *bundle,
        const struct bundle_member *member, struct error *err)
{
    CLEANUP(buf_clear) struct buf remark = BUF_INIT(REMARK_LIMIT);
    bool is_table = list->call->format == COMMAND_TABLE;

    if (!take_remark_write(&list->with, member, !is_table, &remark, err))
        return false;
    return is_table ? print_row(list, bundle, member, member->name, &remark, err)
                    : print_data(list->listing, bundle, member,
                              remark.size ? buf_text(&remark) : NULL, err);
}

static bool print_group(const struct take_listing *list, const struct bundle *bundle,
        const struct take_group *group, struct error *err)
{
    CLEANUP(buf_clear) struct buf name = BUF_INIT(REMARK_LIMIT);
    CLEANUP(buf_clear) struct buf remark = BUF_INIT(REMARK_LIMIT);

    return take_group_write_name(group, &name, err) &&
            take_remark_write(&list->with, &group->remarked, false, &remark, err) &&
            print_row(list, bundle, &group->total, buf_text(&name), &remark, err);
}

static bool print_members(const struct take_listing *list, const struct bundle *bundle,
        const struct bundle_member *members, size_t count, struct error *err)
{
    struct take_group **groups = NULL;

    if (list->call->format == COMMAND_TABLE &&
            !take_group_find(&list->with, members, count, &list->call->arena, &groups,
                    err))
        return false;
    for (size_t m = 0; m < count; m++) {
        const struct take_group *group = groups ? groups[m] : NULL;

        if (members[m].status == BUNDLE_FOLDER || (group && group->first != m))
            continue;
        if (!(group ? print_group(list, bundle, group, err)
                    : print_member(list, bundle, &members[m], err)))
            return false;
    }
    return true;
}

/* ---- the summary: how much of what ---- */

static bool grow(struct take_listing *list, struct error *err)
{
    struct take_listing_summary *more;

    if (list->count < list->capacity)
        return true;
    list->capacity = list->capacity ? 2 * list->capacity : 32;
    if (!arena_allocate(&list->call->arena, list->capacity * sizeof(*more), &more, err))
        return false;
    if (list->count)
        memcpy(more, list->summaries, list->count * sizeof(*more));
    list->summaries = more;
    return true;
}

static bool sum_up(struct take_listing *list, const struct bundle *bundle,
        const struct bundle_member *member, struct error *err)
{
    const char *kind = member->layout ? NULL : member->kind;
    size_t at = 0;

    while (at < list->count &&
            !(strcmp(list->summaries[at].bundle, bundle->short_id) == 0 &&
                    text_is_equal(list->summaries[at].layout, member->layout) &&
                    text_is_equal(list->summaries[at].kind, kind)))
        at++;
    if (at == list->count) {
        if (!grow(list, err))
            return false;
        list->summaries[list->count++] = (struct take_listing_summary){bundle->short_id,
                member->layout, kind, 0, -1};
    }
    list->summaries[at].members++;
    if (member->record_count >= 0) {
        list->has_records |= member->record_count > 0;
        list->summaries[at].records += member->record_count +
                (list->summaries[at].records < 0);
    }
    return true;
}

/* Layouts first, then kinds, by name; the bundles stay in order. */
static int compare_summaries(const void *left, const void *right)
{
    const struct take_listing_summary *a = left, *b = right;

    if (!a->layout != !b->layout)
        return a->layout ? -1 : 1;
    return strcmp(a->layout   ? a->layout
                    : a->kind ? a->kind
                              : "",
            b->layout         ? b->layout
                    : b->kind ? b->kind
                              : "");
}

static bool print_summary(const struct take_listing *list, struct listing *table,
        const struct take_listing_summary *summary, struct error *err)
{
    CLEANUP(buf_clear) struct buf name = BUF_INIT(REMARK_LIMIT);
    char members[24], records[24];

    number(members, (int64_t)summary->members, true);
    number(records, summary->records, summary->records >= 0);
    return (summary->layout ? buf_append_text(&name, summary->layout, err)
                            : write_kind(list, summary->kind, &name, err)) &&
            listing_add(table,
                    (struct slice[]){listing_text(summary->bundle),
                            name.size ? listing_text(buf_text(&name))
                                      : listing_text(TR("unknown", "不明")),
                            listing_text(members), listing_text(records)},
                    err);
}

bool take_listing_finish(struct take_listing *list, struct error *err)
{
    CLEANUP(listing_freep) struct listing *table = NULL;
    struct command_call *call = list->call;

    if (!listing_finish(list->listing, err))
        return false;
    if (call->format != COMMAND_TABLE || list->count == 0)
        return true;
    fputc('\n', call->out);
    if (!listing_new(call, summary_columns, ARRAY_LENGTH(summary_columns), &table, err))
        return false;
    for (size_t i = 0; i < list->count; i++) {
        if (!print_summary(list, table, &list->summaries[i], err))
            return false;
    }
    return listing_finish(table, err);
}

/* Who, when, how: what of it was told. */
static void print_delivery(const struct take_listing *list, const struct bundle *bundle)
{
    const char *by = bundle->delivered_by, *at = bundle->delivered_at;
    const char *how = bundle->delivered_how;
    char local[LOCAL_TIME_SIZE];

    if (at && local_time_format(list->zone, at, local))
        at = local;
    if (by || at || how)
        command_say(TR("%s: handed over by %s, at %s, by way of %s",
                            "%s: 提出者 %s、提出日時 %s、方法 %s"),
                bundle->short_id, by ? by : TR("(not told)", "（記録なし）"),
                at ? at : TR("(not told)", "（記録なし）"),
                how ? how : TR("(not told)", "（記録なし）"));
}

static void print_totals(const struct bundle *bundle, const struct totals *totals)
{
    char over[96] = "";

    if (totals->over)
        snprintf(over, sizeof(over),
                TR(", over a limit: %llu", "、上限を超えたもの %llu"),
                (unsigned long long)totals->over);
    command_say(
            TR("%s: members: %llu = read %llu + kept unread %llu + refused %llu + opened %llu (folders apart: %llu); damaged: %llu, with unreadable records: %llu%s; SHA-256 %s",
                    "%s: ファイル %llu = 読み取り %llu + 保管のみ %llu + 拒否 %llu + 展開済み %llu（フォルダ %llu は別）、破損 %llu、読めないレコードのあるもの %llu%s、SHA-256 %s"),
            bundle->short_id, (unsigned long long)totals->members,
            (unsigned long long)totals->read, (unsigned long long)totals->unread,
            (unsigned long long)totals->refused, (unsigned long long)totals->opened,
            (unsigned long long)totals->folders, (unsigned long long)totals->damaged,
            (unsigned long long)totals->unreadable, over, bundle->sha256);
}

/* What the star behind a period stands for. */
static void explain_star(const struct take_listing *list,
        const struct bundle_member *members, size_t count)
{
    size_t m = 0;

    while (m < count && !members[m].assumed_zone)
        m++;
    if (m < count && list->call->format == COMMAND_TABLE)
        command_say(
                TR("* these stamps name no zone: taken as %s",
                        "* タイムゾーンの記載がない時刻です。%s として読み取りました"),
                members[m].assumed_zone);
}

/* Records of another time than the engagement's: a wrong file, or a wrong period. */
static void warn_of_period(const struct take_listing *list, const struct bundle *bundle,
        const struct bundle_member *members, size_t count)
{
    const struct take_remark *with = &list->with;
    const struct bundle_member *example = NULL;
    unsigned long long dated = 0, outside = 0;
    char period[TAKE_REMARK_PERIOD_SIZE];

    for (size_t m = 0; m < count; m++) {
        dated += take_remark_is_dated(&members[m]);
        if (!take_remark_is_outside(with, &members[m]))
            continue;
        outside++;
        example = example ? example : &members[m];
    }
    if (!example)
        return;
    take_remark_period(with, example, period);
    command_say(
            TR("warning: %s: %llu of %llu members with dates lie outside the period %s..%s, e.g. %s (%s)",
                    "警告: %s: 日付のあるファイル%llu/%llu件は監査対象期間 %s..%s の外です。例 %s（%s）"),
            bundle->short_id, outside, dated, with->period_start, with->period_end,
            example->name, period);
}

static bool add_bundle(struct take_listing *list, struct store *store,
        const struct bundle *bundle, struct error *err)
{
    struct bundle_member *members;
    struct totals totals = {0};
    size_t count_of;

    if (!bundle_members(store, bundle->bundle_id, &list->call->arena, &members, &count_of,
                err) ||
            !print_members(list, bundle, members, count_of, err))
        return false;
    for (size_t m = 0; m < count_of; m++) {
        count(&totals, &members[m]);
        if (members[m].status != BUNDLE_FOLDER && !sum_up(list, bundle, &members[m], err))
            return false;
    }
    print_totals(bundle, &totals);
    print_delivery(list, bundle);
    explain_star(list, members, count_of);
    warn_of_period(list, bundle, members, count_of);
    return true;
}

bool take_listing_add(struct take_listing *list, struct store *store, int64_t bundle_id,
        struct error *err)
{
    struct bundle *bundles;
    size_t bundle_count, first = list->count;

    if (!bundle_list(store, &list->call->arena, &bundles, &bundle_count, err))
        return false;
    for (size_t b = 0; b < bundle_count; b++) {
        if (bundles[b].bundle_id == bundle_id &&
                !add_bundle(list, store, &bundles[b], err))
            return false;
    }
    if (list->count > first)
        qsort(list->summaries + first, list->count - first, sizeof(*list->summaries),
                compare_summaries);
    return true;
}

bool take_listing_begin(struct take_listing *list, struct command_call *call,
        struct store *store, struct error *err)
{
    const struct store_engagement *engagement = store_engagement(store);
    size_t without = !has_bundle_column(call);

    list->call = call;
    if (!words_load(&list->words, err) || !zone_load(engagement->zone, &list->zone, err))
        return false;
    list->with = (struct take_remark){list->words, list->zone, engagement->period_start,
            engagement->period_end};
    if (call->format == COMMAND_TABLE)
        return listing_new(call, columns + without, ARRAY_LENGTH(columns) - without,
                &list->listing, err);
    return listing_new(call, data_columns, ARRAY_LENGTH(data_columns), &list->listing,
            err);
}

void take_listing_end(struct take_listing *list)
{
    if (list->listing)
        listing_free(list->listing);
    if (list->words)
        words_free(list->words);
    if (list->zone)
        zone_free(list->zone);
}
