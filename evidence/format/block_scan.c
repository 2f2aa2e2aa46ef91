#include "evidence/format/block_scan.h"

#include <string.h>

#include "evidence/format/line_end.h"

#define KEY_MAX ((size_t)64)
#define PARAGRAPHS_LOOKED_AT 100u

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

/* The line at `at`: its end, and *ret_next behind its line end. CRs before LF belong to
 * the end; see line_end.h. */
static const char *find_line(const char *at, const char *end, char line_end,
        const char **ret_next)
{
    const char *stop = at;

    while (stop < end && *stop != '\n' && *stop != line_end)
        stop++;
    *ret_next = stop + (stop < end);
    if (*ret_next < end && *stop == '\r' && **ret_next == '\n')
        (*ret_next)++;
    if (stop < end && *stop == '\n')
        stop -= line_end_returns(at, (size_t)(stop - at));
    return stop;
}

/* "Key: value"; false: it is none. */
static bool read_pair(const char *at, const char *end, struct record_pair *pair)
{
    const char *colon = memchr(at, ':', (size_t)(end - at)), *key_end = colon;

    if (!colon)
        return false;
    while (key_end > at && is_blank(key_end[-1]))
        key_end--;
    if (key_end == at || (size_t)(key_end - at) > KEY_MAX)
        return false;
    colon++;
    while (colon < end && is_blank(*colon))
        colon++;
    while (end > colon && is_blank(end[-1]))
        end--;
    *pair = (struct record_pair){.key = {at, (size_t)(key_end - at)},
            .value = {colon, (size_t)(end - colon)}};
    return true;
}

static bool take_line(struct block *block, const char *at, const char *end)
{
    if (*at == '#')
        return true;
    if (is_blank(*at)) {
        struct slice *value;

        if (!block->count)
            return false;
        value = &block->pairs[block->count - 1].value;
        while (end > at && is_blank(end[-1]))
            end--;
        value->size = (size_t)(end - value->text);
        return true;
    }
    if (block->count == BLOCK_PAIRS_MAX) {
        block->problem = "too-many-pairs";
        return true;
    }
    if (!read_pair(at, end, &block->pairs[block->count]))
        return false;
    block->count++;
    return true;
}

void block_scan(const char *text, size_t size, char line_end, struct block *block)
{
    const char *at = text, *end = text + size, *next;

    block->count = 0;
    block->problem = NULL;
    for (; at < end && !block->problem; at = next) {
        const char *stop = find_line(at, end, line_end, &next);

        if (stop > at && !take_line(block, at, stop))
            block->problem = "no-match";
    }
    if (!block->problem && !block->count)
        block->problem = "no-match";
}

/* ---- deciding ---- */

struct weighing {
    struct record_pair first; /* of the first paragraph */
    unsigned paragraphs, alike;
    size_t keys;
    bool inside; /* a paragraph */
};

static bool weigh_line(struct weighing *weighing, const char *at, const char *end)
{
    struct record_pair pair;

    if (*at == '#' || (weighing->inside && is_blank(*at)))
        return true;
    if (!read_pair(at, end, &pair) || is_blank(*at) || (*at >= '0' && *at <= '9'))
        return false; /* a log's stamp has a colon, too */
    weighing->keys++;
    if (weighing->inside)
        return true;
    weighing->inside = true;
    if (weighing->paragraphs++ == 0)
        weighing->first = pair;
    weighing->alike += pair.key.size == weighing->first.key.size &&
            memcmp(pair.key.text, weighing->first.key.text, pair.key.size) == 0;
    return true;
}

static bool is_empty(const char *at, const char *end)
{
    while (at < end && is_blank(*at))
        at++;
    return at == end;
}

bool block_scan_is_blocks(const char *text, size_t size, bool whole, char line_end)
{
    const char *at = text, *end = text + size, *next;
    struct weighing weighing = {0};

    for (; at < end && weighing.paragraphs < PARAGRAPHS_LOOKED_AT; at = next) {
        const char *stop = find_line(at, end, line_end, &next);

        if (next == end && !whole)
            break;
        if (is_empty(at, stop))
            weighing.inside = false;
        else if (!weigh_line(&weighing, at, stop))
            return false;
    }
    return weighing.paragraphs >= 2 && weighing.alike * 10 >= weighing.paragraphs * 8 &&
            weighing.keys >= 2 * (size_t)weighing.paragraphs;
}
