/* lies.h - about sixty ways of a worker not to be honest
 *
 * lies_tell() writes the story of story.h to a protocol writer: honest, or with one lie.
 */
#ifndef CHOSHO_LIES_H
#define CHOSHO_LIES_H

#include "tests/unit/story.h"

/* ---- the lies ---- */

struct lie {
    const char *name;
    void (*change)(struct lies_story *story); /* NULL: none */
    int left_out;                             /* a part that is not told, or -1 */
    int twice;                                /* a part told twice, or -1 */
    bool (*add)(struct protocol_writer *writer, const struct lies_story *story,
            struct error *err); /* said before the END; NULL: nothing */
};

#define LIES_CHANGE(name, act)                        \
    static void lies_##name(struct lies_story *story) \
    {                                                 \
        act;                                          \
    }

LIES_CHANGE(population_index, story->populations[1].index = 2)
LIES_CHANGE(population_sums, story->populations[1].population.delivered = 4)
LIES_CHANGE(population_wraps,
        (story->populations[1].population.selected = UINT64_MAX,
                story->populations[1].population.filtered = 4))
LIES_CHANGE(population_huge,
        story->populations[1].population.delivered =
                story->populations[1].population.selected = UINT64_C(1) << 63)
LIES_CHANGE(population_before, story->populations[0].population.before = 3)
LIES_CHANGE(population_after, story->populations[1].population.after = UINT64_MAX)
LIES_CHANGE(population_unreadable,
        (story->populations[0].population.unreadable = 2,
                story->populations[0].population.filtered = 1))
LIES_CHANGE(population_value,
        (story->populations[0].population.failed.records = 1,
                story->populations[0].population.failed.record_id = LIES_RECORD(5, 1)))
LIES_CHANGE(rows_index, story->exceptions_index = 2)
LIES_CHANGE(rows_index_huge, story->exceptions_index = UINT32_MAX)
LIES_CHANGE(rows_kind, story->exceptions_kind = 3)
LIES_CHANGE(rows_fewer, story->exceptions_count = 1)
LIES_CHANGE(rows_more, story->exceptions_count = 3)
LIES_CHANGE(rows_many, story->exceptions_count = UINT32_MAX)
LIES_CHANGE(unreadable_index, story->unreadable_index = 2)
LIES_CHANGE(unreadable_other, story->unreadable_index = 1)
LIES_CHANGE(unreadable_verdict, story->unreadable[0].verdict = 1)
LIES_CHANGE(record_zero, story->exceptions[0].record_id = 0)
LIES_CHANGE(record_negative, story->exceptions[0].record_id = -1)
LIES_CHANGE(record_none, story->exceptions[0].record_id = LIES_RECORD(1, 0))
LIES_CHANGE(record_member_zero, story->exceptions[0].record_id = LIES_RECORD(0, 1))
LIES_CHANGE(record_folder, story->exceptions[0].record_id = LIES_RECORD(2, 1))
LIES_CHANGE(record_unread, story->exceptions[1].record_id = LIES_RECORD(4, 1))
LIES_CHANGE(record_bundle, story->exceptions[1].record_id = LIES_RECORD(5, 1))
LIES_CHANGE(record_beyond, story->exceptions[1].record_id = LIES_RECORD(6, 1))
LIES_CHANGE(record_other, story->exceptions[1].other_id = LIES_RECORD(5, 1))
LIES_CHANGE(record_other_negative, story->exceptions[1].other_id = -1)
LIES_CHANGE(order, story->exceptions[1].record_id = LIES_RECORD(1, 1))
LIES_CHANGE(order_other, story->exceptions[0].other_id = LIES_RECORD(3, 2))
LIES_CHANGE(verdict_zero, story->exceptions[0].verdict = 0)
LIES_CHANGE(verdict_beyond, story->exceptions[0].verdict = 3)
LIES_CHANGE(verdict_negative, story->exceptions[0].verdict = -1)
LIES_CHANGE(verdict_sql, story->found[0].verdict = 2)
LIES_CHANGE(undecidable_verdict, story->undecidable[0].verdict = 1)
LIES_CHANGE(guard_test, story->guard.test = 2)
LIES_CHANGE(guard_index, story->guard.index = 1)
LIES_CHANGE(guard_of_other, story->guard.test = 1)
LIES_CHANGE(guard_left, story->guard.guard.left_met = 8)
LIES_CHANGE(guard_right, story->guard.guard.right_met = 10)
LIES_CHANGE(guard_huge,
        story->guard.guard.left = story->guard.guard.left_met = UINT64_MAX)
LIES_CHANGE(test_index, story->tests[1].index = 9)
LIES_CHANGE(test_rows, story->tests[0].test.rows = 6)
LIES_CHANGE(test_rows_huge, story->tests[1].test.rows = UINT64_MAX)
LIES_CHANGE(test_fewer, story->tests[0].test.exceptions = 1)
LIES_CHANGE(test_more, story->tests[0].test.exceptions = 3)
LIES_CHANGE(test_undecidable, story->tests[0].test.undecidable = 0)
LIES_CHANGE(test_looked_at_less, story->tests[1].test.rows = 0)
LIES_CHANGE(value_item,
        (story->tests[1].test.failed.records = 1,
                story->tests[1].test.failed.record_id = LIES_RECORD(1, 1),
                story->tests[1].test.failed.item = 2))
LIES_CHANGE(value_column,
        (story->tests[1].test.failed.records = 1,
                story->tests[1].test.failed.record_id = LIES_RECORD(1, 1),
                story->tests[1].test.failed.column = 2))
LIES_CHANGE(value_record,
        (story->tests[1].test.failed.records = 1,
                story->tests[1].test.failed.record_id = LIES_RECORD(5, 1)))
LIES_CHANGE(item_index, story->item_indexes[1] = 2)
LIES_CHANGE(item_sums, story->usage.selected = 9)
LIES_CHANGE(item_wraps, (story->usage.selected = UINT64_MAX, story->usage.filtered = 11))
LIES_CHANGE(item_members, story->usage.members_damaged = UINT64_MAX)
LIES_CHANGE(keys_of_nothing, story->usage.repeated_keys = 1)
LIES_CHANGE(event_of_nothing,
        (story->usage.event_count = 1, story->usage.events[0].reason = "ragged"))
LIES_CHANGE(event_archive,
        (story->usage.event_count = 1, story->usage.members_damaged = 1,
                story->usage.events[0].reason = "member-unreadable",
                story->usage.events[0].archive = 1))
LIES_CHANGE(event_member,
        (story->usage.event_count = 1, story->usage.members_damaged = 1,
                story->usage.events[0].reason = "member-unreadable",
                story->usage.events[0].member = 4))
LIES_CHANGE(event_record,
        (story->usage.event_count = 1, story->usage.members_damaged = 1,
                story->usage.events[0].reason = "member-unreadable",
                story->usage.events[0].record = UINT64_C(1) << 40))
LIES_CHANGE(event_reason,
        (story->usage.event_count = 1, story->usage.members_damaged = 1,
                story->usage.events[0].reason = "ragged\x1b[2J"))
LIES_CHANGE(event_no_reason,
        (story->usage.event_count = 1, story->usage.members_damaged = 1,
                story->usage.events[0].reason = NULL))
LIES_CHANGE(event_text,
        (story->usage.event_count = 1, story->usage.members_damaged = 1,
                story->usage.events[0].reason = "ragged",
                memcpy(story->usage.events[0].text, "\xff\xfe", 3)))

static bool lies_add_late_rows(struct protocol_writer *writer,
        const struct lies_story *story, struct error *err)
{
    return lies_send_part(writer, story, LIES_FOUND, err);
}

static bool lies_add_late_unreadable(struct protocol_writer *writer,
        const struct lies_story *story, struct error *err)
{
    return lies_send_part(writer, story, LIES_UNREADABLE, err);
}

static bool lies_add_member(struct protocol_writer *writer,
        const struct lies_story *story, struct error *err)
{
    (void)story;
    return lies_send_number(writer, PROTOCOL_MEMBER, 0, err);
}

static bool lies_add_values(struct protocol_writer *writer,
        const struct lies_story *story, struct error *err)
{
    (void)story;
    return lies_send_number(writer, PROTOCOL_VALUES, 0, err);
}

static bool lies_add_row(struct protocol_writer *writer, const struct lies_story *story,
        struct error *err)
{
    (void)story;
    return lies_send_number(writer, PROTOCOL_ROW, 0, err);
}

/* A message of the right kind with a byte too many. */
static bool lies_add_long_guard(struct protocol_writer *writer,
        const struct lies_story *story, struct error *err)
{
    struct buf *buf = protocol_begin(writer, PROTOCOL_GUARD, err);

    return buf && message_pack_guard(buf, &story->guard, err) && pack_u8(buf, 0, err) &&
            protocol_send(writer, err);
}

static bool lies_add_short_population(struct protocol_writer *writer,
        const struct lies_story *story, struct error *err)
{
    (void)story;
    return lies_send_number(writer, PROTOCOL_POPULATION, 0, err);
}

static const struct lie lies[] = {
        {"a population that is none", lies_population_index, -1, -1, NULL},
        {"sums of a population", lies_population_sums, -1, -1, NULL},
        {"sums that wrap round", lies_population_wraps, -1, -1, NULL},
        {"a population beyond all numbers", lies_population_huge, -1, -1, NULL},
        {"more before than kept out", lies_population_before, -1, -1, NULL},
        {"more after than kept out", lies_population_after, -1, -1, NULL},
        {"unreadable records not listed", lies_population_unreadable, -1, -1, NULL},
        {"a population's value of a record of no member", lies_population_value, -1, -1,
                NULL},
        {"a population left out", NULL, LIES_POPULATION_1, -1, NULL},
        {"a population twice", NULL, -1, LIES_POPULATION_1, NULL},
        {"rows of a test that is none", lies_rows_index, -1, -1, NULL},
        {"rows of a test far beyond", lies_rows_index_huge, -1, -1, NULL},
        {"rows of no kind", lies_rows_kind, -1, -1, NULL},
        {"fewer rows said", lies_rows_fewer, -1, -1, NULL},
        {"more rows said", lies_rows_more, -1, -1, NULL},
        {"four billion rows said", lies_rows_many, -1, -1, NULL},
        {"unreadable records of nothing", lies_unreadable_index, -1, -1, NULL},
        {"unreadable records of another", lies_unreadable_other, -1, -1, NULL},
        {"an unreadable record with a verdict", lies_unreadable_verdict, -1, -1, NULL},
        {"unreadable records left out", NULL, LIES_UNREADABLE, -1, NULL},
        {"record 0", lies_record_zero, -1, -1, NULL},
        {"a negative record", lies_record_negative, -1, -1, NULL},
        {"record 0 of a member", lies_record_none, -1, -1, NULL},
        {"a record of member 0", lies_record_member_zero, -1, -1, NULL},
        {"a record of a folder", lies_record_folder, -1, -1, NULL},
        {"a record of an unread member", lies_record_unread, -1, -1, NULL},
        {"a record of another bundle", lies_record_bundle, -1, -1, NULL},
        {"a record of no bundle", lies_record_beyond, -1, -1, NULL},
        {"the other record of another bundle", lies_record_other, -1, -1, NULL},
        {"a negative other record", lies_record_other_negative, -1, -1, NULL},
        {"records out of order", lies_order, -1, -1, NULL},
        {"other records out of order", lies_order_other, -1, -1, NULL},
        {"verdict 0", lies_verdict_zero, -1, -1, NULL},
        {"a verdict of no check", lies_verdict_beyond, -1, -1, NULL},
        {"a negative exception", lies_verdict_negative, -1, -1, NULL},
        {"a check of a test in SQL", lies_verdict_sql, -1, -1, NULL},
        {"an undecidable exception", lies_undecidable_verdict, -1, -1, NULL},
        {"exceptions left out", NULL, LIES_EXCEPTIONS, -1, NULL},
        {"exceptions twice", NULL, -1, LIES_EXCEPTIONS, NULL},
        {"undecidable records left out", NULL, LIES_UNDECIDABLE, -1, NULL},
        {"a guard of a test that is none", lies_guard_test, -1, -1, NULL},
        {"a guard that is none", lies_guard_index, -1, -1, NULL},
        {"a guard of a test without", lies_guard_of_other, -1, -1, NULL},
        {"more keys met on the left", lies_guard_left, -1, -1, NULL},
        {"more keys met on the right", lies_guard_right, -1, -1, NULL},
        {"keys beyond all numbers", lies_guard_huge, -1, -1, NULL},
        {"a guard left out", NULL, LIES_GUARD, -1, NULL},
        {"a guard twice", NULL, -1, LIES_GUARD, NULL},
        {"a test that is none", lies_test_index, -1, -1, NULL},
        {"a test that skipped records", lies_test_rows, -1, -1, NULL},
        {"rows beyond all numbers", lies_test_rows_huge, -1, -1, NULL},
        {"fewer exceptions counted", lies_test_fewer, -1, -1, NULL},
        {"more exceptions counted", lies_test_more, -1, -1, NULL},
        {"undecidable records not counted", lies_test_undecidable, -1, -1, NULL},
        {"exceptions it did not look at", lies_test_looked_at_less, -1, -1, NULL},
        {"a test twice", NULL, -1, LIES_TEST_1, NULL},
        {"a value of no item", lies_value_item, -1, -1, NULL},
        {"a value of no column", lies_value_column, -1, -1, NULL},
        {"a value of no record", lies_value_record, -1, -1, NULL},
        {"an item that is none", lies_item_index, -1, -1, NULL},
        {"sums of an item", lies_item_sums, -1, -1, NULL},
        {"sums of an item that wrap round", lies_item_wraps, -1, -1, NULL},
        {"damage beyond all numbers", lies_item_members, -1, -1, NULL},
        {"a repeated key of no record", lies_keys_of_nothing, -1, -1, NULL},
        {"an item left out", NULL, LIES_ITEM_1, -1, NULL},
        {"an item twice", NULL, -1, LIES_ITEM_0, NULL},
        {"an event without damage", lies_event_of_nothing, -1, -1, NULL},
        {"an event in no bundle", lies_event_archive, -1, -1, NULL},
        {"an event in no member", lies_event_member, -1, -1, NULL},
        {"an event in no record", lies_event_record, -1, -1, NULL},
        {"a reason that moves cursors", lies_event_reason, -1, -1, NULL},
        {"an event without a reason", lies_event_no_reason, -1, -1, NULL},
        {"a text that is none", lies_event_text, -1, -1, NULL},
        {"rows after their test", NULL, -1, -1, lies_add_late_rows},
        {"unreadable records after their population", NULL, -1, -1,
                lies_add_late_unreadable},
        {"a message of taking", NULL, -1, -1, lies_add_member},
        {"a message of values", NULL, -1, -1, lies_add_values},
        {"a message of a query", NULL, -1, -1, lies_add_row},
        {"a message with too much", NULL, -1, -1, lies_add_long_guard},
        {"a message with too little", NULL, -1, -1, lies_add_short_population},
};

/* The whole story between HELLO and END; lie NULL: the truth. */
static bool lies_tell_middle(struct protocol_writer *writer, const struct lie *lie,
        struct error *err)
{
    static struct lies_story story;

    lies_begin(&story);
    if (lie && lie->change)
        lie->change(&story);
    for (int part = 0; part < LIES_PART_COUNT; part++) {
        if (lie && lie->left_out == part)
            continue;
        if (!lies_send_part(writer, &story, part, err) ||
                (lie && lie->twice == part && !lies_send_part(writer, &story, part, err)))
            return false;
    }
    return !lie || !lie->add || lie->add(writer, &story, err);
}

__attribute__((unused)) static bool lies_tell(struct protocol_writer *writer,
        const struct lie *lie, struct error *err)
{
    return lies_send_hello(writer, PROTOCOL_VERSION, err) &&
            lies_tell_middle(writer, lie, err) && lies_send_end(writer, err);
}

#endif
