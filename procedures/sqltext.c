#include "procedures/sqltext.h"

#include <string.h>
#include <strings.h>

#define DIGITS "0123456789"
#define BLANKS " \t\r\n\f"

/* SQLite takes every byte above 0x7F as a letter. */
static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
            (c & 0x80) != 0;
}

static bool is_word_part(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '$';
}

static size_t word_length(const char *sql)
{
    size_t length = 0;

    while (is_word_part(sql[length]))
        length++;
    return length;
}

/* Length with both quotes; 0 where it never closes. A quote doubled stands for itself. */
static size_t quoted_length(const char *sql, char close)
{
    size_t at = 1;

    while (sql[at]) {
        if (sql[at] == close && (close == ']' || sql[at + 1] != close))
            return at + 1;
        at += sql[at] == close ? 2 : 1;
    }
    return 0;
}

static size_t comment_length(const char *sql)
{
    const char *end;

    if (sql[0] == '-')
        return strcspn(sql, "\n");
    end = strstr(sql + 2, "*/");
    return end ? (size_t)(end - sql) + 2 : 0;
}

static size_t number_length(const char *sql)
{
    size_t length = 0;

    while (is_word_part(sql[length]) || sql[length] == '.' ||
            ((sql[length] == '+' || sql[length] == '-') && length > 0 &&
                    (sql[length - 1] == 'e' || sql[length - 1] == 'E')))
        length++;
    return length;
}

static size_t symbol_length(const char *sql)
{
    static const char *const pairs[] = {"||", "<=", ">=", "<>", "!=", "==", "<<", ">>",
            "->"};

    for (size_t i = 0; i < ARRAY_LENGTH(pairs); i++) {
        if (strncmp(sql, pairs[i], 2) == 0)
            return 2;
    }
    return strchr("()+-*/%&|<>=~,.;!", *sql) ? 1 : 0;
}

static size_t mark(struct sqltext_token *token, enum sqltext_kind kind, size_t length)
{
    token->kind = length ? kind : SQLTEXT_BROKEN;
    token->size = length;
    return length ? length : 1;
}

static size_t mark_quoted(struct sqltext_token *token, enum sqltext_kind kind, char close)
{
    size_t length = quoted_length(token->text, close);

    token->kind = length ? kind : SQLTEXT_BROKEN;
    token->text++;
    token->size = length ? length - 2 : 0;
    return length ? length : strlen(token->text) + 1;
}

/* Reads the token at token->text, which is not a blank; returns how many bytes it takes.
 */
static size_t read_token(struct sqltext_token *token)
{
    const char *sql = token->text;
    bool is_blob = (*sql == 'x' || *sql == 'X') && sql[1] == '\'';

    if (*sql == '\'')
        return mark_quoted(token, SQLTEXT_STRING, '\'');
    if (*sql == '"' || *sql == '`')
        return mark_quoted(token, SQLTEXT_QUOTED, *sql);
    if (*sql == '[')
        return mark_quoted(token, SQLTEXT_QUOTED, ']');
    if (is_blob)
        return mark(token, SQLTEXT_NUMBER, 1 + quoted_length(sql + 1, '\''));
    if ((sql[0] == '-' && sql[1] == '-') || (sql[0] == '/' && sql[1] == '*'))
        return mark(token, SQLTEXT_COMMENT, comment_length(sql));
    if (is_letter(*sql))
        return mark(token, SQLTEXT_WORD, word_length(sql));
    if (strchr(DIGITS, *sql) || (*sql == '.' && sql[1] && strchr(DIGITS, sql[1])))
        return mark(token, SQLTEXT_NUMBER, number_length(sql));
    if (strchr(":@$?#", *sql))
        return mark(token, SQLTEXT_VARIABLE, 1 + word_length(sql + 1));
    return mark(token, SQLTEXT_SYMBOL, symbol_length(sql));
}

static void note_problem(struct sqltext *text, enum sqltext_problem problem,
        size_t offset)
{
    if (text->problem != SQLTEXT_SOUND)
        return;
    text->problem = problem;
    text->problem_offset = offset;
}

static void note_broken(struct sqltext *text, const char *sql, size_t offset)
{
    note_problem(text,
            strchr("'\"`[/", sql[offset]) ? SQLTEXT_UNCLOSED_QUOTE
                                          : SQLTEXT_STRANGE_CHARACTER,
            offset);
}

struct splitting {
    struct sqltext *text;
    struct sqltext_token *tokens; /* NULL: only count */
    unsigned depth;
    size_t open; /* offset of the last bracket opened at the outermost level */
};

static void keep(struct splitting *splitting, struct sqltext_token *token, size_t length)
{
    bool is_symbol = token->kind == SQLTEXT_SYMBOL;

    if (is_symbol && *token->text == ')') {
        if (splitting->depth == 0)
            note_problem(splitting->text, SQLTEXT_UNOPENED_BRACKET, token->offset);
        else
            splitting->depth--;
    }
    token->depth = splitting->depth;
    if (is_symbol && *token->text == '(') {
        if (splitting->depth++ == 0)
            splitting->open = token->offset;
    }
    if (!is_symbol || *token->text != ';')
        splitting->text->end = token->offset + length;
    if (splitting->tokens)
        splitting->tokens[splitting->text->count] = *token;
    splitting->text->count++;
}

/* One pass: into splitting->tokens, or only counting. */
static void split(const char *sql, struct splitting *splitting)
{
    size_t offset = strspn(sql, BLANKS);

    *splitting->text = (struct sqltext){.problem = SQLTEXT_SOUND};
    while (sql[offset]) {
        struct sqltext_token token = {.text = sql + offset, .offset = offset};
        size_t length = read_token(&token);

        if (token.kind == SQLTEXT_BROKEN)
            note_broken(splitting->text, sql, offset);
        if (token.kind == SQLTEXT_COMMENT)
            splitting->text->has_comments = true;
        else
            keep(splitting, &token, length);
        offset += length;
        offset += strspn(sql + offset, BLANKS);
    }
    if (splitting->depth > 0)
        note_problem(splitting->text, SQLTEXT_UNCLOSED_BRACKET, splitting->open);
}

bool sqltext_split(const char *sql, struct arena *arena, struct sqltext *ret_text,
        struct error *err)
{
    struct sqltext text;
    struct splitting counting = {.text = &text};
    struct splitting keeping = {.text = &text};

    split(sql, &counting);
    if (!arena_allocate(arena, (text.count + 1) * sizeof(*keeping.tokens),
                &keeping.tokens, err))
        return false;
    split(sql, &keeping);
    text.tokens = keeping.tokens;
    *ret_text = text;
    return true;
}

static bool is_equal(const struct sqltext_token *token, const char *word)
{
    return strlen(word) == token->size &&
            strncasecmp(token->text, word, token->size) == 0;
}

bool sqltext_is(const struct sqltext *text, size_t i, const char *word)
{
    if (i >= text->count)
        return false;
    if (text->tokens[i].kind != SQLTEXT_WORD && text->tokens[i].kind != SQLTEXT_SYMBOL)
        return false;
    return is_equal(&text->tokens[i], word);
}

bool sqltext_is_name(const struct sqltext *text, size_t i, const char *name)
{
    if (i >= text->count)
        return false;
    if (text->tokens[i].kind != SQLTEXT_WORD && text->tokens[i].kind != SQLTEXT_QUOTED)
        return false;
    return is_equal(&text->tokens[i], name);
}

/* SQLite 3.40.1, by trying: SELECT t.WORD FROM (SELECT 1 AS "WORD") AS t. */
bool sqltext_is_reserved(const struct sqltext *text, size_t i)
{
    static const char *const words[] = {"ADD", "ALL", "ALTER", "AND", "AS",
            "AUTOINCREMENT", "BETWEEN", "CASE", "CHECK", "COLLATE", "COMMIT",
            "CONSTRAINT", "CREATE", "DEFAULT", "DEFERRABLE", "DELETE", "DISTINCT", "DROP",
            "ELSE", "ESCAPE", "EXCEPT", "EXISTS", "FOREIGN", "FROM", "GROUP", "HAVING",
            "IN", "INDEX", "INSERT", "INTERSECT", "INTO", "IS", "ISNULL", "JOIN", "LIMIT",
            "NOT", "NOTHING", "NOTNULL", "NULL", "ON", "OR", "ORDER", "PRIMARY",
            "REFERENCES", "RETURNING", "SELECT", "SET", "TABLE", "THEN", "TO",
            "TRANSACTION", "UNION", "UNIQUE", "UPDATE", "USING", "VALUES", "WHEN",
            "WHERE"};

    for (size_t k = 0; k < ARRAY_LENGTH(words); k++) {
        if (sqltext_is(text, i, words[k]))
            return true;
    }
    return false;
}

bool sqltext_mentions(const struct sqltext *text, const char *name)
{
    for (size_t i = 0; i < text->count; i++) {
        if (sqltext_is_name(text, i, name) && !(i > 0 && sqltext_is(text, i - 1, ".")) &&
                !sqltext_is(text, i + 1, "(") && !sqltext_is_reserved(text, i))
            return true;
    }
    return false;
}

/* The outermost SELECT: the first one outside all brackets (those of WITH are inside
 * theirs). */
static size_t find_select(const struct sqltext *text)
{
    for (size_t i = 0; i < text->count; i++) {
        if (text->tokens[i].depth == 0 && sqltext_is(text, i, "SELECT"))
            return i;
    }
    return text->count;
}

static bool ends_list(const struct sqltext *text, size_t i)
{
    static const char *const words[] = {"FROM", "WHERE", "GROUP", "HAVING", "WINDOW",
            "ORDER", "LIMIT", "UNION", "EXCEPT", "INTERSECT", ";"};

    if (i >= text->count)
        return true;
    for (size_t k = 0; k < ARRAY_LENGTH(words); k++) {
        if (text->tokens[i].depth == 0 && sqltext_is(text, i, words[k]))
            return true;
    }
    return false;
}

/* The name of the column written as tokens begin to end-1: behind AS, or a lone
 * (qualified) name. */
static const struct sqltext_token *column_name(const struct sqltext *text, size_t begin,
        size_t end)
{
    const struct sqltext_token *last = end > begin ? &text->tokens[end - 1] : NULL;

    if (!last || (last->kind != SQLTEXT_WORD && last->kind != SQLTEXT_QUOTED))
        return NULL;
    if (end - begin >= 2 && sqltext_is(text, end - 2, "AS"))
        return last;
    if (end - begin == 1 || (end - begin == 3 && sqltext_is(text, end - 2, ".")))
        return last;
    return NULL;
}

bool sqltext_columns(const struct sqltext *text, struct arena *arena,
        const char *const **ret_names, size_t *ret_count, struct error *err)
{
    size_t begin = find_select(text) + 1, count = 0;
    const char **names;

    if (!arena_allocate(arena, (text->count + 1) * sizeof(*names), &names, err))
        return false;
    if (sqltext_is(text, begin, "DISTINCT") || sqltext_is(text, begin, "ALL"))
        begin++;
    for (size_t i = begin; begin < text->count; i++) {
        bool is_end = ends_list(text, i);
        const struct sqltext_token *name;

        if (!is_end && !(text->tokens[i].depth == 0 && sqltext_is(text, i, ",")))
            continue;
        name = column_name(text, begin, i);
        if (name && !arena_copy(arena, name->text, name->size, &names[count], err))
            return false;
        count++;
        begin = i + 1;
        if (is_end)
            break;
    }
    *ret_names = names;
    *ret_count = count;
    return true;
}

const char *sqltext_string(const struct sqltext *text, size_t i, struct arena *arena,
        struct error *err)
{
    const struct sqltext_token *token = &text->tokens[i];
    const char *at = token->text, *end = token->text + token->size;
    size_t length = 0;
    char *value;

    if (!arena_allocate(arena, token->size + 1, &value, err))
        return NULL;
    while (at < end) {
        value[length++] = *at;
        at += at[0] == '\'' ? 2 : 1;
    }
    return value;
}

/* The first token behind the comma that ends argument `skip` of the call whose bracket is
 * token i. */
static bool find_argument(const struct sqltext *text, size_t i, unsigned skip,
        size_t *ret_token)
{
    unsigned depth = text->tokens[i].depth + 1;

    for (i++; skip > 0 && i < text->count && text->tokens[i].depth >= depth; i++)
        skip -= text->tokens[i].depth == depth && sqltext_is(text, i, ",");
    *ret_token = i;
    return skip == 0;
}

bool sqltext_find_pattern(const struct sqltext *text, size_t i, size_t *ret_pattern)
{
    if (!sqltext_is(text, i + 1, "("))
        return false;
    if (sqltext_is(text, i, "match_group"))
        return find_argument(text, i + 1, 1, ret_pattern);
    return sqltext_is(text, i, "regexp") && find_argument(text, i + 1, 0, ret_pattern);
}

void sqltext_locate(const char *text, size_t offset, unsigned line, unsigned column,
        unsigned *ret_line, unsigned *ret_column)
{
    for (size_t i = 0; i < offset && text[i]; i++) {
        if (text[i] == '\n') {
            line++;
            column = 1;
        } else if (((unsigned char)text[i] & 0xC0) != 0x80) {
            column++;
        }
    }
    *ret_line = line;
    *ret_column = column;
}
