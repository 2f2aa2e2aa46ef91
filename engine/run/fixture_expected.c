#include "engine/run/fixture_expected.h"

#include "engine/base/file.h"
#include "engine/base/text.h"
#include "procedures/sqltext.h"

#include <stdlib.h>
#include <string.h>

#define FILE_LIMIT ((size_t)8 << 20)
#define LINES_MAX 10000
#define DEPTH 8
#define HEADER "fixture,test,outcome,member,record,reason"

/* ---- reading ---- */

static int compare_lines(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

bool fixture_expected_read(const char *path, const char *fixture, struct arena *arena,
        const char ***ret_lines, size_t *ret_count, struct error *err)
{
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT(FILE_LIMIT);
    size_t name = strlen(fixture);
    const char **lines;
    size_t count = 0;

    if (!file_read(path, &bytes, err) ||
            !arena_allocate(arena, LINES_MAX * sizeof(*lines), &lines, err))
        return false;
    for (const char *at = buf_text(&bytes); *at;) {
        size_t size = strcspn(at, "\r\n");

        if (size > name && strncmp(at, fixture, name) == 0 && at[name] == ',') {
            if (count == LINES_MAX)
                return error_set(err, ERROR_LIMIT, "%s: more than %d lines for %s", path,
                        LINES_MAX, fixture);
            if (!arena_copy(arena, at + name + 1, size - name - 1, &lines[count++], err))
                return false;
        }
        at += size;
        at += strspn(at, "\r\n");
    }
    qsort(lines, count, sizeof(*lines), compare_lines);
    *ret_lines = lines;
    *ret_count = count;
    return true;
}

/* ---- judging ---- */

struct judging {
    const char *folder, *file; /* file: expected.csv */
    const struct procedure *procedure;
    struct complaint_list *complaints;
    struct arena arena;
    const char **fixtures; /* names, ended by NULL */
    bool *is_expected;     /* has a line */
    size_t count;
    const char **tests; /* ended by NULL */
};

static void end(struct judging *judging)
{
    arena_clear(&judging->arena);
}

static bool is_fixture(const struct judging *judging, const char *name, size_t *ret_index)
{
    for (size_t i = 0; i < judging->count; i++) {
        if (strcmp(judging->fixtures[i], name) == 0) {
            *ret_index = i;
            return true;
        }
    }
    return false;
}

static bool list_fixtures(struct judging *judging, struct error *err)
{
    const char **files;
    size_t count, skip = strlen(judging->folder) + 1;

    if (!file_list(judging->folder, "fixture.xml", 1, &judging->arena, &files, &count,
                err) ||
            !arena_allocate(&judging->arena, (count + 1) * sizeof(*judging->fixtures),
                    &judging->fixtures, err) ||
            !arena_allocate(&judging->arena, count + 1, &judging->is_expected, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (strchr(files[i] + skip, '/') &&
                !arena_copy(&judging->arena, files[i] + skip,
                        strcspn(files[i] + skip, "/"),
                        &judging->fixtures[judging->count++], err))
            return false;
    }
    return true;
}

static bool list_tests(struct judging *judging, struct error *err)
{
    size_t count = judging->procedure->test_count;

    if (!arena_allocate(&judging->arena, (count + 1) * sizeof(*judging->tests),
                &judging->tests, err))
        return false;
    for (size_t i = 0; i < count; i++)
        judging->tests[i] = judging->procedure->tests[i].id;
    return true;
}

/* Evidence that is never tried. A folder with a procedure of its own is another's. */
static bool check_folders(struct judging *judging, struct error *err)
{
    const char **files, *name = "", *path;
    size_t count, index, skip = strlen(judging->folder) + 1;

    if (!file_list(judging->folder, "*", DEPTH, &judging->arena, &files, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        size_t size = strcspn(files[i] + skip, "/");

        if (!files[i][skip + size] ||
                (strlen(name) == size && strncmp(files[i] + skip, name, size) == 0))
            continue;
        if (!arena_copy(&judging->arena, files[i] + skip, size, &name, err) ||
                !arena_printf(&judging->arena, &path, err, "%s/%s/procedure.xml",
                        judging->folder, name))
            return false;
        if (!is_fixture(judging, name, &index) && !file_exists(path))
            complaint_add(judging->complaints, COMPLAINT_ERROR, judging->file, 1, 1,
                    TR("the folder '%s' has no fixture.xml: it is never tried",
                            "フォルダ「%s」に fixture.xml がないため、試験されません"),
                    complaint_quote(name).text);
    }
    return true;
}

/* The nearest of names as the end of a message; nothing where none is near. */
static bool propose(struct judging *judging, const char *word, const char *const *names,
        const char **ret_hint, struct error *err)
{
    const char *nearest = text_find_nearest(word, names);

    return arena_printf(&judging->arena, ret_hint, err,
            nearest ? TR("; did you mean '%s'?", "（「%s」のことですか）") : "%s",
            nearest ? nearest : "");
}

static bool check_line(struct judging *judging, const char *line, unsigned number,
        struct error *err)
{
    const char *fixture, *test, *hint, *comma = strchr(line, ',');
    unsigned ignored, column;
    size_t index, commas = 0;

    for (const char *at = line; *at; at++)
        commas += *at == ',';
    if (commas != 5) {
        complaint_add(judging->complaints, COMPLAINT_ERROR, judging->file, number, 1,
                TR("%zu fields instead of 6: " HEADER,
                        "項目が6個ではなく%zu個です: " HEADER),
                commas + 1);
        return true;
    }
    if (!arena_copy(&judging->arena, line, (size_t)(comma - line), &fixture, err) ||
            !arena_copy(&judging->arena, comma + 1, strcspn(comma + 1, ","), &test, err))
        return false;
    if (is_fixture(judging, fixture, &index)) {
        judging->is_expected[index] = true;
    } else {
        if (!propose(judging, fixture, judging->fixtures, &hint, err))
            return false;
        complaint_add(judging->complaints, COMPLAINT_ERROR, judging->file, number, 1,
                TR("there is no fixture '%s' beside the procedure%s",
                        "手続のとなりに試験用証拠「%s」はありません%s"),
                complaint_quote(fixture).text, hint);
    }
    if (procedure_find_test(judging->procedure, test))
        return true;
    if (!propose(judging, test, judging->tests, &hint, err))
        return false;
    sqltext_locate(line, (size_t)(comma + 1 - line), number, 1, &ignored, &column);
    complaint_add(judging->complaints, COMPLAINT_ERROR, judging->file, number, column,
            TR("the procedure has no test '%s'%s", "手続に検査「%s」はありません%s"),
            complaint_quote(test).text, hint);
    return true;
}

static bool check_lines(struct judging *judging, const char *text, struct error *err)
{
    unsigned number = 0;

    for (const char *at = text; *at;) {
        size_t size = strcspn(at, "\n"), length = size;
        const char *line;

        number++;
        length -= length && at[length - 1] == '\r';
        if (!arena_copy(&judging->arena, at, length, &line, err))
            return false;
        at += size + (at[size] == '\n');
        if (number == 1 && strcmp(line, HEADER) != 0)
            complaint_add(judging->complaints, COMPLAINT_ERROR, judging->file, 1, 1,
                    TR("the first line must be " HEADER,
                            "1行目は " HEADER " でなければなりません"));
        else if (number > 1 && *line && !check_line(judging, line, number, err))
            return false;
    }
    return true;
}

bool fixture_expected_check(const char *folder, const struct procedure *procedure,
        struct complaint_list *complaints, struct error *err)
{
    CLEANUP(end)
    struct judging judging = {.folder = folder,
            .procedure = procedure,
            .complaints = complaints,
            .arena = ARENA_INIT(ARENA_MODEL_LIMIT)};
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT(FILE_LIMIT);

    if (!arena_printf(&judging.arena, &judging.file, err, "%s/expected.csv", folder))
        return false;
    if (!file_exists(judging.file)) {
        complaint_add(complaints, COMPLAINT_ERROR, judging.file, 0, 0,
                TR("there is no such file: it says what must come of the fixtures (" HEADER
                   ")",
                        "このファイルがありません。試験用証拠の結果として期待するものを書きます（" HEADER
                        "）"));
        return true;
    }
    if (!list_fixtures(&judging, err) || !list_tests(&judging, err) ||
            !check_folders(&judging, err) || !file_read(judging.file, &bytes, err) ||
            !check_lines(&judging, buf_text(&bytes), err))
        return false;
    for (size_t i = 0; i < judging.count; i++) {
        if (!judging.is_expected[i])
            complaint_add(complaints, COMPLAINT_ERROR, judging.file, 1, 1,
                    TR("the fixture '%s' has no line: write one for each test, or one for each exception",
                            "試験用証拠「%s」の行がありません。検査ごとに（逸脱があればその数だけ）書いてください"),
                    complaint_quote(judging.fixtures[i]).text);
    }
    return true;
}
