/* tar_header.h - one block of 512 bytes of a tar that describes a member
 *
 * POSIX (ustar, with its prefix) and GNU headers; older ones, which have no mark, are
 * none. A number is octal digits between blanks or zeros, or GNU's base 256. */
#ifndef CHOSHO_TAR_HEADER_H
#define CHOSHO_TAR_HEADER_H

#include "engine/base/base.h"

#define TAR_HEADER_SIZE 512u
#define TAR_HEADER_NAME_MAX 257u /* prefix, slash, name, NUL */

struct tar_header {
    char type; /* '0' a file, also for NUL and '7'; otherwise as it stands */
    uint64_t size;
    char name[TAR_HEADER_NAME_MAX]; /* raw bytes */
    size_t name_size;
    bool links_to_itself; /* GNU's, of a file that is named twice to be packed */
};

/* What a block is. */
enum tar_header_result {
    TAR_HEADER_MEMBER,
    TAR_HEADER_ZEROS, /* the end mark is made of two of these */
    TAR_HEADER_CHECKSUM,
    TAR_HEADER_BROKEN,
};

/* Whether a file that begins with these bytes says that it is a tar. */
bool tar_header_is_tar(const uint8_t *bytes, size_t size);

/* Reads a block of TAR_HEADER_SIZE bytes; *ret_header only where it is a member's. */
enum tar_header_result tar_header_read(const uint8_t *block,
        struct tar_header *ret_header);

#endif
