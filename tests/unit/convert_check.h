/* convert_check.h - one text converted, as text that a test can compare */
#ifndef CHOSHO_CONVERT_CHECK_H
#define CHOSHO_CONVERT_CHECK_H

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "evidence/convert/convert.h"
#include "tests/unit/unit.h"

struct convert_case {
    const char *text;
    const char *value; /* NULL: it must not convert */
};

/* A REAL with its kind before it, so that it is not taken for an INTEGER. */
static inline const char *convert_check_show(const struct convert_value *value,
        char shown[64])
{
    if (value->kind == CONVERT_TEXT)
        snprintf(shown, 64, "%.*s", (int)value->text_size, value->text);
    else if (value->kind == CONVERT_INTEGER)
        snprintf(shown, 64, "%" PRId64, value->integer);
    else
        snprintf(shown, 64, "real %.15g", value->real);
    return shown;
}

static inline void convert_check_in(enum program_type type,
        const struct convert_context *context, const struct convert_case *cases,
        size_t count)
{
    char shown[64];

    for (size_t i = 0; i < count; i++) {
        struct convert_value value;
        bool ok = convert_text(type, cases[i].text, strlen(cases[i].text), context,
                &value);

        ck_assert_msg(ok == (cases[i].value != NULL), "'%s' %s", cases[i].text,
                ok ? convert_check_show(&value, shown) : "does not convert");
        if (ok)
            ck_assert_msg(strcmp(convert_check_show(&value, shown), cases[i].value) == 0,
                    "'%s' is %s, not %s", cases[i].text, shown, cases[i].value);
    }
}

static inline void convert_check(enum program_type type, const struct convert_case *cases,
        size_t count)
{
    static const struct convert_context nowhere = {NULL, 0, NULL};

    convert_check_in(type, &nowhere, cases, count);
}

#endif
