#include "engine/workpaper/store.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/base/text.h"
#include "engine/workpaper/cell_function.h"
#include "engine/workpaper/exception_table.h"
#include "engine/workpaper/journal.h"
#include "engine/workpaper/person.h"
#include "engine/workpaper/schema.h"

/* Reads every page: what a person waits for at each command has to stay small. */
#define QUICK_CHECK_BYTES ((off_t)4 << 20)
#define ENGAGEMENT_LIMIT ((size_t)1 << 20)
#define PERSONS_LIMIT ((size_t)1 << 20)

struct store {
    struct db *db;
    enum store_mode mode;
    struct arena arena; /* of all below */
    const char *folder;
    int hold; /* the folder, locked: a descriptor + 1, or 0 */
    struct store_engagement engagement;
};

void store_close(struct store *store)
{
    if (!store)
        return;
    store_release(store);
    db_close(store->db);
    arena_clear(&store->arena);
    free(store);
}

/* Runs share the lock. Who gets it alone knows that there is no other. The folder is
 * locked, not the database: closing another descriptor of that would end SQLite's locks.
 */
bool store_hold(struct store *store, bool *ret_alone, struct error *err)
{
    bool is_alone;

    if (!store->hold)
        store->hold = open(store->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOCTTY) +
                1;
    if (!store->hold)
        return error_set(err, ERROR_IO, "%s: %s", store->folder, error_reason(errno));
    is_alone = flock(store->hold - 1, LOCK_EX | LOCK_NB) == 0;
    if (flock(store->hold - 1, LOCK_SH | LOCK_NB) < 0)
        return error_set(err, ERROR_IO, "%s: %s", store->folder, error_reason(errno));
    *ret_alone = is_alone;
    return true;
}

void store_release(struct store *store)
{
    if (!store->hold)
        return;
    flock(store->hold - 1, LOCK_UN); /* also for children that have it open */
    close(store->hold - 1);
    store->hold = 0;
}

const char *store_folder(const struct store *store)
{
    return store->folder;
}

const struct store_engagement *store_engagement(const struct store *store)
{
    return &store->engagement;
}

enum text_language store_language(const struct store *store)
{
    return text_starts_with(store->engagement.languages, "ja") ? TEXT_JA : TEXT_EN;
}

struct db *store_db(struct store *store)
{
    return store->db;
}

bool store_find_folder(const char *start, struct arena *arena, const char **ret_folder,
        struct error *err)
{
    char folder[PATH_MAX], path[PATH_MAX + sizeof("/" STORE_FILE)];
    struct stat status;
    char *slash;

    if (!realpath(start, folder))
        return error_set(err,
                errno == ENOENT || errno == ENOTDIR ? ERROR_MISSING : ERROR_IO, "%s: %s",
                start, error_reason(errno));
    for (;;) {
        stpcpy(stpcpy(path, folder), "/" STORE_FILE);
        if (stat(path, &status) == 0)
            return arena_text(arena, folder, ret_folder, err);
        slash = strrchr(folder, '/');
        if (!slash || !slash[1])
            break;
        slash[slash == folder] = '\0';
    }
    return error_set(err, ERROR_MISSING,
            TR("no engagement in %s or any folder above it; `chosho init DIR` makes one,"
               " -C DIR names one",
                    "%s にも上のフォルダにも業務がありません。`chosho init DIR` で作るか、-C DIR "
                    "で指定してください"),
            start);
}

/* Runs a check that answers "ok". */
static bool check_pages(struct store *store, const char *pragma, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *check = NULL;
    const char *answer = NULL;
    bool row;

    if (!db_prepare(store->db, pragma, &check, err) || !db_step(check, &row, err))
        return false;
    if (row)
        answer = db_column_text(check, 0);
    if (text_is_equal(answer, "ok"))
        return true;
    return error_set(err, ERROR_INTEGRITY,
            TR("%s/%s is damaged (%s); restore it from a backup",
                    "%s/%s は壊れています（%s）。控えから戻してください"),
            store->folder, STORE_FILE, answer ? answer : "?");
}

bool store_check(struct store *store, struct error *err)
{
    return check_pages(store, "PRAGMA integrity_check(1)", err) &&
            check_pages(store,
                    "SELECT coalesce((SELECT 'a row of ' || \"table\" || ' points nowhere'"
                    " FROM pragma_foreign_key_check LIMIT 1), 'ok')",
                    err);
}

static bool check_if_small(struct store *store, const char *path, struct error *err)
{
    struct stat status;

    if (stat(path, &status) < 0)
        return error_set(err, ERROR_IO, "%s: %s", path, error_reason(errno));
    return status.st_size > QUICK_CHECK_BYTES ||
            check_pages(store, "PRAGMA quick_check(1)", err);
}

/* The text of a column, in the arena; NULL for a null. */
static bool copy_column(struct db_statement *row, int column, struct arena *arena,
        const char **ret_text, struct error *err)
{
    return arena_text(arena, db_column_text(row, column), ret_text, err);
}

static bool load_engagement(struct store *store, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    struct store_engagement *engagement = &store->engagement;
    const char **const columns[] = {&engagement->client, &engagement->service,
            &engagement->scheme, &engagement->catalogue, &engagement->period_start,
            &engagement->period_end, &engagement->as_of, &engagement->zone,
            &engagement->languages, &engagement->library};
    bool row;

    if (!db_prepare(store->db,
                "SELECT client, service, scheme, catalogue, period_start, period_end, as_of,"
                " zone, languages, library FROM engagement",
                &query, err) ||
            !db_step(query, &row, err))
        return false;
    if (!row)
        return error_set(err, ERROR_INTEGRITY,
                TR("%s/%s says nothing of its engagement",
                        "%s/%s に業務の情報がありません"),
                store->folder, STORE_FILE);
    for (int i = 0; i < (int)ARRAY_LENGTH(columns); i++) {
        if (!copy_column(query, i, &store->arena, columns[i], err))
            return false;
    }
    return true;
}

/* Nothing is written to the file, not even at closing, until it has shown to be ours. */
static bool hold_writes(struct db *db, int hold, struct error *err)
{
    int code = sqlite3_db_config(db_handle(db), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, hold,
            (int *)NULL);

    return code == SQLITE_OK ||
            error_set(err, ERROR_DATABASE, "%s", sqlite3_errstr(code));
}

static bool check_store(struct store *store, const char *path, struct error *err)
{
    return hold_writes(store->db, 1, err) && exception_table_register(store->db, err) &&
            cell_function_register(store->db, err) &&
            schema_check(store->db, path, err) && check_if_small(store, path, err) &&
            hold_writes(store->db, 0, err);
}

/* recursive_triggers: so that INSERT OR REPLACE meets the triggers against deleting. */
static bool configure(struct store *store, struct error *err)
{
    return db_execute(store->db,
                   "PRAGMA recursive_triggers = ON; PRAGMA synchronous = FULL", err) &&
            (store->mode == STORE_READ ||
                    db_execute(store->db, "PRAGMA journal_mode = WAL", err));
}

bool store_open(const char *folder, enum store_mode mode, struct store **ret_store,
        struct error *err)
{
    CLEANUP(store_closep) struct store *store = calloc(1, sizeof(*store));
    const char *path;

    if (!store)
        return error_memory(err);
    store->mode = mode;
    store->arena = (struct arena)ARENA_INIT(ENGAGEMENT_LIMIT);
    if (!arena_text(&store->arena, folder, &store->folder, err) ||
            !arena_printf(&store->arena, &path, err, "%s/%s", folder, STORE_FILE) ||
            !schema_check_header(path, err) ||
            !db_open(path, mode == STORE_READ ? DB_READ : DB_WRITE, &store->db, err) ||
            !check_store(store, path, err) || !configure(store, err) ||
            !load_engagement(store, err))
        return false;
    *ret_store = store;
    store = NULL;
    return true;
}

static bool check_person(struct store *store, const char *code, struct error *err)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(ENGAGEMENT_LIMIT);
    struct store_person person;

    if (!store_find_person(store, code, &arena, &person, err)) {
        if (err->code == ERROR_MISSING)
            err->code = ERROR_REFUSED;
        return false;
    }
    if (strcmp(person.role, "inspector") != 0)
        return true;
    return error_set(err, ERROR_REFUSED,
            TR("%s is an inspector and may only read; act as another person with --as",
                    "%s さんは閲覧のみの検査担当です。--as で別の人を指定してください"),
            person.name);
}

bool store_begin(struct store *store, const char *person, struct store_act *ret_act,
        struct error *err)
{
    CLEANUP(store_rollback) struct store_act act = {0};

    if (store->mode == STORE_READ)
        return error_set(err, ERROR_REFUSED,
                TR("%s was opened only to be read", "%s は閲覧用に開かれています"),
                store->folder);
    if (!db_begin(store->db, err))
        return false;
    act.db = store->db;
    act.person = person;
    if (!check_person(store, person, err))
        return false;
    clock_now_text(act.at);
    *ret_act = act;
    act.db = NULL;
    return true;
}

bool store_commit(struct store_act *act, struct error *err)
{
    if (!act->is_written)
        return error_set(err, ERROR_REFUSED,
                "an act without a row in the journal is not stored");
    if (!db_commit(act->db, err))
        return false;
    act->db = NULL;
    return true;
}

void store_rollback(struct store_act *act)
{
    if (act->db)
        db_rollback(act->db);
    act->db = NULL;
}

static bool read_person(struct db_statement *row, struct arena *arena,
        struct store_person *ret_person, struct error *err)
{
    struct store_person person;

    if (!copy_column(row, 0, arena, &person.code, err) ||
            !copy_column(row, 1, arena, &person.name, err) ||
            !copy_column(row, 2, arena, &person.role, err) ||
            !copy_column(row, 3, arena, &person.system_user, err))
        return false;
    *ret_person = person;
    return true;
}

static bool find_person(struct store *store, const char *sql, const char *value,
        struct arena *arena, struct store_person *ret_person, bool *ret_found,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;

    if (!db_prepare(store->db, sql, &query, err))
        return false;
    db_bind_text(query, 1, value);
    return db_step(query, ret_found, err) &&
            (!*ret_found || read_person(query, arena, ret_person, err));
}

/* Adds to err, which says that somebody was not found, who there is. */
static bool add_known(struct store *store, struct error *err)
{
    CLEANUP(buf_clear) struct buf known = BUF_INIT(PERSONS_LIMIT);
    struct error said = *err;

    if (person_list(store->db, &known, err))
        error_set(err, said.code,
                TR("%s; say who acts with --as: %s",
                        "%s。--as で行為者を指定してください: %s"),
                said.message, buf_text(&known));
    return false;
}

bool store_find_person(struct store *store, const char *code, struct arena *arena,
        struct store_person *ret_person, struct error *err)
{
    bool found;

    if (!find_person(store,
                "SELECT code, name, role, system_user FROM person WHERE code = ?1", code,
                arena, ret_person, &found, err))
        return false;
    if (found)
        return true;
    error_set(err, ERROR_MISSING,
            TR("nobody here has the code '%s'", "コード「%s」の担当者はいません"), code);
    return add_known(store, err);
}

bool store_find_person_of(struct store *store, const char *system_user,
        struct arena *arena, struct store_person *ret_person, struct error *err)
{
    bool found;

    if (!find_person(store,
                "SELECT code, name, role, system_user FROM person WHERE system_user = ?1",
                system_user, arena, ret_person, &found, err))
        return false;
    if (found)
        return true;
    error_set(err, ERROR_MISSING,
            TR("the system user '%s' stands for nobody here (chosho init --person "
               "CODE:NAME:ROLE:USER says for whom)",
                    "OSの利用者「%s」に対応する担当者がいません（対応は chosho init --person "
                    "CODE:NAME:ROLE:USER で決まります）"),
            system_user);
    return add_known(store, err);
}

bool store_add_person(struct store *store, const char *by,
        const struct store_person *person, struct error *err)
{
    CLEANUP(buf_clear) struct buf body = BUF_INIT(JOURNAL_BODY_LIMIT);
    CLEANUP(store_rollback) struct store_act act = {0};
    struct jsonwriter writer;

    if (!store_begin(store, by, &act, err) || !person_insert(&act, person, err))
        return false;
    jsonwriter_init(&writer, &body, false, err);
    person_write(person, &writer);
    return jsonwriter_finish(&writer) &&
            journal_append(&act, "person", person->code, &body, err) &&
            store_commit(&act, err);
}
