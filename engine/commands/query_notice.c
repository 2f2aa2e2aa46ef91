#include "engine/commands/query_notice.h"

#include "engine/base/text.h"
#include "engine/commands/command.h"
#include "engine/run/message.h"
#include "engine/run/problem.h"
#include "evidence/zip/member_name.h"

#include <string.h>

static void warn_of(const struct query_notice *notice, const struct message_event *event)
{
    const struct bundle_member *member =
            &notice->source->members[event->archive][event->member];

    if (event->record)
        command_say(TR("warning: %s, record %llu: %s", "警告: %s のレコード %llu: %s"),
                member_name_show(member->name).text, (unsigned long long)event->record,
                problem_text(event->reason));
    else if (text_is_equal(member->encoding, "uncertain") &&
            strcmp(event->reason, "member-unreadable") == 0)
        command_say(TR("warning: %s; in a query --encoding=NAME names it",
                            "警告: %s。問い合わせでは --encoding=NAME で指定できます"),
                event->text);
    else
        command_say(TR("warning: %s", "警告: %s"), event->text);
}

static const char *hint_of(const char *reason)
{
    if (strcmp(reason, "year-unknown") == 0)
        return TR("; for stamps without a year write --year YYYY",
                "。年のない日時には --year YYYY を指定してください");
    if (strcmp(reason, "year-unlike") == 0)
        return TR(
                "; the year that it is read in has no such day: write another --year YYYY",
                "。読み取りに使った年にこの日はありません。--year YYYY で正しい年を指定してください");
    return "";
}

/* Such values have no place in the order of the others: min(), max() and comparisons pass
 * over them or give them. */
static void warn_of_values(const struct query_notice *notice,
        const struct message_item *item)
{
    const struct message_event *failed = &item->failed;
    const char *member = notice->source->bundles[failed->archive].member_count >
                    failed->member
            ? notice->source->members[failed->archive][failed->member].name
            : "";

    command_say(
            TR("warning: values that are not of their column's type and stay as they were delivered, outside the order of the others: %llu; the first: %s, record %llu, column '%s': '%s'%s",
                    "警告: 列の型として読めず、元の文字列のままの値（大小の比較や min・max の対象として正しくありません）: %llu 件。最初の値: %s のレコード %llu、列「%s」の「%s」%s"),
            (unsigned long long)item->failed_values, member_name_show(member).text,
            (unsigned long long)failed->record,
            notice->items[item->index].columns[item->failed_column].name,
            member_name_show(failed->text).text, hint_of(failed->reason));
}

#define PLACES_TOLD 10u

bool query_notice_take(struct query_notice *notice, struct unpack *content,
        struct error *err)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT((size_t)1 << 22);
    struct message_item item;

    if (!message_unpack_item(content, &arena, &item, err))
        return false;
    notice->is_zone_assumed |= item.is_zone_assumed;
    notice->is_year_assumed |= item.is_year_assumed;
    notice->is_empty |= !item.selected && (item.unreadable || item.members_damaged);
    notice->unreadable += item.unreadable;
    notice->damaged += item.members_damaged;
    if (item.failed_values &&
            (item.index >= notice->item_count ||
                    item.failed_column >= notice->items[item.index].column_count ||
                    item.failed.archive >= notice->source->count))
        return error_set(err, ERROR_LOST, "the worker named a column that is none");
    if (item.failed_values)
        warn_of_values(notice, &item);
    for (uint32_t e = 0; e < item.event_count; e++) {
        const struct message_event *event = &item.events[e];

        if (event->archive >= notice->source->count ||
                event->member >= notice->source->bundles[event->archive].member_count)
            return error_set(err, ERROR_LOST, "the worker named a member that is none");
        notice->differing += strcmp(event->reason, "control-total") == 0;
        notice->unfinished += strcmp(event->reason, "next-page") == 0;
        notice->backwards += strcmp(event->reason, "year-backwards") == 0;
        if (!event->record || notice->told++ < PLACES_TOLD)
            warn_of(notice, event);
    }
    return true;
}

void query_notice_tell(const struct query_notice *notice)
{
    uint64_t told_apart = notice->differing + notice->unfinished + notice->backwards;

    if (notice->unreadable)
        command_say(
                TR("warning: records that could not be read and are not in this answer: %llu",
                        "警告: 読み取れず、この結果に含まれていないレコード: %llu 件"),
                (unsigned long long)notice->unreadable);
    if (notice->damaged > told_apart)
        command_say(
                TR("warning: members that could not be read to their end, whose other records are not in this answer: %llu",
                        "警告: 最後まで読み取れず、残りのレコードがこの結果に含まれていないファイル: %llu 件"),
                (unsigned long long)(notice->damaged - told_apart));
    if (notice->unfinished)
        command_say(
                TR("warning: members that were read to their end, but say themselves that there is a next page, which is not in them: %llu",
                        "警告: 最後まで読み取ったものの、続きのページがあると記され、それが含まれていないファイル: %llu 件"),
                (unsigned long long)notice->unfinished);
    if (notice->differing)
        command_say(
                TR("warning: members that were read to their end, but say themselves that they have another number of records: %llu",
                        "警告: 最後まで読み取ったものの、ファイル自体が記す件数とレコードの件数が異なるファイル: %llu 件"),
                (unsigned long long)notice->differing);
    if (notice->is_zone_assumed)
        command_say(
                TR("stamps without a zone are read as %s; --zone NAME chooses another",
                        "タイムゾーンのない日時は %s として読みました。--zone NAME で変えられます"),
                notice->source->zone);
    if (notice->is_year_assumed)
        command_say(
                TR("stamps without a year are read as of %d where a log begins, and of the next year where it passes New Year; a rotated file that is read without the older ones of its log begins in %d, too; --year YYYY chooses another",
                        "年のない日時は、ログの先頭を %d 年とし、年をまたいだ後は翌年として読みました。ローテーションしたファイルを古いものなしで読むと、その先頭も %d 年になります。--year YYYY で変えられます"),
                notice->source->year, notice->source->year);
}
