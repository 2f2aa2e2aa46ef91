#include "engine/run/wordings.h"

#include "engine/base/asset.h"

bool wordings_load(struct arena *arena, struct wording *ret_wording,
        struct complaint_list *complaints, struct error *err)
{
    static const char file[] = "procedures/wording.xml";
    struct slice bytes;

    return (asset_find(file, &bytes) &&
                   wording_parse(file, bytes.text, bytes.size, arena, ret_wording,
                           complaints)) ||
            error_set(err, ERROR_SCRIPT, "%s of this program is wrong", file);
}
