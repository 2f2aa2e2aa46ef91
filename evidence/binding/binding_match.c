#include "evidence/binding/binding_match.h"

#include <string.h>

#include "engine/base/text.h"

#define GLOB_MAX 1024u /* text_is_glob_match() takes no longer one */
#define NAME_MAX_ALL ((size_t)16 * 1024)

/* Where the glob's part ends: at a '!' that is in no set, "[!a]". */
static size_t part_size(const char *glob)
{
    size_t at = 0;

    while (glob[at] && glob[at] != '!') {
        const char *close = glob[at] == '[' && glob[at + 1] && glob[at + 2]
                ? strchr(glob + at + 2, ']')
                : NULL;

        at = close ? (size_t)(close - glob) + 1 : at + 1;
    }
    return at;
}

static bool match_part(const char *glob, size_t glob_size, const char *name,
        size_t name_size)
{
    char glob_part[GLOB_MAX + 1], name_part[NAME_MAX_ALL + 1];

    if (glob_size > GLOB_MAX || name_size > NAME_MAX_ALL)
        return false;
    memcpy(glob_part, glob, glob_size);
    glob_part[glob_size] = '\0';
    memcpy(name_part, name, name_size);
    name_part[name_size] = '\0';
    return text_is_glob_match(glob_part, name_part);
}

bool binding_match_name(const char *glob, const char *name, bool is_inside)
{
    while (is_inside) {
        size_t glob_size = part_size(glob), name_size = strcspn(name, "!");

        if ((glob[glob_size] == '\0') != (name[name_size] == '\0') ||
                !match_part(glob, glob_size, name, name_size))
            return false;
        if (!glob[glob_size])
            return true;
        glob += glob_size + 1;
        name += name_size + 1;
    }
    return text_is_glob_match(glob, name);
}

/* Most names differ where the glob stands for itself: seen without looking further. */
static bool may_match(const char *glob, const char *name)
{
    return strncmp(glob, name, strcspn(glob, "*?[")) == 0;
}

bool binding_match(const char *glob, const struct binding_member *member)
{
    return (may_match(glob, member->name) &&
                   binding_match_name(glob, member->name, member->is_inside)) ||
            (member->short_name && may_match(glob, member->short_name) &&
                    binding_match_name(glob, member->short_name,
                            member->is_short_inside));
}

const char *binding_match_handle(const struct binding_member *member)
{
    return member->short_name ? member->short_name : member->name;
}

const char *binding_match_own(const struct binding_member *member)
{
    const char *mark = member->is_inside ? strrchr(member->name, '!') : NULL;

    return mark ? mark + 1 : member->name;
}
