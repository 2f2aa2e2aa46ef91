/* How a member was read, as words and back. */
#include "engine/run/reading.h"

#include "engine/base/text.h"
#include "tests/unit/unit.h"

static struct error err;

static void must(bool ok)
{
    ck_assert_msg(ok, "%s", err.message);
}

static const struct {
    struct record_format format;
    const char *words;
} readings[] = {
        {{RECORD_LINES, ENCODING_AUTO, 0, false, NULL, NULL, 0, 0}, "lines"},
        {{RECORD_LINES, ENCODING_CP932, 0, false, NULL, "(?<a>.)", 0, 0},
                "lines encoding=cp932"},
        {{RECORD_CSV, ENCODING_EUCJP, 0, false, NULL, NULL, 0, 0}, "csv encoding=euc-jp"},
        {{RECORD_CSV, ENCODING_UTF8, ',', true, NULL, NULL, 0, 0},
                "csv encoding=utf-8 delimiter=comma header=no"},
        {{RECORD_CSV, ENCODING_AUTO, '\t', false, NULL, NULL, 0, 0}, "csv delimiter=tab"},
        {{.kind = RECORD_CSV, .quote = '\'', .header_line = 5},
                "csv quote=single header-line=5"},
        {{.kind = RECORD_PAIRS, .encoding = ENCODING_CP932}, "pairs encoding=cp932"},
        {{RECORD_CSV, ENCODING_AUTO, '|', false, NULL, NULL, 0, 0}, "csv delimiter=pipe"},
        {{RECORD_JSON, ENCODING_UTF16LE, 0, false, NULL, NULL, 0, 0},
                "json encoding=utf-16le"},
        {{RECORD_JSON, ENCODING_UTF8, 0, false, "", NULL, 0, 0},
                "json encoding=utf-8 records="},
        {{RECORD_JSON, ENCODING_AUTO, 0, false, "a b encoding=x[*]", NULL, 0, 0},
                "json records=a b encoding=x[*]"},
        {{.kind = RECORD_XML, .encoding = ENCODING_UTF8, .records = "//Event"},
                "xml encoding=utf-8 records=//Event"},
        {{.kind = RECORD_SHEET, .encoding = ENCODING_UTF8}, "sheet encoding=utf-8"},
        {{.kind = RECORD_SHEET, .headerless = true}, "sheet header=no"},
        {{.kind = RECORD_SHEET, .header_line = 4}, "sheet header-line=4"},
};

static bool is_same(const struct record_format *a, const struct record_format *b)
{
    return a->kind == b->kind && a->encoding == b->encoding &&
            a->delimiter == b->delimiter && a->headerless == b->headerless &&
            text_is_equal(a->records, b->records);
}

START_TEST(words_say_all_that_numbers_hang_on)
{
    struct arena arena = ARENA_INIT(1 << 16);

    for (size_t i = 0; i < ARRAY_LENGTH(readings); i++) {
        CLEANUP(buf_clear) struct buf words = BUF_INIT(1 << 12);
        struct record_format format;

        must(reading_write(&readings[i].format, &words, &err));
        ck_assert_str_eq(buf_text(&words), readings[i].words);
        must(reading_parse(readings[i].words, &arena, &format, &err));
        ck_assert_msg(is_same(&format, &readings[i].format), "%s", readings[i].words);
    }
    arena_clear(&arena);
}
END_TEST

START_TEST(other_words_are_refused)
{
    static const char *const wrong[] = {"", "unread", "xlsx", "csvx", "csv ",
            "csv colour=red", "csv encoding=klingon",
            "csv delimiter=", "csv delimiter=,,", "csv header=yes", "json  records=a"};
    struct arena arena = ARENA_INIT(1 << 16);

    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++) {
        struct record_format format;

        err = (struct error){0};
        ck_assert_msg(!reading_parse(wrong[i], &arena, &format, &err), "%s", wrong[i]);
        ck_assert_int_eq(err.code, ERROR_USAGE);
    }
    arena_clear(&arena);
}
END_TEST

static bool alike(const char *left, const char *right)
{
    struct arena arena = ARENA_INIT(1 << 16);
    struct record_format a, b;
    bool is_alike;

    must(reading_parse(left, &arena, &a, &err));
    must(reading_parse(right, &arena, &b, &err));
    is_alike = reading_is_alike(&a, &b);
    ck_assert(is_alike == reading_is_alike(&b, &a));
    arena_clear(&arena);
    return is_alike;
}

START_TEST(what_is_left_to_the_bytes_is_as_the_other_says)
{
    ck_assert(alike("csv encoding=utf-8 delimiter=comma", "csv"));
    ck_assert(alike("json records=Users[*]", "json encoding=utf-8"));
    ck_assert(!alike("csv", "lines"));
    ck_assert(!alike("csv", "csv header=no"));
    ck_assert(!alike("csv encoding=utf-8", "csv encoding=cp932"));
    ck_assert(!alike("csv delimiter=tab", "csv delimiter=comma"));
    ck_assert(!alike("json records=", "json records=Users[*]"));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {words_say_all_that_numbers_hang_on,
            other_words_are_refused, what_is_left_to_the_bytes_is_as_the_other_says};

    return unit_run("reading", tests, ARRAY_LENGTH(tests));
}
