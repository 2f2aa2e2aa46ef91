#include "engine/workpaper/store.h"

#include <fcntl.h>

#include "engine/base/asset.h"
#include "engine/base/digest.h"
#include "tests/unit/workpaper.h"

static void check_open_fails(enum error_code code, const char *says)
{
    static const enum store_mode modes[] = {STORE_READ, STORE_WRITE};

    for (size_t i = 0; i < ARRAY_LENGTH(modes); i++) {
        struct store *store = NULL;
        struct error err = {0};

        ck_assert_msg(!store_open(engagement, modes[i], &store, &err), "it opened");
        ck_assert_msg(err.code == code, "%d: %s", err.code, err.message);
        ck_assert_msg(strstr(err.message, says) != NULL, "%s", err.message);
    }
}

static struct digest digest_of_paper(void)
{
    int fd = open(paper, O_RDONLY);
    struct digest digest;
    struct error err = {0};

    ck_assert_int_ge(fd, 0);
    ck_assert(digest_of_file(fd, &digest, &err));
    close(fd);
    return digest;
}

START_TEST(a_new_engagement_is_as_it_was_asked_for)
{
    struct store *store = create_engagement();
    const struct store_engagement *kept = store_engagement(store);
    struct stat status;

    ck_assert_str_eq(kept->client, "例示クラウド株式会社");
    ck_assert_str_eq(kept->period_end, "2026-03-31");
    ck_assert_str_eq(kept->languages, "ja en");
    ck_assert_ptr_null(kept->library);
    ck_assert_int_eq(number(store, "SELECT count(*) FROM person"), 3);
    ck_assert_int_eq(number(store, "SELECT count(*) FROM control"), 2);
    ck_assert_str_eq(text_of(store, "SELECT action || ' ' || person FROM journal"),
            "init tanaka");
    ck_assert_str_eq(text_of(store, "PRAGMA journal_mode"), "wal");
    ck_assert_int_eq(number(store, "PRAGMA synchronous"), 2);
    ck_assert_int_eq(number(store, "PRAGMA recursive_triggers"), 1);
    ck_assert_int_eq(number(store, "PRAGMA foreign_keys"), 1);
    ck_assert_int_eq(stat(paper, &status), 0);
    ck_assert_uint_eq(status.st_mode & 0777, 0600);
    ck_assert_int_eq(stat(engagement, &status), 0);
    ck_assert_uint_eq(status.st_mode & 0777, 0700);
    store_close(store);
}
END_TEST

START_TEST(it_is_never_made_twice)
{
    struct store_settings settings = make_settings();
    struct store *store = create_engagement();
    struct error err = {0};
    struct digest before;

    store_close(store);
    before = digest_of_paper();
    ck_assert(!store_create(engagement, &settings, &store, &err));
    ck_assert_int_eq(err.code, ERROR_REFUSED);
    ck_assert_mem_eq(before.bytes, digest_of_paper().bytes, sizeof(before.bytes));
}
END_TEST

static void check_settings_refused(const struct store_settings *settings)
{
    struct store *store = NULL;
    struct error err = {0};

    ck_assert(!store_create(engagement, settings, &store, &err));
    ck_assert_msg(err.code == ERROR_USAGE, "%d: %s", err.code, err.message);
    ck_assert_int_ne(access(paper, F_OK), 0);
}

START_TEST(settings_that_cannot_be_are_refused)
{
    struct store_settings settings = make_settings();
    struct store_person twins[] = {team[0], team[0]};

    settings.engagement.period_end = "2025-02-30";
    check_settings_refused(&settings);
    settings = make_settings();
    settings.engagement.period_start = "2026-04-01";
    check_settings_refused(&settings);
    settings = make_settings();
    settings.engagement.scheme = "ISO";
    check_settings_refused(&settings);
    settings = make_settings();
    settings.person_count = 0;
    check_settings_refused(&settings);
    settings = make_settings();
    settings.persons = twins;
    check_settings_refused(&settings);
    settings = make_settings();
    settings.persons = &team[2];
    settings.person_count = 1;
    check_settings_refused(&settings);
}
END_TEST

START_TEST(what_an_interrupted_init_left_is_no_engagement)
{
    char left[160];
    FILE *file;

    ck_assert_int_eq(mkdir(engagement, 0700), 0);
    snprintf(left, sizeof(left), "%s.new", paper);
    file = fopen(left, "w");
    ck_assert_ptr_nonnull(file);
    fputs("half", file);
    fclose(file);
    check_open_fails(ERROR_MISSING, "workpaper.db");
    store_close(create_engagement());
    ck_assert_int_ne(access(left, F_OK), 0);
}
END_TEST

START_TEST(the_nearest_folder_above_is_found)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(1 << 20);
    const char *found = NULL;
    struct error err = {0};
    char deep[160];

    store_close(create_engagement());
    snprintf(deep, sizeof(deep), "%s/bundles", engagement);
    ck_assert(store_find_folder(deep, &arena, &found, &err));
    ck_assert_ptr_nonnull(strstr(found, engagement));
    ck_assert_str_eq(strrchr(found, '/'), "/FY2025");
    ck_assert(!store_find_folder(scratch, &arena, &found, &err));
    ck_assert_int_eq(err.code, ERROR_MISSING);
}
END_TEST

START_TEST(persons_are_added_and_found)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(1 << 20);
    const struct store_person partner = {"abe", "阿部", "partner", "abe"};
    const struct store_person king = {"sato", "佐藤", "king", NULL};
    struct store *store = create_engagement();
    struct store_person found;
    struct error err = {0};

    ck_assert(store_add_person(store, "tanaka", &partner, &err));
    ck_assert(store_find_person_of(store, "abe", &arena, &found, &err));
    ck_assert_str_eq(found.name, "阿部");
    ck_assert(store_find_person(store, "suzuki", &arena, &found, &err));
    ck_assert_str_eq(found.role, "reviewer");
    ck_assert_ptr_null(found.system_user);
    ck_assert(!store_add_person(store, "tanaka", &partner, &err));
    ck_assert_int_eq(err.code, ERROR_REFUSED);
    ck_assert(!store_add_person(store, "tanaka", &king, &err));
    ck_assert_int_eq(err.code, ERROR_USAGE);
    ck_assert(!store_find_person_of(store, "nobody", &arena, &found, &err));
    ck_assert_int_eq(err.code, ERROR_MISSING);
    ck_assert_int_eq(number(store, "SELECT count(*) FROM journal"), 2);
    store_close(store);
}
END_TEST

static void check_act_refused(struct store *store, const char *person)
{
    struct error err = {0};

    ck_assert(!journal_record(store, person, "look", "", NULL, &err));
    ck_assert_int_eq(err.code, ERROR_REFUSED);
    ck_assert_int_eq(number(store, "SELECT count(*) FROM journal"), 1);
}

START_TEST(only_those_act_who_may)
{
    struct store *store = create_engagement();

    check_act_refused(store, "ito"); /* an inspector only reads */
    check_act_refused(store, "nobody");
    store_close(store);
    store = open_engagement(STORE_READ);
    check_act_refused(store, "tanaka");
    store_close(store);
}
END_TEST

START_TEST(an_act_without_its_row_is_not_stored)
{
    struct store *store = create_engagement();
    struct error err = {0};

    {
        CLEANUP(store_rollback) struct store_act act = {0};

        ck_assert(store_begin(store, "tanaka", &act, &err));
        ck_assert(db_execute(act.db,
                "INSERT INTO control (catalogue, ref, is_group, flags) VALUES ('x', '1', 0, '')",
                &err));
        ck_assert(!store_commit(&act, &err));
        ck_assert_int_eq(err.code, ERROR_REFUSED);
    }
    ck_assert_int_eq(number(store, "SELECT count(*) FROM control"), 2);
    ck_assert(journal_record(store, "tanaka", "look", "", NULL, &err));
    store_close(store);
}
END_TEST

static void write_paper(const char *bytes, size_t size, off_t at)
{
    int fd = open(paper, O_WRONLY | O_CREAT, 0600);

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(pwrite(fd, bytes, size, at), (ssize_t)size);
    close(fd);
}

START_TEST(foreign_files_are_refused_and_left_alone)
{
    struct digest before;
    struct db *db = NULL;
    struct error err = {0};

    ck_assert_int_eq(mkdir(engagement, 0700), 0);
    write_paper("not a database at all", 21, 0);
    check_open_fails(ERROR_DATABASE, "not a workpaper");
    ck_assert_int_eq(unlink(paper), 0);
    ck_assert(db_open(paper, DB_CREATE, &db, &err));
    ck_assert(db_execute(db, "CREATE TABLE mine (a); PRAGMA journal_mode = WAL", &err));
    db_close(db);
    before = digest_of_paper();
    check_open_fails(ERROR_DATABASE, "another program");
    ck_assert_mem_eq(before.bytes, digest_of_paper().bytes, sizeof(before.bytes));
}
END_TEST

START_TEST(a_newer_workpaper_is_refused_and_left_alone)
{
    struct digest before;

    store_close(create_engagement());
    tamper("PRAGMA user_version = 2");
    before = digest_of_paper();
    check_open_fails(ERROR_DATABASE, "newer");
    ck_assert_mem_eq(before.bytes, digest_of_paper().bytes, sizeof(before.bytes));
}
END_TEST

START_TEST(what_is_not_in_the_schema_is_refused)
{
    static const char *const evil[][3] = {
            {"CREATE TRIGGER evil AFTER INSERT ON run BEGIN DELETE FROM control; END",
                    "DROP TRIGGER evil", "evil"},
            {"CREATE VIEW evil AS SELECT 1", "DROP VIEW evil", "evil"},
            {"CREATE TABLE evil (a)", "DROP TABLE evil", "evil"},
            {"CREATE INDEX evil ON run (person)", "DROP INDEX evil", "evil"},
            {"DROP TRIGGER journal_no_delete",
                    "CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal\n"
                    "BEGIN SELECT raise(ABORT, 'the journal is append-only: no row may be "
                    "deleted'); END",
                    "journal_no_delete"},
            {"DROP TRIGGER journal_no_update; CREATE TRIGGER journal_no_update BEFORE UPDATE "
             "ON journal BEGIN SELECT 1; END",
                    NULL, "journal_no_update"},
    };

    store_close(create_engagement());
    for (size_t i = 0; i < ARRAY_LENGTH(evil); i++) {
        tamper(evil[i][0]);
        check_open_fails(ERROR_DATABASE, evil[i][2]);
        if (!evil[i][1])
            break;
        tamper(evil[i][1]);
        store_close(open_engagement(STORE_WRITE));
    }
}
END_TEST

START_TEST(damage_is_told_from_strangeness)
{
    struct stat status;

    store_close(create_engagement());
    write_paper("\x07\x07", 2, 16); /* the page size */
    check_open_fails(ERROR_INTEGRITY, "damaged");
    write_paper("\x10\x00", 2, 16);
    store_close(open_engagement(STORE_READ));
    ck_assert_int_eq(stat(paper, &status), 0);
    ck_assert_int_eq(truncate(paper, 99), 0);
    check_open_fails(ERROR_INTEGRITY, "damaged");
}
END_TEST

/* Every page but the first, overwritten in turn: never a crash, never a clean bill of
 * health for what cannot be read. */
START_TEST(a_lost_page_never_passes)
{
    char page[4096], zeros[4096] = {0};
    struct stat status;
    int fd, found = 0, pages = 0;

    store_close(create_engagement());
    fd = open(paper, O_RDWR);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(fstat(fd, &status), 0);
    for (off_t at = 4096; at < status.st_size; at += 4096) {
        struct store *store = NULL;
        struct error err = {0};

        ck_assert_int_eq(pread(fd, page, 4096, at), 4096);
        ck_assert_int_eq(pwrite(fd, zeros, 4096, at), 4096);
        if (!store_open(engagement, STORE_READ, &store, &err)) {
            ck_assert_msg(err.code == ERROR_INTEGRITY, "%d: %s", err.code, err.message);
            found++;
        }
        store_close(store);
        ck_assert_int_eq(pwrite(fd, page, 4096, at), 4096);
        pages++;
    }
    close(fd);
    ck_assert_int_gt(pages, 40);
    ck_assert_int_eq(found, pages);
    store_close(open_engagement(STORE_READ));
}
END_TEST

/* Uses a workpaper as the commands do; any error will do. */
static void use_everything(struct store *store)
{
    static const char *const queries[] = {"SELECT count(*) FROM exception",
            "SELECT count(*) FROM exception WHERE result_id = 1 AND number > 5",
            "SELECT count(*) FROM current_result JOIN instance USING (instance_id)",
            "SELECT count(*) FROM result_population, result_source, procedure_text"};
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(1 << 24);
    struct journal_verdict verdict;
    struct bundle *bundles;
    struct error err = {0};
    int64_t value;
    size_t count;
    bool ok;

    for (size_t i = 0; i < ARRAY_LENGTH(queries); i++)
        ok = db_query_int(store_db(store), queries[i], &value, &err);
    ok = journal_verify(store, NULL, &verdict, &err);
    ok = bundle_list(store, &arena, &bundles, &count, &err);
    ok = store_check(store, &err);
    (void)ok;
}

/* Bytes changed all over the file: an error, or a workpaper that can be used; no crash.
 */
START_TEST(changed_bytes_never_crash)
{
    struct store *store = create_engagement();
    struct stat status;
    int fd;

    record_exceptions(store, 9000);
    store_close(store);
    fd = open(paper, O_RDWR);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(fstat(fd, &status), 0);
    for (int i = 0; i < 60; i++) {
        off_t at = (off_t)(((uint64_t)i * 2654435761u) % (uint64_t)status.st_size);
        struct error err = {0};
        char before, after;

        ck_assert_int_eq(pread(fd, &before, 1, at), 1);
        after = (char)(before ^ (1 << i % 8));
        ck_assert_int_eq(pwrite(fd, &after, 1, at), 1);
        store = NULL;
        if (store_open(engagement, STORE_READ, &store, &err))
            use_everything(store);
        store_close(store);
        ck_assert_int_eq(pwrite(fd, &before, 1, at), 1);
    }
    close(fd);
    store_close(open_engagement(STORE_READ));
}
END_TEST

/* Outsiders read everything but the virtual table with any SQLite. */
START_TEST(the_sqlite3_shell_reads_it)
{
    char command[400];
    FILE *shell;
    char line[200] = "";

    if (system("command -v sqlite3 >/dev/null") != 0)
        return;
    store_close(create_engagement());
    snprintf(command, sizeof(command),
            "sqlite3 -readonly %s \"SELECT client FROM engagement; SELECT action FROM journal;"
            " PRAGMA integrity_check\"",
            paper);
    shell = popen(command, "r");
    ck_assert_ptr_nonnull(shell);
    ck_assert_ptr_nonnull(fgets(line, sizeof(line), shell));
    ck_assert_str_eq(line, "例示クラウド株式会社\n");
    ck_assert_ptr_nonnull(fgets(line, sizeof(line), shell));
    ck_assert_str_eq(line, "init\n");
    ck_assert_ptr_nonnull(fgets(line, sizeof(line), shell));
    ck_assert_str_eq(line, "ok\n");
    ck_assert_int_eq(pclose(shell), 0);
}
END_TEST

START_TEST(every_column_of_the_schema_has_its_sentence)
{
    struct slice sql;
    const char *line;

    ck_assert(asset_find("engine/workpaper/schema.sql", &sql));
    for (line = sql.text; line && *line; line = strchr(line, '\n')) {
        size_t size;

        line += *line == '\n';
        size = strcspn(line, "\n");
        if (strncmp(line, "    ", 4) != 0 || line[4] < 'a' || line[4] > 'z')
            continue;
        if (!memmem(line, size, " INTEGER", 8) && !memmem(line, size, " TEXT", 5) &&
                !memmem(line, size, " BLOB", 5))
            continue;
        ck_assert_msg(memmem(line, size, "PRIMARY KEY,", 12) ||
                        memmem(line, size, "-- ", 3) ||
                        memmem(line + size, 200, "-- ", 3),
                "%.*s", (int)size, line);
    }
}
END_TEST

START_TEST(the_full_check_passes_and_finds_what_points_nowhere)
{
    struct store *store = create_engagement();
    struct error err = {0};

    ck_assert_msg(store_check(store, &err), "%s", err.message);
    store_close(store);
    tamper("INSERT INTO run (person, started_at, engine_version, arguments)"
           " VALUES ('ghost', 'x', 'x', 'x')");
    store = open_engagement(STORE_READ);
    ck_assert(!store_check(store, &err));
    ck_assert_int_eq(err.code, ERROR_INTEGRITY);
    store_close(store);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            a_new_engagement_is_as_it_was_asked_for,
            it_is_never_made_twice,
            settings_that_cannot_be_are_refused,
            what_an_interrupted_init_left_is_no_engagement,
            the_nearest_folder_above_is_found,
            persons_are_added_and_found,
            only_those_act_who_may,
            an_act_without_its_row_is_not_stored,
            foreign_files_are_refused_and_left_alone,
            a_newer_workpaper_is_refused_and_left_alone,
            what_is_not_in_the_schema_is_refused,
            damage_is_told_from_strangeness,
            a_lost_page_never_passes,
            changed_bytes_never_crash,
            the_sqlite3_shell_reads_it,
            every_column_of_the_schema_has_its_sentence,
            the_full_check_passes_and_finds_what_points_nowhere,
    };

    return unit_run_in("store", tests, ARRAY_LENGTH(tests), make_scratch, remove_scratch);
}
