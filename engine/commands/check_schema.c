#include "engine/commands/check_schema.h"

#include "engine/base/file.h"
#include "engine/base/text.h"
#include "engine/run/fixture.h"
#include "evidence/binding/binding.h"
#include "evidence/binding/layout.h"
#include "evidence/binding/synonyms.h"
#include "procedures/calendar.h"
#include "procedures/sampling_table.h"
#include "procedures/statement.h"
#include "procedures/vocabulary_procedure.h"

#include <string.h>

#define SCHEMA_LIMIT ((size_t)16 << 20)

static const struct {
    const char *name;
    const struct vocabulary *vocabulary; /* NULL: XML's own attributes */
} schemas[] = {{"procedure", &vocabulary_procedure},
        {"items", &vocabulary_procedure_items}, {"layout", &layout_vocabulary},
        {"binding", &binding_vocabulary}, {"fixture", &fixture_vocabulary},
        {"synonyms", &synonyms_vocabulary}, {"calendar", &calendar_vocabulary},
        {"sampling", &sampling_table_vocabulary}, {"statement", &statement_vocabulary},
        {"xml", NULL}};

static int refuse_schema(const char *kind, struct error *err)
{
    const char *names[ARRAY_LENGTH(schemas) + 1] = {NULL};
    const char *nearest;

    for (size_t i = 0; i < ARRAY_LENGTH(schemas); i++)
        names[i] = schemas[i].name;
    nearest = text_find_nearest(kind, names);
    if (nearest)
        error_set(err, ERROR_USAGE,
                TR("there is no schema '%s'; did you mean '%s'?",
                        "スキーマ「%s」はありません。「%s」のことですか"),
                kind, nearest);
    else
        error_set(err, ERROR_USAGE,
                TR("there is no schema '%s'; see chosho check --help",
                        "スキーマ「%s」はありません。chosho check --help を参照してください"),
                kind);
    return 2;
}

int check_schema_write(struct command_call *call, const char *kind, struct error *err)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(SCHEMA_LIMIT);

    for (size_t i = 0; i < ARRAY_LENGTH(schemas); i++) {
        if (strcmp(schemas[i].name, kind) != 0)
            continue;
        if (!(schemas[i].vocabulary
                            ? vocabulary_write_xsd(schemas[i].vocabulary, &text, err)
                            : vocabulary_write_xml_xsd(&text, err)))
            return 6;
        fputs(buf_text(&text), call->out);
        return 0;
    }
    return refuse_schema(kind, err);
}

const struct vocabulary *check_schema_of_root(const char *root)
{
    for (size_t i = 0; i < ARRAY_LENGTH(schemas); i++) {
        const struct vocabulary *vocabulary = schemas[i].vocabulary;

        if (vocabulary && strcmp(vocabulary->root, root) == 0)
            return vocabulary;
    }
    return NULL;
}
