#include "evidence/zip/same_path.h"

#include "tests/unit/unit.h"

static void check(const char *left, const char *right, int expected)
{
    ck_assert_msg((same_path_compare(left, right) > 0) -
                            (same_path_compare(left, right) < 0) ==
                    expected,
            "%s %s", left, right);
    ck_assert_msg((same_path_compare(right, left) > 0) -
                            (same_path_compare(right, left) < 0) ==
                    -expected,
            "%s %s", right, left);
}

START_TEST(names_of_one_path_are_equal)
{
    check("", "", 0);
    check("./", "", 0);
    check("x/y.csv", "x//y.csv", 0);
    check("x/y.csv", "./x/././y.csv", 0);
    check("dir/", "dir", 0);
    check("dir/.", "dir", 0);
    check("x/.y", "x/y", -1);
    check("x/..", "x", 1);
    check("x", "X", 1);
}
END_TEST

/* '-' and '.' stand before '/' in ASCII. */
START_TEST(what_is_below_a_path_comes_right_behind_it)
{
    check("dir", "dir/a", -1);
    check("dir/a", "dir-x", -1);
    check("dir/z/z", "dir.csv", -1);
    check("dir/a", "dir/a/b", -1);
    check("", "a", -1);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {names_of_one_path_are_equal,
            what_is_below_a_path_comes_right_behind_it};

    return unit_run("same_path", tests, ARRAY_LENGTH(tests));
}
