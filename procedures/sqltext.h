/* sqltext.h - an author's SQL as words: enough to know what it names, not a parser
 *
 * Follows SQLite's own rules for words, quotes, numbers, variables and comments. Nothing
 * here decides whether SQL is allowed to run (the worker's authorizer does); it makes
 * early messages good, and finds which tables, parameters and patterns a text uses. */
#ifndef CHOSHO_SQLTEXT_H
#define CHOSHO_SQLTEXT_H

#include "engine/base/arena.h"

enum sqltext_kind {
    SQLTEXT_WORD,     /* a bare word: keyword or name */
    SQLTEXT_QUOTED,   /* "name", [name] or `name`; text is without the quotes */
    SQLTEXT_STRING,   /* 'text'; text is between the quotes, '' not undone */
    SQLTEXT_NUMBER,   /* also x'00' */
    SQLTEXT_VARIABLE, /* :name, @name, $name, ?, ?1; text is with its first character */
    SQLTEXT_SYMBOL,   /* operators and brackets */
    SQLTEXT_COMMENT,  /* dropped by sqltext_split() */
    SQLTEXT_BROKEN,   /* a quote or comment that never closes, a byte SQL does not know */
};

struct sqltext_token {
    enum sqltext_kind kind;
    const char *text;
    size_t size;
    size_t offset;  /* of its first byte, in bytes */
    unsigned depth; /* how many brackets are open around it; '(' and its ')' have the
                       outer depth */
};

enum sqltext_problem {
    SQLTEXT_SOUND,
    SQLTEXT_UNCLOSED_QUOTE, /* or comment */
    SQLTEXT_UNCLOSED_BRACKET,
    SQLTEXT_UNOPENED_BRACKET,
    SQLTEXT_STRANGE_CHARACTER,
};

struct sqltext {
    const struct sqltext_token *tokens;
    size_t count;
    size_t end; /* offset behind the last token that is not ';' */
    bool has_comments;
    enum sqltext_problem problem;
    size_t problem_offset;
};

/* Divides sql; comments are left out. Text the SQL does not own stays alive with it. What
 * is wrong first is in `problem`. */
WARN_UNUSED bool sqltext_split(const char *sql, struct arena *arena,
        struct sqltext *ret_text, struct error *err);

/* Token number i is this keyword or symbol (ASCII case-blind); false beyond the end. */
bool sqltext_is(const struct sqltext *text, size_t i, const char *word);

/* Token i is a name, quoted or not, equal to `name` as SQLite compares names. */
bool sqltext_is_name(const struct sqltext *text, size_t i, const char *name);

/* Token i is a bare word that SQLite takes for its own, never for a name: ORDER, GROUP,
 * FROM. */
bool sqltext_is_reserved(const struct sqltext *text, size_t i);

/* The text reads from a table of that name, as far as words tell: a name not behind a
 * dot, not called as a function, not a reserved word. */
bool sqltext_mentions(const struct sqltext *text, const char *name);

/* The names of the columns the outermost SELECT yields. A column without a name (an
 * expression without AS), or a star, is NULL. */
WARN_UNUSED bool sqltext_columns(const struct sqltext *text, struct arena *arena,
        const char *const **ret_names, size_t *ret_count, struct error *err);

/* The value of string token i, '' undone; NULL where memory ran out. */
const char *sqltext_string(const struct sqltext *text, size_t i, struct arena *arena,
        struct error *err);

/* Where token i calls match_group() or regexp(): the token its pattern begins with. */
bool sqltext_find_pattern(const struct sqltext *text, size_t i, size_t *ret_pattern);

/* Line and column, from 1 (the column in characters), of a byte of a text that begins at
 * line and column. */
void sqltext_locate(const char *text, size_t offset, unsigned line, unsigned column,
        unsigned *ret_line, unsigned *ret_column);

#endif
