/* sheet_view.h - how a sheet shows its cells, as its part says: merged, or hidden
 *
 * Of columns before the rows (<cols>), of merged cells behind them (<mergeCells>). What a
 * row says of itself is sheet_scan.h's. */
#ifndef CHOSHO_SHEET_VIEW_H
#define CHOSHO_SHEET_VIEW_H

#include "engine/base/xmlstream.h"
#include "evidence/spreadsheet/spreadsheet_text.h"

/* Cells that are shown as one: all columns and rows are from 1, inclusive. */
struct sheet_merge {
    uint32_t first_column, first_row, last_column, last_row;
};

/* Begins as {0}. */
struct sheet_view {
    uint32_t keep_to; /* row; 0: no merges are kept */
    struct sheet_merge *merges;
    size_t merge_count, merge_capacity;
    uint32_t header_row;
    uint64_t merged_below; /* areas that reach below it */
    /* by column: how many more <col> that hide begin there than have ended before it */
    int64_t hidden[SPREADSHEET_COLUMNS_MAX + 2];
};

void sheet_view_clear(struct sheet_view *view);

/* Of a <mergeCell>; of a <col>. What makes no sense is passed over. */
WARN_UNUSED bool sheet_view_note_merge(struct sheet_view *view,
        const struct xmlstream_tag *tag, struct error *err);
void sheet_view_note_columns(struct sheet_view *view, const struct xmlstream_tag *tag);

/* From now on the merged cells that begin in that row or above it are kept: the first
 * LIMIT_SHEET_MERGES of them. */
void sheet_view_keep_merges(struct sheet_view *view, uint32_t last_row);
/* From now on those that reach below that row are counted. */
void sheet_view_count_merges(struct sheet_view *view, uint32_t header_row);

#endif
