#include "evidence/layout_recognise.h"

#include <string.h>

#include "engine/base/regex.h"

#define LINES_LOOKED_AT 100u

static bool has_column(const struct layout_view *view, const char *name)
{
    for (size_t i = 0; i < view->column_count; i++) {
        if (strcmp(view->columns[i], name) == 0)
            return true;
    }
    return false;
}

/* How many headers or paths the layout asks for; 0 where one of them is not there. */
static size_t count_marks(const struct layout *layout, const struct layout_view *view)
{
    size_t count = 0;

    if (!layout->recognise_header || layout->format.kind != view->kind)
        return 0;
    for (; layout->recognise_header[count]; count++) {
        if (!has_column(view, layout->recognise_header[count]))
            return 0;
    }
    return count;
}

/* Whether most of the lines match. A line that the pattern cannot be tried on is one that
 * does not. */
static bool match_lines(const struct layout *layout, const struct layout_view *view,
        bool *ret_matched, struct error *err)
{
    size_t count = view->line_count < LINES_LOOKED_AT ? view->line_count
                                                      : LINES_LOOKED_AT;
    CLEANUP(regex_freep) struct regex *regex = NULL;
    struct slice whole;
    size_t matches = 0;
    bool matched;

    if (!regex_compile(layout->recognise_pattern, &regex, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct error failure = {0};

        matched = false;
        if (!regex_match(regex, view->lines[i].text, view->lines[i].size, &whole, 1,
                    &matched, &failure) &&
                failure.code != ERROR_LIMIT) {
            *err = failure;
            return false;
        }
        matches += matched;
    }
    *ret_matched = matches * 2 > count;
    return true;
}

/* How much of what the layout asks for is there; 0 where not all of it is. */
static bool weigh(const struct layout *layout, const struct layout_view *view,
        size_t *ret_weight, struct error *err)
{
    bool matched = false;

    *ret_weight = count_marks(layout, view);
    if (!layout->recognise_pattern || (layout->recognise_header && *ret_weight == 0))
        return true;
    if (!match_lines(layout, view, &matched, err))
        return false;
    *ret_weight = matched ? *ret_weight + 1 : 0;
    return true;
}

bool layout_recognise(const struct layout *layouts, size_t count,
        const struct layout_view *view, const struct layout **ret_layout,
        struct error *err)
{
    const struct layout *found = NULL;
    size_t most = 0, weight;

    for (size_t i = 0; i < count; i++) {
        if (!weigh(&layouts[i], view, &weight, err))
            return false;
        if (weight > most) {
            most = weight;
            found = &layouts[i];
        }
    }
    *ret_layout = found;
    return true;
}
