#include "procedures/lint_sql.h"

#include <string.h>
#include <strings.h>

#include "procedures/lint_words.h"

#define SQL_MAX 50000 /* a worker takes 100 kB for a statement, relations included */

static void add_item(struct lint_sql *lint, const struct procedure_item *item)
{
    for (size_t i = 0; i < lint->item_count; i++) {
        if (lint->items[i] == item)
            return;
    }
    lint->items[lint->item_count++] = item;
}

static void add_population(struct lint_sql *lint,
        const struct procedure_population *population)
{
    if (population->from)
        add_item(lint, population->from);
    for (size_t i = 0; i < ARRAY_LENGTH(population->each); i++) {
        if (population->each[i] && population->each[i]->from)
            add_item(lint, population->each[i]->from);
    }
    if (population->cell)
        add_item(lint, &procedure_cells);
}

static void find_items(struct lint_sql *lint)
{
    const struct procedure *procedure = lint->loading->procedure;

    lint->items = loading_allocate(lint->loading, procedure->item_count + 2,
            sizeof(*lint->items));
    if (!lint->items)
        return;
    for (size_t i = 0; i < procedure->item_count; i++) {
        if (procedure->items[i].id &&
                sqltext_mentions(&lint->text, procedure->items[i].id))
            add_item(lint, &procedure->items[i]);
    }
    for (size_t i = 0; i < procedure->population_count; i++) {
        if (procedure->populations[i].id &&
                sqltext_mentions(&lint->text, procedure->populations[i].id))
            add_population(lint, &procedure->populations[i]);
    }
}

static bool begin(struct lint_sql *lint)
{
    struct error err = {0};

    if (!lint->sql)
        return false;
    if (strlen(lint->sql) > SQL_MAX) {
        LOADING_COMPLAIN(lint->loading, lint->node, lint->attribute,
                TR("more than %d bytes of SQL: divide it into relations",
                        "SQLが%dバイトを超えています。<relation>に分けてください"),
                SQL_MAX);
        return false;
    }
    if (sqltext_split(lint->sql, lint->loading->arena, &lint->text, &err))
        return true;
    LOADING_COMPLAIN(lint->loading, lint->node, NULL, "%s", err.message);
    return false;
}

/* Words of SQL that may stand in a condition besides columns and functions. */
static bool is_condition_word(const struct sqltext *text, size_t i)
{
    static const char *const words[] = {"AND", "OR", "NOT", "IN", "IS", "NULL", "LIKE",
            "GLOB", "REGEXP", "BETWEEN", "CASE", "WHEN", "THEN", "ELSE", "END", "ESCAPE",
            "COLLATE", "NOCASE", "BINARY", "RTRIM", "TRUE", "FALSE", "CAST", "AS", "TEXT",
            "INTEGER", "REAL", "NUMERIC", "DISTINCT", "FROM", "ISNULL", "NOTNULL"};

    for (size_t k = 0; k < ARRAY_LENGTH(words); k++) {
        if (sqltext_is(text, i, words[k]))
            return true;
    }
    return false;
}

/* Columns every item's table has beside its own. */
static bool is_hidden_column(const struct sqltext *text, size_t i)
{
    static const char *const names[] = {"record_id", "_bundle", "_member", "_record",
            "_line", "_offset", "_length", "_text"};

    for (size_t k = 0; k < ARRAY_LENGTH(names); k++) {
        if (sqltext_is_name(text, i, names[k]))
            return true;
    }
    return false;
}

static void check_condition_name(struct lint_sql *lint, size_t i)
{
    const struct sqltext_token *token = &lint->text.tokens[i];
    const struct procedure_item *item = lint->items[0];
    struct loading_names names = {.count = 0};
    const char *word;

    if ((token->kind != SQLTEXT_WORD && token->kind != SQLTEXT_QUOTED) ||
            sqltext_is(&lint->text, i + 1, "(") || is_condition_word(&lint->text, i) ||
            is_hidden_column(&lint->text, i))
        return;
    for (size_t k = 0; k < item->column_count; k++) {
        if (item->columns[k].name &&
                sqltext_is_name(&lint->text, i, item->columns[k].name))
            return;
        loading_names_add(&names, item->columns[k].name);
    }
    word = lint_words_copy(lint, i);
    if (word)
        LINT_COMPLAIN(lint, token->offset,
                TR("there is no column '%s' here%s", "ここに列「%s」はありません%s"),
                word, loading_hint(word, names.items).text);
}

void lint_sql_condition(struct loading *loading,
        const struct procedure_population *population)
{
    struct lint_sql lint = {.loading = loading,
            .node = population->node,
            .attribute = "where",
            .sql = population->where};

    lint.items = loading_allocate(loading, 1, sizeof(*lint.items));
    if (!begin(&lint) || !lint.items)
        return;
    add_item(&lint, population->from);
    lint_words_check(&lint);
    if (lint.text.has_comments)
        LINT_COMPLAIN(&lint, 0,
                TR("no comment may stand in where", "whereに注釈は書けません"));
    for (size_t i = 0; i < lint.text.count; i++) {
        if (sqltext_is(&lint.text, i, "SELECT"))
            LINT_COMPLAIN(&lint, lint.text.tokens[i].offset,
                    TR("no subquery may stand in where: it looks at one record at a time",
                            "whereに副問い合わせは書けません。記録を一つずつ調べる条件だけを書きます"));
        check_condition_name(&lint, i);
    }
}

/* A table the text makes for itself: `name AS (` or `name (columns) AS (`. */
static bool is_own_table(const struct sqltext *text, const struct sqltext_token *wanted)
{
    for (size_t i = 0; i < text->count; i++) {
        size_t next = i + 1;

        if (text->tokens[i].size != wanted->size ||
                strncasecmp(text->tokens[i].text, wanted->text, wanted->size) != 0)
            continue;
        if (sqltext_is(text, next, "(")) {
            while (next < text->count && !sqltext_is(text, next, ")"))
                next++;
            next++;
        }
        if (sqltext_is(text, next, "AS") &&
                (sqltext_is(text, next + 1, "(") || sqltext_is(text, next + 1, "NOT") ||
                        sqltext_is(text, next + 1, "MATERIALIZED")))
            return true;
    }
    return false;
}

static void list_tables(const struct procedure *procedure, size_t relations,
        struct loading_names *names)
{
    for (size_t i = 0; i < procedure->item_count; i++)
        loading_names_add(names, procedure->items[i].id);
    for (size_t i = 0; i < procedure->population_count; i++)
        loading_names_add(names, procedure->populations[i].id);
    for (size_t i = 0; i < relations && i < procedure->relation_count; i++)
        loading_names_add(names, procedure->relations[i].id);
    for (size_t i = 0; i < procedure->parameter_count; i++) {
        if (procedure->parameters[i].is_map)
            loading_names_add(names, procedure->parameters[i].name);
    }
}

/* An id with a hyphen, written bare, falls into pieces: "sign-ins" is sign minus ins. */
static const char *hyphenated(const struct lint_sql *lint, size_t i,
        const struct loading_names *names)
{
    const struct sqltext_token *token = &lint->text.tokens[i];

    for (size_t k = 0; k < names->count; k++) {
        if (strncmp(names->items[k], token->text, token->size) == 0 &&
                names->items[k][token->size] == '-' &&
                sqltext_is(&lint->text, i + 1, "-"))
            return names->items[k];
    }
    return NULL;
}

static void check_table(struct lint_sql *lint, size_t i,
        const struct loading_names *names)
{
    const struct sqltext_token *token = &lint->text.tokens[i];
    const char *word, *whole;

    if (token->kind != SQLTEXT_WORD && token->kind != SQLTEXT_QUOTED)
        return;
    for (size_t k = 0; k < names->count; k++) {
        if (sqltext_is_name(&lint->text, i, names->items[k]))
            return;
    }
    if (is_own_table(&lint->text, token))
        return;
    word = lint_words_copy(lint, i);
    whole = hyphenated(lint, i, names);
    if (whole)
        LINT_COMPLAIN(lint, token->offset,
                TR("write \"%s\" in double quotes: SQL reads the hyphen as minus",
                        "\"%s\"と二重引用符で囲んでください。SQLでは「-」が引き算になります"),
                whole);
    else if (word)
        LINT_COMPLAIN(lint, token->offset,
                TR("there is no table '%s'%s", "表「%s」はありません%s"), word,
                loading_hint(word, names->items).text);
}

static void check_tables(struct lint_sql *lint, size_t relations)
{
    const struct sqltext *text = &lint->text;
    struct loading_names names = {.count = 0};

    list_tables(lint->loading->procedure, relations, &names);
    for (size_t i = 1; i < text->count; i++) {
        bool is_from = sqltext_is(text, i - 1, "FROM") &&
                !(i >= 2 && sqltext_is(text, i - 2, "DISTINCT"));

        if ((is_from || sqltext_is(text, i - 1, "JOIN")) &&
                !sqltext_is(text, i + 1, "(") && !sqltext_is_reserved(text, i) &&
                !(i >= 2 && is_from && sqltext_is(text, i - 2, "JOIN")))
            check_table(lint, i, &names);
    }
}

static bool check_statement(struct lint_sql *lint, size_t relations)
{
    if (!begin(lint))
        return false;
    find_items(lint);
    if (!lint->items)
        return false;
    if (!sqltext_is(&lint->text, 0, "SELECT") && !sqltext_is(&lint->text, 0, "WITH"))
        LINT_COMPLAIN(lint, lint->text.count ? lint->text.tokens[0].offset : 0,
                TR("the SQL must begin with SELECT or WITH",
                        "SQLはSELECTかWITHで始めてください"));
    lint_words_check(lint);
    check_tables(lint, relations);
    return true;
}

static bool find_columns(struct lint_sql *lint, const char *const **ret_names,
        size_t *ret_count)
{
    struct error err = {0};

    if (sqltext_columns(&lint->text, lint->loading->arena, ret_names, ret_count, &err))
        return true;
    LOADING_COMPLAIN(lint->loading, lint->node, NULL, "%s", err.message);
    return false;
}

/* A relation may begin with a star: tables and populations lead with record_id. */
void lint_sql_relation(struct loading *loading, size_t i)
{
    const struct procedure_relation *relation = &loading->procedure->relations[i];
    struct lint_sql lint = {.loading = loading,
            .node = relation->node,
            .sql = relation->sql};
    size_t count, errors = loading->complaints->errors;
    const char *const *names;

    if (!check_statement(&lint, i) || loading->complaints->errors != errors ||
            !find_columns(&lint, &names, &count))
        return;
    if (count > 0 && names[0] && strcasecmp(names[0], "record_id") != 0)
        LINT_COMPLAIN(&lint, lint.text.tokens[0].offset,
                TR("the first column of a relation is record_id, not '%s': what cannot be traced to "
                   "records is no evidence",
                        "問い合わせの最初の列は「%s」ではなくrecord_idでなければなりません。記録にたどれないものは証拠になりません"),
                names[0]);
}

/* The reader is shown values by their columns' names: of two, only the first's. */
static void check_twin(struct lint_sql *lint, const char *const *names, size_t i)
{
    if (!names[i] || strcasecmp(names[i], "record_id") == 0)
        return;
    for (size_t k = 0; k < i; k++) {
        if (!names[k] || strcasecmp(names[i], names[k]) != 0)
            continue;
        LINT_COMPLAIN(lint, lint->text.tokens[0].offset,
                TR("columns %zu and %zu are both called '%s': give one another name with AS",
                        "%zu番目と%zu番目の列がどちらも「%s」という名前です。ASで別の名前を付けてください"),
                k + 1, i + 1, names[i]);
        return;
    }
}

static void check_columns(struct lint_sql *lint)
{
    const char *const *names;
    size_t count, ids = 0;

    if (!find_columns(lint, &names, &count))
        return;
    for (size_t i = 0; i < count; i++) {
        ids += names[i] && strcasecmp(names[i], "record_id") == 0;
        if (!names[i])
            LINT_COMPLAIN(lint, lint->text.tokens[0].offset,
                    TR("column %zu has no name: write it out, with AS where it is an expression (no "
                       "*); it is shown to the reader under that name",
                            "%zu番目の列に名前がありません。列を書き並べ、式にはASで名前を付けてください（*は使えません）。その名前で読者に示されます"),
                    i + 1);
        check_twin(lint, names, i);
    }
    if (ids != 1)
        LINT_COMPLAIN(lint, lint->text.tokens[0].offset,
                TR("the result must have one column record_id, the subject's; it has %zu",
                        "結果には対象の記録のrecord_idが一つ必要です（今は%zu個）"),
                ids);
}

static void check_keys(struct lint_sql *lint, const struct procedure_test *test)
{
    if (lint->item_count > 1 && test->key_count == 0 && !test->is_unguarded &&
            !xml_attribute(lint->node, "keys"))
        LOADING_COMPLAIN_AS(lint->loading, COMPLAINT_WARNING, lint->node, NULL,
                TR("the SQL joins evidence: name in keys= the columns that must meet, or an inner join "
                   "over keys that never meet says \"no exception\" (keys=\"none\" says it is meant)",
                        "証跡を結合しています。一致すべき列をkeys=に書いてください。キーがまったく一致しない結合は「逸脱なし」に見えます（意図どおりならkeys=\"none\"）"));
}

/* Keys of items: what a population leaves out does not count, so that a column always
 * meets itself, and the guard would guard nothing. */
static void check_meeting(struct lint_sql *lint, const struct procedure_test *test)
{
    for (size_t i = 0; i < test->key_count; i++) {
        const struct procedure_operand *left = &test->keys[i].left;
        const struct procedure_operand *right = &test->keys[i].right;

        if (left->item && left->item == right->item && left->column == right->column)
            LOADING_COMPLAIN(lint->loading, lint->node, "keys",
                    TR("'%s' of '%s' always meets itself: name two columns that may fail to meet, or keys=\"none\"",
                            "「%s」（証跡「%s」）は自分自身と必ず一致します。一致しないことがありうる二つの列か、keys=\"none\"を書いてください"),
                    left->name, left->item->id ? left->item->id : "");
    }
}

static void check_subject(struct lint_sql *lint, const struct procedure_test *test)
{
    for (size_t i = 0; test->subject && i < lint->item_count; i++) {
        if (lint->items[i] == test->subject)
            return;
    }
    if (test->subject && lint->loading->procedure->relation_count == 0)
        LOADING_COMPLAIN_AS(lint->loading, COMPLAINT_WARNING, lint->node, "subject",
                TR("the SQL does not read '%s', whose record_id its rows must carry: say subject=",
                        "SQLが「%s」を読んでいませんが、行のrecord_idはその記録のものとされます。subject=を書いてください"),
                test->subject->id ? test->subject->id : "");
}

/* Records that the test's population leaves out are no exceptions of it: the report would
 * show more of them than were tested. */
static void check_population(struct lint_sql *lint, const struct procedure_test *test)
{
    const struct procedure_population *over = test->over;

    if (!over || !over->id || !over->from || !over->from->id ||
            !(over->where || over->at) || test->subject != over->from ||
            lint->loading->procedure->relation_count > 0 ||
            sqltext_mentions(&lint->text, over->id) ||
            !sqltext_mentions(&lint->text, over->from->id))
        return;
    LOADING_COMPLAIN_AS(lint->loading, COMPLAINT_WARNING, lint->node, NULL,
            TR("the SQL reads '%s' whole: read the population '%s', or records that it leaves out are reported, too",
                    "証跡「%s」の全体を読んでいます。母集団「%s」を読まないと、母集団の対象外の記録まで報告されます"),
            over->from->id, over->id);
}

void lint_sql_exceptions(struct loading *loading, const struct procedure_test *test)
{
    struct lint_sql lint = {.loading = loading, .node = test->sql_node, .sql = test->sql};
    size_t errors = loading->complaints->errors;

    if (!check_statement(&lint, SIZE_MAX) || loading->complaints->errors != errors)
        return; /* what follows would only repeat it */
    check_columns(&lint);
    check_keys(&lint, test);
    check_meeting(&lint, test);
    check_subject(&lint, test);
    check_population(&lint, test);
}
