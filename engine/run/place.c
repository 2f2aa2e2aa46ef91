#include "engine/run/place.h"

#include "engine/base/pointer.h"
#include "engine/base/program.h"
#include "engine/base/text.h"
#include "engine/workpaper/exception.h"

#include <string.h>

/* The bundle's members; the one wanted is by number where name is NULL. */
static bool find_member(struct store *store, const char *name, uint64_t number,
        struct arena *arena, struct place *place, struct error *err)
{
    struct bundle_member *members;
    size_t count;

    if (!bundle_members(store, place->bundle.bundle_id, arena, &members, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (name ? strcmp(members[i].name, name) == 0
                 : (uint64_t)members[i].member_id == number) {
            place->member = members[i];
            place->index = (uint32_t)i;
            place->members = members;
            return true;
        }
    }
    return error_set(err, ERROR_MISSING,
            TR("bundle %s has no member '%s'", "提供物 %s にファイル「%s」はありません"),
            place->bundle.short_id, name ? name : "?");
}

bool place_of_record(struct store *store, int64_t record_id, struct arena *arena,
        struct place *ret_place, struct error *err)
{
    uint64_t number = PROGRAM_MEMBER_OF(record_id);
    struct bundle *bundles;
    size_t count;

    if (!bundle_list(store, arena, &bundles, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        uint64_t first = (uint64_t)bundles[i].first_member;

        if (number < first || number - first >= bundles[i].member_count)
            continue;
        memset(ret_place, 0, sizeof(*ret_place));
        ret_place->bundle = bundles[i];
        ret_place->record = PROGRAM_RECORD_OF(record_id);
        return find_member(store, NULL, number, arena, ret_place, err);
    }
    return error_set(err, ERROR_INTEGRITY,
            TR("record id %lld is of no member",
                    "レコード番号 %lld はどのファイルのものでもありません"),
            (long long)record_id);
}

bool place_write(struct store *store, int64_t record_id, struct buf *buf,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    bool found;

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

static bool find_pointer(struct store *store, const char *text, struct arena *arena,
        struct place *ret_place, struct error *err)
{
    CLEANUP(pointer_clear) struct pointer pointer = {BUF_INIT(0), BUF_INIT(0), 0};

    if (!pointer_parse(text, &pointer, err))
        return false;
    memset(ret_place, 0, sizeof(*ret_place));
    ret_place->record = pointer.record;
    return bundle_find(store, buf_text(&pointer.bundle), arena, &ret_place->bundle,
                   err) &&
            find_member(store, buf_text(&pointer.member), 0, arena, ret_place, err);
}

bool place_find(struct store *store, const char *text, struct arena *arena,
        struct place *ret_place, struct error *err)
{
    enum exception_kind kind;
    int64_t result_id, number;
    struct exception exception;

    if (!exception_parse_id(text, &result_id, &kind, &number))
        return find_pointer(store, text, arena, ret_place, err);
    if (!exception_find(store_db(store), text, &exception, err) ||
            !place_of_record(store, exception.entry.record_id, arena, ret_place, err))
        return false;
    ret_place->other_id = exception.entry.other_id;
    return true;
}
