#include "procedures/lint_words.h"

#include <string.h>
#include <strings.h>

#include "engine/base/date.h"
#include "engine/base/regex.h"
#include "procedures/load_operand.h"

struct loading_place lint_words_place(const struct lint_sql *lint, size_t offset)
{
    struct loading_place place = loading_place(lint->node, lint->attribute);

    if (!lint->attribute)
        sqltext_locate(lint->sql, offset, lint->node->text_line, lint->node->text_column,
                &place.line, &place.column);
    return place;
}

const char *lint_words_copy(struct lint_sql *lint, size_t i)
{
    return loading_copy(lint->loading, lint->text.tokens[i].text,
            lint->text.tokens[i].size);
}

static bool is_one_of(const struct sqltext *text, size_t i, const char *const *words,
        size_t count)
{
    for (size_t k = 0; k < count; k++) {
        if (sqltext_is(text, i, words[k]))
            return true;
    }
    return false;
}

/* Words that begin something other than a question. Some are never names; the others are
 * what they say only where a statement begins: a table may be called release. */
static void check_writing(struct lint_sql *lint, size_t i)
{
    static const char *const words[] = {"INSERT", "UPDATE", "DELETE", "CREATE", "DROP",
            "ALTER", "COMMIT"};
    static const char *const first_words[] = {"ATTACH", "DETACH", "PRAGMA", "VACUUM",
            "REINDEX", "REPLACE", "ANALYZE", "BEGIN", "ROLLBACK", "SAVEPOINT", "RELEASE",
            "EXPLAIN"};
    const struct sqltext *text = &lint->text;
    bool is_first = i == 0 || sqltext_is(text, i - 1, ";") ||
            sqltext_is(text, i + 1, "INTO");
    bool is_name = i > 0 &&
            (sqltext_is(text, i - 1, ".") || sqltext_is(text, i - 1, "AS"));

    if (is_name ||
            !(is_one_of(text, i, words, ARRAY_LENGTH(words)) ||
                    (is_first &&
                            is_one_of(text, i, first_words, ARRAY_LENGTH(first_words)))))
        return;
    LINT_COMPLAIN(lint, text->tokens[i].offset,
            TR("%.*s may not stand in a procedure: its SQL only reads",
                    "手続のSQLに%.*sは書けません。読むことしかできません"),
            (int)text->tokens[i].size, text->tokens[i].text);
}

static bool is_compared(const struct sqltext *text, size_t i)
{
    static const char *const operators[] = {"=", "==", "<", ">", "<=", ">=", "<>",
            "!=", "IN", "IS"};
    static const char *const values[] = {"NOT", "NULL", "ISNULL", "NOTNULL"};

    return is_one_of(text, i + 1, operators, ARRAY_LENGTH(operators)) &&
            !is_one_of(text, i, values, ARRAY_LENGTH(values));
}

/* A column or table named like a word of SQL's own, where only a name can stand. SQLite
 * would say "syntax error". */
static void check_reserved(struct lint_sql *lint, size_t i)
{
    const struct sqltext *text = &lint->text;
    bool is_table = i > 0 && !sqltext_is(text, i + 1, "(") &&
            (sqltext_is(text, i - 1, "JOIN") ||
                    (sqltext_is(text, i - 1, "FROM") &&
                            !(i > 1 && sqltext_is(text, i - 2, "DISTINCT"))));
    bool is_name = i > 0 &&
            (sqltext_is(text, i - 1, ".") ||
                    (sqltext_is(text, i - 1, "AS") && !sqltext_is(text, i, "NOT")));

    if (!sqltext_is_reserved(text, i) ||
            !(is_table || is_name || sqltext_is(text, i + 1, ".") ||
                    is_compared(text, i)))
        return;
    LINT_COMPLAIN(lint, text->tokens[i].offset,
            TR("write \"%.*s\" in double quotes (in an attribute: &quot;): bare, it is a word of SQL's own",
                    "\"%.*s\"と二重引用符（属性の中では&quot;）で囲んでください。そのままではSQLの予約語と読まれます"),
            (int)text->tokens[i].size, text->tokens[i].text);
}

static void check_function(struct lint_sql *lint, size_t i)
{
    static const struct {
        const char *name, *en, *ja;
    } refused[] = {
            {"random", "results must not depend on chance", "結果が偶然に左右されます"},
            {"randomblob", "results must not depend on chance",
                    "結果が偶然に左右されます"},
            {"json_extract", "it changes numbers: use field(json, path)",
                    "数値が変わることがあります。field(json, path)を使ってください"},
            {"json_each", "use a layout's child table",
                    "レイアウトの子表を使ってください"},
            {"load_extension", "nothing is loaded from a procedure",
                    "手続から読み込みはできません"},
            {"last_insert_rowid", "its SQL only reads", "読むことしかできません"},
            {"changes", "its SQL only reads", "読むことしかできません"},
            {"total_changes", "its SQL only reads", "読むことしかできません"},
    };
    const struct sqltext *text = &lint->text;

    for (size_t k = 0; k < ARRAY_LENGTH(refused); k++) {
        if (sqltext_is(text, i, refused[k].name) && sqltext_is(text, i + 1, "("))
            LINT_COMPLAIN(lint, text->tokens[i].offset,
                    TR("%s() may not be used in a procedure: %s",
                            "手続で%s()は使えません。%s"),
                    refused[k].name, TR(refused[k].en, refused[k].ja));
    }
}

/* Before SQLite 3.44 an aggregate cannot be told its order. */
static void check_order(struct lint_sql *lint, size_t i)
{
    const struct sqltext *text = &lint->text;

    if (!sqltext_is(text, i, "group_concat") || !sqltext_is(text, i + 1, "("))
        return;
    for (size_t k = 0; k < text->count; k++) {
        if (sqltext_is(text, k, "ORDER"))
            return;
    }
    LINT_COMPLAIN(lint, text->tokens[i].offset,
            TR("group_concat() joins in any order: read from a subquery with ORDER BY",
                    "group_concat()がつなぐ順序は決まっていません。ORDER BYのある副問い合わせから読んでください"));
}

static void check_clock(struct lint_sql *lint, size_t i)
{
    static const char *const words[] = {"CURRENT_TIME", "CURRENT_DATE",
            "CURRENT_TIMESTAMP"};
    static const char *const functions[] = {"date", "time", "datetime", "julianday",
            "unixepoch", "strftime"};
    const struct sqltext *text = &lint->text;
    const struct sqltext_token *token = &text->tokens[i];
    bool is_now = token->kind == SQLTEXT_STRING && token->size == 3 &&
            strncasecmp(token->text, "now", 3) == 0;
    bool is_bare = is_one_of(text, i, functions, ARRAY_LENGTH(functions)) &&
            sqltext_is(text, i + 1, "(") && sqltext_is(text, i + 2, ")");

    if (is_now || is_bare || is_one_of(text, i, words, ARRAY_LENGTH(words)))
        LINT_COMPLAIN(lint, token->offset,
                TR("a procedure knows no clock: use :as_of, :period_start or :period_end",
                        "手続に現在の時刻はありません。:as_of、:period_start、:period_endを使ってください"));
}

static void check_system_table(struct lint_sql *lint, size_t i)
{
    const struct sqltext_token *token = &lint->text.tokens[i];

    if (token->kind != SQLTEXT_WORD && token->kind != SQLTEXT_QUOTED)
        return;
    if ((token->size > 7 && strncasecmp(token->text, "sqlite_", 7) == 0) ||
            (token->size > 7 && strncasecmp(token->text, "pragma_", 7) == 0))
        LINT_COMPLAIN(lint, token->offset,
                TR("%.*s may not be read: only the procedure's evidence is there",
                        "%.*sは読めません。読めるのは手続の証跡だけです"),
                (int)token->size, token->text);
}

static void check_limit(struct lint_sql *lint, size_t i)
{
    const struct sqltext *text = &lint->text;

    if (!sqltext_is(text, i, "LIMIT"))
        return;
    for (size_t k = i; k > 0 && text->tokens[k - 1].depth >= text->tokens[i].depth; k--) {
        if (text->tokens[k - 1].depth == text->tokens[i].depth &&
                sqltext_is(text, k - 1, "ORDER"))
            return;
    }
    LINT_COMPLAIN(lint, text->tokens[i].offset,
            TR("LIMIT without ORDER BY gives rows by chance: say the order",
                    "ORDER BYのないLIMITでは、どの行が返るか決まりません。順序を書いてください"));
}

static void check_variable(struct lint_sql *lint, size_t i)
{
    const struct sqltext_token *token = &lint->text.tokens[i];
    struct procedure_operand ignored;
    struct xml_node place = *lint->node;
    const char *name;

    if (token->kind != SQLTEXT_VARIABLE)
        return;
    if (token->text[0] != ':' || token->size < 2) {
        LINT_COMPLAIN(lint, token->offset,
                TR("'%.*s': parameters are written with a colon, as :name",
                        "「%.*s」: パラメーターは「:名前」と書いてください"),
                (int)token->size, token->text);
        return;
    }
    name = loading_copy(lint->loading, token->text + 1, token->size - 1);
    place.line = lint_words_place(lint, token->offset).line;
    place.column = lint_words_place(lint, token->offset).column;
    if (name) /* it complains itself where there is none */
        (void)!load_operand_parameter(lint->loading, &place, NULL, name, &ignored);
}

/* The pattern must be known before the worker locks itself in. */
static void check_pattern(struct lint_sql *lint, size_t i, const char *after)
{
    CLEANUP(regex_freep) struct regex *regex = NULL;
    const struct sqltext *text = &lint->text;
    const struct sqltext_token *token = i < text->count ? &text->tokens[i] : NULL;
    struct error err = {0};
    const char *pattern;

    if (token && token->kind == SQLTEXT_VARIABLE)
        return;
    if (!token || token->kind != SQLTEXT_STRING) {
        LINT_COMPLAIN(lint, token ? token->offset : text->end,
                TR("the pattern of %s must be written out ('...') or a parameter",
                        "%sの正規表現は'…'の形で直接書くか、パラメーターにしてください"),
                after);
        return;
    }
    pattern = sqltext_string(text, i, lint->loading->arena, &err);
    if (!pattern || !regex_compile(pattern, &regex, &err))
        LINT_COMPLAIN(lint, token->offset, "%s", err.message);
}

static void check_regexp(struct lint_sql *lint, size_t i)
{
    const struct sqltext *text = &lint->text;
    size_t pattern;

    if (sqltext_is(text, i, "REGEXP") && !sqltext_is(text, i + 1, "("))
        check_pattern(lint, i + 1, "REGEXP");
    else if (sqltext_find_pattern(text, i, &pattern))
        check_pattern(lint, pattern, "match_group()");
}

/* What a column's name stands for: its type, where all columns of that name agree. */
static bool find_type(const struct lint_sql *lint, size_t i, enum program_type *ret_type)
{
    bool found = false;

    for (size_t k = 0; k < lint->item_count; k++) {
        for (size_t c = 0; c < lint->items[k]->column_count; c++) {
            const struct procedure_column *column = &lint->items[k]->columns[c];

            if (!column->name || !sqltext_is_name(&lint->text, i, column->name))
                continue;
            if (found && column->type != *ret_type)
                return false;
            *ret_type = column->type;
            found = true;
        }
    }
    return found;
}

/* `a < b` between two columns and nothing else: both names, perhaps qualified. */
static void check_comparison(struct lint_sql *lint, size_t i)
{
    static const char *const operators[] = {"<", ">", "<=", ">="};
    const struct sqltext *text = &lint->text;
    size_t right = i + 1;
    enum program_type a, b;

    if (!is_one_of(text, i, operators, ARRAY_LENGTH(operators)) || i == 0)
        return;
    if (sqltext_is(text, right + 1, "."))
        right += 2;
    if (sqltext_is(text, right + 1, "(") || !find_type(lint, i - 1, &a) ||
            !find_type(lint, right, &b))
        return;
    if (a == PROGRAM_TEXT && b == PROGRAM_TEXT)
        LINT_WARN(lint, text->tokens[i].offset,
                TR("both sides are text: '10' < '9'. Give the columns a type",
                        "両辺が文字列なので、'10' < '9'となります。列に型を付けてください"));
    if ((a == PROGRAM_DATE && b == PROGRAM_TIMESTAMP) ||
            (a == PROGRAM_TIMESTAMP && b == PROGRAM_DATE))
        LINT_WARN(lint, text->tokens[i].offset,
                TR("a day is compared with a moment: use day_of(), start_of_day() or end_of_day()",
                        "日付と日時を比べています。day_of()、start_of_day()、end_of_day()を使ってください"));
}

static bool is_day(const char *text)
{
    int64_t day;

    return date_parse(text, strlen(text), &day);
}

/* As moments stand in tables, to the letter: they are compared as text. */
static bool is_instant(const char *text)
{
    char written[DATE_INSTANT_SIZE];
    int64_t ms;

    if (!date_parse_instant(text, strlen(text), &ms))
        return false;
    date_format_instant(ms, written);
    return strcmp(text, written) == 0;
}

/* Why comparing a column of this type with the literal is not what it looks like; NULL
 * where it is. */
static const char *mistake_of(enum program_type type, enum sqltext_kind kind,
        const char *text)
{
    bool is_string = kind == SQLTEXT_STRING;

    if (type == PROGRAM_BOOLEAN && is_string)
        return TR("a boolean is 1 or 0, never a text: write = 1 or = 0",
                "booleanの値は1か0で、文字列にはなりません。= 1か= 0と書いてください");
    if (type == PROGRAM_DATE && !(is_string && is_day(text)))
        return TR(
                "a day is written '2025-04-01' and compared as text: no other form ever agrees",
                "日付は'2025-04-01'の形の文字列として比べます。ほかの書き方では正しく比べられません");
    if (type == PROGRAM_TIMESTAMP && is_string && is_day(text))
        return TR(
                "a day is compared with a moment: use day_of(), start_of_day() or end_of_day()",
                "日付と日時を比べています。day_of()、start_of_day()、end_of_day()を使ってください");
    if (type == PROGRAM_TIMESTAMP && !(is_string && is_instant(text)))
        return TR(
                "a moment is written '2025-04-01T00:00:00.000Z' and compared as text: no other form ever agrees",
                "日時は'2025-04-01T00:00:00.000Z'の形の文字列として比べます。ほかの書き方では正しく比べられません");
    if (type == PROGRAM_TEXT && !is_string)
        return TR("the column is text: '10' < '9'. Give it the type number",
                "列が文字列なので、'10' < '9'となります。列の型をnumberにしてください");
    return NULL;
}

static void judge_literal(struct lint_sql *lint, size_t name, size_t literal, size_t i)
{
    const struct sqltext *text = &lint->text;
    struct error ignored = {0};
    enum program_type type;
    const char *value, *mistake;
    bool is_order = !is_one_of(text, i, (const char *const[]){"=", "==", "<>", "!="}, 4);

    if (literal >= text->count || !find_type(lint, name, &type) ||
            (text->tokens[literal].kind != SQLTEXT_STRING &&
                    text->tokens[literal].kind != SQLTEXT_NUMBER) ||
            sqltext_is(text, literal + 1, "||") ||
            (literal > 0 && sqltext_is(text, literal - 1, "||")))
        return;
    value = text->tokens[literal].kind == SQLTEXT_STRING
            ? sqltext_string(text, literal, lint->loading->arena, &ignored)
            : lint_words_copy(lint, literal);
    mistake = value ? mistake_of(type, text->tokens[literal].kind, value) : NULL;
    if (mistake && (type != PROGRAM_TEXT || is_order))
        LINT_WARN(lint, text->tokens[literal].offset, "%s", mistake);
}

/* A column compared with what is written there: `name < literal`, either way round, and
 * BETWEEN. */
static void check_literal(struct lint_sql *lint, size_t i)
{
    static const char *const operators[] = {"<", ">", "<=", ">=", "=", "==", "<>", "!="};
    const struct sqltext *text = &lint->text;
    size_t name = i + 1;

    if (i == 0)
        return;
    if (sqltext_is(text, i, "BETWEEN")) {
        size_t left = sqltext_is(text, i - 1, "NOT") ? i - 2 : i - 1;

        judge_literal(lint, left, i + 1, i);
        if (sqltext_is(text, i + 2, "AND"))
            judge_literal(lint, left, i + 3, i);
    }
    if (!is_one_of(text, i, operators, ARRAY_LENGTH(operators)))
        return;
    judge_literal(lint, i - 1, i + 1, i);
    if (sqltext_is(text, name + 1, "."))
        name += 2;
    if (!sqltext_is(text, name + 1, "("))
        judge_literal(lint, name, i - 1, i);
}

/* One NULL among the subquery's rows and NOT IN finds nothing at all; record_id is never
 * NULL. */
static void check_not_in(struct lint_sql *lint, size_t i)
{
    const struct sqltext *text = &lint->text;
    size_t column = i + 4;

    if (!sqltext_is(text, i, "NOT") || !sqltext_is(text, i + 1, "IN") ||
            !sqltext_is(text, i + 2, "(") || !sqltext_is(text, i + 3, "SELECT"))
        return;
    if (sqltext_is(text, column, "DISTINCT"))
        column++;
    if (sqltext_is(text, column + 1, "."))
        column += 2;
    if (sqltext_is_name(text, column, "record_id") &&
            sqltext_is(text, column + 1, "FROM"))
        return;
    LINT_WARN(lint, text->tokens[i].offset,
            TR("NOT IN finds nothing once the subquery yields a NULL: use NOT EXISTS",
                    "NOT INは、副問い合わせにNULLが一つでもあると何も見つけません。NOT EXISTSを使ってください"));
}

static void check_problem(struct lint_sql *lint)
{
    static const struct {
        const char *en, *ja;
    } problems[] = {
            [SQLTEXT_UNCLOSED_QUOTE] = {"a quotation mark or comment is never closed",
                    "引用符又は注釈が閉じられていません"},
            [SQLTEXT_UNCLOSED_BRACKET] = {"this bracket is never closed",
                    "括弧が閉じられていません"},
            [SQLTEXT_UNOPENED_BRACKET] = {"this bracket was never opened",
                    "対応する開き括弧がありません"},
            [SQLTEXT_STRANGE_CHARACTER] = {"this character has no meaning in SQL",
                    "SQLでは意味のない文字です"},
    };
    enum sqltext_problem problem = lint->text.problem;

    if (problem != SQLTEXT_SOUND)
        LINT_COMPLAIN(lint, lint->text.problem_offset, "%s",
                TR(problems[problem].en, problems[problem].ja));
}

void lint_words_check(struct lint_sql *lint)
{
    check_problem(lint);
    for (size_t i = 0; i < lint->text.count; i++) {
        if (sqltext_is(&lint->text, i, ";") &&
                lint->text.tokens[i].offset < lint->text.end)
            LINT_COMPLAIN(lint, lint->text.tokens[i].offset,
                    TR("only one statement may stand here",
                            "ここに書けるSQLは一つだけです"));
        check_writing(lint, i);
        check_reserved(lint, i);
        check_function(lint, i);
        check_order(lint, i);
        check_clock(lint, i);
        check_system_table(lint, i);
        check_limit(lint, i);
        check_variable(lint, i);
        check_regexp(lint, i);
        check_comparison(lint, i);
        check_literal(lint, i);
        check_not_in(lint, i);
    }
}
