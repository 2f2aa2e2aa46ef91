#include "evidence/spreadsheet/spreadsheet_run.h"

#include "evidence/spreadsheet/spreadsheet_text.h"
#include "evidence/spreadsheet/spreadsheet_xml.h"

void spreadsheet_run_start(struct spreadsheet_run *run, size_t depth)
{
    buf_reset(&run->text);
    run->depth = depth;
    run->phonetic_depth = run->text_depth = 0;
    run->is_cut = false;
}

void spreadsheet_run_begin(struct spreadsheet_run *run, const struct xmlstream_tag *tag)
{
    if (!run->depth || run->phonetic_depth || run->text_depth)
        return;
    if (spreadsheet_xml_is(tag, "rPh"))
        run->phonetic_depth = tag->depth;
    else if (spreadsheet_xml_is(tag, "t"))
        run->text_depth = tag->depth;
}

bool spreadsheet_run_text(struct spreadsheet_run *run, struct slice text,
        struct error *err)
{
    if (!run->text_depth || run->is_cut)
        return true;
    if (text.size > run->text.limit - run->text.size) {
        run->is_cut = true;
        text.size = run->text.limit - run->text.size;
    }
    return buf_append(&run->text, text.text, text.size, err);
}

bool spreadsheet_run_end(struct spreadsheet_run *run, const struct xmlstream_tag *tag)
{
    if (!run->depth)
        return false;
    if (tag->depth == run->text_depth)
        run->text_depth = 0;
    else if (tag->depth == run->phonetic_depth)
        run->phonetic_depth = 0;
    if (tag->depth != run->depth)
        return false;
    run->depth = 0;
    return true;
}

struct slice spreadsheet_run_finish(struct spreadsheet_run *run, bool *ret_is_cut)
{
    struct buf *text = &run->text;
    size_t size = text->size ? spreadsheet_text_decode(text->data, text->size) : 0;
    size_t cut = spreadsheet_text_cut(buf_text(text), size, SPREADSHEET_CELL_UNITS);

    *ret_is_cut = run->is_cut || cut < size;
    return (struct slice){buf_text(text), cut};
}

void spreadsheet_run_clear(struct spreadsheet_run *run)
{
    buf_clear(&run->text);
}
