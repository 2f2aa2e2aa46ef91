#include "evidence/zip/inflate.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "engine/base/spill.h"
#include "engine/base/text.h"
#include "evidence/limits.h"
#include "evidence/zip/inflate_gzip.h"
#include "evidence/zip/inflate_place.h"

#define STEP ((size_t)64 * 1024) /* bytes of the zip read at a time */
#define METHOD_DEFLATE 8

struct inflate {
    int fd;
    const struct preflight_member *member; /* the caller's */
    uint64_t at;                           /* where the next raw byte stands in the zip */
    uint64_t left;                         /* raw bytes not read yet */
    uint64_t done;                         /* bytes given out */
    uLong crc;
    struct inflate_place *place; /* the last to begin anew at; NULL: not wanted */
    uint8_t last;                /* the raw byte before those in raw */
    bool is_resumed;
    uint64_t raw_before;       /* raw bytes that this zlib did not see */
    struct inflate_gzip *gzip; /* or NULL; then nothing below is used */
    void (*on_close)(void *owner);
    void *owner;
    bool has_zlib;
    bool ended;           /* the stream's end was seen, and CRC and size were looked at */
    struct error failure; /* once something failed, it stays failed */
    z_stream zlib;
    uint8_t raw[STEP]; /* last, and not cleared: of many small members that is much */
};

static struct inflate *new_inflate(void)
{
    struct inflate *inflate = malloc(sizeof(*inflate));

    if (inflate)
        memset(inflate, 0, offsetof(struct inflate, raw));
    return inflate;
}

static bool is_within_ratio(uint64_t raw, uint64_t bytes)
{
    return bytes <= LIMIT_RATIO_SLACK || (bytes - LIMIT_RATIO_SLACK) / LIMIT_RATIO <= raw;
}

/* Remembers what is wrong with the member, so many bytes behind the offset reached. */
static bool fail_behind(struct inflate *inflate, size_t size, const char *what)
{
    return error_set(&inflate->failure, ERROR_UNREADABLE,
            TR("member '%s' is damaged at byte %" PRIu64 ": %s" ERROR_ADVICE
               "ask for the zip again",
                    "ファイル「%s」は%" PRIu64 "バイト目で壊れています: %s" ERROR_ADVICE
                    "zipの再提出を依頼してください"),
            member_name_show(inflate->member->name).text, inflate->done + size, what);
}

static bool fail(struct inflate *inflate, const char *what)
{
    return fail_behind(inflate, 0, what);
}

static bool check_claims(const struct preflight_member *member, struct error *err)
{
    if (member->status != PREFLIGHT_READABLE)
        return error_set(err, ERROR_UNREADABLE,
                TR("member '%s' is not read: %s", "ファイル「%s」は読み取りません: %s"),
                member_name_show(member->name).text,
                preflight_reason_text(member->reason));
    if (member->size > LIMIT_MEMBER_BYTES ||
            !is_within_ratio(member->compressed_size, member->size))
        return error_set(err, ERROR_LIMIT,
                TR("member '%s' declares %" PRIu64 " bytes out of %" PRIu64
                   ": more than is allowed or possible",
                        "ファイル「%s」の宣言は%" PRIu64 "バイト（圧縮時%" PRIu64
                        "バイト）で、上限を超えるかありえない大きさです"),
                member_name_show(member->name).text, member->size,
                member->compressed_size);
    return true;
}

bool inflate_open(int fd, const struct preflight_member *member,
        struct inflate **ret_inflate, struct error *err)
{
    CLEANUP(inflate_closep) struct inflate *opened = NULL;

    if (!check_claims(member, err))
        return false;
    opened = new_inflate();
    if (!opened)
        return error_memory(err);
    opened->fd = fd;
    opened->member = member;
    opened->at = member->data_offset;
    opened->left = member->compressed_size;
    opened->crc = crc32(0, NULL, 0);
    if (member->method == METHOD_DEFLATE) {
        if (inflateInit2(&opened->zlib, -MAX_WBITS) != Z_OK)
            return error_memory(err);
        opened->has_zlib = true;
    }
    *ret_inflate = opened;
    opened = NULL;
    return true;
}

bool inflate_open_gzip(struct inflate *source, const struct preflight_member *member,
        struct inflate_limit limit, struct inflate **ret_inflate, struct error *err)
{
    CLEANUP(inflate_closep) struct inflate *taken = source;
    CLEANUP(inflate_closep) struct inflate *opened = new_inflate();

    if (!opened)
        return error_memory(err);
    if (!inflate_gzip_open(source, member, limit, &opened->gzip, err))
        return false;
    taken = NULL;
    *ret_inflate = opened;
    opened = NULL;
    return true;
}

void inflate_hold(struct inflate *inflate, void (*on_close)(void *owner), void *owner)
{
    inflate->on_close = on_close;
    inflate->owner = owner;
}

/* Reads one to `capacity` of the member's raw bytes. */
static bool read_raw(struct inflate *inflate, void *bytes, size_t capacity,
        size_t *ret_size)
{
    size_t size = inflate->left < capacity ? (size_t)inflate->left : capacity;
    size_t got;

    if (!spill_read(inflate->fd, bytes, size, inflate->at, &got, &inflate->failure))
        return inflate->failure.code == ERROR_IO &&
                error_prefix(&inflate->failure, "member '%s'",
                        member_name_show(inflate->member->name).text);
    if (got == 0)
        return fail(inflate, TR("the zip ends early", "zipが途中で終わっています"));
    inflate->at += got;
    inflate->left -= got;
    *ret_size = got;
    return true;
}

static bool copy_stored(struct inflate *inflate, uint8_t *bytes, size_t capacity,
        size_t *ret_size)
{
    uint64_t room = inflate->member->size - inflate->done;

    if (inflate->left == 0) {
        inflate->ended = true;
        return true;
    }
    if (room == 0)
        return fail(inflate,
                TR("it goes on beyond its declared size",
                        "宣言サイズを超えて続いています"));
    return read_raw(inflate, bytes, room < capacity ? (size_t)room : capacity, ret_size);
}

/* struct inflate's variables hide zlib's function of that name. */
static int run_zlib(z_stream *zlib, int flush)
{
    return inflate(zlib, flush);
}

/* zlib has stopped: where that is between two blocks, and not behind the last, it is a
 * place to begin anew. */
static void note_place(struct inflate *inflate, uint64_t done)
{
    z_stream *zlib = &inflate->zlib;
    uint64_t raw = inflate->at - inflate->member->data_offset - zlib->avail_in;

    if ((zlib->data_type & 128) && !(zlib->data_type & 64))
        inflate_place_take(inflate->place, zlib, raw, done,
                zlib->next_in > inflate->raw ? zlib->next_in[-1] : inflate->last);
}

/* Calls zlib once, with more raw bytes where it has none left. What it gave before an
 * error counts. */
static bool step_zlib(struct inflate *inflate, uint8_t *bytes, size_t capacity,
        size_t *ret_size)
{
    z_stream *zlib = &inflate->zlib;
    size_t got;
    int code;

    if (zlib->avail_in == 0 && inflate->left > 0) {
        if (zlib->next_in > inflate->raw)
            inflate->last = zlib->next_in[-1];
        if (!read_raw(inflate, inflate->raw, sizeof(inflate->raw), &got))
            return false;
        zlib->next_in = inflate->raw;
        zlib->avail_in = (uInt)got;
    }
    zlib->next_out = bytes;
    zlib->avail_out = (uInt)capacity;
    code = run_zlib(zlib, inflate->place ? Z_BLOCK : Z_NO_FLUSH);
    *ret_size = capacity - zlib->avail_out;
    if (inflate->place && code == Z_OK)
        note_place(inflate, inflate->done + *ret_size);
    if (code == Z_MEM_ERROR)
        return error_memory(&inflate->failure);
    if (code == Z_BUF_ERROR)
        return fail_behind(inflate, *ret_size,
                TR("its compressed data ends early", "圧縮データが途中で終わっています"));
    if (code != Z_OK && code != Z_STREAM_END)
        return fail_behind(inflate, *ret_size,
                TR("its compressed data is broken", "圧縮データが不正です"));
    inflate->ended = code == Z_STREAM_END;
    if (inflate->ended && (zlib->avail_in > 0 || inflate->left > 0))
        return fail_behind(inflate, *ret_size,
                TR("bytes follow its compressed data",
                        "圧縮データの後に余分なバイトがあります"));
    return true;
}

static bool expand(struct inflate *inflate, uint8_t *bytes, size_t capacity,
        size_t *ret_size)
{
    uint64_t room = inflate->member->size - inflate->done;
    uint8_t beyond;
    size_t got = 0;
    bool ok;

    if (room > 0) {
        capacity = room < capacity ? (size_t)room : capacity;
        return step_zlib(inflate, bytes, capacity < UINT32_MAX ? capacity : UINT32_MAX,
                ret_size);
    }
    /* All that was declared is there; only the stream's end may come now. */
    ok = step_zlib(inflate, &beyond, 1, &got);
    if (got > 0)
        return fail(inflate,
                TR("it goes on beyond its declared size",
                        "宣言サイズを超えて続いています"));
    return ok;
}

static bool check_end(struct inflate *inflate)
{
    if (inflate->done != inflate->member->size)
        return fail(inflate,
                TR("it is shorter than its declared size",
                        "宣言サイズより短く終わっています"));
    if (!inflate->is_resumed && !inflate->member->has_no_crc &&
            inflate->crc != inflate->member->crc)
        return fail(inflate, TR("its CRC-32 does not match", "CRC-32が一致しません"));
    return true;
}

/* Some more bytes, none at the end. False: inflate->failure is set; *ret_size may still
 * be above 0. */
static bool advance(struct inflate *inflate, uint8_t *bytes, size_t capacity,
        size_t *ret_size)
{
    bool ok = inflate->has_zlib ? expand(inflate, bytes, capacity, ret_size)
                                : copy_stored(inflate, bytes, capacity, ret_size);

    if (!inflate->is_resumed) /* else it is not of the whole, and compared with nothing */
        inflate->crc = crc32_z(inflate->crc, bytes, *ret_size);
    inflate->done += *ret_size;
    if (!ok)
        return false;
    if (inflate->has_zlib &&
            !is_within_ratio(inflate->raw_before + inflate->zlib.total_in, inflate->done))
        return fail(inflate,
                TR("it grows faster than DEFLATE can",
                        "DEFLATEの限界を超えて膨張します"));
    return !inflate->ended || check_end(inflate);
}

bool inflate_read(struct inflate *inflate, void *bytes, size_t capacity, size_t *ret_size,
        struct error *err)
{
    uint8_t *at = bytes;
    size_t size = 0, got;
    bool ok = inflate->failure.code == ERROR_NONE;

    if (inflate->gzip)
        return inflate_gzip_read(inflate->gzip, bytes, capacity, ret_size, err);
    while (ok && size < capacity && !inflate->ended) {
        got = 0;
        ok = advance(inflate, at + size, capacity - size, &got);
        size += got;
    }
    /* What came before a failure is given first; the failure is told at the next call. */
    if (size == 0 && inflate->failure.code != ERROR_NONE) {
        *err = inflate->failure;
        return false;
    }
    *ret_size = size;
    return true;
}

bool inflate_is_cut(const struct inflate *inflate)
{
    return inflate->gzip && inflate_gzip_is_cut(inflate->gzip);
}

bool inflate_keep_checkpoints(struct inflate *inflate, struct error *err)
{
    if (inflate->gzip)
        return inflate_gzip_keep_checkpoints(inflate->gzip, err);
    if (!inflate->has_zlib)
        return true;
    inflate->place = calloc(1, sizeof(*inflate->place));
    return inflate->place || error_memory(err);
}

bool inflate_pack_checkpoint(const struct inflate *inflate, struct buf *buf,
        uint64_t *ret_bytes, struct error *err)
{
    const struct inflate_place *place = inflate->gzip ? inflate_gzip_place(inflate->gzip)
                                                      : inflate->place;

    *ret_bytes = place ? place->bytes : 0;
    return *ret_bytes == 0 || inflate_place_pack(place, buf, err);
}

bool inflate_find_raw(struct slice checkpoint, uint64_t *ret_raw, struct error *err)
{
    struct inflate_place *place = calloc(1, sizeof(*place));
    bool ok;

    if (!place)
        return error_memory(err);
    ok = !checkpoint.size ||
            inflate_place_unpack(checkpoint.text, checkpoint.size, place, err);
    *ret_raw = place->raw;
    free(place);
    return ok;
}

static bool fail_checkpoint(const struct inflate *inflate, struct error *err)
{
    return error_set(err, ERROR_INTEGRITY,
            TR("a checkpoint of the workpaper is not of member '%s'",
                    "調書にあるチェックポイントは、ファイル「%s」のものではありません"),
            member_name_show(inflate->member->name).text);
}

/* Takes the reader from the member's beginning to the checkpoint. */
static bool jump(struct inflate *inflate, struct slice checkpoint, uint64_t offset,
        struct error *err)
{
    struct inflate_place *place = calloc(1, sizeof(*place));
    bool ok;

    if (!place)
        return error_memory(err);
    inflateEnd(&inflate->zlib);
    inflate->has_zlib = false;
    ok = inflate_place_unpack(checkpoint.text, checkpoint.size, place, err);
    if (ok && (place->bytes > offset || place->raw > inflate->left))
        ok = fail_checkpoint(inflate, err);
    memset(&inflate->zlib, 0, sizeof(inflate->zlib));
    ok = ok && inflate_place_begin(place, &inflate->zlib, err);
    if (ok) {
        inflate->has_zlib = true;
        inflate->at += place->raw;
        inflate->left -= place->raw;
        inflate->raw_before = place->raw;
        inflate->done = place->bytes;
    }
    free(place);
    return ok;
}

/* Leaves out the bytes from `done` to offset. */
static bool skip(struct inflate *inflate, uint64_t done, uint64_t offset,
        struct error *err)
{
    uint8_t bytes[STEP / 2];
    uint64_t left;
    size_t got;

    for (; (left = offset - done) > 0; done += got) {
        if (!inflate_read(inflate, bytes,
                    left < sizeof(bytes) ? (size_t)left : sizeof(bytes), &got, err))
            return false;
        if (got == 0)
            return error_set(err, ERROR_INTEGRITY,
                    TR("member '%s' ends before byte %" PRIu64,
                            "ファイル「%s」は%" PRIu64 "バイト目の手前で終わっています"),
                    member_name_show(inflate->member->name).text, offset);
    }
    return true;
}

bool inflate_resume(int fd, const struct preflight_member *member,
        struct slice checkpoint, uint64_t offset, struct inflate **ret_inflate,
        struct error *err)
{
    CLEANUP(inflate_closep) struct inflate *opened = NULL;

    if (!inflate_open(fd, member, &opened, err))
        return false;
    opened->is_resumed = true;
    if (!opened->has_zlib && offset <= opened->left) {
        opened->at += offset;
        opened->left -= offset;
        opened->done = offset;
    } else if (opened->has_zlib && checkpoint.size &&
            !jump(opened, checkpoint, offset, err)) {
        return false;
    }
    if (!skip(opened, opened->done, offset, err))
        return false;
    *ret_inflate = opened;
    opened = NULL;
    return true;
}

bool inflate_resume_gzip(struct inflate *source, const struct preflight_member *member,
        struct inflate_limit limit, struct slice checkpoint, uint64_t offset,
        struct inflate **ret_inflate, struct error *err)
{
    CLEANUP(inflate_closep) struct inflate *opened = NULL;
    uint64_t done = 0;

    if (!inflate_open_gzip(source, member, limit, &opened, err) ||
            (checkpoint.size && !inflate_gzip_jump(opened->gzip, checkpoint, &done, err)))
        return false;
    opened->member = member;
    if (done > offset)
        return fail_checkpoint(opened, err);
    if (!skip(opened, done, offset, err))
        return false;
    *ret_inflate = opened;
    opened = NULL;
    return true;
}

void inflate_close(struct inflate *inflate)
{
    if (!inflate)
        return;
    if (inflate->gzip)
        inflate_gzip_close(inflate->gzip);
    if (inflate->has_zlib)
        inflateEnd(&inflate->zlib);
    free(inflate->place);
    if (inflate->on_close)
        inflate->on_close(inflate->owner);
    free(inflate);
}
