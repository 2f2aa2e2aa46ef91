#include "procedures/statement.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"

#define PARTS_MAX 100000

/* A document that is being read; what the vocabulary does not allow has been complained
 * of already. */
struct reading {
    struct arena *arena;
    struct complaint_list *complaints;
    const char *file;
};

const char *statement_selection_name(enum statement_selection selection)
{
    static const char *const names[] = {"selected", "not-selected", "not-applicable"};

    return names[selection];
}

const struct statement_base *statement_find_base(const struct statement *statement,
        const char *id)
{
    for (size_t i = 0; i < statement->base_count; i++) {
        if (strcmp(statement->bases[i].id, id) == 0)
            return &statement->bases[i];
    }
    return NULL;
}

const struct statement_group *statement_find_group(const struct statement *statement,
        const char *id)
{
    for (size_t i = 0; i < statement->group_count; i++) {
        if (strcmp(statement->groups[i].id, id) == 0)
            return &statement->groups[i];
    }
    return NULL;
}

static const char *value(const struct xml_node *node, const char *name)
{
    const char *text = xml_attribute(node, name);

    return text ? text : "";
}

static struct statement_place place_of(const struct xml_node *node)
{
    return (struct statement_place){node->line, node->column};
}

/* Room for the children of that name, and how many there are. */
static bool make_room(struct reading *reading, const struct xml_node *node,
        const char *name, size_t more, size_t size, void *ret_room, struct error *err)
{
    size_t count = more;

    for (const struct xml_node *child = xml_child(node, name); child;
            child = xml_next(child, name))
        count++;
    if (count > PARTS_MAX)
        return error_set(err, ERROR_LIMIT, "<%s>: more than %d <%s>", node->name,
                PARTS_MAX, name);
    return arena_allocate(reading->arena, (count + 1) * size, ret_room, err);
}

/* Without blanks around it. */
static bool trimmed(struct reading *reading, const char *text, const char **ret_text,
        struct error *err)
{
    size_t size;

    text += strspn(text, " \t\r\n");
    size = strlen(text);
    while (size > 0 && strchr(" \t\r\n", text[size - 1]))
        size--;
    return arena_copy(reading->arena, text, size, ret_text, err);
}

static bool text_of(struct reading *reading, const struct xml_node *node,
        const char *name, const char **ret_text, struct error *err)
{
    const struct xml_node *child = xml_child(node, name);

    return trimmed(reading, child ? child->text : "", ret_text, err);
}

static bool read_version(struct reading *reading, const struct xml_node *node,
        unsigned otherwise, struct statement_version *version, struct error *err)
{
    const char *number = xml_attribute(node, "number");

    version->number = number ? (unsigned)strtoul(number, NULL, 10) : otherwise;
    version->from = value(node, "from");
    version->to = value(node, "to");
    version->frequency = value(node, "frequency");
    version->owner = value(node, "owner");
    version->place = place_of(node);
    return trimmed(reading, node->text, &version->text, err);
}

/* One that says no version has one, for as long as the control is there. */
static bool read_versions(struct reading *reading, const struct xml_node *node,
        struct statement_individual *individual, struct error *err)
{
    if (!make_room(reading, node, "version", 1, sizeof(*individual->versions),
                &individual->versions, err))
        return false;
    for (const struct xml_node *child = xml_child(node, "version"); child;
            child = xml_next(child, "version")) {
        size_t at = individual->version_count++;

        if (!read_version(reading, child, (unsigned)at + 1, &individual->versions[at],
                    err))
            return false;
    }
    if (individual->version_count == 0)
        individual->versions[individual->version_count++] = (struct statement_version){1,
                "", "", "", "", "", place_of(node)};
    return true;
}

static bool read_sites(struct reading *reading, const struct xml_node *node,
        struct statement_individual *individual, struct error *err)
{
    const char *group = xml_attribute(node, "group");

    if (!make_room(reading, node, "site", 1, sizeof(*individual->sites),
                &individual->sites, err))
        return false;
    for (const struct xml_node *child = xml_child(node, "site"); child;
            child = xml_next(child, "site"))
        individual->sites[individual->site_count++] =
                (struct statement_site){value(child, "name"),
                        xml_attribute(child, "group") ? value(child, "group")
                                                      : value(node, "group"),
                        place_of(child)};
    if (group && individual->site_count == 0)
        individual->sites[individual->site_count++] = (struct statement_site){"", group,
                place_of(node)};
    return true;
}

static bool read_individuals(struct reading *reading, const struct xml_node *node,
        struct statement_control *control, struct error *err)
{
    if (!make_room(reading, node, "individual", 0, sizeof(*control->individuals),
                &control->individuals, err))
        return false;
    for (const struct xml_node *child = xml_child(node, "individual"); child;
            child = xml_next(child, "individual")) {
        struct statement_individual *individual =
                &control->individuals[control->individual_count++];

        individual->id = xml_attribute(child, "id") ? value(child, "id") : control->ref;
        individual->base = value(child, "inherits");
        individual->place = place_of(child);
        if (!read_versions(reading, child, individual, err) ||
                !read_sites(reading, child, individual, err))
            return false;
    }
    return true;
}

static enum statement_selection selection_of(const char *word)
{
    enum statement_selection selection = STATEMENT_SELECTED;

    while (selection < STATEMENT_NOT_APPLICABLE &&
            strcmp(statement_selection_name(selection), word) != 0)
        selection++;
    return strcmp(statement_selection_name(selection), word) == 0 ? selection
                                                                  : STATEMENT_SELECTED;
}

static bool read_controls(struct reading *reading, const struct xml_node *root,
        struct statement *statement, struct error *err)
{
    if (!make_room(reading, root, "control", 0, sizeof(*statement->controls),
                &statement->controls, err))
        return false;
    for (const struct xml_node *child = xml_child(root, "control"); child;
            child = xml_next(child, "control")) {
        struct statement_control *control =
                &statement->controls[statement->control_count++];

        control->ref = value(child, "ref");
        control->control = "";
        control->selection = selection_of(value(child, "selection"));
        control->place = place_of(child);
        if (!text_of(reading, child, "reason", &control->reason, err) ||
                !read_individuals(reading, child, control, err))
            return false;
    }
    return true;
}

static bool read_base(struct reading *reading, const struct xml_node *node,
        struct statement_base *base, struct error *err)
{
    base->id = value(node, "id");
    base->title = value(node, "title");
    base->evidence = value(node, "evidence");
    base->place = place_of(node);
    if (!make_room(reading, node, "valid", 0, sizeof(*base->validities),
                &base->validities, err))
        return false;
    for (const struct xml_node *child = xml_child(node, "valid"); child;
            child = xml_next(child, "valid"))
        base->validities[base->validity_count++] =
                (struct statement_validity){value(child, "registration"),
                        value(child, "from"), value(child, "to"), place_of(child)};
    return true;
}

static bool read_bases(struct reading *reading, const struct xml_node *root,
        struct statement *statement, struct error *err)
{
    if (!make_room(reading, root, "base-service", 0, sizeof(*statement->bases),
                &statement->bases, err))
        return false;
    for (const struct xml_node *child = xml_child(root, "base-service"); child;
            child = xml_next(child, "base-service")) {
        if (!read_base(reading, child, &statement->bases[statement->base_count++], err))
            return false;
    }
    return true;
}

static bool read_groups(struct reading *reading, const struct xml_node *root,
        struct statement *statement, struct error *err)
{
    if (!make_room(reading, root, "population-group", 0, sizeof(*statement->groups),
                &statement->groups, err))
        return false;
    for (const struct xml_node *child = xml_child(root, "population-group"); child;
            child = xml_next(child, "population-group")) {
        struct statement_group *group = &statement->groups[statement->group_count++];

        group->id = value(child, "id");
        group->place = place_of(child);
        if (!text_of(reading, child, "rationale", &group->rationale, err))
            return false;
    }
    return true;
}

static bool read_document(struct reading *reading, const struct xml_node *root,
        struct statement *statement, struct error *err)
{
    const char *catalogue = xml_attribute(root, "catalogue");

    statement->file = reading->file;
    statement->catalogue = catalogue ? catalogue : "ismap-2022";
    statement->service = value(root, "service");
    statement->from = value(root, "from");
    statement->to = value(root, "to");
    return text_of(reading, root, "scope", &statement->scope, err) &&
            read_bases(reading, root, statement, err) &&
            read_groups(reading, root, statement, err) &&
            read_controls(reading, root, statement, err);
}

bool statement_parse(const char *file, const char *bytes, size_t size,
        struct arena *arena, struct statement *ret_statement,
        struct complaint_list *complaints)
{
    struct reading reading = {arena, complaints, file};
    struct statement statement = {0};
    size_t errors = complaints->errors;
    struct xml_node *root;
    struct error err = {0};

    if (!xml_parse(file, bytes, size, arena, &root, complaints))
        return false;
    vocabulary_check(&statement_vocabulary, file, root, complaints);
    if (complaints->errors > errors)
        return false;
    if (!read_document(&reading, root, &statement, &err)) {
        complaint_add(complaints, COMPLAINT_ERROR, file, root->line, root->column, "%s",
                err.message);
        return false;
    }
    *ret_statement = statement;
    return true;
}
