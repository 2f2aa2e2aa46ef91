#include "evidence/format/magic.h"

#include <string.h>

#include "evidence/archive/tar_header.h"

/* What is recognised by its first bytes; kept, not read. To add one: a row. What kind of
 * zip one is shows when it is opened as a container (zip_kind.h). */
static const struct magic {
    const char *bytes;
    size_t size;
    const char *kind_text;
} magics[] = {
        {"PK\003\004", 4, "zip"},
        {"PK\005\006", 4, "zip"},
        {"%PDF-", 5, "pdf"},
        {"\037\213\010", 3, "gzip"},
        {"ElfFile\0", 8, "evtx"},
        {"\211PNG\r\n\032\n", 8, "png"},
        {"\377\330\377", 3, "jpeg"},
        {"\320\317\021\340\241\261\032\341", 8, "ole"},
        {"SQLite format 3\0", 16, "sqlite"},
        {"7z\274\257\047\034", 6, "7z"},
        {"Rar!\032\007", 6, "rar"},
        {"\3757zXZ\0", 6, "xz"},
        {"\050\265\057\375", 4, "zstd"},
};

/* "BZh", the block size, and the first block's mark or that of the end; three letters
 * alone may as well begin a text. */
static bool is_bzip2(const uint8_t *bytes, size_t size)
{
    return size >= 10 && memcmp(bytes, "BZh", 3) == 0 && bytes[3] >= '1' &&
            bytes[3] <= '9' &&
            (memcmp(bytes + 4, "1AY&SY", 6) == 0 ||
                    memcmp(bytes + 4, "\x17\x72\x45\x38\x50\x90", 6) == 0);
}

const char *magic_find(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < ARRAY_LENGTH(magics); i++) {
        if (size >= magics[i].size && memcmp(bytes, magics[i].bytes, magics[i].size) == 0)
            return magics[i].kind_text;
    }
    if (is_bzip2(bytes, size))
        return "bzip2";
    return tar_header_is_tar(bytes, size) ? "tar" : NULL;
}
