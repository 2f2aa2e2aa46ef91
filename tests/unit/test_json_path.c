#include "evidence/format/json_path.h"

#include <stdio.h>
#include <string.h>

#include "evidence/format/json_text.h"
#include "tests/unit/unit.h"

/* A path written back step by step: k:key, i:index, e for [*]. */
static void write_steps(const struct json_path *path, char *out)
{
    *out = '\0';
    for (uint32_t i = 0; i < path->count; i++) {
        const struct json_step *step = &path->steps[i];

        if (step->kind == JSON_STEP_KEY)
            out += sprintf(out, "k:%.*s ", (int)step->key.size, step->key.text);
        else if (step->kind == JSON_STEP_INDEX)
            out += sprintf(out, "i:%u ", step->index);
        else
            out += sprintf(out, "e ");
    }
}

START_TEST(paths_are_read)
{
    static const char *const cases[][2] = {
            {"", ""},
            {"a", "k:a "},
            {"a.b.c", "k:a k:b k:c "},
            {"Records[*]", "k:Records e "},
            {"[*]", "e "},
            {"a[0].b", "k:a i:0 k:b "},
            {"a[12][*][3]", "k:a i:12 e i:3 "},
            {"[\"a.b\"]", "k:a.b "},
            {"x[\"a]\\\"\\\\\"].y", "k:x k:a]\"\\ k:y "},
            {"[\"\"]", "k: "},
            {"case:concept:name", "k:case:concept:name "},
            {"@timestamp", "k:@timestamp "},
            {"社員 番号", "k:社員 番号 "},
    };
    char steps[256];

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        CLEANUP(arena_clear) struct arena arena = ARENA_INIT(1 << 20);
        struct json_path path;
        struct error err = {0};

        ck_assert_msg(json_path_parse(cases[i][0], &arena, &path, &err), "%s",
                err.message);
        write_steps(&path, steps);
        ck_assert_str_eq(steps, cases[i][1]);
    }
}
END_TEST

START_TEST(what_is_no_path_is_refused)
{
    static const char *const cases[] = {".", ".a", "a.", "a..b", "a[", "a[]", "a[x]",
            "a[1", "a[-1]", "a[1]b", "a]", "[\"a]", "[\"a\"", "[\"a\"]b", "a[1234567890]",
            "a[**]", "a[\"x\"y]"};

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        CLEANUP(arena_clear) struct arena arena = ARENA_INIT(1 << 20);
        struct json_path path;
        struct error err = {0};

        ck_assert_msg(!json_path_parse(cases[i], &arena, &path, &err), "%s", cases[i]);
        ck_assert_int_eq(err.code, ERROR_SCRIPT);
        ck_assert_ptr_nonnull(strstr(err.message, cases[i]));
    }
}
END_TEST

START_TEST(a_path_has_at_most_128_steps)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(1 << 20);
    char text[400];
    struct json_path path;
    struct error err = {0};

    for (size_t i = 0; i < 129; i++)
        memcpy(text + 3 * i, "[0]", 4);
    ck_assert(!json_path_parse(text, &arena, &path, &err));
    ck_assert(json_path_parse(text + 3, &arena, &path, &err));
    ck_assert_uint_eq(path.count, 128);
}
END_TEST

START_TEST(keys_are_written_as_they_are_read)
{
    static const char *const keys[] = {"a", "a.b", "a[0]", "", "q\"", "\\", "_text",
            "x y", "]"};
    static const char *const paths[] = {"a", "[\"a.b\"]", "[\"a[0]\"]", "[\"\"]",
            "[\"q\\\"\"]", "[\"\\\\\"]", "[\"_text\"]", "x y", "[\"]\"]"};

    for (size_t i = 0; i < ARRAY_LENGTH(keys); i++) {
        CLEANUP(arena_clear) struct arena arena = ARENA_INIT(1 << 20);
        CLEANUP(buf_clear) struct buf path_text = BUF_INIT(256);
        struct json_path path;
        struct error err = {0};

        ck_assert(json_path_append_key(&path_text, keys[i], strlen(keys[i]), &err));
        ck_assert_str_eq(buf_text(&path_text), paths[i]);
        ck_assert(json_path_append_key(&path_text, keys[i], strlen(keys[i]), &err));
        ck_assert(json_path_parse(buf_text(&path_text), &arena, &path, &err));
        ck_assert_uint_eq(path.count, 2);
        for (size_t k = 0; k < 2; k++) {
            ck_assert_uint_eq(path.steps[k].key.size, strlen(keys[i]));
            ck_assert_mem_eq(path.steps[k].key.text, keys[i], strlen(keys[i]));
        }
    }
}
END_TEST

static uint32_t find_key(const struct json_tree *tree, uint32_t parent, const char *key,
        bool escaped)
{
    struct slice text = {key, strlen(key)};

    return json_path_find_key(tree, parent, text, escaped, json_text_hash(text, escaped));
}

START_TEST(a_tree_finds_what_its_paths_name)
{
    static const char *const texts[] = {"a.b", "a", "x[3].y", "a.b", "", "k\\n"};
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(1 << 20);
    struct json_path paths[ARRAY_LENGTH(texts)];
    uint32_t slots[ARRAY_LENGTH(texts)], node;
    struct json_tree tree;
    struct error err = {0};

    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
        ck_assert(json_path_parse(texts[i], &arena, &paths[i], &err));
    ck_assert(
            json_path_build_tree(paths, ARRAY_LENGTH(texts), &arena, &tree, slots, &err));
    ck_assert_uint_eq(slots[3], 0);
    ck_assert_uint_eq(tree.nodes[0].slot, 4);
    node = find_key(&tree, 0, "a", false);
    ck_assert_uint_eq(tree.nodes[node].slot, 1);
    ck_assert_uint_eq(find_key(&tree, 0, "\\u0061", true), node);
    ck_assert_uint_eq(tree.nodes[find_key(&tree, node, "b", false)].slot, 0);
    ck_assert_uint_eq(find_key(&tree, 0, "b", false), JSON_NO_NODE);
    ck_assert_uint_eq(find_key(&tree, 0, "k\\n", true),
            JSON_NO_NODE); /* a key with a line feed */
    ck_assert_uint_ne(find_key(&tree, 0, "k\\\\n", true), JSON_NO_NODE);
    node = find_key(&tree, 0, "x", false);
    ck_assert_uint_eq(tree.nodes[node].slot, JSON_NO_SLOT);
    ck_assert_uint_eq(json_path_find_index(&tree, node, 2), JSON_NO_NODE);
    node = json_path_find_index(&tree, node, 3);
    ck_assert_uint_eq(tree.nodes[find_key(&tree, node, "y", false)].slot, 2);
}
END_TEST

START_TEST(every_element_is_not_one_value)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(1 << 20);
    struct json_path path;
    struct json_tree tree;
    uint32_t slot;
    struct error err = {0};

    ck_assert(json_path_parse("a[*].b", &arena, &path, &err));
    ck_assert(!json_path_build_tree(&path, 1, &arena, &tree, &slot, &err));
    ck_assert_int_eq(err.code, ERROR_SCRIPT);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {paths_are_read, what_is_no_path_is_refused,
            a_path_has_at_most_128_steps, keys_are_written_as_they_are_read,
            a_tree_finds_what_its_paths_name, every_element_is_not_one_value};

    return unit_run("json_path", tests, ARRAY_LENGTH(tests));
}
