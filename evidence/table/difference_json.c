#include "evidence/table/difference_json.h"

#include <stdlib.h>
#include <string.h>

#include "evidence/format/json_canonical.h"
#include "evidence/format/json_path.h"
#include "evidence/format/json_text.h"
#include "evidence/format/json_walk.h"

#define VALUES_MAX 2000u
#define DEPTH_MAX 4u
#define KEY_MAX ((size_t)512)
#define PATH_MAX_BYTES ((DEPTH_MAX + 1) * 2 * (KEY_MAX + 8))
#define DECODED_MAX ((size_t)16 << 20) /* of one value: no more than a record has */

struct value {
    size_t path; /* where it begins in the side's paths */
    uint64_t hash;
    struct slice text;
    bool is_met;
};

struct side {
    struct value values[VALUES_MAX];
    size_t count;
    struct buf paths; /* one behind the other, a NUL behind each */
    struct buf path;  /* of the place reached */
    struct json_walk walk;
};

struct difference_json {
    struct side sides[2];
    struct buf decoded[2];
    struct json_canonical canonical[2];
};

bool difference_json_new(struct difference_json **ret_json, struct error *err)
{
    struct difference_json *json = calloc(1, sizeof(*json));

    if (!json)
        return error_memory(err);
    for (size_t i = 0; i < 2; i++) {
        json->sides[i].paths = (struct buf)BUF_INIT(VALUES_MAX * PATH_MAX_BYTES);
        json->sides[i].path = (struct buf)BUF_INIT(PATH_MAX_BYTES);
        json->decoded[i] = (struct buf)BUF_INIT(DECODED_MAX);
        json_canonical_init(&json->canonical[i]);
    }
    *ret_json = json;
    return true;
}

void difference_json_free(struct difference_json *json)
{
    for (size_t i = 0; i < 2; i++) {
        buf_clear(&json->sides[i].paths);
        buf_clear(&json->sides[i].path);
        buf_clear(&json->decoded[i]);
        json_canonical_clear(&json->canonical[i]);
    }
    free(json);
}

/* ---- the values of one record ---- */

static bool add_value(struct side *side, struct slice text, struct error *err)
{
    struct slice path = {buf_text(&side->path), side->path.size};
    struct value *value = &side->values[side->count];

    *value = (struct value){side->paths.size, json_text_hash(path, false), text, false};
    side->count++;
    return buf_append(&side->paths, path.text, path.size + 1, err);
}

/* The key at scan->at, into the path; its value follows. *ret_usable false: too long. */
static bool add_key(struct side *side, struct json_scan *scan, bool *ret_usable,
        struct error *err)
{
    char decoded[KEY_MAX];
    bool escaped;
    struct slice key = {scan->at + 1, 0};

    if (json_scan_string(scan, &escaped) != JSON_DONE)
        return error_set(err, ERROR_UNREADABLE, "not a key");
    key.size = (size_t)(scan->at - key.text) - 1;
    json_scan_blanks(scan);
    scan->at++; /* the colon */
    json_scan_blanks(scan);
    *ret_usable = key.size <= sizeof(decoded);
    if (!*ret_usable)
        return true;
    if (escaped)
        key = (struct slice){decoded, json_text_decode(key, decoded)};
    return json_path_append_key(&side->path, key.text, key.size, err);
}

static void leave_key(struct side *side, size_t path_size)
{
    side->path.size = path_size;
    if (side->path.data)
        side->path.data[path_size] = '\0';
}

static bool list_value(struct side *side, struct json_scan *scan, unsigned depth,
        bool is_usable, struct error *err);

static bool list_object(struct side *side, struct json_scan *scan, unsigned depth,
        struct error *err)
{
    size_t path_size = side->path.size;
    bool is_usable;

    do {
        scan->at++; /* { or , */
        json_scan_blanks(scan);
        if (scan->at == scan->end || *scan->at != '"')
            break;
        if (!add_key(side, scan, &is_usable, err) ||
                !list_value(side, scan, depth + 1, is_usable, err))
            return false;
        leave_key(side, path_size);
        json_scan_blanks(scan);
    } while (scan->at < scan->end && *scan->at == ',');
    scan->at += scan->at < scan->end;
    return true;
}

static bool list_value(struct side *side, struct json_scan *scan, unsigned depth,
        bool is_usable, struct error *err)
{
    const char *begin = scan->at;

    if (begin == scan->end)
        return true;
    if (*begin == '{' && is_usable && depth <= DEPTH_MAX && side->count < VALUES_MAX)
        return list_object(side, scan, depth, err);
    (void)json_walk_value(&side->walk, begin, (size_t)(scan->end - begin), true);
    scan->at = side->walk.scan.at;
    if (!is_usable || side->count == VALUES_MAX)
        return true;
    return add_value(side, (struct slice){begin, (size_t)(scan->at - begin)}, err);
}

static bool list(struct side *side, struct slice text, struct error *err)
{
    struct json_scan scan = {text.text, text.text + text.size, true, NULL, false};

    side->count = 0;
    buf_reset(&side->paths);
    buf_reset(&side->path);
    json_scan_blanks(&scan);
    return list_value(side, &scan, 0, true, err);
}

/* ---- two records ---- */

static const char *path_of(const struct side *side, const struct value *value)
{
    return buf_text(&side->paths) + value->path;
}

/* From the one where it should be; NULL: the old record does not have it. */
static struct value *find_old(struct difference_json *json, const struct value *value,
        size_t expected)
{
    struct side *old = &json->sides[0];
    const char *path = path_of(&json->sides[1], value);

    for (size_t i = 0; i < old->count; i++) {
        struct value *found = &old->values[(expected + i) % old->count];

        if (found->hash == value->hash && strcmp(path_of(old, found), path) == 0)
            return found;
    }
    return NULL;
}

/* As fields are: a string without its quotes and escapes, nothing of null. Arrays and
 * objects by their canonical text. */
static bool decode(struct difference_json *json, size_t side, const struct value *value,
        struct slice *ret_text, struct error *err)
{
    struct slice inner;
    char *room;

    *ret_text = (struct slice){NULL, 0};
    if (!value || value->text.text[0] == 'n')
        return true;
    if (value->text.text[0] == '[' || value->text.text[0] == '{')
        return json_canonical_write(&json->canonical[side], value->text, ret_text, err);
    *ret_text = value->text;
    if (value->text.text[0] != '"')
        return true;
    inner = (struct slice){value->text.text + 1, value->text.size - 2};
    buf_reset(&json->decoded[side]);
    if (!buf_reserve(&json->decoded[side], inner.size + 1, &room, err))
        return false;
    *ret_text = (struct slice){room, json_text_decode(inner, room)};
    return true;
}

static bool is_alike(const struct slice *texts)
{
    if (!texts[0].text || !texts[1].text)
        return texts[0].text == texts[1].text;
    return texts[0].size == texts[1].size &&
            memcmp(texts[0].text, texts[1].text, texts[0].size) == 0;
}

bool difference_json_whole(struct difference_json *json, size_t side, struct slice text,
        struct slice *ret_text, struct error *err)
{
    return json_canonical_write(&json->canonical[side], text, ret_text, err);
}

bool difference_json_find(struct difference_json *json, struct slice old,
        struct slice new,
        bool (*take)(void *owner, const char *path, struct slice old, struct slice new,
                struct error *err),
        void *owner, struct error *err)
{
    struct side *sides = json->sides;
    struct slice texts[2];

    if (!list(&sides[0], old, err) || !list(&sides[1], new, err))
        return false;
    for (size_t i = 0, at = 0; i < sides[1].count; i++) {
        struct value *value = &sides[1].values[i], *met = find_old(json, value, at);

        if (met) {
            met->is_met = true;
            at = (size_t)(met - sides[0].values) + 1;
        }
        if (!decode(json, 0, met, &texts[0], err) ||
                !decode(json, 1, value, &texts[1], err))
            return false;
        if (!is_alike(texts) &&
                !take(owner, path_of(&sides[1], value), texts[0], texts[1], err))
            return false;
    }
    for (size_t i = 0; i < sides[0].count; i++) {
        struct value *value = &sides[0].values[i];

        if (value->is_met)
            continue;
        if (!decode(json, 0, value, &texts[0], err))
            return false;
        if (texts[0].text &&
                !take(owner, path_of(&sides[0], value), texts[0], (struct slice){NULL, 0},
                        err))
            return false;
    }
    return true;
}
