#include "engine/commands/query_question.h"

#include "engine/base/zone.h"
#include "engine/commands/form.h"
#include "engine/run/query_anew.h"
#include "engine/run/query_layout.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* `query b.zip` without the SQL would take the zip's name for one. */
bool query_question_check(const struct command_call *call, const char *sql,
        struct error *err)
{
    size_t size = strlen(sql);

    if (size < 4 || strcasecmp(sql + size - 4, ".zip") != 0)
        return true;
    return error_set(err, ERROR_USAGE,
            TR("the SQL is missing behind %s; chosho %s --tables %s lists what there is to ask",
                    "%s の後にSQLが必要です。問い合わせできる表は chosho %s --tables %s で一覧できます"),
            sql, call->command->name, sql);
}

static bool is_zip(const char *path)
{
    size_t size = strlen(path);

    return (size >= 4 && strcasecmp(path + size - 4, ".zip") == 0) ||
            access(path, F_OK) == 0;
}

/* The question, where it is one of the words of sqlite3's shell; else ASKED_SQL. */
static enum asked find_word(const char *word)
{
    static const char *const words[] = {[ASKED_TABLES] = ".tables",
            [ASKED_SCHEMA] = ".schema",
            [ASKED_LAYOUTS] = ".layouts",
            [ASKED_FUNCTIONS] = ".functions"};

    for (size_t i = ASKED_TABLES; i < ARRAY_LENGTH(words); i++) {
        size_t size = strlen(words[i]);

        if (strncmp(word, words[i], size) == 0 && (!word[size] || word[size] == ' '))
            return (enum asked)i;
    }
    return ASKED_SQL;
}

/* '.schema logs/auth.log' as one argument: what stands behind the word is a name. */
static void take_name(struct query_question *question)
{
    const char *name = question->sql + strcspn(question->sql, " ");

    name += strspn(name, " ");
    if (!*name || question->name_count)
        return;
    question->sql = name;
    question->names = &question->sql;
    question->name_count = 1;
}

void query_question_read(const struct command_call *call,
        struct query_question *ret_question)
{
    struct query_question *question = ret_question;
    bool is_option = command_has(call, "tables");
    size_t count = call->argument_count, at = 0;

    *question = (struct query_question){.asked = is_option ? ASKED_TABLES : ASKED_SQL};
    if (command_has(call, "functions"))
        question->asked = ASKED_FUNCTIONS;
    while (at < count && find_word(call->arguments[at]) == ASKED_SQL &&
            (is_option ? is_zip(call->arguments[at]) : at + 1 < count))
        at++;
    question->zips = at;
    if (at < count && question->asked == ASKED_SQL) {
        question->sql = call->arguments[at++];
        question->asked = find_word(question->sql);
    }
    question->names = call->arguments + at;
    question->name_count = count - at;
    if (question->asked != ASKED_SQL && question->sql)
        take_name(question);
}

bool query_question_format(struct command_call *call, struct error *err)
{
    if (!form_choose(call, true, "", err))
        return false;
    return call->format != COMMAND_XLSX || call->out != stdout ||
            !isatty(STDOUT_FILENO) ||
            error_set(err, ERROR_USAGE,
                    TR("a workbook is nothing for a terminal: name a file with -o FILE.xlsx",
                            "ブックは端末に表示できません。-o FILE.xlsx で保存先を指定してください"));
}

static bool choose_zone(const struct command_call *call, struct query_source *source,
        struct error *err)
{
    const char *name = command_value(call, "zone");
    CLEANUP(zone_freep) struct zone *tried = NULL;

    if (!name)
        return true;
    source->zone = name;
    return zone_load(name, &tried, err);
}

static void note(const char *text)
{
    command_say("%s", text);
}

static void warn(const char *text)
{
    command_say(TR("warning: it is not in this answer: %s",
                        "警告: この結果に含まれていません: %s"),
            text);
}

bool query_question_reading(const struct command_call *call, struct query_source *source,
        struct error *err)
{
    uint64_t year, otherwise = 0;

    if (strncmp(source->period_start, source->period_end, 4) == 0)
        otherwise = strtoull(source->period_start, NULL, 10);
    if (!command_number(call, "year", 1970, 2099, otherwise, &year, err))
        return false;
    source->year = (int32_t)year;
    source->layout = command_value(call, "layout");
    source->by_receipt = command_has(call, "from-receipt");
    source->encoding = command_value(call, "encoding");
    source->records = command_value(call, "records");
    source->note = note;
    source->warn = warn;
    if (source->layout && source->by_receipt)
        return error_set(err, ERROR_USAGE,
                TR("--layout and --from-receipt exclude each other",
                        "--layout と --from-receipt は同時に指定できません"));
    return choose_zone(call, source, err) && query_layout_check(source, err) &&
            query_anew_check(source, err);
}
