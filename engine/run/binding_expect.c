#include "engine/run/binding_expect.h"

#include "engine/base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LISTED_MAX ((size_t)700) /* bytes of names in one complaint */

/* Names that would have done. */
struct names {
    const char **list; /* ended by NULL */
    size_t count;
};

struct expecting {
    const struct library *library;
    const struct scope *scope; /* NULL: no statement */
    const struct binding_item *item;
    struct names names;
    struct complaint_list *complaints;
};

static bool is_listed(const struct names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++) {
        if (strcmp(names->list[i], name) == 0)
            return true;
    }
    return false;
}

static void list(struct names *names, const char *name)
{
    if (!is_listed(names, name))
        names->list[names->count++] = name;
}

/* ": did you mean ...", or what there is. */
static void advise(const struct names *names, const char *wrong, struct buf *advice)
{
    const char *nearest = text_find_nearest(wrong, names->list);
    struct error full = {0}; /* what does not fit is left out */
    bool ok;

    if (nearest) {
        (void)!buf_printf(advice, &full, TR("did you mean '%s'?", "「%s」のことですか"),
                nearest);
        return;
    }
    ok = buf_append_text(advice, TR("there are: ", "あるのは: "), &full) &&
            (names->count > 0 || buf_append_text(advice, TR("none", "なし"), &full));
    for (size_t i = 0; ok && i < names->count; i++)
        ok = buf_printf(advice, &full, i ? ", %s" : "%s", names->list[i]);
}

/* sentence: takes the wrong name and the advice. */
static void complain(struct expecting *expecting, const char *sentence, const char *wrong)
{
    CLEANUP(buf_clear) struct buf advice = BUF_INIT(LISTED_MAX);
    const struct binding_item *item = expecting->item;
    bool may_be = expecting->library->complaints.errors > 0;

    advise(&expecting->names, wrong, &advice);
    complaint_add(expecting->complaints, may_be ? COMPLAINT_WARNING : COMPLAINT_ERROR,
            item->file, item->line, item->column, TR("%s '%s': %s", "%s: 「%s」。%s"),
            sentence, wrong, buf_text(&advice));
}

static void expect_column(struct expecting *expecting, const struct procedure_item *item,
        const struct binding_column *column)
{
    CLEANUP(buf_clear) struct buf advice = BUF_INIT(LISTED_MAX);
    const char **names = calloc(item->column_count + 1, sizeof(*names));
    struct names columns = {names, 0};

    for (size_t i = 0; names && i < item->column_count; i++)
        list(&columns, item->columns[i].name);
    if (names && !is_listed(&columns, column->name)) {
        advise(&columns, column->name, &advice);
        complaint_add(expecting->complaints, COMPLAINT_WARNING, expecting->item->file,
                column->line, column->column,
                TR("'%s' has no column '%s', so nothing reads it: %s",
                        "「%s」に列「%s」はなく、読まれません。%s"),
                item->source, column->name, buf_text(&advice));
    }
    free(names);
}

static void expect_columns(struct expecting *expecting, const struct procedure_item *item)
{
    for (uint32_t s = 0; s < expecting->item->source_count; s++) {
        const struct binding_source *source = &expecting->item->sources[s];

        for (uint32_t c = 0; c < source->column_count; c++)
            expect_column(expecting, item, &source->columns[c]);
    }
}

/* The evidence of that name among the procedure's; its other names are listed. */
static const struct procedure_item *find_evidence(struct expecting *expecting,
        const struct procedure *procedure)
{
    for (size_t i = 0; i < procedure->item_count; i++) {
        const struct procedure_item *item = &procedure->items[i];

        if (strcmp(item->source, expecting->item->evidence) == 0)
            return item;
        if (expecting->item->procedure || text_starts_with(item->source, "shared:"))
            list(&expecting->names, item->source);
    }
    return NULL;
}

/* "9.2.6-1@2#tokyo", as the statement has it. */
static bool is_unit(const struct expecting *expecting, const char *control,
        const char *instance)
{
    for (size_t i = 0; expecting->scope && i < expecting->scope->unit_count; i++) {
        const struct scope_unit *unit = &expecting->scope->units[i];
        char key[512];

        snprintf(key, sizeof(key), "%s@%lld%s%s", unit->individual,
                (long long)unit->version, *unit->group ? "#" : "", unit->group);
        if (strcmp(unit->control, control) == 0 && strcmp(key, instance) == 0)
            return true;
    }
    return false;
}

static void expect_instance(struct expecting *expecting,
        const struct procedure *procedure)
{
    const char *instance = expecting->item->instance;
    size_t size = instance ? strcspn(instance, "@") : 0;

    if (!instance)
        return;
    for (size_t c = 0; c < procedure->control_count; c++) {
        const char *ref = procedure->controls[c].ref;

        if ((strlen(ref) == size && strncmp(ref, instance, size) == 0 &&
                    strcmp(instance + size, "@1") == 0) ||
                is_unit(expecting, ref, instance))
            return;
    }
    complaint_add(expecting->complaints, COMPLAINT_ERROR, expecting->item->file,
            expecting->item->line, expecting->item->column,
            TR("procedure '%s' has no instance '%s': it is written INDIVIDUAL@VERSION as chosho statement lists them, without a statement CONTROL@1, such as %s@1; without the attribute it is every one",
                    "手続「%s」に個別管理策「%s」はありません。chosho statement が示す 個別管理策@版 を書くか（言明書がなければ 管理策@1、例: %s@1）、属性を省いてすべてを指定してください"),
            procedure->id, instance,
            procedure->control_count ? procedure->controls[0].ref : "9.2.6");
}

static const struct procedure *find_procedure(struct expecting *expecting)
{
    const struct library *library = expecting->library;
    const struct library_procedure *found = library_find(library,
            expecting->item->procedure);

    if (found)
        return &found->procedure;
    for (size_t p = 0; p < library->count; p++) {
        if (library->procedures[p].is_usable)
            list(&expecting->names, library->procedures[p].procedure.id);
    }
    complain(expecting, TR("the library has no procedure", "ライブラリにない手続です"),
            expecting->item->procedure);
    return NULL;
}

static void expect_own(struct expecting *expecting)
{
    const struct procedure *procedure = find_procedure(expecting);
    const struct procedure_item *found;

    if (!procedure)
        return;
    found = find_evidence(expecting, procedure);
    if (!found) {
        complain(expecting,
                TR("the procedure expects no evidence", "手続が求めていない証拠項目です"),
                expecting->item->evidence);
        return;
    }
    expect_columns(expecting, found);
    expect_instance(expecting, procedure);
}

static void expect_shared(struct expecting *expecting)
{
    const struct library *library = expecting->library;

    for (size_t p = 0; p < library->count; p++) {
        const struct procedure_item *found = library->procedures[p].is_usable
                ? find_evidence(expecting, &library->procedures[p].procedure)
                : NULL;

        if (found) {
            expect_columns(expecting, found);
            return;
        }
    }
    complain(expecting,
            TR("no procedure of the library expects the evidence",
                    "ライブラリのどの手続も求めていない証拠項目です"),
            expecting->item->evidence);
}

void binding_expect_check(const struct library *library, const struct scope *scope,
        const struct binding *binding, struct complaint_list *complaints)
{
    struct expecting expecting = {.library = library,
            .scope = scope,
            .complaints = complaints};
    size_t most = library->count + 1;

    for (size_t p = 0; p < library->count; p++)
        most += library->procedures[p].is_usable
                ? library->procedures[p].procedure.item_count
                : 0;
    for (uint32_t i = 0; i < binding->item_count; i++) {
        const char **names = calloc(most, sizeof(*names));

        if (!names) {
            complaint_add(complaints, COMPLAINT_ERROR, binding->file, 0, 0, "%s",
                    TR("no memory left", "メモリーが足りません"));
            return;
        }
        expecting.item = &binding->items[i];
        expecting.names = (struct names){names, 0};
        if (expecting.item->procedure)
            expect_own(&expecting);
        else
            expect_shared(&expecting);
        free(names);
    }
}
