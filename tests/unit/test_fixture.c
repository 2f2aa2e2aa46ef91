/* Procedures tried on evidence made for them. */
#include "engine/run/fixture.h"

#include "engine/run/fixture_load.h"
#include "engine/run/schedule.h"
#include "tests/unit/run_bench.h"

#define HEADER "fixture,test,outcome,member,record,reason\n"

static struct library library;
static struct complaint_list complaints;
static struct fixture_report report;
static struct error err;
static bool is_mutated;

static void add(const char *path, const char *text)
{
    char whole[256];

    snprintf(whole, sizeof(whole), "%s/library/a/0/%s", scratch, path);
    for (char *slash = strchr(whole + strlen(scratch) + 1, '/'); slash;
            slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        (void)!mkdir(whole, 0700);
        *slash = '/';
    }
    run_write(whole, text);
}

static void add_fixture(const char *name, const char *settings, const char *users)
{
    char path[100];

    snprintf(path, sizeof(path), "%s/fixture.xml", name);
    add(path, settings);
    snprintf(path, sizeof(path), "%s/binding.xml", name);
    add(path,
            RUN_BINDING(
                    "<item procedure='names' evidence='users'><source bundle='fixture'"
                    " member='users*.csv' layout='csv'/></item>"));
    snprintf(path, sizeof(path), "%s/users①.csv", name);
    add(path, users);
}

#define SETTINGS(inside)                                                            \
    "<fixture xmlns='urn:chosho:fixture:1' period='2025-04-01..2026-03-31'>" inside \
    "</fixture>"

static void set_up(void)
{
    schedule_set_program(getenv("CHOSHO_PROGRAM"));
    make_scratch();
    run_make_library();
    complaint_list_init(&complaints);
    err = (struct error){0};
    add_fixture("good", SETTINGS(""), "id,name\n1,佐藤\n");
    add_fixture("bad", SETTINGS(""), "id,name\n1,佐藤\n2,\n3,\n");
}

static void tear_down(void)
{
    buf_clear(&report.text);
    complaint_list_clear(&complaints);
    library_clear(&library);
    remove_scratch();
}

/* Runs the fixtures of the procedure "names". */
static bool run(const char *expected)
{
    char path[100];

    if (expected)
        add("expected.csv", expected);
    snprintf(path, sizeof(path), "%s/library", scratch);
    RUN_DO(library_load(path, &library, run_err));
    report = (struct fixture_report){.text = BUF_INIT(1), .is_mutated = is_mutated};
    return fixture_run_all(&library, library_find(&library, "names"), &report,
            &complaints, &err);
}

static bool has_complaint(unsigned line, const char *words)
{
    for (size_t i = 0; i < complaints.count; i++) {
        if (complaints.items[i].line == line &&
                strstr(complaints.items[i].message, words))
            return true;
    }
    return false;
}

START_TEST(what_comes_is_compared)
{
    ck_assert(run(HEADER "bad,filled,exception,users①.csv,3,\n"
                         "good,filled,no-exception,,,\n\n"
                         "bad,filled,exception,users①.csv,2,\n"));
    ck_assert_uint_eq(complaints.count, 0);
    ck_assert_uint_eq(report.passed, 2);
    ck_assert_uint_eq(report.failed, 0);
    ck_assert_str_eq(buf_text(&report.text), "ok    names/bad\nok    names/good\n");
}
END_TEST

/* Its evidence is made up: nobody extracted it, unless it says otherwise. */
START_TEST(provenance_is_asked_for_where_it_says_so)
{
    add("bad/fixture.xml",
            "<fixture xmlns='urn:chosho:fixture:1' period='2025-04-01..2026-03-31'"
            " provenance='required'/>");
    ck_assert(run(HEADER "bad,filled,indeterminate,users①.csv,3,provenance-missing\n"
                         "bad,filled,indeterminate,users①.csv,2,provenance-missing\n"
                         "good,filled,no-exception,,,\n"));
    ck_assert_msg(report.passed == 2, "%s", buf_text(&report.text));
}
END_TEST

START_TEST(what_differs_is_said)
{
    ck_assert(run(HEADER "bad,filled,exception,users①.csv,1,\n"
                         "bad,filled,exception,users①.csv,2,\n"
                         "good,filled,no-exception,,,\n"));
    ck_assert_uint_eq(report.passed, 1);
    ck_assert_uint_eq(report.failed, 1);
    ck_assert_str_eq(buf_text(&report.text),
            "FAIL  names/bad\n"
            "    expected, not shown: filled,exception,users①.csv,1,\n"
            "    shown, not expected: filled,exception,users①.csv,3,\n"
            "ok    names/good\n");
}
END_TEST

START_TEST(lines_and_folders_must_meet)
{
    add("notes/deep/memo.txt", "x");
    ck_assert(run("fixture,test\n"
                  "bad,filled,exception,users①.csv,2,\n"
                  "bda,filled,exception,users①.csv,2,\r\n"
                  "bad,fillde,exception,users①.csv,3,\n"
                  "bad,filled,exception,users①.csv,3\n"));
    ck_assert(has_complaint(1, "the first line must be fixture,test,outcome"));
    ck_assert(has_complaint(1, "the fixture 'good' has no line"));
    ck_assert(has_complaint(1, "the folder 'notes' has no fixture.xml"));
    ck_assert(has_complaint(3,
            "there is no fixture 'bda' beside the procedure; did you mean 'bad'?"));
    ck_assert(has_complaint(4,
            "the procedure has no test 'fillde'; did you mean 'filled'?"));
    ck_assert(has_complaint(5, "5 fields instead of 6"));
    ck_assert_uint_eq(complaints.errors, 6);
}
END_TEST

START_TEST(without_expected_csv_nothing_passes)
{
    ck_assert(run(NULL));
    ck_assert(has_complaint(0, "there is no such file"));
    ck_assert_uint_eq(report.passed, 0);
    ck_assert_uint_eq(report.failed, 2);
}
END_TEST

/* Files are written as readable UTF-8; the bundle has them as the client would. */
START_TEST(members_are_made_as_fixture_xml_says)
{
    add_fixture("bad",
            SETTINGS("<member path='users①.csv' encoding='cp932' name-encoding='cp932'/>"
                     "<member path='cut.csv' truncate='9'/>"),
            "id,name\n1,髙橋㈱ソ表\n2,\n");
    add("bad/cut.csv", "id,name\n1,x\n");
    ck_assert(run(HEADER "bad,filled,exception,users①.csv,2,\n"
                         "good,filled,no-exception,,,\n"));
    ck_assert_msg(report.passed == 2, "%s", buf_text(&report.text));
}
END_TEST

START_TEST(a_broken_fixture_fails_alone)
{
    add_fixture("bad", SETTINGS("<member path='user.csv' truncate='9'/>"), "id,name\n");
    add_fixture("ugly", "<fixture xmlns='urn:chosho:fixture:1' period='soon'/>", "id\n");
    add_fixture("unbound", SETTINGS(""), "id,name\n1,x\n");
    add("unbound/binding.xml", RUN_BINDING(""));
    add_fixture("valued", SETTINGS("<parameter name='limit' value='1'/>"), "id,name\n");
    ck_assert(run(HEADER "bad,filled,no-exception,,,\n"
                         "good,filled,no-exception,,,\n"
                         "ugly,filled,no-exception,,,\n"
                         "unbound,filled,no-exception,,,\n"
                         "valued,filled,no-exception,,,\n"));
    ck_assert_uint_eq(report.passed, 1);
    ck_assert_uint_eq(report.failed, 4);
    ck_assert_ptr_nonnull(strstr(buf_text(&report.text), "ok    names/good\n"));
    ck_assert_ptr_nonnull(strstr(buf_text(&report.text),
            "<member path=\"user.csv\"> names no file of the folder"));
    ck_assert_ptr_nonnull(strstr(buf_text(&report.text), "FAIL  names/ugly\n"));
    ck_assert_ptr_nonnull(strstr(buf_text(&report.text),
            "shown, not expected: filled,indeterminate,,,"));
    ck_assert_ptr_nonnull(strstr(buf_text(&report.text), "limit"));
}
END_TEST

START_TEST(no_fixture_at_all_is_told)
{
    char path[100];

    snprintf(path, sizeof(path), "%s/library", scratch);
    RUN_DO(library_load(path, &library, run_err));
    ck_assert(!fixture_run_all(&library, library_find(&library, "matches"), &report,
            &complaints, &err));
    ck_assert_int_eq(err.code, ERROR_MISSING);
}
END_TEST

START_TEST(fixture_xml_has_defaults)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(ARENA_MODEL_LIMIT);
    struct fixture fixture;
    char path[200];

    snprintf(path, sizeof(path), "%s/library/a/0/good", scratch);
    RUN_DO(fixture_load(path, &arena, &fixture, run_err));
    ck_assert_str_eq(fixture.period_start, "2025-04-01");
    ck_assert_str_eq(fixture.as_of, "2026-03-31");
    ck_assert_str_eq(fixture.zone, "Asia/Tokyo");
    ck_assert_uint_eq(fixture.parameter_count, 0);
    ck_assert_ptr_null(fixture_load_find_member(&fixture, "users①.csv"));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {what_comes_is_compared,
            provenance_is_asked_for_where_it_says_so, what_differs_is_said,
            lines_and_folders_must_meet, without_expected_csv_nothing_passes,
            members_are_made_as_fixture_xml_says, a_broken_fixture_fails_alone,
            no_fixture_at_all_is_told, fixture_xml_has_defaults};

    return unit_run_in("fixture", tests, ARRAY_LENGTH(tests), set_up, tear_down);
}
