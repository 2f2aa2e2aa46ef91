#include "engine/workpaper/exception.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/pack.h"
#include "engine/base/text.h"

/* Three varints of at most ten bytes each. */
#define ENTRY_BYTES_MAX 30

static const struct {
    const char *name;
    char letter; /* of ids */
} kinds[EXCEPTION_KIND_COUNT] = {
        [EXCEPTION_DEVIATING] = {"exception", 'X'},
        [EXCEPTION_UNDECIDABLE] = {"undecidable", 'U'},
        [EXCEPTION_UNREADABLE] = {"unreadable", 'R'},
        [EXCEPTION_OTHER_ROUTE] = {"other-route", 'A'},
        [EXCEPTION_NOT_DUE] = {"not-due", 'N'},
};

const char *exception_kind_name(enum exception_kind kind)
{
    return kinds[kind].name;
}

bool exception_find_kind(const char *name, enum exception_kind *ret_kind)
{
    for (int i = 0; i < EXCEPTION_KIND_COUNT; i++) {
        if (strcmp(kinds[i].name, name) == 0) {
            *ret_kind = (enum exception_kind)i;
            return true;
        }
    }
    return false;
}

/* Writes the difference of two numbers and returns the end. */
static char *write_step(char *at, int64_t before, int64_t now)
{
    uint64_t step = (uint64_t)now - (uint64_t)before;
    uint64_t zigzag = (step << 1) ^ (step >> 63 ? UINT64_MAX : 0);

    while (zigzag >= 0x80) {
        *at++ = (char)(uint8_t)(zigzag | 0x80);
        zigzag >>= 7;
    }
    *at++ = (char)(uint8_t)zigzag;
    return at;
}

static int64_t read_step(struct unpack *unpack, int64_t before)
{
    uint64_t zigzag = unpack_varint(unpack);
    uint64_t step = (zigzag >> 1) ^ (zigzag & 1 ? UINT64_MAX : 0);

    return (int64_t)((uint64_t)before + step);
}

bool exception_pack(struct buf *buf, const struct exception_entry *entries, size_t count,
        struct error *err)
{
    struct exception_entry before = {0, 0, 0};
    char *begin, *at;

    if (!buf_reserve(buf, count * ENTRY_BYTES_MAX, &begin, err))
        return false;
    at = begin;
    for (size_t i = 0; i < count; i++) {
        at = write_step(at, before.record_id, entries[i].record_id);
        at = write_step(at, before.other_id, entries[i].other_id);
        at = write_step(at, before.verdict, entries[i].verdict);
        before = entries[i];
    }
    buf->size += (size_t)(at - begin);
    return true;
}

bool exception_unpack(const void *packed, size_t size, size_t count,
        struct exception_entry *ret_entries, struct error *err)
{
    struct exception_entry entry = {0, 0, 0};
    struct unpack unpack;
    bool is_valid = count >= 1 && count <= EXCEPTION_BLOCK_MAX;

    unpack_init(&unpack, packed, size);
    for (size_t i = 0; i < count && is_valid; i++) {
        entry.record_id = read_step(&unpack, entry.record_id);
        entry.other_id = read_step(&unpack, entry.other_id);
        entry.verdict = read_step(&unpack, entry.verdict);
        is_valid = !unpack.failed && entry.record_id >= 0 && entry.other_id >= 0;
        ret_entries[i] = entry;
    }
    if (is_valid && unpack_is_complete(&unpack))
        return true;
    return error_set(err, ERROR_INTEGRITY,
            TR("a block of %zu exceptions is damaged; restore the workpaper from a backup",
                    "例外%zu件のブロックが壊れています。調書を控えから戻してください"),
            count);
}

static bool grow_extents(struct exception_list *list, struct error *err)
{
    size_t capacity = list->extent_capacity ? list->extent_capacity * 2 : 16;
    struct exception_extent *extents = reallocarray(list->extents, capacity,
            sizeof(*extents));

    if (!extents)
        return error_memory(err);
    list->extents = extents;
    list->extent_capacity = capacity;
    return true;
}

bool exception_list_finish(struct exception_list *list, struct error *err)
{
    size_t offset = list->packed.size;

    if (list->pending_count == 0)
        return true;
    if (list->extent_count == list->extent_capacity && !grow_extents(list, err))
        return false;
    if (!exception_pack(&list->packed, list->pending, list->pending_count, err))
        return false;
    list->extents[list->extent_count++] = (struct exception_extent){offset,
            list->packed.size - offset, (uint32_t)list->pending_count};
    list->pending_count = 0;
    return true;
}

bool exception_list_add(struct exception_list *list,
        const struct exception_entry *entries, size_t count, struct error *err)
{
    size_t part;

    if (!list->pending)
        list->pending = calloc(EXCEPTION_BLOCK_MAX, sizeof(*list->pending));
    if (!list->pending)
        return error_memory(err);
    while (count > 0) {
        if (list->pending_count == EXCEPTION_BLOCK_MAX &&
                !exception_list_finish(list, err))
            return false;
        part = EXCEPTION_BLOCK_MAX - list->pending_count;
        if (part > count)
            part = count;
        memcpy(list->pending + list->pending_count, entries, part * sizeof(*entries));
        list->pending_count += part;
        list->count += (int64_t)part;
        entries += part;
        count -= part;
    }
    return true;
}

void exception_list_clear(struct exception_list *list)
{
    free(list->pending);
    free(list->extents);
    buf_clear(&list->packed);
    *list = (struct exception_list)EXCEPTION_LIST_INIT;
}

void exception_format_id(char id[EXCEPTION_ID_SIZE], int64_t result_id,
        enum exception_kind kind, int64_t number)
{
    snprintf(id, EXCEPTION_ID_SIZE, "%c%" PRId64 "-%" PRId64, kinds[kind].letter,
            result_id, number);
}

/* A number from 1 without a needless zero; returns its end, NULL where there is none. */
static const char *parse_number(const char *text, int64_t *ret_number)
{
    int64_t number = 0;

    if (*text < '1' || *text > '9')
        return NULL;
    for (; *text >= '0' && *text <= '9'; text++) {
        if (number > (INT64_MAX - 9) / 10)
            return NULL;
        number = number * 10 + (*text - '0');
    }
    *ret_number = number;
    return text;
}

bool exception_parse_id(const char *id, int64_t *ret_result_id,
        enum exception_kind *ret_kind, int64_t *ret_number)
{
    int64_t result_id, number;
    const char *end = NULL;
    int kind = 0;

    while (kind < EXCEPTION_KIND_COUNT && kinds[kind].letter != *id)
        kind++;
    if (kind < EXCEPTION_KIND_COUNT)
        end = parse_number(id + 1, &result_id);
    if (end && *end == '-')
        end = parse_number(end + 1, &number);
    else
        end = NULL;
    if (!end || *end)
        return false;
    *ret_result_id = result_id;
    *ret_kind = (enum exception_kind)kind;
    *ret_number = number;
    return true;
}

static void free_entries(struct exception_entry **entries)
{
    free(*entries);
}

/* Unpacks the block of the statement's row (first_number, count, packed) and takes one
 * entry out. */
static bool pick_entry(struct db_statement *block, int64_t number,
        struct exception_entry *ret_entry, struct error *err)
{
    CLEANUP(free_entries)
    struct exception_entry *entries = calloc(EXCEPTION_BLOCK_MAX, sizeof(*entries));
    struct slice packed = db_column_bytes(block, 2);
    int64_t place = number - db_column_int(block, 0);

    if (!entries)
        return error_memory(err);
    if (!exception_unpack(packed.text, packed.size, (size_t)db_column_int(block, 1),
                entries, err))
        return false;
    *ret_entry = entries[place];
    return true;
}

bool exception_find(struct db *db, const char *id, struct exception *ret_exception,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *block = NULL;
    struct exception found = {0};
    bool row;

    if (!exception_parse_id(id, &found.result_id, &found.kind, &found.number))
        return error_set(err, ERROR_USAGE,
                TR("'%s' is no exception id: they look like X17-3",
                        "「%s」は例外の番号ではありません。X17-3 のように書きます"),
                id);
    if (!db_prepare(db,
                "SELECT first_number, count, packed FROM exception_block"
                " WHERE result_id = ?1 AND kind = ?2"
                " AND first_number <= ?3 AND ?3 < first_number + count"
                " ORDER BY first_number DESC LIMIT 1",
                &block, err))
        return false;
    db_bind_int(block, 1, found.result_id);
    db_bind_text(block, 2, exception_kind_name(found.kind));
    db_bind_int(block, 3, found.number);
    if (!db_step(block, &row, err))
        return false;
    if (!row)
        return error_set(err, ERROR_MISSING,
                TR("there is no exception %s; `chosho exception` lists them",
                        "例外 %s はありません。`chosho exception` で一覧できます"),
                id);
    if (!pick_entry(block, found.number, &found.entry, err))
        return false;
    *ret_exception = found;
    return true;
}

bool exception_is_of_same(const struct exception_entry *a,
        const struct exception_entry *b)
{
    return a->record_id == b->record_id && a->other_id == b->other_id;
}

/* Counts from the end of the block in the statement's row (first_number, count, packed).
 */
static bool count_at_end(struct db_statement *block, const struct exception_entry *entry,
        bool *ret_is_all, int64_t *count, struct error *err)
{
    CLEANUP(free_entries)
    struct exception_entry *entries = calloc(EXCEPTION_BLOCK_MAX, sizeof(*entries));
    struct slice packed = db_column_bytes(block, 2);
    size_t left = (size_t)db_column_int(block, 1);

    if (!entries)
        return error_memory(err);
    if (!exception_unpack(packed.text, packed.size, left, entries, err))
        return false;
    for (; left > 0 && exception_is_of_same(&entries[left - 1], entry); left--)
        ++*count;
    *ret_is_all = left == 0;
    return true;
}

bool exception_count_before(struct db *db, int64_t result_id, enum exception_kind kind,
        int64_t first_number, const struct exception_entry *entry, int64_t *ret_count,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *block = NULL;
    bool row, is_all = true;

    *ret_count = 0;
    if (!db_prepare(db,
                "SELECT first_number, count, packed FROM exception_block"
                " WHERE result_id = ?1 AND kind = ?2 AND first_number < ?3"
                " ORDER BY first_number DESC",
                &block, err))
        return false;
    db_bind_int(block, 1, result_id);
    db_bind_text(block, 2, exception_kind_name(kind));
    db_bind_int(block, 3, first_number);
    while (is_all) {
        if (!db_step(block, &row, err))
            return false;
        if (!row)
            return true;
        if (!count_at_end(block, entry, &is_all, ret_count, err))
            return false;
    }
    return true;
}

bool exception_store(struct db *db, int64_t result_id, enum exception_kind kind,
        const struct exception_list *list, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;
    int64_t number = 1;

    if (list->pending_count > 0)
        return error_set(err, ERROR_REFUSED, "an exception list was not finished");
    if (!db_prepare(db,
                "INSERT INTO exception_block (result_id, kind, first_number, count, packed)"
                " VALUES (?1, ?2, ?3, ?4, ?5)",
                &insert, err))
        return false;
    for (size_t i = 0; i < list->extent_count; i++) {
        const struct exception_extent *extent = &list->extents[i];

        db_bind_int(insert, 1, result_id);
        db_bind_text(insert, 2, exception_kind_name(kind));
        db_bind_int(insert, 3, number);
        db_bind_int(insert, 4, extent->count);
        db_bind_blob(insert, 5, list->packed.data + extent->offset, extent->size);
        if (!db_run(insert, err))
            return false;
        number += extent->count;
    }
    return true;
}
