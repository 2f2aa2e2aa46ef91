#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "evidence/encoding/encoding_decode.h"
#include "evidence/encoding/encoding_escape.h"

#define LOOKED_AT ((size_t)64 * 1024)
#define WANTED_MIN ((size_t)16) /* one character, or what cannot be one, always fits */

struct encoding_stream {
    struct byte_source source;
    struct inflate *inflate; /* the source, where it is the member itself; or NULL */
    const struct preflight_member *member; /* the archive's */
    enum encoding encoding;
    bool ended; /* inflate has no more */
    size_t start;
    uint64_t offset;               /* of raw[at] in the member */
    size_t at, size;               /* what of raw is not decoded yet */
    struct encoding_escape escape; /* ISO-2022-JP */
    struct encoding_undecodable undecodable;
    struct error pending;   /* what inflate said, to be told after the bytes that came
                               before it */
    struct error failure;   /* once something failed, it stays failed */
    uint8_t raw[LOOKED_AT]; /* last, and not cleared: of many small members that is much
                             */
};

static bool has_more(const struct encoding_stream *stream)
{
    return !stream->ended && stream->pending.code == ERROR_NONE;
}

/* Up to capacity bytes of the member; fewer at its end, or before a failure. */
static size_t pull(struct encoding_stream *stream, void *bytes, size_t capacity)
{
    size_t got = 0;

    if (has_more(stream) &&
            stream->source.read(stream->source.owner, bytes, capacity, &got,
                    &stream->pending))
        stream->ended = got == 0;
    return got;
}

/* Fills raw behind what is left of it. */
static void refill(struct encoding_stream *stream)
{
    memmove(stream->raw, stream->raw + stream->at, stream->size - stream->at);
    stream->size -= stream->at;
    stream->at = 0;
    if (stream->size < sizeof(stream->raw))
        stream->size += pull(stream, stream->raw + stream->size,
                sizeof(stream->raw) - stream->size);
}

/* What is not evident is not read: see encoding.h. */
static bool refuse(const struct encoding_stream *stream, struct error *err)
{
    const char *name = member_name_show(stream->member->name).text;
    size_t at = text_find_invalid((const char *)stream->raw, stream->size);

    return error_set(err, ERROR_UNREADABLE,
            TR("member '%s': its encoding is uncertain: byte 0x%02X at offset %zu is not UTF-8, and the text could be CP932 or EUC-JP: nothing in it decides which" ERROR_ADVICE
               "name the encoding in the binding",
                    "ファイル「%s」: 文字コードが判別できません。バイト0x%02X（位置%zu）は UTF-8 ではなく、CP932 か EUC-JP の可能性がありますが、決め手がありません" ERROR_ADVICE
                    "文字コードを対応付け（binding）で指定してください"),
            name, at < stream->size ? stream->raw[at] : 0u, at);
}

/* Decides what was left open, and steps over the mark. */
static bool decide(struct encoding_stream *stream, struct error *err)
{
    enum encoding marked = ENCODING_AUTO;
    size_t mark = encoding_find_mark(stream->raw, stream->size, &marked);
    bool is_utf16 = stream->encoding == ENCODING_UTF16LE ||
            stream->encoding == ENCODING_UTF16BE;

    if (is_utf16 && (marked == ENCODING_UTF16LE || marked == ENCODING_UTF16BE))
        stream->encoding = marked;
    if (stream->encoding == ENCODING_AUTO &&
            !encoding_detect(stream->raw, stream->size, stream->ended, &stream->encoding))
        return error_set(err, ERROR_UNREADABLE,
                TR("member '%s' is not text", "ファイル「%s」はテキストではありません"),
                member_name_show(stream->member->name).text);
    if (!encoding_is_read(stream->encoding))
        return refuse(stream, err);
    if (marked == stream->encoding)
        stream->start = stream->at = mark;
    stream->offset = stream->start;
    return true;
}

static bool read_member(void *owner, void *bytes, size_t capacity, size_t *ret_size,
        struct error *err)
{
    return inflate_read(owner, bytes, capacity, ret_size, err);
}

static bool open_source(struct encoding_stream *stream, const struct archive *archive,
        uint32_t member, const struct byte_source *source, struct error *err)
{
    if (source) {
        stream->source = *source;
        return true;
    }
    if (!archive_open_member(archive, member, &stream->inflate, err))
        return false;
    stream->source = (struct byte_source){read_member, stream->inflate};
    return true;
}

bool encoding_stream_open_from(const struct archive *archive, uint32_t member,
        const struct byte_source *source, enum encoding encoding,
        struct encoding_stream **ret_stream, struct error *err)
{
    CLEANUP(encoding_stream_closep) struct encoding_stream *stream = NULL;

    if (!encoding_prepare(encoding, err))
        return false;
    stream = malloc(sizeof(*stream));
    if (!stream)
        return error_memory(err);
    memset(stream, 0, offsetof(struct encoding_stream, raw));
    stream->member = archive_member(archive, member);
    stream->encoding = encoding;
    encoding_escape_init(&stream->escape);
    if (!open_source(stream, archive, member, source, err))
        return false;
    refill(stream);
    refill(stream); /* learns whether that was all */
    if (stream->size == 0 && stream->pending.code != ERROR_NONE) {
        *err = stream->pending;
        return false;
    }
    if (!decide(stream, err))
        return false;
    *ret_stream = stream;
    stream = NULL;
    return true;
}

bool encoding_stream_open(const struct archive *archive, uint32_t member,
        enum encoding encoding, struct encoding_stream **ret_stream, struct error *err)
{
    return encoding_stream_open_from(archive, member, NULL, encoding, ret_stream, err);
}

void encoding_stream_resume(struct encoding_stream *stream, uint64_t offset)
{
    stream->ended = false;
    stream->at = stream->size = 0;
    stream->offset = offset;
    stream->pending.code = stream->failure.code = ERROR_NONE;
    stream->undecodable = (struct encoding_undecodable){0};
}

void encoding_stream_close(struct encoding_stream *stream)
{
    if (!stream)
        return;
    if (stream->inflate)
        inflate_close(stream->inflate);
    encoding_escape_clear(&stream->escape);
    free(stream);
}

enum encoding encoding_stream_encoding(const struct encoding_stream *stream)
{
    return stream->encoding;
}

size_t encoding_stream_start(const struct encoding_stream *stream)
{
    return stream->start;
}

struct encoding_undecodable encoding_stream_undecodable(
        const struct encoding_stream *stream)
{
    return stream->undecodable;
}

size_t encoding_stream_take(struct encoding_stream *stream, const char *text, size_t size)
{
    if (stream->encoding == ENCODING_UTF8 && stream->undecodable.count == 0)
        return size;
    return encoding_raw_length(stream->encoding, text, size) +
            encoding_escape_take(&stream->escape, size);
}

/* UTF-8 that is not in raw yet goes from inflate into the buf at once: no more than raw
 * can hold, where all of it should be wrong. */
static size_t read_direct(struct encoding_stream *stream, char *room, size_t capacity)
{
    size_t size = stream->size - stream->at, valid;

    if (capacity > sizeof(stream->raw))
        capacity = sizeof(stream->raw);
    memcpy(room, stream->raw + stream->at, size);
    size += pull(stream, room + size, capacity - size);
    valid = encoding_decode_find_wrong((const uint8_t *)room, size);
    stream->at = 0;
    stream->size = size - valid;
    memcpy(stream->raw, room + valid, stream->size);
    return valid;
}

/* Decodes what there is. 0: raw begins with nothing, with a cut-off character, with a
 * wrong byte, or had only escape sequences. */
static size_t read_some(struct encoding_stream *stream, char *room, size_t capacity)
{
    size_t left = stream->size - stream->at, used = 0, written = 0;

    if (stream->encoding == ENCODING_UTF8 && left < ENCODING_DECODE_ROOM &&
            has_more(stream)) {
        written = read_direct(stream, room, capacity);
        stream->offset += written;
        return written;
    }
    if (stream->encoding != ENCODING_ISO2022JP)
        used = encoding_decode(stream->encoding, stream->raw + stream->at, left, room,
                capacity, &written);
    else if (!encoding_escape_decode(&stream->escape, stream->raw + stream->at, left,
                     room, capacity, &used, &written, &stream->failure))
        return 0;
    stream->at += used;
    stream->offset += used;
    return written;
}

/* Whether raw begins with the first bytes of a character, or with nothing. */
static bool is_cut_off(const struct encoding_stream *stream)
{
    const uint8_t *bytes = stream->raw + stream->at;
    size_t left = stream->size - stream->at;

    if (left == 0)
        return true;
    return stream->encoding == ENCODING_ISO2022JP
            ? encoding_escape_is_cut_off(&stream->escape, bytes, left)
            : encoding_decode_is_cut_off(stream->encoding, bytes, left);
}

/* Carries over the bytes at raw[at], which no character has. */
static size_t put_wrong(struct encoding_stream *stream, char *room)
{
    const uint8_t *bytes = stream->raw + stream->at;
    size_t left = stream->size - stream->at, count;

    count = stream->encoding == ENCODING_ISO2022JP
            ? encoding_escape_count_wrong(&stream->escape, bytes, left)
            : encoding_decode_count_wrong(stream->encoding, bytes, left);
    for (size_t i = 0; i < count; i++)
        text_put_undecodable(bytes[i], room + i * TEXT_UNDECODABLE_SIZE);
    if (stream->undecodable.count == 0) {
        stream->undecodable.offset = stream->offset;
        stream->undecodable.byte = bytes[0];
    }
    stream->undecodable.count += count;
    stream->at += count;
    stream->offset += count;
    return count * TEXT_UNDECODABLE_SIZE;
}

/* Nothing could be decoded: what is wrong is carried over, or there will be more to try
 * with, or it is the end. */
static size_t look_at_stop(struct encoding_stream *stream, char *room)
{
    bool cut_off = is_cut_off(stream);

    if (cut_off && has_more(stream)) {
        refill(stream);
        return 0;
    }
    if (cut_off && stream->pending.code != ERROR_NONE) {
        stream->failure = stream->pending;
        return 0;
    }
    return stream->at < stream->size ? put_wrong(stream, room) : 0;
}

static bool is_at_end(const struct encoding_stream *stream)
{
    return stream->ended && stream->at == stream->size;
}

/* Wrong bytes may be many: not each of them is a step. */
static size_t read_step(struct encoding_stream *stream, char *room, size_t capacity)
{
    size_t written = 0, got;

    do {
        got = read_some(stream, room + written, capacity - written);
        written += got;
        if (got == 0 && stream->failure.code == ERROR_NONE &&
                (written == 0 || !is_cut_off(stream))) {
            got = look_at_stop(stream, room + written);
            written += got;
        }
    } while (got > 0 && stream->at < stream->size && capacity - written >= WANTED_MIN);
    return written;
}

bool encoding_stream_read(struct encoding_stream *stream, struct buf *buf, size_t wanted,
        bool *ret_end, struct error *err)
{
    size_t capacity = wanted < WANTED_MIN ? WANTED_MIN : wanted, written = 0;
    char *room;

    if (!buf_reserve(buf, capacity, &room, err))
        return false;
    while (stream->failure.code == ERROR_NONE && written == 0 && !is_at_end(stream))
        written = read_step(stream, room, capacity);
    if (stream->failure.code != ERROR_NONE && written == 0) {
        *err = stream->failure;
        return false;
    }
    buf->size += written;
    buf->data[buf->size] = '\0';
    *ret_end = is_at_end(stream);
    return true;
}
