#include "engine/commands/check_binding.h"

#include "engine/run/binding_expect.h"
#include "engine/run/binding_trial.h"

static bool check_here(struct command_call *call, const struct check_binding *first,
        struct complaint_list *complaints, struct error *err)
{
    CLEANUP(store_closep) struct store *store = NULL;
    CLEANUP(library_clear) struct library library = {0};
    struct scope scope;

    if (!command_open(call, STORE_READ, &store, err) ||
            !library_load(store_engagement(store)->library, &library, err) ||
            !scope_load(store, &call->arena, &scope, err))
        return false;
    for (const struct check_binding *at = first; at; at = at->next) {
        binding_expect_check(&library, &scope, &at->binding, complaints);
        if (!binding_trial_run(store, &library, &at->binding, true, complaints, err))
            return false;
    }
    return true;
}

bool check_binding_all(struct command_call *call, const struct check_binding *first,
        struct complaint_list *complaints, struct error *err)
{
    struct error absent = {0};
    const char *folder = call->folder;

    if (!first)
        return true;
    if (folder || store_find_folder(".", &call->arena, &folder, &absent))
        return check_here(call, first, complaints, err);
    for (const struct check_binding *at = first; at; at = at->next) {
        if (!binding_trial_layouts(&at->binding, complaints, err))
            return false;
    }
    return true;
}
