#include "evidence/archive/block_proof.h"

#include <inttypes.h>

#include "engine/base/text.h"
#include "evidence/zip/member_name.h"

bool block_proof_is_of_bytes(const struct error *failure)
{
    return failure->code == ERROR_UNREADABLE || failure->code == ERROR_LIMIT;
}

bool block_proof_refute(const struct block_proof *proof, uint32_t block,
        struct error *err)
{
    return error_set(err, ERROR_INTEGRITY,
            TR("member '%s' is not what was received: its bytes %" PRIu64 "-%" PRIu64
               " do not have the SHA-256 of the receipt; restore %s from a backup",
                    "ファイル「%s」は受領したものと一致しません（%" PRIu64 "-%" PRIu64
                    " バイトのSHA-256が受領書と異なります）。%sを控えから戻してください"),
            member_name_show(proof->member).text, block_table_begin(proof->table, block),
            block_table_end(proof->table, block),
            proof->bundle ? proof->bundle : TR("the zip", "zip"));
}

bool block_proof_judge(const struct block_proof *proof, uint32_t block,
        const struct error *failure, struct error *err)
{
    if (block_proof_is_of_bytes(failure))
        return block_proof_refute(proof, block, err);
    *err = *failure;
    return false;
}

bool block_proof_load(const struct block_proof *proof, uint32_t block,
        struct inflate *inflate, uint8_t *bytes, struct error *err)
{
    const struct block_table *table = proof->table;
    size_t size = (size_t)(block_table_end(table, block) -
            block_table_begin(table, block));
    struct error failure = {0};
    struct digest digest;
    size_t got = 0;

    if (!inflate_read(inflate, bytes, size, &got, &failure))
        return block_proof_judge(proof, block, &failure, err);
    if (got < size)
        return block_proof_refute(proof, block, err);
    if (!digest_of(bytes, size, &digest, err))
        return false;
    return digest_is_equal(&digest, &table->blocks[block].sha256) ||
            block_proof_refute(proof, block, err);
}
