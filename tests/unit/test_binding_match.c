#include "evidence/binding/binding_match.h"

#include "tests/unit/unit.h"

START_TEST(stars_stay_in_their_part)
{
    static const struct {
        const char *glob, *name;
        bool is_inside, matches;
    } rows[] = {
            {"*.csv", "a!b.csv", false, true},
            {"*.csv", "a!b.csv", true, false},
            {"**", "a.zip!b.csv", true, false},
            {"*!*", "a.zip!b.csv", true, true},
            {"*!*", "a.zip!c/b.csv", true, false},
            {"*!**", "a.zip!c/b.csv", true, true},
            {"a.zip!*", "a.zip!b.zip!c.csv", true, false},
            {"a.zip!*!*", "a.zip!b.zip!c.csv", true, true},
            {"a.zip!**/c.csv", "a.zip!c.csv", true, true},
            {"[!b].zip!c", "a.zip!c", true, true},
            {"a.zip!b%21c", "a.zip!b%21c", true, true},
            {"a.zip!b", "a.zip!b", true, true},
            {"a.zip!b", "a.zip!b", false, true},
            {"a.zip!", "a.zip!b", true, false},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
        ck_assert_msg(binding_match_name(rows[i].glob, rows[i].name, rows[i].is_inside) ==
                        rows[i].matches,
                "%s %s", rows[i].glob, rows[i].name);
}
END_TEST

START_TEST(a_container_of_one_member_means_that)
{
    const struct binding_member gzip = {.name = "log/a.log.1.gz!a.log.1",
            .is_inside = true,
            .short_name = "log/a.log.1.gz"};
    const struct binding_member plain = {.name = "log/a.log"};

    ck_assert(binding_match("log/a.log*", &gzip));
    ck_assert(binding_match("log/*.gz", &gzip));
    ck_assert(binding_match("log/*.gz!*", &gzip));
    ck_assert(!binding_match("a.log*", &gzip));
    ck_assert(binding_match("log/a.log*", &plain));
    ck_assert_str_eq(binding_match_handle(&gzip), "log/a.log.1.gz");
    ck_assert_str_eq(binding_match_own(&gzip), "a.log.1");
    ck_assert_str_eq(binding_match_own(&plain), "log/a.log");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {stars_stay_in_their_part,
            a_container_of_one_member_means_that};

    return unit_run("binding_match", tests, ARRAY_LENGTH(tests));
}
