/* fuzz_regex.c - the first line is a pattern, the rest a subject, UTF-8 or not */
#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "engine/base/regex.h"

#define INPUT_MAX 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

/* Whatever matched lies inside the subject, and a failure says why. */
static void check_match(struct regex *regex, const char *subject, size_t size)
{
    struct slice groups[REGEX_GROUPS_MAX];
    struct error err = {0};
    bool matched = false;

    if (!regex_match(regex, subject, size, groups, REGEX_GROUPS_MAX, &matched, &err)) {
        require(err.code == ERROR_LIMIT);
        return;
    }
    for (size_t i = 0; matched && i < REGEX_GROUPS_MAX; i++) {
        size_t start = groups[i].text ? (size_t)(groups[i].text - subject) : 0;

        require(start <= size && groups[i].size <= size - start);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(buf_clear) struct buf pattern = BUF_INIT(INPUT_MAX);
    CLEANUP(regex_freep) struct regex *regex = NULL;
    const uint8_t *end = size ? memchr(data, '\n', size) : NULL;
    struct error err = {0};

    if (!end || size > INPUT_MAX ||
            !buf_append(&pattern, data, (size_t)(end - data), &err))
        return 0;
    if (!regex_compile(buf_text(&pattern), &regex, &err)) {
        require(err.code == ERROR_SCRIPT);
        return 0;
    }
    check_match(regex, (const char *)end + 1, size - (size_t)(end + 1 - data));
    return 0;
}
