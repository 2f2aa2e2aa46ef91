/* Any raw name and extra field: what is decoded is UTF-8 without NUL, and shows safely.
 * The first byte has the UTF-8 flag, the second says how much of the rest is the extra
 * field. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "evidence/zip/member_name.h"
#include "evidence/zip/similar_name.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_name(const char *name, size_t size)
{
    CLEANUP(buf_clear) struct buf key = BUF_INIT((size_t)1 << 20);
    struct member_name_shown shown = member_name_show(name);
    struct error err = {0};

    if (strlen(name) != size || text_find_invalid(name, size) != size)
        abort();
    for (const char *at = shown.text; *at; at++) {
        if ((uint8_t)*at < 0x20)
            abort();
    }
    if (text_find_invalid(shown.text, strlen(shown.text)) != strlen(shown.text))
        abort();
    (void)member_name_problem(name);
    if (size < 1000 && !similar_name_fold(name, &key, &err))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(buf_clear) struct buf name = BUF_INIT((size_t)1 << 20);
    enum member_name_source source;
    struct error err = {0};
    size_t extra;

    if (size < 2 || size > 0xFFFF)
        return 0;
    extra = data[1] < size - 2 ? data[1] : size - 2;
    if (member_name_decode(data + 2 + extra, size - 2 - extra, data[0] & 1, data + 2,
                extra, &name, &source, &err))
        check_name(buf_text(&name), name.size);
    else if (err.code != ERROR_UNREADABLE)
        abort();
    return 0;
}
