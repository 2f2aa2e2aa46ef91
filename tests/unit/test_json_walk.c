#include "evidence/format/json_walk.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/text.h"
#include "tests/unit/record_check.h"

#define PATHS_MAX 64

/* One walk over text for paths divided by blanks. */
struct walked {
    struct arena arena;
    struct json_keys *keys;
    struct json_tree tree;
    struct json_found found[PATHS_MAX];
    uint32_t slots[PATHS_MAX];
    struct json_walk walk;
    enum json_result result;
};

static void walk_size(struct walked *walked, const char *text, size_t size,
        const char *paths, bool whole)
{
    struct json_path parsed[PATHS_MAX];
    char names[1024], *rest = names, *name;
    struct error err = {0};
    size_t count = 0;

    memset(walked, 0, sizeof(*walked));
    walked->arena = (struct arena)ARENA_INIT(1 << 20);
    strcpy(names, paths);
    while ((name = strsep(&rest, " ")))
        ck_assert(json_path_parse(name, &walked->arena, &parsed[count++], &err));
    ck_assert(json_path_build_tree(parsed, count, &walked->arena, &walked->tree,
            walked->slots, &err));
    ck_assert(json_keys_new(&walked->keys, &err));
    walked->walk = (struct json_walk){.tree = &walked->tree,
            .keys = walked->keys,
            .found = walked->found,
            .slot_count = (uint32_t)count};
    walked->result = json_walk_value(&walked->walk, text, size, whole);
}

static void end_walk(struct walked *walked)
{
    json_keys_free(walked->keys);
    arena_clear(&walked->arena);
}

/* What the paths find, divided by '|'; absent is (none), null (null). */
static void check_found(const char *text, const char *paths, const char *expected)
{
    struct walked walked;
    char got[512] = "", *out = got;

    walk_size(&walked, text, strlen(text), paths, true);
    ck_assert_msg(walked.result == JSON_DONE, "%s: %s", text, walked.walk.scan.complaint);
    if (walked.walk.problem)
        out += sprintf(out, "!%s", walked.walk.problem);
    for (size_t i = 0; i < walked.walk.slot_count && !walked.walk.problem; i++) {
        const struct json_found *found = &walked.found[walked.slots[i]];

        out += sprintf(out, "%s", i ? "|" : "");
        if (found->type == JSON_ABSENT)
            out += sprintf(out, "(none)");
        else if (found->type == JSON_NULL)
            out += sprintf(out, "(null)");
        else
            out += sprintf(out, "%.*s", (int)found->text.size, found->text.text);
    }
    ck_assert_str_eq(got, expected);
    end_walk(&walked);
}

START_TEST(paths_find_their_values)
{
    check_found("{\"a\":1,\"b\":{\"c\":\"x\"},\"d\":[10,20,{\"e\":true}]}",
            "a b.c d[1] d[2].e", "1|x|20|true");
    check_found("{\"a\" : 1 , \"b\" :\n { \"c\" : \"x\" } }", "b b.c",
            "{ \"c\" : \"x\" }|x");
    check_found("{\"a\":null,\"b\":{}}", "a b.c x.y b", "(null)|(none)|(none)|{}");
    check_found("{\"a\":5}", "a.b a[0]", "(none)|(none)");
    check_found("{\"a\":[1]}", "a.b a[0]", "(none)|1");
    check_found("{\"\\u0061\":1}", "a", "1");
    check_found("{\"a.b\":1,\"a\":{\"b\":2}}", "[\"a.b\"] a.b", "1|2");
    check_found("[[1,2],[3,4]]", "[1][0] [0]", "3|[1,2]");
    check_found("\"text\"", " [0]", "text|(none)");
    check_found("{\"a\":-1.50e+3}", "a", "-1.50e+3");
    check_found("{\"x\":{\"a\":1},\"a\":2,\"y\":[{\"a\":3}]}", "a", "2");
}
END_TEST

START_TEST(keys_twice_matter_whatever_is_asked)
{
    check_found("{\"a\":1,\"a\":2}", "a", "!duplicate-key");
    check_found("{\"a\":1,\"b\":2,\"b\":3}", "a", "!duplicate-key");
    check_found("{\"a\":1,\"\\u0061\":2}", "a", "!duplicate-key");
    check_found("{\"a\":{\"c\":1,\"c\":2},\"b\":3}", "b", "!duplicate-key");
    check_found("{\"a\":{\"c\":1,\"c\":2},\"b\":3}", "a.c", "!duplicate-key");
    check_found("{\"a\":{\"c\":1,\"c\":2},\"b\":3}", "a", "!duplicate-key");
    check_found("{\"a\":1,\"b\":[{\"c\":[{\"d\":1,\"\\u0064\":2}]}]}", "a",
            "!duplicate-key");
    check_found("{\"a\":{\"b\":1},\"b\":{\"a\":1,\"b\":2}}", "a.b b.b", "1|2");
    check_found("[{\"a\":1},{\"a\":2}]", "[0].a [1].a", "1|2");
}
END_TEST

/* The same key in many objects is seen once in each. */
START_TEST(keys_of_different_objects_are_different)
{
    char text[1024] = "[", paths[1024] = "", expected[1024] = "";

    for (int i = 0; i < 60; i++) {
        sprintf(text + strlen(text), "%s{\"k\":%d}", i ? "," : "", i);
        sprintf(paths + strlen(paths), "%s[%d].k", i ? " " : "", i);
        sprintf(expected + strlen(expected), "%s%d", i ? "|" : "", i);
    }
    strcat(text, "]");
    check_found(text, paths, expected);
}
END_TEST

START_TEST(very_many_keys_are_a_limit)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)16 << 20);
    struct error err = {0};

    ck_assert(buf_append_text(&text, "{", &err));
    for (unsigned i = 0; i < 530000; i++) {
        ck_assert(buf_printf(&text, &err, "%s\"k%u\":0", i ? "," : "", i));
        if (i == 60000) {
            ck_assert(buf_append_text(&text, "}", &err));
            check_found(buf_text(&text), "k7", "0");
            text.size--;
        }
    }
    ck_assert(buf_append_text(&text, "}", &err));
    check_found(buf_text(&text), "k7", "!too-many-keys");
}
END_TEST

START_TEST(depth_ends_at_128)
{
    char text[260];
    struct walked walked;

    memset(text, '[', 128);
    memset(text + 128, ']', 128);
    walk_size(&walked, text, 256, "", true);
    ck_assert_int_eq(walked.result, JSON_DONE);
    walked.walk.depth_before = 1;
    ck_assert_int_eq(json_walk_value(&walked.walk, text, 256, true), JSON_INVALID);
    ck_assert_ptr_nonnull(strstr(walked.walk.scan.complaint, "128"));
    end_walk(&walked);
    memset(text, '[', 129);
    walk_size(&walked, text, 129, "", false);
    ck_assert_int_eq(walked.result, JSON_INVALID);
    end_walk(&walked);
}
END_TEST

/* Every beginning of a value asks for more, and where the text is whole it is refused. */
START_TEST(a_cut_value_asks_for_more)
{
    static const char text[] =
            " {\"k\\u00e9\" : [1, -2.5e-3, true, false, null, \"\\n\\ud83d\", {}, []], \"z\": 0}";
    struct walked walked;

    for (size_t size = 0; size < sizeof(text) - 1; size++) {
        walk_size(&walked, text, size, "z", false);
        ck_assert_msg(walked.result == JSON_MORE, "%zu", size);
        end_walk(&walked);
        walk_size(&walked, text, size, "z", true);
        ck_assert_msg(walked.result == JSON_INVALID, "%zu", size);
        ck_assert_ptr_nonnull(walked.walk.scan.complaint);
        end_walk(&walked);
    }
    walk_size(&walked, text, sizeof(text) - 1, "z", false);
    ck_assert_int_eq(walked.result, JSON_DONE);
    end_walk(&walked);
    walk_size(&walked, "12", 2, "", false);
    ck_assert_int_eq(walked.result, JSON_MORE); /* it may be 123 */
    end_walk(&walked);
}
END_TEST

START_TEST(complaints_say_what_and_where)
{
    static const struct {
        const char *text, *complaint;
        size_t at;
    } cases[] = {
            {"{\"a\":1,}", "key", 7},
            {"{a:1}", "key", 1},
            {"{\"a\" 1}", "colon", 5},
            {"[1 2]", "comma", 3},
            {"[1,]", "no JSON value", 3},
            {"[01]", "begin with 0", 2},
            {"[1.]", "digit", 3},
            {"[tru]", "true, false, null", 1},
            {"[\"\\x\"]", "escape", 2},
            {"[\"\\u12g4\"]", "hexadecimal", 2},
            {"[\"a\tb\"]", "control character", 3},
            {"[1", "too early", 2},
            {"", "too early", 0},
    };
    struct walked walked;

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        walk_size(&walked, cases[i].text, strlen(cases[i].text), "", true);
        ck_assert_int_eq(walked.result, JSON_INVALID);
        ck_assert_msg(strstr(walked.walk.scan.complaint, cases[i].complaint), "%s: %s",
                cases[i].text, walked.walk.scan.complaint);
        ck_assert_uint_eq((size_t)(walked.walk.scan.at - cases[i].text), cases[i].at);
        end_walk(&walked);
    }
}
END_TEST

/* One text of RFC 8259: UTF-8, one value, nothing behind it. */
static bool is_json(const char *text, size_t size)
{
    struct walked walked;
    bool ok;

    if (text_find_invalid(text, size) != size)
        return false;
    walk_size(&walked, text, size, "", true);
    json_scan_blanks(&walked.walk.scan);
    ok = walked.result == JSON_DONE && walked.walk.scan.at == text + size;
    end_walk(&walked);
    return ok;
}

/* Of the suite's files that may be either: these are refused (not UTF-8, a byte-order
 * mark, too deep); the others are accepted: numbers beyond any type are text to us, lone
 * surrogates stay as they are written. */
static const char *const refused[] = {"i_string_UTF-16LE_with_BOM",
        "i_string_UTF-8_invalid_sequence", "i_string_UTF8_surrogate_U+D800",
        "i_string_invalid_utf-8", "i_string_iso_latin_1",
        "i_string_lone_utf8_continuation_byte", "i_string_not_in_unicode_range",
        "i_string_overlong_sequence_2_bytes", "i_string_overlong_sequence_6_bytes",
        "i_string_overlong_sequence_6_bytes_null", "i_string_truncated-utf-8",
        "i_string_utf16BE_no_BOM", "i_string_utf16LE_no_BOM",
        "i_structure_500_nested_arrays", "i_structure_UTF-8_BOM_empty_object"};

static bool is_expected(const char *name)
{
    for (size_t i = 0; i < ARRAY_LENGTH(refused); i++) {
        if (strncmp(name, refused[i], strlen(refused[i])) == 0 &&
                name[strlen(refused[i])] == '.')
            return false;
    }
    return name[0] != 'n';
}

START_TEST(json_test_suite_gets_its_verdicts)
{
    const char *data = getenv("CHOSHO_TEST_DATA");
    char path[4096];
    struct dirent **entries;
    unsigned files[3] = {0};
    int count;

    snprintf(path, sizeof(path), "%s/hostile/json", data ? data : "../shared/data");
    count = scandir(path, &entries, NULL, alphasort);
    if (count < 0)
        printf("skipped: no %s\n", path);
    for (int i = 0; i < count; i++) {
        CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)16 << 20);
        const char *name = entries[i]->d_name;

        if (strstr(name, ".json")) {
            snprintf(path, sizeof(path), "hostile/json/%s", name);
            ck_assert(record_check_load(path, &text));
            ck_assert_msg(is_json(buf_text(&text), text.size) == is_expected(name), "%s",
                    name);
            files[name[0] == 'y' ? 0 : name[0] == 'n' ? 1 : 2]++;
        }
        free(entries[i]);
    }
    if (count > 0) {
        free(entries);
        ck_assert_uint_eq(files[0], 95);
        ck_assert_uint_eq(files[1], 188);
        ck_assert_uint_eq(files[2], 35);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {paths_find_their_values,
            keys_twice_matter_whatever_is_asked, keys_of_different_objects_are_different,
            very_many_keys_are_a_limit, depth_ends_at_128, a_cut_value_asks_for_more,
            complaints_say_what_and_where, json_test_suite_gets_its_verdicts};

    return unit_run("json_walk", tests, ARRAY_LENGTH(tests));
}
