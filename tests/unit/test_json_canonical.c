/* One text for every way of writing a JSON value. What is expected is python's
 * json.dumps(v, sort_keys=True, ensure_ascii=False, separators=(",", ":")),
 * but for numbers and for what is no character. */
#include "evidence/format/json_canonical.h"

#include <string.h>

#include "tests/unit/unit.h"

static void check(const char *text, const char *expected)
{
    CLEANUP(json_canonical_clear) struct json_canonical canonical;
    struct error err = {0};
    struct slice found;

    json_canonical_init(&canonical);
    /* the room is used again */
    for (unsigned i = 0; i < 2; i++) {
        ck_assert(json_canonical_write(&canonical, (struct slice){text, strlen(text)},
                &found, &err));
        ck_assert_str_eq(found.text, expected);
        ck_assert_uint_eq(found.size, strlen(expected));
    }
}

START_TEST(blanks_and_the_order_of_keys_are_none_of_it)
{
    check(" { \"b\" : 1 ,\n \"a\" : [ 1 , 2 , { } , [ ] ] } ",
            "{\"a\":[1,2,{},[]],\"b\":1}");
    check("{\"b\":{\"d\":1,\"c\":{\"z\":0,\"y\":{\"b\":1,\"a\":2}}},\"a\":null}",
            "{\"a\":null,\"b\":{\"c\":{\"y\":{\"a\":2,\"b\":1},\"z\":0},\"d\":1}}");
    check("{\"ab\":1,\"a\":2,\"\":3,\"a!\":4}", "{\"\":3,\"a\":2,\"a!\":4,\"ab\":1}");
    check("[{\"b\":1,\"a\":2},{\"d\":1,\"c\":2}]",
            "[{\"a\":2,\"b\":1},{\"c\":2,\"d\":1}]");
    check("true", "true");
}
END_TEST

START_TEST(escapes_are_those_that_must_be)
{
    check("\"\\u3042\\/\\u0041\\\\n\\\"\\n\\u000a\\u001F\\t\"",
            "\"あ/A\\\\n\\\"\\n\\n\\u001f\\t\"");
    check("\"\\uD83d\\uDE00\\u00e9\\u00E9\\u0022\\u0022\"", "\"😀éé\\\"\\\"\"");
    check("{\"\\u0062\":1,\"a\":2}", "{\"a\":2,\"b\":1}");
}
END_TEST

/* Numbers may be told apart by how they are written, and so may what is no character and
 * the text that looks like it. */
START_TEST(what_may_be_another_value_stays_another_text)
{
    check("[1.0,1,1e0,\"1\"]", "[1.0,1,1e0,\"1\"]");
    check("[\"\\u0000\",\"\\\\u0000\",\"\\uD8AB\",\"\\uDC00\\uD83D\"]",
            "[\"\\u0000\",\"\\\\u0000\",\"\\ud8ab\",\"\\udc00\\ud83d\"]");
    check("[[2,1],[1,2]]", "[[2,1],[1,2]]");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            blanks_and_the_order_of_keys_are_none_of_it,
            escapes_are_those_that_must_be,
            what_may_be_another_value_stays_another_text,
    };

    return unit_run("json_canonical", tests, ARRAY_LENGTH(tests));
}
