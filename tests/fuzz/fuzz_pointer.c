/* fuzz_pointer.c - any text as a pointer
 *
 * What must hold: a refusal is ERROR_USAGE or a name too long; what is read, written and
 * read again names the same record. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/pointer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_and_read(const struct pointer *pointer)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)1 << 20);
    CLEANUP(pointer_clear) struct pointer again = POINTER_INIT;
    struct error err = {0};

    if (!pointer_write_way(&text, buf_text(&pointer->bundle), buf_text(&pointer->member),
                pointer->way.size ? buf_text(&pointer->way) : NULL, pointer->record,
                &err) ||
            !pointer_parse(buf_text(&text), &again, &err) ||
            strcmp(buf_text(&again.bundle), buf_text(&pointer->bundle)) != 0 ||
            strcmp(buf_text(&again.member), buf_text(&pointer->member)) != 0 ||
            strcmp(buf_text(&again.way), buf_text(&pointer->way)) != 0 ||
            again.record != pointer->record || pointer->record == 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    struct pointer pointer;
    struct error err = {0};

    if (!text)
        abort();
    memcpy(text, data, size);
    text[size] = '\0';
    if (pointer_parse(text, &pointer, &err)) {
        write_and_read(&pointer);
        pointer_clear(&pointer);
    } else if (err.code != ERROR_USAGE && err.code != ERROR_LIMIT) {
        abort();
    }
    free(text);
    return 0;
}
