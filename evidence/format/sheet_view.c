#include "evidence/format/sheet_view.h"

#include <stdlib.h>
#include <string.h>

#include "evidence/limits.h"
#include "evidence/spreadsheet/spreadsheet_xml.h"

#define MERGES_AT_ONCE 64u

void sheet_view_clear(struct sheet_view *view)
{
    free(view->merges);
    view->merges = NULL;
}

/* ---- merged cells ---- */

static bool read_merge(struct slice range, struct sheet_merge *merge)
{
    const char *colon = range.text ? memchr(range.text, ':', range.size) : NULL;
    size_t first = colon ? (size_t)(colon - range.text) : 0;

    return colon &&
            spreadsheet_text_reference(range.text, first, &merge->first_column,
                    &merge->first_row) &&
            spreadsheet_text_reference(colon + 1, range.size - first - 1,
                    &merge->last_column, &merge->last_row);
}

bool sheet_view_note_merge(struct sheet_view *view, const struct xmlstream_tag *tag,
        struct error *err)
{
    size_t capacity = view->merge_capacity ? 2 * view->merge_capacity : MERGES_AT_ONCE;
    struct sheet_merge merge, *merges;

    if (!read_merge(spreadsheet_xml_attribute(tag, "ref"), &merge))
        return true;
    view->merged_below += merge.last_row > view->header_row;
    if (!view->keep_to || view->merge_count == LIMIT_SHEET_MERGES ||
            merge.first_row > view->keep_to)
        return true;
    if (view->merge_count == view->merge_capacity) {
        merges = realloc(view->merges, capacity * sizeof(*merges));
        if (!merges)
            return error_memory(err);
        view->merges = merges;
        view->merge_capacity = capacity;
    }
    view->merges[view->merge_count++] = merge;
    return true;
}

void sheet_view_keep_merges(struct sheet_view *view, uint32_t last_row)
{
    view->keep_to = last_row;
}

void sheet_view_count_merges(struct sheet_view *view, uint32_t header_row)
{
    view->header_row = header_row;
}

/* ---- columns ---- */

void sheet_view_note_columns(struct sheet_view *view, const struct xmlstream_tag *tag)
{
    uint32_t first, last;

    if (!spreadsheet_xml_is_true(tag, "hidden") ||
            !spreadsheet_xml_number(spreadsheet_xml_attribute(tag, "min"), &first) ||
            !spreadsheet_xml_number(spreadsheet_xml_attribute(tag, "max"), &last) ||
            first == 0 || first > last || last > SPREADSHEET_COLUMNS_MAX)
        return;
    view->hidden[first]++;
    view->hidden[last + 1]--;
}
