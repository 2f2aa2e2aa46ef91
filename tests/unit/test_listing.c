#include "engine/commands/listing.h"

#include <string.h>

#include "tests/unit/unit.h"

static const struct listing_column columns[] = {
        {"name", "名前", "name", LISTING_TEXT},
        {"count", "件数", "count", LISTING_NUMBER},
        {"outcome", "結果", "outcome", LISTING_OUTCOME},
        {"note", "備考", "note", LISTING_TEXT},
};

static struct command_call call;
static char *out;
static size_t out_size;
static struct error err;

static struct listing *begin_with(const struct listing_column *list, size_t count,
        enum command_format format)
{
    struct listing *listing;

    err = (struct error){0};
    call.format = format;
    call.out = open_memstream(&out, &out_size);
    ck_assert_ptr_nonnull(call.out);
    ck_assert_msg(listing_new(&call, list, count, &listing, &err), "%s", err.message);
    return listing;
}

static struct listing *begin(enum command_format format)
{
    return begin_with(columns, ARRAY_LENGTH(columns), format);
}

static void add(struct listing *listing, const char *name, const char *count,
        const char *outcome, const char *note)
{
    ck_assert_msg(listing_add(listing,
                          (struct slice[]){listing_text(name), listing_text(count),
                                  listing_text(outcome), listing_text(note)},
                          &err),
            "%s", err.message);
}

static void expect(struct listing *listing, const char *text)
{
    ck_assert_msg(listing_finish(listing, &err), "%s", err.message);
    listing_free(listing);
    fclose(call.out);
    ck_assert_str_eq(out, text);
    free(out);
    call = (struct command_call){0};
}

START_TEST(table_counts_columns_as_a_terminal_does)
{
    struct listing *listing = begin(COMMAND_TABLE);

    add(listing, "退職者一覧.csv", "7", "exception", "x");
    add(listing, "a", "1042", "no-exception", NULL);
    expect(listing,
            "name            count  outcome       note\n"
            "退職者一覧.csv      7  exception     x\n"
            "a                1042  no-exception\n");
}
END_TEST

START_TEST(table_has_the_headings_of_the_language)
{
    struct listing *listing;

    text_set_language(TEXT_JA);
    listing = begin(COMMAND_TABLE);
    add(listing, "a", "1", "open", "b");
    expect(listing,
            "名前  件数  結果    備考\n"
            "a        1  未記入  b\n");
    listing = begin(COMMAND_TABLE); /* a code without a word stays */
    add(listing, "open", "1", "nonsense", "open");
    expect(listing,
            "名前  件数  結果      備考\n"
            "open     1  nonsense  open\n");
    listing = begin(COMMAND_CSV);
    add(listing, "a", "1", "open", "b");
    expect(listing, "name,count,outcome,note\r\na,1,open,b\r\n");
    text_set_language(TEXT_EN);
}
END_TEST

/* What evidence holds cannot move a cursor, and takes the room it takes when shown. */
START_TEST(table_shows_control_characters)
{
    struct listing *listing = begin(COMMAND_TABLE);

    add(listing, "a\033[2Jb", "1", "open", "line\nbreak");
    add(listing, "c", "1", "open", "d");
    expect(listing,
            "name       count  outcome  note\n"
            "a\\x1B[2Jb      1  open     line\\x0Abreak\n"
            "c              1  open     d\n");
}
END_TEST

START_TEST(table_without_rows_has_its_headings)
{
    expect(begin(COMMAND_TABLE), "name  count  outcome  note\n");
}
END_TEST

START_TEST(colour_is_added_to_the_word_and_takes_no_room)
{
    struct listing *listing;

    call.is_color = true;
    listing = begin(COMMAND_TABLE);
    add(listing, "exception", "1", "exception", "n");
    add(listing, "b", "1", "other-route", "n");
    expect(listing,
            "name       count  outcome      note\n"
            "exception      1  \033[31mexception\033[0m    n\n"
            "b              1  other-route  n\n");
}
END_TEST

START_TEST(colour_is_never_in_data)
{
    struct listing *listing;

    call.is_color = true;
    listing = begin(COMMAND_CSV);
    add(listing, "a", "1", "exception", "n");
    expect(listing, "name,count,outcome,note\r\na,1,exception,n\r\n");
}
END_TEST

/* The first rows decide the widths; the others follow as they come, none is lost. */
START_TEST(table_of_many_rows_is_whole_and_in_order)
{
    struct listing *listing = begin(COMMAND_TABLE);
    char name[16];
    size_t lines = 0;
    const char *at;

    for (int i = 0; i < 2500; i++) {
        snprintf(name, sizeof(name), "n%d", i);
        add(listing, name, "1", "open", "x");
    }
    ck_assert(listing_finish(listing, &err));
    listing_free(listing);
    fclose(call.out);
    at = strchr(out, '\n') + 1;
    for (; *at; at = strchr(at, '\n') + 1) {
        snprintf(name, sizeof(name), "n%zu ", lines++);
        ck_assert_int_eq(strncmp(at, name, strlen(name)), 0);
    }
    ck_assert_uint_eq(lines, 2500);
    free(out);
}
END_TEST

START_TEST(csv_is_that_of_rfc_4180)
{
    struct listing *listing = begin(COMMAND_CSV);

    add(listing, "say \"no\"", "1", "a,b", "two\nlines\r");
    add(listing, "", NULL, "=1+1", " blank ");
    expect(listing,
            "name,count,outcome,note\r\n"
            "\"say \"\"no\"\"\",1,\"a,b\",\"two\nlines\r\"\r\n"
            ",,=1+1, blank \r\n");
}
END_TEST

START_TEST(tsv_keeps_a_record_on_a_line)
{
    struct listing *listing = begin(COMMAND_TSV);

    add(listing, "a\tb", "1", "c\\d", "e\nf\rg");
    expect(listing,
            "name\tcount\toutcome\tnote\n"
            "a\\tb\t1\tc\\\\d\te\\nf\\rg\n");
}
END_TEST

START_TEST(empty_csv_and_tsv_have_their_headings)
{
    expect(begin(COMMAND_CSV), "name,count,outcome,note\r\n");
    expect(begin(COMMAND_TSV), "name\tcount\toutcome\tnote\n");
}
END_TEST

START_TEST(json_is_an_array_of_objects)
{
    struct listing *listing = begin(COMMAND_JSON);

    add(listing, "監\"査\n", "7", "open", NULL);
    add(listing, "b", "", "open", "");
    expect(listing,
            "[\n"
            "  {\"name\":\"監\\\"査\\n\",\"count\":7,\"outcome\":\"open\",\"note\":null},\n"
            "  {\"name\":\"b\",\"count\":\"\",\"outcome\":\"open\",\"note\":\"\"}\n"
            "]\n");
    expect(begin(COMMAND_JSON), "[]\n");
}
END_TEST

START_TEST(jsonl_is_an_object_a_line)
{
    struct listing *listing = begin(COMMAND_JSONL);

    add(listing, "a", "7", "open", "x");
    add(listing, "b", "8", "open", "\xff\x1b");
    expect(listing,
            "{\"name\":\"a\",\"count\":7,\"outcome\":\"open\",\"note\":\"x\"}\n"
            "{\"name\":\"b\",\"count\":8,\"outcome\":\"open\",\"note\":\"\\ufffd\\u001b\"}\n");
    expect(begin(COMMAND_JSONL), "");
}
END_TEST

/* Readers of JSON round integers beyond 2^53, and take no "Inf" or "007". */
START_TEST(json_numbers_are_those_that_survive)
{
    static const struct listing_column numbers[] = {{"n", NULL, NULL, LISTING_NUMBER}};
    static const char *const values[] = {"9007199254740991", "9007199254740992",
            "-9007199254740992", "1.5", "1.0e+20", "Inf", "007", "-0"};
    struct listing *listing = begin_with(numbers, 1, COMMAND_JSONL);

    for (size_t i = 0; i < ARRAY_LENGTH(values); i++) {
        const struct slice value = listing_text(values[i]);

        ck_assert(listing_add(listing, &value, &err));
    }
    expect(listing,
            "{\"n\":9007199254740991}\n{\"n\":\"9007199254740992\"}\n"
            "{\"n\":\"-9007199254740992\"}\n{\"n\":1.5}\n{\"n\":1.0e+20}\n"
            "{\"n\":\"Inf\"}\n{\"n\":\"007\"}\n{\"n\":-0}\n");
}
END_TEST

START_TEST(json_keys_are_unique)
{
    static const struct listing_column twins[] = {{"a", NULL, NULL, LISTING_TEXT},
            {"b", NULL, NULL, LISTING_TEXT}, {"a", NULL, NULL, LISTING_TEXT},
            {"a", NULL, NULL, LISTING_TEXT}};
    struct listing *listing = begin_with(twins, 4, COMMAND_JSONL);

    add(listing, "1", "2", "3", "4");
    expect(listing, "{\"a\":\"1\",\"b\":\"2\",\"a:2\":\"3\",\"a:3\":\"4\"}\n");
}
END_TEST

START_TEST(output_that_cannot_be_written_is_an_error)
{
    struct listing *listing = begin(COMMAND_CSV);

    fclose(call.out);
    free(out);
    call.out = fopen("/dev/full", "we");
    ck_assert_ptr_nonnull(call.out);
    setvbuf(call.out, NULL, _IONBF, 0);
    listing_free(listing);
    ck_assert(listing_new(&call, columns, ARRAY_LENGTH(columns), &listing, &err));
    ck_assert(!listing_finish(listing, &err));
    ck_assert_int_eq(err.code, ERROR_IO);
    ck_assert_ptr_nonnull(strstr(err.message, "the disk is full"));
    listing_free(listing);
    fclose(call.out);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            table_counts_columns_as_a_terminal_does,
            table_has_the_headings_of_the_language,
            table_shows_control_characters,
            table_without_rows_has_its_headings,
            colour_is_added_to_the_word_and_takes_no_room,
            colour_is_never_in_data,
            table_of_many_rows_is_whole_and_in_order,
            csv_is_that_of_rfc_4180,
            tsv_keeps_a_record_on_a_line,
            empty_csv_and_tsv_have_their_headings,
            json_is_an_array_of_objects,
            jsonl_is_an_object_a_line,
            json_numbers_are_those_that_survive,
            json_keys_are_unique,
            output_that_cannot_be_written_is_an_error,
    };

    return unit_run("listing", tests, ARRAY_LENGTH(tests));
}
