/* Running what is to be run, from the library to the workpaper. */
#include "engine/run/run.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

#include "engine/run/schedule.h"
#include "engine/workpaper/verify.h"
#include "tests/unit/run_bench.h"

static const char users[] = "id,name\n1,佐藤\n2,\n3,鈴木\n";
static const char leavers[] = "id,left_on\na,2025-04-01\nb,2025-05-01\nc,2025-06-01\n";
static const char off[] = "id\na\nc\nd\n";
static const char *const members[] = {"users.csv", users, "leavers.csv", leavers,
        "off.csv", off, NULL};

static const char all_bound[] = RUN_BINDING(RUN_BOUND("names", "users", "users.csv")
                RUN_BOUND("matches", "leavers", "leavers.csv")
                        RUN_BOUND("matches", "off", "off.csv"));

static struct store *store;

static void set_up(void)
{
    schedule_set_program(getenv("CHOSHO_PROGRAM"));
    make_scratch();
    store = create_engagement();
    run_make_library();
    run_take(store, "hr", members);
}

static void tear_down(void)
{
    store_close(store);
    remove_scratch();
}

static void check_workpaper(void)
{
    struct verify_verdict verdict = {0};

    RUN_DO(verify_records(store, &verdict, run_err));
    ck_assert_msg(verdict.holds, "%s", verdict.reason);
}

START_TEST(results_are_recorded)
{
    struct run_summary summary;

    run_bind(all_bound);
    summary = run_once(store);
    ck_assert_uint_eq(summary.ran, 2);
    ck_assert_uint_eq(summary.up_to_date, 0);
    ck_assert_str_eq(run_results(store),
            "matches/9.2.6@1 matched ran exception - 3 3 1\n"
            "names/9.2.6@1 filled ran exception - 3 3 1");
    ck_assert_str_eq(
            text_of(store,
                    "SELECT group_concat(name || '#' || record, ' ') FROM (SELECT m.name,"
                    " e.record FROM exception e JOIN member m USING (member_id)"
                    " ORDER BY 1)"),
            "leavers.csv#2 users.csv#2");
    check_workpaper();
}
END_TEST

START_TEST(what_is_up_to_date_is_not_run_again)
{
    struct run_summary summary;

    run_bind(all_bound);
    run_once(store);
    summary = run_once(store);
    ck_assert_int_eq(summary.run_id, 0);
    ck_assert_uint_eq(summary.ran, 0);
    ck_assert_uint_eq(summary.up_to_date, 2);
    ck_assert_int_eq(number(store, "SELECT count(*) FROM run"), 1);
}
END_TEST

START_TEST(all_runs_everything_and_finds_the_same)
{
    struct run_made made;

    run_bind(all_bound);
    run_once(store);
    run_make(store, &made);
    ck_assert(run_go(store, &made, true));
    run_end(&made);
    ck_assert_uint_eq(made.summary.ran, 2);
    ck_assert_int_eq(number(store, "SELECT count(DISTINCT digest) FROM result"), 2);
    ck_assert_int_eq(number(store, "SELECT count(*) FROM result"), 4);
    /* the same in everything but its number and time */
    ck_assert_int_eq(number(store,
                             "SELECT count(*) FROM (SELECT DISTINCT r.digest, r.state,"
                             " r.outcome, r.tested, p.sha256 FROM result r JOIN"
                             " result_population p USING (result_id))"),
            2);
    check_workpaper();
}
END_TEST

START_TEST(a_changed_binding_runs_again)
{
    struct run_summary summary;

    run_bind(all_bound);
    run_once(store);
    run_bind(RUN_BINDING(
            "<item procedure='names' evidence='users'><source bundle='hr'"
            " member='users.csv' layout='csv'><where column='id' equals='3'/>"
            "</source>" RUN_PROVENANCE "</item>" RUN_BOUND("matches", "leavers",
                    "leavers.csv") RUN_BOUND("matches", "off", "off.csv")));
    summary = run_once(store);
    ck_assert_uint_eq(summary.ran, 1);
    ck_assert_uint_eq(summary.up_to_date, 1);
    ck_assert_str_eq(run_results(store),
            "matches/9.2.6@1 matched ran exception - 3 3 1\n"
            "names/9.2.6@1 filled ran no-exception - 1 1 0");
}
END_TEST

/* What it finds stays counted; what is said of the evidence is an input as any other. */
START_TEST(without_provenance_nothing_counts)
{
    struct run_summary summary;

    run_bind(RUN_BINDING(
            "<item procedure='names' evidence='users'><source bundle='hr'"
            " member='users.csv' layout='csv'/><provenance system='s' report='r' by='b'"
            " at='2026-04-03' completeness='none' basis='no total'/></item>" RUN_BOUND(
                    "matches", "leavers", "leavers.csv")
                    RUN_BOUND("matches", "off", "off.csv")));
    run_once(store);
    ck_assert_str_eq(run_results(store),
            "matches/9.2.6@1 matched ran exception - 3 3 1\n"
            "names/9.2.6@1 filled ran indeterminate provenance-missing 3 3 1");
    ck_assert_str_eq(
            text_of(store,
                    "SELECT group_concat(item || ' ' || is_complete || ' ' || completeness ||"
                    " ' ' || coalesce(basis, '-')) FROM (SELECT * FROM result_provenance"
                    " ORDER BY result_id, item)"),
            "users 0 none no total,leavers 1 original -,off 1 original -");
    run_bind(all_bound);
    summary = run_once(store);
    ck_assert_uint_eq(summary.ran, 1);
    ck_assert_uint_eq(summary.up_to_date, 1);
    check_workpaper();
}
END_TEST

START_TEST(a_new_delivery_runs_again)
{
    static const char *const again[] = {"users.csv", "id,name\n1,佐藤\n2,田中\n",
            "leavers.csv", leavers, "off.csv", off, NULL};
    struct run_summary summary;

    run_bind(all_bound);
    run_once(store);
    run_take(store, "hr", again);
    summary = run_once(store);
    ck_assert_uint_eq(summary.ran, 2);
    ck_assert_str_eq(run_results(store),
            "matches/9.2.6@1 matched ran exception - 3 3 1\n"
            "names/9.2.6@1 filled ran no-exception - 2 2 0");
}
END_TEST

START_TEST(missing_evidence_is_said)
{
    struct run_summary summary;

    run_bind(RUN_BINDING(RUN_BOUND("names", "users", "users.csv")
                    RUN_BOUND("matches", "leavers", "leavers.csv")));
    summary = run_once(store);
    ck_assert_uint_eq(summary.ran, 2);
    ck_assert_ptr_nonnull(strstr(run_results(store), "filled ran exception"));
    ck_assert_ptr_nonnull(strstr(run_results(store), "matched not-run indeterminate"));
}
END_TEST

START_TEST(keys_that_never_meet_are_said)
{
    static const char *const others[] = {"users.csv", users, "leavers.csv", leavers,
            "off.csv", "id\nx\ny\n", NULL};

    run_take(store, "hr", others);
    run_bind(all_bound);
    run_once(store);
    ck_assert_ptr_nonnull(
            strstr(run_results(store), "matched ran indeterminate keys-do-not-meet"));
    check_workpaper();
}
END_TEST

START_TEST(evidence_that_cannot_be_read_is_said)
{
    static const char *const ragged[] = {"users.csv", "id,name\n1,a\n2\n3,c\n",
            "leavers.csv", "id,left_on\na,2025-04-01\n", "off.csv", "nr\na\n", NULL};

    run_take(store, "hr", ragged);
    run_bind(all_bound);
    run_once(store);
    ck_assert_ptr_nonnull(strstr(run_results(store),
            "filled ran indeterminate"
            " records-unreadable"));
    ck_assert_ptr_null(strstr(run_results(store), "no-exception"));
}
END_TEST

/* ---- workers that fail ---- */

START_TEST(a_lost_worker_is_each_tests_error)
{
    if (strcmp(getenv("CHOSHO_INPROCESS"), "1") == 0)
        return;
    run_bind(all_bound);
    schedule_set_program("/bin/false");
    run_once(store);
    ck_assert_str_eq(run_results(store),
            "matches/9.2.6@1 matched error indeterminate worker-lost 0 0 0\n"
            "names/9.2.6@1 filled error indeterminate worker-lost 0 0 0");
    schedule_set_program(getenv("CHOSHO_PROGRAM")); /* and it is run again */
    ck_assert_uint_eq(run_once(store).ran, 2);
    ck_assert_ptr_null(strstr(run_results(store), "error"));
    check_workpaper();
}
END_TEST

static void interrupt(void *owner, uint64_t bytes, uint64_t total, size_t done,
        size_t count)
{
    (void)owner, (void)bytes, (void)total, (void)count;
    if (done == 1)
        raise(SIGINT);
}

START_TEST(an_interruption_leaves_a_whole_workpaper)
{
    const struct run_options how = {.arguments = "run",
            .workers = 1,
            .progress = interrupt};
    struct run_made made;

    if (strcmp(getenv("CHOSHO_INPROCESS"), "1") == 0)
        return;
    schedule_catch_signals();
    run_bind(all_bound);
    run_make(store, &made);
    ck_assert(!run_instances(store, "tanaka", &made.list, &how, &made.summary,
            &made.failure));
    ck_assert_int_eq(made.failure.code, ERROR_INTERRUPTED);
    run_end(&made);
    ck_assert(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
    ck_assert_int_eq(number(store, "SELECT count(*) FROM result"), 1);
    ck_assert_str_eq(text_of(store, "SELECT ending FROM run"), "interrupted");
    check_workpaper();
}
END_TEST

/* A bundle that is no longer what was received is not read. */
START_TEST(a_changed_bundle_is_not_read)
{
    struct run_made made;
    char path[512];
    FILE *file;

    run_bind(all_bound);
    snprintf(path, sizeof(path), "%s/%s", engagement,
            text_of(store, "SELECT 'bundles/' || short_id || '.zip' FROM bundle"));
    ck_assert_int_eq(chmod(path, 0600), 0);
    file = fopen(path, "r+b");
    ck_assert_ptr_nonnull(file);
    fseek(file, 60, SEEK_SET);
    fputc('!', file);
    fclose(file);
    run_make(store, &made);
    ck_assert(!run_go(store, &made, false));
    ck_assert_int_eq(made.failure.code, ERROR_INTEGRITY);
    run_end(&made);
    ck_assert_int_eq(number(store, "SELECT count(*) FROM result"), 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {results_are_recorded,
            what_is_up_to_date_is_not_run_again, all_runs_everything_and_finds_the_same,
            a_changed_binding_runs_again, without_provenance_nothing_counts,
            a_new_delivery_runs_again, missing_evidence_is_said,
            keys_that_never_meet_are_said, evidence_that_cannot_be_read_is_said,
            a_lost_worker_is_each_tests_error, an_interruption_leaves_a_whole_workpaper,
            a_changed_bundle_is_not_read};

    return unit_run_in("run", tests, ARRAY_LENGTH(tests), set_up, tear_down);
}
