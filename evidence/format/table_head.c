#include "evidence/format/table_head.h"

#include <string.h>

#include "evidence/format/header_word.h"

/* 承認, 承認者, 承認印 ... */
static bool is_stamp(struct slice value)
{
    static const char *const acts[] = {"承認", "確認", "作成", "検印", "担当", "審査",
            "査閲", "照査", "決裁", "起案"};
    static const char *const endings[] = {"", "者", "印", "欄"};

    for (size_t i = 0; i < ARRAY_LENGTH(acts); i++) {
        size_t size = strlen(acts[i]);

        if (value.size < size || memcmp(value.text, acts[i], size) != 0)
            continue;
        for (size_t k = 0; k < ARRAY_LENGTH(endings); k++) {
            if (value.size - size == strlen(endings[k]) &&
                    memcmp(value.text + size, endings[k], value.size - size) == 0)
                return true;
        }
    }
    return false;
}

void table_head_add(struct table_head_row *row, uint32_t column, struct slice value,
        bool is_name)
{
    bool is_known = is_name && header_word_is(value);

    if (!row->filled) {
        row->begins_named = is_name;
        row->begins_known = is_known;
    }
    if (column < 64)
        row->columns |= UINT64_C(1) << column;
    if (column < 64 && is_name)
        row->named |= UINT64_C(1) << column;
    row->filled++;
    row->names += is_name;
    row->known += is_known;
    row->stamps += is_stamp(value);
}

/* Columns without a value between others, or before them. */
static bool has_gap(uint64_t columns)
{
    return (columns & (columns + 1)) != 0;
}

/* Whether it may be a header itself: names, and half of them known. */
static bool is_header(const struct table_head_row *row)
{
    return row->filled > 1 && row->names == row->filled && row->known * 2 >= row->filled;
}

static bool has_row_below(const struct table_head_row *rows, uint32_t count, uint32_t at)
{
    return at + 1 < count && rows[at + 1].filled * 2 >= rows[at].filled;
}

static bool has_empty_above(const struct table_head_row *rows, uint32_t at)
{
    return rows[at].number > rows[at - 1].number + 1;
}

/* A name above nothing but numbers, days or stamps. */
static bool is_above_numbers(const struct table_head_row *rows, uint32_t count,
        uint32_t at)
{
    uint64_t used = 0, named = 0;

    for (uint32_t i = at + 1; i < count; i++) {
        used |= rows[i].columns;
        named |= rows[i].named;
    }
    return (rows[at].named & used & ~named) != 0;
}

/* Whether rows[at] is wide enough to be the header instead of rows[chosen]. */
static bool is_wide(const struct table_head_row *rows, uint32_t chosen, uint32_t at)
{
    const struct table_head_row *row = &rows[at], *first = &rows[chosen];

    for (uint32_t i = chosen; i < at; i++) {
        if (rows[i].filled > row->filled || (rows[i].columns & ~row->columns))
            return false;
    }
    return row->filled > first->filled ||
            (has_empty_above(rows, at) && row->known == row->filled &&
                    first->known * 2 <= first->filled);
}

/* Whether what stands from rows[chosen] to rows[at] may be a form's head. */
static bool is_head(const struct table_head_row *rows, uint32_t chosen, uint32_t at)
{
    const struct table_head_row *first = &rows[chosen], *above = &rows[at - 1];

    for (uint32_t i = chosen; i < at; i++) {
        if (!rows[i].begins_named)
            return false;
    }
    if (!has_empty_above(rows, at) && above->filled > 1 && has_gap(above->columns))
        return false;
    return first->known * 2 <= first->filled || first->stamps == first->filled ||
            chosen + 1 == at || rows[chosen + 1].begins_known;
}

/* Half of the rows below, and two or more, have a value in the column. */
static bool is_used_below(const struct table_head_row *rows, uint32_t count, uint32_t at,
        uint32_t column)
{
    uint32_t used = 0;

    for (uint32_t i = at + 1; i < count; i++)
        used += rows[i].columns >> column & 1;
    return used > 1 && used * 2 >= count - at - 1;
}

bool table_head_lacks_names(const struct table_head_row *rows, uint32_t count,
        uint32_t at, uint64_t named)
{
    for (uint32_t column = 1; column < 64; column++) {
        if (!(named >> column & 1) && is_used_below(rows, count, at, column))
            return true;
    }
    return false;
}

uint32_t table_head_find(const struct table_head_row *rows, uint32_t count,
        uint32_t chosen, bool *ret_is_doubtful)
{
    bool is_doubtful = false;

    for (uint32_t at = chosen + 1; at < count; at++) {
        if (!is_header(&rows[at]) || rows[at].known <= rows[chosen].known ||
                !has_row_below(rows, count, at) || !is_wide(rows, chosen, at))
            continue;
        if (is_head(rows, chosen, at) &&
                (has_empty_above(rows, at) || is_above_numbers(rows, count, at))) {
            *ret_is_doubtful = rows[at].filled == rows[chosen].filled;
            return at;
        }
        is_doubtful = true;
    }
    *ret_is_doubtful = is_doubtful;
    return chosen;
}
