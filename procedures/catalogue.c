#include "procedures/catalogue.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/xml.h"

#define CONTROLS_MAX 20000

/* A catalogue on its way. */
struct reading {
    const char *file;
    struct arena *arena;
    struct catalogue *catalogue;
    struct complaint_list *complaints;
};

#define COMPLAIN(reading, node, ...)                                                     \
    complaint_add((reading)->complaints, COMPLAINT_ERROR, (reading)->file, (node)->line, \
            (node)->column, __VA_ARGS__)

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A run of digits without leading zeros, so that longer means larger. */
static struct slice take_number(const char **at)
{
    struct slice number;

    while (**at == '0' && is_digit((*at)[1]))
        (*at)++;
    number = (struct slice){*at, 0};
    while (is_digit(**at)) {
        number.size++;
        (*at)++;
    }
    return number;
}

static int compare_numbers(struct slice a, struct slice b)
{
    if (a.size != b.size)
        return a.size < b.size ? -1 : 1;
    return memcmp(a.text, b.text, a.size);
}

int catalogue_compare_refs(const char *a, const char *b)
{
    const char *from_a = a, *from_b = b;
    int order;

    while (*a && *b) {
        if (is_digit(*a) && is_digit(*b)) {
            order = compare_numbers(take_number(&a), take_number(&b));
            if (order != 0)
                return order;
        } else {
            if (*a != *b)
                return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
            a++;
            b++;
        }
    }
    if (*a || *b)
        return *a ? 1 : -1;
    return strcmp(from_a, from_b); /* 01 and 1 */
}

static bool is_part(const struct xml_node *node)
{
    return strcmp(node->namespace, CATALOGUE_OSCAL_NAMESPACE) == 0 &&
            (strcmp(node->name, "group") == 0 || strcmp(node->name, "control") == 0);
}

static size_t count_parts(const struct xml_node *node, bool deep)
{
    size_t count = 0;

    for (const struct xml_node *child = node->children; child; child = child->next) {
        if (is_part(child))
            count += 1 + (deep ? count_parts(child, true) : 0);
    }
    return count;
}

static bool is_ours(const struct xml_node *prop)
{
    const char *namespace = xml_attribute(prop, "ns");

    return namespace && strcmp(namespace, CATALOGUE_NAMESPACE) == 0;
}

/* The value of the prop `name`: ours, or OSCAL's own. */
static const char *find_prop(const struct xml_node *node, const char *name, bool ours)
{
    for (const struct xml_node *prop = xml_child(node, "prop"); prop;
            prop = xml_next(prop, "prop")) {
        const char *said = xml_attribute(prop, "name");

        if (said && strcmp(said, name) == 0 && is_ours(prop) == ours &&
                (ours || !xml_attribute(prop, "ns")))
            return xml_attribute(prop, "value");
    }
    return NULL;
}

/* NIST gives each control three labels; the one without a class is the one people write.
 */
static const char *find_label(const struct xml_node *node)
{
    for (const struct xml_node *prop = xml_child(node, "prop"); prop;
            prop = xml_next(prop, "prop")) {
        const char *said = xml_attribute(prop, "name");

        if (said && strcmp(said, "label") == 0 && !xml_attribute(prop, "class"))
            return xml_attribute(prop, "value");
    }
    return find_prop(node, "label", false);
}

static const char *find_ref(const struct xml_node *node)
{
    const char *label = find_label(node);

    return label && *label ? label : xml_attribute(node, "id");
}

static bool join_flags(struct arena *arena, const struct xml_node *node,
        const char **ret_flags, struct error *err)
{
    *ret_flags = "";
    for (const struct xml_node *prop = xml_child(node, "prop"); prop;
            prop = xml_next(prop, "prop")) {
        const char *said = xml_attribute(prop, "name");
        const char *value = xml_attribute(prop, "value");

        if (!said || !value || strcmp(said, "flag") != 0 || !is_ours(prop))
            continue;
        if (!arena_printf(arena, ret_flags, err, "%s%s%s", *ret_flags,
                    **ret_flags ? " " : "", value))
            return false;
    }
    return true;
}

/* The catalogue's id and the control's: "ismap-2022.xml#c9.2.6" without folders and
 * ".xml". False where the link leads to no control of another catalogue. */
static bool find_target(const struct xml_node *link, struct slice *ret_catalogue,
        const char **ret_control)
{
    const char *rel = xml_attribute(link, "rel"), *href = xml_attribute(link, "href");
    const char *hash = href ? strchr(href, '#') : NULL, *slash;
    size_t size;

    if (!rel || strcmp(rel, "related") != 0 || !hash || !hash[1] ||
            strpbrk(hash, " \t\n"))
        return false;
    slash = memrchr(href, '/', (size_t)(hash - href));
    href = slash ? slash + 1 : href;
    size = (size_t)(hash - href);
    if (size <= 4 || memcmp(hash - 4, ".xml", 4) != 0)
        return false;
    *ret_catalogue = (struct slice){href, size - 4};
    *ret_control = hash + 1;
    return true;
}

static bool join_related(struct arena *arena, const struct xml_node *node,
        const char **ret_related, struct error *err)
{
    struct slice catalogue;
    const char *control;

    *ret_related = "";
    for (const struct xml_node *link = xml_child(node, "link"); link;
            link = xml_next(link, "link")) {
        if (find_target(link, &catalogue, &control) &&
                !arena_printf(arena, ret_related, err, "%s%s%.*s#%s", *ret_related,
                        **ret_related ? " " : "", (int)catalogue.size, catalogue.text,
                        control))
            return false;
    }
    return true;
}

/* OSCAL's title breaks lines where it likes. */
static bool tidy_title(struct arena *arena, const char *text, const char **ret_title,
        struct error *err)
{
    char *title;
    size_t length = 0;

    if (!arena_allocate(arena, strlen(text) + 1, &title, err))
        return false;
    for (; *text; text++) {
        bool is_blank = strchr(" \t\r\n", *text) != NULL;

        if (!is_blank)
            title[length++] = *text;
        else if (length > 0 && title[length - 1] != ' ')
            title[length++] = ' ';
    }
    while (length > 0 && title[length - 1] == ' ')
        length--;
    title[length] = '\0';
    *ret_title = title;
    return true;
}

static bool read_titles(struct reading *reading, const struct xml_node *node,
        struct catalogue_control *control, struct error *err)
{
    const struct xml_node *title = xml_child(node, "title");
    const char *english = find_prop(node, "title-en", true);

    if (!title)
        COMPLAIN(reading, node, TR("<%s> has no <title>", "<%s>に<title>がありません"),
                node->name);
    if (!tidy_title(reading->arena, title ? title->text : "", &control->title[TEXT_JA],
                err))
        return false;
    control->title[TEXT_EN] = english ? english : control->title[TEXT_JA];
    return true;
}

static bool read_part(struct reading *reading, const struct xml_node *node, size_t parent,
        unsigned depth, struct error *err)
{
    struct catalogue *catalogue = reading->catalogue;
    struct catalogue_control *control = &catalogue->controls[catalogue->count];
    const char *status = find_prop(node, "status", false);

    control->id = xml_attribute(node, "id");
    control->ref = find_ref(node);
    control->is_group = strcmp(node->name, "group") == 0;
    control->is_withdrawn = status && strcmp(status, "withdrawn") == 0;
    control->parent = parent;
    control->depth = depth;
    if (!control->ref) {
        COMPLAIN(reading, node,
                TR("<%s> has neither an id nor a label", "<%s>にidもラベルもありません"),
                node->name);
        control->ref = "";
    }
    if (!read_titles(reading, node, control, err) ||
            !join_flags(reading->arena, node, &control->flags, err) ||
            !join_related(reading->arena, node, &control->related, err))
        return false;
    control->node = node;
    catalogue->group_count += control->is_group;
    catalogue->control_count += !control->is_group;
    catalogue->count++;
    return true;
}

struct sibling {
    const struct xml_node *node;
    const char *ref;
    size_t place; /* in the document: equal labels keep its order */
};

static int compare_siblings(const void *left, const void *right)
{
    const struct sibling *a = left, *b = right;
    int order = catalogue_compare_refs(a->ref, b->ref);

    if (order != 0)
        return order;
    return a->place < b->place ? -1 : a->place > b->place;
}

static bool read_parts(struct reading *reading, const struct xml_node *node,
        size_t parent, unsigned depth, struct error *err)
{
    size_t count = count_parts(node, false), place = 0;
    struct sibling *siblings;

    if (count == 0)
        return true;
    if (!arena_allocate(reading->arena, count * sizeof(*siblings), &siblings, err))
        return false;
    for (const struct xml_node *child = node->children; child; child = child->next) {
        const char *ref = is_part(child) ? find_ref(child) : NULL;

        if (is_part(child)) {
            siblings[place] = (struct sibling){child, ref ? ref : "", place};
            place++;
        }
    }
    qsort(siblings, count, sizeof(*siblings), compare_siblings);
    for (size_t i = 0; i < count; i++) {
        size_t at = reading->catalogue->count;

        if (!read_part(reading, siblings[i].node, parent, depth, err) ||
                !read_parts(reading, siblings[i].node, at, depth + 1, err))
            return false;
        reading->catalogue->controls[at].end = reading->catalogue->count;
    }
    return true;
}

/* An entry of the index: what to sort by, and which control it is. */
struct entry {
    const char *name;
    size_t control;
};

static int compare_entries(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    int order = strcmp(a->name, b->name);

    if (order != 0)
        return order;
    return a->control < b->control ? -1 : a->control > b->control;
}

static void complain_of_repeats(struct reading *reading, const struct entry *entries,
        const char *what)
{
    for (size_t i = 1; i < reading->catalogue->count; i++) {
        const struct xml_node *a =
                reading->catalogue->controls[entries[i - 1].control].node;
        const struct xml_node *b = reading->catalogue->controls[entries[i].control].node;
        bool in_order = a->line <= b->line;

        if (*entries[i].name && strcmp(entries[i].name, entries[i - 1].name) == 0)
            COMPLAIN(reading, in_order ? b : a,
                    TR("the %s '%s' is used twice (line %u too)",
                            "%s「%s」が二度使われています（%u行目にもあります）"),
                    what, entries[i].name, in_order ? a->line : b->line);
    }
}

static bool index_refs(struct reading *reading, struct error *err)
{
    struct catalogue *catalogue = reading->catalogue;
    struct entry *entries;
    size_t *by_ref;

    if (!arena_allocate(reading->arena, (catalogue->count + 1) * sizeof(*entries),
                &entries, err) ||
            !arena_allocate(reading->arena, (catalogue->count + 1) * sizeof(*by_ref),
                    &by_ref, err))
        return false;
    for (size_t i = 0; i < catalogue->count; i++)
        entries[i] = (struct entry){catalogue->controls[i].id ? catalogue->controls[i].id
                                                              : "",
                i};
    qsort(entries, catalogue->count, sizeof(*entries), compare_entries);
    complain_of_repeats(reading, entries, "id");
    for (size_t i = 0; i < catalogue->count; i++)
        entries[i] = (struct entry){catalogue->controls[i].ref, i};
    qsort(entries, catalogue->count, sizeof(*entries), compare_entries);
    complain_of_repeats(reading, entries, TR("label", "ラベル"));
    for (size_t i = 0; i < catalogue->count; i++)
        by_ref[i] = entries[i].control;
    catalogue->by_ref = by_ref;
    return true;
}

static bool read_metadata(struct reading *reading, const struct xml_node *root,
        const char *id, struct error *err)
{
    const struct xml_node *metadata = xml_child(root, "metadata");
    const struct xml_node *title = metadata ? xml_child(metadata, "title") : NULL;
    const struct xml_node *version = metadata ? xml_child(metadata, "version") : NULL;
    const char *said = metadata ? find_prop(metadata, "catalogue-id", true) : NULL;

    if (!title)
        COMPLAIN(reading, root,
                TR("the catalogue has no <metadata> with a <title>",
                        "カタログに<title>のある<metadata>がありません"));
    return arena_text(reading->arena, said ? said : id, &reading->catalogue->id, err) &&
            tidy_title(reading->arena, title ? title->text : "",
                    &reading->catalogue->title, err) &&
            tidy_title(reading->arena, version ? version->text : "",
                    &reading->catalogue->version, err);
}

static bool read_catalogue(struct reading *reading, const struct xml_node *root,
        const char *id, struct error *err)
{
    size_t count = count_parts(root, true);

    if (count > CONTROLS_MAX)
        return error_set(err, ERROR_LIMIT,
                TR("more than %d controls: this is no catalogue",
                        "管理策が%dを超えています。カタログとは認められません"),
                CONTROLS_MAX);
    return arena_allocate(reading->arena,
                   (count + 1) * sizeof(*reading->catalogue->controls),
                   &reading->catalogue->controls, err) &&
            read_metadata(reading, root, id, err) &&
            read_parts(reading, root, CATALOGUE_ROOT, 0, err) && index_refs(reading, err);
}

bool catalogue_parse(const char *file, const char *id, const char *bytes, size_t size,
        struct arena *arena, struct catalogue *ret_catalogue,
        struct complaint_list *complaints)
{
    struct catalogue catalogue = {.count = 0};
    struct reading reading = {file, arena, &catalogue, complaints};
    size_t errors = complaints->errors;
    struct error err = {0};
    struct xml_node *root;

    if (!xml_parse(file, bytes, size, arena, &root, complaints))
        return false;
    if (strcmp(root->name, "catalog") != 0 ||
            strcmp(root->namespace, CATALOGUE_OSCAL_NAMESPACE) != 0) {
        COMPLAIN(&reading, root,
                TR("<%s> is no OSCAL catalog: the root must be <catalog xmlns=\"%s\">",
                        "<%s>はOSCALのカタログではありません。ルート要素は<catalog xmlns=\"%s\">でなければなりません"),
                root->name, CATALOGUE_OSCAL_NAMESPACE);
        return false;
    }
    if (!read_catalogue(&reading, root, id, &err))
        COMPLAIN(&reading, root, "%s", err.message);
    if (complaints->errors != errors)
        return false;
    catalogue.node = root;
    *ret_catalogue = catalogue;
    return true;
}

const struct catalogue_control *catalogue_find(const struct catalogue *catalogue,
        const char *ref)
{
    size_t low = 0, high = catalogue->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct catalogue_control *control =
                &catalogue->controls[catalogue->by_ref[middle]];
        int order = strcmp(ref, control->ref);

        if (order == 0)
            return control;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}
