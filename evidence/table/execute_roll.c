#include "evidence/table/execute_roll.h"

#include "engine/base/cell.h"
#include "engine/base/pointer.h"
#include "engine/base/program.h"

static bool write_member(const struct scan_context *context, uint64_t number,
        struct buf *buf, struct error *err)
{
    buf_reset(buf);
    for (size_t i = 0; i < context->archive_count; i++) {
        const struct archive *archive = &context->archives[i];

        if (number >= archive->first_member &&
                number - archive->first_member < archive_count_members(archive))
            return pointer_write_member(buf, archive->label,
                    archive_member(archive, (uint32_t)(number - archive->first_member))
                            ->name,
                    err);
    }
    return error_set(err, ERROR_SCRIPT,
            "a record_id names member %llu, which is none: record_id must come from a table's own record_id",
            (unsigned long long)number);
}

static bool write_record(const struct scan_context *context, int64_t record_id,
        struct buf *member, uint64_t *member_number, struct buf *line, struct error *err)
{
    uint64_t number = PROGRAM_MEMBER_OF(record_id);
    char cell[CELL_NAME_SIZE];

    if (cell_format(record_id, cell))
        return buf_append_text(line, cell, err);
    if (number != *member_number || member->size == 0) {
        if (!write_member(context, number, member, err))
            return false;
        *member_number = number;
    }
    return buf_append(line, member->data, member->size, err) &&
            buf_printf(line, err, "%llu",
                    (unsigned long long)PROGRAM_RECORD_OF(record_id));
}

bool execute_roll_begin(struct execute_roll *ret_roll, struct error *err)
{
    *ret_roll = (struct execute_roll){NULL, BUF_INIT(1 << 16), BUF_INIT(1 << 16),
            BUF_INIT(1 << 18), 0, 0};
    return digest_stream_new(&ret_roll->stream, err);
}

bool execute_roll_add(struct execute_roll *roll, const struct scan_context *context,
        int64_t record_id, int64_t other_id, struct error *err)
{
    buf_reset(&roll->line);
    if (!write_record(context, record_id, &roll->member, &roll->member_number,
                &roll->line, err))
        return false;
    if (other_id &&
            !(buf_append_text(&roll->line, "+", err) &&
                    write_record(context, other_id, &roll->other, &roll->other_number,
                            &roll->line, err)))
        return false;
    return buf_append_text(&roll->line, "\n", err) &&
            digest_stream_update(roll->stream, roll->line.data, roll->line.size, err);
}

void execute_roll_clear(struct execute_roll *roll)
{
    if (roll->stream)
        digest_stream_free(roll->stream);
    buf_clear(&roll->member);
    buf_clear(&roll->other);
    buf_clear(&roll->line);
}

bool execute_roll_has(const struct scan_context *context, int64_t record_id)
{
    uint64_t number = PROGRAM_MEMBER_OF(record_id);
    char cell[CELL_NAME_SIZE];

    if (cell_format(record_id, cell)) /* which tests may name one, the monitor knows */
        return true;

    for (size_t i = 0; i < context->archive_count; i++) {
        const struct archive *archive = &context->archives[i];

        if (record_id > 0 && PROGRAM_RECORD_OF(record_id) > 0 &&
                number >= archive->first_member &&
                number - archive->first_member < archive_count_members(archive))
            return true;
    }
    return false;
}
