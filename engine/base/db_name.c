#include "engine/base/db_name.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

bool db_name_has_log(const char *path)
{
    struct stat status;
    char *name;
    bool has;

    if (asprintf(&name, "%s-wal", path) < 0)
        return true;
    has = stat(name, &status) == 0 ? status.st_size > 0 : errno != ENOENT;
    free(name);
    return has;
}

char *db_name_as_it_stands(const char *path)
{
    char *name = malloc(3 * strlen(path) + sizeof("file:?immutable=1"));
    char *at = name ? stpcpy(name, "file:") : NULL;

    for (; at && *path; path++) {
        if (!strchr("%?#", *path))
            *at++ = *path;
        else
            at += snprintf(at, sizeof("%XX"), "%%%02X", (unsigned)*path);
    }
    if (at)
        stpcpy(at, "?immutable=1");
    return name;
}
