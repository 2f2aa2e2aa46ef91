#include "evidence/format/trailer.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define TEXT_MAX ((size_t)128)

/* What stands before the number and behind it. */
static const struct form {
    const char *before, *after;
} totals[] = {
        {"records", ""},
        {"record count", ""},
        {"number of records", ""},
        {"total records", ""},
        {"total", ""},
        {"total", "records"},
        {"total", "rows"},
        {"total rows", ""},
        {"rows", ""},
        {"row count", ""},
        {"count", ""},
        {"", "record"},
        {"", "records"},
        {"", "row"},
        {"", "rows"},
        {"", "row affected"},
        {"", "rows affected"},
        {"", "row selected"},
        {"", "rows selected"},
        {"", "行"},
        {"全", "行"},
        {"計", "行"},
        {"合計", "行"},
        {"", "件"},
        {"全", "件"},
        {"計", "件"},
        {"合計", "件"},
        {"以上", "件"},
        {"件数", ""},
        {"件数", "件"},
        {"総件数", ""},
        {"総件数", "件"},
        {"合計件数", ""},
        {"合計件数", "件"},
        {"件数合計", ""},
        {"件数合計", "件"},
        {"出力件数", ""},
        {"出力件数", "件"},
        {"データ件数", ""},
        {"データ件数", "件"},
        {"レコード数", ""},
        {"レコード数", "件"},
        {"レコード件数", ""},
        {"レコード件数", "件"},
};

static const char *const ends[] = {"以上", "eof", "end", "end of file", "end of report"};

struct text {
    char bytes[TEXT_MAX];
    size_t size;
};

/* ASCII's digit or comma for the full-width one at text, '\0': there is none. */
static char narrow(const char *text, size_t size)
{
    unsigned char last;

    if (size < 3 || memcmp(text, "\xEF\xBC", 2) != 0)
        return '\0';
    last = (unsigned char)text[2];
    if (last == 0x8C)
        return ',';
    return (char)(last - 0x90u < 10 ? '0' + (last - 0x90) : '\0');
}

/* Without quotes and full-width digits and commas; false: too long. */
static bool append(struct text *text, struct slice field)
{
    for (size_t i = 0; i < field.size; i++) {
        char narrowed = narrow(field.text + i, field.size - i);
        char byte = narrowed ? narrowed : field.text[i];

        if (byte == '"')
            continue;
        if (narrowed)
            i += 2;
        if (text->size + 2 >= TEXT_MAX)
            return false;
        text->bytes[text->size++] = byte;
    }
    text->bytes[text->size++] = ' ';
    return true;
}

/* Blanks, brackets and what else does not matter, off both ends. */
static char *trim(char *text)
{
    static const char *const ignored[] = {" ", "\t", "#", ":", "=", "(", ")", "[", "]",
            ".", ";", "-", "\xE3\x80\x80", "\xEF\xBC\x9A", "\xEF\xBC\x88",
            "\xEF\xBC\x89"};
    size_t size = strlen(text);

    for (size_t i = 0; i < ARRAY_LENGTH(ignored); i++) {
        size_t length = strlen(ignored[i]);

        if (strncmp(text, ignored[i], length) == 0 && size >= length) {
            text += length;
            size -= length;
            i = (size_t)-1;
        } else if (size >= length && strcmp(text + size - length, ignored[i]) == 0) {
            size -= length;
            text[size] = '\0';
            i = (size_t)-1;
        }
    }
    return text;
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* A comma and a group of three digits. */
static bool is_group(const char *at)
{
    return at[0] == ',' && is_digit(at[1]) && is_digit(at[2]) && is_digit(at[3]) &&
            !is_digit(at[4]);
}

/* false: too large, or an amount, a version. */
static bool read_number(char **at, uint64_t *ret_number)
{
    *ret_number = 0;
    for (; is_digit(**at) || is_group(*at); *at += 1) {
        if (**at == ',')
            continue;
        if (*ret_number > UINT64_C(1000000000000000))
            return false;
        *ret_number = *ret_number * 10 + (uint64_t)(**at - '0');
    }
    return **at != '.' || !is_digit((*at)[1]);
}

/* The first number, and what stands behind it; of "20 of 1000" the whole. false: there is
 * none, or it is no count. */
static bool take_number(char *text, char **ret_after, uint64_t *ret_number)
{
    char *at = text + strcspn(text, "0123456789");
    uint64_t part;

    *ret_number = 0;
    if (!*at || (at > text && at[-1] == '-') || !read_number(&at, ret_number))
        return false;
    if (strncasecmp(at, " of ", 4) == 0 && is_digit(at[4])) {
        part = *ret_number;
        at += 4;
        if (!read_number(&at, ret_number) || *ret_number < part)
            return false;
    }
    *ret_after = at;
    return true;
}

static bool gather(const struct trailer_cells *cells, struct text *text)
{
    size_t count = 0;

    for (size_t i = 0; i < ARRAY_LENGTH(cells->filled); i++) {
        if (cells->filled[i].size && !append(text, cells->filled[i]))
            return false;
        count += cells->filled[i].size != 0;
    }
    text->bytes[text->size] = '\0';
    return cells->filled[0].size &&
            (cells->stands_apart || cells->columns >= count + 2 || text->bytes[0] == '#');
}

enum trailer trailer_read(const struct trailer_cells *cells, uint64_t *ret_total)
{
    struct text text = {.size = 0};
    char before[TEXT_MAX], *head, *after;

    if (!gather(cells, &text))
        return TRAILER_NONE;
    if (!take_number(text.bytes, &after, ret_total)) {
        head = trim(text.bytes);
        for (size_t i = 0; i < ARRAY_LENGTH(ends); i++) {
            if (strcasecmp(ends[i], head) == 0)
                return TRAILER_END;
        }
        return TRAILER_NONE;
    }
    memcpy(before, text.bytes, TEXT_MAX);
    before[strcspn(before, "0123456789")] = '\0';
    head = trim(before);
    after = trim(after);
    for (size_t i = 0; i < ARRAY_LENGTH(totals); i++) {
        if (strcasecmp(totals[i].before, head) == 0 &&
                strcasecmp(totals[i].after, after) == 0)
            return TRAILER_TOTAL;
    }
    return TRAILER_NONE;
}

/* ---- rows of sums ---- */

static bool is_one_of(struct slice cell, const char *const *words)
{
    for (; *words; words++) {
        if (strlen(*words) == cell.size && strncasecmp(*words, cell.text, cell.size) == 0)
            return true;
    }
    return false;
}

/* "5件": of records, not of amounts. */
static bool has_unit(struct slice cell)
{
    static const char *const units[] = {"件", "行"};

    for (size_t i = 0; i < ARRAY_LENGTH(units); i++) {
        size_t size = strlen(units[i]);

        if (cell.size > size && memcmp(cell.text + cell.size - size, units[i], size) == 0)
            return true;
    }
    return false;
}

static bool is_numbers(struct slice cell)
{
    for (size_t i = 0; i < cell.size; i++) {
        if (!memchr("0123456789,.+- ", cell.text[i], 15))
            return false;
    }
    return true;
}

bool trailer_sum_add(struct trailer_sum *sum, struct slice cell)
{
    static const char *const sums[] = {"合計", "計", "小計", "総計", "総合計", "total",
            "subtotal", "sub total", "grand total", "sum", NULL};
    static const char *const counts[] = {"件数", "総件数", "合計件数", "出力件数",
            "データ件数", "レコード数", "レコード件数", "records", "record count",
            "number of records", "total records", "total rows", "row count", NULL};

    sum->columns++;
    if (sum->columns == 1) {
        sum->is_count = is_one_of(cell, counts);
        return sum->is_count || is_one_of(cell, sums);
    }
    sum->filled += cell.size != 0;
    if (has_unit(cell)) {
        sum->is_count = true;
        cell.size -= strlen("件");
    }
    return is_numbers(cell);
}

bool trailer_sum_is(const struct trailer_sum *sum)
{
    return sum->is_count ? sum->filled == 1 : sum->filled + 1 < sum->columns;
}
