#include "procedures/sqltidy.h"

#include "procedures/sqltext.h"

#include <string.h>

/* What fits is not broken up. */
#define INLINE_MAX 76
#define STEP 2

struct tidying {
    const char *sql;
    struct sqltext text;
    struct buf *buf;
    unsigned indent;
    unsigned cases;     /* open CASEs */
    size_t flat_until;  /* tokens before it stay on their line */
    unsigned open;      /* long brackets around the token */
    bool is_long[1000]; /* by depth of the brackets that are open */
    bool is_line_begun;
};

/* Where token i ends, as written, its quotes included. */
static size_t end_of(const struct tidying *tidying, size_t i)
{
    size_t end = i + 1 < tidying->text.count ? tidying->text.tokens[i + 1].offset
                                             : tidying->text.end;

    while (end > tidying->text.tokens[i].offset &&
            strchr(" \t\r\n", tidying->sql[end - 1]))
        end--;
    return end;
}

static size_t closing_of(const struct tidying *tidying, size_t i)
{
    unsigned depth = tidying->text.tokens[i].depth;
    size_t at = i + 1;

    while (at < tidying->text.count &&
            !(tidying->text.tokens[at].depth == depth &&
                    sqltext_is(&tidying->text, at, ")")))
        at++;
    return at;
}

static bool is_one_of(const struct sqltext *text, size_t i, const char *const *words)
{
    for (size_t k = 0; words[k]; k++) {
        if (sqltext_is(text, i, words[k]))
            return true;
    }
    return false;
}

static bool begins_line(const struct tidying *tidying, size_t i)
{
    static const char *const words[] = {"SELECT", "FROM", "WHERE", "GROUP", "HAVING",
            "ORDER", "UNION", "EXCEPT", "INTERSECT", "JOIN", "LEFT", "CROSS", "INNER",
            "WHEN", "ELSE", "END", "LIMIT", NULL};
    const struct sqltext *text = &tidying->text;

    if (i < tidying->flat_until)
        return false;
    if (i > 0 && sqltext_is(text, i, ",") && text->tokens[i].depth == 0)
        return sqltext_is(text, i - 1, ")");
    if (sqltext_is(text, i, "JOIN"))
        return i > 0 && !sqltext_is(text, i - 1, "LEFT") &&
                !sqltext_is(text, i - 1, "CROSS") && !sqltext_is(text, i - 1, "INNER");
    return is_one_of(text, i, words);
}

static bool begin_line(struct tidying *tidying, unsigned steps, struct error *err)
{
    if (tidying->is_line_begun && !buf_append_text(tidying->buf, "\n", err))
        return false;
    tidying->is_line_begun = true;
    return buf_printf(tidying->buf, err, "%*s", (int)(tidying->indent + STEP * steps),
            "");
}

/* Whether a blank stood before the token. */
static bool is_apart(const struct tidying *tidying, size_t i)
{
    size_t offset = tidying->text.tokens[i].offset;

    return offset > 0 && strchr(" \t\r\n", tidying->sql[offset - 1]) != NULL;
}

static void enter(struct tidying *tidying, size_t i)
{
    const struct sqltext *text = &tidying->text;
    unsigned depth = text->tokens[i].depth;
    size_t closing;

    if (sqltext_is(text, i, "CASE"))
        tidying->cases += i >= tidying->flat_until;
    if (!sqltext_is(text, i, "(") || depth >= ARRAY_LENGTH(tidying->is_long))
        return;
    closing = closing_of(tidying, i);
    tidying->is_long[depth] = i >= tidying->flat_until && closing < text->count &&
            end_of(tidying, closing) - text->tokens[i].offset > INLINE_MAX;
    if (tidying->is_long[depth])
        tidying->open++;
    else if (closing > tidying->flat_until)
        tidying->flat_until = closing + 1;
}

static void leave(struct tidying *tidying, size_t i)
{
    unsigned depth = tidying->text.tokens[i].depth;

    if (sqltext_is(&tidying->text, i, "END") && i >= tidying->flat_until &&
            tidying->cases)
        tidying->cases--;
    if (sqltext_is(&tidying->text, i, ")") && depth < ARRAY_LENGTH(tidying->is_long) &&
            tidying->is_long[depth] && tidying->open) {
        tidying->is_long[depth] = false;
        tidying->open--;
    }
}

static bool write_token(struct tidying *tidying, size_t i, struct error *err)
{
    const struct sqltext_token *token = &tidying->text.tokens[i];
    bool is_new = begins_line(tidying, i);

    leave(tidying, i);
    if (i == 0 || is_new) {
        if (!begin_line(tidying, tidying->open + tidying->cases, err))
            return false;
    } else if (is_apart(tidying, i) && !buf_append_text(tidying->buf, " ", err)) {
        return false;
    }
    if (!buf_append(tidying->buf, tidying->sql + token->offset,
                end_of(tidying, i) - token->offset, err))
        return false;
    enter(tidying, i);
    return true;
}

bool sqltidy_write(const char *sql, unsigned indent, struct arena *arena, struct buf *buf,
        struct error *err)
{
    struct tidying tidying = {.sql = sql, .buf = buf, .indent = indent};

    if (!sqltext_split(sql, arena, &tidying.text, err))
        return false;
    if (tidying.text.problem != SQLTEXT_SOUND || tidying.text.has_comments)
        return buf_printf(buf, err, "%s\n", sql);
    for (size_t i = 0; i < tidying.text.count; i++) {
        if (tidying.text.tokens[i].offset < tidying.text.end &&
                !write_token(&tidying, i, err))
            return false;
    }
    return buf_append_text(buf, "\n", err);
}
