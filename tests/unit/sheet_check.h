/* sheet_check.h - a workbook of one sheet, read as records, as text that a test can
 * compare
 *
 * First the columns' names, then a record a line: "number line value|value", an absent
 * value is -, a problem stands as !problem; an error is a last line "error CODE". */
#ifndef CHOSHO_SHEET_CHECK_H
#define CHOSHO_SHEET_CHECK_H

#include "evidence/format/record_sheet.h"
#include "evidence/limits.h"
#include "evidence/spreadsheet/spreadsheet_text.h"
#include "tests/unit/spreadsheet_sample.h"

#define S(reference, text) \
    "<c r=\"" reference "\" t=\"inlineStr\"><is><t>" text "</t></is></c>"
#define N(reference, number) "<c r=\"" reference "\"><v>" number "</v></c>"

struct sheet_check {
    struct zip_bytes book, bundle;
    struct archive archive;
    int fd;
};

static inline void sheet_check_open(struct sheet_check *check,
        const struct spreadsheet_sample *sample)
{
    struct zip_header header;
    struct container container;
    const char *reason;
    struct error err = {0};

    *check = (struct sheet_check){ZIP_BYTES_INIT, ZIP_BYTES_INIT, {0}, -1};
    spreadsheet_sample_write(sample, &check->book);
    header = zip_bytes_header(&check->bundle, "book.xlsx", buf_text(&check->book.file),
            check->book.file.size);
    zip_bytes_add_as(&check->bundle, &header, buf_text(&check->book.file),
            check->book.file.size);
    zip_bytes_finish(&check->bundle);
    check->fd = zip_bytes_open(buf_text(&check->bundle.file), check->bundle.file.size);
    ck_assert_msg(archive_open(check->fd, "b-1", 0, &check->archive, &err) &&
                    archive_expand(&check->archive, 0, "xlsx", &container, &reason, &err),
            "%s", err.message);
    ck_assert_str_eq(archive_member(&check->archive, 1)->name, "book.xlsx!S");
}

static inline void sheet_check_close(struct sheet_check *check)
{
    archive_close(&check->archive);
    close(check->fd);
    zip_bytes_clear(&check->book);
    zip_bytes_clear(&check->bundle);
}

static inline void sheet_check_put(struct buf *dump, const char *text, size_t size)
{
    struct error err = {0};

    ck_assert(buf_append(dump, text, size, &err));
}

static inline void sheet_check_put_record(struct buf *dump, const struct record *record,
        size_t wanted_count)
{
    struct error err = {0};

    ck_assert(buf_printf(dump, &err, "%" PRIu64 " %" PRIu64 " ", record->number,
            record->line));
    if (record->problem)
        ck_assert(buf_printf(dump, &err, "!%s", record->problem));
    for (size_t i = 0; i < wanted_count && !record->problem; i++) {
        sheet_check_put(dump, "|", i > 0);
        if (record->fields[i].text)
            sheet_check_put(dump, record->fields[i].text, record->fields[i].size);
        else
            sheet_check_put(dump, "-", 1);
    }
    sheet_check_put(dump, "\n", 1);
}

/* Each row's bytes begin and end as its element does. */
static inline void sheet_check_place(const struct sheet_check *check,
        const struct record *record)
{
    const struct preflight_member *part = archive_member(&check->archive, 1);
    const char *bytes = buf_text(&check->book.file) + part->data_offset;

    ck_assert(record->offset + record->length <= part->size);
    ck_assert(memcmp(bytes + record->offset, "<row", 4) == 0);
    bytes += record->offset + record->length;
    ck_assert(memcmp(bytes - 6, "</row>", 6) == 0 || memcmp(bytes - 2, "/>", 2) == 0);
}

static inline void sheet_check_read_as(const struct spreadsheet_sample *sample,
        const struct record_format *format, const char *wanted, const char *expected,
        const char *message)
{
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    CLEANUP(buf_clear) struct buf dump = BUF_INIT((size_t)64 << 20);
    const char *list[16], *const *names;
    const struct record *records;
    struct record_control control;
    struct sheet_check check;
    char words[512], *rest = words;
    struct error err = {0};
    size_t count = 0, wanted_count = 0, name_count;

    sheet_check_open(&check, sample);
    snprintf(words, sizeof(words), "%s", wanted);
    while (*wanted && rest)
        list[wanted_count++] = strsep(&rest, "|");
    if (record_open(&check.archive, 1, format, list, wanted_count, &reader, &err)) {
        ck_assert(record_columns(reader, &names, &name_count, &err));
        for (size_t i = 0; i < name_count; i++)
            ck_assert(buf_printf(&dump, &err, "%s%s", i ? "," : "", names[i]));
        sheet_check_put(&dump, "\n", 1);
        while (record_read(reader, &records, &count, &err) && count) {
            for (size_t i = 0; i < count; i++) {
                sheet_check_put_record(&dump, &records[i], wanted_count);
                sheet_check_place(&check, &records[i]);
            }
        }
    }
    if (err.code)
        ck_assert(buf_printf(&dump, &(struct error){0}, "error %d\n", (int)err.code));
    if (reader && !err.code && record_control_total(reader, &control))
        ck_assert(buf_printf(&dump, &err, "control %d of %d at %d\n", (int)control.found,
                (int)control.stated, (int)control.line));
    ck_assert_msg(strcmp(buf_text(&dump), expected) == 0,
            "got:\n%.3000s%s\nnot:\n%.3000s", buf_text(&dump), err.message, expected);
    if (message)
        ck_assert_msg(strstr(err.message, message), "'%s' is not in: %s", message,
                err.message);
    if (reader)
        record_close(reader);
    reader = NULL;
    sheet_check_close(&check);
}

static inline void sheet_check_read(const char *rows, const char *wanted,
        const char *expected, const char *message)
{
    const struct spreadsheet_sample sample = {.rows = rows};
    const struct record_format format = {.kind = RECORD_SHEET};

    sheet_check_read_as(&sample, &format, wanted, expected, message);
}

#endif
