#include "engine/commands/form.h"

#include <string.h>

/* Of the file's own name: "" where it has none, as in ".profile". */
static const char *suffix_of(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');

    return dot && dot != name ? dot : "";
}

bool form_is_named(const struct command_call *call, const char *suffix)
{
    return call->output && strcasecmp(suffix_of(call->output), suffix) == 0;
}

bool form_choose(struct command_call *call, bool with_workbook, const char *also,
        struct error *err)
{
    static const struct {
        const char *suffix;
        enum command_format format;
    } forms[] = {{"", COMMAND_TABLE}, {".txt", COMMAND_TABLE}, {".csv", COMMAND_CSV},
            {".tsv", COMMAND_TSV}, {".json", COMMAND_JSON}, {".jsonl", COMMAND_JSONL},
            {".xlsx", COMMAND_XLSX}};

    if (call->format_name || !call->output)
        return true;
    for (size_t i = 0; i < ARRAY_LENGTH(forms); i++) {
        if (!form_is_named(call, forms[i].suffix) ||
                (forms[i].format == COMMAND_XLSX && !with_workbook))
            continue;
        call->format = forms[i].format;
        return true;
    }
    return error_set(err, ERROR_USAGE,
            TR("-o %s: there is no form %s of this: end the name in one of .csv .tsv .json .jsonl%s%s .txt, or say --format",
                    "-o %s: %s の形式では出力できません。.csv .tsv .json .jsonl%s%s .txt のファイル名にするか、--format を指定してください"),
            call->output, suffix_of(call->output), with_workbook ? " .xlsx" : "", also);
}
