#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "evidence/binding/binding.h"
#include "procedures/load.h"
#include "procedures/sampling_table.h"
#include "procedures/statement.h"
#include "procedures/vocabulary_procedure.h"
#include "tests/unit/unit.h"

/* The schemas that editors use, in procedures/schema: written from the tables, kept in
 * the tree. After a change of a table, run this test once with CHOSHO_WRITE_SCHEMAS=1. */
static const struct {
    const char *file;
    const struct vocabulary *vocabulary; /* NULL: XML's own */
} schemas[] = {
        {"procedure.xsd", &vocabulary_procedure},
        {"items.xsd", &vocabulary_procedure_items},
        {"layout.xsd", &layout_vocabulary},
        {"binding.xsd", &binding_vocabulary},
        {"sampling.xsd", &sampling_table_vocabulary},
        {"statement.xsd", &statement_vocabulary},
        {"xml.xsd", NULL},
};

static void schema_path(char path[1024], const char *file)
{
    const char *source = getenv("CHOSHO_SOURCE");

    snprintf(path, 1024, "%s/procedures/schema/%s", source ? source : ".", file);
}

static void read_file(const char *path, struct buf *bytes)
{
    char piece[4096];
    struct error err = {0};
    FILE *file = fopen(path, "rb");
    size_t got;

    ck_assert_msg(file != NULL, "%s is not there", path);
    while ((got = fread(piece, 1, sizeof(piece), file)) > 0)
        ck_assert(buf_append(bytes, piece, got, &err));
    fclose(file);
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");

    ck_assert_msg(file != NULL, "%s cannot be written", path);
    ck_assert(fputs(text, file) >= 0);
    ck_assert(fclose(file) == 0);
}

START_TEST(schemas_in_the_tree_are_those_of_the_tables)
{
    for (size_t i = 0; i < ARRAY_LENGTH(schemas); i++) {
        CLEANUP(buf_clear) struct buf made = BUF_INIT((size_t)4 << 20);
        CLEANUP(buf_clear) struct buf kept = BUF_INIT((size_t)4 << 20);
        struct error err = {0};
        char path[1024];

        schema_path(path, schemas[i].file);
        if (schemas[i].vocabulary)
            ck_assert_msg(vocabulary_write_xsd(schemas[i].vocabulary, &made, &err), "%s",
                    err.message);
        else
            ck_assert_msg(vocabulary_write_xml_xsd(&made, &err), "%s", err.message);
        if (getenv("CHOSHO_WRITE_SCHEMAS"))
            write_file(path, buf_text(&made));
        read_file(path, &kept);
        ck_assert_msg(strcmp(buf_text(&made), buf_text(&kept)) == 0,
                "%s is not what its table says: run this test with CHOSHO_WRITE_SCHEMAS=1",
                path);
    }
}
END_TEST

/* Documents, and what linter and schema say of them. */
#define PROCEDURE(attributes, body)                                                                     \
    "<procedure xmlns=\"urn:chosho:procedure:1\" id=\"x\" version=\"1.0\" phase=\"design\" " attributes \
    ">" body "</procedure>"
#define TITLES "<title xml:lang=\"ja\">x</title><title xml:lang=\"en\">x</title>"
#define CONTROL "<control catalogue=\"ismap-2022\" ref=\"9.2.6\"/>"
#define ROWS                                                                                                                                             \
    "<evidence id=\"rows\" class=\"record\">" TITLES                                                                                                     \
    "<column name=\"a\" type=\"text\" key=\"yes\"/><column name=\"b\" type=\"timestamp\"/><column name=\"c\" type=\"text\"/><expect min-records=\"0\"/>" \
    "</evidence><population id=\"all\" from=\"rows\"/>"
#define TEST(body) \
    "<test id=\"t\" over=\"all\" technique=\"inspection\">" TITLES body "</test>"
#define GOOD PROCEDURE("", TITLES CONTROL ROWS TEST("<filled columns=\"a\"/>"))

static const struct {
    bool lints, validates;
    const char *text;
} documents[] = {
        {true, true, GOOD},
        {true, true,
                PROCEDURE("scope=\"engagement\"",
                        TITLES ROWS TEST("<filled columns=\"a b\"/>"))},
        {true, true,
                PROCEDURE("",
                        TITLES CONTROL
                        "<parameter name=\"n\" type=\"number\" value=\"1\">" TITLES
                        "</parameter>" ROWS
                        "<population id=\"p\" from=\"rows\" at=\"b\" at-missing=\"filtered\" where=\"a = 'x'\"/>" TEST(
                                "<match evidence=\"rows\" pick=\"latest\" by=\"b\" keys-met=\"none\">"
                                "<same column=\"a\" keys-met=\"50%\"/><within from=\"all.b\" to=\"rows.b\" "
                                "at-most=\":n\"/></match><absent evidence=\"p\"><same column=\"a\" "
                                "evidence-column=\"a\"/></absent>") "<test id=\"u\" over=\"all\" technique=\"inquiry\">" TITLES
                                                                    "<unique columns=\"a\" missing=\"allow\"/></test>"
                                                                    "<test id=\"v\" over=\"all\" technique=\"observation\">" TITLES
                                                                    "<no-gap column=\"b\" at-most=\"PT20M\" by=\"a\"/></test>"
                                                                    "<test id=\"w\" over=\"all\" technique=\"reperformance\">" TITLES
                                                                    "<exceptions subject=\"all\" keys=\"none\">SELECT record_id FROM rows</exceptions>"
                                                                    "<finding xml:lang=\"ja\">{count}</finding><finding xml:lang=\"en\">{count}</finding>"
                                                                    "</test>")},
        {true, true,
                PROCEDURE("",
                        TITLES CONTROL ROWS TEST(
                                "<one-of column=\"a\"><value>x y</value></one-of>"
                                "<matches column=\"a\" pattern=\"x+\"/><ordered columns=\"b :as_of\"/>"
                                "<differs columns=\"a c\"/>"))},
        /* What the table forbids, both refuse. */
        {false, false, "<procedure xmlns=\"urn:chosho:procedure:2\"/>"},
        {false, false,
                PROCEDURE("colour=\"red\"",
                        TITLES CONTROL ROWS TEST("<filled columns=\"a\"/>"))},
        {false, false,
                PROCEDURE("scope=\"all\"",
                        TITLES CONTROL ROWS TEST("<filled columns=\"a\"/>"))},
        {false, false, PROCEDURE("", TITLES CONTROL ROWS TEST("<filled/>"))},
        {false, false,
                PROCEDURE("", TITLES CONTROL ROWS TEST("<filling columns=\"a\"/>"))},
        {false, false,
                PROCEDURE("", TITLES CONTROL ROWS TEST("text <filled columns=\"a\"/>"))},
        {false, false,
                PROCEDURE("",
                        TITLES CONTROL ROWS TEST(
                                "<within from=\"b\" to=\"b\" at-most=\"soon\"/>"))},
        {false, false,
                PROCEDURE("",
                        TITLES CONTROL ROWS TEST(
                                "<unique columns=\"a\"><same column=\"a\"/></unique>"))},
        {false, false,
                PROCEDURE("",
                        "<title>x</title>" CONTROL ROWS TEST("<filled columns=\"a\"/>"))},
        {false, false,
                PROCEDURE("",
                        TITLES CONTROL "<relation id=\"r\"> </relation>" ROWS TEST(
                                "<filled columns=\"a\"/>"))},
        {false, false,
                PROCEDURE("",
                        TITLES CONTROL ROWS "<population id=\"Up\" from=\"rows\"/>" TEST(
                                "<filled columns=\"a\"/>"))},
        /* What only the linter can say: children in any order have no counts in the
           schema, and words no meaning. */
        {false, true, PROCEDURE("", TITLES CONTROL ROWS)},
        {false, true,
                PROCEDURE("",
                        TITLES CONTROL ROWS TEST(
                                "<unique columns=\"a\"/><unique columns=\"b\"/>"))},
        {false, true, PROCEDURE("", TITLES ROWS TEST("<filled columns=\"a\"/>"))},
        {false, true, PROCEDURE("", TITLES CONTROL ROWS TEST("<filled columns=\"z\"/>"))},
};

enum verdict { VALID, INVALID, BROKEN, ABSENT };

static enum verdict validate(const char *document, char *schema)
{
    char program[] = "xmllint", noout[] = "--noout", nonet[] = "--nonet",
         option[] = "--schema";
    char name[] = "-";
    char *arguments[] = {program, nonet, noout, option, schema, name, NULL};
    posix_spawn_file_actions_t actions;
    int pipes[2], status = 0, failed;
    pid_t child;

    ck_assert_int_eq(pipe(pipes), 0);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipes[0], STDIN_FILENO);
    posix_spawn_file_actions_addclose(&actions, pipes[1]);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    failed = posix_spawnp(&child, program, &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(pipes[0]);
    if (!failed)
        ck_assert_int_eq(write(pipes[1], document, strlen(document)),
                (ssize_t)strlen(document));
    close(pipes[1]);
    if (failed)
        return ABSENT;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    if (!WIFEXITED(status) || WEXITSTATUS(status) == 127)
        return ABSENT;
    if (WEXITSTATUS(status) == 0)
        return VALID;
    return WEXITSTATUS(status) == 3 ? INVALID : BROKEN;
}

static bool lints(const char *text)
{
    struct arena arena = ARENA_INIT(ARENA_MODEL_LIMIT);
    struct complaint_list complaints;
    struct procedure procedure;
    bool good;

    complaint_list_init(&complaints);
    good = load_procedure("x.xml", text, strlen(text), NULL, &arena, &procedure,
            &complaints);
    complaint_list_clear(&complaints);
    arena_clear(&arena);
    return good;
}

START_TEST(schema_and_linter_agree)
{
    char schema[1024];

    schema_path(schema, "procedure.xsd");
    if (validate(GOOD, schema) == ABSENT) {
        puts("skipped: no xmllint here");
        return;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(documents); i++) {
        enum verdict verdict = validate(documents[i].text, schema);

        ck_assert_msg(lints(documents[i].text) == documents[i].lints, "linter: %s",
                documents[i].text);
        ck_assert_msg(verdict == (documents[i].validates ? VALID : INVALID),
                "schema (%d): %s", verdict, documents[i].text);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            schemas_in_the_tree_are_those_of_the_tables,
            schema_and_linter_agree,
    };

    return unit_run("schema", tests, ARRAY_LENGTH(tests));
}
