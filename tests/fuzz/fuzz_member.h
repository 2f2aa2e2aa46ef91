/* fuzz_member.h - the bytes of a fuzz input as the one member of a bundle, read as
 * records
 *
 * What must hold whatever the bytes are: records come in order, lie inside the member
 * without overlapping, their text is what stands there, and their fields are not longer
 * than they are. */
#ifndef CHOSHO_FUZZ_MEMBER_H
#define CHOSHO_FUZZ_MEMBER_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/base/buf.h"
#include "engine/base/text.h"
#include "evidence/format/record.h"

#define REQUIRE(condition) \
    do {                   \
        if (!(condition))  \
            abort();       \
    } while (0)

#define FUZZ_MEMBER_OVERHEAD 98u /* of a zip with one member "m" */

struct fuzz_member {
    int fd;
    struct archive archive;
    const uint8_t *bytes;
    size_t size;
};

static inline uint32_t fuzz_member_crc(const uint8_t *bytes, size_t size)
{
    uint32_t crc = 0xFFFFFFFF;

    for (size_t i = 0; i < size; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
    }
    return ~crc;
}

static inline void fuzz_member_put(uint8_t **at, uint64_t number, size_t size)
{
    for (size_t i = 0; i < size; i++)
        *(*at)++ = (uint8_t)(number >> 8 * i);
}

/* What local header and directory entry have in common. */
static inline void fuzz_member_common(uint8_t **at, uint32_t crc, size_t size)
{
    fuzz_member_put(at, 20, 2);
    fuzz_member_put(at, 0, 6);
    fuzz_member_put(at, 0x21, 2);
    fuzz_member_put(at, crc, 4);
    fuzz_member_put(at, size, 4);
    fuzz_member_put(at, size, 4);
    fuzz_member_put(at, 1, 4); /* name, extra */
}

static inline size_t fuzz_member_zip(uint8_t *zip, const uint8_t *bytes, size_t size)
{
    uint32_t crc = fuzz_member_crc(bytes, size);
    uint8_t *at = zip;
    size_t directory;

    fuzz_member_put(&at, 0x04034B50, 4);
    fuzz_member_common(&at, crc, size);
    *at++ = 'm';
    memcpy(at, bytes, size);
    at += size;
    directory = (size_t)(at - zip);
    fuzz_member_put(&at, 0x02014B50, 4);
    fuzz_member_put(&at, 20, 2);
    fuzz_member_common(&at, crc, size);
    fuzz_member_put(&at, 0, 6); /* comment, disk, attributes inside */
    fuzz_member_put(&at, 0, 8); /* attributes outside, offset */
    *at++ = 'm';
    fuzz_member_put(&at, 0x06054B50, 4);
    fuzz_member_put(&at, 0, 4);
    fuzz_member_put(&at, 1, 2);
    fuzz_member_put(&at, 1, 2);
    fuzz_member_put(&at, 47, 4);
    fuzz_member_put(&at, directory, 4);
    fuzz_member_put(&at, 0, 2);
    return (size_t)(at - zip);
}

/* false: the bytes hold what may be another end of the zip they are put into, which is
 * refused. */
WARN_UNUSED static inline bool fuzz_member_open(struct fuzz_member *member,
        const uint8_t *bytes, size_t size)
{
    uint8_t *zip = malloc(size + 2 * FUZZ_MEMBER_OVERHEAD);
    struct error err = {0};
    size_t zip_size;

    REQUIRE(zip);
    zip_size = fuzz_member_zip(zip, bytes, size);
    member->bytes = bytes;
    member->size = size;
    member->fd = memfd_create("fuzz", MFD_CLOEXEC);
    REQUIRE(member->fd >= 0);
    REQUIRE(pwrite(member->fd, zip, zip_size, 0) == (ssize_t)zip_size);
    free(zip);
    if (archive_open(member->fd, "fuzz", 0, &member->archive, &err))
        return true;
    REQUIRE(err.code == ERROR_REFUSED && strstr(err.message, "[two-end-records]"));
    close(member->fd);
    return false;
}

static inline void fuzz_member_close(struct fuzz_member *member)
{
    archive_close(&member->archive);
    close(member->fd);
}

static inline void fuzz_member_check_fields(const struct record *record,
        const char *const *wanted, size_t wanted_count)
{
    for (size_t i = 0; i < wanted_count; i++) {
        const struct slice *field = &record->fields[i];

        REQUIRE(!record->problem || !field->text);
        if (!field->text)
            continue;
        /* but for a field of the record round it */
        REQUIRE(field->size <= record->text.size || *wanted[i] == '^');
        REQUIRE(text_find_invalid(field->text, field->size) == field->size);
    }
}

/* The text is these bytes, those that are no UTF-8 carried. */
static inline bool fuzz_member_is_text(const struct slice *text, const uint8_t *bytes)
{
    uint8_t byte;

    for (size_t at = 0; at < text->size; bytes++) {
        if (text_is_undecodable(text->text + at, text->size - at, &byte)) {
            at += TEXT_UNDECODABLE_SIZE;
        } else {
            byte = (uint8_t)text->text[at++];
            if (byte == TEXT_UNDECODABLE)
                return false;
        }
        if (*bytes != byte)
            return false;
    }
    return true;
}

/* utf8: the text is the member's own bytes. */
static inline void fuzz_member_read(const struct fuzz_member *member,
        const struct record_format *format, const char *const *wanted,
        size_t wanted_count)
{
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    bool is_utf8 = format->encoding == ENCODING_UTF8;
    const struct record *records;
    uint64_t number = 0, line = 0, offset = 0;
    struct error err = {0};
    size_t count;

    if (!record_open(&member->archive, 0, format, wanted, wanted_count, &reader, &err)) {
        REQUIRE(err.code != ERROR_NONE && err.message[0]);
        return;
    }
    while (record_read(reader, &records, &count, &err) && count) {
        for (size_t i = 0; i < count; i++) {
            const struct record *record = &records[i];

            REQUIRE(record->number == ++number);
            REQUIRE(record->line >= line && record->offset >= offset);
            REQUIRE(record->length <= member->size - record->offset);
            line = record->line;
            offset = record->offset + record->length;
            if (is_utf8)
                REQUIRE(fuzz_member_is_text(&record->text,
                        member->bytes + record->offset));
            fuzz_member_check_fields(record, wanted, wanted_count);
        }
    }
    REQUIRE(err.code == ERROR_NONE || err.code == ERROR_UNREADABLE);
}

/* Whatever detection says, reading by it ends, too. */
static inline void fuzz_member_detect(const struct fuzz_member *member)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(1 << 20);
    struct record_format format;
    const char *kind_text;
    struct error err = {0};

    if (record_detect(&member->archive, 0, &arena, &format, &kind_text, &err))
        fuzz_member_read(member, &format, NULL, 0);
    else
        REQUIRE(err.code != ERROR_NONE);
}

static inline void fuzz_member_columns(const struct fuzz_member *member,
        const struct record_format *format)
{
    CLEANUP(record_closep) struct record_reader *reader = NULL, *again = NULL;
    const char *const *names;
    struct error err = {0};
    size_t count;

    if (!record_open(&member->archive, 0, format, NULL, 0, &reader, &err))
        return;
    /* every column that is offered can be wanted */
    if (record_columns(reader, &names, &count, &err))
        REQUIRE(record_open(&member->archive, 0, format, names, count, &again, &err) ||
                err.code == ERROR_UNREADABLE);
}

#endif
