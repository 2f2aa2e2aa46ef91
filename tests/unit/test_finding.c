#include "engine/workpaper/finding.h"

#include "tests/unit/workpaper.h"

static const struct finding late = {.title_ja = "退職者2名の無効化が遅れていた",
        .title_en = "Accounts of two leavers were disabled late",
        .fact_ja = "退職日の3日後に無効化されていた。"};

static int64_t promote(struct store *store, const char *const *ids, size_t count)
{
    struct error err = {0};
    int64_t finding_id = 0;

    ck_assert_msg(finding_promote(store, "tanaka", &late, ids, count, "late", &finding_id,
                          &err),
            "%s", err.message);
    return finding_id;
}

static void check_refused(struct store *store, const struct finding *draft,
        const char *const *ids, size_t count, const char *reason, enum error_code code)
{
    int64_t before = number(store, "SELECT count(*) FROM journal");
    struct error err = {0};
    int64_t finding_id;

    ck_assert(!finding_promote(store, "tanaka", draft, ids, count, reason, &finding_id,
            &err));
    ck_assert_msg(err.code == code, "%d: %s", err.code, err.message);
    ck_assert_int_eq(number(store, "SELECT count(*) FROM journal"), before);
}

/* What is refused without an act, and what is not. */
static void check_checked(struct store *store, const char *const *ids, size_t count,
        const char *reason, enum error_code code)
{
    struct error err = {0};

    ck_assert(finding_check(store, &late, ids, count, reason, &err) ==
            (code == ERROR_NONE));
    ck_assert_msg(err.code == code, "%d: %s", err.code, err.message);
    ck_assert_int_eq(number(store, "SELECT count(*) FROM finding"), 0);
}

START_TEST(exceptions_become_a_finding_of_their_control)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(1 << 20);
    static const char *const ids[] = {"X1-1", "X1-3"};
    struct store *store = create_engagement();
    struct finding found;
    struct error err = {0};

    record_exceptions(store, 3);
    ck_assert_int_eq(promote(store, ids, 2), 1);
    ck_assert(finding_find(store, 1, &arena, &found, &err));
    ck_assert_str_eq(found.catalogue, "ismap-2022");
    ck_assert_str_eq(found.control, "9.2.6");
    ck_assert_str_eq(found.title_ja, late.title_ja);
    ck_assert_ptr_null(found.fact_en);
    ck_assert_str_eq(found.status, "draft");
    ck_assert_str_eq(found.created_by, "tanaka");
    ck_assert_int_eq(found.exception_count, 2);
    ck_assert_str_eq(
            text_of(store,
                    "SELECT group_concat(f.exception_id || ' ' || f.reason) FROM"
                    " finding_exception AS f JOIN exception AS e USING (exception_id,"
                    " record_id)"),
            "X1-1 late,X1-3 late");
    ck_assert_str_eq(text_of(store,
                             "SELECT object || (body ->> '$.exceptions') || (body ->>"
                             " '$.reason') FROM journal WHERE action = 'promote'"),
            "F-1[\"X1-1\",\"X1-3\"]late");
    store_close(store);
}
END_TEST

START_TEST(what_cannot_be_promoted_is_refused)
{
    CLEANUP(exception_list_clear) struct exception_list list = EXCEPTION_LIST_INIT;
    static const char *const good[] = {"X2-1"}, *const twice[] = {"X2-1", "X2-1"},
                             *const old[] = {"X1-1"}, *const absent[] = {"X2-4"},
                             *const wrong[] = {"9"}, *const undecidable[] = {"U2-1"};
    const struct finding untitled = {.fact_ja = "…", .title_ja = " "};
    const struct finding empty = {.fact_en = " ", .title_ja = "題"};
    struct store *store = create_engagement();
    struct result result;

    record_exceptions(store, 3);
    fill_list(&list, 1, 3);
    result = make_result(&list);
    result.exceptions[EXCEPTION_UNDECIDABLE] = &list;
    record_result(store, begin_run(store), &result);
    check_refused(store, &late, good, 0, "late", ERROR_USAGE);
    check_refused(store, &late, good, 1, " ", ERROR_USAGE);
    check_refused(store, &late, good, 1, NULL, ERROR_USAGE);
    check_refused(store, &untitled, good, 1, "late", ERROR_USAGE);
    check_refused(store, &empty, good, 1, "late", ERROR_USAGE);
    check_refused(store, &late, wrong, 1, "late", ERROR_USAGE);
    check_refused(store, &late, absent, 1, "late", ERROR_MISSING);
    check_refused(store, &late, twice, 2, "late", ERROR_REFUSED);
    check_refused(store, &late, old, 1, "late", ERROR_REFUSED);
    check_refused(store, &late, undecidable, 1, "late", ERROR_REFUSED);
    check_checked(store, good, 1, "late", ERROR_NONE);
    check_checked(store, good, 1, " ", ERROR_USAGE);
    check_checked(store, old, 1, "late", ERROR_REFUSED);
    check_checked(store, undecidable, 1, "late", ERROR_REFUSED);
    promote(store, good, 1);
    check_refused(store, &late, good, 1, "late", ERROR_REFUSED);
    ck_assert_int_eq(number(store, "SELECT count(*) FROM finding_exception"), 1);
    store_close(store);
}
END_TEST

/* The test's newest result: exceptions of these records; its result_id. */
static int64_t run_again(struct store *store, const char *test, int64_t first,
        int64_t count)
{
    CLEANUP(exception_list_clear) struct exception_list list = EXCEPTION_LIST_INIT;
    struct result result;

    fill_list(&list, first, count);
    result = make_result(&list);
    result.test = test;
    return record_result(store, begin_run(store), &result);
}

#define SHOWN_NOW                                                                       \
    "SELECT group_concat(current_id, ' ') FROM (SELECT current_id FROM report_promoted" \
    " WHERE is_shown ORDER BY instance_id, test, record_id, other_id)"

START_TEST(an_exception_stays_in_its_finding_when_its_test_runs_again)
{
    static const char *const first[] = {"X1-1", "X1-3"}, *const again[] = {"X2-1"},
                             *const third[] = {"X2-3"}, *const other[] = {"X3-1"},
                             *const second[] = {"X2-2"};
    struct store *store = create_engagement();

    record_exceptions(store, 3);
    promote(store, first, 2);
    ck_assert_int_eq(run_again(store, "a1", 1, 3), 2);
    check_refused(store, &late, again, 1, "late", ERROR_REFUSED);
    check_refused(store, &late, third, 1, "late", ERROR_REFUSED);
    ck_assert_str_eq(text_of(store, SHOWN_NOW), "X2-1 X2-3");
    ck_assert_int_eq(promote(store, second, 1), 2);
    ck_assert_int_eq(run_again(store, "a2", 1, 3), 3); /* another test's are others */
    ck_assert_int_eq(promote(store, other, 1), 3);
    ck_assert_int_eq(run_again(store, "a1", 2, 2), 4);
    ck_assert_str_eq(text_of(store, SHOWN_NOW), "X4-1 X4-2 X3-1");
    ck_assert_str_eq(
            text_of(store,
                    "SELECT group_concat(finding_id || ':' || record || ':' || test"
                    " || ':' || is_shown, ' ') FROM (SELECT * FROM report_promoted"
                    " ORDER BY finding_id, record_id)"),
            "1:1:a1:0 1:3:a1:1 2:2:a1:1 3:1:a2:1");
    store_close(store);
}
END_TEST

/* Two sources that read the same record, as of both keys of a user: each is an exception
 * of its own, over blocks of 4,096, too. */
START_TEST(the_exceptions_of_one_record_are_told_apart)
{
    CLEANUP(exception_list_clear) struct exception_list list = EXCEPTION_LIST_INIT;
    static const char *const second[] = {"X1-4097"}, *const third[] = {"X1-4098"},
                             *const both[] = {"X2-4096", "X2-4097"};
    const struct exception_entry again = {(INT64_C(1) << 40) + 4096, 0, 1};
    struct store *store = create_engagement();
    struct error err = {0};
    struct result result;

    fill_list(&list, 1, 4096);
    ck_assert(exception_list_add(&list, &again, 1, &err));
    ck_assert(exception_list_add(&list, &again, 1, &err));
    ck_assert(exception_list_finish(&list, &err));
    result = make_result(&list);
    record_result(store, begin_run(store), &result);
    ck_assert_str_eq(text_of(store,
                             "SELECT group_concat(number || ':' || ordinal, ' ') FROM"
                             " exception WHERE number >= 4095"),
            "4095:1 4096:1 4097:2 4098:3");
    ck_assert_int_eq(
            number(store, "SELECT ordinal FROM exception WHERE exception_id = 'X1-4098'"),
            3);
    promote(store, second, 1);
    check_refused(store, &late, second, 1, "late", ERROR_REFUSED);
    ck_assert_str_eq(text_of(store, SHOWN_NOW), "X1-4097");
    promote(store, third, 1);
    record_result(store, begin_run(store), &result);
    ck_assert_str_eq(text_of(store, SHOWN_NOW), "X2-4097 X2-4098");
    check_refused(store, &late, both, 2, "late", ERROR_REFUSED);
    promote(store, both, 1);
    ck_assert_str_eq(text_of(store,
                             "SELECT group_concat(finding_id || ':' || is_shown, ' ')"
                             " FROM report_promoted"),
            "1:1 2:1 3:1");
    store_close(store);
}
END_TEST

START_TEST(exceptions_of_several_controls_need_one_named)
{
    CLEANUP(exception_list_clear) struct exception_list list = EXCEPTION_LIST_INIT;
    static const char *const both[] = {"X1-1", "X2-1"};
    struct result_instance other = leaver_instance;
    struct finding named = late;
    struct store *store = create_engagement();
    struct error err = {0};
    struct result result;
    int64_t finding_id;

    record_exceptions(store, 1);
    fill_list(&list, 1, 1);
    result = make_result(&list);
    other.key = "leaver-removal/9.2.1@1";
    other.control = "9.2.1";
    result.instance = &other;
    record_result(store, begin_run(store), &result);
    check_refused(store, &late, both, 2, "late", ERROR_USAGE);
    check_checked(store, both, 2, "late", ERROR_USAGE);
    named.catalogue = "ismap-2022";
    named.control = "9.2.1";
    ck_assert(
            finding_promote(store, "tanaka", &named, both, 2, "late", &finding_id, &err));
    ck_assert_str_eq(text_of(store, "SELECT control FROM finding"), "9.2.1");
    store_close(store);
}
END_TEST

START_TEST(a_draft_takes_further_exceptions)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(1 << 20);
    static const char *const first[] = {"X1-1"}, *const second[] = {"X1-2"};
    struct store *store = create_engagement();
    struct finding *findings = NULL;
    struct error err = {0};
    size_t count = 0;

    record_exceptions(store, 3);
    promote(store, first, 1);
    ck_assert(finding_extend(store, "suzuki", 1, second, 1, "the same cause", &err));
    ck_assert(!finding_extend(store, "suzuki", 1, second, 1, "the same cause", &err));
    ck_assert_int_eq(err.code, ERROR_REFUSED);
    ck_assert(!finding_extend(store, "suzuki", 2, second, 1, "the same cause", &err));
    ck_assert_int_eq(err.code, ERROR_MISSING);
    ck_assert(finding_list(store, &arena, &findings, &count, &err));
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(findings[0].exception_count, 2);
    store_close(store);
    tamper("UPDATE finding SET status = 'reported'");
    store = open_engagement(STORE_WRITE);
    ck_assert(!finding_extend(store, "suzuki", 1, (const char *const[]){"X1-3"}, 1,
            "more", &err));
    ck_assert_int_eq(err.code, ERROR_REFUSED);
    store_close(store);
}
END_TEST

START_TEST(findings_are_never_deleted)
{
    static const char *const ids[] = {"X1-1"};
    struct store *store = create_engagement();
    struct error err = {0};

    record_exceptions(store, 1);
    promote(store, ids, 1);
    ck_assert(!db_execute(store_db(store), "DELETE FROM finding", &err));
    ck_assert_int_eq(err.code, ERROR_REFUSED);
    store_close(store);
}
END_TEST

START_TEST(ids_are_read_exactly_as_written)
{
    static const char *const bad[] = {"", "F", "F-", "F-0", "F-01", "F1", "f-1", "F-1 ",
            "F-x", "F-99999999999999999999"};
    int64_t finding_id = 0;

    ck_assert(finding_parse_id("F-12", &finding_id));
    ck_assert_int_eq(finding_id, 12);
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        ck_assert_msg(!finding_parse_id(bad[i], &finding_id), "%s", bad[i]);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            exceptions_become_a_finding_of_their_control,
            what_cannot_be_promoted_is_refused,
            an_exception_stays_in_its_finding_when_its_test_runs_again,
            the_exceptions_of_one_record_are_told_apart,
            exceptions_of_several_controls_need_one_named,
            a_draft_takes_further_exceptions,
            findings_are_never_deleted,
            ids_are_read_exactly_as_written,
    };

    return unit_run_in("finding", tests, ARRAY_LENGTH(tests), make_scratch,
            remove_scratch);
}
