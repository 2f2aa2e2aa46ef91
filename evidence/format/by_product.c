#include "evidence/format/by_product.h"

#include <string.h>
#include <strings.h>

#define LOCK_MAX 165u     /* bytes of Excel's, the longest */
#define LOCK_MIN 54u      /* of the user's name in it */
#define USER_NAME_MAX 54u /* ... whose first byte is its length */

static const char *find_base(const char *name)
{
    const char *base = name;

    for (; *name; name++) {
        if (*name == '/' || *name == '\\' || *name == '!')
            base = name + 1;
    }
    return base;
}

static bool begins(const uint8_t *bytes, size_t size, const char *with, size_t with_size)
{
    return size >= with_size && memcmp(bytes, with, with_size) == 0;
}

static bool is_office_name(const char *base)
{
    static const char *const endings[] = {".xls", ".doc", ".ppt"};
    const char *dot = strrchr(base, '.');

    if (strncmp(base, "~$", 2) != 0 || !dot)
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(endings); i++) {
        if (strncasecmp(dot, endings[i], strlen(endings[i])) == 0)
            return true;
    }
    return false;
}

/* The length of a name, and no text: it goes on in UTF-16. */
static bool is_lock(const uint8_t *bytes, size_t size, bool whole)
{
    return whole && size >= LOCK_MIN && size <= LOCK_MAX && bytes[0] <= USER_NAME_MAX &&
            memchr(bytes, 0, size);
}

const char *by_product_find(const char *name, const uint8_t *bytes, size_t size,
        bool whole)
{
    const char *base = find_base(name);

    if ((strcmp(base, ".DS_Store") == 0 && begins(bytes, size, "\0\0\0\1Bud1", 8)) ||
            (strncmp(base, "._", 2) == 0 && begins(bytes, size, "\0\5\26\7", 4)))
        return "macOS by-product";
    if (is_office_name(base) && is_lock(bytes, size, whole))
        return "Office by-product";
    return NULL;
}
