#include "engine/workpaper/bundle_block.h"

#include <inttypes.h>

#include "engine/base/text.h"

bool bundle_block_add(struct db *db, int64_t member_id, struct slice packed,
        const struct block_checkpoint *checkpoints, size_t count, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *insert = NULL;
    CLEANUP(db_finalizep) struct db_statement *insert_checkpoint = NULL;

    if (!db_prepare(db, "INSERT INTO member_block (member_id, packed) VALUES (?1, ?2)",
                &insert, err) ||
            !db_prepare(db,
                    "INSERT INTO member_checkpoint (member_id, block, packed)"
                    " VALUES (?1, ?2, ?3)",
                    &insert_checkpoint, err))
        return false;
    db_bind_int(insert, 1, member_id);
    db_bind_blob(insert, 2, packed.text, packed.size);
    if (!db_run(insert, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        db_bind_int(insert_checkpoint, 1, member_id);
        db_bind_int(insert_checkpoint, 2, checkpoints[i].block);
        db_bind_blob(insert_checkpoint, 3, checkpoints[i].packed.text,
                checkpoints[i].packed.size);
        if (!db_run(insert_checkpoint, err))
            return false;
    }
    return true;
}

static bool copy_bytes(struct db_statement *row, int column, struct arena *arena,
        struct slice *ret_bytes, struct error *err)
{
    struct slice bytes = db_column_bytes(row, column);

    if (!arena_copy(arena, bytes.text, bytes.size, &bytes.text, err))
        return false;
    *ret_bytes = bytes;
    return true;
}

bool bundle_block_find(struct store *store, int64_t member_id, struct arena *arena,
        struct slice *ret_packed, struct block_table *ret_table, bool *ret_found,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    bool row;

    if (!db_prepare(store_db(store),
                "SELECT packed FROM member_block WHERE member_id = ?1", &query, err))
        return false;
    db_bind_int(query, 1, member_id);
    if (!db_step(query, &row, err) ||
            (row &&
                    (!copy_bytes(query, 0, arena, ret_packed, err) ||
                            !block_table_unpack(ret_packed->text, ret_packed->size, arena,
                                    ret_table, err))))
        return false;
    *ret_found = row;
    return true;
}

static bool fail(int64_t member_id, uint32_t block, struct error *err)
{
    return error_set(err, ERROR_INTEGRITY,
            TR("checkpoint %" PRIu32 " of member number %" PRId64
               " is not what the journal recorded; a backup of the workpaper mends it",
                    "ファイル番号%2$" PRId64 "のチェックポイント%1$" PRIu32
                    "はジャーナルに記録された内容と異なります。調書を控えから戻してください"),
            block, member_id);
}

/* The row, if any, has to be what the table says of that block. */
static bool check_checkpoint(const struct block_table *table, int64_t member_id,
        uint32_t block, struct slice packed, struct error *err)
{
    struct digest digest;

    if (block >= table->count || !table->blocks[block].has_checkpoint)
        return fail(member_id, block, err);
    if (!digest_of(packed.text, packed.size, &digest, err))
        return false;
    return digest_is_equal(&digest, &table->blocks[block].checkpoint) ||
            fail(member_id, block, err);
}

bool bundle_block_checkpoint(struct store *store, int64_t member_id,
        const struct block_table *table, uint32_t block, struct arena *arena,
        struct slice *ret_packed, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    struct slice packed = {0};
    bool row;

    while (block > 0 && !table->blocks[block].has_checkpoint)
        block--;
    *ret_packed = packed;
    if (block == 0)
        return true;
    if (!db_prepare(store_db(store),
                "SELECT packed FROM member_checkpoint WHERE member_id = ?1 AND block = ?2",
                &query, err))
        return false;
    db_bind_int(query, 1, member_id);
    db_bind_int(query, 2, block);
    if (!db_step(query, &row, err) || (row && !copy_bytes(query, 0, arena, &packed, err)))
        return false;
    if (!check_checkpoint(table, member_id, block, packed, err))
        return false;
    *ret_packed = packed;
    return true;
}

static bool check_member(struct store *store, int64_t member_id, struct error *err)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(ARENA_MODEL_LIMIT);
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    struct block_table table;
    struct slice packed;
    uint32_t next = 0;
    bool row = true, is_found;

    if (!bundle_block_find(store, member_id, &arena, &packed, &table, &is_found, err) ||
            !db_prepare(store_db(store),
                    "SELECT block, packed FROM member_checkpoint WHERE member_id = ?1"
                    " ORDER BY block",
                    &query, err))
        return false;
    db_bind_int(query, 1, member_id);
    while (row) {
        uint32_t block = table.count;

        if (!db_step(query, &row, err))
            return false;
        if (row && db_column_int(query, 0) >= 0 && db_column_int(query, 0) < block)
            block = (uint32_t)db_column_int(query, 0);
        for (; next < block; next++) {
            if (table.blocks[next].has_checkpoint)
                return fail(member_id, next, err);
        }
        next = block + 1;
        if (row &&
                !check_checkpoint(&table, member_id, block, db_column_bytes(query, 1),
                        err))
            return false;
    }
    return true;
}

bool bundle_block_check(struct store *store, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *members = NULL;
    bool row;

    if (!db_prepare(store_db(store), "SELECT member_id FROM member_block", &members, err))
        return false;
    for (;;) {
        if (!db_step(members, &row, err))
            return false;
        if (!row)
            return true;
        if (!check_member(store, db_column_int(members, 0), err))
            return false;
    }
}
