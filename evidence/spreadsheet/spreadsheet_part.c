#include "evidence/spreadsheet/spreadsheet_part.h"

#include <inttypes.h>

#include "engine/base/text.h"
#include "evidence/spreadsheet/spreadsheet_source.h"

static bool read_all(struct spreadsheet_source *source, struct xmlstream *stream,
        struct error *err)
{
    size_t taken;

    while (!xmlstream_is_finished(stream)) {
        struct slice rest = spreadsheet_source_rest(source);

        if (!xmlstream_feed(stream, rest.text, rest.size, source->ended, &taken, err))
            return false;
        source->at += taken;
        if (!taken && !source->ended && !spreadsheet_source_fill(source, err))
            return false;
    }
    return true;
}

static bool read_part(int fd, const struct preflight_member *part, uint64_t limit,
        struct xmlstream *stream, struct error *err)
{
    CLEANUP(spreadsheet_source_close) struct spreadsheet_source source = {0};
    struct inflate *inflate;

    return inflate_open(fd, part, &inflate, err) &&
            spreadsheet_source_open(inflate, limit, &source, err) &&
            read_all(&source, stream, err);
}

bool spreadsheet_part_read(int fd, const struct preflight_member *part, uint64_t limit,
        const struct xmlstream_handler *handler, void *context, struct error *err)
{
    CLEANUP(xmlstream_freep) struct xmlstream *stream = NULL;

    if (!xmlstream_new(handler, context, false, &stream, err))
        return false;
    return read_part(fd, part, limit, stream, err) ||
            error_prefix(err,
                    TR("part '%s', line %" PRIu64, "部品「%s」の %" PRIu64 " 行目"),
                    member_name_show(part->name).text, xmlstream_place(stream).line);
}
