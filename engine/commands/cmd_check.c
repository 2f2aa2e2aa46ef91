/* chosho check: procedures, layouts, bindings: vocabulary, meaning, then their SQL is
 * prepared; fixtures are run. */
#include "engine/base/file.h"
#include "engine/commands/check_binding.h"
#include "engine/commands/check_explain.h"
#include "engine/commands/check_schema.h"
#include "engine/commands/commands.h"
#include "engine/run/calendars.h"
#include "engine/run/catalogues.h"
#include "engine/run/fixture.h"
#include "engine/run/layout_trial.h"
#include "engine/run/layouts.h"
#include "engine/run/rehearse.h"
#include "evidence/binding/binding.h"
#include "evidence/binding/synonyms.h"
#include "procedures/profile.h"
#include "procedures/sampling_table.h"
#include "procedures/statement_lint.h"
#include "procedures/vocabulary_procedure.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define FILE_LIMIT ((size_t)16 << 20)
#define DEPTH 8

static const struct command_option options[] = {
        {"fixtures", NULL, "手続の試験用証拠も実行する",
                "run the procedures' fixtures, too"},
        {"mutate", NULL,
                "試験用証拠のうち例外のないものを一か所ずつ変え、気付くかを確かめる（--fixtures とともに）",
                "with --fixtures: disturb good evidence, one thing at a time, and see that it is noticed"},
        {"explain", NULL, "手続が求める証拠、各部のSQLと読み方、結果の決まり方を示す",
                "say what evidence a procedure expects, what each part compiles to, how results follow"},
        {"schema", "KIND",
                "XMLスキーマを書き出す: procedure, items, layout, binding, fixture, synonyms, calendar, sampling, statement（xml は他が取り込む xml.xsd）",
                "write the XML schema of: procedure, items, layout, binding, fixture, synonyms, calendar, sampling, statement; xml is the xml.xsd that the others import"},
        {NULL, NULL, NULL, NULL},
};

struct checking {
    struct command_call *call;
    struct library library;           /* the procedures among the files */
    struct complaint_list complaints; /* of everything else */
    struct check_binding *bindings;
    size_t files;
    size_t fixtures_failed, fixtures_passed;
    struct mutation_counts mutations; /* of all procedures */
};

static void end(struct checking *checking)
{
    library_clear(&checking->library);
    complaint_list_clear(&checking->complaints);
}

/* ---- files ---- */

/* On its sample. What goes wrong with the trial itself is a complaint of the layout, and
 * the other files are checked all the same. */
static bool try_layout(struct checking *checking, const char *path,
        const struct layout *layout)
{
    struct layout_trial_report report = {0, 0, BUF_INIT(FILE_LIMIT)};
    struct error err = {0};
    bool ok = layouts_use_file(path, &err) &&
            layout_trial_run(path, layout, command_spill_folder(NULL), &report,
                    &checking->complaints, &err);

    if (!ok)
        complaint_add(&checking->complaints, COMPLAINT_ERROR, path, 1, 1, "%s",
                err.message);
    checking->fixtures_passed += report.passed;
    checking->fixtures_failed += report.failed;
    fputs(buf_text(&report.text), checking->call->out);
    buf_clear(&report.text);
    return ok;
}

/* What it binds is looked at when all files are read: layouts may be among them. */
static bool parse_binding(struct checking *checking, const char *path,
        const struct buf *bytes)
{
    struct check_binding *one;
    struct error full = {0};

    if (!arena_allocate(&checking->call->arena, sizeof(*one), &one, &full)) {
        complaint_add(&checking->complaints, COMPLAINT_ERROR, path, 1, 1, "%s",
                full.message);
        return false;
    }
    if (!binding_parse(path, buf_text(bytes), bytes->size, &checking->call->arena,
                &one->binding, &checking->complaints))
        return false;
    one->next = checking->bindings;
    checking->bindings = one;
    return true;
}

/* A catalogue, or a profile with the catalogue it is of; NIST's other documents are told
 * by their roots. */
static bool parse_oscal(struct checking *checking, const char *path,
        const struct buf *bytes, const char *root)
{
    struct arena *arena = &checking->call->arena;
    struct complaint_list *complaints = &checking->complaints;
    const struct catalogue *known;
    struct catalogue catalogue;
    struct profile profile;
    struct error err = {0};

    if (strcmp(root, "profile") != 0)
        return catalogue_parse(path, path, buf_text(bytes), bytes->size, arena,
                &catalogue, complaints);
    if (!profile_parse(path, path, buf_text(bytes), bytes->size, arena, &profile,
                complaints))
        return false;
    if (catalogues_find(profile.catalogue, path, &known, complaints, &err))
        profile_check(&profile, path, known, arena, complaints);
    else
        complaint_add(complaints, COMPLAINT_ERROR, path, profile.node->line,
                profile.node->column, "%s", err.message);
    return true;
}

/* It may be based on those that ship and on those of the library it stands in. */
static bool check_calendar(struct checking *checking, const char *path,
        const struct buf *bytes)
{
    struct arena *arena = &checking->call->arena;
    struct program_calendar calendar;
    struct calendars known;
    struct error err = {0};

    if (calendars_load(NULL, NULL, arena, &known, &checking->complaints, &err))
        return calendar_parse(path, buf_text(bytes), bytes->size, known.items,
                known.count, arena, &calendar, &checking->complaints);
    complaint_add(&checking->complaints, COMPLAINT_ERROR, path, 1, 1, "%s", err.message);
    return false;
}

/* With the catalogue it names and its own period. */
static bool check_statement(struct checking *checking, const char *path,
        const struct buf *bytes)
{
    struct arena *arena = &checking->call->arena;
    const struct catalogue *catalogue;
    struct statement_known *known;
    struct statement statement;
    struct error err = {0};

    if (!statement_parse(path, buf_text(bytes), bytes->size, arena, &statement,
                &checking->complaints))
        return false;
    if (!catalogues_find(statement.catalogue, path, &catalogue, &checking->complaints,
                &err) ||
            !arena_allocate(arena, (catalogue->count + 1) * sizeof(*known), &known,
                    &err)) {
        complaint_add(&checking->complaints, COMPLAINT_ERROR, path, 1, 1, "%s",
                err.message);
        return false;
    }
    for (size_t i = 0; i < catalogue->count; i++)
        known[i] = (struct statement_known){catalogue->controls[i].ref,
                catalogue->controls[i].flags, catalogue->controls[i].is_group};
    statement_lint(&statement, known, catalogue->count, NULL, NULL,
            &checking->complaints);
    return true;
}

/* Documents that their own parser judges; false: it complained. */
static bool parse_document(struct checking *checking, const char *path,
        const struct buf *bytes, const struct xml_node *root, bool *ret_known)
{
    const char *namespace = root->namespace;
    struct arena *arena = &checking->call->arena;
    struct complaint_list *complaints = &checking->complaints;
    const char *text = buf_text(bytes);
    struct shared_items shared = {0};
    struct layout layout;
    struct synonyms synonyms;
    struct sampling_table sampling;

    *ret_known = true;
    if (strcmp(namespace, vocabulary_procedure_items.namespace) == 0)
        return shared_load(path, text, bytes->size, arena, &shared, complaints);
    if (strcmp(namespace, layout_vocabulary.namespace) == 0)
        return layout_parse(path, text, bytes->size, arena, &layout, complaints) &&
                try_layout(checking, path, &layout);
    if (strcmp(namespace, binding_vocabulary.namespace) == 0)
        return parse_binding(checking, path, bytes);
    if (strcmp(namespace, CATALOGUE_OSCAL_NAMESPACE) == 0)
        return parse_oscal(checking, path, bytes, root->name);
    if (strcmp(namespace, synonyms_vocabulary.namespace) == 0)
        return synonyms_parse(path, text, bytes->size, arena, &synonyms, complaints);
    if (strcmp(namespace, calendar_vocabulary.namespace) == 0)
        return check_calendar(checking, path, bytes);
    if (strcmp(namespace, sampling_table_vocabulary.namespace) == 0)
        return sampling_table_parse(path, text, bytes->size, arena, &sampling,
                complaints);
    if (strcmp(namespace, STATEMENT_NAMESPACE) == 0)
        return check_statement(checking, path, bytes);
    *ret_known = false;
    return true;
}

/* A root of ours whose namespace is missing or another version's. */
static bool is_misnamed(const struct xml_node *root, const char **ret_namespace)
{
    const struct vocabulary *vocabulary = check_schema_of_root(root->name);

    if (!vocabulary ||
            (*root->namespace && !text_starts_with(root->namespace, "urn:chosho:")))
        return false;
    *ret_namespace = vocabulary->namespace;
    return true;
}

/* Complains of everything but procedures, which the library loads. True where the
 * document is one. */
static bool check_document(struct checking *checking, const char *path,
        const struct buf *bytes)
{
    struct complaint_list *complaints = &checking->complaints;
    const char *namespace;
    struct xml_node *root;
    bool is_known;

    if (!xml_parse(path, buf_text(bytes), bytes->size, &checking->call->arena, &root,
                complaints))
        return false;
    if (strcmp(root->namespace, vocabulary_procedure.namespace) == 0 &&
            strcmp(root->name, "procedure") == 0)
        return true;
    if (strcmp(root->namespace, fixture_vocabulary.namespace) == 0) {
        vocabulary_check(&fixture_vocabulary, path, root, complaints);
        return false;
    }
    if (!parse_document(checking, path, bytes, root, &is_known) || is_known)
        return false;
    if (is_misnamed(root, &namespace)) {
        complaint_add(complaints, COMPLAINT_ERROR, path, root->line, root->column,
                TR("<%s> must say xmlns=\"%s\"; it says '%s'",
                        "<%s>にはxmlns=\"%s\"と書いてください（今は「%s」）"),
                root->name, namespace, complaint_quote(root->namespace).text);
        return false;
    }
    complaint_add(complaints, COMPLAINT_ERROR, path, root->line, root->column,
            TR("<%s xmlns='%s'> is no document of chosho; those are procedure, items, layout, bindings, fixture, synonyms, calendar, sampling, statement and OSCAL's catalog and profile",
                    "<%s xmlns='%s'> は chosho の文書ではありません（procedure, items, layout, bindings, fixture, synonyms, calendar, sampling, statement, OSCALのcatalogとprofileのいずれかです）"),
            complaint_quote(root->name).text, complaint_quote(root->namespace).text);
    return false;
}

static bool check_file(struct checking *checking, const char *path, struct error *err)
{
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT(FILE_LIMIT);

    checking->files++;
    return file_read(path, &bytes, err) &&
            (!check_document(checking, path, &bytes) ||
                    library_load_file(&checking->library, path, err));
}

/* Evidence may be XML, too: in a fixture's folder, with a fixture.xml, only that and the
 * binding are looked at, and nothing in the folder of layouts' samples. */
static bool is_evidence(const char *root, const char *path)
{
    char folder[PATH_MAX];
    size_t size = strlen(path), at = strlen(root);
    bool is_direct = true;
    const char *name = strrchr(path, '/') + 1;

    if (size + sizeof("/fixture.xml") > sizeof(folder))
        return false;
    if (strstr(path, "layouts/samples/"))
        return true;
    memcpy(folder, path, size + 1);
    for (char *slash; (slash = strrchr(folder, '/')) && (size_t)(slash - folder) >= at;
            is_direct = false) {
        memcpy(slash, "/fixture.xml", sizeof("/fixture.xml"));
        if (file_exists(folder))
            return !is_direct ||
                    (strcmp(name, "fixture.xml") != 0 &&
                            strcmp(name, "binding.xml") != 0);
        *slash = '\0';
    }
    return false;
}

static bool check_path(struct checking *checking, const char *path, struct error *err)
{
    const char **files;
    size_t count;

    if (!file_is_folder(path))
        return check_file(checking, path, err);
    if (!file_list(path, "*.xml", DEPTH, &checking->call->arena, &files, &count, err))
        return false;
    if (count == 0)
        return error_set(err, ERROR_MISSING,
                TR("%s: there is no .xml file in it to be checked",
                        "%s: 検査する .xml ファイルがありません"),
                path);
    for (size_t i = 0; i < count; i++) {
        if (!is_evidence(path, files[i]) && !check_file(checking, files[i], err))
            return false;
    }
    return true;
}

/* ---- procedures ---- */

static bool explain(struct command_call *call, const struct procedure *procedure,
        const struct program *program, struct error *err)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(FILE_LIMIT);

    if (!check_explain_write(procedure, program, &call->arena, &text, err))
        return false;
    fputs(buf_text(&text), call->out);
    return true;
}

static bool run_fixtures(struct checking *checking,
        const struct library_procedure *procedure, struct error *err)
{
    struct fixture_report report = {.text = BUF_INIT(1),
            .is_mutated = command_has(checking->call, "mutate"),
            .mutations = checking->mutations};
    bool ok = fixture_run_all(&checking->library, procedure, &report,
            &checking->complaints, err);

    checking->fixtures_passed += report.passed;
    checking->fixtures_failed += report.failed;
    checking->mutations = report.mutations;
    fputs(buf_text(&report.text), checking->call->out);
    buf_clear(&report.text);
    if (!ok && err->code == ERROR_MISSING) { /* a procedure without fixtures is complained
                                                of, the others go on */
        complaint_add(&checking->complaints, COMPLAINT_ERROR, procedure->file, 1, 1, "%s",
                err->message);
        *err = (struct error){0};
        return true;
    }
    return ok;
}

/* Whoever looks for a procedure looks for its folder. */
static void check_folder(struct checking *checking,
        const struct library_procedure *procedure)
{
    static const char file[] = "/procedure.xml";
    const struct xml_attribute *id = xml_find_attribute(procedure->procedure.node, "id");
    char *path = realpath(procedure->file, NULL);
    size_t size = path ? strlen(path) : 0;
    const char *folder;

    if (size > strlen(file) && strcmp(path + size - strlen(file), file) == 0) {
        path[size - strlen(file)] = '\0';
        folder = strrchr(path, '/');
        if (folder && strcmp(folder + 1, id->value) != 0)
            complaint_add(&checking->complaints, COMPLAINT_WARNING, procedure->file,
                    id->line, id->column,
                    TR("the procedure '%s' is kept in a folder '%s': give both one name",
                            "手続「%s」がフォルダ「%s」に置かれています。同じ名前にしてください"),
                    id->value, complaint_quote(folder + 1).text);
    }
    free(path);
}

static bool check_procedures(struct checking *checking, struct error *err)
{
    for (size_t i = 0; i < checking->library.count; i++) {
        const struct library_procedure *procedure = &checking->library.procedures[i];
        size_t errors = checking->complaints.errors;
        struct program program;

        if (!procedure->is_usable)
            continue;
        check_folder(checking, procedure);
        if (!rehearse_procedure(&procedure->procedure, &checking->call->arena, &program,
                    &checking->complaints, err))
            return false;
        if (checking->complaints.errors > errors)
            continue;
        if (command_has(checking->call, "explain") &&
                !explain(checking->call, &procedure->procedure, &program, err))
            return false;
        /* Steps are a person's: there is nothing of them to run. */
        if ((command_has(checking->call, "fixtures") ||
                    command_has(checking->call, "mutate")) &&
                program.test_count > 0 && !run_fixtures(checking, procedure, err))
            return false;
    }
    return true;
}

/* One list, for shared items are looked at twice: by themselves and for the procedures
 * that use them. */
static void print_complaints(struct checking *checking)
{
    const struct complaint_list *from = &checking->library.complaints;

    for (size_t i = 0; i < from->count; i++) {
        const struct complaint *one = &from->items[i];

        complaint_add(&checking->complaints, one->severity, one->file, one->line,
                one->column, "%s", one->message);
    }
    checking->complaints.incomplete |= from->incomplete;
    command_complain(&checking->complaints); /* sorts, and removes what is there twice */
}

/* Of all procedures, where there are several. */
static bool print_mutations(const struct checking *checking, struct error *err)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(FILE_LIMIT);
    const struct mutation_counts *counts = &checking->mutations;

    if (counts->procedures < 2)
        return true;
    if (!mutation_write_counts(counts, &text, err))
        return false;
    fprintf(checking->call->out, TR("all %llu procedures: %s\n", "全%llu手続: %s\n"),
            (unsigned long long)counts->procedures, buf_text(&text));
    return true;
}

static int run(struct command_call *call, struct error *err)
{
    CLEANUP(end) struct checking checking = {.call = call};
    const char *schema = command_value(call, "schema");
    size_t errors;

    if (schema)
        return check_schema_write(call, schema, err);
    checking.library.arena.limit = (size_t)1 << 30;
    complaint_list_init(&checking.complaints);
    complaint_list_init(&checking.library.complaints);
    if (!command_expect(call, 1, SIZE_MAX, err))
        return 2;
    for (size_t i = 0; i < call->argument_count; i++) {
        if (!check_path(&checking, call->arguments[i], err))
            return 2;
    }
    if (!check_procedures(&checking, err) ||
            !check_binding_all(call, checking.bindings, &checking.complaints, err) ||
            !print_mutations(&checking, err))
        return 6;
    print_complaints(&checking);
    errors = checking.complaints.errors;
    command_say(
            TR("files checked: %zu, errors: %zu; fixtures as expected: %zu, not: %zu",
                    "検査したファイル: %zu、誤り: %zu、試験用証拠 期待どおり: %zu、不一致: %zu"),
            checking.files, errors, checking.fixtures_passed, checking.fixtures_failed);
    return errors ? 2 : checking.fixtures_failed ? 1 : 0;
}

const struct command cmd_check = {
        .name = "check",
        .arguments = "PATH ...",
        .ja = "手続、レイアウト（見本も読む）、対応付けを検査する（--fixtures で試験用証拠も実行）",
        .en = "check procedures, layouts (on their samples), bindings; run fixtures with --fixtures",
        .options = options,
        .run = run,
};
