/* The two scanners of CSV against a third, as plain as the rules. */
#include "evidence/format/csv_scan.h"

#include <stdio.h>
#include <string.h>

#include "evidence/byte_mask.h"
#include "tests/unit/unit.h"

#define TEXT_MAX 400

/* Deterministic numbers that look like chance. */
static uint32_t next_number(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

START_TEST(mask_tells_the_places_of_a_byte)
{
    char bytes[64];
    uint32_t seed = 7;

    for (int round = 0; round < 1000; round++) {
        for (int i = 0; i < 64; i++)
            bytes[i] = (char)(next_number(&seed) % 4 == 0 ? ',' : next_number(&seed));
        for (int i = 0; i < 64; i++)
            ck_assert_uint_eq(byte_mask_of(bytes, ',') >> i & 1, bytes[i] == ',');
    }
    ck_assert_uint_eq(byte_mask_parity(0x12), 0x0E);
    ck_assert_uint_eq(byte_mask_parity(1), UINT64_MAX);
    ck_assert_uint_eq(byte_mask_parity(UINT64_C(1) << 63), UINT64_C(1) << 63);
}
END_TEST

static bool ends_in_lf(const char *text, size_t size, size_t at)
{
    size_t begin = at;

    while (at < size && text[at] == '\r')
        at++;
    return at > begin && at < size && text[at] == '\n' && at - begin <= 64;
}

/* One record after the other by the words of csv_scan.h; writes "field|field;" with
 * problems marked, U for a quote never closed. */
static void scan_plainly(const char *text, size_t size, char delimiter, char *out)
{
    size_t at = 0;

    while (at < size) {
        char *begin = out;
        bool bad = false, field_start = true, quoted = false, ended = false;

        while (!ended) {
            bool over = at == size;
            char byte = over ? '\n' : text[at];

            if (over && quoted) {
                strcpy(begin, "U");
                return;
            }
            if (quoted) {
                *out++ = byte;
                at++;
                if (byte != '"')
                    continue;
                quoted = false;
                if (at < size && text[at] == '"') {
                    quoted = true;
                    *out++ = text[at++];
                } else if (at < size && text[at] != delimiter && text[at] != '\n' &&
                        !ends_in_lf(text, size, at)) {
                    bad = true;
                }
                continue;
            }
            if (field_start && byte == '"' && !over) {
                quoted = true;
                field_start = false;
                *out++ = byte;
                at++;
            } else if (byte == '\n') {
                for (size_t i = at; !over && out > begin && i-- > 0 && text[i] == '\r' &&
                        at - i <= 64;)
                    out--;
                ended = true;
                at += !over;
            } else {
                field_start = byte == delimiter;
                *out++ = field_start ? '|' : byte;
                at++;
            }
        }
        if (bad)
            *out++ = '!';
        *out++ = ';';
    }
    *out = '\0';
}

static void write_record(const struct csv_scan *scan, const struct csv_record *record,
        char **out)
{
    for (uint32_t k = 0; k < record->field_count; k++) {
        struct slice field = csv_scan_field(scan, record, k);

        if (k)
            *(*out)++ = '|';
        memcpy(*out, field.text, field.size);
        *out += field.size;
    }
    if (record->bad_quote)
        *(*out)++ = '!';
    *(*out)++ = ';';
}

/* An assertion that holds costs a write, and there are millions of these. */
static void hold(bool holds, const char *text)
{
    if (!holds)
        ck_abort_msg("text: %s", text);
}

/* The scanner's view; also that every record is found alike from its own beginning and in
 * a cut text. */
static void scan(const char *text, size_t size, char delimiter, char *out)
{
    struct csv_dialect dialect = {delimiter, '\n', '"'};
    struct csv_scan first, again;
    struct csv_record record, same;
    enum csv_result result;

    csv_scan_begin(&first, dialect, text, size, 0, true);
    while ((result = csv_scan_next(&first, &record)) == CSV_RECORD) {
        write_record(&first, &record, &out);
        csv_scan_begin(&again, dialect, text, size, record.begin, true);
        hold(csv_scan_next(&again, &same) == CSV_RECORD && same.next == record.next &&
                        same.field_count == record.field_count,
                text);
        csv_scan_begin(&again, dialect, text, record.next, record.begin, false);
        result = csv_scan_next(&again, &same);
        hold(result == CSV_MORE || same.next == record.next, text);
        hold(result == CSV_RECORD || text[record.next - 1] != '\n', text);
        csv_scan_begin(&again, dialect, text, record.next - 1, record.begin, false);
        hold(csv_scan_next(&again, &same) == CSV_MORE, text);
    }
    if (result == CSV_UNCLOSED)
        strcpy(out, "U");
    else
        *out = '\0';
}

static void compare(const char *text, size_t size, char delimiter)
{
    char expected[3 * TEXT_MAX] = "", got[3 * TEXT_MAX] = "";

    scan_plainly(text, size, delimiter, expected + 1);
    scan(text, size, delimiter, got + 1);
    if (strcmp(expected + 1, got + 1) != 0)
        ck_abort_msg("text: %s\nexpected %s\ngot      %s", text, expected + 1, got + 1);
}

START_TEST(both_scanners_mean_the_same_on_any_text)
{
    static const char *const alphabets[] = {"a,\"\n", "ab,,\"\"\"\n\r", "abcdefgh,\n",
            "aaaaaaaaa,\"\r\n", "\"\"\"\"\"\"\",\n", "\r\n,\""};
    char text[TEXT_MAX + 1];
    uint32_t seed = 11;

    for (int round = 0; round < 60000; round++) {
        const char *alphabet = alphabets[(unsigned)round % ARRAY_LENGTH(alphabets)];
        size_t size = next_number(&seed) % (round % 3 ? 24 : TEXT_MAX);

        for (size_t i = 0; i < size; i++)
            text[i] = alphabet[next_number(&seed) % strlen(alphabet)];
        text[size] = '\0';
        compare(text, size, ',');
    }
}
END_TEST

/* Well-formed records, so that the masks are at work over many blocks. */
START_TEST(both_scanners_mean_the_same_on_sound_records)
{
    static const char *const fields[] = {"", "a", "\"\"", "\"a,b\"", "\"a\"\"b\"",
            "\"line\nbreak\"", "plain text", "\"\"\"\"", "\"x\""};
    char text[TEXT_MAX + 64];
    uint32_t seed = 5;

    for (int round = 0; round < 20000; round++) {
        size_t size = 0;

        while (size < next_number(&seed) % TEXT_MAX) {
            const char *field = fields[next_number(&seed) % ARRAY_LENGTH(fields)];

            size += (size_t)sprintf(text + size, "%s%s", field,
                    next_number(&seed) % 5           ? ","
                            : next_number(&seed) % 2 ? "\n"
                                                     : "\r\n");
        }
        text[size] = '\0';
        compare(text, size, ',');
    }
}
END_TEST

/* A quote that breaks the rules on the seam of two blocks, at every distance from it. */
START_TEST(stray_quotes_are_seen_across_blocks)
{
    static const char *const strays[] = {"a\"b,\"c\"\n", "\"a\"b,c\n", "\"a\"\n\"b\",c\n",
            "\"a\"\"\",c\n", "\"a\"\r\n", "\"a\"\rb\n", "\"a\"\r\r\n", "\"a\"\r\r\rb\n"};
    char text[TEXT_MAX + 1];

    for (size_t i = 0; i < ARRAY_LENGTH(strays); i++) {
        for (size_t pad = 0; pad < 140; pad++) {
            size_t size = (size_t)sprintf(text, "\"q\",");

            memset(text + size, 'a', pad);
            size += pad;
            size += (size_t)sprintf(text + size, "%s%sx,\"y\"\n", pad % 2 ? "" : ",",
                    strays[i]);
            compare(text, size, ',');
        }
    }
}
END_TEST

START_TEST(returns_may_end_records)
{
    static const char text[] = "a,\"x\ry\"\r\nb\"\rc\nd\r";
    static const char *const texts[] = {"a,\"x\ry\"", "b\"", "c", "d"};
    struct csv_dialect dialect = {',', '\r', '"'};
    struct csv_scan scan;
    struct csv_record record;

    csv_scan_begin(&scan, dialect, text, sizeof(text) - 1, 0, true);
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
        ck_assert_int_eq(csv_scan_next(&scan, &record), CSV_RECORD);
        ck_assert_uint_eq(record.size, strlen(texts[i]));
        ck_assert_mem_eq(text + record.begin, texts[i], record.size);
    }
    ck_assert_int_eq(csv_scan_next(&scan, &record), CSV_END);
    csv_scan_begin(&scan, dialect, "a\r", 2, 0, false); /* a line feed may come */
    ck_assert_int_eq(csv_scan_next(&scan, &record), CSV_MORE);
}
END_TEST

START_TEST(quotes_are_taken_off_and_undoubled)
{
    static const struct {
        const char *field, *value;
        bool has_work;
    } cases[] = {
            {"\"\"", "", false},
            {"\"a\"", "a", false},
            {"\"a\"\"b\"", "a\"b", true},
            {"\"\"\"\"", "\"", true},
            {"\"\"\"a\"\"\"", "\"a\"", true},
            {"plain", "plain", false},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct slice field = {cases[i].field, strlen(cases[i].field)};
        char value[32];

        ck_assert_int_eq(csv_scan_trim(&field, '"'), cases[i].has_work);
        if (cases[i].has_work)
            field = (struct slice){value, csv_scan_unquote(field, '"', value)};
        ck_assert_uint_eq(field.size, strlen(cases[i].value));
        ck_assert_mem_eq(field.text, cases[i].value, field.size);
    }
}
END_TEST

START_TEST(more_fields_than_are_kept_are_counted)
{
    static char text[3 * LIMIT_CSV_COLUMNS];
    struct csv_scan scan;
    struct csv_record record;

    memset(text, ',', sizeof(text));
    csv_scan_begin(&scan, (struct csv_dialect){',', '\n', '"'}, text, sizeof(text), 0,
            true);
    ck_assert_int_eq(csv_scan_next(&scan, &record), CSV_RECORD);
    ck_assert_uint_eq(record.field_count, sizeof(text) + 1);
    ck_assert_uint_eq(csv_scan_field(&scan, &record, LIMIT_CSV_COLUMNS - 1).size, 0);
    ck_assert_int_eq(csv_scan_next(&scan, &record), CSV_END);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {mask_tells_the_places_of_a_byte,
            both_scanners_mean_the_same_on_any_text,
            both_scanners_mean_the_same_on_sound_records,
            stray_quotes_are_seen_across_blocks, returns_may_end_records,
            quotes_are_taken_off_and_undoubled, more_fields_than_are_kept_are_counted};

    return unit_run("csv_scan", tests, ARRAY_LENGTH(tests));
}
