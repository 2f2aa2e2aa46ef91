#include "reports/words.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/arena.h"
#include "engine/base/asset.h"
#include "engine/base/xml.h"

static const char file[] = "reports/templates/messages.xml";

struct words {
    struct arena arena;
    struct xml_node *root;
};

bool words_load(struct words **ret_words, struct error *err)
{
    CLEANUP(words_freep) struct words *words = calloc(1, sizeof(*words));
    CLEANUP(complaint_list_clear) struct complaint_list complaints;
    struct slice bytes;

    complaint_list_init(&complaints);
    if (!words)
        return error_memory(err);
    words->arena.limit = ARENA_MODEL_LIMIT;
    if (!asset_find(file, &bytes) ||
            !xml_parse(file, bytes.text, bytes.size, &words->arena, &words->root,
                    &complaints))
        return error_set(err, ERROR_SCRIPT, "%s of this program is wrong", file);
    *ret_words = words;
    words = NULL;
    return true;
}

void words_free(struct words *words)
{
    arena_clear(&words->arena);
    free(words);
}

static bool is_named(const char *id, const char *kind, struct slice code)
{
    size_t size = strlen(kind);

    return strncmp(id, kind, size) == 0 && id[size] == '.' &&
            strlen(id + size + 1) == code.size &&
            memcmp(id + size + 1, code.text, code.size) == 0;
}

const char *words_find(const struct words *words, const char *kind, struct slice code,
        enum text_language language)
{
    const struct xml_node *node = xml_child(words->root, "m");

    for (; node; node = xml_next(node, "m")) {
        const char *id = xml_attribute(node, "id");
        const struct xml_node *word = id && code.text && is_named(id, kind, code)
                ? xml_child(node, text_language_name(language))
                : NULL;

        if (word)
            return word->text;
    }
    return NULL;
}
