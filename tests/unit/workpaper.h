/* workpaper.h - an engagement of its own for each test of the workpaper */
#ifndef CHOSHO_TESTS_WORKPAPER_H
#define CHOSHO_TESTS_WORKPAPER_H

#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/workpaper/bundle.h"
#include "engine/workpaper/journal.h"
#include "engine/workpaper/result.h"
#include "engine/workpaper/store.h"
#include "tests/unit/unit.h"

#define UNUSED __attribute__((unused))

static char scratch[64];    /* a folder of this test */
static char engagement[96]; /* the engagement in it */
static char paper[128];     /* its workpaper.db */

static const struct store_person team[] = {
        {"tanaka", "田中 一郎", "preparer", "itanaka"},
        {"suzuki", "鈴木 花子", "reviewer", NULL},
        {"ito", "伊藤 検", "inspector", NULL},
};

static const struct store_control controls[] = {
        {"9", NULL, true, "アクセス制御", NULL, NULL},
        {"9.2.6", "9", false, "アクセス権の削除又は修正", "Removal of access rights",
                NULL},
};

UNUSED static struct store_settings make_settings(void)
{
    return (struct store_settings){
            .engagement = {.client = "例示クラウド株式会社",
                    .service = "例示クラウド",
                    .scheme = "ISMAP",
                    .catalogue = "ismap-2022",
                    .period_start = "2025-04-01",
                    .period_end = "2026-03-31",
                    .as_of = "2026-03-31",
                    .zone = "Asia/Tokyo",
                    .languages = "ja en"},
            .persons = team,
            .person_count = ARRAY_LENGTH(team),
            .controls = controls,
            .control_count = ARRAY_LENGTH(controls),
    };
}

static void make_scratch(void)
{
    memcpy(scratch, "workpaper-XXXXXX", sizeof("workpaper-XXXXXX"));
    ck_assert_ptr_nonnull(mkdtemp(scratch));
    snprintf(engagement, sizeof(engagement), "%s/FY2025", scratch);
    snprintf(paper, sizeof(paper), "%s/workpaper.db", engagement);
}

static int remove_entry(const char *path, const struct stat *status, int type,
        struct FTW *where)
{
    (void)status, (void)type, (void)where;
    return remove(path);
}

UNUSED static void remove_scratch(void)
{
    nftw(scratch, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

UNUSED static struct store *create_engagement(void)
{
    struct store_settings settings = make_settings();
    struct store *store = NULL;
    struct error err = {0};

    ck_assert_msg(store_create(engagement, &settings, &store, &err), "%s", err.message);
    return store;
}

UNUSED static struct store *open_engagement(enum store_mode mode)
{
    struct store *store = NULL;
    struct error err = {0};

    ck_assert_msg(store_open(engagement, mode, &store, &err), "%s", err.message);
    return store;
}

UNUSED static int64_t number(struct store *store, const char *sql)
{
    struct error err = {0};
    int64_t value = 0;

    ck_assert_msg(db_query_int(store_db(store), sql, &value, &err), "%s: %s", sql,
            err.message);
    return value;
}

/* The first column of the first row as text, until the next call. */
UNUSED static const char *text_of(struct store *store, const char *sql)
{
    static char text[4096];
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    struct error err = {0};
    bool row = false;

    ck_assert_msg(db_prepare(store_db(store), sql, &query, &err), "%s: %s", sql,
            err.message);
    ck_assert_msg(db_step(query, &row, &err), "%s: %s", sql, err.message);
    snprintf(text, sizeof(text), "%s",
            row && db_column_text(query, 0) ? db_column_text(query, 0) : "(none)");
    return text;
}

/* What somebody else's program does to the file: no triggers, no keys in its way. */
UNUSED static void tamper(const char *sql)
{
    struct error err = {0};
    struct db *db = NULL;

    ck_assert_msg(db_open(paper, DB_WRITE, &db, &err), "%s", err.message);
    ck_assert_msg(db_execute(db, "PRAGMA foreign_keys = OFF", &err), "%s", err.message);
    ck_assert_msg(db_execute(db, sql, &err), "%s: %s", sql, err.message);
    db_close(db);
}

UNUSED static int64_t begin_run(struct store *store)
{
    struct error err = {0};
    int64_t run_id = 0;

    ck_assert_msg(result_begin_run(store, "tanaka", "0.1.0", "--all", &run_id, &err),
            "%s", err.message);
    return run_id;
}

static const char *const check_texts[] = {"within disabled_at left_on"};

static const struct result_test_text test_texts[] = {
        {.id = "a1",
                .technique = "inspection",
                .population = "leaver",
                .title_ja = "退職日と照合する",
                .checks = check_texts,
                .check_count = 1},
};

static const struct result_procedure leaver_removal = {
        .id = "leaver-removal",
        .version = "1.0",
        .file = "procedures/library/access/leaver-removal/procedure.xml",
        .phase = "operating",
        .title_ja = "無効化記録を閲覧し、退職日と照合する",
        .content = "<procedure id=\"leaver-removal\"/>",
        .content_size = 33,
        .tests = test_texts,
        .test_count = 1,
};

static const struct result_instance leaver_instance = {
        .key = "leaver-removal/9.2.6@1",
        .procedure = "leaver-removal",
        .catalogue = "ismap-2022",
        .control = "9.2.6",
        .phase = "operating",
        .control_version = 1,
        .population_group = "",
};

static const struct result_population leaver_population = {
        .id = "leaver",
        .delivered = 7,
        .selected = 5,
        .filtered = 2,
        .before_period = 1,
        .count = 5,
        .sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
};

/* A sound result of leaver-removal, test a1, with these exceptions. */
UNUSED static struct result make_result(const struct exception_list *exceptions)
{
    struct result result = {
            .procedure = &leaver_removal,
            .instance = &leaver_instance,
            .test = "a1",
            .state = RESULT_RAN,
            .outcome = RESULT_NO_EXCEPTION,
            .tested = 5,
            .digest = "1111111111111111111111111111111111111111111111111111111111111111",
            .population = &leaver_population,
    };

    if (exceptions && exceptions->count > 0) {
        result.outcome = RESULT_EXCEPTION;
        result.exceptions[EXCEPTION_DEVIATING] = exceptions;
    }
    return result;
}

UNUSED static int64_t record_result(struct store *store, int64_t run_id,
        const struct result *result)
{
    struct error err = {0};
    int64_t result_id = 0;

    ck_assert_msg(result_record(store, "tanaka", run_id, result, &result_id, &err), "%s",
            err.message);
    return result_id;
}

/* Records first, first + 1 ... of member 1, one exception each. */
UNUSED static void fill_list(struct exception_list *list, int64_t first, int64_t count)
{
    struct exception_entry entry = {(INT64_C(1) << 40) + first, 0, 1};
    struct error err = {0};
    bool ok = true; /* one assertion: each costs a write */

    for (int64_t i = 0; i < count; i++, entry.record_id++)
        ok &= exception_list_add(list, &entry, 1, &err);
    ck_assert(ok);
    ck_assert(exception_list_finish(list, &err));
}

/* A run with one result of that many exceptions; its result_id. */
UNUSED static int64_t record_exceptions(struct store *store, int64_t count)
{
    CLEANUP(exception_list_clear) struct exception_list list = EXCEPTION_LIST_INIT;
    struct result result;

    fill_list(&list, 1, count);
    result = make_result(&list);
    return record_result(store, begin_run(store), &result);
}

#endif
