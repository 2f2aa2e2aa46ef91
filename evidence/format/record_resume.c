/* Reading on in the middle of a member, and what is kept for that. */
#include "evidence/format/record_parser.h"

bool record_opening(const struct record_reader *reader, struct buf *buf,
        struct error *err)
{
    return !reader->parser->opening || reader->parser->opening(reader, buf, err);
}

bool record_resume(struct record_reader *reader, const struct record_place *place,
        struct error *err)
{
    reader->count = 0;
    reader->ended = false;
    reader->failure.code = ERROR_NONE;
    reader->number = place->number - 1;
    if (reader->parser->has_own_bytes) {
        reader->window.offset = place->offset;
        reader->window.line = place->line;
    } else if (!record_window_resume(&reader->window, place->offset, place->line, err))
        return error_prefix(err, "%s", reader->archive->label);
    return reader->parser->resume(reader, err);
}
