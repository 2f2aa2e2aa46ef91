#include "engine/commands/take_replaced.h"

#include "engine/commands/listing.h"
#include "engine/commands/progress.h"
#include "engine/commands/show_succession.h"
#include "engine/commands/take_limits.h"
#include "engine/run/delivery.h"
#include "engine/run/delivery_column.h"
#include "reports/model.h"

#include <string.h>

#define TEXT_LIMIT ((size_t)4 << 20)
#define TALLIES_MAX 8 /* sets of fields that are named with their number of records */

/* For people: the records that differ, and below them the members. */
static const struct listing_column row_columns[] = {
        {"change", "変化", "change", LISTING_CHANGE},
        {"key", "キー", "key", LISTING_TEXT},
        {"values", "変わった値", "what changed", LISTING_TEXT},
        {"old", "先の提供物", "before", LISTING_TEXT},
        {"new", "新しい提供物", "now", LISTING_TEXT},
};

static const struct listing_column member_columns[] = {
        {"change", "変化", "change", LISTING_CHANGE},
        {"member", "ファイル", "member", LISTING_TEXT},
        {"records", "レコード", "records", LISTING_TEXT},
};

/* For programs: rows of records and, behind them, of members. */
static const struct listing_column data_columns[] = {
        {"row", NULL, NULL, LISTING_TEXT}, /* "record" or "member" */
        {"change", NULL, NULL, LISTING_CHANGE},
        {"member", NULL, NULL, LISTING_TEXT},
        {"key", NULL, NULL, LISTING_TEXT}, /* of a record its values, else its fields */
        {"fields", NULL, NULL, LISTING_TEXT}, /* that changed */
        {"values", NULL, NULL, LISTING_TEXT},
        {"old", NULL, NULL, LISTING_TEXT}, /* pointers */
        {"new", NULL, NULL, LISTING_TEXT},
        {"same_records", NULL, NULL, LISTING_NUMBER},
        {"changed_records", NULL, NULL, LISTING_NUMBER},
        {"gone_records", NULL, NULL, LISTING_NUMBER},
        {"added_records", NULL, NULL, LISTING_NUMBER},
        {"remark", NULL, NULL, LISTING_TEXT},
};

/* How many records of a member changed in the same fields. */
struct tally {
    const char *fields;
    uint64_t records;
};

struct tallies {
    struct tally sets[TALLIES_MAX];
    size_t count;
    uint64_t others; /* records that changed in other fields than these */
};

struct replaced {
    struct command_call *call;
    struct delivery delivery;
    struct listing *listing;  /* of the records; NULL: only the members are wanted */
    struct tallies *tallies;  /* as many as members */
    const char *const *asked; /* --key */
    size_t asked_count;
};

static void end(struct replaced *replaced)
{
    if (replaced->listing)
        listing_free(replaced->listing);
}

static const char *name_of(const struct delivery_member *member)
{
    return member->sides[1] ? member->sides[1]->name : member->sides[0]->name;
}

/* "hr-1a2b3c4d:leavers.csv#3", or without a record the member alone. */
static bool write_side(const struct replaced *replaced,
        const struct delivery_member *member, size_t side, uint64_t record,
        struct buf *pointer, struct error *err)
{
    const char *bundle = side ? replaced->delivery.bundle.short_id
                              : member->old_bundle->short_id;

    return model_write_pointer(pointer, bundle, member->sides[side]->name,
            (int64_t)record, err);
}

static struct slice text_or_null(const struct buf *buf)
{
    return listing_text(buf->size ? buf_text(buf) : NULL);
}

/* ---- records ---- */

static bool count_fields(struct replaced *replaced, const struct delivery_member *member,
        const char *fields, struct error *err)
{
    struct tallies *tallies = &replaced->tallies[member - replaced->delivery.members];
    size_t i = 0;

    while (i < tallies->count && strcmp(tallies->sets[i].fields, fields) != 0)
        i++;
    if (i == TALLIES_MAX) {
        tallies->others++;
        return true;
    }
    if (i == tallies->count &&
            !arena_text(&replaced->call->arena, fields, &tallies->sets[i].fields, err))
        return false;
    tallies->count += i == tallies->count;
    tallies->sets[i].records++;
    return true;
}

static const char *change_of(enum difference_kind kind)
{
    return delivery_change_name(kind == DIFFERENCE_GONE ? DELIVERY_GONE
                    : kind == DIFFERENCE_ADDED          ? DELIVERY_ADDED
                                                        : DELIVERY_CHANGED);
}

static bool print_record(const struct replaced *replaced,
        const struct delivery_member *member, const struct difference_row *row,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf old = BUF_INIT(TEXT_LIMIT);
    CLEANUP(buf_clear) struct buf new = BUF_INIT(TEXT_LIMIT);
    struct slice change = listing_text(change_of(row->kind));

    if ((row->numbers[0] &&
                !write_side(replaced, member, 0, row->numbers[0], &old, err)) ||
            (row->numbers[1] &&
                    !write_side(replaced, member, 1, row->numbers[1], &new, err)))
        return false;
    if (replaced->call->format == COMMAND_TABLE)
        return listing_add(replaced->listing,
                (struct slice[]){change, listing_text(row->key),
                        listing_text(row->values), text_or_null(&old),
                        text_or_null(&new)},
                err);
    return listing_add(replaced->listing,
            (struct slice[]){listing_text("record"), change,
                    listing_text(name_of(member)), listing_text(row->key),
                    listing_text(row->fields), listing_text(row->values),
                    text_or_null(&old), text_or_null(&new), listing_text(NULL),
                    listing_text(NULL), listing_text(NULL), listing_text(NULL),
                    listing_text(NULL)},
            err);
}

static bool take_record(void *owner, const struct delivery_member *member,
        const struct difference_row *row, struct error *err)
{
    struct replaced *replaced = owner;

    if (row->kind == DIFFERENCE_CHANGED &&
            !count_fields(replaced, member, row->fields, err))
        return false;
    return !replaced->listing || print_record(replaced, member, row, err);
}

/* ---- members ---- */

static bool write_changed(const struct tallies *tallies, struct buf *text,
        struct error *err)
{
    for (size_t i = 0; i < tallies->count; i++) {
        const struct tally *set = &tallies->sets[i];

        if (!buf_printf(text, err,
                    TR(set->records == 1 ? "%s%llu record: %s changed"
                                         : "%s%llu records: %s changed",
                            "%s%llu件: %s を変更"),
                    text->size ? TR("; ", "、") : "", (unsigned long long)set->records,
                    *set->fields ? set->fields : TR("its text", "本文")))
            return false;
    }
    return !tallies->others ||
            buf_printf(text, err,
                    TR("%s%llu records: other fields changed",
                            "%s%llu件: ほかの列を変更"),
                    text->size ? TR("; ", "、") : "",
                    (unsigned long long)tallies->others);
}

static bool write_count(struct buf *text, const char *format, uint64_t count,
        struct error *err)
{
    char number[24];

    snprintf(number, sizeof(number), "%llu", (unsigned long long)count);
    return count == 0 ||
            (buf_append_text(text, text->size ? TR("; ", "、") : "", err) &&
                    buf_append_text(text, number, err) &&
                    buf_append_text(text, format, err));
}

static void write_stated(char text[24], const struct bundle_member *side)
{
    snprintf(text, 24, "%lld", (long long)side->control_total);
    if (side->control_total < 0)
        snprintf(text, 24, "%s", TR("none", "なし"));
}

/* What either side says of itself: that may change where no record does. */
static bool write_control(const struct delivery_member *member, struct buf *text,
        struct error *err)
{
    char stated[2][24];

    for (size_t side = 0; side < 2; side++)
        write_stated(stated[side], member->sides[side]);
    return member->sides[0]->control_total == member->sides[1]->control_total ||
            buf_printf(text, err,
                    TR("%sthe number of records it states: %s → %s",
                            "%sファイルに記された件数: %s → %s"),
                    text->size ? TR("; ", "、") : "", stated[0], stated[1]);
}

/* "3 records: approved_at changed; 2 removed; 1 added; 95 same" */
static bool write_records(const struct replaced *replaced,
        const struct delivery_member *member, struct buf *text, struct error *err)
{
    const struct difference_counts *counts = &member->counts;
    const struct tallies *tallies =
            &replaced->tallies[member - replaced->delivery.members];

    if (member->change == DELIVERY_UNKNOWN)
        return buf_append_text(text,
                TR("cannot be compared: there is no SHA-256 of it on both sides, since it cannot be unpacked",
                        "展開できずSHA-256を計算できないため、比較できない"),
                err);
    if (member->change == DELIVERY_RENAMED)
        return buf_append_text(text, TR("the same SHA-256", "SHA-256は同じ"), err);
    if (member->change != DELIVERY_CHANGED)
        return true;
    if (member->problem)
        return buf_append_text(text, member->problem, err);
    if (!member->is_compared && member->sides[0]->status == BUNDLE_OPENED &&
            member->sides[1]->status == BUNDLE_OPENED)
        return buf_append_text(text,
                TR("what it holds is compared by itself", "中のファイルごとに比較した"),
                err);
    if (!member->is_compared)
        return buf_append_text(text,
                TR("not read as records on both sides: only the bytes were compared",
                        "一方又は両方がレコードとして読めないため、内容が異なることだけを確かめた"),
                err);
    return delivery_column_write(member, text, err) &&
            write_changed(tallies, text, err) &&
            write_count(text, TR(" removed", "件を削除"), counts->gone, err) &&
            write_count(text, TR(" added", "件を追加"), counts->added, err) &&
            write_count(text, TR(" same", "件は同じ"), counts->same, err) &&
            write_control(member, text, err) &&
            take_limits_write(member, replaced->asked, replaced->asked_count, text, err);
}

static bool write_key(const struct delivery_member *member, struct buf *text,
        struct error *err)
{
    for (size_t i = 0; i < member->key_count; i++) {
        if (!buf_printf(text, err, "%s%s", i ? " / " : "", member->fields[i]))
            return false;
    }
    return true;
}

static void write_number(char text[24], const struct delivery_member *member,
        uint64_t count)
{
    snprintf(text, 24, "%llu", (unsigned long long)count);
    if (!member->is_compared)
        text[0] = '\0';
}

static bool print_data(const struct replaced *replaced,
        const struct delivery_member *member, const struct buf *what, struct error *err)
{
    CLEANUP(buf_clear) struct buf old = BUF_INIT(TEXT_LIMIT);
    CLEANUP(buf_clear) struct buf new = BUF_INIT(TEXT_LIMIT);
    CLEANUP(buf_clear) struct buf key = BUF_INIT(TEXT_LIMIT);
    const struct difference_counts *counts = &member->counts;
    char same[24], changed[24], gone[24], added[24];

    write_number(same, member, counts->same);
    write_number(changed, member, counts->changed);
    write_number(gone, member, counts->gone);
    write_number(added, member, counts->added);
    if ((member->sides[0] && !write_side(replaced, member, 0, 0, &old, err)) ||
            (member->sides[1] && !write_side(replaced, member, 1, 0, &new, err)) ||
            !write_key(member, &key, err))
        return false;
    return listing_add(replaced->listing,
            (struct slice[]){listing_text("member"),
                    listing_text(delivery_change_name(member->change)),
                    listing_text(name_of(member)), text_or_null(&key), listing_text(NULL),
                    listing_text(NULL), text_or_null(&old), text_or_null(&new),
                    listing_text(*same ? same : NULL),
                    listing_text(*changed ? changed : NULL),
                    listing_text(*gone ? gone : NULL),
                    listing_text(*added ? added : NULL), text_or_null(what)},
            err);
}

static bool print_member(const struct replaced *replaced, struct listing *table,
        const struct delivery_member *member, struct error *err)
{
    CLEANUP(buf_clear) struct buf what = BUF_INIT(TEXT_LIMIT);
    CLEANUP(buf_clear) struct buf name = BUF_INIT(TEXT_LIMIT);
    bool is_renamed = member->sides[0] && member->sides[1] &&
            strcmp(member->sides[0]->name, member->sides[1]->name) != 0;

    if (!write_records(replaced, member, &what, err))
        return false;
    if (!table)
        return print_data(replaced, member, &what, err);
    if ((is_renamed && !buf_printf(&name, err, "%s → ", member->sides[0]->name)) ||
            !buf_append_text(&name, name_of(member), err))
        return false;
    return listing_add(table,
            (struct slice[]){listing_text(delivery_change_name(member->change)),
                    text_or_null(&name), text_or_null(&what)},
            err);
}

/* What is the same is only counted, but where --all wants it. */
static bool print_members(const struct replaced *replaced, struct error *err)
{
    CLEANUP(listing_freep) struct listing *table = NULL;
    const struct delivery *delivery = &replaced->delivery;
    bool is_table = replaced->call->format == COMMAND_TABLE;
    bool is_all = command_has(replaced->call, "all");

    if (is_table &&
            !listing_new(replaced->call, member_columns, ARRAY_LENGTH(member_columns),
                    &table, err))
        return false;
    for (size_t i = 0; i < delivery->count; i++) {
        if ((is_all || delivery->members[i].change != DELIVERY_SAME) &&
                !print_member(replaced, table, &delivery->members[i], err))
            return false;
    }
    return !is_table || listing_finish(table, err);
}

static bool say_totals(const struct delivery *delivery, struct error *err)
{
    CLEANUP(buf_clear) struct buf old = BUF_INIT(TEXT_LIMIT);
    uint64_t counts[DELIVERY_UNKNOWN + 1] = {0};

    for (size_t i = 0; i < delivery->count; i++)
        counts[delivery->members[i].change]++;
    for (size_t i = 0; i < delivery->old_count; i++) {
        if (!buf_printf(&old, err, "%s%s", i ? ", " : "",
                    delivery->old_bundles[i]->short_id))
            return false;
    }
    command_say(
            TR("%s takes the place of %s: members changed %llu, removed %llu, added %llu, renamed %llu, same %llu, cannot be compared %llu; the client's reason: %s",
                    "%s は %s を差し替えました: ファイルの変更 %llu、削除 %llu、追加 %llu、改名 %llu、同じ %llu、比較不可 %llu。被監査会社による理由: %s"),
            delivery->bundle.short_id, buf_text(&old),
            (unsigned long long)counts[DELIVERY_CHANGED],
            (unsigned long long)counts[DELIVERY_GONE],
            (unsigned long long)counts[DELIVERY_ADDED],
            (unsigned long long)counts[DELIVERY_RENAMED],
            (unsigned long long)counts[DELIVERY_SAME],
            (unsigned long long)counts[DELIVERY_UNKNOWN],
            delivery->reason ? delivery->reason : TR("none told", "聞いていない"));
    return true;
}

/* "a,b" into a and b. */
static bool read_keys(struct command_call *call, struct delivery_options *options,
        struct error *err)
{
    const char *text = command_value(call, "key");
    const char **keys;

    if (!text)
        return true;
    if (!arena_allocate(&call->arena, (strlen(text) + 1) * sizeof(*keys), &keys, err))
        return false;
    for (size_t size; *text; text += size + (text[size] == ',')) {
        size = strcspn(text, ",");
        if (size > 0 &&
                !arena_copy(&call->arena, text, size, &keys[options->key_count++], err))
            return false;
    }
    options->keys = keys;
    return true;
}

static bool compare(struct replaced *replaced, struct store *store, struct error *err)
{
    struct command_call *call = replaced->call;
    struct progress progress;
    struct delivery_options options = {.emit = take_record,
            .owner = replaced,
            .schedule = {.spill_folder = command_spill_folder(store),
                    .progress = progress_tell,
                    .owner = &progress}};
    bool ok;

    if (!read_keys(call, &options, err))
        return false;
    replaced->asked = options.keys;
    replaced->asked_count = options.key_count;
    if (!arena_allocate(&call->arena,
                (replaced->delivery.count + 1) * sizeof(*replaced->tallies),
                &replaced->tallies, err))
        return false;
    progress_begin(&progress, call);
    ok = delivery_compare(store, &replaced->delivery, &options, &call->arena, err);
    progress_end(&progress);
    return ok;
}

/* What came after it may be meant. */
static bool refuse_nothing(struct command_call *call, struct store *store,
        const struct bundle *bundle, struct error *err)
{
    if (!show_succession_say(call, store, bundle, err))
        return false;
    return error_set(err, ERROR_MISSING,
            TR("%s took the place of nothing, so there is no difference to show",
                    "%s は何も差し替えていないため、差はありません"),
            bundle->short_id);
}

bool take_replaced_print(struct command_call *call, struct store *store,
        const struct bundle *bundle, struct error *err)
{
    CLEANUP(end) struct replaced replaced = {.call = call};
    bool is_table = call->format == COMMAND_TABLE;

    if (!delivery_load(store, bundle, &call->arena, &replaced.delivery, err))
        return false;
    if (replaced.delivery.old_count == 0)
        return refuse_nothing(call, store, bundle, err);
    if (!listing_new(call, is_table ? row_columns : data_columns,
                is_table ? ARRAY_LENGTH(row_columns) : ARRAY_LENGTH(data_columns),
                &replaced.listing, err) ||
            !compare(&replaced, store, err))
        return false;
    if (is_table) {
        if (!listing_finish(replaced.listing, err))
            return false;
        fputc('\n', call->out);
    }
    if (!print_members(&replaced, err) ||
            (!is_table && !listing_finish(replaced.listing, err)))
        return false;
    return say_totals(&replaced.delivery, err) &&
            show_succession_say(call, store, bundle, err);
}

bool take_replaced_sum_up(struct command_call *call, struct store *store,
        int64_t bundle_id, struct error *err)
{
    struct replaced replaced = {.call = call};
    struct bundle *bundles;
    size_t count, i = 0;

    if (!bundle_list(store, &call->arena, &bundles, &count, err))
        return false;
    while (i + 1 < count && bundles[i].bundle_id != bundle_id)
        i++;
    if (!delivery_load(store, &bundles[i], &call->arena, &replaced.delivery, err) ||
            !compare(&replaced, store, err))
        return false;
    if (call->format == COMMAND_TABLE) {
        fputc('\n', call->out);
        if (!print_members(&replaced, err))
            return false;
    }
    return say_totals(&replaced.delivery, err);
}
