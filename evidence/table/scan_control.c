#include "evidence/table/scan_control.h"

#include "engine/base/text.h"

const char *scan_control_find(const struct record_reader *reader,
        const struct archive *archive, uint32_t member, struct error *ret_said)
{
    const char *name = member_name_show(archive_member(archive, member)->name).text;
    struct record_control control;
    bool is_stated = record_control_total(reader, &control);

    if (control.next_page) {
        error_set(ret_said, ERROR_UNREADABLE,
                TR("%s, member '%s': it says itself that there is more: the next page (%s) is not in it; ask for it",
                        "%s、ファイル「%s」: 続きのページがある (%s) と記されていますが、含まれていません。続きを依頼してください"),
                archive->label, name, control.next_page);
        return "next-page";
    }
    if (!is_stated || control.stated == control.found)
        return NULL;
    error_set(ret_said, ERROR_UNREADABLE,
            TR("%s, member '%s': line %llu says that there are %llu records; %llu were found; ask whether the file is whole",
                    "%s、ファイル「%s」: %llu 行目に %llu 件とありますが、レコードは %llu 件です。ファイルが揃っているか確認してください"),
            archive->label, name, (unsigned long long)control.line,
            (unsigned long long)control.stated, (unsigned long long)control.found);
    return "control-total";
}
