#include "engine/run/binding_trial.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "engine/run/layouts.h"

#define TEXT_MAX ((size_t)256 * 1024)

static void complain_layout(const struct layout *layouts, const char **names,
        size_t count, const struct binding_item *item,
        const struct binding_source *source, struct complaint_list *complaints)
{
    const char *nearest;

    if (!source->layout || layout_find(layouts, count, source->layout))
        return;
    nearest = text_find_nearest(source->layout, names);
    complaint_add(complaints, COMPLAINT_ERROR, item->file, source->line, 1,
            TR("there is no layout '%s'; %s%s%s", "レイアウト「%s」はありません。%s%s%s"),
            source->layout, nearest ? TR("did you mean '", "「") : "",
            nearest ? nearest
                    : TR("the README names them, and without the attribute the content decides",
                              "名前はREADMEにあります。属性を省けば内容から判別します"),
            nearest ? TR("'?", "」のことですか") : "");
}

bool binding_trial_layouts(const struct binding *binding,
        struct complaint_list *complaints, struct error *err)
{
    const struct layout *layouts;
    const char **names;
    size_t count;

    if (!layouts_load(&layouts, &count, err))
        return false;
    names = calloc(count + 1, sizeof(*names));
    if (!names)
        return error_memory(err);
    for (size_t i = 0; i < count; i++)
        names[i] = layouts[i].id;
    for (uint32_t i = 0; i < binding->item_count; i++) {
        const struct binding_item *item = &binding->items[i];

        for (uint32_t s = 0; s < item->source_count; s++)
            complain_layout(layouts, names, count, item, &item->sources[s], complaints);
    }
    free(names);
    return true;
}

/* Whether nothing that is still delivered makes it right. */
static bool is_fault(const char *problem)
{
    static const char *const faults[] = {"layout-missing", "format-differs",
            "column-missing", "column-ambiguous", "type-contradicts", "path-no-match",
            "record-twice"};

    for (size_t i = 0; i < ARRAY_LENGTH(faults); i++) {
        if (strcmp(faults[i], problem) == 0)
            return true;
    }
    return false;
}

/* The place is "FILE:LINE" of the source. */
static uint32_t line_of(const struct item *item, const struct binding_item *bound)
{
    const char *colon = item->problem_place ? strrchr(item->problem_place, ':') : NULL;
    unsigned long line = colon ? strtoul(colon + 1, NULL, 10) : 0;

    return line ? (uint32_t)line : bound->line;
}

static bool complain_item(const struct item *item, const struct binding_item *bound,
        bool with_warnings, struct complaint_list *complaints, struct error *err)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(TEXT_MAX);
    struct item placeless = *item;
    bool fault = is_fault(item->problem);

    if (!fault && !with_warnings)
        return true;
    placeless.problem_place = NULL;
    if (!item_write_problem(&placeless, &text, err))
        return false;
    complaint_add(complaints, fault ? COMPLAINT_ERROR : COMPLAINT_WARNING, bound->file,
            line_of(item, bound), 1, "%s", buf_text(&text));
    return true;
}

static bool complain_instance(const struct instance_list *list,
        const struct instance *instance, const struct binding *binding,
        bool with_warnings, struct complaint_list *complaints, struct error *err)
{
    for (uint32_t i = 0; i < instance->program.item_count; i++) {
        const struct binding_item *bound = instance_binding(list, instance, i);

        if (!bound || bound < binding->items ||
                bound >= binding->items + binding->item_count ||
                !instance->items[i].problem)
            continue;
        if (!complain_item(&instance->items[i], bound, with_warnings, complaints, err))
            return false;
    }
    return true;
}

bool binding_trial_run(struct store *store, const struct library *library,
        const struct binding *binding, bool with_warnings,
        struct complaint_list *complaints, struct error *err)
{
    CLEANUP(complaint_list_clear) struct complaint_list others;
    CLEANUP(instance_list_clear) struct instance_list list = {0};
    const struct instance_options options = {.added = binding};
    size_t errors = complaints->errors;

    complaint_list_init(&others);
    if (!layouts_use(store, err) || !binding_trial_layouts(binding, complaints, err))
        return false;
    if (complaints->errors > errors)
        return true;
    if (!instance_list_make(store, library, &options, &list, &others, err)) {
        if (err->code != ERROR_SCRIPT)
            return false;
        *err = (struct error){0};
        return true;
    }
    for (size_t i = 0; i < list.count; i++) {
        if (!complain_instance(&list, &list.items[i], binding, with_warnings, complaints,
                    err))
            return false;
    }
    return true;
}
