#include "evidence/format/json_records.h"

#include <inttypes.h>

#include "evidence/format/json_path.h"

#define ASIDE_TOLD 5u
#define MANY 10u  /* elements of a list for each document: it is about the list */
#define OBJECT 0u /* the nodes of documents */
#define ARRAY 1u
#define FIRST 2u
#define NONE UINT32_MAX

static const struct json_outline_node *node_of(const struct json_outline *outline,
        uint32_t node)
{
    return &outline->nodes[node];
}

/* An array with objects alone. */
static bool is_filled(const struct json_outline_node *node)
{
    return !node->is_object && node->objects && node->objects == node->values;
}

/* What may be records in it; rows, too, though they are read as one value each. */
static uint64_t count_of(const struct json_outline_node *node)
{
    return node->objects + node->rows;
}

static bool is_empty(const struct json_outline_node *node)
{
    return !node->values && !node->unplaced;
}

/* Whether its elements or values might be records. */
static bool is_candidate(const struct json_outline_node *node)
{
    return node->is_object ? node->map == JSON_OUTLINE_MAP : is_filled(node);
}

/* ---- what stands beside the way ---- */

/* `least` is what a key must be of at least, to be none of the data. */
static bool is_beside(const struct json_outline_node *node, enum json_paging least)
{
    return is_empty(node) || node->paging >= least;
}

static bool is_alone_in(const struct json_outline *outline, uint32_t node,
        enum json_paging least)
{
    uint32_t parent = node_of(outline, node)->parent;
    const struct json_outline_node *round = node_of(outline, parent);

    for (int paging = JSON_PAGING_NONE; paging < (int)least; paging++) {
        if (round->foreign[paging])
            return false;
    }
    for (uint32_t i = FIRST; i < outline->count; i++) {
        if (i != node && node_of(outline, i)->parent == parent &&
                !is_beside(node_of(outline, i), least))
            return false;
    }
    return !round->unplaced;
}

static bool is_alone(const struct json_outline *outline, uint32_t node,
        enum json_paging least)
{
    for (; node >= FIRST; node = node_of(outline, node)->parent) {
        if (!is_alone_in(outline, node, least))
            return false;
    }
    return true;
}

/* ---- the choice ---- */

struct candidates {
    uint32_t count, last;             /* arrays of objects, objects of alike ones */
    uint32_t outer_count, outer_last; /* of the arrays those in the outermost object */
    uint32_t empty_count, empty_last; /* and the empty ones there */
};

static struct candidates find_candidates(const struct json_outline *outline)
{
    struct candidates found = {0, NONE, 0, NONE, 0, NONE};

    for (uint32_t i = 0; i < outline->count; i++) {
        const struct json_outline_node *node = node_of(outline, i);
        bool is_outer = i >= FIRST && node->parent == OBJECT && !node->is_object;

        if (is_candidate(node)) {
            found.count++;
            found.last = i;
        }
        if (is_outer && is_filled(node)) {
            found.outer_count++;
            found.outer_last = i;
        }
        if (is_outer && is_empty(node)) {
            found.empty_count++;
            found.empty_last = i;
        }
    }
    return found;
}

/* Of one document, or of one that is not whole. */
static uint32_t choose(const struct json_outline *outline)
{
    struct candidates found = find_candidates(outline);

    if (!outline->objects)
        return outline->arrays ? ARRAY : NONE;
    /* errors and messages of an answer are taken only where there is nothing else */
    if (found.outer_count == 1 && !node_of(outline, OBJECT)->unplaced &&
            (found.count == 1 || !node_of(outline, found.outer_last)->paging))
        return found.outer_last;
    if (found.count == 1 && !outline->unplaced &&
            is_alone(outline, found.last, JSON_PAGING_ANSWER))
        return found.last;
    if (!found.count && !outline->unplaced && found.empty_count == 1)
        return found.empty_last;
    return NONE;
}

/* The last document may be cut off before its records. */
static uint32_t choose_page(const struct json_outline *outline)
{
    struct candidates found = find_candidates(outline);

    if (outline->arrays == outline->begun)
        return is_filled(node_of(outline, ARRAY)) ? ARRAY : NONE;
    if (outline->objects != outline->begun || found.count != 1 || outline->unplaced ||
            node_of(outline, found.last)->is_object ||
            node_of(outline, found.last)->paging ||
            node_of(outline, found.last)->visits < outline->ended)
        return NONE;
    return is_alone(outline, found.last, JSON_PAGING_PAGE) ? found.last : NONE;
}

bool json_records_are_of_empty(const struct json_outline *outline)
{
    uint32_t chosen = outline->ended <= 1 && outline->objects ? choose(outline) : NONE;

    return chosen != NONE && is_empty(node_of(outline, chosen)) &&
            !is_alone(outline, chosen, JSON_PAGING_ANSWER);
}

bool json_records_are_pages(const struct json_outline *outline)
{
    return outline->begun > 0 && choose_page(outline) != NONE;
}

bool json_records_have_lists(const struct json_outline *outline)
{
    if (outline->bare)
        return true;
    for (uint32_t i = FIRST; i < outline->count; i++) {
        const struct json_outline_node *node = node_of(outline, i);

        if (!node->is_object && count_of(node) / MANY >= outline->begun)
            return true;
    }
    return false;
}

/* ---- in words ---- */

/* What is left: the lists with the most in them, and how much more there is. */
struct aside {
    uint32_t nodes[ASIDE_TOLD], count;
    uint64_t more;
};

static bool write_path(const struct json_outline *outline, uint32_t node,
        struct buf *path, struct error *err)
{
    uint32_t way[JSON_OUTLINE_DEPTH], steps = 0;
    bool is_object = node_of(outline, node)->is_object;

    for (; node >= FIRST && steps < JSON_OUTLINE_DEPTH;
            node = node_of(outline, node)->parent)
        way[steps++] = node;
    for (uint32_t i = steps; i > 0; i--) {
        struct slice key = node_of(outline, way[i - 1])->key;

        if (!json_path_append_key(path, key.text, key.size, err))
            return false;
    }
    return buf_append_text(path, !is_object ? "[*]" : steps ? ".*" : "*", err);
}

/* Whether objects or rows in it are left aside, where records were chosen or were not. */
static bool is_worth_telling(const struct json_outline_node *node, bool is_chosen)
{
    return count_of(node) &&
            (!node->is_object || node->map == JSON_OUTLINE_MAP ||
                    (node->map == JSON_OUTLINE_NEAR_MAP && !is_chosen));
}

/* The most first, then in the order of the text. */
static void keep_biggest(const struct json_outline *outline, uint32_t node,
        struct aside *aside)
{
    uint32_t at = aside->count;

    if (aside->count == ASIDE_TOLD &&
            count_of(node_of(outline, aside->nodes[at - 1])) >=
                    count_of(node_of(outline, node)))
        return;
    if (aside->count == ASIDE_TOLD)
        at--;
    else
        aside->count++;
    for (; at > 0 &&
            count_of(node_of(outline, aside->nodes[at - 1])) <
                    count_of(node_of(outline, node));
            at--)
        aside->nodes[at] = aside->nodes[at - 1];
    aside->nodes[at] = node;
}

static struct aside find_aside(const struct json_outline *outline, uint32_t chosen)
{
    struct aside aside = {.more = outline->unplaced};

    for (uint32_t i = 0; i < outline->count; i++) {
        if (i == chosen || !is_worth_telling(node_of(outline, i), chosen != NONE))
            continue;
        aside.more += aside.count == ASIDE_TOLD;
        keep_biggest(outline, i, &aside);
    }
    return aside;
}

static bool write_aside(const struct json_outline *outline, uint32_t chosen,
        struct buf *text, struct error *err)
{
    CLEANUP(buf_clear) struct buf path = BUF_INIT(JSON_RECORDS_PATH_MAX);
    struct aside aside = find_aside(outline, chosen);

    for (uint32_t i = 0; i < aside.count; i++) {
        uint32_t node = aside.nodes[i];

        buf_reset(&path);
        if (!write_path(outline, node, &path, err) ||
                !buf_printf(text, err, "%s%s (%" PRIu64 ")", i ? ", " : "",
                        buf_text(&path), count_of(node_of(outline, node))))
            return false;
    }
    return !aside.more ||
            buf_printf(text, err, "%s+%" PRIu64, aside.count ? ", " : "", aside.more);
}

bool json_records_find(const struct json_outline *outline, bool began_as_pages,
        struct buf *path, struct buf *aside, struct error *err)
{
    bool is_one = outline->ended <= 1;
    uint32_t chosen = is_one ? choose(outline) : choose_page(outline);

    if (chosen != NONE && !write_path(outline, chosen, path, err))
        return false;
    /* what stands in each of several records is theirs */
    return (!is_one && chosen == NONE && !began_as_pages &&
                   !json_records_have_lists(outline)) ||
            write_aside(outline, chosen, aside, err);
}
