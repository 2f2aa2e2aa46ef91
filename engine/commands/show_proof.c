#include "engine/commands/show_proof.h"

#include <inttypes.h>

#include "engine/base/text.h"
#include "evidence/archive/container.h"

/* Behind the start of a block the parser knows what it needs; a reading other than the
 * receipt's counts other records. */
static bool choose_block(struct show_proof *proof, struct store *store,
        bool is_other_reading, struct arena *arena, struct job *job, struct error *err)
{
    uint64_t record = job->record, from;
    uint32_t block;

    if (job->line) { /* the record's number is not known: that of its block is no greater
                      */
        if (!block_table_find_line(&proof->table, job->line, &block))
            return true;
        record = proof->table.blocks[block].record;
    }
    from = record > job->context ? record - job->context : 1;
    if (is_other_reading || !record_can_resume(&job->format) ||
            !block_table_find(&proof->table, from, &block) || block == 0)
        return true;
    job->block = block;
    return bundle_block_checkpoint(store, proof->member->member_id, &proof->table, block,
            arena, &job->checkpoint, err);
}

/* NULL: what the member says is in its own bytes. */
static const struct bundle_member *find_workbook(const struct place *place)
{
    const struct bundle_member *holder = place->member.holder
            ? &place->members[place->member.holder - 1]
            : NULL;

    return holder &&
                    text_is_equal(holder->container, container_type(CONTAINER_XLSX)->name)
            ? holder
            : NULL;
}

bool show_proof_begin(struct show_proof *proof, struct store *store,
        const struct place *place, bool is_full, bool is_other_reading,
        struct arena *arena, struct job *job, struct error *err)
{
    const struct bundle_member *member = &place->member;
    bool is_found = false;

    *proof = (struct show_proof){.member = member,
            .workbook = find_workbook(place),
            .is_full = is_full};
    if (is_full && member->sha256)
        return true;
    if (!bundle_block_find(store, member->member_id, arena, &job->blocks, &proof->table,
                &is_found, err))
        return false;
    proof->is_by_block = is_found;
    job->is_as_received = !is_other_reading;
    return !is_found || choose_block(proof, store, is_other_reading, arena, job, err);
}

/* A SHA-256 that the worker sent is the receipt's. */
static bool compare(const struct bundle_member *member, const char *bundle,
        struct unpack *content, struct error *err)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(1 << 12);
    const char *hex = unpack_text(content, &arena);

    if (!unpack_is_complete(content) || !hex)
        return error_set(err, ERROR_LOST, "the worker sent a damaged message (digest)");
    return text_is_equal(hex, member->sha256) ||
            error_set(err, ERROR_INTEGRITY,
                    TR("member '%s' is not what was received: its SHA-256 differs from the receipt; restore %s from a backup",
                            "ファイル「%s」は受領したものと一致しません（SHA-256が受領書と異なります）。%s を控えから戻してください"),
                    member->name, bundle);
}

bool show_proof_take_workbook(struct show_proof *proof, const char *bundle,
        struct unpack *content, struct error *err)
{
    proof->is_workbook_told = compare(proof->workbook, bundle, content, err);
    return proof->is_workbook_told;
}

bool show_proof_take_digest(struct show_proof *proof, const char *bundle,
        struct unpack *content, struct error *err)
{
    (void)unpack_u32(content);
    proof->is_told = compare(proof->member, bundle, content, err);
    return proof->is_told;
}

bool show_proof_take_blocks(struct show_proof *proof, struct unpack *content,
        struct error *err)
{
    proof->head_from = unpack_u64(content);
    proof->head_to = unpack_u64(content);
    proof->from = unpack_u64(content);
    proof->to = unpack_u64(content);
    if (!unpack_is_complete(content) || proof->head_from > proof->head_to ||
            proof->from > proof->to || proof->head_to > proof->table.bytes ||
            proof->to > proof->table.bytes)
        return error_set(err, ERROR_LOST, "the worker sent a damaged message (proof)");
    proof->is_told = true;
    return true;
}

/* What cannot be proved, or is not asked for. */
static void print_rest(const struct bundle_member *member, FILE *out)
{
    if (member->sha256) {
        fputs(TR("; --full proves the whole member\n",
                      "。ファイル全体は --full で照合できます\n"),
                out);
        return;
    }
    fputs(TR("; the receipt has no SHA-256 of the whole\n",
                  "。ファイル全体のSHA-256は受領書にありません\n"),
            out);
    if (text_said(&member->damage))
        fprintf(out, TR("damage   %s\n", "損傷     %s\n"), text_said(&member->damage));
}

void show_proof_print(const struct show_proof *proof, FILE *out)
{
    if (proof->workbook)
        fprintf(out,
                TR("SHA-256  %s: the workbook's bytes are those of the receipt\n",
                        "SHA-256  %s: ワークブックの内容は受領書と一致します\n"),
                proof->workbook->sha256);
    if (!proof->is_by_block) {
        fprintf(out,
                TR("SHA-256  %s: the member's bytes are those of the receipt\n",
                        "SHA-256  %s: ファイルの内容は受領書と一致します\n"),
                proof->member->sha256);
        return;
    }
    fprintf(out,
            TR("proved   bytes %" PRIu64 "-%" PRIu64,
                    "照合     %" PRIu64 "-%" PRIu64 " バイト"),
            proof->from, proof->to);
    if (proof->head_to > proof->head_from)
        fprintf(out,
                TR(" (and the beginning, %" PRIu64 "-%" PRIu64 ")",
                        "（及び先頭の %" PRIu64 "-%" PRIu64 " バイト）"),
                proof->head_from, proof->head_to);
    fprintf(out,
            TR(" of %" PRIu64 " against the receipt's block digests",
                    "（全 %" PRIu64
                    " バイトのうち）が受領書のブロックごとのハッシュと一致します"),
            proof->member->size);
    print_rest(proof->member, out);
}

void show_proof_range(const struct show_proof *proof, uint64_t offset, uint64_t length,
        char text[48])
{
    const struct block_table *table = &proof->table;
    uint64_t from = 0, to = proof->member->size, size = table->block_bytes;

    if (proof->is_by_block) {
        from = offset / size * size;
        to = (offset + (length ? length : 1) + size - 1) / size * size;
        to = to < table->bytes ? to : table->bytes;
    }
    snprintf(text, 48, "%" PRIu64 "-%" PRIu64, from, to);
}
