#include "engine/base/clock.h"

#include <string.h>

#include "tests/unit/unit.h"

START_TEST(text_is_the_present_instant)
{
    char text[DATE_INSTANT_SIZE];
    int64_t before = clock_now_ms(), after, shown;

    clock_now_text(text);
    after = clock_now_ms();
    ck_assert(date_parse_instant(text, strlen(text), &shown));
    ck_assert_int_ge(shown, before);
    ck_assert_int_le(shown, after);
    ck_assert_int_gt(before, INT64_C(1700000000000));
}
END_TEST

START_TEST(steady_clock_never_goes_back)
{
    int64_t last = clock_steady_ms(), start = last;

    while (last < start + 3) {
        int64_t now = clock_steady_ms();

        if (now < last)
            ck_abort_msg("went back by %d ms", (int)(last - now));
        last = now;
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            text_is_the_present_instant,
            steady_clock_never_goes_back,
    };

    return unit_run("clock", tests, ARRAY_LENGTH(tests));
}
