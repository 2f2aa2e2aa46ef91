#include "procedures/finding_text.h"

#include <string.h>

#include "procedures/finding_clause.h"

#define TEXT_MAX ((size_t)64 << 10)

static enum finding_text_piece take(const char **at, size_t skip, size_t size,
        size_t length, struct slice *ret_piece)
{
    *ret_piece = (struct slice){*at + skip, size};
    *at += length;
    return FINDING_TEXT_LITERAL;
}

enum finding_text_piece finding_text_next(const char **at, struct slice *ret_piece)
{
    const char *text = *at;
    size_t length;

    if (*text == '\0')
        return FINDING_TEXT_END;
    if (text[0] == text[1] && (*text == '{' || *text == '}'))
        return take(at, 0, 1, 2, ret_piece);
    length = strcspn(text, "{}");
    if (length > 0)
        return take(at, 0, length, length, ret_piece);
    length = strcspn(text + 1, "{}");
    if (*text == '}' || text[1 + length] != '}') {
        *ret_piece = (struct slice){text, strlen(text)};
        return FINDING_TEXT_BROKEN;
    }
    take(at, 1, length, length + 2, ret_piece);
    return FINDING_TEXT_PLACEHOLDER;
}

static bool write_value(struct slice name, const struct finding_text_value *values,
        size_t count, struct buf *buf, struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(values[i].name) == name.size &&
                memcmp(values[i].name, name.text, name.size) == 0)
            return buf_append_text(buf, values[i].value, err);
    }
    return error_set(err, ERROR_SCRIPT,
            TR("nothing is known of '{%.*s}'", "「{%.*s}」の値がありません"),
            (int)name.size, name.text);
}

bool finding_text_write(const char *text, const struct finding_text_value *values,
        size_t count, struct buf *buf, struct error *err)
{
    struct slice piece;
    enum finding_text_piece kind;

    while ((kind = finding_text_next(&text, &piece)) != FINDING_TEXT_END) {
        bool written = kind == FINDING_TEXT_PLACEHOLDER
                ? write_value(piece, values, count, buf, err)
                : buf_append(buf, piece.text, piece.size, err);

        if (!written)
            return false;
        if (kind == FINDING_TEXT_BROKEN)
            return true;
    }
    return true;
}

/* Several checks: each text behind the next, numbered as exceptions name them. */
static bool join(const struct procedure_test *test, enum text_language language,
        struct buf *buf, struct error *err)
{
    if (!buf_append_text(buf,
                language == TEXT_JA
                        ? "{tested}件のうち{count}件は、次のいずれかに当たる。"
                        : "Exceptions: {count} of {tested} tested, each for one of the following:",
                err))
        return false;
    for (size_t i = 0; i < test->check_count; i++) {
        const char *said = test->checks[i].finding.in[language];

        if (!buf_printf(buf, err, language == TEXT_JA ? "(%zu) %s。" : " (%zu) %s;",
                    i + 1, said ? said : ""))
            return false;
    }
    if (language == TEXT_EN)
        buf->data[buf->size - 1] = '.';
    return true;
}

static bool alone(const struct procedure_test *test, enum text_language language,
        struct buf *buf, struct error *err)
{
    const char *said = test->checks[0].finding.in[language];

    if (test->checks[0].kind == PROCEDURE_COUNT ||
            test->checks[0].kind == PROCEDURE_RECONCILES ||
            test->checks[0].kind == PROCEDURE_TOTAL)
        return buf_printf(buf, err,
                language == TEXT_JA ? "%sものが{count}件ある。"
                                    : "Cases: {count}, each of them %s.",
                said ? said : "");
    return buf_printf(buf, err,
            language == TEXT_JA
                    ? "{tested}件のうち{count}件は、%s。"
                    : "Exceptions: {count} of {tested} tested. In each of them %s.",
            said ? said : "");
}

static bool make(struct loading *loading, struct procedure_test *test,
        enum text_language language, struct error *err)
{
    CLEANUP(buf_clear) struct buf buf = BUF_INIT(TEXT_MAX);
    bool made = test->check_count == 1 ? alone(test, language, &buf, err)
                                       : join(test, language, &buf, err);

    if (!made)
        return false;
    test->finding.in[language] = loading_copy(loading, buf_text(&buf), buf.size);
    return true;
}

void finding_text_complete(struct loading *loading, struct procedure_test *test)
{
    bool is_written = test->finding.in[TEXT_JA] || test->finding.in[TEXT_EN];
    struct error err = {0};

    for (size_t i = 0; i < test->check_count; i++)
        finding_clause_make(loading, &test->checks[i]);
    test->is_finding_default = !is_written && test->check_count > 0;
    if (!test->is_finding_default)
        return;
    if (!make(loading, test, TEXT_JA, &err) || !make(loading, test, TEXT_EN, &err))
        LOADING_COMPLAIN(loading, test->node, NULL, "%s", err.message);
}
