/* What a worker tells is compared with the job and the receipts before it is kept. */
#include "engine/run/collect.h"

#include "tests/unit/lies.h"

static struct collect collect;

static bool receive(void *owner, const struct protocol_frame *frame, struct error *err)
{
    (void)owner;
    return collect_receive(&collect, frame, err);
}

/* The story told straight to the collection; ret_err has what it said. */
static enum error_code hear(const struct lie *lie, struct error *ret_err)
{
    CLEANUP(protocol_writer_clear) struct protocol_writer writer;
    struct error err = {0};

    protocol_writer_init(&writer, -1);
    writer.receive = receive;
    ck_assert(collect_begin(&lies_list, &lies_instance, &collect, &err));
    if (lies_tell_middle(&writer, lie, &err) && collect_finish(&collect, &err))
        err.code = ERROR_NONE;
    *ret_err = err;
    return err.code;
}

START_TEST(the_truth_is_kept)
{
    struct error err;

    ck_assert_msg(hear(NULL, &err) == ERROR_NONE, "%s", err.message);
    ck_assert(collect.populations[0].is_told);
    ck_assert_uint_eq(collect.populations[0].population.selected, 7);
    ck_assert_int_eq(collect.populations[0].unreadable.count, 1);
    ck_assert_uint_eq(collect.tests[0].guards[0].left_met, 5);
    ck_assert_int_eq(collect.tests[0].exceptions.count, 2);
    ck_assert_int_eq(collect.tests[0].undecidable.count, 1);
    ck_assert_int_eq(collect.tests[1].exceptions.count, 1);
    ck_assert_uint_eq(collect.items[1].delivered, 10);
    collect_clear(&collect);
}
END_TEST

START_TEST(every_lie_is_found_out)
{
    ck_assert_uint_ge(ARRAY_LENGTH(lies), 50);
    for (size_t i = 0; i < ARRAY_LENGTH(lies); i++) {
        struct error err;

        ck_assert_msg(hear(&lies[i], &err) == ERROR_LOST, "%s: %d %s", lies[i].name,
                (int)err.code, err.message);
        ck_assert_msg(strlen(err.message) > 10, "%s", lies[i].name);
        collect_clear(&collect);
    }
}
END_TEST

/* What has failed is told as a failure; its numbers need not agree. */
START_TEST(failures_are_kept)
{
    CLEANUP(protocol_writer_clear) struct protocol_writer writer;
    static struct lies_story story;
    struct error err = {0};

    protocol_writer_init(&writer, -1);
    writer.receive = receive;
    ck_assert(collect_begin(&lies_list, &lies_instance, &collect, &err));
    lies_begin(&story);
    error_set(&story.populations[0].population.error, ERROR_LIMIT, "time");
    story.populations[0].population.delivered = 3;
    error_set(&story.tests[0].test.error, ERROR_SCRIPT, "wrong");
    story.tests[0].test.rows = 0;
    for (int part = 0; part < LIES_PART_COUNT; part++)
        ck_assert_msg(lies_send_part(&writer, &story, part, &err), "%s", err.message);
    ck_assert_msg(collect_finish(&collect, &err), "%s", err.message);
    ck_assert_int_eq(collect.populations[0].population.error.code, ERROR_LIMIT);
    ck_assert_int_eq(collect.tests[0].test.error.code, ERROR_SCRIPT);
    ck_assert_str_eq(collect.tests[0].test.error.message, "wrong");
    ck_assert_int_eq(collect.tests[0].exceptions.count, 2); /* what was found stands */
    collect_clear(&collect);
}
END_TEST

/* A test that the worker said nothing of is no lie: its outcome says so. */
START_TEST(a_test_not_told_of_is_seen)
{
    const struct lie silence = {"a test left out", NULL, LIES_TEST_1, -1, NULL};
    struct error err;

    ck_assert_int_eq(hear(&silence, &err), ERROR_NONE);
    ck_assert(!collect.tests[1].is_told);
    collect_clear(&collect);
}
END_TEST

START_TEST(rows_come_in_many_messages)
{
    CLEANUP(protocol_writer_clear) struct protocol_writer writer;
    struct execute_row rows[EXECUTE_ROWS_MAX];
    struct error err = {0};
    int64_t record = 1;

    protocol_writer_init(&writer, -1);
    writer.receive = receive;
    ck_assert(collect_begin(&lies_list, &lies_instance, &collect, &err));
    for (int message = 0; message < 20; message++) {
        for (size_t i = 0; i < EXECUTE_ROWS_MAX; i++)
            rows[i] = (struct execute_row){LIES_RECORD(1, record++), 0, 1};
        ck_assert_msg(lies_send_rows(&writer, 1, EXECUTE_EXCEPTION, rows,
                              EXECUTE_ROWS_MAX, EXECUTE_ROWS_MAX, &err),
                "%s", err.message);
    }
    ck_assert_int_eq(collect.tests[1].exceptions.count, 20 * EXECUTE_ROWS_MAX);
    /* order holds from message to message */
    ck_assert(!lies_send_rows(&writer, 1, EXECUTE_EXCEPTION, rows, 1, 1, &err));
    ck_assert_int_eq(err.code, ERROR_LOST);
    collect_clear(&collect);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {the_truth_is_kept, every_lie_is_found_out,
            failures_are_kept, a_test_not_told_of_is_seen, rows_come_in_many_messages};

    return unit_run("collect", tests, ARRAY_LENGTH(tests));
}
