#include "engine/run/step_judging.h"

#include <string.h>

#include "engine/base/date.h"

#define BLANKS " \t\r\n"

struct step_deviation *step_judging_deviation(struct step_judging *judging,
        const char *answer)
{
    struct step_deviation *next = &judging->deviations[judging->answer->deviation_count];

    judging->answer->deviation_count++;
    next->answer = answer;
    return next;
}

struct step_deviation *step_judging_last(struct step_judging *judging)
{
    return &judging->deviations[judging->answer->deviation_count - 1];
}

bool step_judging_is_blank(const char *text)
{
    return !text || text[strspn(text, BLANKS)] == '\0';
}

bool step_judging_is_day(const char *text)
{
    int64_t day;

    return text && date_parse(text, strlen(text), &day);
}

bool step_judging_trim(struct step_judging *judging, const char *text, size_t size,
        const char **ret_text)
{
    while (size > 0 && strchr(BLANKS, *text)) {
        text++;
        size--;
    }
    while (size > 0 && strchr(BLANKS, text[size - 1]))
        size--;
    return arena_copy(judging->arena, text, size, ret_text, judging->err);
}
