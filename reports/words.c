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

/* ---- kinds of files ---- */

static bool append_filled(const char *word, struct slice number, struct buf *buf,
        struct error *err)
{
    const char *place = strstr(word, "{1}");

    if (!place)
        return buf_append_text(buf, word, err);
    return buf_append(buf, word, (size_t)(place - word), err) &&
            buf_append(buf, number.text, number.size, err) &&
            buf_append_text(buf, place + 3, err);
}

/* "hidden", "header at line 4", "formulas computed by source: 1". */
static bool write_note(const struct words *words, struct slice note,
        enum text_language language, struct buf *buf, struct error *err)
{
    struct slice name = note, number;
    const char *word;

    while (name.size && name.text[name.size - 1] >= '0' &&
            name.text[name.size - 1] <= '9')
        name.size--;
    number = (struct slice){note.text + name.size, note.size - name.size};
    while (name.size && strchr(": ", name.text[name.size - 1]))
        name.size--;
    word = words_find(words, "kind-note", name, language);
    return word ? append_filled(word, number, buf, err)
                : buf_append(buf, note.text, note.size, err);
}

#define DECLARES " (declares "
#define READ_AS ", read as "

/* " (declares shift_jis, read as utf-8)", behind an XML's path. */
static bool write_declared(const struct words *words, const char *declared,
        enum text_language language, struct buf *buf, struct error *err)
{
    const char *name = declared + strlen(DECLARES), *read = strstr(name, READ_AS);
    const char *first = words_find(words, "kind-note", (struct slice){"declares", 8},
            language);
    const char *second = words_find(words, "kind-note", (struct slice){"read as", 7},
            language);
    struct slice encoding;

    if (!read || !first || !second)
        return buf_append_text(buf, declared, err);
    encoding.text = read + strlen(READ_AS);
    encoding.size = strcspn(encoding.text, ")");
    return append_filled(first, (struct slice){name, (size_t)(read - name)}, buf, err) &&
            append_filled(second, encoding, buf, err);
}

/* "json Records[*]": a path may have anything in it, so that nothing behind it is a note.
 */
static bool write_with_path(const struct words *words, const char *kind,
        enum text_language language, bool with_path, struct buf *buf, struct error *err)
{
    size_t size = strcspn(kind, " ");
    const char *word = words_find(words, "kind", (struct slice){kind, size}, language);
    const char *path = kind + size;
    const char *declared = text_starts_with(kind, "xml ") ? strstr(path, DECLARES) : NULL;

    if (!(word ? buf_append_text(buf, word, err) : buf_append(buf, kind, size, err)))
        return false;
    if (!with_path)
        return true;
    return declared ? buf_append(buf, path, (size_t)(declared - path), err) &&
                    write_declared(words, declared, language, buf, err)
                    : buf_append_text(buf, path, err);
}

bool words_write_kind(const struct words *words, const char *kind,
        enum text_language language, bool with_path, struct buf *buf, struct error *err)
{
    struct slice piece = {kind, strlen(kind)};
    const char *word = words_find(words, "kind", piece, language);

    if (word)
        return buf_append_text(buf, word, err);
    if (text_starts_with(kind, "json ") || text_starts_with(kind, "xml "))
        return write_with_path(words, kind, language, with_path, buf, err);
    piece.size = strcspn(kind, ",");
    word = words_find(words, "kind", piece, language);
    if (!(word ? buf_append_text(buf, word, err)
               : buf_append(buf, piece.text, piece.size, err)))
        return false;
    while (piece.text[piece.size]) {
        piece.text += piece.size + 1;
        piece.text += strspn(piece.text, " ");
        piece.size = strcspn(piece.text, ",");
        if (!buf_append_text(buf, language == TEXT_JA ? "、" : ", ", err) ||
                !write_note(words, piece, language, buf, err))
            return false;
    }
    return true;
}
