#include "evidence/zip/similar_name.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"

#define KEY_LIMIT ((size_t)1 << 20)

/* The combining sound marks U+3099 and U+309A, and the half-width ones, in UTF-8. */
static const char combining_mark[] = "\xE3\x82\x99";
static const char half_width_mark[] = "\xEF\xBE\x9E";

struct key {
    uint64_t hash; /* of the folded name */
    uint32_t member;
};

/* text_append_folded() joins kana with half-width sound marks: the combining ones are
 * written so first. */
static bool append_half_width_marks(struct buf *buf, const char *name, struct error *err)
{
    const char *at = name, *mark;

    while ((mark = strstr(at, "\xE3\x82")) != NULL) {
        char last = (char)(mark[2] - combining_mark[2] + half_width_mark[2]);
        bool is_mark = last == half_width_mark[2] || last == half_width_mark[2] + 1;

        if (!buf_append(buf, at, (size_t)(mark - at), err) ||
                !buf_append(buf, is_mark ? half_width_mark : mark, 2, err))
            return false;
        at = mark + 2;
        if (is_mark && !buf_append(buf, &last, 1, err))
            return false;
        at += is_mark;
    }
    return buf_append_text(buf, at, err);
}

bool similar_name_fold(const char *name, struct buf *ret_key, struct error *err)
{
    CLEANUP(buf_clear) struct buf marked = BUF_INIT(KEY_LIMIT);
    CLEANUP(buf_clear) struct buf folded = BUF_INIT(KEY_LIMIT);

    return append_half_width_marks(&marked, name, err) &&
            text_append_folded(&folded, buf_text(&marked), marked.size, err) &&
            text_append_lower(ret_key, buf_text(&folded), folded.size, err);
}

/* FNV-1a: only brings equal names side by side; they are compared then. */
static uint64_t hash_text(const struct buf *buf)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < buf->size; i++)
        hash = (hash ^ (uint8_t)buf->data[i]) * UINT64_C(1099511628211);
    return hash;
}

static int compare_keys(const void *a, const void *b)
{
    const struct key *left = a, *right = b;

    if (left->hash != right->hash)
        return left->hash < right->hash ? -1 : 1;
    return left->member < right->member ? -1 : 1;
}

/* Marks both members where their folded names are truly the same. */
static bool compare_pair(struct preflight_member *first, struct preflight_member *second,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf one = BUF_INIT(KEY_LIMIT);
    CLEANUP(buf_clear) struct buf other = BUF_INIT(KEY_LIMIT);

    if (!similar_name_fold(first->name, &one, err) ||
            !similar_name_fold(second->name, &other, err))
        return false;
    if (strcmp(buf_text(&one), buf_text(&other)) == 0)
        first->finding = second->finding = "similar-name";
    return true;
}

static bool is_candidate(const struct preflight_member *member)
{
    return (member->status == PREFLIGHT_READABLE || member->status == PREFLIGHT_UNREAD) &&
            !preflight_is_passed_over(member->reason);
}

/* The keys of all candidates, sorted; *ret_count of them in keys, which has room for all
 * members. */
static bool make_keys(const struct preflight *preflight, struct key *keys,
        uint32_t *ret_count, struct error *err)
{
    CLEANUP(buf_clear) struct buf folded = BUF_INIT(KEY_LIMIT);
    uint32_t count = 0;

    for (uint32_t i = 0; i < preflight->count; i++) {
        if (!is_candidate(&preflight->members[i]))
            continue;
        buf_reset(&folded);
        if (!similar_name_fold(preflight->members[i].name, &folded, err))
            return false;
        keys[count++] = (struct key){hash_text(&folded), i};
    }
    qsort(keys, count, sizeof(*keys), compare_keys);
    *ret_count = count;
    return true;
}

static void free_keys(struct key **keys)
{
    free(*keys);
}

bool similar_name_mark(struct preflight *preflight, struct error *err)
{
    CLEANUP(free_keys)
    struct key *keys = calloc(preflight->count + (size_t)1, sizeof(*keys));
    uint32_t count;

    if (!keys)
        return error_memory(err);
    if (!make_keys(preflight, keys, &count, err))
        return false;
    for (uint32_t i = 1; i < count; i++) {
        if (keys[i].hash == keys[i - 1].hash &&
                !compare_pair(&preflight->members[keys[i - 1].member],
                        &preflight->members[keys[i].member], err))
            return false;
    }
    return true;
}
