#include "engine/commands/kept.h"

#include "engine/workpaper/bundle.h"
#include "engine/workpaper/bundle_file.h"

#include <unistd.h>

bool kept_check(struct command_call *call, struct store *store, size_t *ret_bundles,
        int *ret_code, struct error *err)
{
    struct bundle *bundles;
    size_t count;

    *ret_code = 0;
    if (!bundle_list(store, &call->arena, &bundles, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct error failure = {0};
        int fd;

        if (bundle_file_open(store, bundles[i].short_id, bundles[i].bytes, NULL, &fd,
                    &failure)) {
            close(fd);
            continue;
        }
        command_say("chosho: %s", failure.message);
        *ret_code = command_worse(*ret_code, error_exit_code(failure.code));
    }
    *ret_bundles = count;
    return true;
}
