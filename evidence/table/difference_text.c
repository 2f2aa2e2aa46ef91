#include "evidence/table/difference_text.h"

#include "engine/base/text.h"

#define VALUE_SHOWN 60u /* bytes of a value */
#define BEFORE 20u      /* ... of these before the place where two long ones part */

/* Up to the beginning of the character that this byte is in. */
static size_t step_back(struct slice value, size_t at)
{
    while (at < value.size && at > 0 && ((uint8_t)value.text[at] & 0xC0) == 0x80)
        at--;
    return at;
}

bool difference_text_value(struct buf *buf, struct slice value, struct error *err)
{
    size_t size = value.size;

    if (!value.text)
        return buf_append_text(buf, "—", err);
    if (size > VALUE_SHOWN)
        size = step_back(value, VALUE_SHOWN);
    return text_append_visible(buf, value.text, size, err) &&
            (size == value.size || buf_append_text(buf, "…", err));
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
            difference_text_value(buf,
                    (struct slice){value.text + begin, value.size - begin}, err);
}

bool difference_text_pair(struct buf *buf, struct slice old, struct slice new,
        struct error *err)
{
    size_t begin = find_begin(old, new);

    return append_from(buf, old, begin, err) && buf_append_text(buf, " → ", err) &&
            append_from(buf, new, begin, err);
}
