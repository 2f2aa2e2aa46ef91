#include "evidence/binding/binding.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/regex.h"
#include "engine/base/text.h"
#include "engine/base/zone.h"
#include "evidence/convert/convert.h"
#include "evidence/limits.h"

#define NORMALISED_MAX ((size_t)4 * 1024)
enum { YEAR_MIN = 1970, YEAR_MAX = 2099 };

/* A document that is being read. What the vocabulary does not allow has been complained
 * of already: reading goes on with "" in its place, so that all is said at once. */
struct reading {
    const char *file;
    const char *zone; /* the document's */
    struct arena *arena;
    struct complaint_list *complaints;
};

#define COMPLAIN(reading, place, ...)                                      \
    complaint_add((reading)->complaints, COMPLAINT_ERROR, (reading)->file, \
            (place)->line, (place)->column, __VA_ARGS__)

static const char *text_or(const char *text, const char *otherwise)
{
    return text ? text : otherwise;
}

static uint32_t count_children(const struct xml_node *node, const char *name)
{
    uint32_t count = 0;

    for (struct xml_node *child = xml_child(node, name); child;
            child = xml_next(child, name))
        count++;
    return count;
}

static void try_zone(struct reading *reading, const struct xml_node *node)
{
    const struct xml_attribute *attribute = xml_find_attribute(node, "zone");
    CLEANUP(zone_freep) struct zone *zone = NULL;
    struct error err = {0};

    if (attribute && !zone_load(attribute->value, &zone, &err))
        COMPLAIN(reading, attribute, "%s", err.message);
}

/* NULL where there is no such attribute, or it is no pattern. */
static struct regex *try_pattern(struct reading *reading, const struct xml_node *node)
{
    const struct xml_attribute *attribute = xml_find_attribute(node, "pattern");
    struct regex *regex = NULL;
    struct error err = {0};

    if (attribute && !regex_compile(attribute->value, &regex, &err))
        COMPLAIN(reading, attribute, "%s", err.message);
    return regex;
}

static void try_normalise(struct reading *reading, const struct xml_node *node)
{
    const struct xml_attribute *attribute = xml_find_attribute(node, "normalise");
    CLEANUP(buf_clear) struct buf ignored = BUF_INIT(NORMALISED_MAX);
    struct error err = {0};

    if (attribute && !convert_normalise(attribute->value, "", 0, &ignored, &err))
        COMPLAIN(reading, attribute, "%s", err.message);
}

static bool read_map(struct reading *reading, const struct xml_node *node,
        struct binding_column *column, struct error *err)
{
    uint32_t count = count_children(node, "value");

    if (count == 0)
        return true;
    if (!arena_allocate(reading->arena, count * sizeof(*column->map), &column->map, err))
        return false;
    for (struct xml_node *child = xml_child(node, "value"); child;
            child = xml_next(child, "value")) {
        struct item_map_entry *entry = &column->map[column->map_count++];

        entry->value = text_or(xml_attribute(child, "from"), "");
        entry->to = text_or(xml_attribute(child, "to"), "");
    }
    return true;
}

static void read_path(struct reading *reading, const struct xml_node *node,
        struct binding_column *column)
{
    CLEANUP(regex_freep) struct regex *regex = try_pattern(reading, node);

    column->from = text_or(xml_attribute(node, "pattern"), "");
    if (regex && regex_group_count(regex) < 2)
        COMPLAIN(reading, xml_find_attribute(node, "pattern"),
                TR("the pattern needs a group: what it matches is the value",
                        "パターンにグループが必要です。グループに一致した部分が値になります"));
}

/* true, and *ret_origin, for the elements that place a column. */
static bool find_origin(const char *element, enum item_origin *ret_origin)
{
    static const struct {
        const char *element;
        enum item_origin origin;
    } origins[] = {
            {"column", ITEM_FIELD},
            {"map", ITEM_FIELD},
            {"constant", ITEM_CONSTANT},
            {"from-path", ITEM_PATH},
            {"missing", ITEM_NOTHING},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(origins); i++) {
        if (strcmp(element, origins[i].element) == 0) {
            *ret_origin = origins[i].origin;
            return true;
        }
    }
    return false;
}

static bool read_column(struct reading *reading, const struct xml_node *node,
        struct binding_column *column, struct error *err)
{
    column->line = node->line;
    column->column = node->column;
    column->name = text_or(xml_attribute(node, "name"), "");
    column->type = xml_attribute(node, "type");
    column->absent = xml_attribute(node, "absent");
    column->normalise = xml_attribute(node, "normalise");
    try_normalise(reading, node);
    if (column->origin == ITEM_FIELD)
        column->from = text_or(xml_attribute(node, "from"), column->name);
    if (column->origin == ITEM_CONSTANT)
        column->from = text_or(xml_attribute(node, "value"), "");
    if (column->origin == ITEM_PATH)
        read_path(reading, node, column);
    return read_map(reading, node, column, err);
}

static void check_repeated(struct reading *reading, const struct binding_source *source)
{
    const struct binding_column *last = &source->columns[source->column_count - 1];

    for (const struct binding_column *column = source->columns; column < last; column++) {
        if (strcmp(column->name, last->name) == 0) {
            COMPLAIN(reading, last,
                    TR("column '%s' is placed twice: the first time in line %u",
                            "列「%s」が二度指定されています（最初は%u行目）"),
                    last->name, column->line);
            return;
        }
    }
}

static bool read_columns(struct reading *reading, const struct xml_node *node,
        struct binding_source *source, struct error *err)
{
    enum item_origin origin;
    uint32_t count = 0;

    for (struct xml_node *child = node->children; child; child = child->next)
        count += find_origin(child->name, &origin);
    if (count > LIMIT_CSV_COLUMNS)
        COMPLAIN(reading, node,
                TR("a source places at most %u columns", "列の指定は%u個までです"),
                LIMIT_CSV_COLUMNS);
    if (count == 0 || count > LIMIT_CSV_COLUMNS)
        return true;
    if (!arena_allocate(reading->arena, count * sizeof(*source->columns),
                &source->columns, err))
        return false;
    for (struct xml_node *child = node->children; child; child = child->next) {
        if (!find_origin(child->name, &origin))
            continue;
        source->columns[source->column_count].origin = origin;
        if (!read_column(reading, child, &source->columns[source->column_count], err))
            return false;
        source->column_count++;
        check_repeated(reading, source);
    }
    return true;
}

static void read_condition(struct reading *reading, const struct xml_node *node,
        struct item_where *where)
{
    const char *equals = xml_attribute(node, "equals");
    const char *other = xml_attribute(node, "not-equals");

    where->field = text_or(xml_attribute(node, "column"), "");
    where->equals = text_or(equals, text_or(other, ""));
    where->negate = !equals;
    if (!equals == !other)
        COMPLAIN(reading, node,
                TR("<where> needs either 'equals' or 'not-equals'",
                        "<where>には equals か not-equals のどちらか一方が必要です"));
}

static bool read_where(struct reading *reading, const struct xml_node *node,
        struct binding_source *source, struct error *err)
{
    uint32_t count = count_children(node, "where");

    if (count == 0)
        return true;
    if (!arena_allocate(reading->arena, count * sizeof(*source->where), &source->where,
                err))
        return false;
    for (struct xml_node *child = xml_child(node, "where"); child;
            child = xml_next(child, "where"))
        read_condition(reading, child, &source->where[source->where_count++]);
    return true;
}

static int32_t read_year(struct reading *reading, const struct xml_node *node)
{
    const struct xml_attribute *attribute = xml_find_attribute(node, "year");
    long year = attribute ? strtol(attribute->value, NULL, 10) : 0;

    if (attribute && (year < YEAR_MIN || year > YEAR_MAX)) {
        COMPLAIN(reading, attribute, TR("a year is %d to %d", "年は%dから%dまでです"),
                YEAR_MIN, YEAR_MAX);
        return 0;
    }
    return (int32_t)year;
}

/* A table is the layout's, and says itself where its records are. */
static void check_table(struct reading *reading, const struct xml_node *node)
{
    const struct xml_attribute *table = xml_find_attribute(node, "table");

    if (table && (!xml_attribute(node, "layout") || xml_attribute(node, "records")))
        COMPLAIN(reading, table,
                TR("'table' is one of a layout's child tables: it needs 'layout', and no 'records'",
                        "table はレイアウトの子表です。layout が必要で、records とは併用できません"));
}

static bool read_source(struct reading *reading, const struct xml_node *node,
        struct binding_source *source, struct error *err)
{
    const struct xml_node *provenance;

    source->line = node->line;
    source->column = node->column;
    source->bundle = text_or(xml_attribute(node, "bundle"), "");
    source->member = text_or(xml_attribute(node, "member"), "");
    source->layout = xml_attribute(node, "layout");
    source->table = xml_attribute(node, "table");
    source->encoding = xml_attribute(node, "encoding");
    source->zone = text_or(xml_attribute(node, "zone"), reading->zone);
    source->is_zone_own = xml_attribute(node, "zone") != NULL;
    source->records = xml_attribute(node, "records");
    source->pattern = xml_attribute(node, "pattern");
    source->delimiter = xml_attribute(node, "delimiter");
    source->header = xml_attribute(node, "header");
    source->quote = xml_attribute(node, "quote");
    source->header_line = xml_attribute(node, "header-line");
    source->year = read_year(reading, node);
    check_table(reading, node);
    try_zone(reading, node);
    regex_free(try_pattern(reading, node));
    provenance = xml_child(node, "provenance");
    binding_provenance_read(reading->file,
            provenance ? provenance : xml_child(node->parent, "provenance"),
            &source->provenance, reading->complaints);
    return read_columns(reading, node, source, err) &&
            read_where(reading, node, source, err);
}

static bool is_shared(const char *evidence)
{
    return text_starts_with(evidence, "shared:");
}

static void check_item(struct reading *reading, const struct binding_item *item)
{
    if (!item->procedure && !is_shared(item->evidence))
        COMPLAIN(reading, item,
                TR("'%s' is a procedure's own item: say which with procedure=\"...\", or write shared:%s",
                        "「%s」は手続固有の証拠項目です。procedure=\"...\" で手続を示すか、shared:%s と書いてください"),
                item->evidence, item->evidence);
    if (item->instance && !item->procedure)
        COMPLAIN(reading, item,
                TR("'instance' needs 'procedure' too",
                        "instance を書くときは procedure も必要です"));
}

static bool read_item(struct reading *reading, const struct xml_node *node,
        const struct binding *binding, struct binding_item *item, struct error *err)
{
    uint32_t count = count_children(node, "source");

    item->file = binding->file;
    item->line = node->line;
    item->column = node->column;
    item->evidence = text_or(xml_attribute(node, "evidence"), "");
    item->procedure = xml_attribute(node, "procedure");
    item->instance = xml_attribute(node, "instance");
    check_item(reading, item);
    if (count == 0)
        return true;
    if (!arena_allocate(reading->arena, count * sizeof(*item->sources), &item->sources,
                err))
        return false;
    for (struct xml_node *child = xml_child(node, "source"); child;
            child = xml_next(child, "source")) {
        if (!read_source(reading, child, &item->sources[item->source_count], err))
            return false;
        item->source_count++;
    }
    return true;
}

static bool read_items(struct reading *reading, const struct xml_node *root,
        struct binding *binding, struct error *err)
{
    uint32_t count = count_children(root, "item");

    if (count == 0)
        return true;
    if (!arena_allocate(reading->arena, count * sizeof(*binding->items), &binding->items,
                err))
        return false;
    for (struct xml_node *node = xml_child(root, "item"); node;
            node = xml_next(node, "item")) {
        if (!read_item(reading, node, binding, &binding->items[binding->item_count], err))
            return false;
        binding->item_count++;
    }
    return true;
}

bool binding_parse(const char *file, const char *bytes, size_t size, struct arena *arena,
        struct binding *ret_binding, struct complaint_list *complaints)
{
    struct reading reading = {file, NULL, arena, complaints};
    struct binding binding = {0};
    struct xml_node *root;
    struct error err = {0};
    size_t errors = complaints->errors;

    if (!xml_parse(file, bytes, size, arena, &root, complaints))
        return false;
    vocabulary_check(&binding_vocabulary, file, root, complaints);
    reading.zone = binding.zone = xml_attribute(root, "zone");
    try_zone(&reading, root);
    binding.file = "";
    if (!arena_text(arena, file, &binding.file, &err) ||
            !read_items(&reading, root, &binding, &err))
        COMPLAIN(&reading, root, "%s", err.message);
    binding_check(&binding, 1, complaints);
    if (complaints->errors != errors)
        return false;
    *ret_binding = binding;
    return true;
}

static int compare_texts(const char *a, const char *b)
{
    return strcmp(text_or(a, ""), text_or(b, ""));
}

/* What they bind: 0 where it is the same. */
static int compare_targets(const struct binding_item *a, const struct binding_item *b)
{
    int order = strcmp(a->evidence, b->evidence);

    if (order == 0)
        order = compare_texts(a->procedure, b->procedure);
    return order ? order : compare_texts(a->instance, b->instance);
}

static int compare_items(const void *left, const void *right)
{
    const struct binding_item *a = *(const struct binding_item *const *)left;
    const struct binding_item *b = *(const struct binding_item *const *)right;
    int order = compare_targets(a, b);

    if (order == 0)
        order = strcmp(a->file, b->file);
    if (order == 0)
        order = a->line < b->line ? -1 : a->line > b->line;
    return order ? order : (a->column < b->column ? -1 : a->column > b->column);
}

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* new_file: the one that is not to be taken away. */
static void complain_twice(const struct binding_item *first,
        const struct binding_item *again, const char *new_file,
        struct complaint_list *complaints)
{
    const char *other = strcmp(again->file, new_file) != 0 ? again->file : first->file;

    if (strcmp(first->file, again->file) == 0)
        complaint_add(complaints, COMPLAINT_ERROR, again->file, again->line,
                again->column,
                TR("'%s' is bound twice, also in %s:%u: put the sources into one <item>, or take one away",
                        "「%s」は%s:%uでも指定されています。<source>を一つの<item>にまとめるか、一方を削ってください"),
                again->evidence, first->file, first->line);
    else
        complaint_add(complaints, COMPLAINT_ERROR, again->file, again->line,
                again->column,
                TR("'%s' is bound twice, also in %s:%u: put the sources into one <item>, or take one file away: chosho bind --remove %s; a new version of a file has its name, and is added with --replace",
                        "「%s」は%s:%uでも指定されています。<source>を一つの<item>にまとめるか、chosho bind --remove %s で一方を取り除いてください。ファイルの新しい版は、同じ名前のまま --replace を付けて加えます"),
                again->evidence, first->file, first->line, file_name(other));
}

static void check_sorted(const struct binding_item *const *items, size_t count,
        const char *new_file, struct complaint_list *complaints)
{
    for (size_t i = 1; i < count; i++) {
        if (compare_targets(items[i - 1], items[i]) == 0)
            complain_twice(items[i - 1], items[i], new_file, complaints);
    }
}

void binding_check(const struct binding *bindings, size_t count,
        struct complaint_list *complaints)
{
    const struct binding_item **items;
    size_t item_count = 0, at = 0;

    for (size_t i = 0; i < count; i++)
        item_count += bindings[i].item_count;
    if (item_count < 2)
        return;
    items = calloc(item_count, sizeof(*items));
    if (!items) {
        complaint_add(complaints, COMPLAINT_ERROR, bindings[0].file, 0, 0, "%s",
                TR("no memory left", "メモリーが足りません"));
        return;
    }
    for (size_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < bindings[i].item_count; k++)
            items[at++] = &bindings[i].items[k];
    }
    qsort(items, item_count, sizeof(*items), compare_items);
    check_sorted(items, item_count, bindings[0].file, complaints);
    free(items);
}

/* How closely a binding item is meant for this use: 0 not at all. */
static int specificity(const struct binding_item *item, const char *procedure,
        const char *instance, const char *evidence)
{
    if (strcmp(item->evidence, evidence) != 0)
        return 0;
    if (!item->procedure)
        return is_shared(evidence) ? 1 : 0;
    if (!text_is_equal(item->procedure, procedure))
        return 0;
    if (!item->instance)
        return 2;
    return text_is_equal(item->instance, instance) ? 3 : 0;
}

const struct binding_item *binding_find(const struct binding *bindings, size_t count,
        const char *procedure, const char *instance, const char *evidence)
{
    const struct binding_item *found = NULL;
    int best = 0, how;

    for (size_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < bindings[i].item_count; k++) {
            how = specificity(&bindings[i].items[k], procedure, instance, evidence);
            if (how > best) {
                best = how;
                found = &bindings[i].items[k];
            }
        }
    }
    return found;
}
