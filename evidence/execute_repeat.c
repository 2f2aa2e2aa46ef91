#include "evidence/execute_repeat.h"

static bool put_keys(const struct program_item *item, const char *separator,
        const char *behind, struct buf *sql, struct error *err)
{
    uint32_t count = 0;

    for (uint32_t c = 0; c < item->column_count; c++) {
        if (item->columns[c].key &&
                !buf_printf(sql, err, "%s\"%s\"%s", count++ ? separator : "",
                        item->columns[c].name, behind))
            return false;
    }
    return true;
}

static bool has_keys(const struct program_item *item)
{
    for (uint32_t c = 0; c < item->column_count; c++) {
        if (item->columns[c].key)
            return true;
    }
    return false;
}

bool execute_repeat_write(const struct program_item *item, struct buf *sql,
        bool *ret_has_keys, struct error *err)
{
    *ret_has_keys = has_keys(item);
    if (!*ret_has_keys)
        return true;
    return buf_append_text(sql,
                   "SELECT count(*), min(\"record_id\") FROM (SELECT \"record_id\","
                   " row_number() OVER (PARTITION BY ",
                   err) &&
            put_keys(item, ", ", "", sql, err) &&
            buf_printf(sql, err,
                    " ORDER BY \"record_id\") AS \"_row\" FROM \"%s\" WHERE ",
                    item->id) &&
            put_keys(item, " AND ", " <> ''", sql, err) &&
            buf_append_text(sql, ") WHERE \"_row\" > 1", err);
}
