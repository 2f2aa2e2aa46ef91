#include "evidence/archive/container.h"

#include <string.h>
#include <strings.h>

#include "engine/base/text.h"
#include "evidence/archive/tar.h"
#include "evidence/spreadsheet/spreadsheet_list.h"

static const struct container_type types[] = {
        [CONTAINER_ZIP] = {"zip", "zip", true, false, preflight_read, NULL},
        [CONTAINER_TAR] = {"tar", "tar", true, false, tar_read, NULL},
        [CONTAINER_TAR_GZIP] = {"tar.gz", NULL, true, true, tar_read, NULL},
        [CONTAINER_GZIP] = {"gzip", "gzip", false, true, NULL, NULL},
        [CONTAINER_XLSX] = {"xlsx", "xlsx", false, false, spreadsheet_list,
                spreadsheet_list_describe},
};

const struct container_type *container_type(enum container_kind kind)
{
    return &types[kind];
}

bool container_find(const char *kind_text, enum container_kind *ret_kind)
{
    for (size_t i = 0; kind_text && i < ARRAY_LENGTH(types); i++) {
        if (!types[i].kind_text || strcmp(types[i].kind_text, kind_text) != 0)
            continue;
        *ret_kind = (enum container_kind)i;
        return true;
    }
    return false;
}

bool container_find_name(const char *name, enum container_kind *ret_kind)
{
    for (size_t i = 0; name && i < ARRAY_LENGTH(types); i++) {
        if (strcmp(types[i].name, name) != 0)
            continue;
        *ret_kind = (enum container_kind)i;
        return true;
    }
    return false;
}

bool container_append_escaped(const char *name, struct buf *ret_name, struct error *err)
{
    for (;;) {
        size_t size = strcspn(name, "!%");
        const char *behind = name + size + 1;
        bool is_plain = name[size] == '%' && !text_starts_with(behind, "21") &&
                !text_starts_with(behind, "25");

        if (!buf_append(ret_name, name, size, err))
            return false;
        if (!name[size])
            return true;
        if (!buf_append_text(ret_name,
                    is_plain                    ? "%"
                            : name[size] == '%' ? "%25"
                                                : "%21",
                    err))
            return false;
        name = behind;
    }
}

bool container_append_name(const char *container, const char *inner, struct buf *ret_name,
        struct error *err)
{
    return buf_append_text(ret_name, container, err) &&
            buf_append_text(ret_name, "!", err) &&
            container_append_escaped(inner, ret_name, err);
}

bool container_gzip_name(const char *name, struct buf *ret_name, struct error *err)
{
    const char *slash = strrchr(name, '/'), *mark = strrchr(name, '!');
    const char *base = slash && (!mark || mark < slash) ? slash + 1
            : mark                                      ? mark + 1
                                                        : name;
    size_t size = strlen(base);

    if (size > 3 && strcasecmp(base + size - 3, ".gz") == 0)
        size -= 3;
    return buf_append(ret_name, base, size, err);
}
