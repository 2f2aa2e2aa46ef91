/* fuzz_difference_json.c - two records of JSON, one a line, and what differs in them */
#include "evidence/table/difference_json.h"

#include <stdlib.h>
#include <string.h>

#include "evidence/format/json_canonical.h"
#include "evidence/format/json_walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool take(void *owner, const char *path, struct slice old, struct slice new,
        struct error *err)
{
    (void)owner;
    (void)err;
    if (old.size + new.size + strlen(path) == 0 && !old.text && !new.text)
        abort(); /* nothing differs from nothing */
    return true;
}

/* A canonical text is its own, and not longer. */
static void check_canonical(struct slice text)
{
    CLEANUP(json_canonical_clear) struct json_canonical first, second;
    struct slice once, again;
    struct error err = {0};

    json_canonical_init(&first);
    json_canonical_init(&second);
    if (!json_canonical_write(&first, text, &once, &err) ||
            !json_canonical_write(&second, once, &again, &err))
        return;
    if (once.size > text.size || once.size != again.size ||
            memcmp(once.text, again.text, once.size) != 0)
        abort();
}

/* Only what has been read as a record comes so far. */
static bool is_record(struct json_walk *walk, struct slice text)
{
    if (json_walk_value(walk, text.text, text.size, true) != JSON_DONE || walk->problem)
        return false;
    json_scan_blanks(&walk->scan);
    return walk->scan.at == walk->scan.end;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    const char *end = size ? memchr(text, '\n', size) : NULL;
    struct json_walk walk = {0};
    struct difference_json *json = NULL;
    struct error err = {0};
    struct slice old, new;

    if (!end)
        return 0;
    old = (struct slice){text, (size_t)(end - text)};
    new = (struct slice){end + 1, size - old.size - 1};
    if (!json_keys_new(&walk.keys, &err))
        return 0;
    if (is_record(&walk, old) && is_record(&walk, new) &&
            difference_json_new(&json, &err)) {
        check_canonical(old);
        check_canonical(new);
        if (!difference_json_find(json, old, new, take, NULL, &err) &&
                err.code != ERROR_LIMIT && err.code != ERROR_MEMORY)
            abort();
        difference_json_free(json);
    }
    json_keys_free(walk.keys);
    return 0;
}
