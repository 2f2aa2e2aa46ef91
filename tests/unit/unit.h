/* unit.h - what every Check program here ends with
 *
 * A test program lists its tests in an array and returns unit_run() from main(). */
#ifndef CHOSHO_TEST_UNIT_H
#define CHOSHO_TEST_UNIT_H

#include <check.h>
#include <stdlib.h>

#include "engine/base/base.h"

/* Runs each test between set_up and tear_down (NULL where there is nothing to do), prints
 * what failed, and returns main()'s exit code. */
static inline int unit_run_in(const char *name, const TTest *const *tests, size_t count,
        void (*set_up)(void), void (*tear_down)(void))
{
    Suite *suite = suite_create(name);
    TCase *group = tcase_create(name);
    SRunner *runner = srunner_create(suite);
    int failed;

    tcase_set_timeout(group, 60);
    tcase_add_checked_fixture(group, set_up, tear_down);
    for (size_t i = 0; i < count; i++)
        tcase_add_test(group, tests[i]);
    suite_add_tcase(suite, group);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* The same without set_up and tear_down. */
static inline int unit_run(const char *name, const TTest *const *tests, size_t count)
{
    return unit_run_in(name, tests, count, NULL, NULL);
}

#endif
