#include "evidence/archive/tar_header.h"

#include <string.h>

/* Where the fields stand; their sizes. */
#define NAME 0u
#define NAME_SIZE 100u
#define SIZE 124u
#define SIZE_SIZE 12u
#define CHECKSUM 148u
#define CHECKSUM_SIZE 8u
#define TYPE 156u
#define LINK 157u
#define MARK 257u
#define PREFIX 345u
#define PREFIX_SIZE 155u

static bool is_posix(const uint8_t *block)
{
    return memcmp(block + MARK, "ustar", 6) == 0;
}

static bool is_gnu(const uint8_t *block)
{
    return memcmp(block + MARK, "ustar  \0", 8) == 0;
}

bool tar_header_is_tar(const uint8_t *bytes, size_t size)
{
    return size >= MARK + 8 && (is_posix(bytes) || is_gnu(bytes));
}

static bool read_octal(const uint8_t *field, size_t size, uint64_t *ret_number)
{
    uint64_t number = 0;
    size_t at = 0;

    while (at < size && field[at] == ' ')
        at++;
    for (; at < size && field[at] >= '0' && field[at] <= '7'; at++) {
        if (number > UINT64_MAX >> 3)
            return false;
        number = number << 3 | (uint64_t)(field[at] - '0');
    }
    for (; at < size; at++) {
        if (field[at] != ' ' && field[at] != '\0')
            return false;
    }
    *ret_number = number;
    return true;
}

/* GNU's: the top bit set, the rest a big-endian number; one below zero is none. */
static bool read_binary(const uint8_t *field, size_t size, uint64_t *ret_number)
{
    uint64_t number = field[0] & 0x7F;

    for (size_t i = 1; i < size; i++) {
        if (number > UINT64_MAX >> 8)
            return false;
        number = number << 8 | field[i];
    }
    *ret_number = number;
    return true;
}

static bool read_number(const uint8_t *field, size_t size, uint64_t *ret_number)
{
    return field[0] & 0x80 ? read_binary(field, size, ret_number)
                           : read_octal(field, size, ret_number);
}

static uint64_t add_up(const uint8_t *block)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < TAR_HEADER_SIZE; i++)
        sum += i >= CHECKSUM && i < CHECKSUM + CHECKSUM_SIZE ? ' ' : block[i];
    return sum;
}

static bool is_zeros(const uint8_t *block)
{
    return block[0] == 0 && memcmp(block, block + 1, TAR_HEADER_SIZE - 1) == 0;
}

static size_t append_field(char *name, size_t size, const uint8_t *field, size_t most)
{
    size_t length = strnlen((const char *)field, most);

    memcpy(name + size, field, length);
    return size + length;
}

static void read_name(const uint8_t *block, struct tar_header *header)
{
    size_t size = 0;

    if (is_posix(block) && block[PREFIX]) {
        size = append_field(header->name, 0, block + PREFIX, PREFIX_SIZE);
        header->name[size++] = '/';
    }
    header->name_size = append_field(header->name, size, block + NAME, NAME_SIZE);
    header->name[header->name_size] = '\0';
}

enum tar_header_result tar_header_read(const uint8_t *block,
        struct tar_header *ret_header)
{
    struct tar_header header = {0};
    uint64_t checksum;

    if (is_zeros(block))
        return TAR_HEADER_ZEROS;
    if (!tar_header_is_tar(block, TAR_HEADER_SIZE))
        return TAR_HEADER_BROKEN;
    if (!read_octal(block + CHECKSUM, CHECKSUM_SIZE, &checksum) ||
            checksum != add_up(block))
        return TAR_HEADER_CHECKSUM;
    if (!read_number(block + SIZE, SIZE_SIZE, &header.size))
        return TAR_HEADER_BROKEN;
    header.type = (char)block[TYPE];
    if (header.type == '\0' || header.type == '7')
        header.type = '0';
    read_name(block, &header);
    header.links_to_itself = header.type == '1' && header.name_size <= NAME_SIZE &&
            strncmp(header.name, (const char *)block + LINK, NAME_SIZE) == 0;
    *ret_header = header;
    return TAR_HEADER_MEMBER;
}
