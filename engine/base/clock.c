#include "engine/base/clock.h"

#include <time.h>

/* Both clocks exist on every Linux, and reading them into valid memory cannot fail. */
static int64_t read_clock(clockid_t clock)
{
    struct timespec now = {0};

    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_now_ms(void)
{
    return read_clock(CLOCK_REALTIME);
}

void clock_now_text(char text[DATE_INSTANT_SIZE])
{
    date_format_instant(clock_now_ms(), text);
}

int64_t clock_steady_ms(void)
{
    return read_clock(CLOCK_MONOTONIC);
}
