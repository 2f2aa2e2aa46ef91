#include "evidence/table/scan_hidden.h"

#include <string.h>

#include "engine/base/pointer.h"
#include "evidence/table/scan.h"

static struct stage_value text_value(const char *text, size_t size)
{
    return (struct stage_value){.type = STAGE_TEXT, .bytes = {text, size}};
}

struct stage_value scan_hidden_value(const struct archive *archive, uint32_t member,
        const struct record *record, uint32_t which)
{
    const char *name = archive_member(archive, member)->name;
    const uint64_t numbers[] = {[SCAN_RECORD] = record->number,
            [SCAN_LINE] = record->line,
            [SCAN_OFFSET] = record->offset,
            [SCAN_LENGTH] = record->length};

    switch (which) {
    case SCAN_BUNDLE:
        return text_value(archive->label, strlen(archive->label));
    case SCAN_MEMBER:
        return text_value(name, strlen(name));
    case SCAN_RECORD_TEXT:
        return text_value(record->text.text, record->text.size);
    default:
        return (struct stage_value){.type = STAGE_INTEGER,
                .integer = (int64_t)numbers[which]};
    }
}

bool scan_hidden_pointer(const struct archive *archive, uint32_t member, const char *way,
        uint64_t number, struct buf *scratch, struct stage_value *ret_value,
        struct error *err)
{
    buf_reset(scratch);
    if (!pointer_write_way(scratch, archive->label, archive_member(archive, member)->name,
                way, number, err))
        return false;
    *ret_value = text_value(buf_text(scratch), scratch->size);
    return true;
}
