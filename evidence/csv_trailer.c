#include "evidence/csv_trailer.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define TEXT_MAX ((size_t)128)

/* What stands before the number and behind it. */
static const struct {
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

/* Without quotes and with ASCII's digits for full-width ones; false: too long. */
static bool append(struct text *text, struct slice field)
{
    for (size_t i = 0; i < field.size; i++) {
        char byte = field.text[i];

        if (byte == '"')
            continue;
        if (i + 2 < field.size && memcmp(field.text + i, "\xEF\xBC", 2) == 0 &&
                (unsigned char)field.text[i + 2] - 0x90u < 10) {
            byte = (char)('0' + ((unsigned char)field.text[i + 2] - 0x90));
            i += 2;
        }
        if (text->size + 2 >= TEXT_MAX)
            return false;
        text->bytes[text->size++] = byte;
    }
    text->bytes[text->size++] = ' ';
    return true;
}

static bool is_filled(struct slice field)
{
    return field.size && (field.size != 2 || memcmp(field.text, "\"\"", 2) != 0);
}

/* The first field, and the second where it alone has a value besides. */
static bool gather(const struct csv_scan *scan, const struct csv_record *record,
        uint32_t columns, struct text *text)
{
    uint32_t filled = 0;

    if (record->field_count > LIMIT_CSV_COLUMNS)
        return false;
    if (record->field_count > 2 && is_filled(csv_scan_field(scan, record, 2)))
        return false; /* most rows */
    for (uint32_t k = 0; k < record->field_count; k++) {
        struct slice field = csv_scan_field(scan, record, k);

        if (!is_filled(field))
            continue;
        if (k > 1 || (k == 1 && !filled) || !append(text, field))
            return false;
        filled++;
    }
    if (!filled)
        return false;
    text->bytes[text->size] = '\0';
    return record->field_count != columns || columns >= filled + 2 ||
            text->bytes[0] == '#';
}

/* Blanks, brackets and what else does not matter, off both ends. */
static char *trim(char *text)
{
    static const char *const ignored[] = {" ", "\t", "#", ":", "=", "(", ")", "[", "]",
            ".", "\xE3\x80\x80", "\xEF\xBC\x9A", "\xEF\xBC\x88", "\xEF\xBC\x89"};
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

/* The number's digits are taken out; false: there is none, or it is too large. */
static bool take_number(char *text, char **ret_after, uint64_t *ret_number)
{
    char *at = text + strcspn(text, "0123456789");
    char *begin = at;

    *ret_number = 0;
    if (!*at)
        return false;
    for (; (*at >= '0' && *at <= '9') || (*at == ',' && at[1] >= '0' && at[1] <= '9');
            at++) {
        if (*at == ',')
            continue;
        if (*ret_number > UINT64_C(1000000000000000))
            return false;
        *ret_number = *ret_number * 10 + (uint64_t)(*at - '0');
    }
    if (*at == '.' && at[1] >= '0' && at[1] <= '9') /* an amount, a version */
        return false;
    *ret_after = at;
    if (begin > text && begin[-1] == '-')
        return false;
    return true;
}

enum csv_trailer csv_trailer_read(const struct csv_scan *scan,
        const struct csv_record *record, uint32_t columns, uint64_t *ret_total)
{
    struct text text = {.size = 0};
    char before[TEXT_MAX], *head, *after;

    if (record->size >= TEXT_MAX || record->size == 0 ||
            !gather(scan, record, columns, &text))
        return CSV_TRAILER_NONE;
    if (!take_number(text.bytes, &after, ret_total)) {
        head = trim(text.bytes);
        for (size_t i = 0; i < ARRAY_LENGTH(ends); i++) {
            if (strcasecmp(ends[i], head) == 0)
                return CSV_TRAILER_END;
        }
        return CSV_TRAILER_NONE;
    }
    memcpy(before, text.bytes, TEXT_MAX);
    before[strcspn(before, "0123456789")] = '\0';
    head = trim(before);
    after = trim(after);
    for (size_t i = 0; i < ARRAY_LENGTH(totals); i++) {
        if (strcasecmp(totals[i].before, head) == 0 &&
                strcasecmp(totals[i].after, after) == 0)
            return CSV_TRAILER_TOTAL;
    }
    return CSV_TRAILER_NONE;
}

static bool is_sum_word(struct slice field)
{
    static const char *const words[] = {"合計", "計", "小計", "総計", "総合計", "total",
            "subtotal", "sub total", "grand total", "sum"};

    for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
        if (strlen(words[i]) == field.size &&
                strncasecmp(words[i], field.text, field.size) == 0)
            return true;
    }
    return false;
}

bool csv_trailer_is_sum(struct slice text, struct csv_dialect dialect)
{
    struct csv_record record;
    struct csv_scan scan;
    uint32_t empty = 0;

    csv_scan_begin(&scan, dialect, text.text, text.size, 0, true);
    if (csv_scan_next(&scan, &record) != CSV_RECORD ||
            record.field_count > LIMIT_CSV_COLUMNS)
        return false;
    for (uint32_t k = 0; k < record.field_count; k++) {
        struct slice field = csv_scan_field(&scan, &record, k);

        if (csv_scan_trim(&field, dialect.quote) || (k == 0 && !is_sum_word(field)))
            return false;
        empty += field.size == 0;
        for (size_t i = 0; k > 0 && i < field.size; i++) {
            if (!memchr("0123456789,.+- ", field.text[i], 15))
                return false;
        }
    }
    return empty > 0;
}
