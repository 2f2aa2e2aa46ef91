/* Good evidence disturbed, and whether tests notice. */
#include "engine/run/mutation.h"

#include "engine/run/fixture.h"
#include "engine/run/mutation_claim.h"
#include "engine/run/schedule.h"
#include "tests/unit/run_bench.h"

#define HEADER "fixture,test,outcome,member,record,reason\n"
#define REASONS "fixture,member,record,column,change,reason\n"
#define GOOD "good,filled,no-exception,,,\n"

static struct library library;
static struct complaint_list complaints;
static struct fixture_report report;
static struct error err;

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

static void add_procedure(const char *columns, const char *checks)
{
    char text[4096];

    snprintf(text, sizeof(text), "%s%s</evidence>%s%s%s",
            RUN_HEAD("names") "<evidence id='users' class='record'><title xml:lang='ja'>"
                              "資料</title><title xml:lang='en'>evidence</title>",
            columns, RUN_POPULATION("user", "users"),
            "<test id='filled' over='user' technique='inspection'><title xml:lang='ja'>"
            "調べる</title><title xml:lang='en'>Look</title>",
            checks);
    strncat(text,
            "<finding xml:lang='ja'>{tested}件のうち{count}件。</finding>"
            "<finding xml:lang='en'>{count} of {tested}.</finding></test></procedure>",
            sizeof(text) - strlen(text) - 1);
    add("procedure.xml", text);
}

static void set_up(void)
{
    schedule_set_program(getenv("CHOSHO_PROGRAM"));
    make_scratch();
    run_make_library();
    complaint_list_init(&complaints);
    err = (struct error){0};
    add("good/fixture.xml",
            "<fixture xmlns='urn:chosho:fixture:1' period='2025-04-01..2026-03-31'/>");
    add("good/binding.xml",
            RUN_BINDING(
                    "<item procedure='names' evidence='users'><source bundle='fixture'"
                    " member='users.csv' layout='csv'/></item>"));
    add("good/users.csv",
            "id,name,on,n,ok\n1,佐藤,2025-05-01,5,true\n2,鈴木,2025-05-02,7,true\n");
    add("expected.csv", HEADER GOOD);
}

static void tear_down(void)
{
    buf_clear(&report.text);
    complaint_list_clear(&complaints);
    library_clear(&library);
    remove_scratch();
}

static void run(void)
{
    char path[100];

    snprintf(path, sizeof(path), "%s/library", scratch);
    RUN_DO(library_load(path, &library, run_err));
    report = (struct fixture_report){.text = BUF_INIT(1), .is_mutated = true};
    RUN_DO(fixture_run_all(&library, library_find(&library, "names"), &report,
            &complaints, run_err));
    ck_assert_msg(report.failed == 0, "%s", buf_text(&report.text));
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

/* `filled` notices a name that is gone, claims nothing of another one, and never reads
 * the id: 2 rows left out and doubled, 2 names blank, absent and changed. */
START_TEST(what_a_test_reads_is_disturbed)
{
    run();
    ck_assert_uint_eq(complaints.count, 0);
    ck_assert_uint_eq(report.mutations.fixtures, 1);
    ck_assert_uint_eq(report.mutations.tried, 10);
    ck_assert_uint_eq(report.mutations.noticed, 4);
    ck_assert_uint_eq(report.mutations.counted, 4);
    ck_assert_uint_eq(report.mutations.apart, 2);
    ck_assert_uint_eq(report.mutations.open, 0);
    ck_assert_ptr_nonnull(strstr(buf_text(&report.text), "ok    names: fixtures"));
}
END_TEST

START_TEST(a_test_of_nothing_fails)
{
    add_procedure(RUN_COLUMN("id", "text") RUN_COLUMN("name", "text"),
            "<matches column='name' pattern='(?s).*' missing='allow'/>");
    run();
    ck_assert_uint_eq(report.mutations.noticed, 0);
    ck_assert_uint_gt(report.mutations.open, 0);
    ck_assert(has_complaint(1, "of good evidence that no test notices"));
    ck_assert(has_complaint(1, "0%, where at least 90% are expected"));
    ck_assert(has_complaint(1, "test 'filled': nothing that was done"));
    ck_assert_ptr_nonnull(strstr(buf_text(&report.text), "FAIL  names: fixtures"));
    ck_assert_ptr_nonnull(strstr(buf_text(&report.text),
            "good/users.csv#1 users.name: blank; no test notices."));
    ck_assert_ptr_nonnull(
            strstr(buf_text(&report.text), "good,users.csv,2,name,changed,REASON"));
    ck_assert_ptr_nonnull(strstr(buf_text(&report.text), "*,*,*,name,any,REASON"));
}
END_TEST

/* SQL that is never true: each row and column is open once. */
START_TEST(sql_of_nothing_fails)
{
    add_procedure(RUN_COLUMN("id", "text") RUN_COLUMN("name", "text"),
            "<exceptions>SELECT record_id FROM user WHERE name LIKE 'zzz'"
            "</exceptions>");
    run();
    ck_assert_uint_eq(report.mutations.noticed, 0);
    ck_assert_ptr_nonnull(strstr(buf_text(&report.text), "*,*,*,name,any,REASON"));
    ck_assert(has_complaint(1, "test 'filled': nothing that was done"));
}
END_TEST

START_TEST(every_type_is_disturbed)
{
    add_procedure(RUN_COLUMN("id", "text") RUN_COLUMN("on", "date")
                          RUN_COLUMN("n", "number") RUN_COLUMN("ok", "boolean"),
            "<within from='on' to=':as_of' at-most='340' at-least='320'/>"
            "<one-of column='n' values='5 7'/><one-of column='ok' values='1'/>");
    run();
    ck_assert_uint_eq(complaints.count, 0);
    ck_assert_uint_eq(report.mutations.open, 0);
    /* blank, absent, and moved or turned, of three cells of two rows */
    ck_assert_uint_eq(report.mutations.noticed, 18);
}
END_TEST

/* No limit is passed by any step. */
START_TEST(a_limit_that_cannot_be_passed_is_seen)
{
    add_procedure(RUN_COLUMN("id", "text") RUN_COLUMN("on", "date"),
            "<within from='on' to=':as_of' at-most='99999' negative='allow'/>");
    run();
    ck_assert_uint_eq(report.mutations.open, 2);
    ck_assert_ptr_nonnull(
            strstr(buf_text(&report.text), "good,users.csv,1,on,moved,REASON"));
}
END_TEST

START_TEST(reasons_explain_and_must_fit)
{
    add_procedure(RUN_COLUMN("id", "text") RUN_COLUMN("on", "date")
                          RUN_COLUMN("n", "number"),
            "<within from='on' to=':as_of' at-most='99999' negative='allow'/>"
            "<one-of column='n' values='5 7'/>");
    add("mutations.csv",
            REASONS "good,users.*,1,on,moved,\"no limit, really\"\r\n"
                    "*,*,*,on,movd,x\ngood,users.csv,2,on,moved,\n"
                    "good,users.csv,3,on,moved,there is no third\nshort,line\n");
    run();
    ck_assert_uint_eq(report.mutations.explained, 1);
    ck_assert_uint_eq(report.mutations.open, 1);
    ck_assert(has_complaint(3, "there is no change 'movd'; did you mean 'moved'?"));
    ck_assert(has_complaint(4, "the reason, is empty"));
    ck_assert(has_complaint(5, "nothing is explained by this line"));
    ck_assert(has_complaint(6, "2 fields instead of 6"));
}
END_TEST

START_TEST(without_good_evidence_there_is_nothing)
{
    add("good/users.csv", "id,name\n1,\n");
    add("expected.csv", HEADER "good,filled,exception,users.csv,1,\n");
    run();
    ck_assert_uint_eq(report.mutations.fixtures, 0);
    ck_assert(has_complaint(1, "no fixture is without exceptions"));
}
END_TEST

/* A key that repeats is an event of the result, and is told. */
START_TEST(a_doubled_key_is_told)
{
    add_procedure("<column name='id' type='text' key='yes'><title xml:lang='ja'>項目"
                  "</title><title xml:lang='en'>x</title></column>" RUN_COLUMN("name",
                          "text"),
            "<filled columns='name'/>");
    run();
    ck_assert_uint_eq(report.mutations.counted, 2); /* left out */
    ck_assert_uint_eq(report.mutations.noticed, 6);
}
END_TEST

START_TEST(columns_that_are_only_filled_claim_no_value)
{
    char path[100];
    const struct procedure *names, *matches;

    snprintf(path, sizeof(path), "%s/library", scratch);
    RUN_DO(library_load(path, &library, run_err));
    names = &library_find(&library, "names")->procedure;
    matches = &library_find(&library, "matches")->procedure;
    ck_assert(!mutation_claim_value(names, "name"));
    ck_assert(mutation_claim_value(matches, "id"));
    ck_assert(!mutation_claim_value(matches, "i"));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {what_a_test_reads_is_disturbed, a_test_of_nothing_fails,
            sql_of_nothing_fails, every_type_is_disturbed,
            a_limit_that_cannot_be_passed_is_seen, reasons_explain_and_must_fit,
            without_good_evidence_there_is_nothing, a_doubled_key_is_told,
            columns_that_are_only_filled_claim_no_value};

    return unit_run_in("mutation", tests, ARRAY_LENGTH(tests), set_up, tear_down);
}
