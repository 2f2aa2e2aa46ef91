#include "engine/base/vocabulary.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/unit.h"
#include "tests/unit/vocabulary_sample.h"

extern char **environ;

static struct buf out;

static void begin(void)
{
    out = (struct buf)BUF_INIT((size_t)1 << 20);
}

static void end(void)
{
    buf_clear(&out);
}

static const char *value_document(const struct value *value)
{
    buf_reset(&out);
    write_value_document(value, &out);
    return buf_text(&out);
}

static char folder[64];

static void write_file(const char *name, const char *text)
{
    char path[128];
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fputs(text, file) < 0, 0);
    ck_assert_int_eq(fclose(file), 0);
}

static void remove_file(const char *name)
{
    char path[128];

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    unlink(path);
}

enum verdict { VALID, INVALID, BROKEN, ABSENT };

/* What xmllint says of folder/document.xml against folder/sample.xsd. */
static enum verdict validate(const char *xml)
{
    char schema[128], document[128], program[] = "xmllint", noout[] = "--noout";
    char nonet[] = "--nonet", option[] = "--schema";
    char *arguments[] = {program, nonet, noout, option, schema, document, NULL};
    posix_spawn_file_actions_t actions;
    int status = 0, failed;
    pid_t child;

    write_file("document.xml", xml);
    snprintf(schema, sizeof(schema), "%s/sample.xsd", folder);
    snprintf(document, sizeof(document), "%s/document.xml", folder);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    failed = posix_spawnp(&child, program, &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed)
        return ABSENT;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    if (!WIFEXITED(status) || WEXITSTATUS(status) == 127)
        return ABSENT;
    if (WEXITSTATUS(status) == 0)
        return VALID;
    return WEXITSTATUS(status) == 3 ? INVALID : BROKEN;
}

static void make_folder(void)
{
    const char *parent = getenv("TMPDIR");
    struct error err = {0};

    snprintf(folder, sizeof(folder), "%.40s/vocabularyXXXXXX", parent ? parent : ".");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    buf_reset(&out);
    ck_assert_msg(vocabulary_write_xsd(&sample, &out, &err), "%s", err.message);
    write_file("sample.xsd", buf_text(&out));
    buf_reset(&out);
    ck_assert_msg(vocabulary_write_xml_xsd(&out, &err), "%s", err.message);
    write_file("xml.xsd", buf_text(&out));
}

static void remove_folder(void)
{
    remove_file("sample.xsd");
    remove_file("xml.xsd");
    remove_file("document.xml");
    rmdir(folder);
}

START_TEST(schema_agrees_with_the_check)
{
    enum verdict expected, verdict;

    begin();
    make_folder();
    if (validate(documents[0].xml) == ABSENT) {
        puts("skipped: no xmllint here");
        remove_folder();
        end();
        return;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(documents); i++) {
        expected = documents[i].holds || documents[i].lax ? VALID : INVALID;
        verdict = validate(documents[i].xml);
        ck_assert_msg(verdict == expected, "%d: %s", verdict, documents[i].xml);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(values); i++) {
        expected = values[i].holds || values[i].lax ? VALID : INVALID;
        verdict = validate(value_document(&values[i]));
        ck_assert_msg(verdict == expected, "%d: %s=\"%s\"", verdict, values[i].attribute,
                values[i].value);
    }
    remove_folder();
    end();
}
END_TEST

START_TEST(schema_documents_in_both_languages)
{
    struct error err = {0};

    begin();
    ck_assert(vocabulary_write_xsd(&sample, &out, &err));
    ck_assert_ptr_nonnull(strstr(buf_text(&out),
            "  <xs:complexType name=\"group.item\">\n"
            "    <xs:annotation>\n"
            "      <xs:documentation xml:lang=\"ja\">組の項目</xs:documentation>\n"
            "      <xs:documentation xml:lang=\"en\">an item of a group"
            "</xs:documentation>\n"
            "    </xs:annotation>\n"));
    ck_assert_ptr_nonnull(strstr(buf_text(&out), "台本 &lt;&amp;&gt;"));
    ck_assert_ptr_nonnull(strstr(buf_text(&out), "xs:import"));
    ck_assert_str_eq(buf_text(&out) + out.size - strlen("</xs:schema>\n"),
            "</xs:schema>\n");
    end();
}
END_TEST

START_TEST(schema_without_namespace_or_language)
{
    static const struct vocabulary_element alone[] = {
            {"r", VOCABULARY_EMPTY, item_attributes, NULL, "根", "a root"},
            {.name = NULL},
    };
    static const struct vocabulary plain = {"", "r", alone};
    struct error err = {0};

    begin();
    ck_assert(vocabulary_write_xsd(&plain, &out, &err));
    ck_assert_ptr_null(strstr(buf_text(&out), "targetNamespace"));
    ck_assert_ptr_null(strstr(buf_text(&out), "xs:import"));
    ck_assert_ptr_nonnull(strstr(buf_text(&out), "<xs:element name=\"r\" type=\"r\"/>"));
    end();
}
END_TEST

START_TEST(schema_too_big_for_its_buffer_is_an_error)
{
    struct error err = {0};

    begin();
    out.limit = 1000;
    ck_assert(!vocabulary_write_xsd(&sample, &out, &err));
    ck_assert_int_eq(err.code, ERROR_LIMIT);
    end();
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            schema_agrees_with_the_check,
            schema_documents_in_both_languages,
            schema_without_namespace_or_language,
            schema_too_big_for_its_buffer_is_an_error,
    };

    return unit_run("vocabulary_xsd", tests, ARRAY_LENGTH(tests));
}
