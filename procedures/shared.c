#include "procedures/shared.h"

#include <string.h>

#include "procedures/load_item.h"
#include "procedures/vocabulary_procedure.h"

struct shared_file {
    struct shared_file *next;
    const char *name;
    struct procedure_item *items;
    size_t count;
};

const struct procedure_item *shared_find(const struct shared_items *shared,
        const char *id)
{
    for (const struct shared_file *file = shared->files; file; file = file->next) {
        for (size_t i = 0; i < file->count; i++) {
            if (file->items[i].id && strcmp(file->items[i].id, id) == 0)
                return &file->items[i];
        }
    }
    return NULL;
}

const char *const *shared_ids(const struct shared_items *shared, struct arena *arena)
{
    struct error err = {0};
    const char **ids = NULL;
    size_t count = 0;

    for (const struct shared_file *file = shared->files; file; file = file->next)
        count += file->count;
    if (!arena_allocate(arena, (count + 1) * sizeof(*ids), &ids, &err))
        return NULL;
    count = 0;
    for (const struct shared_file *file = shared->files; file; file = file->next) {
        for (size_t i = 0; i < file->count; i++) {
            if (file->items[i].id)
                ids[count++] = file->items[i].id;
        }
    }
    return ids;
}

/* The other item of that id, in this file before it or in one loaded earlier. */
static bool is_taken(const struct shared_file *file, size_t at,
        const struct shared_items *shared)
{
    for (size_t i = 0; i < at; i++) {
        if (file->items[i].id && strcmp(file->items[i].id, file->items[at].id) == 0)
            return true;
    }
    return shared_find(shared, file->items[at].id) != NULL;
}

static void check_item(struct loading *loading, const struct procedure_item *item)
{
    if (xml_attribute(item->node, "use"))
        LOADING_COMPLAIN(loading, item->node, "use",
                TR("a shared item cannot use another one",
                        "共有の証跡から別の共有の証跡を使うことはできません"));
    for (enum text_language language = TEXT_JA; language <= TEXT_EN; language++) {
        if (!item->title.in[language])
            LOADING_COMPLAIN(loading, item->node, NULL,
                    TR("the shared item needs a <title xml:lang=\"%s\">",
                            "共有の証跡には<title xml:lang=\"%s\">が必要です"),
                    text_language_name(language));
    }
}

static void read_item(struct loading *loading, const struct shared_items *shared,
        struct shared_file *file, const struct xml_node *node)
{
    struct procedure_item *item = &file->items[file->count];
    struct error err = {0};

    load_item_read(loading, node, item);
    check_item(loading, item);
    if (!item->id)
        return;
    if (is_taken(file, file->count, shared))
        LOADING_COMPLAIN(loading, node, "id",
                TR("there is a shared item '%s' already: take another id",
                        "共有の証跡「%s」はすでにあります。別の識別子にしてください"),
                item->id);
    if (arena_printf(loading->arena, &item->source, &err, "shared:%s", item->id))
        file->count++;
    else
        LOADING_COMPLAIN(loading, node, NULL, "%s", err.message);
}

bool shared_load(const char *file, const char *bytes, size_t size, struct arena *arena,
        struct shared_items *shared, struct complaint_list *complaints)
{
    struct loading loading = {.file = file, .arena = arena, .complaints = complaints};
    size_t errors = complaints->errors, count;
    struct shared_file *loaded;
    struct xml_node *root;

    if (!xml_parse(file, bytes, size, arena, &root, complaints))
        return false;
    vocabulary_check(&vocabulary_procedure_items, file, root, complaints);
    loaded = loading_allocate(&loading, 1, sizeof(*loaded));
    count = loading_count(&loading, root, "evidence");
    if (!loaded || strcmp(root->name, "items") != 0)
        return false;
    loaded->name = loading_copy(&loading, file, strlen(file));
    loaded->items = loading_allocate(&loading, count, sizeof(*loaded->items));
    for (const struct xml_node *node = xml_child(root, "evidence");
            loaded->items && count > 0; node = xml_next(node, "evidence"), count--)
        read_item(&loading, shared, loaded, node);
    loaded->next = shared->files;
    shared->files = loaded;
    return complaints->errors == errors;
}
