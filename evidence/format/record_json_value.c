/* One value of a JSON text by its path: what SQL asks of a record. */
#include "engine/base/text.h"
#include "evidence/format/json_keys.h"
#include "evidence/format/json_path.h"
#include "evidence/format/json_text.h"
#include "evidence/format/json_walk.h"
#include "evidence/format/record.h"

static bool walk_text(struct json_walk *walk, const char *json, size_t size,
        struct error *err)
{
    bool ok = json_walk_value(walk, json, size, true) == JSON_DONE;

    json_scan_blanks(&walk->scan);
    if (!ok || walk->scan.at != walk->scan.end)
        return error_set(err, ERROR_UNREADABLE,
                TR("this is not JSON, at byte %zu: %s",
                        "%zu バイト目から JSON ではありません: %s"),
                (size_t)(walk->scan.at - json),
                ok ? TR("something behind the value", "値の後に余分な文字があります")
                   : walk->scan.complaint);
    if (walk->problem)
        return error_set(err, ERROR_UNREADABLE,
                TR("it has an object with a key twice, or too many keys (%s)",
                        "オブジェクトのキーが重複しているか、キーが多すぎます (%s)"),
                walk->problem);
    return true;
}

bool record_json_value(const char *json, size_t size, const char *path_text,
        struct buf *ret_value, bool *ret_found, struct error *err)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT((size_t)1 << 20);
    CLEANUP(json_keys_freep) struct json_keys *keys = NULL;
    struct json_found found = {.type = JSON_ABSENT};
    struct json_walk walk = {.found = &found, .slot_count = 1};
    struct json_path path;
    struct json_tree tree;
    uint32_t slot;
    char *room;

    if (!json_path_parse(path_text, &arena, &path, err) ||
            !json_path_build_tree(&path, 1, &arena, &tree, &slot, err) ||
            !json_keys_new(&keys, err))
        return false;
    walk.tree = &tree;
    walk.keys = keys;
    if (!walk_text(&walk, json, size, err))
        return false;
    *ret_found = found.type != JSON_ABSENT && found.type != JSON_NULL;
    if (!*ret_found || !found.escaped)
        return !*ret_found ||
                buf_append(ret_value, found.text.text, found.text.size, err);
    if (!buf_reserve(ret_value, found.text.size, &room, err))
        return false;
    ret_value->size += json_text_decode(found.text, room);
    ret_value->data[ret_value->size] = '\0';
    return true;
}
