#include "evidence/table/scan_step.h"

#include <stdlib.h>

#include "evidence/table/scan_rotation.h"
#include "evidence/table/scan_year.h"

static int compare_steps(const void *left, const void *right)
{
    const struct scan_step *a = left;
    const struct scan_step *b = right;

    if (a->number != b->number)
        return a->number < b->number ? -1 : 1;
    return a->source < b->source ? -1 : a->source > b->source;
}

size_t scan_step_count(const struct item *item)
{
    size_t count = 0;

    for (uint32_t s = 0; s < item->source_count; s++)
        count += item->sources[s].member_count;
    return count;
}

static bool add_source(const struct scan_context *context, const struct item *item,
        uint32_t at, struct scan_step *steps, struct error *err)
{
    const struct item_source *source = &item->sources[at];
    const struct archive *archive;
    const char *stamp = scan_year_field(item, source);

    if (source->archive >= context->archive_count)
        return error_set(err, ERROR_LOST, "item '%s' names a bundle that is not there",
                item->name);
    archive = &context->archives[source->archive];
    for (uint32_t m = 0; m < source->member_count; m++)
        steps[m] = (struct scan_step){archive->first_member + source->members[m], at,
                source->members[m], source->year};
    return !stamp || scan_rotation_set_years(archive, source, stamp, steps, err);
}

bool scan_step_plan(const struct scan_context *context, const struct item *item,
        struct scan_step **ret_steps, size_t *ret_count, struct error *err)
{
    struct scan_step *steps = calloc(scan_step_count(item) + 1, sizeof(*steps));

    *ret_steps = steps;
    *ret_count = 0;
    if (!steps)
        return error_memory(err);
    for (uint32_t s = 0; s < item->source_count; s++) {
        if (!add_source(context, item, s, steps + *ret_count, err))
            return false;
        *ret_count += item->sources[s].member_count;
    }
    qsort(steps, *ret_count, sizeof(*steps), compare_steps);
    return true;
}
