#include "engine/workpaper/result.h"

#include "tests/unit/workpaper.h"

static void check_refused(struct store *store, int64_t run_id,
        const struct result *result)
{
    struct error err = {0};
    int64_t before = number(store, "SELECT count(*) FROM journal"), result_id;

    ck_assert(!result_record(store, "tanaka", run_id, result, &result_id, &err));
    ck_assert_msg(err.code == ERROR_REFUSED, "%d: %s", err.code, err.message);
    ck_assert_int_eq(number(store, "SELECT count(*) FROM result"), 0);
    ck_assert_int_eq(number(store, "SELECT count(*) FROM procedure_text"), 0);
    ck_assert_int_eq(number(store, "SELECT count(*) FROM journal"), before);
}

START_TEST(all_of_a_result_is_stored)
{
    CLEANUP(exception_list_clear) struct exception_list list = EXCEPTION_LIST_INIT;
    const struct result_source source = {"leavers", "shared:leavers", 7, 7, 0, 0, NULL, 0,
            NULL, NULL, NULL, NULL, 0};
    const struct result_guard guard = {"leavers.employee_id", "off.employee_id", 5, 4, 9,
            4, 50, true};
    const struct result_event events[] = {{"ragged", "line 7 …", 0, 0},
            {"duplicate-key", "000123 …", 0, 4}};
    const struct result_parameter parameter = {"limit_days", "1"};
    struct store *store = create_engagement();
    struct result result;

    fill_list(&list, 3, 2);
    result = make_result(&list);
    result.sources = &source;
    result.source_count = 1;
    result.guards = &guard;
    result.guard_count = 1;
    result.events = events;
    result.event_count = 2;
    result.parameters = &parameter;
    result.parameter_count = 1;
    ck_assert_int_eq(record_result(store, begin_run(store), &result), 1);
    ck_assert_str_eq(
            text_of(store,
                    "SELECT state || ' ' || outcome || ' ' || tested || ' ' || exceptions"
                    " || ' ' || undecidable FROM current_result"),
            "ran exception 5 2 0");
    ck_assert_str_eq(text_of(store, "SELECT key || ' ' || phase FROM instance"),
            "leaver-removal/9.2.6@1 operating");
    ck_assert_str_eq(text_of(store, "SELECT content FROM procedure_text"),
            "<procedure id=\"leaver-removal\"/>");
    ck_assert_str_eq(text_of(store, "SELECT typeof(content) FROM procedure_text"),
            "text");
    ck_assert_str_eq(
            text_of(store,
                    "SELECT title_ja || text FROM procedure_test JOIN procedure_check"
                    " USING (procedure_text_id, test)"),
            "退職日と照合するwithin disabled_at left_on");
    ck_assert_int_eq(number(store, "SELECT filtered FROM result_population"), 2);
    ck_assert_str_eq(text_of(store, "SELECT source FROM result_source"),
            "shared:leavers");
    ck_assert_int_eq(number(store, "SELECT left_met FROM result_guard"), 4);
    ck_assert_int_eq(number(store, "SELECT record FROM result_event WHERE position = 2"),
            4);
    ck_assert_int_eq(number(store,
                             "SELECT count(*) FROM result_event WHERE member_id IS NULL"),
            2);
    ck_assert_str_eq(text_of(store, "SELECT name || value FROM result_parameter"),
            "limit_days1");
    ck_assert_str_eq(
            text_of(store,
                    "SELECT object || ' ' || (body ->> '$.exceptions') FROM journal"
                    " WHERE action = 'result'"),
            "leaver-removal/9.2.6@1 2");
    store_close(store);
}
END_TEST

START_TEST(a_newer_result_takes_its_place_and_the_older_stays)
{
    struct store *store = create_engagement();
    struct result result = make_result(NULL);
    int64_t found, first, second;
    struct error err = {0};

    first = record_result(store, begin_run(store), &result);
    result.state = RESULT_ERROR;
    result.outcome = RESULT_INDETERMINATE;
    result.reason_code = "limit";
    result.reason = "the query took more than 60 s";
    result.digest = "2222222222222222222222222222222222222222222222222222222222222222";
    ck_assert(result_find_current(store, "leaver-removal/9.2.6@1", "a1",
            "1111111111111111111111111111111111111111111111111111111111111111", &found,
            &err));
    ck_assert_int_eq(found, first);
    second = record_result(store, begin_run(store), &result);
    ck_assert_int_eq(number(store, "SELECT count(*) FROM result"), 2);
    ck_assert_int_eq(number(store, "SELECT count(*) FROM procedure_text"), 1);
    ck_assert_int_eq(number(store, "SELECT count(*) FROM instance"), 1);
    ck_assert_int_eq(number(store, "SELECT result_id FROM current_result"), second);
    /* Neither the older nor one in error is a reason not to run. */
    ck_assert(result_find_current(store, "leaver-removal/9.2.6@1", "a1",
            "1111111111111111111111111111111111111111111111111111111111111111", &found,
            &err));
    ck_assert_int_eq(found, 0);
    ck_assert(result_find_current(store, "leaver-removal/9.2.6@1", "a1", result.digest,
            &found, &err));
    ck_assert_int_eq(found, 0);
    ck_assert(result_find_current(store, "leaver-removal/9.2.6@1", "a2", result.digest,
            &found, &err));
    ck_assert_int_eq(found, 0);
    store_close(store);
}
END_TEST

START_TEST(results_that_contradict_themselves_are_refused)
{
    CLEANUP(exception_list_clear) struct exception_list list = EXCEPTION_LIST_INIT;
    const struct result_source source = {"leavers", "shared:leavers", 7, 5, 1, 0, NULL, 0,
            NULL, NULL, NULL, NULL, 0};
    struct result_population population = leaver_population;
    struct store *store = create_engagement();
    int64_t run_id = begin_run(store);
    struct result result = make_result(NULL);

    result.state = RESULT_ERROR;
    check_refused(store, run_id, &result);
    result = make_result(NULL);
    result.outcome = RESULT_INDETERMINATE;
    check_refused(store, run_id, &result);
    result = make_result(NULL);
    result.outcome = RESULT_EXCEPTION;
    check_refused(store, run_id, &result);
    fill_list(&list, 1, 1);
    result = make_result(&list);
    result.outcome = RESULT_NO_EXCEPTION;
    check_refused(store, run_id, &result);
    result = make_result(NULL);
    result.exceptions[EXCEPTION_UNDECIDABLE] = &list;
    check_refused(store, run_id, &result);
    result = make_result(NULL);
    population.filtered = 1;
    result.population = &population;
    check_refused(store, run_id, &result);
    result = make_result(NULL);
    population = leaver_population;
    population.before_period = 2;
    population.after_period = 1;
    result.population = &population;
    check_refused(store, run_id, &result);
    result = make_result(NULL);
    result.sources = &source;
    result.source_count = 1;
    check_refused(store, run_id, &result);
    store_close(store);
}
END_TEST

START_TEST(a_run_begins_and_ends_once)
{
    struct store *store = create_engagement();
    struct result result = make_result(NULL);
    int64_t run_id = begin_run(store);
    struct error err = {0};

    ck_assert_str_eq(text_of(store, "SELECT coalesce(ending, 'open') FROM run"), "open");
    ck_assert(result_end_run(store, "tanaka", run_id, RESULT_RUN_INTERRUPTED, "none",
            &err));
    ck_assert_str_eq(text_of(store, "SELECT ending FROM run"), "interrupted");
    ck_assert(!result_end_run(store, "tanaka", run_id, RESULT_RUN_DONE, "none", &err));
    ck_assert_int_eq(err.code, ERROR_REFUSED);
    ck_assert(!result_end_run(store, "tanaka", 99, RESULT_RUN_DONE, "none", &err));
    check_refused(store, run_id, &result);
    check_refused(store, 99, &result);
    store_close(store);
}
END_TEST

START_TEST(a_run_that_never_ended_is_lost_to_the_next)
{
    struct store *store = create_engagement();

    begin_run(store);
    store_close(store); /* as where its program was killed */
    store = open_engagement(STORE_WRITE);
    begin_run(store);
    ck_assert_str_eq(text_of(store, "SELECT ending FROM run WHERE run_id = 1"), "lost");
    ck_assert_int_eq(number(store, "SELECT count(*) FROM run WHERE ending IS NULL"), 1);
    ck_assert_str_eq(
            text_of(store,
                    "SELECT object || ' ' || body FROM journal WHERE action = 'run-end'"),
            "run 1 {\"ending\":\"lost\"}");
    store_close(store);
}
END_TEST

START_TEST(a_run_under_way_elsewhere_is_not_lost)
{
    struct store *first = create_engagement();
    struct store *second = open_engagement(STORE_WRITE);
    int64_t run_id = begin_run(first), other_id = begin_run(second);
    struct error err = {0};

    ck_assert_int_eq(number(first, "SELECT count(*) FROM run WHERE ending IS NULL"), 2);
    ck_assert(result_end_run(first, "tanaka", run_id, RESULT_RUN_DONE, "none", &err));
    store_close(first);
    ck_assert(result_end_run(second, "tanaka", other_id, RESULT_RUN_DONE, "none", &err));
    store_close(second);
}
END_TEST

START_TEST(a_key_names_one_instance_for_ever)
{
    struct result_instance other = leaver_instance;
    struct store *store = create_engagement();
    struct result result = make_result(NULL);
    struct error err = {0};
    int64_t run_id = begin_run(store), result_id;

    record_result(store, run_id, &result);
    other.control = "9.2.1";
    result.instance = &other;
    ck_assert(!result_record(store, "tanaka", run_id, &result, &result_id, &err));
    ck_assert_int_eq(err.code, ERROR_REFUSED);
    ck_assert_int_eq(number(store, "SELECT count(*) FROM result"), 1);
    store_close(store);
}
END_TEST

/* A member that is not there fails the foreign key: nothing of the result is left. */
START_TEST(half_a_result_is_never_stored)
{
    CLEANUP(exception_list_clear) struct exception_list list = EXCEPTION_LIST_INIT;
    const int64_t ghosts[] = {77};
    const struct result_source source = {"leavers", "shared:leavers", 7, 7, 0, 0, ghosts,
            1, NULL, NULL, NULL, NULL, 0};
    struct store *store = create_engagement();
    struct result result;

    fill_list(&list, 1, 5000);
    result = make_result(&list);
    result.sources = &source;
    result.source_count = 1;
    check_refused(store, begin_run(store), &result);
    ck_assert_int_eq(number(store, "SELECT count(*) FROM exception_block"), 0);
    ck_assert_int_eq(number(store, "SELECT count(*) FROM result_population"), 0);
    store_close(store);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            all_of_a_result_is_stored,
            a_newer_result_takes_its_place_and_the_older_stays,
            results_that_contradict_themselves_are_refused,
            a_run_begins_and_ends_once,
            a_run_that_never_ended_is_lost_to_the_next,
            a_run_under_way_elsewhere_is_not_lost,
            a_key_names_one_instance_for_ever,
            half_a_result_is_never_stored,
    };

    return unit_run_in("result", tests, ARRAY_LENGTH(tests), make_scratch,
            remove_scratch);
}
