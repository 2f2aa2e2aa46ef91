#include "engine/commands/bind_provenance.h"

#include "engine/base/text.h"
#include "engine/run/provenance.h"

#include <string.h>

#define TEXT_MAX ((size_t)256 * 1024)
#define TOLD 20u

/* Several instances read one shared item. */
static bool is_read_before(const struct instance_list *list, size_t instance,
        uint32_t index, const struct binding_item *bound)
{
    for (size_t i = 0; i <= instance; i++) {
        const uint32_t count = i < instance ? list->items[i].program.item_count : index;

        for (uint32_t c = 0; c < count; c++) {
            if (instance_binding(list, &list->items[i], c) == bound)
                return true;
        }
    }
    return false;
}

static bool is_of_file(const struct binding_item *bound, const char *file)
{
    const char *slash = strrchr(bound->file, '/');

    return !file || strcmp(slash ? slash + 1 : bound->file, file) == 0;
}

static bool say(const struct binding_item *bound, const struct binding_source *lacking,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(TEXT_MAX);

    if (!provenance_write_lack(bound->evidence, bound, lacking, &text, err) ||
            !buf_append_text(&text, TR(": ", "。"), err) ||
            !provenance_write_advice(bound, lacking, &text, err))
        return false;
    command_say(TR("warning: %s", "警告: %s"), buf_text(&text));
    return true;
}

bool bind_provenance_say(const struct bind_work *work, const char *file,
        struct error *err)
{
    const struct instance_list *list = &work->list;
    size_t count = 0;

    for (size_t i = 0; i < list->count; i++) {
        for (uint32_t c = 0; c < list->items[i].program.item_count; c++) {
            const struct binding_item *bound = instance_binding(list, &list->items[i], c);
            const struct binding_source *lacking = provenance_find_lacking(bound);

            if (!lacking || !is_of_file(bound, file) || is_read_before(list, i, c, bound))
                continue;
            if (count++ < TOLD && !say(bound, lacking, err))
                return false;
        }
    }
    if (count > TOLD)
        command_say(TR("and %zu more items of evidence likewise",
                            "ほか %zu 件の証拠も同様です"),
                count - TOLD);
    if (count)
        command_say("%s",
                TR("what reads these is tested, but stays indeterminate until this is so (provenance-missing); chosho bind --add FILE --replace puts a corrected file to use",
                        "これらを読むテストは、記録がそろうまで判断保留となります（provenance-missing）。直したファイルは chosho bind --add ファイル --replace で反映されます"));
    return true;
}
