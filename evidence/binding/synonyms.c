#include "evidence/binding/synonyms.h"

#include <string.h>

#include "engine/base/text.h"
#include "evidence/binding/synonyms_name.h"

#define BLANKS " \t\r\n"
#define FOLDED_MAX ((size_t)64 * 1024)

static const struct vocabulary_attribute concept_attributes[] = {
        {"name", VOCABULARY_NAME, true, NULL, "概念を表す列名。",
                "The concept, as a column's name."},
        {.name = NULL},
};

static const struct vocabulary_attribute subject_attributes[] = {
        {"name", VOCABULARY_TEXT, true, NULL, "証拠項目の名前。",
                "An evidence item's name."},
        {.name = NULL},
};

static const struct vocabulary_child synonyms_children[] = {
        {"concept", 0, 0},
        {"remark", 0, 0},
        {"subject", 0, 0},
        {.name = NULL},
};

static const struct vocabulary_child concept_children[] = {
        {"phrase", 1, 0},
        {.name = NULL},
};

static const struct vocabulary_element elements[] = {
        {"synonyms", VOCABULARY_CHILDREN, NULL, synonyms_children,
                "同じ意味を持つ列名の一覧。", "Names of columns that mean the same."},
        {"concept", VOCABULARY_CHILDREN, concept_attributes, concept_children,
                "一つの概念。", "One concept."},
        {"phrase", VOCABULARY_STRING, NULL, NULL,
                "部分を空白で、選択肢を「|」で区切る。括弧内の部分は省略できる。",
                "Parts divided by blanks, words of a part by '|'; parts in parentheses may be missing."},
        {"remark", VOCABULARY_STRING, NULL, NULL,
                "列名の末尾の括弧内にあれば読み飛ばす語。",
                "Words that are passed over in brackets at a name's end."},
        {"subject", VOCABULARY_STRING, subject_attributes, NULL,
                "その証拠項目らしいファイル名に現れる語。",
                "Words that show in the names of such an item's files."},
        {.name = NULL},
};

const struct vocabulary synonyms_vocabulary = {"urn:chosho:synonyms:1", "synonyms",
        elements};

/* A list that is being read. */
struct reading {
    const char *file;
    struct arena *arena;
    struct complaint_list *complaints;
};

static void complain(struct reading *reading, const struct xml_node *node,
        const char *message)
{
    complaint_add(reading->complaints, COMPLAINT_ERROR, reading->file, node->line,
            node->column, "%s", message);
}

static uint32_t count_children(const struct xml_node *node, const char *name)
{
    uint32_t count = 0;

    for (struct xml_node *child = xml_child(node, name); child;
            child = xml_next(child, name))
        count++;
    return count;
}

/* Folds a piece of text into the arena. */
static bool fold_piece(struct reading *reading, const char *text, size_t size,
        const char **ret_folded, struct error *err)
{
    CLEANUP(buf_clear) struct buf piece = BUF_INIT(FOLDED_MAX);
    CLEANUP(buf_clear) struct buf folded = BUF_INIT(FOLDED_MAX);

    return buf_append(&piece, text, size, err) &&
            synonyms_name_fold(buf_text(&piece), &folded, err) &&
            arena_text(reading->arena, buf_text(&folded), ret_folded, err);
}

/* The words between any of the dividers, folded, ended by NULL. */
static bool read_words(struct reading *reading, const char *text, size_t size,
        const char *dividers, const char ***ret_words, struct error *err)
{
    const char *end = text + size;
    const char **words;
    size_t count = 1, at = 0, length;

    for (const char *c = text; c < end; c++)
        count += strchr(dividers, *c) != NULL;
    if (!arena_allocate(reading->arena, (count + 1) * sizeof(*words), &words, err))
        return false;
    for (; text < end; text += length + 1) {
        length = strcspn(text, dividers);
        if (length > (size_t)(end - text))
            length = (size_t)(end - text);
        if (!fold_piece(reading, text, length, &words[at], err))
            return false;
        at += words[at][0] != '\0';
    }
    words[at] = NULL;
    *ret_words = words;
    return true;
}

static bool read_phrase(struct reading *reading, const struct xml_node *node,
        struct synonyms_phrase *phrase, struct error *err)
{
    const char *text = node->text;
    bool has_required = false;
    size_t length;

    for (text += strspn(text, BLANKS); *text; text += strspn(text, BLANKS)) {
        struct synonyms_part *part = &phrase->parts[phrase->part_count];

        if (phrase->part_count == SYNONYMS_PARTS_MAX) {
            complain(reading, node,
                    TR("a phrase has at most 8 parts", "語句の部分は8個までです"));
            return true;
        }
        length = strcspn(text, BLANKS);
        part->optional = *text == '(';
        has_required = has_required || !part->optional;
        if (!read_words(reading, text, length, "|()", &part->words, err))
            return false;
        phrase->part_count += part->words[0] != NULL;
        text += length;
    }
    if (!has_required)
        complain(reading, node,
                TR("a phrase needs a part outside parentheses",
                        "語句には括弧のない部分が必要です"));
    return true;
}

/* The concept's own name is the first of its phrases. */
static bool read_own_name(struct reading *reading, struct synonyms_concept *concept,
        struct error *err)
{
    struct synonyms_phrase *phrase = &concept->phrases[0];

    phrase->part_count = 1;
    return read_words(reading, concept->name, strlen(concept->name), "",
            &phrase->parts[0].words, err);
}

static bool read_concept(struct reading *reading, const struct xml_node *node,
        struct synonyms_concept *concept, struct error *err)
{
    uint32_t count = count_children(node, "phrase") + 1;
    const char *name = xml_attribute(node, "name");

    concept->name = name ? name : "";
    if (!arena_allocate(reading->arena, count * sizeof(*concept->phrases),
                &concept->phrases, err) ||
            !read_own_name(reading, concept, err))
        return false;
    concept->phrase_count = 1;
    for (struct xml_node *child = xml_child(node, "phrase"); child;
            child = xml_next(child, "phrase")) {
        if (!read_phrase(reading, child, &concept->phrases[concept->phrase_count], err))
            return false;
        concept->phrase_count++;
    }
    return true;
}

static bool read_concepts(struct reading *reading, const struct xml_node *root,
        struct synonyms *synonyms, struct error *err)
{
    uint32_t count = count_children(root, "concept");

    if (count > SYNONYMS_CONCEPTS_MAX) {
        complain(reading, root,
                TR("there are more than 128 concepts", "概念が128個を超えています"));
        return true;
    }
    if (count == 0)
        return true;
    if (!arena_allocate(reading->arena, count * sizeof(*synonyms->concepts),
                &synonyms->concepts, err))
        return false;
    for (struct xml_node *node = xml_child(root, "concept"); node;
            node = xml_next(node, "concept")) {
        if (!read_concept(reading, node, &synonyms->concepts[synonyms->concept_count],
                    err))
            return false;
        synonyms->concept_count++;
    }
    return true;
}

static bool read_subjects(struct reading *reading, const struct xml_node *root,
        struct synonyms *synonyms, struct error *err)
{
    uint32_t count = count_children(root, "subject");

    if (count == 0)
        return true;
    if (!arena_allocate(reading->arena, count * sizeof(*synonyms->subjects),
                &synonyms->subjects, err))
        return false;
    for (struct xml_node *node = xml_child(root, "subject"); node;
            node = xml_next(node, "subject")) {
        struct synonyms_subject *subject = &synonyms->subjects[synonyms->subject_count++];
        const char *name = xml_attribute(node, "name");

        name = name ? name : "";
        if (!fold_piece(reading, name, strlen(name), &subject->name, err) ||
                !read_words(reading, node->text, strlen(node->text), BLANKS,
                        &subject->words, err))
            return false;
    }
    return true;
}

static bool read_remarks(struct reading *reading, const struct xml_node *root,
        struct synonyms *synonyms, struct error *err)
{
    CLEANUP(buf_clear) struct buf all = BUF_INIT(FOLDED_MAX);

    for (struct xml_node *node = xml_child(root, "remark"); node;
            node = xml_next(node, "remark")) {
        if (!buf_printf(&all, err, "%s ", node->text))
            return false;
    }
    return read_words(reading, buf_text(&all), all.size, BLANKS, &synonyms->remarks, err);
}

bool synonyms_parse(const char *file, const char *bytes, size_t size, struct arena *arena,
        struct synonyms *ret_synonyms, struct complaint_list *complaints)
{
    struct reading reading = {file, arena, complaints};
    struct synonyms synonyms = {0};
    struct xml_node *root;
    struct error err = {0};
    size_t errors = complaints->errors;

    if (!xml_parse(file, bytes, size, arena, &root, complaints))
        return false;
    vocabulary_check(&synonyms_vocabulary, file, root, complaints);
    if (!read_concepts(&reading, root, &synonyms, &err) ||
            !read_subjects(&reading, root, &synonyms, &err) ||
            !read_remarks(&reading, root, &synonyms, &err))
        complain(&reading, root, err.message);
    if (complaints->errors != errors)
        return false;
    *ret_synonyms = synonyms;
    return true;
}
