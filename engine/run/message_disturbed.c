#include "engine/run/message_disturbed.h"

#include "engine/base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

bool message_disturbed_pack(struct buf *buf, const struct message_disturbed *m,
        struct error *err)
{
    return pack_u8(buf, (uint8_t)m->way, err) && pack_u8(buf, m->is_by_record, err) &&
            pack_u32(buf, m->item, err) && pack_u32(buf, m->column, err) &&
            pack_u64(buf, (uint64_t)m->record_id, err) &&
            pack_bytes(buf, m->value, strlen(m->value), err);
}

bool message_disturbed_unpack(struct unpack *unpack, struct message_disturbed *ret,
        struct error *err)
{
    struct message_disturbed m = {0};
    uint8_t way = unpack_u8(unpack);
    struct slice value;

    m.way = (enum disturbance_way)way;
    m.is_by_record = unpack_u8(unpack) != 0;
    m.item = unpack_u32(unpack);
    m.column = unpack_u32(unpack);
    m.record_id = (int64_t)unpack_u64(unpack);
    value = unpack_bytes(unpack);
    if (!unpack_is_complete(unpack) || way >= DISTURBANCE_ANY || !value.text ||
            value.size >= sizeof(m.value) ||
            text_find_invalid(value.text, value.size) != value.size)
        return error_set(err, ERROR_LOST,
                "the worker sent a damaged message (disturbance)");
    memcpy(m.value, value.text, value.size);
    *ret = m;
    return true;
}

void message_disturbed_show(struct message_disturbed *ret,
        const struct stage_value *value)
{
    size_t size = value->bytes.size;

    if (value->type == STAGE_INTEGER) {
        snprintf(ret->value, sizeof(ret->value), "%" PRId64, value->integer);
    } else if (value->type == STAGE_REAL) {
        snprintf(ret->value, sizeof(ret->value), "%.17g", value->real);
    } else if (value->type == STAGE_NULL) {
        ret->value[0] = '\0';
    } else {
        if (size > MESSAGE_DISTURBED_VALUE_MAX)
            size = text_find_invalid(value->bytes.text, MESSAGE_DISTURBED_VALUE_MAX);
        snprintf(ret->value, sizeof(ret->value), "%.*s%s", (int)size,
                size ? value->bytes.text : "", size < value->bytes.size ? "…" : "");
    }
}
