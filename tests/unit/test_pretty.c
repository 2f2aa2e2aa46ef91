#include "engine/commands/pretty.h"

#include <string.h>

#include "tests/unit/unit.h"

static void expect(const char *json, const char *pretty)
{
    CLEANUP(buf_clear) struct buf buf = BUF_INIT(1 << 20);
    struct error err = {0};

    ck_assert(pretty_json((struct slice){json, strlen(json)}, "> ", &buf, &err));
    ck_assert_str_eq(buf_text(&buf), pretty);
}

START_TEST(members_stand_on_lines)
{
    expect("{\"a\":1,\"b\":[true,{\"c\":null}]}",
            "> {\n>   \"a\": 1,\n>   \"b\": [\n>     true,\n>     {\n"
            ">       \"c\": null\n>     }\n>   ]\n> }\n");
    expect("  {}", "> {}\n");
    expect("{ \"a\" : [ ] }", "> {\n>   \"a\": []\n> }\n");
    expect("12", "> 12\n");
}
END_TEST

START_TEST(texts_stay_as_they_are)
{
    expect("[\"a, b: {c} [d]\",\"say \\\"x\\\" \\\\\"]",
            "> [\n>   \"a, b: {c} [d]\",\n>   \"say \\\"x\\\" \\\\\"\n> ]\n");
}
END_TEST

START_TEST(what_is_no_json_is_not_lost)
{
    expect("", "> \n");
    expect("{\"a\":\"cut", "> {\n>   \"a\": \"cut\n");
    expect("\"\\", "> \"\\\n");
    expect("]]}x", "> \n> ]\n> ]\n> }x\n");
    expect("[", "> [\n>   \n");
}
END_TEST

/* A margin does not grow with what a sender nests. */
START_TEST(depth_is_bounded)
{
    CLEANUP(buf_clear) struct buf buf = BUF_INIT((size_t)64 << 20);
    struct error err = {0};
    char json[20000];

    memset(json, '[', sizeof(json));
    ck_assert(pretty_json((struct slice){json, sizeof(json)}, "> ", &buf, &err));
    ck_assert_uint_lt(buf.size, sizeof(json) * 300);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            members_stand_on_lines,
            texts_stay_as_they_are,
            what_is_no_json_is_not_lost,
            depth_is_bounded,
    };

    return unit_run("pretty", tests, ARRAY_LENGTH(tests));
}
