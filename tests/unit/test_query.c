/* Which members a person's SELECT means, and what columns they have as tables. */
#include "engine/run/query.h"

#include <stdio.h>
#include <string.h>

#include "evidence/binding/layout.h"
#include "tests/unit/unit.h"

static const char *const id_only[] = {"id"};
static const char *const users_only[] = {"user"};
static const char *const numbers_only[] = {"n"};
static const char *const leaver[] = {"社員番号", "order", "a\"b"};
static const char *const log_a[] = {"id", "at"};
static const char *const log_b[] = {"at", "ID", "user"};
#define NAMES(list) list, ARRAY_LENGTH(list)

static struct arena arena;
static struct bundle bundles[3];
static struct bundle_member old[1], hr[7], cloud[2];
static struct bundle_member *members[3] = {old, hr, cloud};
static struct query_source source;
static struct item *items;
static uint32_t count;
static struct error err;

static struct bundle_member csv(const char *name, const char *const *columns, size_t n)
{
    return (struct bundle_member){.name = name,
            .status = BUNDLE_READ,
            .format = "csv",
            .delimiter = ',',
            .encoding = "utf-8",
            .columns = columns,
            .column_count = n};
}

/* hr was delivered twice; the first is superseded. */
static void begin(void)
{
    arena = (struct arena)ARENA_INIT(ARENA_MODEL_LIMIT);
    err = (struct error){0};
    old[0] = csv("leavers.csv", NAMES(id_only));
    hr[0] = csv("leavers.csv", NAMES(leaver));
    hr[1] = csv("logs/2025/a.csv", NAMES(log_a));
    hr[2] = csv("logs/2025/b.csv", NAMES(log_b));
    hr[3] = (struct bundle_member){.name = "logs/host.log",
            .status = BUNDLE_READ,
            .format = "lines",
            .layout = "auth-log"};
    hr[4] = (struct bundle_member){.name = "memo.docx", .status = BUNDLE_UNREAD};
    hr[5] = (struct bundle_member){.name = "logs", .status = BUNDLE_FOLDER};
    hr[6] = csv("say \"x\".csv", NAMES(id_only));
    cloud[0] = csv("leavers.csv", NAMES(users_only));
    cloud[1] = csv("[1].csv", NAMES(numbers_only));
    bundles[0] = (struct bundle){.short_id = "hr-00000000",
            .name = "hr",
            .member_count = 1};
    bundles[1] = (struct bundle){.short_id = "hr-11111111",
            .name = "hr",
            .member_count = ARRAY_LENGTH(hr),
            .is_current = true};
    bundles[2] = (struct bundle){.short_id = "cloud-22222222",
            .name = "cloud",
            .member_count = ARRAY_LENGTH(cloud),
            .is_current = true};
    source = (struct query_source){.bundles = bundles,
            .members = members,
            .count = ARRAY_LENGTH(bundles),
            .zone = "Asia/Tokyo",
            .period_start = "",
            .period_end = "",
            .as_of = ""};
}

static void end(void)
{
    arena_clear(&arena);
}

static void ask(const char *sql)
{
    ck_assert_msg(query_tables(&source, sql, &arena, &items, &count, &err), "%s: %s", sql,
            err.message);
}

static void refuse(const char *sql, enum error_code code, const char *words)
{
    err = (struct error){0};
    ck_assert_msg(!query_tables(&source, sql, &arena, &items, &count, &err), "%s", sql);
    ck_assert_int_eq(err.code, code);
    ck_assert_msg(strstr(err.message, words) != NULL, "%s: %s", sql, err.message);
}

/* The columns of table i, divided by blanks. */
static const char *columns_of(uint32_t i)
{
    static char text[1000];

    text[0] = '\0';
    for (uint32_t c = 0; c < items[i].column_count; c++) {
        ck_assert_int_eq(items[i].columns[c].type, PROGRAM_TEXT);
        snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%s", c ? " " : "",
                items[i].columns[c].name);
    }
    return text;
}

START_TEST(quoted_names_are_members)
{
    ask("SELECT * FROM \"logs/2025/a.csv\" JOIN [logs/host.log] ON 1 -- \"leavers.csv\"\n"
        "/* \"memo.docx\" */ WHERE x = 'memo.docx' AND y = `logs/2025/b.csv`.at");
    ck_assert_uint_eq(count, 3);
    ck_assert_str_eq(items[0].name, "logs/2025/a.csv");
    ck_assert_str_eq(columns_of(0), "id at");
    ck_assert_str_eq(items[1].name, "logs/host.log");
    ck_assert_str_eq(items[2].name, "logs/2025/b.csv");
    ck_assert_uint_eq(items[2].sources[0].archive, 1);
    ck_assert_uint_eq(items[2].sources[0].members[0], 2);
    ask("SELECT 1");
    ck_assert_uint_eq(count, 0);
    ask("SELECT count(*) FROM \"say \"\"x\"\".csv\" WHERE \"id\" = 'it''s \"memo.docx\"'");
    ck_assert_uint_eq(count, 1);
    ck_assert_str_eq(items[0].name, "say \"x\".csv");
    ask("SELECT a.id FROM \"logs/2025/a.csv\" a, \"logs/2025/a.csv\" b");
    ck_assert_uint_eq(count, 1);
}
END_TEST

START_TEST(columns_are_the_files_own)
{
    ask("SELECT \"order\" FROM \"hr-11111111:leavers.csv\"");
    ck_assert_uint_eq(count, 1);
    ck_assert_str_eq(items[0].name, "hr-11111111:leavers.csv");
    ck_assert_str_eq(columns_of(0), "社員番号 order a\"b");
    ck_assert_int_eq(items[0].sources[0].columns[1].origin, ITEM_FIELD);
    ck_assert_str_eq(items[0].sources[0].columns[1].from, "order");
    ck_assert_ptr_null(items[0].sources[0].zone); /* the job's */
}
END_TEST

/* Members of a glob are one table with the columns of all; what one lacks is NULL, and
 * columns that differ in case alone are one. */
START_TEST(a_glob_is_one_table)
{
    ask("SELECT * FROM \"logs/2025/*.csv\"");
    ck_assert_uint_eq(count, 1);
    ck_assert_uint_eq(items[0].source_count, 2);
    ck_assert_str_eq(columns_of(0), "member id at user");
    ck_assert_int_eq(items[0].sources[0].columns[0].origin, ITEM_PATH);
    ck_assert_str_eq(items[0].sources[0].columns[1].from, "id");
    ck_assert_str_eq(items[0].sources[1].columns[1].from, "ID");
    ck_assert_int_eq(items[0].sources[0].columns[3].origin, ITEM_NOTHING);
    ck_assert_str_eq(items[0].sources[1].columns[3].from, "user");
    ask("SELECT * FROM \"[1].csv\""); /* a name that only looks like a glob */
    ck_assert_uint_eq(count, 1);
    ck_assert_str_eq(columns_of(0), "n");
}
END_TEST

/* Of several deliveries a bare name means the newest of each; one superseded answers only
 * to its own. */
START_TEST(a_superseded_delivery_answers_to_its_own_name)
{
    ask("SELECT * FROM \"leavers.csv\"");
    ck_assert_uint_eq(items[0].source_count, 2); /* hr and cloud */
    ck_assert_uint_eq(items[0].sources[0].archive, 1);
    ck_assert_uint_eq(items[0].sources[1].archive, 2);
    ask("SELECT * FROM \"hr-00000000:leavers.csv\"");
    ck_assert_uint_eq(items[0].source_count, 1);
    ck_assert_uint_eq(items[0].sources[0].archive, 0);
    ck_assert_str_eq(columns_of(0), "id");
    ask("SELECT * FROM \"cloud-22222222:*.csv\"");
    ck_assert_uint_eq(items[0].source_count, 2);
}
END_TEST

START_TEST(what_is_not_there_is_said)
{
    refuse("SELECT * FROM \"leaver.csv\"", ERROR_MISSING, "did you mean 'leavers.csv'?");
    refuse("SELECT * FROM \"nothing/*.json\"", ERROR_MISSING, "query --tables");
    refuse("SELECT * FROM \"memo.docx\"", ERROR_UNREADABLE, "memo.docx");
    refuse("SELECT * FROM \"memo.docx\" JOIN \"leavers.csv\"", ERROR_UNREADABLE, "memo");
    ask("SELECT \"no such column\" FROM \"leavers.csv\""); /* SQLite's to judge */
    ck_assert_uint_eq(count, 1);
    ask("SELECT * FROM \"never closed"); /* likewise */
    ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(tables_take_no_more_than_sql_does)
{
    static const char *names[2100];
    static char texts[ARRAY_LENGTH(names)][8];

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        snprintf(texts[i], sizeof(texts[i]), "c%zu", i);
        names[i] = texts[i];
    }
    cloud[1] = csv("wide.csv", names, ARRAY_LENGTH(names));
    ask("SELECT * FROM \"wide.csv\"");
    ck_assert_uint_eq(items[0].column_count, 1900);
}
END_TEST

START_TEST(one_member_as_a_table)
{
    struct item item;
    bool is_table;

    ck_assert(query_table_of(&source, 1, 1, &arena, &item, &is_table, &err));
    ck_assert(is_table);
    ck_assert_uint_eq(item.column_count, 2);
    ck_assert(query_table_of(&source, 1, 4, &arena, &item, &is_table, &err));
    ck_assert(!is_table);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {quoted_names_are_members, columns_are_the_files_own,
            a_glob_is_one_table, a_superseded_delivery_answers_to_its_own_name,
            what_is_not_there_is_said, tables_take_no_more_than_sql_does,
            one_member_as_a_table};

    return unit_run_in("query", tests, ARRAY_LENGTH(tests), begin, end);
}
