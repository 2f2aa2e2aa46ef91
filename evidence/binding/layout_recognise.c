#include "evidence/binding/layout_recognise.h"

#include <string.h>

#include "engine/base/regex.h"
#include "engine/base/text.h"

#define LINES_LOOKED_AT 100u

static bool has_name(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0)
            return true;
    }
    return false;
}

/* Adds how many marks the list asks for; false where one of them is not there. */
static bool count_marks(const char **marks, const char *const *names, size_t name_count,
        size_t *count)
{
    for (; marks && *marks; marks++) {
        if (!has_name(names, name_count, *marks))
            return false;
        (*count)++;
    }
    return true;
}

/* Whether most of the lines match. A line that the pattern cannot be tried on is one that
 * does not. */
static bool match_lines(const char *pattern, const struct layout_view *view,
        bool *ret_matched, struct error *err)
{
    size_t count = view->line_count < LINES_LOOKED_AT ? view->line_count
                                                      : LINES_LOOKED_AT;
    CLEANUP(regex_freep) struct regex *regex = NULL;
    struct slice whole;
    size_t matches = 0;
    bool matched;

    if (!regex_compile(pattern, &regex, err))
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

/* How many marks the layout has; 0 where not all of them hold. */
static bool weigh(const struct layout *layout, const struct layout_view *view,
        size_t *ret_marks, struct error *err)
{
    const char **pattern = layout->recognise_patterns;
    size_t marks = 0;
    bool matched = true;

    *ret_marks = 0;
    if (layout->format.kind != view->kind ||
            !count_marks(layout->recognise_header, view->columns, view->column_count,
                    &marks) ||
            !count_marks(layout->recognise_document, view->document, view->document_count,
                    &marks))
        return true;
    for (; pattern && *pattern && matched; pattern++, marks++) {
        if (!match_lines(*pattern, view, &matched, err))
            return false;
    }
    *ret_marks = matched ? marks : 0;
    return true;
}

static void take(const struct layout *layout, size_t marks, struct layout_match *match)
{
    if (marks > match->marks) {
        match->other = match->layout;
        match->other_marks = match->marks;
        match->layout = layout;
        match->marks = marks;
    } else if (marks > match->other_marks) {
        match->other = layout;
        match->other_marks = marks;
    }
}

bool layout_recognise(const struct layout *layouts, size_t count,
        const struct layout_view *view, struct layout_match *ret_match, struct error *err)
{
    struct layout_match match = {NULL, 0, NULL, 0};
    size_t marks;

    for (size_t i = 0; i < count; i++) {
        if (!weigh(&layouts[i], view, &marks, err))
            return false;
        take(&layouts[i], marks, &match);
    }
    *ret_match = match;
    return true;
}

/* ---- why ---- */

static bool list_marks(const char **marks, struct buf *buf, bool *is_first,
        struct error *err)
{
    for (; marks && *marks; marks++) {
        if (!buf_printf(buf, err, "%s%s", *is_first ? "" : TR(", ", "、"), *marks))
            return false;
        *is_first = false;
    }
    return true;
}

static bool write_marks(const struct layout *layout, struct buf *buf, struct error *err)
{
    bool is_first = true;

    if (!layout->recognise_header && !layout->recognise_document)
        return buf_append_text(buf,
                TR("most of its first lines are built as that source's",
                        "先頭行の過半数がその形式に一致"),
                err);
    return buf_append_text(buf, TR("it has ", "次の項目がある: "), err) &&
            list_marks(layout->recognise_document, buf, &is_first, err) &&
            list_marks(layout->recognise_header, buf, &is_first, err) &&
            (!layout->recognise_patterns ||
                    buf_append_text(buf,
                            TR(", and most of its first records are built as that source's",
                                    "。先頭レコードの過半数がその形式に一致"),
                            err));
}

bool layout_recognise_write(const struct layout_match *match, struct buf *buf,
        struct error *err)
{
    if (!match->layout)
        return true;
    if (!buf_printf(buf, err, TR("recognised as %s: ", "%s と判別: "),
                match->layout->id) ||
            !write_marks(match->layout, buf, err))
        return false;
    if (!match->other)
        return true;
    if (match->other_marks == match->marks)
        return buf_printf(buf, err,
                TR("; %s fits as well, and comes later in the list of layouts: name the one that is right in the binding",
                        "。%s も同じだけ当てはまる（一覧で先にある方を採用）。正しい方を対応付けで指定してください"),
                match->other->id);
    return buf_printf(buf, err,
            TR("; %s fits, too, but says less of it (marks: %zu against %zu)",
                    "。%s も当てはまるが、条件が少ない（%zu 個。採用した方は %zu 個）"),
            match->other->id, match->other_marks, match->marks);
}

bool layout_recognise_hints(const struct layout *layouts, size_t count,
        struct arena *arena, const struct record_hint **ret_hints, size_t *ret_count,
        struct error *err)
{
    struct record_hint *hints;

    if (!arena_allocate(arena, (count + 1) * sizeof(*hints), &hints, err))
        return false;
    *ret_count = 0;
    for (size_t i = 0; i < count; i++) {
        const struct layout *layout = &layouts[i];

        if (layout->format.kind == RECORD_XML && layout->format.records &&
                layout->recognise_header)
            hints[(*ret_count)++] = (struct record_hint){layout->format.records,
                    layout->recognise_header};
    }
    *ret_hints = hints;
    return true;
}
