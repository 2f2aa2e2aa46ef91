#include "engine/base/vocabulary.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/text.h"
#include "engine/base/vocabulary_type.h"

#define NAMES_MAX 64 /* of attributes or children one element may have */

/* A document that is being checked. */
struct checking {
    const struct vocabulary *vocabulary;
    const char *namespace; /* the root's, so that a wrong one is said once */
    const char *file;
    struct complaint_list *complaints;
};

#define COMPLAIN(checking, place, ...)                                       \
    complaint_add((checking)->complaints, COMPLAINT_ERROR, (checking)->file, \
            (place)->line, (place)->column, __VA_ARGS__)

const struct vocabulary_element *vocabulary_find(const struct vocabulary *vocabulary,
        const char *parent, const char *name)
{
    const struct vocabulary_element *found = NULL;
    size_t length = strlen(parent);

    for (const struct vocabulary_element *row = vocabulary->elements; row->name; row++) {
        if (strcmp(row->name, name) == 0)
            found = row;
        if (strncmp(row->name, parent, length) == 0 && row->name[length] == '/' &&
                strcmp(row->name + length + 1, name) == 0)
            return row;
    }
    return found;
}

static const struct vocabulary_attribute *
find_attribute(const struct vocabulary_element *row, const char *name)
{
    const struct vocabulary_attribute *attribute = row->attributes;

    while (attribute && attribute->name && strcmp(attribute->name, name) != 0)
        attribute++;
    return attribute && attribute->name ? attribute : NULL;
}

static const struct vocabulary_child *find_child(const struct vocabulary_element *row,
        const char *name)
{
    const struct vocabulary_child *child = row->children;

    while (child && child->name && strcmp(child->name, name) != 0)
        child++;
    return child && child->name ? child : NULL;
}

/* The names that may stand in one place, ending with NULL. */
struct names {
    const char *items[NAMES_MAX + 1];
    size_t count;
};

static void add_name(struct names *names, const char *name)
{
    if (names->count < NAMES_MAX)
        names->items[names->count++] = name;
}

static struct names attribute_names(const struct vocabulary_element *row)
{
    const struct vocabulary_attribute *attribute = row->attributes;
    struct names names = {.count = 0};

    for (; attribute && attribute->name; attribute++)
        add_name(&names, attribute->name);
    return names;
}

static struct names child_names(const struct vocabulary_element *row)
{
    const struct vocabulary_child *child = row->children;
    struct names names = {.count = 0};

    for (; child && child->name; child++)
        add_name(&names, child->name);
    return names;
}

/* A short text for a message. */
struct piece {
    char text[256];
};

/* What to write instead: the nearest name, else all that may stand there. */
static struct piece suggest(const char *wrong, const struct names *names)
{
    const char *nearest = text_find_nearest(wrong, names->items);
    struct piece piece = {""};
    size_t length = 0;

    if (nearest) {
        snprintf(piece.text, sizeof(piece.text),
                TR("; did you mean '%s'?", "。「%s」のことですか。"), nearest);
        return piece;
    }
    if (names->count > 0)
        length = (size_t)snprintf(piece.text, sizeof(piece.text), "%s",
                TR("; allowed here:", "。ここで使えるもの:"));
    for (size_t i = 0; i < names->count; i++) {
        if (length + strlen(names->items[i]) + sizeof(" …") > sizeof(piece.text)) {
            snprintf(piece.text + length, sizeof(piece.text) - length, " …");
            break;
        }
        length += (size_t)snprintf(piece.text + length, sizeof(piece.text) - length,
                " %s", names->items[i]);
    }
    return piece;
}

static bool is_allowed(const struct vocabulary_type_rule *rule, const char *choices,
        const char *value)
{
    return choices ? vocabulary_type_is_choice(choices, value) : rule->holds(value);
}

static void check_value(struct checking *checking, const struct vocabulary_attribute *row,
        const struct xml_attribute *attribute)
{
    const struct vocabulary_type_rule *rule = vocabulary_type_find(row->type);
    const struct complaint_quote value = complaint_quote(attribute->value);

    if (is_allowed(rule, rule ? rule->choices : row->choices, attribute->value))
        return;
    if (rule)
        COMPLAIN(checking, attribute,
                TR("%s=\"%s\" must be %s", "%s=\"%s\"は%sでなければなりません"),
                row->name, value.text, TR(rule->en, rule->ja));
    else
        COMPLAIN(checking, attribute,
                TR("%s=\"%s\" must be one of: %s",
                        "%s=\"%s\"は次のいずれかでなければなりません: %s"),
                row->name, value.text, row->choices);
}

static void check_attributes(struct checking *checking, const struct xml_node *node,
        const struct vocabulary_element *row)
{
    const struct names names = attribute_names(row);

    for (const struct xml_attribute *at = node->attributes; at; at = at->next) {
        const struct vocabulary_attribute *known = find_attribute(row, at->name);

        if (known)
            check_value(checking, known, at);
        else
            COMPLAIN(checking, at,
                    TR("<%s> has no attribute '%s'%s", "<%s>に属性「%s」はありません%s"),
                    node->name, complaint_quote(at->name).text,
                    suggest(at->name, &names).text);
    }
    for (const struct vocabulary_attribute *at = row->attributes; at && at->name; at++) {
        if (at->required && !xml_find_attribute(node, at->name))
            COMPLAIN(checking, node,
                    TR("<%s> needs the attribute '%s': %s",
                            "<%s>には属性「%s」が必要です: %s"),
                    node->name, at->name, TR(at->en, at->ja));
    }
}

static bool is_only_blanks(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

static void check_text(struct checking *checking, const struct xml_node *node,
        const struct vocabulary_element *row)
{
    if (row->content == VOCABULARY_STRING) {
        if (vocabulary_type_is_blank(node->text))
            COMPLAIN(checking, node,
                    TR("<%s> needs text inside", "<%s>の中に文字列が必要です"),
                    node->name);
        return;
    }
    if (!is_only_blanks(node->text))
        complaint_add(checking->complaints, COMPLAINT_ERROR, checking->file,
                node->word_line, node->word_column,
                TR("no text may stand directly in <%s>",
                        "<%s>の直下に文字列は書けません"),
                node->name);
}

static void complain_of_child(struct checking *checking, const struct xml_node *child,
        const struct vocabulary_element *row)
{
    const struct names names = child_names(row);

    if (row->content == VOCABULARY_STRING)
        COMPLAIN(checking, child,
                TR("<%s> holds text only: <%s> may not stand in it",
                        "<%s>には文字列だけを書きます。<%s>は入れられません"),
                child->parent->name, complaint_quote(child->name).text);
    else if (names.count == 0)
        COMPLAIN(checking, child,
                TR("<%s> is empty: <%s> may not stand in it",
                        "<%s>は空の要素です。<%s>は入れられません"),
                child->parent->name, complaint_quote(child->name).text);
    else
        COMPLAIN(checking, child,
                TR("<%s> may not hold <%s>%s", "<%s>に<%s>は入れられません%s"),
                child->parent->name, complaint_quote(child->name).text,
                suggest(child->name, &names).text);
}

/* True when the child is one that may stand there. */
static bool check_child(struct checking *checking, const struct xml_node *child,
        const struct vocabulary_element *row)
{
    if (strcmp(child->namespace, checking->namespace) != 0) {
        COMPLAIN(checking, child,
                TR("<%s> is in namespace '%s' but must be in '%s'",
                        "<%s>の名前空間が「%s」です。「%s」でなければなりません"),
                complaint_quote(child->name).text, complaint_quote(child->namespace).text,
                checking->namespace);
        return false;
    }
    if (find_child(row, child->name))
        return true;
    complain_of_child(checking, child, row);
    return false;
}

/* How often each child stands there. */
static void check_counts(struct checking *checking, const struct xml_node *node,
        const struct vocabulary_child *row)
{
    unsigned count = 0;

    for (const struct xml_node *child = xml_child(node, row->name); child;
            child = xml_next(child, row->name)) {
        count++;
        if (row->max && count == row->max + 1)
            COMPLAIN(checking, child,
                    TR("<%s> may stand in <%s> at most %u time(s)",
                            "<%s>は<%s>の中に%u個までです"),
                    row->name, node->name, row->max);
    }
    if (count < row->min)
        COMPLAIN(checking, node,
                TR("<%s> needs <%s> inside (at least %u)",
                        "<%s>の中に<%s>が必要です（%u個以上）"),
                node->name, row->name, row->min);
}

static void check_node(struct checking *checking, const struct xml_node *node,
        const struct vocabulary_element *row)
{
    check_attributes(checking, node, row);
    check_text(checking, node, row);
    for (const struct vocabulary_child *at = row->children; at && at->name; at++)
        check_counts(checking, node, at);
    for (const struct xml_node *child = node->children; child; child = child->next) {
        const struct vocabulary_element *inner;

        if (!check_child(checking, child, row))
            continue;
        inner = vocabulary_find(checking->vocabulary, node->name, child->name);
        if (inner)
            check_node(checking, child, inner);
    }
}

static void check_root_namespace(struct checking *checking, const struct xml_node *root)
{
    const char *expected = checking->vocabulary->namespace;

    if (strcmp(root->namespace, expected) == 0)
        return;
    if (*root->namespace)
        COMPLAIN(checking, root,
                TR("<%s> is in namespace '%s': write xmlns=\"%s\"",
                        "<%s>の名前空間が「%s」です。xmlns=\"%s\"と書いてください"),
                root->name, complaint_quote(root->namespace).text, expected);
    else
        COMPLAIN(checking, root,
                TR("<%s> has no namespace: write xmlns=\"%s\"",
                        "<%s>に名前空間がありません。xmlns=\"%s\"と書いてください"),
                root->name, expected);
}

void vocabulary_check(const struct vocabulary *vocabulary, const char *file,
        const struct xml_node *root, struct complaint_list *complaints)
{
    struct checking checking = {vocabulary, root->namespace, file, complaints};
    const struct vocabulary_element *row = vocabulary_find(vocabulary, "",
            vocabulary->root);

    if (strcmp(root->name, vocabulary->root) != 0 || !row) {
        COMPLAIN(&checking, root,
                TR("the root is <%s> but must be <%s>",
                        "ルート要素が<%s>です。<%s>でなければなりません"),
                complaint_quote(root->name).text, vocabulary->root);
        return;
    }
    check_root_namespace(&checking, root);
    check_node(&checking, root, row);
}
