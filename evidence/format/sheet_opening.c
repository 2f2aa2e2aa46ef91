#include "evidence/format/sheet_opening.h"

#include "engine/base/pack.h"
#include "engine/base/text.h"
#include "evidence/limits.h"

bool sheet_opening_pack(const struct sheet_header *header, uint64_t head, struct buf *buf,
        struct error *err)
{
    if (!pack_varint(buf, head, err) || !pack_varint(buf, header->row, err) ||
            !pack_u8(buf, header->is_doubtful, err) ||
            !pack_varint(buf, header->column_count, err))
        return false;
    for (uint32_t i = 0; i < header->column_count; i++) {
        if (!pack_varint(buf, header->columns[i].column, err) ||
                !pack_text(buf, header->columns[i].name, err))
            return false;
    }
    return true;
}

static bool refuse(struct error *err)
{
    return error_set(err, ERROR_INTEGRITY,
            TR("what the workpaper has kept of a sheet's header is damaged",
                    "調書にあるシートの見出しの控えが壊れています"));
}

/* Each column once, from the left. */
static bool unpack_columns(struct unpack *unpack, struct arena *arena, uint64_t count,
        struct sheet_header *header, struct error *err)
{
    struct sheet_column *columns;
    uint64_t last = 0;

    if (!arena_allocate(arena, (count + 1) * sizeof(*columns), &columns, err))
        return false;
    for (uint64_t i = 0; i < count && !unpack->failed; i++) {
        uint64_t column = unpack_varint(unpack);

        columns[i].column = (uint32_t)column;
        columns[i].name = unpack_text(unpack, arena);
        unpack->failed = unpack->failed || column <= last ||
                column > SPREADSHEET_COLUMNS_MAX || !columns[i].name;
        last = column;
    }
    header->columns = columns;
    header->column_count = (uint32_t)count;
    return unpack_is_complete(unpack) || refuse(err);
}

bool sheet_opening_unpack(struct slice packed, struct arena *arena,
        struct sheet_header *ret_header, uint64_t *ret_head, struct error *err)
{
    struct sheet_header header = {.row = 0};
    struct unpack unpack;
    uint64_t head, row, count;

    unpack_init(&unpack, packed.text, packed.size);
    head = unpack_varint(&unpack);
    row = unpack_varint(&unpack);
    header.is_doubtful = unpack_u8(&unpack) != 0;
    count = unpack_varint(&unpack);
    if (unpack.failed || !head || row > SPREADSHEET_ROWS_MAX || count > LIMIT_CSV_COLUMNS)
        return refuse(err);
    header.row = (uint32_t)row;
    if (!unpack_columns(&unpack, arena, count, &header, err))
        return false;
    *ret_header = header;
    *ret_head = head;
    return true;
}
