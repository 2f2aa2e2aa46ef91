#include "evidence/format/json_canonical.h"

#include <stdlib.h>
#include <string.h>

#include "evidence/format/json_scan.h"
#include "evidence/format/json_text.h"
#include "evidence/limits.h"

#define MEMBERS_MAX ((size_t)1 << 19) /* json_keys.h: a record has no more */
#define ESCAPE_SIZE 6u                /* \uXXXX */

/* A key and its value, as written in the result. */
struct member {
    const char *text; /* set when they are sorted: until then the result may move */
    size_t offset, key_size, size;
};

void json_canonical_init(struct json_canonical *canonical)
{
    *canonical = (struct json_canonical){.text = BUF_INIT(LIMIT_JSON_RECORD + 1),
            .members = BUF_INIT(MEMBERS_MAX * sizeof(struct member)),
            .sorted = BUF_INIT(LIMIT_JSON_RECORD + 1)};
}

void json_canonical_clear(struct json_canonical *canonical)
{
    buf_clear(&canonical->text);
    buf_clear(&canonical->members);
    buf_clear(&canonical->sorted);
}

/* ---- strings ---- */

static bool append_control(struct buf *buf, char byte, struct error *err)
{
    static const char codes[] = "\b\f\n\r\t", letters[] = "bfnrt";
    const char *known = strchr(codes, byte);

    return known ? buf_printf(buf, err, "\\%c", letters[known - codes])
                 : buf_printf(buf, err, "\\u%04x", (unsigned)byte);
}

/* A character's bytes, with the escape that it must have. */
static bool append_character(struct buf *buf, const char *text, size_t size,
        struct error *err)
{
    if (*text == '"' || *text == '\\')
        return buf_append_text(buf, "\\", err) && buf_append(buf, text, size, err);
    if ((unsigned char)*text < 0x20)
        return append_control(buf, *text, err);
    return buf_append(buf, text, size, err);
}

/* The escape at *at, which moves behind it: two of \u that are one character go together.
 * What stands for no character (json_text.h) stays an escape, in small letters. */
static bool append_escape(struct buf *buf, const char **at, const char *end,
        struct error *err)
{
    bool is_coded = (*at)[1] == 'u', is_pair = false;
    size_t size = is_coded ? ESCAPE_SIZE : 2, decoded_size;
    char decoded[2 * ESCAPE_SIZE];

    if (is_coded && (size_t)(end - *at) >= sizeof(decoded) &&
            (*at)[ESCAPE_SIZE] == '\\' && (*at)[ESCAPE_SIZE + 1] == 'u') {
        decoded_size = json_text_decode((struct slice){*at, sizeof(decoded)}, decoded);
        is_pair = decoded_size == 4 && (unsigned char)*decoded >= 0xF0;
        size = is_pair ? sizeof(decoded) : ESCAPE_SIZE;
    }
    if (!is_pair)
        decoded_size = json_text_decode((struct slice){*at, size}, decoded);
    *at += size;
    if (decoded_size < ESCAPE_SIZE)
        return append_character(buf, decoded, decoded_size, err);
    for (size_t i = 0; i < decoded_size; i++) {
        if (decoded[i] >= 'A' && decoded[i] <= 'F')
            decoded[i] = (char)(decoded[i] - 'A' + 'a');
    }
    return buf_append(buf, decoded, decoded_size, err);
}

static bool append_string(struct buf *buf, struct json_scan *scan, struct error *err)
{
    const char *at = scan->at + 1, *end, *stop;
    bool escaped, ok = buf_append(buf, "\"", 1, err);

    if (json_scan_string(scan, &escaped) != JSON_DONE)
        return error_set(err, ERROR_UNREADABLE, "not a string");
    end = scan->at - 1;
    while (ok && at < end) {
        size_t size;

        stop = escaped ? memchr(at, '\\', (size_t)(end - at)) : NULL;
        size = stop ? (size_t)(stop - at) : (size_t)(end - at);
        ok = buf_append(buf, at, size, err);
        at += size;
        if (!ok || !stop)
            continue;
        ok = append_escape(buf, &at, end, err);
    }
    return ok && buf_append(buf, "\"", 1, err);
}

/* ---- objects ---- */

static int compare(const void *a, const void *b)
{
    const struct member *left = a, *right = b;
    size_t size = left->key_size < right->key_size ? left->key_size : right->key_size;
    int order = memcmp(left->text, right->text, size);

    return order
            ? order
            : (left->key_size > right->key_size) - (left->key_size < right->key_size);
}

/* The members that begin at `first` in the list, the result's end, into their order; each
 * has a comma behind it, and the last one none. */
static bool sort_members(struct json_canonical *canonical, size_t first,
        struct error *err)
{
    struct member *members = (void *)(canonical->members.data + first);
    size_t count = (canonical->members.size - first) / sizeof(*members);
    bool is_sorted = true;

    for (size_t i = 0; i < count; i++) {
        members[i].text = canonical->text.data + members[i].offset;
        is_sorted = is_sorted && (i == 0 || compare(&members[i - 1], &members[i]) < 0);
    }
    if (is_sorted)
        return true;
    qsort(members, count, sizeof(*members), compare);
    buf_reset(&canonical->sorted);
    for (size_t i = 0; i < count; i++) {
        if ((i && !buf_append(&canonical->sorted, ",", 1, err)) ||
                !buf_append(&canonical->sorted, members[i].text, members[i].size, err))
            return false;
    }
    memcpy(canonical->text.data + canonical->text.size - canonical->sorted.size,
            canonical->sorted.data, canonical->sorted.size);
    return true;
}

static bool append_value(struct json_canonical *canonical, struct json_scan *scan,
        struct error *err);

static bool append_member(struct json_canonical *canonical, struct json_scan *scan,
        struct error *err)
{
    struct member member = {.offset = canonical->text.size};

    if (!append_string(&canonical->text, scan, err))
        return false;
    /* without the quote behind it: a key is before those that begin with it */
    member.key_size = canonical->text.size - member.offset - 1;
    json_scan_blanks(scan);
    scan->at++; /* the colon */
    if (!buf_append(&canonical->text, ":", 1, err) || !append_value(canonical, scan, err))
        return false;
    member.size = canonical->text.size - member.offset;
    return buf_append(&canonical->members, &member, sizeof(member), err);
}

/* The members or elements, and what closes them. */
static bool append_inside(struct json_canonical *canonical, struct json_scan *scan,
        bool is_object, struct error *err)
{
    size_t first = canonical->members.size;
    bool ok = buf_append(&canonical->text, scan->at++, 1, err);

    json_scan_blanks(scan);
    while (ok && *scan->at != ']' && *scan->at != '}') {
        if (*scan->at == ',') {
            scan->at++;
            json_scan_blanks(scan);
            ok = buf_append(&canonical->text, ",", 1, err);
        }
        ok = ok &&
                (is_object ? append_member(canonical, scan, err)
                           : append_value(canonical, scan, err));
        json_scan_blanks(scan);
    }
    if (!ok || (is_object && !sort_members(canonical, first, err)))
        return false;
    canonical->members.size = first;
    return buf_append(&canonical->text, scan->at++, 1, err);
}

/* No deeper than LIMIT_JSON_DEPTH: it has been walked. */
static bool append_value(struct json_canonical *canonical, struct json_scan *scan,
        struct error *err)
{
    const char *begin;
    bool escaped;

    json_scan_blanks(scan);
    begin = scan->at;
    if (*begin == '{' || *begin == '[')
        return append_inside(canonical, scan, *begin == '{', err);
    if (*begin == '"')
        return append_string(&canonical->text, scan, err);
    if (json_scan_scalar(scan, &escaped) != JSON_DONE)
        return error_set(err, ERROR_UNREADABLE, "not a value");
    return buf_append(&canonical->text, begin, (size_t)(scan->at - begin), err);
}

bool json_canonical_write(struct json_canonical *canonical, struct slice text,
        struct slice *ret_text, struct error *err)
{
    struct json_scan scan = {text.text, text.text + text.size, true, NULL, false};

    buf_reset(&canonical->text);
    buf_reset(&canonical->members);
    if (!append_value(canonical, &scan, err))
        return false;
    *ret_text = (struct slice){buf_text(&canonical->text), canonical->text.size};
    return true;
}
