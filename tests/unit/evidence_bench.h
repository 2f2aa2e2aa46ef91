/* evidence_bench.h - a bundle made of texts, items over its members, and their tables
 *
 * bench_add() members, bench_open(), then items with bench_item() and bench_source(),
 * then bench_table() each and ask with bench_rows(). bench_close() ends everything. */
#ifndef CHOSHO_EVIDENCE_BENCH_H
#define CHOSHO_EVIDENCE_BENCH_H

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/db.h"
#include "engine/base/spill.h"
#include "evidence/table/function.h"
#include "evidence/table/table.h"
#include "tests/unit/unit.h"
#include "tests/unit/zip_bytes.h"

#define BENCH_FIRST_MEMBER 10 /* the number of the bundle's first member */
#define BENCH_UNUSED __attribute__((unused))

static struct evidence_bench {
    struct zip_bytes zip;
    int fd;
    int spills[SPILL_POOL_SIZE];
    struct archive archive;
    struct arena arena;
    struct zone *zone;
    struct zone *zones[2];
    struct scan_context scan;
    struct function_context functions;
    struct db *db;
    struct table_set *tables;
    struct buf rows;
    struct error err; /* of the last query that failed */
} bench;

/* Fails the test where an act on the bench did. */
#define BENCH_DO(act)                                           \
    do {                                                        \
        struct error bench_error = {0};                         \
        struct error *bench_err = &bench_error;                 \
        (void)bench_err;                                        \
        if (!(act)) /* an assertion that holds costs a write */ \
            ck_abort_msg("%s: %s", #act, bench_error.message);  \
    } while (0)

static void bench_begin(void)
{
    memset(&bench, 0, sizeof(bench));
    bench.zip = (struct zip_bytes)ZIP_BYTES_INIT;
    bench.arena.limit = ARENA_MODEL_LIMIT;
    bench.rows.limit = (size_t)64 << 20;
    bench.fd = -1;
    BENCH_DO(spill_open_pool(".", bench.spills, bench_err));
    BENCH_DO(spill_use_pool(bench.spills, SPILL_POOL_SIZE, bench_err));
}

BENCH_UNUSED static void bench_add(const char *name, const char *text)
{
    zip_bytes_add(&bench.zip, name, text);
}

/* A member whose check sum is another: its bytes come, and then the error. */
BENCH_UNUSED static void bench_add_damaged(const char *name, const char *text)
{
    struct zip_header header = zip_bytes_header(&bench.zip, name, text, strlen(text));

    header.crc ^= 1;
    zip_bytes_add_as(&bench.zip, &header, text, strlen(text));
}

BENCH_UNUSED static void bench_open(void)
{
    zip_bytes_finish(&bench.zip);
    bench.fd = zip_bytes_open(buf_text(&bench.zip.file), bench.zip.file.size);
    BENCH_DO(
            archive_open(bench.fd, "b-1", BENCH_FIRST_MEMBER, &bench.archive, bench_err));
    BENCH_DO(zone_load("Asia/Tokyo", &bench.zone, bench_err));
    bench.zones[0] = bench.zone;
    BENCH_DO(zone_load("+02:00", &bench.zones[1], bench_err));
    bench.scan = (struct scan_context){.archives = &bench.archive,
            .archive_count = 1,
            .zone = bench.zone,
            .zones = bench.zones,
            .zone_count = 2};
}

/* Evidence tables and functions on a connection of their own, without a guard. */
BENCH_UNUSED static void bench_connect(void)
{
    bench.functions.zone = bench.zone;
    BENCH_DO(date_parse("2025-04-01", 10, &bench.functions.period_start));
    BENCH_DO(date_parse("2026-03-31", 10, &bench.functions.period_end));
    BENCH_DO(db_open(NULL, DB_MEMORY, &bench.db, bench_err));
    BENCH_DO(function_register(bench.db, &bench.functions, bench_err));
    BENCH_DO(table_register(bench.db, &bench.scan, &bench.tables, bench_err));
}

static void bench_close(void)
{
    if (bench.db)
        db_close(bench.db);
    if (bench.zone) {
        zone_free(bench.zones[1]);
        zone_free(bench.zone);
        archive_close(&bench.archive);
    }
    if (bench.fd >= 0)
        close(bench.fd);
    spill_close_pool(bench.spills);
    zip_bytes_clear(&bench.zip);
    buf_clear(&bench.rows);
    arena_clear(&bench.arena);
}

/* ---- items ---- */

static enum program_type bench_type(const char *name)
{
    enum program_type type = PROGRAM_TEXT;

    ck_assert_msg(program_find_type(name, &type), "type '%s'", name);
    return type;
}

/* columns: "id text, day date, n number". */
BENCH_UNUSED static struct item *bench_item(const char *name, const char *columns)
{
    struct item *item;
    const char *at = columns;
    char column[64], type[64];
    int used;

    BENCH_DO(arena_allocate(&bench.arena, sizeof(*item), &item, bench_err));
    BENCH_DO(arena_allocate(&bench.arena, 200 * sizeof(*item->columns), &item->columns,
            bench_err));
    BENCH_DO(arena_allocate(&bench.arena, 8 * sizeof(*item->sources), &item->sources,
            bench_err));
    item->name = name;
    while (sscanf(at, " %63[^ ,] %63[^ ,]%n", column, type, &used) == 2) {
        struct program_column *added = &item->columns[item->column_count++];

        BENCH_DO(arena_text(&bench.arena, column, &added->name, bench_err));
        added->type = bench_type(type);
        at += used;
        at += strspn(at, ", ");
    }
    ck_assert_str_eq(at, "");
    return item;
}

/* Reads a member (NULL: none yet) as csv, every column from the field of its name. */
BENCH_UNUSED static struct item_source *bench_source(struct item *item,
        const char *member)
{
    struct item_source *source = &item->sources[item->source_count++];

    BENCH_DO(arena_allocate(&bench.arena, 16 * sizeof(*source->members), &source->members,
            bench_err));
    BENCH_DO(arena_allocate(&bench.arena, 200 * sizeof(*source->columns),
            &source->columns, bench_err));
    BENCH_DO(arena_allocate(&bench.arena, 8 * sizeof(*source->where), &source->where,
            bench_err));
    source->format = (struct record_format){.kind = RECORD_CSV, .delimiter = ','};
    for (uint32_t c = 0; c < item->column_count; c++) {
        source->columns[c].origin = ITEM_FIELD;
        source->columns[c].from = item->columns[c].name;
    }
    if (member) {
        ck_assert_msg(archive_find(&bench.archive, member, &source->members[0]), "%s",
                member);
        source->member_count = 1;
    }
    return source;
}

/* One csv member as a table. */
BENCH_UNUSED static struct item *bench_csv(const char *name, const char *member,
        const char *columns)
{
    struct item *item = bench_item(name, columns);

    bench_source(item, member);
    return item;
}

BENCH_UNUSED static void bench_table(const struct item *item)
{
    BENCH_DO(table_add(bench.tables, item, bench_err));
}

BENCH_UNUSED static void bench_csv_table(const char *name, const char *member,
        const char *columns)
{
    bench_table(bench_csv(name, member, columns));
}

/* ---- asking ---- */

static void bench_put_value(struct db_statement *statement, int column, struct buf *rows)
{
    struct slice bytes = db_column_bytes(statement, column);
    enum db_type type = db_column_type(statement, column);

    if (type == DB_NULL)
        BENCH_DO(buf_append_text(rows, "NULL", bench_err));
    else if (type == DB_BLOB)
        BENCH_DO(buf_printf(rows, bench_err, "x'%.*s'", (int)bytes.size,
                bytes.size ? bytes.text : ""));
    else
        BENCH_DO(buf_append(rows, bytes.text, bytes.size, bench_err));
}

/* The rows as "a|b;c|d", or "error CODE" with the words in bench.err. NULL and a value
 * that did not convert show as NULL and x'text'. Good until the next call. */
BENCH_UNUSED static const char *bench_rows_of(struct db *db, const char *sql)
{
    CLEANUP(db_finalizep) struct db_statement *statement = NULL;
    struct error err = {0};
    bool row, ok;

    buf_reset(&bench.rows);
    if (bench.tables)
        table_begin_statement(bench.tables);
    ok = db_prepare(db, sql, &statement, &err);
    while (ok && (ok = db_step(statement, &row, &err)) && row) {
        for (int c = 0; c < db_column_count(statement); c++) {
            BENCH_DO(buf_append_text(&bench.rows, c ? "|" : "", bench_err));
            bench_put_value(statement, c, &bench.rows);
        }
        BENCH_DO(buf_append_text(&bench.rows, ";", bench_err));
    }
    if (!ok) {
        if (!bench.tables || !table_take_error(bench.tables, &bench.err))
            bench.err = err;
        buf_reset(&bench.rows);
        BENCH_DO(buf_printf(&bench.rows, bench_err, "error %d", (int)bench.err.code));
    }
    return buf_text(&bench.rows);
}

BENCH_UNUSED static const char *bench_rows(const char *sql)
{
    return bench_rows_of(bench.db, sql);
}

#define BENCH_ASK(sql, rows) ck_assert_str_eq(bench_rows(sql), rows)

#endif
