/* story.h - a small instance, and what an honest worker says of it
 *
 * Two populations, two tests (the first of each record, with a key guard), two items and
 * one of the engagement's two bundles. */
#ifndef CHOSHO_STORY_H
#define CHOSHO_STORY_H

#include <string.h>

#include "engine/run/collect.h"
#include "tests/unit/unit.h"

/* ---- the instance ---- */

static struct bundle_member lies_members[2][4] = {
        {{.name = "a.csv", .status = BUNDLE_READ},
                {.name = "b/", .status = BUNDLE_FOLDER},
                {.name = "c.csv", .status = BUNDLE_READ},
                {.name = "d.zip", .status = BUNDLE_UNREAD}},
        {{.name = "other.csv", .status = BUNDLE_READ}},
};
static struct bundle_member *lies_member_lists[] = {lies_members[0], lies_members[1]};
static struct bundle lies_bundles[] = {
        {.bundle_id = 1, .short_id = "hr-1", .first_member = 1, .member_count = 4},
        {.bundle_id = 2, .short_id = "it-2", .first_member = 5, .member_count = 1},
};

static struct program_column lies_columns[] = {{"id", PROGRAM_TEXT, true, false},
        {"day", PROGRAM_DATE, false, false}};
static struct program_item lies_items[] = {
        {.id = "leavers",
                .source = "leavers",
                .columns = lies_columns,
                .column_count = 2},
        {.id = "off", .source = "off", .columns = lies_columns, .column_count = 2},
};
static struct program_population lies_populations[] = {{.id = "leaver"},
        {.id = "account"}};
static struct program_guard lies_guards[] = {{.left = "leavers.id", .right = "off.id"}};
static struct program_test lies_tests[] = {
        {.id = "a1",
                .population = "leaver",
                .each_record = true,
                .check_count = 2,
                .guards = lies_guards,
                .guard_count = 1},
        {.id = "a2", .population = "account"},
};
static size_t lies_archives[] = {0};
static struct instance lies_instance = {.key = "p/1@1",
        .program = {.id = "p",
                .items = lies_items,
                .item_count = 2,
                .populations = lies_populations,
                .population_count = 2,
                .tests = lies_tests,
                .test_count = 2},
        .archives = lies_archives,
        .archive_count = 1};
static struct instance_list lies_list = {.evidence = {.bundles = lies_bundles,
                                                 .bundle_count = 2,
                                                 .members = lies_member_lists},
        .items = &lies_instance,
        .count = 1};

/* ---- an honest worker ---- */

#define LIES_RECORD(member, record) PROGRAM_RECORD_ID(member, record)

struct lies_story { /* of which a lie changes something */
    struct message_population populations[2];
    struct message_guard guard;
    struct message_test tests[2];
    struct scan_usage usage;
    uint32_t item_indexes[2];
    struct execute_row unreadable[1], exceptions[2], undecidable[1], found[1];
    uint32_t unreadable_index, exceptions_index;
    uint8_t exceptions_kind;
    uint32_t exceptions_count; /* as said */
};

static void lies_begin(struct lies_story *story)
{
    memset(story, 0, sizeof(*story));
    story->populations[0] = (struct message_population){0,
            {.delivered = 10, .selected = 7, .filtered = 2, .unreadable = 1}};
    story->populations[1] = (struct message_population){1,
            {.delivered = 3, .selected = 3}};
    story->guard = (struct message_guard){0, 0, {7, 5, 9, 5, {0}}};
    story->tests[0] = (struct message_test){0,
            {.rows = 7, .exceptions = 2, .undecidable = 1}};
    story->tests[1] = (struct message_test){1, {.rows = 1, .exceptions = 1}};
    story->usage = (struct scan_usage){.delivered = 10,
            .selected = 10,
            .members_read = 1};
    story->item_indexes[1] = 1;
    story->unreadable[0] = (struct execute_row){LIES_RECORD(1, 10), 0, 0};
    story->exceptions[0] = (struct execute_row){LIES_RECORD(1, 2), 0, 1};
    story->exceptions[1] = (struct execute_row){LIES_RECORD(1, 2), LIES_RECORD(3, 1), 2};
    story->undecidable[0] = (struct execute_row){LIES_RECORD(1, 4), 0, -1};
    story->found[0] = (struct execute_row){LIES_RECORD(3, 9), 0, 1};
    story->exceptions_count = 2;
}

static bool lies_send_hello(struct protocol_writer *writer, uint32_t version,
        struct error *err)
{
    struct buf *buf = protocol_begin(writer, PROTOCOL_HELLO, err);

    return buf && pack_u32(buf, version, err) && pack_u32(buf, 3, err) &&
            protocol_send(writer, err);
}

static bool lies_send_end(struct protocol_writer *writer, struct error *err)
{
    return protocol_begin(writer, PROTOCOL_END, err) && protocol_send(writer, err);
}

static bool lies_send_rows(struct protocol_writer *writer, uint32_t index, uint8_t kind,
        const struct execute_row *rows, uint32_t said, uint32_t count, struct error *err)
{
    struct buf *buf = protocol_begin(writer, PROTOCOL_ROWS, err);
    bool ok = buf && pack_u32(buf, index, err) && pack_u8(buf, kind, err) &&
            pack_u32(buf, said, err);

    for (uint32_t i = 0; ok && i < count; i++)
        ok = pack_u64(buf, (uint64_t)rows[i].record_id, err) &&
                pack_u64(buf, (uint64_t)rows[i].other_id, err) &&
                pack_u32(buf, (uint32_t)rows[i].verdict, err);
    return ok && protocol_send(writer, err);
}

static bool lies_send_population(struct protocol_writer *writer,
        const struct message_population *message, struct error *err)
{
    struct buf *buf = protocol_begin(writer, PROTOCOL_POPULATION, err);

    return buf && message_pack_population(buf, message, err) &&
            protocol_send(writer, err);
}

static bool lies_send_guard(struct protocol_writer *writer,
        const struct message_guard *message, struct error *err)
{
    struct buf *buf = protocol_begin(writer, PROTOCOL_GUARD, err);

    return buf && message_pack_guard(buf, message, err) && protocol_send(writer, err);
}

static bool lies_send_test(struct protocol_writer *writer,
        const struct message_test *message, struct error *err)
{
    struct buf *buf = protocol_begin(writer, PROTOCOL_TEST, err);

    return buf && message_pack_test(buf, message, err) && protocol_send(writer, err);
}

static bool lies_send_item(struct protocol_writer *writer, uint32_t index,
        const struct scan_usage *usage, struct error *err)
{
    struct buf *buf = protocol_begin(writer, PROTOCOL_ITEM, err);

    return buf && message_pack_item(buf, index, usage, err) && protocol_send(writer, err);
}

static bool lies_send_number(struct protocol_writer *writer, enum protocol_type type,
        uint64_t number, struct error *err)
{
    struct buf *buf = protocol_begin(writer, type, err);

    return buf && pack_u64(buf, number, err) && protocol_send(writer, err);
}

__attribute__((unused)) static bool lies_send_error(struct protocol_writer *writer,
        uint32_t code, const char *text, struct error *err)
{
    struct buf *buf = protocol_begin(writer, PROTOCOL_ERROR, err);

    return buf && pack_u32(buf, code, err) && pack_text(buf, text, err) &&
            protocol_send(writer, err);
}

/* The parts of the story after HELLO and before END. */
enum lies_part {
    LIES_UNREADABLE,
    LIES_POPULATION_0,
    LIES_POPULATION_1,
    LIES_GUARD,
    LIES_EXCEPTIONS,
    LIES_UNDECIDABLE,
    LIES_TEST_0,
    LIES_FOUND,
    LIES_TEST_1,
    LIES_ITEM_0,
    LIES_ITEM_1,
    LIES_PART_COUNT,
};

static bool lies_send_part(struct protocol_writer *writer, const struct lies_story *story,
        int part, struct error *err)
{
    switch (part) {
    case LIES_UNREADABLE:
        return lies_send_rows(writer, story->unreadable_index, EXECUTE_UNREADABLE,
                story->unreadable, 1, 1, err);
    case LIES_POPULATION_0:
    case LIES_POPULATION_1:
        return lies_send_population(writer, &story->populations[part - LIES_POPULATION_0],
                err);
    case LIES_GUARD:
        return lies_send_guard(writer, &story->guard, err);
    case LIES_EXCEPTIONS:
        return lies_send_rows(writer, story->exceptions_index, story->exceptions_kind,
                story->exceptions, story->exceptions_count, 2, err);
    case LIES_UNDECIDABLE:
        return lies_send_rows(writer, 0, EXECUTE_UNDECIDABLE, story->undecidable, 1, 1,
                err);
    case LIES_TEST_0:
        return lies_send_test(writer, &story->tests[0], err);
    case LIES_FOUND:
        return lies_send_rows(writer, 1, EXECUTE_EXCEPTION, story->found, 1, 1, err);
    case LIES_TEST_1:
        return lies_send_test(writer, &story->tests[1], err);
    default:
        return lies_send_item(writer, story->item_indexes[part - LIES_ITEM_0],
                &story->usage, err);
    }
}

#endif
