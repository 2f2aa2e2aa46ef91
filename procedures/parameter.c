#include "procedures/parameter.h"

#include <arpa/inet.h>
#include <string.h>

#include "engine/base/date.h"
#include "engine/base/text.h"
#include "engine/base/vocabulary_type.h"

static bool refuse(const char *value, const char *wanted, struct error *err)
{
    return error_set(err, ERROR_SCRIPT,
            TR("'%s' must be %s", "「%s」は%sでなければなりません"), value, wanted);
}

static bool normalise_instant(const char *value, struct arena *arena,
        const char **ret_value, struct error *err)
{
    char text[DATE_INSTANT_SIZE];
    int64_t ms;

    if (!date_parse_instant(value, strlen(value), &ms))
        return refuse(value,
                TR("a moment such as 2026-03-31T15:00:00Z",
                        "2026-03-31T15:00:00Zのような日時"),
                err);
    date_format_instant(ms, text);
    return arena_text(arena, text, ret_value, err);
}

static bool normalise_boolean(const char *value, const char **ret_value,
        struct error *err)
{
    if (vocabulary_type_is_choice("true yes 1", value))
        *ret_value = "1";
    else if (vocabulary_type_is_choice("false no 0", value))
        *ret_value = "0";
    else
        return refuse(value, TR("true or false", "trueかfalse"), err);
    return true;
}

/* As addresses stand in tables: RFC 5952. */
static bool normalise_address(const char *value, struct arena *arena,
        const char **ret_value, struct error *err)
{
    unsigned char bytes[sizeof(struct in6_addr)];
    char text[INET6_ADDRSTRLEN];

    for (size_t i = 0; i < 2; i++) {
        int family = i ? AF_INET6 : AF_INET;

        if (inet_pton(family, value, bytes) == 1 &&
                inet_ntop(family, bytes, text, sizeof(text)))
            return arena_text(arena, text, ret_value, err);
    }
    return refuse(value,
            TR("one address such as 192.0.2.1 or 2001:db8::1",
                    "192.0.2.1や2001:db8::1のような一つのアドレス"),
            err);
}

bool parameter_normalise(enum program_type type, const char *value, struct arena *arena,
        const char **ret_value, struct error *err)
{
    int64_t day;

    switch (type) {
    case PROGRAM_DATE:
        if (!date_parse(value, strlen(value), &day))
            return refuse(value, TR("a day as YYYY-MM-DD", "YYYY-MM-DD形式の日付"), err);
        break;
    case PROGRAM_TIMESTAMP:
        return normalise_instant(value, arena, ret_value, err);
    case PROGRAM_NUMBER:
        if (value[0] == ':' || !vocabulary_type_find(VOCABULARY_NUMBER)->holds(value))
            return refuse(value, TR("a decimal number", "十進数"), err);
        break;
    case PROGRAM_BOOLEAN:
        return normalise_boolean(value, ret_value, err);
    case PROGRAM_IP:
        return normalise_address(value, arena, ret_value, err);
    case PROGRAM_TEXT:
        break;
    }
    return arena_text(arena, value, ret_value, err);
}
