#include "evidence/spreadsheet/spreadsheet_package.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "engine/base/text.h"
#include "evidence/limits.h"
#include "evidence/spreadsheet/spreadsheet_part.h"
#include "evidence/spreadsheet/spreadsheet_xml.h"

/* ---- part names ---- */

static int by_name(const void *left, const void *right)
{
    const struct preflight_member *const *a = left, *const *b = right;

    return strcasecmp((*a)->name, (*b)->name);
}

bool spreadsheet_package_open(int fd, const struct preflight *preflight,
        struct arena *arena, struct spreadsheet_package *ret_package, struct error *err)
{
    struct spreadsheet_package package = {.fd = fd,
            .preflight = preflight,
            .arena = arena};

    if (!arena_allocate(arena, (preflight->count + 1) * sizeof(*package.by_name),
                &package.by_name, err))
        return false;
    for (uint32_t i = 0; i < preflight->count; i++) {
        if (preflight->members[i].status != PREFLIGHT_FOLDER)
            package.by_name[package.count++] = &preflight->members[i];
    }
    qsort(package.by_name, package.count, sizeof(struct preflight_member *), by_name);
    for (uint32_t i = 1; i < package.count; i++) {
        if (strcasecmp(package.by_name[i - 1]->name, package.by_name[i]->name) == 0)
            return error_set(err, ERROR_REFUSED,
                    TR("two parts of the workbook have the same name, '%s', so that "
                       "programs may read different ones" ERROR_ADVICE
                       "have it saved again by Excel "
                       "[duplicate-part]",
                            "ブック内の部品「%s」が重複しており、読み取るプログラムに"
                            "よって内容が変わり得ます" ERROR_ADVICE
                            "Excelで保存し直したものを依頼して"
                            "ください [duplicate-part]"),
                    member_name_show(package.by_name[i]->name).text);
    }
    *ret_package = package;
    return true;
}

const struct preflight_member *
spreadsheet_package_find(const struct spreadsheet_package *package, const char *name)
{
    struct preflight_member wanted = {.name = *name == '/' ? name + 1 : name};
    const struct preflight_member *key = &wanted;
    const struct preflight_member **found = bsearch(&key, package->by_name,
            package->count, sizeof(struct preflight_member *), by_name);

    return found ? *found : NULL;
}

/* ---- relations ---- */

struct relating {
    const struct spreadsheet_package *package;
    const char *part; /* whose relations they are */
    struct spreadsheet_relation *first, **last;
    uint32_t count;
};

/* Removes the last segment of path with its slash. */
static void go_up(char *path, size_t *size)
{
    while (*size && path[*size - 1] != '/')
        *size -= 1;
    *size -= *size > 0;
    path[*size] = '\0';
}

static bool add_segment(char path[LIMIT_NAME_BYTES], size_t *size, struct slice segment)
{
    if (segment.size == 0 || (segment.size == 1 && segment.text[0] == '.'))
        return true;
    if (segment.size == 2 && memcmp(segment.text, "..", 2) == 0) {
        go_up(path, size);
        return true;
    }
    if (*size + segment.size + 2 > LIMIT_NAME_BYTES)
        return false;
    if (*size)
        path[(*size)++] = '/';
    memcpy(path + *size, segment.text, segment.size);
    *size += segment.size;
    path[*size] = '\0';
    return true;
}

/* A target as seen from a part: "/xl/a.xml" from the root, "../a.xml" from its folder. */
static bool resolve(const char *part, const char *target, char path[LIMIT_NAME_BYTES])
{
    size_t size = strlen(part);
    bool ok = size < LIMIT_NAME_BYTES;

    if (!ok)
        return false;
    memcpy(path, part, size + 1);
    if (*target == '/')
        size = 0;
    path[size] = '\0';
    go_up(path, &size);
    while (ok && *target) {
        size_t length = strcspn(target, "/");

        ok = add_segment(path, &size, (struct slice){target, length});
        target += length + (target[length] == '/');
    }
    return ok && size > 0;
}

static const char *last_segment(const char *uri)
{
    const char *slash = strrchr(uri, '/');

    return slash ? slash + 1 : uri;
}

static bool is_outside(const struct xmlstream_tag *tag)
{
    struct slice mode = spreadsheet_xml_attribute(tag, "TargetMode");

    return mode.text && strcasecmp(mode.text, "External") == 0;
}

static bool on_relation(void *context, const struct xmlstream_tag *tag, struct error *err)
{
    struct relating *relating = context;
    struct arena *arena = relating->package->arena;
    struct slice id = spreadsheet_xml_attribute(tag, "Id");
    struct slice type = spreadsheet_xml_attribute(tag, "Type");
    struct slice target = spreadsheet_xml_attribute(tag, "Target");
    struct spreadsheet_relation *relation;
    char path[LIMIT_NAME_BYTES];

    if (tag->depth != 2 || !spreadsheet_xml_is_package(tag, "Relationship") || !id.text ||
            !type.text || !target.text)
        return true;
    if (++relating->count > LIMIT_SPREADSHEET_RELATIONS)
        return error_set(err, ERROR_LIMIT,
                TR("it has more than %u relations", "関連付けが %u 個を超えています"),
                LIMIT_SPREADSHEET_RELATIONS);
    if (!arena_allocate(arena, sizeof(*relation), &relation, err) ||
            !arena_text(arena, id.text, &relation->id, err) ||
            !arena_text(arena, last_segment(type.text), &relation->type, err))
        return false;
    if (!is_outside(tag) && resolve(relating->part, target.text, path))
        relation->part = spreadsheet_package_find(relating->package, path);
    *relating->last = relation;
    relating->last = &relation->next;
    return true;
}

bool spreadsheet_package_relations(const struct spreadsheet_package *package,
        const char *part, struct spreadsheet_relation **ret_relations, struct error *err)
{
    static const struct xmlstream_handler handler = {.begin = on_relation};
    struct relating relating = {.package = package, .part = part};
    const struct preflight_member *relations;
    const char *name = last_segment(part), *path;

    relating.last = &relating.first;
    if (!arena_printf(package->arena, &path, err, "%.*s_rels/%s.rels", (int)(name - part),
                part, name))
        return false;
    relations = spreadsheet_package_find(package, path);
    if (relations &&
            !spreadsheet_part_read(package->fd, relations, LIMIT_SPREADSHEET_INDEX,
                    &handler, &relating, err))
        return false;
    *ret_relations = relating.first;
    return true;
}

const struct spreadsheet_relation *
spreadsheet_package_by_id(const struct spreadsheet_relation *relations, const char *id)
{
    while (relations && strcmp(relations->id, id) != 0)
        relations = relations->next;
    return relations;
}

const struct spreadsheet_relation *
spreadsheet_package_by_type(const struct spreadsheet_relation *relations,
        const char *type)
{
    while (relations && strcmp(relations->type, type) != 0)
        relations = relations->next;
    return relations;
}

/* ---- content types ---- */

struct typing {
    const struct spreadsheet_package *package;
    const struct preflight_member *part;
    uint32_t count;
};

/* application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml, and those
 * of workbooks with macros, templates and add-ins. */
static bool is_main_type(struct slice type)
{
    static const char end[] = ".main+xml";
    size_t size = sizeof(end) - 1;

    return type.size > size && strcasecmp(type.text + type.size - size, end) == 0 &&
            (strstr(type.text, "spreadsheetml") || strstr(type.text, "ms-excel"));
}

static bool on_type(void *context, const struct xmlstream_tag *tag, struct error *err)
{
    struct typing *typing = context;
    struct slice name = spreadsheet_xml_attribute(tag, "PartName");
    struct slice type = spreadsheet_xml_attribute(tag, "ContentType");

    (void)err;
    if (tag->depth != 2 || !spreadsheet_xml_is_package(tag, "Override") || !name.text ||
            !type.text || !is_main_type(type))
        return true;
    typing->part = spreadsheet_package_find(typing->package, name.text);
    typing->count++;
    return true;
}

bool spreadsheet_package_find_main(const struct spreadsheet_package *package,
        const struct preflight_member **ret_part, struct error *err)
{
    static const struct xmlstream_handler handler = {.begin = on_type};
    const struct preflight_member *types = spreadsheet_package_find(package,
            "[Content_Types].xml");
    struct typing typing = {package, NULL, 0};

    if (types &&
            !spreadsheet_part_read(package->fd, types, LIMIT_SPREADSHEET_INDEX, &handler,
                    &typing, err))
        return false;
    *ret_part = typing.count == 1 ? typing.part : NULL;
    return true;
}
