#include "engine/base/pack.h"

#include <string.h>

#define NULL_SIZE UINT32_MAX

bool pack_u8(struct buf *buf, uint8_t value, struct error *err)
{
    return buf_append(buf, &value, 1, err);
}

bool pack_u32(struct buf *buf, uint32_t value, struct error *err)
{
    uint8_t bytes[4];

    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (uint8_t)(value >> (8 * i));
    return buf_append(buf, bytes, sizeof(bytes), err);
}

bool pack_u64(struct buf *buf, uint64_t value, struct error *err)
{
    return pack_u32(buf, (uint32_t)value, err) &&
            pack_u32(buf, (uint32_t)(value >> 32), err);
}

bool pack_varint(struct buf *buf, uint64_t value, struct error *err)
{
    uint8_t bytes[10];
    size_t size = 0;

    do {
        bytes[size] = (uint8_t)(value & 0x7F);
        value >>= 7;
        if (value)
            bytes[size] |= 0x80;
        size++;
    } while (value);
    return buf_append(buf, bytes, size, err);
}

bool pack_bytes(struct buf *buf, const void *bytes, size_t size, struct error *err)
{
    if (size >= NULL_SIZE)
        return error_set(err, ERROR_LIMIT, "a text of %zu bytes is too long to pack",
                size);
    return pack_u32(buf, (uint32_t)size, err) && buf_append(buf, bytes, size, err);
}

bool pack_text(struct buf *buf, const char *text, struct error *err)
{
    if (!text)
        return pack_u32(buf, NULL_SIZE, err);
    return pack_bytes(buf, text, strlen(text), err);
}

void unpack_init(struct unpack *unpack, const void *bytes, size_t size)
{
    unpack->at = bytes ? bytes : (const void *)"";
    unpack->end = unpack->at + size;
    unpack->failed = false;
}

static const uint8_t *take(struct unpack *unpack, size_t size)
{
    const uint8_t *at = unpack->at;

    if (unpack->failed || (size_t)(unpack->end - at) < size) {
        unpack->failed = true;
        return NULL;
    }
    unpack->at += size;
    return at;
}

static uint64_t take_number(struct unpack *unpack, size_t size)
{
    const uint8_t *bytes = take(unpack, size);
    uint64_t value = 0;

    for (size_t i = 0; bytes && i < size; i++)
        value |= (uint64_t)bytes[i] << (8 * i);
    return value;
}

uint8_t unpack_u8(struct unpack *unpack)
{
    return (uint8_t)take_number(unpack, 1);
}

uint32_t unpack_u32(struct unpack *unpack)
{
    return (uint32_t)take_number(unpack, 4);
}

uint64_t unpack_u64(struct unpack *unpack)
{
    return take_number(unpack, 8);
}

uint64_t unpack_varint(struct unpack *unpack)
{
    uint64_t value = 0;
    const uint8_t *byte;

    for (unsigned shift = 0; shift < 64; shift += 7) {
        byte = take(unpack, 1);
        if (!byte)
            return 0;
        if (shift == 63 && *byte > 1)
            break;
        value |= (uint64_t)(*byte & 0x7F) << shift;
        if (!(*byte & 0x80))
            return value;
    }
    unpack->failed = true;
    return 0;
}

struct slice unpack_bytes(struct unpack *unpack)
{
    struct slice slice = {NULL, 0};
    uint32_t size = unpack_u32(unpack);

    if (unpack->failed || size == NULL_SIZE)
        return slice;
    slice.text = (const char *)take(unpack, size);
    slice.size = slice.text ? size : 0;
    return slice;
}

const char *unpack_text(struct unpack *unpack, struct arena *arena)
{
    struct slice slice = unpack_bytes(unpack);
    struct error ignored = {0};
    const char *text = NULL;

    if (!slice.text)
        return NULL;
    if (memchr(slice.text, '\0', slice.size) ||
            !arena_copy(arena, slice.text, slice.size, &text, &ignored)) {
        unpack->failed = true;
        return NULL;
    }
    return text;
}

uint32_t unpack_count(struct unpack *unpack, size_t min_size)
{
    uint32_t count = unpack_u32(unpack);

    if (min_size == 0)
        min_size = 1;
    if (!unpack->failed && count > (size_t)(unpack->end - unpack->at) / min_size) {
        unpack->failed = true;
        return 0;
    }
    return count;
}

bool unpack_is_complete(const struct unpack *unpack)
{
    return !unpack->failed && unpack->at == unpack->end;
}
