#include "evidence/table/difference.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/digest.h"
#include "evidence/format/json_canonical.h"
#include "evidence/table/difference_change.h"
#include "evidence/table/difference_side.h"
#include "evidence/table/difference_sort.h"
#include "evidence/table/difference_text.h"
#include "evidence/table/stage.h"

#define TEXT_LIMIT ((size_t)64 << 10)

struct finding {
    const struct difference_pair *pair;
    size_t shared_count; /* of fields, where some are of one side alone: the others; else
                            0 */
    struct spill_area entries[2]; /* of either side */
    struct spill_area links[2];   /* records to be read again */
    size_t at;                    /* of those being read: links used so far */
    struct stage *stage;          /* the old side's fields of what changed */
    struct stage_value *row;      /* room for one of its rows */
    struct digest_stream *stream;
    struct json_canonical canonical;
    struct difference_counts counts;
    bool (*emit)(void *owner, const struct difference_row *row, struct error *err);
    void *owner;
    struct difference_change change;
    struct buf key;
};

static void end(struct finding *finding)
{
    for (size_t side = 0; side < 2; side++) {
        spill_area_clear(&finding->entries[side]);
        spill_area_clear(&finding->links[side]);
    }
    if (finding->stage)
        stage_free(finding->stage);
    if (finding->stream)
        digest_stream_free(finding->stream);
    free(finding->row);
    json_canonical_clear(&finding->canonical);
    buf_clear(&finding->key);
    difference_change_clear(&finding->change);
}

static bool read_side(struct finding *finding, size_t side,
        bool (*take)(void *owner, const struct record *record, struct error *err),
        struct error *err)
{
    return difference_side_read(finding->pair, side, take, finding,
            &finding->counts.is_part[side], err);
}

/* ---- what is kept of a record ---- */

/* A value says whether it is there and how long it is: no two lists have the same bytes.
 */
static bool hash_value(struct finding *finding, struct slice value, struct error *err)
{
    uint64_t size = value.text ? value.size + 1 : 0;

    return digest_stream_update(finding->stream, &size, sizeof(size), err) &&
            digest_stream_update(finding->stream, value.text, value.size, err);
}

static bool finish(struct finding *finding, uint8_t ret_digest[16], struct error *err)
{
    struct digest digest;

    if (!digest_stream_finish(finding->stream, &digest, err))
        return false;
    memcpy(ret_digest, digest.bytes, 16);
    return true;
}

static bool hash_fields(struct finding *finding, const struct record *record,
        size_t count, uint8_t ret_digest[16], struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        if (!hash_value(finding, record->fields[i], err))
            return false;
    }
    return finish(finding, ret_digest, err);
}

static bool has_key(const struct finding *finding, const struct record *record)
{
    for (size_t i = 0; i < finding->pair->key_count && !record->problem; i++) {
        if (record->fields[i].text && record->fields[i].size > 0)
            return true;
    }
    return false;
}

/* The last bit of what stands for a key: whether it is the record's own. */
#define IS_BLANK 1u

static void mark_blank(struct difference_entry *entry, bool is_blank)
{
    entry->key[15] = (uint8_t)((entry->key[15] & ~IS_BLANK) | (is_blank ? IS_BLANK : 0));
}

/* JSON by its canonical text: what a mere export anew writes in another way is alike. */
static bool hash_text(struct finding *finding, struct slice text, uint8_t ret_digest[16],
        struct error *err)
{
    bool is_json = finding->pair->sides[0].format.kind == RECORD_JSON &&
            finding->pair->sides[1].format.kind == RECORD_JSON;

    return (!is_json || json_canonical_write(&finding->canonical, text, &text, err)) &&
            hash_value(finding, text, err) && finish(finding, ret_digest, err);
}

static bool make_entry(struct finding *finding, const struct record *record,
        struct difference_entry *entry, struct error *err)
{
    const struct difference_pair *pair = finding->pair;

    entry->number = record->number;
    if (difference_change_is_by_text(finding->pair)
                    ? !hash_text(finding, record->text, entry->whole, err)
                    : !hash_fields(finding, record, pair->field_count, entry->whole, err))
        return false;
    if (has_key(finding, record))
        return hash_fields(finding, record, pair->key_count, entry->key, err);
    if (finding->shared_count > 0)
        return hash_fields(finding, record, finding->shared_count, entry->key, err);
    memcpy(entry->key, entry->whole, sizeof(entry->key));
    return true;
}

static bool keep(struct finding *finding, size_t side, const struct record *record,
        struct error *err)
{
    struct difference_entry entry;

    if (record->problem) {
        finding->counts.unreadable[side]++;
        return true;
    }
    finding->counts.blank[side] += finding->pair->key_count && !has_key(finding, record);
    if (!make_entry(finding, record, &entry, err))
        return false;
    mark_blank(&entry, !has_key(finding, record));
    return difference_sort_add(&finding->entries[side], &entry, err);
}

static bool keep_old(void *owner, const struct record *record, struct error *err)
{
    return keep(owner, 0, record, err);
}

static bool keep_new(void *owner, const struct record *record, struct error *err)
{
    return keep(owner, 1, record, err);
}

/* ---- which belong together ---- */

/* Entries of one side that have one key. */
struct group {
    struct difference_entry *entries;
    size_t count;
};

static size_t count_group(const struct difference_entry *entries, size_t count)
{
    size_t size = 1;

    while (size < count && memcmp(entries[size].key, entries[0].key, 16) == 0)
        size++;
    return size;
}

/* Those that are alike, in two sorted groups; returns how many. */
static uint64_t meet_alike(struct group *old, struct group *new)
{
    uint64_t same = 0;

    for (size_t i = 0, j = 0; i < old->count && j < new->count;) {
        int order = memcmp(old->entries[i].whole, new->entries[j].whole, 16);

        if (order == 0) {
            old->entries[i].number |= DIFFERENCE_MET;
            new->entries[j].number |= DIFFERENCE_MET;
            same++;
        }
        i += order <= 0;
        j += order >= 0;
    }
    return same;
}

static bool note_links(struct finding *finding, const struct group *old,
        const struct group *new, uint64_t same, struct error *err)
{
    size_t gone = old->count - (size_t)same, added = new->count - (size_t)same;
    size_t changed = gone < added ? gone : added;

    if (gone > 0 && old->count > 1)
        difference_sort_by_number(old->entries, old->count);
    if (added > 0 && new->count > 1)
        difference_sort_by_number(new->entries, new->count);
    for (size_t i = 0; i < gone; i++) {
        if (!difference_sort_link(&finding->links[0], old->entries[i].number,
                    i < changed ? new->entries[i].number : 0, err))
            return false;
    }
    for (size_t i = changed; i < added; i++) {
        if (!difference_sort_link(&finding->links[1], new->entries[i].number, 0, err))
            return false;
    }
    finding->counts.same += same;
    finding->counts.changed += changed;
    finding->counts.gone += gone - changed;
    finding->counts.added += added - changed;
    return true;
}

static uint64_t count_repeated(const struct group *group)
{
    return group->count > 1 && !(group->entries->key[15] & IS_BLANK) ? group->count : 0;
}

static bool meet(struct finding *finding, struct error *err)
{
    struct group rest[2];

    for (size_t side = 0; side < 2; side++) {
        difference_sort_by_key(&finding->entries[side]);
        rest[side].entries = difference_sort_entries(&finding->entries[side]);
        rest[side].count = difference_sort_count(&finding->entries[side]);
    }
    while (rest[0].count > 0 || rest[1].count > 0) {
        int order = rest[0].count == 0 ? 1
                : rest[1].count == 0
                ? -1
                : memcmp(rest[0].entries->key, rest[1].entries->key, 16);
        struct group met[2] = {rest[0], rest[1]};

        met[0].count = order <= 0 ? count_group(rest[0].entries, rest[0].count) : 0;
        met[1].count = order >= 0 ? count_group(rest[1].entries, rest[1].count) : 0;
        for (size_t side = 0; side < 2; side++)
            finding->counts.repeated[side] += count_repeated(&met[side]);
        if (!note_links(finding, &met[0], &met[1], meet_alike(&met[0], &met[1]), err))
            return false;
        for (size_t side = 0; side < 2; side++) {
            rest[side].entries += met[side].count;
            rest[side].count -= met[side].count;
        }
    }
    return true;
}

/* ---- telling ---- */

static bool write_key(struct finding *finding, const struct record *record,
        struct error *err)
{
    buf_reset(&finding->key);
    for (size_t i = 0; i < finding->pair->key_count && !record->problem; i++) {
        if ((i > 0 && !buf_append_text(&finding->key, " / ", err)) ||
                !difference_text_value(&finding->key, record->fields[i], err))
            return false;
    }
    return true;
}

static bool tell(struct finding *finding, enum difference_kind kind, uint64_t old,
        uint64_t new, struct error *err)
{
    const struct difference_row row = {kind, {old, new}, buf_text(&finding->key),
            buf_text(&finding->change.fields), buf_text(&finding->change.values)};

    return finding->emit(finding->owner, &row, err);
}

static const struct difference_link *links_of(const struct spill_area *area)
{
    return (const struct difference_link *)(const void *)area->bytes;
}

/* The link of the record, where it is the next one to be told. */
static const struct difference_link *next_link(struct finding *finding, size_t side,
        uint64_t number)
{
    const struct spill_area *area = &finding->links[side];
    const struct difference_link *link = links_of(area) + finding->at;

    if (finding->at * sizeof(*link) >= area->size || link->number != number)
        return NULL;
    finding->at++;
    return link;
}

static bool stage_text(struct finding *finding, struct slice text, struct error *err)
{
    const struct stage_value staged = {.type = text.text ? STAGE_TEXT : STAGE_NULL,
            .bytes = text};

    return stage_add(finding->stage, &staged, err);
}

/* Its number, its fields, and of one that is compared by it its text. */
static bool stage_record(struct finding *finding, const struct record *record,
        struct error *err)
{
    const struct stage_value number = {.type = STAGE_INTEGER,
            .integer = (int64_t)record->number};
    const struct slice nothing = {NULL, 0};
    bool has_text = difference_change_is_kept(finding->pair, record);

    if (!stage_add(finding->stage, &number, err))
        return false;
    for (size_t i = 0; i < finding->pair->field_count; i++) {
        if (!stage_text(finding, record->problem ? nothing : record->fields[i], err))
            return false;
    }
    return stage_text(finding, has_text ? record->text : nothing, err);
}

static bool tell_old(void *owner, const struct record *record, struct error *err)
{
    struct finding *finding = owner;
    const struct difference_link *link = next_link(finding, 0, record->number);

    if (!link)
        return true;
    if (link->other)
        return stage_record(finding, record, err);
    return write_key(finding, record, err) &&
            tell(finding, DIFFERENCE_GONE, record->number, 0, err);
}

static bool write_change(struct finding *finding, uint64_t row,
        const struct record *record, struct error *err)
{
    stage_read(finding->stage, (uint32_t)row, finding->row);
    return difference_change_write(&finding->change, finding->row + 1, record, err);
}

/* A link of the new side leads to the staged row, from 1. */
static bool tell_new(void *owner, const struct record *record, struct error *err)
{
    struct finding *finding = owner;
    const struct difference_link *link = next_link(finding, 1, record->number);
    bool is_changed = link && link->other;
    bool ok;

    if (!link)
        return true;
    if (!write_key(finding, record, err) ||
            (is_changed && !write_change(finding, link->other - 1, record, err)))
        return false;
    ok = tell(finding, is_changed ? DIFFERENCE_CHANGED : DIFFERENCE_ADDED,
            is_changed ? (uint64_t)finding->row[0].integer : 0, record->number, err);
    buf_reset(&finding->change.fields);
    buf_reset(&finding->change.values);
    return ok;
}

/* Every old record that changed leads to its new one: turned round. */
static bool turn_links(struct finding *finding, struct error *err)
{
    const struct spill_area *old = &finding->links[0];
    uint64_t row = 0;

    difference_sort_links(&finding->links[0]);
    for (size_t i = 0; i < old->size / sizeof(struct difference_link); i++) {
        uint64_t new = links_of(old)[i].other;

        if (new && !difference_sort_link(&finding->links[1], new, ++row, err))
            return false;
    }
    difference_sort_links(&finding->links[1]);
    return true;
}

static bool tell_all(struct finding *finding, struct error *err)
{
    size_t columns = finding->pair->field_count + 2;

    finding->row = calloc(columns, sizeof(*finding->row));
    if (!finding->row)
        return error_memory(err);
    if (!stage_new((uint32_t)columns, &finding->stage, err) || !turn_links(finding, err))
        return false;
    if (finding->links[0].size > 0 && !read_side(finding, 0, tell_old, err))
        return false;
    finding->at = 0;
    return finding->links[1].size == 0 || read_side(finding, 1, tell_new, err);
}

/* Where a column came or went, records that are alike in all others belong together. */
static size_t count_shared(const struct finding *finding)
{
    const struct difference_pair *pair = finding->pair;
    size_t count = 0;

    while (count < pair->field_count && !difference_side_lacks(pair, 0, count) &&
            !difference_side_lacks(pair, 1, count))
        count++;
    return count < pair->field_count && !difference_change_is_by_text(finding->pair)
            ? count
            : 0;
}

bool difference_find(const struct difference_pair *pair,
        bool (*emit)(void *owner, const struct difference_row *row, struct error *err),
        void *owner, struct difference_counts *ret_counts, struct error *err)
{
    CLEANUP(end)
    struct finding finding = {.pair = pair,
            .entries = {SPILL_AREA_INIT, SPILL_AREA_INIT},
            .links = {SPILL_AREA_INIT, SPILL_AREA_INIT},
            .emit = emit,
            .owner = owner,
            .change = DIFFERENCE_CHANGE_INIT(pair),
            .key = BUF_INIT(TEXT_LIMIT)};

    json_canonical_init(&finding.canonical);
    finding.shared_count = count_shared(&finding);
    if (!digest_stream_new(&finding.stream, err) ||
            !read_side(&finding, 0, keep_old, err) ||
            !read_side(&finding, 1, keep_new, err) || !meet(&finding, err) ||
            !tell_all(&finding, err))
        return false;
    *ret_counts = finding.counts;
    return true;
}
