#include "evidence/archive/zip_kind.h"

#include <string.h>
#include <strings.h>
#include <unistd.h>

/* A package whose main part begins so. */
static const struct package {
    const char *part, *kind_text;
} packages[] = {
        {"xl/workbook", "xlsx"},
        {"xl/worksheets/", "xlsx"},
        {"word/document", "docx"},
        {"ppt/presentation", "pptx"},
};

static bool is_package(const struct preflight *listing)
{
    for (uint32_t i = 0; i < listing->count; i++) {
        const char *name = listing->members[i].name;

        if (strcasecmp(name, "[Content_Types].xml") == 0 ||
                strcasecmp(name, "_rels/.rels") == 0)
            return true;
    }
    return false;
}

static const char *name_package(const struct preflight *listing)
{
    for (size_t k = 0; k < ARRAY_LENGTH(packages); k++) {
        for (uint32_t i = 0; i < listing->count; i++) {
            if (strncasecmp(listing->members[i].name, packages[k].part,
                        strlen(packages[k].part)) == 0)
                return packages[k].kind_text;
        }
    }
    return "zip";
}

static bool is_opendocument(int fd, const struct preflight *listing)
{
    static const char type[] = "application/vnd.oasis.opendocument.";
    const struct preflight_member *first = listing->members;
    char bytes[sizeof(type) - 1];

    return listing->count > 0 && strcmp(first->name, "mimetype") == 0 &&
            first->status == PREFLIGHT_READABLE && first->method == 0 &&
            first->size >= sizeof(bytes) &&
            pread(fd, bytes, sizeof(bytes), (off_t)first->data_offset) ==
            (ssize_t)sizeof(bytes) &&
            memcmp(bytes, type, sizeof(bytes)) == 0;
}

const char *zip_kind_name(int fd, const struct preflight *listing)
{
    if (is_opendocument(fd, listing))
        return "opendocument";
    return is_package(listing) ? name_package(listing) : "zip";
}
