/* record_exceptions FOLDER: how long 700,000 exceptions of one result take to pack and
 * record.
 *
 * Prints the seconds from the first entry to the committed transaction, and the bytes
 * they take in the workpaper. FOLDER is where the engagement is made, and removed again.
 */
#include <stdlib.h>
#include <time.h>

#include "tests/unit/workpaper.h"

#define EXCEPTIONS 700000
#define A_TIME 4096

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Every third record of a member, as a runner hands them over: some thousands at a time.
 */
static void add_all(struct exception_list *list)
{
    static struct exception_entry entries[A_TIME];
    struct error err = {0};
    int64_t next = 1;

    for (int64_t left = EXCEPTIONS; left > 0; left -= A_TIME) {
        size_t count = left < A_TIME ? (size_t)left : A_TIME;

        for (size_t i = 0; i < count; i++, next += 3)
            entries[i] = (struct exception_entry){((int64_t)1 << 40) + next, 0, 1};
        ck_assert_msg(exception_list_add(list, entries, count, &err), "%s", err.message);
    }
    ck_assert_msg(exception_list_finish(list, &err), "%s", err.message);
}

START_TEST(record)
{
    struct exception_list list = EXCEPTION_LIST_INIT;
    struct result_population population = leaver_population;
    struct store *store = create_engagement();
    int64_t run_id = begin_run(store);
    struct result result;
    double began = now();

    population.delivered = population.selected = population.count = EXCEPTIONS;
    population.filtered = population.before_period = 0;
    add_all(&list);
    result = make_result(&list);
    result.outcome = RESULT_EXCEPTION;
    result.population = &population;
    result.tested = EXCEPTIONS;
    record_result(store, run_id, &result);
    printf("700,000 exceptions: packed and recorded\t%.3f\ts\t0.5\n", now() - began);
    printf("700,000 exceptions: bytes in the workpaper\t%lld\tbytes\t-\n",
            (long long)number(store, "SELECT sum(length(packed)) FROM exception_block"));
    fflush(stdout);
    store_close(store);
    exception_list_clear(&list);
}
END_TEST

int main(int argc, char **argv)
{
    const TTest *const tests[] = {record};

    if (argc != 2 || chdir(argv[1]) != 0)
        return 2;
    return unit_run_in("record_exceptions", tests, 1, make_scratch, remove_scratch);
}
