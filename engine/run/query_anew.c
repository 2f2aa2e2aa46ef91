#include "engine/run/query_anew.h"

#include "engine/base/text.h"
#include "engine/run/ask.h"
#include "engine/run/evidence_set.h"
#include "engine/run/intake.h"
#include "engine/run/layouts.h"
#include "engine/run/message.h"
#include "engine/run/query_name.h"
#include "engine/run/query_table.h"
#include "evidence/format/json_each.h"

#include <string.h>

#define SENTENCE_LIMIT ((size_t)1 << 18)

bool query_anew_is_asked(const struct query_source *source)
{
    return source->encoding || source->records;
}

/* ---- what is asked for ---- */

static bool find_encoding(const char *name, enum encoding *ret_encoding)
{
    return encoding_find(name, ret_encoding) && *ret_encoding != ENCODING_AUTO &&
            encoding_is_read(*ret_encoding);
}

bool query_anew_check(const struct query_source *source, struct error *err)
{
    enum encoding encoding;

    if (source->encoding && !find_encoding(source->encoding, &encoding))
        return error_set(err, ERROR_USAGE,
                TR("there is no encoding '%s'; there are: utf-8, utf-16, utf-16le, utf-16be, cp932 (shift_jis), euc-jp, iso-2022-jp",
                        "文字コード「%s」はありません。使えるのは utf-8、utf-16、utf-16le、utf-16be、cp932（shift_jis）、euc-jp、iso-2022-jp です"),
                source->encoding);
    if (source->records && (source->layout || source->by_receipt))
        return error_set(err, ERROR_USAGE, "%s",
                TR("--records does not go with --layout or --from-receipt: a layout says itself where its records are",
                        "--records は --layout や --from-receipt と同時に指定できません。レコードの位置はレイアウトが定めています"));
    return true;
}

/* ---- which members ---- */

static bool add_item(const char *name, const struct query_chosen *chosen, size_t count,
        struct arena *arena, struct item *ret_item, struct error *err)
{
    memset(ret_item, 0, sizeof(*ret_item));
    ret_item->name = name;
    if (!arena_allocate(arena, count * sizeof(*ret_item->sources), &ret_item->sources,
                err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct item_source *source = &ret_item->sources[i];

        memset(source, 0, sizeof(*source));
        if (!arena_allocate(arena, sizeof(*source->members), &source->members, err))
            return false;
        source->archive = (uint32_t)chosen[i].bundle;
        source->members[0] = chosen[i].member;
        source->member_count = 1;
    }
    ret_item->source_count = (uint32_t)count;
    return true;
}

static bool is_known(const struct item *items, uint32_t count, const char *name)
{
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(items[i].name, name) == 0)
            return true;
    }
    return false;
}

/* A name that means nothing is none of this module's. */
static bool add_name(const struct query_source *source, const char *name,
        struct arena *arena, struct item *items, uint32_t *count, struct error *err)
{
    const char *hash = strrchr(name, '#'), *parent;
    struct query_chosen *chosen;
    size_t chosen_count;

    if (!query_choose(source, name, arena, &chosen, &chosen_count, err))
        return false;
    if (!chosen_count && hash) /* of a child table what it is a child of */
        if (!arena_copy(arena, name, (size_t)(hash - name), &parent, err) ||
                !query_choose(source, parent, arena, &chosen, &chosen_count, err))
            return false;
    return !chosen_count || is_known(items, *count, name) ||
            (query_has_room(*count, err) &&
                    add_item(name, chosen, chosen_count, arena, &items[(*count)++], err));
}

bool query_anew_choose(const struct query_source *source, const char *sql,
        const char *const *names, size_t name_count, struct arena *arena,
        struct item **ret_items, uint32_t *ret_count, struct error *err)
{
    struct query_source quiet = *source;
    const char *at = sql, *name;
    uint32_t count = 0;

    quiet.note = quiet.warn = NULL; /* query_tables() says it */
    if (!sql && !name_count)
        return error_set(err, ERROR_USAGE, "%s",
                TR("--encoding and --records are of certain tables: name them, as in .tables 'logs/*.csv'",
                        "--encoding や --records で読む表を .tables 'logs/*.csv' のように指定してください"));
    if (!arena_allocate(arena, QUERY_TABLES_MAX * sizeof(**ret_items), ret_items, err))
        return false;
    for (size_t i = 0; !sql && i < name_count; i++) {
        if (!add_name(&quiet, names[i], arena, *ret_items, &count, err))
            return false;
    }
    while (sql) {
        if (!query_name_next(&at, arena, &name, err))
            return false;
        if (!name)
            break;
        if (!add_name(&quiet, name, arena, *ret_items, &count, err))
            return false;
    }
    *ret_count = count;
    return true;
}

/* ---- looking at them ---- */

struct looking {
    struct query_source *source;
    const struct item *items;
    uint32_t item_count;
    uint32_t item, place; /* of the member that comes next */
    struct arena *arena;
};

/* What was found in place of what the receipt has; what it is, and whose, stays. */
static void take(const struct message_member *told, struct bundle_member *member)
{
    const struct bundle_member found = intake_translate(told);

    member->kind = found.kind;
    member->format = found.format;
    member->encoding = found.encoding;
    member->delimiter = found.delimiter;
    member->is_headerless = found.is_headerless;
    member->records_path = found.records_path;
    member->record_count = found.record_count;
    member->aside = found.aside;
    member->damage = found.damage;
    member->layout = found.layout;
    member->layout_reason = found.layout_reason;
    member->columns = found.columns;
    member->column_count = found.column_count;
}

static bool receive(void *owner, const struct protocol_frame *frame, struct error *err)
{
    struct looking *looking = owner;
    struct unpack content = frame->content;
    const struct item_source *source;
    struct message_member told;

    if (frame->type != PROTOCOL_MEMBER)
        return error_set(err, ERROR_LOST, "the worker sent a message of another job");
    if (!message_unpack_member(&content, looking->arena, &told, err))
        return false;
    if (looking->item == looking->item_count ||
            told.index !=
                    looking->items[looking->item].sources[looking->place].members[0])
        return error_set(err, ERROR_LOST, "the worker told of a member that cannot be");
    source = &looking->items[looking->item].sources[looking->place];
    take(&told, &looking->source->members[source->archive][told.index]);
    if (++looking->place == looking->items[looking->item].source_count) {
        looking->place = 0;
        looking->item++;
    }
    return true;
}

static bool copy_members(struct query_source *source, struct arena *arena,
        struct error *err)
{
    struct bundle_member **members;

    if (!arena_allocate(arena, (source->count + 1) * sizeof(*members), &members, err))
        return false;
    for (size_t b = 0; b < source->count; b++) {
        size_t count = source->bundles[b].member_count;

        if (!arena_allocate(arena, (count + 1) * sizeof(**members), &members[b], err))
            return false;
        if (count)
            memcpy(members[b], source->members[b], count * sizeof(**members));
    }
    source->receipts = source->members;
    source->members = members;
    return true;
}

/* ---- what came of it ---- */

static enum record_kind kind_of(const struct bundle_member *member)
{
    return record_kind_find(member->format ? member->format : "");
}

static bool is_concerned(const struct query_source *source,
        const struct bundle_member *member)
{
    return (source->encoding && kind_of(member) != RECORD_SHEET) ||
            (source->records && record_kind_has_paths(kind_of(member)));
}

static bool refuse_kind(const struct query_source *source,
        const struct bundle_member *member, struct error *err)
{
    if (source->records)
        return error_set(err, ERROR_USAGE,
                TR("--records is for JSON and XML; member '%s' is of %s, whose records stand at no path",
                        "--records は JSON と XML で使います。ファイル「%s」は %s で、レコードの位置を示すパスがありません"),
                member->name, record_kind_name(kind_of(member)));
    return error_set(err, ERROR_USAGE,
            TR("--encoding is for text; member '%s' is a sheet of a workbook, which says its encoding itself",
                    "--encoding はテキストで使います。ファイル「%s」はブックのシートで、文字コードはブックが定めています"),
            member->name);
}

/* An array at the path may be empty; elements of an array in each record are there, or
 * the name is wrong. */
static bool has_found(const struct query_source *source,
        const struct bundle_member *member)
{
    if (!source->records || !record_kind_has_paths(kind_of(member)) ||
            member->record_count != 0)
        return true;
    return !text_said(&member->damage) && !json_each_find(source->records);
}

/* Where they are as received, and might be. */
static bool write_received(const struct bundle_member *receipt, struct buf *buf,
        struct error *err)
{
    const char *path = receipt->records_path;

    if (path && *path
                    ? !buf_printf(buf, err,
                              TR("as received its records are at '%s'",
                                      "受領時のレコードの位置は「%s」です"),
                              path)
                    : !buf_append_text(buf,
                              TR("as received each document is one record",
                                      "受領時は、文書の全体を一つのレコードとしています"),
                              err))
        return false;
    return !receipt->aside ||
            buf_printf(buf, err,
                    TR(", and records may also be at %s",
                            "。ほかにレコードがあり得る位置: %s"),
                    receipt->aside);
}

static bool refuse_path(const struct query_source *source, const struct item *item,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf received = BUF_INIT(SENTENCE_LIMIT);
    const struct item_source *first = &item->sources[0];
    const struct bundle_member *member =
            &source->members[first->archive][first->members[0]];
    const char *why = text_said(&member->damage);

    return write_received(&source->receipts[first->archive][first->members[0]], &received,
                   err) &&
            error_set(err, ERROR_USAGE,
                    TR("--records='%s' finds nothing in member '%s'; %s%s%s%s",
                            "--records='%s' に当たるレコードはファイル「%s」にありません。%s%s%s%s"),
                    source->records, member->name, buf_text(&received),
                    why ? TR(" (", "（") : "", why ? why : "", why ? TR(")", "）") : "");
}

static bool check(const struct query_source *source, const struct item *items,
        uint32_t count, struct error *err)
{
    const struct bundle_member *other = NULL;
    bool is_any = false;

    for (uint32_t i = 0; i < count; i++) {
        bool is_found = false;

        for (uint32_t s = 0; s < items[i].source_count; s++) {
            const struct item_source *of = &items[i].sources[s];
            const struct bundle_member *member =
                    &source->members[of->archive][of->members[0]];

            is_any = is_any || is_concerned(source, member);
            other = other ? other : member;
            is_found = is_found || has_found(source, member);
        }
        if (!is_found)
            return refuse_path(source, &items[i], err);
    }
    return is_any || !other || refuse_kind(source, other, err);
}

bool query_anew_read(struct query_source *source, struct item *items, uint32_t count,
        const int *fds, const struct schedule_options *how, struct arena *arena,
        struct error *err)
{
    struct looking looking = {source, items, count, 0, 0, arena};
    struct job job = {.kind = JOB_LOOK,
            .language = text_language(),
            .zone = source->zone,
            .period_start = "",
            .period_end = "",
            .as_of = "",
            .items = items,
            .item_count = count,
            .archive_count = (uint32_t)source->count,
            .format = {.records = source->records}};

    if (!count)
        return true;
    if (source->encoding && !find_encoding(source->encoding, &job.format.encoding))
        return query_anew_check(source, err);
    if (!copy_members(source, arena, err) ||
            !arena_allocate(arena, (source->count + 1) * sizeof(*job.archives),
                    &job.archives, err))
        return false;
    for (size_t b = 0; b < source->count; b++) {
        if (!evidence_set_archive(&source->bundles[b], source->members[b], (uint32_t)b,
                    items, count, arena, &job.archives[b], err))
            return false;
    }
    layouts_give(&job);
    if (!ask_worker(&job, fds, (uint32_t)source->count, how, receive, &looking, err))
        return false;
    if (looking.item != count)
        return error_set(err, ERROR_LOST, "the worker did not look at every member");
    return check(source, items, count, err);
}
