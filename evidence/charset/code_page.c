#include "evidence/charset/code_page.h"

#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"

struct code_page {
    iconv_t converter;
};

struct code_page *code_page_open(const char *name)
{
    struct code_page *page = calloc(1, sizeof(*page));

    if (!page)
        return NULL;
    page->converter = iconv_open("UTF-16LE", name);
    if (page->converter != (iconv_t)-1) // NOLINT(performance-no-int-to-ptr): iconv's way
        return page;
    free(page);
    return NULL;
}

void code_page_close(struct code_page *page)
{
    if (!page)
        return;
    iconv_close(page->converter);
    free(page);
}

uint16_t code_page_find(struct code_page *page, const uint8_t *bytes, size_t size)
{
    char from[4], to[8];
    char *in = from, *out = to;
    size_t in_left = size, out_left = sizeof(to);

    memcpy(from, bytes, size);
    if (iconv(page->converter, &in, &in_left, &out, &out_left) != 0 || in_left != 0) {
        iconv(page->converter, NULL, NULL, NULL, NULL); /* forgets what it began */
        return 0;
    }
    if (sizeof(to) - out_left != 2)
        return 0;
    return (uint16_t)((uint8_t)to[0] | (uint8_t)to[1] << 8);
}

/* Converts codes until one of them is none; how many were characters of one unit each. 0
 * where that is not certain. */
static size_t convert_run(struct code_page *page, const uint8_t *codes, size_t size,
        size_t count, uint16_t *ret_characters)
{
    char from[4 * CODE_PAGE_CODES], to[2 * CODE_PAGE_CODES];
    char *in = from, *out = to;
    size_t in_left = size * count, out_left = sizeof(to), done, stopped;

    memcpy(from, codes, in_left);
    stopped = iconv(page->converter, &in, &in_left, &out, &out_left);
    done = (size_t)(in - from) / size;
    iconv(page->converter, NULL, NULL, NULL, NULL);
    if ((stopped != 0 && stopped != (size_t)-1) || (size_t)(in - from) != done * size ||
            sizeof(to) - out_left != 2 * done)
        return 0;
    for (size_t i = 0; i < done; i++)
        ret_characters[i] = (uint16_t)((uint8_t)to[2 * i] | (uint8_t)to[2 * i + 1] << 8);
    return done;
}

void code_page_find_all(struct code_page *page, const uint8_t *bytes, size_t size,
        size_t count, uint16_t *ret_characters)
{
    uint8_t codes[4 * CODE_PAGE_CODES];
    size_t at = 0;

    for (size_t i = 0; i < count; i++) {
        memcpy(codes + i * size, bytes, size);
        codes[i * size + size - 1] = (uint8_t)(bytes[size - 1] + i);
    }
    while (at < count) {
        at += convert_run(page, codes + at * size, size, count - at, ret_characters + at);
        if (at == count)
            break;
        ret_characters[at] = code_page_find(page, codes + at * size, size);
        at++;
    }
}

bool code_page_missing(const char *name, struct error *err)
{
    return error_set(err, ERROR_MISSING,
            TR("this system's iconv has no character set \"%s\": install glibc's gconv modules (Debian: libc6)",
                    "この環境の iconv に文字コード「%s」がありません。glibc の gconv モジュール（Debian では libc6）を導入してください"),
            name);
}
