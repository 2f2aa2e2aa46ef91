#include "evidence/spreadsheet/spreadsheet_source.h"

#include <inttypes.h>
#include <string.h>

#include "engine/base/text.h"

#define BLOCK ((size_t)64 << 10)
#define BYTES_MAX ((size_t)4 << 20) /* a stream holds back 1 MiB */

static bool read_some(struct spreadsheet_source *source, char *room, size_t size,
        size_t *ret_got, struct error *err)
{
    return source->inflate
            ? inflate_read(source->inflate, room, size, ret_got, err)
            : source->from.read(source->from.owner, room, size, ret_got, err);
}

bool spreadsheet_source_fill(struct spreadsheet_source *source, struct error *err)
{
    struct buf *bytes = &source->bytes;
    size_t rest = bytes->size - source->at, got;
    char *room;

    if (rest && source->at)
        memmove(bytes->data, bytes->data + source->at, rest);
    bytes->size = rest;
    source->at = 0;
    if (!buf_reserve(bytes, rest > BLOCK ? rest : BLOCK, &room, err) ||
            !read_some(source, room, rest > BLOCK ? rest : BLOCK, &got, err))
        return false;
    bytes->size += got;
    source->read += got;
    source->ended = got == 0;
    if (source->read > source->limit)
        return error_set(err, ERROR_LIMIT,
                TR("a part of a workbook may have %" PRIu64 " bytes, and this one has "
                   "more",
                        "ブックの部品の上限 %" PRIu64 " バイトを超えています"),
                source->limit);
    return true;
}

static bool pass_mark(struct spreadsheet_source *source, struct error *err)
{
    struct slice rest = spreadsheet_source_rest(source);

    if (rest.size >= 2 &&
            (memcmp(rest.text, "\xFF\xFE", 2) == 0 ||
                    memcmp(rest.text, "\xFE\xFF", 2) == 0))
        return error_set(err, ERROR_UNREADABLE,
                TR("it is written in UTF-16" ERROR_ADVICE
                   "have the workbook saved again by Excel",
                        "UTF-16で書かれています" ERROR_ADVICE
                        "Excelで保存し直したものを依頼してください"));
    if (rest.size >= 3 && memcmp(rest.text, "\xEF\xBB\xBF", 3) == 0)
        source->at = source->mark = 3;
    return true;
}

static bool open_source(struct spreadsheet_source source,
        struct spreadsheet_source *ret_source, struct error *err)
{
    if (!spreadsheet_source_fill(&source, err) || !pass_mark(&source, err)) {
        spreadsheet_source_close(&source);
        return false;
    }
    *ret_source = source;
    return true;
}

bool spreadsheet_source_open(struct inflate *inflate, uint64_t limit,
        struct spreadsheet_source *ret_source, struct error *err)
{
    return open_source((struct spreadsheet_source){.inflate = inflate,
                               .bytes = BUF_INIT(BYTES_MAX),
                               .limit = limit},
            ret_source, err);
}

bool spreadsheet_source_open_from(const struct byte_source *from, uint64_t limit,
        struct spreadsheet_source *ret_source, struct error *err)
{
    return open_source((struct spreadsheet_source){.from = *from,
                               .bytes = BUF_INIT(BYTES_MAX),
                               .limit = limit},
            ret_source, err);
}

void spreadsheet_source_drop(struct spreadsheet_source *source)
{
    buf_reset(&source->bytes);
    source->at = 0;
    source->ended = false;
}

void spreadsheet_source_close(struct spreadsheet_source *source)
{
    if (source->inflate)
        inflate_close(source->inflate);
    source->inflate = NULL;
    buf_clear(&source->bytes);
}

struct slice spreadsheet_source_rest(const struct spreadsheet_source *source)
{
    return (struct slice){buf_text(&source->bytes) + source->at,
            source->bytes.size - source->at};
}
