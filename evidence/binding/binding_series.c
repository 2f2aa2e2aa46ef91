#include "evidence/binding/binding_series.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DIGITS "0123456789"
#define DIGITS_MAX 2u
#define NUMBERS_MAX 20u

/* A field's name, taken apart. */
struct part {
    size_t prefix_size, number_at, number_size;
    const char *rest;
};

static bool is_divider(char character)
{
    return character != '\0' && strchr("_-. ", character) != NULL;
}

static bool is_letter(char character)
{
    return (character >= 'a' && character <= 'z') ||
            (character >= 'A' && character <= 'Z');
}

/* Whether the prefix ends in the word: not only in its letters. */
static bool ends_in(const char *text, size_t size, const char *word)
{
    size_t length = strlen(word);

    return length > 0 && size >= length &&
            strncasecmp(text + size - length, word, length) == 0 &&
            (size == length || !is_letter(text[size - length - 1]));
}

/* The first number that stands behind the word. */
static bool take_apart(const char *name, const char *word, struct part *ret_part)
{
    for (size_t at = 0; name[at];) {
        size_t digits = strspn(name + at, DIGITS), end = at + digits, prefix = at;

        if (digits == 0) {
            at++;
            continue;
        }
        if (prefix > 0 && is_divider(name[prefix - 1]))
            prefix--;
        if (digits <= DIGITS_MAX && is_divider(name[end]) && name[end + 1] &&
                ends_in(name, prefix, word)) {
            *ret_part = (struct part){prefix, at, digits, name + end + 1};
            return true;
        }
        at = end;
    }
    return false;
}

static bool has_prefix(const struct binding_series *series, const char *name,
        const struct part *part)
{
    return part->prefix_size == series->prefix_size &&
            strncasecmp(name, series->prefix, series->prefix_size) == 0;
}

static bool add_number(struct binding_series *series, size_t *count, const char *text,
        size_t size, struct arena *arena, struct error *err)
{
    const char *number;

    for (size_t i = 0; i < *count; i++) {
        if (strlen(series->numbers[i]) == size &&
                memcmp(series->numbers[i], text, size) == 0)
            return true;
    }
    if (*count < NUMBERS_MAX) {
        if (!arena_copy(arena, text, size, &number, err))
            return false;
        series->numbers[*count] = number;
    }
    ++*count;
    return true;
}

static int compare_numbers(const void *left, const void *right)
{
    const char *a = *(const char *const *)left, *b = *(const char *const *)right;
    long first = strtol(a, NULL, 10), second = strtol(b, NULL, 10);

    return first != second ? (first > second ? 1 : -1) : strcmp(a, b);
}

/* The series of one column; prefix_size stays 0 where there is none, or more than one. */
static bool find_for(const struct binding_fit_candidate *candidate, const char *column,
        struct arena *arena, struct binding_series *ret_series, struct error *err)
{
    struct binding_series series = {.column = column};
    struct part part;
    size_t count = 0;

    if (!arena_allocate(arena, (NUMBERS_MAX + 1) * sizeof(*series.numbers),
                &series.numbers, err))
        return false;
    for (size_t i = 0; i < candidate->field_count; i++) {
        const char *name = candidate->fields[i].delivered;

        if (!take_apart(name, column, &part))
            continue;
        if (!series.prefix_size) {
            series.prefix = name;
            series.prefix_size = part.prefix_size;
        }
        if (!has_prefix(&series, name, &part))
            return true;
        if (!add_number(&series, &count, name + part.number_at, part.number_size, arena,
                    err))
            return false;
    }
    if (count == 0 || count > NUMBERS_MAX)
        return true;
    qsort(series.numbers, count, sizeof(*series.numbers), compare_numbers);
    *ret_series = series;
    return true;
}

bool binding_series_find(const struct binding_fit_candidate *candidate,
        const struct binding_fit_columns *columns, struct arena *arena,
        struct binding_series *ret_series, struct error *err)
{
    const struct program_item *item = columns->item;

    memset(ret_series, 0, sizeof(*ret_series));
    for (uint32_t i = 0; i < item->column_count && !ret_series->prefix_size; i++) {
        if (item->columns[i].key && columns->fields[i] == BINDING_FIT_NONE &&
                !find_for(candidate, item->columns[i].name, arena, ret_series, err))
            return false;
    }
    return true;
}

bool binding_series_pick(const struct binding_series *series, const char *number,
        const struct synonyms *synonyms, const struct binding_fit_candidate *candidate,
        struct arena *arena, struct binding_fit_candidate *ret_picked, struct error *err)
{
    struct binding_fit_candidate picked = {.group = candidate->group,
            .counted = series->column,
            .number = number};
    struct part part;

    if (!arena_allocate(arena, (candidate->field_count + 1) * sizeof(*picked.fields),
                &picked.fields, err))
        return false;
    for (size_t i = 0; i < candidate->field_count; i++) {
        struct binding_fit_field field = candidate->fields[i];
        const char *name = field.delivered;

        if (take_apart(name, series->column, &part) && has_prefix(series, name, &part)) {
            if (part.number_size != strlen(number) ||
                    memcmp(name + part.number_at, number, part.number_size) != 0)
                continue;
            if (!synonyms_name_understand(synonyms, part.rest, arena, &field.name, err))
                return false;
            field.delivered_name = field.name;
        }
        picked.fields[picked.field_count++] = field;
    }
    *ret_picked = picked;
    return true;
}
