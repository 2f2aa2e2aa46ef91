#include "engine/run/step_expected.h"

#include <string.h>

#define TEXT_MAX ((size_t)64 << 10)

const char *step_expected_bound(const char *bound, const struct step_context *context)
{
    const struct {
        const char *name, *value;
    } days[] = {
            {":period_start", context->period_start},
            {":period_end", context->period_end},
            {":as_of", context->as_of},
            {":cell_start", context->first_day},
            {":cell_end", context->last_day},
    };

    if (!bound || bound[0] != ':')
        return bound;
    for (size_t i = 0; i < ARRAY_LENGTH(days); i++) {
        if (days[i].value && strcmp(days[i].name, bound) == 0)
            return days[i].value;
    }
    for (size_t i = 0; i < context->parameter_count; i++) {
        if (strcmp(context->parameters[i].name, bound + 1) == 0)
            return context->parameters[i].value;
    }
    return bound;
}

/* "a or b"; 「a」又は「b」. */
static bool write_options(const struct procedure_answer *answer,
        enum text_language language, struct buf *buf, struct error *err)
{
    bool is_ja = language == TEXT_JA;

    for (size_t i = 0; i < answer->expected_count; i++) {
        const char *text = answer->expected[i];

        for (size_t k = 0; k < answer->option_count; k++) {
            if (strcmp(answer->options[k].value, text) == 0 &&
                    answer->options[k].title.in[language])
                text = answer->options[k].title.in[language];
        }
        if ((i > 0 && !buf_append_text(buf, is_ja ? "又は" : " or ", err)) ||
                !buf_printf(buf, err, is_ja ? "「%s」" : "%s", text))
            return false;
    }
    return true;
}

static bool write_range(const char *least, const char *most, bool is_day, bool is_ja,
        struct buf *buf, struct error *err)
{
    if (least && most)
        return buf_printf(buf, err, is_ja ? "%sから%sまで" : "%s to %s", least, most);
    if (least)
        return buf_printf(buf, err,
                is_ja            ? is_day ? "%s以後" : "%s以上"
                        : is_day ? "%s or later"
                                 : "%s or more",
                least);
    return !most ||
            buf_printf(buf, err,
                    is_ja            ? is_day ? "%s以前" : "%s以下"
                            : is_day ? "%s or earlier"
                                     : "%s or less",
                    most);
}

static bool write_one(const struct procedure_answer *answer,
        const struct step_context *context, enum text_language language, struct buf *buf,
        struct error *err)
{
    bool is_ja = language == TEXT_JA, is_day = answer->type == PROCEDURE_ANSWER_DATE;
    const char *least = step_expected_bound(is_day ? answer->not_before
                                                   : answer->at_least,
            context);
    const char *most = step_expected_bound(is_day ? answer->not_after : answer->at_most,
            context);

    if (answer->type == PROCEDURE_ANSWER_NUMBER && answer->expected_count > 0) {
        if (!buf_append_text(buf, answer->expected[0], err) ||
                ((least || most) && !buf_append_text(buf, is_ja ? "、" : ", ", err)))
            return false;
    } else if (!write_options(answer, language, buf, err)) {
        return false;
    }
    return write_range(least, most, is_day, is_ja, buf, err);
}

bool step_expected_write(const struct procedure_answer *answer,
        const struct step_context *context, struct arena *arena,
        struct text_pair *ret_expected, struct error *err)
{
    for (int language = TEXT_JA; language <= TEXT_EN; language++) {
        CLEANUP(buf_clear) struct buf buf = BUF_INIT(TEXT_MAX);

        ret_expected->in[language] = NULL;
        if (!write_one(answer, context, (enum text_language)language, &buf, err))
            return false;
        if (buf.size > 0 &&
                !arena_text(arena, buf_text(&buf), &ret_expected->in[language], err))
            return false;
    }
    return true;
}
