/* fuzz_guard.c - any SQL, asked of evidence as a worker asks it
 *
 * What must hold: nothing but rows comes out. No statement writes, opens a file, changes
 * a setting or leaves a transaction open, it ends in time, and evidence is as it was. */
#include <dirent.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/base/spill.h"
#include "engine/run/guard.h"
#include "evidence/table/function.h"
#include "evidence/table/table.h"

#define TIME_MS 100
#define ROWS_MAX 1000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A stored member a.csv of "id,name\n1,x\n2,y\n". */
static const char bundle[] =
        "PK\3\4\x14\0\0\0\0\0\0\0\x21\0\x6c\x5a\xf6\xc0\x10\0\0\0\x10\0\0\0\5\0\0\0"
        "a.csv"
        "id,name\n1,x\n2,y\n"
        "PK\1\2\x14\0\x14\0\0\0\0\0\0\0\x21\0\x6c\x5a\xf6\xc0\x10\0\0\0\x10\0\0\0\5\0"
        "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
        "a.csv"
        "PK\5\6\0\0\0\0\1\0\1\0\x33\0\0\0\x33\0\0\0\0";

static struct program_column columns[] = {{"id", PROGRAM_NUMBER, false, false},
        {"name", PROGRAM_TEXT, false, false}};
static struct item_column fields[] = {{.origin = ITEM_FIELD, .from = "id"},
        {.origin = ITEM_FIELD, .from = "name"}};
static uint32_t members[] = {0};
static struct item_source source = {.members = members,
        .member_count = 1,
        .format = {.kind = RECORD_CSV, .delimiter = ','},
        .columns = fields};
static struct item item = {.name = "t",
        .columns = columns,
        .column_count = 2,
        .sources = &source,
        .source_count = 1};

static struct archive archive;
static struct scan_context scan;
static struct function_context functions;
static struct guard guard;
static struct table_set *tables;
static struct db *db;

static size_t count_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    size_t count = 0;

    if (!folder)
        abort();
    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

static int64_t ask_number(const char *sql)
{
    struct error err = {0};
    int64_t number;

    table_begin_statement(tables);
    if (!db_query_int(db, sql, &number, &err))
        abort();
    return number;
}

static void begin(void)
{
    static const char *const names[] = {"t", NULL};
    static int spills[SPILL_POOL_SIZE];
    int fd = memfd_create("bundle", MFD_CLOEXEC);
    struct error err = {0};

    if (db)
        return;
    if (fd < 0 || write(fd, bundle, sizeof(bundle)) != (ssize_t)sizeof(bundle) ||
            !spill_open_pool(".", spills, &err) ||
            !spill_use_pool(spills, SPILL_POOL_SIZE, &err) ||
            !archive_open(fd, "b-1", 1, &archive, &err) ||
            !zone_load("UTC", (struct zone **)(uintptr_t)&functions.zone, &err))
        abort();
    scan = (struct scan_context){.archives = &archive,
            .archive_count = 1,
            .zone = functions.zone};
    guard.tables = names;
    if (!db_open(NULL, DB_MEMORY, &db, &err) ||
            !function_register(db, &functions, &err) ||
            !table_register(db, &scan, &tables, &err) ||
            !table_add(tables, &item, &err) ||
            ask_number("SELECT count(*) FROM t") != 2 || !guard_install(db, &guard, &err))
        abort();
}

static void ask(const char *sql)
{
    CLEANUP(db_finalizep) struct db_statement *statement = NULL;
    struct error err = {0};
    bool row = true;

    table_begin_statement(tables);
    if (!guard_check(sql, &err) || !db_prepare(db, sql, &statement, &err))
        return;
    for (int rows = 0; row && rows < ROWS_MAX; rows++) {
        if (!db_step(statement, &row, &err))
            return;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *sql = malloc(size + 1);
    size_t descriptors;

    begin();
    if (!sql)
        abort();
    memcpy(sql, data, size);
    sql[size] = '\0';
    descriptors = count_descriptors();
    guard.expired = false;
    guard.deadline = scan.deadline = clock_steady_ms() + TIME_MS;
    ask(sql);
    guard.expired = false;
    guard.deadline = scan.deadline = 0;
    if (count_descriptors() != descriptors || sqlite3_total_changes(db_handle(db)) != 0 ||
            !sqlite3_get_autocommit(db_handle(db)) ||
            sqlite3_next_stmt(db_handle(db), NULL) ||
            ask_number("SELECT sum(id) FROM t WHERE name IN ('x', 'y')") != 3)
        abort();
    free(sql);
    return 0;
}
