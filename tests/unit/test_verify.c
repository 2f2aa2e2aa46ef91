#include "engine/workpaper/verify.h"

#include "engine/workpaper/bundle_file.h"
#include "engine/workpaper/finding.h"
#include "tests/unit/workpaper.h"

static const int64_t read_members[] = {1};
static const char *const read_how[] = {"csv encoding=utf-8 delimiter=comma"};
static const struct result_provenance provenance = {NULL, true,
        {"HR", "leavers", NULL, NULL, "Mori", "2026-04-03", NULL, NULL, "yes",
                "control-total", "57"}};
static const struct result_source source = {"leavers", "shared:leavers", 7, 7, 0, 0,
        read_members, 1, "year=2011", "record population", read_how, &provenance, 1};
static const struct result_guard guard = {"leavers.employee_id", "off.employee_id", 5, 4,
        9, 4, 50, true};
static const struct result_event event = {"ragged", "line 7", 0, 0};
static const struct result_parameter parameter = {"limit_days", "1"};

static void add_bundle(struct store *store)
{
    static const char *const columns[] = {"employee_id", "left_on"};
    const struct bundle_member member = {.raw_name = {"leavers.csv", 11},
            .name = "leavers.csv",
            .name_source = "utf-8 (flag)",
            .status = BUNDLE_READ,
            .record_count = 7,
            .columns = columns,
            .column_count = 2};
    CLEANUP(bundle_file_close) struct bundle_file file = BUNDLE_FILE_INIT;
    struct error err = {0};
    int64_t bundle_id;
    char path[128];
    FILE *zip;

    snprintf(path, sizeof(path), "%s/hr.zip", scratch);
    zip = fopen(path, "w+b");
    ck_assert_ptr_nonnull(zip);
    ck_assert(fputs("a bundle", zip) >= 0 && fflush(zip) == 0);
    rewind(zip);
    ck_assert_msg(bundle_file_receive(store, fileno(zip), "hr", &file, &err), "%s",
            err.message);
    ck_assert_msg(bundle_add(store, "tanaka", &file,
                          &(struct bundle_delivery){.file = "hr.zip"}, &member, 1,
                          &bundle_id, &err),
            "%s", err.message);
    fclose(zip);
}

static void promote(struct store *store)
{
    const struct finding draft = {.title_ja = "削除の遅れ", .fact_ja = "3日後に削除。"};
    const char *const first[] = {"X1-1"}, *const second[] = {"X1-2"};
    struct error err = {0};
    int64_t finding_id;

    ck_assert_msg(finding_promote(store, "suzuki", &draft, first, 1, "late", &finding_id,
                          &err),
            "%s", err.message);
    ck_assert_msg(finding_extend(store, "suzuki", finding_id, second, 1, "late too",
                          &err),
            "%s", err.message);
}

/* An engagement with something of every kind: result 1 with three exceptions, result 2
 * without, and a finding of two. */
static void fill_engagement(void)
{
    CLEANUP(exception_list_clear) struct exception_list list = EXCEPTION_LIST_INIT;
    const struct store_person late = {"sato", "佐藤 次郎", "quality", NULL};
    struct store *store = create_engagement();
    struct result result;
    struct error err = {0};
    int64_t run_id;

    ck_assert(store_add_person(store, "tanaka", &late, &err));
    add_bundle(store);
    fill_list(&list, 1, 3);
    result = make_result(&list);
    result.sources = &source;
    result.source_count = 1;
    result.guards = &guard;
    result.guard_count = 1;
    result.events = &event;
    result.event_count = 1;
    result.parameters = &parameter;
    result.parameter_count = 1;
    run_id = begin_run(store);
    record_result(store, run_id, &result);
    result = make_result(NULL);
    result.test = "a2";
    record_result(store, run_id, &result);
    ck_assert(result_end_run(store, "tanaka", run_id, RESULT_RUN_DONE, "none", &err));
    promote(store);
    store_close(store);
}

static struct verify_verdict verify(void)
{
    struct store *store = open_engagement(STORE_READ);
    struct verify_verdict verdict = {0};
    struct journal_verdict chain = {0};
    struct error err = {0};

    ck_assert_msg(journal_verify(store, NULL, &chain, &err), "%s", err.message);
    ck_assert_msg(chain.holds, "%s", chain.reason);
    ck_assert_msg(verify_records(store, &verdict, &err), "%s", err.message);
    store_close(store);
    return verdict;
}

#define TRIGGERS_LIMIT 65536

/* The triggers' own SQL, to make them again. */
static void read_triggers(char triggers[TRIGGERS_LIMIT], char drops[TRIGGERS_LIMIT])
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    struct store *store = open_engagement(STORE_READ);
    size_t size = 0, drops_size = 0;
    struct error err = {0};
    bool row = true;

    ck_assert(db_prepare(store_db(store),
            "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'", &query, &err));
    for (;;) {
        ck_assert(db_step(query, &row, &err));
        if (!row)
            break;
        size += (size_t)snprintf(triggers + size, TRIGGERS_LIMIT - size, "%s;\n",
                db_column_text(query, 1));
        drops_size += (size_t)snprintf(drops + drops_size, TRIGGERS_LIMIT - drops_size,
                "DROP TRIGGER %s;\n", db_column_text(query, 0));
        ck_assert(size < TRIGGERS_LIMIT && drops_size < TRIGGERS_LIMIT);
    }
    db_finalize(query);
    query = NULL;
    store_close(store);
}

/* Another program drops the triggers, edits, and makes them again: nothing in the schema
 * tells. */
static void edit(const char *sql)
{
    char triggers[TRIGGERS_LIMIT], drops[TRIGGERS_LIMIT];

    read_triggers(triggers, drops);
    tamper(drops);
    tamper(sql);
    tamper(triggers);
}

START_TEST(an_honest_workpaper_holds)
{
    struct verify_verdict verdict;

    fill_engagement();
    verdict = verify();
    ck_assert_msg(verdict.holds, "%s", verdict.reason);
    ck_assert_str_eq(verdict.reason, "");
}
END_TEST

static const struct {
    const char *sql, *reason;
} edits[] = {
        {"UPDATE result SET outcome = 'no-exception', exceptions = 0 WHERE result_id = 1",
                "result of leaver-removal/9.2.6@1 test a1 is not what the journal recorded"},
        {"UPDATE result SET tested = 6 WHERE result_id = 2", "test a2 is not"},
        {"UPDATE result SET recorded_at = '2020-01-01T00:00:00.000Z'", "test a1 is not"},
        {"UPDATE result SET result_id = 9 WHERE result_id = 2",
                "result of leaver-removal/9.2.6@1 (2) is in"},
        {"DELETE FROM result WHERE result_id = 2",
                "result of leaver-removal/9.2.6@1 (2) is in"},
        {"INSERT INTO result SELECT 3, run_id, instance_id, procedure_text_id, test, state,"
         " outcome, reason_code, reason, tested, exceptions, other_route, not_due, undecidable, unreadable, digest,"
         " recorded_at FROM result WHERE result_id = 2",
                "test a2 has no record"},
        {"UPDATE result_population SET count = 4 WHERE result_id = 2", "test a2 is not"},
        {"UPDATE result_population SET before_period = 0 WHERE result_id = 2",
                "test a2 is not"},
        {"DELETE FROM result_population WHERE result_id = 1", "test a1 is not"},
        {"INSERT INTO result_population SELECT 77, population, delivered, selected, filtered,"
         " before_period, after_period, unreadable, count, sha256 FROM result_population WHERE result_id = 1",
                "a row of a result that is not there: 77"},
        {"UPDATE result_source SET source = 'other'", "test a1 is not"},
        {"UPDATE result_source SET roles = 'other'", "test a1 is not"},
        {"DELETE FROM result_member", "test a1 is not"},
        {"UPDATE result_member SET reading = 'lines'", "test a1 is not"},
        {"UPDATE result_provenance SET basis = '58'", "test a1 is not"},
        {"DELETE FROM result_provenance", "test a1 is not"},
        {"UPDATE result_guard SET is_met = 0", "test a1 is not"},
        {"DELETE FROM result_event", "test a1 is not"},
        {"UPDATE result_parameter SET value = '30'", "test a1 is not"},
        {"INSERT INTO result_parameter VALUES (2, 'limit_days', '1')", "test a2 is not"},
        {"UPDATE exception_block SET packed = x'000000'", "test a1 is not"},
        {"DELETE FROM exception_block", "test a1 is not"},
        {"UPDATE procedure_text SET content = '<procedure/>'", "test a1 is not"},
        {"UPDATE procedure_test SET title_ja = 'x'", "test a1 is not"},
        {"DELETE FROM procedure_check", "test a1 is not"},
        {"UPDATE instance SET control = '9'", "test a1 is not"},
        {"UPDATE run SET arguments = '--only a2'", "run 1 is not"},
        {"UPDATE run SET ending = 'failed'", "the end of run 1 is not"},
        {"UPDATE run SET ended_at = NULL, ending = NULL", "the end of run 1 is in"},
        {"UPDATE bundle SET label = 'x'", "bundle hr-"},
        {"DELETE FROM bundle", "bundle hr-"},
        {"UPDATE member SET record_count = 6", "bundle hr-"},
        {"DELETE FROM member_column WHERE position = 2", "bundle hr-"},
        {"UPDATE finding SET status = 'withdrawn'", "finding F-1 is not"},
        {"DELETE FROM finding_exception WHERE exception_id = 'X1-1'",
                "finding F-1 is not"},
        {"DELETE FROM finding", "finding F-1 is in the journal, but gone"},
        {"UPDATE engagement SET period_end = '2026-04-30'", "the engagement is not"},
        {"DELETE FROM control WHERE ref = '9.2.6'", "the engagement is not"},
        {"UPDATE person SET role = 'partner' WHERE code = 'suzuki'",
                "person suzuki is not"},
        {"DELETE FROM person WHERE code = 'sato'", "person sato is in"},
        {"INSERT INTO person VALUES (9, 'evil', 'E', 'partner', NULL, '2026')",
                "person evil has no record"},
};

#define PAPER_LIMIT ((size_t)4 << 20)

static size_t load_paper(char *bytes)
{
    FILE *file = fopen(paper, "rb");
    size_t size;

    ck_assert_ptr_nonnull(file);
    size = fread(bytes, 1, PAPER_LIMIT, file);
    ck_assert(size > 0 && size < PAPER_LIMIT);
    fclose(file);
    return size;
}

static void restore_paper(const char *bytes, size_t size)
{
    FILE *file = fopen(paper, "wb");

    ck_assert_ptr_nonnull(file);
    ck_assert(fwrite(bytes, 1, size, file) == size && fclose(file) == 0);
}

START_TEST(what_others_changed_shows)
{
    static char bytes[PAPER_LIMIT];
    struct verify_verdict verdict;
    size_t size;

    fill_engagement();
    size = load_paper(bytes);
    for (size_t i = 0; i < ARRAY_LENGTH(edits); i++) {
        edit(edits[i].sql);
        verdict = verify();
        ck_assert_msg(!verdict.holds, "%s: unnoticed", edits[i].sql);
        ck_assert_msg(strstr(verdict.reason, edits[i].reason) != NULL, "%s: %s",
                edits[i].sql, verdict.reason);
        restore_paper(bytes, size);
    }
    ck_assert(verify().holds);
}
END_TEST

/* Why nothing may be built on the workpaper; "" where it holds. */
static const char *refusal(void)
{
    static struct error err;
    struct store *store = open_engagement(STORE_READ);
    bool ok;

    err = (struct error){0};
    ok = verify_workpaper(store, &err);
    store_close(store);
    ck_assert(ok || err.code == ERROR_INTEGRITY);
    return err.message;
}

/* Puts the digest of what result 1 is now into the act that recorded it. */
static void forge_digest(void)
{
    struct store *store = open_engagement(STORE_READ);
    char record[DIGEST_HEX_SIZE], sql[512];
    struct error err = {0};

    ck_assert(verify_digest(store_db(store), VERIFY_RESULT, 1, record, &err));
    store_close(store);
    snprintf(sql, sizeof(sql),
            "UPDATE journal SET body = replace(body, body ->> '$.record_sha256', '%s')"
            " WHERE action = 'result' AND body ->> '$.result' = 1",
            record);
    edit(sql);
}

/* A record with its digest made anew shows in the chain only. */
START_TEST(nothing_is_built_on_a_forged_record)
{
    const struct finding draft = {.title_ja = "削除の遅れ"};
    const char *const third[] = {"X1-3"};
    struct error err = {0};
    struct store *store;
    int64_t finding_id;

    fill_engagement();
    ck_assert_str_eq(refusal(), "");
    edit("UPDATE result SET tested = 6 WHERE result_id = 1");
    ck_assert_msg(strstr(refusal(), "test a1 is not what") != NULL, "%s", refusal());
    forge_digest();
    ck_assert_msg(strstr(refusal(), "the journal does not hold at row ") != NULL, "%s",
            refusal());
    store = open_engagement(STORE_WRITE);
    ck_assert(!finding_promote(store, "suzuki", &draft, third, 1, "late", &finding_id,
            &err));
    ck_assert_int_eq(err.code, ERROR_INTEGRITY);
    ck_assert(!finding_extend(store, "suzuki", 1, third, 1, "late", &err));
    ck_assert_int_eq(err.code, ERROR_INTEGRITY);
    store_close(store);
}
END_TEST

/* The triggers stop honest programs in every table that is history. */
START_TEST(what_is_recorded_cannot_be_changed)
{
    static const char *const tables[] = {"engagement", "control", "person", "bundle",
            "member", "member_column", "procedure_text", "procedure_test",
            "procedure_check", "instance", "run", "result", "result_population",
            "result_source", "result_member", "result_guard", "result_event",
            "result_parameter", "exception_block", "finding_exception"};
    struct store *store;
    char sql[512];

    fill_engagement();
    store = open_engagement(STORE_WRITE);
    for (size_t i = 0; i < ARRAY_LENGTH(tables); i++) {
        struct error err = {0};
        char column[64];

        snprintf(sql, sizeof(sql), "SELECT name FROM pragma_table_info('%s') LIMIT 1",
                tables[i]);
        snprintf(column, sizeof(column), "%.63s", text_of(store, sql));
        snprintf(sql, sizeof(sql), "UPDATE %s SET %s = %s", tables[i], column, column);
        ck_assert_msg(!db_execute(store_db(store), sql, &err), "%s", sql);
        ck_assert_msg(strstr(err.message, "stay") || strstr(err.message, "history"),
                "%s: %s", sql, err.message);
        snprintf(sql, sizeof(sql), "DELETE FROM %s", tables[i]);
        ck_assert_msg(!db_execute(store_db(store), sql, &err), "%s", sql);
        ck_assert_int_eq(err.code, ERROR_REFUSED);
    }
    store_close(store);
    ck_assert(verify().holds);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            an_honest_workpaper_holds,
            what_others_changed_shows,
            nothing_is_built_on_a_forged_record,
            what_is_recorded_cannot_be_changed,
    };

    return unit_run_in("verify", tests, ARRAY_LENGTH(tests), make_scratch,
            remove_scratch);
}
