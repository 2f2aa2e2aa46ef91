#include "engine/run/query_column.h"

#include "engine/run/query_layout.h"

#include <string.h>
#include <strings.h>

#define COLUMNS_MAX \
    1900u /* SQLite takes 2,000; what is beyond is still in field(_text, path) */

/* SQL does not tell names apart by case: a field that another has but for case becomes
 * "name#2". */
#define CASE_TWIN "#2"

bool query_column_add(struct item *item, const char *name, enum program_type type,
        struct arena *arena, struct error *err)
{
    bool is_twin = false;

    for (uint32_t c = 0; c < item->column_count; c++) {
        size_t size = strlen(name);

        if (strcmp(item->columns[c].name, name) == 0)
            return true;
        if (strncasecmp(item->columns[c].name, name, size) == 0) {
            is_twin = is_twin || !item->columns[c].name[size];
            if (strcmp(item->columns[c].name + size, CASE_TWIN) == 0)
                return true;
        }
    }
    if (item->column_count == COLUMNS_MAX)
        return true;
    item->columns[item->column_count].type = type;
    return arena_printf(arena, &item->columns[item->column_count++].name, err, "%s%s",
            name, is_twin ? CASE_TWIN : "");
}

static bool is_field_of_column(const char *field, const char *column)
{
    size_t size = strlen(field);

    return strncmp(field, column, size) == 0 &&
            (!column[size] || strcmp(column + size, CASE_TWIN) == 0);
}

static bool has_field(const struct bundle_member *member, const char *field)
{
    for (size_t c = 0; c < member->column_count; c++) {
        if (strcmp(member->columns[c], field) == 0)
            return true;
    }
    return false;
}

/* A CSV need not have every column of its layout; a path or a group is always to be had.
 */
bool query_column_is_there(const struct bundle_member *member,
        const struct layout *layout, const struct layout_column *column)
{
    return layout->format.kind != RECORD_CSV || has_field(member, column->from);
}

struct item_column query_column_place(const struct query_source *source,
        const struct bundle_member *member, const struct layout *layout, const char *name)
{
    for (uint32_t c = 0; layout && c < layout->column_count; c++) {
        const struct layout_column *column = &layout->columns[c];

        if (strcmp(column->name, name) == 0 &&
                query_column_is_there(member, layout, column))
            return layout_column_how(column, query_layout_is_asked(source));
    }
    if (!layout && has_field(member, name))
        return (struct item_column){.origin = ITEM_FIELD, .from = name};
    for (size_t c = 0; !layout && c < member->column_count; c++) {
        if (is_field_of_column(member->columns[c], name))
            return (struct item_column){.origin = ITEM_FIELD, .from = member->columns[c]};
    }
    return (struct item_column){.origin = ITEM_NOTHING};
}
