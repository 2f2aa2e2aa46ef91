#include "engine/commands/command_line.h"

#include "engine/commands/commands.h"

#include <string.h>

#define ARGUMENTS_MAX 100000
#define NAMES_MAX 64

/* An option's word taken apart: the name, and the value that hangs on it. */
struct word {
    const char *name;
    size_t size;
    const char *value; /* NULL where none hangs on it */
};

static bool is_option(const char *word)
{
    return word[0] == '-' && word[1] != '\0';
}

static struct word take_apart(const char *text)
{
    struct word word = {text + 1, 1, text + 2};

    if (text[1] != '-') { /* one letter: the value may follow at once */
        if (*word.value == '=')
            word.value++;
        else if (!*word.value)
            word.value = NULL;
        return word;
    }
    word.name = text + 2;
    word.size = strcspn(word.name, "=");
    word.value = word.name[word.size] ? word.name + word.size + 1 : NULL;
    return word;
}

/* One letter stands behind one dash, a longer name behind two. */
static const struct command_option *find_option(const struct command_option *options,
        const char *text)
{
    struct word word = take_apart(text);

    for (; options && options->name; options++) {
        if (strlen(options->name) == word.size &&
                strncmp(options->name, word.name, word.size) == 0 &&
                (word.size == 1) == (text[1] != '-'))
            return options;
    }
    return NULL;
}

int command_line_find_verb(int argc, char **argv)
{
    int at = 1;

    while (at < argc && is_option(argv[at])) {
        const struct command_option *option = find_option(command_common, argv[at]);

        if (!option || !option->argument)
            return at;
        at += take_apart(argv[at]).value ? 1 : 2;
    }
    return at < argc ? at : argc;
}

static const char *first_language(const char *value)
{
    return strcmp(value, "ja,en") == 0    ? "ja"
            : strcmp(value, "en,ja") == 0 ? "en"
                                          : value;
}

void command_line_set_language(int argc, char **argv)
{
    enum text_language language;

    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        const char *value = text_starts_with(argv[i], "--lang=") ? argv[i] + 7
                : strcmp(argv[i], "--lang") == 0 && i + 1 < argc ? argv[i + 1]
                                                                 : NULL;

        if (value && text_find_language(first_language(value), &language))
            text_set_language(language);
    }
}

bool command_line_has_language(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--lang") == 0 || text_starts_with(argv[i], "--lang="))
            return true;
    }
    return false;
}

const char *command_line_folder(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (text_starts_with(argv[i], "-C"))
            return take_apart(argv[i]).value ? take_apart(argv[i]).value : argv[i + 1];
    }
    return NULL;
}

static bool refuse_option(const struct command_call *call, const char *text,
        struct error *err)
{
    const struct command_option *const lists[] = {call->command->options, command_common};
    const char *names[NAMES_MAX];
    size_t count = 0;
    struct word word = take_apart(text);
    char name[64];
    const char *nearest;

    for (size_t l = 0; l < ARRAY_LENGTH(lists); l++) {
        for (const struct command_option *o = lists[l];
                o && o->name && count < NAMES_MAX - 1; o++) {
            if (o->name[1])
                names[count++] = o->name;
        }
    }
    names[count] = NULL;
    if (text[1] != '-') /* -strict is meant as --strict */
        word = (struct word){text + 1, strcspn(text + 1, "="), NULL};
    snprintf(name, sizeof(name), "%.*s", word.size < 60 ? (int)word.size : 60, word.name);
    nearest = text_find_nearest(name, names);
    if (nearest)
        return error_set(err, ERROR_USAGE,
                TR("chosho %s has no option '%s'; did you mean --%s?",
                        "chosho %s にオプション「%s」はありません。--%s のことですか"),
                call->command->name, text, nearest);
    return error_set(err, ERROR_USAGE,
            TR("chosho %s has no option '%s'; see chosho %s --help",
                    "chosho %s にオプション「%s」はありません。chosho %s --help を参照してください"),
            call->command->name, text, call->command->name);
}

static const char *dashes(const struct command_option *option)
{
    return option->name[1] ? "--" : "-";
}

static bool is_repeatable(const struct command_option *option)
{
    size_t size = strlen(option->argument);

    return size > 3 && strcmp(option->argument + size - 3, "...") == 0;
}

static bool is_file_name(const struct command_option *option)
{
    return !option->name[1]; /* -C and -o: whatever bytes the file system has */
}

static bool check_value(const struct command_call *call,
        const struct command_option *option, const char *value, struct error *err)
{
    if (!value[strspn(value, " \t\r\n")])
        return error_set(err, ERROR_USAGE,
                TR("%s%s is blank: say %s, or leave the option out",
                        "%s%s の値が空です。%s を指定するか、オプションを外してください"),
                dashes(option), option->name, option->argument);
    if (!is_file_name(option) && text_find_invalid(value, strlen(value)) < strlen(value))
        return error_set(err, ERROR_USAGE,
                TR("the value of %s%s is not UTF-8: '%s'",
                        "%s%s の値がUTF-8ではありません: 「%s」"),
                dashes(option), option->name, value);
    for (size_t i = 0; i < call->given_count && !is_repeatable(option); i++) {
        const char *before = call->given[i].value;

        if (strcmp(call->given[i].name, option->name) == 0 && strcmp(before, value) != 0)
            return error_set(err, ERROR_USAGE,
                    TR("%s%s is given twice, as '%s' and as '%s'; only one can be meant",
                            "%s%s が「%s」と「%s」の二つ指定されています。一つにしてください"),
                    dashes(option), option->name, before, value);
    }
    return true;
}

/* One option, and the value behind it where it stands apart; *at moves over what was
 * used. */
static bool parse_option(struct command_call *call, int argc, char **argv, int *at,
        struct error *err)
{
    const char *text = argv[*at];
    const struct command_option *option = find_option(call->command->options, text);
    struct word word = take_apart(text);

    if (!option)
        option = find_option(command_common, text);
    if (!option)
        return refuse_option(call, text, err);
    if (!option->argument && word.value)
        return error_set(err, ERROR_USAGE,
                TR("--%s takes no value", "--%s に値は指定できません"), option->name);
    if (option->argument && !word.value && *at + 1 >= argc)
        return error_set(err, ERROR_USAGE,
                TR("%s%s wants %s behind it", "%s%s の後に %s が必要です"),
                dashes(option), option->name, option->argument);
    if (option->argument && !word.value)
        word.value = argv[++*at];
    if (word.value && !check_value(call, option, word.value, err))
        return false;
    call->given[call->given_count++] = (struct command_given){option->name, word.value};
    return true;
}

bool command_line_parse(struct command_call *call, int argc, char **argv, int verb,
        struct error *err)
{
    bool only_arguments = false;

    if (argc > ARGUMENTS_MAX)
        return error_set(err, ERROR_USAGE,
                TR("more than %d words on the command line",
                        "コマンド行の語が %d を超えています"),
                ARGUMENTS_MAX);
    if (!arena_allocate(&call->arena, ((size_t)argc + 1) * sizeof(*call->arguments),
                &call->arguments, err) ||
            !arena_allocate(&call->arena, ((size_t)argc + 1) * sizeof(*call->given),
                    &call->given, err))
        return false;
    for (int i = 1; i < argc; i++) {
        if (i == verb)
            continue;
        if (!only_arguments && strcmp(argv[i], "--") == 0)
            only_arguments = true;
        else if (only_arguments || !is_option(argv[i]))
            call->arguments[call->argument_count++] = argv[i];
        else if (!parse_option(call, i < verb ? verb : argc, argv, &i, err))
            return false;
    }
    return true;
}
