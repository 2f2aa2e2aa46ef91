#include "evidence/zip/inflate_gzip.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "engine/base/text.h"
#include "evidence/limits.h"
#include "evidence/zip/inflate_place.h"

#define STEP ((size_t)64 * 1024) /* bytes of the file read at a time */
#define METHOD_DEFLATE 8

/* A header's flags. */
#define HAS_CHECKSUM 0x02
#define HAS_EXTRA 0x04
#define HAS_NAME 0x08
#define HAS_COMMENT 0x10
#define RESERVED 0xE0

enum state {
    AT_HEADER,
    IN_CONTENT,
    AT_END, /* and the end was looked at */
};

struct inflate_gzip {
    struct inflate *source;
    const struct preflight_member *member; /* the caller's */
    struct inflate_limit limit;
    enum state state;
    uint64_t taken;  /* bytes read from source */
    uint64_t done;   /* bytes given out */
    uint64_t length; /* of them of this part */
    uLong crc;       /* of this part's content */
    uLong header_crc;
    struct inflate_place *place; /* the last to begin anew at; NULL: not wanted */
    uint8_t last;                /* the raw byte before those in raw */
    bool is_cut;                 /* this part was not read from its beginning */
    bool ends_early;
    struct error failure; /* once something failed, it stays failed */
    z_stream zlib;        /* its input: what is read and not used yet */
    uint8_t raw[STEP];
};

static bool fail(struct inflate_gzip *gzip, const char *what)
{
    return error_set(&gzip->failure, ERROR_UNREADABLE,
            TR("gzip file '%s' is damaged at byte %" PRIu64
               " of its content: %s" ERROR_ADVICE "ask for the file again",
                    "gzipファイル「%s」は内容の%" PRIu64
                    "バイト目で壊れています: %s" ERROR_ADVICE "再提出を依頼してください"),
            member_name_show(gzip->member->name).text, gzip->done, what);
}

static bool fail_early(struct inflate_gzip *gzip, const char *what)
{
    gzip->ends_early = true;
    return fail(gzip, what);
}

bool inflate_gzip_is_cut(const struct inflate_gzip *gzip)
{
    return gzip->ends_early;
}

bool inflate_gzip_open(struct inflate *source, const struct preflight_member *member,
        struct inflate_limit limit, struct inflate_gzip **ret_gzip, struct error *err)
{
    struct inflate_gzip *gzip = calloc(1, sizeof(*gzip));

    if (!gzip)
        return error_memory(err);
    if (inflateInit2(&gzip->zlib, -MAX_WBITS) != Z_OK) {
        free(gzip);
        return error_memory(err);
    }
    gzip->source = source;
    gzip->member = member;
    gzip->limit = limit;
    *ret_gzip = gzip;
    return true;
}

void inflate_gzip_close(struct inflate_gzip *gzip)
{
    inflateEnd(&gzip->zlib);
    free(gzip->place);
    inflate_close(gzip->source);
    free(gzip);
}

bool inflate_gzip_keep_checkpoints(struct inflate_gzip *gzip, struct error *err)
{
    gzip->place = calloc(1, sizeof(*gzip->place));
    return gzip->place || error_memory(err);
}

const struct inflate_place *inflate_gzip_place(const struct inflate_gzip *gzip)
{
    return gzip->place;
}

bool inflate_gzip_jump(struct inflate_gzip *gzip, struct slice checkpoint,
        uint64_t *ret_done, struct error *err)
{
    struct inflate_place *place = calloc(1, sizeof(*place));
    bool ok;

    if (!place)
        return error_memory(err);
    ok = inflate_place_unpack(checkpoint.text, checkpoint.size, place, err);
    if (ok) {
        inflateEnd(&gzip->zlib);
        memset(&gzip->zlib, 0, sizeof(gzip->zlib));
        ok = inflate_place_begin(place, &gzip->zlib, err);
    }
    if (ok) {
        gzip->state = IN_CONTENT;
        gzip->is_cut = true;
        gzip->taken = place->raw;
        gzip->done = *ret_done = place->bytes;
    }
    free(place);
    return ok;
}

/* More of the file, where all that was read is used; avail_in 0 then means its end. */
static bool refill(struct inflate_gzip *gzip)
{
    size_t got;

    if (gzip->zlib.avail_in > 0)
        return true;
    if (gzip->zlib.next_in > gzip->raw)
        gzip->last = gzip->zlib.next_in[-1];
    if (!inflate_read(gzip->source, gzip->raw, sizeof(gzip->raw), &got, &gzip->failure))
        return false;
    gzip->zlib.next_in = gzip->raw;
    gzip->zlib.avail_in = (uInt)got;
    gzip->taken += got;
    return true;
}

/* The next byte of the file. */
static bool take(struct inflate_gzip *gzip, uint8_t *ret_byte)
{
    if (!refill(gzip))
        return false;
    if (gzip->zlib.avail_in == 0)
        return fail_early(gzip,
                TR("it is cut off, the file ends early", "途中で切れています"));
    *ret_byte = *gzip->zlib.next_in++;
    gzip->zlib.avail_in--;
    return true;
}

/* count bytes as a little-endian number. */
static bool take_number(struct inflate_gzip *gzip, unsigned count, uint32_t *ret_number)
{
    uint8_t byte = 0;

    *ret_number = 0;
    for (unsigned i = 0; i < count; i++) {
        if (!take(gzip, &byte))
            return false;
        *ret_number |= (uint32_t)byte << (8 * i);
    }
    return true;
}

/* ---- a part's header ---- */

static bool take_of_header(struct inflate_gzip *gzip, uint8_t *ret_byte)
{
    if (!take(gzip, ret_byte))
        return false;
    gzip->header_crc = crc32(gzip->header_crc, ret_byte, 1);
    return true;
}

static bool skip_text(struct inflate_gzip *gzip)
{
    uint8_t byte = 1;

    while (byte != 0) {
        if (!take_of_header(gzip, &byte))
            return false;
    }
    return true;
}

static bool skip_extra(struct inflate_gzip *gzip)
{
    uint8_t low, high, byte;

    if (!take_of_header(gzip, &low) || !take_of_header(gzip, &high))
        return false;
    for (unsigned left = low | (unsigned)high << 8; left > 0; left--) {
        if (!take_of_header(gzip, &byte))
            return false;
    }
    return true;
}

static bool check_header(struct inflate_gzip *gzip)
{
    uint32_t found = (uint32_t)gzip->header_crc & 0xFFFF, stated;

    if (!take_number(gzip, 2, &stated))
        return false;
    return stated == found ||
            fail(gzip,
                    TR("a header's checksum does not match",
                            "ヘッダーのチェックサムが一致しません"));
}

static bool read_header(struct inflate_gzip *gzip)
{
    uint8_t fixed[10], flags;

    gzip->header_crc = crc32(0, NULL, 0);
    for (size_t i = 0; i < sizeof(fixed); i++) {
        if (!take_of_header(gzip, &fixed[i]))
            return false;
    }
    flags = fixed[3];
    if (fixed[0] != 0x1F || fixed[1] != 0x8B)
        return fail(gzip, TR("no header is there", "ヘッダーがありません"));
    if (fixed[2] != METHOD_DEFLATE || flags & RESERVED)
        return fail(gzip,
                TR("its header asks for what RFC 1952 does not know",
                        "ヘッダーにRFC 1952にない指定があります"));
    if ((flags & HAS_EXTRA && !skip_extra(gzip)) ||
            (flags & HAS_NAME && !skip_text(gzip)) ||
            (flags & HAS_COMMENT && !skip_text(gzip)) ||
            (flags & HAS_CHECKSUM && !check_header(gzip)))
        return false;
    inflateReset(&gzip->zlib);
    gzip->crc = crc32(0, NULL, 0);
    gzip->length = 0;
    gzip->is_cut = false;
    gzip->state = IN_CONTENT;
    return true;
}

/* ---- its end, and what follows ---- */

/* Zeros to the end of the file. */
static bool skip_padding(struct inflate_gzip *gzip)
{
    for (;;) {
        if (!refill(gzip))
            return false;
        if (gzip->zlib.avail_in == 0)
            break;
        for (; gzip->zlib.avail_in > 0; gzip->zlib.avail_in--) {
            if (*gzip->zlib.next_in++ != 0)
                return fail(gzip,
                        TR("bytes that are no gzip follow it",
                                "後にgzipではないバイトが続いています"));
        }
    }
    gzip->state = AT_END;
    return true;
}

static bool read_trailer(struct inflate_gzip *gzip)
{
    uint32_t crc, length;

    if (!take_number(gzip, 4, &crc) || !take_number(gzip, 4, &length))
        return false;
    if (!gzip->is_cut && crc != (uint32_t)gzip->crc)
        return fail(gzip, TR("its CRC-32 does not match", "CRC-32が一致しません"));
    if (!gzip->is_cut && length != (uint32_t)gzip->length)
        return fail(gzip,
                TR("its length is not the one it states (ISIZE)",
                        "長さが記載（ISIZE）と一致しません"));
    if (!refill(gzip))
        return false;
    if (gzip->zlib.avail_in == 0 || *gzip->zlib.next_in != 0x1F)
        return skip_padding(gzip);
    gzip->state = AT_HEADER;
    return true;
}

/* ---- its content ---- */

static bool check_growth(struct inflate_gzip *gzip)
{
    if (gzip->done > gzip->limit.bytes)
        return error_set(&gzip->failure, ERROR_LIMIT,
                TR("gzip file '%s' gives more than %" PRIu64
                   " bytes, which is the limit (%s)" ERROR_ADVICE "ask for it in parts",
                        "gzipファイル「%s」の内容は上限の%" PRIu64
                        "バイト（%s）を超えます" ERROR_ADVICE
                        "分割しての提出を依頼してください"),
                member_name_show(gzip->member->name).text, gzip->limit.bytes,
                gzip->limit.text);
    if (gzip->done > LIMIT_RATIO_SLACK &&
            (gzip->done - LIMIT_RATIO_SLACK) / LIMIT_RATIO > gzip->taken)
        return fail(gzip,
                TR("it grows faster than DEFLATE can",
                        "DEFLATEの限界を超えて膨張します"));
    return true;
}

/* As in inflate.c. */
static void note_place(struct inflate_gzip *gzip)
{
    z_stream *zlib = &gzip->zlib;

    if ((zlib->data_type & 128) && !(zlib->data_type & 64))
        inflate_place_take(gzip->place, zlib, gzip->taken - zlib->avail_in, gzip->done,
                zlib->next_in > gzip->raw ? zlib->next_in[-1] : gzip->last);
}

static bool step(struct inflate_gzip *gzip, uint8_t *bytes, size_t capacity,
        size_t *ret_size)
{
    z_stream *zlib = &gzip->zlib;
    int code;

    if (!refill(gzip))
        return false;
    zlib->next_out = bytes;
    zlib->avail_out = (uInt)(capacity < UINT32_MAX ? capacity : UINT32_MAX);
    capacity = zlib->avail_out;
    code = inflate(zlib, gzip->place ? Z_BLOCK : Z_NO_FLUSH);
    *ret_size = capacity - zlib->avail_out;
    gzip->crc = crc32_z(gzip->crc, bytes, *ret_size);
    gzip->done += *ret_size;
    gzip->length += *ret_size;
    if (gzip->place && code == Z_OK)
        note_place(gzip);
    if (code == Z_MEM_ERROR)
        return error_memory(&gzip->failure);
    if (code == Z_BUF_ERROR)
        return fail_early(gzip,
                TR("it is cut off, its compressed data ends early",
                        "途中で切れていて、圧縮データが最後までありません"));
    if (code != Z_OK && code != Z_STREAM_END)
        return fail(gzip, TR("its compressed data is broken", "圧縮データが不正です"));
    if (!check_growth(gzip))
        return false;
    return code != Z_STREAM_END || read_trailer(gzip);
}

bool inflate_gzip_read(struct inflate_gzip *gzip, void *bytes, size_t capacity,
        size_t *ret_size, struct error *err)
{
    uint8_t *at = bytes;
    size_t size = 0, got;
    bool ok = gzip->failure.code == ERROR_NONE;

    while (ok && size < capacity && gzip->state != AT_END) {
        got = 0;
        ok = gzip->state == AT_HEADER ? read_header(gzip)
                                      : step(gzip, at + size, capacity - size, &got);
        size += got;
    }
    /* What came before a failure is given first; the failure is told at the next call. */
    if (size == 0 && gzip->failure.code != ERROR_NONE) {
        *err = gzip->failure;
        return false;
    }
    *ret_size = size;
    return true;
}
