#include "evidence/format/sheet_type.h"

#include <string.h>

enum sheet_type sheet_type_find(struct slice name)
{
    static const struct {
        const char *name;
        enum sheet_type type;
    } types[] = {
            {"s", SHEET_TYPE_SHARED},
            {"n", SHEET_TYPE_NUMBER},
            {"str", SHEET_TYPE_STRING},
            {"inlineStr", SHEET_TYPE_INLINE},
            {"b", SHEET_TYPE_BOOLEAN},
            {"e", SHEET_TYPE_ERROR},
            {"d", SHEET_TYPE_DATE},
    };

    if (!name.size)
        return SHEET_TYPE_NUMBER;
    for (size_t i = 0; i < ARRAY_LENGTH(types); i++) {
        if (name.size == strlen(types[i].name) &&
                memcmp(name.text, types[i].name, name.size) == 0)
            return types[i].type;
    }
    return SHEET_TYPE_UNKNOWN;
}

static bool is_word(struct slice text, const char *word)
{
    return text.size == strlen(word) && memcmp(text.text, word, text.size) == 0;
}

struct slice sheet_type_boolean(struct slice stored)
{
    if (is_word(stored, "1") || is_word(stored, "true"))
        return (struct slice){"TRUE", 4};
    if (is_word(stored, "0") || is_word(stored, "false"))
        return (struct slice){"FALSE", 5};
    return stored;
}
