#include "engine/run/delivery_key.h"

#include "engine/run/delivery_column.h"
#include "engine/run/instance.h"
#include "engine/run/layouts.h"

#include <stdlib.h>
#include <string.h>

#define NAMES_MAX ((size_t)8 * 1024) /* bytes of columns named in a message */

struct delivery_key {
    struct store *store;
    struct library library;
    struct instance_list list;
    bool is_loaded, is_known; /* bindings: asked for; could be read */
};

bool delivery_key_new(struct store *store, struct delivery_key **ret_key,
        struct error *err)
{
    struct delivery_key *key = calloc(1, sizeof(*key));

    if (!key)
        return error_memory(err);
    key->store = store;
    *ret_key = key;
    return true;
}

void delivery_key_free(struct delivery_key *key)
{
    instance_list_clear(&key->list);
    library_clear(&key->library);
    free(key);
}

/* Bindings that are wrong are told where they are used; here they only give no key. */
static void load_bindings(struct delivery_key *key)
{
    CLEANUP(complaint_list_clear) struct complaint_list complaints;
    const struct instance_options all = {0};
    struct error ignored = {0};

    complaint_list_init(&complaints);
    key->is_loaded = true;
    key->is_known = library_load(store_engagement(key->store)->library, &key->library,
                            &ignored) &&
            instance_list_make(key->store, &key->library, &all, &key->list, &complaints,
                    &ignored);
}

/* ---- the fields chosen so far ---- */

struct choosing {
    const struct delivery_member *member;
    const char **fields;
    size_t count;
};

static bool has_column(const struct bundle_member *member, const char *name)
{
    for (size_t i = 0; i < member->column_count; i++) {
        if (strcmp(member->columns[i], name) == 0)
            return true;
    }
    return false;
}

/* On both sides. */
static bool is_there(const struct delivery_member *member, const char *name)
{
    return has_column(member->sides[0], name) && has_column(member->sides[1], name);
}

static void add(struct choosing *choosing, const char *name)
{
    for (size_t i = 0; i < choosing->count; i++) {
        if (strcmp(choosing->fields[i], name) == 0)
            return;
    }
    choosing->fields[choosing->count++] = name;
}

/* ---- the key ---- */

const char *delivery_key_lacking(const struct delivery_member *member,
        const char *const *asked, size_t asked_count)
{
    for (size_t i = 0; i < asked_count; i++) {
        if (!is_there(member, asked[i]))
            return asked[i];
    }
    return NULL;
}

static bool take_asked(struct choosing *choosing, const char *const *asked, size_t count)
{
    if (delivery_key_lacking(choosing->member, asked, count))
        return false;
    for (size_t i = 0; i < count; i++)
        add(choosing, asked[i]);
    return count > 0;
}

static bool take_of_layout(struct choosing *choosing, struct error *err)
{
    const char *id = choosing->member->sides[1]->layout;
    const struct layout *layouts, *layout = NULL;
    size_t count;

    if (!id)
        return true;
    if (!layouts_load(&layouts, &count, err))
        return false;
    layout = layout_find(layouts, count, id);
    for (uint32_t i = 0; layout && i < layout->column_count; i++) {
        const struct layout_column *column = &layout->columns[i];
        const char *name = column->from ? column->from : column->name;

        if (column->key && is_there(choosing->member, name))
            add(choosing, name);
    }
    return true;
}

/* The fields that play an item's keys; false where some key is no field of the record. */
static bool take_of_source(struct choosing *choosing, const struct item *item,
        const struct item_source *source)
{
    for (uint32_t c = 0; c < item->column_count; c++) {
        const struct item_column *column = &source->columns[c];

        if (item->columns[c].key &&
                (column->origin != ITEM_FIELD ||
                        !is_there(choosing->member, column->from)))
            return false;
    }
    for (uint32_t c = 0; c < item->column_count; c++) {
        if (item->columns[c].key)
            add(choosing, source->columns[c].from);
    }
    return choosing->count > 0;
}

static bool is_of(const struct delivery_key *key, const struct delivery *delivery,
        const struct instance *instance, const struct item_source *source)
{
    size_t place = instance->archives[source->archive];

    return key->list.evidence.bundles[place].bundle_id == delivery->bundle.bundle_id;
}

static void take_of_bindings(struct delivery_key *key, const struct delivery *delivery,
        struct choosing *choosing)
{
    uint32_t index = choosing->member->indexes[1];

    if (!key->is_loaded)
        load_bindings(key);
    for (size_t i = 0; key->is_known && i < key->list.count; i++) {
        const struct instance *instance = &key->list.items[i];

        for (uint32_t c = 0; c < instance->program.item_count; c++) {
            const struct item *item = &instance->items[c];

            for (uint32_t s = 0; s < item->source_count; s++) {
                const struct item_source *source = &item->sources[s];

                if (is_of(key, delivery, instance, source) &&
                        item_source_has(source, source->archive, index) &&
                        take_of_source(choosing, item, source))
                    return;
            }
        }
    }
}

bool delivery_key_choose(struct delivery_key *key, const struct delivery *delivery,
        struct delivery_member *member, const char *const *asked, size_t asked_count,
        struct arena *arena, struct error *err)
{
    struct choosing choosing = {.member = member};
    size_t columns = member->sides[1]->column_count;

    if (!arena_allocate(arena, (asked_count + 2 * columns + 1) * sizeof(*choosing.fields),
                &choosing.fields, err))
        return false;
    if (!take_asked(&choosing, asked, asked_count) && !take_of_layout(&choosing, err))
        return false;
    if (choosing.count == 0)
        take_of_bindings(key, delivery, &choosing);
    member->key_count = choosing.count;
    for (size_t i = 0; i < columns; i++) {
        if (is_there(member, member->sides[1]->columns[i]) &&
                !delivery_column_is_aside(member->sides[1], member->sides[1]->columns[i]))
            add(&choosing, member->sides[1]->columns[i]);
    }
    /* The bindings' texts end with them. */
    for (size_t i = 0; i < member->key_count; i++) {
        if (!arena_text(arena, choosing.fields[i], &choosing.fields[i], err))
            return false;
    }
    member->fields = choosing.fields;
    member->field_count = member->shared_count = choosing.count;
    return true;
}

/* ---- keys that no member has ---- */

static bool is_in_any(struct delivery_member *const *members, size_t count,
        const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (is_there(members[i], name))
            return true;
    }
    return false;
}

/* Of the first member: it is the one that was meant, or shows how its columns look. */
static bool refuse_key(const struct delivery_member *member, const char *name,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf names = BUF_INIT(NAMES_MAX);
    struct error full = {0};

    for (size_t i = 0; i < member->shared_count; i++) {
        if (!buf_printf(&names, &full, "%s%s", i ? ", " : "", member->fields[i]))
            break;
    }
    return error_set(err, ERROR_USAGE,
            TR("--key: no member that changed has the column '%s' in both deliveries; %s has: %s",
                    "--key: 変わったファイルに、先の提供物と新しい提供物の両方にある列「%s」はありません。%s にある列: %s"),
            name, member->sides[1]->name,
            names.size ? buf_text(&names) : TR("none", "なし"));
}

bool delivery_key_check(struct delivery_member *const *members, size_t count,
        const char *const *asked, size_t asked_count, struct error *err)
{
    for (size_t i = 0; count > 0 && i < asked_count; i++) {
        if (!is_in_any(members, count, asked[i]))
            return refuse_key(members[0], asked[i], err);
    }
    return true;
}
