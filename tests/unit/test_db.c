#include "engine/base/db.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/unit.h"

static char folder[64];
static char path[128];

static void set_up(void)
{
    strcpy(folder, "test-db-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/book.db", folder);
}

static void tear_down(void)
{
    unlink(path);
    rmdir(folder);
}

static struct db *open_db(const char *name, enum db_mode mode)
{
    struct error err = {0};
    struct db *db = NULL;

    ck_assert_msg(db_open(name, mode, &db, &err), "%s", err.message);
    return db;
}

static void execute(struct db *db, const char *sql)
{
    struct error err = {0};

    ck_assert_msg(db_execute(db, sql, &err), "%s", err.message);
}

static int64_t query(struct db *db, const char *sql)
{
    struct error err = {0};
    int64_t value = 0;

    ck_assert_msg(db_query_int(db, sql, &value, &err), "%s", err.message);
    return value;
}

static void check_open_fails(const char *name, enum db_mode mode, enum error_code code)
{
    struct error err = {0};
    struct db *db = NULL;

    ck_assert(!db_open(name, mode, &db, &err));
    ck_assert_msg(err.code == code, "%s: %d %s", name, err.code, err.message);
    ck_assert_ptr_null(db);
    if (name[0])
        ck_assert_ptr_nonnull(strstr(err.message, name));
}

static void check_execute_fails(struct db *db, const char *sql, enum error_code code)
{
    struct error err = {0};

    ck_assert_msg(!db_execute(db, sql, &err), "%s", sql);
    ck_assert_msg(err.code == code, "%s: %d %s", sql, err.code, err.message);
}

static void write_file(const char *name, const void *bytes, size_t size)
{
    FILE *file = fopen(name, "wb");

    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
    ck_assert_int_eq(fclose(file), 0);
}

START_TEST(created_file_is_private_whatever_the_umask)
{
    struct stat status;

    for (unsigned mask = 0; mask <= 0777; mask += 0777) {
        mode_t before = umask((mode_t)mask);
        CLEANUP(db_closep) struct db *db = open_db(path, DB_CREATE);

        umask(before);
        execute(db, "CREATE TABLE t (a)");
        ck_assert_int_eq(stat(path, &status), 0);
        ck_assert_uint_eq(status.st_mode & 07777, 0600);
        unlink(path);
    }
}
END_TEST

START_TEST(create_never_replaces)
{
    write_file(path, "precious", 8);
    check_open_fails(path, DB_CREATE, ERROR_REFUSED);
    ck_assert_int_eq(access(path, F_OK), 0);
}
END_TEST

START_TEST(only_databases_are_opened)
{
    char text[4096];

    check_open_fails(path, DB_READ, ERROR_MISSING);
    check_open_fails(path, DB_WRITE, ERROR_MISSING);
    check_open_fails("no/such/folder/x.db", DB_CREATE, ERROR_MISSING);
    check_open_fails(folder, DB_READ, ERROR_DATABASE);
    memset(text, 'x', sizeof(text));
    write_file(path, text, sizeof(text));
    check_open_fails(path, DB_READ, ERROR_DATABASE);
    check_open_fails(path, DB_WRITE, ERROR_DATABASE);
}
END_TEST

/* To SQLite ":memory:", "" and "file:..." would be something else than files. */
START_TEST(paths_are_only_paths)
{
    check_open_fails(":memory:", DB_READ, ERROR_MISSING);
    check_open_fails("", DB_WRITE, ERROR_MISSING);
    check_open_fails("file:x.db?mode=memory", DB_WRITE, ERROR_MISSING);
}
END_TEST

START_TEST(special_names_are_files_too)
{
    static const char *const names[] = {":memory:", "file:x.db"};

    ck_assert_int_eq(chdir(folder), 0);
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        {
            CLEANUP(db_closep) struct db *db = open_db(names[i], DB_CREATE);

            execute(db, "CREATE TABLE t (a)");
        }
        {
            CLEANUP(db_closep) struct db *db = open_db(names[i], DB_READ);

            ck_assert_int_eq(query(db, "SELECT count(*) FROM sqlite_schema"), 1);
        }
        ck_assert_int_eq(unlink(names[i]), 0);
    }
    ck_assert_int_eq(chdir(".."), 0);
}
END_TEST

START_TEST(reading_never_writes)
{
    CLEANUP(db_closep) struct db *writer = open_db(path, DB_CREATE);
    CLEANUP(db_closep) struct db *reader = NULL;

    execute(writer, "CREATE TABLE t (a); INSERT INTO t VALUES (5)");
    reader = open_db(path, DB_READ);
    ck_assert_int_eq(query(reader, "SELECT a FROM t"), 5);
    check_execute_fails(reader, "INSERT INTO t VALUES (6)", ERROR_DATABASE);
}
END_TEST

START_TEST(settings_are_safe)
{
    CLEANUP(db_closep) struct db *db = open_db("ignored", DB_MEMORY);

    ck_assert_int_eq(query(db, "PRAGMA foreign_keys"), 1);
    ck_assert_int_eq(query(db, "PRAGMA trusted_schema"), 0);
    ck_assert_int_eq(query(db, "PRAGMA busy_timeout"), 10000);
    ck_assert_int_eq(query(db, "PRAGMA temp_store"), 2);
    check_execute_fails(db, "SELECT \"no such column\"", ERROR_SCRIPT);
    check_execute_fails(db, "CREATE TABLE t (a CHECK (a <> \"x\"))", ERROR_SCRIPT);
    check_execute_fails(db, "SELECT load_extension('x')", ERROR_SCRIPT);
    execute(db, "PRAGMA writable_schema = ON; CREATE TABLE t (a)");
    check_execute_fails(db, "DELETE FROM sqlite_schema", ERROR_SCRIPT);
}
END_TEST

START_TEST(values_go_in_and_come_out)
{
    CLEANUP(db_closep) struct db *db = open_db(NULL, DB_MEMORY);
    CLEANUP(db_finalizep) struct db_statement *statement = NULL;
    struct error err = {0};
    char text[] = "社員";
    bool row = false;

    ck_assert(
            db_prepare(db, "SELECT ?1 AS n, ?2, ?3, ?4, ?5, 1.5, ?6", &statement, &err));
    db_bind_int(statement, 1, INT64_MIN);
    db_bind_text(statement, 2, text);
    memset(text, 'x', 3);
    db_bind_text(statement, 3, NULL);
    db_bind_blob(statement, 4, "a\0b", 3);
    db_bind_blob(statement, 5, NULL, 0);
    db_bind_null(statement, 6);
    ck_assert(db_step(statement, &row, &err) && row);
    ck_assert_int_eq(db_column_count(statement), 7);
    ck_assert_str_eq(db_column_name(statement, 0), "n");
    ck_assert_int_eq(db_column_int(statement, 0), INT64_MIN);
    ck_assert_str_eq(db_column_text(statement, 1), "社員");
    ck_assert_uint_eq(db_column_bytes(statement, 1).size, 6);
    ck_assert_ptr_null(db_column_text(statement, 2));
    ck_assert_ptr_null(db_column_bytes(statement, 2).text);
    ck_assert_mem_eq(db_column_bytes(statement, 3).text, "a\0b", 3);
    ck_assert_uint_eq(db_column_bytes(statement, 3).size, 3);
    ck_assert_ptr_nonnull(db_column_bytes(statement, 4).text);
    ck_assert_uint_eq(db_column_bytes(statement, 4).size, 0);
    ck_assert_int_eq(db_column_type(statement, 0), DB_INT);
    ck_assert_int_eq(db_column_type(statement, 1), DB_TEXT);
    ck_assert_int_eq(db_column_type(statement, 2), DB_NULL);
    ck_assert_int_eq(db_column_type(statement, 4), DB_BLOB);
    ck_assert_int_eq(db_column_type(statement, 5), DB_REAL);
    ck_assert_int_eq(db_column_type(statement, 6), DB_NULL);
    ck_assert(db_step(statement, &row, &err) && !row);
}
END_TEST

START_TEST(statement_is_used_again_after_its_end)
{
    CLEANUP(db_closep) struct db *db = open_db(NULL, DB_MEMORY);
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;
    struct error err = {0};

    execute(db, "CREATE TABLE t (a UNIQUE, b)");
    ck_assert(db_prepare(db, "INSERT INTO t VALUES (:a, :b)", &insert, &err));
    db_bind_text(insert, 2, "same");
    for (int i = 0; i < 3; i++) {
        db_bind_int(insert, db_parameter_index(insert, ":a"), i);
        ck_assert(db_run(insert, &err));
        ck_assert_int_eq(db_last_id(db), i + 1);
        ck_assert_int_eq(db_changes(db), 1);
    }
    ck_assert(!db_run(insert, &err));
    ck_assert_int_eq(err.code, ERROR_REFUSED);
    db_bind_int(insert, 1, 10);
    ck_assert(db_run(insert, &err));
    ck_assert_int_eq(query(db, "SELECT count(*) FROM t WHERE b = 'same'"), 4);
}
END_TEST

START_TEST(parameters_have_names_and_places)
{
    CLEANUP(db_closep) struct db *db = open_db(NULL, DB_MEMORY);
    CLEANUP(db_finalizep) struct db_statement *statement = NULL;
    struct error err = {0};

    ck_assert(db_prepare(db, "SELECT :period_start, :as_of", &statement, &err));
    ck_assert_int_eq(db_parameter_index(statement, ":as_of"), 2);
    ck_assert_int_eq(db_parameter_index(statement, ":other"), 0);
    ck_assert_str_eq(db_parameter_name(statement, 1), ":period_start");
    ck_assert_ptr_null(db_parameter_name(statement, 3));
}
END_TEST

START_TEST(bad_index_fails_the_next_step_only)
{
    CLEANUP(db_closep) struct db *db = open_db(NULL, DB_MEMORY);
    CLEANUP(db_finalizep) struct db_statement *statement = NULL;
    struct error err = {0};
    bool row = false;

    ck_assert(db_prepare(db, "SELECT ?1", &statement, &err));
    db_bind_int(statement, 2, 5);
    db_bind_int(statement, 1, 5);
    ck_assert(!db_step(statement, &row, &err));
    ck_assert_int_eq(err.code, ERROR_DATABASE);
    ck_assert_ptr_nonnull(strstr(err.message, "SELECT ?1"));
    ck_assert(db_step(statement, &row, &err) && row);
    db_bind_int(statement, 1, 6);
    ck_assert(!db_step(statement, &row, &err));
}
END_TEST

static void check_prepare_fails(struct db *db, const char *sql, int offset)
{
    struct db_statement *statement = NULL;
    struct error err = {0};

    ck_assert_msg(!db_prepare(db, sql, &statement, &err), "%s", sql);
    ck_assert_ptr_null(statement);
    ck_assert_msg(err.code == ERROR_SCRIPT, "%s: %s", sql, err.message);
    ck_assert_msg(db_error_offset(db) == offset, "%s: %d", sql, db_error_offset(db));
}

START_TEST(wrong_sql_is_told_with_its_place)
{
    CLEANUP(db_closep) struct db *db = open_db(NULL, DB_MEMORY);
    struct db_statement *statement = NULL;
    struct error err = {0};

    check_prepare_fails(db, "SELECT 1 FORM x y", 14);
    check_prepare_fails(db, "SELECT a, b", 7);
    check_prepare_fails(db, "", -1);
    check_prepare_fails(db, "  -- only a comment", -1);
    check_prepare_fails(db, "SELECT 1; SELECT 2", 10);
    check_prepare_fails(db, "SELECT 1; -- x\n DROP TABLE t", 16);
    check_prepare_fails(db, "SELECT 1; /* a */ x", 18);
    check_prepare_fails(db, "SELECT 1;;", 9);
    ck_assert(!db_prepare(db, "SELECT missing_function()", &statement, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "missing_function"));
}
END_TEST

START_TEST(blanks_and_comments_may_follow)
{
    static const char *const texts[] = {"SELECT 1", "SELECT 1;", "SELECT 1; \t\r\n\f",
            "SELECT 1; -- end", "SELECT 1; /* a; b */ -- c\n/**/ ", "SELECT 1; /* open",
            "-- first\nSELECT 1"};
    CLEANUP(db_closep) struct db *db = open_db(NULL, DB_MEMORY);

    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
        ck_assert_int_eq(query(db, texts[i]), 1);
}
END_TEST

START_TEST(trigger_speaks_for_itself)
{
    CLEANUP(db_closep) struct db *db = open_db(path, DB_CREATE);
    struct error err = {0};

    execute(db,
            "CREATE TABLE journal (a);"
            "CREATE TRIGGER keep BEFORE DELETE ON journal BEGIN"
            " SELECT RAISE(ABORT, 'the journal is never shortened'); END;"
            "INSERT INTO journal VALUES (1)");
    ck_assert(!db_execute(db, "DELETE FROM journal", &err));
    ck_assert_int_eq(err.code, ERROR_REFUSED);
    ck_assert_str_eq(err.message, "the journal is never shortened");
}
END_TEST

START_TEST(constraints_are_refusals)
{
    CLEANUP(db_closep) struct db *db = open_db(NULL, DB_MEMORY);

    execute(db,
            "CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;"
            "CREATE TABLE note (person REFERENCES person)");
    check_execute_fails(db, "INSERT INTO person VALUES (1, NULL)", ERROR_REFUSED);
    check_execute_fails(db, "INSERT INTO person VALUES ('x', 'y')", ERROR_REFUSED);
    check_execute_fails(db, "INSERT INTO note VALUES (7)", ERROR_REFUSED);
}
END_TEST

static int stop(void *unused)
{
    (void)unused;
    return 1;
}

START_TEST(stopped_query_is_a_limit)
{
    CLEANUP(db_closep) struct db *db = open_db(NULL, DB_MEMORY);

    sqlite3_progress_handler(db_handle(db), 1000, stop, NULL);
    check_execute_fails(db,
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
            " SELECT count(*) FROM n",
            ERROR_LIMIT);
}
END_TEST

START_TEST(full_heap_is_a_limit)
{
    CLEANUP(db_closep) struct db *db = open_db(NULL, DB_MEMORY);

    sqlite3_hard_heap_limit64(sqlite3_memory_used() + 1000000);
    check_execute_fails(db, "SELECT length(zeroblob(20000000) || 'x')", ERROR_LIMIT);
    sqlite3_hard_heap_limit64(0);
    execute(db, "SELECT length(zeroblob(20000000) || 'x')");
}
END_TEST

START_TEST(full_is_a_limit_in_memory_and_trouble_in_a_file)
{
    static const char fill[] = "PRAGMA max_page_count = 10; CREATE TABLE t (a);"
                               "INSERT INTO t VALUES (zeroblob(1000000))";
    CLEANUP(db_closep) struct db *memory = open_db(NULL, DB_MEMORY);
    CLEANUP(db_closep) struct db *file = open_db(path, DB_CREATE);

    check_execute_fails(memory, fill, ERROR_LIMIT);
    check_execute_fails(file, fill, ERROR_DATABASE);
}
END_TEST

START_TEST(busy_database_is_trouble)
{
    CLEANUP(db_closep) struct db *one = open_db(path, DB_CREATE);
    CLEANUP(db_closep) struct db *other = open_db(path, DB_WRITE);
    struct error err = {0};

    execute(one, "CREATE TABLE t (a)");
    sqlite3_busy_timeout(db_handle(other), 0);
    ck_assert(db_begin(one, &err));
    ck_assert(!db_begin(other, &err));
    ck_assert_int_eq(err.code, ERROR_DATABASE);
    ck_assert_ptr_nonnull(strstr(err.message, path));
    db_rollback(one);
    ck_assert(db_begin(other, &err));
    db_rollback(other);
}
END_TEST

START_TEST(damage_is_an_integrity_error)
{
    char junk[4096];
    int file;

    {
        CLEANUP(db_closep) struct db *db = open_db(path, DB_CREATE);

        execute(db,
                "CREATE TABLE t (a); WITH RECURSIVE n(i) AS"
                " (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
                " INSERT INTO t SELECT 'row ' || i FROM n");
    }
    memset(junk, 0xA5, sizeof(junk));
    file = open(path, O_WRONLY);
    ck_assert_int_eq(pwrite(file, junk, sizeof(junk), 4096), (ssize_t)sizeof(junk));
    close(file);
    {
        CLEANUP(db_closep) struct db *db = open_db(path, DB_READ);

        check_execute_fails(db, "SELECT count(*) FROM t WHERE a > 'x'", ERROR_INTEGRITY);
    }
    file = open(path, O_WRONLY);
    ck_assert_int_eq(pwrite(file, junk, 100, 100), 100);
    close(file);
    check_open_fails(path, DB_READ, ERROR_INTEGRITY);
}
END_TEST

START_TEST(transaction_is_wholly_there_or_not)
{
    CLEANUP(db_closep) struct db *db = open_db(path, DB_CREATE);
    struct error err = {0};

    execute(db, "CREATE TABLE t (a)");
    ck_assert(db_begin(db, &err));
    execute(db, "INSERT INTO t VALUES (1)");
    db_rollback(db);
    db_rollback(db);
    ck_assert_int_eq(query(db, "SELECT count(*) FROM t"), 0);
    ck_assert(db_begin(db, &err));
    execute(db, "INSERT INTO t VALUES (1)");
    ck_assert(db_commit(db, &err));
    ck_assert_int_eq(query(db, "SELECT count(*) FROM t"), 1);
    ck_assert(!db_commit(db, &err));
}
END_TEST

START_TEST(single_value_needs_a_row)
{
    CLEANUP(db_closep) struct db *db = open_db(NULL, DB_MEMORY);
    struct error err = {0};
    int64_t value = 9;

    ck_assert(!db_query_int(db, "SELECT 1 WHERE 0", &value, &err));
    ck_assert_int_eq(err.code, ERROR_MISSING);
    ck_assert_int_eq(value, 9);
    ck_assert_int_eq(query(db, "SELECT NULL"), 0);
    ck_assert_int_eq(query(db, "SELECT 4 UNION ALL SELECT 5"), 4);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            created_file_is_private_whatever_the_umask,
            create_never_replaces,
            only_databases_are_opened,
            paths_are_only_paths,
            special_names_are_files_too,
            reading_never_writes,
            settings_are_safe,
            values_go_in_and_come_out,
            statement_is_used_again_after_its_end,
            parameters_have_names_and_places,
            bad_index_fails_the_next_step_only,
            wrong_sql_is_told_with_its_place,
            blanks_and_comments_may_follow,
            trigger_speaks_for_itself,
            constraints_are_refusals,
            stopped_query_is_a_limit,
            full_heap_is_a_limit,
            full_is_a_limit_in_memory_and_trouble_in_a_file,
            busy_database_is_trouble,
            damage_is_an_integrity_error,
            transaction_is_wholly_there_or_not,
            single_value_needs_a_row,
    };

    return unit_run_in("db", tests, ARRAY_LENGTH(tests), set_up, tear_down);
}
