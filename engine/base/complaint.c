#include "engine/base/complaint.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/text.h"

#define COMPLAINTS_MAX 1000
#define TEXTS_MAX ((size_t)16 << 20)
#define MESSAGE_SIZE 1024

void complaint_list_init(struct complaint_list *list)
{
    *list = (struct complaint_list){.arena = ARENA_INIT(TEXTS_MAX)};
}

void complaint_list_clear(struct complaint_list *list)
{
    arena_clear(&list->arena);
    complaint_list_init(list);
}

static bool make_room(struct complaint_list *list, struct error *err)
{
    size_t capacity = list->capacity ? list->capacity * 2 : 16;
    struct complaint *items;

    if (list->count < list->capacity)
        return true;
    if (!arena_allocate(&list->arena, capacity * sizeof(*items), &items, err))
        return false;
    if (list->count)
        memcpy(items, list->items, list->count * sizeof(*items));
    list->items = items;
    list->capacity = capacity;
    return true;
}

/* Complaints come file by file, so one copy of the name serves nearly all of them. */
static bool keep_file(struct complaint_list *list, const char *file,
        const char **ret_file, struct error *err)
{
    if (list->count && strcmp(list->items[list->count - 1].file, file) == 0) {
        *ret_file = list->items[list->count - 1].file;
        return true;
    }
    return arena_text(&list->arena, file, ret_file, err);
}

/* Ends text at a character's edge within size bytes, an ellipsis and a NUL included. */
static void end_with_ellipsis(char *text, size_t size)
{
    size_t at = size - sizeof("…");

    while (at > 0 && ((unsigned char)text[at] & 0xC0) == 0x80)
        at--;
    memcpy(text + at, "…", sizeof("…"));
}

struct complaint_quote complaint_quote(const char *text)
{
    struct complaint_quote quote = {"?"};

    if (text &&
            snprintf(quote.text, sizeof(quote.text), "%s", text) >=
                    (int)sizeof(quote.text))
        end_with_ellipsis(quote.text, sizeof(quote.text));
    return quote;
}

static bool keep(struct complaint_list *list, const struct complaint *complaint,
        struct error *err)
{
    struct complaint kept = *complaint;

    if (list->count == COMPLAINTS_MAX)
        return error_set(err, ERROR_LIMIT, "more than %d complaints", COMPLAINTS_MAX);
    if (!keep_file(list, complaint->file, &kept.file, err) ||
            !arena_text(&list->arena, complaint->message, &kept.message, err) ||
            !make_room(list, err))
        return false;
    list->items[list->count++] = kept;
    return true;
}

void complaint_add(struct complaint_list *list, enum complaint_severity severity,
        const char *file, unsigned line, unsigned column, const char *format, ...)
{
    char message[MESSAGE_SIZE] = "";
    struct complaint complaint = {file ? file : "", line, column, severity, message};
    struct error err;
    va_list values;
    bool kept;

    va_start(values, format);
    if (vsnprintf(message, sizeof(message), format, values) >= (int)sizeof(message))
        end_with_ellipsis(message, sizeof(message));
    va_end(values);
    kept = keep(list, &complaint, &err);
    if (!kept)
        list->incomplete = true;
    /* What could not be listed must not pass for correct. */
    if (severity == COMPLAINT_ERROR || (!kept && err.code == ERROR_MEMORY))
        list->errors++;
}

static int compare(const struct complaint *a, const struct complaint *b)
{
    int files = strcmp(a->file, b->file);

    if (files)
        return files;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    if (a->column != b->column)
        return a->column < b->column ? -1 : 1;
    return 0;
}

/* By insertion: stable, and there are never more than a thousand, mostly in order
 * already. */
static void sort_items(struct complaint_list *list)
{
    for (size_t i = 1; i < list->count; i++) {
        struct complaint moving = list->items[i];
        size_t at = i;

        for (; at > 0 && compare(&list->items[at - 1], &moving) > 0; at--)
            list->items[at] = list->items[at - 1];
        list->items[at] = moving;
    }
}

/* Whether one of the `kept` items before it, at the same place, says the same. */
static bool is_repeat(const struct complaint *items, size_t kept,
        const struct complaint *complaint)
{
    for (; kept > 0 && compare(&items[kept - 1], complaint) == 0; kept--) {
        const struct complaint *other = &items[kept - 1];

        if (other->severity == complaint->severity &&
                strcmp(other->message, complaint->message) == 0)
            return true;
    }
    return false;
}

void complaint_list_sort(struct complaint_list *list)
{
    size_t kept = 0;

    sort_items(list);
    for (size_t i = 0; i < list->count; i++) {
        if (!is_repeat(list->items, kept, &list->items[i]))
            list->items[kept++] = list->items[i];
        else if (list->items[i].severity == COMPLAINT_ERROR)
            list->errors--;
    }
    list->count = kept;
}

static const char *severity_word(enum complaint_severity severity)
{
    return severity == COMPLAINT_ERROR ? TR("error", "エラー") : TR("warning", "警告");
}

static bool write_place(const struct complaint *complaint, struct buf *buf,
        struct error *err)
{
    if (!text_append_visible(buf, complaint->file, strlen(complaint->file), err))
        return false;
    if (complaint->line && !buf_printf(buf, err, ":%u", complaint->line))
        return false;
    if (complaint->line && complaint->column &&
            !buf_printf(buf, err, ":%u", complaint->column))
        return false;
    return buf_append_text(buf, ": ", err);
}

/* Messages quote what scripts hold, so they go out in a form no terminal obeys. */
static bool write_one(const struct complaint *complaint, struct buf *buf,
        struct error *err)
{
    return write_place(complaint, buf, err) &&
            buf_printf(buf, err, "%s: ", severity_word(complaint->severity)) &&
            text_append_visible(buf, complaint->message, strlen(complaint->message),
                    err) &&
            buf_append(buf, "\n", 1, err);
}

bool complaint_list_write(const struct complaint_list *list, struct buf *buf,
        struct error *err)
{
    for (size_t i = 0; i < list->count; i++) {
        if (!write_one(&list->items[i], buf, err))
            return false;
    }
    if (!list->incomplete)
        return true;
    return buf_printf(buf, err, "%s\n",
            TR("There are more complaints than are listed here.",
                    "ここに挙げたもののほかにも指摘があります。"));
}
