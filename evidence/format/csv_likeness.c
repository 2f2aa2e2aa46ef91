#include "evidence/format/csv_likeness.h"

#include <string.h>
#include <strings.h>

#include "evidence/convert/convert.h"
#include "evidence/format/header_word.h"

#define COLUMNS_MAX 256u
#define ROWS_MAX 100u
#define VALUE_MAX ((size_t)256)
#define SHAPE_MAX 24u

/* Kinds of values that are no names. */
enum sort { PLAIN, ADDRESS, MAIL, PLACE, TRUTH, TOKEN };

/* Of a value: which characters it has. */
enum { SMALL = 1, LARGE = 2, DIGIT = 4, WIDE = 8, BLANK = 16, SIGN = 32 };

struct look {
    struct slice value;
    enum sort sort;
    char shape[SHAPE_MAX + 1]; /* a run of letters as 'a', of digits as '9'; "": long */
    unsigned characters;
    size_t length;
};

struct column {
    struct look first;
    uint32_t values, alike_sort, alike_shape, alike_characters; /* below */
    size_t shortest, longest;
    bool recurs;
};

struct table {
    struct column columns[COLUMNS_MAX];
    uint32_t count, rows;
    bool repeats;         /* all of the first record stands below again */
    uint32_t known_below; /* of the second record: names that are known ... */
    bool is_next_known;   /* ... and these are all */
};

static bool is_mail(struct slice value)
{
    const char *at = memchr(value.text, '@', value.size);
    size_t behind = at ? (size_t)(value.text + value.size - at) - 1 : 0;

    return at && at > value.text && behind > 2 && memchr(at + 1, '.', behind) &&
            !memchr(at + 1, '@', behind) && !memchr(value.text, ' ', value.size);
}

static bool is_place(struct slice value)
{
    const char *text = value.text;

    return memmem(text, value.size, "://", 3) != NULL ||
            (value.size > 2 && text[0] == '/' && text[1] != ' ' && text[1] != '/') ||
            (value.size > 3 && text[1] == ':' && text[2] == '\\') ||
            (value.size > 3 && text[0] == '\\' && text[1] == '\\');
}

static bool is_truth(struct slice value)
{
    static const char *const truths[] = {"true", "false", "はい", "いいえ"};

    for (size_t i = 0; i < ARRAY_LENGTH(truths); i++) {
        if (strlen(truths[i]) == value.size &&
                strncasecmp(truths[i], value.text, value.size) == 0)
            return true;
    }
    return false;
}

/* A UUID, a digest. */
static bool is_token(struct slice value)
{
    size_t digits = 0;

    for (size_t i = 0; i < value.size; i++) {
        char byte = value.text[i];

        if (!memchr("0123456789abcdefABCDEF-", byte, 23))
            return false;
        digits += byte >= '0' && byte <= '9';
    }
    return value.size >= 32 && digits > 0;
}

static enum sort sort_of(struct slice value)
{
    const struct convert_context context = {.zone = NULL};
    struct convert_value converted;

    if (!value.size)
        return PLAIN;
    if (is_truth(value))
        return TRUTH;
    if (is_mail(value))
        return MAIL;
    if (is_place(value))
        return PLACE;
    if (is_token(value))
        return TOKEN;
    if (convert_text(PROGRAM_IP, value.text, value.size, &context, &converted))
        return ADDRESS;
    return PLAIN;
}

static unsigned character_of(char byte)
{
    if (byte >= 'a' && byte <= 'z')
        return SMALL;
    if (byte >= 'A' && byte <= 'Z')
        return LARGE;
    if (byte >= '0' && byte <= '9')
        return DIGIT;
    if ((unsigned char)byte >= 0x80)
        return WIDE;
    return byte == ' ' ? BLANK : SIGN;
}

static void add_shape(struct look *look, size_t *size, char byte, unsigned character)
{
    char sign = byte;

    if (character & (SMALL | LARGE))
        sign = 'a';
    else if (character == DIGIT)
        sign = '9';
    else if (character == WIDE)
        sign = 'w';
    if (*size > SHAPE_MAX ||
            (*size && look->shape[*size - 1] == sign && character < BLANK))
        return;
    if (*size == SHAPE_MAX)
        look->shape[0] = '\0';
    else
        look->shape[*size] = sign;
    *size += 1;
}

static struct look look_at(struct slice value, char quote)
{
    struct look look = {.value = {"", 0}};
    size_t size = 0;

    if (csv_scan_trim(&value, quote) || value.size > VALUE_MAX)
        return look;
    while (value.size && value.text[0] == ' ') {
        value.text++;
        value.size--;
    }
    while (value.size && value.text[value.size - 1] == ' ')
        value.size--;
    look.value = value;
    look.sort = sort_of(value);
    for (size_t i = 0; i < value.size; i++) {
        unsigned character = character_of(value.text[i]);

        look.characters |= character;
        look.length += ((unsigned char)value.text[i] & 0xC0) != 0x80;
        add_shape(&look, &size, value.text[i], character);
    }
    return look;
}

static bool is_same(struct slice a, struct slice b)
{
    return a.size == b.size && memcmp(a.text, b.text, a.size) == 0;
}

static void look_at_row(const struct csv_scan *scan, const struct csv_record *record,
        struct table *table)
{
    uint32_t known = 0;
    bool repeats = record->field_count == table->count;

    for (uint32_t k = 0; k < table->count && k < record->field_count; k++) {
        struct column *column = &table->columns[k];
        struct look look = look_at(csv_scan_field(scan, record, k), scan->dialect.quote);
        bool recurs = is_same(look.value, column->first.value);

        repeats = repeats && recurs;
        if (!look.value.size)
            continue;
        known += table->rows == 0 && header_word_is(look.value);
        column->recurs |= recurs;
        column->alike_sort += look.sort == column->first.sort;
        column->alike_shape += strcmp(look.shape, column->first.shape) == 0;
        column->alike_characters += look.characters == column->first.characters;
        if (!column->values++ || look.length < column->shortest)
            column->shortest = look.length;
        if (look.length > column->longest)
            column->longest = look.length;
    }
    table->repeats |= repeats;
    if (table->rows++ == 0) {
        table->known_below = known;
        table->is_next_known = known >= 2 && known == record->field_count;
    }
}

static bool is_most(const struct column *column, uint32_t alike)
{
    return column->values > 0 && alike * 5 >= column->values * 4;
}

static bool has_shape(const struct column *column)
{
    return strchr(column->first.shape, '9') && is_most(column, column->alike_shape);
}

static bool has_sort(const struct column *column)
{
    return column->first.sort != PLAIN && is_most(column, column->alike_sort);
}

/* About as long as those below, of the same characters. */
static bool is_alike(const struct column *column)
{
    return is_most(column, column->alike_characters) &&
            column->first.length <= 2 * column->longest &&
            2 * column->first.length >= column->shortest;
}

enum csv_doubt csv_likeness_judge(const char *text, size_t size, bool whole,
        struct csv_dialect dialect, bool has_name)
{
    struct csv_record record;
    struct csv_scan scan;
    struct table table = {.count = 0};
    uint32_t known = 0, alike = 0, unlike = 0;
    bool is_record, is_strong = false, is_value = false;

    csv_scan_begin(&scan, dialect, text, size, 0, whole);
    if (csv_scan_next(&scan, &record) != CSV_RECORD)
        return CSV_DOUBT_NONE;
    table.count = record.field_count < COLUMNS_MAX ? record.field_count : COLUMNS_MAX;
    for (uint32_t k = 0; k < table.count; k++)
        table.columns[k].first = look_at(csv_scan_field(&scan, &record, k),
                scan.dialect.quote);
    while (table.rows < ROWS_MAX && csv_scan_next(&scan, &record) == CSV_RECORD) {
        if (record.size)
            look_at_row(&scan, &record, &table);
    }
    is_record = table.repeats && table.rows > 0;
    for (uint32_t k = 0; k < table.count; k++) {
        const struct column *column = &table.columns[k];

        if (!column->first.value.size)
            continue;
        is_strong |= has_sort(column);
        is_value |= column->first.sort != PLAIN;
        is_record |= has_sort(column) || has_shape(column) || column->recurs;
        known += column->first.sort == PLAIN && !has_shape(column) && !column->recurs &&
                header_word_is(column->first.value);
        alike += is_alike(column);
        unlike += column->values > 0 && !is_alike(column);
    }
    if (known > 0 || has_name)
        return is_strong || (table.is_next_known && table.known_below > known)
                ? CSV_DOUBT_HEADER
                : CSV_DOUBT_NONE;
    if (is_record)
        return CSV_DOUBT_HEADERLESS;
    return is_value || table.is_next_known || (alike > 0 && !unlike) ? CSV_DOUBT_HEADER
                                                                     : CSV_DOUBT_NONE;
}
