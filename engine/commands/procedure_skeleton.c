#include "engine/commands/procedure_skeleton.h"

#include "engine/base/file.h"
#include "engine/base/vocabulary.h"
#include "engine/base/vocabulary_type.h"
#include "procedures/skeleton_write.h"

#include <string.h>

#define FILE_LIMIT ((size_t)16 << 20)

static bool make_folder_once(const char *path, struct error *err)
{
    return file_is_folder(path) || file_make_folder(path, 0777, err);
}

static bool write_one(struct command_call *call, const struct skeleton_list *list,
        const struct skeleton *skeleton, struct error *err)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(FILE_LIMIT);
    const char *area, *folder, *path;

    return skeleton_write(list, skeleton, &text, err) &&
            arena_printf(&call->arena, &area, err, "%s/%s", call->output,
                    skeleton->area) &&
            arena_printf(&call->arena, &folder, err, "%s/%s", area, skeleton->id) &&
            arena_printf(&call->arena, &path, err, "%s/procedure.xml", folder) &&
            make_folder_once(area, err) && file_make_folder(folder, 0777, err) &&
            file_write(path, buf_text(&text), text.size, 0666, false, err);
}

static bool write_catalogue(struct command_call *call, const char *id,
        const struct buf *bytes, struct error *err)
{
    const char *folder, *path;

    return arena_printf(&call->arena, &folder, err, "%s/catalogues", call->output) &&
            arena_printf(&call->arena, &path, err, "%s/%s.xml", folder, id) &&
            file_make_folder(folder, 0777, err) &&
            file_write(path, buf_text(bytes), bytes->size, 0666, false, err);
}

static bool write_library(struct command_call *call, const struct skeleton_list *list,
        const struct buf *bytes, struct error *err)
{
    struct error ignored = {0};
    bool ok;

    if (!file_make_folder(call->output, 0777, err))
        return false;
    ok = write_catalogue(call, list->catalogue, bytes, err);
    for (size_t i = 0; ok && i < list->count; i++)
        ok = write_one(call, list, &list->items[i], err);
    if (!ok && !file_remove_folder(call->output, &ignored))
        command_say("chosho: %s", ignored.message);
    return ok;
}

static bool check_call(struct command_call *call, struct error *err)
{
    const char *id = command_value(call, "id");

    if (!command_expect(call, 2, 2, err))
        return false;
    if (!call->output)
        return error_set(err, ERROR_USAGE,
                TR("-o DIR is missing: the folder of the library to be made",
                        "-o DIR の指定が必要です（新しく作るライブラリのフォルダ）"));
    if (id && !vocabulary_type_find(VOCABULARY_ID)->holds(id))
        return error_set(err, ERROR_USAGE,
                TR("--id: a small letter, then small letters, digits and '-', at most 64; not '%s'",
                        "--id には、英小文字で始まり、英小文字・数字・「-」からなる64字以内の文字列を指定してください（「%s」は使えません）"),
                id);
    return true;
}

int procedure_skeleton_write(struct command_call *call, struct error *err)
{
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT(FILE_LIMIT);
    struct complaint_list complaints;
    struct skeleton_list list;
    const char *file;
    bool ok;

    if (!check_call(call, err) || !file_read(call->arguments[1], &bytes, err))
        return 2;
    file = call->arguments[1];
    complaint_list_init(&complaints);
    ok = skeleton_find(file, command_value(call, "id"), buf_text(&bytes), bytes.size,
            &call->arena, &list, &complaints);
    command_complain(&complaints);
    complaint_list_clear(&complaints);
    if (!ok)
        return 2;
    if (list.count == 0) {
        error_set(err, ERROR_SCRIPT,
                TR("%s says of none of its controls how it is assessed (no assessment-objective): nothing was written",
                        "%s には、管理策の評価の項目（assessment-objective）がありません。何も書いていません"),
                file);
        return 2;
    }
    if (!write_library(call, &list, &bytes, err))
        return 6;
    command_say(
            TR("procedures written to %s: %zu; controls without assessment objectives: %zu; catalogue: %s",
                    "%s に書いた手続: %zu件。評価の項目がない管理策: %zu件。カタログ: %s"),
            call->output, list.count, list.without, list.catalogue);
    command_say(
            TR("next: edit them, then chosho check %s; chosho init --library %s --catalogue %s/catalogues/%s.xml begins an engagement with them",
                    "次に: 手続を書き直し、chosho check %s で検査します。chosho init --library %s --catalogue %s/catalogues/%s.xml で調書を始められます"),
            call->output, call->output, call->output, list.catalogue);
    return 0;
}
