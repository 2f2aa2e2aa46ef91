#include "procedures/skeleton.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "procedures/catalogue.h"

#define ID_ROOM 56 /* of 64: "design-" or a number may be put to it */

/* ---- which controls ---- */

/* Small letters, digits and single '-': "AC-2(3)" becomes "ac-2-3". */
static bool make_id(struct arena *arena, const char *before, const char *text,
        const char **ret_id, struct error *err)
{
    char id[ID_ROOM];
    size_t length = 0;

    for (; *text && length + 1 < sizeof(id); text++) {
        char c = *text >= 'A' && *text <= 'Z' ? (char)(*text - 'A' + 'a') : *text;

        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            id[length++] = c;
        else if (length > 0 && id[length - 1] != '-')
            id[length++] = '-';
    }
    while (length > 0 && id[length - 1] == '-')
        length--;
    id[length] = '\0';
    return arena_printf(arena, ret_id, err, "%s%s", before, id);
}

static bool is_part(const struct xml_node *node, const char *name)
{
    return strcmp(node->name, "part") == 0 &&
            text_is_equal(xml_attribute(node, "name"), name);
}

const struct xml_node *skeleton_next_part(const struct xml_node *top,
        const struct xml_node *at, const char *name)
{
    at = at ? at : top;
    for (;;) {
        /* Controls below a control have procedures of their own. */
        if (at->children && (at == top || strcmp(at->name, "control") != 0)) {
            at = at->children;
        } else {
            while (at != top && !at->next)
                at = at->parent;
            if (at == top)
                return NULL;
            at = at->next;
        }
        if (is_part(at, name))
            return at;
    }
}

const struct xml_node *skeleton_next_objective(const struct xml_node *control,
        const struct xml_node *at)
{
    do
        at = skeleton_next_part(control, at, "assessment-objective");
    while (at && !xml_child(at, "p"));
    return at;
}

/* Two labels may come to one id: the later ones are numbered. */
static bool is_taken(const struct skeleton_list *list, const char *id)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->items[i].id, id) == 0)
            return true;
    }
    return false;
}

static bool name_skeleton(struct arena *arena, const struct skeleton_list *list,
        const char *ref, const char **ret_id, struct error *err)
{
    const char *plain;

    if (!make_id(arena, "design-", ref, &plain, err))
        return false;
    *ret_id = plain;
    for (unsigned n = 2; is_taken(list, *ret_id); n++) {
        if (!arena_printf(arena, ret_id, err, "%s-%u", plain, n))
            return false;
    }
    return true;
}

/* The folder of the outermost group; what a library keeps other things in is no area. */
static bool name_area(struct arena *arena, const struct catalogue *catalogue, size_t at,
        const char **ret_area, struct error *err)
{
    const char *id;

    while (catalogue->controls[at].parent != CATALOGUE_ROOT)
        at = catalogue->controls[at].parent;
    id = catalogue->controls[at].is_group ? catalogue->controls[at].id : NULL;
    if (!make_id(arena, "", id ? id : "design", ret_area, err))
        return false;
    if (!**ret_area || strcmp(*ret_area, "shared") == 0 ||
            strcmp(*ret_area, "catalogues") == 0)
        *ret_area = "design";
    return true;
}

static bool add_control(struct arena *arena, const struct catalogue *catalogue, size_t at,
        struct skeleton_list *list, struct error *err)
{
    const struct catalogue_control *control = &catalogue->controls[at];
    struct skeleton *skeleton = &list->items[list->count];

    if (!skeleton_next_objective(control->node, NULL)) {
        list->without++;
        return true;
    }
    *skeleton = (struct skeleton){.ref = control->ref,
            .title = control->title[TEXT_EN],
            .node = control->node};
    if (!name_skeleton(arena, list, control->ref, &skeleton->id, err) ||
            !name_area(arena, catalogue, at, &skeleton->area, err))
        return false;
    list->count++;
    return true;
}

static bool find_all(const struct catalogue *catalogue, struct arena *arena,
        struct skeleton_list *list, struct error *err)
{
    if (!arena_allocate(arena, (catalogue->count + 1) * sizeof(*list->items),
                &list->items, err) ||
            !oscal_text_find_parameter(catalogue->node, arena, &list->parameters, err))
        return false;
    for (size_t i = 0; i < catalogue->count; i++) {
        const struct catalogue_control *control = &catalogue->controls[i];

        if (!control->is_group && !control->is_withdrawn &&
                !add_control(arena, catalogue, i, list, err))
            return false;
    }
    return true;
}

/* What the file's name says, for a catalogue that does not say what it is called. */
static bool name_catalogue(struct arena *arena, const char *file, const char **ret_id,
        struct error *err)
{
    const char *base = strrchr(file, '/') ? strrchr(file, '/') + 1 : file;
    const char *name, *made;

    if (!arena_copy(arena, base, strcspn(base, "."), &name, err) ||
            !make_id(arena, "", name, &made, err))
        return false;
    if (*made >= 'a' && *made <= 'z')
        *ret_id = made;
    else
        return arena_printf(arena, ret_id, err, "catalogue%s%s", *made ? "-" : "", made);
    return true;
}

bool skeleton_find(const char *file, const char *id, const char *bytes, size_t size,
        struct arena *arena, struct skeleton_list *ret_list,
        struct complaint_list *complaints)
{
    struct skeleton_list list = {.catalogue = id};
    struct catalogue catalogue;
    struct error err = {0};
    const char *made;

    if (!name_catalogue(arena, file, &made, &err)) {
        complaint_add(complaints, COMPLAINT_ERROR, file, 0, 0, "%s", err.message);
        return false;
    }
    if (!catalogue_parse(file, made, bytes, size, arena, &catalogue, complaints))
        return false;
    if (!id)
        list.catalogue = catalogue.id;
    if (!find_all(&catalogue, arena, &list, &err)) {
        complaint_add(complaints, COMPLAINT_ERROR, file, 0, 0, "%s", err.message);
        return false;
    }
    *ret_list = list;
    return true;
}
