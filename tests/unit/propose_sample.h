/* propose_sample.h - items to bind, what is proposed for them, and its document */
#ifndef CHOSHO_TESTS_PROPOSE_SAMPLE_H
#define CHOSHO_TESTS_PROPOSE_SAMPLE_H

#include "evidence/binding/binding_write.h"

#include "tests/unit/binding_check.h"

#define DOCUMENT_MAX ((size_t)1 << 20)

static struct binding_proposal *proposals;
static size_t count;

/* An item of columns divided by '|', keys marked by '*'. */
__attribute__((unused)) static struct program_item make_item(const char *source,
        const char *columns)
{
    struct program_item item = {.id = "item", .source = source};
    struct program_column *list;
    char *text, *rest;

    ck_assert(arena_allocate(&check.arena, strlen(columns) + 1, &text, &check.err));
    strcpy(text, columns);
    ck_assert(arena_allocate(&check.arena, (strlen(columns) + 1) * sizeof(*list), &list,
            &check.err));
    for (char *name = strtok_r(text, "|", &rest); name;
            name = strtok_r(NULL, "|", &rest)) {
        list[item.column_count].key = *name == '*';
        list[item.column_count++].name = *name == '*' ? name + 1 : name;
    }
    item.columns = list;
    return item;
}

__attribute__((unused)) static void propose(const struct binding_wanted *wanted,
        size_t wanted_count)
{
    ck_assert_msg(binding_propose(wanted, wanted_count, check.layouts, LAYOUT_CHECK_COUNT,
                          &check.synonyms, check.members, check.member_count,
                          &check.arena, &proposals, &count, &check.err),
            "%s", check.err.message);
}

__attribute__((unused)) static const struct binding_proposal *propose_one(
        const struct program_item *item)
{
    static struct binding_wanted wanted;

    wanted = (struct binding_wanted){item, NULL, NULL};
    propose(&wanted, 1);
    return count ? &proposals[0] : NULL;
}

/* "column=field" for every column that is placed, divided by '|', in the item's order. */
__attribute__((unused)) static const char *placed(const struct binding_proposal *proposal)
{
    static char text[4096];
    const struct program_item *item = proposal->wanted->item;
    size_t at = 0;

    text[0] = '\0';
    for (uint32_t i = 0; i < item->column_count; i++) {
        if (proposal->from[i])
            at += (size_t)snprintf(text + at, sizeof(text) - at, "%s%s=%s", at ? "|" : "",
                    item->columns[i].name, proposal->from[i]);
    }
    return text;
}

__attribute__((unused)) static const char *write_document(struct buf *document)
{
    ck_assert_msg(binding_write(proposals, count, "Asia/Tokyo", document, &check.err),
            "%s", check.err.message);
    return buf_text(document);
}

#endif
