#include "procedures/load_item.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SHARED_PREFIX "shared:"
#define COLUMNS_MAX \
    200 /* SQLite's own limits and the worker's leave room for this many */

enum program_type load_item_type(const char *name)
{
    enum program_type type = PROGRAM_TEXT;

    if (!name || !program_find_type(name, &type))
        return PROGRAM_TEXT;
    return type;
}

/* Names the engine gives to columns of its own. */
static bool is_reserved(const char *name)
{
    static const char *const reserved[] = {"record_id", "other_id", "verdict",
            "disposition"};

    for (size_t i = 0; i < ARRAY_LENGTH(reserved); i++) {
        if (strcasecmp(name, reserved[i]) == 0)
            return true;
    }
    return name[0] == '_';
}

static void check_name(struct loading *loading, const struct procedure_item *item,
        size_t at)
{
    const struct procedure_column *column = &item->columns[at];

    if (is_reserved(column->name))
        LOADING_COMPLAIN(loading, column->node, "name",
                TR("'%s' is a name the engine uses itself: take another",
                        "「%s」はエンジンが使う名前です。別の名前にしてください"),
                column->name);
    for (size_t i = 0; i < at; i++) {
        if (item->columns[i].name &&
                strcasecmp(item->columns[i].name, column->name) == 0) {
            LOADING_COMPLAIN(loading, column->node, "name",
                    TR("there is a column '%s' already (line %u)",
                            "列「%s」はすでにあります（%u行目）"),
                    item->columns[i].name, item->columns[i].node->line);
            return;
        }
    }
}

static void read_columns(struct loading *loading, struct procedure_item *item)
{
    size_t count = loading_count(loading, item->node, "column");
    const struct xml_node *child = xml_child(item->node, "column");

    if (count > COLUMNS_MAX) {
        LOADING_COMPLAIN(loading, item->node, NULL,
                TR("more than %d columns: name only those the procedure needs",
                        "列が%dを超えています。手続に必要な列だけを挙げてください"),
                COLUMNS_MAX);
        count = COLUMNS_MAX;
    }
    item->columns = loading_allocate(loading, count, sizeof(*item->columns));
    for (size_t i = 0; item->columns && i < count;
            i++, child = xml_next(child, "column")) {
        struct procedure_column *column = &item->columns[i];

        column->node = child;
        column->name = xml_attribute(child, "name");
        column->type = load_item_type(xml_attribute(child, "type"));
        column->key = loading_choice(xml_attribute(child, "key"), "no yes", 0) == 1;
        column->shown = column->key ||
                loading_choice(xml_attribute(child, "show"), "no yes", 0) == 1;
        column->sensitive = loading_choice(xml_attribute(child, "sensitive"), "no yes",
                                    0) == 1;
        column->title = loading_text(loading, child, "title");
        item->column_count = i + 1;
        if (column->name)
            check_name(loading, item, i);
    }
}

static void complain_of_shared(struct loading *loading, const struct xml_node *node)
{
    static const char *const nothing[] = {NULL};
    const char *use = xml_attribute(node, "use");
    const char *const *ids = loading->shared ? shared_ids(loading->shared, loading->arena)
                                             : nothing;

    if (strncmp(use, SHARED_PREFIX, strlen(SHARED_PREFIX)) != 0) {
        LOADING_COMPLAIN(loading, node, "use",
                TR("use=\"%s\" must name a shared item: \"shared:...\"",
                        "use=\"%s\"には共有の証跡を「shared:…」の形で書いてください"),
                use);
        return;
    }
    LOADING_COMPLAIN(loading, node, "use",
            TR("there is no shared item '%s'%s", "共有の証跡「%s」はありません%s"),
            use + strlen(SHARED_PREFIX),
            loading_hint(use + strlen(SHARED_PREFIX), ids ? ids : nothing).text);
}

static void use_shared(struct loading *loading, struct procedure_item *item,
        const char *use)
{
    static const char *const own[] = {"title", "column"};
    const struct procedure_item *shared = NULL;

    for (size_t i = 0; i < ARRAY_LENGTH(own); i++) {
        if (xml_child(item->node, own[i]))
            LOADING_COMPLAIN(loading, xml_child(item->node, own[i]), NULL,
                    TR("<%s> may not stand in evidence that uses a shared item: it has its own",
                            "共有の証跡を使うときは<%s>を書きません。共有の側に定義があります"),
                    own[i]);
    }
    if (xml_attribute(item->node, "class"))
        LOADING_COMPLAIN(loading, item->node, "class",
                TR("a shared item has a class of its own: leave this one out",
                        "共有の証跡には区分があります。classは書かないでください"));
    if (loading->shared && strncmp(use, SHARED_PREFIX, strlen(SHARED_PREFIX)) == 0)
        shared = shared_find(loading->shared, use + strlen(SHARED_PREFIX));
    if (!shared) {
        complain_of_shared(loading, item->node);
        return;
    }
    item->source = shared->source;
    item->class = shared->class;
    item->title = shared->title;
    item->columns = shared->columns;
    item->column_count = shared->column_count;
    item->min_records = item->optional ? 0 : shared->min_records;
}

static void read_own(struct loading *loading, struct procedure_item *item)
{
    item->source = item->id;
    item->class = xml_attribute(item->node, "class");
    item->title = loading_text(loading, item->node, "title");
    read_columns(loading, item);
    if (!item->class)
        LOADING_COMPLAIN(loading, item->node, NULL,
                TR("<evidence> needs the attribute 'class', or use=\"shared:...\"",
                        "<evidence>には属性「class」か、use=\"shared:…\"が必要です"));
    if (item->column_count == 0)
        LOADING_COMPLAIN(loading, item->node, NULL,
                TR("<evidence> needs <column>, or use=\"shared:...\"",
                        "<evidence>には<column>か、use=\"shared:…\"が必要です"));
}

void load_item_read(struct loading *loading, const struct xml_node *node,
        struct procedure_item *ret_item)
{
    const struct xml_node *expect = xml_child(node, "expect");
    const char *minimum = expect ? xml_attribute(expect, "min-records") : NULL;
    const char *use = xml_attribute(node, "use");

    *ret_item = (struct procedure_item){.node = node, .id = xml_attribute(node, "id")};
    ret_item->optional = loading_choice(xml_attribute(node, "optional"), "no yes", 0) ==
            1;
    ret_item->min_records = ret_item->optional ? 0 : 1;
    if (use)
        use_shared(loading, ret_item, use);
    else
        read_own(loading, ret_item);
    if (minimum)
        ret_item->min_records = strtoull(minimum, NULL, 10);
}
