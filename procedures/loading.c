#include "procedures/loading.h"

#include <stdio.h>
#include <string.h>

#include "procedures/sqltext.h"

#define BLANKS " \t\r\n"

struct loading_place loading_place(const struct xml_node *node, const char *attribute)
{
    const struct xml_attribute *found = attribute ? xml_find_attribute(node, attribute)
                                                  : NULL;

    if (found)
        return (struct loading_place){found->line, found->column};
    return (struct loading_place){node->line, node->column};
}

static struct loading_hint list_names(const char *const *candidates)
{
    struct loading_hint hint = {""};
    size_t length = (size_t)snprintf(hint.text, sizeof(hint.text), "%s",
            TR("; there are:", "。あるのは:"));

    for (size_t i = 0; candidates[i]; i++) {
        if (length + strlen(candidates[i]) + sizeof(" …") > sizeof(hint.text)) {
            snprintf(hint.text + length, sizeof(hint.text) - length, " …");
            break;
        }
        length += (size_t)snprintf(hint.text + length, sizeof(hint.text) - length, " %s",
                candidates[i]);
    }
    return hint;
}

struct loading_hint loading_hint(const char *word, const char *const *candidates)
{
    const char *nearest = text_find_nearest(word, candidates);
    struct loading_hint hint = {""};

    if (nearest) {
        snprintf(hint.text, sizeof(hint.text),
                TR("; did you mean '%s'?", "。「%s」のことですか。"), nearest);
        return hint;
    }
    return candidates[0] ? list_names(candidates) : hint;
}

static void complain_of_memory(struct loading *loading, const struct error *err)
{
    complaint_add(loading->complaints, COMPLAINT_ERROR, loading->file, 0, 0, "%s",
            err->message);
}

void *loading_allocate(struct loading *loading, size_t count, size_t size)
{
    struct error err = {0};
    void *memory = NULL;

    if (count == 0)
        return NULL;
    if (count > SIZE_MAX / size ||
            !arena_allocate(loading->arena, count * size, &memory, &err))
        complain_of_memory(loading, &err);
    return memory;
}

const char *loading_copy(struct loading *loading, const char *text, size_t size)
{
    struct error err = {0};
    const char *copy = NULL;

    if (text && !arena_copy(loading->arena, text, size, &copy, &err))
        complain_of_memory(loading, &err);
    return copy;
}

size_t loading_count(struct loading *loading, const struct xml_node *node,
        const char *name)
{
    size_t count = 0;

    for (const struct xml_node *child = xml_child(node, name); child;
            child = xml_next(child, name)) {
        if (count == LOADING_PARTS_MAX) {
            LOADING_COMPLAIN(loading, child, NULL,
                    TR("more than %1$d <%2$s>: divide the file",
                            "<%2$s>が%1$d個を超えています。ファイルを分けてください"),
                    LOADING_PARTS_MAX, name);
            break;
        }
        count++;
    }
    return count;
}

size_t loading_words(struct loading *loading, const char *value, const char ***ret_words)
{
    size_t count = 0;

    *ret_words = NULL;
    if (!value)
        return 0;
    for (const char *at = value + strspn(value, BLANKS); *at; at += strspn(at, BLANKS)) {
        at += strcspn(at, BLANKS);
        count++;
    }
    *ret_words = loading_allocate(loading, count, sizeof(**ret_words));
    if (!*ret_words)
        return 0;
    value += strspn(value, BLANKS);
    for (size_t i = 0; i < count; i++) {
        size_t length = strcspn(value, BLANKS);

        (*ret_words)[i] = loading_copy(loading, value, length);
        if (!(*ret_words)[i])
            return i;
        value += length;
        value += strspn(value, BLANKS);
    }
    return count;
}

struct procedure_text loading_text(struct loading *loading, const struct xml_node *node,
        const char *name)
{
    struct procedure_text text = {{NULL, NULL}};

    for (const struct xml_node *child = xml_child(node, name); child;
            child = xml_next(child, name)) {
        const char *lang = xml_attribute(child, "xml:lang");
        enum text_language language = lang && strcmp(lang, "en") == 0 ? TEXT_EN : TEXT_JA;

        if (text.in[language])
            LOADING_COMPLAIN(loading, child, "xml:lang",
                    TR("a second <%s> in the language %s: keep one",
                            "<%s>の%s版が二つあります。一つにしてください"),
                    name, text_language_name(language));
        else
            text.in[language] = loading_trimmed(loading, child->text);
    }
    return text;
}

const char *loading_trimmed(struct loading *loading, const char *text)
{
    size_t size;

    text += strspn(text, BLANKS);
    size = strlen(text);
    while (size > 0 && strchr(BLANKS, text[size - 1]))
        size--;
    return loading_copy(loading, text, size);
}

const char *loading_sql(struct loading *loading, const struct xml_node *node)
{
    struct error err = {0};
    struct sqltext text;

    if (sqltext_split(node->text, loading->arena, &text, &err))
        return loading_copy(loading, node->text, text.end);
    complain_of_memory(loading, &err);
    return NULL;
}

int loading_choice(const char *value, const char *choices, int otherwise)
{
    size_t size = value ? strlen(value) : 0;

    for (int i = 0; value && *choices; i++) {
        size_t length = strcspn(choices, BLANKS);

        if (length == size && memcmp(choices, value, size) == 0)
            return i;
        choices += length;
        choices += strspn(choices, BLANKS);
    }
    return otherwise;
}

void loading_names_add(struct loading_names *names, const char *name)
{
    if (name && names->count < ARRAY_LENGTH(names->items) - 1)
        names->items[names->count++] = name;
}
