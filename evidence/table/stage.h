/* stage.h - rows a query must read more than once, kept on a spill descriptor with the
 * index a join wants
 *
 * Filled in one pass over the evidence, only with the columns the query uses; then read
 * in order, or by the value of key columns. Private memory stays small: rows and index
 * live in mapped spill files. */
#ifndef CHOSHO_STAGE_H
#define CHOSHO_STAGE_H

#include "engine/base/spill.h"

struct stage;

enum stage_type { STAGE_NULL, STAGE_INTEGER, STAGE_REAL, STAGE_TEXT, STAGE_BLOB };

struct stage_value {
    enum stage_type type;
    int64_t integer;
    double real;
    struct slice bytes; /* text or blob; in the stage until it is freed */
};

/* Rows will have column_count values. The caller ends it with stage_free(). */
WARN_UNUSED bool stage_new(uint32_t column_count, struct stage **ret_stage,
        struct error *err);
void stage_free(struct stage *stage);
CLEANUP_POINTER(struct stage, stage_free)

/* A row is begun, gets its values in column order, and counts once the last one is there.
 * ERROR_LIMIT: more than 2^32 - 2 rows, or no room. */
WARN_UNUSED bool stage_add(struct stage *stage, const struct stage_value *value,
        struct error *err);

/* Rows that are complete. */
uint32_t stage_row_count(const struct stage *stage);
uint32_t stage_column_count(const struct stage *stage);

/* Reads a row's values; values has column_count places. */
void stage_read(const struct stage *stage, uint32_t row, struct stage_value *values);

/* The first row from `from` on whose key columns hash like keys[] do (an equal key always
 * does; the caller compares), or STAGE_END. The index over those columns is made at the
 * first call. Rows come in ascending order. A REAL and an INTEGER of the same number hash
 * alike. */
#define STAGE_END UINT32_MAX
#define STAGE_KEY_MAX 8
/* True where stage_find() can look up by these columns: a stage keeps eight indexes. */
bool stage_is_findable(const struct stage *stage, const uint32_t *columns,
        uint32_t key_count);
WARN_UNUSED bool stage_find(struct stage *stage, const uint32_t *columns,
        uint32_t key_count, const struct stage_value *keys, uint32_t *ret_row,
        struct error *err);
/* The next row after `row` in the same chain. columns as in stage_find(). */
uint32_t stage_find_next(const struct stage *stage, const uint32_t *columns,
        uint32_t key_count, uint32_t row);

#endif
