#include "evidence/table/difference_text.h"

#include <string.h>

#include "engine/base/text.h"

#define VALUE_SHOWN 60u           /* bytes of a value */
#define WIDE_BLANK "\xE3\x80\x80" /* U+3000 */
#define BEFORE 20u /* ... of these before the place where two long ones part */

/* Up to the beginning of the character that this byte is in. */
static size_t step_back(struct slice value, size_t at)
{
    while (at < value.size && at > 0 && ((uint8_t)value.text[at] & 0xC0) == 0x80)
        at--;
    return at;
}

static bool begins_blank(struct slice value)
{
    return value.size > 0 &&
            (*value.text == ' ' ||
                    (value.size >= 3 && !memcmp(value.text, WIDE_BLANK, 3)));
}

static bool ends_blank(struct slice value)
{
    const char *end = value.text + value.size;

    return value.size > 0 &&
            (end[-1] == ' ' || (value.size >= 3 && !memcmp(end - 3, WIDE_BLANK, 3)));
}

/* The rest of a value; is_whole: all of it. */
static bool append_value(struct buf *buf, struct slice value, bool is_whole,
        struct error *err)
{
    size_t size = value.size > VALUE_SHOWN ? step_back(value, VALUE_SHOWN) : value.size;
    bool is_cut = size < value.size;
    const char *before = is_whole && begins_blank(value) ? "\"" : "";
    const char *behind = !is_cut && ends_blank(value) ? "\"" : "";

    if (is_whole && !is_cut && (*before || *behind))
        before = behind = "\"";
    return buf_append_text(buf, before, err) &&
            text_append_visible(buf, value.text, size, err) &&
            buf_append_text(buf, is_cut ? "…" : behind, err);
}

bool difference_text_value(struct buf *buf, struct slice value, struct error *err)
{
    if (!value.text)
        return buf_append_text(buf, "—", err);
    return append_value(buf, value, true, err);
}

static size_t count_alike(struct slice old, struct slice new)
{
    size_t size = old.size < new.size ? old.size : new.size, alike = 0;

    while (alike < size && old.text[alike] == new.text[alike])
        alike++;
    return alike;
}

/* Where to begin: at the beginning, where what differs is seen from there. */
static size_t find_begin(struct slice old, struct slice new)
{
    size_t alike;

    if (old.size <= VALUE_SHOWN && new.size <= VALUE_SHOWN)
        return 0;
    alike = count_alike(old, new);
    return alike <= VALUE_SHOWN / 2 ? 0 : step_back(old, alike - BEFORE);
}

static bool append_from(struct buf *buf, struct slice value, size_t begin,
        struct error *err)
{
    if (!value.text)
        return difference_text_value(buf, value, err);
    return buf_append_text(buf, begin ? "…" : "", err) &&
            append_value(buf, (struct slice){value.text + begin, value.size - begin},
                    begin == 0, err);
}

bool difference_text_pair(struct buf *buf, struct slice old, struct slice new,
        struct error *err)
{
    size_t begin = find_begin(old, new);

    return append_from(buf, old, begin, err) && buf_append_text(buf, " → ", err) &&
            append_from(buf, new, begin, err);
}
