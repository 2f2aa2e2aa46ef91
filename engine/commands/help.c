#include "engine/commands/help.h"

#include "engine/commands/commands.h"

#include <string.h>

static bool has(const struct command_option *options, const char *name)
{
    for (; options && options->name; options++) {
        if (strcmp(options->name, name) == 0)
            return true;
    }
    return false;
}

/* But those that `own` has too: there they are explained as the command takes them. */
static void print_options(const struct command_option *options,
        const struct command_option *own)
{
    for (; options && options->name; options++) {
        char left[80];

        if (has(own, options->name))
            continue;
        snprintf(left, sizeof(left), "%s%s%s%s", options->name[1] ? "--" : "-",
                options->name, options->argument ? (options->name[1] ? "=" : " ") : "",
                options->argument ? options->argument : "");
        printf("  %-34s %s\n", left, TR(options->en, options->ja));
    }
}

void help_command(const struct command *command)
{
    printf("chosho %s%s%s\n    %s\n", command->name, *command->arguments ? " " : "",
            command->arguments, TR(command->en, command->ja));
    if (command->options && command->options->name) {
        printf("\n%s\n", TR("Options", "オプション"));
        print_options(command->options, NULL);
    }
    printf("\n%s\n",
            TR("Options of every command", "すべてのコマンドに共通のオプション"));
    print_options(command_common, command->options);
}

void help_all(FILE *out)
{
    const struct command *const *commands = command_list();

    fprintf(out, "%s\n\n",
            TR("chosho - audit workpapers: standard procedures run against evidence bundles",
                    "chosho（調書）― 標準監査手続を証拠に対して実行し、監査調書にまとめる"));
    for (size_t i = 0; commands[i]; i++)
        fprintf(out, "  %-10s %s\n", commands[i]->name,
                TR(commands[i]->en, commands[i]->ja));
    fprintf(out, "\n%s\n",
            TR("chosho COMMAND --help tells more. Exit codes: 0 done, 1 exceptions exist, 2 usage or a wrong script,\n"
               "3 incomplete, 4 integrity, 5 refused, 6 I/O or database, 130 interrupted.",
                    "chosho コマンド --help で詳細を表示。終了コード: 0 完了、1 例外あり、2 使い方またはスクリプトの誤り、\n"
                    "3 未完、4 完全性、5 拒否、6 入出力またはデータベース、130 中断。"));
}
