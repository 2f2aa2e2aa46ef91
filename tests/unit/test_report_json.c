#include "reports/report_json.h"

#include "tests/unit/report_sample.h"

static bool write_report(struct store *store, FILE *out, struct error *err)
{
    return report_json_write(store_db(store), out, err);
}

/* What stands at a path of the JSON, until the next call: SQLite reads it, so it is JSON
 * to others too. */
static const char *at(const char *json, const char *path)
{
    static char text[4096];
    CLEANUP(db_closep) struct db *db = NULL;
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    struct error err = {0};
    bool row = false;

    ck_assert(db_open(NULL, DB_MEMORY, &db, &err));
    ck_assert(db_prepare(db, "SELECT ?1 -> ?2", &query, &err));
    db_bind_text(query, 1, json);
    db_bind_text(query, 2, path);
    ck_assert_msg(db_step(query, &row, &err), "%s: %s", path, err.message);
    snprintf(text, sizeof(text), "%s",
            db_column_text(query, 0) ? db_column_text(query, 0) : "(none)");
    return text;
}

#define RESULT "$.controls[0].results[0]"

START_TEST(an_engagement_in_which_nothing_was_done_is_a_report)
{
    struct store *store = create_sample("leavers.csv");
    char *json = written(write_report, store);

    ck_assert_str_eq(at(json, "$.format"), "\"chosho-report-1\"");
    ck_assert_str_eq(at(json, "$.engagement.service"), "\"例示クラウド\"");
    ck_assert_str_eq(at(json, "$.summary.totals.controls"), "1");
    ck_assert_str_eq(at(json, "$.summary.dispositions"),
            "[{\"code\":\"missing\",\"reason_code\":\"no-procedure\",\"controls\":1}]");
    ck_assert_str_eq(at(json, "$.controls[0].results"), "[]");
    ck_assert_str_eq(at(json, "$.summary.members"),
            "{\"members\":3,\"read\":1,\"used\":0,\"unused\":1,\"unread\":1,\"refused\":1,\"opened\":0,\"folders\":1,\"damaged\":0}");
    ck_assert_str_eq(at(json, "$.bundles[0].files[2].reason_code"), "\"name-dot-dot\"");
    ck_assert_str_eq(at(json, "$.bundles[0].files[3]"), "(none)");
    free(json);
    store_close(store);
}
END_TEST

START_TEST(a_result_tells_what_was_tested_and_what_deviates)
{
    struct store *store = create_sample("leavers.csv");
    char *json;

    add_result(store, 2);
    add_values(store);
    json = written(write_report, store);
    ck_assert_str_eq(at(json, "$.controls[0].disposition"), "\"performed\"");
    ck_assert_str_eq(at(json, RESULT ".outcome"), "\"exception\"");
    ck_assert_str_eq(at(json, RESULT ".exception_count"), "2");
    ck_assert_str_eq(at(json, RESULT ".finding_ja"), "\"5名のうち2名の無効化が遅い。\"");
    ck_assert_str_eq(at(json, RESULT ".population"),
            "{\"id\":\"leaver\",\"title_ja\":null,\"title_en\":null,\"delivered\":7,"
            "\"selected\":5,\"filtered\":2,\"before_period\":1,\"after_period\":0,\"unreadable\":0,\"count\":5,\"sha256\":"
            "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"}");
    ck_assert_str_eq(at(json, RESULT ".sources[0].members"),
            "[{\"bundle\":\"access-1a2b3c4d\",\"member\":\"leavers.csv\",\"sha256\":\"aa\"}]");
    ck_assert_str_eq(at(json, RESULT ".checks[0].text"),
            "\"within disabled_at left_on\"");
    ck_assert_str_eq(at(json, RESULT ".exceptions[1].pointer"),
            "\"access-1a2b3c4d:leavers.csv#2\"");
    ck_assert_str_eq(at(json, RESULT ".exceptions[1].check"), "1");
    free(json);
    store_close(store);
}
END_TEST

START_TEST(values_keep_absent_empty_and_unconverted_apart)
{
    struct store *store = create_sample("leavers.csv");
    char *json;

    add_result(store, 2);
    add_values(store);
    json = written(write_report, store);
    ck_assert_str_eq(at(json, RESULT ".exceptions[0].values.employee_id"),
            "\"<b>\\u001b\xE2\x80\xAE"
            "A&B\"");
    ck_assert_str_eq(at(json, RESULT ".exceptions[0].unconverted"), "[\"left_on\"]");
    ck_assert_str_eq(at(json, RESULT ".exceptions[1].values"),
            "{\"employee_id\":\"\",\"left_on\":null,\"off.disabled_at\":null,\"active\":\"1\"}");
    ck_assert_str_eq(at(json, RESULT ".exceptions[1].unconverted"), "(none)");
    free(json);
    store_close(store);
}
END_TEST

START_TEST(values_that_are_none_of_the_results_are_an_error)
{
    struct store *store = create_sample("leavers.csv");
    struct error err = {0};
    FILE *out = fopen("/dev/null", "w");

    add_result(store, 2);
    add_values(store);
    execute(store, "DELETE FROM report_shown WHERE position = 4");
    ck_assert(!report_json_write(store_db(store), out, &err));
    ck_assert_int_eq(err.code, ERROR_INTEGRITY);
    fclose(out);
    store_close(store);
}
END_TEST

START_TEST(any_member_name_gives_a_pointer_that_opens)
{
    struct store *store = create_sample(HOSTILE);
    char *json;

    add_result(store, 1);
    json = written(write_report, store);
    ck_assert_str_eq(at(json, RESULT ".exceptions[0].pointer"),
            "\"" HOSTILE_POINTER "1\"");
    free(json);
    store_close(store);
}
END_TEST

START_TEST(running_again_gives_the_same_bytes)
{
    struct store *store = create_sample("leavers.csv");
    char *first, *second;

    add_result(store, 3);
    first = written(write_report, store);
    add_result(store, 3);
    second = written(write_report, store);
    ck_assert_str_eq(first, second);
    ck_assert_lacks(second, "X2-");
    ck_assert_lacks(second, "tanaka");
    free(first);
    free(second);
    store_close(store);
}
END_TEST

START_TEST(a_result_of_other_inputs_is_stale)
{
    struct store *store = create_sample("leavers.csv");
    char *json;

    add_result(store, 1);
    execute(store,
            "INSERT INTO report_standing SELECT max(result_id), 'changed', 'refused',"
            " 'run again' FROM result");
    json = written(write_report, store);
    ck_assert_str_eq(at(json, RESULT ".state"), "\"stale\"");
    ck_assert_str_eq(at(json, RESULT ".standing"), "\"changed\"");
    ck_assert_str_eq(at(json, RESULT ".values_reason"), "\"run again\"");
    ck_assert_str_eq(at(json, RESULT ".exceptions[0].values"), "(none)");
    ck_assert_str_eq(at(json, "$.summary.totals.stale"), "1");
    free(json);
    store_close(store);
}
END_TEST

START_TEST(what_was_never_run_is_told)
{
    struct store *store = create_sample("leavers.csv");
    char *json;

    execute(store,
            "INSERT INTO report_pending VALUES ('joiners/9.2.6@1', 'joiners', '1.0',"
            " 'ismap-2022', '9.2.6', 'operating', '入社者', NULL)");
    json = written(write_report, store);
    ck_assert_str_eq(at(json, "$.not_run[0].instance"), "\"joiners/9.2.6@1\"");
    ck_assert_str_eq(at(json, "$.controls[0].reason_code"), "\"not-run\"");
    ck_assert_str_eq(at(json, "$.summary.totals.pending"), "1");
    free(json);
    store_close(store);
}
END_TEST

START_TEST(findings_name_their_exceptions_by_pointer)
{
    static const char *const ids[] = {"X1-2"};
    const struct finding draft = {.title_ja = "無効化の遅れ",
            .fact_ja = "翌日に無効化。"};
    struct store *store = create_sample("leavers.csv");
    struct error err = {0};
    int64_t finding_id;
    char *json;

    add_result(store, 3);
    ck_assert_msg(finding_promote(store, "tanaka", &draft, ids, 1, "late", &finding_id,
                          &err),
            "%s", err.message);
    json = written(write_report, store);
    ck_assert_str_eq(at(json, "$.findings[0].number"), "\"F-1\"");
    ck_assert_str_eq(at(json, "$.findings[0].exceptions[0].pointer"),
            "\"access-1a2b3c4d:leavers.csv#2\"");
    ck_assert_str_eq(at(json, "$.findings[0].exceptions[0].reason"), "\"late\"");
    ck_assert_str_eq(at(json, "$.findings[0].reasons"),
            "[{\"text\":\"late\",\"exceptions\":1}]");
    ck_assert_str_eq(at(json, "$.summary.totals.promoted"), "1");
    ck_assert_str_eq(at(json, "$.bundles[0].used_count"), "1");
    ck_assert_str_eq(at(json, "$.bundles[0].files[0].used_by"),
            "[{\"instance\":\"leaver-removal/9.2.6@1\",\"test\":\"a1\"}]");
    ck_assert_str_eq(at(json, "$.bundles[0].files[1].used_by"), "[]");
    ck_assert_str_eq(at(json, "$.controls[0].results[0].sources[0].assumed"), "null");
    ck_assert_str_eq(at(json, "$.controls[0].results[0].sources[0].unbound"), "[]");
    ck_assert_str_eq(at(json, "$.summary.statuses"),
            "[{\"code\":\"draft\",\"findings\":1}]");
    ck_assert_str_eq(at(json, "$.controls[0].finding_count"), "1");
    ck_assert_str_eq(at(json, "$.findings[0].exceptions[0].is_shown"), "true");
    free(json);
    add_result(store, 1); /* the record that was promoted is in order now */
    json = written(write_report, store);
    ck_assert_str_eq(at(json, "$.findings[0].exceptions[0].pointer"),
            "\"access-1a2b3c4d:leavers.csv#2\"");
    ck_assert_str_eq(at(json, "$.findings[0].exceptions[0].is_shown"), "false");
    free(json);
    store_close(store);
}
END_TEST

START_TEST(cells_have_two_pointers_and_undecidable_records_their_own_list)
{
    CLEANUP(exception_list_clear) struct exception_list cells = EXCEPTION_LIST_INIT;
    CLEANUP(exception_list_clear) struct exception_list undecidable = EXCEPTION_LIST_INIT;
    const struct exception_entry cell = {(INT64_C(1) << 40) + 3, (INT64_C(1) << 40) + 9,
            1};
    const struct exception_entry unclear = {(INT64_C(1) << 40) + 4, 0, -1};
    struct store *store = create_sample("leavers.csv");
    struct error err = {0};
    struct result result;
    char *json;

    ck_assert(exception_list_add(&cells, &cell, 1, &err));
    ck_assert(exception_list_add(&undecidable, &unclear, 1, &err));
    ck_assert(exception_list_finish(&cells, &err));
    ck_assert(exception_list_finish(&undecidable, &err));
    result = make_result(&cells);
    result.outcome = RESULT_INDETERMINATE;
    result.reason_code = "undecidable";
    result.reason = "1";
    result.exceptions[EXCEPTION_UNDECIDABLE] = &undecidable;
    record_result(store, begin_run(store), &result);
    json = written(write_report, store);
    ck_assert_str_eq(at(json, RESULT ".exceptions"),
            "[{\"pointer\":\"access-1a2b3c4d:leavers.csv#3\",\"other\":"
            "\"access-1a2b3c4d:leavers.csv#9\",\"check\":1}]");
    ck_assert_str_eq(at(json, RESULT ".undecidable"),
            "[{\"pointer\":\"access-1a2b3c4d:leavers.csv#4\"}]");
    ck_assert_str_eq(at(json, RESULT ".unreadable"), "[]");
    free(json);
    store_close(store);
}
END_TEST

START_TEST(a_full_disk_is_an_error)
{
    struct store *store = create_sample("leavers.csv");
    struct error err = {0};
    FILE *out = fopen("/dev/full", "w");

    ck_assert_ptr_nonnull(out);
    setvbuf(out, NULL, _IONBF, 0);
    ck_assert(!report_json_write(store_db(store), out, &err));
    ck_assert_int_eq(err.code, ERROR_IO);
    fclose(out);
    store_close(store);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            an_engagement_in_which_nothing_was_done_is_a_report,
            a_result_tells_what_was_tested_and_what_deviates,
            values_keep_absent_empty_and_unconverted_apart,
            values_that_are_none_of_the_results_are_an_error,
            any_member_name_gives_a_pointer_that_opens,
            running_again_gives_the_same_bytes,
            a_result_of_other_inputs_is_stale,
            what_was_never_run_is_told,
            findings_name_their_exceptions_by_pointer,
            cells_have_two_pointers_and_undecidable_records_their_own_list,
            a_full_disk_is_an_error,
    };

    return unit_run_in("report_json", tests, ARRAY_LENGTH(tests), make_scratch,
            remove_scratch);
}
