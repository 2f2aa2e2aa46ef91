#include "evidence/workbook_run.h"

#include "evidence/workbook_text.h"
#include "evidence/workbook_xml.h"

void workbook_run_start(struct workbook_run *run, size_t depth)
{
    buf_reset(&run->text);
    run->depth = depth;
    run->phonetic_depth = run->text_depth = 0;
    run->is_cut = false;
}

void workbook_run_begin(struct workbook_run *run, const struct xmlstream_tag *tag)
{
    if (!run->depth || run->phonetic_depth || run->text_depth)
        return;
    if (workbook_xml_is(tag, "rPh"))
        run->phonetic_depth = tag->depth;
    else if (workbook_xml_is(tag, "t"))
        run->text_depth = tag->depth;
}

bool workbook_run_text(struct workbook_run *run, struct slice text, struct error *err)
{
    if (!run->text_depth || run->is_cut)
        return true;
    if (text.size > run->text.limit - run->text.size) {
        run->is_cut = true;
        text.size = run->text.limit - run->text.size;
    }
    return buf_append(&run->text, text.text, text.size, err);
}

bool workbook_run_end(struct workbook_run *run, const struct xmlstream_tag *tag)
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

struct slice workbook_run_finish(struct workbook_run *run, bool *ret_is_cut)
{
    struct buf *text = &run->text;
    size_t size = text->size ? workbook_text_decode(text->data, text->size) : 0;
    size_t cut = workbook_text_cut(buf_text(text), size, WORKBOOK_CELL_UNITS);

    *ret_is_cut = run->is_cut || cut < size;
    return (struct slice){buf_text(text), cut};
}

void workbook_run_clear(struct workbook_run *run)
{
    buf_clear(&run->text);
}
