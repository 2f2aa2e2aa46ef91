#include "evidence/format/sheet_count.h"

#include <string.h>

#include "engine/base/text.h"
#include "evidence/limits.h"

#define SHORTEST (sizeof("<c><f/></c>") - 1)
#define PIECE ((size_t)64 << 10)
#define KEPT \
    (sizeof("</is></c>") - 2) /* an end that is cut is seen with the next piece */

/* Whether a value, or the formula of one, ends where the cell does. */
static bool is_end_of_value(const char *begin, const char *end)
{
    static const char *const ends[] = {"</v>", "</is>", "</f>", "<f/>"};

    for (size_t i = 0; i < ARRAY_LENGTH(ends); i++) {
        size_t size = strlen(ends[i]);

        if ((size_t)(end - begin) >= size && memcmp(end - size, ends[i], size) == 0)
            return true;
    }
    return false;
}

/* In bytes whose first `seen` were among the last ones looked at. */
static uint64_t count_ends(const char *bytes, size_t size, size_t seen)
{
    const char *at = bytes, *stop = bytes + size;
    uint64_t count = 0;

    while ((at = memmem(at, (size_t)(stop - at), "</c>", 4))) {
        count += at + 4 > bytes + seen && is_end_of_value(bytes, at);
        at += 4;
    }
    return count;
}

static bool look_through(struct inflate *inflate, struct error *err)
{
    char bytes[KEPT + PIECE];
    struct error ignored = {0};
    size_t kept = 0, got = 1;
    uint64_t count = 0;

    while (inflate_read(inflate, bytes + kept, PIECE, &got, &ignored) && got) {
        size_t size = kept + got;

        count += count_ends(bytes, size, kept);
        if (count > LIMIT_SHEET_CELLS)
            return sheet_count_refuse(err);
        kept = size < KEPT ? size : KEPT;
        memmove(bytes, bytes + size - kept, kept);
    }
    return true;
}

bool sheet_count_check(const struct archive *archive, uint32_t member, struct error *err)
{
    CLEANUP(inflate_closep) struct inflate *inflate = NULL;
    const struct preflight_member *part = archive_member(archive, member);

    if (!part || part->size < (uint64_t)LIMIT_SHEET_CELLS * SHORTEST)
        return true;
    return archive_open_member(archive, member, &inflate, err) &&
            look_through(inflate, err);
}

bool sheet_count_refuse(struct error *err)
{
    return error_set(err, ERROR_LIMIT,
            TR("the sheet has more than %u cells with a value" ERROR_ADVICE
               "ask for it in parts",
                    "値のあるセルが上限の %u 個を超えています" ERROR_ADVICE
                    "分割しての再提出を依頼"
                    "してください"),
            LIMIT_SHEET_CELLS);
}
