#include "evidence/table/stage.h"

#include <stdlib.h>
#include <string.h>

#define INDEX_MAX 8

/* A hash index: buckets hold the first row of a chain, next[] the following ones. Rows
 * are entered last to first, so that chains ascend. */
struct stage_index {
    uint32_t columns[STAGE_KEY_MAX];
    uint32_t key_count;
    uint32_t bucket_count;  /* a power of two */
    struct spill_area area; /* bucket_count heads, then one `next` per row */
};

struct stage {
    uint32_t column_count;
    uint32_t rows;
    uint32_t filled; /* columns of the row being added */
    struct spill_area data;
    struct spill_area offsets; /* uint64_t per row: where it begins in data */
    struct stage_index indexes[INDEX_MAX];
    uint32_t index_count;
};

bool stage_new(uint32_t column_count, struct stage **ret_stage, struct error *err)
{
    struct stage *stage = calloc(1, sizeof(*stage));

    if (!stage)
        return error_memory(err);
    stage->column_count = column_count;
    stage->data.fd = stage->offsets.fd = -1;
    *ret_stage = stage;
    return true;
}

void stage_free(struct stage *stage)
{
    spill_area_clear(&stage->data);
    spill_area_clear(&stage->offsets);
    for (uint32_t i = 0; i < stage->index_count; i++)
        spill_area_clear(&stage->indexes[i].area);
    free(stage);
}

static void put(struct spill_area *area, const void *bytes, size_t size)
{
    if (size)
        memcpy(area->bytes + area->size, bytes, size);
    area->size += size;
}

static bool begin_row(struct stage *stage, struct error *err)
{
    uint64_t offset = stage->data.size;

    if (stage->rows >= STAGE_END - 1)
        return error_set(err, ERROR_LIMIT, "more than %u rows to keep", STAGE_END - 1);
    if (!spill_area_reserve(&stage->offsets, sizeof(offset), err))
        return false;
    put(&stage->offsets, &offset, sizeof(offset));
    return true;
}

bool stage_add(struct stage *stage, const struct stage_value *value, struct error *err)
{
    uint8_t type = (uint8_t)value->type;
    uint32_t size = (uint32_t)value->bytes.size;

    if (stage->filled == 0 && !begin_row(stage, err))
        return false;
    if (value->bytes.size > UINT32_MAX ||
            !spill_area_reserve(&stage->data, 16 + value->bytes.size, err))
        return false;
    put(&stage->data, &type, 1);
    if (value->type == STAGE_INTEGER)
        put(&stage->data, &value->integer, sizeof(value->integer));
    else if (value->type == STAGE_REAL)
        put(&stage->data, &value->real, sizeof(value->real));
    else if (value->type != STAGE_NULL) {
        put(&stage->data, &size, sizeof(size));
        put(&stage->data, value->bytes.text, size);
    }
    stage->filled = (stage->filled + 1) % stage->column_count;
    stage->rows += stage->filled == 0;
    return true;
}

uint32_t stage_row_count(const struct stage *stage)
{
    return stage->rows;
}

uint32_t stage_column_count(const struct stage *stage)
{
    return stage->column_count;
}

static const uint8_t *read_value(const uint8_t *at, struct stage_value *value)
{
    uint32_t size = 0;

    memset(value, 0, sizeof(*value));
    value->type = (enum stage_type) * at++;
    if (value->type == STAGE_INTEGER) {
        memcpy(&value->integer, at, sizeof(value->integer));
        return at + sizeof(value->integer);
    }
    if (value->type == STAGE_REAL) {
        memcpy(&value->real, at, sizeof(value->real));
        return at + sizeof(value->real);
    }
    if (value->type == STAGE_NULL)
        return at;
    memcpy(&size, at, sizeof(size));
    value->bytes.text = (const char *)at + sizeof(size);
    value->bytes.size = size;
    return at + sizeof(size) + size;
}

void stage_read(const struct stage *stage, uint32_t row, struct stage_value *values)
{
    uint64_t offset;
    const uint8_t *at;

    memcpy(&offset, stage->offsets.bytes + (size_t)row * sizeof(offset), sizeof(offset));
    at = stage->data.bytes + offset;
    for (uint32_t i = 0; i < stage->column_count; i++)
        at = read_value(at, &values[i]);
}

static uint64_t mix(uint64_t hash, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;

    for (size_t i = 0; i < size; i++)
        hash = (hash ^ at[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static uint64_t hash_value(uint64_t hash, const struct stage_value *value)
{
    double number;

    switch (value->type) {
    case STAGE_NULL:
        return mix(hash, "n", 1);
    case STAGE_INTEGER:
    case STAGE_REAL:
        number = value->type == STAGE_REAL ? value->real : (double)value->integer;
        number = number == 0 ? 0 : number; /* -0.0 equals 0.0 */
        return mix(mix(hash, "d", 1), &number, sizeof(number));
    case STAGE_TEXT:
        return mix(mix(hash, "t", 1), value->bytes.text, value->bytes.size);
    case STAGE_BLOB:
        return mix(mix(hash, "b", 1), value->bytes.text, value->bytes.size);
    }
    return hash;
}

static uint32_t bucket_of(const struct stage_index *index, uint64_t hash)
{
    return (uint32_t)((hash ^ (hash >> 32)) & (index->bucket_count - 1));
}

static uint32_t *heads(const struct stage_index *index)
{
    return (uint32_t *)(void *)index->area.bytes;
}

static uint32_t *links(const struct stage_index *index)
{
    return heads(index) + index->bucket_count;
}

static struct stage_index *find_index(const struct stage *stage, const uint32_t *columns,
        uint32_t key_count)
{
    for (uint32_t i = 0; i < stage->index_count; i++) {
        const struct stage_index *index = &stage->indexes[i];

        if (index->key_count == key_count &&
                memcmp(index->columns, columns, key_count * sizeof(*columns)) == 0)
            return (struct stage_index *)(uintptr_t)index;
    }
    return NULL;
}

static void fill_index(const struct stage *stage, struct stage_index *index,
        struct stage_value *values)
{
    for (uint32_t row = stage->rows; row-- > 0;) {
        uint64_t hash = UINT64_C(0xcbf29ce484222325);
        uint32_t bucket;

        stage_read(stage, row, values);
        for (uint32_t k = 0; k < index->key_count; k++)
            hash = hash_value(hash, &values[index->columns[k]]);
        bucket = bucket_of(index, hash);
        links(index)[row] = heads(index)[bucket];
        heads(index)[bucket] = row;
    }
}

static bool make_index(struct stage *stage, const uint32_t *columns, uint32_t key_count,
        struct error *err)
{
    struct stage_index *index = &stage->indexes[stage->index_count];
    struct stage_value *values = calloc(stage->column_count, sizeof(*values));
    size_t size;

    if (!values)
        return error_memory(err);
    memcpy(index->columns, columns, key_count * sizeof(*columns));
    index->key_count = key_count;
    index->area.fd = -1;
    index->bucket_count = 16;
    while (index->bucket_count < stage->rows && index->bucket_count < UINT32_C(1) << 31)
        index->bucket_count *= 2;
    size = ((size_t)index->bucket_count + stage->rows) * sizeof(uint32_t);
    if (!spill_area_reserve(&index->area, size, err)) {
        spill_area_clear(&index->area);
        free(values);
        return false;
    }
    memset(index->area.bytes, 0xFF, size); /* STAGE_END everywhere */
    fill_index(stage, index, values);
    stage->index_count++;
    free(values);
    return true;
}

bool stage_is_findable(const struct stage *stage, const uint32_t *columns,
        uint32_t key_count)
{
    return key_count > 0 && key_count <= STAGE_KEY_MAX &&
            (stage->index_count < INDEX_MAX || find_index(stage, columns, key_count));
}

bool stage_find(struct stage *stage, const uint32_t *columns, uint32_t key_count,
        const struct stage_value *keys, uint32_t *ret_row, struct error *err)
{
    struct stage_index *index = find_index(stage, columns, key_count);
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    if (!stage_is_findable(stage, columns, key_count))
        return error_set(err, ERROR_LIMIT,
                "one query wants more than %d indexes on a table", INDEX_MAX);
    if (!index && !make_index(stage, columns, key_count, err))
        return false;
    index = find_index(stage, columns, key_count);
    for (uint32_t k = 0; k < key_count; k++)
        hash = hash_value(hash, &keys[k]);
    *ret_row = heads(index)[bucket_of(index, hash)];
    return true;
}

uint32_t stage_find_next(const struct stage *stage, const uint32_t *columns,
        uint32_t key_count, uint32_t row)
{
    const struct stage_index *index = find_index(stage, columns, key_count);

    return index ? links(index)[row] : STAGE_END;
}
