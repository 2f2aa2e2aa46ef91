#include "procedures/wording.h"

#include <string.h>

#include "engine/base/regex.h"

static const struct vocabulary_attribute phrase_attributes[] = {
        {"xml:lang", VOCABULARY_LANGUAGE, true, NULL, "文の言語。",
                "The language of the texts it is for."},
        {"pattern", VOCABULARY_REGEX, true, NULL,
                "意見を述べる述語の正規表現（PCRE2）。文のどこにあっても一致する。",
                "A regular expression (PCRE2) of a predicate that states an opinion, wherever it stands."},
        {"instead", VOCABULARY_TEXT, false, NULL, "代わりに書ける文の例。",
                "What could be written instead."},
        {"of", VOCABULARY_CHOICE, false, "title",
                "title: 手続・テスト・手順の表題だけに使ってはならない（行うことではなく結果を述べる）言い回し。",
                "title: only titles of procedures, tests and steps must not say it: it tells what is so, not what is done."},
        {.name = NULL},
};
static const struct vocabulary_child wording_children[] = {
        {"phrase", 1, 0},
        {NULL, 0, 0},
};
static const struct vocabulary_element wording_elements[] = {
        {"wording", VOCABULARY_CHILDREN, NULL, wording_children,
                "手続の表題と発見事項の文に書いてはならない言い回し。",
                "Phrases that may not stand in titles and finding texts."},
        {"phrase", VOCABULARY_EMPTY, phrase_attributes, NULL, "言い回しの一つ。",
                "One of them."},
        {.name = NULL},
};
const struct vocabulary wording_vocabulary = {"urn:chosho:wording:1", "wording",
        wording_elements};

static size_t count_phrases(const struct xml_node *root)
{
    size_t count = 0;

    for (const struct xml_node *node = xml_child(root, "phrase"); node;
            node = xml_next(node, "phrase"))
        count++;
    return count;
}

static void read_phrase(const char *file, const struct xml_node *node,
        struct arena *arena, struct wording *wording, struct complaint_list *complaints)
{
    struct wording_phrase *phrase = &wording->phrases[wording->count];
    const char *lang = xml_attribute(node, "xml:lang");
    const char *pattern = xml_attribute(node, "pattern");
    struct error err = {0};

    if (!lang || !pattern)
        return;
    phrase->is_of_titles = xml_attribute(node, "of") != NULL;
    phrase->language = strcmp(lang, "en") == 0 ? TEXT_EN : TEXT_JA;
    if (!arena_text(arena, xml_attribute(node, "instead"), &phrase->instead, &err) ||
            !regex_compile(pattern, &phrase->regex, &err))
        complaint_add(complaints, COMPLAINT_ERROR, file, node->line, node->column, "%s",
                err.message);
    else
        wording->count++;
}

bool wording_parse(const char *file, const char *bytes, size_t size, struct arena *arena,
        struct wording *ret_wording, struct complaint_list *complaints)
{
    CLEANUP(wording_clear) struct wording wording = {NULL, 0};
    size_t errors = complaints->errors;
    struct xml_node *root;
    struct error err = {0};

    if (!xml_parse(file, bytes, size, arena, &root, complaints))
        return false;
    vocabulary_check(&wording_vocabulary, file, root, complaints);
    if (!arena_allocate(arena, (count_phrases(root) + 1) * sizeof(*wording.phrases),
                &wording.phrases, &err)) {
        complaint_add(complaints, COMPLAINT_ERROR, file, 0, 0, "%s", err.message);
        return false;
    }
    for (const struct xml_node *node = xml_child(root, "phrase"); node;
            node = xml_next(node, "phrase"))
        read_phrase(file, node, arena, &wording, complaints);
    if (complaints->errors != errors)
        return false;
    *ret_wording = wording;
    wording = (struct wording){NULL, 0};
    return true;
}

void wording_clear(struct wording *wording)
{
    for (size_t i = 0; i < wording->count; i++)
        regex_free(wording->phrases[i].regex);
    *wording = (struct wording){NULL, 0};
}

/* What stands in quotation marks becomes blanks: it is quoted, not said. */
static void blank_quoted(char *text, const char *open, const char *close)
{
    char *begin = strstr(text, open);

    while (begin) {
        char *end = strstr(begin + strlen(open), close);

        if (!end)
            return;
        memset(begin, ' ', (size_t)(end - begin) + strlen(close));
        begin = strstr(end + strlen(close), open);
    }
}

static char *copy_unquoted(const char *text, struct arena *arena)
{
    static const char *const marks[][2] = {{"「", "」"}, {"『", "』"}, {"“", "”"},
            {"\"", "\""}};
    struct error err = {0};
    char *copy;

    if (!arena_allocate(arena, strlen(text) + 1, &copy, &err))
        return NULL;
    memcpy(copy, text, strlen(text) + 1);
    for (size_t i = 0; i < ARRAY_LENGTH(marks); i++)
        blank_quoted(copy, marks[i][0], marks[i][1]);
    return copy;
}

static const struct wording_phrase *find(const struct wording *wording, bool is_of_titles,
        enum text_language language, const char *text, struct arena *arena,
        struct slice *ret_piece)
{
    const char *said = copy_unquoted(text, arena);

    for (size_t i = 0; said && i < wording->count; i++) {
        const struct wording_phrase *phrase = &wording->phrases[i];
        struct error err = {0};
        bool matched = false;

        if (phrase->language == language && phrase->is_of_titles == is_of_titles &&
                regex_match(phrase->regex, said, strlen(said), ret_piece, 1, &matched,
                        &err) &&
                matched)
            return phrase;
    }
    return NULL;
}

const struct wording_phrase *wording_find(const struct wording *wording,
        enum text_language language, const char *text, struct arena *arena,
        struct slice *ret_piece)
{
    return find(wording, false, language, text, arena, ret_piece);
}

const struct wording_phrase *wording_find_in_title(const struct wording *wording,
        enum text_language language, const char *text, struct arena *arena,
        struct slice *ret_piece)
{
    return find(wording, true, language, text, arena, ret_piece);
}
