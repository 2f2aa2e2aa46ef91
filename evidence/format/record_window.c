#include "evidence/format/record_window.h"

#include <string.h>

#include "engine/base/text.h"
#include "evidence/format/line_end.h"

#define DOS_END '\x1A'
#define DOS_END_MAX ((size_t)1 << 10) /* what old programs fill a block with is less */

bool record_window_open_from(const struct archive *archive, uint32_t member,
        const struct byte_source *source, enum encoding encoding, size_t limit,
        struct record_window *window, struct error *err)
{
    struct record_window fresh = {.text = BUF_INIT(limit + 4 * RECORD_WINDOW_BLOCK),
            .block = RECORD_WINDOW_BLOCK,
            .limit = limit,
            .line = 1};
    size_t first;

    if (!encoding_stream_open_from(archive, member, source, encoding, &fresh.stream, err))
        return false;
    fresh.encoding = encoding_stream_encoding(fresh.stream);
    fresh.offset = encoding_stream_start(fresh.stream);
    *window = fresh;
    if (!record_window_fill(window, err))
        return false;
    first = window->text.size < window->block ? window->text.size : window->block;
    window->line_end = line_end_decide(buf_text(&window->text), first,
            window->end && first == window->text.size);
    return true;
}

bool record_window_open(const struct archive *archive, uint32_t member,
        enum encoding encoding, size_t limit, struct record_window *window,
        struct error *err)
{
    return record_window_open_from(archive, member, NULL, encoding, limit, window, err);
}

bool record_window_resume(struct record_window *window, uint64_t offset, uint64_t line,
        struct error *err)
{
    encoding_stream_resume(window->stream, offset);
    buf_reset(&window->text);
    window->block = RECORD_WINDOW_PIECE;
    window->at = 0;
    window->offset = offset;
    window->line = line;
    window->end = false;
    return record_window_fill(window, err);
}

void record_window_close(struct record_window *window)
{
    encoding_stream_closep(&window->stream);
    window->stream = NULL;
    buf_clear(&window->text);
}

/* The stream gives what it has at hand; a failure behind what it gave is said again at
 * the next call. */
static bool read_text(struct record_window *window, size_t wanted, struct error *err)
{
    size_t before = window->text.size, got = 0;

    while (got < wanted && !window->end) {
        if (!encoding_stream_read(window->stream, &window->text, wanted - got,
                    &window->end, err))
            return got > 0;
        got = window->text.size - before;
    }
    return true;
}

bool record_window_fill(struct record_window *window, struct error *err)
{
    size_t rest = window->text.size - window->at;
    size_t wanted = rest > window->block ? rest : window->block;
    size_t room = window->limit + RECORD_WINDOW_BLOCK > rest
            ? window->limit + RECORD_WINDOW_BLOCK - rest
            : RECORD_WINDOW_BLOCK;

    if (rest && window->at)
        memmove(window->text.data, window->text.data + window->at, rest);
    window->text.size = rest;
    window->at = 0;
    if (!read_text(window, wanted < room ? wanted : room, err))
        return false;
    window->has_nul = memchr(buf_text(&window->text), '\0', window->text.size) != NULL;
    window->has_undecodable = encoding_stream_undecodable(window->stream).count > 0 &&
            memchr(buf_text(&window->text), TEXT_UNDECODABLE, window->text.size);
    return true;
}

struct slice record_window_rest(const struct record_window *window)
{
    const char *text = buf_text(&window->text);

    return (struct slice){text + window->at, window->text.size - window->at};
}

uint64_t record_window_take(struct record_window *window, size_t size, uint64_t lines)
{
    size_t raw = encoding_stream_take(window->stream,
            buf_text(&window->text) + window->at, size);

    window->at += size;
    window->offset += raw;
    window->line += lines;
    return raw;
}

/* A CR at the very end of the window may be half of a CRLF. */
static bool is_whole_line(const struct record_window *window, const char *end,
        const char *stop)
{
    return window->end || window->line_end == '\n' || end + 1 < stop;
}

bool record_window_is_dos_end(const struct record_window *window, size_t at,
        bool *ret_more)
{
    const char *text = buf_text(&window->text);
    size_t end = at;

    while (end < window->text.size &&
            (text[end] == DOS_END || (end > at && strchr("\r\n", text[end]))))
        end++;
    *ret_more = !window->end;
    return end > at && end == window->text.size && end - at <= DOS_END_MAX;
}

bool record_window_line(const struct record_window *window, size_t from, size_t *ret_size,
        size_t *ret_next)
{
    struct slice rest = record_window_rest(window);
    const char *begin = rest.text + from, *stop = rest.text + rest.size;
    const char *end = memchr(begin, window->line_end, rest.size - from);
    const char *other;

    if (window->line_end == '\r' &&
            (other = memchr(begin, '\n', end ? (size_t)(end - begin) : rest.size - from)))
        end = other;
    if (!end && !window->end)
        return false;
    if (!end || !is_whole_line(window, end, stop)) {
        *ret_size = *ret_next = rest.size - from;
        return window->end;
    }
    *ret_next = (size_t)(end - begin) + 1;
    if (*end == '\r' && end + 1 < stop && end[1] == '\n')
        *ret_next += 1;
    *ret_size = (size_t)(end - begin);
    if (*end == '\n')
        *ret_size -= line_end_returns(begin, *ret_size);
    return true;
}

uint64_t record_window_count_lines(const struct record_window *window, const char *text,
        size_t size)
{
    return line_end_count(text, size, window->line_end);
}

size_t record_window_cut(const char *text, size_t size, size_t keep)
{
    if (size <= keep)
        return size;
    while (keep && ((unsigned char)text[keep] & 0xC0) == 0x80)
        keep--;
    return keep;
}

bool record_window_skip_line(struct record_window *window, size_t from, size_t keep,
        struct buf *kept, uint64_t *ret_length, struct error *err)
{
    struct slice rest = record_window_rest(window);
    uint64_t length;
    size_t size, next;

    buf_reset(kept);
    if (!buf_append(kept, rest.text, record_window_cut(rest.text, rest.size, keep), err))
        return false;
    length = record_window_take(window, from,
            record_window_count_lines(window, rest.text, from));
    while (!record_window_line(window, 0, &size, &next)) {
        rest = record_window_rest(window);
        /* CRs may belong to the line end that has not arrived */
        size = rest.size - line_end_returns(rest.text, rest.size);
        length += record_window_take(window, size, 0);
        if (!record_window_fill(window, err))
            return false;
    }
    length += record_window_take(window, size, 0);
    record_window_take(window, next - size, next > size);
    *ret_length = length;
    return true;
}
