#include "engine/commands/command_line.h"

#include <string.h>

#include "tests/unit/unit.h"

static const struct command_option options[] = {
        {"strict", NULL, "厳格", "strict"},
        {"reason", "TEXT", "理由", "why"},
        {"person", "CODE:NAME...", "人", "people"},
        {NULL, NULL, NULL, NULL},
};

static const struct command verb = {
        .name = "verb",
        .arguments = "[THING ...]",
        .ja = "する",
        .en = "do",
        .options = options,
};

static struct command_call call;
static struct error err;
static char *words[64];
static int count;

static void set_up(void)
{
    call = (struct command_call){.command = &verb, .arena = ARENA_INIT(1 << 20)};
    err = (struct error){0};
    text_set_language(TEXT_EN);
}

static void tear_down(void)
{
    arena_clear(&call.arena);
}

/* "chosho verb ..." cut at blanks; "_" stands for a blank in a word, "''" for an empty
 * one. */
static void say(const char *line)
{
    static char text[1024];

    snprintf(text, sizeof(text), "chosho %s", line);
    count = 0;
    for (char *word = strtok(text, " "); word; word = strtok(NULL, " ")) {
        for (char *at = word; *at; at++)
            *at = *at == '_' ? ' ' : *at;
        if (strcmp(word, "''") == 0)
            *word = '\0';
        words[count++] = word;
    }
}

static bool parse(const char *line)
{
    say(line);
    call.argument_count = call.given_count = 0;
    return command_line_parse(&call, count, words, command_line_find_verb(count, words),
            &err);
}

static void expect(const char *line, const char *arguments)
{
    char joined[1024] = "";

    ck_assert_msg(parse(line), "%s", err.message);
    for (size_t i = 0; i < call.argument_count; i++) {
        strcat(joined, i ? "|" : "");
        strcat(joined, call.arguments[i]);
    }
    ck_assert_str_eq(joined, arguments);
}

static void expect_refusal(const char *line, const char *part)
{
    ck_assert_msg(!parse(line), "%s is taken", line);
    ck_assert_int_eq(err.code, ERROR_USAGE);
    ck_assert_msg(strstr(err.message, part) != NULL, "%s", err.message);
}

START_TEST(options_and_arguments_in_any_order)
{
    expect("verb one --strict two --reason why three", "one|two|three");
    ck_assert(command_has(&call, "strict"));
    ck_assert_str_eq(command_value(&call, "reason"), "why");
    ck_assert(!command_has(&call, "person"));
}
END_TEST

START_TEST(value_hangs_on_the_name_or_stands_behind_it)
{
    expect("verb --reason=a=b -Cfolder -o - --as tanaka", "");
    ck_assert_str_eq(command_value(&call, "reason"), "a=b");
    ck_assert_str_eq(command_value(&call, "C"), "folder");
    ck_assert_str_eq(command_value(&call, "o"), "-");
    ck_assert_str_eq(command_value(&call, "as"), "tanaka");
}
END_TEST

START_TEST(value_may_look_like_an_option)
{
    expect("verb --reason --strict", "");
    ck_assert_str_eq(command_value(&call, "reason"), "--strict");
    ck_assert(!command_has(&call, "strict"));
}
END_TEST

START_TEST(options_of_every_verb_stand_before_it_too)
{
    expect("-C folder --lang=ja verb one", "one");
    ck_assert_str_eq(command_value(&call, "C"), "folder");
    ck_assert_str_eq(command_value(&call, "lang"), "ja");
    expect_refusal("-C folder verb -C other", "given twice, as 'folder' and as 'other'");
}
END_TEST

START_TEST(verb_is_found_behind_options)
{
    say("verb");
    ck_assert_int_eq(command_line_find_verb(count, words), 1);
    say("-C status verb");
    ck_assert_int_eq(command_line_find_verb(count, words), 3);
    say("-Cstatus --format json verb");
    ck_assert_int_eq(command_line_find_verb(count, words), 4);
    say("--help");
    ck_assert_int_eq(command_line_find_verb(count, words), 1);
    say("");
    ck_assert_int_eq(command_line_find_verb(count, words), count);
    say("-C");
    ck_assert_int_eq(command_line_find_verb(count, words), count);
}
END_TEST

START_TEST(everything_behind_two_dashes_is_an_argument)
{
    expect("verb --strict -- --reason -C -- x", "--reason|-C|--|x");
    ck_assert(!command_has(&call, "reason"));
}
END_TEST

START_TEST(dash_alone_and_empty_words_are_arguments)
{
    expect("verb - ''", "-|");
}
END_TEST

START_TEST(option_that_repeats_keeps_all_values)
{
    const char *const *values;
    size_t size;

    expect("verb --person=a --person=b --person=a", "");
    ck_assert(command_values(&call, "person", &values, &size, &err));
    ck_assert_uint_eq(size, 3);
    ck_assert_str_eq(values[0], "a");
    ck_assert_str_eq(values[1], "b");
    ck_assert_str_eq(values[2], "a");
}
END_TEST

START_TEST(given_twice_the_same_is_no_harm)
{
    expect("verb --reason=a --reason=a --strict --strict", "");
}
END_TEST

START_TEST(given_twice_otherwise_is_refused)
{
    expect_refusal("verb --reason=a --reason=b", "'a' and as 'b'");
}
END_TEST

START_TEST(blank_values_are_refused)
{
    expect_refusal("verb --reason ''", "--reason is blank");
    expect_refusal("verb --reason=", "--reason is blank");
    expect_refusal("verb --reason=__", "--reason is blank");
    expect_refusal("verb -C ''", "-C is blank");
}
END_TEST

START_TEST(values_are_utf8_but_for_file_names)
{
    expect_refusal("verb --reason=\xff", "not UTF-8");
    expect("verb -C \x8e\x91 -o \x97\xbf", "");
}
END_TEST

START_TEST(missing_and_superfluous_values_are_refused)
{
    expect_refusal("verb --reason", "--reason wants TEXT behind it");
    expect_refusal("verb -C", "-C wants DIR behind it");
    expect_refusal("verb --strict=yes", "--strict takes no value");
}
END_TEST

START_TEST(unknown_options_name_the_nearest)
{
    expect_refusal("verb --strickt", "did you mean --strict?");
    expect_refusal("verb --raeson=x", "did you mean --reason?");
    expect_refusal("verb -strict", "did you mean --strict?");
    expect_refusal("verb --colour=always", "did you mean --color?");
    expect_refusal("verb --whatever", "see chosho verb --help");
    expect_refusal("verb -x", "see chosho verb --help");
    expect_refusal("verb --C=x", "no option '--C=x'");
}
END_TEST

START_TEST(language_is_taken_wherever_it_stands)
{
    say("verb --nonsense --lang ja");
    command_line_set_language(count, words);
    ck_assert_int_eq(text_language(), TEXT_JA);
    say("--lang=en,ja verb");
    command_line_set_language(count, words);
    ck_assert_int_eq(text_language(), TEXT_EN);
    say("verb --lang=xx -- --lang=ja");
    command_line_set_language(count, words);
    ck_assert_int_eq(text_language(), TEXT_EN);
}
END_TEST

START_TEST(the_graver_exit_code_counts)
{
    static const int order[] = {130, 4, 6, 2, 5, 3, 1, 0};

    for (size_t i = 0; i < ARRAY_LENGTH(order); i++) {
        for (size_t j = i; j < ARRAY_LENGTH(order); j++) {
            ck_assert_int_eq(command_worse(order[i], order[j]), order[i]);
            ck_assert_int_eq(command_worse(order[j], order[i]), order[i]);
        }
    }
}
END_TEST

START_TEST(numbers_have_their_bounds)
{
    uint64_t number = 7;

    expect("verb --reason=12", "");
    ck_assert(command_number(&call, "reason", 1, 12, 3, &number, &err));
    ck_assert_uint_eq(number, 12);
    ck_assert(command_number(&call, "person", 1, 12, 3, &number, &err));
    ck_assert_uint_eq(number, 3);
    ck_assert(!command_number(&call, "reason", 1, 11, 3, &number, &err));
    ck_assert_int_eq(err.code, ERROR_USAGE);
    tear_down();
    set_up();
    expect("verb --reason=-1", "");
    ck_assert(!command_number(&call, "reason", 0, 11, 3, &number, &err));
    tear_down();
    set_up();
    expect("verb --reason=99999999999999999999", "");
    ck_assert(!command_number(&call, "reason", 0, UINT64_MAX, 3, &number, &err));
    tear_down();
    set_up();
    expect("verb --reason=1x", "");
    ck_assert(!command_number(&call, "reason", 0, 11, 3, &number, &err));
    ck_assert_uint_eq(number, 3);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            options_and_arguments_in_any_order,
            value_hangs_on_the_name_or_stands_behind_it,
            value_may_look_like_an_option,
            options_of_every_verb_stand_before_it_too,
            verb_is_found_behind_options,
            everything_behind_two_dashes_is_an_argument,
            dash_alone_and_empty_words_are_arguments,
            option_that_repeats_keeps_all_values,
            given_twice_the_same_is_no_harm,
            given_twice_otherwise_is_refused,
            blank_values_are_refused,
            values_are_utf8_but_for_file_names,
            missing_and_superfluous_values_are_refused,
            unknown_options_name_the_nearest,
            language_is_taken_wherever_it_stands,
            the_graver_exit_code_counts,
            numbers_have_their_bounds,
    };

    return unit_run_in("command_line", tests, ARRAY_LENGTH(tests), set_up, tear_down);
}
