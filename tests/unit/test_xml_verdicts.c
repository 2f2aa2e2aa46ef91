/* XML made by others to hurt or to be wrong, against the verdicts in xml_verdicts.csv: a
 * line a file with xmllint's exit code (EXPECTED-xml.csv of the data), our verdict (read,
 * refused, or other: it is no XML), the kind, how many records there are before the
 * fault, the reason, and why where we and xmllint differ. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/text.h"
#include "engine/base/xml.h"
#include "tests/unit/record_check.h"

#define EACH_MILLISECONDS 100
#define RESIDENT_KIB (64L * 1024)

static void close_file(FILE **file)
{
    if (*file)
        fclose(*file);
}

static void close_folder(DIR **folder)
{
    if (*folder)
        closedir(*folder);
}

static const char *find_path(const char *variable, const char *otherwise)
{
    const char *path = getenv(variable);

    return path ? path : otherwise;
}

static bool is_sanitized(void)
{
    const char *inprocess = getenv("CHOSHO_INPROCESS");

    return inprocess && strcmp(inprocess, "1") == 0;
}

/* The sentence between its place and what to do. */
static void take_reason(const char *message, char reason[512])
{
    const char *begin = strstr(message, "': "), *end;

    begin = begin ? begin + 3 : message;
    if (strncmp(begin, "line ", 5) == 0)
        begin = strstr(begin, ": ") + 2;
    end = strstr(begin, "; the XML from");
    snprintf(reason, 512, "%.*s", end ? (int)(end - begin) : (int)strlen(begin), begin);
}

static uint64_t read_all(struct record_check *check, const struct record_format *format,
        char reason[512])
{
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    const struct record *records;
    uint64_t total = 0;
    size_t count;

    reason[0] = '\0';
    if (record_open(&check->archive, 0, format, NULL, 0, &reader, &check->err)) {
        while (record_read(reader, &records, &count, &check->err) && count)
            total += count;
    }
    if (check->err.code == ERROR_NONE)
        return total;
    ck_assert(check->err.code == ERROR_UNREADABLE || check->err.code == ERROR_LIMIT);
    take_reason(check->err.message, reason);
    return total;
}

/* "read,xml a/b,3,", or with a reason. */
static void judge(const char *name, const struct buf *bytes, char verdict[1024])
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT((size_t)1 << 20);
    struct record_check check;
    struct record_format format;
    char reason[512] = "";
    const char *kind = NULL, *word;
    uint64_t records = 0;

    record_check_open(&check, name, buf_text(bytes), bytes->size);
    if (!record_detect(&check.archive, 0, &arena, &format, &kind, &check.err))
        take_reason(check.err.message, reason);
    else if (format.kind == RECORD_XML)
        records = read_all(&check, &format, reason);
    word = reason[0] ? "refused" : format.kind == RECORD_XML ? "read" : "other";
    for (char *at = reason; (at = strchr(at, '"')) != NULL; at++)
        *at = '\'';
    snprintf(verdict, 1024, "%s,%s,%" PRIu64 ",\"%s\"", word, kind ? kind : "", records,
            reason);
    record_check_close(&check);
}

static void judge_in_time(const char *name, const struct buf *bytes, char verdict[1024])
{
    clock_t begin = clock();
    double milliseconds;
    struct rusage usage;

    judge(name, bytes, verdict);
    milliseconds = (double)(clock() - begin) * 1000 / CLOCKS_PER_SEC;
    ck_assert_int_eq(getrusage(RUSAGE_SELF, &usage), 0);
    if (is_sanitized())
        return;
    ck_assert_msg(milliseconds <= EACH_MILLISECONDS, "%s took %.0f ms", name,
            milliseconds);
    ck_assert_msg(usage.ru_maxrss <= RESIDENT_KIB, "%s took %ld KiB", name,
            usage.ru_maxrss);
}

/* xmllint's exit code of the file, "" where it was not asked. */
static const char *find_expected(const struct buf *expected, const char *name)
{
    static char code[8];
    char line[300];
    const char *found;

    snprintf(line, sizeof(line), "\nhostile/%s,", name);
    found = strstr(buf_text(expected), line);
    snprintf(code, sizeof(code), "%.*s",
            found ? (int)strcspn(found + strlen(line), ",") : 0,
            found ? found + strlen(line) : "");
    return code;
}

static bool is_explained(const char *expected, const char *verdict, const char *remark)
{
    bool is_read = strncmp(verdict, "read", 4) == 0;

    return !*expected || (strcmp(expected, "0") == 0) == is_read ||
            strcmp(remark, "\"\"\n") != 0;
}

/* Compares one line of the table; true for a line that names a file. */
static bool check_line(const struct buf *expected, const char *line)
{
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT((size_t)16 << 20);
    char name[200], path[300], verdict[1024], whole[1400];
    const char *remark = line, *next;

    if (strncmp(line, "xml-", 4) != 0)
        return false;
    while ((next = strstr(remark + 1, ",\"")) != NULL)
        remark = next;
    snprintf(name, sizeof(name), "%.*s", (int)strcspn(line, ","), line);
    snprintf(path, sizeof(path), "hostile/%s", name);
    ck_assert_msg(record_check_load(path, &bytes), "%s", path);
    judge_in_time(name, &bytes, verdict);
    snprintf(whole, sizeof(whole), "%s,%s,%s", name, find_expected(expected, name),
            verdict);
    ck_assert_msg(strlen(whole) == (size_t)(remark - line) &&
                    strncmp(whole, line, strlen(whole)) == 0,
            "now %s", whole);
    ck_assert_msg(is_explained(find_expected(expected, name), verdict, remark + 1),
            "%s: xmllint says otherwise, and nothing explains it", name);
    return true;
}

static unsigned count_files(const char *below)
{
    char path[1024];
    CLEANUP(close_folder) DIR *opened = NULL;
    const struct dirent *entry;
    unsigned count = 0;

    snprintf(path, sizeof(path), "%s/hostile/%s",
            find_path("CHOSHO_TEST_DATA", "../shared/data"), below);
    opened = opendir(path);
    ck_assert_ptr_nonnull(opened);
    while ((entry = readdir(opened)) != NULL)
        count += entry->d_name[0] != '.' && strcmp(entry->d_name, "README.md") != 0;
    return count;
}

START_TEST(hostile_xml_gets_the_verdicts_of_the_table)
{
    CLEANUP(buf_clear) struct buf expected = BUF_INIT((size_t)1 << 20);
    CLEANUP(close_file) FILE *file = NULL;
    char path[1024], line[1400];
    unsigned lines = 0;

    if (!record_check_load("hostile/EXPECTED-xml.csv", &expected))
        return;
    snprintf(path, sizeof(path), "%s/tests/unit/xml_verdicts.csv",
            find_path("CHOSHO_SOURCE", "."));
    file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    while (fgets(line, sizeof(line), file))
        lines += check_line(&expected, line);
    /* no file without a line */
    ck_assert_uint_eq(lines, count_files("xml-entities") + count_files("xml-errors"));
    ck_assert_uint_eq(xml_loads(), 0);
}
END_TEST

/* n attributes in one tag; libxml2 alone takes O(n^2). */
START_TEST(forty_thousand_attributes_cost_nothing)
{
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT((size_t)1 << 20);
    struct error err;
    char verdict[1024];

    ck_assert(buf_append_text(&bytes, "<a><b", &err));
    for (int i = 0; i < 40000; i++)
        ck_assert(buf_printf(&bytes, &err, " a%d='1'", i));
    ck_assert(buf_append_text(&bytes, "/></a>", &err));
    judge_in_time("at40000.xml", &bytes, verdict);
    ck_assert_str_eq(verdict,
            "refused,xml,0,\"this tag is longer than 64 KiB: a quotation mark or '>' may "
            "be missing\"");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {hostile_xml_gets_the_verdicts_of_the_table,
            forty_thousand_attributes_cost_nothing};
    struct error err;

    text_set_language(TEXT_EN);
    xml_prepare();
    if (!encoding_prepare(ENCODING_AUTO, &err))
        return EXIT_FAILURE;
    return unit_run("xml_verdicts", tests, ARRAY_LENGTH(tests));
}
