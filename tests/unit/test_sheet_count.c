/* Whether a sheet's cells are counted, wherever a piece of the part ends, and no cell
 * more or fewer is let through. */
#include "evidence/format/sheet_count.h"
#include "evidence/format/sheet_width.h"

#include "evidence/limits.h"
#include "tests/unit/packed_bytes.h"
#include "tests/unit/unit.h"

#define PART_LIMIT ((size_t)4 << 20) /* deflated */

/* A part of the zip, deflated in pieces that know nothing of each other: of a piece that
 * comes again and again the same bytes do. At no time is all of it in memory. */
struct part {
    struct buf packed;
    uint32_t size;
    uLong crc;
};

static void begin(struct part *part)
{
    *part = (struct part){.packed = BUF_INIT(PART_LIMIT), .crc = crc32(0, NULL, 0)};
}

static void add(struct part *part, const char *bytes, size_t size, size_t times)
{
    static uint8_t out[1 << 20];
    z_stream zlib = {.next_in = (const Bytef *)bytes,
            .avail_in = (uInt)size,
            .next_out = out,
            .avail_out = sizeof(out)};

    ck_assert_int_eq(deflateInit2(&zlib, 1, Z_DEFLATED, -MAX_WBITS, 9,
                             Z_DEFAULT_STRATEGY),
            Z_OK);
    ck_assert_int_eq(deflate(&zlib, Z_FULL_FLUSH), Z_OK);
    ck_assert_uint_gt(zlib.avail_out, 0);
    for (size_t i = 0; i < times; i++) {
        zip_bytes_put(&part->packed, out, sizeof(out) - zlib.avail_out);
        part->crc = crc32(part->crc, (const Bytef *)bytes, (uInt)size);
    }
    part->size += (uint32_t)(times * size);
    deflateEnd(&zlib);
}

static void add_text(struct part *part, const char *text)
{
    add(part, text, strlen(text), 1);
}

/* The text again and again. */
static void add_many(struct part *part, const char *text, size_t count)
{
    CLEANUP(buf_clear) struct buf batch = BUF_INIT(1 << 20);
    size_t size = strlen(text), at_once = 1000;

    for (size_t i = 0; i < at_once; i++)
        zip_bytes_put(&batch, text, size);
    add(part, batch.data, batch.size, count / at_once);
    add(part, batch.data, count % at_once * size, 1);
}

/* Ends the part: what the counting says of it, as a member of a bundle. */
static enum error_code count(struct part *part)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    static struct sheet_width width;
    struct error err = {0};
    struct archive archive;
    int fd;

    zip_bytes_put(&part->packed, "\3\0", 2); /* a last block of nothing */
    zip_bytes_add_as(&zip,
            &(struct zip_header){.name = "sheet1.xml",
                    .name_size = strlen("sheet1.xml"),
                    .method = 8,
                    .crc = (uint32_t)part->crc,
                    .packed = (uint32_t)part->packed.size,
                    .size = part->size},
            part->packed.data, part->packed.size);
    buf_clear(&part->packed);
    zip_bytes_finish(&zip);
    fd = zip_bytes_open(buf_text(&zip.file), zip.file.size);
    ck_assert_msg(archive_open(fd, "b-1", 0, &archive, &err), "%s", err.message);
    if (sheet_width_read(&archive, 0, &width, &err))
        ck_assert_int_eq(err.code, ERROR_NONE);
    archive_close(&archive);
    close(fd);
    return err.code;
}

/* Four cells, and one that has no value, in an odd number of bytes: over millions of
 * cells each is cut everywhere by the pieces that the part is read in. */
static const char every_plain[] = "<c><v></v></c><c/><c t='str'><v>&lt;</v></c>"
                                  "<c><f/></c><c><f></f></c>";

START_TEST(every_plain_cell_is_counted_to_the_last)
{
    struct part part;

    ck_assert_uint_eq((sizeof(every_plain) - 1) % 2, 1);
    for (size_t more = 0; more < 2; more++) {
        begin(&part);
        add_text(&part, "<sheetData><row>");
        add_many(&part, every_plain, LIMIT_SHEET_CELLS / 4);
        add_many(&part, "<c><v>1</v></c>", more);
        add_text(&part, "</row></sheetData>");
        ck_assert_int_eq(count(&part), more ? ERROR_LIMIT : ERROR_NONE);
    }
}
END_TEST

START_TEST(cells_without_a_value_are_counted_apart)
{
    struct part part;

    for (size_t more = 0; more < 2; more++) {
        begin(&part);
        add_text(&part, "<sheetData><x:row>");
        add_many(&part, "<x:c></x:c><x:c s='1'/>", LIMIT_SHEET_EMPTY / 2);
        add_many(&part, "<x:c/>", more);
        ck_assert_int_eq(count(&part), more ? ERROR_LIMIT : ERROR_NONE);
    }
}
END_TEST

/* The row is one of them. */
START_TEST(tags_in_no_plain_cell_are_counted)
{
    struct part part;

    for (size_t more = 0; more < 2; more++) {
        begin(&part);
        add_text(&part, "<row>");
        add_many(&part, "<c a=''><v/></c>", LIMIT_SHEET_TAGS / 3);
        add_many(&part, "<a/>", LIMIT_SHEET_TAGS % 3 + more - 1);
        ck_assert_int_eq(count(&part), more ? ERROR_LIMIT : ERROR_NONE);
    }
}
END_TEST

static bool fill(struct sheet_count *count, size_t tags, size_t size, struct error *err)
{
    for (size_t i = 0; i < tags; i++) {
        if (!sheet_count_tag(count, size, err))
            return false;
    }
    return true;
}

START_TEST(bytes_for_the_parser_are_counted)
{
    struct sheet_count count = {0};
    struct error err = {0};

    ck_assert(fill(&count, 128, (size_t)1 << 20, &err));
    ck_assert(fill(&count, 1, 0, &err) && !fill(&count, 1, 1, &err));
    ck_assert_int_eq(err.code, ERROR_LIMIT);
    ck_assert_ptr_nonnull(strstr(err.message, "134217728"));
}
END_TEST

START_TEST(numbers_longer_than_programs_write_are_counted)
{
    struct sheet_count count = {.numbers = LIMIT_SHEET_LONG - 1};
    struct error err = {0};
    size_t usual = strlen("-1234567890.1234567");

    for (int i = 0; i < 3; i++)
        ck_assert(sheet_count_number(&count, usual, &err));
    ck_assert(sheet_count_number(&count, usual + 1, &err));
    ck_assert(!sheet_count_number(&count, usual + 1, &err));
    ck_assert_int_eq(err.code, ERROR_LIMIT);
    ck_assert_ptr_nonnull(strstr(err.message, "1000000 "));
}
END_TEST

START_TEST(the_refusal_names_the_limit)
{
    struct sheet_count count = {.cells = LIMIT_SHEET_CELLS, .empty = LIMIT_SHEET_EMPTY};
    struct error err = {0};

    ck_assert(!sheet_count_cell(&count, true, &err));
    ck_assert_int_eq(err.code, ERROR_LIMIT);
    ck_assert_ptr_nonnull(strstr(err.message, "7000000 "));
    ck_assert(!sheet_count_cell(&count, false, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "20000000 "));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {every_plain_cell_is_counted_to_the_last,
            cells_without_a_value_are_counted_apart, tags_in_no_plain_cell_are_counted,
            bytes_for_the_parser_are_counted,
            numbers_longer_than_programs_write_are_counted, the_refusal_names_the_limit};

    return unit_run("sheet_count", tests, ARRAY_LENGTH(tests));
}
