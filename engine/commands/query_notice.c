#include "engine/commands/query_notice.h"

#include "engine/commands/command.h"
#include "engine/run/message.h"
#include "engine/run/problem.h"

static void warn_of(const struct query_notice *notice, const struct message_event *event)
{
    const char *member = notice->source->members[event->archive][event->member].name;

    if (event->record)
        command_say(TR("warning: %s, record %llu: %s", "警告: %s のレコード %llu: %s"),
                member, (unsigned long long)event->record, problem_text(event->reason));
    else
        command_say(TR("warning: %s", "警告: %s"), event->text);
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
    notice->is_empty |= !item.selected && (item.unreadable || item.members_damaged);
    notice->unreadable += item.unreadable;
    notice->damaged += item.members_damaged;
    for (uint32_t e = 0; e < item.event_count; e++) {
        const struct message_event *event = &item.events[e];

        if (event->archive >= notice->source->count ||
                event->member >= notice->source->bundles[event->archive].member_count)
            return error_set(err, ERROR_LOST, "the worker named a member that is none");
        if (!event->record || notice->told++ < PLACES_TOLD)
            warn_of(notice, event);
    }
    return true;
}

void query_notice_tell(const struct query_notice *notice)
{
    if (notice->unreadable)
        command_say(
                TR("warning: records that could not be read and are not in this answer: %llu",
                        "警告: 読み取れず、この結果に含まれていないレコード: %llu 件"),
                (unsigned long long)notice->unreadable);
    if (notice->damaged)
        command_say(
                TR("warning: members that could not be read to their end, whose other records are not in this answer: %llu",
                        "警告: 最後まで読み取れず、残りのレコードがこの結果に含まれていないファイル: %llu 件"),
                (unsigned long long)notice->damaged);
    if (notice->is_zone_assumed)
        command_say(
                TR("stamps without a zone are read as %s; --zone NAME chooses another",
                        "タイムゾーンのない日時は %s として読みました。--zone NAME で変えられます"),
                notice->source->zone);
}
