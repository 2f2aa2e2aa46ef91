#include "evidence/archive/block_reader.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "evidence/archive/block_proof.h"

struct block_reader {
    const struct archive *archive;
    uint32_t member;
    const struct block_table *table; /* borrowed */
    struct inflate *inflate;         /* NULL: not open yet */
    uint32_t block;                  /* the next to be read */
    uint8_t *bytes;                  /* of the block before */
    size_t at, size;
    size_t left_out;   /* of the next block, which a seek does not begin with */
    uint64_t from, to; /* proved */
    struct error failure;
};

bool block_reader_open(const struct archive *archive, uint32_t member,
        const struct block_table *table, struct block_reader **ret_reader,
        struct error *err)
{
    CLEANUP(block_reader_closep) struct block_reader *reader = calloc(1, sizeof(*reader));
    uint64_t most = table->bytes < table->block_bytes ? table->bytes : table->block_bytes;

    if (!reader)
        return error_memory(err);
    reader->archive = archive;
    reader->member = member;
    reader->table = table;
    reader->bytes = malloc(most ? (size_t)most : 1);
    if (!reader->bytes)
        return error_memory(err);
    if (!block_reader_seek(reader, 0, (struct slice){0}, err))
        return false;
    *ret_reader = reader;
    reader = NULL;
    return true;
}

void block_reader_close(struct block_reader *reader)
{
    if (reader->inflate)
        inflate_close(reader->inflate);
    free(reader->bytes);
    free(reader);
}

static const char *name_of(const struct block_reader *reader)
{
    return archive_member(reader->archive, reader->member)->name;
}

static struct block_proof proof_of(const struct block_reader *reader)
{
    return (struct block_proof){reader->table, name_of(reader), reader->archive->label};
}

bool block_reader_seek(struct block_reader *reader, uint64_t offset,
        struct slice checkpoint, struct error *err)
{
    uint32_t block = (uint32_t)(offset / reader->table->block_bytes);
    uint64_t begin = block_table_begin(reader->table, block);
    struct block_proof proof;
    struct error failure = {0};

    if (reader->size && block + 1 == reader->block && !reader->failure.code) {
        reader->at = (size_t)(offset - begin); /* it is held */
        return true;
    }
    if (reader->inflate)
        inflate_close(reader->inflate);
    reader->inflate = NULL;
    reader->failure.code = ERROR_NONE;
    reader->block = block;
    reader->at = reader->size = 0;
    reader->from = reader->to = begin;
    if (!archive_resume_member(reader->archive, reader->member, checkpoint, begin,
                &reader->inflate, &failure)) {
        proof = proof_of(reader); /* the bytes before it may lead to it no longer */
        if (block_proof_is_of_bytes(&failure))
            block_proof_refute(&proof, block, &reader->failure);
        return block_proof_judge(&proof, block, &failure, err);
    }
    reader->left_out = (size_t)(offset - begin);
    return true;
}

static bool load(struct block_reader *reader)
{
    const struct block_proof proof = proof_of(reader);
    const struct block_table *table = reader->table;
    uint32_t block = reader->block;

    if (!block_proof_load(&proof, block, reader->inflate, reader->bytes,
                &reader->failure))
        return false;
    reader->block++;
    reader->size = (size_t)(block_table_end(table, block) -
            block_table_begin(table, block));
    reader->to = block_table_end(table, block);
    return true;
}

static bool fail_end(struct block_reader *reader)
{
    return error_set(&reader->failure, ERROR_UNREADABLE,
            TR("member '%s' was damaged when it was received; only its first %" PRIu64
               " bytes can be proved",
                    "ファイル「%s」は受領時に壊れており、確認できるのは先頭の%" PRIu64
                    "バイトまでです"),
            member_name_show(name_of(reader)).text, reader->table->bytes);
}

/* Behind the last block nothing may come, unless the receipt knows of a damage there. */
static bool check_end(struct block_reader *reader)
{
    struct error failure = {0};
    uint8_t beyond;
    size_t got;

    reader->at = reader->size = 0;
    if (inflate_read(reader->inflate, &beyond, 1, &got, &failure))
        return got == 0 || fail_end(reader);
    if (block_proof_is_of_bytes(&failure))
        return fail_end(reader);
    reader->failure = failure;
    return false;
}

static bool fill(struct block_reader *reader)
{
    if (reader->block == reader->table->count)
        return check_end(reader);
    if (!load(reader))
        return false;
    reader->at = reader->left_out;
    reader->left_out = 0;
    return true;
}

static bool read_source(void *owner, void *bytes, size_t capacity, size_t *ret_size,
        struct error *err)
{
    struct block_reader *reader = owner;
    size_t size;

    if (reader->failure.code != ERROR_NONE ||
            (reader->at == reader->size && !fill(reader))) {
        *err = reader->failure;
        return false;
    }
    size = reader->size - reader->at;
    size = size < capacity ? size : capacity;
    memcpy(bytes, reader->bytes + reader->at, size);
    reader->at += size;
    *ret_size = size;
    return true;
}

struct byte_source block_reader_source(struct block_reader *reader)
{
    return (struct byte_source){read_source, reader};
}

void block_reader_proved(const struct block_reader *reader, uint64_t *ret_from,
        uint64_t *ret_to)
{
    *ret_from = reader->from;
    *ret_to = reader->to;
}
