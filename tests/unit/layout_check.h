/* layout_check.h - the layouts and synonyms that ship, and receipts of bundles, for tests
 * of bindings
 *
 * CHOSHO_SOURCE is the source tree (default: the current folder), CHOSHO_TEST_DATA the
 * folder of evidence made by others, which may be absent. */
#ifndef CHOSHO_TEST_LAYOUT_CHECK_H
#define CHOSHO_TEST_LAYOUT_CHECK_H

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "evidence/binding/binding_resolve.h"
#include "evidence/binding/layout_recognise.h"
#include "evidence/binding/synonyms.h"
#include "evidence/format/json_columns.h"
#include "tests/unit/unit.h"
#include "tests/unit/zip_bytes.h"

#define LAYOUT_CHECK_MEMBERS 200
#define LAYOUT_CHECK_FILE_MAX ((size_t)16 << 20)

#define LAYOUT_CHECK_MAX 256
/* Of a `struct layout_check check`. */
#define LAYOUT_CHECK_COUNT (check.layout_count)

struct layout_check {
    struct arena arena;
    struct error err;
    struct layout layouts[LAYOUT_CHECK_MAX]; /* all of evidence/layouts, by file name */
    const char *files[LAYOUT_CHECK_MAX];
    size_t layout_count;
    struct synonyms synonyms;
    struct binding_member members[LAYOUT_CHECK_MEMBERS];
    size_t member_count;
    struct layout_match match; /* of the member looked at last */
};

static inline const char *layout_check_source(void)
{
    const char *source = getenv("CHOSHO_SOURCE");

    return source ? source : ".";
}

static inline void layout_check_read(const char *folder, const char *name,
        struct buf *bytes)
{
    char path[1024], piece[4096];
    struct error err = {0};
    size_t got;
    FILE *file;

    snprintf(path, sizeof(path), "%s%s%s", folder, *folder ? "/" : "", name);
    file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s is not there", path);
    while ((got = fread(piece, 1, sizeof(piece), file)) > 0)
        ck_assert(buf_append(bytes, piece, got, &err));
    fclose(file);
}

static inline const char *layout_check_complaints(const struct complaint_list *complaints)
{
    static char first[1200];

    if (complaints->count == 0)
        return "no complaints";
    snprintf(first, sizeof(first), "%s:%u: %s", complaints->items[0].file,
            complaints->items[0].line, complaints->items[0].message);
    return first;
}

static inline void layout_check_load(struct layout_check *check, const char *path)
{
    CLEANUP(complaint_list_clear) struct complaint_list complaints;
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT(LAYOUT_CHECK_FILE_MAX);
    size_t at = check->layout_count++;

    ck_assert_uint_lt(at, LAYOUT_CHECK_MAX);
    complaint_list_init(&complaints);
    layout_check_read("", path, &bytes);
    ck_assert_msg(layout_parse(path, bytes.data, bytes.size, &check->arena,
                          &check->layouts[at], &complaints),
            "%s", layout_check_complaints(&complaints));
    check->files[at] = strrchr(path, '/') + 1;
}

static inline void layout_check_load_all(struct layout_check *check)
{
    char folder[1024];
    const char **paths;
    size_t count;

    snprintf(folder, sizeof(folder), "%s/evidence/layouts", layout_check_source());
    ck_assert_msg(file_list(folder, "*.xml", 0, &check->arena, &paths, &count,
                          &check->err),
            "%s", check->err.message);
    for (size_t i = 0; i < count; i++)
        layout_check_load(check, paths[i]);
}

static inline void layout_check_begin(struct layout_check *check)
{
    CLEANUP(complaint_list_clear) struct complaint_list complaints;
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT(LAYOUT_CHECK_FILE_MAX);

    *check = (struct layout_check){.arena = ARENA_INIT(ARENA_MODEL_LIMIT)};
    ck_assert_msg(encoding_prepare(ENCODING_AUTO, &check->err), "%s", check->err.message);
    ck_assert_msg(member_name_prepare(&check->err), "%s", check->err.message);
    layout_check_load_all(check);
    complaint_list_init(&complaints);
    layout_check_read(layout_check_source(), "evidence/synonyms.xml", &bytes);
    ck_assert_msg(synonyms_parse("synonyms.xml", bytes.data, bytes.size, &check->arena,
                          &check->synonyms, &complaints),
            "%s", layout_check_complaints(&complaints));
}

static inline void layout_check_end(struct layout_check *check)
{
    arena_clear(&check->arena);
}

/* An open bundle of those made by others; -1 where the data is absent. */
static inline int layout_check_open_data(const char *name)
{
    const char *folder = getenv("CHOSHO_TEST_DATA");
    char path[1024];

    if (folder)
        snprintf(path, sizeof(path), "%s/bundles/%s", folder, name);
    else
        snprintf(path, sizeof(path), "%s/../shared/data/bundles/%s",
                layout_check_source(), name);
    return open(path, O_RDONLY | O_CLOEXEC);
}

/* The texts of the first records of a member of lines or of XML. */
static inline size_t layout_check_lines(struct layout_check *check,
        struct record_reader *reader, struct slice lines[100])
{
    const struct record *records;
    size_t count = 0, got;

    do {
        ck_assert(record_read(reader, &records, &got, &check->err));
        for (size_t i = 0; i < got && count < 100; i++) {
            lines[count].size = records[i].text.size;
            ck_assert(arena_copy(&check->arena, records[i].text.text,
                    records[i].text.size, &lines[count].text, &check->err));
            count++;
        }
    } while (got > 0 && count < 100);
    return count;
}

static inline void layout_check_look(struct layout_check *check,
        const struct archive *archive, struct binding_member *member)
{
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    const char *const *columns, **kept, *kind;
    struct record_doubt doubt;
    struct layout_match match;
    struct slice lines[100];
    const struct record_hint *hints;
    size_t hint_count;
    struct layout_view view;

    ck_assert(layout_recognise_hints(check->layouts, check->layout_count, &check->arena,
            &hints, &hint_count, &check->err));
    ck_assert_msg(record_detect_known(archive, member->index, hints, hint_count,
                          &check->arena, &member->format, &kind, &doubt, &check->err),
            "%s", check->err.message);
    if (member->format.kind == RECORD_UNREAD)
        return;
    ck_assert_msg(record_open(archive, member->index, &member->format, NULL, 0, &reader,
                          &check->err),
            "%s", check->err.message);
    ck_assert(record_columns(reader, &columns, &member->column_count, &check->err));
    ck_assert(arena_allocate(&check->arena, (member->column_count + 1) * sizeof(*kept),
            &kept, &check->err));
    for (size_t i = 0; i < member->column_count; i++)
        ck_assert(arena_text(&check->arena, columns[i], &kept[i], &check->err));
    member->columns = kept;
    view = (struct layout_view){.kind = member->format.kind,
            .columns = kept,
            .column_count = member->column_count};
    if (view.kind == RECORD_LINES || view.kind == RECORD_XML) {
        view.lines = lines;
        view.line_count = layout_check_lines(check, reader, lines);
    }
    ck_assert(json_columns_list_round(archive, member->index, &member->format,
            &check->arena, &view.document, &view.document_count, &check->err));
    ck_assert(layout_recognise(check->layouts, check->layout_count, &view, &match,
            &check->err));
    member->layout = match.layout ? match.layout->id : NULL;
    check->match = match;
}

/* Adds the members of a bundle as a receipt would know them. */
static inline void layout_check_take(struct layout_check *check, const char *bundle,
        const char *bundle_id, uint32_t number, const struct archive *archive)
{
    for (uint32_t i = 0; i < archive->preflight.count; i++) {
        const struct preflight_member *found = &archive->preflight.members[i];
        struct binding_member *member = &check->members[check->member_count];

        if (found->status == PREFLIGHT_FOLDER)
            continue;
        ck_assert_uint_lt(check->member_count, LAYOUT_CHECK_MEMBERS);
        *member = (struct binding_member){.bundle = bundle,
                .bundle_id = bundle_id,
                .archive = number,
                .index = i,
                .name = found->name,
                .is_current = true,
                .is_readable = found->status == PREFLIGHT_READABLE,
                .problem = found->reason};
        if (member->is_readable)
            layout_check_look(check, archive, member);
        check->member_count++;
    }
}

static inline const struct binding_member *
layout_check_member(const struct layout_check *check, const char *name)
{
    for (size_t i = 0; i < check->member_count; i++) {
        if (strcmp(check->members[i].name, name) == 0)
            return &check->members[i];
    }
    ck_abort_msg("there is no member %s", name);
    return NULL;
}

#endif
