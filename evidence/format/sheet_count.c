#include "evidence/format/sheet_count.h"

#include "engine/base/text.h"
#include "evidence/limits.h"

static bool refuse_filled(struct error *err)
{
    return error_set(err, ERROR_LIMIT,
            TR("the sheet has more than %u cells with a value" ERROR_ADVICE
               "ask for it in parts",
                    "値のあるセルが上限の %u 個を超えています" ERROR_ADVICE
                    "分割しての再提出を依頼"
                    "してください"),
            LIMIT_SHEET_CELLS);
}

static bool refuse_long(struct error *err)
{
    return error_set(err, ERROR_LIMIT,
            TR("the sheet has more than %u numbers written in more than %u characters" ERROR_ADVICE
               "have the workbook saved again by Excel, or ask for it in parts",
                    "%2$u文字を超える長さの数値が上限の %1$u 個を超えています" ERROR_ADVICE
                    "Excelで保存し直したもの、又は分割しての再提出を依頼してください"),
            LIMIT_SHEET_LONG, SHEET_COUNT_LONG);
}

static bool refuse_empty(struct error *err)
{
    return error_set(err, ERROR_LIMIT,
            TR("the sheet has more than %u cells without a value" ERROR_ADVICE
               "ask for it without formats on empty cells",
                    "値のないセルが上限の %u 個を超えています" ERROR_ADVICE
                    "空のセルの書式を消して再提出するよう依頼してください"),
            LIMIT_SHEET_EMPTY);
}

static bool refuse_markup(struct error *err)
{
    return error_set(err, ERROR_LIMIT,
            TR("the sheet has more than %u tags, or %u bytes, that are not written as "
               "programs write cells" ERROR_ADVICE
               "have the workbook saved again by Excel",
                    "通常と異なる書き方のタグが上限（%u個、%uバイト）を超えています" ERROR_ADVICE
                    "Excelで保存し直したものを依頼してください"),
            LIMIT_SHEET_TAGS, LIMIT_SHEET_MARKUP);
}

bool sheet_count_cell(struct sheet_count *count, bool is_filled, struct error *err)
{
    if (is_filled)
        return ++count->cells <= LIMIT_SHEET_CELLS || refuse_filled(err);
    return ++count->empty <= LIMIT_SHEET_EMPTY || refuse_empty(err);
}

bool sheet_count_number(struct sheet_count *count, size_t size, struct error *err)
{
    return size <= SHEET_COUNT_LONG || ++count->numbers <= LIMIT_SHEET_LONG ||
            refuse_long(err);
}

bool sheet_count_tag(struct sheet_count *count, size_t size, struct error *err)
{
    count->written += size;
    return (++count->tags <= LIMIT_SHEET_TAGS && count->written <= LIMIT_SHEET_MARKUP) ||
            refuse_markup(err);
}
