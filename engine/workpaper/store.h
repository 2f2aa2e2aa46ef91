/* store.h - the workpaper of one engagement: DIR/workpaper.db and the folders beside it
 *
 * schema.sql is the manual of what is in it. Reading is SQL over store_db(); every change
 * is one act: one short transaction that ends with its row in the journal, so that a
 * change without a row, or a row without its change, cannot be. Acts that have a function
 * (bundle.h, result.h, finding.h, store_add_person()) do all of that themselves. Others
 * (`bind`, say) go between store_begin() and store_commit():
 *
 *     CLEANUP(store_rollback) struct store_act act = {0};
 *
 *     if (!store_begin(store, person, &act, err))
 *         return false;
 *     ... db_prepare(store_db(store), "INSERT ...") ...
 *     return journal_append(&act, "bind", "hr.xml", body, err) &&
 *             store_commit(&act, err);
 *
 * Errors of every function here: ERROR_DATABASE (busy, full, foreign, newer),
 * ERROR_INTEGRITY (damaged), ERROR_IO, ERROR_MEMORY, and those named. */
#ifndef CHOSHO_STORE_H
#define CHOSHO_STORE_H

#include "engine/base/arena.h"
#include "engine/base/date.h"
#include "engine/base/db.h"
#include "engine/base/text.h"

#define STORE_FILE "workpaper.db"
#define STORE_BUNDLES "bundles"
#define STORE_BINDINGS "bindings"
#define STORE_STATEMENTS "statements"
#define STORE_ATTACHMENTS "attachments"
#define STORE_VERSION 1 /* user_version of schema.sql */

struct store;

/* What `init` asks; see the table engagement. */
struct store_engagement {
    const char *client, *service;
    const char *scheme;                            /* "ISMAP", "ISMAP-LIU", "other" */
    const char *catalogue;                         /* id */
    const char *period_start, *period_end, *as_of; /* YYYY-MM-DD */
    const char *zone;                              /* "Asia/Tokyo" */
    const char *languages;                         /* "ja", "ja en", "en" */
    const char *library; /* folder of procedures; NULL: the built-in ones */
};

struct store_person {
    const char *code; /* short and unique: "tanaka" */
    const char *name; /* as printed */
    const char *role; /* "preparer", "reviewer", "partner", "quality", "inspector" */
    const char *system_user; /* or NULL */
};

/* A control, or a group of them, in catalogue order. */
struct store_control {
    const char *ref;    /* label: "9.2.6" */
    const char *parent; /* ref of its group; NULL at the top */
    bool is_group;
    const char *title_ja, *title_en; /* either may be NULL */
    const char *flags;               /* "B", "PB", divided by blanks; NULL: none */
};

struct store_settings {
    struct store_engagement engagement;
    const struct store_person *persons; /* at least one: the first makes the engagement */
    size_t person_count;
    const struct store_control *controls;
    size_t control_count;
};

enum store_mode {
    STORE_READ,
    STORE_WRITE,
};

/* Makes the engagement in folder (made if need be, mode 0700; its parent must exist),
 * with bundles/ and bindings/, and opens it for writing. The first act is "init". The
 * workpaper appears whole or not at all. ERROR_REFUSED: there is one already.
 * ERROR_USAGE: settings that cannot be (dates, scheme, roles, no person, two of one
 * code). */
WARN_UNUSED bool store_create(const char *folder, const struct store_settings *settings,
        struct store **ret_store, struct error *err);

/* Opens the engagement in folder. ERROR_MISSING: there is none. ERROR_DATABASE: not a
 * workpaper of ours (another application_id, or tables, triggers, views other than
 * schema.sql's), or of a newer chosho; such a file is never written to. ERROR_INTEGRITY:
 * damaged (files up to 4 MiB are checked page by page, larger ones by `log --verify`).
 */
WARN_UNUSED bool store_open(const char *folder, enum store_mode mode,
        struct store **ret_store, struct error *err);
void store_close(struct store *store);
CLEANUP_POINTER(struct store, store_close)

/* The nearest folder with a workpaper.db: start, or one above it. The path in the arena.
 * ERROR_MISSING: none up to the root. */
WARN_UNUSED bool store_find_folder(const char *start, struct arena *arena,
        const char **ret_folder, struct error *err);

/* All borrowed until store_close(). The folder is as it was given. */
const char *store_folder(const struct store *store);

/* Says that a run goes on here, until store_release(), store_close() or the program's
 * end. *ret_alone: no other program says so. Call it inside an act. */
WARN_UNUSED bool store_hold(struct store *store, bool *ret_alone, struct error *err);
void store_release(struct store *store);

/* What `init` was told. */
const struct store_engagement *store_engagement(const struct store *store);
/* The first of its languages: what is recorded in words is recorded in this one, whatever
 * language the run speaks. */
enum text_language store_language(const struct store *store);
/* For reading, and for acts between store_begin() and store_commit(). */
struct db *store_db(struct store *store);

/* Checks every page and every index of the file, however large. ERROR_INTEGRITY: damaged.
 */
WARN_UNUSED bool store_check(struct store *store, struct error *err);

/* One act being done. Zero it to begin; put store_rollback() as its CLEANUP. */
struct store_act {
    struct db *db;              /* NULL once it is over; borrowed from the store */
    const char *person;         /* code; borrowed */
    char at[DATE_INSTANT_SIZE]; /* the time of all its rows */
    bool is_written;            /* has its row in the journal */
};

/* Takes the write lock at once. ERROR_REFUSED: no such person, an inspector (who only
 * reads), or a store opened to read. */
WARN_UNUSED bool store_begin(struct store *store, const char *person,
        struct store_act *ret_act, struct error *err);
/* An act without a journal row is a fault of ours and is refused (ERROR_REFUSED); nothing
 * is stored then. */
WARN_UNUSED bool store_commit(struct store_act *act, struct error *err);
/* Undoes an act that is not committed; never fails. */
void store_rollback(struct store_act *act);

/* The act "person". ERROR_REFUSED: the code or the system user is taken. ERROR_USAGE: an
 * unknown role, an empty name. */
WARN_UNUSED bool store_add_person(struct store *store, const char *by,
        const struct store_person *person, struct error *err);

/* The texts in the arena. ERROR_MISSING: nobody has that code, or system user; the
 * message says how to name one. */
WARN_UNUSED bool store_find_person(struct store *store, const char *code,
        struct arena *arena, struct store_person *ret_person, struct error *err);
WARN_UNUSED bool store_find_person_of(struct store *store, const char *system_user,
        struct arena *arena, struct store_person *ret_person, struct error *err);

#endif
