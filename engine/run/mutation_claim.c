#include "engine/run/mutation_claim.h"

#include <string.h>

static bool is_of_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
            c == '_' || (unsigned char)c >= 0x80;
}

static bool has_word(const char *text, const char *word)
{
    size_t size = strlen(word);

    for (const char *at = strstr(text, word); at; at = strstr(at + 1, word)) {
        if ((at == text || !is_of_word(at[-1])) && !is_of_word(at[size]))
            return true;
    }
    return false;
}

/* Any attribute of any check, and SQL, so that a check this file has not heard of counts:
 * titles and findings are prose. */
static bool is_compared(const struct xml_node *node, const char *column)
{
    if (strcmp(node->name, "filled") == 0 || strcmp(node->name, "title") == 0 ||
            strcmp(node->name, "finding") == 0)
        return false;
    for (const struct xml_attribute *at = node->attributes; at; at = at->next) {
        if (has_word(at->value, column))
            return true;
    }
    for (const struct xml_node *child = node->children; child; child = child->next) {
        if (is_compared(child, column))
            return true;
    }
    return has_word(node->text, column);
}

bool mutation_claim_value(const struct procedure *procedure, const char *column)
{
    for (size_t i = 0; i < procedure->test_count; i++) {
        if (is_compared(procedure->tests[i].node, column))
            return true;
    }
    for (size_t i = 0; i < procedure->relation_count; i++) {
        if (is_compared(procedure->relations[i].node, column))
            return true;
    }
    return false;
}
