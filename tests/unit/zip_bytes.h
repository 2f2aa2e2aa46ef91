/* zip_bytes.h - zips made byte by byte, as honest or as hostile as a test needs them
 *
 * zip_bytes_add() and zip_bytes_finish() make a sound zip; the pieces under them (local
 * header, data, directory entry, end record) can be put together wrongly. Numbers that
 * are not said are what a sound zip would have. */
#ifndef CHOSHO_ZIP_BYTES_H
#define CHOSHO_ZIP_BYTES_H

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/base/buf.h"

struct zip_header { /* of one member, local or in the directory */
    const char *name;
    size_t name_size;
    uint16_t flags, method;
    uint32_t crc, packed, size;
    const char *extra;
    size_t extra_size;
    uint32_t offset; /* directory only, as the next three */
    uint32_t attributes;
    uint8_t host;
    const char *comment;
};

struct zip_bytes {
    struct buf file, directory;
    unsigned count;
};

#define ZIP_BYTES_INIT                                            \
    {                                                             \
        BUF_INIT((size_t)64 << 20), BUF_INIT((size_t)64 << 20), 0 \
    }

static inline void zip_bytes_clear(struct zip_bytes *zip)
{
    buf_clear(&zip->file);
    buf_clear(&zip->directory);
}

static inline void zip_bytes_put(struct buf *buf, const void *bytes, size_t size)
{
    struct error err = {0};

    if (!buf_append(buf, bytes, size, &err)) /* an assertion that holds costs a write */
        ck_abort_msg("%s", err.message);
}

/* A number of `size` bytes, little-endian. */
static inline void zip_bytes_number(struct buf *buf, uint64_t number, size_t size)
{
    uint8_t bytes[8];

    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(number >> 8 * i);
    zip_bytes_put(buf, bytes, size);
}

static inline uint32_t zip_bytes_crc(const void *bytes, size_t size)
{
    uint32_t crc = 0xFFFFFFFF;

    for (size_t i = 0; i < size; i++) {
        crc ^= ((const uint8_t *)bytes)[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
    }
    return ~crc;
}

/* The header of a stored member that will begin where the file ends now. */
static inline struct zip_header zip_bytes_header(const struct zip_bytes *zip,
        const char *name, const void *bytes, size_t size)
{
    return (struct zip_header){.name = name,
            .name_size = strlen(name),
            .crc = zip_bytes_crc(bytes, size),
            .packed = (uint32_t)size,
            .size = (uint32_t)size,
            .offset = (uint32_t)zip->file.size};
}

/* What both headers have in common. */
static inline void zip_bytes_common(struct buf *buf, const struct zip_header *header)
{
    zip_bytes_number(buf, 20, 2);
    zip_bytes_number(buf, header->flags, 2);
    zip_bytes_number(buf, header->method, 2);
    zip_bytes_number(buf, 0, 2);
    zip_bytes_number(buf, 0x21, 2);
    zip_bytes_number(buf, header->crc, 4);
    zip_bytes_number(buf, header->packed, 4);
    zip_bytes_number(buf, header->size, 4);
    zip_bytes_number(buf, header->name_size, 2);
    zip_bytes_number(buf, header->extra_size, 2);
}

static inline void zip_bytes_local(struct zip_bytes *zip, const struct zip_header *header)
{
    zip_bytes_put(&zip->file, "PK\3\4", 4);
    zip_bytes_common(&zip->file, header);
    zip_bytes_put(&zip->file, header->name, header->name_size);
    zip_bytes_put(&zip->file, header->extra, header->extra_size);
}

static inline void zip_bytes_entry(struct zip_bytes *zip, const struct zip_header *header)
{
    struct buf *buf = &zip->directory;
    size_t comment_size = header->comment ? strlen(header->comment) : 0;

    zip_bytes_put(buf, "PK\1\2\x14", 5);
    zip_bytes_number(buf, header->host, 1);
    zip_bytes_common(buf, header);
    zip_bytes_number(buf, comment_size, 2);
    zip_bytes_number(buf, 0, 4);
    zip_bytes_number(buf, header->attributes, 4);
    zip_bytes_number(buf, header->offset, 4);
    zip_bytes_put(buf, header->name, header->name_size);
    zip_bytes_put(buf, header->extra, header->extra_size);
    zip_bytes_put(buf, header->comment, comment_size);
    zip->count++;
}

/* Local header, data and directory entry as the header says. */
static inline void zip_bytes_add_as(struct zip_bytes *zip,
        const struct zip_header *header, const void *bytes, size_t size)
{
    zip_bytes_local(zip, header);
    zip_bytes_put(&zip->file, bytes, size);
    zip_bytes_entry(zip, header);
}

/* A sound stored member. */
static inline void zip_bytes_add(struct zip_bytes *zip, const char *name,
        const char *text)
{
    struct zip_header header = zip_bytes_header(zip, name, text, strlen(text));

    zip_bytes_add_as(zip, &header, text, strlen(text));
}

/* A plain end record. */
static inline void zip_bytes_end(struct buf *buf, unsigned count, uint32_t size,
        uint32_t offset, const char *comment, size_t comment_size)
{
    zip_bytes_put(buf, "PK\5\6\0\0\0\0", 8);
    zip_bytes_number(buf, count, 2);
    zip_bytes_number(buf, count, 2);
    zip_bytes_number(buf, size, 4);
    zip_bytes_number(buf, offset, 4);
    zip_bytes_number(buf, comment_size, 2);
    zip_bytes_put(buf, comment, comment_size);
}

/* A zip64 end record and its locator, for a directory of these numbers that ends here. */
static inline void zip_bytes_end64(struct buf *buf, uint64_t count, uint64_t size,
        uint64_t offset)
{
    uint64_t at = buf->size;

    zip_bytes_put(buf, "PK\6\6", 4);
    zip_bytes_number(buf, 44, 8);
    zip_bytes_number(buf, 45 | 45 << 16, 4);
    zip_bytes_number(buf, 0, 8);
    zip_bytes_number(buf, count, 8);
    zip_bytes_number(buf, count, 8);
    zip_bytes_number(buf, size, 8);
    zip_bytes_number(buf, offset, 8);
    zip_bytes_put(buf, "PK\6\7\0\0\0\0", 8);
    zip_bytes_number(buf, at, 8);
    zip_bytes_number(buf, 1, 4);
}

/* Appends the directory, and returns where it begins. */
static inline uint32_t zip_bytes_directory(struct zip_bytes *zip)
{
    uint32_t offset = (uint32_t)zip->file.size;

    zip_bytes_put(&zip->file, buf_text(&zip->directory), zip->directory.size);
    return offset;
}

/* Directory and end record. */
static inline void zip_bytes_finish(struct zip_bytes *zip)
{
    uint32_t offset = zip_bytes_directory(zip);

    zip_bytes_end(&zip->file, zip->count, (uint32_t)zip->directory.size, offset, NULL, 0);
}

/* An open file of these bytes that has no name; the caller closes it. */
static inline int zip_bytes_open(const void *bytes, size_t size)
{
    int fd = memfd_create("zip", MFD_CLOEXEC);
    size_t written = 0;
    ssize_t got;

    ck_assert_int_ge(fd, 0);
    while (written < size) {
        got = write(fd, (const char *)bytes + written, size - written);
        ck_assert_int_gt(got, 0);
        written += (size_t)got;
    }
    return fd;
}

#endif
