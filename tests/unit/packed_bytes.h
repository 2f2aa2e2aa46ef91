/* packed_bytes.h - tars and gzips made byte by byte, as honest or as hostile as a test
 * needs them */
#ifndef CHOSHO_PACKED_BYTES_H
#define CHOSHO_PACKED_BYTES_H

#include <stdio.h>

#define ZLIB_CONST
#include <zlib.h>

#include "tests/unit/zip_bytes.h"

#define TAR_POSIX "ustar\00000"
#define TAR_GNU "ustar  \0"

/* A header of a tar; what is not said is a plain file's. */
struct tar_member {
    const char *name, *prefix, *mark, *link;
    char type;
    size_t size; /* as stated */
};

static inline void packed_bytes_tar_sum(uint8_t *block)
{
    unsigned sum = 0;

    memset(block + 148, ' ', 8);
    for (size_t i = 0; i < 512; i++)
        sum += block[i];
    snprintf((char *)block + 148, 8, "%06o", sum);
}

static inline void packed_bytes_tar_header(struct buf *tar,
        const struct tar_member *member)
{
    uint8_t block[512] = {0};

    memcpy(block, member->name, strnlen(member->name, 100));
    snprintf((char *)block + 100, 8, "0000644");
    snprintf((char *)block + 124, 12, "%011zo", member->size);
    block[156] = (uint8_t)(member->type ? member->type : '0');
    memcpy(block + 257, member->mark ? member->mark : TAR_POSIX, 8);
    if (member->link)
        memcpy(block + 157, member->link, strnlen(member->link, 100));
    if (member->prefix)
        memcpy(block + 345, member->prefix, strnlen(member->prefix, 155));
    packed_bytes_tar_sum(block);
    zip_bytes_put(tar, block, sizeof(block));
}

/* Header and data. */
static inline void packed_bytes_tar_as(struct buf *tar, struct tar_member member,
        const void *bytes, size_t size)
{
    static const uint8_t zeros[512];

    member.size = size;
    packed_bytes_tar_header(tar, &member);
    zip_bytes_put(tar, bytes, size);
    if (size % 512)
        zip_bytes_put(tar, zeros, 512 - size % 512);
}

static inline void packed_bytes_tar(struct buf *tar, const char *name, const char *text)
{
    packed_bytes_tar_as(tar, (struct tar_member){.name = name}, text, strlen(text));
}

static inline void packed_bytes_tar_end(struct buf *tar)
{
    static const uint8_t zeros[1024];

    zip_bytes_put(tar, zeros, sizeof(zeros));
}

/* Appends one gzip part. flags: of its header, whose optional fields are then there; the
 * lies are added to what its end says. */
static inline void packed_bytes_gzip_as(struct buf *gzip, const void *bytes, size_t size,
        unsigned flags, uint32_t crc_lie, uint32_t size_lie)
{
    size_t start = gzip->size;
    z_stream zlib = {0};
    char *room;
    struct error err = {0};

    zip_bytes_put(gzip, "\x1F\x8B\x08", 3);
    zip_bytes_number(gzip, flags, 1);
    zip_bytes_put(gzip, "\0\0\0\0\0\x03", 6);
    if (flags & 4)
        zip_bytes_put(gzip, "\x03\0abc", 5);
    if (flags & 8)
        zip_bytes_put(gzip, "name.csv", 9);
    if (flags & 16)
        zip_bytes_put(gzip, "a comment", 10);
    if (flags & 2)
        zip_bytes_number(gzip,
                zip_bytes_crc(buf_text(gzip) + start, gzip->size - start) & 0xFFFF, 2);
    ck_assert_int_eq(deflateInit2(&zlib, 9, Z_DEFLATED, -MAX_WBITS, 9,
                             Z_DEFAULT_STRATEGY),
            Z_OK);
    ck_assert(buf_reserve(gzip, size + size / 1000 + 100, &room, &err));
    zlib.next_in = (const Bytef *)bytes;
    zlib.avail_in = (uInt)size;
    zlib.next_out = (Bytef *)room;
    zlib.avail_out = (uInt)(size + size / 1000 + 100);
    ck_assert_int_eq(deflate(&zlib, Z_FINISH), Z_STREAM_END);
    gzip->size += zlib.total_out;
    deflateEnd(&zlib);
    zip_bytes_number(gzip, zip_bytes_crc(bytes, size) + crc_lie, 4);
    zip_bytes_number(gzip, (uint32_t)size + size_lie, 4);
}

static inline void packed_bytes_gzip(struct buf *gzip, const void *bytes, size_t size)
{
    packed_bytes_gzip_as(gzip, bytes, size, 0, 0, 0);
}

#endif
