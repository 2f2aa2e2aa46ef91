/* fuzz_text.c - everything text.c makes of bytes: the first line is a glob, the rest a
 * text */
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"

#define INPUT_MAX 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void check_visible(const char *text, size_t size)
{
    CLEANUP(buf_clear) struct buf buf = BUF_INIT(8 * INPUT_MAX);
    struct error err = {0};

    require(text_append_visible(&buf, text, size, &err));
    require(text_find_invalid(buf_text(&buf), buf.size) == buf.size);
    for (size_t i = 0; i < buf.size; i++)
        require((unsigned char)buf.data[i] >= 0x20 && buf.data[i] != 0x7F);
}

/* Folding and lower case keep valid text valid, and change nothing the second time. */
static void check_settled(bool (*append)(struct buf *, const char *, size_t,
                                  struct error *),
        const char *text, size_t size)
{
    CLEANUP(buf_clear) struct buf once = BUF_INIT(8 * INPUT_MAX);
    CLEANUP(buf_clear) struct buf twice = BUF_INIT(8 * INPUT_MAX);
    struct error err = {0};

    require(append(&once, text, size, &err));
    require(append(&twice, buf_text(&once), once.size, &err));
    require(once.size == twice.size &&
            memcmp(buf_text(&once), buf_text(&twice), once.size) == 0);
    if (text_find_invalid(text, size) == size)
        require(text_find_invalid(buf_text(&once), once.size) == once.size);
}

static void check_glob(const char *text, size_t size)
{
    CLEANUP(buf_clear) struct buf pattern = BUF_INIT(INPUT_MAX);
    CLEANUP(buf_clear) struct buf name = BUF_INIT(INPUT_MAX);
    const char *end = memchr(text, '\n', size);
    size_t cut = end ? (size_t)(end - text) : size;
    const char *const candidates[] = {buf_text(&name), "population", NULL};
    struct error err = {0};

    require(buf_append(&pattern, text, cut, &err));
    require(buf_append(&name, text + cut, size - cut, &err));
    (void)text_is_glob_match(buf_text(&pattern), buf_text(&name));
    require(text_is_glob_match("**", buf_text(&name)));
    (void)text_find_nearest(buf_text(&pattern), candidates);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;

    if (size > INPUT_MAX)
        return 0;
    check_visible(text, size);
    check_settled(text_append_folded, text, size);
    check_settled(text_append_lower, text, size);
    check_glob(text, size);
    require(text_width(text, size) <= 2 * size);
    return 0;
}
