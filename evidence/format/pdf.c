#include "evidence/format/pdf.h"

#include <stdlib.h>
#include <string.h>

#define LOOKED_AT ((size_t)64 << 10)

static bool is_blank(char byte)
{
    return byte == '\0' || byte == '\t' || byte == '\n' || byte == '\f' || byte == '\r' ||
            byte == ' ';
}

/* A reference ("5 0 R") or a dictionary follows; "/EncryptMetadata" is another name, and
 * "null" says that there is none. */
static bool is_value(const char *at, const char *end)
{
    while (at < end && is_blank(*at))
        at++;
    return at < end && ((*at >= '0' && *at <= '9') || *at == '<');
}

static bool has_encryption(const char *text, size_t size)
{
    static const char key[] = "/Encrypt";
    const char *end = text + size, *at = text;

    while ((at = memmem(at, (size_t)(end - at), key, sizeof(key) - 1))) {
        at += sizeof(key) - 1;
        if (is_value(at, end))
            return true;
    }
    return false;
}

/* The first LOOKED_AT bytes stand at the front, the last as many of the rest behind them.
 */
static size_t read_ends(struct inflate *inflate, char *bytes)
{
    struct error ignored = {0};
    size_t size = 0, got = 1;

    while (got > 0) {
        if (size == 3 * LOOKED_AT) {
            memmove(bytes + LOOKED_AT, bytes + 2 * LOOKED_AT, LOOKED_AT);
            size = 2 * LOOKED_AT;
        }
        if (!inflate_read(inflate, bytes + size, 3 * LOOKED_AT - size, &got, &ignored))
            break;
        size += got;
    }
    return size;
}

bool pdf_is_encrypted(const struct archive *archive, uint32_t member)
{
    CLEANUP(inflate_closep) struct inflate *inflate = NULL;
    struct error ignored = {0};
    char *bytes;
    size_t size, tail;
    bool found;

    if (!archive_open_member(archive, member, &inflate, &ignored))
        return false;
    bytes = malloc(3 * LOOKED_AT);
    if (!bytes)
        return false;
    size = read_ends(inflate, bytes);
    tail = size > LOOKED_AT ? size - LOOKED_AT : 0;
    tail = tail > LOOKED_AT ? tail : (size < LOOKED_AT ? size : LOOKED_AT);
    found = has_encryption(bytes, size < LOOKED_AT ? size : LOOKED_AT) ||
            has_encryption(bytes + tail, size - tail);
    free(bytes);
    return found;
}
