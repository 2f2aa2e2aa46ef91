#include "engine/run/place.h"

#include "engine/base/cell.h"
#include "engine/base/pointer.h"
#include "engine/base/program.h"
#include "engine/base/text.h"
#include "engine/run/evidence_set.h"
#include "engine/workpaper/exception.h"
#include "evidence/zip/preflight.h"

#include <stdlib.h>
#include <string.h>

#define RECORD_ID_DIGITS 19u /* so many do not fit */

static bool is_member(const struct bundle_member *member, const char *name,
        uint64_t number)
{
    return name
            ? strcmp(member->name, name) == 0 && !preflight_is_passed_over(member->reason)
            : (uint64_t)member->member_id == number;
}

/* A container's name means the one member that is read in it, where there is one. */
static bool enter_container(const struct bundle_member *members, size_t count,
        struct place *place, struct error *err)
{
    const struct bundle_member *container = &members[place->index];
    const struct bundle_member *read = NULL;
    bool is_inside;

    if (container->status != BUNDLE_OPENED)
        return true;
    for (size_t i = place->index; i < count; i++) {
        if (members[i].holder != (int64_t)place->index + 1 ||
                members[i].status != BUNDLE_READ)
            continue;
        read = read ? read : &members[i];
        if (!evidence_set_short_name(&place->bundle, members, (uint32_t)i, &is_inside))
            continue;
        place->index = (uint32_t)i;
        place->member = members[i];
        return true;
    }
    return !read ||
            error_set(err, ERROR_MISSING,
                    TR("'%s' holds several members: name one, as in '%s'",
                            "「%s」には複数のファイルがあります。「%s」のように一つを指定してください"),
                    container->name, read->name);
}

/* The bundle's members; the one wanted is by number where name is NULL. */
static bool find_member(struct store *store, const char *name, uint64_t number,
        struct arena *arena, struct place *place, struct error *err)
{
    struct bundle_member *members;
    size_t count;

    if (!bundle_members(store, place->bundle.bundle_id, arena, &members, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!is_member(&members[i], name, number))
            continue;
        place->member = members[i];
        place->index = (uint32_t)i;
        place->members = members;
        return enter_container(members, count, place, err);
    }
    return error_set(err, ERROR_MISSING,
            TR("bundle %s has no member '%s'", "提供物 %s にファイル「%s」はありません"),
            place->bundle.short_id, name ? name : "?");
}

static bool find_record(struct store *store, int64_t record_id, struct arena *arena,
        struct place *ret_place, bool *ret_found, struct error *err)
{
    uint64_t number = PROGRAM_MEMBER_OF(record_id);
    struct bundle *bundles;
    size_t count;

    *ret_found = false;
    if (!bundle_list(store, arena, &bundles, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        uint64_t first = (uint64_t)bundles[i].first_member;

        if (number < first || number - first >= bundles[i].member_count)
            continue;
        memset(ret_place, 0, sizeof(*ret_place));
        ret_place->bundle = bundles[i];
        ret_place->record = PROGRAM_RECORD_OF(record_id);
        *ret_found = true;
        return find_member(store, NULL, number, arena, ret_place, err);
    }
    return true;
}

bool place_of_record(struct store *store, int64_t record_id, struct arena *arena,
        struct place *ret_place, struct error *err)
{
    bool is_found;

    return find_record(store, record_id, arena, ret_place, &is_found, err) &&
            (is_found ||
                    error_set(err, ERROR_INTEGRITY,
                            TR("record id %lld is of no member",
                                    "レコード番号 %lld はどのファイルのものでもありません"),
                            (long long)record_id));
}

/* A record_id as a person copies it from an answer; it may as well be a slip. */
static bool find_number(struct store *store, const char *text, struct arena *arena,
        struct place *ret_place, struct error *err)
{
    size_t size = strlen(text);
    int64_t record_id = size < RECORD_ID_DIGITS ? (int64_t)strtoll(text, NULL, 10) : 0;
    bool is_found;

    if (!find_record(store, record_id, arena, ret_place, &is_found, err))
        return false;
    if (is_found && ((uint64_t)record_id & PROGRAM_RECORD_OTHER) != 0)
        return error_set(err, ERROR_REFUSED,
                TR("record_id %s is of an answer that read '%s' otherwise than its receipt (a child table, or a layout), and does not say how; give show that record's _pointer",
                        "record_id %s は、ファイル「%s」を受領書と異なる読み方（子表またはレイアウト）で読んだ結果のもので、読み方が定まりません。そのレコードの _pointer を指定してください"),
                text, ret_place->member.name);
    return (is_found && ret_place->record > 0) ||
            error_set(err, ERROR_MISSING,
                    TR("no record here has the record_id %s; an answer of chosho query has them, or the pointer (_pointer)",
                            "record_id が %s のレコードはありません。chosho query の結果の record_id か _pointer を指定してください"),
                    text);
}

bool place_write(struct store *store, int64_t record_id, struct buf *buf,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    char cell[CELL_NAME_SIZE];
    bool found;

    if (cell_format(record_id, cell))
        return buf_append_text(buf, cell, err);
    if (!db_prepare(store_db(store),
                "SELECT b.short_id, m.name FROM member AS m JOIN bundle AS b USING (bundle_id) WHERE m.member_id = ?1",
                &row, err))
        return false;
    db_bind_int(row, 1, (int64_t)PROGRAM_MEMBER_OF(record_id));
    if (!db_step(row, &found, err))
        return false;
    if (!found)
        return error_set(err, ERROR_INTEGRITY,
                TR("record id %lld is of no member",
                        "レコード番号 %lld はどのファイルのものでもありません"),
                (long long)record_id);
    return pointer_write(buf, db_column_text(row, 0), db_column_text(row, 1),
            PROGRAM_RECORD_OF(record_id), err);
}

bool place_write_cell(struct store *store, int64_t record_id, int64_t other_id,
        struct buf *buf, struct error *err)
{
    return place_write(store, record_id, buf, err) &&
            (!other_id ||
                    (buf_append_text(buf, "+", err) &&
                            place_write(store, other_id, buf, err)));
}

/* What "BOOK#SHEET!A5" may mean besides the sheet SHEET: its '#' is one of the sheet's
 * name ("BOOK!x#SHEET!A5"), or the one before it stands for '!' ("BOOK#x#SHEET!A5"). */
static bool find_joined(struct store *store, const struct pointer *pointer,
        struct arena *arena, struct place *place, struct error *err)
{
    const char *name = buf_text(&pointer->member), *joined, *hash;
    int joint = (int)pointer->joint;
    struct error first = {0}, other = {0};

    if (find_member(store, name, 0, arena, place, &first))
        return true;
    if (!joint || first.code != ERROR_MISSING)
        return error_set(err, first.code, "%s", first.message);
    if (!arena_printf(arena, &joined, err, "%.*s#%s", joint, name, name + joint + 1))
        return false;
    if (find_member(store, joined, 0, arena, place, &other))
        return true;
    hash = strchr(joined, '#');
    if (!arena_printf(arena, &joined, err, "%.*s!%s", (int)(hash - joined), joined,
                hash + 1))
        return false;
    return find_member(store, joined, 0, arena, place, &other) ||
            error_set(err, first.code, "%s", first.message);
}

/* The member; a '#' that was typed as it stands is one of its name's where no shorter
 * name is a member's. */
static bool find_named(struct store *store, const struct pointer *pointer,
        struct arena *arena, struct place *place, struct error *err)
{
    const char *name = buf_text(&pointer->member), *longer;
    struct error first = {0};

    if (pointer->way.size &&
            !arena_text(arena, buf_text(&pointer->way), &place->way, err))
        return false;
    if (find_joined(store, pointer, arena, place, &first))
        return true;
    if (!place->way || first.code != ERROR_MISSING)
        return error_set(err, first.code, "%s", first.message);
    if (!arena_printf(arena, &longer, err, "%s#%s", name, place->way))
        return false;
    place->way = NULL;
    return find_member(store, longer, 0, arena, place, err);
}

/* What a delivery's name means may lie in several bundles: the newest that has the member
 * and has not been replaced. */
static bool find_current(struct store *store, const char *name,
        const struct pointer *pointer, struct arena *arena, struct place *place,
        struct error *err)
{
    struct bundle *bundles;
    size_t count;

    if (!bundle_list(store, arena, &bundles, &count, err))
        return false;
    for (size_t b = count; b-- > 0;) {
        struct error ignored = {0};
        struct place found = *place;

        if (!bundles[b].is_current || strcmp(bundles[b].name, name) != 0)
            continue;
        found.bundle = bundles[b];
        if (!find_named(store, pointer, arena, &found, &ignored) ||
                found.member.superseded_by)
            continue;
        *place = found;
        return true;
    }
    return true;
}

static bool find_pointer(struct store *store, const char *text, struct arena *arena,
        struct place *ret_place, struct error *err)
{
    CLEANUP(pointer_clear)
    struct pointer pointer = POINTER_INIT;
    const char *bundle;

    if (!pointer_parse(text, &pointer, err))
        return false;
    bundle = buf_text(&pointer.bundle);
    memset(ret_place, 0, sizeof(*ret_place));
    ret_place->record = pointer.record;
    ret_place->line = pointer.line;
    ret_place->column = pointer.column;
    if (!bundle_find(store, bundle, arena, &ret_place->bundle, err))
        return false;
    if (strcmp(ret_place->bundle.short_id, bundle) != 0 &&
            !find_current(store, bundle, &pointer, arena, ret_place, err))
        return false;
    return ret_place->member.name || find_named(store, &pointer, arena, ret_place, err);
}

/* What was cut from a listing or a CSV may have blanks, or a line's end, around it. */
static bool trim(const char *text, struct arena *arena, const char **ret_text,
        struct error *err)
{
    size_t size;

    text += strspn(text, " \t");
    size = strlen(text);
    while (size && strchr(" \t\r\n", text[size - 1]))
        size--;
    return arena_copy(arena, text, size, ret_text, err);
}

bool place_find(struct store *store, const char *text, struct arena *arena,
        struct place *ret_place, struct error *err)
{
    enum exception_kind kind;
    int64_t result_id, number;
    struct exception exception;

    if (!trim(text, arena, &text, err))
        return false;
    if (*text && !text[strspn(text, "0123456789")])
        return find_number(store, text, arena, ret_place, err);
    if (!exception_parse_id(text, &result_id, &kind, &number))
        return find_pointer(store, text, arena, ret_place, err);
    if (!exception_find(store_db(store), text, &exception, err) ||
            !place_of_record(store, exception.entry.record_id, arena, ret_place, err))
        return false;
    ret_place->other_id = exception.entry.other_id;
    return true;
}
