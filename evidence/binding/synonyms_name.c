#include "evidence/binding/synonyms_name.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"

#define NAME_MAX_BYTES 256
#define FOLDED_MAX ((size_t)4 * 1024)
#define MEMBER_MAX ((size_t)16 * 1024)
#define WORDS_MAX 32
#define LONG_VOWEL 0x30FC
#define NUMERO 0x2116

/* What names are made of; all else only divides. */
static bool is_letter(uint32_t character)
{
    if (character < 0x80)
        return (character >= '0' && character <= '9') ||
                (character >= 'a' && character <= 'z') ||
                (character >= 'A' && character <= 'Z');
    if (character < 0xC0 || character == 0xD7 || character == 0xF7)
        return character == 0xAA || character == 0xB5 || character == 0xBA;
    if (character >= 0x2000 &&
            character < 0x2C00) /* punctuation, symbols, arrows, boxes */
        return false;
    if (character >= 0x3000 && character < 0x3040) /* CJK punctuation but 々 〆 〇 */
        return character >= 0x3005 && character <= 0x3007;
    return character != 0x30FB && character < 0xE000;
}

static bool is_upper(uint32_t character)
{
    return character >= 'A' && character <= 'Z';
}

static bool append_character(struct buf *buf, uint32_t character, struct error *err)
{
    char bytes[4];

    return buf_append(buf, bytes, text_encode(character, bytes), err);
}

/* Appends the letters of width-folded text; with_words: a blank where a word begins, also
 * within "userName". */
static bool append_letters(const char *text, size_t size, bool with_words,
        struct buf *buf, struct error *err)
{
    uint32_t character, previous = ' ';
    bool ok = true;

    for (size_t at = 0, length; ok && at < size; at += length) {
        length = text_decode(text + at, size - at, &character);
        if (length == 0) {
            length = 1;
            continue;
        }
        if (character == LONG_VOWEL)
            continue;
        if (with_words &&
                (!is_letter(character) ||
                        (is_upper(character) && previous >= 'a' && previous <= 'z')))
            ok = buf_append_text(buf, " ", err);
        if (ok && character == NUMERO)
            ok = buf_append_text(buf, "no", err);
        else if (ok && is_letter(character))
            ok = append_character(buf, character, err);
        previous = character;
    }
    return ok;
}

static bool fold(const char *text, size_t size, bool with_words, struct buf *ret_folded,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf wide = BUF_INIT(MEMBER_MAX);
    CLEANUP(buf_clear) struct buf letters = BUF_INIT(MEMBER_MAX);

    return text_append_folded(&wide, text, size, err) &&
            append_letters(buf_text(&wide), wide.size, with_words, &letters, err) &&
            text_append_lower(ret_folded, buf_text(&letters), letters.size, err);
}

bool synonyms_name_fold(const char *text, struct buf *ret_folded, struct error *err)
{
    return fold(text, strlen(text), false, ret_folded, err);
}

static bool is_remark(const struct synonyms *synonyms, const char *folded)
{
    for (const char **remark = synonyms->remarks; remark && *remark; remark++) {
        if (strcmp(*remark, folded) == 0)
            return true;
    }
    return false;
}

/* Where the last opening bracket of any kind stands; size where the text does not end in
 * a closing one. */
static size_t find_bracket(const char *text, size_t size)
{
    static const char *const pairs[][2] = {{"(", ")"}, {"[", "]"}, {"（", "）"},
            {"［", "］"}, {"【", "】"}, {"〔", "〕"}};

    for (size_t i = 0; i < ARRAY_LENGTH(pairs); i++) {
        size_t open = strlen(pairs[i][0]), close = strlen(pairs[i][1]);

        if (size < open + close || memcmp(text + size - close, pairs[i][1], close) != 0)
            continue;
        for (size_t at = size - close - open + 1; at-- > 0;) {
            if (memcmp(text + at, pairs[i][0], open) == 0)
                return at;
        }
    }
    return size;
}

/* The size of the name without remarks in brackets that say nothing of what it means. */
static bool drop_remarks(const struct synonyms *synonyms, const char *text, size_t *size,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf remark = BUF_INIT(MEMBER_MAX);

    for (;;) {
        size_t at = find_bracket(text, *size);

        if (at == 0 || at == *size)
            return true;
        buf_reset(&remark);
        if (!fold(text + at, *size - at, false, &remark, err))
            return false;
        if (!is_remark(synonyms, buf_text(&remark)))
            return true;
        while (at > 0 && text[at - 1] == ' ')
            at--;
        *size = at;
    }
}

static bool starts_with(const char *text, const char *word, size_t *ret_length)
{
    *ret_length = strlen(word);
    return strncmp(text, word, *ret_length) == 0;
}

static bool match_rest(const struct synonyms_phrase *phrase, const char *rest,
        unsigned used);

/* Passes over what may stand between two parts. */
static bool match_behind_glue(const struct synonyms_phrase *phrase, const char *rest,
        unsigned used)
{
    static const char *const glue[] = {"ofthe", "of", "the", "の"};
    size_t length;

    for (size_t i = 0; i < ARRAY_LENGTH(glue); i++) {
        if (starts_with(rest, glue[i], &length) && rest[length] &&
                match_rest(phrase, rest + length, used))
            return true;
    }
    return false;
}

static bool is_complete(const struct synonyms_phrase *phrase, unsigned used)
{
    for (uint32_t i = 0; i < phrase->part_count; i++) {
        if (!phrase->parts[i].optional && !(used & 1u << i))
            return false;
    }
    return true;
}

/* Whether the rest of a name consists of one word each of parts that are not used yet.
 * Every step uses a part, so it goes no deeper than there are parts. */
static bool match_rest(const struct synonyms_phrase *phrase, const char *rest,
        unsigned used)
{
    size_t length;

    if (!*rest)
        return is_complete(phrase, used);
    for (uint32_t i = 0; i < phrase->part_count; i++) {
        if (used & 1u << i)
            continue;
        for (const char **word = phrase->parts[i].words; *word; word++) {
            if (!starts_with(rest, *word, &length))
                continue;
            if (match_rest(phrase, rest + length, used | 1u << i) ||
                    match_behind_glue(phrase, rest + length, used | 1u << i))
                return true;
        }
    }
    return false;
}

static bool is_name_of(const struct synonyms_concept *concept, const char *folded)
{
    for (uint32_t i = 0; i < concept->phrase_count; i++) {
        if (match_rest(&concept->phrases[i], folded, 0))
            return true;
    }
    return false;
}

static int compare_words(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static bool is_glue(const char *word)
{
    return strcmp(word, "of") == 0 || strcmp(word, "the") == 0;
}

/* Sorts the words of a text that is divided by blanks; destroys it. */
static bool sort_words(char *text, struct buf *ret_words, struct error *err)
{
    const char *words[WORDS_MAX];
    size_t count = 0;
    char *rest;

    for (char *word = strtok_r(text, " ", &rest); word && count < WORDS_MAX;
            word = strtok_r(NULL, " ", &rest)) {
        if (!is_glue(word))
            words[count++] = word;
    }
    qsort(words, count, sizeof(*words), compare_words);
    for (size_t i = 0; i < count; i++) {
        if (!buf_printf(ret_words, err, i ? " %s" : "%s", words[i]))
            return false;
    }
    return true;
}

bool synonyms_name_understand(const struct synonyms *synonyms, const char *text,
        struct arena *arena, struct synonyms_name *ret_name, struct error *err)
{
    CLEANUP(buf_clear) struct buf folded = BUF_INIT(FOLDED_MAX);
    CLEANUP(buf_clear) struct buf divided = BUF_INIT(FOLDED_MAX);
    CLEANUP(buf_clear) struct buf words = BUF_INIT(FOLDED_MAX);
    struct synonyms_name name = {"", "", {0}};
    size_t size = strlen(text);

    if (size > NAME_MAX_BYTES) {
        *ret_name = name;
        return true;
    }
    if (synonyms && !drop_remarks(synonyms, text, &size, err))
        return false;
    if (!fold(text, size, false, &folded, err) || !fold(text, size, true, &divided, err))
        return false;
    if (divided.size > 0 && !sort_words(divided.data, &words, err))
        return false;
    if (!arena_text(arena, buf_text(&folded), &name.folded, err) ||
            !arena_text(arena, buf_text(&words), &name.words, err))
        return false;
    for (uint32_t i = 0; synonyms && name.folded[0] && i < synonyms->concept_count; i++) {
        if (is_name_of(&synonyms->concepts[i], name.folded))
            name.concepts[i / 64] |= UINT64_C(1) << i % 64;
    }
    *ret_name = name;
    return true;
}

enum synonyms_nearness synonyms_name_compare(const struct synonyms_name *a,
        const struct synonyms_name *b)
{
    if (!a->folded[0] || !b->folded[0])
        return SYNONYMS_APART;
    if (strcmp(a->folded, b->folded) == 0)
        return SYNONYMS_EQUAL;
    if (a->words[0] && strcmp(a->words, b->words) == 0)
        return SYNONYMS_SAME;
    for (size_t i = 0; i < ARRAY_LENGTH(a->concepts); i++) {
        if (a->concepts[i] & b->concepts[i])
            return SYNONYMS_ALIKE;
    }
    return SYNONYMS_APART;
}

static const struct synonyms_subject *find_subject(const struct synonyms *synonyms,
        const char *folded)
{
    for (uint32_t i = 0; synonyms && i < synonyms->subject_count; i++) {
        if (strcmp(synonyms->subjects[i].name, folded) == 0)
            return &synonyms->subjects[i];
    }
    return NULL;
}

bool synonyms_name_count_hints(const struct synonyms *synonyms, const char *subject,
        const char *member, unsigned *ret_count, struct error *err)
{
    CLEANUP(buf_clear) struct buf name = BUF_INIT(FOLDED_MAX);
    CLEANUP(buf_clear) struct buf where = BUF_INIT(MEMBER_MAX);
    const struct synonyms_subject *found;
    unsigned count;

    if (!synonyms_name_fold(subject, &name, err) ||
            !synonyms_name_fold(member, &where, err))
        return false;
    count = name.size > 0 && strstr(buf_text(&where), buf_text(&name)) != NULL;
    found = find_subject(synonyms, buf_text(&name));
    for (const char **word = found ? found->words : NULL; word && *word; word++)
        count += strstr(buf_text(&where), *word) != NULL;
    *ret_count = count;
    return true;
}
