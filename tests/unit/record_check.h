/* record_check.h - one member of given bytes, read as records, as text that a test can
 * compare
 *
 * A record is a line "number line offset+length field|field", an absent field is (none),
 * a problem stands as !problem; an error of reading is a last line "error CODE". Newlines
 * inside fields are shown as \n. */
#ifndef CHOSHO_RECORD_CHECK_H
#define CHOSHO_RECORD_CHECK_H

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/buf.h"
#include "evidence/format/record.h"
#include "tests/unit/unit.h"
#include "tests/unit/zip_bytes.h"

#define RECORD_CHECK_WANTED_MAX 16

struct record_check {
    int fd;
    struct archive archive;
    struct error err; /* of the last reading */
    struct buf dump;
};

/* A bundle "b-1" of one member of that name. */
static inline void record_check_open(struct record_check *check, const char *name,
        const void *bytes, size_t size)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    struct zip_header header = zip_bytes_header(&zip, name, bytes, size);

    *check = (struct record_check){.dump = BUF_INIT((size_t)256 << 20)};
    zip_bytes_add_as(&zip, &header, bytes, size);
    zip_bytes_finish(&zip);
    check->fd = zip_bytes_open(buf_text(&zip.file), zip.file.size);
    ck_assert_msg(archive_open(check->fd, "b-1", 0, &check->archive, &check->err), "%s",
            check->err.message);
}

static inline void record_check_close(struct record_check *check)
{
    archive_close(&check->archive);
    close(check->fd);
    buf_clear(&check->dump);
}

static inline void record_check_put(struct record_check *check, const char *text,
        size_t size)
{
    for (size_t i = 0, plain; i < size; i += plain + 1) {
        plain = 0;
        while (i + plain < size && text[i + plain] != '\n' && text[i + plain] != '\r')
            plain++;
        zip_bytes_put(&check->dump, text + i, plain);
        if (i + plain < size)
            zip_bytes_put(&check->dump, text[i + plain] == '\n' ? "\\n" : "\\r", 2);
    }
}

static inline void record_check_put_record(struct record_check *check,
        const struct record *record, size_t wanted_count)
{
    struct error err = {0};

    if (!buf_printf(&check->dump, &err,
                "%" PRIu64 " %" PRIu64 " %" PRIu64 "+%" PRIu64 " ", record->number,
                record->line, record->offset, record->length) ||
            (record->problem && !buf_printf(&check->dump, &err, "!%s", record->problem)))
        ck_abort_msg("%s", err.message);
    for (size_t i = 0; i < wanted_count; i++) {
        if (record->problem) {
            if (record->fields[i].text)
                ck_abort_msg("a record with a problem has fields");
            continue;
        }
        if (i)
            record_check_put(check, "|", 1);
        if (record->fields[i].text)
            record_check_put(check, record->fields[i].text, record->fields[i].size);
        else
            record_check_put(check, "(none)", 6);
    }
    zip_bytes_put(&check->dump, "\n", 1);
}

/* Reads the member; wanted ends with NULL. The dump is valid until the next reading. */
static inline const char *record_check_read(struct record_check *check,
        const struct record_format *format, const char *const *wanted)
{
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    const struct record *records;
    size_t wanted_count = 0, count;

    while (wanted[wanted_count])
        wanted_count++;
    buf_reset(&check->dump);
    check->err = (struct error){0};
    if (record_open(&check->archive, 0, format, wanted, wanted_count, &reader,
                &check->err)) {
        while (record_read(reader, &records, &count, &check->err) && count) {
            for (size_t i = 0; i < count; i++)
                record_check_put_record(check, &records[i], wanted_count);
        }
    }
    if (check->err.code)
        ck_assert(buf_printf(&check->dump, &check->err, "error %d\n",
                (int)check->err.code));
    return buf_text(&check->dump);
}

/* The same in one call: a member of this text, the wanted names divided by '|', and the
 * dump there must be. `message`, unless NULL, is a part of the error's sentence. */
static inline void record_check_size(const char *text, size_t size,
        const struct record_format *format, const char *wanted, const char *dump,
        const char *message)
{
    struct record_check check;
    char names[512], *rest = names;
    const char *list[RECORD_CHECK_WANTED_MAX + 1] = {NULL}, *got;

    record_check_open(&check, "member", text, size);
    ck_assert_uint_lt(strlen(wanted), sizeof(names));
    strcpy(names, wanted);
    for (size_t i = 0; *wanted && rest && i < RECORD_CHECK_WANTED_MAX; i++)
        list[i] = strsep(&rest, "|");
    got = record_check_read(&check, format, list);
    ck_assert_msg(strcmp(got, dump) == 0, "of: %.300s\ngot:\n%.2000s%s\nnot:\n%.2000s",
            text, got, check.err.message, dump);
    if (message)
        ck_assert_msg(strstr(check.err.message, message), "'%s' is not in: %s", message,
                check.err.message);
    record_check_close(&check);
}

static inline void record_check(const char *text, const struct record_format *format,
        const char *wanted, const char *dump, const char *message)
{
    record_check_size(text, strlen(text), format, wanted, dump, message);
}

/* The columns that record_columns() gives, divided by '|'. */
static inline void record_check_columns(const char *text,
        const struct record_format *format, const char *expected)
{
    struct record_check check;
    struct record_reader *reader;
    const char *const *names;
    size_t count;

    record_check_open(&check, "member", text, strlen(text));
    ck_assert_msg(record_open(&check.archive, 0, format, NULL, 0, &reader, &check.err),
            "%s", check.err.message);
    ck_assert_msg(record_columns(reader, &names, &count, &check.err), "%s",
            check.err.message);
    for (size_t i = 0; i < count; i++) {
        if (i)
            record_check_put(&check, "|", 1);
        record_check_put(&check, names[i], strlen(names[i]));
    }
    ck_assert_str_eq(buf_text(&check.dump), expected);
    record_close(reader);
    record_check_close(&check);
}

/* The whole of a file of the shared test data (see CHOSHO_TEST_DATA); false, with a
 * message: not there. */
static inline bool record_check_load(const char *path, struct buf *ret_bytes)
{
    const char *data = getenv("CHOSHO_TEST_DATA");
    char name[4096], chunk[65536];
    struct error err = {0};
    FILE *file;
    size_t got;

    snprintf(name, sizeof(name), "%s/%s", data ? data : "../shared/data", path);
    file = fopen(name, "rb");
    if (!file) {
        printf("skipped: no %s\n", name);
        return false;
    }
    while ((got = fread(chunk, 1, sizeof(chunk), file)) > 0)
        ck_assert(buf_append(ret_bytes, chunk, got, &err));
    fclose(file);
    return true;
}

#endif
