#include "engine/base/error.h"

#include <errno.h>
#include <string.h>

#include "engine/base/text.h"
#include "tests/unit/unit.h"

START_TEST(set_returns_false_and_keeps_the_sentence)
{
    struct error err = {0};

    ck_assert(!error_set(&err, ERROR_MISSING, "no '%s' in %d places", "x", 3));
    ck_assert_int_eq(err.code, ERROR_MISSING);
    ck_assert_str_eq(err.message, "no 'x' in 3 places");
}
END_TEST

START_TEST(prefix_goes_before_and_keeps_the_kind)
{
    struct error err = {0};

    error_set(&err, ERROR_LIMIT, "too long");
    ck_assert(!error_prefix(&err, "%s:%d", "a.csv", 7));
    ck_assert_int_eq(err.code, ERROR_LIMIT);
    ck_assert_str_eq(err.message, "a.csv:7: too long");
}
END_TEST

/* Where it is gives way to why it is, but for a piece of both its ends. */
START_TEST(long_prefix_loses_its_middle)
{
    struct error err = {0};
    char prefix[4096];

    for (size_t i = 0; i + 3 < sizeof(prefix); i += 3)
        memcpy(prefix + i, "あ", 4);
    error_set(&err, ERROR_LIMIT, "line 3: a quote opens here");
    ck_assert(!error_prefix(&err, "b-1, %s.csv", prefix));
    ck_assert_uint_gt(strlen(err.message), sizeof(err.message) - 8);
    ck_assert_uint_eq(text_find_invalid(err.message, strlen(err.message)),
            strlen(err.message));
    ck_assert_ptr_nonnull(strstr(err.message, "あ…あ"));
    ck_assert_int_eq(strncmp(err.message, "b-1, あ", 8), 0);
    ck_assert_ptr_nonnull(strstr(err.message, "あ.csv: line 3: a quote opens here"));
}
END_TEST

/* Whatever byte the cut falls on, the message stays UTF-8, ends in an ellipsis and keeps
 * its start. */
START_TEST(long_message_is_cut_at_a_character)
{
    char text[2048];

    for (size_t shift = 0; shift < 3; shift++) {
        struct error err = {0};

        memset(text, 'a', shift);
        for (size_t i = shift; i + 3 < sizeof(text); i += 3)
            memcpy(text + i, "監", 4);
        error_set(&err, ERROR_IO, "%s", text);
        ck_assert_uint_ge(strlen(err.message), sizeof(err.message) - 4);
        ck_assert_uint_eq(text_find_invalid(err.message, strlen(err.message)),
                strlen(err.message));
        ck_assert_str_eq(err.message + strlen(err.message) - 3, "…");
        ck_assert_int_eq(memcmp(err.message, text, strlen(err.message) - 3), 0);
    }
}
END_TEST

START_TEST(message_that_just_fits_is_not_cut)
{
    struct error err = {0};
    char text[sizeof(err.message)];

    memset(text, 'x', sizeof(text));
    text[sizeof(text) - 1] = '\0';
    error_set(&err, ERROR_IO, "%s", text);
    ck_assert_str_eq(err.message, text);
}
END_TEST

START_TEST(long_prefix_leaves_valid_text)
{
    struct error err = {0};
    char prefix[1200];

    memset(prefix, 'a', 2);
    for (size_t i = 2; i + 3 < sizeof(prefix); i += 3)
        memcpy(prefix + i, "票", 4);
    error_set(&err, ERROR_IO, "tail");
    error_prefix(&err, "%s", prefix);
    ck_assert_uint_eq(text_find_invalid(err.message, strlen(err.message)),
            strlen(err.message));
    ck_assert_str_eq(err.message + strlen(err.message) - 9, "票: tail");
}
END_TEST

START_TEST(prefix_may_be_the_message_itself)
{
    struct error err = {0};

    error_set(&err, ERROR_IO, "again");
    error_prefix(&err, "%s", err.message);
    ck_assert_str_eq(err.message, "again: again");
}
END_TEST

START_TEST(every_kind_has_its_exit_code)
{
    static const struct {
        enum error_code code;
        int exit_code;
    } rows[] = {
            {ERROR_NONE, 0},
            {ERROR_USAGE, 2},
            {ERROR_SCRIPT, 2},
            {ERROR_MISSING, 2},
            {ERROR_UNREADABLE, 3},
            {ERROR_VALUE, 3},
            {ERROR_LIMIT, 3},
            {ERROR_REFUSED, 5},
            {ERROR_INTEGRITY, 4},
            {ERROR_IO, 6},
            {ERROR_DATABASE, 6},
            {ERROR_MEMORY, 6},
            {ERROR_LOST, 3},
            {ERROR_INTERRUPTED, 130},
    };

    ck_assert_uint_eq(ARRAY_LENGTH(rows), ERROR_INTERRUPTED + 1);
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        ck_assert_uint_eq(rows[i].code, i);
        ck_assert_int_eq(error_exit_code(rows[i].code), rows[i].exit_code);
    }
}
END_TEST

START_TEST(memory_error_says_so)
{
    struct error err = {0};

    ck_assert(!error_memory(&err));
    ck_assert_int_eq(err.code, ERROR_MEMORY);
    ck_assert_str_ne(err.message, "");
}
END_TEST

START_TEST(old_message_may_be_part_of_the_new_one)
{
    struct error err = {0};

    error_set(&err, ERROR_IO, "disk");
    error_set(&err, ERROR_LOST, "worker: %s (%s)", err.message, err.message);
    ck_assert_str_eq(err.message, "worker: disk (disk)");
}
END_TEST

START_TEST(reason_is_in_the_language_of_messages)
{
    text_set_language(TEXT_JA);
    ck_assert_str_eq(error_reason(ENOSPC), "ディスクの空きがありません");
    text_set_language(TEXT_EN);
    ck_assert_str_eq(error_reason(ENOSPC), "the disk is full");
    ck_assert_str_ne(error_reason(EDOM), ""); /* whatever the number */
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            set_returns_false_and_keeps_the_sentence,
            prefix_goes_before_and_keeps_the_kind,
            long_prefix_loses_its_middle,
            long_message_is_cut_at_a_character,
            message_that_just_fits_is_not_cut,
            long_prefix_leaves_valid_text,
            prefix_may_be_the_message_itself,
            old_message_may_be_part_of_the_new_one,
            every_kind_has_its_exit_code,
            memory_error_says_so,
            reason_is_in_the_language_of_messages,
    };

    return unit_run("error", tests, ARRAY_LENGTH(tests));
}
