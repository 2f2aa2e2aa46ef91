/* Tables that come back from a client, read by a worker. */
#include "engine/run/returned.h"

#include "engine/base/file.h"
#include "engine/run/schedule.h"
#include "tests/unit/spreadsheet_sample.h"
#include "tests/unit/workpaper.h"

static struct arena arena;
static struct returned_file file;
static struct returned_limits limits;
static struct error err;
static char path[256];

static void set_up(void)
{
    schedule_set_program(getenv("CHOSHO_PROGRAM"));
    make_scratch();
    arena = (struct arena)ARENA_INIT(ARENA_MODEL_LIMIT);
    limits = RETURNED_LIMITS;
}

static void tear_down(void)
{
    arena_clear(&arena);
    remove_scratch();
}

static bool read_bytes(const char *name, const void *bytes, size_t size)
{
    struct error failure = {0};

    snprintf(path, sizeof(path), "%s/%s", scratch, name);
    ck_assert_msg(file_write(path, bytes, size, 0600, true, &failure), "%s",
            failure.message);
    err = (struct error){0};
    file = (struct returned_file){0};
    return returned_read(path, &limits, scratch, &arena, &file, &err);
}

static void ask(const char *name, const char *text)
{
    ck_assert_msg(read_bytes(name, text, strlen(text)), "%s", err.message);
}

/* Every word stands in the message. */
static void check_message(enum error_code code, const char *const *words)
{
    ck_assert_int_eq(err.code, code);
    for (; *words; words++)
        ck_assert_msg(strstr(err.message, *words) != NULL, "'%s' in: %s", *words,
                err.message);
}

#define REFUSE(name, bytes, size, code, ...)                           \
    do {                                                               \
        ck_assert(!read_bytes(name, bytes, size));                     \
        check_message(code, (const char *const[]){__VA_ARGS__, NULL}); \
    } while (0)

START_TEST(a_csv_is_a_table)
{
    const struct returned_table *table;

    ask("ticks.csv",
            "Item,Outcome,備考\r\nS01,no-exception,\r\n\r\nS02,exception,\"no\n"
            "approval\"\r\nS03,,x\r\n");
    ck_assert_uint_eq(file.table_count, 1);
    table = &file.tables[0];
    ck_assert_str_eq(file.name, "ticks.csv");
    ck_assert_str_eq(table->sheet, "");
    ck_assert_uint_eq(table->column_count, 3);
    ck_assert_str_eq(table->columns[2], "備考");
    ck_assert_uint_eq(table->row_count, 3);
    ck_assert_uint_eq(table->rows[0].line, 2);
    ck_assert_str_eq(table->rows[0].values[2], "");
    ck_assert_uint_eq(table->rows[1].line, 4);
    ck_assert_str_eq(table->rows[1].values[2], "no\napproval");
    ck_assert_uint_eq(table->rows[2].line, 6);
    ck_assert_str_eq(table->rows[2].values[0], "S03");
}
END_TEST

/* sha256sum's of the eight bytes. */
START_TEST(bytes_and_digest_are_kept)
{
    ask("a.csv", "a,b\n1,2\n");
    ck_assert_uint_eq(file.bytes.size, 8);
    ck_assert_int_eq(memcmp(file.bytes.text, "a,b\n1,2\n", 8), 0);
    ck_assert_str_eq(file.sha256,
            "492d5ea496056f1a6a6592241032fab764c321596317930b4fa0e1e8bc3b7470");
}
END_TEST

START_TEST(cp932_is_read)
{
    /* "氏名,部署\r\n山田,総務\r\n佐藤,人事\r\n" by iconv -t cp932 */
    static const char text[] = "\x8e\x81\x96\xbc,\x95\x94\x8f\x90\r\n"
                               "\x8eR\x93"
                               "c,\x91\x8d\x96\xb1\r\n"
                               "\x8d\xb2\x93\xa1,\x90l\x8e\x96\r\n";

    ask("list.CSV", text);
    ck_assert_str_eq(file.tables[0].columns[0], "氏名");
    ck_assert_str_eq(file.tables[0].rows[0].values[0], "山田");
    ck_assert_str_eq(file.tables[0].rows[1].values[1], "人事");
}
END_TEST

START_TEST(a_list_of_one_column_is_a_table)
{
    ask("keys.csv", "key\nS01\nS02\n");
    ck_assert_uint_eq(file.tables[0].column_count, 1);
    ck_assert_uint_eq(file.tables[0].row_count, 2);
    ck_assert_str_eq(file.tables[0].rows[1].values[0], "S02");
}
END_TEST

START_TEST(sheets_are_tables)
{
    static const struct spreadsheet_sample sample = {
            .rows = "<row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t>項目</t></is></c>"
                    "<c r=\"B3\" t=\"inlineStr\"><is><t>結果</t></is></c></row>"
                    "<row r=\"5\"><c r=\"A5\" t=\"inlineStr\"><is><t>S01</t></is></c></row>"
                    "<row r=\"6\"><c r=\"A6\" t=\"inlineStr\"><is><t>S02</t></is></c>"
                    "<c r=\"B6\"><v>7</v></c></row>"};
    CLEANUP(zip_bytes_clear) struct zip_bytes book = ZIP_BYTES_INIT;

    spreadsheet_sample_write(&sample, &book);
    ck_assert_msg(read_bytes("ticks.xlsx", book.file.data, book.file.size), "%s",
            err.message);
    ck_assert_uint_eq(file.table_count, 1);
    ck_assert_str_eq(file.tables[0].sheet, "S");
    ck_assert_str_eq(file.tables[0].columns[1], "結果");
    ck_assert_uint_eq(file.tables[0].row_count, 2);
    ck_assert_uint_eq(file.tables[0].rows[0].line, 5);
    ck_assert_str_eq(file.tables[0].rows[0].values[1], "");
    ck_assert_uint_eq(file.tables[0].rows[1].line, 6);
    ck_assert_str_eq(file.tables[0].rows[1].values[1], "7");
}
END_TEST

START_TEST(a_hidden_sheet_is_passed_over)
{
    static const struct spreadsheet_sample sample =
            {.workbook = "<sheets><sheet name=\"S\" sheetId=\"1\" state=\"hidden\""
                         " r:id=\"r1\"/></sheets>",
                    .rows = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"};
    CLEANUP(zip_bytes_clear) struct zip_bytes book = ZIP_BYTES_INIT;

    spreadsheet_sample_write(&sample, &book);
    REFUSE("t.xlsx", book.file.data, book.file.size, ERROR_UNREADABLE, "t.xlsx",
            "no sheet that is shown");
}
END_TEST

START_TEST(what_cannot_be_read_is_told)
{
    REFUSE("a.csv", "a,b\n1,2\n3\n", 10, ERROR_UNREADABLE, "a.csv", "line 3",
            "correct the file");
    REFUSE("b.csv", "a,b\n1,\xff\xfe\x80\n2,3\n", 15, ERROR_UNREADABLE, "b.csv");
    REFUSE("c.csv", "a,b\n1,2\n\"3,4\n5,6\n", 18, ERROR_UNREADABLE,
            "c.csv: line 3: a quote");
    REFUSE("d.csv", "a,b\n1,2\n3,\0\n", 12, ERROR_UNREADABLE, "d.csv");
    REFUSE("e.pdf", "%PDF-1.4\n%%EOF\n", 15, ERROR_UNREADABLE, "e.pdf", "no CSV or XLSX");
    REFUSE("f.json", "[{\"a\":1}]", 9, ERROR_UNREADABLE, "f.json", "no CSV or XLSX");
    REFUSE("g.csv", "", 0, ERROR_UNREADABLE, "g.csv", "empty");
    REFUSE("h.xlsx", "PK\3\4broken, as it is cut off", 28, ERROR_UNREADABLE,
            "h.xlsx: the zip is");
}
END_TEST

START_TEST(limits_hold)
{
    limits = (struct returned_limits){12, 100, 100};
    REFUSE("a.csv", "a,b\n1,2\n3,4\n5,6\n", 16, ERROR_LIMIT, "a.csv", "16 bytes");
    limits = (struct returned_limits){1000, 2, 100};
    REFUSE("b.csv", "a,b\n1,2\n3,4\n5,6\n", 16, ERROR_LIMIT, "b.csv", "2 rows");
    ask("c.csv", "a,b\n1,2\n3,4\n");
    limits = (struct returned_limits){1000, 100, 2};
    REFUSE("d.csv", "a,b,c\n1,2,3\n", 12, ERROR_LIMIT, "d.csv", "3 columns");
}
END_TEST

/* A row that is longer than a message. */
START_TEST(a_huge_cell_is_refused)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)4 << 20);
    struct error ignored;

    ck_assert(buf_append_text(&text, "a,b\n1,2\n3,", &ignored));
    for (size_t i = 0; i < 700000; i++)
        ck_assert(buf_append(&text, "x", 1, &ignored));
    ck_assert(buf_append_text(&text, "\n", &ignored));
    REFUSE("a.csv", text.data, text.size, ERROR_LIMIT, "a.csv", "behind row 2");
}
END_TEST

START_TEST(what_is_no_file_is_told)
{
    err = (struct error){0};
    ck_assert(!returned_read("no/such.csv", &limits, scratch, &arena, &file, &err));
    ck_assert_int_eq(err.code, ERROR_MISSING);
    err = (struct error){0};
    ck_assert(!returned_read(scratch, &limits, scratch, &arena, &file, &err));
    ck_assert_int_eq(err.code, ERROR_USAGE);
}
END_TEST

START_TEST(columns_are_found_as_written)
{
    ask("a.csv", "No., Ｉtem ,結果\n1,2,3\n4,5,6\n");
    ck_assert_uint_eq(returned_find_column(&file.tables[0], "item"), 1);
    ck_assert_uint_eq(returned_find_column(&file.tables[0], "結果"), 2);
    ck_assert_uint_eq(returned_find_column(&file.tables[0], "outcome"), SIZE_MAX);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {a_csv_is_a_table, bytes_and_digest_are_kept,
            cp932_is_read, a_list_of_one_column_is_a_table, sheets_are_tables,
            a_hidden_sheet_is_passed_over, what_cannot_be_read_is_told, limits_hold,
            a_huge_cell_is_refused, what_is_no_file_is_told,
            columns_are_found_as_written};

    return unit_run_in("returned", tests, ARRAY_LENGTH(tests), set_up, tear_down);
}
