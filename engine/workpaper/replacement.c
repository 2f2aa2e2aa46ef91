#include "engine/workpaper/replacement.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/db_list.h"
#include "engine/base/pointer.h"
#include "engine/base/text.h"
#include "engine/workpaper/journal.h"
#include "engine/workpaper/verify.h"
#include "evidence/zip/preflight.h"

#define POINTER_LIMIT ((size_t)1 << 20)

struct planning {
    struct store *store;
    struct arena *arena;
    struct replacement_plan *plan;
    const struct bundle *by; /* NULL: not received yet */
    size_t capacity;
};

/* ---- what is asked for ---- */

static bool add_target(struct planning *planning, const struct replacement_target *target,
        struct error *err)
{
    struct replacement_plan *plan = planning->plan;
    struct replacement_target *more;

    for (size_t i = 0; i < plan->count; i++) {
        if (plan->targets[i].bundle->bundle_id == target->bundle->bundle_id &&
                (!plan->targets[i].member || !target->member ||
                        plan->targets[i].member->member_id == target->member->member_id))
            return error_set(err, ERROR_USAGE,
                    TR("--replaces names '%s' twice",
                            "--replaces で「%s」が二重に指定されています"),
                    target->member ? target->member->name : target->bundle->short_id);
    }
    if (plan->count == planning->capacity) {
        planning->capacity = planning->capacity ? 2 * planning->capacity : 16;
        if (!arena_allocate(planning->arena, planning->capacity * sizeof(*more), &more,
                    err))
            return false;
        if (plan->count)
            memcpy(more, plan->targets, plan->count * sizeof(*more));
        plan->targets = more;
    }
    plan->targets[plan->count++] = *target;
    return true;
}

/* The bundle of "ID" or "ID:MEMBER"; *ret_member NULL where there is no member. */
static bool find_bundle(struct planning *planning, const char *text,
        struct bundle *ret_bundle, const char **ret_member, struct error *err)
{
    const char *colon = strchr(text, ':'), *id;
    size_t size = colon ? (size_t)(colon - text) : strlen(text);

    if (!arena_copy(planning->arena, text, size, &id, err) ||
            !bundle_find(planning->store, id, planning->arena, ret_bundle, err))
        return error_prefix(err, "--replaces");
    *ret_member = colon ? colon + 1 : NULL;
    if (!ret_bundle->is_current)
        return error_set(err, ERROR_REFUSED,
                TR("--replaces: %s was replaced before, by %s; replace that one, or members of it",
                        "--replaces: %s は既に %s に差し替えられています。そちらを差し替えてください"),
                ret_bundle->short_id, ret_bundle->superseded_by);
    return true;
}

/* "a%23b.csv" is a#b.csv, as in pointers. */
static bool decode(const char *name, struct arena *arena, const char **ret_name,
        struct error *err)
{
    CLEANUP(pointer_clear)
    struct pointer pointer = POINTER_INIT;
    CLEANUP(buf_clear) struct buf text = BUF_INIT(POINTER_LIMIT);
    struct error ignored = {0};

    *ret_name = NULL;
    if (!buf_printf(&text, err, "x:%s#1", name))
        return false;
    return !pointer_parse(buf_text(&text), &pointer, &ignored) ||
            arena_printf(arena, ret_name, err, "%s%s%s", buf_text(&pointer.member),
                    pointer.way.size ? "#" : "", buf_text(&pointer.way));
}

static bool refuse_replaced(const struct bundle *bundle,
        const struct bundle_member *member, struct error *err)
{
    return error_set(err, ERROR_REFUSED,
            TR("--replaces: '%s' of %s was replaced before, by %s; replace that one",
                    "--replaces: %2$s の「%1$s」は既に %3$s に差し替えられています。そちらを差し替えてください"),
            member->name, bundle->short_id, member->superseded_by);
}

bool replacement_is_passed_over(const struct bundle_member *member)
{
    return member->status == BUNDLE_FOLDER || preflight_is_passed_over(member->reason);
}

static bool add_named(struct planning *planning, const struct bundle *bundle,
        const struct bundle_member *members, size_t count, const char *name,
        bool *ret_found, struct error *err)
{
    *ret_found = false;
    for (size_t i = 0; i < count && !*ret_found; i++) {
        if (strcmp(members[i].name, name) != 0 || replacement_is_passed_over(&members[i]))
            continue;
        *ret_found = true;
        if (members[i].superseded_by)
            return refuse_replaced(bundle, &members[i], err);
        return add_target(planning,
                &(struct replacement_target){.bundle = bundle, .member = &members[i]},
                err);
    }
    return true;
}

static bool add_matching(struct planning *planning, const struct bundle *bundle,
        const struct bundle_member *members, size_t count, const char *glob,
        bool *ret_found, struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        if (members[i].status == BUNDLE_FOLDER || members[i].superseded_by ||
                !text_is_glob_match(glob, members[i].name))
            continue;
        *ret_found = true;
        if (!add_target(planning,
                    &(struct replacement_target){.bundle = bundle,
                            .member = &members[i],
                            .is_listed = true},
                    err))
            return false;
    }
    return true;
}

static bool add_members(struct planning *planning, const struct bundle *bundle,
        const char *name, struct error *err)
{
    struct bundle_member *members;
    const char *decoded;
    size_t count;
    bool found;

    if (!bundle_members(planning->store, bundle->bundle_id, planning->arena, &members,
                &count, err) ||
            !decode(name, planning->arena, &decoded, err) ||
            !add_named(planning, bundle, members, count, name, &found, err) ||
            (!found && decoded &&
                    !add_named(planning, bundle, members, count, decoded, &found, err)) ||
            (!found &&
                    !add_matching(planning, bundle, members, count, name, &found, err)))
        return false;
    return found ||
            error_set(err, ERROR_MISSING,
                    TR("--replaces: %s has no member '%s' that is in force",
                            "--replaces: %s に有効なファイル「%s」はありません"),
                    bundle->short_id, name);
}

/* What was received goes on under its own name, and takes no later one's place. */
static bool check_by(struct planning *planning, const struct bundle *bundle,
        struct error *err)
{
    const struct bundle *by = planning->by;

    if (!by)
        return true;
    if (!by->is_current)
        return error_set(err, ERROR_REFUSED,
                TR("--replaces: this was received before as %s, and %s took its place",
                        "--replaces: 同じ内容を %s として受領済みで、既に %s に差し替えられています"),
                by->short_id, by->superseded_by);
    if (strcmp(by->name, bundle->name) != 0)
        return error_set(err, ERROR_USAGE,
                TR("--replaces: this was received before as %s, so under another name than %s, and keeps it; a binding reads it by bundle=\"%s\"",
                        "--replaces: 同じ内容を %s として、%s とは別の名前で受領済みで、名前は変えられません。対応付けで bundle=\"%s\" と指定すれば読めます"),
                by->short_id, bundle->short_id, by->name);
    return bundle->bundle_id < by->bundle_id ||
            error_set(err, ERROR_USAGE,
                    TR("--replaces: this was received before as %s, and cannot take the place of %s, which was not received before it",
                            "--replaces: 同じ内容を %s として受領済みです。それより先に受領していない %s の差替えにはできません"),
                    by->short_id, bundle->short_id);
}

static bool check_name(struct planning *planning, const struct bundle *bundle,
        struct error *err)
{
    struct replacement_plan *plan = planning->plan;

    if (!plan->name)
        plan->name = bundle->name;
    return strcmp(plan->name, bundle->name) == 0 ||
            error_set(err, ERROR_USAGE,
                    TR("--replaces: %s and %s are deliveries of different names; what takes their place goes on under one name",
                            "--replaces: 「%s」と「%s」は名前の異なる提供物です。一つの名前の提供物だけを差し替えられます"),
                    plan->name, bundle->name);
}

static bool add_text(struct planning *planning, const char *text, struct error *err)
{
    const char *member = NULL;
    struct bundle *bundle;

    if (!arena_allocate(planning->arena, sizeof(*bundle), &bundle, err) ||
            !find_bundle(planning, text, bundle, &member, err) ||
            !check_name(planning, bundle, err) || !check_by(planning, bundle, err))
        return false;
    if (member)
        return add_members(planning, bundle, member, err);
    return add_target(planning, &(struct replacement_target){.bundle = bundle}, err);
}

static bool is_planned(const struct replacement_plan *plan, int64_t bundle_id)
{
    for (size_t i = 0; i < plan->count; i++) {
        if (plan->targets[i].bundle->bundle_id == bundle_id && !plan->targets[i].member)
            return true;
    }
    return false;
}

static const struct bundle *find_whole(const struct replacement_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        if (!plan->targets[i].member)
            return plan->targets[i].bundle;
    }
    return NULL;
}

/* Bundles of one name stand beside each other where one replaced members of the other.
 * Whoever replaces all of one means what stands in for its parts, too: that has to be
 * said, or both would go on beside each other. */
static bool check_parts(struct planning *planning, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    const struct replacement_plan *plan = planning->plan;
    const struct bundle *whole = find_whole(plan);
    bool row;

    if (!whole)
        return true;
    if (!db_prepare(store_db(planning->store),
                "SELECT bundle_id, short_id FROM bundle AS b WHERE name = ?1 AND EXISTS"
                " (SELECT 1 FROM member AS m WHERE m.bundle_id = b.bundle_id"
                " AND m.status <> 'folder'"
                " AND m.member_id NOT IN (SELECT member_id FROM superseded))"
                " ORDER BY bundle_id",
                &query, err))
        return false;
    db_bind_text(query, 1, plan->name);
    for (;;) {
        if (!db_step(query, &row, err))
            return false;
        if (!row)
            return true;
        if (planning->by && planning->by->bundle_id == db_column_int(query, 0))
            continue;
        if (!is_planned(plan, db_column_int(query, 0)))
            return error_set(err, ERROR_USAGE,
                    TR("--replaces %1$s: members of %2$s stand in for members of it; where they are replaced too, add --replaces %2$s, else name the members: --replaces '%1$s:**'",
                            "--replaces %1$s: そのファイルの一部は %2$s が差し替えています。それも差し替えるなら --replaces %2$s を加え、そうでなければ --replaces '%1$s:**' のようにファイルを指定してください"),
                    whole->short_id, db_column_text(query, 1));
    }
}

bool replacement_plan(struct store *store, const char *const *texts, size_t count,
        const char *reason, const struct bundle *by, struct arena *arena,
        struct replacement_plan *ret_plan, struct error *err)
{
    struct replacement_plan plan = {.reason = reason};
    struct planning planning = {store, arena, &plan, by, 0};

    for (size_t i = 0; i < count; i++) {
        if (!add_text(&planning, texts[i], err))
            return false;
    }
    if (!check_parts(&planning, err))
        return false;
    *ret_plan = plan;
    return true;
}

bool replacement_of_name(struct store *store, const char *name, struct arena *arena,
        struct replacement_plan *ret_plan, struct error *err)
{
    struct replacement_plan plan = {.name = name};
    struct planning planning = {store, arena, &plan, NULL, 0};
    struct bundle *bundles;
    size_t count;

    if (!bundle_list(store, arena, &bundles, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (bundles[i].is_current && strcmp(bundles[i].name, name) == 0 &&
                !add_target(&planning,
                        &(struct replacement_target){.bundle = &bundles[i]}, err))
            return false;
    }
    *ret_plan = plan;
    return true;
}

/* ---- recording ---- */

bool replacement_insert(struct store_act *act, const struct bundle *bundle,
        const struct replacement_plan *plan, bool is_later, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(act->db,
                "INSERT INTO replacement (bundle_id, old_bundle_id, old_member_id,"
                " member_id, reason, is_later) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                &insert, err))
        return false;
    for (size_t i = 0; i < plan->count; i++) {
        const struct replacement_target *target = &plan->targets[i];

        db_bind_int(insert, 1, bundle->bundle_id);
        db_bind_int(insert, 2, target->bundle->bundle_id);
        db_bind_null(insert, 3);
        db_bind_null(insert, 4);
        if (target->member) {
            db_bind_int(insert, 3, target->member->member_id);
            if (target->place != REPLACEMENT_NONE)
                db_bind_int(insert, 4, bundle->first_member + target->place);
        }
        db_bind_text(insert, 5, plan->reason);
        db_bind_int(insert, 6, is_later);
        if (!db_run(insert, err))
            return err->code == ERROR_REFUSED
                    ? error_prefix(err,
                              TR("%s was replaced meanwhile",
                                      "%s はこの間に差し替えられました"),
                              target->bundle->short_id)
                    : false;
    }
    return true;
}

void replacement_write(const struct replacement_plan *plan, struct jsonwriter *writer)
{
    if (plan->count == 0)
        return;
    jsonwriter_key(writer, "replaces");
    jsonwriter_array(writer);
    for (size_t i = 0; i < plan->count; i++) {
        size_t members = plan->targets[i].member != NULL;

        while (i + 1 < plan->count &&
                plan->targets[i + 1].bundle->bundle_id ==
                        plan->targets[i].bundle->bundle_id) {
            members++;
            i++;
        }
        jsonwriter_object(writer);
        jsonwriter_member(writer, "bundle", plan->targets[i].bundle->short_id);
        jsonwriter_member_int(writer, "members", (int64_t)members);
        jsonwriter_member(writer, "reason", plan->reason);
        jsonwriter_end(writer);
    }
    jsonwriter_end(writer);
}

bool replacement_add(struct store *store, const char *person, const struct bundle *by,
        const struct replacement_plan *plan, struct error *err)
{
    CLEANUP(buf_clear) struct buf body = BUF_INIT(JOURNAL_BODY_LIMIT);
    CLEANUP(store_rollback) struct store_act act = {0};
    char record[DIGEST_HEX_SIZE];
    struct jsonwriter writer;

    if (!store_begin(store, person, &act, err) ||
            !replacement_insert(&act, by, plan, true, err) ||
            !verify_digest(act.db, VERIFY_REPLACEMENT, by->bundle_id, record, err))
        return false;
    jsonwriter_init(&writer, &body, false, err);
    jsonwriter_object(&writer);
    jsonwriter_member(&writer, "record_sha256", record);
    replacement_write(plan, &writer);
    jsonwriter_end(&writer);
    return jsonwriter_finish(&writer) &&
            journal_append(&act, "replace", by->short_id, &body, err) &&
            store_commit(&act, err);
}

static bool read_row(struct db_statement *row, struct arena *arena, void *item,
        struct error *err)
{
    struct replacement *ret = item;

    ret->old_bundle_id = db_column_int(row, 0);
    ret->old_member_id = db_column_int(row, 2);
    ret->member_id = db_column_int(row, 3);
    return arena_text(arena, db_column_text(row, 1), &ret->old_bundle, err) &&
            arena_text(arena, db_column_text(row, 4), &ret->reason, err);
}

bool replacement_list(struct store *store, int64_t bundle_id, struct arena *arena,
        struct replacement **ret_list, size_t *ret_count, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;

    if (!db_prepare(store_db(store),
                "SELECT r.old_bundle_id, b.short_id, coalesce(r.old_member_id, 0),"
                " coalesce(r.member_id, 0), r.reason, count(*) OVER ()"
                " FROM replacement AS r JOIN bundle AS b ON b.bundle_id = r.old_bundle_id"
                " WHERE r.bundle_id = ?1 ORDER BY r.replacement_id",
                &query, err))
        return false;
    db_bind_int(query, 1, bundle_id);
    return db_list_read(query, arena, sizeof(**ret_list), read_row, ret_list, ret_count,
            err);
}

bool replacement_reasons(const struct replacement *list, size_t count,
        struct arena *arena, const char **ret_reasons, struct error *err)
{
    CLEANUP(buf_clear) struct buf all = BUF_INIT(ARENA_MODEL_LIMIT);

    for (size_t i = 0; i < count; i++) {
        size_t before = 0;

        while (before < i && !text_is_equal(list[before].reason, list[i].reason))
            before++;
        if (before == i && list[i].reason &&
                !buf_printf(&all, err, "%s%s", all.size ? "; " : "", list[i].reason))
            return false;
    }
    *ret_reasons = NULL;
    return all.size == 0 || arena_text(arena, buf_text(&all), ret_reasons, err);
}
