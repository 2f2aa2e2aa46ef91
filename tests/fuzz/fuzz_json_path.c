/* fuzz_json_path.c - a path on the first line, JSON behind it
 *
 * A path that is read can be written and read again; a value that is found is part of the
 * JSON, or shorter. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "evidence/format/json_path.h"
#include "evidence/format/record.h"

#define REQUIRE(condition) \
    do {                   \
        if (!(condition))  \
            abort();       \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_path(const struct json_path *path, struct buf *text)
{
    struct error err = {0};

    for (uint32_t i = 0; i < path->count; i++) {
        const struct json_step *step = &path->steps[i];

        if (step->kind == JSON_STEP_KEY)
            REQUIRE(json_path_append_key(text, step->key.text, step->key.size, &err));
        else if (step->kind == JSON_STEP_INDEX)
            REQUIRE(buf_printf(text, &err, "[%u]", (unsigned)step->index));
        else
            REQUIRE(buf_append_text(text, "[*]", &err));
    }
}

static void check_path(const char *text)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT((size_t)16 << 20);
    CLEANUP(buf_clear) struct buf written = BUF_INIT((size_t)16 << 20);
    struct json_path path, again;
    struct error err = {0};

    if (!json_path_parse(text, &arena, &path, &err)) {
        REQUIRE(err.code == ERROR_SCRIPT);
        return;
    }
    write_path(&path, &written);
    REQUIRE(json_path_parse(buf_text(&written), &arena, &again, &err));
    REQUIRE(path.count == again.count);
    for (uint32_t i = 0; i < path.count; i++) {
        REQUIRE(path.steps[i].kind == again.steps[i].kind);
        REQUIRE(path.steps[i].index == again.steps[i].index);
        REQUIRE(path.steps[i].key.size == again.steps[i].key.size);
        REQUIRE(!path.steps[i].key.size ||
                memcmp(path.steps[i].key.text, again.steps[i].key.text,
                        path.steps[i].key.size) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(buf_clear) struct buf value = BUF_INIT((size_t)16 << 20);
    const char *text = (const char *)data;
    const char *line_end = memchr(text, '\n', size);
    size_t path_size = line_end ? (size_t)(line_end - text) : size;
    size_t json_size = line_end ? size - path_size - 1 : 0;
    struct error err = {0};
    bool found;
    char *path;

    if (text_find_invalid(text, size) != size || memchr(text, '\0', path_size))
        return 0;
    path = calloc(path_size + 1, 1);
    REQUIRE(path);
    memcpy(path, text, path_size);
    check_path(path);
    if (record_json_value(text + size - json_size, json_size, path, &value, &found,
                &err)) {
        REQUIRE(value.size <= json_size);
        REQUIRE(text_find_invalid(buf_text(&value), value.size) == value.size);
    } else {
        REQUIRE(err.code == ERROR_SCRIPT || err.code == ERROR_UNREADABLE);
    }
    free(path);
    return 0;
}
