#include "engine/base/complaint.h"

#include <string.h>

#include "engine/base/text.h"
#include "tests/unit/unit.h"

static struct complaint_list list;
static struct buf out;

static void begin(void)
{
    complaint_list_init(&list);
    out = (struct buf)BUF_INIT((size_t)1 << 20);
    text_set_language(TEXT_EN);
}

static void end(void)
{
    complaint_list_clear(&list);
    buf_clear(&out);
}

static const char *written(void)
{
    struct error err = {0};

    buf_reset(&out);
    ck_assert(complaint_list_write(&list, &out, &err));
    return buf_text(&out);
}

START_TEST(sorted_by_file_and_place_then_as_added)
{
    begin();
    complaint_add(&list, COMPLAINT_ERROR, "b.xml", 1, 1, "b");
    complaint_add(&list, COMPLAINT_ERROR, "a.xml", 10, 2, "late");
    complaint_add(&list, COMPLAINT_WARNING, "a.xml", 9, 20, "second");
    complaint_add(&list, COMPLAINT_ERROR, "a.xml", 9, 20, "third");
    complaint_add(&list, COMPLAINT_ERROR, "a.xml", 9, 3, "first %d of %s", 1, "all");
    complaint_list_sort(&list);
    ck_assert_str_eq(written(),
            "a.xml:9:3: error: first 1 of all\n"
            "a.xml:9:20: warning: second\n"
            "a.xml:9:20: error: third\n"
            "a.xml:10:2: error: late\n"
            "b.xml:1:1: error: b\n");
    ck_assert_uint_eq(list.errors, 4);
    end();
}
END_TEST

START_TEST(repeats_go_and_are_not_counted)
{
    begin();
    complaint_add(&list, COMPLAINT_ERROR, "a.xml", 1, 1, "same");
    complaint_add(&list, COMPLAINT_ERROR, "a.xml", 1, 1, "other");
    complaint_add(&list, COMPLAINT_ERROR, "a.xml", 1, 1, "same");
    complaint_add(&list, COMPLAINT_WARNING, "a.xml", 1, 1, "same");
    complaint_add(&list, COMPLAINT_ERROR, "a.xml", 1, 2, "same");
    complaint_list_sort(&list);
    ck_assert_uint_eq(list.count, 4);
    ck_assert_uint_eq(list.errors, 3);
    end();
}
END_TEST

START_TEST(no_place_writes_none)
{
    begin();
    complaint_add(&list, COMPLAINT_ERROR, "a.xml", 0, 0, "empty");
    complaint_add(&list, COMPLAINT_ERROR, "a.xml", 3, 0, "a line");
    ck_assert_str_eq(written(), "a.xml: error: empty\na.xml:3: error: a line\n");
    end();
}
END_TEST

START_TEST(japanese_words)
{
    begin();
    text_set_language(TEXT_JA);
    complaint_add(&list, COMPLAINT_ERROR, "a.xml", 1, 1, "空");
    complaint_add(&list, COMPLAINT_WARNING, "a.xml", 2, 1, "古い");
    ck_assert_str_eq(written(), "a.xml:1:1: エラー: 空\na.xml:2:1: 警告: 古い\n");
    end();
}
END_TEST

/* A script cannot make a terminal do anything, nor add lines that look like complaints.
 */
START_TEST(hostile_text_is_written_visibly)
{
    begin();
    complaint_add(&list, COMPLAINT_ERROR, "a\x1b[2J.xml", 1, 1, "x\ny\x1b]0;z");
    ck_assert_str_eq(written(), "a\\x1B[2J.xml:1:1: error: x\\x0Ay\\x1B]0;z\n");
    end();
}
END_TEST

START_TEST(names_are_copied)
{
    char file[] = "a.xml", message[] = "text";

    begin();
    complaint_add(&list, COMPLAINT_ERROR, file, 1, 1, "%s", message);
    file[0] = message[0] = 'X';
    ck_assert_str_eq(written(), "a.xml:1:1: error: text\n");
    end();
}
END_TEST

START_TEST(long_message_is_cut_at_a_character)
{
    char text[4000] = "a";

    begin();
    for (size_t i = 1; i + 4 < sizeof(text); i += 3)
        memcpy(text + i, "あ", 4);
    complaint_add(&list, COMPLAINT_ERROR, "a.xml", 1, 1, "%s", text);
    ck_assert_uint_lt(strlen(list.items[0].message), 1024);
    ck_assert_uint_gt(strlen(list.items[0].message), 1000);
    ck_assert_uint_eq(text_find_invalid(list.items[0].message,
                              strlen(list.items[0].message)),
            strlen(list.items[0].message));
    ck_assert_str_eq(list.items[0].message + strlen(list.items[0].message) - 3, "…");
    end();
}
END_TEST

START_TEST(more_than_a_thousand_are_counted_not_listed)
{
    begin();
    for (unsigned i = 0; i < 1500; i++)
        complaint_add(&list, COMPLAINT_ERROR, "a.xml", i + 1, 1, "wrong");
    ck_assert_uint_eq(list.count, 1000);
    ck_assert_uint_eq(list.errors, 1500);
    ck_assert(list.incomplete);
    ck_assert_ptr_nonnull(strstr(written(), "more complaints"));
    complaint_list_clear(&list);
    ck_assert_uint_eq(list.errors, 0);
    ck_assert(!list.incomplete);
    end();
}
END_TEST

START_TEST(warnings_over_a_thousand_are_no_errors)
{
    begin();
    for (unsigned i = 0; i < 1001; i++)
        complaint_add(&list, COMPLAINT_WARNING, "a.xml", i + 1, 1, "odd");
    ck_assert_uint_eq(list.errors, 0);
    ck_assert(list.incomplete);
    end();
}
END_TEST

START_TEST(quotes_are_short_and_whole)
{
    char text[200] = "";

    ck_assert_str_eq(complaint_quote("short").text, "short");
    ck_assert_str_eq(complaint_quote(NULL).text, "?");
    for (size_t shift = 0; shift < 3; shift++) {
        struct complaint_quote quote;

        memset(text, 'a', shift);
        for (size_t i = shift; i + 4 < sizeof(text); i += 3)
            memcpy(text + i, "監", 4);
        quote = complaint_quote(text);
        ck_assert_uint_eq(text_find_invalid(quote.text, strlen(quote.text)),
                strlen(quote.text));
        ck_assert_ptr_nonnull(strstr(quote.text, "…"));
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            sorted_by_file_and_place_then_as_added,
            repeats_go_and_are_not_counted,
            no_place_writes_none,
            japanese_words,
            hostile_text_is_written_visibly,
            names_are_copied,
            long_message_is_cut_at_a_character,
            more_than_a_thousand_are_counted_not_listed,
            warnings_over_a_thousand_are_no_errors,
            quotes_are_short_and_whole,
    };

    return unit_run("complaint", tests, ARRAY_LENGTH(tests));
}
