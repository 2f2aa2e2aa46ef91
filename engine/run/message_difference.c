#include "engine/run/message_difference.h"

#include "engine/base/text.h"

#include <string.h>

bool message_difference_pack_row(struct buf *buf, const struct message_difference_row *m,
        struct error *err)
{
    const struct difference_row *row = &m->row;

    return pack_u32(buf, m->pair, err) && pack_u8(buf, (uint8_t)row->kind, err) &&
            pack_u64(buf, row->numbers[0], err) && pack_u64(buf, row->numbers[1], err) &&
            pack_text(buf, row->key, err) && pack_text(buf, row->fields, err) &&
            pack_text(buf, row->values, err);
}

bool message_difference_pack_counts(struct buf *buf,
        const struct message_difference_counts *m, struct error *err)
{
    const struct difference_counts *counts = &m->counts;

    return pack_u32(buf, m->pair, err) && pack_u64(buf, counts->same, err) &&
            pack_u64(buf, counts->changed, err) && pack_u64(buf, counts->gone, err) &&
            pack_u64(buf, counts->added, err) && pack_u8(buf, counts->is_part[0], err) &&
            pack_u8(buf, counts->is_part[1], err) &&
            pack_u64(buf, counts->unreadable[0], err) &&
            pack_u64(buf, counts->unreadable[1], err) &&
            pack_u64(buf, counts->blank[0], err) &&
            pack_u64(buf, counts->blank[1], err) &&
            pack_u64(buf, counts->repeated[0], err) &&
            pack_u64(buf, counts->repeated[1], err) && pack_text(buf, m->problem, err);
}

static const char *unpack_shown(struct unpack *unpack, struct arena *arena)
{
    const char *text = unpack_text(unpack, arena);

    if (text && text_find_invalid(text, strlen(text)) != strlen(text))
        unpack->failed = true;
    return text;
}

static bool complete(const struct unpack *unpack, struct error *err)
{
    return unpack_is_complete(unpack) ||
            error_set(err, ERROR_LOST, "the worker sent a damaged message (difference)");
}

bool message_difference_unpack_row(struct unpack *unpack, struct arena *arena,
        struct message_difference_row *ret, struct error *err)
{
    struct difference_row *row = &ret->row;
    uint8_t kind;

    ret->pair = unpack_u32(unpack);
    kind = unpack_u8(unpack);
    row->kind = (enum difference_kind)kind;
    row->numbers[0] = unpack_u64(unpack);
    row->numbers[1] = unpack_u64(unpack);
    row->key = unpack_shown(unpack, arena);
    row->fields = unpack_shown(unpack, arena);
    row->values = unpack_shown(unpack, arena);
    unpack->failed = unpack->failed || kind > DIFFERENCE_ADDED || !row->key ||
            !row->fields || !row->values ||
            (row->numbers[0] != 0) != (kind != DIFFERENCE_ADDED) ||
            (row->numbers[1] != 0) != (kind != DIFFERENCE_GONE);
    return complete(unpack, err);
}

bool message_difference_unpack_counts(struct unpack *unpack, struct arena *arena,
        struct message_difference_counts *ret, struct error *err)
{
    struct difference_counts *counts = &ret->counts;

    ret->pair = unpack_u32(unpack);
    counts->same = unpack_u64(unpack);
    counts->changed = unpack_u64(unpack);
    counts->gone = unpack_u64(unpack);
    counts->added = unpack_u64(unpack);
    counts->is_part[0] = unpack_u8(unpack) != 0;
    counts->is_part[1] = unpack_u8(unpack) != 0;
    counts->unreadable[0] = unpack_u64(unpack);
    counts->unreadable[1] = unpack_u64(unpack);
    counts->blank[0] = unpack_u64(unpack);
    counts->blank[1] = unpack_u64(unpack);
    counts->repeated[0] = unpack_u64(unpack);
    counts->repeated[1] = unpack_u64(unpack);
    ret->problem = unpack_shown(unpack, arena);
    return complete(unpack, err);
}
