#include "engine/commands/command.h"

#include "engine/commands/command_line.h"
#include "engine/commands/commands.h"
#include "engine/commands/help.h"
#include "engine/commands/output.h"
#include "engine/run/schedule.h"

#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* The verbs, in the order of --help. */
static const struct command *const commands[] = {&cmd_init, &cmd_statement, &cmd_plan,
        &cmd_check, &cmd_request, &cmd_take, &cmd_bind, &cmd_query, &cmd_sample,
        &cmd_tick, &cmd_run, &cmd_step, &cmd_status, &cmd_exception, &cmd_finding,
        &cmd_show, &cmd_report, &cmd_log, &cmd_procedure, NULL};

const struct command *const *command_list(void)
{
    return commands;
}

const struct command_option command_common[] = {
        {"C", "DIR", "調書フォルダ（既定は今いるフォルダかその上）",
                "the engagement's folder (default: where you stand, or above)"},
        {"as", "PERSON", "行為者（既定はOSの利用者に対応する人）",
                "who acts (default: the person your system user stands for)"},
        {"lang", "ja|en", "メッセージの言語", "language of messages"},
        {"format", "table|csv|tsv|json|jsonl", "出力の形式", "form of the output"},
        {"o", "FILE", "出力先のファイル", "write the output to FILE"},
        {"bom", "auto|always|never",
                "CSVの先頭にBOMを付ける（Excelの文字化け対策）。既定は日本語で -o のファイルに書くときだけ",
                "a byte order mark before CSV, which Excel in Japan needs; by default where a file of -o is written in Japanese"},
        {"progress", "auto|bar|plain|none", "進捗の表示", "how progress is shown"},
        {"color", "auto|always|never", "色", "colours"},
        {"help", NULL, "この説明", "this page"},
        {NULL, NULL, NULL, NULL},
};

static void free_text(char **text)
{
    free(*text);
}

/* Names and values in a sentence may come from evidence. */
void command_say(const char *format, ...)
{
    CLEANUP(buf_clear) struct buf visible = BUF_INIT((size_t)16 << 20);
    CLEANUP(free_text) char *text = NULL;
    struct error ignored = {0};
    va_list values;
    int size;

    va_start(values, format);
    size = vasprintf(&text, format, values);
    va_end(values);
    if (size < 0)
        text = NULL;
    fflush(stdout); /* both may go to one file: what was said first stands first */
    if (text && text_append_visible(&visible, text, (size_t)size, &ignored))
        fputs(buf_text(&visible), stderr);
    else
        fputs(format, stderr);
    fputc('\n', stderr);
}

void command_complain(struct complaint_list *complaints)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)16 << 20);
    struct error err = {0};

    complaint_list_sort(complaints);
    if (complaint_list_write(complaints, &text, &err))
        fputs(buf_text(&text), stderr);
    else
        command_say("%s", err.message);
}

/* ---- the options every verb has ---- */

static bool is_one_of(const char *value, const char *const *words)
{
    for (; *words; words++) {
        if (strcmp(value, *words) == 0)
            return true;
    }
    return false;
}

static bool read_choice(const struct command_call *call, const char *name,
        const char *const *words, const char **ret_value, struct error *err)
{
    const char *value = command_value(call, name);

    if (value && !is_one_of(value, words))
        return error_set(err, ERROR_USAGE,
                TR("--%s cannot be '%s'; see chosho %s --help",
                        "--%s に「%s」は指定できません。chosho %s --help を参照してください"),
                name, value, call->command->name);
    *ret_value = value ? value : words[0];
    return true;
}

static const struct command_option *find_own_option(const struct command *command,
        const char *name)
{
    for (const struct command_option *o = command->options; o && o->name; o++) {
        if (strcmp(o->name, name) == 0)
            return o;
    }
    return NULL;
}

static bool read_format(struct command_call *call, struct error *err)
{
    static const char *const names[] = {"table", "csv", "tsv", "json", "jsonl", "xlsx",
            NULL};
    static const char *const common[] = {"table", "csv", "tsv", "json", "jsonl", NULL};
    const struct command_option *own = find_own_option(call->command, "format");
    const char *chosen = names[0];

    call->format_name = command_value(call, "format");
    call->format = COMMAND_TABLE;
    if (own && !text_starts_with(own->argument, "table|"))
        return true; /* other forms; it judges them itself */
    if (!read_choice(call, "format", own ? names : common, &chosen, err))
        return false;
    while (strcmp(names[call->format], chosen) != 0)
        call->format++;
    return true;
}

static bool read_language(struct command_call *call, struct error *err)
{
    static const char *const names[] = {"ja", "en", "ja,en", "en,ja", NULL};
    const char *value = command_value(call, "lang");

    call->has_language = value != NULL;
    if (!value || is_one_of(value, names))
        return true; /* command_line_set_language() has set it */
    return error_set(err, ERROR_USAGE,
            TR("--lang is ja or en, not '%s'",
                    "--lang には ja か en を指定してください（「%s」は使えません）"),
            value);
}

static bool read_common(struct command_call *call, struct error *err)
{
    static const char *const progress[] = {"auto", "bar", "plain", "none", NULL};
    static const char *const when_words[] = {"auto", "always", "never", NULL};
    const char *no_color = getenv("NO_COLOR");
    const char *when;

    call->folder = command_value(call, "C");
    call->person = command_value(call, "as");
    call->output = command_value(call, "o");
    if (call->output && strcmp(call->output, "-") == 0)
        call->output = NULL;
    call->out = stdout;
    call->temporary_folder = command_spill_folder(NULL);
    if (!read_format(call, err) || !read_language(call, err) ||
            !read_choice(call, "progress", progress, &call->progress, err) ||
            !read_choice(call, "bom", when_words, &call->bom, err) ||
            !read_choice(call, "color", when_words, &when, err))
        return false;
    call->is_terminal = !call->output && isatty(STDOUT_FILENO);
    call->is_color = strcmp(when, "always") == 0 ||
            (strcmp(when, "auto") == 0 && call->is_terminal && !(no_color && *no_color));
    return true;
}

/* ---- main ---- */

static bool join_line(struct command_call *call, int argc, char **argv, struct error *err)
{
    CLEANUP(buf_clear) struct buf line = BUF_INIT((size_t)8 << 20);

    for (int i = 1; i < argc; i++) {
        if (!buf_printf(&line, err, "%s%s", i > 1 ? " " : "", argv[i]))
            return false;
    }
    return arena_text(&call->arena, buf_text(&line), &call->line, err);
}

/* Who reads standard output has seen enough, as `head` does. */
static bool is_reader_gone(void)
{
    struct pollfd out = {.fd = STDOUT_FILENO};

    return poll(&out, 1, 0) == 1 && (out.revents & POLLERR);
}

/* Then everything ends as it does for other programs: quietly, and not with an exit code
 * that would say something of the evidence. */
static void end_without_reader(void)
{
    signal(SIGPIPE, SIG_DFL);
    raise(SIGPIPE);
}

static bool makes_folder(const struct command_call *call)
{
    return call->command->folder_for && call->argument_count > 0 &&
            strcmp(call->arguments[0], call->command->folder_for) == 0;
}

static int run(struct command_call *call, int argc, char **argv, int verb,
        struct error *err)
{
    struct output output = {0};
    int code;

    if (!command_line_parse(call, argc, argv, verb, err))
        return 2;
    if (command_has(call, "help")) {
        help_command(call->command);
        return output_flush(err) ? 0 : 6;
    }
    if (!read_common(call, err) || !join_line(call, argc, argv, err))
        return 2;
    if (!makes_folder(call) && !output_open(call, &output, err))
        return 6;
    code = call->command->run(call, err);
    return output_close(call, &output, err) ? code : 6;
}

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; commands[i]; i++) {
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    }
    return NULL;
}

static int refuse_command(const char *name)
{
    const char *names[ARRAY_LENGTH(commands)];
    const char *nearest;

    for (size_t i = 0; i < ARRAY_LENGTH(commands); i++)
        names[i] = commands[i] ? commands[i]->name : NULL;
    nearest = text_find_nearest(name, names);
    if (name[0] == '-')
        command_say(
                TR("chosho: no option '%s' stands before a command; see chosho --help",
                        "chosho: コマンドの前に置けるオプション「%s」はありません。chosho --help を参照してください"),
                name);
    else if (nearest)
        command_say(TR("chosho: there is no command '%s'; did you mean '%s'?",
                            "chosho: コマンド「%s」はありません。「%s」のことですか"),
                name, nearest);
    else
        command_say(
                TR("chosho: there is no command '%s'; see chosho --help",
                        "chosho: コマンド「%s」はありません。chosho --help を参照してください"),
                name);
    return 2;
}

/* As the C library would choose a language. */
static void take_language_of_system(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    enum text_language language;

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        const char *value = getenv(names[i]);

        if (!value || !*value)
            continue;
        if (text_find_language(value, &language))
            text_set_language(language);
        return;
    }
}

/* Help, checks and what needs no engagement speak the language of the one they stand in,
 * too; where it cannot be opened, whoever needs it says so. */
static void take_language_of_engagement(int argc, char **argv)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(1 << 20);
    CLEANUP(store_closep) struct store *store = NULL;
    const char *folder = command_line_folder(argc, argv);
    struct error ignored = {0};

    if (command_line_has_language(argc, argv) ||
            (!folder && !store_find_folder(".", &arena, &folder, &ignored)) ||
            !store_open(folder, STORE_READ, &store, &ignored))
        return;
    text_set_language(store_language(store));
}

static bool needs_no_engagement(int argc, char **argv, int verb)
{
    if (verb == argc || strcmp(argv[verb], "check") == 0 ||
            strcmp(argv[verb], "procedure") == 0 || strcmp(argv[verb], "help") == 0)
        return true;
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0 ||
                strcmp(argv[i], ".functions") == 0 || strcmp(argv[i], "--functions") == 0)
            return true;
    }
    return false;
}

static void prepare_process(void)
{
    struct rlimit files;

    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max < 8192 ? files.rlim_max : 8192;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    schedule_catch_signals();
}

/* Says what went wrong, when somebody is there to whom it matters. */
static int explain(const struct error *err)
{
    if (err->code == ERROR_IO && ferror(stdout) && is_reader_gone())
        end_without_reader();
    if (err->code == ERROR_LIMIT && schedule_is_interrupted()) {
        command_say("chosho: %s", TR("interrupted", "中断しました"));
        return error_exit_code(ERROR_INTERRUPTED);
    }
    command_say("chosho: %s", err->message);
    return error_exit_code(err->code);
}

/* --help, --version and `help VERB` need no verb's options. */
static bool answer_about_itself(int argc, char **argv, int verb, int *ret_code)
{
    const char *word = verb < argc ? argv[verb] : "";
    const struct command *command = strcmp(word, "help") == 0 && verb + 1 < argc
            ? find_command(argv[verb + 1])
            : NULL;
    struct error err = {0};

    *ret_code = 0;
    if (verb == argc) {
        help_all(stderr);
        *ret_code = 2;
    } else if (command) {
        help_command(command);
    } else if (strcmp(word, "help") == 0 && verb + 1 < argc) {
        *ret_code = refuse_command(argv[verb + 1]);
    } else if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 ||
            strcmp(word, "help") == 0) {
        help_all(stdout);
    } else if (strcmp(word, "--version") == 0) {
        puts("chosho " CHOSHO_VERSION);
    } else {
        return false;
    }
    if (!output_flush(&err))
        *ret_code = explain(&err);
    return true;
}

int command_main(int argc, char **argv)
{
    struct command_call call = {.arena = ARENA_INIT(ARENA_MODEL_LIMIT)};
    int verb = command_line_find_verb(argc, argv);
    struct error err = {0};
    int code;

    prepare_process();
    take_language_of_system();
    command_line_set_language(argc, argv);
    if (needs_no_engagement(argc, argv, verb))
        take_language_of_engagement(argc, argv);
    if (answer_about_itself(argc, argv, verb, &code))
        return code;
    call.command = find_command(argv[verb]);
    if (!call.command)
        return refuse_command(argv[verb]);
    code = run(&call, argc, argv, verb, &err);
    arena_clear(&call.arena);
    if (err.code != ERROR_NONE)
        code = explain(&err);
    return code;
}
