/* Sizes and upper limits against published tables, and against exact values that an exact
 * rational computation (Python's fractions and math.comb) gave. */
#include "engine/base/deviation.h"

#include <math.h>

#include "tests/unit/unit.h"

struct size_row {
    double tolerable;
    int64_t allowed, size;
};

static void check_sizes(double risk, const struct size_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct deviation_terms terms = {DEVIATION_BINOMIAL, rows[i].tolerable / 100,
                risk, 0};
        struct error err = {0};
        int64_t size = 0;

        ck_assert_msg(deviation_size(&terms, rows[i].allowed, &size, &err), "%s",
                err.message);
        ck_assert_msg(size == rows[i].size, "%g%% (%d): %d, not %d", rows[i].tolerable,
                (int)rows[i].allowed, (int)size, (int)rows[i].size);
    }
}

/* AICPA, table A-1. */
START_TEST(test_sizes_at_five_percent_risk)
{
    static const struct size_row rows[] = {{2, 0, 149}, {3, 0, 99}, {4, 0, 74},
            {5, 0, 59}, {5, 1, 93}, {6, 0, 49}, {6, 1, 78}, {7, 0, 42}, {7, 1, 66},
            {8, 0, 36}, {8, 1, 58}, {8, 2, 77}, {9, 0, 32}, {9, 1, 51}, {10, 0, 29},
            {10, 1, 46}, {15, 0, 19}, {20, 0, 14}, {2, 1, 236}, {2, 2, 313}, {2, 3, 386},
            {2, 6, 590}, {3, 1, 157}, {3, 2, 208}, {3, 3, 257}};

    check_sizes(0.05, rows, ARRAY_LENGTH(rows));
}
END_TEST

/* AICPA, table A-2. */
START_TEST(test_sizes_at_ten_percent_risk)
{
    static const struct size_row rows[] = {{2, 0, 114}, {3, 0, 76}, {4, 0, 57},
            {5, 0, 45}, {5, 1, 77}, {5, 2, 105}, {5, 3, 132}, {5, 4, 158}, {6, 0, 38},
            {7, 0, 32}, {7, 1, 55}, {8, 0, 28}, {9, 0, 25}, {9, 1, 42}, {9, 2, 58},
            {10, 0, 22}, {10, 1, 38}, {10, 2, 52}, {15, 0, 15}, {20, 0, 11}};

    check_sizes(0.10, rows, ARRAY_LENGTH(rows));
}
END_TEST

/* 25 items without a deviation: 9 % at 90 %. */
START_TEST(test_size_of_the_anchor)
{
    const struct deviation_terms terms = {DEVIATION_BINOMIAL, 0.09, 0.10, 0};

    ck_assert_double_eq_tol(deviation_chance(&terms, 25, 0), 0.0946, 0.00005);
    ck_assert_double_eq_tol(deviation_chance(&terms, 24, 0), 0.1040, 0.00005);
}
END_TEST

/* GAO, figure 450.1: 90 % at 5 %. Its sizes are enough, and one less than the exact
 * smallest is not. */
START_TEST(test_rows_of_figure_450_1)
{
    static const struct {
        int64_t size, allowed;
    } rows[] = {{45, 0}, {78, 1}, {105, 2}, {132, 3}, {158, 4}, {209, 6}};
    const struct deviation_terms terms = {DEVIATION_BINOMIAL, 0.05, 0.10, 0};

    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        struct error err = {0};
        int64_t size;

        ck_assert(deviation_chance(&terms, rows[i].size, rows[i].allowed) <= 0.10);
        ck_assert(deviation_size(&terms, rows[i].allowed, &size, &err));
        ck_assert(size <= rows[i].size);
        ck_assert(deviation_chance(&terms, size - 1, rows[i].allowed) > 0.10);
    }
    ck_assert_double_eq_tol(deviation_chance(&terms, 209, 6), 0.0983, 0.00005);
    ck_assert_double_eq_tol(deviation_chance(&terms, 78, 1), 0.0934, 0.00005);
}
END_TEST

struct limit_row {
    int64_t size, deviations;
    double percent;
};

static void check_limits(double risk, double tolerance, const struct limit_row *rows,
        size_t count)
{
    const struct deviation_terms terms = {DEVIATION_BINOMIAL, 0, risk, 0};

    for (size_t i = 0; i < count; i++) {
        struct error err = {0};
        double rate = 0;

        ck_assert(deviation_upper(&terms, rows[i].size, rows[i].deviations, &rate, &err));
        ck_assert_msg(fabs(100 * rate - rows[i].percent) < tolerance,
                "(%d, %d): %g, not %g", (int)rows[i].size, (int)rows[i].deviations,
                100 * rate, rows[i].percent);
    }
}

START_TEST(test_exact_upper_limits)
{
    static const struct limit_row five[] = {{25, 0, 11.29}, {25, 1, 17.61}, {40, 0, 7.22},
            {40, 1, 11.32}, {50, 0, 5.82}, {50, 1, 9.14}, {60, 0, 4.87}, {60, 1, 7.66},
            {60, 2, 10.12}, {100, 0, 2.95}, {100, 5, 10.23}, {150, 1, 3.12},
            {200, 2, 3.11}};
    static const struct limit_row ten[] = {{25, 0, 8.80}, {25, 1, 14.69}, {40, 1, 9.38},
            {45, 0, 4.99}, {60, 0, 3.76}, {100, 5, 9.08}};

    check_limits(0.05, 0.005, five, ARRAY_LENGTH(five));
    check_limits(0.10, 0.005, ten, ARRAY_LENGTH(ten));
}
END_TEST

/* AICPA, table A-3: printed with one digit, mostly rounded up. */
START_TEST(test_printed_upper_limits)
{
    static const struct limit_row rows[] = {{25, 0, 11.3}, {25, 1, 17.6}, {30, 0, 9.5},
            {30, 1, 14.9}, {30, 2, 19.6}, {40, 0, 7.3}, {40, 1, 11.4}, {40, 2, 15.0},
            {40, 3, 18.3}, {50, 0, 5.9}, {50, 1, 9.2}, {50, 2, 12.1}, {50, 3, 14.8},
            {60, 0, 4.9}, {60, 1, 7.7}, {60, 2, 10.2}, {60, 3, 12.5}, {100, 0, 3.0},
            {100, 1, 4.7}, {100, 2, 6.2}, {100, 3, 7.6}, {100, 4, 9.0}, {100, 5, 10.3},
            {125, 0, 2.4}, {125, 1, 3.8}, {125, 2, 5.0}, {125, 3, 6.1}, {125, 4, 7.2},
            {125, 5, 8.3}, {150, 0, 2.0}, {150, 1, 3.1}, {150, 2, 4.2}, {150, 3, 5.1},
            {150, 4, 6.0}, {200, 0, 1.5}, {200, 1, 2.4}, {200, 2, 3.2}, {200, 3, 3.9}};

    check_limits(0.05, 0.1, rows, ARRAY_LENGTH(rows));
}
END_TEST

/* Columns: 5 % at 95 %, 10 % at 95 %, 5 % at 90 %, 9 % at 90 %, 10 % at 90 %. */
START_TEST(test_hypergeometric_sizes)
{
    static const double rates[] = {0.05, 0.10, 0.05, 0.09, 0.10};
    static const double risks[] = {0.05, 0.05, 0.10, 0.10, 0.10};
    static const struct {
        int64_t population, sizes[5];
    } rows[] = {{12, {12, 9, 11, 8, 8}}, {24, {19, 15, 17, 13, 13}},
            {52, {33, 20, 28, 19, 16}}, {100, {45, 25, 37, 22, 20}},
            {200, {51, 27, 41, 23, 21}}, {250, {51, 27, 40, 23, 21}},
            {365, {52, 27, 41, 24, 21}}, {500, {56, 28, 43, 24, 22}},
            {1000, {57, 29, 44, 25, 22}}};

    for (size_t r = 0; r < ARRAY_LENGTH(rows); r++) {
        for (size_t c = 0; c < ARRAY_LENGTH(rates); c++) {
            const struct deviation_terms terms = {DEVIATION_HYPERGEOMETRIC, rates[c],
                    risks[c], rows[r].population};
            struct error err = {0};
            int64_t size = 0;

            ck_assert(deviation_size(&terms, 0, &size, &err));
            ck_assert_msg(size == rows[r].sizes[c], "N=%d, column %zu: %d",
                    (int)rows[r].population, c, (int)size);
        }
    }
}
END_TEST

START_TEST(test_published_answer_of_46_of_150)
{
    const struct deviation_terms terms = {DEVIATION_HYPERGEOMETRIC, 0.05, 0.05, 150};
    /* with K = 7, as 7.5 rounded down has it, it would be 52 */
    const struct deviation_terms seven = {DEVIATION_HYPERGEOMETRIC, 7.0 / 150, 0.05, 150};
    struct error err = {0};
    int64_t size;

    ck_assert(deviation_size(&terms, 0, &size, &err));
    ck_assert_int_eq(size, 46);
    ck_assert(deviation_size(&seven, 0, &size, &err));
    ck_assert_int_eq(size, 52);
}
END_TEST

/* R of the Poisson approximation: n at 0.1 % is R * 1000, rounded up. */
START_TEST(test_poisson_sizes)
{
    static const double five[] = {2.996, 4.744, 6.296, 7.754, 9.154, 10.513};
    static const double ten[] = {2.303, 3.890, 5.322, 6.681, 7.994, 9.275};

    for (int64_t k = 0; k < 6; k++) {
        struct deviation_terms terms = {DEVIATION_POISSON, 0.0001, 0.05, 0};
        struct error err = {0};
        double rate;
        int64_t size;

        ck_assert(deviation_size(&terms, k, &size, &err));
        ck_assert_double_eq_tol((double)size / 10000, five[k], 0.0007);
        ck_assert(deviation_upper(&terms, 10000, k, &rate, &err));
        ck_assert_double_eq_tol(rate * 10000, five[k], 0.0006);
        terms.risk = 0.10;
        ck_assert(deviation_size(&terms, k, &size, &err));
        ck_assert_double_eq_tol((double)size / 10000, ten[k], 0.0007);
    }
}
END_TEST

/* The numbers in brackets of the AICPA's tables arise so. */
START_TEST(test_sizes_by_an_expected_rate)
{
    static const struct {
        double tolerable, expected;
        int64_t size, allowed;
    } rows[] = {{0.05, 0, 59, 0}, {0.05, 0.01, 93, 1}, {0.02, 0.005, 313, 2},
            {0.02, 0.0025, 236, 1}, {0.02, 0.01, 590, 6}, {0.03, 0.01, 257, 3},
            {0.08, 0.02, 77, 2}};

    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        const struct deviation_terms terms = {DEVIATION_BINOMIAL, rows[i].tolerable, 0.05,
                0};
        struct error err = {0};
        int64_t size, allowed;

        ck_assert(
                deviation_size_expected(&terms, rows[i].expected, &size, &allowed, &err));
        ck_assert_msg(size == rows[i].size && allowed == rows[i].allowed, "%zu: %d(%d)",
                i, (int)size, (int)allowed);
    }
}
END_TEST

START_TEST(test_hypergeometric_upper_limit)
{
    const struct deviation_terms terms = {DEVIATION_HYPERGEOMETRIC, 0, 0.05, 150};
    struct error err = {0};
    double rate;

    /* 46 of 150 without a deviation: 8 deviating are unlikely enough, 7 are not */
    ck_assert(deviation_upper(&terms, 46, 0, &rate, &err));
    ck_assert_double_eq_tol(rate, 7.0 / 150, 1e-9);
    ck_assert(deviation_upper(&terms, 150, 3, &rate, &err)); /* all were looked at */
    ck_assert_double_eq_tol(rate, 3.0 / 150, 1e-9);
}
END_TEST

START_TEST(test_large_terms_stay_sound)
{
    const struct deviation_terms terms = {DEVIATION_BINOMIAL, 0.0005, 0.05, 0};
    const struct deviation_terms large = {DEVIATION_HYPERGEOMETRIC, 0.05, 0.05,
            1000000000};
    struct error err = {0};
    int64_t size;
    double rate;

    ck_assert(deviation_size(&terms, 100, &size, &err));
    ck_assert(deviation_chance(&terms, size, 100) <= 0.05);
    ck_assert(deviation_chance(&terms, size - 1, 100) > 0.05);
    ck_assert(deviation_size(&large, 0, &size, &err));
    ck_assert_int_eq(size, 59); /* as without end */
    ck_assert(deviation_upper(&terms, 1000000, 10000, &rate, &err));
    ck_assert(rate > 0.01 && rate < 0.0102);
}
END_TEST

START_TEST(test_bounds)
{
    struct deviation_terms terms = {DEVIATION_BINOMIAL, 0.05, 0.05, 0};
    struct error err = {0};
    int64_t size, allowed;
    double rate;

    ck_assert(!deviation_size(&terms, -1, &size, &err) && err.code == ERROR_USAGE);
    ck_assert(!deviation_size(&terms, 10001, &size, &err) && err.code == ERROR_USAGE);
    terms.tolerable = 0;
    ck_assert(!deviation_size(&terms, 0, &size, &err) && err.code == ERROR_USAGE);
    terms.tolerable = 0.0000001;
    ck_assert(!deviation_size(&terms, 0, &size, &err) && err.code == ERROR_LIMIT);
    terms.tolerable = 0.05;
    ck_assert(!deviation_size_expected(&terms, 0.05, &size, &allowed, &err));
    ck_assert(!deviation_upper(&terms, 10, 11, &rate, &err));
    ck_assert(deviation_upper(&terms, 10, 10, &rate, &err));
    ck_assert(rate > 0.999);
    terms.risk = 1;
    ck_assert(!deviation_size(&terms, 0, &size, &err));
    terms = (struct deviation_terms){DEVIATION_HYPERGEOMETRIC, 0.05, 0.05, 0};
    ck_assert(!deviation_size(&terms, 0, &size, &err) && err.code == ERROR_USAGE);
    terms.population = 12; /* one deviates: nothing allows for one */
    ck_assert(!deviation_size(&terms, 1, &size, &err) && err.code == ERROR_LIMIT);
}
END_TEST

START_TEST(test_percent)
{
    double rate;

    ck_assert(deviation_parse_percent("5%", &rate));
    ck_assert_double_eq_tol(rate, 0.05, 1e-15);
    ck_assert(deviation_parse_percent("0.25%", &rate));
    ck_assert_double_eq_tol(rate, 0.0025, 1e-15);
    ck_assert(deviation_parse_percent("100%", &rate));
    ck_assert(!deviation_parse_percent("100.1%", &rate));
    ck_assert(!deviation_parse_percent("5", &rate));
    ck_assert(!deviation_parse_percent("%", &rate));
    ck_assert(!deviation_parse_percent(".5%", &rate));
    ck_assert(!deviation_parse_percent("5%%", &rate));
    ck_assert(!deviation_parse_percent("1e1%", &rate));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            test_sizes_at_five_percent_risk,
            test_sizes_at_ten_percent_risk,
            test_size_of_the_anchor,
            test_rows_of_figure_450_1,
            test_exact_upper_limits,
            test_printed_upper_limits,
            test_hypergeometric_sizes,
            test_published_answer_of_46_of_150,
            test_poisson_sizes,
            test_sizes_by_an_expected_rate,
            test_hypergeometric_upper_limit,
            test_large_terms_stay_sound,
            test_bounds,
            test_percent,
    };

    return unit_run("deviation", tests, ARRAY_LENGTH(tests));
}
