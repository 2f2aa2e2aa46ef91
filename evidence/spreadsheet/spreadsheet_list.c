#include "evidence/spreadsheet/spreadsheet_list.h"

#include <string.h>

#include "evidence/spreadsheet/spreadsheet.h"

static const char *unread_reason(enum spreadsheet_sheet_kind kind)
{
    return kind == SPREADSHEET_CHART     ? "sheet-chart"
            : kind == SPREADSHEET_DIALOG ? "sheet-dialog"
            : kind == SPREADSHEET_MACROS ? "sheet-macros"
                                         : NULL;
}

static bool list_sheet(const struct spreadsheet_sheet *sheet, struct arena *arena,
        struct preflight_member *member, struct error *err)
{
    *member = *sheet->part;
    member->name_source = MEMBER_NAME_UTF8;
    member->finding = sheet->visibility == SPREADSHEET_HIDDEN ? "sheet-hidden"
            : sheet->visibility == SPREADSHEET_VERY_HIDDEN    ? "sheet-very-hidden"
                                                              : NULL;
    if (member->status == PREFLIGHT_READABLE && sheet->kind != SPREADSHEET_CELLS) {
        member->status = PREFLIGHT_UNREAD;
        member->reason = unread_reason(sheet->kind);
    }
    if (!arena_text(arena, sheet->name, &member->name, err))
        return false;
    member->raw_name = (const uint8_t *)member->name;
    member->raw_size = strlen(member->name);
    return true;
}

static bool list_sheets(const struct spreadsheet *workbook, struct preflight *listing,
        struct error *err)
{
    if (!arena_allocate(&listing->arena,
                workbook->sheet_count * sizeof(*listing->members), &listing->members,
                err))
        return false;
    for (uint32_t i = 0; i < workbook->sheet_count; i++) {
        if (!list_sheet(&workbook->sheets[i], &listing->arena, &listing->members[i], err))
            return false;
    }
    listing->count = workbook->sheet_count;
    return true;
}

bool spreadsheet_list(int fd, uint64_t size, struct preflight *ret_listing,
        struct error *err)
{
    CLEANUP(spreadsheet_close) struct spreadsheet workbook = {0};
    struct preflight listing = {.arena = ARENA_INIT(ARENA_MODEL_LIMIT)};

    if (!spreadsheet_open(fd, size, &workbook, err))
        return false;
    if (!list_sheets(&workbook, &listing, err)) {
        preflight_clear(&listing);
        return false;
    }
    *ret_listing = listing;
    return true;
}

bool spreadsheet_list_describe(int fd, uint64_t size, struct buf *ret_text,
        struct error *err)
{
    CLEANUP(spreadsheet_close) struct spreadsheet workbook = {0};

    return spreadsheet_open(fd, size, &workbook, err) &&
            (!workbook.has_macros || buf_append_text(ret_text, ", with macros", err)) &&
            (!workbook.external_links ||
                    buf_append_text(ret_text, ", with links to other workbooks", err));
}
