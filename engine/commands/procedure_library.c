#include "engine/commands/procedure_library.h"

#include "engine/base/file.h"
#include "engine/run/catalogues.h"

#include <string.h>

/* Standing in no engagement is nothing wrong; one that is named must be there. */
static bool ask_engagement(struct command_call *call, struct procedure_library *library,
        struct error *err)
{
    CLEANUP(store_closep) struct store *store = NULL;
    struct error ignored = {0};
    const char *folder;

    if (!call->folder && !store_find_folder(".", &call->arena, &folder, &ignored))
        return true;
    if (!command_open(call, STORE_READ, &store, err) ||
            !arena_text(&call->arena, store_engagement(store)->catalogue,
                    &library->catalogue, err))
        return false;
    return !store_engagement(store)->library ||
            arena_text(&call->arena, store_engagement(store)->library, &library->folder,
                    err);
}

bool procedure_library_open(struct command_call *call,
        struct procedure_library *ret_library, struct error *err)
{
    const char *folder = command_value(call, "library");
    const char *catalogue = command_value(call, "catalogue");

    *ret_library = (struct procedure_library){.catalogue = "ismap-2022"};
    if (!ask_engagement(call, ret_library, err))
        return false;
    if (folder && !file_is_folder(folder))
        return error_set(err, ERROR_MISSING,
                TR("--library %s: there is no such folder",
                        "--library %s: フォルダがありません"),
                folder);
    if (folder)
        ret_library->folder = folder;
    if (catalogue)
        ret_library->catalogue = catalogue;
    if (!library_load(ret_library->folder, &ret_library->library, err))
        return false;
    if (ret_library->library.complaints.count)
        command_complain(&ret_library->library.complaints);
    return true;
}

void procedure_library_clear(struct procedure_library *library)
{
    library_clear(&library->library);
}

bool procedure_library_catalogue(struct command_call *call,
        const struct procedure_library *library, const char *name,
        const struct catalogue **ret_catalogue, struct error *err)
{
    struct complaint_list complaints;
    struct catalogue *loaded;
    bool ok;

    if (!arena_allocate(&call->arena, sizeof(*loaded), &loaded, err))
        return false;
    complaint_list_init(&complaints);
    if (strchr(name, '/') ||
            (strlen(name) > 4 && strcmp(name + strlen(name) - 4, ".xml") == 0)) {
        ok = catalogues_load(name, &call->arena, loaded, &complaints, err);
        *ret_catalogue = loaded;
    } else {
        ok = catalogues_find(name, library->folder, ret_catalogue, &complaints, err);
    }
    command_complain(&complaints);
    complaint_list_clear(&complaints);
    return ok;
}
