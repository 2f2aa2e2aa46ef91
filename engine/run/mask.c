#include "engine/run/mask.h"

#include "procedures/sqltext.h"

#include <string.h>
#include <strings.h>

bool mask_is_sensitive(const struct procedure_item *item, const char *column)
{
    for (size_t c = 0; c < item->column_count; c++) {
        if (item->columns[c].sensitive && strcasecmp(item->columns[c].name, column) == 0)
            return true;
    }
    return false;
}

static bool has_sensitive(const struct procedure_item *item)
{
    for (size_t c = 0; c < item->column_count; c++) {
        if (item->columns[c].sensitive)
            return true;
    }
    return false;
}

/* ---- items of a test ---- */

struct masking {
    const struct procedure *procedure;
    const struct procedure_test *test;
    const struct program_test *program;
    struct arena *arena;
};

static const struct procedure_item *item_of(const struct masking *masking, uint32_t index)
{
    return procedure_find_item(masking->procedure, masking->program->items[index]);
}

static bool reads_sensitive(const struct masking *masking)
{
    for (uint32_t i = 0; i < masking->program->item_count; i++) {
        const struct procedure_item *item = item_of(masking, i);

        if (item && has_sensitive(item))
            return true;
    }
    return false;
}

/* Of some item that the test reads: which of several of a name is meant need not be
 * known. */
static bool is_any_sensitive(const struct masking *masking, const char *column)
{
    for (uint32_t i = 0; i < masking->program->item_count; i++) {
        const struct procedure_item *item = item_of(masking, i);

        if (item && mask_is_sensitive(item, column))
            return true;
    }
    return false;
}

static bool is_any_column(const struct masking *masking, const char *column)
{
    for (uint32_t i = 0; i < masking->program->item_count; i++) {
        const struct procedure_item *item = item_of(masking, i);

        for (size_t c = 0; item && c < item->column_count; c++) {
            if (strcasecmp(item->columns[c].name, column) == 0)
                return true;
        }
    }
    return false;
}

/* ---- checks ---- */

/* "off.disabled_at", "off.disabled_at 2": a counterpart's column. */
static bool is_counterpart_sensitive(const struct masking *masking, const char *name,
        const char *dot, bool *ret_sensitive, struct error *err)
{
    const char *id, *column;
    const struct procedure_item *item;

    if (!arena_copy(masking->arena, name, (size_t)(dot - name), &id, err) ||
            !arena_copy(masking->arena, dot + 1, strcspn(dot + 1, " "), &column, err))
        return false;
    item = procedure_find_item(masking->procedure, id);
    *ret_sensitive = item ? mask_is_sensitive(item, column)
                          : is_any_sensitive(masking, column);
    return true;
}

/* What a check of groups computes: "count" tells none of the values, "previous" is one of
 * the column that it looks at. Of others it is not known here. */
static bool is_extra_sensitive(const struct masking *masking, const char *name)
{
    const struct procedure_check *check = masking->test->checks;

    if (strcmp(name, "count") == 0)
        return false;
    if (!check || check->kind != PROCEDURE_NO_GAP)
        return true;
    for (size_t i = 0; i < check->operand_count; i++) {
        if (check->operands[i].name && is_any_sensitive(masking, check->operands[i].name))
            return true;
    }
    return false;
}

/* ---- an author's SQL ---- */

static bool is_one_of(const struct sqltext *text, size_t i, const char *const *words)
{
    for (; *words; words++) {
        if (sqltext_is(text, i, *words))
            return true;
    }
    return false;
}

/* Whether a name behind token i stands for itself; otherwise it may be given to what
 * stands before it. */
static bool is_before_a_column(const struct sqltext *text, size_t i)
{
    static const char *const words[] = {"select", "distinct", "all", "where", "and", "or",
            "not", "by", "on", "having", "when", "then", "else", "case", "between", "in",
            "like", "glob", "is", "from", "join", "over", "partition", NULL};
    const struct sqltext_token *token = &text->tokens[i];

    if (token->kind == SQLTEXT_SYMBOL)
        return !sqltext_is(text, i, ")") && !sqltext_is(text, i, "]");
    return token->kind == SQLTEXT_WORD && is_one_of(text, i, words);
}

/* Whether the name is nowhere given to anything, and no answer is put together. */
static bool is_plain(const struct masking *masking, const char *sql, const char *name,
        bool *ret_plain, struct error *err)
{
    static const char *const together[] = {"union", "intersect", "except", NULL};
    struct sqltext text;

    *ret_plain = false;
    if (!sqltext_split(sql, masking->arena, &text, err))
        return false;
    for (size_t i = 0; i < text.count; i++) {
        if (is_one_of(&text, i, together))
            return true;
        /* WITH t(a, b) AS (...), also AS [NOT] MATERIALIZED (...) */
        if (sqltext_is(&text, i, ")") && sqltext_is(&text, i + 1, "as") &&
                (sqltext_is(&text, i + 2, "(") || sqltext_is(&text, i + 2, "not") ||
                        sqltext_is(&text, i + 2, "materialized")))
            return true;
        if (i > 0 && sqltext_is_name(&text, i, name) && !is_before_a_column(&text, i - 1))
            return true;
    }
    *ret_plain = true;
    return true;
}

static bool is_sql_clear(const struct masking *masking, const char *name, bool *ret_clear,
        struct error *err)
{
    *ret_clear = false;
    if (!is_any_column(masking, name) || is_any_sensitive(masking, name))
        return true;
    if (!is_plain(masking, masking->test->sql, name, ret_clear, err))
        return false;
    for (size_t r = 0; *ret_clear && r < masking->procedure->relation_count; r++) {
        if (!is_plain(masking, masking->procedure->relations[r].sql, name, ret_clear,
                    err))
            return false;
    }
    return true;
}

bool mask_is_needed(const struct instance *instance, uint32_t test, uint32_t shown,
        struct arena *arena, bool *ret_needed, struct error *err)
{
    const struct masking masking = {&instance->source->procedure,
            &instance->source->procedure.tests[test], &instance->program.tests[test],
            arena};
    const char *name = masking.program->shown[shown];
    const char *dot = strchr(name, '.');
    bool is_clear;

    *ret_needed = false;
    if (!reads_sensitive(&masking))
        return true;
    if (masking.test->sql) {
        if (!is_sql_clear(&masking, name, &is_clear, err))
            return false;
        *ret_needed = !is_clear;
        return true;
    }
    if (dot)
        return is_counterpart_sensitive(&masking, name, dot, ret_needed, err);
    *ret_needed = is_any_column(&masking, name) ? is_any_sensitive(&masking, name)
                                                : is_extra_sensitive(&masking, name);
    return true;
}
