/* Zips made by others, hostile and sound, against the verdicts in preflight_verdicts.csv:
 * a line a file with the verdict, how many members are readable, folders, unread,
 * refused, and damaged when read, the reason codes, why where that is not plain from the
 * name, and what explains a difference from what other programs say of it
 * (EXPECTED-zip.csv of the data; tests/test_hostile.py finds the differences). */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/text.h"
#include "evidence/archive/archive.h"
#include "tests/unit/unit.h"

#define FOLDERS_OF_ZIPS 3

struct verdict {
    char text[1024]; /* "accepted,2,0,0,1,0,link" */
};

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

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static const char *find_path(const char *variable, const char *otherwise)
{
    const char *path = getenv(variable);

    return path ? path : otherwise;
}

/* The supplied data; false (and a word about it) where they are not here. */
static bool find_data(char path[512], const char *below)
{
    const char *data = find_path("CHOSHO_TEST_DATA", "../shared/data");

    snprintf(path, 512, "%s/%s", data, below);
    if (access(path, R_OK) == 0)
        return true;
    printf("skipped: no %s below CHOSHO_TEST_DATA\n", below);
    return false;
}

/* Reads the member to its end. */
static bool is_damaged(int fd, const struct preflight_member *member)
{
    CLEANUP(inflate_closep) struct inflate *inflate = NULL;
    static char chunk[100000];
    struct error err = {0};
    size_t got = 1;

    if (!inflate_open(fd, member, &inflate, &err))
        return true;
    while (got > 0) {
        if (!inflate_read(inflate, chunk, sizeof(chunk), &got, &err))
            return true;
    }
    return false;
}

static void add_reason(struct verdict *verdict, const char *reason)
{
    size_t size = strlen(verdict->text);

    if (!reason || strstr(verdict->text, reason))
        return;
    snprintf(verdict->text + size, sizeof(verdict->text) - size, "%s%s",
            size > 0 ? " " : "", reason);
}

/* The reason in brackets at the end of a bundle's refusal. */
static void take_reason(const char *message, struct verdict *verdict)
{
    const char *bracket = strrchr(message, '[');

    ck_assert_msg(bracket != NULL, "%s", message);
    snprintf(verdict->text, sizeof(verdict->text), "refused,0,0,0,0,0,%.*s",
            (int)strcspn(bracket + 1, "]"), bracket + 1);
}

static void judge(int fd, struct verdict *verdict)
{
    struct archive archive;
    struct verdict reasons = {""};
    struct error err = {0};
    unsigned counts[4] = {0}, damaged = 0;

    if (!archive_open(fd, "zip", 0, &archive, &err)) {
        ck_assert_int_eq(err.code, ERROR_REFUSED);
        take_reason(err.message, verdict);
        return;
    }
    for (uint32_t i = 0; i < archive.preflight.count; i++) {
        const struct preflight_member *member = &archive.preflight.members[i];

        counts[member->status]++;
        add_reason(&reasons, member->reason);
        add_reason(&reasons, member->finding);
        damaged += member->status == PREFLIGHT_READABLE && is_damaged(fd, member);
    }
    archive_close(&archive);
    snprintf(verdict->text, sizeof(verdict->text), "accepted,%u,%u,%u,%u,%u,%.900s",
            counts[PREFLIGHT_READABLE], counts[PREFLIGHT_FOLDER],
            counts[PREFLIGHT_UNREAD], counts[PREFLIGHT_REFUSED], damaged, reasons.text);
}

/* Compares one line of the table; true for a line that names a file. */
static bool check_line(const char *folder, const char *line)
{
    struct verdict verdict;
    char path[1024];
    size_t name = strcspn(line, ",");
    size_t size;
    CLEANUP(close_fd) int fd = -1;

    if (strncmp(line, "zip-", 4) != 0)
        return false;
    snprintf(path, sizeof(path), "%s/%.*s", folder, (int)name, line);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    ck_assert_msg(fd >= 0, "%s is not there", path);
    judge(fd, &verdict);
    size = strlen(verdict.text);
    ck_assert_msg(strncmp(verdict.text, line + name + 1, size) == 0 &&
                    line[name + 1 + size] == ',',
            "%.*s: now %s", (int)name, line, verdict.text);
    return true;
}

static unsigned count_zips(const char *folder, const char *below)
{
    char path[1024];
    CLEANUP(close_folder) DIR *opened = NULL;
    const struct dirent *entry;
    unsigned count = 0;

    snprintf(path, sizeof(path), "%s/%s", folder, below);
    opened = opendir(path);
    ck_assert_ptr_nonnull(opened);
    while ((entry = readdir(opened)) != NULL)
        count += strstr(entry->d_name, ".zip") != NULL;
    return count;
}

START_TEST(hostile_zips_get_the_verdicts_of_the_table)
{
    static const char *const folders[FOLDERS_OF_ZIPS] = {"zip-libzip", "zip-names",
            "zip-traversal"};
    char folder[512], path[512], line[1024];
    CLEANUP(close_file) FILE *file = NULL;
    unsigned lines = 0, files = 0;

    if (!find_data(folder, "hostile"))
        return;
    snprintf(path, sizeof(path), "%s/tests/unit/preflight_verdicts.csv",
            find_path("CHOSHO_SOURCE", "."));
    file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    while (fgets(line, sizeof(line), file))
        lines += check_line(folder, line);
    for (size_t i = 0; i < FOLDERS_OF_ZIPS; i++)
        files += count_zips(folder, folders[i]);
    ck_assert_uint_eq(lines, files); /* no file without a line */
}
END_TEST

/* Sound zips and workbooks: nothing refused, nothing unread, nothing damaged. */
static void check_sound(const char *path)
{
    CLEANUP(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct verdict verdict;
    unsigned readable, folders, unread, refused, damaged;

    ck_assert_int_ge(fd, 0);
    judge(fd, &verdict);
    ck_assert_msg(sscanf(verdict.text, "accepted,%u,%u,%u,%u,%u,", &readable, &folders,
                          &unread, &refused, &damaged) == 5,
            "%s: %s", path, verdict.text);
    ck_assert_msg(readable > 0 && unread + refused + damaged == 0, "%s: %s", path,
            verdict.text);
}

/* What a folder of the data holds with that part in its name. */
static unsigned check_folder(const char *below, const char *part)
{
    char path[512], file[1024];
    CLEANUP(close_folder) DIR *folder = NULL;
    const struct dirent *entry;
    unsigned count = 0;

    if (!find_data(path, below))
        return 0;
    folder = opendir(path);
    while (folder && (entry = readdir(folder)) != NULL) {
        if (!strstr(entry->d_name, part))
            continue;
        snprintf(file, sizeof(file), "%s/%s", path, entry->d_name);
        check_sound(file);
        count++;
    }
    return count;
}

START_TEST(sound_zips_are_accepted)
{
    char path[512];

    if (!find_data(path, "bundles"))
        return;
    ck_assert_uint_eq(check_folder("bundles", ".zip"), 3);
    ck_assert_uint_ge(check_folder("logs/windows", ".zip"), 5);
    ck_assert_uint_ge(check_folder("samples/xlsx", ".xlsx"), 20);
    /* Damaged and hostile inside, sound as zips; of the others one is no zip (an
     * encrypted workbook) and one has a directory that a fuzzer broke. */
    ck_assert_uint_eq(check_folder("hostile/xlsx", "xlsx-corrupted"), 1);
    ck_assert_uint_eq(check_folder("hostile/xlsx", "poc-xmlbomb"), 1);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {hostile_zips_get_the_verdicts_of_the_table,
            sound_zips_are_accepted};

    return unit_run("preflight_verdicts", tests, ARRAY_LENGTH(tests));
}
