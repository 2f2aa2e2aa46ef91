/* Files made by others, each with a verdict that was looked at: JSONTestSuite,
 * csv-spectrum, and logs with quirks. The tables are *_verdicts.csv here: a file, what
 * the reader makes of it, why that is right, and, where the data has what other tools
 * make of it (EXPECTED-json.csv: Python and jq; EXPECTED-csv.csv: Python), which of them
 * differ from us and why, as in "jq: it skips a BOM". CHOSHO_SHOW_VERDICTS=1 prints what
 * the reader makes. */
#include <stdlib.h>

#include "engine/base/text.h"
#include "tests/unit/record_check.h"

#define LINE_MAX_SIZE 1024

/* Reads all records: "records,unreadable,problem", the problem that of the first
 * unreadable one, or "stops" where the rest cannot be read. */
static void read_member(const struct archive *archive, const struct record_format *format,
        char *verdict, size_t size)
{
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    unsigned long records = 0, unreadable = 0;
    const char *problem = "";
    const struct record *batch;
    struct error err = {0};
    size_t count;

    if (format->kind == RECORD_UNREAD) {
        snprintf(verdict, size, "0,0,");
        return;
    }
    if (!record_open(archive, 0, format, NULL, 0, &reader, &err)) {
        reader = NULL;
        snprintf(verdict, size, "0,0,stops");
        return;
    }
    while (record_read(reader, &batch, &count, &err) && count) {
        for (size_t i = 0; i < count; i++) {
            records++;
            unreadable += batch[i].problem != NULL;
            if (batch[i].problem && !*problem)
                problem = batch[i].problem;
        }
    }
    snprintf(verdict, size, "%lu,%lu,%s", records, unreadable,
            err.code ? "stops" : problem);
}

/* "kind,records,unreadable,problem" of a file as it is received. */
static void judge_member(const char *name, const struct buf *bytes, char *verdict,
        size_t size)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(1 << 20);
    struct record_format format;
    struct record_check check;
    const char *kind = "refused";
    size_t used;

    record_check_open(&check, name, buf_text(bytes), bytes->size);
    if (!record_detect(&check.archive, 0, &arena, &format, &kind, &check.err))
        format.kind = RECORD_UNREAD;
    used = (size_t)snprintf(verdict, size, "%s,", kind);
    read_member(&check.archive, &format, verdict + used, size - used);
    record_check_close(&check);
}

/* As one strict JSON text: "valid", "duplicate-key" or "invalid"; and as a table. */
static void judge_json(const char *name, const struct buf *bytes, char *verdict,
        size_t size)
{
    struct record_format format = {.kind = RECORD_JSON, .records = ""};
    CLEANUP(buf_clear) struct buf value = BUF_INIT(1 << 24);
    bool is_text = text_find_invalid(buf_text(bytes), bytes->size) == bytes->size;
    struct record_check check;
    const char *strict = "invalid";
    struct error err = {0};
    size_t used;
    bool found;

    if (is_text &&
            record_json_value(buf_text(bytes), bytes->size, "", &value, &found, &err))
        strict = "valid";
    else if (is_text && strstr(err.message, "duplicate-key"))
        strict = "duplicate-key";
    record_check_open(&check, name, buf_text(bytes), bytes->size);
    used = (size_t)snprintf(verdict, size, "%s,", strict);
    read_member(&check.archive, &format, verdict + used, size - used);
    record_check_close(&check);
}

/* ---- what other tools make of it ---- */

/* The tools that differ, as a difference begins: expected is what stands behind the
 * file's name in the table of the data. */
static const char *compare_json(const char *expected, const char *verdict,
        const struct buf *bytes)
{
    bool is_valid = strncmp(verdict, "valid,", 6) == 0;
    bool is_python = strncmp(expected, "valid,", 6) == 0;
    bool is_jq = strcmp(expected + strcspn(expected, ","), ",valid") == 0;

    (void)bytes;
    if (is_valid != is_python)
        return is_valid != is_jq ? "Python and jq" : "Python";
    return is_valid != is_jq ? "jq" : "";
}

static size_t count_columns(const struct buf *bytes)
{
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(1 << 20);
    const char *const *names, *kind;
    struct record_format format;
    struct record_check check;
    size_t count;

    record_check_open(&check, "a.csv", buf_text(bytes), bytes->size);
    ck_assert(record_detect(&check.archive, 0, &arena, &format, &kind, &check.err));
    ck_assert(record_open(&check.archive, 0, &format, NULL, 0, &reader, &check.err));
    ck_assert(record_columns(reader, &names, &count, &check.err));
    record_check_close(&check);
    return count;
}

/* Python's records are ours and the header. */
static const char *compare_csv(const char *expected, const char *verdict,
        const struct buf *bytes)
{
    unsigned long records, ours, unreadable;
    size_t width;

    ck_assert_int_eq(sscanf(expected, "utf-8-sig,no,no,ok,%lu,%zu", &records, &width), 2);
    if (sscanf(verdict, "csv,%lu,%lu,", &ours, &unreadable) != 2)
        return "Python";
    if (ours + 1 != records || unreadable || count_columns(bytes) != width)
        return "Python";
    return "";
}

struct table {
    const char *file, *folder;
    void (*judge)(const char *name, const struct buf *bytes, char *verdict, size_t size);
    unsigned rows;
    const char *tools; /* table of the data, or NULL */
    const char *(
            *compare)(const char *expected, const char *verdict, const struct buf *bytes);
};

/* A difference has its explanation, and an explanation its difference. */
static void check_tools(const struct table *table, const char *path, const char *verdict,
        const struct buf *bytes, const char *line)
{
    CLEANUP(buf_clear) struct buf tools = BUF_INIT(1 << 20);
    const char *explained = strrchr(line, ',') + 1, *at, *differ;
    char begin[LINE_MAX_SIZE + 2], expected[LINE_MAX_SIZE];

    ck_assert(record_check_load(table->tools, &tools));
    snprintf(begin, sizeof(begin), "\n%s,", path);
    at = strstr(buf_text(&tools), begin);
    ck_assert_msg(at != NULL, "%s: not in %s", path, table->tools);
    at += strlen(begin);
    snprintf(expected, sizeof(expected), "%.*s", (int)strcspn(at, "\r\n"), at);
    differ = table->compare(expected, verdict, bytes);
    ck_assert_msg(strlen(differ) == strcspn(explained, ":") &&
                    strncmp(differ, explained, strlen(differ)) == 0,
            "%s: '%s' has it otherwise (%s, not %s); explained is '%s'", path, differ,
            expected, verdict, explained);
}

static bool check_row(const struct table *table, char *line)
{
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT(1 << 24);
    char *name = strsep(&line, ","), path[LINE_MAX_SIZE], verdict[LINE_MAX_SIZE];

    snprintf(path, sizeof(path), "%s/%s", table->folder, name);
    if (!record_check_load(path, &bytes))
        return false;
    table->judge(name, &bytes, verdict, sizeof(verdict));
    if (getenv("CHOSHO_SHOW_VERDICTS")) {
        printf("%s,%s,\n", name, verdict);
        fflush(stdout);
    } else {
        ck_assert_msg(line && strncmp(line, verdict, strlen(verdict)) == 0 &&
                        line[strlen(verdict)] == ',',
                "%s: %s, not %s", name, verdict, line);
        if (table->tools)
            check_tools(table, path, verdict, &bytes, line);
    }
    return true;
}

static void check_table(const struct table *table)
{
    const char *source = getenv("CHOSHO_SOURCE");
    char path[LINE_MAX_SIZE], line[LINE_MAX_SIZE];
    unsigned rows = 0;
    FILE *file;

    snprintf(path, sizeof(path), "%s/tests/unit/%s", source ? source : ".", table->file);
    file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    ck_assert_ptr_nonnull(fgets(line, sizeof(line), file)); /* the headings */
    while (fgets(line, sizeof(line), file)) {
        line[strcspn(line, "\n")] = '\0';
        if (!check_row(table, line)) {
            fclose(file);
            return;
        }
        rows++;
    }
    fclose(file);
    ck_assert_uint_eq(rows, table->rows);
}

/* Every y_ file is valid or has a key twice, no n_ file is valid: see the table. */
START_TEST(json_is_strict)
{
    check_table(&(struct table){"json_verdicts.csv", "hostile/json", judge_json, 318,
            "hostile/EXPECTED-json.csv", compare_json});
}
END_TEST

START_TEST(csv_is_read)
{
    check_table(&(struct table){"csv_verdicts.csv", "hostile/csv/csvs", judge_member, 11,
            "hostile/EXPECTED-csv.csv", compare_csv});
}
END_TEST

START_TEST(logs_with_quirks_are_accounted_for)
{
    check_table(&(struct table){"quirk_verdicts.csv", "logs/format-quirks", judge_member,
            47, NULL, NULL});
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {json_is_strict, csv_is_read,
            logs_with_quirks_are_accounted_for};

    return unit_run("record_verdicts", tests, ARRAY_LENGTH(tests));
}
