#include "engine/workpaper/statement_record.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/jsonwriter.h"
#include "engine/workpaper/journal.h"
#include "engine/workpaper/verify.h"

#define OBJECT_SIZE 40
#define SUFFIX_MAX 8

/* ---- files ---- */

/* ".pdf": letters and digits alone, for it becomes part of a path. */
static const char *suffix_of(const char *name)
{
    const char *dot = strrchr(name, '.');
    size_t size = dot ? strlen(dot + 1) : 0;

    if (!dot || size == 0 || size > SUFFIX_MAX ||
            strspn(dot + 1,
                    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") !=
                    size)
        return "";
    return dot;
}

bool statement_record_keep(struct store *store, const char *name, struct slice bytes,
        const char *sha256, struct arena *arena, const char **ret_kept, struct error *err)
{
    const char *folder, *path;

    if (!arena_printf(arena, &folder, err, "%s/%s", store_folder(store),
                STORE_STATEMENTS) ||
            !arena_printf(arena, ret_kept, err, "%s/%s%s", STORE_STATEMENTS, sha256,
                    suffix_of(name)) ||
            !arena_printf(arena, &path, err, "%s/%s", store_folder(store), *ret_kept) ||
            (!file_is_folder(folder) && !file_make_folder(folder, 0700, err)))
        return false;
    return file_exists(path) ||
            file_write(path, bytes.text, bytes.size, 0400, false, err);
}

/* ---- rows ---- */

/* An empty text is one that is not there. */
static void bind_text(struct db_statement *insert, int index, const char *text)
{
    db_bind_text(insert, index, text && *text ? text : NULL);
}

static bool insert_statement(struct store_act *act, const struct statement_import *import,
        const char *kept, int64_t *ret_id, struct error *err)
{
    const struct statement *statement = import->statement;
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(act->db,
                "INSERT INTO statement (file, kept, bytes, sha256, service, scope, period_start,"
                " period_end, warnings, reason, imported_at, imported_by)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
                &insert, err))
        return false;
    db_bind_text(insert, 1, import->file);
    db_bind_text(insert, 2, kept);
    db_bind_int(insert, 3, (int64_t)import->bytes.size);
    db_bind_text(insert, 4, import->sha256);
    bind_text(insert, 5, statement->service);
    bind_text(insert, 6, statement->scope);
    bind_text(insert, 7, statement->from);
    bind_text(insert, 8, statement->to);
    db_bind_int(insert, 9, (int64_t)import->warnings);
    bind_text(insert, 10, import->reason);
    db_bind_text(insert, 11, act->at);
    db_bind_text(insert, 12, act->person);
    if (!db_run(insert, err))
        return false;
    *ret_id = db_last_id(act->db);
    return true;
}

static bool insert_versions(struct db *db, int64_t id,
        const struct statement_individual *individual, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(db,
                "INSERT INTO individual_control_version (individual_control_id, version,"
                " valid_from, valid_to, text, frequency, owner)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                &insert, err))
        return false;
    for (size_t i = 0; i < individual->version_count; i++) {
        const struct statement_version *version = &individual->versions[i];

        db_bind_int(insert, 1, id);
        db_bind_int(insert, 2, version->number);
        bind_text(insert, 3, version->from);
        bind_text(insert, 4, version->to);
        bind_text(insert, 5, version->text);
        bind_text(insert, 6, version->frequency);
        bind_text(insert, 7, version->owner);
        if (!db_run(insert, err))
            return false;
    }
    return true;
}

static bool insert_sites(struct db *db, int64_t id,
        const struct statement_individual *individual, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(db,
                "INSERT INTO individual_control_site (individual_control_id, site,"
                " population_group) VALUES (?1, ?2, ?3)",
                &insert, err))
        return false;
    for (size_t i = 0; i < individual->site_count; i++) {
        db_bind_int(insert, 1, id);
        db_bind_text(insert, 2, individual->sites[i].name);
        db_bind_text(insert, 3, individual->sites[i].group);
        if (!db_run(insert, err))
            return false;
    }
    return true;
}

static bool insert_individuals(struct db *db, int64_t statement_id,
        const struct statement_control *control, int64_t *position, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(db,
                "INSERT INTO individual_control (statement_id, position, code, ref,"
                " control, base_service) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                &insert, err))
        return false;
    for (size_t i = 0; i < control->individual_count; i++) {
        const struct statement_individual *individual = &control->individuals[i];
        int64_t id;

        db_bind_int(insert, 1, statement_id);
        db_bind_int(insert, 2, ++*position);
        db_bind_text(insert, 3, individual->id);
        db_bind_text(insert, 4, control->ref);
        db_bind_text(insert, 5, control->control);
        bind_text(insert, 6, individual->base);
        if (!db_run(insert, err))
            return false;
        id = db_last_id(db);
        if (!insert_versions(db, id, individual, err) ||
                !insert_sites(db, id, individual, err))
            return false;
    }
    return true;
}

static bool insert_controls(struct db *db, int64_t statement_id,
        const struct statement *statement, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;
    int64_t position = 0;

    if (!db_prepare(db,
                "INSERT INTO statement_control (statement_id, position, ref, control,"
                " selection, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                &insert, err))
        return false;
    for (size_t i = 0; i < statement->control_count; i++) {
        const struct statement_control *control = &statement->controls[i];

        db_bind_int(insert, 1, statement_id);
        db_bind_int(insert, 2, (int64_t)i + 1);
        db_bind_text(insert, 3, control->ref);
        db_bind_text(insert, 4, control->control);
        db_bind_text(insert, 5, statement_selection_name(control->selection));
        bind_text(insert, 6, control->reason);
        if (!db_run(insert, err) ||
                !insert_individuals(db, statement_id, control, &position, err))
            return false;
    }
    return true;
}

static bool insert_validities(struct db *db, int64_t statement_id,
        const struct statement_base *base, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(db,
                "INSERT INTO base_service_validity (statement_id, code, position,"
                " registration, valid_from, valid_to) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                &insert, err))
        return false;
    for (size_t i = 0; i < base->validity_count; i++) {
        db_bind_int(insert, 1, statement_id);
        db_bind_text(insert, 2, base->id);
        db_bind_int(insert, 3, (int64_t)i + 1);
        bind_text(insert, 4, base->validities[i].registration);
        bind_text(insert, 5, base->validities[i].from);
        bind_text(insert, 6, base->validities[i].to);
        if (!db_run(insert, err))
            return false;
    }
    return true;
}

static bool insert_bases(struct db *db, int64_t statement_id,
        const struct statement_import *import, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(db,
                "INSERT INTO base_service (statement_id, code, title, evidence,"
                " evidence_file, evidence_sha256) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                &insert, err))
        return false;
    for (size_t i = 0; i < import->statement->base_count; i++) {
        const struct statement_base *base = &import->statement->bases[i];

        db_bind_int(insert, 1, statement_id);
        db_bind_text(insert, 2, base->id);
        db_bind_text(insert, 3, base->title);
        db_bind_text(insert, 4, import->pins[i].evidence);
        db_bind_text(insert, 5, import->pins[i].file);
        db_bind_text(insert, 6, import->pins[i].sha256);
        if (!db_run(insert, err) || !insert_validities(db, statement_id, base, err))
            return false;
    }
    return true;
}

static bool insert_groups(struct db *db, int64_t statement_id,
        const struct statement *statement, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;

    if (!db_prepare(db,
                "INSERT INTO population_group (statement_id, code, rationale)"
                " VALUES (?1, ?2, ?3)",
                &insert, err))
        return false;
    for (size_t i = 0; i < statement->group_count; i++) {
        db_bind_int(insert, 1, statement_id);
        db_bind_text(insert, 2, statement->groups[i].id);
        bind_text(insert, 3, statement->groups[i].rationale);
        if (!db_run(insert, err))
            return false;
    }
    return true;
}

/* ---- the act ---- */

static bool check_newest(struct db *db, const char *sha256, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    bool found;

    if (!db_prepare(db, "SELECT file FROM current_statement WHERE sha256 = ?1", &row,
                err))
        return false;
    db_bind_text(row, 1, sha256);
    if (!db_step(row, &found, err))
        return false;
    return !found ||
            error_set(err, ERROR_REFUSED,
                    TR("this statement has been imported already, as %s, and counts; there is nothing to do",
                            "この言明書は %s としてすでに取り込まれ、有効です。必要な操作はありません"),
                    db_column_text(row, 0));
}

static bool check_reason(struct db *db, const char *reason, struct error *err)
{
    int64_t signed_plans;

    if (!db_query_int(db, "SELECT count(*) FROM plan_entry WHERE kind = 'sign'",
                &signed_plans, err))
        return false;
    return !signed_plans || (reason && *reason) ||
            error_set(err, ERROR_REFUSED, "%s",
                    TR("the plan is signed: another statement is a deviation from it; say why with --reason",
                            "計画は確定済みで、言明書の差替えは計画からの変更になります。--reason で理由を示してください"));
}

static bool write_body(const struct statement_import *import, const char *record,
        struct buf *body, struct error *err)
{
    struct jsonwriter writer;

    jsonwriter_init(&writer, body, false, err);
    jsonwriter_object(&writer);
    jsonwriter_member(&writer, "file", import->file);
    jsonwriter_member_int(&writer, "controls", (int64_t)import->statement->control_count);
    jsonwriter_member(&writer, "reason", import->reason);
    jsonwriter_member(&writer, "record_sha256", record);
    jsonwriter_member(&writer, "sha256", import->sha256);
    jsonwriter_member_int(&writer, "warnings", (int64_t)import->warnings);
    jsonwriter_end(&writer);
    return jsonwriter_finish(&writer);
}

bool statement_record_import(struct store *store, const char *person,
        const struct statement_import *import, int64_t *ret_statement_id,
        struct error *err)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(1 << 16);
    CLEANUP(buf_clear) struct buf body = BUF_INIT(JOURNAL_BODY_LIMIT);
    CLEANUP(store_rollback) struct store_act act = {0};
    char object[OBJECT_SIZE], record[DIGEST_HEX_SIZE];
    const char *kept;
    int64_t id;

    if (!store_begin(store, person, &act, err) ||
            !check_newest(act.db, import->sha256, err) ||
            !check_reason(act.db, import->reason, err) ||
            !statement_record_keep(store, import->file, import->bytes, import->sha256,
                    &arena, &kept, err) ||
            !insert_statement(&act, import, kept, &id, err) ||
            !insert_controls(act.db, id, import->statement, err) ||
            !insert_bases(act.db, id, import, err) ||
            !insert_groups(act.db, id, import->statement, err) ||
            !verify_digest(act.db, VERIFY_STATEMENT, id, record, err) ||
            !write_body(import, record, &body, err))
        return false;
    snprintf(object, sizeof(object), "statement %lld", (long long)id);
    if (!journal_append(&act, "statement", object, &body, err) ||
            !store_commit(&act, err))
        return false;
    *ret_statement_id = id;
    return true;
}
