#include "engine/run/fixture_load.h"

#include "engine/base/date.h"
#include "engine/base/file.h"
#include "engine/base/text.h"
#include "engine/run/fixture.h"

#include <stdlib.h>
#include <string.h>

#define FILE_LIMIT ((size_t)8 << 20)

static bool read_period(const char *text, struct arena *arena, struct fixture *fixture)
{
    const char *dots = strstr(text, "..");
    struct error ignored = {0};
    int64_t day;

    return dots && date_parse(text, (size_t)(dots - text), &day) &&
            date_parse(dots + 2, strlen(dots + 2), &day) &&
            arena_copy(arena, text, (size_t)(dots - text), &fixture->period_start,
                    &ignored) &&
            arena_text(arena, dots + 2, &fixture->period_end, &ignored);
}

static bool is_word(const struct xml_node *node, const char *attribute, const char *word)
{
    return text_is_equal(xml_attribute(node, attribute), word);
}

static size_t count_children(const struct xml_node *root, const char *name)
{
    size_t count = 0;

    for (const struct xml_node *node = xml_child(root, name); node;
            node = xml_next(node, name))
        count++;
    return count;
}

static bool read_children(const struct xml_node *root, struct arena *arena,
        struct fixture *fixture, struct error *err)
{
    if (!arena_allocate(arena,
                (count_children(root, "parameter") + 1) * sizeof(*fixture->parameters),
                &fixture->parameters, err) ||
            !arena_allocate(arena,
                    (count_children(root, "member") + 1) * sizeof(*fixture->members),
                    &fixture->members, err) ||
            !arena_allocate(arena,
                    (count_children(root, "calendar") + 1) * sizeof(*fixture->calendars),
                    &fixture->calendars, err))
        return false;
    for (const struct xml_node *node = xml_child(root, "calendar"); node;
            node = xml_next(node, "calendar"))
        fixture->calendars[fixture->calendar_count++] =
                (struct fixture_calendar){xml_attribute(node, "id"),
                        xml_attribute(node, "file")};
    for (const struct xml_node *node = xml_child(root, "parameter"); node;
            node = xml_next(node, "parameter"))
        fixture->parameters[fixture->parameter_count++] =
                (struct compile_override){xml_attribute(node, "name"),
                        xml_attribute(node, "value")};
    for (const struct xml_node *node = xml_child(root, "member"); node;
            node = xml_next(node, "member")) {
        const char *truncate = xml_attribute(node, "truncate");

        fixture->members[fixture->member_count++] =
                (struct fixture_member){xml_attribute(node, "path"),
                        is_word(node, "encoding", "cp932"),
                        is_word(node, "name-encoding", "cp932"),
                        truncate ? strtoll(truncate, NULL, 10) : -1};
    }
    return true;
}

static bool fail(const struct complaint_list *complaints, const char *file,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(1 << 20);

    if (!complaint_list_write(complaints, &text, err))
        return false;
    return error_set(err, ERROR_SCRIPT, "%s: %s", file, buf_text(&text));
}

bool fixture_load(const char *folder, struct arena *arena, struct fixture *ret_fixture,
        struct error *err)
{
    CLEANUP(complaint_list_clear) struct complaint_list complaints;
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT(FILE_LIMIT);
    struct fixture fixture = {0};
    struct xml_node *root;
    const char *file;

    complaint_list_init(&complaints);
    if (!arena_printf(arena, &file, err, "%s/fixture.xml", folder) ||
            !file_read(file, &bytes, err))
        return false;
    if (!xml_parse(file, buf_text(&bytes), bytes.size, arena, &root, &complaints))
        return fail(&complaints, file, err);
    vocabulary_check(&fixture_vocabulary, file, root, &complaints);
    if (!complaints.errors &&
            !read_period(xml_attribute(root, "period"), arena, &fixture))
        complaint_add(&complaints, COMPLAINT_ERROR, file, root->line, root->column,
                "period: 2025-04-01..2026-03-31");
    if (complaints.errors)
        return fail(&complaints, file, err);
    fixture.as_of = xml_attribute(root, "as-of") ? xml_attribute(root, "as-of")
                                                 : fixture.period_end;
    fixture.zone = xml_attribute(root, "zone") ? xml_attribute(root, "zone")
                                               : "Asia/Tokyo";
    fixture.needs_provenance = is_word(root, "provenance", "required");
    if (!read_children(root, arena, &fixture, err))
        return false;
    *ret_fixture = fixture;
    return true;
}

bool fixture_load_is_calendar(const struct fixture *fixture, const char *path)
{
    for (size_t i = 0; i < fixture->calendar_count; i++) {
        if (strcmp(fixture->calendars[i].file, path) == 0)
            return true;
    }
    return false;
}

const struct fixture_member *fixture_load_find_member(const struct fixture *fixture,
        const char *path)
{
    for (size_t i = 0; i < fixture->member_count; i++) {
        if (strcmp(fixture->members[i].path, path) == 0)
            return &fixture->members[i];
    }
    return NULL;
}
