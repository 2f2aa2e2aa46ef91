/* binding_check.h - bindings written in place, and receipts made up, for the tests of
 * bindings */
#ifndef CHOSHO_TEST_BINDING_CHECK_H
#define CHOSHO_TEST_BINDING_CHECK_H

#include "engine/base/text.h"
#include "tests/unit/layout_check.h"

#define BINDINGS(inside) \
    "<bindings xmlns='urn:chosho:binding:1' zone='Asia/Tokyo'>\n" inside "\n</bindings>\n"

static struct layout_check check;
static struct complaint_list complaints;

static inline void begin(void)
{
    text_set_language(TEXT_EN);
    layout_check_begin(&check);
    complaint_list_init(&complaints);
}

static inline void end(void)
{
    complaint_list_clear(&complaints);
    layout_check_end(&check);
}

static inline bool try_parse(const char *file, const char *xml,
        struct binding *ret_binding)
{
    complaint_list_clear(&complaints);
    return binding_parse(file, xml, strlen(xml), &check.arena, ret_binding, &complaints);
}

static inline struct binding parse(const char *file, const char *xml)
{
    struct binding binding = {0};

    ck_assert_msg(try_parse(file, xml, &binding), "%s",
            layout_check_complaints(&complaints));
    return binding;
}

/* Adds a readable CSV of a delivery; columns divided by '|'. */
static inline struct binding_member *add_member(const char *bundle_id, const char *name,
        const char *columns)
{
    struct binding_member *member = &check.members[check.member_count];
    const char **list = NULL;
    const char *bundle;
    char *text;

    ck_assert_uint_lt(check.member_count, LAYOUT_CHECK_MEMBERS);
    ck_assert(arena_copy(&check.arena, bundle_id, strlen(bundle_id) - 9, &bundle,
            &check.err));
    ck_assert(arena_allocate(&check.arena, strlen(columns) + 1, &text, &check.err));
    strcpy(text, columns);
    ck_assert(arena_allocate(&check.arena, (strlen(columns) + 2) * sizeof(*list), &list,
            &check.err));
    *member = (struct binding_member){.bundle = bundle,
            .bundle_id = bundle_id,
            .index = (uint32_t)check.member_count,
            .name = name,
            .is_current = true,
            .is_readable = true,
            .format = {.kind = RECORD_CSV, .encoding = ENCODING_UTF8, .delimiter = ','},
            .columns = list};
    for (char *rest, *column = strtok_r(text, "|", &rest); column;
            column = strtok_r(NULL, "|", &rest))
        list[member->column_count++] = column;
    check.member_count++;
    return member;
}

static inline struct binding_member *add_json(const char *bundle_id, const char *name,
        const char *paths)
{
    struct binding_member *member = add_member(bundle_id, name, paths);

    member->format = (struct record_format){.kind = RECORD_JSON,
            .encoding = ENCODING_UTF8,
            .records = ""};
    return member;
}

#endif
