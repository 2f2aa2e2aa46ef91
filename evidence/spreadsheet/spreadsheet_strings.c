#include "evidence/spreadsheet/spreadsheet_strings.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "evidence/limits.h"
#include "evidence/spreadsheet/spreadsheet_part.h"
#include "evidence/spreadsheet/spreadsheet_run.h"
#include "evidence/spreadsheet/spreadsheet_text.h"
#include "evidence/spreadsheet/spreadsheet_xml.h"

#define IN_MEMORY ((size_t)1 << 20)
#define A_MARK 32u
#define IS_CUT UINT32_C(0x80000000)

struct loading {
    struct spreadsheet_strings *strings;
    struct spreadsheet_run run;
};

static const uint8_t *bytes_of(const struct spreadsheet_strings *strings)
{
    return strings->rest.fd >= 0 ? strings->rest.bytes : strings->first;
}

/* Room for size more bytes behind strings->size. */
static bool reserve(struct spreadsheet_strings *strings, size_t size, uint8_t **ret_room,
        struct error *err)
{
    if (strings->rest.fd < 0 && strings->size + size <= IN_MEMORY) {
        if (!strings->first && !(strings->first = malloc(IN_MEMORY)))
            return error_memory(err);
        *ret_room = strings->first + strings->size;
        return true;
    }
    if (strings->rest.fd < 0) {
        if (!spill_area_reserve(&strings->rest, strings->size + size, err))
            return false;
        if (strings->size)
            memcpy(strings->rest.bytes, strings->first, strings->size);
        free(strings->first);
        strings->first = NULL;
        strings->rest.size = strings->size;
    }
    if (!spill_area_reserve(&strings->rest, size, err))
        return false;
    *ret_room = strings->rest.bytes + strings->size;
    return true;
}

static bool add(struct spreadsheet_strings *strings, const char *text, size_t size,
        bool is_cut, struct error *err)
{
    uint32_t head = (uint32_t)size | (is_cut ? IS_CUT : 0);
    uint64_t begin = strings->size;
    uint8_t *room;

    if (strings->count == LIMIT_SPREADSHEET_STRINGS ||
            strings->size + size > LIMIT_SPREADSHEET_PART)
        return error_set(err, ERROR_LIMIT,
                TR("there are more than %u shared strings, or more than %llu bytes of "
                   "them",
                        "共有文字列が上限（%u個、%llu バイト）を超えています"),
                LIMIT_SPREADSHEET_STRINGS, (unsigned long long)LIMIT_SPREADSHEET_PART);
    if (strings->count % A_MARK == 0 &&
            !buf_append(&strings->marks, &begin, sizeof(begin), err))
        return false;
    if (!reserve(strings, sizeof(head) + size, &room, err))
        return false;
    memcpy(room, &head, sizeof(head));
    memcpy(room + sizeof(head), text, size);
    strings->size += sizeof(head) + size;
    if (strings->rest.fd >= 0)
        strings->rest.size = strings->size;
    strings->count++;
    return true;
}

static bool on_begin(void *context, const struct xmlstream_tag *tag, struct error *err)
{
    struct loading *loading = context;

    if (tag->depth == 1 && !spreadsheet_xml_is(tag, "sst"))
        return error_set(err, ERROR_UNREADABLE,
                TR("this part does not hold shared strings",
                        "この部品は共有文字列ではありません"));
    if (tag->depth == 2 && spreadsheet_xml_is(tag, "si"))
        spreadsheet_run_start(&loading->run, tag->depth);
    else
        spreadsheet_run_begin(&loading->run, tag);
    return true;
}

static bool on_text(void *context, struct slice text, struct error *err)
{
    struct loading *loading = context;

    return spreadsheet_run_text(&loading->run, text, err);
}

static bool on_end(void *context, const struct xmlstream_tag *tag, struct error *err)
{
    struct loading *loading = context;
    struct slice text;
    bool is_cut;

    if (!spreadsheet_run_end(&loading->run, tag))
        return true;
    text = spreadsheet_run_finish(&loading->run, &is_cut);
    return add(loading->strings, text.text, text.size, is_cut, err);
}

bool spreadsheet_strings_read(int fd, const struct preflight_member *part,
        struct spreadsheet_strings *strings, struct error *err)
{
    static const struct xmlstream_handler handler = {on_begin, on_text, on_end};
    struct loading loading = {strings, SPREADSHEET_RUN_INIT};
    bool ok = spreadsheet_part_read(fd, part, LIMIT_SPREADSHEET_PART, &handler, &loading,
            err);

    spreadsheet_run_clear(&loading.run);
    return ok;
}

bool spreadsheet_strings_get(const struct spreadsheet_strings *strings, uint32_t number,
        struct slice *ret_text, bool *ret_is_cut)
{
    const uint8_t *bytes = bytes_of(strings);
    uint64_t at;
    uint32_t head;

    if (number >= strings->count)
        return false;
    memcpy(&at, strings->marks.data + number / A_MARK * sizeof(at), sizeof(at));
    memcpy(&head, bytes + at, sizeof(head));
    for (uint32_t i = number % A_MARK; i; i--) {
        at += sizeof(head) + (head & ~IS_CUT);
        memcpy(&head, bytes + at, sizeof(head));
    }
    *ret_text = (struct slice){(const char *)bytes + at + sizeof(head), head & ~IS_CUT};
    *ret_is_cut = (head & IS_CUT) != 0;
    return true;
}

void spreadsheet_strings_clear(struct spreadsheet_strings *strings)
{
    free(strings->first);
    strings->first = NULL;
    spill_area_clear(&strings->rest);
    buf_clear(&strings->marks);
    strings->size = 0;
    strings->count = 0;
}
