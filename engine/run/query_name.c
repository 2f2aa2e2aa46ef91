#include "engine/run/query_name.h"

#include "engine/base/text.h"

#include <string.h>

#define SQL_LIMIT ((size_t)1 << 20)

/* The end of the comment at sql; sql where there is none. */
static const char *skip_comment(const char *sql)
{
    const char *end;

    if (strncmp(sql, "--", 2) == 0)
        return sql + strcspn(sql, "\n");
    if (strncmp(sql, "/*", 2) != 0)
        return sql;
    end = strstr(sql + 2, "*/");
    return end ? end + 2 : sql + strlen(sql);
}

/* The closing quote of the one at sql; NULL where it stays open. A doubled one stands for
 * itself, but for ']'. */
static const char *find_close(const char *sql, char close)
{
    const char *end = strchr(sql + 1, close);

    while (end && close != ']' && end[1] == close)
        end = strchr(end + 2, close);
    return end;
}

/* Without the quotes' doubling. */
static bool copy_name(const char *from, const char *end, char close, struct arena *arena,
        const char **ret_name, struct error *err)
{
    CLEANUP(buf_clear) struct buf name = BUF_INIT(SQL_LIMIT);

    for (; from < end; from++) {
        if (!buf_append(&name, from, 1, err))
            return false;
        from += *from == close;
    }
    return arena_text(arena, buf_text(&name), ret_name, err);
}

bool query_name_next(const char **at, struct arena *arena, const char **ret_name,
        struct error *err)
{
    const char *sql = *at;

    *ret_name = NULL;
    while (*sql) {
        const char *next = skip_comment(sql);
        char close = *sql == '[' ? ']' : *sql && strchr("\"`'", *sql) ? *sql : '\0';

        if (next > sql || !close) {
            sql = next > sql ? next : sql + 1;
            continue;
        }
        next = find_close(sql, close);
        if (!next)
            return true; /* SQLite complains */
        *at = next + 1;
        if (close != '\'')
            return copy_name(sql + 1, next, close, arena, ret_name, err);
        sql = next + 1;
    }
    return true;
}

bool query_name_is_member(const char *name)
{
    return strchr(name, '/') || strchr(name, '*') ||
            (strchr(name, '.') && strlen(name) > 4);
}

bool query_name_has_bundle(const char *name, const char *bundle)
{
    size_t size = strlen(bundle);

    return strncmp(name, bundle, size) == 0 && name[size] == ':';
}

const char *query_name_in_bundle(const struct bundle *bundle, const char *name)
{
    if (query_name_has_bundle(name, bundle->short_id))
        return name + strlen(bundle->short_id) + 1;
    if (bundle->is_current && query_name_has_bundle(name, bundle->name))
        return name + strlen(bundle->name) + 1;
    return name;
}

bool query_name_tell_elements(const char *table, const char *path, struct buf *buf,
        struct error *err)
{
    if (strpbrk(path, "'\"")) /* would need quoting: the list of functions shows how */
        path = "…";
    return buf_printf(buf, err,
            TR("; a list or an object inside the JSON records: FROM \"%s\" AS t, elements(t._text, '%s') AS e (chosho query .functions)",
                    "。JSONのレコードの中の配列やオブジェクトは FROM \"%s\" AS t, elements(t._text, '%s') AS e で行にできます（chosho query .functions）"),
            table, path);
}
