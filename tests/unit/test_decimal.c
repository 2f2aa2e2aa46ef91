#include "engine/base/decimal.h"

#include "tests/unit/unit.h"

START_TEST(numbers_are_digits_with_a_point)
{
    static const char *const yes[] = {"0", "-1", "12.50", "007", "-0.0"};
    static const char *const no[] = {"", "-", ".5", "1.", "1e3", "+1", "1,000", "１",
            " 1", "--1", "1.2.3"};

    for (size_t i = 0; i < ARRAY_LENGTH(yes); i++)
        ck_assert_msg(decimal_is(yes[i]), "%s", yes[i]);
    for (size_t i = 0; i < ARRAY_LENGTH(no); i++)
        ck_assert_msg(!decimal_is(no[i]), "%s", no[i]);
}
END_TEST

/* The second list: one number written in two ways. */
START_TEST(numbers_are_compared_to_the_last_digit)
{
    static const char *const rising[] = {"-100", "-99.5", "-2", "-1.01", "-1", "0",
            "0.001", "1", "1.0000000000000000001", "9", "10", "99999999999999999999",
            "100000000000000000000"};
    static const char *const same[][2] = {{"0", "-0"}, {"1", "1.0"}, {"007", "7"},
            {"-0.50", "-0.5"}, {"0.0", "-0.00"}};

    for (size_t i = 0; i < ARRAY_LENGTH(rising); i++) {
        for (size_t k = 0; k < ARRAY_LENGTH(rising); k++) {
            int order = decimal_compare(rising[i], rising[k]);

            ck_assert_msg((order > 0) == (i > k) && (order < 0) == (i < k), "%s %s",
                    rising[i], rising[k]);
        }
    }
    for (size_t i = 0; i < ARRAY_LENGTH(same); i++)
        ck_assert_msg(decimal_compare(same[i][0], same[i][1]) == 0, "%s", same[i][0]);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            numbers_are_digits_with_a_point,
            numbers_are_compared_to_the_last_digit,
    };

    return unit_run("decimal", tests, ARRAY_LENGTH(tests));
}
