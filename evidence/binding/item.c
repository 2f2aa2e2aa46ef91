#include "evidence/binding/item.h"

#include <stdlib.h>

#include "engine/base/text.h"

/* First in the bytes: an item packed by another version of the struct is no item here. */
#define ITEM_MARK UINT32_C(0x32494843) /* "CHI2" */

/* The least bytes each thing can take packed: what unpack_count() divides by. */
#define TEXT_MIN 4
#define ENTRY_MIN (2 * TEXT_MIN)
#define COLUMN_MIN (1 + 4 * TEXT_MIN + 4)
#define WHERE_MIN (2 * TEXT_MIN + 1)
#define SOURCE_MIN (4 + 4 + 4 + 2 * TEXT_MIN + 2 * TEXT_MIN + 4 + 4)

static bool pack_map(const struct item_column *column, struct buf *buf, struct error *err)
{
    if (!pack_u32(buf, column->map_count, err))
        return false;
    for (uint32_t i = 0; i < column->map_count; i++) {
        if (!pack_text(buf, column->map[i].value, err) ||
                !pack_text(buf, column->map[i].to, err))
            return false;
    }
    return true;
}

static bool pack_column(const struct item_column *column, struct buf *buf,
        struct error *err)
{
    return pack_u8(buf, (uint8_t)column->origin, err) &&
            pack_text(buf, column->from, err) && pack_text(buf, column->absent, err) &&
            pack_text(buf, column->normalise, err) &&
            pack_text(buf, column->otherwise, err) && pack_map(column, buf, err);
}

static bool pack_where(const struct item_source *source, struct buf *buf,
        struct error *err)
{
    if (!pack_u32(buf, source->where_count, err))
        return false;
    for (uint32_t i = 0; i < source->where_count; i++) {
        if (!pack_text(buf, source->where[i].field, err) ||
                !pack_text(buf, source->where[i].equals, err) ||
                !pack_u8(buf, source->where[i].negate, err))
            return false;
    }
    return true;
}

static bool pack_members(const struct item_source *source, struct buf *buf,
        struct error *err)
{
    if (!pack_u32(buf, source->archive, err) || !pack_u32(buf, source->member_count, err))
        return false;
    for (uint32_t i = 0; i < source->member_count; i++) {
        if (!pack_u32(buf, source->members[i], err))
            return false;
    }
    return true;
}

static bool reads_time(const struct item *item, const struct item_source *source)
{
    for (uint32_t i = 0; i < item->column_count; i++) {
        enum item_origin origin = source->columns[i].origin;

        if (item->columns[i].type == PROGRAM_TIMESTAMP &&
                (origin == ITEM_FIELD || origin == ITEM_PATH))
            return true;
    }
    return false;
}

bool item_write_assumed(const struct item *item, struct buf *buf, struct error *err)
{
    const char *zone = NULL;
    int32_t year = 0;

    for (uint32_t s = 0; s < item->source_count; s++) {
        const struct item_source *source = &item->sources[s];

        if (!reads_time(item, source))
            continue;
        year = source->is_year_assumed ? source->year : year;
        zone = source->is_zone_assumed ? source->zone : zone;
    }
    return (!year || buf_printf(buf, err, zone ? "year=%d " : "year=%d", (int)year)) &&
            (!zone || buf_printf(buf, err, "zone=%s", zone));
}

static bool pack_format(const struct record_format *format, struct buf *buf,
        struct error *err)
{
    return pack_u8(buf, (uint8_t)format->kind, err) &&
            pack_u8(buf, (uint8_t)format->encoding, err) &&
            pack_u8(buf, (uint8_t)format->delimiter, err) &&
            pack_u8(buf, format->headerless, err) &&
            pack_text(buf, format->records, err) &&
            pack_text(buf, format->pattern, err) &&
            pack_u8(buf, (uint8_t)format->quote, err) &&
            pack_u32(buf, format->header_line, err);
}

static bool pack_source(const struct item *item, const struct item_source *source,
        struct buf *buf, struct error *err)
{
    if (!pack_members(source, buf, err) || !pack_format(&source->format, buf, err) ||
            !pack_text(buf, source->zone, err) ||
            !pack_u32(buf, (uint32_t)source->year, err) ||
            !pack_text(buf, source->way, err))
        return false;
    for (uint32_t i = 0; i < item->column_count; i++) {
        if (!pack_column(&source->columns[i], buf, err))
            return false;
    }
    return pack_where(source, buf, err);
}

bool item_write_problem(const struct item *item, struct buf *buf, struct error *err)
{
    if (item->problem_place && !buf_printf(buf, err, "%s: ", item->problem_place))
        return false;
    return buf_append_text(buf, item->problem_text, err) &&
            (!item->problem_hint ||
                    buf_printf(buf, err, TR("; %s", "。%s"), item->problem_hint));
}

bool item_pack(const struct item *item, struct buf *buf, struct error *err)
{
    if (!pack_u32(buf, ITEM_MARK, err) || !pack_text(buf, item->name, err) ||
            !program_pack_columns(item->columns, item->column_count, buf, err) ||
            !pack_u32(buf, item->source_count, err))
        return false;
    for (uint32_t i = 0; i < item->source_count; i++) {
        if (!pack_source(item, &item->sources[i], buf, err))
            return false;
    }
    return pack_u8(buf, item->is_part, err) && pack_text(buf, item->problem, err) &&
            pack_text(buf, item->problem_text, err);
}

/* A text that must be there. */
static const char *take_text(struct unpack *unpack, struct arena *arena)
{
    const char *text = unpack_text(unpack, arena);

    if (!text)
        unpack->failed = true;
    return text;
}

/* A number of an enumeration whose last is `last`. */
static uint8_t take_choice(struct unpack *unpack, unsigned last)
{
    uint8_t value = unpack_u8(unpack);

    if (value > last)
        unpack->failed = true;
    return unpack->failed ? 0 : value;
}

static void *allocate(struct unpack *unpack, struct arena *arena, uint32_t count,
        size_t size)
{
    struct error ignored = {0};
    void *array = NULL;

    if (unpack->failed || count == 0)
        return NULL;
    if (!arena_allocate(arena, count * size, &array, &ignored))
        unpack->failed = true;
    return array;
}

/* Reads a count and makes room for as many things; NULL and 0 where there are none or it
 * failed. */
static void *take_array(struct unpack *unpack, struct arena *arena, size_t packed_min,
        size_t size, uint32_t *ret_count)
{
    uint32_t count = unpack_count(unpack, packed_min);
    void *array = allocate(unpack, arena, count, size);

    *ret_count = array ? count : 0;
    return array;
}

static void take_column(struct unpack *unpack, struct arena *arena,
        struct item_column *column)
{
    column->origin = (enum item_origin)take_choice(unpack, ITEM_NOTHING);
    column->from = unpack_text(unpack, arena);
    column->absent = unpack_text(unpack, arena);
    column->normalise = unpack_text(unpack, arena);
    column->otherwise = unpack_text(unpack, arena);
    column->map = take_array(unpack, arena, ENTRY_MIN, sizeof(*column->map),
            &column->map_count);
    for (uint32_t i = 0; i < column->map_count; i++) {
        column->map[i].value = take_text(unpack, arena);
        column->map[i].to = take_text(unpack, arena);
    }
    if (!column->from && column->origin != ITEM_NOTHING)
        unpack->failed = true;
}

static void take_columns(struct unpack *unpack, struct arena *arena, uint32_t count,
        struct item_source *source)
{
    /* The count was read with the item's own columns: what it costs here must be there
     * too. */
    if (count > (size_t)(unpack->end - unpack->at) / COLUMN_MIN)
        unpack->failed = true;
    source->columns = allocate(unpack, arena, count, sizeof(*source->columns));
    for (uint32_t i = 0; source->columns && i < count; i++)
        take_column(unpack, arena, &source->columns[i]);
}

static void take_where(struct unpack *unpack, struct arena *arena,
        struct item_source *source)
{
    source->where = take_array(unpack, arena, WHERE_MIN, sizeof(*source->where),
            &source->where_count);
    for (uint32_t i = 0; i < source->where_count; i++) {
        source->where[i].field = take_text(unpack, arena);
        source->where[i].equals = take_text(unpack, arena);
        source->where[i].negate = take_choice(unpack, 1) == 1;
    }
}

static void take_members(struct unpack *unpack, struct arena *arena,
        struct item_source *source)
{
    source->archive = unpack_u32(unpack);
    source->members = take_array(unpack, arena, sizeof(uint32_t),
            sizeof(*source->members), &source->member_count);
    for (uint32_t i = 0; i < source->member_count; i++) {
        source->members[i] = unpack_u32(unpack);
        if (i > 0 && source->members[i] <= source->members[i - 1])
            unpack->failed = true;
    }
}

static void take_format(struct unpack *unpack, struct arena *arena,
        struct record_format *format)
{
    format->kind = (enum record_kind)take_choice(unpack, RECORD_KIND_COUNT - 1);
    format->encoding = (enum encoding)take_choice(unpack, ENCODING_LAST);
    format->delimiter = (char)take_choice(unpack, 0x7F);
    format->headerless = take_choice(unpack, 1) == 1;
    format->records = unpack_text(unpack, arena);
    format->pattern = unpack_text(unpack, arena);
    format->quote = (char)take_choice(unpack, 0x7F);
    format->header_line = unpack_u32(unpack);
}

static void take_source(struct unpack *unpack, struct arena *arena, uint32_t column_count,
        struct item_source *source)
{
    take_members(unpack, arena, source);
    take_format(unpack, arena, &source->format);
    source->zone = unpack_text(unpack, arena);
    source->year = (int32_t)unpack_u32(unpack);
    source->way = unpack_text(unpack, arena);
    take_columns(unpack, arena, column_count, source);
    take_where(unpack, arena, source);
    if (source->year < 0 || source->year > 9999)
        unpack->failed = true;
}

bool item_unpack(struct unpack *unpack, struct arena *arena, struct item *ret_item,
        struct error *err)
{
    struct item item = {0};

    if (unpack_u32(unpack) != ITEM_MARK)
        unpack->failed = true;
    item.name = take_text(unpack, arena);
    item.columns = program_unpack_columns(unpack, arena, &item.column_count);
    item.sources = take_array(unpack, arena, SOURCE_MIN, sizeof(*item.sources),
            &item.source_count);
    for (uint32_t i = 0; i < item.source_count && !unpack->failed; i++)
        take_source(unpack, arena, item.column_count, &item.sources[i]);
    item.is_part = take_choice(unpack, 1);
    item.problem = unpack_text(unpack, arena);
    item.problem_text = unpack_text(unpack, arena);
    if (!item.problem != !item.problem_text)
        unpack->failed = true;
    if (unpack->failed)
        return error_set(err, ERROR_LOST,
                TR("these bytes are no packed evidence item: they are damaged, or of another version of chosho",
                        "証拠項目として読めないデータです。壊れているか、別の版の chosho のものです"));
    *ret_item = item;
    return true;
}

static bool is_same_column(const struct item_column *a, const struct item_column *b)
{
    return a->origin == b->origin && text_is_equal(a->from, b->from);
}

static bool is_alike(const struct item *item, const struct item_source *a,
        const struct item_source *b)
{
    if (a->archive != b->archive || (a->where_count && b->where_count))
        return false;
    for (uint32_t c = 0; c < item->column_count; c++) {
        if (!is_same_column(&a->columns[c], &b->columns[c]))
            return false;
    }
    return true;
}

static bool find_shared(const struct item_source *a, const struct item_source *b,
        uint32_t *ret_member)
{
    uint32_t i = 0, k = 0;

    while (i < a->member_count && k < b->member_count) { /* both ascend */
        if (a->members[i] == b->members[k]) {
            *ret_member = a->members[i];
            return true;
        }
        if (a->members[i] < b->members[k])
            i++;
        else
            k++;
    }
    return false;
}

static int compare_indexes(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    return (a > b) - (a < b);
}

bool item_source_has(const struct item_source *source, uint32_t archive, uint32_t member)
{
    return source->archive == archive &&
            bsearch(&member, source->members, source->member_count, sizeof(member),
                    compare_indexes);
}

bool item_is_doubled(const struct item *item, uint32_t *ret_archive, uint32_t *ret_member)
{
    for (uint32_t s = 0; s < item->source_count; s++) {
        for (uint32_t t = 0; t < s; t++) {
            if (!is_alike(item, &item->sources[s], &item->sources[t]) ||
                    !find_shared(&item->sources[s], &item->sources[t], ret_member))
                continue;
            *ret_archive = item->sources[s].archive;
            return true;
        }
    }
    return false;
}

static bool is_converted_alike(const struct item_column *a, const struct item_column *b)
{
    return is_same_column(a, b) && text_is_equal(a->absent, b->absent) &&
            text_is_equal(a->normalise, b->normalise) && a->map == b->map &&
            text_is_equal(a->otherwise, b->otherwise);
}

static bool is_same_reading(const struct item *item, const struct item_source *a,
        const struct item_source *b)
{
    const struct record_format *left = &a->format, *right = &b->format;

    for (uint32_t c = 0; c < item->column_count; c++) {
        if (!is_converted_alike(&a->columns[c], &b->columns[c]))
            return false;
    }
    return a->archive == b->archive && left->kind == right->kind &&
            left->encoding == right->encoding && left->delimiter == right->delimiter &&
            left->headerless == right->headerless && left->quote == right->quote &&
            left->header_line == right->header_line &&
            text_is_equal(left->records, right->records) &&
            text_is_equal(left->pattern, right->pattern) && text_is_equal(a->way, b->way);
}

void item_merge_alike(struct item *item, uint32_t *room)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < item->source_count; i++) {
        struct item_source *last = kept ? &item->sources[kept - 1] : NULL;

        room[i] = item->sources[i].members[0];
        if (last && is_same_reading(item, last, &item->sources[i])) {
            last->member_count++;
            continue;
        }
        item->sources[kept] = item->sources[i];
        item->sources[kept++].members = &room[i];
    }
    item->source_count = kept;
}
