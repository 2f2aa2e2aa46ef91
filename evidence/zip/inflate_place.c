#include "evidence/zip/inflate_place.h"

#include <zlib.h>

#include "engine/base/pack.h"
#include "engine/base/text.h"

void inflate_place_take(struct inflate_place *place, z_stream *zlib, uint64_t raw,
        uint64_t bytes, uint8_t byte)
{
    uInt size = 0;

    place->raw = raw;
    place->bytes = bytes;
    place->bits = (uint8_t)(zlib->data_type & 7);
    place->byte = byte;
    /* cannot fail: the stream is one of inflate's */
    (void)inflateGetDictionary(zlib, place->window, &size);
    place->window_size = size;
}

bool inflate_place_begin(const struct inflate_place *place, z_stream *zlib,
        struct error *err)
{
    if (inflateInit2(zlib, -MAX_WBITS) != Z_OK)
        return error_memory(err);
    if ((place->bits == 0 ||
                inflatePrime(zlib, place->bits, place->byte >> (8 - place->bits)) ==
                        Z_OK) &&
            (place->window_size == 0 ||
                    inflateSetDictionary(zlib, place->window, place->window_size) ==
                            Z_OK))
        return true;
    inflateEnd(zlib);
    return error_set(err, ERROR_INTEGRITY, "zlib does not take a checkpoint");
}

/* Level 1: the window is small, and it is packed while a bundle is taken. */
static bool deflate_window(const struct inflate_place *place, struct buf *buf,
        struct error *err)
{
    z_stream zlib = {0};
    char *room;
    int code;

    if (!buf_reserve(buf, INFLATE_PLACE_PACKED_MAX, &room, err))
        return false;
    if (deflateInit2(&zlib, 1, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return error_memory(err);
    zlib.next_in = (Bytef *)(uintptr_t)place->window;
    zlib.avail_in = place->window_size;
    zlib.next_out = (Bytef *)room;
    zlib.avail_out = (uInt)INFLATE_PLACE_PACKED_MAX;
    code = deflate(&zlib, Z_FINISH);
    buf->size += zlib.total_out;
    deflateEnd(&zlib);
    return code == Z_STREAM_END ||
            error_set(err, ERROR_LIMIT, "a checkpoint does not fit its room");
}

bool inflate_place_pack(const struct inflate_place *place, struct buf *buf,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf window = BUF_INIT(2 * INFLATE_PLACE_PACKED_MAX);

    return deflate_window(place, &window, err) && pack_varint(buf, place->raw, err) &&
            pack_varint(buf, place->bytes, err) && pack_u8(buf, place->bits, err) &&
            pack_u8(buf, place->byte, err) && pack_varint(buf, place->window_size, err) &&
            pack_bytes(buf, window.data, window.size, err);
}

/* Exactly the window's size must come out. */
static bool inflate_window(struct slice packed, struct inflate_place *place)
{
    z_stream zlib = {0};
    uint8_t beyond;
    int code;

    if (packed.size > INFLATE_PLACE_PACKED_MAX || inflateInit2(&zlib, -MAX_WBITS) != Z_OK)
        return false;
    zlib.next_in = (Bytef *)(uintptr_t)packed.text;
    zlib.avail_in = (uInt)packed.size;
    zlib.next_out = place->window_size ? place->window : &beyond;
    zlib.avail_out = place->window_size;
    code = inflate(&zlib, Z_FINISH);
    inflateEnd(&zlib);
    return code == Z_STREAM_END && zlib.total_out == place->window_size &&
            zlib.avail_in == 0;
}

bool inflate_place_unpack(const void *bytes, size_t size, struct inflate_place *ret_place,
        struct error *err)
{
    struct inflate_place *place = ret_place;
    struct unpack unpack;
    struct slice window;
    uint64_t window_size;

    unpack_init(&unpack, bytes, size);
    place->raw = unpack_varint(&unpack);
    place->bytes = unpack_varint(&unpack);
    place->bits = unpack_u8(&unpack);
    place->byte = unpack_u8(&unpack);
    window_size = unpack_varint(&unpack);
    window = unpack_bytes(&unpack);
    place->window_size = window_size <= INFLATE_PLACE_WINDOW ? (uint32_t)window_size : 0;
    if (unpack_is_complete(&unpack) && window.text && place->bits < 8 &&
            window_size <= INFLATE_PLACE_WINDOW && window_size <= place->bytes &&
            inflate_window(window, place))
        return true;
    return error_set(err, ERROR_INTEGRITY,
            TR("a checkpoint of the workpaper is damaged",
                    "調書にあるチェックポイントが壊れています"));
}
